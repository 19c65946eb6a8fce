//! Taking messages to Discord, and what its answers mean.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use platform_core::chat::bots::Bot;
use platform_core::chat::outbox::Due;
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

use super::rest::{Refusal, Rest};
use super::show::Sending;
use crate::sender::Fate;

/// How long a token that Discord does not know is waited for: ten thousand such calls in ten minutes would shut out all
/// cities (Discord, "Invalid Request Limit").
const TOKEN: Duration = Duration::from_secs(60);
/// Discord's number for a token it does not know, or does not know yet.
const UNKNOWN_WEBHOOK: u64 = 10015;
/// How often what overtook its answer is sent again: for some seven seconds.
const OVERTAKEN: i32 = 3;
/// How many people's channels are remembered.
const KNOWN: usize = 10_000;

/// What takes a bot's messages to Discord.
pub(crate) struct Courier {
    rest: Rest,
    /// The application's number.
    application: String,
    /// The channels in which people are written to.
    channels: Mutex<HashMap<String, String>>,
}

impl Courier {
    /// For this bot, at another address of Discord if one is given.
    pub(crate) fn new(bot: &Bot, api: Option<&Url>) -> Self {
        let rest = Rest::new(&bot.token, api);
        Self { rest, application: bot.hook.clone(), channels: Mutex::default() }
    }

    /// Takes a message there.
    pub(crate) async fn deliver(&self, message: &Due, now: DateTime<Utc>) -> Fate {
        let Ok(sending) = serde_json::from_value::<Sending>(message.content.clone()) else {
            tracing::error!(message = message.id, "a message cannot be read; it is left out");
            return Fate::Refused;
        };
        if let Sending::Original { until, .. } | Sending::FollowUp { until, .. } = &sending
            && *until <= now.timestamp()
        {
            // Its token is no good any more, and who asked has stopped waiting.
            return Fate::Done;
        }
        let is_answer = matches!(sending, Sending::Original { .. } | Sending::FollowUp { .. });
        match self.send(&message.chat, sending).await {
            Ok(()) => Fate::Done,
            Err(refusal) => fate(&refusal, is_answer, message),
        }
    }

    async fn send(&self, chat: &str, sending: Sending) -> Result<(), Refusal> {
        let webhook = |token: &str| format!("webhooks/{}/{token}", self.application);
        match sending {
            Sending::Original { token, message, .. } => {
                let path = format!("{}/messages/@original", webhook(&token));
                self.rest.answer(Method::PATCH, &path, &message, None).await?;
            }
            Sending::FollowUp { token, message, file, .. } => {
                self.rest.answer(Method::POST, &webhook(&token), &message, file.as_ref()).await?;
            }
            Sending::Direct { message, file } => {
                let channel = self.channel(chat).await?;
                self.rest.post(&format!("channels/{channel}/messages"), &message, file.as_ref()).await?;
            }
            Sending::Channel { message } => {
                self.rest.post(&format!("channels/{chat}/messages"), &message, None).await?;
            }
        }
        Ok(())
    }

    /// The channel in which a person is written to.
    async fn channel(&self, person: &str) -> Result<String, Refusal> {
        let known = || self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = known().get(person) {
            return Ok(channel.clone());
        }
        let made = self.rest.call(Method::POST, "users/@me/channels", Some(&json!({ "recipient_id": person }))).await?;
        let channel = made.get("id").and_then(Value::as_str).map(str::to_owned);
        let channel = channel.ok_or_else(|| Refusal::Away("a channel without a number".into()))?;
        let mut known = known();
        if known.len() >= KNOWN {
            known.clear();
        }
        known.insert(person.to_owned(), channel.clone());
        Ok(channel)
    }
}

/// What becomes of a message that was not delivered.
fn fate(refusal: &Refusal, is_answer: bool, message: &Due) -> Fate {
    match refusal {
        Refusal::TooMany(pause) => Fate::Wait(*pause),
        // Without a number of Discord's own it was not Discord that answered, but what stands before it.
        Refusal::Away(_) | Refusal::No { status: 403 | 404, code: 0, .. } => Fate::Failed,
        Refusal::No { status: 401, .. } if !is_answer => {
            tracing::error!("Discord does not know a bot's token: `jemengage bot add` gives it another");
            Fate::Wait(TOKEN)
        }
        // What follows an answer has overtaken it: it is sent again once Discord has the answer, at most so often.
        Refusal::No { status: 404, code: UNKNOWN_WEBHOOK, .. } if is_answer && message.attempts < OVERTAKEN => {
            Fate::Failed
        }
        // The token's time is over, or the message is gone: nobody waits any more.
        Refusal::No { status: 401 | 403 | 404, .. } if is_answer => Fate::Done,
        Refusal::No { status: 403 | 404, .. } => Fate::Unreachable,
        Refusal::No { .. } => {
            tracing::error!(%refusal, message = message.id, "Discord refuses a message");
            Fate::Refused
        }
    }
}
