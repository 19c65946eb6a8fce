//! A message to those who have a place in a mission: its words, its preview, and that it is sent.

use platform_core::kinds::MissionId;

use super::{Facts, Step};
use crate::call::Call;
use crate::press::Press;
use crate::screen::{Ask, Screen};
use crate::state::{Awaits, State, Writing};

/// Longest message, characters: what its preview shows whole on every channel.
const LONGEST: usize = 1500;

/// Asks for the words.
pub(super) fn ask(state: &mut State, mission: MissionId, facts: &Facts<'_>) -> Step {
    state.awaits = Some(Awaits::Message(mission));
    Step::new(question(mission, "chat-write", facts))
}

fn question(mission: MissionId, text: &str, facts: &Facts<'_>) -> Screen {
    let screen = Screen::default().title(facts.text("chat-write-title")).text(facts.text(text));
    screen.row([facts.button("chat-do-back", Press::Manage(mission)), facts.home()]).ask(Ask::Text)
}

/// The words: to whom they would go is looked up first.
pub(super) fn written(state: &mut State, mission: MissionId, text: &str, facts: &Facts<'_>) -> Step {
    let text = text.replace("\r\n", "\n").replace('\t', " ");
    let is_shown_whole = text.chars().count() <= LONGEST && !text.chars().any(|c| c.is_control() && c != '\n');
    if text.trim().is_empty() || !is_shown_whole {
        state.awaits = Some(Awaits::Message(mission));
        return Step::new(question(mission, "chat-write-again", facts));
    }
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
