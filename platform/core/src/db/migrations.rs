//! Bringing the schema up to date: the migrations travel inside the program.

use diesel::migration::Migration as _;
use diesel::pg::Pg;
use diesel_async::{
    AsyncConnection as _, AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};
use secrecy::{ExposeSecret, SecretString};

use super::{Db, Error, Result};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// What `migrate` did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    /// Names of the migrations that ran, in order.
    pub ran: Vec<String>,
}

/// Runs what is pending, as the owner of the schema.
///
/// # Errors
/// If a migration fails; those before it stay.
pub async fn migrate(owner_url: &SecretString) -> Result<Migrated> {
    let migrated = with_harness(owner_url, |harness| {
        let ran = harness.run_pending_migrations(MIGRATIONS)?;
        Ok(Migrated { ran: ran.iter().map(ToString::to_string).collect() })
    })
    .await?;
    // The service looks at start whether anything is pending.
    let grant = "GRANT SELECT ON __diesel_schema_migrations TO jemengage_service";
    connect(owner_url).await?.batch_execute(grant).await?;
    Ok(migrated)
}

/// Takes everything back, newest first: what the tests of the migrations do.
///
/// # Errors
/// If a migration cannot be taken back.
pub async fn revert_all(owner_url: &SecretString) -> Result<()> {
    with_harness(owner_url, |harness| harness.revert_all_migrations(MIGRATIONS).map(drop)).await
}

/// Versions of the migrations that have not run, as the service role sees them.
///
/// # Errors
/// If the database cannot be asked; so too if no migration ever ran.
pub async fn pending_migrations(db: &Db) -> Result<Vec<String>> {
    #[derive(diesel::QueryableByName)]
    struct Applied {
        #[diesel(sql_type = diesel::sql_types::Text)]
        version: String,
    }
    let mut tx = db.control().await?;
    let applied: Vec<Applied> =
        diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(tx.connection()).await?;
    let all = diesel::migration::MigrationSource::<Pg>::migrations(&MIGRATIONS)
        .map_err(|error| Error::Migration(error.to_string()))?;
    let versions = all.iter().map(|migration| migration.name().version().to_string());
    Ok(versions.filter(|version| !applied.iter().any(|known| known.version == *version)).collect())
}

/// Makes the logins and an empty database on a cluster one administers; what is there already stays. For private
/// clusters: elsewhere the administrator does this once (see the README).
///
/// # Errors
/// If the cluster refuses.
pub async fn create_database(superuser_url: &SecretString, name: &str) -> Result<()> {
    let mut connection = connect(superuser_url).await?;
    connection
        .batch_execute(
            "DO $$ BEGIN
                 IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'jemengage_service') THEN
                     CREATE ROLE jemengage_service NOLOGIN NOBYPASSRLS;
                 END IF;
                 IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'jemengage_owner') THEN
                     CREATE ROLE jemengage_owner LOGIN;
                 END IF;
                 IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'jemengage') THEN
                     CREATE ROLE jemengage LOGIN IN ROLE jemengage_service;
                 END IF;
             END $$",
        )
        .await?;
    let found: Vec<Found> = diesel::sql_query("SELECT true AS found FROM pg_database WHERE datname = $1")
        .bind::<diesel::sql_types::Text, _>(name)
        .load(&mut connection)
        .await?;
    if found.is_empty() {
        // A database's name cannot be bound; the callers' names are their own words.
        connection.batch_execute(&format!("CREATE DATABASE \"{name}\" OWNER jemengage_owner")).await?;
    }
    Ok(())
}

#[derive(diesel::QueryableByName)]
struct Found {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    #[expect(dead_code, reason = "that there is a row is the answer")]
    found: bool,
}

async fn connect(url: &SecretString) -> Result<AsyncPgConnection> {
    AsyncPgConnection::establish(url.expose_secret()).await.map_err(|error| Error::Pool(error.to_string()))
}

type Outcome<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

async fn with_harness<T: Send + 'static>(
    url: &SecretString,
    work: impl FnOnce(&mut AsyncMigrationHarness<AsyncPgConnection>) -> Outcome<T> + Send + 'static,
) -> Result<T> {
    let connection = connect(url).await?;
    // Migrations are synchronous in diesel; the harness blocks, so it gets a thread of its own.
    tokio::task::spawn_blocking(move || work(&mut AsyncMigrationHarness::new(connection)))
        .await
        .map_err(|error| Error::Migration(error.to_string()))?
        .map_err(|error| Error::Migration(error.to_string()))
}
