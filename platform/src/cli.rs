//! The roles of the executable, as one clap enum, and what each says when it is done or refused.

mod backup;
mod bot;
mod bounce;
mod chat;
mod jobs;
mod ledger;
mod plugin;
mod reindex;
mod sign_in;
mod tenant;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use platform_core::ports::Clock;
use platform_core::texts::Locale;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};
use crate::serve::{self, Role};
use crate::system::{SystemClock, SystemEntropy};
use crate::{demo, web, wiring};

/// Find a way to help near you; find the people you need. City by city.
#[derive(Debug, Parser)]
#[command(name = "jemengage", version, after_help = ENVIRONMENT)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

const ENVIRONMENT: &str = "\
Settings come from the environment:
  DATABASE_URL                postgresql://… ; the owner of the schema for `migrate` and `restore`, a member of jemengage_service otherwise
  MEILI_URL                   http://host:7700 ; the Meilisearch server that searches; without it Postgres does
  MEILI_KEY                   its key; see the README for the rights it needs
  SMTP_URL                    smtps://user:password@host ; without it mails are files in <data dir>/mail
  JEMENGAGE_LISTEN            address to answer on [127.0.0.1:8080]
  JEMENGAGE_METRICS_LISTEN    address for Prometheus; without it no metrics
  JEMENGAGE_ORIGIN            how pages are addressed from outside [http://{host}:<port>]
  JEMENGAGE_TRUSTED_PROXIES   networks whose X-Forwarded-For is believed, with commas between
  JEMENGAGE_TENANTS_DIR       where the cities' folders are [tenants]
  JEMENGAGE_DATA_DIR          where data is kept [/var/lib/jemengage for root, else ~/.local/share/jemengage]
  JEMENGAGE_DATABASE_POOL     most connections of this process [16]
  JEMENGAGE_SIGN_IN_LIMIT     tries a minute on credential paths, for one account [10]
  JEMENGAGE_SECRET            what tokens of bots and secrets of providers are encrypted with, the same on every node; without it there are neither
  JEMENGAGE_TELEGRAM_API      another address of Telegram's API, https or of this machine
  JEMENGAGE_DISCORD_API       another address of Discord's API, https or of this machine
  JEMENGAGE_LOG_FORMAT        text or json [text]
  RUST_LOG                    what is logged [info]";

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve: web, API, workers and bots, on the database of DATABASE_URL
    Serve {
        /// What this process does
        #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Role::Web, Role::Worker, Role::Bots])]
        roles: Vec<Role>,
    },
    /// Start the demo: a private Postgres, the demo cities with their data, then serve
    Demo,
    /// Bring the database's schema up to date, as its owner
    Migrate,
    /// Onboard, verify, load, list, take out a city
    #[command(subcommand)]
    Tenant(tenant::Command),
    /// Write, verify and try the rules of a city
    #[command(subcommand)]
    Plugin(plugin::Command),
    /// Look after jobs that were laid aside after many tries
    #[command(subcommand)]
    Jobs(jobs::Command),
    /// Make anew what missions are found by, or with --check say where it differs from the missions
    Reindex {
        /// Only this city, by its short name
        #[arg(long)]
        city: Option<String>,
        /// Change nothing; exit with 1 if anything differs
        #[arg(long)]
        check: bool,
    },
    /// Verify that a city's ledger was not changed
    #[command(subcommand)]
    Ledger(ledger::Command),
    /// Copy all cities, or one, into a file; never one that is there, never half of one
    Backup {
        /// Only this city, by its short name: as the role that serves. Without it: as a role with BYPASSRLS
        #[arg(long)]
        city: Option<String>,
        /// The file to make
        file: PathBuf,
    },
    /// Bring back what `backup` has copied, all of it or nothing, as the schema's owner
    ///
    /// A copy of everything goes into an empty database; one of a city goes into an installation without that city.
    Restore {
        /// The file
        file: PathBuf,
    },
    /// Read a delivery status notification on stdin, as a mail server's alias pipes it, and mark the addresses that are dead
    ///
    /// An account so marked gets no mail until its person comes in by a sign-in link again. In Postfix's /etc/aliases:
    /// bounces-paris: "|jemengage bounce --city paris"
    #[command(verbatim_doc_comment)]
    Bounce {
        /// The city's short name
        #[arg(long)]
        city: String,
    },
    /// Register bots, list them, take them away
    #[command(subcommand)]
    Bot(bot::Command),
    /// Give a city the secrets it shows to those whose word it takes for who somebody is
    #[command(subcommand)]
    SignIn(sign_in::Command),
    /// Talk with a city as one does on Telegram or Discord: numbers or letters press buttons, /help says more
    ///
    /// Without DATABASE_URL it starts the demo's database, if the demo does not run; what is done there stays.
    Chat {
        /// The city's short name
        #[arg(long)]
        city: String,
        /// Talk as the person with this e-mail address; without it, as somebody new
        #[arg(long = "as", value_name = "E-MAIL")]
        person: Option<String>,
        /// The language, fr or en; without it the city's first
        #[arg(long)]
        lang: Option<Locale>,
    },
    /// Print the API's description (OpenAPI 3.1)
    Openapi,
}

/// What a command could not do, in one line.
type Refusal = Box<dyn std::error::Error + Send + Sync>;

/// Runs the command line.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    match execute(cli.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            eprintln!("jemengage: {refusal}");
            ExitCode::FAILURE
        }
    }
}

async fn execute(command: Command) -> Result<(), Refusal> {
    let config = Config::from_env()?;
    start_logging(&config);
    match command {
        Command::Serve { roles } => serve_roles(&config, &roles).await,
        Command::Demo => Ok(demo::run(&config).await?),
        Command::Migrate => migrate(&config).await,
        Command::Tenant(command) => tenant::execute(command, &config).await,
        Command::Plugin(command) => plugin::execute(command, &config).await,
        Command::Jobs(command) => jobs::execute(command, &config).await,
        Command::Reindex { city, check } => reindex::execute(city.as_deref(), check, &config).await,
        Command::Ledger(command) => ledger::execute(command, &config).await,
        Command::Backup { city, file } => backup::backup(&config, city.as_deref(), &file).await,
        Command::Restore { file } => backup::restore(&config, &file).await,
        Command::Bounce { city } => bounce::execute(&city, &config).await,
        Command::Bot(command) => bot::execute(command, &config).await,
        Command::SignIn(command) => sign_in::execute(command, &config).await,
        Command::Chat { city, person, lang } => chat::execute(&config, &city, person.as_deref(), lang).await,
        Command::Openapi => {
            println!("{}", web::openapi().to_pretty_json()?);
            Ok(())
        }
    }
}

fn start_logging(config: &Config) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
    for key in &config.unused {
        tracing::warn!(key, "is set, but this version does not use it");
    }
}

/// Measurements are kept only where somebody asks for them.
pub(crate) fn start_metrics(config: &Config) -> Result<Option<PrometheusHandle>, Refusal> {
    if config.metrics_listen.is_none() {
        return Ok(None);
    }
    let seconds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0];
    let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &seconds)?;
    Ok(Some(builder.install_recorder()?))
}

/// A token that is cancelled when the process is told to stop.
pub(crate) fn stop_on_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        if let Err(error) = serve::told_to_stop().await {
            tracing::error!(%error, "signals cannot be waited for");
        }
        tracing::info!("stopping: finishing what was begun");
        told.cancel();
    });
    stop
}

async fn serve_roles(config: &Config, roles: &[Role]) -> Result<(), Refusal> {
    let url = config.database_url.clone().ok_or(wiring::WiringError::NoDatabase)?;
    let stop = stop_on_signal();
    let app = wiring::app(config).await?;
    serve::check(&app).await?;
    let metrics = start_metrics(config)?;
    tracing::info!(listen = %config.listen, cities = app.registry.all().len(), "serving");
    Ok(serve::serve(app, config, url, roles, metrics, None, stop).await?)
}

async fn migrate(config: &Config) -> Result<(), Refusal> {
    let url = config.database_url.clone().ok_or(wiring::WiringError::NoDatabase)?;
    let migrated = platform_core::migrate(&url).await?;
    match migrated.ran.as_slice() {
        [] => println!("The schema is up to date."),
        ran => println!("Migrations run: {}.", ran.join(", ")),
    }
    Ok(())
}

/// The instant and a new id, for commands that make something.
fn now_and_id() -> (chrono::DateTime<chrono::Utc>, uuid::Uuid) {
    let now = SystemClock.now();
    (now, platform_core::ports::new_id(&SystemEntropy, now))
}

/// The application, for commands that act in a city.
async fn app(config: &Config) -> Result<Arc<platform_core::App>, Refusal> {
    Ok(wiring::app(config).await?)
}
