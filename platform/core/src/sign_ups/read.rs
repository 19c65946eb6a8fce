//! `my_sign_ups` and `list_sign_ups`: one's own, and those of a mission for its managers.

use chrono::{DateTime, Utc};

use super::{SignUp, State};
use crate::App;
use crate::accounts::{Manager, Scope, Volunteer};
use crate::db::{messages, missions as missions_sql, sign_ups as sql};
use crate::kinds::{MissionId, SignUpId};
use crate::messages::Voice;
use crate::missions::{self, Contact};
use crate::refusals::{Denied, EditError, ReadError};
use crate::tenancy::Ctx;
use crate::texts::{Args, Locale, Texts};

/// Where a page begins: after this row.
pub type After = Option<(DateTime<Utc>, SignUpId)>;

/// A sign-up with what its volunteer may know of the mission.
#[derive(Debug, Clone)]
pub struct Mine {
    /// The sign-up.
    pub sign_up: SignUp,
    /// The mission's title, in the language of who asks where it has it.
    pub title: String,
    /// From when.
    pub starts_at: Option<DateTime<Utc>>,
    /// Until when.
    pub ends_at: Option<DateTime<Utc>>,
    /// Who receives them; only once accepted.
    pub contact: Option<Contact>,
    /// Messages of the association that are not read.
    pub unread: i64,
}

/// A sign-up with what the mission's managers may know of the volunteer.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The sign-up.
    pub sign_up: SignUp,
    /// «Prénom N.»; nothing if the account was erased.
    pub short_name: String,
    /// How to reach them; only once accepted.
    pub email: Option<String>,
    /// Messages of the volunteer that who asks has not read.
    pub unread: i64,
}

/// One's own sign-ups, newest first.
///
/// # Errors
/// If nobody is signed in.
pub async fn mine(app: &App, ctx: &Ctx, after: After, limit: u16) -> Result<Vec<Mine>, ReadError> {
    let volunteer = Volunteer::check(ctx, Scope::Read)?;
    let mut tx = app.db.tenant(ctx).await?;
    let mut rows = sql::of_account(&mut tx, volunteer.id, ctx.locale, after, i64::from(limit)).await?;
    let threads: Vec<_> = rows.iter().map(|row| row.sign_up.id).collect();
    let unread = messages::unread_in(&mut tx, &threads, volunteer.id, Voice::Association).await?;
    for row in &mut rows {
        row.unread = unread.get(&row.sign_up.id).copied().unwrap_or(0);
        if !sees_other_side(row.sign_up.state) {
            row.contact = None;
        }
    }
    Ok(rows)
}

/// One's own sign-ups to a mission.
///
/// # Errors
/// If nobody is signed in.
pub async fn to_mission(app: &App, ctx: &Ctx, mission: MissionId) -> Result<Vec<SignUp>, ReadError> {
    let volunteer = Volunteer::check(ctx, Scope::Read)?;
    Ok(sql::to_mission(&mut app.db.tenant(ctx).await?, volunteer.id, mission).await?)
}

/// One of one's own.
///
/// # Errors
/// [`Denied::NotFound`] if it is not theirs.
pub async fn own(app: &App, ctx: &Ctx, id: SignUpId) -> Result<Mine, ReadError> {
    let volunteer = Volunteer::check(ctx, Scope::Read)?;
    let mut tx = app.db.tenant(ctx).await?;
    let mut own = sql::own(&mut tx, volunteer.id, ctx.locale, id).await?.ok_or(Denied::NotFound)?;
    if !sees_other_side(own.sign_up.state) {
        own.contact = None;
    }
    let unread = messages::unread_in(&mut tx, &[id], volunteer.id, Voice::Association).await?;
    own.unread = unread.get(&id).copied().unwrap_or(0);
    Ok(own)
}

/// The sign-ups of a mission, in order of arrival, for its managers.
///
/// # Errors
/// [`Denied::NotFound`] if the mission does not exist for the asker.
pub async fn of_mission(
    app: &App,
    ctx: &Ctx,
    mission: MissionId,
    state: Option<State>,
    after: After,
    limit: u16,
) -> Result<Vec<Listed>, ReadError> {
    let reader = Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    missions::read::for_manager(&mut tx, ctx, mission).await?;
    let mut rows = sql::of_mission(&mut tx, mission, state, after, i64::from(limit)).await?;
    let threads: Vec<_> = rows.iter().map(|row| row.sign_up.id).collect();
    let unread = messages::unread_in(&mut tx, &threads, reader.id, Voice::Volunteer).await?;
    for row in &mut rows {
        row.unread = unread.get(&row.sign_up.id).copied().unwrap_or(0);
        if !sees_other_side(row.sign_up.state) {
            row.email = None;
        }
    }
    Ok(rows)
}

/// One of a mission, with what its managers may know of the volunteer.
///
/// # Errors
/// [`Denied::NotFound`] if it does not exist for the asker.
pub async fn person(app: &App, ctx: &Ctx, id: SignUpId) -> Result<Listed, ReadError> {
    let reader = Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    let mut row = sql::person(&mut tx, id).await?.ok_or(Denied::NotFound)?;
    let mission = missions_sql::find(&mut tx, row.sign_up.mission).await?.ok_or(Denied::NotFound)?;
    Manager::check(&mut tx, ctx, mission.association, false).await?;
    let unread = messages::unread_in(&mut tx, &[id], reader.id, Voice::Volunteer).await?;
    row.unread = unread.get(&id).copied().unwrap_or(0);
    if !sees_other_side(row.sign_up.state) {
        row.email = None;
    }
    Ok(row)
}

/// One of a mission, as it stands, for its managers.
///
/// # Errors
/// [`Denied::NotFound`] if it does not exist for the asker.
pub async fn managed(app: &App, ctx: &Ctx, id: SignUpId) -> Result<SignUp, EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    super::answer::for_manager(&mut tx, ctx, id).await
}

/// Whether the two sides may know how to reach each other.
const fn sees_other_side(state: State) -> bool {
    matches!(state, State::Accepted | State::Attended | State::Absent | State::Excused)
}

/// How others see a person: first name and the first letter of the last.
#[must_use]
pub fn short_name(given: &str, family: &str) -> String {
    match family.chars().next() {
        Some(initial) => format!("{given} {}.", initial.to_uppercase()),
        None => given.to_owned(),
    }
}

/// A short name as people read it: who erased their account has none.
#[must_use]
pub fn shown_name(texts: &Texts, locale: Locale, short_name: String) -> String {
    if short_name.is_empty() { texts.get(locale, "erased-account", &Args::new()) } else { short_name }
}
