//! The one door to the database: transactions that know their tenant, and all SQL behind them.
//!
//! **Why guards and not closures:** `let mut tx = db.tenant(&ctx).await?; …; tx.commit().await?` compiles with handlers
//! that must be `Send`; a closure over `AsyncFnOnce` does not. A guard dropped without `commit` is rolled back.

pub(crate) mod accounts;
pub(crate) mod alerts;
pub(crate) mod associations;
pub(crate) mod backup;
pub(crate) mod chat;
mod connection;
pub(crate) mod consents;
pub(crate) mod credentials;
pub(crate) mod erase;
mod error;
pub(crate) mod export;
pub(crate) mod favourites;
pub(crate) mod guests;
pub(crate) mod hours;
pub(crate) mod idempotency;
pub(crate) mod identities;
pub(crate) mod invitations;
pub(crate) mod jobs;
pub(crate) mod leases;
pub(crate) mod ledger;
pub(crate) mod listen;
pub(crate) mod members;
pub(crate) mod messages;
pub(crate) mod migrations;
pub(crate) mod missions;
pub(crate) mod moderation;
pub(crate) mod moves;
pub(crate) mod notices;
pub(crate) mod offers;
pub(crate) mod pictures;
pub(crate) mod roles;
pub(crate) mod rules;
pub(crate) mod schedule;
#[expect(unreachable_pub, reason = "generated")]
mod schema;
pub(crate) mod search;
pub(crate) mod sign_ups;
pub(crate) mod slots;
mod statement;
pub(crate) mod statistics;
pub(crate) mod tenants;
mod together;
pub(crate) mod waiting;
pub(crate) mod ways_in;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use deadpool::Runtime;
use deadpool::managed::{Object, Pool, QueueMode};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use secrecy::SecretString;
use tokio::sync::Notify;

pub use error::Error;
pub(crate) use error::Result;
pub use migrations::{Migrated, create_database, migrate, pending_migrations, revert_all};

use crate::idempotency::IdempotencyKey;
use crate::kinds::AccountId;
use crate::refusals::Reason;
use crate::tenancy::{Ctx, TenantId};
use connection::Manager;
use together::Line;

/// How long a connection may take to be made: a database that is away is told of soon, by those at the head of the line.
const CONNECT: Duration = Duration::from_secs(5);
/// How long one waits in line for a connection: a crowd is served, and still nobody's request ends without a word.
const IN_LINE: Duration = Duration::from_secs(20);

/// The database, seen from outside: it only opens transactions.
#[derive(Clone)]
pub struct Db {
    pool: Pool<Manager>,
    bells: Arc<Bells>,
    lines: Arc<Lines>,
}

/// What is asked at the same time and so together.
#[derive(Default)]
struct Lines {
    met: Line<chat::Meeting>,
    kept: Line<chat::Keeping>,
    ends: Line<search::feed::Asking>,
}

/// What this node's workers wait for.
#[derive(Default)]
struct Bells {
    jobs: Notify,
    documents: Notify,
    chat_messages: Notify,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Db").field("pool", &self.pool.status()).finish()
    }
}

impl Db {
    /// A pool of at most `size` connections; connects on first use.
    ///
    /// # Errors
    /// If the pool's settings make no sense.
    pub fn new(url: SecretString, size: usize) -> Result<Self> {
        let pool = Pool::builder(Manager::new(url))
            .max_size(size)
            .runtime(Runtime::Tokio1)
            // The one that was used last knows its statements and tables best.
            .queue_mode(QueueMode::Lifo)
            .create_timeout(Some(CONNECT))
            .wait_timeout(Some(IN_LINE))
            .build();
        let pool = pool.map_err(|error| Error::Pool(error.to_string()))?;
        Ok(Self { pool, bells: Arc::default(), lines: Arc::default() })
    }

    /// Opens a transaction in the city of `ctx`: only its rows exist in it.
    ///
    /// # Errors
    /// If no connection can be had.
    pub async fn tenant(&self, ctx: &Ctx) -> Result<TenantTx> {
        let stamp = ctx.idempotency.clone().zip(ctx.actor.account());
        let mut tx = self.begin(ctx.tenant.id, ctx.now).await?;
        tx.stamp = stamp;
        Ok(tx)
    }

    async fn begin(&self, tenant: TenantId, now: DateTime<Utc>) -> Result<TenantTx> {
        let mut open = Open::new(self.connection().await?);
        open.connection().batch_execute(&begin_as(tenant)).await?;
        Ok(TenantTx { open, now, stamp: None, wakes: Wakes::default(), bells: Arc::clone(&self.bells) })
    }

    /// Opens a transaction in a city for what the platform does above it: a city is applied, its rules are settled.
    pub(crate) async fn tenant_above(&self, tenant: TenantId, now: DateTime<Utc>) -> Result<TenantTx> {
        self.begin(tenant, now).await
    }

    /// Opens a transaction above tenants: registry, hosts and the queue. Under row security it sees no city's rows.
    ///
    /// # Errors
    /// If no connection can be had.
    pub async fn control(&self) -> Result<ControlTx> {
        let mut open = Open::new(self.connection().await?);
        open.connection().batch_execute("BEGIN").await?;
        Ok(ControlTx { open })
    }

    /// Resolves when a job was enqueued on this node, so that a worker need not wait for its next look.
    pub async fn jobs_ready(&self) {
        self.bells.jobs.notified().await;
    }

    /// Has this node's workers look for jobs: another node may have enqueued some.
    pub(crate) fn wake_workers(&self) {
        self.bells.jobs.notify_waiters();
    }

    /// Resolves when what missions are found by was written on this node.
    pub async fn documents_written(&self) {
        self.bells.documents.notified().await;
    }

    /// Resolves when something to be sent in a chat was queued on this node.
    pub async fn chat_messages_queued(&self) {
        self.bells.chat_messages.notified().await;
    }

    /// Has this node's senders look.
    pub(crate) fn wake_senders(&self) {
        self.bells.chat_messages.notify_one();
    }

    async fn connection(&self) -> Result<Object<Manager>> {
        self.pool.get().await.map_err(|error| Error::Pool(error.to_string()))
    }
}

/// `BEGIN` and the tenant in one message. A `TenantId` prints only as a UUID, so nothing can be smuggled in.
fn begin_as(tenant: TenantId) -> String {
    format!("BEGIN; SET LOCAL app.tenant_id = '{tenant}'")
}

/// An open transaction's connection; dropped before it is closed, it rolls back.
struct Open {
    connection: Option<Object<Manager>>,
}

impl Open {
    const fn new(connection: Object<Manager>) -> Self {
        Self { connection: Some(connection) }
    }

    #[expect(clippy::expect_used, reason = "taken only by `close` and `drop`, after which nobody holds an Open")]
    fn connection(&mut self) -> &mut AsyncPgConnection {
        &mut self.connection.as_mut().expect("open").pg
    }

    /// A statement of this name is prepared on it from now on.
    fn warmed(&mut self, name: &'static str) {
        if let Some(connection) = &mut self.connection {
            connection.warm.insert(name);
        }
    }

    async fn close(mut self, statement: &'static str) -> Result<()> {
        self.connection().batch_execute(statement).await?;
        self.connection = None;
        Ok(())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        // A connection that cannot roll back is not given to anybody else.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            drop(Object::take(connection));
            return;
        };
        runtime.spawn(async move {
            if connection.pg.batch_execute("ROLLBACK").await.is_err() {
                drop(Object::take(connection));
            }
        });
    }
}

/// A transaction in one city. Outside `db` nothing can be done with it but pass it on and commit.
#[must_use = "dropped, it is rolled back"]
pub struct TenantTx {
    open: Open,
    now: DateTime<Utc>,
    stamp: Option<(IdempotencyKey, AccountId)>,
    wakes: Wakes,
    bells: Arc<Bells>,
}

/// Whom a transaction has work for, once it is committed.
#[derive(Default, Clone, Copy)]
struct Wakes {
    jobs: bool,
    documents: bool,
    chat_messages: bool,
}

impl TenantTx {
    /// Makes everything written in it durable, and stamps the request's idempotency key with it.
    ///
    /// # Errors
    /// [`Error::Repeated`] if the key is stamped already; then nothing of this transaction stays.
    pub async fn commit(mut self) -> Result<()> {
        if let Some((key, account)) = self.stamp.take() {
            let now = self.now;
            idempotency::stamp(&mut self, account, &key, now).await?;
        }
        let (wakes, bells) = (self.wakes, Arc::clone(&self.bells));
        self.open.close("COMMIT").await?;
        if wakes.jobs {
            bells.jobs.notify_waiters();
        }
        if wakes.documents {
            bells.documents.notify_waiters();
        }
        if wakes.chat_messages {
            bells.chat_messages.notify_one();
        }
        Ok(())
    }

    fn connection(&mut self) -> &mut AsyncPgConnection {
        self.open.connection()
    }
}

/// A transaction above tenants.
#[must_use = "dropped, it is rolled back"]
pub struct ControlTx {
    open: Open,
}

impl ControlTx {
    /// Makes everything written in it durable.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn commit(self) -> Result<()> {
        self.open.close("COMMIT").await
    }

    fn connection(&mut self) -> &mut AsyncPgConnection {
        self.open.connection()
    }
}

/// Runs one statement in a city, in a transaction of its own and one round trip: what begins it, the statement, and `COMMIT`
/// are sent together, so the locks it takes are held for no round trip at all. If the statement fails, the commit ends a failed
/// transaction, which is a rollback.
///
/// **Why a macro:** a generic function would name diesel's `LoadQuery` over every lifetime, which handlers that must be
/// `Send` do not compile with. **Why `warm`:** a statement the connection has not prepared yet needs a round trip of
/// its own first, and would come after the `COMMIT`; so its first run on a connection goes the long way.
macro_rules! single {
    ($db:expr, $tenant:expr, $statement:expr, $load:ident::<$row:ty>) => {{
        use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};
        let (db, begin) = ($db, $crate::db::begin_as($tenant));
        let statement = $statement;
        let name = std::any::type_name_of_val(&statement);
        let connection = db.connection().await?;
        if connection.warm.contains(name) {
            let pg = &connection.pg;
            let (mut first, mut second, mut third) = (pg, pg, pg);
            let (_, answer, _) = futures_util::future::try_join3(
                first.batch_execute(&begin),
                statement.$load::<$row>(&mut second),
                third.batch_execute("COMMIT"),
            )
            .await?;
            Ok::<_, $crate::db::Error>(answer)
        } else {
            let mut open = $crate::db::Open::new(connection);
            open.connection().batch_execute(&begin).await?;
            let answer = statement.$load::<$row>(open.connection()).await?;
            open.warmed(name);
            open.close("COMMIT").await?;
            Ok(answer)
        }
    }};
}
use single;

/// Whether the connecting role is fit to serve: the problems found, none if it is.
///
/// # Errors
/// If the database fails.
pub async fn unfit_role(db: &Db) -> Result<Vec<String>> {
    let mut tx = db.control().await?;
    tenants::unfit_role(&mut tx).await
}

/// Whether the database answers.
///
/// # Errors
/// If it does not.
pub async fn ping(db: &Db) -> Result<()> {
    db.control().await?.commit().await
}

/// Words as an array column keeps them.
fn words_of<W: std::fmt::Display>(words: &[W]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

/// Words of an array column; one a later version wrote and this one does not know is left out.
fn words_from<W: std::str::FromStr>(words: &[String]) -> Vec<W> {
    words.iter().filter_map(|word| word.parse().ok()).collect()
}

fn reasons_json(reasons: &[Reason]) -> serde_json::Value {
    serde_json::to_value(reasons).unwrap_or_default()
}

fn reasons_from(json: serde_json::Value) -> Vec<Reason> {
    serde_json::from_value(json).unwrap_or_default()
}
