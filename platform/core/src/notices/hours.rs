//! When a notice is due: what cannot wait, quiet hours, the daily mail.

use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use super::{Mode, Weight};
use crate::local_time;
use crate::tenancy::Ctx;

/// What the city says about the hours of its mails.
pub(super) struct City {
    pub(super) now: DateTime<Utc>,
    pub(super) zone: Tz,
    pub(super) quiet: Option<(NaiveTime, NaiveTime)>,
    pub(super) digest_at: NaiveTime,
}

impl City {
    pub(super) fn of(ctx: &Ctx) -> Self {
        let city = &ctx.tenant.config;
        Self { now: ctx.now, zone: city.time_zone, quiet: city.rules.quiet(), digest_at: city.rules.digest_at }
    }
}

/// How a person wants to hear of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wish {
    /// How.
    pub(crate) mode: Mode,
    /// Their own quiet hours.
    pub(crate) quiet: Option<(NaiveTime, NaiveTime)>,
}

/// When it is due, and whether as part of the daily mail; none if it is not wanted. What would come too late for
/// `before` does not wait.
pub(super) fn due(
    city: &City,
    weight: Weight,
    wish: &Wish,
    before: Option<DateTime<Utc>>,
) -> Option<(DateTime<Utc>, bool)> {
    let in_time = |at: DateTime<Utc>| before.is_none_or(|before| at < before);
    match (weight, wish.mode) {
        (Weight::Urgent, _) => return Some((city.now, false)),
        (Weight::Optional, Mode::Never) => return None,
        (Weight::Needed | Weight::Optional, Mode::Daily) => {
            let at = local_time::next(city.now, city.zone, city.digest_at);
            if in_time(at) {
                return Some((at, true));
            }
        }
        (Weight::Needed, Mode::Never) | (_, Mode::AtOnce) => {}
    }
    let at = after_quiet(city, wish.quiet.or(city.quiet));
    Some((if in_time(at) { at } else { city.now }, false))
}

/// Now, or the end of the quiet hours that now lies in.
fn after_quiet(city: &City, quiet: Option<(NaiveTime, NaiveTime)>) -> DateTime<Utc> {
    let Some((from, until)) = quiet else { return city.now };
    let local = city.now.with_timezone(&city.zone).time();
    let lies_in = if from <= until { (from..until).contains(&local) } else { local >= from || local < until };
    if lies_in { local_time::next(city.now, city.zone, until) } else { city.now }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(hour: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, 0, 0).expect("a time")
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn what_waits_and_what_does_not() {
        // Paris is an hour ahead of UTC in winter: 21:30 and 14:00 there.
        let (evening, noon) = ("2026-03-04T20:30:00Z", "2026-03-04T13:00:00Z");
        let (morning, digest) = ("2026-03-05T07:00:00Z", "2026-03-05T06:00:00Z");
        let night = Some((time(21), time(8)));
        for (now, weight, mode, own, before, expected) in [
            (noon, Weight::Needed, Mode::AtOnce, None, None, Some((noon, false))),
            (evening, Weight::Needed, Mode::AtOnce, None, None, Some((morning, false))),
            (evening, Weight::Urgent, Mode::Never, None, None, Some((evening, false))),
            (evening, Weight::Needed, Mode::Never, None, None, Some((morning, false))),
            (evening, Weight::Optional, Mode::Never, None, None, None),
            (noon, Weight::Needed, Mode::Daily, None, None, Some((digest, true))),
            // One's own hours stand in the place of the city's.
            (evening, Weight::Needed, Mode::AtOnce, Some((time(1), time(5))), None, Some((evening, false))),
            (
                noon,
                Weight::Needed,
                Mode::AtOnce,
                Some((time(13), time(15))),
                None,
                Some(("2026-03-04T14:00:00Z", false)),
            ),
            // What would come too late comes now.
            (evening, Weight::Needed, Mode::AtOnce, None, Some("2026-03-05T06:30:00Z"), Some((evening, false))),
            (noon, Weight::Needed, Mode::Daily, None, Some("2026-03-05T05:00:00Z"), Some((noon, false))),
        ] {
            let city = City { now: at(now), zone: chrono_tz::Europe::Paris, quiet: night, digest_at: time(7) };
            let found = due(&city, weight, &Wish { mode, quiet: own }, before.map(at));
            assert_eq!(found, expected.map(|(when, digest)| (at(when), digest)), "{now} {weight:?} {mode} {own:?}");
        }
    }
}
