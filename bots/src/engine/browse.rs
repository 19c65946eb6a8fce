//! Looking around: near a place, this weekend, by theme, by words; cards one after the other, and what a mission says.

use chrono::{DateTime, Utc};
use platform_core::kinds::{Domain, MissionId};
use platform_core::missions::{Mission, Slot};
use platform_core::search::facets::Facet;
use platform_core::search::query::{Criteria, MAX_TEXT, Near, When};
use platform_core::search::suggest;
use platform_core::tenancy::Point;

use super::{Facts, Step, Who, label};
use crate::call::{Call, Look, Part};
use crate::plain;
use crate::press::Press;
use crate::screen::{Ask, Button, Does, Screen};
use crate::state::{Awaits, List, State};

/// How far around is looked, metres: half an hour by any means.
const RADIUS_M: f64 = 5_000.0;
/// Most missions of a list: who has seen so many asks for something else.
pub(crate) const LONGEST: u16 = 50;
/// Slots shown at once.
const SLOTS: u16 = 6;
/// Characters of a description on a card.
const SHORT: usize = 280;
/// Characters of a whole one: what a message of any channel takes beside the rest.
const LONG: usize = 1100;

/// Asks where.
pub(super) fn ask_place(state: &mut State, facts: &Facts<'_>) -> Step {
    state.awaits = Some(Awaits::Place);
    let screen = Screen::default().title(facts.text("chat-ask-place-title")).text(facts.text("chat-ask-place"));
    Step::new(screen.row([facts.home()]).ask(Ask::Place))
}

/// Asks for words.
pub(super) fn ask_words(state: &mut State, facts: &Facts<'_>) -> Step {
    state.awaits = Some(Awaits::Words);
    let screen = Screen::default().title(facts.text("chat-ask-words-title")).text(facts.text("chat-ask-words"));
    Step::new(screen.row([facts.home()]).ask(Ask::Text))
}

/// What there is around a point.
pub(super) fn around(point: Point) -> Step {
    // The conversation remembers what was looked for, and where somebody is to a kilometre only.
    let rounded = |degrees: f64| (degrees * 100.0).round() / 100.0;
    let point = Point { lat: rounded(point.lat), lon: rounded(point.lon) };
    find(Criteria { near: Some(Near { point, radius_m: RADIUS_M }), ..Criteria::default() })
}

/// What there is this weekend.
pub(super) fn weekend(facts: &Facts<'_>) -> Step {
    let (from, until) = When::Weekend.span(facts.now, facts.tenant.config.time_zone);
    find(Criteria { from: Some(from), until: Some(until), ..Criteria::default() })
}

/// What there is of a theme.
pub(super) fn theme(domain: Domain) -> Step {
    let mut criteria = Criteria::default();
    criteria.select(Facet::Domain, domain);
    find(criteria)
}

/// What there is in an area of the city that somebody named: by its name or its postcode.
pub(super) fn place_in_words(state: &mut State, text: &str, facts: &Facts<'_>) -> Step {
    let Some(area) = suggest::area(&facts.tenant.config, facts.locale, text) else {
        state.awaits = Some(Awaits::Place);
        let screen = Screen::default().title(facts.text("chat-no-place")).text(facts.text("chat-ask-place"));
        return Step::new(screen.row([facts.home()]).ask(Ask::Place));
    };
    let mut criteria = Criteria::default();
    criteria.select(Facet::Area, &area.code);
    find(criteria)
}

/// What there is for some words.
pub(super) fn words(state: &mut State, text: &str, facts: &Facts<'_>) -> Step {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text.trim();
    if text.is_empty() {
        return ask_words(state, facts);
    }
    find(Criteria { text: Some(text.chars().take(MAX_TEXT).collect()), ..Criteria::default() })
}

const fn find(criteria: Criteria) -> Step {
    Step::call(Call::Find(criteria))
}

/// The themes of the city.
pub(super) fn themes(facts: &Facts<'_>) -> Screen {
    let mut screen = Screen::default().title(facts.text("chat-themes-title"));
    let button = |domain: &Domain| Button {
        label: label(&facts.text(&format!("domain-{domain}"))),
        does: Does::Press(Press::Theme(*domain)),
    };
    for pair in facts.tenant.config.taxonomy.domains.chunks(2) {
        screen = screen.row(pair.iter().map(button));
    }
    screen.row([facts.home()])
}

/// What was found: the first card, or what else one can do.
pub(super) fn found(state: &mut State, criteria: Criteria, missions: Vec<MissionId>, facts: &Facts<'_>) -> Step {
    let number = state.list.as_ref().map_or(0, |list| list.number.wrapping_add(1));
    let is_empty = missions.is_empty();
    state.list = Some(List { number, criteria, missions });
    if is_empty {
        // An alert is somebody's: whom nobody knows yet has none.
        let keep = facts.person == Who::Known;
        let text = facts.text(if keep { "chat-nothing-keep" } else { "chat-nothing" });
        let keep = keep.then(|| {
            let daily = facts.button("chat-do-keep-daily", Press::KeepDaily(number));
            [facts.button("chat-do-keep", Press::Keep(number)), daily]
        });
        return Step::new(
            Screen::default()
                .title(facts.text("chat-nothing-title"))
                .text(text)
                .row(keep.into_iter().flatten())
                .row([facts.button("chat-do-themes", Press::Themes), facts.button("chat-do-words", Press::Words)])
                .row([facts.home()]),
        );
    }
    hit(state, number, 0, facts)
}

/// A mission of the list. A button of an earlier list says so, and shows where the present one begins.
pub(super) fn hit(state: &State, number: u16, place: u8, facts: &Facts<'_>) -> Step {
    let stale = || Step::edit(super::home(facts)).with_toast(facts.text("chat-stale"));
    let Some(list) = state.list.as_ref().filter(|list| !list.missions.is_empty()) else { return stale() };
    let place = if list.number == number { place } else { 0 };
    let Some(&mission) = list.missions.get(usize::from(place)) else { return stale() };
    let of = u8::try_from(list.missions.len()).unwrap_or(u8::MAX);
    let step = show(mission, Some((list.number, place, of)), Part::Card);
    if list.number == number { step } else { step.with_toast(facts.text("chat-stale")) }
}

/// A mission by itself.
pub(super) const fn card(mission: MissionId) -> Step {
    show(mission, None, Part::Card)
}

/// All of its text.
pub(super) const fn text(mission: MissionId) -> Step {
    show(mission, None, Part::Text)
}

/// Its slots.
pub(super) const fn slots(mission: MissionId, from: u16) -> Step {
    show(mission, None, Part::Slots(from))
}

const fn show(mission: MissionId, place: Option<(u16, u8, u8)>, part: Part) -> Step {
    Step::call(Call::Show(Look { mission, place, part }))
}

/// The part of a mission that was asked for.
pub(super) fn shown(state: &State, look: Look, mission: &Mission, facts: &Facts<'_>) -> Screen {
    let place = place(state, look);
    let within = state.list.as_ref().filter(|list| place.is_some_and(|(number, ..)| number == list.number));
    let next = next_slot(mission, within.map(|list| &list.criteria), facts.now);
    match look.part {
        Part::Card => as_card(mission, next, place, facts),
        Part::Text => as_text(mission, next, place, facts),
        Part::Slots(from) => as_slots(mission, from, facts),
    }
}

/// Where a mission stands in what was found. Who comes back from a part of a card goes on where the card stood.
fn place(state: &State, look: Look) -> Option<(u16, u8, u8)> {
    let in_list = |list: &List| {
        let at = list.missions.iter().position(|own| *own == look.mission)?;
        Some((list.number, u8::try_from(at).ok()?, u8::try_from(list.missions.len()).ok()?))
    };
    look.place.or_else(|| state.list.as_ref().and_then(in_list))
}

/// The next of what was found, from one that is there no more.
pub(super) fn after(state: &State, look: Look, facts: &Facts<'_>) -> Option<Button> {
    let (list, at, of) = place(state, look)?;
    (at + 1 < of).then(|| facts.button("chat-do-next", Press::Hit(list, at + 1)))
}

fn as_card(mission: &Mission, next: Option<&Slot>, place: Option<(u16, u8, u8)>, facts: &Facts<'_>) -> Screen {
    let mut screen = head(mission, next, facts);
    let whole = plain::text(text_of(mission, facts).1);
    let short = plain::beginning(&whole, SHORT);
    screen = screen.text(short.as_ref());
    let open = open_slots(mission, facts.now);
    if let Some((_, at, of)) = place {
        screen = screen.text(facts.say("chat-place-in-list", &[("at", (at + 1).into()), ("of", of.into())]));
    }
    let after = place.filter(|(_, at, of)| at + 1 < *of);
    let after = after.map(|(list, at, _)| facts.button("chat-do-next", Press::Hit(list, at + 1)));
    screen = screen.row(next.map(|slot| join(mission, slot, facts)).into_iter().chain(after));
    let more = short.len() < whole.len();
    let more = more.then(|| facts.button("chat-do-more", Press::More(mission.id)));
    let dates = (open.len() > 1).then(|| facts.button("chat-do-slots", Press::Slots(mission.id, 0)));
    screen = screen.row(more.into_iter().chain(dates));
    let before = place.filter(|(_, at, _)| *at > 0);
    let before = before.map(|(list, at, _)| facts.button("chat-do-before", Press::Hit(list, at - 1)));
    screen.row(before.into_iter().chain([facts.home()]))
}

/// «Je participe», to the slot that the card names.
fn join(mission: &Mission, slot: &Slot, facts: &Facts<'_>) -> Button {
    facts.button("chat-do-join", Press::Join(mission.id, slot.id))
}

fn as_text(mission: &Mission, next: Option<&Slot>, place: Option<(u16, u8, u8)>, facts: &Facts<'_>) -> Screen {
    let whole = plain::text(text_of(mission, facts).1);
    let screen = head(mission, next, facts).text(plain::beginning(&whole, LONG));
    screen.row(next.map(|slot| join(mission, slot, facts))).row([back(mission, place, facts), facts.home()])
}

fn as_slots(mission: &Mission, from: u16, facts: &Facts<'_>) -> Screen {
    let open = open_slots(mission, facts.now);
    let mut screen = Screen::default().title(text_of(mission, facts).0).text(facts.text("chat-slots"));
    for slot in open.iter().skip(from.into()).take(SLOTS.into()) {
        let when = facts.tenant.when_short(facts.locale, slot.starts_at);
        screen = screen.field(when.as_str(), places(slot, facts));
        let does = Does::Press(Press::Join(mission.id, slot.id));
        screen = screen.row([Button { label: label(&when), does }]);
    }
    let later = usize::from(from) + usize::from(SLOTS) < open.len();
    let later = later.then(|| facts.button("chat-do-later-slots", Press::Slots(mission.id, from + SLOTS)));
    let sooner =
        (from > 0).then(|| facts.button("chat-do-sooner-slots", Press::Slots(mission.id, from.saturating_sub(SLOTS))));
    screen.row(sooner.into_iter().chain(later)).row([back(mission, None, facts), facts.home()])
}

/// The way back to the card.
pub(super) fn back(mission: &Mission, place: Option<(u16, u8, u8)>, facts: &Facts<'_>) -> Button {
    let press = place.map_or(Press::Card(mission.id), |(list, at, _)| Press::Hit(list, at));
    facts.button("chat-do-back", press)
}

/// The slot a card names: the first with a place of those that were looked for, or else the first.
fn next_slot<'a>(mission: &'a Mission, within: Option<&Criteria>, now: DateTime<Utc>) -> Option<&'a Slot> {
    let mut open = open_slots(mission, now);
    let looked_for = |slot: &&&Slot| {
        let (from, until) = within.map_or((None, None), |criteria| (criteria.from, criteria.until));
        let since = slot.starts_at.is_none_or(|start| from.is_none_or(|from| start >= from));
        since && slot.starts_at.is_none_or(|start| until.is_none_or(|until| start < until))
    };
    let wanted: Vec<_> = open.iter().filter(looked_for).copied().collect();
    if !wanted.is_empty() {
        open = wanted;
    }
    open.iter().find(|slot| slot.taken < slot.capacity).or(open.first()).copied()
}

/// Title, association, when, where, and places.
fn head(mission: &Mission, next: Option<&Slot>, facts: &Facts<'_>) -> Screen {
    let open = open_slots(mission, facts.now);
    let mut screen = Screen::default()
        .title(text_of(mission, facts).0)
        .field(facts.text("chat-with"), &mission.association_name)
        .field(facts.text("chat-where"), place_of(mission, facts));
    let Some(slot) = next else { return screen.field(facts.text("chat-when"), facts.text("chat-over")) };
    screen = screen
        .field(facts.text("chat-when"), facts.tenant.when(facts.locale, slot.starts_at))
        .field(facts.text("chat-places"), places(slot, facts));
    match open.len().saturating_sub(1) {
        0 => screen,
        others => screen.text(facts.say("chat-other-slots", &[("count", others.into())])),
    }
}

/// Title and description, in the person's language if the mission has it.
pub(super) fn text_of<'a>(mission: &'a Mission, facts: &Facts<'_>) -> (&'a str, &'a str) {
    mission.draft.text_in(facts.locale)
}

/// Where it is, in words.
pub(super) fn place_of(mission: &Mission, facts: &Facts<'_>) -> String {
    mission.place().unwrap_or_else(|| facts.text("no-place"))
}

/// The slots one can sign up to, the next first.
pub(super) fn open_slots(mission: &Mission, now: DateTime<Utc>) -> Vec<&Slot> {
    if mission.state != platform_core::missions::State::Published {
        return Vec::new();
    }
    let mut open: Vec<_> = mission.slots.iter().filter(|slot| slot.starts_at.is_none_or(|start| start > now)).collect();
    open.sort_by_key(|slot| (slot.starts_at.is_none(), slot.starts_at));
    open
}

/// How many places a slot has left.
fn places(slot: &Slot, facts: &Facts<'_>) -> String {
    let left = slot.capacity.saturating_sub(slot.taken).max(0);
    facts.say("chat-places-left", &[("count", left.into())])
}
