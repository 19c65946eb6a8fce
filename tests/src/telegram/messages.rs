//! The methods with which a bot writes, edits, and answers the press of a button.

use serde_json::{Value, json};
use tokio::time::Instant;

use super::chat::{Body, Message, Place};
use super::html::{self, Plain};
use super::limits::Limits;
use super::markup::Markup;
use super::params::Params;
use super::refusal::Refusal;
use super::settings::Answer;
use super::world::{Account, Toast, now};

/// What Telegram takes: characters of a text and of a caption, characters of an answer, bytes of a file.
const TEXT: usize = 4096;
const CAPTION: usize = 1024;
const ANSWER: usize = 200;
const FILE: usize = 50 << 20;
const RAW: usize = 1 << 15;

/// Does what a method of this kind says; none where it is of another kind.
pub(super) fn perform(account: &mut Account, limits: Limits, method: &str, params: &Params) -> Option<Answer> {
    let done =
        match method {
            "sendmessage" => said(params, "text", "message is too long", TEXT)
                .and_then(|plain| plain.ok_or_else(|| Refusal::bad("message text is empty")))
                .and_then(|plain| send(account, limits, params, plain, Body::Text)),
            "senddocument" => document(params).and_then(|(plain, body)| send(account, limits, params, plain, body)),
            "sendlocation" => place(params, false)
                .and_then(|place| send(account, limits, params, Plain::default(), Body::Place(place))),
            "sendvenue" => place(params, true)
                .and_then(|place| send(account, limits, params, Plain::default(), Body::Place(place))),
            "editmessagetext" => edit(account, limits, params),
            "answercallbackquery" => answer(account, params),
            _ => return None,
        };
    Some(done.map(|result| (result, None)))
}

/// A text without its marks; none where there is none.
///
/// Telegram counts characters, this one what UTF-16 needs for them: nobody comes near the limit by counting wrong.
fn said(params: &Params, field: &str, too_long: &str, most: usize) -> Result<Option<Plain>, Refusal> {
    let text = params.text(field);
    if text.is_empty() {
        return Ok(None);
    }
    if text.len() > RAW {
        return Err(Refusal::bad("text is too long"));
    }
    let plain = match params.text("parse_mode").to_lowercase().as_str() {
        "" | "none" => Plain { text, entities: Vec::new() },
        "html" => html::parse(&text).map_err(|why| Refusal::bad(format!("can't parse entities: {why}")))?,
        "markdown" | "markdownv2" => return Err(Refusal::bad("this Telegram is one of tests, and reads no Markdown")),
        _ => return Err(Refusal::bad("unsupported parse_mode")),
    };
    let plain = plain.tidy().ok_or_else(|| Refusal::bad("text must be non-empty"))?;
    if html::utf16(&plain.text) > most {
        return Err(Refusal::bad(too_long));
    }
    Ok(Some(plain))
}

fn document(params: &Params) -> Result<(Plain, Body), Refusal> {
    let Some(file) = params.file("document") else {
        let named = params.text("document");
        // What was uploaded before, or lies elsewhere, is not kept here.
        return Err(Refusal::bad(if named.is_empty() || named.starts_with("attach://") {
            "there is no document in the request"
        } else {
            "wrong file identifier/HTTP URL specified"
        }));
    };
    if file.bytes.is_empty() {
        return Err(Refusal::bad("file must be non-empty"));
    }
    if file.bytes.len() > FILE {
        let size = file.bytes.len();
        let text = format!("Request Entity Too Large: file of size {size} is too big to be uploaded");
        return Err(Refusal::new(413, text));
    }
    let caption = said(params, "caption", "message caption is too long", CAPTION)?;
    Ok((caption.unwrap_or_default(), Body::Document(file.clone())))
}

fn place(params: &Params, venue: bool) -> Result<Place, Refusal> {
    let number = |field: &str| {
        let text = params.text(field);
        if text.trim().is_empty() {
            return Err(Refusal::bad(format!("{field} is empty")));
        }
        Ok(text.trim().parse::<f64>().unwrap_or(0.0))
    };
    let (latitude, longitude) = (number("latitude")?, number("longitude")?);
    if latitude.abs() > 90.0 || longitude.abs() > 180.0 {
        let what = if venue { "wrong venue location specified" } else { "invalid location specified" };
        return Err(Refusal::bad(what));
    }
    let venue = venue.then(|| (params.text("title"), params.text("address")));
    // The documentation asks for both; the words are ours.
    if venue.as_ref().is_some_and(|(title, address)| title.is_empty() || address.is_empty()) {
        return Err(Refusal::bad("venue title and address must be non-empty"));
    }
    Ok(Place { latitude, longitude, venue })
}

/// The chat a call is about, if the bot may write there.
fn chat_of(account: &Account, params: &Params) -> Result<i64, Refusal> {
    let chat = params.text("chat_id");
    if chat.is_empty() {
        return Err(Refusal::bad("chat_id is empty"));
    }
    let known = chat.parse().ok().and_then(|id: i64| account.chats.get_key_value(&id));
    let (id, chat) = known.ok_or_else(|| Refusal::bad("chat not found"))?;
    chat.open()?;
    Ok(*id)
}

fn send(account: &mut Account, limits: Limits, params: &Params, plain: Plain, body: Body) -> Result<Value, Refusal> {
    let chat = chat_of(account, params)?;
    let markup = Markup::read(params, account.chat(chat).is_private())?;
    account.throttle.admit(limits, chat, Instant::now())?;
    let (id, from) = (account.next_message(), account.card());
    let message = Message { id, from, date: now(), edited: None, plain, body, markup };
    let chat = account.chat(chat);
    let json = chat.json(&message);
    chat.messages.push(message);
    Ok(json)
}

fn edit(account: &mut Account, limits: Limits, params: &Params) -> Result<Value, Refusal> {
    let plain = said(params, "text", "MESSAGE_TOO_LONG", TEXT)?;
    let plain = plain.ok_or_else(|| Refusal::bad("message text is empty"))?;
    if params.text("chat_id").is_empty() && params.int("message_id") == 0 {
        return Err(Refusal::bad("message identifier is not specified"));
    }
    let chat_id = chat_of(account, params)?;
    let chat = account.chat(chat_id);
    let markup = Markup::read(params, chat.is_private())?;
    let message = chat.messages.iter().find(|message| message.id == params.int("message_id"));
    let message = message.ok_or_else(|| Refusal::bad("message to edit not found"))?;
    // A message with a reply keyboard stays as it is, also one that took a keyboard away.
    if !message.is_ours() || !matches!(message.markup, Markup::None | Markup::Inline(_)) {
        return Err(Refusal::bad("message can't be edited"));
    }
    if !matches!(message.body, Body::Text) {
        return Err(Refusal::bad("there is no text in the message to edit"));
    }
    if !matches!(markup, Markup::None | Markup::Inline(_)) {
        return Err(Refusal::bad("inline keyboard expected"));
    }
    if message.plain == plain && message.markup == markup {
        return Err(Refusal::bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a \
             current content and reply markup of the message",
        ));
    }
    let id = message.id;
    account.throttle.admit(limits, chat_id, Instant::now())?;
    let chat = account.chat(chat_id);
    let message = chat.messages.iter_mut().find(|message| message.id == id).expect("it was there");
    (message.plain, message.markup, message.edited) = (plain, markup, Some(now()));
    let message = message.clone();
    Ok(chat.json(&message))
}

fn answer(account: &mut Account, params: &Params) -> Result<Value, Refusal> {
    let id = params.text("callback_query_id");
    let press = account.presses.iter_mut().find(|press| press.id == id && press.answer.is_none());
    let Some(press) = press else {
        return Err(Refusal::bad("query is too old and response timeout expired or query ID is invalid"));
    };
    let text = params.text("text");
    if text.chars().count() > ANSWER {
        return Err(Refusal::bad("MESSAGE_TOO_LONG"));
    }
    press.answer = Some(Toast { text, alert: params.flag("show_alert") });
    Ok(json!(true))
}
