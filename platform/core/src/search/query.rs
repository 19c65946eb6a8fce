//! What can be asked: the criteria of a search, its orders and its pages.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike as _, Duration, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::kinds::{MissionId, words};
use crate::local_time;
use crate::places::EARTH_RADIUS_M;
use crate::refusals::Reason;
use crate::search::facets::Facet;
use crate::tenancy::{CityConfig, Point};

/// How far around a point is looked when nothing is said, metres: a city and its surroundings.
pub const DEFAULT_RADIUS_M: f64 = 35_000.0;
/// Largest radius, metres.
pub const MAX_RADIUS_M: f64 = 200_000.0;
/// What a class of match weighs in the key of an order, in seconds: more than any two missions lie apart.
pub(crate) const CLASS: f64 = 1e10;
/// When something without a date comes, in seconds since 1970: after all that has one.
pub(crate) const DATELESS: f64 = 1e10;
/// What a digit of the need weighs, in seconds: what is needed most comes first.
pub(crate) const NEED: f64 = -1e11;
/// Longest text searched for, characters.
pub const MAX_TEXT: usize = 200;

words! {
    /// A time in a word, where the city is.
    When {
        /// What is left of the day.
        Today = "today",
        /// The next day.
        Tomorrow = "tomorrow",
        /// The coming Saturday and Sunday, or what is left of them.
        Weekend = "weekend",
        /// Seven days from now.
        Week = "week",
    }
}
words! {
    /// What comes first.
    Sort {
        /// The best match: where the words stand, then the newest; without words, the nearest to the point; without a
        /// point, the newest.
        Relevance = "relevance",
        /// The nearest; needs a point.
        Distance = "distance",
        /// The next slot.
        Soonest = "soonest",
        /// The last published.
        Newest = "newest",
        /// The most places left, soonest first among equals.
        MostNeeded = "most_needed",
    }
}

impl When {
    /// From when until when that is.
    #[must_use]
    pub fn span(self, now: DateTime<Utc>, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
        let midnight = |days| local_time::midnight(now, zone, days);
        let weekday = u64::from(now.with_timezone(&zone).weekday().num_days_from_monday());
        match self {
            Self::Today => (now, midnight(1)),
            Self::Tomorrow => (midnight(1), midnight(2)),
            Self::Weekend if weekday >= 5 => (now, midnight(7 - weekday)),
            Self::Weekend => (midnight(5 - weekday), midnight(7 - weekday)),
            Self::Week => (now, now + Duration::days(7)),
        }
    }
}

/// Values chosen, per facet.
pub type Selection = BTreeMap<Facet, BTreeSet<String>>;

/// Around a point.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Near {
    /// The point.
    pub point: Point,
    /// How far around, metres.
    pub radius_m: f64,
}

/// A box on the ground, degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Its least latitude and longitude.
    pub south_west: Point,
    /// Its greatest.
    pub north_east: Point,
}

impl Near {
    /// The smallest box that holds the circle: an index finds what lies in it, and the distance is looked at then.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        let angle = self.radius_m / EARTH_RADIUS_M;
        let Point { lat, lon } = self.point;
        let ratio = angle.sin() / lat.to_radians().cos();
        // Around a pole it holds every longitude.
        let across = if (0.0..1.0).contains(&ratio) { ratio.asin().to_degrees() } else { 360.0 };
        let along = angle.to_degrees();
        Bounds {
            south_west: Point { lat: lat - along, lon: lon - across },
            north_east: Point { lat: lat + along, lon: lon + across },
        }
    }
}

/// What somebody looks for. Everything is optional; what is given must all hold. It can be kept, as an alert.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Criteria {
    /// Words.
    pub text: Option<String>,
    /// Values of facets.
    pub selected: Selection,
    /// Around a point.
    pub near: Option<Near>,
    /// A slot from then on; help without a date always fits.
    pub from: Option<DateTime<Utc>>,
    /// A slot that begins before then.
    pub until: Option<DateTime<Utc>>,
}

impl Criteria {
    /// Chooses a value of a facet.
    pub fn select(&mut self, facet: Facet, value: impl std::fmt::Display) {
        self.selected.entry(facet).or_default().insert(value.to_string());
    }

    /// Every reason for which it makes no sense in this city.
    #[must_use]
    pub fn reasons(&self, city: &CityConfig) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if self.text.as_ref().is_some_and(|text| text.chars().count() > MAX_TEXT) {
            reasons.push(Reason::new("too_long").at("/q").with("max", MAX_TEXT));
        }
        if self.text.as_ref().is_some_and(|text| text.contains('\0')) {
            reasons.push(Reason::new("control_characters").at("/q"));
        }
        if self.selected.get(&Facet::Area).is_some_and(|codes| codes.iter().any(|code| city.area(code).is_none())) {
            reasons.push(Reason::new("unknown_area").at("/area"));
        }
        let strange = self.selected.iter().filter(|(facet, values)| !values.iter().all(|value| facet.has(value)));
        reasons.extend(strange.map(|(facet, _)| Reason::new("invalid_value").at(format!("/facets/{facet}"))));
        if let Some(near) = self.near {
            let Point { lat, lon } = near.point;
            if !((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)) {
                reasons.push(Reason::new("point").at("/lat"));
            }
            if !(1.0..=MAX_RADIUS_M).contains(&near.radius_m) {
                reasons.push(Reason::new("range").at("/radius_m").with("min", 1).with("max", MAX_RADIUS_M));
            }
        }
        for (field, instant) in [("/from", self.from), ("/until", self.until)] {
            if instant.is_some_and(|instant| !(1..=9999).contains(&instant.year())) {
                reasons.push(Reason::new("slot_absurd_date").at(field));
            }
        }
        if self.from.zip(self.until).is_some_and(|(from, until)| until <= from) {
            reasons.push(Reason::new("slot_ends_before_start").at("/until"));
        }
        reasons
    }
}

/// A question: what is looked for, and which page of it in which order.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// What is looked for.
    pub criteria: Criteria,
    /// Also what has no free place.
    pub include_full: bool,
    /// Also what has begun.
    pub include_past: bool,
    /// Also what is closed.
    pub include_closed: bool,
    /// What comes first.
    pub sort: Sort,
    /// The facets whose values are counted; with any, the whole is counted too.
    pub count: BTreeSet<Facet>,
    /// Where the page begins: `next` of the one before.
    pub cursor: Option<Cursor>,
    /// Hits a page.
    pub limit: u16,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            criteria: Criteria::default(),
            include_full: false,
            include_past: false,
            include_closed: false,
            sort: Sort::Relevance,
            count: BTreeSet::new(),
            cursor: None,
            limit: 20,
        }
    }
}

impl Query {
    /// Every reason for which it makes no sense in this city.
    #[must_use]
    pub fn reasons(&self, city: &CityConfig) -> Vec<Reason> {
        let mut reasons = self.criteria.reasons(city);
        if self.sort == Sort::Distance && self.criteria.near.is_none() {
            reasons.push(Reason::new("point_missing").at("/sort"));
        }
        reasons
    }

    /// From when on a slot fits: what has begun is over for somebody who looks for help to give, unless they ask for it.
    #[must_use]
    pub fn earliest(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let earliest = if self.include_past { DateTime::UNIX_EPOCH } else { now };
        self.criteria.from.map_or(earliest, |from| from.max(earliest))
    }

    /// The order meant, when these words are looked for: without words there is no best match.
    #[must_use]
    pub const fn order(&self, has_words: bool) -> Sort {
        match self.sort {
            Sort::Relevance if has_words => Sort::Relevance,
            Sort::Relevance if self.criteria.near.is_some() => Sort::Distance,
            Sort::Relevance => Sort::Newest,
            sort => sort,
        }
    }
}

/// Where a page begins. Opaque to clients.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cursor {
    /// How many of the words asked for were looked for.
    pub words: u8,
    /// Whether they were not those given, but what these mean in the city.
    pub mended: bool,
    /// How many hits are left out from there on: the city's rules ordered some, of which these were shown.
    pub skip: u8,
    /// Where, in the way of the engine that answered; none: from the beginning.
    pub place: Option<Place>,
}

/// A place in a list of hits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// After this hit, whose key in the order this is.
    After {
        /// The hit's key.
        key: f64,
        /// The hit.
        id: MissionId,
    },
    /// After so many hits.
    Offset(u32),
}

impl Cursor {
    /// As it travels.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut bytes = vec![(self.words << 1) | u8::from(self.mended), self.skip];
        match self.place {
            Some(Place::After { key, id }) => {
                bytes.extend(key.to_bits().to_be_bytes());
                bytes.extend(id.uuid().as_bytes());
            }
            Some(Place::Offset(offset)) => bytes.extend(offset.to_be_bytes()),
            // No place is the offset of the first hit, which no place after one is.
            None => bytes.extend(0_u32.to_be_bytes()),
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads what [`Self::encode`] wrote; none for anything else.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (&[first, skip], place) = bytes.split_first_chunk()?;
        let place = match place.len() {
            4 => Some(u32::from_be_bytes(place.try_into().ok()?)).filter(|offset| *offset > 0).map(Place::Offset),
            24 => {
                let key = f64::from_bits(u64::from_be_bytes(place[..8].try_into().ok()?));
                let id = Uuid::from_slice(&place[8..]).ok()?.into();
                Some(key.is_finite().then_some(Place::After { key, id })?)
            }
            _ => return None,
        };
        Some(Self { words: first >> 1, mended: first & 1 == 1, skip, place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARIS: Tz = chrono_tz::Europe::Paris;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn the_weekend_is_the_citys_across_clock_changes() {
        for (now, from, until) in [
            // A Wednesday; clocks go forward on that Sunday.
            ("2026-03-25T12:00:00Z", "2026-03-27T23:00:00Z", "2026-03-29T22:00:00Z"),
            // Sunday morning: what is left of it.
            ("2026-03-29T08:00:00Z", "2026-03-29T08:00:00Z", "2026-03-29T22:00:00Z"),
            // Friday evening in Paris is still Friday.
            ("2026-10-23T21:30:00Z", "2026-10-23T22:00:00Z", "2026-10-25T23:00:00Z"),
        ] {
            assert_eq!(When::Weekend.span(at(now), PARIS), (at(from), at(until)), "{now}");
        }
        assert_eq!(
            When::Today.span(at("2026-03-25T12:00:00Z"), PARIS),
            (at("2026-03-25T12:00:00Z"), at("2026-03-25T23:00:00Z"))
        );
    }

    #[test]
    fn the_box_holds_the_circle() {
        for (lat, lon, radius_m) in
            [(48.86, 2.35, 35_000.0), (65.0, 25.0, 200_000.0), (-33.9, 151.2, 1.0), (89.9, 0.0, 9e4)]
        {
            let near = Near { point: Point { lat, lon }, radius_m };
            let Bounds { south_west, north_east } = near.bounds();
            let inside = |point: Point| {
                (south_west.lat..=north_east.lat).contains(&point.lat)
                    && (south_west.lon..=north_east.lon).contains(&point.lon)
            };
            // A ring of points just within, the long way round the formula.
            let (angle, from) = (radius_m * 0.999_999 / EARTH_RADIUS_M, lat.to_radians());
            for bearing in (0..360).map(|degrees| f64::from(degrees).to_radians()) {
                let to = (from.sin() * angle.cos() + from.cos() * angle.sin() * bearing.cos()).asin();
                let across = (bearing.sin() * angle.sin() * from.cos()).atan2(angle.cos() - from.sin() * to.sin());
                let point = Point { lat: to.to_degrees(), lon: lon + across.to_degrees() };
                assert!(point.distance_m(near.point) <= radius_m && inside(point), "{near:?} {point:?}");
            }
        }
    }

    #[test]
    fn cursors_travel_and_nothing_else_does() {
        for place in [None, Some(Place::Offset(40)), Some(Place::After { key: -0.25, id: Uuid::from_u128(7).into() })] {
            for mended in [false, true] {
                let cursor = Cursor { words: 3, mended, skip: 20, place };
                assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
            }
        }
        for text in ["", "AA", "not base64!", "AAAAAAAAAAAAAAAA"] {
            assert_eq!(Cursor::decode(text), None, "{text}");
        }
    }
}
