//! Taking a place: the facts, then the place, each in one statement.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Bool, Date, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::associations::State as AssociationState;
use crate::db::rules::MissionRow;
use crate::db::statement::statement;
use crate::db::{Db, Result, single};
use crate::kinds::{AccountId, MissionId, SignUpId, SlotId};
use crate::local_time::{midnight, new_year};
use crate::missions::State as MissionState;
use crate::rules::decisions::Decision;
use crate::rules::facts::{Credential, MissionFacts, TieKind};
use crate::sign_ups::State;
use crate::tenancy::Ctx;

/// What is known before somebody signs up.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct FactsRow {
    mission_state: MissionState,
    association_state: AssociationState,
    starts_at: Option<DateTime<Utc>>,
    prerequisites: i32,
    motivation_wanted: bool,
    mission: MissionRow,
    accreditations: Vec<String>,
    birth_date: Option<NaiveDate>,
    tie: Option<TieKind>,
    tie_area: Option<String>,
    credentials: Vec<String>,
    sign_ups_today: i64,
    absences: i64,
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
    pub(crate) prerequisites: i32,
    pub(crate) motivation_wanted: bool,
    pub(crate) mission: MissionFacts,
    pub(crate) accreditations: Vec<String>,
    pub(crate) birth_date: Option<NaiveDate>,
    pub(crate) tie: Option<TieKind>,
    pub(crate) tie_area: Option<String>,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) sign_ups_today: u32,
    pub(crate) absences: u32,
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
        year: DateTime<Utc> => Timestamptz,
        now: DateTime<Utc> => Timestamptz,
    } -> (
        Text, Text, Nullable<Timestamptz>, Integer, Bool,
        (Text, Array<Text>, Array<Text>, Array<Text>, Bool, Bool, Bool, Text, Bool), Array<Text>,
        Nullable<Date>, Nullable<Text>, Nullable<Text>, Array<Text>, BigInt, BigInt,
        Nullable<SqlUuid>, Nullable<Text>, Bool,
    ),
    "SELECT missions.state, associations.state, slots.starts_at,
            cardinality(missions.prerequisites), missions.motivation_wanted,
            missions.domain, missions.activities, missions.beneficiaries,
            ARRAY(SELECT DISTINCT unnest(mission_addresses.areas) AS area FROM mission_addresses
                   WHERE mission_addresses.mission_id = missions.id ORDER BY area),
            missions.remote, missions.open_to_minors, missions.accessible, missions.acceptance, missions.waiting_list,
            associations.accreditations, accounts.birth_date, accounts.tie, accounts.tie_area,
            ARRAY(SELECT credentials.name || ':' || credentials.assurance FROM credentials
                   WHERE credentials.account_id = accounts.id
                     AND (credentials.until IS NULL OR credentials.until > (SELECT now FROM input))
                   ORDER BY credentials.name),
            (SELECT count(*) FROM sign_ups AS own
              WHERE own.account_id = (SELECT account FROM input) AND own.created_at >= (SELECT today FROM input)),
            (SELECT count(*) FROM sign_ups AS own
              WHERE own.account_id = (SELECT account FROM input) AND own.state = 'absent'
                AND own.changed_at >= (SELECT year FROM input)),
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
     WHERE slots.id = (SELECT slot FROM input) AND slots.mission_id = (SELECT mission FROM input)
       AND slots.dropped_at IS NULL"
}

/// Reads the facts; none if the mission has no such slot.
pub(crate) async fn facts(
    db: &Db,
    ctx: &Ctx,
    mission: MissionId,
    slot: SlotId,
    account: AccountId,
) -> Result<Option<Facts>> {
    let zone = ctx.tenant.config.time_zone;
    let (today, year) = (midnight(ctx.now, zone, 0), new_year(ctx.now, zone));
    let statement = SignUpFactsOf { mission, slot, account, today, year, now: ctx.now };
    let row = single!(db, ctx.tenant.id, statement, load::<FactsRow>)?.into_iter().next();
    Ok(row.map(|row| Facts {
        mission_state: row.mission_state,
        association_state: row.association_state,
        starts_at: row.starts_at,
        prerequisites: row.prerequisites,
        motivation_wanted: row.motivation_wanted,
        mission: row.mission.into(),
        accreditations: row.accreditations,
        birth_date: row.birth_date,
        tie: row.tie,
        tie_area: row.tie_area,
        credentials: row.credentials.iter().filter_map(|held| credential(held)).collect(),
        sign_ups_today: u32::try_from(row.sign_ups_today).unwrap_or(u32::MAX),
        absences: u32::try_from(row.absences).unwrap_or(u32::MAX),
        mine: row.my_id.zip(row.my_state),
        declined_before: row.declined_before,
    }))
}

/// A credential from `name:assurance`.
fn credential(held: &str) -> Option<Credential> {
    let (name, assurance) = held.split_once(':')?;
    Some(Credential { name: name.to_owned(), assurance: assurance.parse().ok()? })
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
    /// Who comes first if they wait: the greater.
    pub(crate) priority: i16,
    /// By which decision of the rules.
    pub(crate) decision: Decision,
}

statement! {
    /// Takes a place or a rank, with its line in the ledger and its message, in one statement. It locks the slot's row;
    /// `waiting` grows exactly when no place was free, so it says which of the two it was. No row: neither was to be had.
    /// Whom the rules put before others has those before them who were there when the statement began.
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
        agent: Option<AccountId> => Nullable<SqlUuid>,
        source: String => Text,
        priority: i16 => SmallInt,
        rules: i32 => Integer,
        facts: Value => Jsonb,
        verdict: Value => Jsonb,
    } -> (SqlUuid, Text, Integer),
    ", place AS (
        UPDATE slots
           SET taken = slots.taken + (slots.taken < slots.capacity AND input.holds_place)::int,
               waiting = slots.waiting + (slots.taken >= slots.capacity)::int,
               arrivals = slots.arrivals + 1
          FROM input
         WHERE slots.id = input.slot AND slots.closed_at IS NULL
           AND (slots.taken < slots.capacity
                OR input.waiting_allowed AND slots.waiting < input.waiting_limit)
           AND EXISTS (SELECT FROM missions WHERE missions.id = slots.mission_id AND missions.state = 'published')
        RETURNING slots.mission_id, slots.waiting, slots.arrivals
    ), made AS (
        INSERT INTO sign_ups (id, mission_id, slot_id, account_id, state, rank, holds_place, motivation,
                              created_at, changed_at, priority)
        SELECT input.id, place.mission_id, input.slot, input.account,
               CASE WHEN place.waiting > 0 THEN 'waiting' ELSE input.state END,
               place.arrivals, place.waiting = 0 AND input.holds_place, input.motivation, input.now, input.now,
               input.priority
        FROM input, place
        RETURNING id, state
    ), written AS (
        INSERT INTO ledger (at, actor_id, on_behalf_of, source, action, subject_id, details)
        SELECT input.now, coalesce(input.agent, input.account),
               CASE WHEN input.agent IS NOT NULL THEN input.account END, input.source, 'sign_up.made', made.id,
               jsonb_build_object('to', made.state, 'rules', input.rules)
        FROM input, made
    ), decided AS (
        INSERT INTO decisions (at, version, question, facts, verdict, subject_id, account_id)
        SELECT input.now, input.rules, 'sign_up', input.facts, input.verdict, input.slot, input.account
        FROM input, made
    ), queued AS (
        INSERT INTO jobs (tenant_id, kind, subject, run_at, created_at)
        SELECT current_setting('app.tenant_id')::uuid, 'tell_sign_up', made.id::text, input.now, input.now
        FROM input, made
    )
    SELECT made.id, made.state,
           CASE WHEN input.priority = 0 THEN place.waiting
                ELSE 1 + (SELECT count(*)::int FROM sign_ups
                           WHERE sign_ups.slot_id = input.slot AND sign_ups.state = 'waiting'
                             AND sign_ups.priority >= input.priority) END
    FROM made, place, input"
}

/// Takes a place or a rank; none if neither was to be had. Answers the place in the line.
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
        agent: ctx.desk,
        source: ctx.source.to_owned(),
        priority: arrival.priority,
        rules: arrival.decision.version,
        facts: arrival.decision.facts,
        verdict: arrival.decision.verdict,
    };
    let rows = if ctx.idempotency.is_some() {
        // The key is stamped in the same transaction, so this one takes the long way.
        let mut tx = db.tenant(ctx).await?;
        let rows = statement.load::<(SignUpId, State, i32)>(tx.connection()).await?;
        tx.commit().await?;
        rows
    } else {
        single!(db, ctx.tenant.id, statement, load::<(SignUpId, State, i32)>)?
    };
    db.bells.jobs.notify_waiters();
    Ok(rows.into_iter().next())
}
