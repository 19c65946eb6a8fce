//! A chat: who is in it, what was written, and how that looks now.

use serde_json::{Value, json};

use super::html::Plain;
use super::markup::{Button, Key, Markup};
use super::params::Upload;
use super::refusal::Refusal;

/// A message of the bot, as the chat shows it now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shown {
    /// Which.
    pub message_id: i64,
    /// Its text, or the caption of its file, without marks.
    pub text: String,
    /// The marks, as Telegram's `MessageEntity`.
    pub entities: Vec<Value>,
    /// The buttons under it.
    pub buttons: Vec<Vec<Button>>,
    /// The reply keyboard that came with it; empty where it took one away.
    pub keyboard: Option<Vec<Vec<Key>>>,
    /// Whether it was edited.
    pub edited: bool,
    /// The name and the bytes of its file.
    pub document: Option<(String, Vec<u8>)>,
    /// The place it shows.
    pub place: Option<Place>,
}

impl Shown {
    /// The button with this label or data.
    #[must_use]
    pub fn button(&self, wanted: &str) -> Option<&Button> {
        self.buttons.iter().flatten().find(|button| button.text == wanted || button.data() == Some(wanted))
    }
}

/// A place on the map; a venue has a title and an address.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// North.
    pub latitude: f64,
    /// East.
    pub longitude: f64,
    /// Its title and address.
    pub venue: Option<(String, String)>,
}

/// What a message says besides its text.
#[derive(Debug, Clone)]
pub(super) enum Body {
    Text,
    Document(Upload),
    Place(Place),
}

/// A message, of the bot or to it.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) id: i64,
    pub(super) from: Value,
    pub(super) date: i64,
    pub(super) edited: Option<i64>,
    pub(super) plain: Plain,
    pub(super) body: Body,
    pub(super) markup: Markup,
}

impl Message {
    /// Whether the bot wrote it.
    pub(super) fn is_ours(&self) -> bool {
        self.from["is_bot"] == json!(true)
    }

    fn shown(&self) -> Shown {
        let (buttons, keyboard) = match &self.markup {
            Markup::Inline(buttons) => (buttons.clone(), None),
            Markup::Keyboard(keys) => (Vec::new(), Some(keys.clone())),
            Markup::Removed => (Vec::new(), Some(Vec::new())),
            Markup::None | Markup::ForceReply => (Vec::new(), None),
        };
        let (document, place) = match &self.body {
            Body::Text => (None, None),
            Body::Document(file) => (Some((file.name.clone(), file.bytes.clone())), None),
            Body::Place(place) => (None, Some(place.clone())),
        };
        let (text, entities) = (self.plain.text.clone(), self.plain.entities.clone());
        Shown { message_id: self.id, text, entities, buttons, keyboard, edited: self.edited.is_some(), document, place }
    }
}

/// A chat.
#[derive(Debug)]
pub(super) struct Chat {
    /// Telegram's `Chat`.
    pub(super) card: Value,
    /// Whether the bot may write: somebody wrote to it, or took it in.
    pub(super) started: bool,
    pub(super) blocked: bool,
    pub(super) deactivated: bool,
    pub(super) messages: Vec<Message>,
}

impl Chat {
    pub(super) fn new(card: Value, started: bool) -> Self {
        Self { card, started, blocked: false, deactivated: false, messages: Vec::new() }
    }

    pub(super) fn is_private(&self) -> bool {
        self.card["type"] == json!("private")
    }

    /// Whether the bot may write here.
    pub(super) fn open(&self) -> Result<(), Refusal> {
        match self {
            Self { started: false, .. } => Err(Refusal::bad("chat not found")),
            Self { deactivated: true, .. } => Err(Refusal::forbidden("user is deactivated")),
            Self { blocked: true, .. } => Err(Refusal::forbidden("bot was blocked by the user")),
            _ => Ok(()),
        }
    }

    /// What the bot wrote, as it looks now.
    pub(super) fn shown(&self) -> Vec<Shown> {
        self.messages.iter().filter(|message| message.is_ours()).map(Message::shown).collect()
    }

    /// The keys under the field people write in.
    pub(super) fn keys(&self) -> Vec<Vec<Key>> {
        self.shown().into_iter().rev().find_map(|shown| shown.keyboard).unwrap_or_default()
    }

    /// A message as Telegram's `Message`.
    pub(super) fn json(&self, message: &Message) -> Value {
        let mut json = json!({
            "message_id": message.id, "from": message.from, "chat": self.card, "date": message.date,
        });
        if let Some(date) = message.edited {
            json["edit_date"] = json!(date);
        }
        let (text, entities) = match &message.body {
            Body::Text => ("text", "entities"),
            Body::Document(_) | Body::Place(_) => ("caption", "caption_entities"),
        };
        if !message.plain.text.is_empty() {
            json[text] = json!(message.plain.text);
        }
        if !message.plain.entities.is_empty() {
            json[entities] = json!(message.plain.entities);
        }
        match &message.body {
            Body::Text => {}
            Body::Document(file) => {
                json["document"] = json!({
                    "file_id": format!("BQACAgQAAxkDAAIB{}", message.id), "file_unique_id": format!("AgAD{}", message.id),
                    "file_name": file.name, "mime_type": mime(&file.name), "file_size": file.bytes.len(),
                });
            }
            Body::Place(place) => {
                let location = json!({ "latitude": place.latitude, "longitude": place.longitude });
                if let Some((title, address)) = &place.venue {
                    json["venue"] = json!({ "location": location, "title": title, "address": address });
                }
                json["location"] = location;
            }
        }
        if let Some(markup) = message.markup.shown() {
            json["reply_markup"] = markup;
        }
        json
    }
}

fn mime(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("ics") => "text/calendar",
        Some("json") => "application/json",
        Some("pdf") => "application/pdf",
        Some("txt") => "text/plain",
        _ => "application/octet-stream",
    }
}
