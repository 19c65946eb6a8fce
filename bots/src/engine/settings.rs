//! The language, help, and what is kept of somebody.

use platform_core::texts::Locale;

use super::Facts;
use crate::press::Press;
use crate::screen::{Button, Does, Screen};

/// Asks for the language; each says its own name.
pub(super) fn languages(facts: &Facts<'_>) -> Screen {
    let own = |locale: &Locale| Button {
        label: facts.tenant.texts.get(*locale, "chat-do-speak", &Default::default()),
        does: Does::Press(Press::Speak(*locale)),
    };
    Screen::default()
        .title(facts.text("chat-languages-title"))
        .row(facts.tenant.config.locales.iter().map(own))
        .row([facts.home()])
}

/// What one can do here.
pub(super) fn help(facts: &Facts<'_>) -> Screen {
    Screen::default()
        .title(facts.text("chat-help-title"))
        .text(facts.text("chat-help"))
        .row([facts.button("chat-do-alerts", Press::Alerts), facts.button("chat-do-language", Press::Languages)])
        .row([facts.button("chat-do-privacy", Press::Privacy), facts.home()])
}

/// What is kept of somebody, and how it ends.
pub(super) fn privacy(facts: &Facts<'_>) -> Screen {
    let page = Button { label: facts.text("chat-do-open-account"), does: Does::Open(facts.pages.to_owned()) };
    Screen::default()
        .title(facts.text("chat-privacy-title"))
        .text(facts.text("chat-privacy"))
        .row([page])
        .row([facts.home()])
}
