//! One's sign-ups: the list, one of them, and leaving, confirming or taking the place that is offered.

use platform_core::kinds::SignUpId;
use platform_core::sign_ups::State;
use platform_core::sign_ups::read::Mine;
use serde_json::Value;

use super::{Facts, Step};
use crate::press::Press;
use crate::screen::{Button, Date, Does, Out, Screen};

/// Sign-ups of one screen.
pub(crate) const PAGE: u16 = 5;

/// One's sign-ups, from this one on; `all` are those of the page and one more, if there is one.
pub(super) fn list(all: &[Mine], from: u16, facts: &Facts<'_>) -> Screen {
    if all.is_empty() {
        return Screen::default()
            .title(facts.text("chat-mine-title"))
            .text(facts.text("chat-mine-none"))
            .row([facts.button("chat-do-near", Press::Near), facts.button("chat-do-weekend", Press::Weekend)])
            .row([facts.home()]);
    }
    let mut screen = Screen::default().title(facts.text("chat-mine-title"));
    for (number, mine) in (usize::from(from) + 1..).zip(all.iter().take(PAGE.into())) {
        let when = facts.tenant.when_short(facts.locale, mine.starts_at);
        let stands = state(mine.sign_up.state, facts);
        screen = screen.field(number.to_string(), format!("{}. {when}, {stands}", mine.title));
        let label = facts.say("chat-do-open", &[("number", number.into())]);
        screen = screen.row([Button { label, does: Does::Press(Press::SignUp(mine.sign_up.id)) }]);
    }
    let earlier = all.len() > usize::from(PAGE);
    let earlier = earlier.then(|| facts.button("chat-do-earlier", Press::Mine(from.saturating_add(PAGE))));
    let later = (from > 0).then(|| facts.button("chat-do-later", Press::Mine(from.saturating_sub(PAGE))));
    let hours = facts.button("chat-do-hours", Press::Hours);
    screen.row(later.into_iter().chain(earlier)).row([hours, facts.home()])
}

/// Where it stands, in a word or two.
fn state(state: State, facts: &Facts<'_>) -> String {
    facts.text(&format!("chat-state-{state}"))
}

/// One of them, and what can be done.
pub(super) fn one(mine: &Mine, facts: &Facts<'_>) -> Screen {
    let id = mine.sign_up.id;
    let screen = about(mine, Screen::default().title(&mine.title), facts);
    let screen = contact(mine, screen, facts);
    let screen = match mine.sign_up.state {
        State::Offered => screen.row([facts.button("chat-do-take", Press::Take(id))]),
        _ => screen,
    };
    let leave = match mine.sign_up.state {
        State::Accepted => Some("chat-do-leave"),
        State::Requested | State::Waiting | State::Offered => Some("chat-do-withdraw"),
        _ => None,
    };
    let leave = leave.map(|key| facts.button(key, Press::Leave(id)));
    let thread = (mine.unread > 0).then(|| facts.button("chat-do-thread", Press::Thread(id)));
    let screen = screen.row(thread);
    let card = facts.button("chat-do-mission", Press::Card(mine.sign_up.mission));
    screen.row([card].into_iter().chain(leave)).row([facts.button("chat-do-mine", Press::Mine(0)), facts.home()])
}

fn about(mine: &Mine, screen: Screen, facts: &Facts<'_>) -> Screen {
    let screen = screen
        .field(facts.text("chat-when"), facts.tenant.when(facts.locale, mine.starts_at))
        .field(facts.text("chat-stands"), state(mine.sign_up.state, facts));
    match mine.sign_up.offered_until {
        Some(until) if mine.sign_up.state == State::Offered => {
            screen.field(facts.text("chat-until"), facts.tenant.when(facts.locale, Some(until)))
        }
        _ => screen,
    }
}

/// Whom one can turn to, once accepted.
fn contact(mine: &Mine, mut screen: Screen, facts: &Facts<'_>) -> Screen {
    let Some(contact) = &mine.contact else { return screen };
    let known = [&contact.name, &contact.phone, &contact.email].into_iter().flatten().cloned().collect::<Vec<_>>();
    if !known.is_empty() {
        screen = screen.field(facts.text("chat-contact"), known.join(", "));
    }
    screen
}

/// Asks whether one really leaves.
pub(super) fn leaves(id: SignUpId, facts: &Facts<'_>) -> Screen {
    Screen::default()
        .title(facts.text("chat-leave-title"))
        .text(facts.text("chat-leave"))
        .row([facts.button("chat-do-leave-yes", Press::Left(id)), facts.button("chat-do-stay", Press::SignUp(id))])
}

fn done(key: &str, mine: &Mine, facts: &Facts<'_>) -> Screen {
    let title: Value = mine.title.as_str().into();
    let screen = Screen::default().title(facts.text(&format!("{key}-title"))).text(facts.say(key, &[("title", title)]));
    about(mine, screen, facts)
}

/// It is left.
pub(super) fn left(mine: &Mine, facts: &Facts<'_>) -> Screen {
    let others = [facts.button("chat-do-near", Press::Near), facts.button("chat-do-weekend", Press::Weekend)];
    done("chat-left", mine, facts).row(others).row([facts.button("chat-do-mine", Press::Mine(0)), facts.home()])
}

/// It is confirmed.
pub(super) fn comes(mine: &Mine, facts: &Facts<'_>) -> Screen {
    let see = facts.button("chat-do-see", Press::SignUp(mine.sign_up.id));
    done("chat-comes", mine, facts).row([see, facts.home()])
}

/// The place is taken; with the date to keep.
pub(super) fn taken(mine: &Mine, date: Option<Date>, facts: &Facts<'_>) -> Step {
    let see = facts.button("chat-do-see", Press::SignUp(mine.sign_up.id));
    let mut step = Step::new(done("chat-taken", mine, facts).row([see, facts.home()]));
    step.out.extend(date.map(Out::File));
    step
}
