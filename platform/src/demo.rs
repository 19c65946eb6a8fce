//! `demo`: a private Postgres, the demo cities with their data, then `serve`; a second start keeps everything.

mod fill;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use nix::unistd::Uid;
use platform_core::chat::Vault;
use platform_core::ports::{Clock, Mail, MailError, Mailer};
use platform_core::tenancy::{self, Tenant};
use platform_core::{App, Db};
use secrecy::{ExposeSecret as _, SecretString};
use uuid::Uuid;

use crate::cli;
use crate::cluster::{Durability, PrivateCluster};
use crate::config::Config;
use crate::serve::{self, Role};
use crate::system::{SystemClock, SystemEntropy};
use crate::wiring;

/// The cities the demo brings.
const CITIES: [&str; 2] = ["paris", "montreal"];
/// The password of every demo account.
const PASSWORD: &str = "demonstration";
const DATABASE: &str = "jemengage";

type Refusal = Box<dyn std::error::Error + Send + Sync>;

/// Runs the demo until told to stop; no process is left behind.
///
/// # Errors
/// In one line that says what to do.
pub async fn run(config: &Config) -> Result<(), Refusal> {
    // The address is taken first: a demo that cannot be reached need not start a database.
    let listener = serve::bind(config.listen).await?;
    let stop = cli::stop_on_signal();
    let (cluster, url) = database(config).await?;
    let mut config = config.clone();
    config.database_url = Some(url.clone());
    let result = serve_demo(&config, url, listener, stop).await;
    if let Some(cluster) = cluster {
        cluster.stop().await?;
    }
    result
}

async fn serve_demo(
    config: &Config,
    url: SecretString,
    listener: tokio::net::TcpListener,
    stop: tokio_util::sync::CancellationToken,
) -> Result<(), Refusal> {
    tokio::select! {
        () = stop.cancelled() => return Ok(()),
        filled = fill_cities(config, &url) => filled?,
    }
    let app = wiring::app(config).await?;
    serve::check(&app).await?;
    let metrics = cli::start_metrics(config)?;
    welcome(config, &url, &app.registry.all());
    Ok(serve::serve(app, config, url, &[Role::Web, Role::Worker, Role::Bots], metrics, Some(listener), stop).await?)
}

/// The database of DATABASE_URL, or a private cluster with one, brought up to date.
async fn database(config: &Config) -> Result<(Option<PrivateCluster>, SecretString), Refusal> {
    if let Some(url) = &config.database_url {
        return Ok((None, url.clone()));
    }
    println!("Starting a private PostgreSQL in {} …", config.data_dir.display());
    open_data_dir(&config.data_dir)?;
    make_secret(&config.data_dir.join(wiring::SECRET_FILE))?;
    let cluster = PrivateCluster::start(&config.data_dir.join("postgres"), Durability::Durable).await?;
    platform_core::create_database(&cluster.url("postgres", "postgres").into(), DATABASE).await?;
    platform_core::migrate(&cluster.url("jemengage_owner", DATABASE).into()).await?;
    let url = cluster.url("jemengage", DATABASE).into();
    Ok((Some(cluster), url))
}

/// A database to chat in: the one of DATABASE_URL, or the demo's with its cities filled.
///
/// # Errors
/// In one line that says what to do.
pub(crate) async fn database_for_chat(config: &Config) -> Result<(Option<PrivateCluster>, Config), Refusal> {
    let mut config = config.clone();
    if config.database_url.is_some() {
        return Ok((None, config));
    }
    let (cluster, url) = database(&config).await?;
    config.database_url = Some(url.clone());
    if let Err(refusal) = fill_cities(&config, &url).await {
        if let Some(cluster) = cluster {
            cluster.stop().await?;
        }
        return Err(refusal);
    }
    Ok((cluster, config))
}

/// Makes the secret of this demo, unless it has one: nobody but its owner reads it.
fn make_secret(file: &Path) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    match std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        Ok(mut file) => file.write_all(Vault::new_secret(&SystemEntropy).expose_secret().as_bytes()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// Makes the data folder. Postgres, which refuses root, must be able to pass through it.
fn open_data_dir(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    if folder.exists() {
        return Ok(());
    }
    std::fs::create_dir_all(folder)?;
    if Uid::effective().is_root() {
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o711))?;
    }
    Ok(())
}

/// Applies the demo cities, and fills those that are empty.
async fn fill_cities(config: &Config, url: &SecretString) -> Result<(), Refusal> {
    let db = Db::new(url.clone(), 4)?;
    let engine = wiring::engine(config)?;
    let folders: Vec<PathBuf> = CITIES.iter().map(|city| config.tenants_dir.join(city)).collect();
    for folder in &folders {
        let now = SystemClock.now();
        tenancy::apply(&db, &*engine, folder, platform_core::ports::new_id(&SystemEntropy, now), now).await?;
    }
    // The people of the demo are told nothing of how it was filled.
    let app = wiring::app_with(config, url.clone(), Arc::new(NoMail), Arc::new(SystemClock), engine).await?;
    for (city, folder) in CITIES.iter().zip(&folders) {
        let tenant = app.registry.by_code(city).ok_or_else(|| format!("the city {city} is not served"))?;
        fill::fill(&app, tenant, folder, PASSWORD).await?;
    }
    Ok(())
}

struct NoMail;

#[async_trait]
impl Mailer for NoMail {
    async fn send(&self, _: Mail) -> Result<(), MailError> {
        Ok(())
    }

    async fn forget(&self, _: Uuid) -> Result<(), MailError> {
        Ok(())
    }
}

/// Says where to go and whom to sign in as.
fn welcome(config: &Config, url: &SecretString, cities: &[Arc<Tenant>]) {
    println!("\nJe m'engage is up.\n");
    for tenant in cities.iter().filter(|tenant| CITIES.contains(&tenant.config.code.as_str())) {
        let (code, name) = (&tenant.config.code, tenant.config.name(tenant.config.default_locale()));
        let host = tenant.config.hosts.first().map_or("", String::as_str);
        let origin = config.origin.replace("{host}", host);
        println!("  {name}");
        println!("    site         {origin}/");
        println!("    API          {origin}/api/openapi.json");
        for who in fill::PEOPLE {
            println!("    {:<12} {}@{code}.example", who.label, who.name);
        }
    }
    println!("\n  Everybody's password: {PASSWORD}");
    // Trusted by its Unix socket: there is no password in it.
    println!("  For commands in another terminal: export DATABASE_URL='{}'", url.expose_secret());
    println!("  Mails are files in {}", config.data_dir.join("mail").display());
    println!("  Ctrl-C stops everything; the data stays in {}\n", config.data_dir.display());
}

/// For the benchmarks and tests, which fill cities of their own.
///
/// # Errors
/// If the folder is not sound or the database fails.
pub async fn fill(app: &Arc<App>, tenant: Arc<Tenant>, folder: &Path) -> Result<(), Refusal> {
    fill::fill(app, tenant, folder, PASSWORD).await
}
