//! How Telegram shows what goes out: HTML, buttons under the message, and a keyboard that sends where one is.

use platform_core::texts::Locale;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::screen::{Ask, Block, Does, How, Out, Screen, colon};

/// Something to be sent, as it waits for the sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(super) enum Sending {
    /// A message, or another text for one that is there.
    Show {
        /// Its text.
        html: String,
        /// The buttons under it.
        buttons: Vec<Vec<Key>>,
        /// A keyboard instead, whose first button sends where one is.
        keyboard: Option<Keyboard>,
        /// The message it replaces.
        replaces: Option<i32>,
        /// The press it answers: with it who pressed has stopped waiting.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        press: Option<Answer>,
    },
    /// What ends the waiting of who pressed a button, by itself.
    Answer(Answer),
    /// A file.
    Document {
        /// What it is called.
        name: String,
        /// What is in it.
        text: String,
    },
}

/// What ends the waiting of who pressed a button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answer {
    /// The press.
    pub(super) query: String,
    /// A few words that pass.
    pub(super) words: Option<String>,
}

/// A button under a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Key {
    pub(super) label: String,
    #[serde(flatten)]
    pub(super) does: KeyDoes,
}

/// What it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum KeyDoes {
    /// Comes back to us.
    Data(String),
    /// Opens a page.
    Url(String),
}

/// A keyboard in the place of the telephone's: what its buttons say is sent as words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Keyboard {
    /// What the button says that sends where one is.
    pub(super) place: String,
    /// The others.
    pub(super) words: Vec<String>,
}

/// What goes out when nobody wrote.
pub(crate) fn notes(out: &[Out], locale: Locale) -> Vec<Value> {
    sendings(out, None, "", locale)
}

/// What goes out in answer to an update; the first of it answers the press.
pub(super) fn sendings(
    out: &[Out],
    press: Option<(&str, Option<i32>)>,
    send_place: &str,
    locale: Locale,
) -> Vec<Value> {
    let toast = out.iter().find_map(|out| if let Out::Toast(words) = out { Some(words.clone()) } else { None });
    let mut answer = press.map(|(query, _)| Answer { query: query.to_owned(), words: toast.clone() });
    let mut on = press.and_then(|(_, on)| on);
    let mut sendings = Vec::new();
    // Without a press there is nothing it could pass over.
    if let (None, Some(words)) = (press, &toast) {
        sendings.push(message(escaped(words)));
    }
    for out in out {
        match out {
            Out::Show(screen, how) => {
                let replaces = if *how == How::Edit && screen.ask != Some(Ask::Place) { on.take() } else { None };
                sendings.push(show(screen, replaces, answer.take(), send_place, colon(locale)));
            }
            Out::File(date) => sendings.push(Sending::Document { name: date.name.clone(), text: date.text.clone() }),
            Out::Toast(_) => {}
        }
    }
    sendings.splice(0..0, answer.map(Sending::Answer));
    sendings.iter().filter_map(|sending| serde_json::to_value(sending).ok()).collect()
}

fn message(html: String) -> Sending {
    Sending::Show { html, buttons: Vec::new(), keyboard: None, replaces: None, press: None }
}

fn show(screen: &Screen, replaces: Option<i32>, press: Option<Answer>, send_place: &str, colon: &str) -> Sending {
    let mut html = String::new();
    for block in &screen.blocks {
        match block {
            Block::Title(title) => html.push_str(&format!("<b>{}</b>\n\n", escaped(title))),
            Block::Text(words) => html.push_str(&format!("{}\n", escaped(words))),
            Block::Field { name, value } => {
                html.push_str(&format!("<b>{}</b>{colon}{}\n", escaped(name), escaped(value)));
            }
        }
    }
    let mut rows = Vec::new();
    for row in &screen.rows {
        let mut keys = Vec::new();
        for button in row {
            match &button.does {
                Does::Press(press) => {
                    keys.push(Key { label: button.label.clone(), does: KeyDoes::Data(press.to_string()) })
                }
                Does::Open(url) if url.starts_with("https://") => {
                    keys.push(Key { label: button.label.clone(), does: KeyDoes::Url(url.clone()) });
                }
                // Telegram opens no page of this machine; who tries it there can still copy the address.
                Does::Open(url) => html.push_str(&format!("{}{colon}{}\n", escaped(&button.label), escaped(url))),
            }
        }
        if !keys.is_empty() {
            rows.push(keys);
        }
    }
    let keyboard = (screen.ask == Some(Ask::Place)).then(|| Keyboard {
        place: send_place.to_owned(),
        words: screen.buttons().map(|button| button.label.clone()).collect(),
    });
    let buttons = if keyboard.is_some() { Vec::new() } else { rows };
    Sending::Show { html: html.trim_end().to_owned(), buttons, keyboard, replaces, press }
}

/// Words as HTML bears them (Bot API, "HTML style").
fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::press::Press;
    use crate::screen::Button;

    #[test]
    fn a_screen_is_a_message_with_its_buttons_and_nothing_in_it_is_markup() {
        let press = |press| Does::Press(press);
        let screen = Screen::default()
            .title("a < b & c")
            .field("Où", "ici")
            .row([Button { label: "Aller".into(), does: press(Press::Home) }])
            .row([Button { label: "Page".into(), does: Does::Open("http://paris.localhost/".into()) }]);
        let out = [Out::Toast("ok".into()), Out::Show(screen, How::Edit)];
        let sent = sendings(&out, Some(("q", Some(3))), "Envoyer", Locale::Fr);
        assert_eq!(
            sent,
            [serde_json::json!({
                "do": "show", "replaces": 3, "keyboard": null, "buttons": [[{ "label": "Aller", "data": "1.home" }]],
                "html": "<b>a &lt; b &amp; c</b>\n\n<b>Où</b> : ici\nPage : http://paris.localhost/",
                "press": { "query": "q", "words": "ok" },
            })]
        );
        let alone = sendings(&[Out::Toast("ok".into())], Some(("q", None)), "", Locale::Fr);
        assert_eq!(alone, [serde_json::json!({ "do": "answer", "query": "q", "words": "ok" })]);
    }

    #[test]
    fn who_is_asked_where_gets_a_keyboard_in_a_message_of_its_own() {
        let home = Button { label: "Accueil".into(), does: Does::Press(Press::Home) };
        let screen = Screen::default().text("Où ?").row([home]).ask(Ask::Place);
        let sent = sendings(&[Out::Show(screen, How::Edit)], Some(("q", Some(3))), "Envoyer", Locale::Fr);
        assert_eq!(sent[0]["replaces"], Value::Null);
        assert_eq!(sent[0]["keyboard"], serde_json::json!({ "place": "Envoyer", "words": ["Accueil"] }));
    }
}
