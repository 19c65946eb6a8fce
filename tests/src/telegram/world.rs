//! What the played Telegram knows: its bots, their chats, and every call it got.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tokio::sync::watch;

use super::chat::Chat;
use super::limits::{Limits, Throttle};
use super::refusal::Refusal;
use super::settings::{Commands, Webhook};
use super::{Fault, LONGEST};

/// Identifiers of bots, people and groups: past 32 bits, as Telegram's are, and nobody's twice in a process.
static NEXT_ID: AtomicI64 = AtomicI64::new(7_000_000_001);
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A call of the Bot API.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Its place among the calls of all bots.
    pub order: u64,
    /// The method, in lower case.
    pub method: String,
    /// Its parameters, in one shape however they travelled; a file is its name and size.
    pub body: Value,
    /// How it was answered, once it was.
    pub status: Option<u16>,
}

/// What a person is told about a button they pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// The words; empty where the button only stopped turning.
    pub text: String,
    /// Whether they must be clicked away.
    pub alert: bool,
}

/// A button somebody pressed.
#[derive(Debug)]
pub(super) struct Press {
    pub(super) id: String,
    pub(super) person: i64,
    pub(super) answer: Option<Toast>,
}

/// A bot, from inside.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) username: String,
    pub(super) token: String,
    pub(super) webhook: Option<Webhook>,
    /// Where updates go instead of the webhook's own address.
    pub(super) route: Option<SocketAddr>,
    pub(super) allowed: Vec<String>,
    /// Updates nobody took yet.
    pub(super) pending: Vec<Value>,
    pub(super) last_error: Option<(i64, String)>,
    pub(super) commands: Vec<Commands>,
    pub(super) chats: BTreeMap<i64, Chat>,
    pub(super) presses: Vec<Press>,
    pub(super) calls: Vec<Call>,
    pub(super) refused: Vec<String>,
    pub(super) throttle: Throttle,
    /// Which poll is the latest, and why the ones before it end.
    pub(super) poll: (u64, &'static str),
    last_update: i64,
    last_message: i64,
}

impl Account {
    pub(super) fn new(name: &str) -> Self {
        let id = next_id();
        let letter = |place: usize| {
            let mut hasher = DefaultHasher::new();
            (id, place).hash(&mut hasher);
            char::from(LETTERS[(hasher.finish() % 64) as usize])
        };
        let token = format!("{id}:AA{}", (0..33).map(letter).collect::<String>());
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        Self {
            id,
            name: name.to_owned(),
            username: format!("{plain}_bot"),
            token,
            webhook: None,
            route: None,
            allowed: Vec::new(),
            pending: Vec::new(),
            last_error: None,
            commands: Vec::new(),
            chats: BTreeMap::new(),
            presses: Vec::new(),
            calls: Vec::new(),
            refused: Vec::new(),
            throttle: Throttle::default(),
            poll: (0, ""),
            last_update: 100_000_000,
            last_message: 0,
        }
    }

    /// Telegram's `User` for it.
    pub(super) fn card(&self) -> Value {
        json!({ "id": self.id, "is_bot": true, "first_name": self.name, "username": self.username })
    }

    /// The number of the next message in its chats.
    pub(super) fn next_message(&mut self) -> i64 {
        self.last_message += 1;
        self.last_message
    }

    /// An update with the next number.
    pub(super) fn update(&mut self, kind: &str, content: Value) -> Value {
        self.last_update += 1;
        let mut update = json!({ "update_id": self.last_update });
        update[kind] = content;
        update
    }

    /// Whether it wants to hear of this; nothing said is all but a few kinds, and those nobody sends here.
    pub(super) fn wants(&self, update: &Value) -> bool {
        self.allowed.is_empty() || self.allowed.iter().any(|kind| update.get(kind).is_some())
    }

    pub(super) fn chat(&mut self, id: i64) -> &mut Chat {
        self.chats.get_mut(&id).expect("a chat of this bot")
    }
}

/// All of it.
#[derive(Debug, Default)]
pub(super) struct World {
    /// By token.
    pub(super) accounts: HashMap<String, Account>,
    pub(super) unauthorized: Vec<String>,
    pub(super) faults: Vec<(String, Fault)>,
    pub(super) limits: Limits,
    calls: u64,
}

impl World {
    pub(super) fn account(&mut self, token: &str) -> &mut Account {
        self.accounts.get_mut(token).expect("a bot of this Telegram")
    }

    /// Writes a call down; answers its number, and what is to go wrong with it.
    pub(super) fn called(&mut self, token: &str, method: &str, body: Value) -> (u64, Option<Fault>) {
        self.calls += 1;
        let order = self.calls;
        self.account(token).calls.push(Call { order, method: method.to_owned(), body, status: None });
        let meant = |(wanted, _): &(String, Fault)| wanted == "*" || wanted == method;
        let fault = self.faults.iter().position(meant).map(|at| self.faults.remove(at).1);
        (order, fault)
    }

    /// Writes down how a call was answered.
    pub(super) fn answered(&mut self, token: &str, order: u64, answer: Result<(), &Refusal>, asked_for: bool) {
        let account = self.account(token);
        let Some(call) = account.calls.iter_mut().find(|call| call.order == order) else { return };
        call.status = Some(answer.map_or_else(|refusal| refusal.code, |()| 200));
        if let Some(refusal) = answer.err().filter(|refusal| !asked_for && refusal.retry_after.is_none()) {
            account.refused.push(format!("{}: {} {}", call.method, refusal.description, call.body));
        }
    }
}

/// The world, and a bell that rings whenever it changes.
#[derive(Debug)]
pub(super) struct Shared {
    world: Mutex<World>,
    changed: watch::Sender<()>,
    pub(super) http: reqwest::Client,
}

impl Shared {
    pub(super) fn new() -> Self {
        let http = reqwest::Client::builder().no_proxy().timeout(LONGEST).build().expect("a client");
        Self { world: Mutex::default(), changed: watch::Sender::new(()), http }
    }

    /// Looks at the world. A test that panicked while it looked leaves it whole.
    pub(super) fn look<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the world, and rings.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let changed = change(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.send_replace(());
        changed
    }

    /// Looks again at every change until there is something, for so long.
    pub(super) async fn within<T>(&self, time: Duration, mut look: impl FnMut(&World) -> Option<T>) -> Option<T> {
        let mut changed = self.changed.subscribe();
        let found = async {
            loop {
                if let Some(found) = self.look(&mut look) {
                    return found;
                }
                changed.changed().await.expect("the world outlives who looks at it");
            }
        };
        tokio::time::timeout(time, found).await.ok()
    }
}

/// An identifier nobody has yet.
pub(super) fn next_id() -> i64 {
    NEXT_ID.fetch_add(1, Ordering::Relaxed)
}

/// The time as Telegram writes it.
#[expect(clippy::disallowed_methods, reason = "Telegram dates by a clock of its own")]
pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970");
    i64::try_from(since.as_secs()).expect("a time before the end of time")
}
