//! What an update says, as far as a conversation understands it.

use platform_core::tenancy::Point;
use teloxide::types::{self, CallbackQuery, ChatMemberUpdated, MediaKind, Message, MessageKind, UpdateKind, User};
use uuid::Uuid;

use crate::receive::{Incoming, Said};

/// An update of a private conversation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Update {
    /// The conversation, which in private bears the number of the person.
    pub(super) chat: String,
    /// What it is.
    pub(super) what: What,
    /// The press it is, if it is one.
    pub(super) press: Option<Pressed>,
}

/// What an update is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// Somebody says something.
    Said(Box<Incoming>),
    /// They blocked the bot, or take that back.
    Reachable(bool),
}

/// A button that was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pressed {
    /// What is answered.
    pub(super) query: String,
    /// The message it is on.
    pub(super) on: Option<i32>,
}

impl Update {
    /// What an update says that a bot got which belongs to this city, or to none; none for one that is no part of a private
    /// conversation.
    pub(super) fn of(update: types::Update, city: Option<Uuid>) -> Option<Self> {
        let (from, said, press) = match update.kind {
            UpdateKind::Message(message) => {
                let (from, said) = of_message(message)?;
                (from, said, None)
            }
            UpdateKind::CallbackQuery(query) => of_press(query)?,
            UpdateKind::MyChatMember(change) => return of_change(&change),
            _ => return None,
        };
        let language = from.language_code.as_deref().and_then(|tag| tag.split('-').next()?.parse().ok());
        // In private the conversation bears the number of the person.
        let chat = from.id.0.to_string();
        let number = i64::from(update.id.0);
        let incoming = Incoming { number, chat: chat.clone(), name: from.first_name, language, city, said };
        Some(Self { chat, what: What::Said(Box::new(incoming)), press })
    }
}

fn of_message(message: Message) -> Option<(User, Said)> {
    if !message.chat.is_private() {
        return None;
    }
    let MessageKind::Common(common) = message.kind else { return None };
    let said = match common.media_kind {
        // No database keeps a NUL.
        MediaKind::Text(text) => of_text(text.text.replace('\0', " ")),
        MediaKind::Location(place) => {
            Said::Place(Point { lat: place.location.latitude, lon: place.location.longitude })
        }
        MediaKind::Venue(place) => {
            Said::Place(Point { lat: place.venue.location.latitude, lon: place.venue.location.longitude })
        }
        // A picture, a voice: it is answered with what can be done.
        _ => Said::Command("help".into(), None),
    };
    Some((message.from?, said))
}

/// `/command@bot rest`, or words.
fn of_text(text: String) -> Said {
    let Some(command) = text.strip_prefix('/') else { return Said::Text(text) };
    let (word, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let word = word.split('@').next().unwrap_or_default().to_lowercase();
    let rest = Some(rest.trim().to_owned()).filter(|rest| !rest.is_empty());
    match word.as_str() {
        "start" => Said::Start(rest),
        _ => Said::Command(word, rest),
    }
}

fn of_press(query: CallbackQuery) -> Option<(User, Said, Option<Pressed>)> {
    let message = query.message.as_ref();
    if message.is_some_and(|message| !message.chat().is_private()) {
        return None;
    }
    let press = Pressed { query: query.id.0, on: message.map(|message| message.id().0) };
    let said = query.data.unwrap_or_default().parse().map_or(Said::Stale, Said::Press);
    Some((query.from, said, Some(press)))
}

fn of_change(change: &ChatMemberUpdated) -> Option<Update> {
    let what = What::Reachable(change.new_chat_member.is_present());
    change.chat.is_private().then(|| Update { chat: change.chat.id.0.to_string(), what, press: None })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use platform_core::texts::Locale;

    use super::*;
    use crate::press::Press;

    fn read(update: Value) -> Option<Update> {
        Update::of(serde_json::from_str(&update.to_string()).expect("an update"), None)
    }

    fn said(update: Value) -> Incoming {
        match read(update).expect("an update").what {
            What::Said(incoming) => *incoming,
            What::Reachable(_) => panic!("nothing was said"),
        }
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
        let what = |content: Value| said(message(content)).said;
        assert_eq!(what(json!({ "text": "repas" })), Said::Text("repas".into()));
        assert_eq!(what(json!({ "text": "/start" })), Said::Start(None));
        assert_eq!(what(json!({ "text": "/start mission_AB" })), Said::Start(Some("mission_AB".into())));
        assert_eq!(what(json!({ "text": "/Weekend@a_bot now" })), Said::Command("weekend".into(), Some("now".into())));
        let place = json!({ "location": { "latitude": 48.85, "longitude": 2.35 } });
        assert_eq!(what(place), Said::Place(Point { lat: 48.85, lon: 2.35 }));
        let press = json!({ "update_id": 8, "callback_query": {
            "id": "99", "chat_instance": "1", "data": "1.home",
            "from": { "id": 42, "is_bot": false, "first_name": "Anna" },
            "message": message(json!({ "text": "x" }))["message"],
        } });
        let pressed = Pressed { query: "99".into(), on: Some(5) };
        assert_eq!(read(press.clone()).expect("an update").press, Some(pressed));
        assert_eq!(said(press).said, Said::Press(Press::Home));
        let begun = said(message(json!({ "text": "a" })));
        assert_eq!((begun.number, begun.chat.as_str(), begun.language), (7, "42", Some(Locale::Fr)));
    }

    #[test]
    fn what_is_not_for_us_is_nothing() {
        let mut in_group = message(json!({ "text": "a" }));
        in_group["message"]["chat"] = json!({ "id": -5, "type": "group", "title": "g" });
        assert_eq!(read(in_group), None);
        assert_eq!(read(json!({ "update_id": 9, "something_new": { "a": 1 } })), None);
    }
}
