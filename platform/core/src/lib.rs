//! What a city does: its people, associations, missions and sign-ups. Knows no transport and no engine.

pub mod accounts;
pub mod alerts;
pub mod associations;
pub mod backup;
pub mod changes;
pub mod chat;
mod codes;
mod db;
pub mod favourites;
pub mod fields;
pub mod held;
pub mod hours;
pub mod idempotency;
pub mod jobs;
pub mod kinds;
pub mod ledger;
mod local_time;
pub mod members;
pub mod messages;
pub mod missions;
pub mod moderation;
pub mod notices;
pub mod pictures;
mod places;
pub mod ports;
pub mod refusals;
pub mod rules;
pub mod schedule;
pub mod search;
pub mod sign_ups;
pub mod statistics;
pub mod tenancy;
pub mod texts;

use std::sync::Arc;

pub use db::search::PostgresSearch;
pub use db::{
    ControlTx, Db, Error as DbError, Migrated, TenantTx, create_database, migrate, pending_migrations, ping,
    revert_all, unfit_role,
};
pub use search::memory::MemorySearch;

use crate::accounts::passwords::Passwords;
use crate::held::Held;
use crate::missions::Mission;
use crate::ports::{Channel, Clock, Entropy, IdentityProviders, Mailer, RulesEngine, SearchCopy, SearchIndex};
use crate::rules::rank::Lifts;
use crate::tenancy::{Registry, Tenant};

/// Everything a use case may need, made once by the wiring.
pub struct App {
    /// The door to the database.
    pub db: Db,
    /// The cities.
    pub registry: Arc<Registry>,
    /// What makes rules of components.
    pub engine: Arc<dyn RulesEngine>,
    /// What the rules said of the order of what is found, for a while.
    pub lifts: Lifts,
    /// Missions as everybody saw them a moment ago.
    pub seen: Arc<Held<Arc<Mission>>>,
    /// What finds missions.
    pub search: Arc<dyn SearchIndex>,
    /// What keeps a copy of what missions are found by, where another engine finds them.
    pub copy: Option<Arc<dyn SearchCopy>>,
    /// What takes mails to people.
    pub mailer: Arc<dyn Mailer>,
    /// What says things in chats.
    pub channel: Arc<dyn Channel>,
    /// What asks providers who somebody is.
    pub providers: Arc<dyn IdentityProviders>,
    /// Bots that were called a moment ago.
    pub hooks: chat::bots::Hooks,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Password hashing.
    pub passwords: Passwords,
    /// Where links in mails lead.
    pub links: Links,
    /// What reads the tokens of bots and the secrets of providers; none: no secret is set, and there are neither.
    pub vault: Option<chat::Vault>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("db", &self.db).finish_non_exhaustive()
    }
}

/// How a city's pages are addressed from outside: an origin with `{host}` in the place of the city's first host.
#[derive(Debug, Clone)]
pub struct Links {
    origin: String,
}

impl Links {
    /// Of an origin such as `https://{host}` or `http://{host}:8080`.
    #[must_use]
    pub fn new(origin: impl Into<String>) -> Self {
        Self { origin: origin.into() }
    }

    /// The address of a page of the city; `path` begins with `/`.
    #[must_use]
    pub fn to(&self, tenant: &Tenant, path: &str) -> String {
        let host = tenant.config.hosts.first().map_or("", String::as_str);
        format!("{}{path}", self.origin.replace("{host}", host))
    }

    /// Whether pages are reached over TLS, so that cookies may insist on it.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.origin.starts_with("https://")
    }
}
