//! `duplicate_mission`: a copy of an earlier mission, with its dates moved.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use serde_json::json;

use super::{Draft, Mission, NewSlot};
use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::db::{ledger, missions as sql, pictures};
use crate::kinds::MissionId;
use crate::local_time;
use crate::ports::new_id;
use crate::refusals::{EditError, Illegal, Reason};
use crate::tenancy::Ctx;

/// Furthest that dates are moved, days.
const MAX_DAYS: i64 = 3660;

/// Makes a draft like the mission, its dates later by so many days of the city; when nothing is said, by as few whole
/// weeks as bring its first slot to tomorrow or later.
///
/// # Errors
/// If the actor is not of the association, it is stopped or gone, or the days are not sound.
pub async fn duplicate(app: &App, ctx: &Ctx, id: MissionId, days: Option<i64>) -> Result<Mission, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    if days.is_some_and(|days| !(-MAX_DAYS..=MAX_DAYS).contains(&days)) {
        let reason = Reason::new("range").with("min", -MAX_DAYS).with("max", MAX_DAYS);
        return Err(EditError::Invalid(vec![reason.at("/shift_days")]));
    }
    let mut tx = app.db.tenant(ctx).await?;
    let original = super::read::for_manager(&mut tx, ctx, id).await?;
    if !original.can_be_copied() {
        return Err(Illegal { from: original.association_state.word(), act: "duplicate_mission" }.into());
    }
    let zone = ctx.tenant.config.time_zone;
    let days = days.unwrap_or_else(|| weeks_ahead(&original.draft.slots, ctx.now, zone));
    let draft = Draft { slots: moved(&original.draft.slots, zone, days), ..original.draft };
    let copy = super::edit::insert(&mut tx, app, ctx, original.association, &draft).await?;
    pictures::copy(&mut tx, id, copy.id, new_id(&*app.entropy, ctx.now).into()).await?;
    ledger::write(&mut tx, ctx, "mission.created", copy.id.uuid(), json!({ "copy_of": id })).await?;
    let copy = sql::find(&mut tx, copy.id).await?.ok_or(EditError::Stale)?;
    tx.commit().await?;
    Ok(copy)
}

fn moved(slots: &[NewSlot], zone: Tz, days: i64) -> Vec<NewSlot> {
    let later = |at: DateTime<Utc>| local_time::shifted(at, zone, days);
    slots
        .iter()
        .map(|slot| NewSlot {
            id: None,
            starts_at: slot.starts_at.map(later),
            ends_at: slot.ends_at.map(later),
            capacity: slot.capacity,
            repeat: None,
        })
        .collect()
}

fn weeks_ahead(slots: &[NewSlot], now: DateTime<Utc>, zone: Tz) -> i64 {
    let Some(first) = slots.iter().filter_map(|slot| slot.starts_at).min() else { return 0 };
    let tomorrow = local_time::midnight(now, zone, 1);
    // An hour more or less of a clock change never makes a week.
    let behind = (tomorrow - first + Duration::hours(2)).num_days();
    let weeks = if first >= tomorrow { 0 } else { behind / 7 };
    (weeks..).map(|weeks| weeks * 7).find(|days| local_time::shifted(first, zone, *days) >= tomorrow).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn a_copy_begins_on_the_same_day_of_the_week_tomorrow_or_later() {
        let paris = chrono_tz::Europe::Paris;
        for (first, now, expected) in [
            ("2026-03-07T09:00:00Z", "2026-03-20T12:00:00Z", "2026-03-21T09:00:00Z"),
            ("2026-03-07T09:00:00Z", "2026-03-21T08:00:00Z", "2026-03-28T09:00:00Z"),
            // Across the day clocks go forward: ten in the morning stays ten in the morning.
            ("2026-03-07T09:00:00Z", "2026-03-29T12:00:00Z", "2026-04-04T08:00:00Z"),
            ("2026-10-10T08:00:00Z", "2026-10-26T12:00:00Z", "2026-10-31T09:00:00Z"),
            // Still ahead: as it is.
            ("2026-05-02T08:00:00Z", "2026-03-20T12:00:00Z", "2026-05-02T08:00:00Z"),
        ] {
            let slot = NewSlot {
                id: None,
                starts_at: Some(at(first)),
                ends_at: Some(at(first) + Duration::hours(2)),
                capacity: 3,
                repeat: None,
            };
            let days = weeks_ahead(std::slice::from_ref(&slot), at(now), paris);
            assert_eq!(days % 7, 0);
            assert_eq!(moved(&[slot], paris, days)[0].starts_at, Some(at(expected)), "{first} {now}");
        }
    }
}
