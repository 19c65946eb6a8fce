//! Somebody with a phone: what they write and press, and what they see.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::bot::Bot;
use super::chat::{Body, Chat, Message, Place, Shown};
use super::html::{Plain, utf16};
use super::markup::{Action, Key, Markup};
use super::world::{Account, Press, Toast, next_id, now};

/// Somebody, and their private chat with a bot. Their updates reach it one after the other, as Telegram keeps them.
#[derive(Debug, Clone)]
pub struct User {
    /// Their identifier, and that of the chat.
    pub id: i64,
    bot: Bot,
    /// Telegram's `User`.
    card: Value,
    turn: Arc<Mutex<()>>,
}

impl User {
    pub(super) fn new(bot: Bot, first_name: &str, language_code: Option<&str>) -> Self {
        let id = next_id();
        let mut card = json!({ "id": id, "is_bot": false, "first_name": first_name });
        if let Some(language) = language_code {
            card["language_code"] = json!(language);
        }
        let chat = json!({ "id": id, "type": "private", "first_name": first_name });
        bot.change(|account| account.chats.insert(id, Chat::new(chat, false)));
        Self { id, bot, card, turn: Arc::default() }
    }

    /// The update of a text, which the chat has from now on; it goes nowhere by itself.
    #[must_use]
    pub fn text_update(&self, text: &str) -> Value {
        self.message(self.id, text, Body::Text)
    }

    /// The update of a place, likewise.
    #[must_use]
    pub fn location_update(&self, latitude: f64, longitude: f64) -> Value {
        self.message(self.id, "", Body::Place(Place { latitude, longitude, venue: None }))
    }

    /// The update of a press under any message with any data, whether there is such a button or not.
    #[must_use]
    pub fn press_update(&self, message_id: i64, data: &str) -> Value {
        self.bot.change(|account| {
            let id = (next_id() << 20).to_string();
            account.presses.push(Press { id: id.clone(), person: self.id, answer: None });
            let chat = account.chat(self.id);
            chat.started = true;
            let message = chat.messages.iter().find(|message| message.id == message_id);
            // What Telegram has no more it tells only the number of.
            let gone = || json!({ "chat": chat.card, "message_id": message_id, "date": 0 });
            let message = message.map_or_else(gone, |message| chat.json(message));
            let press = json!({
                "id": id, "from": self.card, "message": message, "chat_instance": (self.id * 31).to_string(), "data": data,
            });
            account.update("callback_query", press)
        })
    }

    /// The update that says what the bot is to them now: `member`, or `kicked` where they block it.
    #[must_use]
    pub fn membership_update(&self, status: &str) -> Value {
        self.bot.change(|account| {
            let bot = account.card();
            let is = |status: &str| {
                let mut member = json!({ "user": bot, "status": status });
                if status == "kicked" {
                    member["until_date"] = json!(0);
                }
                member
            };
            let chat = account.chat(self.id);
            let before = if chat.blocked { "kicked" } else { "member" };
            chat.blocked = status == "kicked";
            let change = json!({
                "chat": chat.card, "from": self.card, "date": now(),
                "old_chat_member": is(before), "new_chat_member": is(status),
            });
            account.update("my_chat_member", change)
        })
    }

    /// Writes a text; answers the statuses of its delivery, as all that follow.
    pub async fn sends(&self, text: &str) -> Vec<u16> {
        let _turn = self.turn.lock().await;
        self.bot.brings(self.text_update(text)).await
    }

    /// Writes a text in a group.
    pub async fn says_in(&self, group: i64, text: &str) -> Vec<u16> {
        let _turn = self.turn.lock().await;
        self.bot.brings(self.message(group, text, Body::Text)).await
    }

    /// Sends where they are.
    pub async fn sends_location(&self, latitude: f64, longitude: f64) -> Vec<u16> {
        let _turn = self.turn.lock().await;
        self.bot.brings(self.location_update(latitude, longitude)).await
    }

    /// Presses the button with this label or data under the latest message that has one, or the key with this label.
    ///
    /// # Panics
    /// If there is neither, or it is a link, or a key that says more than its label.
    pub async fn presses(&self, wanted: &str) -> Vec<u16> {
        let chat = self.chat();
        let found = chat.iter().rev().find_map(|shown| Some((shown.message_id, shown.button(wanted)?)));
        match found.map(|(message, button)| (message, &button.action)) {
            Some((message, Action::Data(data))) => self.presses_on(message, data).await,
            Some((_, Action::Url(url))) => panic!("{wanted:?} is a link to {url}"),
            None => {
                let key = self.keys().into_iter().flatten().find(|key| key.text == wanted);
                let key = key.unwrap_or_else(|| panic!("no button {wanted:?} in {chat:#?}"));
                assert!(!key.request_location && !key.request_contact, "{wanted:?} sends a place or a number");
                self.sends(wanted).await
            }
        }
    }

    /// Presses under any message with any data, whether there is such a button or not.
    pub async fn presses_on(&self, message_id: i64, data: &str) -> Vec<u16> {
        let _turn = self.turn.lock().await;
        self.bot.brings(self.press_update(message_id, data)).await
    }

    /// Blocks the bot.
    pub async fn blocks(&self) -> Vec<u16> {
        let _turn = self.turn.lock().await;
        self.bot.brings(self.membership_update("kicked")).await
    }

    /// Takes that back.
    pub async fn unblocks(&self) -> Vec<u16> {
        let _turn = self.turn.lock().await;
        self.bot.brings(self.membership_update("member")).await
    }

    /// Leaves Telegram for good; nobody is told.
    pub fn deactivates(&self) {
        self.bot.change(|account| account.chat(self.id).deactivated = true);
    }

    /// What the bot wrote to them, as it looks now.
    #[must_use]
    pub fn chat(&self) -> Vec<Shown> {
        self.bot.chat(self.id)
    }

    /// The reply keyboard under the field they write in.
    #[must_use]
    pub fn keys(&self) -> Vec<Vec<Key>> {
        self.bot.look(|account| account.chats[&self.id].keys())
    }

    /// What they were told about the buttons they pressed, in the order of the presses.
    #[must_use]
    pub fn toasts(&self) -> Vec<Toast> {
        self.bot.look(|account| self.answers(account).flatten().collect())
    }

    /// How many of their presses nobody answered yet.
    #[must_use]
    pub fn unanswered(&self) -> usize {
        self.bot.look(|account| self.answers(account).filter(Option::is_none).count())
    }

    /// Waits until the chat looks like this; answers what the bot wrote.
    ///
    /// # Panics
    /// If it never does.
    pub async fn waits_for(&self, wanted: impl FnMut(&[Shown]) -> bool) -> Vec<Shown> {
        self.bot.waits_for(self.id, wanted).await
    }

    /// Waits until so many of their presses were answered.
    ///
    /// # Panics
    /// If they are not.
    pub async fn waits_for_toasts(&self, count: usize) -> Vec<Toast> {
        let look = |account: &Account| {
            let toasts: Vec<Toast> = self.answers(account).flatten().collect();
            Some(toasts).filter(|toasts| toasts.len() >= count)
        };
        self.bot.waits("answers to presses", look).await
    }

    fn answers<'a>(&self, account: &'a Account) -> impl Iterator<Item = Option<Toast>> + use<'a> {
        let id = self.id;
        account.presses.iter().filter(move |press| press.person == id).map(|press| press.answer.clone())
    }

    fn message(&self, chat: i64, text: &str, body: Body) -> Value {
        self.bot.change(|account| {
            let id = account.next_message();
            let chat = account.chat(chat);
            assert!(!chat.blocked && !chat.deactivated, "who blocked the bot cannot write to it");
            chat.started = true;
            let plain = Plain { text: text.to_owned(), entities: commands(text) };
            let from = self.card.clone();
            let message = Message { id, from, date: now(), edited: None, plain, body, markup: Markup::None };
            let json = chat.json(&message);
            chat.messages.push(message);
            account.update("message", json)
        })
    }
}

/// The command a text starts with, as Telegram marks it.
fn commands(text: &str) -> Vec<Value> {
    let command = text.split_whitespace().next().filter(|word| word.starts_with('/') && word.len() > 1);
    let mark = |word: &str| json!({ "type": "bot_command", "offset": 0, "length": utf16(word) });
    command.map(mark).into_iter().collect()
}
