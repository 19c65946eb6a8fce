//! SQL of leases: what one node does for all.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::schema::leases;
use super::statement::statement;
use super::{Db, Result};

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
pub(crate) async fn take(db: &Db, lease: &str, node: Uuid, now: DateTime<Utc>, ends_at: DateTime<Utc>) -> Result<bool> {
    let statement = TakeLease { lease: lease.to_owned(), node, now, ends_at };
    let rows: Vec<(String,)> = statement.load(&mut db.connection().await?.pg).await?;
    Ok(!rows.is_empty())
}

/// Ends a lease of this node's own.
pub(crate) async fn end(db: &Db, lease: &str, node: Uuid, now: DateTime<Utc>) -> Result<()> {
    let own = leases::table.find(lease).filter(leases::holder.eq(node));
    diesel::update(own).set(leases::until.eq(now)).execute(&mut db.connection().await?.pg).await?;
    Ok(())
}
