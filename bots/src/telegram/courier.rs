//! Taking messages to Telegram, and what its answers mean.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use platform_core::chat::bots::Bot as Row;
use platform_core::chat::outbox::Due;
use secrecy::ExposeSecret as _;
use teloxide::payloads::{AnswerCallbackQuerySetters as _, EditMessageTextSetters as _, SendMessageSetters as _};
use teloxide::prelude::Requester as _;
use teloxide::types::{
    ButtonRequest, CallbackQueryId, ChatId, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, KeyboardButton,
    KeyboardMarkup, MessageId, ParseMode,
};
use teloxide::{ApiError, Bot, RequestError};
use tokio::time::timeout;
use url::Url;

use super::register::client;
use super::show::{Answer, Key, KeyDoes, Keyboard, Sending};
use crate::sender::Fate;

/// How long a token that Telegram does not know is waited for: it is being changed.
const TOKEN: Duration = Duration::from_secs(60);

/// How long it may take to say that a press was heard: less than a message, which would otherwise be thought lost with it.
const ANSWERS: Duration = Duration::from_secs(2);

/// What takes a bot's messages to Telegram.
pub(crate) struct Courier {
    bot: Bot,
    /// Messages that Telegram has wait, and whose press was answered meanwhile: that is not done again.
    answered: Mutex<HashSet<i64>>,
}

impl Courier {
    /// For this bot, at another address of Telegram if one is given.
    pub(crate) fn new(row: &Row, api: Option<&Url>) -> Self {
        Self { bot: client(row.token.expose_secret(), api), answered: Mutex::default() }
    }

    /// Takes a message there.
    pub(crate) async fn deliver(&self, message: &Due) -> Fate {
        let Ok(sending) = serde_json::from_value::<Sending>(message.content.clone()) else {
            tracing::error!(message = message.id, "a message cannot be read; it is left out");
            return Fate::Refused;
        };
        let Ok(chat) = message.chat.parse() else { return Fate::Refused };
        let sent = match sending {
            // Tried before: who pressed has stopped waiting.
            Sending::Answer(_) if message.attempts > 0 => return Fate::Done,
            Sending::Answer(answer) => self.answer(answer).await,
            Sending::Show { press: Some(ref answer), .. } if message.attempts == 0 && !self.answered(message) => {
                // Whether it still waits makes no difference to what is shown, and is not waited for long.
                let answer = timeout(ANSWERS, self.answer(answer.clone()));
                let (answered, shown) = tokio::join!(answer, self.send(ChatId(chat), sending));
                if matches!(answered, Ok(Ok(()))) {
                    self.presses().insert(message.id);
                }
                shown
            }
            other => self.send(ChatId(chat), other).await,
        };
        let fate = match sent {
            Ok(()) => Fate::Done,
            Err(error) => fate(&error, message),
        };
        if !matches!(fate, Fate::Wait(_)) {
            self.presses().remove(&message.id);
        }
        fate
    }

    fn answered(&self, message: &Due) -> bool {
        self.presses().contains(&message.id)
    }

    fn presses(&self) -> MutexGuard<'_, HashSet<i64>> {
        self.answered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn send(&self, chat: ChatId, sending: Sending) -> Result<(), RequestError> {
        match sending {
            Sending::Answer(answer) => self.answer(answer).await?,
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
            Sending::Show { html, buttons, keyboard, replaces: None, .. } => {
                self.say(chat, html, &buttons, keyboard.as_ref()).await?;
            }
            Sending::Document { name, text } => {
                self.bot.send_document(chat, InputFile::memory(text).file_name(name)).await?;
            }
        }
        Ok(())
    }

    async fn answer(&self, Answer { query, words }: Answer) -> Result<(), RequestError> {
        let answer = self.bot.answer_callback_query(CallbackQueryId(query));
        match words {
            Some(words) => answer.text(words).await?,
            None => answer.await?,
        };
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
        RequestError::RetryAfter(wait) => Fate::Wait(wait.duration()),
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
            Fate::Wait(TOKEN)
        }
        RequestError::Api(error) => {
            tracing::error!(%error, message = message.id, "Telegram refuses a message");
            Fate::Refused
        }
        RequestError::Network(_) | RequestError::InvalidJson { .. } | RequestError::Io(_) => Fate::Failed,
    }
}
