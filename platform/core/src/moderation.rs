//! `moderation_queue`: what waits for the city's agents, oldest first, and what they have stopped.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::App;
use crate::accounts::Agent;
use crate::associations::Association;
use crate::db::{associations, messages, missions, moderation as sql};
use crate::kinds::{AssociationId, MissionId, SignUpId};
use crate::messages::report::Waiting;
use crate::missions::Mission;
use crate::refusals::{Denied, ReadError};
use crate::tenancy::Ctx;

/// Most of each kind shown at once.
pub const SHOWN: u8 = 100;

/// What waits.
#[derive(Debug, Clone)]
pub struct Queue {
    /// Associations.
    pub associations: Vec<Association>,
    /// Missions.
    pub missions: Vec<Mission>,
    /// Since when each of these waits.
    pub since: BTreeMap<Uuid, DateTime<Utc>>,
    /// Threads that one side asks the city to look at.
    pub reports: Vec<Waiting>,
}

/// Shows the queue.
///
/// # Errors
/// If no agent acts.
pub async fn queue(app: &App, ctx: &Ctx) -> Result<Queue, ReadError> {
    Agent::check(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    let associations = associations::submitted(&mut tx, SHOWN.into()).await?;
    let missions = missions::submitted(&mut tx, SHOWN.into()).await?;
    let ids: (Vec<_>, Vec<_>) =
        (associations.iter().map(|row| row.id).collect(), missions.iter().map(|row| row.id).collect());
    let since = sql::since(&mut tx, &ids.0, &ids.1).await?;
    Ok(Queue { associations, missions, since, reports: messages::reported(&mut tx, None, SHOWN.into()).await? })
}

/// The open report of a thread.
///
/// # Errors
/// If no agent acts, or no report of it is open.
pub async fn report(app: &App, ctx: &Ctx, thread: SignUpId) -> Result<Waiting, ReadError> {
    Agent::check(ctx)?;
    let open = messages::reported(&mut app.db.tenant(ctx).await?, Some(thread), 1).await?;
    Ok(open.into_iter().next().ok_or(Denied::NotFound)?)
}

/// What agents have stopped, and may let go on: ids and names.
#[derive(Debug, Clone)]
pub struct Stopped {
    /// Associations.
    pub associations: Vec<(AssociationId, String)>,
    /// Missions.
    pub missions: Vec<(MissionId, String)>,
}

/// Shows what was stopped.
///
/// # Errors
/// If no agent acts.
pub async fn stopped(app: &App, ctx: &Ctx) -> Result<Stopped, ReadError> {
    Agent::check(ctx)?;
    Ok(sql::stopped(&mut app.db.tenant(ctx).await?, SHOWN.into()).await?)
}
