//! The order in which documents changed, for those who keep a copy; and who of several nodes feeds it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Double, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::schema::search_epoch;
use crate::db::statement::statement;
use crate::db::together::{Line, Together, together};
use crate::db::{Db, Result, TenantTx};
use crate::kinds::MissionId;
use crate::search::memory::index::{Kept, KeptDocument, LEVELS, Occasions};
use crate::tenancy::{Point, TenantId};

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

statement! {
    /// Which life of the order of changes this is, and how far a city has come in it.
    End { tenant: Uuid => SqlUuid } -> (Nullable<SqlUuid>, BigInt),
    "SELECT (SELECT id FROM search_epoch),
            coalesce((SELECT d.position FROM search_documents AS d
                      WHERE d.tenant_id = (SELECT tenant FROM input) ORDER BY d.position DESC LIMIT 1), 0)"
}

/// Whoever asks how far a city has come.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking(TenantId);

impl Together for Asking {
    type Answer = (Option<Uuid>, i64);

    fn line(db: &Db) -> &Line<Self> {
        &db.lines.ends
    }

    fn goes_with(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    // It is asked after each of them came: nobody is told what was before.
    async fn ask(db: &Db, all: Vec<Self>) -> Result<Vec<Self::Answer>> {
        let Some(Self(tenant)) = all.as_slice().first() else { return Ok(Vec::new()) };
        let statement = End { tenant: tenant.uuid() };
        let end: Self::Answer = statement.get_result(&mut db.connection().await?.pg).await?;
        Ok(vec![end; all.len()])
    }
}

/// How far a city has come, asked once for all who ask at the same time.
pub(crate) async fn end(db: &Db, tenant: TenantId) -> Result<(Option<Uuid>, i64)> {
    together(db, Asking(tenant)).await
}

statement! {
    /// Whether a city has more documents than so many that can be found.
    HasMoreThan { tenant: Uuid => SqlUuid, count: i64 => BigInt } -> (Bool,),
    "SELECT EXISTS (
         SELECT FROM search_documents AS d
         WHERE d.tenant_id = (SELECT tenant FROM input) AND d.live OFFSET (SELECT count FROM input)
     )"
}

pub(crate) async fn has_more_than(db: &Db, tenant: TenantId, count: i64) -> Result<bool> {
    let statement = HasMoreThan { tenant: tenant.uuid(), count };
    let rows: Vec<(bool,)> = statement.load(&mut db.connection().await?.pg).await?;
    Ok(rows.into_iter().any(|(more,)| more))
}

/// A city's documents, whole, as [`WrittenRow`] reads them.
macro_rules! whole_documents {
    () => {
        "SELECT d.mission_id, d.position, d.live, d.open, d.published_at, d.words::text, d.labels,
                ARRAY(SELECT p.at[1] FROM search_places AS p
                      WHERE p.tenant_id = d.tenant_id AND p.mission_id = d.mission_id ORDER BY p.number),
                ARRAY(SELECT p.at[0] FROM search_places AS p
                      WHERE p.tenant_id = d.tenant_id AND p.mission_id = d.mission_id ORDER BY p.number),
                d.starts, d.free_starts, d.undated, d.undated_free, d.need
         FROM search_documents AS d
         WHERE d.tenant_id = (SELECT tenant FROM input)"
    };
}

statement! {
    /// What was written after a position, in order; or of that only what is closed.
    WrittenAfter {
        tenant: Uuid => SqlUuid,
        position: i64 => BigInt,
        only_closed: bool => Bool,
        most: i64 => BigInt,
    } -> (
        SqlUuid, BigInt, Bool, Bool, Timestamptz, Text, Array<Text>, Array<Double>, Array<Double>,
        Array<Timestamptz>, Array<Timestamptz>, Bool, Bool, SmallInt
    ),
    concat!(whole_documents!(), "
       AND d.position > (SELECT position FROM input)
       AND (NOT (SELECT only_closed FROM input) OR d.live AND NOT d.open)
     ORDER BY d.position LIMIT (SELECT most FROM input)")
}

statement! {
    /// What is open, from the newest on, after a place among them.
    OpenAfter {
        tenant: Uuid => SqlUuid,
        published_at: DateTime<Utc> => Timestamptz,
        mission: Uuid => SqlUuid,
        most: i64 => BigInt,
    } -> (
        SqlUuid, BigInt, Bool, Bool, Timestamptz, Text, Array<Text>, Array<Double>, Array<Double>,
        Array<Timestamptz>, Array<Timestamptz>, Bool, Bool, SmallInt
    ),
    concat!(whole_documents!(), "
       AND d.live AND d.open
       AND d.published_at <= (SELECT published_at FROM input)
       AND (d.published_at < (SELECT published_at FROM input) OR d.mission_id > (SELECT mission FROM input))
     ORDER BY d.published_at DESC, d.mission_id LIMIT (SELECT most FROM input)")
}

#[derive(Queryable)]
struct WrittenRow {
    mission: MissionId,
    position: i64,
    live: bool,
    open: bool,
    published_at: DateTime<Utc>,
    words: String,
    labels: Vec<String>,
    latitudes: Vec<f64>,
    longitudes: Vec<f64>,
    starts: Vec<DateTime<Utc>>,
    free_starts: Vec<DateTime<Utc>>,
    undated: bool,
    undated_free: bool,
    need: i16,
}

impl From<WrittenRow> for Kept {
    fn from(row: WrittenRow) -> Self {
        let micros = |starts: Vec<DateTime<Utc>>| starts.iter().map(DateTime::timestamp_micros).collect();
        let document = row.live.then(|| KeptDocument {
            open: row.open,
            published: row.published_at.timestamp_micros(),
            terms: leveled(&row.words),
            labels: row.labels,
            places: row.latitudes.into_iter().zip(row.longitudes).map(|(lat, lon)| Point { lat, lon }).collect(),
            starts: Occasions::new(row.undated, micros(row.starts)),
            free: Occasions::new(row.undated_free, micros(row.free_starts)),
            need: row.need,
        });
        Self { mission: row.mission, position: row.position, document }
    }
}

/// At most `most` documents of a city that were written after `position`, in order.
pub(crate) async fn written_after(db: &Db, tenant: TenantId, position: i64, most: i64) -> Result<Vec<Kept>> {
    kept(db, WrittenAfter { tenant: tenant.uuid(), position, only_closed: false, most }).await
}

/// The same of what is closed.
pub(crate) async fn closed_after(db: &Db, tenant: TenantId, position: i64, most: i64) -> Result<Vec<Kept>> {
    kept(db, WrittenAfter { tenant: tenant.uuid(), position, only_closed: true, most }).await
}

async fn kept(db: &Db, statement: WrittenAfter) -> Result<Vec<Kept>> {
    let rows: Vec<WrittenRow> = statement.load(&mut db.connection().await?.pg).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// At most `most` open documents of a city, from the newest on, after one that was published then (microseconds since 1970).
pub(crate) async fn open_after(
    db: &Db,
    tenant: TenantId,
    after: Option<(i64, MissionId)>,
    most: i64,
) -> Result<Vec<Kept>> {
    let published_at = after.and_then(|(micros, _)| DateTime::from_timestamp_micros(micros)).unwrap_or(NEVER);
    let mission = after.map_or_else(Uuid::nil, |(_, mission)| mission.uuid());
    let statement = OpenAfter { tenant: tenant.uuid(), published_at, mission, most };
    let rows: Vec<WrittenRow> = statement.load(&mut db.connection().await?.pg).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// After whatever was published: the year 5138.
const NEVER: DateTime<Utc> = DateTime::from_timestamp(100_000_000_000, 0).expect("a date");

/// The terms of a `tsvector` as Postgres writes one, `'devoir':3A,41 'samed':17C`, each with the level of its best place.
fn leveled(words: &str) -> Vec<(String, usize)> {
    let term = |word: &str| {
        let (term, places) = word.strip_prefix('\'')?.split_once("':")?;
        let level = ['A', 'B', 'C'].iter().position(|weight| places.contains(*weight));
        Some((term.to_owned(), level.unwrap_or(LEVELS - 1)))
    };
    words.split(' ').filter_map(term).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_counts_where_it_stands_best() {
        let words = "'18e':7C 'devoir':3A,41 'lectur':12,55B 'zoo':60";
        let levels = [("18e", 2), ("devoir", 0), ("lectur", 1), ("zoo", 3)];
        assert_eq!(leveled(words), levels.map(|(term, level)| (term.to_owned(), level)));
        assert_eq!(leveled(""), []);
    }
}
