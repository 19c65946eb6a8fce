//! Search in memory: a node that is asked about a large city holds its documents, and answers from them.
//!
//! **Why it cannot be stale:** the documents have an order of changes, and before each answer the database is asked how far
//! it has come, and for what came since. So what is found is what a statement would find at that moment, whichever node
//! wrote it; nothing is announced, and nothing expires. A small city is not held: statements answer for it as fast. Until a
//! city is held, and if it ever cannot be, they answer, too.

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

/// Documents from which on a city is held.
const LARGE: i64 = 2_000;
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
    /// Documents from which on a city is held.
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
#[derive(Debug, Default)]
struct City {
    index: RwLock<Index>,
    /// Held by the one who reads what changed.
    reading: tokio::sync::Mutex<()>,
    /// Whether its index is being made anew.
    renewed: AtomicBool,
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

    /// Holds the cities that have so many documents.
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
        let state = self.held.load(&ctx.tenant).await?;
        self.held.set(ctx.tenant.id, state);
        Ok(())
    }

    /// Whether this node holds a city.
    #[must_use]
    pub fn holds(&self, ctx: &Ctx) -> bool {
        matches!(self.held.state(ctx.tenant.id), Some(State::Held(_)))
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
        let tenant = ctx.tenant.id;
        match self.state(tenant) {
            Some(State::Held(city)) => Ok(self.bring_up_to_date(ctx, &city).await?.then_some(city)),
            Some(State::Loading) => Ok(None),
            // A clock put back is no reason to wait for it.
            Some(State::Small(looked)) if ctx.now >= looked && ctx.now < looked + LOOK => Ok(None),
            _ => {
                self.set(tenant, State::Small(ctx.now));
                if feed::has_more_than(&self.db, tenant, self.large).await? {
                    self.set(tenant, State::Loading);
                    self.load_beside(ctx);
                }
                Ok(None)
            }
        }
    }

    fn load_beside(self: &Arc<Self>, ctx: &Ctx) {
        let (held, tenant, now) = (Arc::clone(self), Arc::clone(&ctx.tenant), ctx.now);
        tokio::spawn(async move {
            let state = held.load(&tenant).await.unwrap_or_else(|error| {
                let city = &tenant.config.code;
                tracing::warn!(%error, city, "a city's documents could not be loaded; it is tried again");
                State::Small(now)
            });
            held.set(tenant.id, state);
        });
    }

    async fn load(&self, tenant: &Tenant) -> Result<State> {
        let mut index = Index::default();
        loop {
            let changes = feed::written_after(&self.db, tenant.id, index.position(), BATCH).await?;
            if changes.is_empty() {
                break;
            }
            changes.into_iter().for_each(|change| index.take(change));
        }
        metrics::gauge!("search_held_documents", "city" => tenant.config.code.clone()).set(index.len());
        Ok(State::Held(Arc::new(City { index: RwLock::new(index), ..City::default() })))
    }

    /// Reads what changed, if anything did; whoever asks meanwhile waits for that. Says whether the city can be asked.
    async fn bring_up_to_date(self: &Arc<Self>, ctx: &Ctx, city: &City) -> Result<bool> {
        let tenant = ctx.tenant.id;
        let begin = city.position();
        let end = feed::ends(&self.db, vec![tenant.uuid()]).await?.get(&tenant.uuid()).copied().unwrap_or_default();
        if end < begin {
            // The database has been put back: what is held is of another.
            self.forget(tenant);
            return Ok(false);
        }
        if end == begin {
            return Ok(true);
        }
        let _reading = city.reading.lock().await;
        while city.position() < end {
            let changes = feed::written_after(&self.db, tenant, city.position(), BATCH).await?;
            if changes.is_empty() {
                break;
            }
            city.take(changes);
        }
        if city.index().is_worn() && !city.renewed.swap(true, Ordering::Relaxed) {
            self.load_beside(ctx);
        }
        Ok(true)
    }

    fn state(&self, tenant: TenantId) -> Option<State> {
        self.cities().get(&tenant.uuid()).cloned()
    }

    fn set(&self, tenant: TenantId, state: State) {
        self.cities().insert(tenant.uuid(), state);
    }

    fn forget(&self, tenant: TenantId) {
        self.cities().remove(&tenant.uuid());
    }

    fn cities(&self) -> MutexGuard<'_, HashMap<Uuid, State>> {
        self.cities.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
