//! What a person fills in after a command, checked against what was registered, as the client does.

use serde_json::{Map, Value, json};

use super::commands::{GROUP, INTEGER, NUMBER, STRING, SUB_COMMAND};
use super::interactions::{Deed, Kind};
use super::world::World;

const BOOLEAN: i64 = 5;
const USER: i64 = 6;
const CHANNEL: i64 = 7;
const ROLE: i64 = 8;
const MENTIONABLE: i64 = 9;
const LONGEST: u64 = 6000;

/// Who fills in, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    pub(super) app: u64,
    pub(super) id: u64,
    pub(super) channel: u64,
}

/// A command somebody runs, or is about to: then `typing` is the option they type in, and what.
///
/// # Panics
/// If the client does not show such a command here, or does not let it be sent so.
pub(super) fn deed(world: &World, who: Person, path: &str, values: &Value, typing: Option<(&str, &str)>) -> Deed {
    let words: Vec<&str> = path.split_whitespace().collect();
    let locale = &world.people[&who.id].locale;
    let commands = &world.accounts[&who.app].commands;
    let name = words.first().map(|word| word.trim_start_matches('/')).unwrap_or_default();
    let command = commands.iter().find(|command| command["type"] == 1 && is_named(command, name, locale));
    let command = command.unwrap_or_else(|| panic!("no command {name:?} among {:?}", names(commands)));
    check_shown(world, who, command);
    let mut filling = Filling { world, who, locale, typing, kind: 0, resolved: Map::new() };
    let options = filling.inner(&command["options"], words.get(1..).unwrap_or_default(), values);
    let mut data = json!({ "id": command["id"], "name": command["name"], "type": 1 });
    if !options.is_empty() {
        data["options"] = json!(options);
    }
    assert!(typing.is_none() || filling.kind != 0, "no option {typing:?} of {path:?}");
    if !filling.resolved.is_empty() {
        data["resolved"] = Value::Object(filling.resolved);
    }
    let kind = if typing.is_some() { Kind::Autocomplete } else { Kind::Command };
    let more = json!({ "name": command["name"], "command_type": 1 });
    Deed { app: who.app, person: who.id, channel: who.channel, kind, data, message: None, more, typing: filling.kind }
}

/// Whether something has this name, in itself or in somebody's language.
fn is_named(it: &Value, name: &str, locale: &str) -> bool {
    it["name"] == name || it["name_localizations"][locale] == name
}

fn names(all: &[Value]) -> Vec<&Value> {
    all.iter().map(|it| &it["name"]).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn check_shown(world: &World, who: Person, command: &Value) {
    let guild = world.channels[&who.channel].guild.map(|guild| &world.guilds[&guild]);
    let context = i64::from(guild.is_none());
    let name = &command["name"];
    let shown = command["contexts"].as_array().is_none_or(|all| all.iter().any(|one| *one == context));
    assert!(shown && (guild.is_some() || command["dm_permission"] != false), "{name} is not shown in this place");
    let Some(guild) = guild else { return };
    assert!(!guild.without.contains(&who.app), "the application is not in the guild");
    if let Some(needed) = command["default_member_permissions"].as_str() {
        let needed: u64 = needed.parse().expect("permissions");
        let all = guild.permissions(who.id);
        let is_administrator = all & (1 << 3) != 0;
        // Of 0 only administrators are shown it.
        let may = if needed == 0 { is_administrator } else { all & needed == needed };
        assert!(may, "{name} is not shown to somebody without the permissions {needed}");
    }
}

struct Filling<'a> {
    world: &'a World,
    who: Person,
    locale: &'a str,
    typing: Option<(&'a str, &'a str)>,
    /// The type of the option that is being typed.
    kind: i64,
    resolved: Map<String, Value>,
}

impl Filling<'_> {
    /// The options of a command, or of what is named under it.
    fn inner(&mut self, options: &Value, words: &[&str], values: &Value) -> Vec<Value> {
        let options = list(options);
        let is_inner = |option: &Value| matches!(option["type"].as_i64(), Some(SUB_COMMAND | GROUP));
        let [word, rest @ ..] = words else {
            assert!(!options.iter().any(is_inner), "one of {:?} must be named", names(options));
            return self.values(options, values);
        };
        let found = options.iter().find(|option| is_inner(option) && is_named(option, word, self.locale));
        let found = found.unwrap_or_else(|| panic!("no sub-command {word:?} among {:?}", names(options)));
        let inner = self.inner(&found["options"], rest, values);
        vec![json!({ "type": found["type"], "name": found["name"], "options": inner })]
    }

    fn values(&mut self, options: &[Value], values: &Value) -> Vec<Value> {
        let given = values.as_object().cloned().unwrap_or_default();
        for name in given.keys() {
            let known = options.iter().any(|option| is_named(option, name, self.locale));
            assert!(known, "no option {name:?} among {:?}", names(options));
        }
        let mut filled = Vec::new();
        for option in options {
            let value = given.iter().find(|(name, _)| is_named(option, name, self.locale)).map(|(_, value)| value);
            let (kind, name) = (option["type"].as_i64().unwrap_or_default(), &option["name"]);
            if let Some((_, text)) = self.typing.filter(|(typed, _)| is_named(option, typed, self.locale)) {
                assert!(option["autocomplete"] == true, "{name} completes nothing");
                self.kind = kind;
                filled.push(json!({ "type": kind, "name": name, "value": text, "focused": true }));
            } else if let Some(value) = value {
                filled.push(json!({ "type": kind, "name": name, "value": self.value(option, kind, value) }));
            } else {
                // Who is still typing need not have filled in all.
                assert!(option["required"] != true || self.typing.is_some(), "{name} must be filled in");
            }
        }
        filled
    }

    fn value(&mut self, option: &Value, kind: i64, value: &Value) -> Value {
        let name = &option["name"];
        let choices = list(&option["choices"]);
        if !choices.is_empty() {
            let meant = |choice: &&Value| {
                choice["value"] == *value || value.as_str().is_some_and(|word| is_named(choice, word, self.locale))
            };
            let chosen = choices.iter().find(meant);
            return chosen.unwrap_or_else(|| panic!("{name} has no choice {value}"))["value"].clone();
        }
        match kind {
            STRING => {
                let length = value.as_str().unwrap_or_else(|| panic!("{name} is a text")).chars().count() as u64;
                let (least, most) = (&option["min_length"], &option["max_length"]);
                let (least, most) = (least.as_u64().unwrap_or(0).max(1), most.as_u64().unwrap_or(LONGEST));
                assert!((least..=most).contains(&length), "{name} takes from {least} to {most} characters");
            }
            INTEGER | NUMBER => {
                assert!(if kind == INTEGER { value.is_i64() } else { value.is_number() }, "{name} is a number");
                let number = value.as_f64().expect("a number");
                let least = option["min_value"].as_f64().is_none_or(|least| number >= least);
                let most = option["max_value"].as_f64().is_none_or(|most| number <= most);
                assert!(least && most, "{name} takes no {number}");
            }
            BOOLEAN => assert!(value.is_boolean(), "{name} is yes or no"),
            USER | CHANNEL | ROLE | MENTIONABLE => return self.resolve(kind, value),
            _ => panic!("{name}: options of type {kind} are not played"),
        }
        value.clone()
    }

    fn resolve(&mut self, kind: i64, value: &Value) -> Value {
        let id = value.as_u64().or_else(|| value.as_str().and_then(|id| id.parse().ok())).expect("an identifier");
        let found = resolved(self.world, self.who, id);
        let lists: &[&str] = match kind {
            USER => &["users", "members"],
            CHANNEL => &["channels"],
            ROLE => &["roles"],
            _ => &["users", "members", "roles"],
        };
        assert!(lists.iter().any(|list| !found[list].is_null()), "nothing in this place has the identifier {id}");
        for (list, card) in lists.iter().map(|list| (list, &found[list])).filter(|(_, card)| !card.is_null()) {
            let cards = self.resolved.entry((*list).to_owned()).or_insert_with(|| json!({}));
            cards[id.to_string()] = card.clone();
        }
        json!(id.to_string())
    }
}

/// What has this identifier here: as a person, a member, a role, a channel.
pub(super) fn resolved(world: &World, who: Person, id: u64) -> Value {
    let guild = world.channels[&who.channel].guild.map(|guild| &world.guilds[&guild]);
    let member = guild.filter(|guild| guild.members.contains_key(&id)).map(|guild| guild.member(id));
    let role = guild.and_then(|guild| guild.roles.iter().find(|role| role.id == id));
    let there = |guild| world.channels.get(&id).filter(|channel| channel.guild == Some(guild));
    let channel = guild.and_then(|guild| there(guild.id).map(|channel| channel.json(guild.permissions(who.id))));
    json!({
        "users": world.people.get(&id).map(|person| &person.card), "members": member,
        "roles": role.map(super::places::Role::json), "channels": channel,
    })
}
