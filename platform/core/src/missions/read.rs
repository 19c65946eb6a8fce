//! `get_mission`: what each person may see of a mission.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Mission, State};
use crate::App;
use crate::accounts::{Actor, Agent, Manager, Scope, Volunteer};
use crate::associations::read as owner;
use crate::db::{TenantTx, associations, missions as sql};
use crate::kinds::{AssociationId, MissionId};
use crate::refusals::{Denied, ReadError};
use crate::tenancy::Ctx;

/// A mission, and how much of it the asker may see.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The mission.
    pub mission: Mission,
    /// Whether contacts and reasons are shown: to its managers and the city's agents.
    pub inside: bool,
}

/// Shows one. A private one exists for its managers and agents only.
///
/// # Errors
/// [`Denied::NotFound`] if it does not exist for the asker.
pub async fn get(app: &App, ctx: &Ctx, id: MissionId) -> Result<Seen, ReadError> {
    let mission = read(app, ctx, id).await?;
    let inside = acts_for(app, ctx, mission.association).await?;
    if inside || mission.is_public() {
        return Ok(Seen { mission, inside });
    }
    Err(Denied::NotFound.into())
}

/// The same, of one that everybody may see as it was a moment ago: for those who look around, many at a time.
///
/// # Errors
/// [`Denied::NotFound`] if it does not exist for the asker.
pub async fn lately(app: &App, ctx: &Ctx, id: MissionId) -> Result<Arc<Mission>, ReadError> {
    let city = ctx.tenant.id.uuid();
    if let Some(mission) = app.seen.get(city, id) {
        return Ok(mission);
    }
    let since = app.seen.changes();
    let mission = Arc::new(read(app, ctx, id).await?);
    if mission.is_public() {
        app.seen.hold(city, id, Arc::clone(&mission), since);
        return Ok(mission);
    }
    if acts_for(app, ctx, mission.association).await? { Ok(mission) } else { Err(Denied::NotFound.into()) }
}

/// A mission, whoever may see it.
async fn read(app: &App, ctx: &Ctx, id: MissionId) -> Result<Mission, ReadError> {
    Ok(sql::read_all(&app.db, ctx, &[id]).await?.pop().ok_or(Denied::NotFound)?)
}

/// Most missions told to robots: what a site map may hold (sitemaps.org) with room for two languages.
const MOST_TOLD: i64 = 20_000;

/// Every mission everybody may see and sign up to, the newest first, with when it was published.
///
/// # Errors
/// If the database fails.
pub async fn public(app: &App, ctx: &Ctx) -> Result<Vec<(MissionId, DateTime<Utc>)>, ReadError> {
    Ok(sql::published(&mut app.db.tenant(ctx).await?, MOST_TOLD).await?)
}

/// Whether the asker is of an association or an agent of the city; whom nobody knows is neither.
async fn acts_for(app: &App, ctx: &Ctx, association: AssociationId) -> Result<bool, ReadError> {
    if Agent::check(ctx).is_ok() {
        return Ok(true);
    }
    if ctx.actor == Actor::Visitor {
        return Ok(false);
    }
    Ok(Manager::find(&mut app.db.tenant(ctx).await?, ctx, association).await?.is_some())
}

/// The missions of an association, newest first, in every state: for its managers.
///
/// # Errors
/// If the actor does not act for it.
pub async fn of_association(
    app: &App,
    ctx: &Ctx,
    association: AssociationId,
    state: Option<State>,
    limit: u16,
) -> Result<Vec<Mission>, ReadError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    if Agent::check(ctx).is_err() {
        owner::for_manager(&mut tx, ctx, association).await?;
    } else if associations::find(&mut tx, association).await?.is_none() {
        return Err(Denied::NotFound.into());
    }
    Ok(sql::of_association(&mut tx, association, state, i64::from(limit)).await?)
}

/// Where a page begins: after this mission.
pub type After = Option<(DateTime<Utc>, MissionId)>;

/// The missions of all associations the actor acts for, newest first, in every state.
///
/// # Errors
/// If nobody is signed in.
pub async fn mine(app: &App, ctx: &Ctx, after: After, limit: u16) -> Result<Vec<Mission>, ReadError> {
    let person = Volunteer::check(ctx, Scope::Manage)?;
    Ok(sql::of_member(&mut app.db.tenant(ctx).await?, person.id, after, i64::from(limit)).await?)
}

/// The mission, for somebody who acts for it.
pub(crate) async fn for_manager(tx: &mut TenantTx, ctx: &Ctx, id: MissionId) -> Result<Mission, ReadError> {
    let mission = sql::find(tx, id).await?.ok_or(Denied::NotFound)?;
    Manager::check(tx, ctx, mission.association, mission.is_public()).await?;
    Ok(mission)
}
