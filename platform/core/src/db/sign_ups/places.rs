//! Leaving a place, handing it to the next in line, and ending many sign-ups at once.
//!
//! **Locks:** whoever changes places locks the slot's row first and sign-ups after it, and several slots in the order of
//! their ids, so that two such transactions wait for each other but never deadlock.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::json;

use super::Row;
use crate::db::schema::sign_ups::dsl;
use crate::db::schema::slots::dsl as s;
use crate::db::schema::{sign_ups, slots};
use crate::db::statement::statement;
use crate::db::{Result, TenantTx, ledger};
use crate::jobs::{self, Job};
use crate::kinds::{AccountId, MissionId, SignUpId, SlotId};
use crate::sign_ups::{SignUp, State};
use crate::tenancy::Ctx;

/// The sign-up, with its slot locked and then itself, as it stands after the lock was had.
pub(crate) async fn lock(tx: &mut TenantTx, id: SignUpId) -> Result<Option<SignUp>> {
    let slot: Option<SlotId> =
        sign_ups::table.filter(dsl::id.eq(id)).select(dsl::slot_id).first(tx.connection()).await.optional()?;
    let Some(slot) = slot else { return Ok(None) };
    lock_slots(tx, &[slot]).await?;
    let row: Row =
        sign_ups::table.filter(dsl::id.eq(id)).select(Row::as_select()).for_update().first(tx.connection()).await?;
    Ok(Some(row.into()))
}

/// Locks slots, so that nobody takes or leaves a place of theirs meanwhile.
pub(crate) async fn lock_slots(tx: &mut TenantTx, ids: &[SlotId]) -> Result<()> {
    slots::table
        .filter(s::id.eq_any(ids))
        .order(s::id)
        .select(s::id)
        .for_update()
        .load::<SlotId>(tx.connection())
        .await?;
    Ok(())
}

/// The slots to which a person has a live sign-up.
pub(crate) async fn live_slots(tx: &mut TenantTx, account: AccountId) -> Result<Vec<SlotId>> {
    let rows: Vec<(SlotId, State)> = sign_ups::table
        .filter(dsl::account_id.eq(account))
        .select((dsl::slot_id, dsl::state))
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().filter(|(_, state)| state.is_live()).map(|(slot, _)| slot).collect())
}

/// The live sign-ups of these people to these slots, locked, slot by slot. The caller has locked the slots.
pub(crate) async fn live_of(tx: &mut TenantTx, people: &[AccountId], slots: &[SlotId]) -> Result<Vec<SignUp>> {
    let rows: Vec<Row> = sign_ups::table
        .filter(dsl::account_id.eq_any(people).and(dsl::slot_id.eq_any(slots)))
        .order((dsl::slot_id, dsl::id))
        .select(Row::as_select())
        .for_update()
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().map(SignUp::from).filter(|sign_up| sign_up.state.is_live()).collect())
}

/// What somebody waits for.
pub(crate) async fn waiting_of(tx: &mut TenantTx, account: AccountId) -> Result<Vec<(SignUpId, MissionId, SlotId)>> {
    Ok(sign_ups::table
        .filter(dsl::account_id.eq(account).and(dsl::state.eq(State::Waiting)))
        .select((dsl::id, dsl::mission_id, dsl::slot_id))
        .load(tx.connection())
        .await?)
}

/// Sets how far in front of its line a sign-up waits.
pub(crate) async fn set_priority(tx: &mut TenantTx, id: SignUpId, priority: i16) -> Result<()> {
    diesel::update(sign_ups::table.filter(dsl::id.eq(id).and(dsl::state.eq(State::Waiting))))
        .set(dsl::priority.eq(priority))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Takes a place of the slot, if one is free.
pub(crate) async fn hold_place(tx: &mut TenantTx, slot: SlotId) -> Result<bool> {
    let changed = diesel::update(slots::table)
        .filter(s::id.eq(slot).and(s::taken.lt(s::capacity)))
        .set(s::taken.eq(s::taken + 1))
        .execute(tx.connection())
        .await?;
    Ok(changed > 0)
}

/// Moves a sign-up to a state that holds a place.
pub(crate) async fn keep_place(tx: &mut TenantTx, ctx: &Ctx, sign_up: SignUp, state: State) -> Result<SignUp> {
    moved(tx, ctx, &sign_up, state, true, None, None).await
}

/// Moves a sign-up to a state that is over. Its place, if it held one, goes to the next in line.
pub(crate) async fn leave(
    tx: &mut TenantTx,
    ctx: &Ctx,
    sign_up: SignUp,
    state: State,
    reason: Option<&str>,
    offer: Duration,
) -> Result<SignUp> {
    let after = moved(tx, ctx, &sign_up, state, false, reason, None).await?;
    if sign_up.state == State::Waiting {
        count(tx, sign_up.slot, 0, -1).await?;
    } else if sign_up.holds_place {
        pass_on(tx, ctx, sign_up.slot, offer).await?;
    }
    Ok(after)
}

/// A held place of the slot is given up: the next in line is offered it, or it is free.
async fn pass_on(tx: &mut TenantTx, ctx: &Ctx, slot: SlotId, offer: Duration) -> Result<()> {
    let starts_at = starts_at(tx, slot).await?;
    if starts_at.is_some_and(|start| start <= ctx.now) {
        // Nobody is offered a place of what has begun.
        end_all(tx, ctx, &[slot], &[State::Waiting], State::Declined, Some("slot_started")).await?;
        return count(tx, slot, -1, 0).await;
    }
    match next_in_line(tx, slot).await? {
        Some(next) => {
            count(tx, slot, 0, -1).await?;
            offer_to(tx, ctx, &next, deadline(ctx.now, offer, starts_at)).await
        }
        None => count(tx, slot, -1, 0).await,
    }
}

/// Gives the slot another capacity and offers what becomes free to those who wait, in order. The caller has locked the
/// slot and knows that the capacity holds those who have a place.
pub(crate) async fn resize(tx: &mut TenantTx, ctx: &Ctx, slot: SlotId, capacity: i32, offer: Duration) -> Result<()> {
    let (taken, waiting): (i32, i32) =
        slots::table.filter(s::id.eq(slot)).select((s::taken, s::waiting)).first(tx.connection()).await?;
    let offered = waiting.min(capacity - taken).max(0);
    diesel::update(slots::table.filter(s::id.eq(slot)))
        .set((s::capacity.eq(capacity), s::taken.eq(taken + offered), s::waiting.eq(waiting - offered)))
        .execute(tx.connection())
        .await?;
    if offered == 0 {
        return Ok(());
    }
    let (actor, on_behalf_of) = ledger::actors(ctx);
    let statement = OfferAll {
        slot,
        places: offered.into(),
        until_instant: deadline(ctx.now, offer, starts_at(tx, slot).await?),
        now: ctx.now,
        actor: actor.map(|id| id.uuid()),
        on_behalf_of: on_behalf_of.map(|id| id.uuid()),
        source: ctx.source.to_owned(),
    };
    statement.execute(tx.connection()).await?;
    tx.wakes.jobs = true;
    Ok(())
}

statement! {
    /// Offers places of a slot to the first in line, and writes a line in the ledger and a message for each.
    OfferAll {
        slot: SlotId => SqlUuid,
        places: i64 => BigInt,
        until_instant: DateTime<Utc> => Timestamptz,
        now: DateTime<Utc> => Timestamptz,
        actor: Option<uuid::Uuid> => Nullable<SqlUuid>,
        on_behalf_of: Option<uuid::Uuid> => Nullable<SqlUuid>,
        source: String => Text,
    } -> (BigInt,),
    ", line AS (
        SELECT sign_ups.id, sign_ups.priority, sign_ups.rank, sign_ups.state
        FROM sign_ups
        WHERE sign_ups.slot_id = (SELECT slot FROM input) AND sign_ups.state = 'waiting'
        ORDER BY sign_ups.priority DESC, sign_ups.rank
        LIMIT (SELECT places FROM input)
        FOR UPDATE
    ), offered AS (
        UPDATE sign_ups
           SET state = 'offered', holds_place = true, reason = NULL, offered_until = input.until_instant,
               changed_at = input.now
          FROM line, input WHERE sign_ups.id = line.id
    ), written AS (
        INSERT INTO ledger (at, actor_id, on_behalf_of, source, action, subject_id, details)
        SELECT input.now, input.actor, input.on_behalf_of, input.source, 'sign_up.moved', line.id,
               jsonb_build_object('from', line.state, 'to', 'offered')
        FROM line, input ORDER BY line.priority DESC, line.rank
    ), queued AS (
        INSERT INTO jobs (tenant_id, kind, subject, run_at, created_at)
        SELECT current_setting('app.tenant_id')::uuid, 'tell_sign_up', line.id::text, input.now, input.now
        FROM line, input ORDER BY line.priority DESC, line.rank
        ON CONFLICT DO NOTHING
    )
    SELECT count(*) FROM line"
}

async fn starts_at(tx: &mut TenantTx, slot: SlotId) -> Result<Option<DateTime<Utc>>> {
    Ok(slots::table.filter(s::id.eq(slot)).select(s::starts_at).first(tx.connection()).await?)
}

/// Until when an offer made now stands: never longer than until the slot begins.
fn deadline(now: DateTime<Utc>, offer: Duration, starts_at: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let until = now + offer;
    starts_at.map_or(until, |start| until.min(start))
}

async fn offer_to(tx: &mut TenantTx, ctx: &Ctx, next: &SignUp, until: DateTime<Utc>) -> Result<()> {
    moved(tx, ctx, next, State::Offered, true, None, Some(until)).await.map(drop)
}

async fn next_in_line(tx: &mut TenantTx, slot: SlotId) -> Result<Option<SignUp>> {
    let row: Option<Row> = sign_ups::table
        .filter(dsl::slot_id.eq(slot).and(dsl::state.eq(State::Waiting)))
        .order((dsl::priority.desc(), dsl::rank))
        .select(Row::as_select())
        .for_update()
        .first(tx.connection())
        .await
        .optional()?;
    Ok(row.map(Into::into))
}

async fn count(tx: &mut TenantTx, slot: SlotId, taken: i32, waiting: i32) -> Result<()> {
    diesel::update(slots::table.filter(s::id.eq(slot)))
        .set((s::taken.eq(s::taken + taken), s::waiting.eq(s::waiting + waiting)))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Writes the new state, its line in the ledger and its message.
async fn moved(
    tx: &mut TenantTx,
    ctx: &Ctx,
    before: &SignUp,
    state: State,
    holds_place: bool,
    reason: Option<&str>,
    offered_until: Option<DateTime<Utc>>,
) -> Result<SignUp> {
    let answered = before.state == State::Requested && matches!(state, State::Accepted | State::Declined);
    let row: Row = diesel::update(sign_ups::table.filter(dsl::id.eq(before.id)))
        .set((
            dsl::state.eq(state),
            dsl::holds_place.eq(holds_place),
            dsl::reason.eq(reason),
            dsl::offered_until.eq(offered_until),
            dsl::changed_at.eq(ctx.now),
            answered.then_some(dsl::answered_at.eq(ctx.now)),
        ))
        .returning(Row::as_returning())
        .get_result(tx.connection())
        .await?;
    let details = json!({ "from": before.state.word(), "to": state.word() });
    ledger::write(tx, ctx, "sign_up.moved", before.id.uuid(), details).await?;
    jobs::enqueue(tx, ctx, Job::TellSignUp(before.id), ctx.now).await?;
    Ok(row.into())
}

statement! {
    /// Ends sign-ups of some slots, frees what they held, and writes a line in the ledger and a message for each.
    EndAll {
        slots: Vec<SlotId> => Array<SqlUuid>,
        states: Vec<String> => Array<Text>,
        state: State => Text,
        reason: Option<String> => Nullable<Text>,
        now: DateTime<Utc> => Timestamptz,
        actor: Option<uuid::Uuid> => Nullable<SqlUuid>,
        on_behalf_of: Option<uuid::Uuid> => Nullable<SqlUuid>,
        source: String => Text,
    } -> (BigInt,),
    ", before AS (
        SELECT sign_ups.id, sign_ups.slot_id, sign_ups.state, sign_ups.holds_place
        FROM sign_ups, input
        WHERE sign_ups.slot_id = ANY (input.slots) AND sign_ups.state = ANY (input.states)
        ORDER BY sign_ups.id
        FOR UPDATE OF sign_ups
    ), ended AS (
        UPDATE sign_ups
           SET state = input.state, holds_place = false, offered_until = NULL, reason = input.reason,
               changed_at = input.now
          FROM before, input WHERE sign_ups.id = before.id
    ), freed AS (
        UPDATE slots SET taken = slots.taken - held.places, waiting = slots.waiting - held.waiting
          FROM (SELECT before.slot_id, (count(*) FILTER (WHERE before.holds_place))::int AS places,
                       (count(*) FILTER (WHERE before.state = 'waiting'))::int AS waiting
                  FROM before GROUP BY before.slot_id) AS held
         WHERE slots.id = held.slot_id
    ), written AS (
        INSERT INTO ledger (at, actor_id, on_behalf_of, source, action, subject_id, details)
        SELECT input.now, input.actor, input.on_behalf_of, input.source, 'sign_up.moved', before.id,
               jsonb_build_object('from', before.state, 'to', input.state)
        FROM before, input
    ), queued AS (
        INSERT INTO jobs (tenant_id, kind, subject, run_at, created_at)
        SELECT current_setting('app.tenant_id')::uuid, 'tell_sign_up', before.id::text, input.now, input.now
        FROM before, input
        ON CONFLICT DO NOTHING
    )
    SELECT count(*) FROM before"
}

/// Ends the sign-ups of these slots that stand in one of these states; their places go to nobody. The next statement
/// after the lock sees every sign-up made before it. Answers how many ended.
pub(crate) async fn end_all(
    tx: &mut TenantTx,
    ctx: &Ctx,
    slots: &[SlotId],
    states: &[State],
    state: State,
    reason: Option<&str>,
) -> Result<i64> {
    lock_slots(tx, slots).await?;
    let (actor, on_behalf_of) = ledger::actors(ctx);
    let statement = EndAll {
        slots: slots.to_vec(),
        states: states.iter().map(ToString::to_string).collect(),
        state,
        reason: reason.map(str::to_owned),
        now: ctx.now,
        actor: actor.map(|id| id.uuid()),
        on_behalf_of: on_behalf_of.map(|id| id.uuid()),
        source: ctx.source.to_owned(),
    };
    tx.wakes.jobs = true;
    Ok(statement.get_result::<(i64,)>(tx.connection()).await?.0)
}
