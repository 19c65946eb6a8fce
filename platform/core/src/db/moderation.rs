//! SQL of what the city's agents look after: since when things wait, and what was stopped.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::schema::{associations, missions};
use super::{Result, TenantTx};
use crate::associations::State as AssociationState;
use crate::kinds::{AssociationId, MissionId};
use crate::missions::State;
use crate::moderation::Stopped;

/// Since when each of these associations and missions waits.
pub(crate) async fn since(
    tx: &mut TenantTx,
    of_associations: &[AssociationId],
    of_missions: &[MissionId],
) -> Result<BTreeMap<Uuid, DateTime<Utc>>> {
    let waiting: Vec<(AssociationId, Option<DateTime<Utc>>)> = associations::table
        .filter(associations::id.eq_any(of_associations))
        .select((associations::id, associations::submitted_at))
        .load(tx.connection())
        .await?;
    let waiting_missions: Vec<(MissionId, Option<DateTime<Utc>>)> = missions::table
        .filter(missions::id.eq_any(of_missions))
        .select((missions::id, missions::submitted_at))
        .load(tx.connection())
        .await?;
    let all = waiting.into_iter().map(|(id, at)| (id.uuid(), at));
    let all = all.chain(waiting_missions.into_iter().map(|(id, at)| (id.uuid(), at)));
    Ok(all.filter_map(|(id, at)| Some((id, at?))).collect())
}

/// What agents have stopped, by name.
pub(crate) async fn stopped(tx: &mut TenantTx, limit: i64) -> Result<Stopped> {
    Ok(Stopped {
        associations: associations::table
            .filter(associations::state.eq(AssociationState::Suspended))
            .order((associations::name, associations::id))
            .limit(limit)
            .select((associations::id, associations::name))
            .load(tx.connection())
            .await?,
        missions: missions::table
            .filter(missions::state.eq(State::Suspended))
            .order((missions::title, missions::id))
            .limit(limit)
            .select((missions::id, missions::title))
            .load(tx.connection())
            .await?,
    })
}
