//! Instants and a city's wall clock, across clock changes.

use chrono::{DateTime, Datelike as _, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Tz;

use crate::tenancy::CityConfig;

/// The instant at which the city's clocks show this. Where clocks are put forward over it, the instant after the gap;
/// where they are put back, the first of the two.
#[must_use]
pub(crate) fn instant(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    let at = |local: NaiveDateTime| zone.from_local_datetime(&local).earliest().map(|at| at.with_timezone(&Utc));
    // The widest gap on record is a day (Samoa, 2011).
    let after_gap = || (1..=96).find_map(|quarters| at(local + Duration::minutes(15 * quarters)));
    at(local).or_else(after_gap).unwrap_or_else(|| local.and_utc())
}

impl CityConfig {
    /// The instant at which the city's clocks show this, as for slots that repeat.
    #[must_use]
    pub fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        instant(self.time_zone, local)
    }

    /// What the city's clocks show.
    #[must_use]
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.time_zone).naive_local()
    }
}

/// When the city's day `days` after today begins.
#[must_use]
pub(crate) fn midnight(now: DateTime<Utc>, zone: Tz, days: u64) -> DateTime<Utc> {
    let day = now.with_timezone(&zone).date_naive() + Days::new(days);
    instant(zone, day.and_time(NaiveTime::MIN))
}

/// When the city's year began.
#[must_use]
pub(crate) fn new_year(now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let today = now.with_timezone(&zone).date_naive();
    instant(zone, today.with_ordinal0(0).unwrap_or(today).and_time(NaiveTime::MIN))
}

/// The next instant after `now` at which the city's clocks show `time`.
#[must_use]
pub(crate) fn next(now: DateTime<Utc>, zone: Tz, time: NaiveTime) -> DateTime<Utc> {
    let today = now.with_timezone(&zone).date_naive();
    let on = |day: NaiveDate| instant(zone, day.and_time(time));
    let tomorrow = today + Days::new(1);
    [on(today), on(tomorrow)].into_iter().find(|at| *at > now).unwrap_or_else(|| on(tomorrow + Days::new(1)))
}

/// Moves an instant by whole days of the city, so that its clocks show the same time.
#[must_use]
pub(crate) fn shifted(at: DateTime<Utc>, zone: Tz, days: i64) -> DateTime<Utc> {
    instant(zone, at.with_timezone(&zone).naive_local() + Duration::days(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARIS: Tz = chrono_tz::Europe::Paris;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn the_citys_day_begins_at_its_midnight_across_clock_changes() {
        for (now, today, tomorrow) in [
            // The day clocks go forward (23 hours) and the day they go back (25 hours) in 2026.
            ("2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
            ("2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
        ] {
            assert_eq!(midnight(at(now), PARIS, 0), at(today));
            assert_eq!(midnight(at(now), PARIS, 1), at(tomorrow));
        }
    }

    #[test]
    fn the_next_eight_o_clock_is_never_now() {
        let eight = NaiveTime::from_hms_opt(8, 0, 0).expect("a time");
        for (now, expected) in [
            ("2026-03-28T06:59:59Z", "2026-03-28T07:00:00Z"),
            ("2026-03-28T07:00:00Z", "2026-03-29T06:00:00Z"),
            ("2026-10-24T06:00:00Z", "2026-10-25T07:00:00Z"),
        ] {
            assert_eq!(next(at(now), PARIS, eight), at(expected));
        }
    }

    #[test]
    fn a_shifted_instant_shows_the_same_time() {
        assert_eq!(shifted(at("2026-03-28T09:00:00Z"), PARIS, 7), at("2026-04-04T08:00:00Z"));
        assert_eq!(shifted(at("2026-10-24T08:00:00Z"), PARIS, 1), at("2026-10-25T09:00:00Z"));
        // 02:30 does not exist on the day clocks go forward.
        assert_eq!(shifted(at("2026-03-28T01:30:00Z"), PARIS, 1), at("2026-03-29T01:00:00Z"));
    }
}
