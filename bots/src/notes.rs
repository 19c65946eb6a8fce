//! What happened, told in a chat with what can be done about it.

use platform_core::notices::Kind;
use platform_core::ports::{Announcement, Channel, Note};
use platform_core::texts::{Args, Locale, Texts};
use platform_core::{chat::Platform, kinds::SignUpId};
use serde_json::Value;

use crate::press::Press;
use crate::screen::{Block, Button, Date, Does, How, Out, Screen};
use crate::{discord, telegram};

/// The chats of this crate.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chats;

impl Channel for Chats {
    fn note(&self, note: &Note<'_>) -> Vec<Value> {
        let mut out = vec![Out::Show(screen(note), How::New)];
        let file = note.calendar.filter(|file| file.method == "PUBLISH");
        out.extend(file.map(|file| Out::File(Date { name: format!("{}.ics", note.subject), text: file.text.clone() })));
        match note.platform {
            Platform::Telegram => telegram::notes(&out, note.locale),
            // What fits an alert is announced in servers; in private only who would hear of it nowhere else is written to.
            Platform::Discord if note.kind == Kind::AlertMatched && !note.only_here => Vec::new(),
            Platform::Discord => discord::notes(&out, note.locale),
        }
    }

    fn announce(&self, announcement: &Announcement<'_>) -> Vec<Value> {
        discord::announcement(announcement)
    }
}

fn screen(note: &Note<'_>) -> Screen {
    let screen = Screen::default().title(&note.title);
    let screen = match &note.text {
        Some(text) => screen.text(text),
        None => screen,
    };
    if let Some(city) = note.elsewhere {
        let go = button(note.texts, note.locale, "chat-do-city", Press::City(city.id.uuid()));
        let name = city.config.name(note.locale).to_owned();
        return Screen { blocks: [vec![Block::Text(name)], screen.blocks].concat(), ..screen }.row([go]);
    }
    presses(note.kind, note.subject.into(), note).into_iter().fold(screen, |screen, row| {
        screen.row(row.into_iter().map(|(key, press)| button(note.texts, note.locale, key, press)))
    })
}

fn button(texts: &Texts, locale: Locale, key: &str, press: Press) -> Button {
    Button { label: texts.get(locale, key, &Args::new()), does: Does::Press(press) }
}

/// What can be done, row by row.
fn presses(kind: Kind, sign_up: SignUpId, note: &Note<'_>) -> Vec<Vec<(&'static str, Press)>> {
    let see = ("chat-do-see", Press::SignUp(sign_up));
    let home = ("chat-do-home", Press::Home);
    match kind {
        Kind::AlertMatched => {
            vec![vec![("chat-do-mission", Press::Card(note.subject.into()))], vec![("chat-do-alerts", Press::Alerts)]]
        }
        Kind::Message => vec![vec![("chat-do-thread", Press::Thread(sign_up)), home]],
        Kind::SignUpReminder => {
            vec![vec![("chat-do-come", Press::Come(sign_up)), ("chat-do-cannot", Press::Leave(sign_up))], vec![see]]
        }
        Kind::SignUpOffered => {
            vec![vec![("chat-do-take", Press::Take(sign_up)), ("chat-do-cannot", Press::Leave(sign_up))], vec![see]]
        }
        Kind::SignUpAccepted | Kind::SignUpChanged | Kind::SignUpHandedOver => {
            vec![vec![see, ("chat-do-leave", Press::Leave(sign_up))]]
        }
        Kind::ManagerRequested => vec![
            vec![("chat-do-yes", Press::Accept(sign_up)), ("chat-do-no", Press::Decline(sign_up))],
            vec![("chat-do-missions", Press::Missions)],
        ],
        Kind::ManagerAccepted | Kind::ManagerWithdrawn => vec![vec![("chat-do-missions", Press::Missions), home]],
        Kind::SignUpThanks => {
            vec![vec![("chat-do-hours", Press::Hours), ("chat-do-mine", Press::Mine(0))], vec![home]]
        }
        _ => vec![vec![("chat-do-near", Press::Near), ("chat-do-weekend", Press::Weekend)], vec![home]],
    }
}
