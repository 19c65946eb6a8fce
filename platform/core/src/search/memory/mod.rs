//! Search in memory: a node that is asked about a large city holds its documents, and answers from them.
//!
//! **Why it cannot be stale:** the documents have an order of changes, and before each answer the database is asked how far
//! it has come, and for what came since. So what is found is what a statement would find at that moment, whichever node
//! wrote it; nothing is announced, and nothing expires. What is of another database is let go; that the same one was put
//! back and has come further since is all that cannot be seen. A small city is not
//! held: statements answer for it as fast. Until a city is held, and if it ever cannot be, they answer, too.

mod answer;
pub(crate) mod index;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::PostgresSearch;
use crate::db::search::feed;
use crate::db::{Db, Result};
use crate::ports::{Hits, Question, SearchIndex};
use crate::tenancy::{Ctx, Tenant, TenantId};
use answer::Asked;
use index::{Index, Kept};

/// A city with more documents than these is held.
const LARGE: i64 = 200;
/// How often it is looked whether a city has grown large.
const LOOK: Duration = Duration::minutes(1);
/// Changes read at once.
const BATCH: i64 = 1_000;

/// The engine of an installation that has nothing but Postgres.
#[derive(Debug, Clone)]
pub struct MemorySearch {
    held: Arc<Held>,
}

#[derive(Debug)]
struct Held {
    db: Db,
    behind: PostgresSearch,
    /// A city with more documents than these is held.
    large: i64,
    cities: Mutex<HashMap<Uuid, State>>,
}

/// What is known of a city.
#[derive(Debug, Clone)]
enum State {
    /// It was small then, or could not be loaded.
    Small(DateTime<Utc>),
    /// It is being loaded.
    Loading,
    /// It is held.
    Held(Arc<City>),
}

/// A large city.
#[derive(Debug)]
struct City {
    /// Of which life of the order of changes its index is.
    epoch: Uuid,
    index: RwLock<Index>,
    /// Held by the one who reads what changed.
    reading: tokio::sync::Mutex<()>,
    /// Whether its index is being made anew.
    renewing: AtomicBool,
}

impl City {
    fn index(&self) -> RwLockReadGuard<'_, Index> {
        // Nothing panics while writing it; were it so, a change would be missing until it is made anew.
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn position(&self) -> i64 {
        self.index().position()
    }

    fn take(&self, changes: Vec<Kept>) {
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        changes.into_iter().for_each(|change| index.take(change));
    }
}

impl MemorySearch {
    /// Holds the large cities of this database, each once it is asked about.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self::from_size(db, LARGE)
    }

    /// Holds the cities that have more documents than so many.
    #[must_use]
    pub fn from_size(db: Db, large: i64) -> Self {
        let behind = PostgresSearch::new(db.clone());
        Self { held: Arc::new(Held { db, behind, large, cities: Mutex::default() }) }
    }

    /// Loads a city now, however small, instead of beside the first questions about it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn hold(&self, ctx: &Ctx) -> Result<()> {
        let city = self.held.load(&ctx.tenant).await?;
        self.held.set(ctx.tenant.id, State::Held(Arc::new(city)));
        Ok(())
    }

    /// Whether this node holds a city.
    #[must_use]
    pub fn holds(&self, ctx: &Ctx) -> bool {
        matches!(self.held.look_at(ctx.tenant.id), Some(State::Held(_)))
    }
}

#[async_trait]
impl SearchIndex for MemorySearch {
    async fn search(&self, ctx: &Ctx, question: &Question<'_>) -> Result<Hits> {
        match self.held.city(ctx).await? {
            Some(city) => Ok(Asked::new(&city.index(), question, ctx.now).answer()),
            None => self.held.behind.search(ctx, question).await,
        }
    }
}

impl Held {
    /// The city as it is now, if it is held; if it should be, it will.
    async fn city(self: &Arc<Self>, ctx: &Ctx) -> Result<Option<Arc<City>>> {
        match self.look(ctx) {
            Look::Held(city) => Ok(self.bring_up_to_date(ctx, &city).await?.then_some(city)),
            Look::Statements => Ok(None),
            Look::IsItLarge => {
                if feed::has_more_than(&self.db, ctx.tenant.id, self.large).await? && self.claim(ctx.tenant.id) {
                    self.load_beside(ctx);
                }
                Ok(None)
            }
        }
    }

    /// What to do about a city; who is to look whether it is large is the only one for a while.
    fn look(&self, ctx: &Ctx) -> Look {
        let mut cities = self.cities();
        match cities.get(&ctx.tenant.id.uuid()) {
            Some(State::Held(city)) => return Look::Held(Arc::clone(city)),
            Some(State::Loading) => return Look::Statements,
            // A clock put back is no reason to wait for it.
            Some(State::Small(looked)) if ctx.now >= *looked && ctx.now < *looked + LOOK => return Look::Statements,
            Some(State::Small(_)) | None => {}
        }
        cities.insert(ctx.tenant.id.uuid(), State::Small(ctx.now));
        Look::IsItLarge
    }

    /// Says whether nobody else loads it or has.
    fn claim(&self, tenant: TenantId) -> bool {
        let mut cities = self.cities();
        let is_free = matches!(cities.get(&tenant.uuid()), None | Some(State::Small(_)));
        if is_free {
            cities.insert(tenant.uuid(), State::Loading);
        }
        is_free
    }

    fn load_beside(self: &Arc<Self>, ctx: &Ctx) {
        let (held, tenant, now) = (Arc::clone(self), Arc::clone(&ctx.tenant), ctx.now);
        tokio::spawn(async move {
            let loaded = held.load(&tenant).await;
            match loaded {
                Ok(city) => held.set(tenant.id, State::Held(Arc::new(city))),
                Err(error) => {
                    let city = &tenant.config.code;
                    tracing::warn!(%error, city, "a city's documents could not be loaded; it is tried again");
                    match held.look_at(tenant.id) {
                        // Worn as it is, it goes on.
                        Some(State::Held(city)) => city.renewing.store(false, Ordering::Relaxed),
                        _ => held.set(tenant.id, State::Small(now)),
                    }
                }
            }
        });
    }

    async fn load(&self, tenant: &Tenant) -> Result<City> {
        let epoch = feed::epoch(&self.db).await?;
        let mut index = Index::default();
        // What changes from here on is read as a change.
        index.begin_at(feed::end(&self.db, tenant.id).await?.1);
        let mut last = None;
        loop {
            let open = feed::open_after(&self.db, tenant.id, last, BATCH).await?;
            let Some(place) = open.last().and_then(Kept::place) else { break };
            last = Some(place);
            open.into_iter().for_each(|kept| index.take_next(kept));
        }
        let mut position = 0;
        loop {
            let closed = feed::closed_after(&self.db, tenant.id, position, BATCH).await?;
            let Some(last) = closed.last() else { break };
            position = last.position;
            closed.into_iter().for_each(|kept| index.put(kept));
        }
        told(tenant, index.len());
        Ok(City {
            epoch,
            index: RwLock::new(index),
            reading: tokio::sync::Mutex::default(),
            renewing: AtomicBool::default(),
        })
    }

    /// Reads what changed, if anything did; whoever asks meanwhile waits for that. Says whether the city can be asked.
    async fn bring_up_to_date(self: &Arc<Self>, ctx: &Ctx, city: &City) -> Result<bool> {
        let tenant = &ctx.tenant;
        let begin = city.position();
        let (epoch, end) = feed::end(&self.db, tenant.id).await?;
        if epoch != Some(city.epoch) || end < begin {
            // What is held is of another database, or of one that has been put back.
            self.cities().remove(&tenant.id.uuid());
            told(tenant, 0);
            return Ok(false);
        }
        if end == begin {
            return Ok(true);
        }
        let _reading = city.reading.lock().await;
        while city.position() < end {
            let changes = feed::written_after(&self.db, tenant.id, city.position(), BATCH).await?;
            if changes.is_empty() {
                break;
            }
            city.take(changes);
        }
        told(tenant, city.index().len());
        if city.index().is_worn() && !city.renewing.swap(true, Ordering::Relaxed) {
            self.load_beside(ctx);
        }
        Ok(true)
    }

    fn look_at(&self, tenant: TenantId) -> Option<State> {
        self.cities().get(&tenant.uuid()).cloned()
    }

    fn set(&self, tenant: TenantId, state: State) {
        self.cities().insert(tenant.uuid(), state);
    }

    fn cities(&self) -> MutexGuard<'_, HashMap<Uuid, State>> {
        self.cities.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What to do about a city.
enum Look {
    /// It is held.
    Held(Arc<City>),
    /// Statements answer.
    Statements,
    /// They answer now; somebody has to look whether that will do.
    IsItLarge,
}

/// Tells the operator how many documents are held of a city.
#[expect(clippy::cast_precision_loss, reason = "no city has 2^52 missions")]
fn told(tenant: &Tenant, documents: u64) {
    metrics::gauge!("search_held_documents", "city" => tenant.config.code.clone()).set(documents as f64);
}
