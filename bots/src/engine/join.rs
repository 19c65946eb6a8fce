//! «Je participe»: what one signs up to, what the mission and the city's rules ask for, and the receipt.

use chrono::NaiveDate;
use platform_core::kinds::{MissionId, SlotId};
use platform_core::missions::Mission;
use platform_core::refusals::{Reason, Remedy};
use platform_core::sign_ups::State as SignUpState;
use platform_core::sign_ups::sign_up::MAX_MOTIVATION;

use super::{Facts, Step, Who, browse, refused as refusal_screen};
use crate::call::{Call, Signed, starts};
use crate::press::Press;
use crate::screen::{Ask, Out, Screen};
use crate::state::{Awaits, Joining, State};

/// Longest first name.
const MAX_NAME: usize = 80;

/// Shows what one is about to sign up to.
pub(super) fn begin(state: &mut State, mission: &Mission, slot: SlotId, facts: &Facts<'_>) -> Step {
    let open = browse::open_slots(mission, facts.now);
    let Some(slot) = open.iter().find(|own| own.id == slot) else {
        let screen = Screen::default().title(facts.text("chat-slot-gone"));
        return Step::new(screen.row([browse::back(mission, None, facts), facts.home()]));
    };
    state.joining = Some(Joining::new(mission.id, slot.id));
    let mut screen = Screen::default()
        .title(facts.text("chat-confirm-title"))
        .field(facts.text("chat-mission"), browse::text_of(mission, facts).0)
        .field(facts.text("chat-when"), facts.tenant.when(facts.locale, slot.starts_at))
        .field(facts.text("chat-where"), browse::place_of(mission, facts));
    let boxes = &mission.draft.prerequisites;
    if !boxes.is_empty() {
        screen = screen.text(facts.text("chat-prerequisites"));
        for prerequisite in boxes {
            screen = screen.text(format!("- {prerequisite}"));
        }
    }
    if slot.taken >= slot.capacity {
        let key = if mission.draft.waiting_list { "chat-full-wait" } else { "chat-full" };
        screen = screen.text(facts.text(key));
    }
    let yes = if boxes.is_empty() { "chat-do-confirm" } else { "chat-do-agree" };
    let others = (open.len() > 1).then(|| facts.button("chat-do-slots", Press::Slots(mission.id, 0)));
    let screen = screen
        .row([facts.button(yes, Press::Confirm(mission.id, slot.id))])
        .row(others.into_iter().chain([browse::back(mission, None, facts)]));
    Step::edit(screen)
}

/// Yes. A button of long ago is as good as a new one: it says of itself what it confirms.
pub(super) fn confirmed(state: &mut State, mission: MissionId, slot: SlotId, facts: &Facts<'_>) -> Step {
    let is_same = |joining: &Joining| joining.mission == mission && joining.slot == slot;
    let mut joining = state.joining.take().filter(is_same).unwrap_or_else(|| Joining::new(mission, slot));
    // The boxes stood above the button.
    joining.agreed = true;
    state.joining = Some(joining);
    go_on(state, facts)
}

/// Signs up with what was said so far, or asks for the name of whom nobody knows.
fn go_on(state: &mut State, facts: &Facts<'_>) -> Step {
    let Some(joining) = &state.joining else { return Step::new(super::home(facts)) };
    let name = match facts.person {
        Who::Known => None,
        Who::Named(name) if is_name(name) => Some(name.to_owned()),
        Who::Named(_) | Who::Nobody if joining.name.is_none() => return ask(state, Awaits::Name, facts),
        Who::Named(_) | Who::Nobody => joining.name.clone(),
    };
    Step::call(Call::SignUp(Joining { name, ..joining.clone() }))
}

/// Asks for something before one can sign up.
fn ask(state: &mut State, what: Awaits, facts: &Facts<'_>) -> Step {
    let key = match what {
        Awaits::Name => "chat-ask-name",
        Awaits::BirthDate => "chat-ask-birth-date",
        _ => "chat-ask-motivation",
    };
    state.awaits = Some(what);
    let screen = Screen::default().title(facts.text(&format!("{key}-title"))).text(facts.text(key));
    let back = state.joining.as_ref().map(|joining| facts.button("chat-do-back", Press::Card(joining.mission)));
    Step::new(screen.row(back.into_iter().chain([facts.home()])).ask(Ask::Text))
}

/// Their first name.
pub(super) fn named(state: &mut State, text: &str, facts: &Facts<'_>) -> Step {
    if !is_name(text) {
        return ask(state, Awaits::Name, facts);
    }
    with(state, |joining| joining.name = Some(text.to_owned()));
    go_on(state, facts)
}

/// Whether it is a first name, as far as can be told.
fn is_name(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= MAX_NAME && !text.chars().any(char::is_control)
}

/// Their birth date.
pub(super) fn born(state: &mut State, text: &str, facts: &Facts<'_>) -> Step {
    let Some(date) = read_date(text) else { return ask(state, Awaits::BirthDate, facts) };
    with(state, |joining| joining.birth_date = Some(date));
    go_on(state, facts)
}

/// A date as people write it: day first, or the year first.
fn read_date(text: &str) -> Option<NaiveDate> {
    let text = text.replace(['.', '-', ' '], "/");
    ["%d/%m/%Y", "%Y/%m/%d"].iter().find_map(|format| NaiveDate::parse_from_str(&text, format).ok())
}

/// Why they would come.
pub(super) fn motivated(state: &mut State, text: &str, facts: &Facts<'_>) -> Step {
    if text.is_empty() || text.chars().count() > MAX_MOTIVATION {
        return ask(state, Awaits::Motivation, facts);
    }
    with(state, |joining| joining.motivation = Some(text.to_owned()));
    go_on(state, facts)
}

fn with(state: &mut State, change: impl FnOnce(&mut Joining)) {
    if let Some(joining) = &mut state.joining {
        change(joining);
    }
}

/// Why not. What somebody can mend here is asked for, one thing at a time.
pub(super) fn refused(state: &mut State, said: Joining, reasons: &[Reason], facts: &Facts<'_>) -> Step {
    let remedies: Vec<_> = reasons.iter().filter_map(|reason| reason.remedy.as_ref()).collect();
    let all_can_be_mended = remedies.len() == reasons.len()
        && remedies.iter().all(|remedy| matches!(remedy, Remedy::TellBirthDate | Remedy::WriteMotivation));
    // The date itself is none: it is asked for again.
    if reasons.iter().all(|reason| reason.code == "birth_date") {
        state.joining = Some(Joining { birth_date: None, ..said });
        return ask(state, Awaits::BirthDate, facts);
    }
    state.joining = Some(said);
    match remedies.first() {
        Some(Remedy::TellBirthDate) if all_can_be_mended => ask(state, Awaits::BirthDate, facts),
        Some(Remedy::WriteMotivation) if all_can_be_mended => ask(state, Awaits::Motivation, facts),
        _ => {
            state.joining = None;
            Step::new(refusal_screen(reasons, facts))
        }
    }
}

/// The receipt: what, when, where, and the date to keep.
pub(super) fn signed_up(state: &mut State, signed: Signed, facts: &Facts<'_>) -> Step {
    state.joining = None;
    // Signed up long ago, and further on: it is shown as it stands.
    if !matches!(signed.state, SignUpState::Accepted | SignUpState::Requested | SignUpState::Waiting) {
        return Step::call(Call::Own(signed.id));
    }
    let Signed { id, state: stands, rank, mission, slot, date } = signed;
    let key = match stands {
        SignUpState::Waiting => "chat-done-waiting",
        SignUpState::Requested => "chat-done-requested",
        _ => "chat-done-accepted",
    };
    let mut screen = Screen::default()
        .title(facts.say(&format!("{key}-title"), &[("rank", rank.unwrap_or_default().into())]))
        .field(facts.text("chat-mission"), browse::text_of(&mission, facts).0)
        .field(facts.text("chat-when"), facts.tenant.when(facts.locale, starts(&mission, slot)))
        .field(facts.text("chat-where"), browse::place_of(&mission, facts));
    if stands != SignUpState::Accepted {
        screen = screen.text(facts.text(key));
    }
    let leave = if stands == SignUpState::Accepted { "chat-do-leave" } else { "chat-do-withdraw" };
    let screen = screen
        .row([facts.button("chat-do-mine", Press::Mine(0)), facts.button(leave, Press::Leave(id))])
        .row([facts.home()]);
    let mut step = Step::new(screen);
    step.out.extend(date.map(Out::File));
    step
}
