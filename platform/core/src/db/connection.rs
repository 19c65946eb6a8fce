//! Connections and their pool: each remembers which hot statements it has prepared.

use std::collections::HashSet;

use deadpool::managed::{Metrics, RecycleError, RecycleResult};
use diesel::ConnectionError;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use secrecy::{ExposeSecret, SecretString};

/// Settings of every session. A cancelled request can leave its transaction open: the database ends it. All our
/// statements are short: compiling a plan takes longer than running it. Two letters exchanged leave a short word few
/// trigrams in common with itself; which words are like enough is decided by the distance between them.
const SESSION: &str = "SET idle_in_transaction_session_timeout = '10s'; SET statement_timeout = '30s'; \
                       SET lock_timeout = '20s'; SET timezone = 'UTC'; \
                       SET jit = off; SET pg_trgm.similarity_threshold = 0.2";

/// A connection, and the names of the hot statements it has prepared.
pub(crate) struct Connection {
    pub(super) pg: AsyncPgConnection,
    pub(super) warm: HashSet<&'static str>,
}

/// Makes connections for the pool.
pub(crate) struct Manager {
    url: SecretString,
}

impl Manager {
    pub(super) const fn new(url: SecretString) -> Self {
        Self { url }
    }
}

impl deadpool::managed::Manager for Manager {
    type Type = Connection;
    type Error = ConnectionError;

    async fn create(&self) -> Result<Connection, ConnectionError> {
        let mut pg = AsyncPgConnection::establish(self.url.expose_secret()).await?;
        pg.batch_execute(SESSION).await.map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(Connection { pg, warm: HashSet::new() })
    }

    async fn recycle(&self, connection: &mut Connection, _: &Metrics) -> RecycleResult<ConnectionError> {
        if diesel_async::pooled_connection::PoolableConnection::is_broken(&mut connection.pg) {
            return Err(RecycleError::message("broken"));
        }
        Ok(())
    }
}
