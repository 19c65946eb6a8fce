//! `/publier`: a mission, asked for one field at a time; what is written survives a break.

use chrono::{DateTime, NaiveDateTime, TimeZone as _, Utc};
use platform_core::kinds::{AssociationId, Domain, MissionId};
use platform_core::refusals::Reason;
use platform_core::search::suggest;
use platform_core::tenancy::Point;

use super::{Facts, Step, label, manage};
use crate::call::{Call, Change};
use crate::press::Press;
use crate::screen::{Ask, Block, Button, Does, Out, Screen};
use crate::state::{Awaits, Field, Place, Posting, State};
use crate::when;

/// Longest title and description, characters: those of a mission.
const MAX_TITLE: usize = 150;
const MAX_DESCRIPTION: usize = 3000;
const MAX_PLACES: i32 = 100_000;

/// Begins, or goes on where one stopped: for the only association one acts for, or the one that is chosen.
pub(super) fn begin(state: &mut State, mandates: &[(AssociationId, String)], facts: &Facts<'_>) -> Step {
    if state.posting.as_ref().is_some_and(|posting| posting.association.is_some()) {
        return ask_next(state, facts);
    }
    match mandates {
        [] => {
            state.posting = None;
            Step::new(manage::no_association(facts))
        }
        [(only, _)] => for_association(state, *only, facts),
        several => {
            let mut screen = Screen::default().title(facts.text("chat-post-for"));
            for (id, name) in several.iter().take(10) {
                screen = screen.row([Button { label: label(name), does: Does::Press(Press::PostFor(*id)) }]);
            }
            Step::new(screen.row([facts.home()]))
        }
    }
}

/// Begins for an association. Whether one acts for it is seen to when the mission is made.
pub(super) fn for_association(state: &mut State, association: AssociationId, facts: &Facts<'_>) -> Step {
    let written = state.posting.take().filter(|posting| posting.association.is_none()).unwrap_or_default();
    state.posting = Some(Posting { association: Some(association), ..written });
    ask_next(state, facts)
}

/// Several fields at once; those that cannot be understood are asked for, as those that are missing.
pub(super) fn form(state: &mut State, fields: &[(Field, String)], facts: &Facts<'_>) -> Step {
    state.changing = None;
    for (field, text) in fields {
        if let Some(value) = read(*field, text.trim(), facts) {
            state.posting.get_or_insert_default().set(value);
        }
    }
    ask_next(state, facts)
}

/// Lets go of what was begun.
pub(super) fn give_up(state: &mut State, facts: &Facts<'_>) -> Step {
    state.posting = None;
    state.changing = None;
    Step::new(super::home(facts)).with_toast(facts.text("chat-post-gone"))
}

/// Asks for the next field that is missing; if none is, has the mission made.
fn ask_next(state: &mut State, facts: &Facts<'_>) -> Step {
    let Some(posting) = &state.posting else { return Step::new(super::home(facts)) };
    if posting.association.is_none() {
        return Step::call(Call::Mandates);
    }
    match posting.missing() {
        Some(field) => {
            state.awaits = field.is_written().then_some(Awaits::Field(field));
            let step = Field::ALL.iter().position(|own| *own == field).unwrap_or_default() + 1;
            Step::new(question(state, field, Some(step), facts))
        }
        None => Step::call(Call::Post(Box::new(posting.clone()))),
    }
}

/// It cannot be made so: what the reasons name is asked for again; where they name nothing, all stays, to be let go of.
pub(super) fn refused(state: &mut State, reasons: &[Reason], facts: &Facts<'_>) -> Step {
    let names = |field: &str| reasons.iter().filter_map(|own| own.field.as_deref()).any(|own| own.starts_with(field));
    if let Some(posting) = &mut state.posting {
        posting.title.take_if(|_| names("/title"));
        posting.description.take_if(|_| names("/description"));
        posting.domain.take_if(|_| names("/domain"));
        posting.when.take_if(|_| names("/slots"));
        posting.places.take_if(|_| names("/slots"));
        posting.place.take_if(|_| names("/addresses"));
    }
    let why = super::refused(reasons, facts);
    match state.posting.as_ref().and_then(Posting::missing) {
        Some(_) => {
            let mut step = ask_next(state, facts);
            if let Some(Out::Show(screen, _)) = step.out.first_mut() {
                screen.blocks.splice(0..0, why.blocks);
            }
            step
        }
        None => Step::new(
            Screen { rows: Vec::new(), ..why }.row([facts.button("chat-do-give-up", Press::PostGone), facts.home()]),
        ),
    }
}

/// Asks for a field; as a step of so many, or by itself.
fn question(state: &State, field: Field, step: Option<usize>, facts: &Facts<'_>) -> Screen {
    let key = format!("chat-post-{}", field.key());
    let mut screen = Screen::default();
    if let Some(step) = step {
        let of = Field::ALL.len();
        screen = screen.text(facts.say("chat-post-step", &[("step", step.into()), ("of", of.into())]));
    }
    screen = screen.title(facts.text(&format!("{key}-title"))).text(facts.text(&key));
    match field {
        Field::Domain => {
            let button = |domain: &Domain| Button {
                label: label(&facts.text(&format!("domain-{domain}"))),
                does: Does::Press(Press::PostDomain(*domain)),
            };
            for pair in facts.tenant.config.taxonomy.domains.chunks(2) {
                screen = screen.row(pair.iter().map(button));
            }
        }
        Field::Acceptance => {
            screen = screen.row([facts.button("chat-do-at-once", Press::PostAcceptance(0))]);
            screen = screen.row([facts.button("chat-do-by-me", Press::PostAcceptance(1))]);
        }
        Field::Place => screen = screen.ask(Ask::Place),
        _ => screen = screen.ask(Ask::Text),
    }
    let leave = match state.changing {
        Some(mission) => facts.button("chat-do-back", Press::Manage(mission)),
        None => facts.button("chat-do-give-up", Press::PostGone),
    };
    screen.row([leave, facts.home()])
}

/// The button of a question about a place, where it is one of a keyboard and comes as words.
pub(super) fn leaves(state: &mut State, text: &str, facts: &Facts<'_>) -> Option<Step> {
    match state.changing {
        Some(mission) if text == facts.text("chat-do-back") => {
            state.changing = None;
            Some(Step::call(Call::Manage(mission)))
        }
        None if text == facts.text("chat-do-give-up") => Some(give_up(state, facts)),
        _ => None,
    }
}

/// What was written for a field; what cannot be understood is asked for again, with the reason.
pub(super) fn written(state: &mut State, field: Field, text: &str, facts: &Facts<'_>) -> Step {
    match read(field, text, facts) {
        Some(value) => given(state, value, facts),
        None => {
            state.awaits = Some(Awaits::Field(field));
            let screen = question(state, field, None, facts);
            let again = facts.text(&format!("chat-post-{}-again", field.key()));
            Step::new(Screen { blocks: [Screen::default().text(again).blocks, screen.blocks].concat(), ..screen })
        }
    }
}

/// A field's value, from words.
fn read(field: Field, text: &str, facts: &Facts<'_>) -> Option<Change> {
    let fits = |most: usize| !text.is_empty() && text.chars().count() <= most && !text.contains('\0');
    match field {
        Field::Title => (fits(MAX_TITLE) && !text.chars().any(char::is_control)).then(|| Change::Title(text.into())),
        Field::Description => fits(MAX_DESCRIPTION).then(|| Change::Description(text.into())),
        Field::When => {
            let zone = facts.tenant.config.time_zone;
            let (from, until) = when::read(text, facts.now.with_timezone(&zone).naive_local())?;
            // An hour that the clocks skip is none.
            let instant = |local: NaiveDateTime| Some(zone.from_local_datetime(&local).earliest()?.with_timezone(&Utc));
            Some(Change::When(instant(from)?, instant(until)?))
        }
        Field::Places => {
            let places = text.split_whitespace().next()?.parse().ok()?;
            (1..=MAX_PLACES).contains(&places).then_some(Change::Places(places))
        }
        Field::Place => place(text, facts).map(Change::Place),
        Field::Domain => text.parse().ok().map(Change::Domain),
        Field::Acceptance => text.parse::<u8>().ok().map(|by_manager| Change::ByManager(by_manager > 0)),
    }
}

/// A place in words: what it is called, and where by the postcode or the area that is named in it.
fn place(text: &str, facts: &Facts<'_>) -> Option<Place> {
    let fits = !text.is_empty() && text.chars().count() <= MAX_TITLE && !text.chars().any(char::is_control);
    let named = |part: &str| suggest::area(&facts.tenant.config, facts.locale, part);
    let parts = || text.split([',', ' ']).map(str::trim).filter(|part| !part.is_empty());
    let postcode =
        parts().find(|part| part.len() >= 3 && part.bytes().any(|byte| byte.is_ascii_digit()) && named(part).is_some());
    let area = postcode.and_then(named).or_else(|| text.split(',').rev().find_map(named)).filter(|_| fits)?;
    Some(Place { label: text.into(), postcode: postcode.unwrap_or_default().into(), point: area.centre })
}

/// Where somebody is, for a place.
pub(super) fn place_here(state: &mut State, point: Point, facts: &Facts<'_>) -> Step {
    let label = facts.text("chat-post-here");
    given(state, Change::Place(Place { label, postcode: String::new(), point }), facts)
}

/// A field is given: of the mission that is changed, or of the one that is being written.
pub(super) fn given(state: &mut State, value: Change, facts: &Facts<'_>) -> Step {
    if let Some(mission) = state.changing.take() {
        return Step::call(Call::Change(mission, Box::new(value)));
    }
    let Some(posting) = &mut state.posting else { return Step::edit(super::home(facts)) };
    posting.set(value);
    let echo = posting.when.filter(|_| posting.places.is_none()).map(|when| echoed(when, facts));
    let mut step = ask_next(state, facts);
    if let (Some(echo), Some(Out::Show(screen, _))) = (echo, step.out.first_mut()) {
        screen.blocks.insert(0, Block::Text(echo));
    }
    step
}

/// A date as it was understood.
fn echoed((from, until): (DateTime<Utc>, DateTime<Utc>), facts: &Facts<'_>) -> String {
    let until = until.with_timezone(&facts.tenant.config.time_zone).format("%H:%M").to_string();
    let when = facts.tenant.when(facts.locale, Some(from));
    facts.say("chat-post-understood", &[("when", when.into()), ("until", until.into())])
}

/// Asks for a field of a mission that is there.
pub(super) fn change(state: &mut State, mission: MissionId, field: Field, facts: &Facts<'_>) -> Step {
    state.changing = Some(mission);
    state.awaits = field.is_written().then_some(Awaits::Field(field));
    Step::new(question(state, field, None, facts))
}
