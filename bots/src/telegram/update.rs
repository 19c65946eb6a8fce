//! What an update says, as far as a conversation understands it.

use platform_core::tenancy::Point;
use platform_core::texts::Locale;
use teloxide::types::{CallbackQuery, ChatMemberUpdated, MediaKind, Message, MessageKind, Update, UpdateKind, User};

/// An update of a private conversation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Incoming {
    /// Its number.
    pub(super) number: i64,
    /// The conversation, which in private bears the number of the person.
    pub(super) chat: i64,
    /// Their first name.
    pub(super) name: String,
    /// The language of their telephone, if the platform speaks it.
    pub(super) language: Option<Locale>,
    /// What it is.
    pub(super) what: What,
}

/// What an update is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// `/start`, with what followed.
    Start(Option<String>),
    /// Another command.
    Command(String),
    /// Words.
    Text(String),
    /// Where somebody is.
    Place(Point),
    /// A button.
    Press {
        /// What is answered.
        query: String,
        /// The message it is on.
        on: Option<i32>,
        /// What it carries.
        data: String,
    },
    /// They blocked the bot, or take that back.
    Reachable(bool),
}

impl Incoming {
    /// Reads an update; none for one that is no part of a private conversation. What cannot be read at all is none, too:
    /// sent again it would be no better.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let update: Update = serde_json::from_slice(body)
            .map_err(|error| tracing::warn!(%error, "an update of Telegram cannot be read"))
            .ok()?;
        let (chat, from, what) = match update.kind {
            UpdateKind::Message(message) => of_message(message)?,
            UpdateKind::CallbackQuery(query) => of_press(query)?,
            UpdateKind::MyChatMember(change) => of_change(change)?,
            _ => return None,
        };
        let language = from.language_code.as_deref().and_then(|tag| tag.split('-').next()?.parse().ok());
        Some(Self { number: i64::from(update.id.0), chat, name: from.first_name, language, what })
    }
}

fn of_message(message: Message) -> Option<(i64, User, What)> {
    if !message.chat.is_private() {
        return None;
    }
    let MessageKind::Common(common) = message.kind else { return None };
    let what = match common.media_kind {
        // No database keeps a NUL.
        MediaKind::Text(text) => of_text(text.text.replace('\0', " ")),
        MediaKind::Location(place) => {
            What::Place(Point { lat: place.location.latitude, lon: place.location.longitude })
        }
        MediaKind::Venue(place) => {
            What::Place(Point { lat: place.venue.location.latitude, lon: place.venue.location.longitude })
        }
        // A picture, a voice: it is answered with what can be done.
        _ => What::Command("help".into()),
    };
    Some((message.chat.id.0, message.from?, what))
}

/// `/command@bot rest`, or words.
fn of_text(text: String) -> What {
    let Some(command) = text.strip_prefix('/') else { return What::Text(text) };
    let (word, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let word = word.split('@').next().unwrap_or_default().to_lowercase();
    match word.as_str() {
        "start" => What::Start(Some(rest.trim().to_owned()).filter(|rest| !rest.is_empty())),
        _ => What::Command(word),
    }
}

fn of_press(query: CallbackQuery) -> Option<(i64, User, What)> {
    let message = query.message.as_ref();
    if message.is_some_and(|message| !message.chat().is_private()) {
        return None;
    }
    let on = message.map(|message| message.id().0);
    let chat = i64::try_from(query.from.id.0).ok()?;
    Some((chat, query.from, What::Press { query: query.id.0, on, data: query.data.unwrap_or_default() }))
}

fn of_change(change: ChatMemberUpdated) -> Option<(i64, User, What)> {
    let private = change.chat.is_private();
    let reachable = change.new_chat_member.is_present();
    private.then_some((change.chat.id.0, change.from, What::Reachable(reachable)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(update: Value) -> Option<Incoming> {
        Incoming::read(update.to_string().as_bytes())
    }

    fn message(content: Value) -> Value {
        let mut message = json!({
            "message_id": 5, "date": 1_780_000_000,
            "from": { "id": 42, "is_bot": false, "first_name": "Anna", "language_code": "fr-FR" },
            "chat": { "id": 42, "type": "private", "first_name": "Anna" },
        });
        for (key, value) in content.as_object().expect("fields") {
            message[key] = value.clone();
        }
        json!({ "update_id": 7, "message": message })
    }

    #[test]
    fn words_commands_places_and_presses_are_told_apart() {
        let what = |content: Value| read(message(content)).expect("an update").what;
        assert_eq!(what(json!({ "text": "repas" })), What::Text("repas".into()));
        assert_eq!(what(json!({ "text": "/start" })), What::Start(None));
        assert_eq!(what(json!({ "text": "/start mission_AB" })), What::Start(Some("mission_AB".into())));
        assert_eq!(what(json!({ "text": "/Weekend@a_bot now" })), What::Command("weekend".into()));
        let place = json!({ "location": { "latitude": 48.85, "longitude": 2.35 } });
        assert_eq!(what(place), What::Place(Point { lat: 48.85, lon: 2.35 }));
        let press = json!({ "update_id": 8, "callback_query": {
            "id": "99", "chat_instance": "1", "data": "1.home",
            "from": { "id": 42, "is_bot": false, "first_name": "Anna" },
            "message": message(json!({ "text": "x" }))["message"],
        } });
        let press = read(press).expect("an update");
        assert_eq!(press.what, What::Press { query: "99".into(), on: Some(5), data: "1.home".into() });
        let begun = read(message(json!({ "text": "a" }))).expect("an update");
        assert_eq!((begun.number, begun.chat, begun.language), (7, 42, Some(Locale::Fr)));
    }

    #[test]
    fn what_is_not_for_us_is_nothing() {
        let mut in_group = message(json!({ "text": "a" }));
        in_group["message"]["chat"] = json!({ "id": -5, "type": "group", "title": "g" });
        assert_eq!(read(in_group), None);
        assert_eq!(read(json!({ "update_id": 9, "something_new": { "a": 1 } })), None);
        assert_eq!(Incoming::read(b"{"), None);
    }
}
