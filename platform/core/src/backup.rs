//! Backups: what a program that copies rows has to know of a city and of the database, before and after.
//!
//! A city's rows are cut out, and come back, by row security itself. What stands above them (its entry in the registry, its
//! hosts, its queued jobs) travels beside them as a [`Frame`].

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::db::{self, ControlTx, Db, backup as sql};

/// What stands above a city's rows, and what they were copied from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// The city's id.
    pub id: Uuid,
    /// Its short name.
    pub code: String,
    /// When it was copied.
    pub taken_at: DateTime<Utc>,
    /// The migrations that had run.
    pub schema: Vec<String>,
    /// Its row in the registry.
    pub(crate) tenant: Value,
    /// Its hosts.
    pub(crate) hosts: Value,
    /// The components of its rules, which other cities may have too.
    #[serde(default)]
    pub(crate) components: Value,
    /// Its jobs, without their leases: whoever had them is not there.
    pub(crate) jobs: Value,
}

/// What kind of role is connected, to what kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The server's major version.
    pub major: u32,
    /// Whether row security does not bind the role.
    pub passes_row_security: bool,
    /// Whether the role owns every table there is.
    pub owns_schema: bool,
    /// Whether there is nothing in the database.
    pub is_empty: bool,
}

/// Looks who is connected to what.
///
/// # Errors
/// If the database fails.
pub async fn standing(db: &Db) -> Result<Standing, db::Error> {
    let mut tx = db.control().await?;
    let found = sql::standing(&mut tx).await?;
    Ok(Standing {
        major: u32::try_from(found.version / 10_000).unwrap_or_default(),
        passes_row_security: found.passes_row_security,
        owns_schema: found.owns_schema,
        is_empty: found.tables == 0,
    })
}

/// One moment of a city, held for others to copy.
pub struct Held {
    /// What stands above its rows at that moment.
    pub frame: Frame,
    /// The name by which another connection sees the same moment.
    pub snapshot: String,
    /// Tables and sequences that hold no city's rows.
    pub left_out: Vec<String>,
    /// Ends the moment when it is dropped.
    _transaction: ControlTx,
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Held").field("city", &self.frame.code).finish_non_exhaustive()
    }
}

/// Holds a moment of a city, in service or not; none if there is no such city.
///
/// # Errors
/// If the database fails.
pub async fn hold(db: &Db, code: &str, now: DateTime<Utc>) -> Result<Option<Held>, db::Error> {
    let mut tx = db.control().await?;
    let snapshot = sql::hold_still(&mut tx).await?;
    let Some(above) = sql::above(&mut tx, code).await? else { return Ok(None) };
    let frame = Frame {
        id: above.id,
        code: code.to_owned(),
        taken_at: now,
        schema: sql::schema(&mut tx).await?,
        tenant: above.tenant,
        hosts: above.hosts,
        jobs: above.jobs,
        components: sql::components(&mut tx, above.id).await?,
    };
    let left_out = sql::above_tenants(&mut tx).await?;
    Ok(Some(Held { frame, snapshot, left_out, _transaction: tx }))
}

/// What stands in the way of a city that is to come back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// It is there.
    #[error("the city `{0}` is there already, in service or not; restore into an installation without it")]
    There(String),
    /// Another city answers on one of its hosts.
    #[error("the host {1} belongs to the city `{0}`; take it from that one first")]
    Host(String, String),
    /// The tables are not those it was copied from.
    #[error("the backup is of the schema {0}, the database has {1}: bring them to the same version first")]
    Schema(String, String),
}

/// The statements around a city's rows, in the one transaction in which they come back.
#[derive(Debug, Clone)]
pub struct Around {
    /// Opens the transaction.
    pub before: String,
    /// Ends it.
    pub after: String,
}

/// Says what is run around a city's rows, or what stands in their way.
///
/// # Errors
/// If the database fails.
pub async fn around(db: &Db, frame: &Frame) -> Result<Result<Around, Obstacle>, db::Error> {
    let mut tx = db.control().await?;
    let schema = sql::schema(&mut tx).await?;
    if schema != frame.schema {
        let last = |schema: &[String]| schema.last().cloned().unwrap_or_default();
        return Ok(Err(Obstacle::Schema(last(&frame.schema), last(&schema))));
    }
    Ok(match sql::in_the_way(&mut tx, frame).await? {
        Some((city, Some(host))) => Err(Obstacle::Host(city, host)),
        Some((city, None)) => Err(Obstacle::There(city)),
        None => {
            let columns = sql::job_columns(&mut tx).await?;
            Ok(Around { before: sql::before_rows(frame), after: sql::after_rows(frame, &columns) })
        }
    })
}
