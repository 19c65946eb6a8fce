//! `jemengage bot`: which bots the platform speaks as.

use std::io::BufRead as _;

use bots::telegram;
use platform_core::App;
use platform_core::chat::bots::{self as rows, Bot};
use platform_core::chat::{Platform, Vault};
use platform_core::tenancy::RegistryError;
use secrecy::SecretString;

use super::{Refusal, app};
use crate::config::Config;

/// What can be done with bots.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Register a Telegram bot, whose token is read from stdin; once more to give it another token or city
    Add {
        /// The city it belongs to, by its short name; without it, it serves all cities
        #[arg(long)]
        city: Option<String>,
    },
    /// List the bots
    List,
    /// Ask Telegram whether it knows a bot, and tell it anew where the bot is called
    Check {
        /// What Telegram calls it
        name: String,
    },
    /// Take a bot away, with what its conversations remember
    Remove {
        /// What Telegram calls it
        name: String,
    },
}

pub(super) async fn execute(command: Command, config: &Config) -> Result<(), Refusal> {
    let app = app(config).await?;
    match command {
        Command::Add { city } => add(&app, config, city.as_deref()).await,
        Command::List => list(&app).await,
        Command::Check { name } => check(&app, config, &name).await,
        Command::Remove { name } => {
            if !rows::remove(&app, Platform::Telegram, &name).await? {
                return Err(no_bot(&name));
            }
            println!("{name}: taken away");
            Ok(())
        }
    }
}

fn no_bot(name: &str) -> Refusal {
    format!("there is no bot {name}; `jemengage bot list` shows those there are").into()
}

fn vault(app: &App) -> Result<&Vault, Refusal> {
    let missing = "JEMENGAGE_SECRET is not set: tokens are kept encrypted with it (make one by `openssl rand -hex 32`)";
    app.vault.as_ref().ok_or_else(|| missing.into())
}

async fn add(app: &App, config: &Config, city: Option<&str>) -> Result<(), Refusal> {
    let vault = vault(app)?;
    let known = |code: &str| app.registry.by_code(code).ok_or_else(|| RegistryError::Unknown(code.to_owned()));
    let city = city.map(known).transpose()?;
    let token = tokio::task::spawn_blocking(read_token).await??;
    let name = telegram::name(&token, config.telegram_api.as_ref()).await?;
    let bot = rows::add(app, vault, Platform::Telegram, city.map(|city| city.id), &name, &token).await?;
    register(app, config, &bot).await?;
    println!("{name}: registered. Open https://t.me/{name} and press Start.");
    Ok(())
}

/// The token, as BotFather gives it.
fn read_token() -> Result<SecretString, Refusal> {
    eprintln!("The token, as @BotFather gives it:");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let token = line.trim();
    if token.split_once(':').is_none_or(|(number, rest)| number.parse::<u64>().is_err() || rest.len() < 20) {
        return Err("this is no token: it looks like 123456:ABC-DEF…".into());
    }
    Ok(token.to_owned().into())
}

/// Tells Telegram where a bot is called.
async fn register(app: &App, config: &Config, bot: &Bot) -> Result<(), Refusal> {
    if !app.links.is_secure() && config.telegram_api.is_none() {
        return Err("Telegram calls https addresses only: set JEMENGAGE_ORIGIN to the one this is reached at".into());
    }
    // Any city's host leads here; a bot of one city is called at its own.
    let cities = app.registry.all();
    let host = bot.city.and_then(|id| app.registry.by_uuid(id)).or_else(|| cities.first().cloned());
    let host = host.ok_or("apply a city first: `jemengage tenant apply`")?;
    let hook = app.links.to(&host, &format!("/hooks/telegram/{}", bot.hook));
    Ok(telegram::register(bot, &hook, config.telegram_api.as_ref()).await?)
}

async fn check(app: &App, config: &Config, name: &str) -> Result<(), Refusal> {
    let all = rows::all(app, vault(app)?, Platform::Telegram).await?;
    let bot = all.into_iter().find(|bot| bot.name == name).ok_or_else(|| no_bot(name))?;
    let told = telegram::name(&bot.token, config.telegram_api.as_ref()).await?;
    register(app, config, &bot).await?;
    println!("{told}: Telegram knows it, and where it is called");
    Ok(())
}

async fn list(app: &App) -> Result<(), Refusal> {
    for bot in rows::list(app).await? {
        let city = bot.city.and_then(|id| app.registry.by_uuid(id)).map(|city| city.config.code.clone());
        let (chats, waiting) = (bot.chats, bot.waiting);
        let city = city.as_deref().unwrap_or("all cities");
        println!("{:<10} {:<32} {city:<16} {chats} conversations, {waiting} messages wait", bot.platform, bot.name);
    }
    Ok(())
}
