//! A bot as a test holds it: where its updates go, what it was made to do, and what it was refused.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{CONTENT_TYPE, HOST};
use serde_json::{Value, json};

use super::LONGEST;
use super::chat::{Chat, Shown};
use super::settings::{Commands, Webhook};
use super::user::User;
use super::world::{Account, Call, Shared, next_id, now};

const SECRET: &str = "X-Telegram-Bot-Api-Secret-Token";
/// How often an update is brought before it is put aside, and how long between two times at first and at most.
const TRIES: u32 = 8;
const WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// A bot.
#[derive(Debug, Clone)]
pub struct Bot {
    pub(super) shared: Arc<Shared>,
    token: String,
}

impl Bot {
    pub(super) fn new(shared: Arc<Shared>, token: String) -> Self {
        Self { shared, token }
    }

    /// What our server must have to act as the bot.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Its identifier.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.look(|account| account.id)
    }

    /// Its name in links.
    #[must_use]
    pub fn username(&self) -> String {
        self.look(|account| account.username.clone())
    }

    /// Somebody who can write to it in private; it can write to them once they have.
    #[must_use]
    pub fn user<'a>(&self, first_name: &str, language_code: impl Into<Option<&'a str>>) -> User {
        User::new(self.clone(), first_name, language_code.into())
    }

    /// A group the bot is in; answers its identifier.
    #[must_use]
    pub fn group(&self, title: &str) -> i64 {
        let id = -1_000_000_000_000 - next_id();
        let card = json!({ "id": id, "type": "supergroup", "title": title });
        self.change(|account| account.chats.insert(id, Chat::new(card, true)));
        id
    }

    /// An update of any kind, with the next number; it goes nowhere by itself.
    #[must_use]
    pub fn update(&self, kind: &str, content: Value) -> Value {
        self.change(|account| account.update(kind, content))
    }

    /// From now on updates go to this address instead of the webhook's own; host and path stay as they are.
    pub fn route(&self, address: SocketAddr) {
        self.change(|account| account.route = Some(address));
    }

    /// Brings an update once, and answers the status; 0 where nobody answers.
    ///
    /// # Panics
    /// If the bot has no webhook.
    pub async fn deliver(&self, update: &Value) -> u16 {
        let webhook = self.webhook().expect("a webhook");
        self.deliver_with_secret(update, Some(webhook.secret_token.as_str())).await
    }

    /// The same with another secret, or with none.
    ///
    /// # Panics
    /// If the bot has no webhook.
    pub async fn deliver_with_secret<'a>(&self, update: &Value, secret: impl Into<Option<&'a str>>) -> u16 {
        let webhook = self.webhook().expect("a webhook");
        let mut url = Url::parse(&webhook.url).expect("an address");
        let authority = url.authority().to_owned();
        if let Some(address) = self.look(|account| account.route) {
            url.set_scheme("http").expect("a scheme");
            url.set_ip_host(address.ip()).expect("a host");
            url.set_port(Some(address.port())).expect("a port");
        }
        let mut request = self.shared.http.post(url).header(CONTENT_TYPE, "application/json").header(HOST, authority);
        if let Some(secret) = secret.into().filter(|secret| !secret.is_empty()) {
            request = request.header(SECRET, secret);
        }
        let answer = request.body(update.to_string()).send().await;
        let (status, wrong) = match answer {
            Ok(answer) if answer.status().is_success() => return answer.status().as_u16(),
            Ok(answer) => (answer.status().as_u16(), format!("Wrong response from the webhook: {}", answer.status())),
            Err(_) => (0, "Webhook connection closed".to_owned()),
        };
        self.change(|account| account.last_error = Some((now(), wrong)));
        status
    }

    /// Brings an update as Telegram does, again and again until it is taken, and answers each time's status.
    ///
    /// Nothing is answered where the bot has no webhook (the update waits for `getUpdates`) and where it does not
    /// want such updates. One that was never taken waits until [`Self::redelivers`].
    pub async fn brings(&self, update: Value) -> Vec<u16> {
        if !self.look(|account| account.wants(&update)) {
            return Vec::new();
        }
        let (mut statuses, mut wait) = (Vec::new(), WAIT);
        while self.webhook().is_some() && statuses.len() < TRIES as usize {
            if !statuses.is_empty() {
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(LONGEST_WAIT);
            }
            let status = self.deliver(&update).await;
            statuses.push(status);
            if is_taken(status) {
                return statuses;
            }
        }
        self.change(|account| account.pending.push(update));
        statuses
    }

    /// Brings every update that waits once more, in order, and answers the statuses; what is taken waits no longer.
    pub async fn redelivers(&self) -> Vec<u16> {
        let mut statuses = Vec::new();
        for update in self.look(|account| account.pending.clone()) {
            let status = self.deliver(&update).await;
            statuses.push(status);
            if is_taken(status) {
                self.change(|account| account.pending.retain(|waiting| *waiting != update));
            }
        }
        statuses
    }

    /// Where its updates go.
    #[must_use]
    pub fn webhook(&self) -> Option<Webhook> {
        self.look(|account| account.webhook.clone())
    }

    /// The kinds of updates it asked for; empty where it did not say.
    #[must_use]
    pub fn allowed_updates(&self) -> Vec<String> {
        self.look(|account| account.allowed.clone())
    }

    /// The commands it has told Telegram of.
    #[must_use]
    pub fn commands(&self) -> Vec<Commands> {
        self.look(|account| account.commands.clone())
    }

    /// Every call made with its token, in order.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.look(|account| account.calls.clone())
    }

    /// Every call that was refused for a reason of Telegram's: neither a fault the test asked for nor a limit it set.
    #[must_use]
    pub fn refused(&self) -> Vec<String> {
        self.look(|account| account.refused.clone())
    }

    /// What the bot wrote in a chat, as it looks now.
    ///
    /// # Panics
    /// If there is no such chat.
    #[must_use]
    pub fn chat(&self, id: i64) -> Vec<Shown> {
        self.look(|account| account.chats[&id].shown())
    }

    /// Waits until a method (in any case) was called so many times; answers those calls.
    ///
    /// # Panics
    /// If they do not come.
    pub async fn waits_for_calls(&self, method: &str, count: usize) -> Vec<Call> {
        let method = method.to_lowercase();
        let look = |account: &Account| {
            let calls = account.calls.iter().filter(|call| call.method == method).cloned();
            Some(calls.collect::<Vec<_>>()).filter(|calls| calls.len() >= count)
        };
        self.waits(&format!("{count} calls of {method}"), look).await
    }

    /// Waits until a chat looks like this; answers what the bot wrote there.
    ///
    /// # Panics
    /// If it never does.
    pub async fn waits_for(&self, chat: i64, mut wanted: impl FnMut(&[Shown]) -> bool) -> Vec<Shown> {
        let look = |account: &Account| Some(account.chats[&chat].shown()).filter(|shown| wanted(shown));
        self.waits(&format!("chat {chat}"), look).await
    }

    pub(super) async fn waits<T>(&self, what: &str, mut look: impl FnMut(&Account) -> Option<T>) -> T {
        let found = self.shared.within(LONGEST, |world| look(&world.accounts[&self.token])).await;
        found.unwrap_or_else(|| {
            let chats = self.look(|account| {
                account.chats.iter().map(|(id, chat)| format!("{id}: {:#?}", chat.shown())).collect::<Vec<_>>()
            });
            panic!("{what}: did not come. Refused: {:#?}. Chats: {}", self.refused(), chats.join("\n"))
        })
    }

    pub(super) fn look<T>(&self, look: impl FnOnce(&Account) -> T) -> T {
        self.shared.look(|world| look(&world.accounts[&self.token]))
    }

    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Account) -> T) -> T {
        self.shared.change(|world| change(world.account(&self.token)))
    }
}

fn is_taken(status: u16) -> bool {
    (200..300).contains(&status)
}
