//! What a person does, as Discord tells an application of it.

use serde_json::{Value, json};
use tokio::time::Instant;

use super::components::TextInput;
use super::world::{World, next_id, token_of};

/// The largest file that may come with an answer.
const FILE: u64 = 10 << 20;

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Command = 2,
    Component = 3,
    Autocomplete = 4,
    Modal = 5,
}

/// Where an interaction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nobody answered yet.
    Waiting,
    /// Answered; what follows may come.
    Answered,
    /// Nobody answered in time, or wrongly: nothing may follow.
    Failed,
}

/// An interaction, from inside.
#[derive(Debug)]
pub(super) struct Ticket {
    pub(super) app: u64,
    pub(super) person: u64,
    pub(super) channel: u64,
    pub(super) kind: Kind,
    /// The message it came from.
    pub(super) message: Option<u64>,
    /// Discord's `interaction_metadata` of what answers it.
    pub(super) metadata: Value,
    /// The type of the option that is being typed.
    pub(super) typing: i64,
    pub(super) standing: Standing,
    /// How many deliveries of it wait for an answer now.
    pub(super) under_way: usize,
    /// The message that is the answer.
    pub(super) original: Option<u64>,
    pub(super) issued: Instant,
    pub(super) expired: bool,
    /// Time, signature and body of its first delivery.
    pub(super) first: Option<[String; 3]>,
}

/// A modal that is open before somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Modal {
    /// What the application is told.
    pub custom_id: String,
    /// Its title.
    pub title: String,
    /// Its fields.
    pub inputs: Vec<TextInput>,
}

/// A modal, and what opened it.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) modal: Modal,
    pub(super) channel: u64,
    pub(super) message: Option<u64>,
    pub(super) metadata: Value,
}

/// An interaction, to be delivered; it goes nowhere by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Interaction {
    pub(super) token: String,
    json: Value,
}

impl Interaction {
    /// What is sent.
    #[must_use]
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// Its identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        self.json["id"].as_str().expect("an identifier")
    }

    /// Its token, with which the application answers later.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The same with another value at this JSON pointer, which no client would send.
    ///
    /// # Panics
    /// If there is nothing in that place.
    #[must_use]
    pub fn with(mut self, pointer: &str, value: Value) -> Self {
        let place = self.json.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}"));
        *place = value;
        self
    }
}

/// What somebody did, where, and to what.
#[derive(Debug)]
pub(super) struct Deed {
    pub(super) app: u64,
    pub(super) person: u64,
    pub(super) channel: u64,
    pub(super) kind: Kind,
    pub(super) data: Value,
    pub(super) message: Option<u64>,
    /// What more the answer's `interaction_metadata` says.
    pub(super) more: Value,
    pub(super) typing: i64,
}

/// Writes an interaction down, and as it is sent.
pub(super) fn open(world: &mut World, deed: Deed) -> Interaction {
    let id = next_id();
    let token = token_of(id);
    let person = &world.people[&deed.person];
    let channel = &world.channels[&deed.channel];
    let guild = channel.guild.map(|guild| &world.guilds[&guild]);
    // In private it is the guild they share that lets an application be there, and it is not named.
    let owners = json!({ "0": guild.map_or_else(|| "0".to_owned(), |guild| guild.id.to_string()) });
    let mut json = json!({
        "id": id.to_string(), "application_id": deed.app.to_string(), "type": deed.kind as u8, "data": deed.data,
        "channel_id": channel.id.to_string(), "token": token, "version": 1, "locale": person.locale,
        "app_permissions": channel.app_permissions().to_string(), "entitlements": [],
        "authorizing_integration_owners": owners, "context": u8::from(guild.is_none()),
        "entitlement_sku_ids": [], "attachment_size_limit": FILE,
        "channel": channel.json(guild.map_or(0, |guild| guild.permissions(deed.person))),
    });
    match guild {
        Some(guild) => {
            let mut member = guild.member(deed.person);
            member["user"] = person.card.clone();
            (member["deaf"], member["mute"]) = (json!(false), json!(false));
            json["member"] = member;
            json["guild_id"] = json!(guild.id.to_string());
            json["guild"] = guild.json();
            json["guild_locale"] = json!(guild.locale);
        }
        None => {
            json["user"] = person.card.clone();
            json["channel"]["recipients"] = json!([person.card, world.accounts[&deed.app].card()]);
        }
    }
    if let Some(message) = deed.message.and_then(|message| world.message(message)) {
        json["message"] = message.json();
    }
    let mut metadata = json!({
        "id": id.to_string(), "type": deed.kind as u8, "user": person.card, "authorizing_integration_owners": owners,
    });
    for (name, value) in deed.more.as_object().into_iter().flatten() {
        metadata[name] = value.clone();
    }
    let ticket = Ticket {
        app: deed.app,
        person: deed.person,
        channel: deed.channel,
        kind: deed.kind,
        message: deed.message,
        metadata,
        typing: deed.typing,
        standing: Standing::Waiting,
        under_way: 0,
        original: None,
        issued: Instant::now(),
        expired: false,
        first: None,
    };
    world.tickets.insert(token.clone(), ticket);
    Interaction { token, json }
}
