//! Who comes to a mission, and on the day: who came.

use platform_core::kinds::MissionId;
use platform_core::missions::Slot;
use platform_core::sign_ups::State as SignUpState;
use platform_core::sign_ups::attendance::Sheet;
use platform_core::sign_ups::read::{Listed, shown_name};

use super::Facts;
use crate::press::Press;
use crate::screen::{Button, Does, Screen};

/// People of one screen.
const PAGE: u16 = 8;

/// Whether a slot has a day, and it has come: what can be written down here. How long help without a day took is asked on
/// the site.
pub(super) fn has_begun(slot: &Slot, facts: &Facts<'_>) -> bool {
    slot.starts_at.is_some_and(|start| start <= facts.now)
}

/// Who is expected, slot by slot.
fn expected(sheets: &[Sheet]) -> impl DoubleEndedIterator<Item = (&Slot, &Listed)> {
    sheets.iter().flat_map(|sheet| sheet.people.iter().map(|person| (&sheet.slot, person)))
}

/// Who has a place, from this one on, and where they stand.
pub(super) fn people(mission: MissionId, sheets: &[Sheet], from: u16, facts: &Facts<'_>) -> Screen {
    let all: Vec<_> = expected(sheets).collect();
    let mut screen = Screen::default().title(facts.text("chat-people-title"));
    if all.is_empty() {
        screen = screen.text(facts.text("chat-people-none"));
    }
    for (number, (slot, person)) in page(&all, from) {
        screen = line(screen, number, slot, person, facts);
    }
    let write = expected(sheets).any(|(_, person)| person.sign_up.state == SignUpState::Accepted);
    let write = write.then(|| facts.button("chat-do-write", Press::Write(mission)));
    let screen = turn(screen, all.len(), from, |from| Press::People(mission, from), facts).row(write);
    screen.row([facts.button("chat-do-back", Press::Manage(mission)), facts.home()])
}

/// Who is expected of the slots that have begun, the latest first, each with what is written down of them.
pub(super) fn sheet(mission: MissionId, sheets: &[Sheet], from: u16, facts: &Facts<'_>) -> Screen {
    let mut begun: Vec<&Sheet> = sheets.iter().filter(|sheet| has_begun(&sheet.slot, facts)).collect();
    begun.sort_by_key(|sheet| std::cmp::Reverse(sheet.slot.starts_at));
    let all: Vec<_> = begun.iter().flat_map(|sheet| sheet.people.iter().map(|person| (&sheet.slot, person))).collect();
    let mut screen = Screen::default().title(facts.text("chat-sheet-title"));
    let text = match (begun.is_empty(), all.is_empty()) {
        (true, _) => "chat-sheet-not-begun",
        (false, true) => "chat-sheet-none",
        (false, false) => "chat-sheet",
    };
    screen = screen.text(facts.text(text));
    for (number, (slot, person)) in page(&all, from) {
        screen = line(screen, number, slot, person, facts);
        let button = |key: &str, press: Press| Button {
            label: facts.say(key, &[("number", number.into())]),
            does: Does::Press(press),
        };
        let id = person.sign_up.id;
        screen = screen.row([
            button("chat-do-present", Press::Came(mission, id, from)),
            button("chat-do-absent", Press::Missed(mission, id, from)),
        ]);
    }
    let screen = turn(screen, all.len(), from, |from| Press::Sheet(mission, from), facts);
    screen.row([facts.button("chat-do-back", Press::Manage(mission)), facts.home()])
}

/// Those of a page, each with the number it has among all.
fn page<T: Copy>(all: &[T], from: u16) -> impl Iterator<Item = (usize, T)> {
    let from = usize::from(from);
    (from + 1..).zip(all.iter().skip(from).take(PAGE.into()).copied())
}

/// Somebody: their name, when they are expected, and where they stand.
fn line(screen: Screen, number: usize, slot: &Slot, person: &Listed, facts: &Facts<'_>) -> Screen {
    let name = shown_name(&facts.tenant.texts, facts.locale, person.short_name.clone());
    let when = facts.tenant.when_short(facts.locale, slot.starts_at);
    let stands = match person.sign_up.state {
        SignUpState::Attended => "chat-came",
        SignUpState::Absent => "chat-did-not-come",
        SignUpState::Excused => "chat-was-excused",
        _ if has_begun(slot, facts) => "chat-to-be-noted",
        _ if person.sign_up.confirmed_at.is_some() => "chat-has-confirmed",
        _ => "chat-is-expected",
    };
    screen.field(format!("{number}. {name}"), format!("{when}, {}", facts.text(stands)))
}

/// With the buttons that lead to the pages before and after.
fn turn(screen: Screen, of: usize, from: u16, press: impl Fn(u16) -> Press, facts: &Facts<'_>) -> Screen {
    let before = (from > 0).then(|| facts.button("chat-do-page-before", press(from.saturating_sub(PAGE))));
    let after = usize::from(from) + usize::from(PAGE) < of;
    let after = after.then(|| facts.button("chat-do-page-after", press(from.saturating_add(PAGE))));
    screen.row(before.into_iter().chain(after))
}
