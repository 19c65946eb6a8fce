//! The day itself: who said they come, who came, and the lists they stand on.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::json;
use uuid::Uuid;

use super::Row;
use super::read::listed;
use crate::db::schema::accounts::dsl as people;
use crate::db::schema::sign_ups::dsl;
use crate::db::schema::slots::dsl as s;
use crate::db::schema::{accounts, sign_ups, slots};
use crate::db::statement::statement;
use crate::db::{Result, TenantTx, ledger};
use crate::kinds::{AccountId, MissionId, SignUpId};
use crate::sign_ups::read::Listed;
use crate::sign_ups::{SignUp, State};
use crate::tenancy::Ctx;

/// Keeps that somebody said they come.
pub(crate) async fn confirm(tx: &mut TenantTx, ctx: &Ctx, before: &SignUp) -> Result<SignUp> {
    let row: Row = diesel::update(sign_ups::table.filter(dsl::id.eq(before.id)))
        .set(dsl::confirmed_at.eq(ctx.now))
        .returning(Row::as_returning())
        .get_result(tx.connection())
        .await?;
    ledger::write(tx, ctx, "sign_up.confirmed", before.id.uuid(), json!({})).await?;
    Ok(row.into())
}

/// The sign-up of a person that a code entered on the spot is for.
pub(crate) async fn by_code(tx: &mut TenantTx, account: AccountId, code: &str) -> Result<Option<SignUpId>> {
    Ok(sign_ups::table
        .inner_join(slots::table.on(s::id.eq(dsl::slot_id)))
        .filter(s::check_in_code.eq(code).and(dsl::account_id.eq(account)))
        .filter(dsl::state.eq_any([State::Accepted, State::Attended]))
        .select(dsl::id)
        .first(tx.connection())
        .await
        .optional()?)
}

/// Everybody the lists of a mission's slots name, by name: who was accepted, and what was written down of them.
pub(crate) async fn sheets(tx: &mut TenantTx, mission: MissionId) -> Result<Vec<Listed>> {
    const EXPECTED: [State; 4] = [State::Accepted, State::Attended, State::Absent, State::Excused];
    let rows: Vec<(Row, String, String, Option<String>)> = sign_ups::table
        .inner_join(accounts::table.on(people::id.eq(dsl::account_id)))
        .filter(dsl::mission_id.eq(mission).and(dsl::state.eq_any(EXPECTED)))
        .order((people::given_name, people::family_name, dsl::id))
        .select((Row::as_select(), people::given_name, people::family_name, people::email))
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().map(listed).collect())
}

/// Those of these sign-ups that are a mission's, locked in the order of their ids. The caller has locked its slots.
pub(crate) async fn lock_several(
    tx: &mut TenantTx,
    mission: MissionId,
    ids: &[SignUpId],
) -> Result<HashMap<SignUpId, SignUp>> {
    let rows: Vec<Row> = sign_ups::table
        .filter(dsl::id.eq_any(ids).and(dsl::mission_id.eq(mission)))
        .order(dsl::id)
        .select(Row::as_select())
        .for_update()
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.into())).collect())
}

/// What is written down of a sign-up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Noted {
    pub(crate) sign_up: SignUpId,
    pub(crate) from: State,
    pub(crate) to: State,
    pub(crate) minutes: Option<i32>,
}

statement! {
    /// Writes down who came. Of one who is named twice the last counts, and the ledger has both.
    AttendAll {
        sign_ups: Vec<SignUpId> => Array<SqlUuid>,
        before: Vec<String> => Array<Text>,
        after: Vec<String> => Array<Text>,
        minutes: Vec<Option<i32>> => Array<Nullable<Integer>>,
        how: String => Text,
        now: DateTime<Utc> => Timestamptz,
        actor: Option<Uuid> => Nullable<SqlUuid>,
        on_behalf_of: Option<Uuid> => Nullable<SqlUuid>,
        source: String => Text,
    } -> (BigInt,),
    ", noted AS (
        SELECT noted.*
        FROM input, unnest(input.sign_ups, input.before, input.after, input.minutes)
             WITH ORDINALITY AS noted (id, before, after, minutes, number)
    ), last AS (
        SELECT DISTINCT ON (noted.id) noted.* FROM noted ORDER BY noted.id, noted.number DESC
    ), attended AS (
        UPDATE sign_ups SET state = last.after, minutes = last.minutes, changed_at = input.now
          FROM last, input WHERE sign_ups.id = last.id
    ), written AS (
        INSERT INTO ledger (at, actor_id, on_behalf_of, source, action, subject_id, details)
        SELECT input.now, input.actor, input.on_behalf_of, input.source, 'sign_up.moved', noted.id,
               jsonb_build_object('from', noted.before, 'to', noted.after, 'minutes', noted.minutes, 'how', input.how)
        FROM noted, input ORDER BY noted.number
    )
    SELECT count(*) FROM noted"
}

/// Writes down whether people came, and for how long, each with its line in the ledger.
pub(crate) async fn attend_all(tx: &mut TenantTx, ctx: &Ctx, noted: &[Noted], how: &str) -> Result<()> {
    let (actor, on_behalf_of) = ledger::actors(ctx);
    let statement = AttendAll {
        sign_ups: noted.iter().map(|noted| noted.sign_up).collect(),
        before: noted.iter().map(|noted| noted.from.to_string()).collect(),
        after: noted.iter().map(|noted| noted.to.to_string()).collect(),
        minutes: noted.iter().map(|noted| noted.minutes).collect(),
        how: how.to_owned(),
        now: ctx.now,
        actor: actor.map(|id| id.uuid()),
        on_behalf_of: on_behalf_of.map(|id| id.uuid()),
        source: ctx.source.to_owned(),
    };
    statement.execute(tx.connection()).await?;
    Ok(())
}
