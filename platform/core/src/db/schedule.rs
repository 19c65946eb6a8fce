//! SQL of the scheduler: what is due in a city, from its indexes, and the marks that say it is done.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::schema::{accounts, memberships, missions, sign_ups, slots};
use super::statement::statement;
use super::{Db, Result, TenantTx, single};
use crate::kinds::{AccountId, AssociationId, MissionId, SignUpId, SlotId};
use crate::sign_ups::State;
use crate::tenancy::Ctx;

/// Something that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// An offer whose time is over.
    Offer(SignUpId),
    /// A slot whose people are to be reminded.
    Reminder(SlotId),
    /// A slot whose people are to be thanked.
    Thanks(SlotId),
    /// A mission that is long over.
    Close(MissionId),
    /// A mission one of whose slots has begun, so that it is found by less than before.
    Stale(MissionId),
    /// A mission whose managers are to be asked for an answer.
    Unanswered(MissionId),
    /// A mission whose managers were asked in vain.
    StillUnanswered(MissionId),
    /// An account whose person is to be told that it will be erased, after so many warnings.
    Idle(AccountId, i16),
    /// An account to be erased.
    Erase(AccountId),
}

statement! {
    /// What is due, at most `batch` of each kind: every part reads an index of what is not done yet.
    DueNow {
        now: DateTime<Utc> => Timestamptz,
        /// Slots that begin until then are reminded of.
        remind_until: DateTime<Utc> => Timestamptz,
        /// Slots that ended before are thanked for.
        ended_before: DateTime<Utc> => Timestamptz,
        /// Missions over before are closed.
        over_before: DateTime<Utc> => Timestamptz,
        /// Requests made before are to be answered.
        asked_before: DateTime<Utc> => Timestamptz,
        /// And before this, agents are told.
        escalated_before: DateTime<Utc> => Timestamptz,
        /// Accounts nobody came in with since are erased, if their people were warned before `warned_before`.
        idle_before: DateTime<Utc> => Timestamptz,
        warned_before: DateTime<Utc> => Timestamptz,
        /// Accounts nobody came in with since get a first warning.
        warn_from: DateTime<Utc> => Timestamptz,
        /// And a second, if the first was given before `warned_first_before`.
        warn_again_from: DateTime<Utc> => Timestamptz,
        warned_first_before: DateTime<Utc> => Timestamptz,
        batch: i64 => BigInt,
    } -> (Text, SqlUuid),
    "(SELECT 'offer', sign_ups.id FROM sign_ups
       WHERE sign_ups.state = 'offered' AND sign_ups.offered_until <= (SELECT now FROM input)
       ORDER BY sign_ups.offered_until LIMIT (SELECT batch FROM input))
     UNION ALL
     (SELECT 'reminder', slots.id FROM slots
       WHERE slots.reminded_at IS NULL AND slots.starts_at > (SELECT now FROM input)
         AND slots.starts_at <= (SELECT remind_until FROM input)
       ORDER BY slots.starts_at LIMIT (SELECT batch FROM input))
     UNION ALL
     (SELECT 'thanks', slots.id FROM slots
       WHERE slots.thanked_at IS NULL AND slots.ends_at <= (SELECT ended_before FROM input)
       ORDER BY slots.ends_at LIMIT (SELECT batch FROM input))
     UNION ALL
     (SELECT 'close', missions.id FROM missions
       WHERE missions.state = 'published' AND missions.over_at <= (SELECT over_before FROM input)
       ORDER BY missions.over_at LIMIT (SELECT batch FROM input))
     UNION ALL
     (SELECT 'stale', documents.mission_id FROM search_documents AS documents
       WHERE documents.tenant_id = current_setting('app.tenant_id')::uuid
         AND documents.stale_at <= (SELECT now FROM input)
       ORDER BY documents.stale_at LIMIT (SELECT batch FROM input))
     UNION ALL
     (SELECT DISTINCT 'unanswered', asked.mission_id FROM (
         SELECT sign_ups.mission_id FROM sign_ups
          WHERE sign_ups.state = 'requested' AND sign_ups.nags = 0
            AND sign_ups.created_at <= (SELECT asked_before FROM input)
          ORDER BY sign_ups.created_at LIMIT (SELECT batch FROM input)) AS asked)
     UNION ALL
     (SELECT DISTINCT 'still_unanswered', asked.mission_id FROM (
         SELECT sign_ups.mission_id FROM sign_ups
          WHERE sign_ups.state = 'requested' AND sign_ups.nags = 1
            AND sign_ups.created_at <= (SELECT escalated_before FROM input)
          ORDER BY sign_ups.created_at LIMIT (SELECT batch FROM input)) AS asked)
     UNION ALL
     (SELECT CASE accounts.idle_notices WHEN 0 THEN 'idle' WHEN 1 THEN 'still_idle' ELSE 'erase' END, accounts.id FROM accounts
       WHERE accounts.erased_at IS NULL
         AND coalesce(accounts.last_seen_at, accounts.created_at) <= (SELECT warn_from FROM input)
         AND CASE accounts.idle_notices
             WHEN 0 THEN true
             WHEN 1 THEN coalesce(accounts.last_seen_at, accounts.created_at) <= (SELECT warn_again_from FROM input)
                         AND accounts.idle_noticed_at <= (SELECT warned_first_before FROM input)
             ELSE coalesce(accounts.last_seen_at, accounts.created_at) <= (SELECT idle_before FROM input)
                         AND accounts.idle_noticed_at <= (SELECT warned_before FROM input)
             END
       ORDER BY coalesce(accounts.last_seen_at, accounts.created_at) LIMIT (SELECT batch FROM input))"
}

/// What is due in the city of `ctx`.
pub(crate) async fn due(db: &Db, ctx: &Ctx, due_now: DueNow) -> Result<Vec<Due>> {
    let rows = single!(db, ctx.tenant.id, due_now, load::<(String, Uuid)>)?;
    Ok(rows.into_iter().filter_map(|(kind, id)| read(&kind, id)).collect())
}

fn read(kind: &str, id: Uuid) -> Option<Due> {
    Some(match kind {
        "offer" => Due::Offer(id.into()),
        "reminder" => Due::Reminder(id.into()),
        "thanks" => Due::Thanks(id.into()),
        "close" => Due::Close(id.into()),
        "stale" => Due::Stale(id.into()),
        "unanswered" => Due::Unanswered(id.into()),
        "still_unanswered" => Due::StillUnanswered(id.into()),
        "idle" => Due::Idle(id.into(), 0),
        "still_idle" => Due::Idle(id.into(), 1),
        "erase" => Due::Erase(id.into()),
        _ => return None,
    })
}

/// Marks a slot as reminded of; answers when it begins, if nobody marked it before.
pub(crate) async fn mark_reminded(
    tx: &mut TenantTx,
    slot: SlotId,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>> {
    let starts_at: Option<Option<DateTime<Utc>>> = diesel::update(slots::table)
        .filter(slots::id.eq(slot).and(slots::reminded_at.is_null()))
        .set(slots::reminded_at.eq(now))
        .returning(slots::starts_at)
        .get_result(tx.connection())
        .await
        .optional()?;
    Ok(starts_at.flatten())
}

/// Marks a slot as thanked for; answers whose it is, if nobody marked it before.
pub(crate) async fn mark_thanked(tx: &mut TenantTx, slot: SlotId, now: DateTime<Utc>) -> Result<Option<AssociationId>> {
    let mission: Option<MissionId> = diesel::update(slots::table)
        .filter(slots::id.eq(slot).and(slots::thanked_at.is_null()))
        .set(slots::thanked_at.eq(now))
        .returning(slots::mission_id)
        .get_result(tx.connection())
        .await
        .optional()?;
    let Some(mission) = mission else { return Ok(None) };
    let owner = missions::table.filter(missions::id.eq(mission)).select(missions::association_id);
    Ok(Some(owner.first(tx.connection()).await?))
}

/// Marks a mission's requests made before as asked for once more; answers those nobody marked so before.
pub(crate) async fn mark_asked(
    tx: &mut TenantTx,
    mission: MissionId,
    nags: i16,
    made_before: DateTime<Utc>,
) -> Result<Vec<(SignUpId, AccountId)>> {
    Ok(diesel::update(sign_ups::table)
        .filter(sign_ups::mission_id.eq(mission).and(sign_ups::state.eq(State::Requested)))
        .filter(sign_ups::nags.eq(nags).and(sign_ups::created_at.le(made_before)))
        .set(sign_ups::nags.eq(nags + 1))
        .returning((sign_ups::id, sign_ups::account_id))
        .get_results(tx.connection())
        .await?)
}

/// The accounts that act for a mission's association.
pub(crate) async fn managers(tx: &mut TenantTx, mission: MissionId) -> Result<Vec<AccountId>> {
    Ok(memberships::table
        .inner_join(missions::table.on(missions::association_id.eq(memberships::association_id)))
        .filter(missions::id.eq(mission))
        .select(memberships::account_id)
        .load(tx.connection())
        .await?)
}

/// Counts the warning after so many to an account nobody came in with since; says whether it was still due.
pub(crate) async fn mark_warned(
    tx: &mut TenantTx,
    id: AccountId,
    warnings: i16,
    idle_since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = diesel::update(accounts::table)
        .filter(accounts::id.eq(id).and(accounts::erased_at.is_null()).and(accounts::idle_notices.eq(warnings)))
        .filter(accounts::last_seen_at.is_null().or(accounts::last_seen_at.le(idle_since)))
        .set((accounts::idle_notices.eq(warnings + 1), accounts::idle_noticed_at.eq(now)))
        .execute(tx.connection())
        .await?;
    Ok(changed > 0)
}

/// Notes that somebody came in with an account: whatever was said about its being idle is moot. Says whether they may:
/// nobody comes in with an erased one.
pub(crate) async fn mark_seen(tx: &mut TenantTx, id: AccountId, now: DateTime<Utc>) -> Result<bool> {
    let changed = diesel::update(accounts::table.filter(accounts::id.eq(id).and(accounts::erased_at.is_null())))
        .set((
            accounts::last_seen_at.eq(now),
            accounts::idle_notices.eq(0),
            accounts::idle_noticed_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.connection())
        .await?;
    Ok(changed > 0)
}
