//! SQL of the queue: asked for inside a city's transaction, leased above tenants.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::schema::{jobs, tenants};
use super::statement::statement;
use super::{Db, Result, TenantTx};
use crate::jobs::Job;
use crate::jobs::worker::Dead;
use crate::tenancy::TenantId;

pub(crate) async fn insert(
    tx: &mut TenantTx,
    tenant: TenantId,
    kind: &str,
    subject: &str,
    run_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::insert_into(jobs::table)
        .values((
            jobs::tenant_id.eq(tenant.uuid()),
            jobs::kind.eq(kind),
            jobs::subject.eq(subject),
            jobs::run_at.eq(run_at),
            jobs::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.connection())
        .await?;
    tx.wakes.jobs = true;
    Ok(())
}

statement! {
    /// Asks for several pieces of work; the first of those that are equal counts.
    EnqueueAll {
        tenant: Uuid => SqlUuid,
        kinds: Vec<String> => Array<Text>,
        subjects: Vec<String> => Array<Text>,
        times: Vec<DateTime<Utc>> => Array<Timestamptz>,
        now: DateTime<Utc> => Timestamptz,
    } -> (BigInt,),
    "INSERT INTO jobs (tenant_id, kind, subject, run_at, created_at)
     SELECT input.tenant, work.kind, work.subject, work.run_at, input.now
     FROM input, unnest(input.kinds, input.subjects, input.times) WITH ORDINALITY AS work (kind, subject, run_at, number)
     ORDER BY work.number
     ON CONFLICT DO NOTHING
     RETURNING id"
}

pub(crate) async fn insert_all(
    tx: &mut TenantTx,
    tenant: TenantId,
    work: &[(Job, DateTime<Utc>)],
    now: DateTime<Utc>,
) -> Result<()> {
    if work.is_empty() {
        return Ok(());
    }
    let statement = EnqueueAll {
        tenant: tenant.uuid(),
        kinds: work.iter().map(|(job, _)| job.kind().to_owned()).collect(),
        subjects: work.iter().map(|(job, _)| job.subject()).collect(),
        times: work.iter().map(|(_, run_at)| *run_at).collect(),
        now,
    };
    statement.execute(tx.connection()).await?;
    tx.wakes.jobs = true;
    Ok(())
}

statement! {
    /// Takes out of the queue what nobody has begun; what is asked for again at this moment is skipped, not waited for.
    TakeUnstarted {
        tenant: Uuid => SqlUuid,
        kind: String => Text,
        now: DateTime<Utc> => Timestamptz,
        batch: i64 => BigInt,
    } -> (Text,),
    "DELETE FROM jobs WHERE id IN (
         SELECT waiting.id FROM input, jobs AS waiting
         WHERE waiting.tenant_id = input.tenant AND waiting.kind = input.kind AND waiting.attempts = 0
           AND waiting.run_at <= input.now
         LIMIT (SELECT batch FROM input)
         FOR UPDATE OF waiting SKIP LOCKED)
     RETURNING subject"
}

/// Takes out of the queue work of one kind that is due and nobody has begun, at most `batch`: whoever does one does these with it.
/// If the transaction is not committed, they are there as before.
pub(crate) async fn take_unstarted(
    tx: &mut TenantTx,
    tenant: TenantId,
    kind: &str,
    now: DateTime<Utc>,
    batch: i64,
) -> Result<Vec<Uuid>> {
    let statement = TakeUnstarted { tenant: tenant.uuid(), kind: kind.to_owned(), now, batch };
    let subjects: Vec<(String,)> = statement.load(tx.connection()).await?;
    Ok(subjects.iter().filter_map(|(subject,)| subject.parse().ok()).collect())
}

/// A job this node has to itself until the lease ends.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct Leased {
    pub(crate) id: i64,
    tenant_id: Uuid,
    pub(crate) kind: String,
    pub(crate) subject: String,
    pub(crate) attempts: i32,
    leased_until: DateTime<Utc>,
}

impl Leased {
    pub(crate) const fn tenant(&self) -> TenantId {
        TenantId::from_row(self.tenant_id)
    }
}

statement! {
    /// Leases due jobs; those another node is leasing at this moment are skipped, not waited for.
    Lease {
        now: DateTime<Utc> => Timestamptz,
        until_instant: DateTime<Utc> => Timestamptz,
        batch: i64 => BigInt,
    } -> (BigInt, SqlUuid, Text, Text, Integer, Timestamptz),
    "UPDATE jobs SET attempts = jobs.attempts + 1, leased_until = (SELECT until_instant FROM input)
     WHERE id IN (
         SELECT due.id FROM jobs AS due
         WHERE due.dead_at IS NULL AND due.run_at <= (SELECT now FROM input)
           AND (due.leased_until IS NULL OR due.leased_until <= (SELECT now FROM input))
         ORDER BY due.run_at
         LIMIT (SELECT batch FROM input)
         FOR UPDATE SKIP LOCKED)
     RETURNING id, tenant_id, kind, subject, attempts, leased_until"
}

pub(crate) async fn lease(db: &Db, now: DateTime<Utc>, until: DateTime<Utc>, batch: i64) -> Result<Vec<Leased>> {
    let mut tx = db.control().await?;
    let leased = Lease { now, until_instant: until, batch }.load(tx.connection()).await?;
    tx.commit().await?;
    Ok(leased)
}

/// Takes a done job out of the queue, unless its lease ended and another node has it.
pub(crate) async fn finish(db: &Db, job: &Leased) -> Result<()> {
    let mut tx = db.control().await?;
    diesel::delete(jobs::table)
        .filter(jobs::id.eq(job.id).and(jobs::leased_until.eq(job.leased_until)))
        .execute(tx.connection())
        .await?;
    tx.commit().await
}

/// Puts a failed job back for `again`, or lays it aside if there is no again.
pub(crate) async fn fail(
    db: &Db,
    job: &Leased,
    error: &str,
    again: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut tx = db.control().await?;
    diesel::update(jobs::table)
        .filter(jobs::id.eq(job.id).and(jobs::leased_until.eq(job.leased_until)))
        .set((
            jobs::leased_until.eq(None::<DateTime<Utc>>),
            jobs::last_error.eq(error),
            again.map(|at| jobs::run_at.eq(at)),
            jobs::dead_at.eq(again.is_none().then_some(now)),
        ))
        .execute(tx.connection())
        .await?;
    tx.commit().await
}

pub(crate) async fn dead(db: &Db) -> Result<Vec<Dead>> {
    type Row = (i64, String, String, String, Option<String>, Option<DateTime<Utc>>);
    let mut tx = db.control().await?;
    let rows: Vec<Row> = jobs::table
        .inner_join(tenants::table)
        .filter(jobs::dead_at.is_not_null())
        .order((jobs::dead_at, jobs::id))
        .select((jobs::id, tenants::code, jobs::kind, jobs::subject, jobs::last_error, jobs::dead_at))
        .load(tx.connection())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, city, kind, subject, error, at)| {
            Some(Dead { id, city, kind, subject, error: error.unwrap_or_default(), at: at? })
        })
        .collect())
}

pub(crate) async fn retry(db: &Db, id: Option<i64>, now: DateTime<Utc>) -> Result<usize> {
    let mut tx = db.control().await?;
    let mut query = diesel::update(jobs::table)
        .filter(jobs::dead_at.is_not_null())
        // A tried job keeps one attempt, so that it stays outside the index of unstarted ones.
        .set((jobs::dead_at.eq(None::<DateTime<Utc>>), jobs::attempts.eq(1), jobs::run_at.eq(now)))
        .into_boxed();
    if let Some(id) = id {
        query = query.filter(jobs::id.eq(id));
    }
    let changed = query.execute(tx.connection()).await?;
    tx.commit().await?;
    Ok(changed)
}
