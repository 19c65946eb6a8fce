//! The sender: one node takes out what waits for a bot, within Telegram's limits, and sees to what cannot be delivered.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use platform_core::chat::Platform;
use platform_core::chat::bots::{self, Bot as Row};
use platform_core::chat::outbox::{self, Due};
use platform_core::kinds::BotId;
use platform_core::{App, DbError};
use secrecy::ExposeSecret as _;
use teloxide::payloads::{AnswerCallbackQuerySetters as _, EditMessageTextSetters as _, SendMessageSetters as _};
use teloxide::prelude::Requester as _;
use teloxide::types::{
    ButtonRequest, CallbackQueryId, ChatId, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, KeyboardButton,
    KeyboardMarkup, MessageId, ParseMode,
};
use teloxide::{ApiError, Bot, RequestError};
use url::Url;
use uuid::Uuid;

use super::register::client;
use super::show::{Key, KeyDoes, Keyboard, Sending};

/// Messages a bot may send a second (Bot FAQ: "no more than 30 messages per second").
const A_SECOND: NonZeroU32 = NonZeroU32::new(30).expect("not zero");
/// Conversations that are sent to at once.
const AT_ONCE: i64 = 16;
/// How long Telegram may take; teloxide itself would sleep ten seconds over a fault of Telegram's.
const PATIENCE: Duration = Duration::from_secs(8);
/// How often a node looks for what another has queued.
const LOOK: Duration = Duration::from_millis(300);
/// How often it looks which bots there are.
const BOTS_LOOK: Duration = Duration::from_secs(1);
/// After so many tries a message is given up: by then some two hours have gone by.
const MOST_ATTEMPTS: i32 = 32;
/// How long a token that Telegram does not know is waited for: it is being changed.
const TOKEN: Duration = Duration::from_secs(60);

/// Sends for all bots until stopped; what is under way is finished.
pub async fn send_all(app: Arc<App>, api: Option<Url>, node: Uuid, stop: impl Future<Output = ()> + Send) {
    let stop = stop.fuse();
    tokio::pin!(stop);
    let mut senders: HashMap<BotId, Sender> = HashMap::new();
    let mut looked: Option<tokio::time::Instant> = None;
    loop {
        if looked.is_none_or(|at| at.elapsed() >= BOTS_LOOK) {
            refresh(&app, api.as_ref(), &mut senders).await;
            looked = Some(tokio::time::Instant::now());
        }
        let rounds = join_all(senders.values().map(|sender| sender.round(&app, node))).await;
        // More may wait: it is looked at once more, but for a word to stop.
        let pause = if rounds.into_iter().any(|sent| sent) { Duration::ZERO } else { LOOK };
        tokio::select! {
            biased;
            () = &mut stop => break,
            () = app.db.chat_messages_queued() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
    if let Err(error) = outbox::release(&app, node).await {
        tracing::warn!(%error, "another node sends when the lease of this one is over");
    }
}

/// Takes in bots that are new or changed, and lets go of those that are gone.
async fn refresh(app: &App, api: Option<&Url>, senders: &mut HashMap<BotId, Sender>) {
    let Some(vault) = &app.vault else { return };
    let rows = match bots::all(app, vault, Platform::Telegram).await {
        Ok(rows) => rows,
        Err(error) => return tracing::warn!(%error, "the bots cannot be read"),
    };
    senders.retain(|id, _| rows.iter().any(|row| row.id == *id));
    for row in rows {
        let known = senders.get(&row.id).is_some_and(|sender| sender.bot.token() == row.token.expose_secret());
        if !known {
            senders.insert(row.id, Sender::new(&row, api));
        }
    }
}

/// What sends for one bot.
struct Sender {
    id: BotId,
    bot: Bot,
    pace: DefaultDirectRateLimiter,
}

/// What became of a message.
enum Fate {
    /// It is there, or can never be.
    Done,
    /// It is tried again after so long.
    Later(Duration),
    /// Nothing reaches the conversation.
    Unreachable,
}

impl Sender {
    fn new(row: &Row, api: Option<&Url>) -> Self {
        let pace = RateLimiter::direct(Quota::per_second(A_SECOND));
        Self { id: row.id, bot: client(row.token.expose_secret(), api), pace }
    }

    /// Sends what is due, if this node may; says whether there was anything.
    async fn round(&self, app: &App, node: Uuid) -> bool {
        match self.try_round(app, node).await {
            Ok(sent) => sent,
            Err(error) => {
                tracing::warn!(%error, "messages wait: the database does not answer");
                false
            }
        }
    }

    async fn try_round(&self, app: &App, node: Uuid) -> Result<bool, DbError> {
        let due = outbox::due(app, self.id, AT_ONCE).await?;
        if due.is_empty() || !outbox::lease(app, self.id, node).await? {
            return Ok(false);
        }
        // Asked again under the lease: what another node has sent meanwhile is gone.
        let due = outbox::due(app, self.id, AT_ONCE).await?;
        let fates = join_all(due.iter().map(|message| self.send(message))).await;
        let sent: Vec<_> = due.iter().zip(fates).collect();
        let done: Vec<_> = sent.iter().filter(|(_, fate)| matches!(fate, Fate::Done)).map(|(own, _)| own.id).collect();
        // First: whatever fails after, what is there is not sent again.
        outbox::done(app, &done).await?;
        for (message, fate) in sent {
            let kept = match fate {
                Fate::Done => Ok(()),
                Fate::Later(after) => {
                    let after = chrono::Duration::from_std(after).unwrap_or_default();
                    outbox::later(app, message.id, app.clock.now() + after).await
                }
                Fate::Unreachable => outbox::give_up(app, self.id, &message.chat).await,
            };
            if let Err(error) = kept {
                tracing::warn!(%error, message = message.id, "what became of a message is looked at again");
            }
        }
        Ok(!due.is_empty())
    }

    async fn send(&self, message: &Due) -> Fate {
        let Ok(sending) = serde_json::from_value::<Sending>(message.content.clone()) else {
            tracing::error!(message = message.id, "a message cannot be read; it is left out");
            return Fate::Done;
        };
        let Ok(chat) = message.chat.parse() else { return Fate::Done };
        if let Sending::Answer { .. } = sending
            && message.attempts > 0
        {
            // Who pressed has stopped waiting.
            return Fate::Done;
        }
        self.pace.until_ready().await;
        match tokio::time::timeout(PATIENCE, self.deliver(ChatId(chat), sending)).await {
            Ok(Ok(())) => Fate::Done,
            Ok(Err(error)) => fate(&error, message),
            Err(_) => again(message),
        }
    }

    async fn deliver(&self, chat: ChatId, sending: Sending) -> Result<(), RequestError> {
        match sending {
            Sending::Answer { query, words } => {
                let answer = self.bot.answer_callback_query(CallbackQueryId(query));
                match words {
                    Some(words) => answer.text(words).await?,
                    None => answer.await?,
                };
            }
            Sending::Show { html, buttons, replaces: Some(id), .. } => {
                let edit = self.bot.edit_message_text(chat, MessageId(id), html.clone()).parse_mode(ParseMode::Html);
                match edit.reply_markup(inline(&buttons)).await {
                    Ok(_) | Err(RequestError::Api(ApiError::MessageNotModified)) => {}
                    // Too old to be changed, or taken away: it is said anew.
                    Err(RequestError::Api(ApiError::MessageToEditNotFound | ApiError::MessageCantBeEdited)) => {
                        self.say(chat, html, &buttons, None).await?;
                    }
                    Err(error) => return Err(error),
                }
            }
            Sending::Show { html, buttons, keyboard, replaces: None } => {
                self.say(chat, html, &buttons, keyboard.as_ref()).await?;
            }
            Sending::Document { name, text } => {
                self.bot.send_document(chat, InputFile::memory(text).file_name(name)).await?;
            }
        }
        Ok(())
    }

    async fn say(
        &self,
        chat: ChatId,
        html: String,
        buttons: &[Vec<Key>],
        keyboard: Option<&Keyboard>,
    ) -> Result<(), RequestError> {
        let message = self.bot.send_message(chat, html).parse_mode(ParseMode::Html);
        match keyboard {
            Some(keyboard) => message.reply_markup(reply(keyboard)).await?,
            None => message.reply_markup(inline(buttons)).await?,
        };
        Ok(())
    }
}

fn inline(buttons: &[Vec<Key>]) -> InlineKeyboardMarkup {
    let key = |key: &Key| match &key.does {
        KeyDoes::Data(data) => Some(InlineKeyboardButton::callback(&key.label, data)),
        KeyDoes::Url(url) => Some(InlineKeyboardButton::url(&key.label, url.parse().ok()?)),
    };
    InlineKeyboardMarkup::new(buttons.iter().map(|row| row.iter().filter_map(key).collect::<Vec<_>>()))
}

fn reply(keyboard: &Keyboard) -> KeyboardMarkup {
    let place = KeyboardButton::new(&keyboard.place).request(ButtonRequest::Location);
    let words = keyboard.words.iter().map(KeyboardButton::new).collect::<Vec<_>>();
    KeyboardMarkup::new([vec![place], words]).one_time_keyboard().resize_keyboard()
}

/// What becomes of a message that was not delivered.
fn fate(error: &RequestError, message: &Due) -> Fate {
    match error {
        RequestError::RetryAfter(wait) => Fate::Later(wait.duration()),
        RequestError::Api(
            ApiError::BotBlocked
            | ApiError::UserDeactivated
            | ApiError::ChatNotFound
            | ApiError::BotKicked
            | ApiError::CantInitiateConversation
            | ApiError::CantTalkWithBots,
        )
        | RequestError::MigrateToChatId(_) => Fate::Unreachable,
        RequestError::Api(ApiError::InvalidQueryId | ApiError::MessageNotModified) => Fate::Done,
        // As Telegram writes it by now, and teloxide does not know.
        RequestError::Api(ApiError::Unknown(words)) if words.contains("query ID is invalid") => Fate::Done,
        RequestError::Api(ApiError::InvalidToken) => {
            tracing::error!("Telegram does not know a bot's token: `jemengage bot add` gives it another");
            Fate::Later(TOKEN)
        }
        RequestError::Api(error) => {
            tracing::error!(%error, message = message.id, "Telegram refuses a message; it is left out");
            Fate::Done
        }
        RequestError::Network(_) | RequestError::InvalidJson { .. } | RequestError::Io(_) => again(message),
    }
}

/// Tries again: after a second, two, four, at most five minutes; not for ever.
fn again(message: &Due) -> Fate {
    if message.attempts >= MOST_ATTEMPTS {
        tracing::error!(message = message.id, "a message was tried too often; it is left out");
        return Fate::Done;
    }
    let attempts = u32::try_from(message.attempts).unwrap_or_default();
    Fate::Later(Duration::from_secs(2_u64.pow(attempts.min(9)).min(300)))
}
