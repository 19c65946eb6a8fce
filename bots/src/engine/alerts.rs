//! Searches one keeps, to be told of what fits them.

use platform_core::alerts::Alert;
use platform_core::search::facets::Facet;
use platform_core::search::query::Criteria;

use super::{Facts, Step};
use crate::call::Call;
use crate::press::Press;
use crate::screen::Screen;
use crate::state::State;

/// Keeps what was looked for in the list of this number.
pub(super) fn keep(state: &State, number: u16, facts: &Facts<'_>) -> Step {
    match state.list.as_ref().filter(|list| list.number == number) {
        // A weekend passes; what one keeps is for all to come.
        Some(list) => Step::call(Call::Keep(Criteria { from: None, until: None, ..list.criteria.clone() })),
        None => Step::edit(super::home(facts)).with_toast(facts.text("chat-stale")),
    }
}

/// It is kept.
pub(super) fn kept(facts: &Facts<'_>) -> Screen {
    Screen::default()
        .title(facts.text("chat-alert-kept-title"))
        .text(facts.text("chat-alert-kept"))
        .row([facts.button("chat-do-alerts", Press::Alerts), facts.home()])
}

/// All of them, each with the button that ends it.
pub(super) fn list(all: &[Alert], facts: &Facts<'_>) -> Screen {
    let screen = Screen::default().title(facts.text("chat-alerts-title"));
    if all.is_empty() {
        let screen = screen.text(facts.text("chat-alerts-none"));
        return screen
            .row([facts.button("chat-do-words", Press::Words), facts.button("chat-do-themes", Press::Themes)])
            .row([facts.home()]);
    }
    let mut screen = screen;
    for (number, alert) in (1..).zip(all) {
        screen = screen.field(number.to_string(), crate::plain::beginning(&described(&alert.criteria, facts), 60));
        let mut button = facts.button("chat-do-drop", Press::Drop(alert.id));
        button.label = facts.say("chat-do-drop", &[("number", number.into())]);
        screen = screen.row([button]);
    }
    screen.row([facts.home()])
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
