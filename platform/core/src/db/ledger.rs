//! SQL of the ledger and its chain: rows are added, never changed.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::dsl::{max, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};
use serde_json::Value;
use uuid::Uuid;

use super::schema::{accounts, ledger, ledger_chain, ledger_cursors, memberships, merged_accounts};
use super::{Error, Result, TenantTx};
use crate::accounts::CityRole;
use crate::kinds::{AccountId, AssociationId};
use crate::ledger::{Hash, Head};
use crate::tenancy::Ctx;

/// Writes what was done, by whom, to what.
pub(crate) async fn write(tx: &mut TenantTx, ctx: &Ctx, action: &str, subject: Uuid, details: Value) -> Result<()> {
    let (actor, on_behalf_of) = actors(ctx);
    diesel::insert_into(ledger::table)
        .values((
            ledger::at.eq(ctx.now),
            ledger::actor_id.eq(actor),
            ledger::on_behalf_of.eq(on_behalf_of),
            ledger::source.eq(ctx.source),
            ledger::action.eq(action),
            ledger::subject_id.eq(subject),
            ledger::details.eq(details),
        ))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Who acted, and for whom: at the desk an agent acts, for a person.
pub(crate) const fn actors(ctx: &Ctx) -> (Option<AccountId>, Option<AccountId>) {
    match ctx.desk {
        Some(agent) => (Some(agent), ctx.actor.account()),
        None => (ctx.actor.account(), None),
    }
}

/// A row, with every column the chain covers.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = ledger)]
pub(crate) struct Entry {
    pub(crate) tenant_id: Uuid,
    pub(crate) id: i64,
    pub(crate) at: DateTime<Utc>,
    pub(crate) actor_id: Option<Uuid>,
    pub(crate) source: String,
    pub(crate) action: String,
    pub(crate) subject_id: Uuid,
    #[diesel(select_expression = sql::<Text>("ledger.details::text"))]
    #[diesel(select_expression_type = diesel::expression::SqlLiteral<Text>)]
    pub(crate) details: String,
    pub(crate) on_behalf_of: Option<Uuid>,
}

/// Where sealing begins.
pub(crate) struct Start {
    /// Every row up to this id is chained.
    pub(crate) settled: i64,
    /// The highest id there is.
    pub(crate) seen: i64,
    /// No transaction that is open now, or was when `seen` was read, has this number or a later one.
    pub(crate) transaction: i64,
}

pub(crate) async fn start(tx: &mut TenantTx) -> Result<Start> {
    let settled = ledger_cursors::table.select(ledger_cursors::settled).first(tx.connection()).await.optional()?;
    let seen: Option<i64> = ledger::table.select(max(ledger::id)).first(tx.connection()).await?;
    // Asked after `seen`, so that whoever has taken an id before it has a lower number.
    let transaction = diesel::select(sql::<BigInt>("pg_snapshot_xmax(pg_current_snapshot())::text::bigint"));
    let transaction = transaction.get_result(tx.connection()).await?;
    Ok(Start { settled: settled.unwrap_or(0), seen: seen.unwrap_or(0), transaction })
}

/// Whether every transaction with a lower number has ended.
pub(crate) async fn have_ended(tx: &mut TenantTx, transaction: i64) -> Result<bool> {
    let oldest =
        sql::<Bool>("pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= ").bind::<BigInt, _>(transaction);
    Ok(diesel::select(oldest).get_result(tx.connection()).await?)
}

/// Remembers that every row up to this id is chained.
pub(crate) async fn settle(tx: &mut TenantTx, id: i64) -> Result<()> {
    diesel::insert_into(ledger_cursors::table)
        .values(ledger_cursors::settled.eq(id))
        .on_conflict(ledger_cursors::tenant_id)
        .do_update()
        .set(ledger_cursors::settled.eq(id))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The last link.
pub(crate) async fn head(tx: &mut TenantTx) -> Result<Head> {
    let row: Option<(i64, Vec<u8>)> = ledger_chain::table
        .order(ledger_chain::position.desc())
        .select((ledger_chain::position, ledger_chain::hash))
        .first(tx.connection())
        .await
        .optional()?;
    row.map_or(Ok(Head::EMPTY), |(position, hash)| Ok(Head { position, hash: whole(hash)? }))
}

/// A column holds 32 bytes: a constraint says so.
fn whole(bytes: Vec<u8>) -> Result<Hash> {
    bytes.try_into().map_err(|_| Error::Query(diesel::result::Error::DeserializationError("not a hash".into())))
}

/// How many ids are looked at together.
const STRETCH: i64 = 5000;

/// A stretch of the ledger: up to which id it goes, and which of its rows are not chained.
pub(crate) struct Stretch {
    pub(crate) until: i64,
    pub(crate) unchained: Vec<i64>,
}

/// The next rows after an id; none at the end.
///
/// **Why two reads and not `NOT EXISTS`:** each is a range of one index, whatever the planner knows of the tables. For the
/// anti-join it has to guess, and on tables that have just grown it was seen to guess a loop without an index.
pub(crate) async fn stretch(tx: &mut TenantTx, after: i64) -> Result<Option<Stretch>> {
    let rows = ledger::table.filter(ledger::id.gt(after)).order(ledger::id).limit(STRETCH).select(ledger::id);
    let rows: Vec<i64> = rows.load(tx.connection()).await?;
    let Some(&until) = rows.last() else { return Ok(None) };
    let links = ledger_chain::table
        .filter(ledger_chain::ledger_id.gt(after).and(ledger_chain::ledger_id.le(until)))
        .select(ledger_chain::ledger_id);
    let links: Vec<i64> = links.load(tx.connection()).await?;
    let links: HashSet<i64> = links.into_iter().collect();
    Ok(Some(Stretch { until, unchained: rows.into_iter().filter(|id| !links.contains(id)).collect() }))
}

/// The rows of these ids, by id.
pub(crate) async fn entries(tx: &mut TenantTx, ids: &[i64]) -> Result<Vec<Entry>> {
    Ok(ledger::table
        .filter(ledger::id.eq_any(ids))
        .order(ledger::id)
        .select(Entry::as_select())
        .load(tx.connection())
        .await?)
}

/// Adds links: position, row and hash of each.
pub(crate) async fn append(tx: &mut TenantTx, links: &[(i64, i64, Hash)]) -> Result<()> {
    let rows: Vec<_> = links
        .iter()
        .map(|(position, id, hash)| {
            (
                ledger_chain::position.eq(position),
                ledger_chain::ledger_id.eq(id),
                ledger_chain::hash.eq(hash.as_slice()),
            )
        })
        .collect();
    diesel::insert_into(ledger_chain::table).values(rows).execute(tx.connection()).await?;
    Ok(())
}

/// A link, and its row unless it was forgotten.
pub(crate) struct Link {
    pub(crate) position: i64,
    pub(crate) ledger_id: i64,
    pub(crate) hash: Hash,
    pub(crate) entry: Option<Entry>,
}

/// The links after a position, in order.
pub(crate) async fn links(tx: &mut TenantTx, after: i64, limit: i64) -> Result<Vec<Link>> {
    let rows: Vec<(i64, i64, Vec<u8>, Option<Entry>)> = ledger_chain::table
        .left_join(ledger::table.on(ledger::id.eq(ledger_chain::ledger_id)))
        .filter(ledger_chain::position.gt(after))
        .order(ledger_chain::position)
        .limit(limit)
        .select((ledger_chain::position, ledger_chain::ledger_id, ledger_chain::hash, Option::<Entry>::as_select()))
        .load(tx.connection())
        .await?;
    rows.into_iter()
        .map(|(position, ledger_id, hash, entry)| Ok(Link { position, ledger_id, hash: whole(hash)?, entry }))
        .collect()
}

/// Lets this transaction, which has read nothing yet, see one moment to its end, however long it takes.
pub(crate) async fn hold_still(tx: &mut TenantTx) -> Result<()> {
    let settings = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL statement_timeout = 0";
    Ok(tx.connection().batch_execute(settings).await?)
}

/// Up to which position rows were forgotten; 0: none was.
pub(crate) async fn forgotten_through(tx: &mut TenantTx, ctx: &Ctx) -> Result<i64> {
    let row: Option<Value> = ledger::table
        .filter(ledger::subject_id.eq(ctx.tenant.id.uuid()).and(ledger::action.eq("ledger.forgotten")))
        .order(ledger::id.desc())
        .select(ledger::details)
        .first(tx.connection())
        .await
        .optional()?;
    Ok(row.and_then(|details| details["through"].as_i64()).unwrap_or(0))
}

/// Forgets some of the oldest chained rows; answers how many.
pub(crate) async fn forget(tx: &mut TenantTx, before: DateTime<Utc>, now: DateTime<Utc>) -> Result<i64> {
    // Never less than what the function keeps, by the database's own clock.
    let call = sql::<BigInt>("forget_ledger(least(")
        .bind::<Timestamptz, _>(before)
        .sql(", now() - interval '12 months'), ")
        .bind::<Timestamptz, _>(now)
        .sql(")");
    Ok(diesel::select(call).get_result(tx.connection()).await?)
}

/// A row as people read it, with what is known of its actor today.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct Told {
    pub(crate) id: i64,
    pub(crate) at: DateTime<Utc>,
    pub(crate) source: String,
    pub(crate) action: String,
    pub(crate) subject: Uuid,
    pub(crate) details: Value,
    pub(crate) actor: Option<Uuid>,
    pub(crate) on_behalf_of: Option<Uuid>,
    /// The actor's account today: another, if they were a guest then.
    pub(crate) person: Option<Uuid>,
    /// Given and family name.
    pub(crate) name: Option<(String, String)>,
    pub(crate) city_role: Option<CityRole>,
}

/// Rows before an id, the newest first; about this subject, if one is given.
pub(crate) async fn told(
    tx: &mut TenantTx,
    subject: Option<Uuid>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Told>> {
    let person = || sql::<Nullable<SqlUuid>>("coalesce(merged_accounts.account_id, ledger.actor_id)");
    let mut query = ledger::table
        .left_join(merged_accounts::table.on(ledger::actor_id.eq(merged_accounts::guest_id.nullable())))
        .left_join(accounts::table.on(accounts::id.nullable().eq(person())))
        .order(ledger::id.desc())
        .limit(limit)
        .select((
            ledger::id,
            ledger::at,
            ledger::source,
            ledger::action,
            ledger::subject_id,
            ledger::details,
            ledger::actor_id,
            ledger::on_behalf_of,
            person(),
            (accounts::given_name, accounts::family_name).nullable(),
            accounts::city_role.nullable(),
        ))
        .into_boxed();
    if let Some(subject) = subject {
        query = query.filter(ledger::subject_id.eq(subject));
    }
    if let Some(before) = before {
        query = query.filter(ledger::id.lt(before));
    }
    Ok(query.load(tx.connection()).await?)
}

/// Those of these people who act for the association today.
pub(crate) async fn members(tx: &mut TenantTx, association: AssociationId, people: &[Uuid]) -> Result<HashSet<Uuid>> {
    let found: Vec<Uuid> = memberships::table
        .filter(memberships::association_id.eq(association).and(memberships::account_id.eq_any(people)))
        .select(memberships::account_id)
        .load(tx.connection())
        .await?;
    Ok(found.into_iter().collect())
}
