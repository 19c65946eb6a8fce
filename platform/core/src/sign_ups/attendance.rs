//! `record_attendance`, `attendance_sheet` and `check_in`: who came, by list, by code or by link, and for how long.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};

use super::read::Listed;
use super::{Act, SignUp, State};
use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::codes;
use crate::db::{self, TenantTx, sign_ups as sql, slots as slots_sql};
use crate::jobs::{self, Job};
use crate::kinds::{MissionId, SignUpId, SlotId};
use crate::missions::{self, Slot};
use crate::refusals::{Denied, EditError, Reason};
use crate::tenancy::Ctx;

/// Most lines written down at once.
pub const MAX_ENTRIES: usize = 500;
/// Longest time somebody helps in one slot, minutes: 31 days.
pub const MAX_MINUTES: i32 = 44_640;
/// How long before a slot begins people may enter its code, and how long after its end.
const EARLY: Duration = Duration::hours(1);
const LATE: Duration = Duration::hours(24);

/// What is written down of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Whose sign-up.
    pub sign_up: SignUpId,
    /// What of them.
    pub outcome: Outcome,
}

/// Whether somebody came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Came, for so many minutes; none: as long as the slot.
    Attended(Option<i32>),
    /// Did not come.
    Absent,
    /// Did not come, and said so.
    Excused,
}

/// Writes down who came to a mission: all of the list, or nothing. What was written before is corrected.
///
/// # Errors
/// If the actor does not act for the mission, a slot has not begun, or an entry is not sound.
pub async fn record(app: &App, ctx: &Ctx, mission: MissionId, entries: &[Entry]) -> Result<Vec<SignUp>, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    if entries.is_empty() || entries.len() > MAX_ENTRIES {
        let reason = Reason::new("range").with("min", 1).with("max", MAX_ENTRIES);
        return Err(EditError::Invalid(vec![reason.at("/entries")]));
    }
    let mut tx = app.db.tenant(ctx).await?;
    missions::read::for_manager(&mut tx, ctx, mission).await?;
    // All at once, in one order, as everybody who locks several.
    let slots = slots_sql::lock_every(&mut tx, mission).await?;
    let ids: Vec<_> = entries.iter().map(|entry| entry.sign_up).collect();
    let mut standing = sql::lock_several(&mut tx, mission, &ids).await?;
    let (mut noted, mut written) = (Vec::new(), Vec::new());
    for (index, entry) in entries.iter().enumerate() {
        let unknown = || EditError::Invalid(vec![Reason::new("unknown_sign_up").at(format!("/entries/{index}"))]);
        let sign_up = standing.get_mut(&entry.sign_up).ok_or_else(unknown)?;
        let slot = slots.iter().find(|slot| slot.id == sign_up.slot).ok_or(Denied::NotFound)?;
        let (to, minutes) = outcome(ctx, sign_up.state, slot, entry.outcome, index)?;
        noted.push(sql::Noted { sign_up: sign_up.id, from: sign_up.state, to, minutes });
        (sign_up.state, sign_up.minutes) = (to, minutes);
        written.push(sign_up.clone());
    }
    sql::attend_all(&mut tx, ctx, &noted, "list").await?;
    heard(&mut tx, ctx, &noted).await?;
    tx.commit().await?;
    Ok(written)
}

/// Has the city's rules hear who came, if they want to.
async fn heard(tx: &mut TenantTx, ctx: &Ctx, noted: &[sql::Noted]) -> Result<(), db::Error> {
    if !ctx.tenant.rules.about().hears_attendance {
        return Ok(());
    }
    let work: Vec<_> = noted.iter().map(|noted| (Job::HearAttendance(noted.sign_up), ctx.now)).collect();
    jobs::enqueue_all(tx, ctx, &work).await
}

/// The state and the minutes that an entry makes of a sign-up.
fn outcome(
    ctx: &Ctx,
    before: State,
    slot: &Slot,
    outcome: Outcome,
    index: usize,
) -> Result<(State, Option<i32>), EditError> {
    if slot.starts_at.is_some_and(|start| start > ctx.now) {
        return Err(EditError::Refused(vec![Reason::new("not_begun").at(format!("/entries/{index}"))]));
    }
    let (act, minutes) = match outcome {
        Outcome::Attended(minutes) => (Act::Attend, Some(minutes.or_else(|| length(slot)))),
        Outcome::Absent => (Act::Miss, None),
        Outcome::Excused => (Act::Excuse, None),
    };
    let state = before.after(act)?;
    match minutes {
        None => Ok((state, None)),
        Some(Some(minutes)) if (1..=MAX_MINUTES).contains(&minutes) => Ok((state, Some(minutes))),
        Some(_) => {
            let reason = Reason::new("range").with("min", 1).with("max", MAX_MINUTES);
            Err(EditError::Invalid(vec![reason.at(format!("/entries/{index}/minutes"))]))
        }
    }
}

/// How long a slot is, minutes; none without a date.
fn length(slot: &Slot) -> Option<i32> {
    let length = slot.ends_at? - slot.starts_at?;
    i32::try_from(length.num_minutes()).ok().map(|minutes| minutes.clamp(1, MAX_MINUTES))
}

/// A slot's list, for those who receive its people.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The slot.
    pub slot: Slot,
    /// What people enter on the spot; none for help without a date.
    pub code: Option<String>,
    /// The page that enters it for them, to be shown as a picture to point at.
    pub link: Option<String>,
    /// Who is expected, by name.
    pub people: Vec<Listed>,
}

/// The lists of a mission's slots, for its managers.
///
/// # Errors
/// [`Denied::NotFound`] if the mission does not exist for the asker.
pub async fn sheets(app: &App, ctx: &Ctx, mission: MissionId) -> Result<Vec<Sheet>, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    let mission = missions::read::for_manager(&mut tx, ctx, mission).await?;
    let mut people: HashMap<SlotId, Vec<Listed>> = HashMap::new();
    for person in sql::sheets(&mut tx, mission.id).await? {
        people.entry(person.sign_up.slot).or_default().push(person);
    }
    let dated = mission.slots.iter().filter(|slot| slot.starts_at.is_some());
    let fresh = dated.map(|slot| (slot.id, missions::check_in_code(&*app.entropy))).collect();
    let mut codes = slots_sql::codes(&mut tx, fresh).await?;
    tx.commit().await?;
    let sheet = |slot: Slot| {
        let code = codes.remove(&slot.id);
        let link = code.as_ref().map(|code| app.links.to(&ctx.tenant, &format!("/check-in/{code}")));
        Sheet { code, link, people: people.remove(&slot.id).unwrap_or_default(), slot }
    };
    Ok(mission.slots.into_iter().map(sheet).collect())
}

/// Says on the spot that one is there, by the slot's code or the link that carries it; said twice, it changes nothing.
///
/// # Errors
/// If no place of theirs has the code, or it is not the time.
pub async fn check_in(app: &App, ctx: &Ctx, code: &str) -> Result<SignUp, EditError> {
    let volunteer = Volunteer::check(ctx, Scope::SignUps)?;
    let unknown = || EditError::Refused(vec![Reason::new("unknown_code").at("/code")]);
    let mut tx = app.db.tenant(ctx).await?;
    let id = sql::by_code(&mut tx, volunteer.id, &codes::as_printed(code)).await?.ok_or_else(unknown)?;
    let sign_up = sql::lock(&mut tx, id).await?.ok_or_else(unknown)?;
    if sign_up.state == State::Attended {
        return Ok(sign_up);
    }
    let slot = slots_sql::slot(&mut tx, sign_up.slot).await?.ok_or_else(unknown)?;
    if !is_open(&slot, ctx.now) {
        return Err(EditError::Refused(vec![Reason::new("check_in_closed")]));
    }
    let state = sign_up.state.after(Act::Attend)?;
    let minutes = length(&slot);
    let noted = sql::Noted { sign_up: id, from: sign_up.state, to: state, minutes };
    sql::attend_all(&mut tx, ctx, &[noted], "code").await?;
    heard(&mut tx, ctx, &[noted]).await?;
    tx.commit().await?;
    Ok(SignUp { state, minutes, ..sign_up })
}

fn is_open(slot: &Slot, now: DateTime<Utc>) -> bool {
    let from_until = slot.starts_at.zip(slot.ends_at);
    from_until.is_some_and(|(start, end)| (start - EARLY..end + LATE).contains(&now))
}
