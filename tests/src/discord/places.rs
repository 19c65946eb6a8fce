//! Guilds, channels and people, as Discord keeps and writes them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::interactions::Asked;
use super::refusal::Refusal;
use super::world::{Account, next_id, stamp};

/// What everybody may do: see channels, write, link, attach, read back, react, use commands.
const EVERYBODY: u64 = 1 << 6 | 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 31;
/// To write in channels.
const WRITE: u64 = 1 << 11;
/// All there is to be allowed.
const ADMINISTRATOR: u64 = 1 << 3;
const ALL: u64 = (1 << 53) - 1;

/// A role.
#[derive(Debug, Clone)]
pub(super) struct Role {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) permissions: u64,
}

impl Role {
    pub(super) fn json(&self) -> Value {
        let colours = json!({ "primary_color": 0, "secondary_color": null, "tertiary_color": null });
        json!({
            "id": self.id.to_string(), "name": self.name, "color": 0, "colors": colours, "hoist": false, "icon": null,
            "unicode_emoji": null, "position": 1, "permissions": self.permissions.to_string(), "managed": false,
            "mentionable": true, "flags": 0, "tags": {},
        })
    }
}

/// A guild.
#[derive(Debug)]
pub(super) struct Guild {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) locale: String,
    pub(super) roles: Vec<Role>,
    /// By person: since when, and their roles.
    pub(super) members: BTreeMap<u64, (String, Vec<u64>)>,
    /// The applications that are not in it.
    pub(super) without: BTreeSet<u64>,
}

impl Guild {
    pub(super) fn new(name: &str) -> Self {
        let (members, without) = (BTreeMap::new(), BTreeSet::new());
        Self { id: next_id(), name: name.to_owned(), locale: "fr".to_owned(), roles: Vec::new(), members, without }
    }

    pub(super) fn json(&self) -> Value {
        json!({ "id": self.id.to_string(), "locale": self.locale, "features": [] })
    }

    /// What somebody may do in it.
    pub(super) fn permissions(&self, person: u64) -> u64 {
        let theirs = self.members.get(&person).map(|(_, roles)| roles.as_slice()).unwrap_or_default();
        let mine = self.roles.iter().filter(|role| theirs.contains(&role.id));
        let all = mine.fold(EVERYBODY, |all, role| all | role.permissions);
        if all & ADMINISTRATOR == 0 { all } else { ALL }
    }

    /// Discord's `Member`, without the person.
    pub(super) fn member(&self, person: u64) -> Value {
        let (since, roles) = &self.members[&person];
        json!({
            "avatar": null, "banner": null, "communication_disabled_until": null, "flags": 0, "joined_at": since,
            "nick": null, "pending": false, "premium_since": null, "unusual_dm_activity_until": null,
            "roles": roles.iter().map(u64::to_string).collect::<Vec<_>>(),
            "permissions": self.permissions(person).to_string(),
        })
    }

    /// Takes somebody in, or gives them other roles.
    pub(super) fn take_in(&mut self, person: u64, roles: Vec<u64>) {
        self.members.entry(person).or_insert_with(|| (stamp(), Vec::new())).1 = roles;
    }
}

/// A channel of a guild, or one between an application and a person.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) guild: Option<u64>,
    pub(super) between: Option<(u64, u64)>,
    /// Whether applications cannot see it.
    pub(super) hidden: bool,
    /// Whether applications may not write in it.
    pub(super) mute: bool,
    pub(super) deleted: bool,
}

impl Channel {
    pub(super) fn of(guild: u64, name: &str) -> Self {
        Self { name: name.to_owned(), guild: Some(guild), ..Self::empty() }
    }

    pub(super) fn between(app: u64, person: u64) -> Self {
        Self { between: Some((app, person)), ..Self::empty() }
    }

    fn empty() -> Self {
        let (hidden, mute, deleted) = (false, false, false);
        Self { id: next_id(), name: String::new(), guild: None, between: None, hidden, mute, deleted }
    }

    /// What applications may do in it.
    pub(super) fn app_permissions(&self) -> u64 {
        if self.mute { EVERYBODY & !WRITE } else { EVERYBODY }
    }

    /// As an interaction tells of it, to somebody who may do this in it.
    pub(super) fn json(&self, permissions: u64) -> Value {
        let id = self.id.to_string();
        match self.guild {
            Some(guild) => json!({
                "id": id, "type": 0, "name": self.name, "guild_id": guild.to_string(), "flags": 0, "nsfw": false,
                "last_message_id": null, "parent_id": null, "permissions": permissions.to_string(), "position": 0,
                "rate_limit_per_user": 0, "topic": null,
            }),
            None => json!({ "id": id, "type": 1, "flags": 0, "last_message_id": null }),
        }
    }

    /// Whether an application may write here.
    pub(super) fn open(
        &self,
        app: u64,
        guilds: &BTreeMap<u64, Guild>,
        people: &BTreeMap<u64, Person>,
    ) -> Result<(), Refusal> {
        if self.deleted {
            return Err(Refusal::unknown_channel());
        }
        match (self.guild.and_then(|guild| guilds.get(&guild)), self.between) {
            (Some(guild), _) if guild.without.contains(&app) || self.hidden => {
                Err(Refusal::new(403, 50001, "Missing Access"))
            }
            (Some(_), _) if self.mute => Err(Refusal::new(403, 50013, "Missing Permissions")),
            (Some(_), _) => Ok(()),
            (None, Some((owner, _))) if owner != app => Err(Refusal::new(403, 50001, "Missing Access")),
            (None, Some((_, person))) if people[&person].closed => {
                Err(Refusal::new(403, 50007, "Cannot send messages to this user"))
            }
            (None, _) => Ok(()),
        }
    }
}

/// Somebody.
#[derive(Debug)]
pub(super) struct Person {
    /// Discord's `User`.
    pub(super) card: Value,
    pub(super) locale: String,
    /// Whether they take no private messages.
    pub(super) closed: bool,
    /// The modal that is open before them.
    pub(super) modal: Option<Asked>,
    /// What they were told went wrong.
    pub(super) failures: Vec<String>,
}

impl Person {
    pub(super) fn new(id: u64, name: &str, locale: &str) -> Self {
        let user_name: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let card = json!({
            "id": id.to_string(), "username": format!("{user_name}_{}", id % 10_000), "discriminator": "0",
            "global_name": name, "avatar": null, "avatar_decoration_data": null, "clan": null,
            "public_flags": 0, "bot": false, "system": false,
        });
        Self { card, locale: locale.to_owned(), closed: false, modal: None, failures: Vec::new() }
    }
}

/// The application, as it reads about itself.
pub(super) fn application(account: &Account) -> Value {
    json!({
        "id": account.id.to_string(), "name": account.name, "icon": null, "description": "", "summary": "",
        "bot_public": true, "bot_require_code_grant": false, "verify_key": account.public_key(), "flags": 0,
        "hook": true, "team": null, "bot": account.card(),
        "interactions_endpoint_url": account.said.as_ref().or(account.hook.as_ref().map(|(url, _)| url)),
        "integration_types_config": { "0": {}, "1": {} },
    })
}
