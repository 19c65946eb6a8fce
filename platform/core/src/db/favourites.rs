//! SQL of missions somebody keeps in mind.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{associations, favourites, missions};
use super::{Result, TenantTx};
use crate::associations::State as AssociationState;
use crate::favourites::After;
use crate::kinds::{AccountId, MissionId};
use crate::missions::State;

pub(crate) async fn insert(
    tx: &mut TenantTx,
    account: AccountId,
    mission: MissionId,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::insert_into(favourites::table)
        .values((
            favourites::account_id.eq(account),
            favourites::mission_id.eq(mission),
            favourites::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Whether it is kept.
pub(crate) async fn has(tx: &mut TenantTx, account: AccountId, mission: MissionId) -> Result<bool> {
    let kept = favourites::table.filter(favourites::account_id.eq(account).and(favourites::mission_id.eq(mission)));
    Ok(diesel::select(diesel::dsl::exists(kept)).get_result(tx.connection()).await?)
}

/// Says whether it was kept.
pub(crate) async fn delete(tx: &mut TenantTx, account: AccountId, mission: MissionId) -> Result<bool> {
    let deleted = diesel::delete(favourites::table)
        .filter(favourites::account_id.eq(account).and(favourites::mission_id.eq(mission)))
        .execute(tx.connection())
        .await?;
    Ok(deleted > 0)
}

/// A page of what somebody keeps that is public, the newest first.
pub(crate) async fn page(
    tx: &mut TenantTx,
    account: AccountId,
    after: After,
    limit: i64,
) -> Result<Vec<(MissionId, DateTime<Utc>)>> {
    let mut query = favourites::table
        .inner_join(missions::table.on(missions::id.eq(favourites::mission_id)))
        .inner_join(associations::table.on(associations::id.eq(missions::association_id)))
        .filter(favourites::account_id.eq(account))
        .filter(missions::state.eq_any([State::Published, State::Closed]))
        .filter(associations::state.eq(AssociationState::Validated))
        .order((favourites::created_at.desc(), favourites::mission_id))
        .limit(limit)
        .select((favourites::mission_id, favourites::created_at))
        .into_boxed();
    if let Some((at, id)) = after {
        let later = favourites::created_at.eq(at).and(favourites::mission_id.gt(id));
        query = query.filter(favourites::created_at.lt(at).or(later));
    }
    Ok(query.load(tx.connection()).await?)
}
