//! SQL of sign-ups: taking a place, leaving one, and handing it to the next in line.
//!
//! **Locks:** whoever changes places locks the slot's row first and sign-ups after it, so that two such transactions wait
//! for each other but never deadlock.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::json;

use super::schema::accounts::dsl as people;
use super::schema::missions::dsl as m;
use super::schema::sign_ups::dsl;
use super::schema::slots::dsl as s;
use super::schema::{accounts, missions, sign_ups, slots};
use super::statement::statement;
use super::{Db, Result, TenantTx, ledger, single};
use crate::associations::State as AssociationState;
use crate::jobs::{self, Job};
use crate::kinds::{AccountId, MissionId, SignUpId, SlotId};
use crate::missions::{Acceptance, Contact, State as MissionState};
use crate::sign_ups::read::{After, Listed, Mine, short_name};
use crate::sign_ups::sign_up::Input;
use crate::sign_ups::{SignUp, State};
use crate::tenancy::Ctx;

/// What is known before somebody signs up.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct FactsRow {
    mission_state: MissionState,
    association_state: AssociationState,
    starts_at: Option<DateTime<Utc>>,
    open_to_minors: bool,
    prerequisites: i32,
    motivation_wanted: bool,
    acceptance: Acceptance,
    waiting_list: bool,
    birth_date: Option<NaiveDate>,
    sign_ups_today: i64,
    my_id: Option<SignUpId>,
    my_state: Option<State>,
    declined_before: bool,
}

/// What is known before somebody signs up.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) mission_state: MissionState,
    pub(crate) association_state: AssociationState,
    pub(crate) starts_at: Option<DateTime<Utc>>,
    pub(crate) open_to_minors: bool,
    pub(crate) prerequisites: i32,
    pub(crate) motivation_wanted: bool,
    pub(crate) acceptance: Acceptance,
    pub(crate) waiting_list: bool,
    pub(crate) birth_date: Option<NaiveDate>,
    pub(crate) sign_ups_today: u32,
    pub(crate) mine: Option<(SignUpId, State)>,
    pub(crate) declined_before: bool,
}

statement! {
    /// The facts of one person and one slot, in one row; none if the mission has no such slot.
    SignUpFactsOf {
        mission: MissionId => SqlUuid,
        slot: SlotId => SqlUuid,
        account: AccountId => SqlUuid,
        today: DateTime<Utc> => Timestamptz,
    } -> (
        Text, Text, Nullable<Timestamptz>, Bool, Integer, Bool, Text, Bool,
        Nullable<Date>, BigInt, Nullable<SqlUuid>, Nullable<Text>, Bool,
    ),
    "SELECT missions.state, associations.state, slots.starts_at, missions.open_to_minors,
            cardinality(missions.prerequisites), missions.motivation_wanted, missions.acceptance,
            missions.waiting_list, accounts.birth_date,
            (SELECT count(*) FROM sign_ups AS own
              WHERE own.account_id = (SELECT account FROM input) AND own.created_at >= (SELECT today FROM input)),
            mine.id, mine.state,
            EXISTS (SELECT FROM sign_ups AS own
                     WHERE own.account_id = (SELECT account FROM input) AND own.slot_id = slots.id
                       AND own.state = 'declined')
     FROM slots
     JOIN missions ON missions.id = slots.mission_id
     JOIN associations ON associations.id = missions.association_id
     JOIN accounts ON accounts.id = (SELECT account FROM input)
     LEFT JOIN sign_ups AS mine
            ON mine.slot_id = slots.id AND mine.account_id = accounts.id
           AND mine.state NOT IN ('declined', 'withdrawn', 'lapsed', 'cancelled')
     WHERE slots.id = (SELECT slot FROM input) AND slots.mission_id = (SELECT mission FROM input)"
}

/// Reads the facts; none if the mission has no such slot.
pub(crate) async fn facts(
    db: &Db,
    ctx: &Ctx,
    input: &Input,
    account: AccountId,
    today: DateTime<Utc>,
) -> Result<Option<Facts>> {
    let statement = SignUpFactsOf { mission: input.mission, slot: input.slot, account, today };
    let row = single!(db, ctx, statement, load::<FactsRow>)?.into_iter().next();
    Ok(row.map(|row| Facts {
        mission_state: row.mission_state,
        association_state: row.association_state,
        starts_at: row.starts_at,
        open_to_minors: row.open_to_minors,
        prerequisites: row.prerequisites,
        motivation_wanted: row.motivation_wanted,
        acceptance: row.acceptance,
        waiting_list: row.waiting_list,
        birth_date: row.birth_date,
        sign_ups_today: u32::try_from(row.sign_ups_today).unwrap_or(u32::MAX),
        mine: row.my_id.zip(row.my_state),
        declined_before: row.declined_before,
    }))
}

/// Somebody who arrives at a slot.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    pub(crate) id: SignUpId,
    pub(crate) slot: SlotId,
    pub(crate) account: AccountId,
    /// Where it stands if a place is free.
    pub(crate) state: State,
    /// Whether it holds a place then.
    pub(crate) holds_place: bool,
    pub(crate) waiting_allowed: bool,
    pub(crate) waiting_limit: i32,
    pub(crate) motivation: Option<String>,
}

statement! {
    /// Takes a place or a rank, with its line in the ledger and its message, in one statement. It locks the slot's row;
    /// `waiting` grows exactly when no place was free, so it says which of the two it was. No row: neither was to be had.
    TakePlace {
        id: SignUpId => SqlUuid,
        slot: SlotId => SqlUuid,
        account: AccountId => SqlUuid,
        state: State => Text,
        holds_place: bool => Bool,
        waiting_allowed: bool => Bool,
        waiting_limit: i32 => Integer,
        motivation: Option<String> => Nullable<Text>,
        now: DateTime<Utc> => Timestamptz,
        source: String => Text,
    } -> (SqlUuid, Text, Integer),
    ", place AS (
        UPDATE slots
           SET taken = slots.taken + (slots.taken < slots.capacity AND input.holds_place)::int,
               waiting = slots.waiting + (slots.taken >= slots.capacity)::int,
               arrivals = slots.arrivals + 1
          FROM input
         WHERE slots.id = input.slot
           AND (slots.taken < slots.capacity
                OR input.waiting_allowed AND slots.waiting < input.waiting_limit)
           AND EXISTS (SELECT FROM missions WHERE missions.id = slots.mission_id AND missions.state = 'published')
        RETURNING slots.mission_id, slots.waiting, slots.arrivals
    ), made AS (
        INSERT INTO sign_ups (id, mission_id, slot_id, account_id, state, rank, holds_place, motivation,
                              created_at, changed_at)
        SELECT input.id, place.mission_id, input.slot, input.account,
               CASE WHEN place.waiting > 0 THEN 'waiting' ELSE input.state END,
               place.arrivals, place.waiting = 0 AND input.holds_place, input.motivation, input.now, input.now
        FROM input, place
        RETURNING id, state
    ), written AS (
        INSERT INTO ledger (at, actor_id, source, action, subject_id, details)
        SELECT input.now, input.account, input.source, 'sign_up.made', made.id, jsonb_build_object('to', made.state)
        FROM input, made
    ), queued AS (
        INSERT INTO jobs (tenant_id, kind, subject, run_at, created_at)
        SELECT current_setting('app.tenant_id')::uuid, 'tell_sign_up', made.id::text, input.now, input.now
        FROM input, made
    )
    SELECT made.id, made.state, place.waiting FROM made, place"
}

/// Takes a place or a rank; none if neither was to be had. Answers how many wait now.
pub(crate) async fn take_place(db: &Db, ctx: &Ctx, arrival: Arrival) -> Result<Option<(SignUpId, State, i32)>> {
    let statement = TakePlace {
        id: arrival.id,
        slot: arrival.slot,
        account: arrival.account,
        state: arrival.state,
        holds_place: arrival.holds_place,
        waiting_allowed: arrival.waiting_allowed,
        waiting_limit: arrival.waiting_limit,
        motivation: arrival.motivation,
        now: ctx.now,
        source: ctx.source.to_owned(),
    };
    let rows = if ctx.idempotency.is_some() {
        // The key is stamped in the same transaction, so this one takes the long way.
        let mut tx = db.tenant(ctx).await?;
        let rows = statement.load::<(SignUpId, State, i32)>(tx.connection()).await?;
        tx.commit().await?;
        rows
    } else {
        single!(db, ctx, statement, load::<(SignUpId, State, i32)>)?
    };
    db.jobs_ready.notify_waiters();
    Ok(rows.into_iter().next())
}

/// The live sign-up of a person to a slot.
pub(crate) async fn live(db: &Db, ctx: &Ctx, input: &Input, account: AccountId) -> Result<Option<(SignUpId, State)>> {
    let mut tx = db.tenant(ctx).await?;
    let rows: Vec<(SignUpId, State)> = sign_ups::table
        .filter(dsl::slot_id.eq(input.slot).and(dsl::account_id.eq(account)))
        .select((dsl::id, dsl::state))
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().find(|(_, state)| state.is_live()))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sign_ups)]
struct Row {
    id: SignUpId,
    mission_id: MissionId,
    slot_id: SlotId,
    account_id: AccountId,
    state: State,
    rank: i64,
    holds_place: bool,
    motivation: Option<String>,
    reason: Option<String>,
    offered_until: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl From<Row> for SignUp {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            mission: row.mission_id,
            slot: row.slot_id,
            account: row.account_id,
            state: row.state,
            rank: row.rank,
            holds_place: row.holds_place,
            motivation: row.motivation,
            reason: row.reason,
            offered_until: row.offered_until,
            created_at: row.created_at,
        }
    }
}

pub(crate) async fn find(tx: &mut TenantTx, id: SignUpId) -> Result<Option<SignUp>> {
    let row: Option<Row> =
        sign_ups::table.filter(dsl::id.eq(id)).select(Row::as_select()).first(tx.connection()).await.optional()?;
    Ok(row.map(Into::into))
}

/// The sign-up, with its slot locked and then itself, as it stands after the lock was had.
pub(crate) async fn lock(tx: &mut TenantTx, id: SignUpId) -> Result<Option<SignUp>> {
    let slot: Option<SlotId> =
        sign_ups::table.filter(dsl::id.eq(id)).select(dsl::slot_id).first(tx.connection()).await.optional()?;
    let Some(slot) = slot else { return Ok(None) };
    slots::table.filter(s::id.eq(slot)).select(s::id).for_update().first::<SlotId>(tx.connection()).await?;
    let row: Row =
        sign_ups::table.filter(dsl::id.eq(id)).select(Row::as_select()).for_update().first(tx.connection()).await?;
    Ok(Some(row.into()))
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
        match next_in_line(tx, sign_up.slot).await? {
            Some(next) => {
                count(tx, sign_up.slot, 0, -1).await?;
                let until = ctx.now + offer;
                moved(tx, ctx, &next, State::Offered, true, None, Some(until)).await?;
            }
            None => count(tx, sign_up.slot, -1, 0).await?,
        }
    }
    Ok(after)
}

async fn next_in_line(tx: &mut TenantTx, slot: SlotId) -> Result<Option<SignUp>> {
    let row: Option<Row> = sign_ups::table
        .filter(dsl::slot_id.eq(slot).and(dsl::state.eq(State::Waiting)))
        .order(dsl::rank)
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
    let row: Row = diesel::update(sign_ups::table.filter(dsl::id.eq(before.id)))
        .set((
            dsl::state.eq(state),
            dsl::holds_place.eq(holds_place),
            dsl::reason.eq(reason),
            dsl::offered_until.eq(offered_until),
            dsl::changed_at.eq(ctx.now),
        ))
        .returning(Row::as_returning())
        .get_result(tx.connection())
        .await?;
    let details = json!({ "from": before.state.word(), "to": state.word() });
    ledger::write(tx, ctx, "sign_up.moved", before.id.uuid(), details).await?;
    jobs::enqueue(tx, ctx, Job::TellSignUp(before.id), ctx.now).await?;
    Ok(row.into())
}

type MineRow =
    (Row, String, (Option<String>, Option<String>, Option<String>), (Option<DateTime<Utc>>, Option<DateTime<Utc>>));

/// A person's sign-ups, newest first.
pub(crate) async fn of_account(tx: &mut TenantTx, account: AccountId, after: After, limit: i64) -> Result<Vec<Mine>> {
    let mut query = sign_ups::table
        .inner_join(missions::table.on(m::id.eq(dsl::mission_id)))
        .inner_join(slots::table.on(s::id.eq(dsl::slot_id)))
        .filter(dsl::account_id.eq(account))
        .order((dsl::created_at.desc(), dsl::id))
        .limit(limit)
        .select((
            Row::as_select(),
            m::title,
            (m::contact_name, m::contact_email, m::contact_phone),
            (s::starts_at, s::ends_at),
        ))
        .into_boxed();
    if let Some((at, id)) = after {
        query = query.filter(dsl::created_at.lt(at).or(dsl::created_at.eq(at).and(dsl::id.gt(id))));
    }
    let rows: Vec<MineRow> = query.load(tx.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|(row, title, (name, email, phone), (starts_at, ends_at))| Mine {
            sign_up: row.into(),
            title,
            starts_at,
            ends_at,
            contact: Some(Contact { name, email, phone }),
            unread: 0,
        })
        .collect())
}

/// A mission's sign-ups, in order of arrival.
pub(crate) async fn of_mission(
    tx: &mut TenantTx,
    mission: MissionId,
    state: Option<State>,
    after: After,
    limit: i64,
) -> Result<Vec<Listed>> {
    let mut query = sign_ups::table
        .inner_join(accounts::table.on(people::id.eq(dsl::account_id)))
        .filter(dsl::mission_id.eq(mission))
        .order((dsl::created_at, dsl::id))
        .limit(limit)
        .select((Row::as_select(), people::given_name, people::family_name, people::email))
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(dsl::state.eq(state));
    }
    if let Some((at, id)) = after {
        query = query.filter(dsl::created_at.gt(at).or(dsl::created_at.eq(at).and(dsl::id.gt(id))));
    }
    let rows: Vec<(Row, String, String, Option<String>)> = query.load(tx.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|(row, given, family, email)| Listed {
            sign_up: row.into(),
            short_name: short_name(&given, &family),
            email,
            unread: 0,
        })
        .collect())
}

/// How many requests of a mission wait for an answer, and since when.
pub(crate) async fn requests(tx: &mut TenantTx, mission: MissionId) -> Result<(i64, Option<DateTime<Utc>>)> {
    use diesel::dsl::{count_star, min};
    Ok(sign_ups::table
        .filter(dsl::mission_id.eq(mission).and(dsl::state.eq(State::Requested)))
        .select((count_star(), min(dsl::created_at)))
        .first(tx.connection())
        .await?)
}

/// How many people of a slot were accepted, and nobody wrote down whether they came.
pub(crate) async fn expected(tx: &mut TenantTx, slot: SlotId) -> Result<i64> {
    Ok(sign_ups::table
        .filter(dsl::slot_id.eq(slot).and(dsl::state.eq(State::Accepted)))
        .count()
        .get_result(tx.connection())
        .await?)
}
