//! Keyboards: what may be in them, and what a person sees of them.

use reqwest::Url;
use serde_json::{Value, json};

use super::params::Params;
use super::refusal::Refusal;

/// Telegram's documentation gives a message so many buttons, and a row so many.
const BUTTONS: usize = 100;
const IN_A_ROW: usize = 8;
const DATA: usize = 64;

/// A button under a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// Its label.
    pub text: String,
    /// What pressing it does.
    pub action: Action,
}

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Tells the bot.
    Data(String),
    /// Opens a page.
    Url(String),
}

impl Button {
    /// What the bot is told when it is pressed.
    #[must_use]
    pub fn data(&self) -> Option<&str> {
        match &self.action {
            Action::Data(data) => Some(data),
            Action::Url(_) => None,
        }
    }

    /// The page it opens.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        match &self.action {
            Action::Url(url) => Some(url),
            Action::Data(_) => None,
        }
    }
}

/// A key of a reply keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its label, and what the person says by pressing it.
    pub text: String,
    /// Whether it sends where the person is.
    pub request_location: bool,
    /// Whether it sends the person's phone number.
    pub request_contact: bool,
}

/// What hangs on a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Markup {
    #[default]
    None,
    Inline(Vec<Vec<Button>>),
    Keyboard(Vec<Vec<Key>>),
    Removed,
    ForceReply,
}

impl Markup {
    /// What a call hangs on its message.
    pub(super) fn read(params: &Params, private: bool) -> Result<Self, Refusal> {
        let markup = params.json("reply_markup");
        let markup = markup.map_err(|()| Refusal::bad("can't parse reply keyboard markup JSON object"))?;
        let Some(markup) = markup else { return Ok(Self::None) };
        if !markup.is_object() {
            return Err(Refusal::bad("object expected as reply markup"));
        }
        let keys =
            rows(&markup, "keyboard", "field \"keyboard\" must be an Array of Arrays", |key| key_of(key, private))?;
        if !keys.is_empty() {
            return Ok(Self::Keyboard(keys));
        }
        let wrong = "field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays";
        let buttons = rows(&markup, "inline_keyboard", wrong, button_of)?;
        Ok(match &markup {
            _ if !buttons.is_empty() => Self::Inline(buttons),
            markup if markup["remove_keyboard"] == json!(true) => Self::Removed,
            markup if markup["force_reply"] == json!(true) => Self::ForceReply,
            _ => Self::None,
        })
    }

    /// As it comes back with the message: of all markups only the inline one does.
    pub(super) fn shown(&self) -> Option<Value> {
        let Self::Inline(rows) = self else { return None };
        let button = |button: &Button| match &button.action {
            Action::Data(data) => json!({ "text": button.text, "callback_data": data }),
            Action::Url(url) => json!({ "text": button.text, "url": url }),
        };
        let rows: Vec<Vec<Value>> = rows.iter().map(|row| row.iter().map(button).collect()).collect();
        Some(json!({ "inline_keyboard": rows }))
    }
}

/// The rows of a keyboard that have something in them.
fn rows<T>(
    markup: &Value,
    field: &str,
    wrong: &str,
    read: impl Fn(&Value) -> Result<T, Refusal>,
) -> Result<Vec<Vec<T>>, Refusal> {
    let Some(rows) = markup.get(field) else { return Ok(Vec::new()) };
    let rows = rows.as_array().ok_or_else(|| Refusal::bad(format!("field \"{field}\" must be of type Array")))?;
    let mut found = Vec::new();
    for row in rows {
        let row = row.as_array().ok_or_else(|| Refusal::bad(wrong))?;
        // Telegram cuts a row that is too long without a word.
        if row.len() > IN_A_ROW {
            return Err(Refusal::bad("reply markup is too long"));
        }
        found.push(row.iter().map(&read).collect::<Result<Vec<T>, _>>()?);
    }
    found.retain(|row| !row.is_empty());
    if found.iter().map(Vec::len).sum::<usize>() > BUTTONS {
        return Err(Refusal::bad("reply markup is too long"));
    }
    Ok(found)
}

fn label<'a>(button: &'a Value, kind: &str) -> Result<&'a str, Refusal> {
    let missing = match button.get("text") {
        Some(Value::String(text)) => return Ok(text),
        Some(_) => "Field \"text\" must be of type String",
        None => "Can't find field \"text\"",
    };
    Err(Refusal::bad(format!("can't parse {kind}: {missing}")))
}

fn key_of(key: &Value, private: bool) -> Result<Key, Refusal> {
    let text = match key {
        Value::String(text) => text,
        Value::Object(_) => label(key, "keyboard button")?,
        _ => return Err(Refusal::bad("can't parse keyboard button: KeyboardButton must be a String or an Object")),
    };
    // Telegram leaves out a key without a label.
    if text.is_empty() {
        return Err(Refusal::bad("keyboard button text must be non-empty"));
    }
    let asks = |what: &str| key.get(what) == Some(&json!(true));
    let key = Key {
        text: text.to_owned(),
        request_location: asks("request_location"),
        request_contact: asks("request_contact"),
    };
    match key {
        Key { request_contact: true, .. } if !private => {
            Err(Refusal::bad("phone number can be requested in private chats only"))
        }
        Key { request_location: true, .. } if !private => {
            Err(Refusal::bad("location can be requested in private chats only"))
        }
        key => Ok(key),
    }
}

fn button_of(button: &Value) -> Result<Button, Refusal> {
    let kind = "inline keyboard button";
    if !button.is_object() {
        return Err(Refusal::bad(format!("can't parse {kind}: InlineKeyboardButton must be an Object")));
    }
    let text = label(button, kind)?.to_owned();
    // Telegram leaves out a button without a label.
    if text.is_empty() {
        return Err(Refusal::bad(format!("{kind} text must be non-empty")));
    }
    let given = |field: &str| button.get(field).and_then(Value::as_str).filter(|value| !value.is_empty());
    let action = match (given("url"), given("callback_data")) {
        (Some(url), _) => Action::Url(checked(url)?),
        (None, Some(data)) if data.len() > DATA => return Err(Refusal::bad("BUTTON_DATA_INVALID")),
        (None, Some(data)) => Action::Data(data.to_owned()),
        (None, None) => {
            let text = format!("can't parse {kind}: Text buttons are unallowed in the inline keyboard");
            return Err(Refusal::bad(text));
        }
    };
    Ok(Button { text, action })
}

/// Telegram takes a host for one only if it has a dot, and what names no protocol for HTTP.
fn checked(url: &str) -> Result<String, Refusal> {
    let full = if url.contains("://") || url.starts_with("tg:") { url.to_owned() } else { format!("http://{url}") };
    let wrong = match Url::parse(&full) {
        Ok(parsed) if parsed.scheme() == "tg" => return Ok(full),
        Ok(parsed) if !matches!(parsed.scheme(), "http" | "https") => "Unsupported URL protocol",
        Ok(parsed) if parsed.host_str().is_some_and(|host| host.contains(['.', ':'])) => return Ok(full),
        _ => "Wrong HTTP URL",
    };
    Err(Refusal::bad(format!("inline keyboard button URL '{url}' is invalid: {wrong}")))
}
