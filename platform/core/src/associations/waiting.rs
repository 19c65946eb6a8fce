//! `waits_for_me`: what waits for somebody who acts for associations.

use std::collections::HashMap;

use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::db::{missions, waiting as sql};
use crate::kinds::MissionId;
use crate::missions::Mission;
use crate::refusals::ReadError;
use crate::tenancy::Ctx;

/// What waits.
#[derive(Debug, Clone, Default)]
pub struct Waiting {
    /// By mission; one where nothing waits is missing.
    pub missions: HashMap<MissionId, Counts>,
    /// Missions that other associations offer.
    pub offered: Vec<Mission>,
}

/// What waits in a mission.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests without an answer.
    pub requests: i64,
    /// Messages of volunteers that who asks has not read.
    pub unread: i64,
    /// People whose slot is over, and nobody wrote down whether they came.
    pub unnoted: i64,
}

/// What waits for the actor, over all their associations.
///
/// # Errors
/// If nobody is signed in.
pub async fn waiting(app: &App, ctx: &Ctx) -> Result<Waiting, ReadError> {
    let person = Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    let mut waiting = Waiting::default();
    for (mission, count) in sql::requests(&mut tx, person.id).await? {
        waiting.missions.entry(mission).or_default().requests = count;
    }
    for (mission, count) in sql::unread(&mut tx, person.id).await? {
        waiting.missions.entry(mission).or_default().unread = count;
    }
    for (mission, count) in sql::unnoted(&mut tx, person.id, ctx.now).await? {
        waiting.missions.entry(mission).or_default().unnoted = count;
    }
    let offered = sql::offered(&mut tx, person.id).await?;
    waiting.offered = missions::find_all(&mut tx, &offered).await?;
    waiting.offered.sort_by_key(|mission| mission.id);
    Ok(waiting)
}
