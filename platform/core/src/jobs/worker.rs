//! The worker: leases due jobs, runs them, and gives up on one only after many tries.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use tokio::task::JoinSet;

use super::{Job, JobError, enqueue};
use crate::App;
use crate::db::{self, jobs as sql};
use crate::schedule;
use crate::tenancy::Ctx;

/// How long a node keeps a job to itself; another takes it over if the node died.
const LEASE: Duration = Duration::seconds(60);
/// Jobs run at once.
const AT_ONCE: usize = 4;
/// Tries before a job is laid aside for the operator.
pub const MAX_ATTEMPTS: i32 = 10;
/// How often what is due is looked for.
const TICK: Duration = Duration::seconds(20);
/// How often the ledgers are chained and the statistics refreshed.
const KEEP_UP: Duration = Duration::seconds(60);
/// How often what is over is forgotten.
const TIDY: Duration = Duration::hours(1);
/// How often old rows of the ledgers are.
const FORGET: Duration = Duration::days(1);
/// How long a worker sleeps when nothing wakes it: jobs of other nodes, and those due later.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_millis(500);

/// The jobs a node is doing.
///
/// **Why it leases no more than it can start:** a lease runs from the moment it is taken. A job that waited behind slow
/// ones would be begun when its lease is over and another node does it too, and until then nobody else could have it.
struct Crew {
    app: Arc<App>,
    running: JoinSet<Result<(), db::Error>>,
}

impl Crew {
    fn new(app: Arc<App>) -> Self {
        Self { app, running: JoinSet::new() }
    }

    fn has_room(&self) -> bool {
        self.running.len() < AT_ONCE
    }

    /// Starts as many due jobs as there is room for.
    async fn take_on(&mut self) -> Result<(), db::Error> {
        if self.has_room() {
            let now = self.app.clock.now();
            let room = i64::try_from(AT_ONCE - self.running.len()).unwrap_or_default();
            for row in sql::lease(&self.app.db, now, now + LEASE, room).await? {
                self.running.spawn(run_one(Arc::clone(&self.app), row));
            }
        }
        Ok(())
    }

    /// Waits until a job is done; none is under way: none.
    async fn done(&mut self) -> Option<Result<(), db::Error>> {
        match self.running.join_next().await? {
            Ok(outcome) => Some(outcome),
            Err(error) => {
                // Its lease ends, and it is tried again.
                tracing::error!(%error, "a job broke off");
                Some(Ok(()))
            }
        }
    }
}

/// Runs due jobs until there are none; answers how many ran.
///
/// # Errors
/// If the queue cannot be read.
pub async fn run_due(app: &Arc<App>) -> Result<usize, db::Error> {
    let mut crew = Crew::new(Arc::clone(app));
    let (mut ran, mut failure) = (0, None);
    loop {
        if failure.is_none() {
            failure = crew.take_on().await.err();
        }
        match crew.done().await {
            Some(outcome) => {
                ran += 1;
                failure = failure.or(outcome.err());
            }
            None => return failure.map_or(Ok(ran), Err),
        }
    }
}

async fn run_one(app: Arc<App>, row: sql::Leased) -> Result<(), db::Error> {
    let now = app.clock.now();
    let outcome = match (Job::read(&row.kind, &row.subject), app.registry.by_id(row.tenant())) {
        (Some(job), Some(tenant)) => {
            let ctx = Ctx::system(tenant, now, "system");
            job.run(&app, &ctx).await
        }
        // A city taken out of service has nobody to tell.
        (_, None) => Ok(()),
        (None, _) => {
            let error = format!("this version knows no job of kind `{}`", row.kind);
            return sql::fail(&app.db, &row, &error, None, now).await;
        }
    };
    match outcome {
        Ok(()) => {
            metrics::counter!("jobs_done_total", "kind" => row.kind.clone()).increment(1);
            sql::finish(&app.db, &row).await
        }
        Err(error) => failed(&app, row, &error, now).await,
    }
}

async fn failed(app: &App, row: sql::Leased, error: &JobError, now: DateTime<Utc>) -> Result<(), db::Error> {
    metrics::counter!("jobs_failed_total", "kind" => row.kind.clone()).increment(1);
    tracing::warn!(job = row.id, kind = row.kind, attempt = row.attempts, %error, "a job failed");
    let again = (row.attempts < MAX_ATTEMPTS).then(|| now + backoff(row.attempts));
    sql::fail(&app.db, &row, &error.to_string(), again, now).await
}

/// 10 s, 20 s, 40 s … at most an hour.
fn backoff(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts - 1).unwrap_or_default().min(10);
    Duration::seconds((10_i64 << doublings).min(3600))
}

/// Something done again and again on this node.
struct Every {
    period: Duration,
    last: Option<DateTime<Utc>>,
}

impl Every {
    const fn new(period: Duration) -> Self {
        Self { period, last: None }
    }

    /// Whether it is time again; at first it is.
    fn is_due(&mut self, now: DateTime<Utc>) -> bool {
        // A clock put back is no reason to wait for it.
        let due = self.last.is_none_or(|last| now - last >= self.period || now < last);
        if due {
            self.last = Some(now);
        }
        due
    }
}

/// Works until `stop` resolves, then finishes what it began.
pub async fn work(app: Arc<App>, stop: impl Future<Output = ()> + Send) {
    tokio::pin!(stop);
    let mut crew = Crew::new(Arc::clone(&app));
    let (mut tick, mut keep_up) = (Every::new(TICK), Every::new(KEEP_UP));
    let (mut tidy, mut forget) = (Every::new(TIDY), Every::new(FORGET));
    loop {
        let now = app.clock.now();
        if tick.is_due(now) {
            logged("what is due", schedule::tick(&app).await.map(drop));
        }
        if keep_up.is_due(now) {
            schedule::keep_up(&app).await;
        }
        if tidy.is_due(now) {
            logged("tidying", ask_in_every_city(&app, Job::Tidy, now).await);
        }
        if forget.is_due(now) {
            logged("forgetting", ask_in_every_city(&app, Job::ForgetLedger, now).await);
        }
        logged("the queue", crew.take_on().await);
        tokio::select! {
            () = &mut stop => break,
            Some(done) = crew.done() => logged("the queue", done),
            () = app.db.jobs_ready(), if crew.has_room() => {}
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
    while let Some(done) = crew.done().await {
        logged("the queue", done);
    }
}

fn logged(what: &str, done: Result<(), db::Error>) {
    if let Err(error) = done {
        tracing::error!(%error, what, "could not be worked on; it is tried again");
    }
}

async fn ask_in_every_city(app: &App, job: Job, now: DateTime<Utc>) -> Result<(), db::Error> {
    for tenant in app.registry.all() {
        let ctx = Ctx::system(tenant, now, "system");
        let mut tx = app.db.tenant(&ctx).await?;
        enqueue(&mut tx, &ctx, job, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// A job laid aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dead {
    /// Its number.
    pub id: i64,
    /// The city's short name.
    pub city: String,
    /// Its kind.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// What went wrong last.
    pub error: String,
    /// When it was laid aside.
    pub at: DateTime<Utc>,
}

/// The jobs laid aside, oldest first.
///
/// # Errors
/// If the database fails.
pub async fn dead(app: &App) -> Result<Vec<Dead>, db::Error> {
    sql::dead(&app.db).await
}

/// Has a job laid aside tried again, or all of them; answers how many.
///
/// # Errors
/// If the database fails.
pub async fn retry(app: &App, id: Option<i64>) -> Result<usize, db::Error> {
    sql::retry(&app.db, id, app.clock.now()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_later_and_later_but_at_most_an_hour_apart() {
        let seconds: Vec<_> = (1..=MAX_ATTEMPTS).map(|attempt| backoff(attempt).num_seconds()).collect();
        assert_eq!(seconds, [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600]);
    }
}
