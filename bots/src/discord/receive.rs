//! An interaction, from its arrival to its answer: within three seconds, or later if it takes longer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use platform_core::App;
use platform_core::chat::bots::Bot;
use platform_core::chat::outbox::{self, Message};
use platform_core::chat::{conversation, guilds};
use platform_core::search::suggest;
use platform_core::tenancy::Tenant;
use platform_core::texts::{Args, Locale};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use serde_json::{Value, json};
use serenity::all::{CommandInteraction, Verifier};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::interaction::{Call, Turn, Who, read, ways};
use super::setup;
use super::show::{self, Ways};
use crate::receive::{self, Reply, common};
use crate::talk::Fault;

/// How old a signature may be: nobody shows an old one again.
const SKEW: TimeDelta = TimeDelta::minutes(5);
/// How long an answer may take before it is put off; Discord waits for three seconds.
const IN_TIME: Duration = Duration::from_millis(2200);

/// Most suggestions (Discord, "Autocomplete").
const CHOICES: usize = 25;

/// What Discord is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Response {
    /// This.
    Json(Value),
    /// That it is heard.
    Heard,
    /// That it is nothing to us.
    Unknown,
}

/// The application an interaction is for, as it says itself; whether it is, its signature tells.
#[must_use]
pub fn application(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Addressed {
        application_id: String,
    }
    serde_json::from_slice(body).ok().map(|addressed: Addressed| addressed.application_id)
}

/// Whether Discord signed it, and lately: over what it says is the time, and the body (Ed25519, RFC 8032).
#[must_use]
pub fn verify(bot: &Bot, signature: &str, timestamp: &str, body: &[u8], now: DateTime<Utc>) -> bool {
    let signed_at = timestamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let is_new = signed_at.is_some_and(|at| (now - at).abs() <= SKEW);
    let verifier = key(bot.hook_secret.expose_secret()).and_then(|key| Verifier::try_new(key).ok());
    is_new && verifier.is_some_and(|verifier| verifier.verify(signature, timestamp, body).is_ok())
}

/// A public key, from 64 hexadecimal digits.
fn key(hex: &str) -> Option<[u8; 32]> {
    let digit = |at: usize| hex.get(at * 2..at * 2 + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Option<Vec<u8>> = (0..32).map(digit).collect();
    bytes.filter(|_| hex.len() == 64)?.try_into().ok()
}

/// Deals with what Discord signed.
pub async fn receive(app: &Arc<App>, bot: &Arc<Bot>, body: &[u8]) -> Response {
    match read(body, app.clock.now()) {
        None => Response::Unknown,
        Some(Call::Ping) => Response::Json(json!({ "type": 1 })),
        Some(Call::EventPing) => Response::Heard,
        Some(Call::Reachable(person, reachable)) => {
            if let Err(error) = conversation::mark(app, bot.id, &person, reachable).await {
                tracing::warn!(%error, "who took or left the bot is not noted");
            }
            Response::Heard
        }
        Some(Call::Write { question, title }) => Response::Json(show::form(&question, &title)),
        Some(Call::Suggest(own)) => Response::Json(suggested(app, bot, &own).await),
        Some(Call::Setup(own)) => Response::Json(set_up(app, bot, own).await),
        Some(Call::Said(turn)) => Response::Json(converse(app, bot, *turn).await),
    }
}

/// Whether an answer was put off meanwhile.
type Late = Arc<AtomicBool>;

/// The answer, or that it will come: what was begun goes on in either case. `answer` makes it, or queues it itself if it is
/// late.
async fn in_time<A>(app: &Arc<App>, bot: &Bot, chat: String, ways: Ways, answer: impl FnOnce(Late) -> A) -> Value
where
    A: Future<Output = Option<Value>> + Send + 'static,
{
    let (late, is_private) = (Late::default(), ways.is_private);
    let (done, soon) = oneshot::channel();
    let (app, bot, answer) = (Arc::clone(app), bot.id, answer(Arc::clone(&late)));
    tokio::spawn(async move {
        let Some(answer) = answer.await else { return };
        if let Err(answer) = done.send(answer) {
            let message = Message { chat, content: show::put_off(answer, &ways) };
            if let Err(error) = outbox::answer(&app, bot, &message).await {
                tracing::error!(%error, "an answer that was put off is lost");
            }
        }
    });
    match timeout(IN_TIME, soon).await {
        Ok(Ok(answer)) => answer,
        _ => {
            late.store(true, Ordering::Release);
            json!({ "type": 5, "data": { "flags": if is_private { 64 } else { 0 } } })
        }
    }
}

async fn converse(app: &Arc<App>, bot: &Arc<Bot>, turn: Turn) -> Value {
    let (chat, ways) = (turn.incoming.chat.clone(), turn.ways.clone());
    let (own, speaks) = (Arc::clone(app), Arc::clone(bot));
    in_time(app, bot, chat, ways, |late| async move { answered(&own, &speaks, turn, &late).await }).await
}

/// What is answered; none if it was put off, and is queued with what follows it: before that, in one transaction.
async fn answered(app: &App, bot: &Bot, mut turn: Turn, late: &AtomicBool) -> Option<Value> {
    let sorry = |key: &str| {
        let locale = turn.incoming.language.unwrap_or(Locale::En);
        Some(show::words(&common().get(locale, key, &Args::new()), turn.ways.is_private))
    };
    let show = |reply: &Reply<'_>| {
        let (mut after, answer) = show::answer(reply, &turn.ways);
        if !late.load(Ordering::Acquire) {
            return (after, Some(answer));
        }
        after.insert(0, show::put_off(answer, &turn.ways));
        (after, None)
    };
    let done = match city(app, bot, turn.guild.as_deref()).await {
        Ok(city) => {
            turn.incoming.city = city.map(|city| city.id.uuid());
            receive::receive(app, bot, &turn.incoming, show).await
        }
        Err(fault) => Err(fault),
    };
    match done {
        Ok(Some(answer)) => answer,
        // It came twice: what it did is done, and was answered.
        Ok(None) => sorry("chat-again"),
        Err(fault) => {
            tracing::error!(bot = bot.name, %fault, "an interaction is not answered for");
            sorry("refusal-unavailable")
        }
    }
}

async fn set_up(app: &Arc<App>, bot: &Arc<Bot>, own: Box<CommandInteraction>) -> Value {
    let (chat, ways) = (own.user.id.to_string(), ways(&own.token, app.clock.now(), true, false));
    let (core, speaks) = (Arc::clone(app), Arc::clone(bot));
    in_time(app, bot, chat, ways, |_| async move { Some(setup::set_up(&core, &speaks, &own).await) }).await
}

/// The city a server belongs to; in private, and in a server of no city, the one of a bot that belongs to one.
pub(super) async fn city(app: &App, bot: &Bot, guild: Option<&str>) -> Result<Option<Arc<Tenant>>, Fault> {
    if let Some(own) = bot.city {
        return Ok(app.registry.by_uuid(own));
    }
    let Some(guild) = guild else { return Ok(None) };
    let bound = guilds::find(app, bot.id, guild).await?;
    Ok(bound.and_then(|bound| app.registry.by_uuid(bound.city)))
}

/// Places that fit what is written of one.
async fn suggested(app: &App, bot: &Bot, own: &CommandInteraction) -> Value {
    let guild = own.guild_id.map(|guild| guild.to_string());
    let tenant = city(app, bot, guild.as_deref()).await.ok().flatten();
    let chosen = match tenant {
        Some(tenant) => Some(tenant),
        None => chosen_before(app, bot, &own.user.id.to_string()).await,
    };
    let language = Who { user: &own.user, member: own.member.as_deref(), locale: &own.locale }.language();
    let (written, tenant) = (own.data.autocomplete().map(|option| option.value), chosen);
    let names: Vec<String> = match (written, tenant) {
        (Some(words), Some(tenant)) => {
            let locale = language.unwrap_or_else(|| tenant.config.default_locale());
            if words.trim().is_empty() {
                tenant.config.areas.iter().map(|area| area.name(locale).to_owned()).collect()
            } else {
                suggest::areas(&tenant.config, locale, words).into_iter().map(|(_, name)| name).collect()
            }
        }
        _ => Vec::new(),
    };
    let choices: Vec<_> = names.iter().take(CHOICES).map(|name| json!({ "name": name, "value": name })).collect();
    json!({ "type": 8, "data": { "choices": choices } })
}

/// The city somebody's conversation was about.
async fn chosen_before(app: &App, bot: &Bot, chat: &str) -> Option<Arc<Tenant>> {
    let city = conversation::city(app, bot.id, chat).await.ok()??;
    app.registry.by_uuid(city)
}
