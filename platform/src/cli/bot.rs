//! `jemengage bot`: which bots the platform speaks as.

use std::io::BufRead as _;

use bots::{discord, telegram};
use platform_core::App;
use platform_core::chat::bots::{self as rows, Bot, New};
use platform_core::chat::{Platform, Vault};
use platform_core::tenancy::{RegistryError, TenantId};
use secrecy::SecretString;

use super::{Refusal, app};
use crate::config::Config;

/// What can be done with bots.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Register a bot, whose token is read from stdin; once more to give it another token or city
    Add {
        /// The city it belongs to, by its short name; without it, it serves all cities
        #[arg(long)]
        city: Option<String>,
        /// It is an application of Discord, not a bot of Telegram
        #[arg(long)]
        discord: bool,
        /// Fetch its updates, where Telegram cannot call: on a machine of one's own
        #[arg(long, conflicts_with = "discord")]
        poll: bool,
    },
    /// List the bots
    List,
    /// Ask its platform whether it knows a bot, and tell it anew where the bot is called and what its commands are
    Check {
        /// What its platform calls it
        name: String,
        /// It is an application of Discord
        #[arg(long)]
        discord: bool,
    },
    /// Take a bot away, with what its conversations remember
    Remove {
        /// What its platform calls it
        name: String,
        /// It is an application of Discord
        #[arg(long)]
        discord: bool,
    },
}

const fn platform(discord: bool) -> Platform {
    if discord { Platform::Discord } else { Platform::Telegram }
}

pub(super) async fn execute(command: Command, config: &Config) -> Result<(), Refusal> {
    let app = app(config).await?;
    match command {
        Command::Add { city, discord, poll } => {
            let known = |code: String| app.registry.by_code(&code).ok_or(RegistryError::Unknown(code));
            let city = city.map(known).transpose()?.map(|city| city.id);
            let bot = match platform(discord) {
                Platform::Telegram => add_telegram(&app, config, city, poll).await?,
                Platform::Discord => add_discord(&app, config, city).await?,
            };
            register(&app, config, &bot).await
        }
        Command::List => list(&app).await,
        Command::Check { name, discord } => check(&app, config, platform(discord), &name).await,
        Command::Remove { name, discord } => {
            if !rows::remove(&app, platform(discord), &name).await? {
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

async fn add_telegram(app: &App, config: &Config, city: Option<TenantId>, polls: bool) -> Result<Bot, Refusal> {
    let vault = vault(app)?;
    let token = token("The token, as @BotFather gives it:").await?;
    if token.split_once(':').is_none_or(|(number, rest)| number.parse::<u64>().is_err() || rest.len() < 20) {
        return Err("this is no token: it looks like 123456:ABC-DEF…".into());
    }
    let token = SecretString::from(token);
    let name = telegram::name(&token, config.telegram_api.as_ref()).await?;
    let new = New { platform: Platform::Telegram, city, name: &name, token: &token, hook: None, polls };
    Ok(rows::add(app, vault, new).await?)
}

async fn add_discord(app: &App, config: &Config, city: Option<TenantId>) -> Result<Bot, Refusal> {
    let vault = vault(app)?;
    let token = SecretString::from(token("The token, from the page «Bot» of the application:").await?);
    let own = discord::look_up(&token, config.discord_api.as_ref()).await?;
    // It is called at one address with all others, and told apart by its number.
    let hook = Some((own.id, own.key.into()));
    let new = New { platform: Platform::Discord, city, name: &own.name, token: &token, hook, polls: false };
    Ok(rows::add(app, vault, new).await?)
}

/// A token, from a line of stdin.
async fn token(ask: &'static str) -> Result<String, Refusal> {
    let read = move || -> std::io::Result<String> {
        eprintln!("{ask}");
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        Ok(line.trim().to_owned())
    };
    Ok(tokio::task::spawn_blocking(read).await??)
}

/// Tells a bot's platform where it is called, and what its commands are.
async fn register(app: &App, config: &Config, bot: &Bot) -> Result<(), Refusal> {
    // Any city's host leads here; a bot of one city is called at its own.
    let cities = app.registry.all();
    let host = bot.city.and_then(|id| app.registry.by_uuid(id)).or_else(|| cities.first().cloned());
    let host = host.ok_or("apply a city first: `jemengage tenant apply`")?;
    let name = &bot.name;
    match bot.platform {
        Platform::Telegram => {
            if !bot.polls && !app.links.is_secure() && config.telegram_api.is_none() {
                let words = "Telegram calls https addresses only: set JEMENGAGE_ORIGIN to the one this is reached at, or \
                             have the updates fetched with --poll";
                return Err(words.into());
            }
            let hook = app.links.to(&host, &format!("/hooks/telegram/{}", bot.hook));
            telegram::register(bot, &hook, config.telegram_api.as_ref()).await?;
            println!("{name}: registered. Open https://t.me/{name} and press Start.");
        }
        Platform::Discord => {
            let hook = app.links.to(&host, "/hooks/discord");
            if discord::register(bot, &hook, config.discord_api.as_ref()).await? {
                println!("{name}: registered, and called at {hook}");
            } else {
                println!("{name}: registered, but Discord cannot call {hook} yet.");
                println!("Once `jemengage serve` answers there, run `jemengage bot check --discord {name}`.");
            }
            let invite = format!("https://discord.com/oauth2/authorize?client_id={}", bot.hook);
            println!("Take it into a server: {invite}&scope=bot+applications.commands&permissions=2048");
        }
    }
    Ok(())
}

async fn check(app: &App, config: &Config, platform: Platform, name: &str) -> Result<(), Refusal> {
    let all = rows::all(app, vault(app)?).await?;
    let bot = all.into_iter().find(|bot| bot.platform == platform && bot.name == name).ok_or_else(|| no_bot(name))?;
    let told = match platform {
        Platform::Telegram => telegram::name(&bot.token, config.telegram_api.as_ref()).await?,
        Platform::Discord => discord::look_up(&bot.token, config.discord_api.as_ref()).await?.name,
    };
    println!("{told}: {platform} knows it");
    register(app, config, &bot).await
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
