//! An association's missions: what each stands like, what can be done, and who asks to take part.

use platform_core::kinds::MissionId;
use platform_core::missions::{Acceptance, Mission, State as MissionState};
use platform_core::sign_ups::read::{Listed, shown_name};

use super::{Facts, Step, browse, label, on_site};
use crate::plain;
use crate::press::Press;
use crate::screen::{Ask, Button, Does, Screen};
use crate::state::{Awaits, Field, State};

/// Missions, and requests, of one screen.
pub(crate) const PAGE: u16 = 8;
/// Characters of a description that are shown.
const SHORT: usize = 500;
/// Characters of a place.
const PLACE: usize = 200;

/// Who acts for no association.
pub(super) fn no_association(facts: &Facts<'_>) -> Screen {
    let page = Button { label: facts.text("chat-do-open-account"), does: Does::Open(facts.pages.to_owned()) };
    Screen::default()
        .title(facts.text("chat-no-association-title"))
        .text(facts.text("chat-no-association"))
        .row([page, facts.home()])
}

/// One's associations' missions, the newest first.
pub(super) fn list(missions: &[Mission], facts: &Facts<'_>) -> Screen {
    let mut screen = Screen::default().title(facts.text("chat-missions-title"));
    if missions.is_empty() {
        screen = screen.text(facts.text("chat-missions-none"));
    }
    for mission in missions.iter().take(PAGE.into()) {
        let (title, stands) = (browse::text_of(mission, facts).0, state(mission, facts));
        screen = screen.field(title, stands);
        screen = screen.row([Button { label: label(title), does: Does::Press(Press::Manage(mission.id)) }]);
    }
    screen.row([facts.button("chat-do-post", Press::Post), facts.home()])
}

fn state(mission: &Mission, facts: &Facts<'_>) -> String {
    facts.text(&format!("chat-mission-{}", mission.state))
}

/// A mission as those see it who act for it: with the reasons of the city beside what they are about.
pub(super) fn card(mission: &Mission, facts: &Facts<'_>) -> Screen {
    let stands = Screen::default().field(facts.text("chat-stands"), state(mission, facts));
    let mut screen = about(Screen::default(), mission, facts);
    screen.blocks.splice(1..1, stands.blocks);
    for reason in &mission.reasons {
        screen = screen.field(facts.text("chat-reason"), reason.render(&facts.tenant.texts, facts.locale));
    }
    acts(mission, facts)
        .into_iter()
        .fold(screen, |screen, row| screen.row(row.into_iter().map(|(key, press)| facts.button(key, press))))
}

/// What a mission is, as those see it who act for it, and the city's agents.
pub(super) fn about(screen: Screen, mission: &Mission, facts: &Facts<'_>) -> Screen {
    let (title, description) = browse::text_of(mission, facts);
    let description = plain::text(description);
    let place = browse::place_of(mission, facts);
    let mut screen = screen
        .title(title)
        .field(facts.text("chat-with"), &mission.association_name)
        .field(facts.text("chat-theme"), facts.text(&format!("domain-{}", mission.draft.domain)))
        .field(facts.text("chat-where"), plain::beginning(&place, PLACE));
    for slot in browse::open_slots(mission, facts.now).iter().take(3) {
        let when = facts.tenant.when(facts.locale, slot.starts_at);
        let (taken, capacity) = (slot.taken, slot.capacity);
        let places = facts.say("chat-taken-of", &[("taken", taken.into()), ("capacity", capacity.into())]);
        screen = screen.field(when, places);
    }
    screen = screen.text(plain::beginning(&description, SHORT));
    if mission.draft.acceptance == Acceptance::ByManager {
        screen = screen.text(facts.text("chat-answers-each"));
    }
    screen
}

/// What can be done in the state it is in.
fn acts(mission: &Mission, facts: &Facts<'_>) -> Vec<Vec<(&'static str, Press)>> {
    let id = mission.id;
    let back = ("chat-do-missions", Press::Missions);
    let mut rows = match mission.state {
        MissionState::Draft | MissionState::Returned => vec![
            vec![("chat-do-submit", Press::Submit(id)), ("chat-do-change", Press::Edit(id))],
            vec![back, ("chat-do-call-off", Press::CallOff(id))],
        ],
        MissionState::Published => vec![
            vec![("chat-do-requests", Press::Requests(id)), ("chat-do-change", Press::Edit(id))],
            vec![("chat-do-copy", Press::Copy(id)), ("chat-do-close", Press::Close(id))],
            vec![back, ("chat-do-call-off", Press::CallOff(id))],
        ],
        MissionState::Submitted | MissionState::Suspended => {
            vec![vec![back, ("chat-do-call-off", Press::CallOff(id))]]
        }
        MissionState::Closed | MissionState::Cancelled => vec![vec![("chat-do-copy", Press::Copy(id)), back]],
    };
    rows.splice(0..0, with_people(mission, facts));
    rows
}

/// What can be done with those who come, where there can be any.
fn with_people(mission: &Mission, facts: &Facts<'_>) -> Vec<Vec<(&'static str, Press)>> {
    let stands = matches!(mission.state, MissionState::Published | MissionState::Suspended | MissionState::Closed);
    if !stands || mission.slots.iter().all(|slot| slot.taken == 0) {
        return Vec::new();
    }
    let people = [("chat-do-people", Press::People(mission.id, 0)), ("chat-do-write", Press::Write(mission.id))];
    let begun = mission.slots.iter().any(|slot| on_site::has_begun(slot, facts));
    let sheet = begun.then(|| vec![("chat-do-sheet", Press::Sheet(mission.id, 0))]);
    sheet.into_iter().chain([people.into()]).collect()
}

/// What came of handing a mission in.
pub(super) fn submitted(mission: &Mission, facts: &Facts<'_>) -> Screen {
    let key = match mission.state {
        MissionState::Published => "chat-submitted-published",
        MissionState::Returned => "chat-submitted-returned",
        _ => "chat-submitted-held",
    };
    let card = card(mission, facts);
    Screen { blocks: [Screen::default().title(facts.text(key)).blocks, card.blocks].concat(), ..card }
}

/// Asks which field of a mission is to be another.
pub(super) fn fields(mission: MissionId, facts: &Facts<'_>) -> Screen {
    let mut screen = Screen::default().title(facts.text("chat-change-title"));
    for pair in Field::ALL.chunks(2) {
        let button = |field: &Field| {
            let key = format!("chat-do-change-{}", field.key());
            facts.button(&key, Press::ChangeField(mission, field.number()))
        };
        screen = screen.row(pair.iter().map(button));
    }
    screen.row([facts.button("chat-do-back", Press::Manage(mission))])
}

/// Asks why a mission is called off: those who signed up are told.
pub(super) fn calls_off(state: &mut State, mission: MissionId, facts: &Facts<'_>) -> Step {
    state.changing = Some(mission);
    state.awaits = Some(Awaits::WhyCalledOff);
    let screen = Screen::default().title(facts.text("chat-call-off-title")).text(facts.text("chat-call-off"));
    Step::new(screen.row([facts.button("chat-do-back", Press::Manage(mission))]).ask(Ask::Text))
}

/// Who asks to take part, each with yes and no.
pub(super) fn requests(mission: MissionId, requests: &[Listed], facts: &Facts<'_>) -> Screen {
    let mut screen = Screen::default().title(facts.text("chat-requests-title"));
    if requests.is_empty() {
        screen = screen.text(facts.text("chat-requests-none"));
    }
    for (number, request) in (1..).zip(requests.iter().take(PAGE.into())) {
        let name = shown_name(&facts.tenant.texts, facts.locale, request.short_name.clone());
        let words = request.sign_up.motivation.as_deref().map(|words| plain::beginning(words, 200)).unwrap_or_default();
        let words = if words.trim().is_empty() { "—".into() } else { words };
        screen = screen.field(format!("{number}. {name}"), words.as_ref());
        let (id, number) = (request.sign_up.id, [("number", number.into())]);
        let accept = Button { label: facts.say("chat-do-accept", &number), does: Does::Press(Press::Accept(id)) };
        let decline = Button { label: facts.say("chat-do-decline", &number), does: Does::Press(Press::Decline(id)) };
        screen = screen.row([accept, decline]);
    }
    screen.row([facts.button("chat-do-back", Press::Manage(mission)), facts.home()])
}

/// A request is answered.
pub(super) fn answered(key: &str, mission: MissionId, facts: &Facts<'_>) -> Screen {
    Screen::default()
        .title(facts.text(key))
        .row([facts.button("chat-do-requests", Press::Requests(mission)), facts.home()])
}
