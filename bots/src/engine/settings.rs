//! The language, help, and what is kept of somebody.

use platform_core::chat::logins::Choices;
use platform_core::texts::Locale;
use uuid::Uuid;

use super::{Facts, Step};
use crate::press::Press;
use crate::screen::{Button, Date, Does, Out, Screen};

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
    Screen::default()
        .title(facts.text("chat-privacy-title"))
        .text(facts.text("chat-privacy"))
        .row([facts.button("chat-do-export", Press::Export), facts.button("chat-do-hush", Press::Hush)])
        .row([facts.button("chat-do-unlink", Press::Unlink), facts.button("chat-do-erase", Press::Erase)])
        .row([page(facts), facts.home()])
}

fn page(facts: &Facts<'_>) -> Button {
    Button { label: facts.text("chat-do-open-account"), does: Does::Open(facts.pages.to_owned()) }
}

/// Asks whether this is the account to link: who sent the link may have been somebody else.
pub(super) fn links(code: Uuid, email: &str, facts: &Facts<'_>) -> Screen {
    Screen::default()
        .title(facts.text("chat-link-title"))
        .text(facts.say("chat-link", &[("email", email.into())]))
        .row([facts.button("chat-do-link", Press::Link(code)), facts.button("chat-do-not-mine", Press::Home)])
}

/// Asks which number the browser shows that asks to come in with one's account, and since when it does.
pub(super) fn number(code: Uuid, asked: &Choices, facts: &Facts<'_>) -> Screen {
    let city = facts.tenant.config.name(facts.locale);
    let when = facts.tenant.when(facts.locale, Some(asked.asked_at));
    let choice = |number: &u8| Button { label: number.to_string(), does: Does::Press(Press::Number(code, *number)) };
    Screen::default()
        .title(facts.text("chat-number-title"))
        .text(facts.say("chat-number", &[("city", city.into()), ("when", when.into())]))
        .row(asked.numbers.iter().map(choice))
        .row([facts.button("chat-do-not-me", Press::NotMe(code))])
}

/// The browser comes in, or it does not: another number was picked, or none.
pub(super) fn answered(number: Option<u8>, comes_in: bool, facts: &Facts<'_>) -> Screen {
    let key = match (number, comes_in) {
        (_, true) => "chat-entered",
        (Some(_), false) => "chat-number-wrong",
        (None, false) => "chat-not-me",
    };
    done(key, facts)
}

/// Asks whether one's account is really to be erased.
pub(super) fn erases(facts: &Facts<'_>) -> Screen {
    Screen::default()
        .title(facts.text("chat-erase-title"))
        .text(facts.text("chat-erase"))
        .row([facts.button("chat-do-erase-yes", Press::Erased), facts.button("chat-do-keep-account", Press::Home)])
}

/// It is done.
pub(super) fn done(key: &str, facts: &Facts<'_>) -> Screen {
    Screen::default().title(facts.text(&format!("{key}-title"))).text(facts.text(key)).row([facts.home()])
}

/// All that is kept, as a file.
pub(super) fn exported(file: Date, facts: &Facts<'_>) -> Step {
    let mut step = Step::new(done("chat-exported", facts));
    step.out.push(Out::File(file));
    step
}
