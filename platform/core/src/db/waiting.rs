//! SQL of what waits for somebody who acts for associations, counted by mission.

use chrono::{DateTime, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{associations, memberships, messages, missions, sign_ups, slots, thread_reads};
use super::{Result, TenantTx};
use crate::associations::State as AssociationState;
use crate::kinds::{AccountId, AssociationId, MissionId};
use crate::messages::Voice;
use crate::missions::State as MissionState;
use crate::sign_ups::State;

/// The associations somebody acts for. **Why a macro:** diesel's type of it fills a page, here and below.
macro_rules! associations_of {
    ($account:expr) => {
        memberships::table.filter(memberships::account_id.eq($account)).select(memberships::association_id)
    };
}

/// Their missions.
macro_rules! missions_of {
    ($account:expr) => {
        missions::table.filter(missions::association_id.eq_any(associations_of!($account))).select(missions::id)
    };
}

/// Requests that wait for an answer.
pub(crate) async fn requests(tx: &mut TenantTx, account: AccountId) -> Result<Vec<(MissionId, i64)>> {
    Ok(sign_ups::table
        .filter(sign_ups::state.eq(State::Requested).and(sign_ups::mission_id.eq_any(missions_of!(account))))
        .group_by(sign_ups::mission_id)
        .select((sign_ups::mission_id, count_star()))
        .load(tx.connection())
        .await?)
}

/// Messages of volunteers that somebody has not read.
pub(crate) async fn unread(tx: &mut TenantTx, account: AccountId) -> Result<Vec<(MissionId, i64)>> {
    let read = thread_reads::sign_up_id.eq(messages::sign_up_id).and(thread_reads::account_id.eq(account));
    Ok(messages::table
        .inner_join(sign_ups::table.on(sign_ups::id.eq(messages::sign_up_id)))
        .left_join(thread_reads::table.on(read))
        .filter(sign_ups::mission_id.eq_any(missions_of!(account)))
        .filter(messages::side.eq(Voice::Volunteer).and(messages::author_id.ne(account)))
        .filter(
            thread_reads::read_at.is_null().or(messages::created_at.nullable().gt(thread_reads::read_at.nullable())),
        )
        .group_by(sign_ups::mission_id)
        .select((sign_ups::mission_id, count_star()))
        .load(tx.connection())
        .await?)
}

/// People whose slot is over, and nobody wrote down whether they came.
pub(crate) async fn unnoted(
    tx: &mut TenantTx,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<Vec<(MissionId, i64)>> {
    Ok(sign_ups::table
        .inner_join(slots::table.on(slots::id.eq(sign_ups::slot_id)))
        .filter(sign_ups::state.eq(State::Accepted).and(slots::ends_at.le(now)))
        .filter(sign_ups::mission_id.eq_any(missions_of!(account)))
        .group_by(sign_ups::mission_id)
        .select((sign_ups::mission_id, count_star()))
        .load(tx.connection())
        .await?)
}

/// Missions that the city sent back.
pub(crate) async fn returned(tx: &mut TenantTx, account: AccountId) -> Result<Vec<MissionId>> {
    let returned = missions_of!(account).filter(missions::state.eq(MissionState::Returned));
    Ok(returned.load(tx.connection()).await?)
}

/// Where the associations of somebody stand.
pub(crate) async fn standing(tx: &mut TenantTx, account: AccountId) -> Result<Vec<(AssociationId, AssociationState)>> {
    Ok(associations::table
        .filter(associations::id.eq_any(associations_of!(account)))
        .select((associations::id, associations::state))
        .load(tx.connection())
        .await?)
}

/// Missions that are offered to an association of theirs.
pub(crate) async fn offered(tx: &mut TenantTx, account: AccountId) -> Result<Vec<MissionId>> {
    let own: Vec<AssociationId> = associations_of!(account).load(tx.connection()).await?;
    Ok(missions::table.filter(missions::offered_to.eq_any(own)).select(missions::id).load(tx.connection()).await?)
}
