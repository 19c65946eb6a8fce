//! The only file that names every adapter.

use std::sync::Arc;

use bots::Chats;
use platform_core::accounts::passwords::Passwords;
use platform_core::chat::Vault;
use platform_core::chat::bots::Hooks;
use platform_core::ports::{Clock, Entropy, Mailer, RulesEngine, SearchCopy, SearchIndex};
use platform_core::rules::rank::Lifts;
use platform_core::tenancy::Registry;
use platform_core::{App, Db, Links, MemorySearch};
use plugin_host::Host;
use search::Meilisearch;
use secrecy::SecretString;

use crate::config::Config;
use crate::mail::{FileMailer, SmtpMailer};
use crate::sign_in::Providers;
use crate::system::{SystemClock, SystemEntropy};

/// What cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum WiringError {
    /// No database was named.
    #[error("DATABASE_URL is not set: name the database, or start `jemengage demo`, which brings its own")]
    NoDatabase,
    /// The database does not answer, or its registry cannot be read.
    #[error("{0}")]
    Database(#[from] platform_core::DbError),
    /// The search engine cannot be asked.
    #[error("search: {0}")]
    Search(#[from] search::Unusable),
    /// Rules cannot be run.
    #[error("rules: {0}")]
    Rules(#[from] platform_core::rules::Unusable),
    /// Mails can go nowhere.
    #[error("mail: {0}")]
    Mail(String),
    /// The secret cannot be read.
    #[error("the secret in the data folder cannot be read: {0}")]
    Secret(std::io::Error),
    /// Providers of identities cannot be asked.
    #[error("sign-in: {0}")]
    SignIn(#[from] reqwest::Error),
    /// Passwords cannot be hashed.
    #[error("{0}")]
    Passwords(#[from] platform_core::accounts::passwords::PasswordError),
}

/// Puts the application together, on the database of the configuration.
///
/// # Errors
/// If a part is missing or does not answer.
pub async fn app(config: &Config) -> Result<Arc<App>, WiringError> {
    let url = config.database_url.clone().ok_or(WiringError::NoDatabase)?;
    app_with(config, url, mailer(config)?, Arc::new(SystemClock), engine(config)?).await
}

/// The same with a database, a mailer, a clock and an engine of rules of one's own: for the demo and for tests.
///
/// # Errors
/// If a part is missing or does not answer.
pub async fn app_with(
    config: &Config,
    url: SecretString,
    mailer: Arc<dyn Mailer>,
    clock: Arc<dyn Clock>,
    engine: Arc<dyn RulesEngine>,
) -> Result<Arc<App>, WiringError> {
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let db = Db::new(url, config.database_pool)?;
    let registry = Arc::new(Registry::new(Arc::clone(&engine)));
    registry.reload(&db).await?;
    let (search, copy) = search(config, &db)?;
    Ok(Arc::new(App {
        search,
        copy,
        engine,
        lifts: Lifts::default(),
        seen: Arc::default(),
        passwords: Passwords::new(&*entropy)?,
        links: Links::new(config.origin.clone()),
        vault: vault(config)?,
        channel: Arc::new(Chats),
        providers: Arc::new(Providers::new()?),
        hooks: Hooks::default(),
        mailer,
        clock,
        entropy,
        registry,
        db,
    }))
}

/// What makes rules of components; it keeps what it compiles in the data folder.
///
/// # Errors
/// If this machine cannot run them.
pub fn engine(config: &Config) -> Result<Arc<dyn RulesEngine>, WiringError> {
    Ok(Arc::new(Host::new(Some(&config.data_dir.join("rules")))?))
}

/// Where the demo keeps its secret.
pub const SECRET_FILE: &str = "secret";

/// What reads the tokens of bots and the secrets of providers: with JEMENGAGE_SECRET, or with the secret that the demo has made for itself.
fn vault(config: &Config) -> Result<Option<Vault>, WiringError> {
    if let Some(secret) = &config.secret {
        return Ok(Vault::new(secret));
    }
    match std::fs::read_to_string(config.data_dir.join(SECRET_FILE)) {
        Ok(secret) => Ok(Vault::new(&secret.trim().to_owned().into())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(WiringError::Secret(error)),
    }
}

/// What finds missions, and what keeps a copy of what they are found by.
type Engines = (Arc<dyn SearchIndex>, Option<Arc<dyn SearchCopy>>);

/// What finds missions: Postgres, of which large cities are held in memory; before it Meilisearch, if there is one.
fn search(config: &Config, db: &Db) -> Result<Engines, WiringError> {
    let own = Arc::new(MemorySearch::new(db.clone()));
    let Some(url) = &config.meili_url else { return Ok((own, None)) };
    let meilisearch = Arc::new(Meilisearch::new(url.as_str(), config.meili_key.as_ref(), own)?);
    Ok((Arc::clone(&meilisearch) as _, Some(meilisearch)))
}

fn mailer(config: &Config) -> Result<Arc<dyn Mailer>, WiringError> {
    match &config.smtp_url {
        Some(url) => {
            let mailer = SmtpMailer::new(url).map_err(|error| WiringError::Mail(format!("SMTP_URL: {error}")))?;
            Ok(Arc::new(mailer))
        }
        None => {
            let folder = config.data_dir.join("mail");
            let mailer = FileMailer::new(folder.clone())
                .map_err(|error| WiringError::Mail(format!("{}: {error}", folder.display())))?;
            Ok(Arc::new(mailer))
        }
    }
}
