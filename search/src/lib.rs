//! Search on Meilisearch: one index a city, kept in step with the documents by core, asked before Postgres.
//!
//! What words mean is settled in core: an index holds terms, letters and digits only, and is asked for terms, so typos,
//! synonyms and stop words are switched off here. What needs the exact distance or the next occasion as an order, and
//! whatever Meilisearch fails at, is answered by the engine behind.

mod breaker;
mod copy;
mod document;
mod error;
mod filter;
mod find;
mod http;
mod settings;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use platform_core::ports::SearchIndex;
use platform_core::tenancy::Tenant;
use secrecy::SecretString;

use breaker::Breaker;
use error::Failure;
use http::{Client, Http, Index};

/// How long an answer may take: longer, and Postgres is asked instead.
const ANSWER: Duration = Duration::from_secs(2);

/// The indexes a key must be good for, as Meilisearch writes it.
pub const INDEXES: &str = "missions_*";
/// The rights it must have on them, and no others: see the README.
pub const RIGHTS: [&str; 11] = [
    "search",
    "documents.add",
    "documents.delete",
    "documents.get",
    "indexes.create",
    "indexes.delete",
    "indexes.get",
    "indexes.swap",
    "settings.get",
    "settings.update",
    "tasks.get",
];

/// A Meilisearch server, and the engine behind it.
pub struct Meilisearch {
    client: Client,
    behind: Arc<dyn SearchIndex>,
    breaker: Breaker,
    /// The indexes whose settings this process has looked at.
    looked_at: Mutex<HashSet<String>>,
}

/// The server's address or key cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(String);

impl Meilisearch {
    /// The server at this address; `behind` answers what it does not. Nothing is asked of it yet.
    ///
    /// # Errors
    /// If the key cannot be sent.
    pub fn new(url: &str, key: Option<&SecretString>, behind: Arc<dyn SearchIndex>) -> Result<Self, Unusable> {
        // The key is the pool's to send: the SDK is given none.
        let client = Client::new_with_client(url.trim_end_matches('/'), None::<String>, Http::new(key)?);
        Ok(Self { client, behind, breaker: Breaker::default(), looked_at: Mutex::default() })
    }

    /// The index of a city; `beside` is the one being made.
    fn index(&self, tenant: &Tenant, beside: bool) -> Index {
        // No city's short name has a `_` in it, so that no city's index is another's beside.
        let suffix = if beside { "_beside" } else { "" };
        self.client.index(format!("missions_{}{suffix}", tenant.config.code))
    }
}

impl std::fmt::Debug for Meilisearch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Meilisearch").field("host", &self.client.get_host()).finish_non_exhaustive()
    }
}

/// The answer to a request, if it comes in time.
async fn in_time<T>(
    limit: Duration,
    request: impl Future<Output = Result<T, meilisearch_sdk::errors::Error>>,
) -> Result<T, Failure> {
    match tokio::time::timeout(limit, request).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(Failure::Late),
    }
}
