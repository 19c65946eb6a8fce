//! The commands an application registers, and what Discord refuses in them.

use std::iter;

use serde_json::{Value, json};

use super::form::{Field, Form, repeated};
use super::refusal::Refusal;
use super::world::{Account, next_id};

/// The languages Discord is shown in.
pub(super) const LOCALES: [&str; 32] = [
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR",
    "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
];
const COMMANDS: usize = 100;
const OPTIONS: usize = 25;
const NAME: usize = 32;
const TEXT: usize = 100;
/// How long all the words of a command may be together.
const IN_ALL: usize = 8000;
const LONGEST_VALUE: i64 = 6000;
pub(super) const SUB_COMMAND: i64 = 1;
pub(super) const GROUP: i64 = 2;
pub(super) const STRING: i64 = 3;
pub(super) const INTEGER: i64 = 4;
pub(super) const NUMBER: i64 = 10;
const CHANNEL: i64 = 7;
const SLASH: i64 = 1;
/// The largest whole number a client can send.
const LARGEST: i64 = 1 << 53;

/// Puts these commands in the place of all others; answers them.
pub(super) fn overwrite(account: &mut Account, commands: &Value) -> Result<Value, Refusal> {
    let form = Form::default();
    check(&form.body(commands, &[]));
    form.judge()?;
    if commands.as_array().is_some_and(|commands| commands.len() > COMMANDS) {
        return Err(Refusal::new(400, 30032, "Maximum number of application commands reached (100)."));
    }
    let before = std::mem::take(&mut account.commands);
    let kept = |command: &Value| {
        let kind = |command: &Value| command["type"].as_i64().unwrap_or(SLASH);
        let same = |old: &&Value| old["name"] == command["name"] && kind(old) == kind(command);
        before.iter().find(same).map(|old| old["id"].clone())
    };
    account.commands = commands
        .as_array()
        .into_iter()
        .flatten()
        .map(|command| {
            let mut whole = json!({
                "type": SLASH, "nsfw": false, "default_member_permissions": null, "name_localizations": null,
                "description": "", "description_localizations": null, "contexts": null, "integration_types": [0],
            });
            for (name, value) in command.as_object().into_iter().flatten() {
                whole[name] = value.clone();
            }
            whole["id"] = kept(command).unwrap_or_else(|| json!(next_id().to_string()));
            whole["application_id"] = json!(account.id.to_string());
            whole["version"] = json!(next_id().to_string());
            whole
        })
        .collect();
    account.overwrites += 1;
    Ok(json!(account.commands))
}

fn check(commands: &Field<'_>) {
    let mut names = Vec::new();
    for command in commands.clone().needed().list(0..=usize::MAX) {
        let known = ["id", "type", "name", "name_localizations", "description", "description_localizations"];
        let rights = ["default_member_permissions", "dm_permission", "contexts", "integration_types", "nsfw"];
        command.object(&[&known[..], &rights, &["options"]].concat());
        let kind = command.get("type");
        let kind = if kind.is_there() { kind.one_of(&[SLASH, 2, 3]) } else { Some(SLASH) };
        let name = command.get("name");
        if kind == Some(SLASH) {
            check_names(&command);
            check_options(&command.get("options"), 0);
        } else {
            // What hangs on a person or a message has a name, and nothing else.
            name.clone().needed().text(1..=NAME);
            command.get("options").unused();
            command.get("description").text(0..=0);
        }
        check_rights(&command);
        if length(command.value()) > IN_ALL {
            command.wrong("APPLICATION_COMMAND_TOO_LARGE", format!("Command exceeds maximum size ({IN_ALL})"));
        }
        names.push(((kind, name.value().as_str()), name));
    }
    for name in repeated(&names) {
        name.wrong("APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
    }
}

fn check_rights(command: &Field<'_>) {
    let permissions = command.get("default_member_permissions");
    if permissions.text(1..=20).is_some_and(|bits| bits.parse::<u64>().is_err()) {
        permissions.wrong("NUMBER_TYPE_COERCE", "The permissions are not a number in a string.");
    }
    command.get("dm_permission").flag();
    command.get("nsfw").flag();
    for (list, known) in [("contexts", &[0, 1, 2][..]), ("integration_types", &[0, 1])] {
        let items: Vec<_> =
            command.get(list).list(1..=known.len()).into_iter().map(|item| (item.one_of(known), item)).collect();
        for item in repeated(&items) {
            item.wrong("SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value");
        }
    }
}

/// Name and description, in all languages.
fn check_names(it: &Field<'_>) {
    check_name(&it.get("name").needed());
    it.get("description").needed().text(1..=TEXT);
    for (locale, name) in localised(it, "name_localizations") {
        if known(locale, &name) {
            check_name(&name);
        }
    }
    for (locale, text) in localised(it, "description_localizations") {
        if known(locale, &text) {
            text.text(1..=TEXT);
        }
    }
}

fn localised<'a>(it: &Field<'a>, field: &str) -> Vec<(&'a str, Field<'a>)> {
    it.get(field).entries()
}

fn known(locale: &str, field: &Field<'_>) -> bool {
    let known = LOCALES.contains(&locale);
    if !known {
        field.wrong("ENUM_TYPE_COERCE", format!("Value \"{locale}\" is not a valid enum value."));
    }
    known
}

fn check_name(name: &Field<'_>) {
    let Some(text) = name.text(1..=NAME) else { return };
    let fits = |char: char| matches!(char, '-' | '_' | '\'') || char.is_alphanumeric();
    // Of a letter that is large or small only the small one will do.
    if !text.chars().all(|char| fits(char) && char.to_lowercase().eq(iter::once(char))) {
        name.wrong("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }
}

fn check_options(options: &Field<'_>, depth: usize) {
    let (mut names, mut optional, mut inner) = (Vec::new(), false, 0);
    let all = options.list(0..=OPTIONS);
    for option in &all {
        let shape = ["type", "name", "name_localizations", "description", "description_localizations", "required"];
        let values = ["choices", "autocomplete", "min_value", "max_value", "min_length", "max_length"];
        option.object(&[&shape[..], &values, &["options", "channel_types"]].concat());
        check_names(option);
        let kind = option.get("type").needed().int(1..=11).unwrap_or_default();
        let required = option.get("required");
        let is_required = required.flag();
        if is_required && optional {
            let words = "Required options must be placed before non-required options";
            option.wrong("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words);
        }
        optional |= !is_required;
        if matches!(kind, SUB_COMMAND | GROUP) {
            inner += 1;
            if is_required {
                required.unused();
            }
            let fits = if kind == GROUP { depth == 0 } else { depth < 2 };
            if !fits {
                option
                    .get("type")
                    .wrong("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command option type is invalid");
            }
            check_options(&option.get("options"), if kind == GROUP { 1 } else { 2 });
        } else if option.get("options").value().as_array().is_some_and(|options| !options.is_empty()) {
            option.get("options").unused();
        }
        check_values(option, kind);
        let name = option.get("name");
        names.push((name.value().as_str(), name));
    }
    // A group holds sub-commands only.
    if inner < all.len() && (depth == 1 || inner > 0) {
        let words = "Sub-command and sub-command group option types are mutually exclusive to all other types";
        options.wrong("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", words);
    }
    for name in repeated(&names) {
        name.wrong("APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists");
    }
}

fn check_values(option: &Field<'_>, kind: i64) {
    let free = matches!(kind, STRING | INTEGER | NUMBER);
    let choices = option.get("choices");
    let autocomplete = option.get("autocomplete").flag();
    let given: Vec<_> = choices.list(0..=OPTIONS);
    if !free && (autocomplete || !given.is_empty()) {
        choices.wrong(
            "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID",
            "This option type has neither choices nor autocomplete",
        );
    }
    if autocomplete && !given.is_empty() {
        let words = "Choices and autocomplete are mutually exclusive";
        choices.wrong("APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", words);
    }
    let mut names = Vec::new();
    for choice in &given {
        check_choice(choice, kind);
        let name = choice.get("name");
        names.push((name.value().as_str(), name));
    }
    for name in repeated(&names) {
        name.wrong("APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", "Option choice name already exists");
    }
    for bound in ["min_length", "max_length"].map(|bound| option.get(bound)) {
        if kind == STRING {
            bound.int(0..=LONGEST_VALUE);
        } else {
            bound.unused()
        }
    }
    for bound in ["min_value", "max_value"].map(|bound| option.get(bound)).iter().filter(|bound| bound.is_there()) {
        match kind {
            INTEGER => {
                bound.int(-LARGEST..=LARGEST);
            }
            NUMBER if bound.value().is_number() => {}
            _ => bound.unused(),
        }
    }
    let channels = option.get("channel_types");
    let kinds = channels.list(0..=13);
    if kind == CHANNEL {
        for kind in kinds {
            kind.int(0..=16);
        }
    } else if !kinds.is_empty() {
        channels.unused();
    }
}

/// A choice, of a command or for what was typed.
pub(super) fn check_choice(choice: &Field<'_>, kind: i64) {
    choice.object(&["name", "name_localizations", "value"]);
    choice.get("name").needed().text(1..=TEXT);
    for (locale, name) in localised(choice, "name_localizations") {
        if known(locale, &name) {
            name.text(1..=TEXT);
        }
    }
    let value = choice.get("value").needed();
    match kind {
        INTEGER => {
            value.int(-LARGEST..=LARGEST);
        }
        NUMBER if value.value().is_number() => {}
        NUMBER => value.wrong("NUMBER_TYPE_COERCE", format!("Value \"{}\" is not float.", value.value())),
        _ => {
            value.text(1..=TEXT);
        }
    }
}

/// How long all its words are together; of the languages the longest counts.
fn length(it: &Value) -> usize {
    let long = |text: &Value| text.as_str().map_or(0, |text| text.chars().count());
    let longest = |field: &str| {
        let others = it[format!("{field}_localizations")].as_object().into_iter().flatten();
        others.map(|(_, text)| long(text)).chain([long(&it[field])]).max().unwrap_or_default()
    };
    let inner = ["options", "choices"].into_iter().flat_map(|list| it[list].as_array().into_iter().flatten());
    longest("name") + longest("description") + long(&it["value"]) + inner.map(length).sum::<usize>()
}
