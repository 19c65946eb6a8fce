//! What the played Discord knows: applications, people, places, messages, and every call it got.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::interactions::Ticket;
use super::limits::Throttle;
use super::message::Message;
use super::places::{Channel, Guild, Person};
use super::refusal::Refusal;
use super::route::{Called, Route};
use super::{Fault, LONGEST};

/// The moment Discord counts its identifiers from, in milliseconds.
const EPOCH: i64 = 1_420_070_400_000;
static LAST: AtomicU64 = AtomicU64::new(0);
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// How long Discord waits for the answer to an interaction.
const PATIENCE: Duration = Duration::from_secs(3);

/// Where something is brought, and the `Host` it carries, if not the address's own.
pub(super) type Hook = (String, Option<String>);

/// A call of the API.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Its place among all calls.
    pub order: u64,
    /// The application that made it.
    pub app: u64,
    /// Which.
    pub route: Route,
    /// Its path.
    pub path: String,
    /// What it brought; a file is its name and size.
    pub body: Value,
    /// How it was answered, once it was.
    pub status: Option<u16>,
}

/// An application, from inside.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) token: String,
    pub(super) key: SigningKey,
    /// Where its interactions go, and the `Host` they carry.
    pub(super) hook: Option<Hook>,
    /// The address that it said itself.
    pub(super) said: Option<String>,
    pub(super) commands: Vec<Value>,
    pub(super) overwrites: usize,
    pub(super) refused: Vec<String>,
    /// The interactions whose answers Discord did not take.
    pub(super) failed: Vec<String>,
}

impl Account {
    pub(super) fn new(name: &str) -> Self {
        let id = next_id();
        let letters = |place: u64, many: u64| -> String {
            (0..many).map(|at| char::from(LETTERS[(hash(id, place + at) % 64) as usize])).collect()
        };
        let token = format!("M{}.G{}.{}", letters(0, 25), letters(100, 5), letters(200, 38));
        let mut secret = [0; 32];
        for (at, chunk) in secret.chunks_mut(8).enumerate() {
            chunk.copy_from_slice(&hash(id, 1000 + at as u64).to_be_bytes());
        }
        Self {
            id,
            name: name.to_owned(),
            token,
            key: SigningKey::from_bytes(&secret),
            hook: None,
            said: None,
            commands: Vec::new(),
            overwrites: 0,
            refused: Vec::new(),
            failed: Vec::new(),
        }
    }

    pub(super) fn public_key(&self) -> String {
        hex(self.key.verifying_key().as_bytes())
    }

    /// Discord's `User` for its bot.
    pub(super) fn card(&self) -> Value {
        json!({
            "id": self.id.to_string(), "username": self.name, "discriminator": "0001", "global_name": null,
            "avatar": null, "bot": true, "public_flags": 0,
        })
    }
}

/// All of it.
#[derive(Debug)]
pub(super) struct World {
    pub(super) accounts: BTreeMap<u64, Account>,
    /// Where the hosts are that the world knows.
    pub(super) hosts: BTreeMap<String, SocketAddr>,
    pub(super) guilds: BTreeMap<u64, Guild>,
    pub(super) channels: BTreeMap<u64, Channel>,
    pub(super) people: BTreeMap<u64, Person>,
    /// In the order in which they were first written.
    pub(super) messages: Vec<Message>,
    /// The interactions, by token.
    pub(super) tickets: BTreeMap<String, Ticket>,
    pub(super) faults: Vec<(Option<Route>, Fault)>,
    pub(super) throttle: Throttle,
    pub(super) patience: Duration,
    pub(super) calls: Vec<Call>,
    /// What counts towards being shut out: 401, 403 and 429.
    pub(super) invalid: Vec<(Route, u16)>,
    /// The calls that are not played.
    pub(super) strays: Vec<String>,
}

impl World {
    fn new() -> Self {
        Self {
            accounts: BTreeMap::new(),
            hosts: BTreeMap::new(),
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            people: BTreeMap::new(),
            messages: Vec::new(),
            tickets: BTreeMap::new(),
            faults: Vec::new(),
            throttle: Throttle::default(),
            patience: PATIENCE,
            calls: Vec::new(),
            invalid: Vec::new(),
            strays: Vec::new(),
        }
    }

    pub(super) fn account(&mut self, id: u64) -> &mut Account {
        self.accounts.get_mut(&id).expect("an application of this Discord")
    }

    pub(super) fn person(&mut self, id: u64) -> &mut Person {
        self.people.get_mut(&id).expect("somebody of this Discord")
    }

    pub(super) fn ticket(&mut self, token: &str) -> &mut Ticket {
        self.tickets.get_mut(token).expect("an interaction of this Discord")
    }

    pub(super) fn message(&self, id: u64) -> Option<&Message> {
        self.messages.iter().find(|message| message.id == id)
    }

    pub(super) fn message_mut(&mut self, id: u64) -> Option<&mut Message> {
        self.messages.iter_mut().find(|message| message.id == id)
    }

    /// The channel in which an application and a person write to each other.
    pub(super) fn dm(&mut self, app: u64, person: u64) -> u64 {
        let theirs = self.channels.values().find(|channel| channel.between == Some((app, person)));
        if let Some(channel) = theirs {
            return channel.id;
        }
        let channel = Channel::between(app, person);
        let id = channel.id;
        self.channels.insert(id, channel);
        id
    }

    /// What a person sees of what an application wrote, in the order in which it was written.
    pub(super) fn seen_by(&self, app: u64, person: u64) -> impl Iterator<Item = &Message> {
        let theirs = move |message: &&Message| {
            let dm = self.channels.get(&message.channel).is_some_and(|it| it.between == Some((app, person)));
            message.app == app && (dm || message.asked_by == Some(person))
        };
        self.messages.iter().filter(theirs)
    }

    /// Writes a call down; answers its number, and what is to go wrong with it.
    pub(super) fn called(&mut self, app: u64, called: &Called, path: &str, body: Value) -> (u64, Option<Fault>) {
        let order = self.calls.len() as u64;
        let (route, path) = (called.route, path.to_owned());
        self.calls.push(Call { order, app, route, path, body, status: None });
        let meant = |(wanted, _): &(Option<Route>, Fault)| wanted.is_none_or(|wanted| wanted == route);
        let fault = self.faults.iter().position(meant).map(|at| self.faults.remove(at).1);
        (order, fault)
    }

    /// Writes down how a call was answered.
    pub(super) fn answered(&mut self, order: u64, status: u16, refusal: Option<&Refusal>, asked_for: bool) {
        let Some(call) = self.calls.iter_mut().find(|call| call.order == order) else { return };
        call.status = Some(status);
        let (app, route) = (call.app, call.route);
        let words = refusal.map(|refusal| format!("{route}: {status} {} for {}", refusal.body, call.body));
        self.count(route, status);
        let counts = !asked_for && refusal.is_some_and(|refusal| refusal.later.is_none() && !refusal.excused);
        if let (Some(words), Some(account)) = (words.filter(|_| counts), self.accounts.get_mut(&app)) {
            account.refused.push(words);
        }
    }

    /// Counts what is invalid.
    pub(super) fn count(&mut self, route: Route, status: u16) {
        if matches!(status, 401 | 403 | 429) {
            self.invalid.push((route, status));
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
        Self { world: Mutex::new(World::new()), changed: watch::Sender::new(()), http }
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

/// An identifier nobody has yet: it says when it was made, and each is greater than the one before.
pub(super) fn next_id() -> u64 {
    let wanted = u64::try_from(now().timestamp_millis() - EPOCH).expect("a time after 2015") << 22;
    let next = |last: u64| Some(wanted.max(last + 1));
    let last = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).expect("there is a next one");
    wanted.max(last + 1)
}

/// The time by Discord's clock.
#[expect(clippy::disallowed_methods, reason = "Discord dates by a clock of its own")]
pub(super) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// The time as Discord writes it.
pub(super) fn stamp() -> String {
    now().to_rfc3339_opts(SecondsFormat::Micros, false)
}

/// Bytes in hexadecimal figures.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The token of an interaction, which nobody can guess from its identifier.
pub(super) fn token_of(id: u64) -> String {
    let letter = |at: u64| char::from(LETTERS[(hash(id, at) % 64) as usize]);
    format!("aW50ZXJhY3Rpb246{}", (0..160).map(letter).collect::<String>())
}

fn hash(id: u64, place: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (id, place).hash(&mut hasher);
    hasher.finish()
}
