//! What follows from each command, press, text and answer: the table of the conversation, a line each.

use super::{Facts, Step, agent, alerts, browse, home, hours, join, manage, on_site, post};
use super::{refused, settings, sign_ups, writing};
use crate::call::{Answer, Call, Change};
use crate::press::Press;
use crate::screen::{Button, Screen};
use crate::state::{Awaits, Field, Queued, State, Writing};

pub(super) fn on_command(state: &mut State, command: &str, rest: Option<&str>, facts: &Facts<'_>) -> Step {
    // What a command asks for may follow it at once.
    match (command, rest) {
        ("autour" | "near", Some(place)) => return browse::place_in_words(state, place, facts),
        ("chercher" | "search", Some(words)) => return browse::words(state, words, facts),
        ("themes", Some(theme)) => {
            if let Ok(domain) = theme.parse() {
                return browse::theme(domain);
            }
        }
        _ => {}
    }
    match command {
        // Where there is another city, the channel has seen to it before.
        "start" | "accueil" | "home" | "menu" | "ville" | "city" => Step::new(home(facts)),
        "autour" | "near" => browse::ask_place(state, facts),
        "weekend" => browse::weekend(facts),
        "themes" => Step::new(browse::themes(facts)),
        "chercher" | "search" => browse::ask_words(state, facts),
        "mesinscriptions" | "mine" => Step::call(Call::Mine(0)),
        "mesheures" | "hours" => Step::call(Call::Hours),
        "alertes" | "alerts" => Step::call(Call::Alerts),
        "langue" | "language" => Step::new(settings::languages(facts)),
        "aide" | "help" => Step::new(settings::help(facts)),
        "publier" | "post" => Step::call(Call::Mandates),
        "mesmissions" | "mes_missions" | "missions" => Step::call(Call::Missions),
        "file" | "queue" | "moderation" => Step::call(Call::Queue(0)),
        "vieprivee" | "privacy" => Step::new(settings::privacy(facts)),
        "stop" => Step::call(Call::Hush),
        "delier" | "unlink" => Step::call(Call::Unlink),
        "mesdonnees" | "mydata" => Step::call(Call::Export),
        "supprimer" | "erase" => Step::new(settings::erases(facts)),
        _ => Step::new(settings::help(facts)).with_toast(facts.text("chat-unknown-command")),
    }
}

#[expect(clippy::too_many_lines, reason = "the table of the buttons, an entry a button")]
pub(super) fn on_press(state: &mut State, press: Press, facts: &Facts<'_>) -> Step {
    match press {
        Press::Home => Step::edit(home(facts)),
        Press::Near => browse::ask_place(state, facts),
        Press::Weekend => browse::weekend(facts),
        Press::Themes => Step::edit(browse::themes(facts)),
        Press::Theme(domain) => browse::theme(domain),
        Press::Words => browse::ask_words(state, facts),
        Press::Hit(list, place) => browse::hit(state, list, place, facts),
        Press::Card(mission) => browse::card(mission),
        Press::More(mission) => browse::text(mission),
        Press::Slots(mission, from) => browse::slots(mission, from),
        Press::Join(mission, slot) => Step::call(Call::Join(mission, slot)),
        Press::Confirm(mission, slot) => join::confirmed(state, mission, slot, facts),
        Press::Mine(from) => Step::call(Call::Mine(from)),
        Press::SignUp(id) => Step::call(Call::Own(id)),
        Press::Leave(id) => Step::edit(sign_ups::leaves(id, facts)),
        Press::Left(id) => Step::call(Call::Withdraw(id)),
        Press::Come(id) => Step::call(Call::Confirm(id)),
        Press::Take(id) => Step::call(Call::Accept(id)),
        Press::Hours => Step::call(Call::Hours),
        Press::Keep(list) => alerts::keep(state, list, false, facts),
        Press::KeepDaily(list) => alerts::keep(state, list, true, facts),
        Press::Alerts => Step::call(Call::Alerts),
        Press::Drop(alert) => Step::call(Call::Drop(alert)),
        Press::Pause => Step::call(Call::Pause(true)),
        Press::Resume => Step::call(Call::Pause(false)),
        Press::Languages => Step::edit(settings::languages(facts)),
        Press::Speak(locale) => Step::call(Call::Speak(locale)),
        Press::Help => Step::edit(settings::help(facts)),
        Press::Privacy => Step::edit(settings::privacy(facts)),
        Press::Export => Step::call(Call::Export),
        Press::Hush => Step::call(Call::Hush),
        Press::Link(code) => Step::call(Call::Link(code)),
        Press::Number(code, number) => Step::call(Call::AnswerLogin(code, Some(number))),
        Press::NotMe(code) => Step::call(Call::AnswerLogin(code, None)),
        Press::Unlink => Step::call(Call::Unlink),
        Press::Erase => Step::edit(settings::erases(facts)),
        Press::Erased => Step::call(Call::Erase),
        Press::Post => Step::call(Call::Mandates),
        Press::PostFor(association) => post::for_association(state, association, facts),
        Press::PostDomain(domain) => post::given(state, Change::Domain(domain), facts),
        Press::PostAcceptance(by_manager) => post::given(state, Change::ByManager(by_manager > 0), facts),
        Press::PostGone => post::give_up(state, facts),
        Press::Missions => Step::call(Call::Missions),
        Press::Manage(mission) => Step::call(Call::Manage(mission)),
        Press::Submit(mission) => Step::call(Call::Submit(mission)),
        Press::Edit(mission) => Step::edit(manage::fields(mission, facts)),
        Press::ChangeField(mission, field) => match Field::of(field) {
            Some(field) => post::change(state, mission, field, facts),
            None => Step::edit(home(facts)).with_toast(facts.text("chat-stale")),
        },
        Press::Copy(mission) => Step::call(Call::Copy(mission)),
        Press::Close(mission) => Step::call(Call::Close(mission)),
        Press::CallOff(mission) => manage::calls_off(state, mission, facts),
        Press::Requests(mission) => Step::call(Call::Requests(mission)),
        Press::Accept(id) => Step::call(Call::Answer(id, true)),
        Press::Decline(id) => Step::call(Call::Answer(id, false)),
        Press::People(mission, from) => Step::call(Call::People(mission, from)),
        Press::Sheet(mission, from) => Step::call(Call::Sheet(mission, from)),
        Press::Came(mission, id, from) => Step::call(Call::Note(mission, id, true, from)),
        Press::Missed(mission, id, from) => Step::call(Call::Note(mission, id, false, from)),
        Press::Write(mission) => writing::ask(state, mission, facts),
        Press::Send(mission) => writing::send(state, mission, facts),
        Press::Thread(id) => Step::call(Call::Thread(id)),
        Press::Reply(id) => writing::replies(state, id, "chat-reply", facts),
        Press::Queue(at) => Step::call(Call::Queue(at)),
        Press::Validate(id) => Step::call(Call::LetThrough(Queued::Association(id))),
        Press::ReturnAssociation(id) => agent::returns(state, Queued::Association(id), facts),
        Press::Publish(id) => Step::call(Call::LetThrough(Queued::Mission(id))),
        Press::ReturnMission(id) => agent::returns(state, Queued::Mission(id), facts),
        // The channel has seen to the city before it came here.
        Press::Cities | Press::City(_) => Step::edit(home(facts)),
    }
}

pub(super) fn on_text(state: &mut State, text: &str, facts: &Facts<'_>) -> Step {
    match state.awaits.take() {
        Some(Awaits::Place) => browse::place_in_words(state, text, facts),
        Some(Awaits::Name) => join::named(state, text, facts),
        Some(Awaits::BirthDate) => join::born(state, text, facts),
        Some(Awaits::Motivation) => join::motivated(state, text, facts),
        Some(Awaits::Field(field)) => {
            post::leaves(state, text, facts).unwrap_or_else(|| post::written(state, field, text, facts))
        }
        Some(Awaits::WhyCalledOff) => match state.changing.take() {
            Some(mission) => Step::call(Call::CallOff(mission, text.to_owned())),
            None => Step::new(home(facts)),
        },
        Some(Awaits::Message(mission)) => writing::written(state, mission, text, facts),
        Some(Awaits::Reply(id)) => writing::replied(state, id, text, facts),
        Some(Awaits::WhySentBack(queued)) => Step::call(Call::SendBack(queued, text.to_owned())),
        // Words nobody asked for are what somebody looks for.
        Some(Awaits::Words) | None => browse::words(state, text, facts),
    }
}

pub(super) fn on_answer(state: &mut State, call: Call, answer: Answer, facts: &Facts<'_>) -> Step {
    match (call, answer) {
        (Call::SignUp(said), Answer::Refused(reasons)) => join::refused(state, said, &reasons, facts),
        (Call::Post(_), Answer::Refused(reasons)) => post::refused(state, &reasons, facts),
        (call, Answer::Refused(reasons)) => {
            if reasons.iter().any(|reason| reason.code == "too_long") {
                asked_again(state, &call);
            }
            // What is not found here may be another city's: a bot of several tells of them in one conversation.
            let is_missing = reasons.iter().any(|reason| reason.code == "not_found");
            let cities = (facts.elsewhere && is_missing).then(|| facts.button("chat-do-cities", Press::Cities));
            let back = if is_missing { None } else { back(&call, facts) };
            let on = way_on(state, &call, facts).or(back).or(cities);
            let Screen { blocks, rows, ask } = refused(&reasons, facts);
            let rows = on.map(|button| vec![button]).into_iter().chain(rows).collect();
            Step::new(Screen { blocks, rows, ask })
        }
        (Call::Find(criteria), Answer::Found(missions)) => browse::found(state, criteria, missions, facts),
        (Call::Show(look), Answer::Mission(mission)) => Step::edit(browse::shown(state, look, &mission, facts)),
        (Call::Join(_, slot), Answer::Mission(mission)) => join::begin(state, &mission, slot, facts),
        (Call::SignUp(_), Answer::SignedUp(signed)) => join::signed_up(state, *signed, facts),
        (Call::Mine(from), Answer::Mine(all)) => Step::edit(sign_ups::list(&all, from, facts)),
        (Call::Own(_), Answer::Own(mine, _)) => Step::edit(sign_ups::one(&mine, facts)),
        (Call::Withdraw(_), Answer::Own(mine, _)) => Step::new(sign_ups::left(&mine, facts)),
        (Call::Confirm(_), Answer::Own(mine, _)) => Step::new(sign_ups::comes(&mine, facts)),
        (Call::Accept(_), Answer::Own(mine, date)) => sign_ups::taken(&mine, date, facts),
        (Call::Hours, Answer::Hours(given)) => Step::edit(hours::screen(&given, facts)),
        (Call::Thread(id), Answer::Messages(latest)) => Step::edit(writing::thread(id, &latest, facts)),
        (Call::Reply(id, _), Answer::Done) => Step::new(writing::replied_to(id, facts)),
        (Call::Keep(_, daily), Answer::Done) => Step::new(alerts::kept(daily, facts)),
        (Call::Alerts | Call::Pause(_), Answer::Alerts(all, paused)) => Step::edit(alerts::list(&all, paused, facts)),
        (Call::Drop(_), Answer::Done) => Step::call(Call::Alerts).with_toast(facts.text("chat-alert-ended")),
        (Call::Speak(_), Answer::Done) => Step::new(home(facts)),
        (Call::LookAtCode(code), Answer::Owner(email)) => Step::new(settings::links(code, &email, facts)),
        (Call::Link(_), Answer::Done) => Step::new(settings::done("chat-linked", facts)),
        (Call::LookAtLogin(code), Answer::Numbers(asked)) => Step::new(settings::number(code, &asked, facts)),
        (Call::AnswerLogin(_, number), Answer::ComesIn(yes)) => Step::new(settings::answered(number, yes, facts)),
        (Call::Unlink, Answer::Done) => Step::new(settings::done("chat-unlinked", facts)),
        (Call::Hush, Answer::Done) => Step::new(settings::done("chat-hushed", facts)),
        (Call::Export, Answer::File(file)) => settings::exported(file, facts),
        (Call::Erase, Answer::Done) => {
            *state = State::default();
            Step::new(settings::done("chat-erased", facts))
        }
        (call, answer) => on_duty(state, call, answer, facts),
    }
}

/// What follows for who acts for an association, or for the city.
fn on_duty(state: &mut State, call: Call, answer: Answer, facts: &Facts<'_>) -> Step {
    match (call, answer) {
        (Call::Mandates, Answer::Mandates(mandates)) => post::begin(state, &mandates, facts),
        (Call::Post(_), Answer::Mission(mission)) => {
            state.posting = None;
            Step::new(manage::card(&mission, facts))
        }
        (Call::Missions | Call::Copy(_), Answer::Missions(missions)) => Step::edit(manage::list(&missions, facts)),
        (Call::Manage(_), Answer::Mission(mission)) => Step::edit(manage::card(&mission, facts)),
        (Call::Submit(_), Answer::Mission(mission)) => Step::new(manage::submitted(&mission, facts)),
        (Call::Change(..) | Call::Copy(_) | Call::Close(_) | Call::CallOff(..), Answer::Mission(mission)) => {
            Step::new(manage::card(&mission, facts))
        }
        (Call::Requests(_), Answer::Requests(mission, all)) => Step::edit(manage::requests(mission, &all, facts)),
        (Call::Answer(_, yes), Answer::Answered(mission)) => {
            let key = if yes { "chat-accepted" } else { "chat-declined" };
            Step::new(manage::answered(key, mission, facts))
        }
        (Call::People(mission, from), Answer::Sheets(sheets)) => {
            Step::edit(on_site::people(mission, &sheets, from, facts))
        }
        (Call::Sheet(mission, from), Answer::Sheets(sheets)) => {
            Step::edit(on_site::sheet(mission, &sheets, from, facts))
        }
        (Call::Note(mission, _, came, from), Answer::Sheets(sheets)) => {
            let key = if came { "chat-noted-present" } else { "chat-noted-absent" };
            Step::edit(on_site::sheet(mission, &sheets, from, facts)).with_toast(facts.text(key))
        }
        (Call::Addressees(mission), Answer::Count(to)) => Step::new(writing::preview(state, mission, to, facts)),
        (Call::Send(writing), Answer::Count(to)) => Step::new(writing::sent(writing.mission, to, facts)),
        (Call::Queue(at), Answer::Queue(queue)) => Step::edit(agent::card(&queue, at, facts)),
        (Call::LetThrough(queued), Answer::Queue(queue)) => {
            let key = match queued {
                Queued::Association(_) => "chat-let-through",
                Queued::Mission(_) => "chat-published",
            };
            Step::new(agent::decided(key, &queue, facts))
        }
        (Call::SendBack(..), Answer::Queue(queue)) => Step::new(agent::decided("chat-sent-back", &queue, facts)),
        // An answer to another question: only a fault of ours makes one, and the way on is the beginning.
        _ => Step::new(home(facts)),
    }
}

/// Words that are too long: shorter ones are the same answer.
const fn asked_again(state: &mut State, call: &Call) {
    match call {
        Call::CallOff(mission, _) => {
            state.changing = Some(*mission);
            state.awaits = Some(Awaits::WhyCalledOff);
        }
        Call::SendBack(queued, _) => state.awaits = Some(Awaits::WhySentBack(*queued)),
        Call::Reply(id, _) => state.awaits = Some(Awaits::Reply(*id)),
        _ => {}
    }
}

/// Where one was when something could not be done with what is there.
fn back(call: &Call, facts: &Facts<'_>) -> Option<Button> {
    match call {
        Call::Change(mission, _)
        | Call::Submit(mission)
        | Call::Close(mission)
        | Call::CallOff(mission, _)
        | Call::Copy(mission) => Some(facts.button("chat-do-back", Press::Manage(*mission))),
        Call::Reply(id, _) => Some(facts.button("chat-do-thread", Press::Thread(*id))),
        _ => None,
    }
}

/// What one can go on with when a call is refused, beside the beginning.
fn way_on(state: &State, call: &Call, facts: &Facts<'_>) -> Option<Button> {
    match call {
        Call::Show(look) => browse::after(state, *look, facts),
        Call::Send(Writing { mission, .. }) | Call::Note(mission, ..) => {
            Some(facts.button("chat-do-back", Press::Manage(*mission)))
        }
        Call::LetThrough(_) | Call::SendBack(..) => facts.is_agent.then(|| agent::back(facts)),
        _ => None,
    }
}
