//! Bots: rows that say under which token the platform speaks, for all cities or for one.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::Platform;
use super::vault::{OtherSecret, Vault};
use crate::App;
use crate::accounts::Agent;
use crate::db::{self, chat as sql, leases};
use crate::kinds::BotId;
use crate::ports::new_id;
use crate::refusals::ReadError;
use crate::tenancy::{Ctx, TenantId};

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
    /// What its platform shows to us; of Discord, the key its signatures are checked with.
    pub hook_secret: SecretString,
    /// Whether it fetches its updates itself, where its platform cannot call.
    pub polls: bool,
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

/// A bot that is to be registered.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// Where it speaks.
    pub platform: Platform,
    /// The city it belongs to; none: it serves them all.
    pub city: Option<TenantId>,
    /// What its platform calls it.
    pub name: &'a str,
    /// What it shows to its platform.
    pub token: &'a SecretString,
    /// What it is called at and what its platform shows there, where the platform says so; otherwise both are made.
    pub hook: Option<(String, SecretString)>,
    /// Whether it fetches its updates itself.
    pub polls: bool,
}

/// Registers a bot, or gives the one of this name another token or city; what it is called at stays.
///
/// # Errors
/// If the database fails.
pub async fn add(app: &App, vault: &Vault, new: New<'_>) -> Result<Bot, BotError> {
    let now = app.clock.now();
    let mut tx = app.db.control().await?;
    // Where the platform says what it is called at, it is known by that, whatever it is called by now.
    let known = match &new.hook {
        Some((hook, _)) => sql::bot_at(&mut tx, hook).await?,
        None => sql::bot_named(&mut tx, new.platform, new.name).await?,
    };
    let known = known.map(|row| open(vault, row)).and_then(Result::ok);
    let id = known.as_ref().map_or_else(|| new_id(&*app.entropy, now).into(), |bot| bot.id);
    // What its platform shows us stays: until it is told anew, it shows what it was told before.
    let known = known.map(|bot| (bot.hook, bot.hook_secret));
    let (hook, hook_secret) = new.hook.or(known).unwrap_or_else(|| (random(app), random(app).into()));
    let row = sql::BotRow {
        id,
        platform: new.platform,
        tenant_id: new.city.map(TenantId::uuid),
        name: new.name.to_owned(),
        hook,
        token: vault.seal(&*app.entropy, &token_of(id), new.token),
        hook_secret: vault.seal(&*app.entropy, &hook_of(id), &hook_secret),
        polls: new.polls,
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
        polls: row.polls,
    })
}

/// Bots as they were read a moment ago, by what they are called at: one is called hundreds of times a second.
#[derive(Debug, Default)]
pub struct Hooks(RwLock<HashMap<String, Read>>);

/// A bot, and when it was read.
type Read = (DateTime<Utc>, Arc<Bot>);

/// For how long a bot is taken to be what it was.
const FRESH: Duration = Duration::seconds(1);

impl Hooks {
    fn known(&self, hook: &str, now: DateTime<Utc>) -> Option<Arc<Bot>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (read_at, bot) = known.get(hook)?;
        (now - *read_at < FRESH).then(|| Arc::clone(bot))
    }

    /// Takes in what was read: only bots that are, so that strangers cannot fill it.
    fn learn(&self, hook: &str, bot: Option<&Arc<Bot>>, now: DateTime<Utc>) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match bot {
            Some(bot) => drop(known.insert(hook.to_owned(), (now, Arc::clone(bot)))),
            None => drop(known.remove(hook)),
        }
    }
}

/// The bot that is called at this address, as it was at most a moment ago.
///
/// # Errors
/// If its secrets cannot be read, or the database fails.
pub async fn by_hook(app: &App, vault: &Vault, hook: &str) -> Result<Option<Arc<Bot>>, BotError> {
    let now = app.clock.now();
    if let Some(known) = app.hooks.known(hook, now) {
        return Ok(Some(known));
    }
    let row = sql::bot_at(&mut app.db.control().await?, hook).await?;
    let bot = row.map(|row| open(vault, row)).transpose()?.map(Arc::new);
    app.hooks.learn(hook, bot.as_ref(), now);
    Ok(bot)
}

/// All bots; one whose secrets cannot be read is left out, and the log says so.
///
/// # Errors
/// If the database fails.
pub async fn all(app: &App, vault: &Vault) -> Result<Vec<Bot>, db::Error> {
    let rows = sql::bots(&mut app.db.control().await?).await?;
    let opened = |row: sql::BotRow| {
        let name = row.name.clone();
        open(vault, row).map_err(|error| tracing::error!(bot = name, %error, "a bot cannot be used")).ok()
    };
    Ok(rows.into_iter().filter_map(opened).collect())
}

/// For how long a node fetches a bot's updates before it must say so again.
pub const POLLING: Duration = Duration::minutes(1);

/// Whether this node is the one that fetches a bot's updates; if nobody is, it is from now on.
///
/// # Errors
/// If the database fails.
pub async fn polls_here(app: &App, bot: BotId, node: Uuid) -> Result<bool, db::Error> {
    let now = app.clock.now();
    leases::take(&app.db, &format!("updates of bot {bot}"), node, now, now + POLLING).await
}

/// Another node may fetch a bot's updates: this one has stopped.
///
/// # Errors
/// If the database fails.
pub async fn stops_polling(app: &App, bot: BotId, node: Uuid) -> Result<(), db::Error> {
    leases::end(&app.db, &format!("updates of bot {bot}"), node, app.clock.now()).await
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

/// How long a message may wait before its bot is no longer well.
const LATE: Duration = Duration::minutes(10);

/// A bot that serves a city, and what waits there to be sent by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serving {
    /// Where it speaks.
    pub platform: Platform,
    /// What its platform calls it.
    pub name: String,
    /// Whether it is the city's own; otherwise it serves all cities.
    pub is_own: bool,
    /// How many of the city's messages wait.
    pub waiting: i64,
    /// Since when the first of them is due.
    pub due_since: Option<DateTime<Utc>>,
}

impl Serving {
    /// Whether what it has to say leaves in time.
    #[must_use]
    pub fn is_well(&self, now: DateTime<Utc>) -> bool {
        self.due_since.is_none_or(|since| now - since < LATE)
    }
}

/// The bots that serve a city, and how they fare there: for its agents.
///
/// # Errors
/// If no agent asks.
pub async fn of_city(app: &App, ctx: &Ctx) -> Result<Vec<Serving>, ReadError> {
    Agent::check(ctx)?;
    Ok(sql::bots_of_city(&mut app.db.control().await?, ctx.tenant.id.uuid()).await?)
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
