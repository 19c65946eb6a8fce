//! The order in which documents changed, for those who keep a copy; and who of several nodes feeds it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Double, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::schema::search_epoch;
use crate::db::statement::statement;
use crate::db::{Db, Result, TenantTx};
use crate::kinds::MissionId;

/// A document that changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Changed {
    pub(crate) mission: MissionId,
    pub(crate) position: i64,
    /// Whether it can be found.
    pub(crate) live: bool,
    /// Seconds since it was written.
    pub(crate) age: f64,
}

statement! {
    /// What changed after a position, in order.
    ChangedAfter { position: i64 => BigInt, most: i64 => BigInt } -> (SqlUuid, BigInt, Bool, Double),
    "SELECT d.mission_id, d.position, d.live, extract(epoch FROM clock_timestamp() - d.written_at)::float8
     FROM search_documents AS d
     WHERE d.tenant_id = current_setting('app.tenant_id')::uuid AND d.position > (SELECT position FROM input)
     ORDER BY d.position LIMIT (SELECT most FROM input)"
}

/// At most `most` documents that changed after `position`, in order.
pub(crate) async fn changed_after(tx: &mut TenantTx, position: i64, most: i64) -> Result<Vec<Changed>> {
    let rows: Vec<(MissionId, i64, bool, f64)> = ChangedAfter { position, most }.load(tx.connection()).await?;
    Ok(rows.into_iter().map(|(mission, position, live, age)| Changed { mission, position, live, age }).collect())
}

/// Which life of the order of changes this is: given when it is first asked for.
pub(crate) async fn epoch(db: &Db) -> Result<Uuid> {
    let pg = &mut db.connection().await?.pg;
    if let Some(id) = search_epoch::table.select(search_epoch::id).first(pg).await.optional()? {
        return Ok(id);
    }
    diesel::insert_into(search_epoch::table)
        .values(search_epoch::single.eq(true))
        .on_conflict_do_nothing()
        .execute(pg)
        .await?;
    Ok(search_epoch::table.select(search_epoch::id).first(pg).await?)
}

statement! {
    /// The last position of each city.
    Ends { cities: Vec<Uuid> => Array<SqlUuid> } -> (SqlUuid, BigInt),
    "SELECT tenants.id, last.position
     FROM input, tenants, LATERAL (
         SELECT d.position FROM search_documents AS d
         WHERE d.tenant_id = tenants.id ORDER BY d.position DESC LIMIT 1
     ) AS last
     WHERE tenants.id = ANY (input.cities)"
}

/// How far each of these cities has come in the order of changes; a city without documents is left out.
pub(crate) async fn ends(db: &Db, cities: Vec<Uuid>) -> Result<HashMap<Uuid, i64>> {
    let rows: Vec<(Uuid, i64)> = Ends { cities }.load(&mut db.connection().await?.pg).await?;
    Ok(rows.into_iter().collect())
}

statement! {
    /// Takes or keeps a lease, if nobody else has it.
    TakeLease {
        lease: String => Text,
        node: Uuid => SqlUuid,
        now: DateTime<Utc> => Timestamptz,
        ends_at: DateTime<Utc> => Timestamptz,
    } -> (Text,),
    "INSERT INTO leases AS l (name, holder, until) SELECT lease, node, ends_at FROM input
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
     WHERE l.holder = excluded.holder OR l.until <= (SELECT now FROM input)
     RETURNING l.name"
}

/// Whether this node has the lease until then: it had it, or nobody has it now.
pub(crate) async fn take_lease(
    db: &Db,
    lease: &str,
    node: Uuid,
    now: DateTime<Utc>,
    ends_at: DateTime<Utc>,
) -> Result<bool> {
    let statement = TakeLease { lease: lease.to_owned(), node, now, ends_at };
    let rows: Vec<(String,)> = statement.load(&mut db.connection().await?.pg).await?;
    Ok(!rows.is_empty())
}
