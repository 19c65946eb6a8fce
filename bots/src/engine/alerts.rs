//! Searches one keeps, to be told of what fits them.

use platform_core::alerts::Alert;
use platform_core::search::facets::Facet;
use platform_core::search::query::Criteria;

use super::{Facts, Step};
use crate::call::Call;
use crate::press::Press;
use crate::screen::Screen;
use crate::state::State;

/// Keeps what was looked for in the list of this number, to be told once a day, or at once.
pub(super) fn keep(state: &State, number: u16, daily: bool, facts: &Facts<'_>) -> Step {
    match state.list.as_ref().filter(|list| list.number == number) {
        // A weekend passes; what one keeps is for all to come.
        Some(list) => Step::call(Call::Keep(Criteria { from: None, until: None, ..list.criteria.clone() }, daily)),
        None => Step::edit(super::home(facts)).with_toast(facts.text("chat-stale")),
    }
}

/// It is kept.
pub(super) fn kept(daily: bool, facts: &Facts<'_>) -> Screen {
    Screen::default()
        .title(facts.text("chat-alert-kept-title"))
        .text(facts.text(if daily { "chat-alert-kept-daily" } else { "chat-alert-kept" }))
        .row([facts.button("chat-do-alerts", Press::Alerts), facts.home()])
}

/// All of them, each with the button that ends it, and whether one is told of them.
pub(super) fn list(all: &[Alert], paused: bool, facts: &Facts<'_>) -> Screen {
    let mut screen = Screen::default().title(facts.text("chat-alerts-title"));
    if paused {
        screen = screen.text(facts.text("chat-alerts-paused"));
    }
    let turn = if paused { ("chat-do-resume", Press::Resume) } else { ("chat-do-pause", Press::Pause) };
    let turn = facts.button(turn.0, turn.1);
    if all.is_empty() {
        let screen = screen.text(facts.text("chat-alerts-none"));
        return screen
            .row([facts.button("chat-do-words", Press::Words), facts.button("chat-do-themes", Press::Themes)])
            .row(paused.then_some(turn))
            .row([facts.home()]);
    }
    for (number, alert) in (1..).zip(all) {
        let what = described(&alert.criteria, facts);
        let mut what = crate::plain::beginning(&what, 60).into_owned();
        if alert.daily {
            what = facts.say("chat-alert-daily", &[("what", what.into())]);
        }
        screen = screen.field(number.to_string(), what);
        let mut button = facts.button("chat-do-drop", Press::Drop(alert.id));
        button.label = facts.say("chat-do-drop", &[("number", number.into())]);
        screen = screen.row([button]);
    }
    screen.row([turn, facts.home()])
}

/// What is looked for, in words.
fn described(criteria: &Criteria, facts: &Facts<'_>) -> String {
    let mut parts = Vec::new();
    parts.extend(criteria.text.clone());
    for (facet, values) in &criteria.selected {
        parts.extend(values.iter().filter_map(|value| match facet {
            Facet::Area => Some(facts.tenant.config.area(value)?.name(facts.locale).to_owned()),
            Facet::Domain => Some(facts.text(&format!("domain-{value}"))),
            Facet::Activity => Some(facts.text(&format!("activity-{value}"))),
            _ => None,
        }));
    }
    if criteria.near.is_some() {
        parts.push(facts.text("chat-near-a-place"));
    }
    if parts.is_empty() { facts.text("chat-everything") } else { parts.join(", ") }
}
