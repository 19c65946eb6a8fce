//! Keeping the copy another engine has in step with the documents: it follows them in the order in which they changed.
//!
//! **Why nothing is remembered here:** a copy says itself how far it has come, in the same breath as it takes changes. So
//! whatever happens to it (it is away for a day, put back to yesterday, wiped, written by two nodes at once, one of them
//! late), the next round begins where it stands, and what is written twice says the same.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::Duration;
use futures_util::future::try_join;
use futures_util::{StreamExt as _, stream};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::App;
use crate::db::{self, leases, missions, search::feed as sql};
use crate::kinds::MissionId;
use crate::ports::{self, CopyError, Shelf};
use crate::search::document::Document;
use crate::tenancy::{Ctx, Tenant};

/// Most changes handed over at once.
const BATCH: i64 = 2_000;
/// Cities brought up to date at once.
const AT_ONCE: usize = 4;
/// How long a node is the one that follows, unless it says so again.
const LEASE: Duration = Duration::seconds(15);
/// How long a batch of a copy that is made anew may take.
const LONGEST_BATCH: Duration = Duration::minutes(6);
/// How often it is looked for what other nodes wrote.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_millis(250);
/// How long a copy that failed is left alone.
const PAUSE: std::time::Duration = std::time::Duration::from_secs(2);
/// How often it is looked whether the copies are still what they were.
const TRUST: Duration = Duration::seconds(30);

/// A document as it is now, in the order of changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Whose.
    pub mission: MissionId,
    /// Its place in the order.
    pub position: i64,
    /// What it is found by; none: it is found no more.
    pub document: Option<Document>,
}

/// A place in the order of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Which life of the order: that of another database says nothing of this one.
    pub epoch: Uuid,
    /// The place.
    pub position: i64,
}

/// Why a copy could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
    /// The engine failed.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// Another process makes the city's copy anew.
    #[error("the city's copy is being made anew by another process")]
    Busy,
}

/// Brings every city's copy up to date, whatever it was; answers how many changes that took.
///
/// # Errors
/// If the database or the engine fails.
pub async fn catch_up_all(app: &App) -> Result<usize, FollowError> {
    let cities = app.registry.all();
    let (epoch, ends) = order(app, &cities).await?;
    let mut written = 0;
    for tenant in cities {
        let end = Mark { epoch, position: ends.get(&tenant.id.uuid()).copied().unwrap_or_default() };
        written += catch_up(app, &Ctx::system(tenant, app.clock.now(), "system"), end).await?;
    }
    Ok(written)
}

/// Which life of the order of changes this is, and how far the cities have come in it.
async fn order(app: &App, cities: &[Arc<Tenant>]) -> Result<(Uuid, HashMap<Uuid, i64>), db::Error> {
    let epoch = sql::epoch(&app.db).await?;
    let ends = sql::ends(&app.db, cities.iter().map(|tenant| tenant.id.uuid()).collect()).await?;
    Ok((epoch, ends))
}

/// Brings a city's copy up to date, which should be at `end`; answers how many changes that took.
async fn catch_up(app: &App, ctx: &Ctx, end: Mark) -> Result<usize, FollowError> {
    let Some(copy) = &app.copy else { return Ok(0) };
    match copy.reached(&ctx.tenant).await? {
        // What is further than the end was made from a database that has since been put back.
        Some(mark) if mark.epoch == end.epoch && mark.position <= end.position => {
            hand_over(app, ctx, Shelf::InUse, mark, &|_| (), None).await
        }
        _ => rebuild(app, ctx, &|_| ()).await,
    }
}

/// Makes a city's copy anew, beside the one in use, and puts it in its place; `progress` is told of every change.
///
/// # Errors
/// If the database or the engine fails, or somebody else is making it.
pub async fn rebuild(app: &App, ctx: &Ctx, progress: &(dyn Fn(usize) + Sync)) -> Result<usize, FollowError> {
    let Some(copy) = &app.copy else { return Ok(0) };
    let making = Making { app, city: &ctx.tenant.config.code, node: ports::new_id(&*app.entropy, app.clock.now()) };
    making.holds(LONGEST_BATCH).await?;
    let made = async {
        let start = Mark { epoch: sql::epoch(&app.db).await?, position: 0 };
        copy.begin(&ctx.tenant).await?;
        copy.write(&ctx.tenant, Shelf::Beside, &[], start).await?;
        let written = hand_over(app, ctx, Shelf::Beside, start, progress, Some(&making)).await?;
        making.holds(LONGEST_BATCH).await?;
        copy.swap(&ctx.tenant).await?;
        Ok(written)
    };
    let made = made.await;
    making.holds(Duration::zero()).await?;
    made
}

/// That nobody else makes a city's copy anew at the same time: both would write beside.
struct Making<'a> {
    app: &'a App,
    city: &'a str,
    node: Uuid,
}

impl Making<'_> {
    /// Holds on to it for so long from now.
    async fn holds(&self, time: Duration) -> Result<(), FollowError> {
        let (lease, now) = (format!("search copy of {}", self.city), self.app.clock.now());
        let is_ours = leases::take(&self.app.db, &lease, self.node, now, now + time).await?;
        if is_ours { Ok(()) } else { Err(FollowError::Busy) }
    }
}

async fn hand_over(
    app: &App,
    ctx: &Ctx,
    shelf: Shelf,
    mut mark: Mark,
    progress: &(dyn Fn(usize) + Sync),
    making: Option<&Making<'_>>,
) -> Result<usize, FollowError> {
    let Some(copy) = &app.copy else { return Ok(0) };
    let mut written = 0;
    let (mut changes, mut oldest) = changes_after(app, ctx, mark.position).await?;
    while let Some(last) = changes.last() {
        mark.position = last.position;
        if let Some(making) = making {
            making.holds(LONGEST_BATCH).await?;
        }
        // While the engine writes, what comes next is read.
        let write = async { Ok::<_, FollowError>(copy.write(&ctx.tenant, shelf, &changes, mark).await?) };
        let read = async { Ok(changes_after(app, ctx, mark.position).await?) };
        let ((), next) = try_join(write, read).await?;
        written += changes.len();
        progress(changes.len());
        if let Some(oldest) = oldest.filter(|_| shelf == Shelf::InUse) {
            metrics::histogram!("search_lag_seconds").record(oldest);
        }
        (changes, oldest) = next;
    }
    Ok(written)
}

/// What changed after a position, and how many seconds ago the first of it was written.
async fn changes_after(app: &App, ctx: &Ctx, position: i64) -> Result<(Vec<Change>, Option<f64>), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let changed = sql::changed_after(&mut tx, position, BATCH).await?;
    let live: Vec<_> = changed.iter().filter(|changed| changed.live).map(|changed| changed.mission).collect();
    let missions = missions::find_all(&mut tx, &live).await?;
    let mut documents: HashMap<_, _> = missions
        .iter()
        .filter_map(|mission| Some((mission.id, Document::of(&ctx.tenant, mission, ctx.now)?)))
        .collect();
    let changes = changed.iter().map(|changed| Change {
        mission: changed.mission,
        position: changed.position,
        document: documents.remove(&changed.mission),
    });
    Ok((changes.collect(), changed.first().map(|changed| changed.age)))
}

/// Follows until `stop` resolves: one node for all.
pub async fn work(app: Arc<App>, stop: impl Future<Output = ()> + Send) {
    if app.copy.is_none() {
        return;
    }
    let node = ports::new_id(&*app.entropy, app.clock.now());
    let mut follower = Follower { app: &app, node, reached: HashMap::new(), trusted_since: None };
    tokio::pin!(stop);
    loop {
        // What breaks off here is begun again where the copy stands.
        let done = tokio::select! {
            () = &mut stop => return,
            done = follower.round() => done,
        };
        let wait = match done {
            Ok(()) => LOOK_AGAIN,
            Err(error) => {
                tracing::warn!(%error, "the search engine's copy is behind; it is tried again");
                PAUSE
            }
        };
        tokio::select! {
            () = &mut stop => return,
            () = app.db.documents_written(), if wait == LOOK_AGAIN => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

struct Follower<'a> {
    app: &'a App,
    node: Uuid,
    /// How far the copies have come, as far as is known.
    reached: HashMap<Uuid, i64>,
    trusted_since: Option<chrono::DateTime<chrono::Utc>>,
}

impl Follower<'_> {
    /// Brings up to date what is behind. A city whose copy fails does not keep the others waiting.
    async fn round(&mut self) -> Result<(), FollowError> {
        let now = self.app.clock.now();
        if !leases::take(&self.app.db, "search copy", self.node, now, now + LEASE).await? {
            self.reached.clear();
            return Ok(());
        }
        // A clock put back is no reason to trust any longer.
        if self.trusted_since.is_none_or(|since| now - since >= TRUST || now < since) {
            self.reached.clear();
            self.trusted_since = Some(now);
        }
        let cities = self.app.registry.all();
        let (epoch, ends) = order(self.app, &cities).await?;
        let behind = cities.into_iter().filter_map(|tenant| {
            let position = ends.get(&tenant.id.uuid()).copied().unwrap_or_default();
            (self.reached.get(&tenant.id.uuid()) != Some(&position)).then_some((tenant, Mark { epoch, position }))
        });
        let app = self.app;
        let rounds = stream::iter(behind.collect::<Vec<_>>()).map(|(tenant, end)| async move {
            let id = tenant.id.uuid();
            catch_up(app, &Ctx::system(tenant, now, "system"), end).await.map(|_| (id, end.position))
        });
        let rounds: Vec<_> = rounds.buffer_unordered(AT_ONCE).collect().await;
        let mut failure = None;
        for round in rounds {
            match round {
                Ok((city, position)) => drop(self.reached.insert(city, position)),
                Err(error) => failure = Some(error),
            }
        }
        failure.map_or(Ok(()), Err)
    }
}
