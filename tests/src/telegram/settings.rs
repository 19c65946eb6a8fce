//! The methods with which a bot says who it is, where its updates go, and which commands it knows.

use serde_json::{Value, json};

use super::params::Params;
use super::refusal::Refusal;
use super::world::Account;

/// Where a bot's updates go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// The address.
    pub url: String,
    /// What proves that it is Telegram who calls; empty where nothing does.
    pub secret_token: String,
    /// How many calls may be under way at once.
    pub max_connections: i64,
}

/// The commands of a bot for a scope and a language.
#[derive(Debug, Clone, PartialEq)]
pub struct Commands {
    /// Whom they are shown to, as Telegram's `BotCommandScope`.
    pub scope: Value,
    /// For whom there are no others in their language: empty.
    pub language_code: String,
    /// Names and descriptions.
    pub commands: Vec<(String, String)>,
}

/// A result, and a word about it.
pub(super) type Answer = Result<(Value, Option<&'static str>), Refusal>;

/// Does what a method of this kind says; none where it is of another kind.
pub(super) fn perform(account: &mut Account, method: &str, params: &Params) -> Option<Answer> {
    Some(match method {
        "getme" => Ok((me(account), None)),
        "setwebhook" => set_webhook(account, params),
        "deletewebhook" => Ok(delete_webhook(account, params)),
        "getwebhookinfo" => Ok((webhook_info(account), None)),
        "setmycommands" => set_commands(account, params),
        "deletemycommands" => scope(params).map(|key| {
            account.commands.retain(|known| (&known.scope, &known.language_code) != (&key.0, &key.1));
            (json!(true), None)
        }),
        "getmycommands" => scope(params).map(|key| (commands(account, &key), None)),
        _ => return None,
    })
}

fn me(account: &Account) -> Value {
    let mut me = account.card();
    me["can_join_groups"] = json!(true);
    for ability in [
        "can_read_all_group_messages",
        "supports_inline_queries",
        "can_connect_to_business",
        "has_main_web_app",
        "has_topics_enabled",
    ] {
        me[ability] = json!(false);
    }
    me
}

fn set_webhook(account: &mut Account, params: &Params) -> Answer {
    let url = params.text("url");
    if url.is_empty() {
        return Ok(delete_webhook(account, params));
    }
    let parsed = reqwest::Url::parse(&url).map_err(|_| Refusal::bad("invalid webhook URL specified"))?;
    let host = parsed.host_str().unwrap_or_default();
    // A test's server listens on loopback, without a certificate and where there is a port.
    let loopback =
        host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
    if parsed.scheme() != "https" && !loopback {
        return Err(Refusal::bad("bad webhook: An HTTPS URL must be provided for webhook"));
    }
    if !loopback && !matches!(parsed.port_or_known_default(), Some(443 | 80 | 88 | 8443)) {
        return Err(Refusal::bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"));
    }
    let secret_token = params.text("secret_token");
    if secret_token.len() > 256 {
        return Err(Refusal::bad("secret token is too long"));
    }
    if !secret_token.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_')) {
        return Err(Refusal::bad("secret token contains unallowed characters"));
    }
    let max_connections = Some(params.int("max_connections")).filter(|most| *most > 0).unwrap_or(40).min(100);
    allow(account, params);
    if params.flag("drop_pending_updates") {
        account.pending.clear();
    }
    let webhook = Some(Webhook { url, secret_token, max_connections });
    if account.webhook == webhook {
        return Ok((json!(true), Some("Webhook is already set")));
    }
    account.webhook = webhook;
    account.poll = (account.poll.0 + 1, "Conflict: terminated by setWebhook request");
    Ok((json!(true), Some("Webhook was set")))
}

/// Keeps which kinds of updates the bot wants; nothing said leaves it at that.
pub(super) fn allow(account: &mut Account, params: &Params) {
    if let Ok(Some(Value::Array(kinds))) = params.json("allowed_updates") {
        account.allowed = kinds.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    }
}

fn delete_webhook(account: &mut Account, params: &Params) -> (Value, Option<&'static str>) {
    if params.flag("drop_pending_updates") {
        account.pending.clear();
    }
    let word = match account.webhook.take() {
        Some(_) => "Webhook was deleted",
        None => "Webhook is already deleted",
    };
    (json!(true), Some(word))
}

fn webhook_info(account: &Account) -> Value {
    let mut info = json!({
        "url": account.webhook.as_ref().map_or("", |webhook| &webhook.url),
        "has_custom_certificate": false,
        "pending_update_count": account.pending.len(),
    });
    if let Some(webhook) = &account.webhook {
        info["max_connections"] = json!(webhook.max_connections);
        info["ip_address"] = json!("127.0.0.1");
        if let Some((date, message)) = &account.last_error {
            info["last_error_date"] = json!(date);
            info["last_error_message"] = json!(message);
        }
    }
    if !account.allowed.is_empty() {
        info["allowed_updates"] = json!(account.allowed);
    }
    info
}

/// Whom commands are for, and in which language.
fn scope(params: &Params) -> Result<(Value, String), Refusal> {
    let scope = params.json("scope").map_err(|()| Refusal::bad("can't parse BotCommandScope JSON object"))?;
    let scope = scope.unwrap_or_else(|| json!({ "type": "default" }));
    let kinds = [
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    ];
    if !scope["type"].as_str().is_some_and(|kind| kinds.contains(&kind)) {
        return Err(Refusal::bad("can't parse BotCommandScope: Unsupported type specified"));
    }
    let language = params.text("language_code");
    if !language.is_empty() && (language.len() != 2 || !language.chars().all(|char| char.is_ascii_lowercase())) {
        return Err(Refusal::bad("invalid language code specified"));
    }
    Ok((scope, language))
}

fn set_commands(account: &mut Account, params: &Params) -> Answer {
    let given = params.json("commands").map_err(|()| Refusal::bad("can't parse commands JSON object"))?;
    let Value::Array(given) = given.unwrap_or_else(|| json!([])) else {
        return Err(Refusal::bad("expected an Array of BotCommand"));
    };
    let (scope, language_code) = scope(params)?;
    let commands = given.iter().map(command).collect::<Result<Vec<_>, _>>()?;
    if commands.len() > 100 {
        return Err(Refusal::bad("BOT_COMMANDS_TOO_MUCH"));
    }
    account.commands.retain(|known| (&known.scope, &known.language_code) != (&scope, &language_code));
    account.commands.push(Commands { scope, language_code, commands });
    Ok((json!(true), None))
}

fn command(given: &Value) -> Result<(String, String), Refusal> {
    let text = |field: &str| {
        let missing = || Refusal::bad(format!("can't parse BotCommand: Can't find field \"{field}\""));
        given[field].as_str().map(str::trim).ok_or_else(missing)
    };
    let (name, description) = (text("command")?, text("description")?);
    let name = name.strip_prefix('/').unwrap_or(name);
    match (name.chars().count(), description.chars().count()) {
        (0, _) => return Err(Refusal::bad("command must be non-empty")),
        (33.., _) => return Err(Refusal::bad("command length must not exceed 32")),
        (_, 0) => return Err(Refusal::bad("command description must be non-empty")),
        (_, 257..) => return Err(Refusal::bad("command description length must not exceed 256")),
        _ => {}
    }
    if !name.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_') {
        return Err(Refusal::bad("BOT_COMMAND_INVALID"));
    }
    Ok((name.to_owned(), description.to_owned()))
}

fn commands(account: &Account, (scope, language): &(Value, String)) -> Value {
    let known = account.commands.iter().find(|known| &known.scope == scope && &known.language_code == language);
    let commands = known.map(|known| known.commands.as_slice()).unwrap_or_default();
    commands.iter().map(|(command, description)| json!({ "command": command, "description": description })).collect()
}
