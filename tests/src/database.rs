//! Scratch databases: one cluster a process, one database a test, all connections as the service role.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use platform::cluster::{Durability, PrivateCluster};
use tokio::sync::OnceCell;

/// The process's cluster. Its watchdog stops it when the process ends, however it ends; then the sweeper takes its
/// folder away, since nothing of a static is ever dropped.
struct Cluster {
    cluster: PrivateCluster,
    _folder: tempfile::TempDir,
    _sweeper: Child,
}

/// Waits until this process is gone and Postgres too, then removes the folder.
fn sweeper(folder: &Path) -> Child {
    let script = "cat; while [ -e \"$0/pg/data/postmaster.pid\" ]; do sleep 0.2; done
                  sleep 0.5; rm -rf \"$0\"";
    Command::new("/bin/sh")
        .args(["-c", script])
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("a shell")
}

/// The template every database is cloned from: migrated once.
const TEMPLATE: &str = "template_jemengage";

static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();
static KEPT: OnceLock<tokio::runtime::Runtime> = OnceLock::new();

/// A runtime that outlives the tests, for the cluster and its connections.
fn runtime() -> &'static tokio::runtime::Runtime {
    KEPT.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")
    })
}

async fn cluster() -> &'static Cluster {
    CLUSTER
        .get_or_init(|| async {
            runtime()
                .spawn(async {
                    let (cluster, folder) = scratch_cluster().await;
                    let superuser = cluster.url("postgres", "postgres").into();
                    platform_core::create_database(&superuser, TEMPLATE).await.expect("a template");
                    let owner = cluster.url("jemengage_owner", TEMPLATE).into();
                    platform_core::migrate(&owner).await.expect("migrations run");
                    Cluster { cluster, _sweeper: sweeper(folder.path()), _folder: folder }
                })
                .await
                .expect("the cluster starts")
        })
        .await
}

/// A cluster of its own in a scratch folder that Postgres may enter.
///
/// # Panics
/// If it does not start.
pub async fn scratch_cluster() -> (PrivateCluster, tempfile::TempDir) {
    let folder = scratch_folder();
    let started = PrivateCluster::start(&folder.path().join("pg"), Durability::Scratch).await;
    (started.expect("Postgres starts"), folder)
}

/// A folder that Postgres may enter.
pub(crate) fn scratch_folder() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::Builder::new().prefix("jme-").permissions(std::fs::Permissions::from_mode(0o711)).tempdir();
    folder.expect("a scratch folder")
}

/// A database of one test.
#[derive(Debug, Clone)]
pub struct Database {
    /// The URL of the user `USER`, whose name comes first in it.
    url_of_user: String,
}

impl Database {
    /// A fresh one, migrated and empty.
    ///
    /// # Panics
    /// If it cannot be made.
    pub async fn new() -> Self {
        Self::of(TEMPLATE).await
    }

    /// One with nothing in it.
    ///
    /// # Panics
    /// If it cannot be made.
    pub async fn empty() -> Self {
        Self::of("template1").await
    }

    async fn of(template: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let superuser = connect(&cluster().await.cluster.url("postgres", "postgres")).await;
        superuser
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template} OWNER jemengage_owner"))
            .await
            .expect("a database");
        Self { url_of_user: cluster().await.cluster.url("USER", &name) }
    }

    /// The one database of a cluster of the test's own, migrated.
    ///
    /// # Panics
    /// If it cannot be made.
    pub async fn on(cluster: &PrivateCluster) -> Self {
        let name = "jemengage";
        let superuser = cluster.url("postgres", "postgres").into();
        platform_core::create_database(&superuser, name).await.expect("a database");
        platform_core::migrate(&cluster.url("jemengage_owner", name).into()).await.expect("migrations run");
        Self { url_of_user: cluster.url("USER", name) }
    }

    fn url_as(&self, user: &str) -> String {
        self.url_of_user.replacen("USER", user, 1)
    }

    /// The URL the application is given: as the service role.
    pub async fn url(&self) -> String {
        self.url_as("jemengage")
    }

    /// The URL of the schema's owner: for migrations.
    pub async fn owner_url(&self) -> String {
        self.url_as("jemengage_owner")
    }

    /// The URL of the cluster's superuser: for showing that the application refuses it.
    pub async fn superuser_url(&self) -> String {
        self.url_as("postgres")
    }

    /// The URL of the role that copies everything, made as the README says.
    ///
    /// # Panics
    /// If it cannot be made.
    pub async fn backup_url(&self) -> String {
        static MADE: OnceCell<()> = OnceCell::const_new();
        let make = "CREATE ROLE jemengage_backup LOGIN BYPASSRLS IN ROLE pg_read_all_data";
        MADE.get_or_init(|| async { self.connect_as_superuser().await.batch_execute(make).await.expect("a role") })
            .await;
        self.url_as("jemengage_backup")
    }

    /// A connection as the service role.
    pub async fn connect(&self) -> tokio_postgres::Client {
        connect(&self.url().await).await
    }

    /// A connection as the cluster's superuser: for looking at all rows.
    pub async fn connect_as_superuser(&self) -> tokio_postgres::Client {
        connect(&self.superuser_url().await).await
    }

    /// A connection as the schema's owner.
    pub async fn connect_as_owner(&self) -> tokio_postgres::Client {
        connect(&self.owner_url().await).await
    }
}

async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("a connection");
    tokio::spawn(async move {
        // The connection ends with its client; what fails before shows in the test's own queries.
        let _ = connection.await;
    });
    client
}

/// The folder of the demo cities.
#[must_use]
pub(crate) fn tenants_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tenants")
}
