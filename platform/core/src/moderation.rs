//! `moderation_queue`: what waits for the city's agents, oldest first.

use crate::App;
use crate::accounts::Agent;
use crate::associations::Association;
use crate::db::{associations, messages, missions};
use crate::messages::report::Waiting;
use crate::missions::Mission;
use crate::refusals::ReadError;
use crate::tenancy::Ctx;

/// Most of each kind shown at once.
const SHOWN: i64 = 100;

/// What waits.
#[derive(Debug, Clone)]
pub struct Queue {
    /// Associations.
    pub associations: Vec<Association>,
    /// Missions.
    pub missions: Vec<Mission>,
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
    Ok(Queue {
        associations: associations::submitted(&mut tx, SHOWN).await?,
        missions: missions::submitted(&mut tx, SHOWN).await?,
        reports: messages::reported(&mut tx, SHOWN).await?,
    })
}
