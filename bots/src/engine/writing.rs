//! A message to those who have a place in a mission: its words, its preview, and that it is sent.

use platform_core::kinds::{MissionId, SignUpId};
use platform_core::messages::Message;
use platform_core::sign_ups::read::shown_name;

use super::{Facts, Step};
use crate::call::Call;
use crate::plain;
use crate::press::Press;
use crate::screen::{Ask, Screen};
use crate::state::{Awaits, State, Writing};

/// Longest message, characters: what its preview shows whole on every channel.
const LONGEST: usize = 1500;

/// Messages of a thread that are shown, and the characters of those before the last, and of a name.
pub(crate) const LATEST: usize = 3;
const BEFORE: usize = 120;
const NAME: usize = 40;

/// Asks for the words.
pub(super) fn ask(state: &mut State, mission: MissionId, facts: &Facts<'_>) -> Step {
    state.awaits = Some(Awaits::Message(mission));
    Step::new(question(mission, "chat-write", facts))
}

fn question(mission: MissionId, text: &str, facts: &Facts<'_>) -> Screen {
    let screen = Screen::default().title(facts.text("chat-write-title")).text(facts.text(text));
    screen.row([facts.button("chat-do-back", Press::Manage(mission)), facts.home()]).ask(Ask::Text)
}

/// The words of a message, if it has some and can be shown whole.
fn words(text: &str) -> Option<String> {
    let text = text.replace("\r\n", "\n").replace('\t', " ");
    let is_shown_whole = text.chars().count() <= LONGEST && !text.chars().any(|c| c.is_control() && c != '\n');
    (is_shown_whole && !text.trim().is_empty()).then_some(text)
}

/// The words: to whom they would go is looked up first.
pub(super) fn written(state: &mut State, mission: MissionId, text: &str, facts: &Facts<'_>) -> Step {
    let Some(text) = words(text) else {
        state.awaits = Some(Awaits::Message(mission));
        return Step::new(question(mission, "chat-write-again", facts));
    };
    state.writing = Some(Writing { mission, text });
    Step::call(Call::Addressees(mission))
}

/// What would be sent, and to how many.
pub(super) fn preview(state: &mut State, mission: MissionId, to: usize, facts: &Facts<'_>) -> Screen {
    let back = facts.button("chat-do-back", Press::Manage(mission));
    if to == 0 {
        state.writing = None;
        let screen = Screen::default().title(facts.text("chat-write-title")).text(facts.text("chat-people-none"));
        return screen.row([back, facts.home()]);
    }
    let text = state.writing.as_ref().map(|writing| writing.text.clone()).unwrap_or_default();
    Screen::default()
        .title(facts.text("chat-preview-title"))
        .text(facts.say("chat-preview", &[("count", to.into())]))
        .text(text)
        .row([facts.button("chat-do-send", Press::Send(mission)), back])
}

/// Sends what was shown; a button of another preview shows the mission.
pub(super) fn send(state: &mut State, mission: MissionId, facts: &Facts<'_>) -> Step {
    match state.writing.take().filter(|writing| writing.mission == mission) {
        Some(writing) => Step::call(Call::Send(writing)),
        None => Step::call(Call::Manage(mission)).with_toast(facts.text("chat-stale")),
    }
}

/// It is sent.
pub(super) fn sent(mission: MissionId, to: usize, facts: &Facts<'_>) -> Screen {
    Screen::default()
        .title(facts.text("chat-sent-title"))
        .text(facts.say("chat-sent", &[("count", to.into())]))
        .row([facts.button("chat-do-back", Press::Manage(mission)), facts.home()])
}

/// The latest messages about a sign-up, the last of them whole as far as it can be.
pub(super) fn thread(id: SignUpId, latest: &[Message], facts: &Facts<'_>) -> Screen {
    let mut screen = Screen::default().title(facts.text("chat-thread-title"));
    if latest.is_empty() {
        screen = screen.text(facts.text("chat-thread-none"));
    }
    for (left, message) in (1..=latest.len()).rev().zip(latest) {
        let author = message.association.clone().or(message.name.clone()).unwrap_or_default();
        let author = shown_name(&facts.tenant.texts, facts.locale, author);
        // Whoever erased their account has taken their words with them.
        let text = message.text.clone().unwrap_or_else(|| facts.text("chat-thread-erased"));
        let text: String = text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
        let most = if left == 1 { LONGEST } else { BEFORE };
        screen = screen.field(plain::beginning(&author, NAME), plain::beginning(&text, most));
    }
    screen.row([facts.button("chat-do-reply", Press::Reply(id)), facts.home()])
}

/// Asks what is to be answered.
pub(super) fn replies(state: &mut State, id: SignUpId, text: &str, facts: &Facts<'_>) -> Step {
    state.awaits = Some(Awaits::Reply(id));
    let screen = Screen::default().title(facts.text("chat-write-title")).text(facts.text(text));
    Step::new(screen.row([facts.button("chat-do-thread", Press::Thread(id)), facts.home()]).ask(Ask::Text))
}

/// What is answered.
pub(super) fn replied(state: &mut State, id: SignUpId, text: &str, facts: &Facts<'_>) -> Step {
    match words(text) {
        Some(text) => Step::call(Call::Reply(id, text)),
        None => replies(state, id, "chat-write-again", facts),
    }
}

/// It is sent.
pub(super) fn replied_to(id: SignUpId, facts: &Facts<'_>) -> Screen {
    let screen = Screen::default().title(facts.text("chat-sent-title"));
    screen.row([facts.button("chat-do-thread", Press::Thread(id)), facts.home()])
}
