//! `waits_for_me`: what waits for somebody who acts for associations.

use std::collections::HashMap;

use super::State;
use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::db::{missions, waiting as sql};
use crate::kinds::{AssociationId, MissionId};
use crate::missions::Mission;
use crate::refusals::ReadError;
use crate::tenancy::Ctx;

/// What waits.
#[derive(Debug, Clone, Default)]
pub struct Waiting {
    /// Where each of their associations stands.
    pub associations: HashMap<AssociationId, State>,
    /// The missions where something waits, the newest first.
    pub missions: Vec<(Mission, Counts)>,
    /// Missions that other associations offer.
    pub offered: Vec<Mission>,
}

/// What waits in a mission; in one that was returned, maybe nothing else.
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
    let mut counts: HashMap<MissionId, Counts> = HashMap::new();
    for (mission, count) in sql::requests(&mut tx, person.id).await? {
        counts.entry(mission).or_default().requests = count;
    }
    for (mission, count) in sql::unread(&mut tx, person.id).await? {
        counts.entry(mission).or_default().unread = count;
    }
    for (mission, count) in sql::unnoted(&mut tx, person.id, ctx.now).await? {
        counts.entry(mission).or_default().unnoted = count;
    }
    for mission in sql::returned(&mut tx, person.id).await? {
        counts.entry(mission).or_default();
    }
    let offered = sql::offered(&mut tx, person.id).await?;
    let ids: Vec<_> = counts.keys().chain(&offered).copied().collect();
    let mut all = missions::find_all(&mut tx, &ids).await?;
    all.sort_by_key(|mission| std::cmp::Reverse((mission.created_at, mission.id)));
    let (offered, all): (Vec<_>, Vec<_>) = all.into_iter().partition(|mission| offered.contains(&mission.id));
    let missions = all.into_iter().map(|mission| (counts.get(&mission.id).copied().unwrap_or_default(), mission));
    Ok(Waiting {
        associations: sql::standing(&mut tx, person.id).await?.into_iter().collect(),
        missions: missions.map(|(counts, mission)| (mission, counts)).collect(),
        offered,
    })
}
