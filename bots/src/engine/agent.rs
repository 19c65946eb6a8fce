//! What waits for the city's agents: one card each, let through or sent back.

use platform_core::associations::Association;
use platform_core::moderation::Queue;
use platform_core::refusals::Reason;

use super::{Facts, Step, manage};
use crate::plain;
use crate::press::Press;
use crate::screen::{Ask, Button, Screen};
use crate::state::{Awaits, Queued, State};

/// Characters of a description, and of anything else, that are shown: with the rest, what a message of any channel takes.
const LONG: usize = 500;
const SHORT: usize = 120;
/// Reasons that are shown.
const REASONS: usize = 3;

/// What stands at this place of the queue: associations first, as their missions wait for them.
pub(super) fn card(queue: &Queue, at: u16, facts: &Facts<'_>) -> Screen {
    let of = queue.associations.len() + queue.missions.len();
    let at = usize::from(at).min(of.saturating_sub(1));
    let mut screen = Screen::default();
    if of > 1 {
        screen = screen.text(facts.say("chat-place-in-list", &[("at", (at + 1).into()), ("of", of.into())]));
    }
    let missions = at.checked_sub(queue.associations.len());
    let (screen, acts) = match (queue.associations.get(at), missions.and_then(|at| queue.missions.get(at))) {
        (Some(waiting), _) => {
            let acts = [
                facts.button("chat-do-let-through", Press::Validate(waiting.id)),
                facts.button("chat-do-send-back", Press::ReturnAssociation(waiting.id)),
            ];
            (association(screen, waiting, facts), acts)
        }
        (None, Some(waiting)) => {
            let screen = manage::about(screen, waiting, facts);
            let acts = [
                facts.button("chat-do-publish", Press::Publish(waiting.id)),
                facts.button("chat-do-send-back", Press::ReturnMission(waiting.id)),
            ];
            (why(screen, &waiting.reasons, facts), acts)
        }
        (None, None) => return reports(nothing(facts), queue, facts).row([facts.home()]),
    };
    let place = |at: usize| Press::Queue(u16::try_from(at).unwrap_or_default());
    let before = (at > 0).then(|| facts.button("chat-do-before", place(at - 1)));
    let after = (at + 1 < of).then(|| facts.button("chat-do-next", place(at + 1)));
    reports(screen, queue, facts).row(acts).row(before.into_iter().chain(after)).row([facts.home()])
}

fn nothing(facts: &Facts<'_>) -> Screen {
    Screen::default().title(facts.text("chat-queue-title")).text(facts.text("chat-queue-none"))
}

/// Threads are read on the site.
fn reports(screen: Screen, queue: &Queue, facts: &Facts<'_>) -> Screen {
    match queue.reports.len() {
        0 => screen,
        count => screen.text(facts.say("chat-queue-reports", &[("count", count.into())])),
    }
}

/// An association, as agents see it.
fn association(screen: Screen, association: &Association, facts: &Facts<'_>) -> Screen {
    let file = &association.file;
    let listed = |parts: &[&Option<String>]| {
        let parts: Vec<_> = parts.iter().filter_map(|part| part.as_deref()).collect();
        Some(parts.join(", ")).filter(|text| !text.is_empty())
    };
    let themes: Vec<_> = file.domains.iter().map(|domain| facts.text(&format!("domain-{domain}"))).collect();
    let area = file.area.as_deref().and_then(|code| facts.tenant.config.area(code));
    let area = area.map(|area| area.name(facts.locale).to_owned());
    let mut screen = screen.title(&file.name);
    for (key, value) in [
        ("chat-association-kind", Some(facts.text(&format!("chat-kind-{}", file.kind.word().replace('_', "-"))))),
        ("chat-theme", Some(themes.join(", "))),
        ("chat-association-number", listed(&[&file.rna, &file.siret])),
        ("chat-where", listed(&[&file.street, &file.postcode, &area])),
        ("chat-site", file.website.clone()),
        ("chat-contact", listed(&[&file.contact_phone, &file.contact_email])),
    ] {
        if let Some(value) = value {
            screen = screen.field(facts.text(key), plain::beginning(&value, SHORT));
        }
    }
    let description = plain::text(&file.description);
    why(screen.text(plain::beginning(&description, LONG)), &association.reasons, facts)
}

/// What the city's rules found; that an agent is to read it, who reads it knows.
fn why(screen: Screen, reasons: &[Reason], facts: &Facts<'_>) -> Screen {
    reasons.iter().filter(|reason| reason.code != "review_by_agent").take(REASONS).fold(screen, |screen, reason| {
        let words = reason.render(&facts.tenant.texts, facts.locale);
        screen.field(facts.text("chat-reason"), plain::beginning(&words, SHORT))
    })
}

/// Asks what is to be mended.
pub(super) fn returns(state: &mut State, queued: Queued, facts: &Facts<'_>) -> Step {
    state.awaits = Some(Awaits::WhySentBack(queued));
    let screen = Screen::default().title(facts.text("chat-send-back-title")).text(facts.text("chat-send-back"));
    Step::new(screen.row([back(facts), facts.home()]).ask(Ask::Text))
}

/// The way back to what waits.
pub(super) fn back(facts: &Facts<'_>) -> Button {
    facts.button("chat-do-queue", Press::Queue(0))
}

/// It is decided; what waits next.
pub(super) fn decided(key: &str, queue: &Queue, facts: &Facts<'_>) -> Screen {
    let next = card(queue, 0, facts);
    Screen { blocks: [Screen::default().title(facts.text(key)).blocks, next.blocks].concat(), ..next }
}
