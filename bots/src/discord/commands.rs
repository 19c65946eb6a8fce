//! The slash commands: what each takes, as Discord lists them, and what is said by one.

use platform_core::kinds::Domain;
use platform_core::texts::{Args, Locale, Texts};
use serenity::all::{
    ChannelType, CommandDataOption, CommandDataOptionValue, CommandOptionType, CreateCommand, CreateCommandOption,
    InstallationContext, InteractionContext, Permissions,
};

use crate::commands::{COMMANDS, Command};
use crate::receive::{Said, common};
use crate::state::Field;

/// Links the account whose code is given.
const LINK: Command = Command { key: "link", fr: "lier", en: "link" };
/// Binds the server to a city.
pub(super) const SETUP: Command = Command { key: "setup", fr: "configurer", en: "setup" };

/// An option of a command.
struct Opt {
    /// What its text is called by: `discord-option-<key>`.
    key: &'static str,
    /// Its word in French.
    fr: &'static str,
    /// Its word in English.
    en: &'static str,
    /// What it takes.
    takes: Takes,
}

/// What an option takes.
#[derive(Clone, Copy)]
enum Takes {
    Words(u16),
    /// Words, and places that fit are suggested.
    Place,
    Domain,
    Number,
    /// One of these: what it is sent as, and its text.
    One(&'static [(&'static str, &'static str)]),
    Channel,
    Role,
}

const fn opt(key: &'static str, fr: &'static str, en: &'static str, takes: Takes) -> Opt {
    Opt { key, fr, en, takes }
}

const NEAR: &[Opt] = &[opt("where", "lieu", "where", Takes::Place)];
const THEMES: &[Opt] = &[opt("theme", "theme", "theme", Takes::Domain)];
const SEARCH: &[Opt] = &[opt("words", "mots", "words", Takes::Words(100))];
const CODE: &[Opt] = &[opt("code", "code", "code", Takes::Words(60))];
const POST: &[Opt] = &[
    opt("title", "titre", "title", Takes::Words(150)),
    opt("theme", "theme", "theme", Takes::Domain),
    opt("when", "quand", "when", Takes::Words(100)),
    opt("places", "places", "places", Takes::Number),
    opt("place", "lieu", "place", Takes::Place),
    opt("acceptance", "reponse", "acceptance", Takes::One(&[("0", "chat-do-at-once"), ("1", "chat-do-by-me")])),
];
const SET: &[Opt] = &[
    opt("code", "code", "code", Takes::Words(100)),
    opt("channel", "salon", "channel", Takes::Channel),
    opt("role", "role", "role", Takes::Role),
    opt("missions", "missions", "missions", Takes::One(&[("own", "discord-own"), ("all", "discord-all")])),
];

/// The options of a command.
fn options(key: &str) -> &'static [Opt] {
    match key {
        "near" => NEAR,
        "themes" => THEMES,
        "words" => SEARCH,
        "post" => POST,
        "link" => CODE,
        "setup" => SET,
        _ => &[],
    }
}

/// The commands as Discord is told them: in English, and in French for whose Discord speaks it.
pub(super) fn all() -> Vec<CreateCommand> {
    let texts = common();
    let anywhere = COMMANDS.iter().chain([&LINK]).map(|command| built(command, &texts));
    let setup = built(&SETUP, &texts)
        .contexts(vec![InteractionContext::Guild])
        .default_member_permissions(Permissions::MANAGE_GUILD);
    anywhere.chain([setup]).collect()
}

fn built(command: &Command, texts: &Texts) -> CreateCommand {
    let about = |locale| texts.get(locale, &format!("chat-command-{}", command.key), &Args::new());
    let contexts = vec![InteractionContext::Guild, InteractionContext::BotDm];
    CreateCommand::new(command.en)
        .name_localized(Locale::Fr.tag(), command.fr)
        .description(about(Locale::En))
        .description_localized(Locale::Fr.tag(), about(Locale::Fr))
        .integration_types(vec![InstallationContext::Guild, InstallationContext::User])
        .contexts(contexts)
        .set_options(options(command.key).iter().map(|opt| built_option(command, opt, texts)).collect())
}

fn built_option(command: &Command, opt: &Opt, texts: &Texts) -> CreateCommandOption {
    let say = |locale, key: &str| texts.get(locale, key, &Args::new());
    let kind = match opt.takes {
        Takes::Words(_) | Takes::Place | Takes::Domain | Takes::One(_) => CommandOptionType::String,
        Takes::Number => CommandOptionType::Integer,
        Takes::Channel => CommandOptionType::Channel,
        Takes::Role => CommandOptionType::Role,
    };
    let about = format!("discord-option-{}", opt.key);
    let built = CreateCommandOption::new(kind, opt.en, say(Locale::En, &about))
        .name_localized(Locale::Fr.tag(), opt.fr)
        .description_localized(Locale::Fr.tag(), say(Locale::Fr, &about))
        .required(command.key == LINK.key);
    let choice = |built: CreateCommandOption, value: &str, key: &str| {
        built.add_string_choice_localized(say(Locale::En, key), value, [(Locale::Fr.tag(), say(Locale::Fr, key))])
    };
    match opt.takes {
        Takes::Words(most) => built.max_length(most),
        Takes::Place => built.set_autocomplete(true),
        Takes::Number => built.min_int_value(1),
        Takes::Domain => Domain::ALL
            .iter()
            .fold(built, |built, domain| choice(built, &domain.to_string(), &format!("domain-{domain}"))),
        Takes::One(all) => all.iter().fold(built, |built, (value, key)| choice(built, value, key)),
        Takes::Channel => built.channel_types(vec![ChannelType::Text, ChannelType::News]),
        Takes::Role => built,
    }
}

/// What is said by a command.
pub(super) fn said(name: &str, options: &[CommandDataOption]) -> Said {
    let given = |name: &str| options.iter().find(|own| own.name == name).and_then(|own| word(&own.value));
    let first = || options.first().and_then(|own| word(&own.value));
    match name {
        "link" => Said::Start(given("code")),
        "post" if !options.is_empty() => {
            let field = |field: &Field| Some((*field, given(option_of(*field)?)?));
            Said::Form(Field::ALL.iter().filter_map(field).collect())
        }
        _ => Said::Command(name.to_owned(), first()),
    }
}

/// The option of `/post` in which a field is given.
const fn option_of(field: Field) -> Option<&'static str> {
    match field {
        Field::Title => Some("title"),
        // It is too long for an option, and is asked for in a form.
        Field::Description => None,
        Field::Domain => Some("theme"),
        Field::When => Some("when"),
        Field::Places => Some("places"),
        Field::Place => Some("place"),
        Field::Acceptance => Some("acceptance"),
    }
}

/// What is given for an option, in words.
pub(super) fn word(value: &CommandDataOptionValue) -> Option<String> {
    match value {
        // No database keeps a NUL.
        CommandDataOptionValue::String(words) => Some(words.replace('\0', " ")),
        CommandDataOptionValue::Integer(number) => Some(number.to_string()),
        CommandDataOptionValue::Channel(id) => Some(id.to_string()),
        CommandDataOptionValue::Role(id) => Some(id.to_string()),
        _ => None,
    }
}
