//! What a search can be narrowed by: the facets of a mission and their values.

use chrono::{NaiveTime, Weekday as Day};
use uuid::Uuid;

use crate::kinds::{Activity, Beneficiary, Domain, words};
use crate::texts::Locale;

words! {
    /// What a search can be narrowed by. Values of one facet widen each other, facets narrow each other.
    Facet {
        /// Its domain.
        Domain = "domain",
        /// What one does.
        Activity = "activity",
        /// Whom it is for.
        Beneficiary = "beneficiary",
        /// Where, at any height of the tree of areas.
        Area = "area",
        /// Whose it is.
        Association = "association",
        /// Who may come.
        Audience = "audience",
        /// On the spot or from home.
        Presence = "presence",
        /// On a date, or again and again.
        Time = "time",
        /// On which days.
        Weekday = "weekday",
        /// At what time of day.
        PartOfDay = "part_of_day",
        /// How much time it takes.
        Commitment = "commitment",
        /// Whether a place is left.
        Places = "places",
        /// The language it is written in.
        Language = "language",
    }
}

impl Facet {
    /// How a document says that it has this value: `<facet>:<value>`.
    #[must_use]
    pub fn label(self, value: impl std::fmt::Display) -> String {
        format!("{self}:{value}")
    }

    /// The facet and the value a label names.
    #[must_use]
    pub fn of_label(label: &str) -> Option<(Self, &str)> {
        let (facet, value) = label.split_once(':')?;
        Some((facet.parse().ok()?, value))
    }

    /// Whether this is one of its values; areas and associations are looked up where they are known.
    #[must_use]
    pub fn has(self, value: &str) -> bool {
        match self {
            Self::Domain => value.parse::<Domain>().is_ok(),
            Self::Activity => value.parse::<Activity>().is_ok(),
            Self::Beneficiary => value.parse::<Beneficiary>().is_ok(),
            Self::Area => true,
            Self::Association => value.parse::<Uuid>().is_ok(),
            Self::Audience => value.parse::<Audience>().is_ok(),
            Self::Presence => value.parse::<Presence>().is_ok(),
            Self::Time => value.parse::<Time>().is_ok(),
            Self::Weekday => value.parse::<Weekday>().is_ok(),
            Self::PartOfDay => value.parse::<PartOfDay>().is_ok(),
            Self::Commitment => value.parse::<Commitment>().is_ok(),
            Self::Places => value.parse::<Places>().is_ok(),
            Self::Language => value.parse::<Locale>().is_ok(),
        }
    }

    /// Whether a mission must have all values asked for, not any of them.
    #[must_use]
    pub const fn wants_all(self) -> bool {
        matches!(self, Self::Audience)
    }
}

words! {
    /// Who may come.
    Audience {
        /// Also people under 18.
        Minors = "minors",
        /// Also people with reduced mobility.
        Accessible = "accessible",
    }
}
words! {
    /// Where it is done.
    Presence {
        /// On the spot.
        OnSite = "on_site",
        /// From home.
        Remote = "remote",
    }
}
words! {
    /// How it takes place.
    Time {
        /// On a date.
        Dated = "dated",
        /// Without a date, again and again.
        Recurring = "recurring",
    }
}
words! {
    /// A day of the week, where the city is.
    Weekday {
        /// Monday.
        Monday = "monday",
        /// Tuesday.
        Tuesday = "tuesday",
        /// Wednesday.
        Wednesday = "wednesday",
        /// Thursday.
        Thursday = "thursday",
        /// Friday.
        Friday = "friday",
        /// Saturday.
        Saturday = "saturday",
        /// Sunday.
        Sunday = "sunday",
    }
}
words! {
    /// A part of the day, where the city is.
    PartOfDay {
        /// Before noon.
        Morning = "morning",
        /// From noon to six.
        Afternoon = "afternoon",
        /// From six on.
        Evening = "evening",
    }
}
words! {
    /// How much time one occasion takes.
    Commitment {
        /// Two hours at most.
        TwoHours = "two_hours",
        /// Four hours at most.
        HalfDay = "half_day",
        /// More than four hours.
        Day = "day",
        /// It is agreed upon.
        Open = "open",
    }
}
words! {
    /// Whether a place is left.
    Places {
        /// At least one.
        Free = "free",
        /// None.
        Full = "full",
    }
}

impl Weekday {
    /// Of a day of the calendar.
    #[must_use]
    pub const fn of(day: Day) -> Self {
        match day {
            Day::Mon => Self::Monday,
            Day::Tue => Self::Tuesday,
            Day::Wed => Self::Wednesday,
            Day::Thu => Self::Thursday,
            Day::Fri => Self::Friday,
            Day::Sat => Self::Saturday,
            Day::Sun => Self::Sunday,
        }
    }
}

impl PartOfDay {
    /// The parts of the day a stretch of local time touches.
    #[must_use]
    pub fn touched(from: NaiveTime, until: NaiveTime) -> Vec<Self> {
        let clock = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        let over_midnight = until <= from;
        let parts = [
            (Self::Morning, NaiveTime::MIN, clock(12)),
            (Self::Afternoon, clock(12), clock(18)),
            (Self::Evening, clock(18), NaiveTime::MIN),
        ];
        let touches = |begin: NaiveTime, end: NaiveTime| {
            let before_end = end == NaiveTime::MIN || from < end;
            before_end && (over_midnight || begin < until)
        };
        parts.into_iter().filter(|(_, begin, end)| touches(*begin, *end)).map(|(part, _, _)| part).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_the_day() {
        let clock = |text: &str| text.parse::<NaiveTime>().expect("a time");
        for (from, until, parts) in [
            ("09:00:00", "11:00:00", &[PartOfDay::Morning][..]),
            ("09:00:00", "12:00:00", &[PartOfDay::Morning]),
            ("11:00:00", "14:00:00", &[PartOfDay::Morning, PartOfDay::Afternoon]),
            ("17:00:00", "20:00:00", &[PartOfDay::Afternoon, PartOfDay::Evening]),
            ("20:00:00", "00:00:00", &[PartOfDay::Evening]),
            ("22:00:00", "02:00:00", &[PartOfDay::Evening]),
        ] {
            assert_eq!(PartOfDay::touched(clock(from), clock(until)), parts, "{from}-{until}");
        }
    }
}
