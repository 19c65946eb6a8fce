//! The ground the benchmarks stand on: a cluster of their own that keeps its data as in production, gone at the end.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use platform::cluster::{Durability, PrivateCluster};
use platform::config::Config;
use platform::wiring;
use platform_core::Db;
use platform_core::search::index;
use platform_core::tenancy::{self, Ctx};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use super::Outcome;

/// A cluster and a folder for whatever the benchmarks write.
pub(crate) struct Ground {
    cluster: PrivateCluster,
    folder: tempfile::TempDir,
}

/// A migrated database.
#[derive(Clone)]
pub(crate) struct Database {
    /// Its URL for the service role.
    pub(crate) service: String,
    superuser: String,
}

impl Ground {
    pub(crate) async fn new() -> Outcome<Self> {
        // Postgres, which refuses root, must be able to pass through the folder.
        let passable = std::fs::Permissions::from_mode(0o711);
        let folder = tempfile::Builder::new().prefix("jme-bench-").permissions(passable).tempdir()?;
        let cluster = PrivateCluster::start(&folder.path().join("pg"), Durability::Durable).await?;
        Ok(Self { cluster, folder })
    }

    pub(crate) async fn stop(self) -> Outcome<()> {
        Ok(self.cluster.stop().await?)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What Postgres has logged.
    pub(crate) fn log(&self) -> Outcome<String> {
        Ok(String::from_utf8_lossy(&std::fs::read(self.folder().join("pg/postgres.log"))?).into_owned())
    }

    pub(crate) async fn database(&self, name: &str) -> Outcome<Database> {
        platform_core::create_database(&self.cluster.url("postgres", "postgres").into(), name).await?;
        platform_core::migrate(&self.cluster.url("jemengage_owner", name).into()).await?;
        Ok(Database { service: self.cluster.url("jemengage", name), superuser: self.cluster.url("postgres", name) })
    }
}

impl Database {
    /// Applies the city of a folder under this id.
    pub(crate) async fn apply(&self, folder: &Path, id: Uuid) -> Outcome<()> {
        let db = Db::new(self.service.clone().into(), 1)?;
        tenancy::apply(&db, &*tests::engine(), folder, id, "2026-01-01T00:00:00Z".parse()?).await?;
        Ok(())
    }

    /// Writes what the missions of all its cities are found by, and forgets the jobs that ask for it.
    pub(crate) async fn index(&self, ground: &Ground) -> Outcome<()> {
        let data = ground.folder().join("data").display().to_string();
        let vars = [("DATABASE_URL", self.service.clone()), ("JEMENGAGE_DATA_DIR", data)];
        let app = wiring::app(&Config::from_vars(vars.map(|(name, value)| (name.to_owned(), value)).into())?).await?;
        for tenant in app.registry.all() {
            index::reindex(&app, &Ctx::system(tenant, app.clock.now(), "operator"), &|_| ()).await?;
        }
        Ok(self.as_superuser().await?.batch_execute("DELETE FROM jobs WHERE kind = 'index_mission'").await?)
    }

    pub(crate) async fn as_service(&self) -> Outcome<Client> {
        connect(&self.service).await
    }

    pub(crate) async fn as_superuser(&self) -> Outcome<Client> {
        connect(&self.superuser).await
    }
}

async fn connect(url: &str) -> Outcome<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(async move {
        // The connection ends with its client; what fails before shows in the client's own queries.
        let _ = connection.await;
    });
    Ok(client)
}

/// The folder of the demo cities.
pub(crate) fn tenants() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tenants")
}
