//! Slots of a mission: a weekly rule written out, and what an edit keeps, adds and drops.

use std::str::FromStr as _;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rrule::{Frequency, RRule, Unvalidated};

use super::{MAX_SLOTS, NewSlot, Slot};
use crate::kinds::SlotId;
use crate::local_time;
use crate::refusals::Reason;

/// Longest repetition rule, characters.
const MAX_RULE: usize = 500;

/// Writes out every slot that repeats (RFC 5545 RRULE) into slots of its own: each at the same time of the city's clocks,
/// whatever they do in between.
///
/// # Errors
/// A reason for every rule that is not sound, or never ends.
pub(super) fn expand(slots: &[NewSlot], zone: Tz) -> Result<Vec<NewSlot>, Vec<Reason>> {
    let mut expanded = Vec::new();
    let mut reasons = Vec::new();
    for (index, slot) in slots.iter().enumerate() {
        let Some(rule) = &slot.repeat else {
            expanded.push(slot.clone());
            continue;
        };
        match repeated(slot, rule, zone) {
            Ok(found) => expanded.extend(found),
            Err(code) => {
                reasons.push(Reason::new(code).with("max", MAX_SLOTS).at(format!("/slots/{index}/repeat")));
            }
        }
    }
    if reasons.is_empty() && expanded.len() as u64 > MAX_SLOTS {
        reasons.push(Reason::new("too_many_slots").with("max", MAX_SLOTS).at("/slots"));
    }
    if reasons.is_empty() { Ok(expanded) } else { Err(reasons) }
}

fn repeated(slot: &NewSlot, rule: &str, zone: Tz) -> Result<Vec<NewSlot>, &'static str> {
    let (Some(start), Some(end)) = (slot.starts_at, slot.ends_at) else { return Err("repeat_needs_date") };
    if rule.len() > MAX_RULE {
        return Err("bad_repeat");
    }
    let rule: RRule<Unvalidated> = RRule::from_str(rule.trim_start_matches("RRULE:")).map_err(|_| "bad_repeat")?;
    let slow = matches!(rule.get_freq(), Frequency::Daily | Frequency::Weekly | Frequency::Monthly | Frequency::Yearly);
    let finer = !rule.get_by_hour().is_empty() || !rule.get_by_minute().is_empty() || !rule.get_by_second().is_empty();
    if !slow || finer {
        return Err("bad_repeat");
    }
    if rule.get_count().is_none() && rule.get_until().is_none() {
        return Err("repeat_never_ends");
    }
    // The days are counted on the wall, without a zone, so that no clock change moves them.
    let on_the_wall =
        |at: DateTime<Utc>| at.with_timezone(&zone).naive_local().and_utc().with_timezone(&rrule::Tz::UTC);
    let rule = match rule.get_until().copied() {
        Some(until) => {
            let until = until.with_timezone(&Utc);
            rule.until(on_the_wall(until))
        }
        None => rule,
    };
    let set = rule.build(on_the_wall(start)).map_err(|_| "bad_repeat")?;
    let most = u16::try_from(MAX_SLOTS + 1).unwrap_or(u16::MAX);
    let found = set.all(most);
    if found.dates.len() as u64 > MAX_SLOTS {
        return Err("too_many_slots");
    }
    let length = end - start;
    let at = |date: DateTime<rrule::Tz>| {
        let starts_at = local_time::instant(zone, date.naive_utc());
        // As long on the wall as the first: a night's watch ends at the same time whatever the clocks do.
        let ends_at = local_time::instant(zone, date.naive_utc() + wall_length(start, end, zone));
        let ends_at = if ends_at > starts_at { ends_at } else { starts_at + length };
        NewSlot { id: None, starts_at: Some(starts_at), ends_at: Some(ends_at), capacity: slot.capacity, repeat: None }
    };
    Ok(found.dates.into_iter().map(at).collect())
}

fn wall_length(start: DateTime<Utc>, end: DateTime<Utc>, zone: Tz) -> chrono::Duration {
    end.with_timezone(&zone).naive_local() - start.with_timezone(&zone).naive_local()
}

/// What an edit does to the slots of a mission.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Plan {
    /// Those that stay, with what they become.
    pub(crate) keep: Vec<(SlotId, NewSlot)>,
    /// Those that are new.
    pub(crate) add: Vec<NewSlot>,
    /// Those that are no longer offered.
    pub(crate) drop: Vec<SlotId>,
    /// Those of the kept whose time is another.
    pub(crate) moved: Vec<SlotId>,
}

impl Plan {
    /// Finds for each wanted slot the one that stands: by its id, or else by its time.
    ///
    /// # Errors
    /// A reason for every id that is none of the mission's slots, for every id named twice, and for every capacity below
    /// the places that are held.
    pub(crate) fn of(before: &[Slot], wanted: &[NewSlot]) -> Result<Self, Vec<Reason>> {
        let mut plan = Self::default();
        let mut reasons = Vec::new();
        let mut left: Vec<&Slot> = before.iter().collect();
        let mut take = |found: &dyn Fn(&Slot) -> bool| {
            left.iter().position(|slot| found(slot)).map(|position| left.swap_remove(position))
        };
        // Ids first: a slot without one does not take what another names.
        let mut kept: Vec<Option<&Slot>> = Vec::new();
        for (index, new) in wanted.iter().enumerate() {
            let named = new.id.and_then(|id| take(&|slot| slot.id == id));
            if new.id.is_some() && named.is_none() {
                reasons.push(Reason::new("unknown_slot").at(format!("/slots/{index}/id")));
            }
            kept.push(named);
        }
        for (new, kept) in wanted.iter().zip(&mut kept) {
            if new.id.is_none() {
                *kept = take(&|slot| slot.starts_at == new.starts_at && slot.ends_at == new.ends_at);
            }
        }
        plan.drop = left.iter().map(|slot| slot.id).collect();
        for (index, (new, kept)) in wanted.iter().zip(kept).enumerate() {
            let Some(slot) = kept else {
                plan.add.push(new.clone());
                continue;
            };
            if new.capacity < slot.taken {
                let reason = Reason::new("capacity_below_taken").with("min", slot.taken);
                reasons.push(reason.at(format!("/slots/{index}/capacity")));
            }
            if (new.starts_at, new.ends_at) != (slot.starts_at, slot.ends_at) {
                plan.moved.push(slot.id);
            }
            plan.keep.push((slot.id, new.clone()));
        }
        if reasons.is_empty() { Ok(plan) } else { Err(reasons) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn weekly(start: &str, end: &str, repeat: &str) -> NewSlot {
        NewSlot {
            id: None,
            starts_at: Some(at(start)),
            ends_at: Some(at(end)),
            capacity: 3,
            repeat: Some(repeat.to_owned()),
        }
    }

    fn starts(slots: &[NewSlot]) -> Vec<String> {
        slots.iter().map(|slot| slot.starts_at.expect("a date").format("%m-%dT%H:%M").to_string()).collect()
    }

    #[test]
    fn a_weekly_rule_keeps_the_time_on_the_wall_across_both_clock_changes() {
        for (zone, start, end, expected) in [
            // Ten in the morning in Paris.
            (
                chrono_tz::Europe::Paris,
                "2026-03-21T09:00:00Z",
                "2026-03-21T11:00:00Z",
                ["03-21T09:00", "03-28T09:00", "04-04T08:00"],
            ),
            (
                chrono_tz::Europe::Paris,
                "2026-10-17T08:00:00Z",
                "2026-10-17T10:00:00Z",
                ["10-17T08:00", "10-24T08:00", "10-31T09:00"],
            ),
            // And in Montréal.
            (
                chrono_tz::America::Toronto,
                "2026-02-28T15:00:00Z",
                "2026-02-28T17:00:00Z",
                ["02-28T15:00", "03-07T15:00", "03-14T14:00"],
            ),
            (
                chrono_tz::America::Toronto,
                "2026-10-24T14:00:00Z",
                "2026-10-24T16:00:00Z",
                ["10-24T14:00", "10-31T14:00", "11-07T15:00"],
            ),
        ] {
            let slots = expand(&[weekly(start, end, "FREQ=WEEKLY;COUNT=3")], zone).expect("a sound rule");
            assert_eq!(starts(&slots), expected, "{zone}");
            for slot in &slots {
                assert_eq!(
                    slot.ends_at.zip(slot.starts_at).map(|(end, start)| end - start),
                    Some(chrono::Duration::hours(2))
                );
            }
        }
    }

    #[test]
    fn days_of_the_week_are_the_citys() {
        // Half past midnight on a Saturday in Paris is still Friday in UTC.
        let slot =
            weekly("2026-03-06T23:30:00Z", "2026-03-07T01:00:00Z", "FREQ=WEEKLY;BYDAY=SA,SU;UNTIL=20260316T000000Z");
        let slots = expand(&[slot], chrono_tz::Europe::Paris).expect("a sound rule");
        assert_eq!(starts(&slots), ["03-06T23:30", "03-07T23:30", "03-13T23:30", "03-14T23:30"]);
    }

    #[test]
    fn rules_that_are_not_sound_are_refused() {
        for (rule, code) in [
            ("FREQ=WEEKLY", "repeat_never_ends"),
            ("FREQ=SECONDLY;COUNT=3", "bad_repeat"),
            ("FREQ=DAILY;BYHOUR=9,10;COUNT=3", "bad_repeat"),
            ("every saturday", "bad_repeat"),
            ("FREQ=DAILY;COUNT=100000", "too_many_slots"),
        ] {
            let slot = weekly("2026-03-07T09:00:00Z", "2026-03-07T10:00:00Z", rule);
            let reasons = expand(&[slot], chrono_tz::Europe::Paris).expect_err("refused");
            assert_eq!(
                (reasons[0].code.as_ref(), reasons[0].field.as_deref()),
                (code, Some("/slots/0/repeat")),
                "{rule}"
            );
        }
        let open = NewSlot {
            id: None,
            starts_at: None,
            ends_at: None,
            capacity: 1,
            repeat: Some("FREQ=DAILY;COUNT=2".into()),
        };
        assert_eq!(expand(&[open], chrono_tz::Europe::Paris).expect_err("refused")[0].code, "repeat_needs_date");
    }

    fn slot(number: u128, hour: Option<u32>, taken: i32) -> Slot {
        let start = hour.map(|hour| at("2026-05-01T00:00:00Z") + chrono::Duration::hours(hour.into()));
        Slot {
            id: Uuid::from_u128(number).into(),
            mission: Uuid::nil().into(),
            starts_at: start,
            ends_at: start.map(|start| start + chrono::Duration::hours(1)),
            capacity: taken + 2,
            taken,
            waiting: 0,
            sequence: 0,
        }
    }

    fn as_is(slot: &Slot, named: bool) -> NewSlot {
        NewSlot {
            id: named.then_some(slot.id),
            starts_at: slot.starts_at,
            ends_at: slot.ends_at,
            capacity: slot.capacity,
            repeat: None,
        }
    }

    #[test]
    fn a_slot_that_moves_is_known_by_its_id() {
        let before = [slot(1, Some(1), 2), slot(2, Some(5), 0)];
        let mut moved = as_is(&before[0], true);
        moved.starts_at = before[0].starts_at.map(|start| start - chrono::Duration::minutes(30));
        let plan = Plan::of(&before, &[moved.clone(), as_is(&slot(9, Some(7), 0), false)]).expect("a sound plan");
        assert_eq!(plan.moved, [before[0].id]);
        assert_eq!(plan.drop, [before[1].id]);
        assert_eq!((plan.keep.len(), plan.add.len()), (1, 1));

        moved.capacity = 1;
        let reasons = Plan::of(&before, &[moved]).expect_err("refused");
        assert_eq!(
            (reasons[0].code.as_ref(), reasons[0].field.as_deref()),
            ("capacity_below_taken", Some("/slots/0/capacity"))
        );
        let mut foreign = as_is(&before[1], true);
        foreign.id = Some(Uuid::from_u128(77).into());
        assert_eq!(Plan::of(&before, &[foreign]).expect_err("refused")[0].code, "unknown_slot");
    }

    proptest! {
        /// Written again as it stands, in any order, with or without ids: nothing moves, nothing is lost.
        #[test]
        fn what_is_written_again_stays(hours in prop::collection::vec(prop::option::of(0..4_u32), 1..6), named in any::<bool>(), turn in 0..6_usize) {
            let before: Vec<_> = (1..).zip(&hours).map(|(number, hour)| slot(number, *hour, 1)).collect();
            let mut wanted: Vec<_> = before.iter().map(|slot| as_is(slot, named)).collect();
            wanted.rotate_left(turn % before.len());
            let plan = Plan::of(&before, &wanted).expect("a sound plan");
            prop_assert!(plan.add.is_empty() && plan.drop.is_empty() && plan.moved.is_empty());
            prop_assert_eq!(plan.keep.len(), before.len());
        }
    }
}
