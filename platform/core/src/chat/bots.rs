//! Bots: rows that say under which token the platform speaks, for all cities or for one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::Platform;
use super::vault::{OtherSecret, Vault};
use crate::App;
use crate::db::{self, chat as sql};
use crate::kinds::BotId;
use crate::ports::new_id;
use crate::tenancy::TenantId;

/// A bot.
#[derive(Debug, Clone)]
pub struct Bot {
    /// Its id.
    pub id: BotId,
    /// Where it speaks.
    pub platform: Platform,
    /// The city it belongs to; none: it serves them all.
    pub city: Option<Uuid>,
    /// What its platform calls it.
    pub name: String,
    /// The end of the address it is called at.
    pub hook: String,
    /// What it shows to its platform.
    pub token: SecretString,
    /// What its platform shows to us.
    pub hook_secret: SecretString,
}

impl Bot {
    /// Whether its platform showed what was agreed, compared in constant time.
    #[must_use]
    pub fn knows(&self, shown: &[u8]) -> bool {
        self.hook_secret.expose_secret().as_bytes().ct_eq(shown).into()
    }
}

/// A bot as it is listed: without its secrets.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: BotId,
    /// Where it speaks.
    pub platform: Platform,
    /// The city it belongs to; none: it serves them all.
    pub city: Option<Uuid>,
    /// What its platform calls it.
    pub name: String,
    /// How many conversations it has.
    pub chats: i64,
    /// How many messages wait to be sent.
    pub waiting: i64,
}

/// Why a bot cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum BotError {
    /// Its secrets cannot be read.
    #[error("the bot's token cannot be read: {0}")]
    Secret(#[from] OtherSecret),
    /// Ours to mend.
    #[error(transparent)]
    Database(#[from] db::Error),
}

/// Registers a bot, or gives the one of this name another token or city; what it is called at stays.
///
/// # Errors
/// If the database fails.
pub async fn add(
    app: &App,
    vault: &Vault,
    platform: Platform,
    city: Option<TenantId>,
    name: &str,
    token: &SecretString,
) -> Result<Bot, BotError> {
    let now = app.clock.now();
    let mut tx = app.db.control().await?;
    let known = sql::bot_named(&mut tx, platform, name).await?.map(|row| open(vault, row)).and_then(Result::ok);
    // What its platform shows us stays: until it is told anew, it shows what it was told before.
    let (id, hook, hook_secret) = match known {
        Some(bot) => (bot.id, bot.hook, bot.hook_secret),
        None => (new_id(&*app.entropy, now).into(), random(app), random(app).into()),
    };
    let row = sql::BotRow {
        id,
        platform,
        tenant_id: city.map(TenantId::uuid),
        name: name.to_owned(),
        hook,
        token: vault.seal(&*app.entropy, &token_of(id), token),
        hook_secret: vault.seal(&*app.entropy, &hook_of(id), &hook_secret),
    };
    sql::put_bot(&mut tx, &row, now).await?;
    tx.commit().await?;
    Ok(open(vault, row)?)
}

/// 128 random bits, as 22 characters of base64url.
fn random(app: &App) -> String {
    let mut bytes = [0; 16];
    app.entropy.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn token_of(id: BotId) -> String {
    format!("token of {id}")
}

fn hook_of(id: BotId) -> String {
    format!("hook of {id}")
}

fn open(vault: &Vault, row: sql::BotRow) -> Result<Bot, OtherSecret> {
    Ok(Bot {
        token: vault.open(&token_of(row.id), &row.token)?,
        hook_secret: vault.open(&hook_of(row.id), &row.hook_secret)?,
        id: row.id,
        platform: row.platform,
        city: row.tenant_id,
        name: row.name,
        hook: row.hook,
    })
}

/// The bot that is called at this address.
///
/// # Errors
/// If its secrets cannot be read, or the database fails.
pub async fn by_hook(app: &App, vault: &Vault, hook: &str) -> Result<Option<Bot>, BotError> {
    let row = sql::bot_at(&mut app.db.control().await?, hook).await?;
    Ok(row.map(|row| open(vault, row)).transpose()?)
}

/// All bots of a platform; one whose secrets cannot be read is left out, and the log says so.
///
/// # Errors
/// If the database fails.
pub async fn all(app: &App, vault: &Vault, platform: Platform) -> Result<Vec<Bot>, db::Error> {
    let rows = sql::bots(&mut app.db.control().await?, platform).await?;
    let opened = |row: sql::BotRow| {
        let name = row.name.clone();
        open(vault, row).map_err(|error| tracing::error!(bot = name, %error, "a bot cannot be used")).ok()
    };
    Ok(rows.into_iter().filter_map(opened).collect())
}

/// All bots, without their secrets.
///
/// # Errors
/// If the database fails.
pub async fn list(app: &App) -> Result<Vec<Listed>, db::Error> {
    sql::list_bots(&mut app.db.control().await?).await
}

/// The bots of a platform that serve a city: their names, and whether they are the city's own.
///
/// # Errors
/// If the database fails.
pub async fn serving(app: &App, platform: Platform, city: TenantId) -> Result<Vec<(String, bool)>, db::Error> {
    sql::serving(&mut app.db.control().await?, platform, city.uuid()).await
}

/// Takes a bot away, with its conversations; says whether there was one.
///
/// # Errors
/// If the database fails.
pub async fn remove(app: &App, platform: Platform, name: &str) -> Result<bool, db::Error> {
    let mut tx = app.db.control().await?;
    let removed = sql::remove_bot(&mut tx, platform, name).await?;
    tx.commit().await?;
    Ok(removed)
}
