//! The conversation, decided purely: what is remembered and what comes in make what is remembered and what goes out. It
//! does nothing itself; what must be done it asks for, and is answered in the next step.

mod alerts;
mod browse;
mod join;
mod manage;
mod post;
mod settings;
mod sign_ups;

pub(crate) use browse::LONGEST;
use chrono::{DateTime, Utc};
pub(crate) use manage::PAGE as MISSIONS;
use platform_core::kinds::MissionId;
use platform_core::refusals::{Reason, Remedy};
use platform_core::tenancy::{Point, Tenant};
use platform_core::texts::{Args, Locale};
use serde_json::Value;
pub(crate) use sign_ups::PAGE;
use uuid::Uuid;

use crate::call::{Answer, Call, Change};
use crate::press::Press;
use crate::screen::{Button, Does, How, MAX_LABEL, Out, Screen};
use crate::state::{Awaits, Field, List, State};

/// What the conversation knows without asking.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The city.
    pub tenant: &'a Tenant,
    /// The language.
    pub locale: Locale,
    /// Now.
    pub now: DateTime<Utc>,
    /// Who it is, as far as it is known.
    pub person: Who<'a>,
    /// The address of the city's pages.
    pub pages: &'a str,
    /// Whether one can go on in another city here.
    pub elsewhere: bool,
}

/// Who writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who<'a> {
    /// Somebody with an account.
    Known,
    /// Somebody without one, whom the channel gives a first name.
    Named(&'a str),
    /// Nobody knows.
    Nobody,
}

impl Facts<'_> {
    /// A text of the city.
    pub(crate) fn say(&self, key: &str, args: &[(&str, Value)]) -> String {
        let args: Args = args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.tenant.texts.get(self.locale, key, &args)
    }

    /// A text without anything to fill in.
    pub(crate) fn text(&self, key: &str) -> String {
        self.say(key, &[])
    }

    /// A button under this text.
    pub(crate) fn button(&self, key: &str, press: Press) -> Button {
        Button { label: self.text(key), does: Does::Press(press) }
    }

    /// The button that leads to the beginning.
    pub(crate) fn home(&self) -> Button {
        self.button("chat-do-home", Press::Home)
    }
}

/// What comes in.
#[derive(Debug, Clone)]
pub enum Input {
    /// The conversation begins, perhaps at something: what followed `/start`.
    Start(Option<String>),
    /// A command, without its slash, and what followed.
    Command(String, Option<String>),
    /// A button.
    Press(Press),
    /// A button of another version, or one that was forged.
    Stale,
    /// Words.
    Text(String),
    /// Where somebody is.
    Place(Point),
    /// Several fields of a mission at once, where a channel has forms.
    Form(Vec<(Field, String)>),
    /// What came of a call.
    Answered(Call, Answer),
}

/// What follows from what came in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Step {
    /// What goes to the person, in order.
    pub out: Vec<Out>,
    /// What is to be done then; its answer comes in next.
    pub call: Option<Call>,
}

impl Step {
    /// Shows a screen in the place of the one that was answered.
    pub(crate) fn edit(screen: Screen) -> Self {
        Self { out: vec![Out::Show(screen, How::Edit)], call: None }
    }

    /// Shows a screen of its own.
    pub(crate) fn new(screen: Screen) -> Self {
        Self { out: vec![Out::Show(screen, How::New)], call: None }
    }

    /// Asks for something to be done.
    pub(crate) const fn call(call: Call) -> Self {
        Self { out: Vec::new(), call: Some(call) }
    }

    /// The same, after a few words that pass.
    pub(crate) fn with_toast(mut self, words: String) -> Self {
        self.out.insert(0, Out::Toast(words));
        self
    }
}

/// One step of the conversation.
#[must_use]
pub fn step(state: &mut State, input: Input, facts: &Facts<'_>) -> Step {
    match input {
        Input::Start(payload) => {
            // Buttons of a list from before are old ones.
            let list = state.list.take().map(|list| List { number: list.number.wrapping_add(1), ..List::default() });
            // A mission that is being written survives a break.
            *state = State { list, posting: state.posting.take(), ..State::default() };
            start(payload.as_deref(), facts)
        }
        Input::Command(command, rest) => {
            (state.awaits, state.changing) = (None, None);
            on_command(state, &command, rest.as_deref(), facts)
        }
        Input::Press(press) => {
            state.awaits = None;
            // What was begun is let go of, unless this answers it.
            if !matches!(press, Press::PostDomain(_) | Press::PostAcceptance(_)) {
                state.changing = None;
            }
            on_press(state, press, facts)
        }
        Input::Stale => {
            state.awaits = None;
            Step::edit(home(facts)).with_toast(facts.text("chat-stale"))
        }
        Input::Text(text) => on_text(state, text.trim(), facts),
        Input::Place(point) => match state.awaits.take() {
            Some(Awaits::Field(Field::Place)) => post::place_here(state, point, facts),
            _ => browse::around(point),
        },
        Input::Form(fields) => post::form(state, &fields, facts),
        Input::Answered(call, answer) => on_answer(state, call, answer, facts),
    }
}

/// The beginning, the mission of a poster (`mission_<id>`), or an account of the web that shows itself (`link_<code>`).
fn start(payload: Option<&str>, facts: &Facts<'_>) -> Step {
    let after = |word: &str| payload.and_then(|payload| payload.strip_prefix(word));
    let mission = after("mission_").map(|id| format!("1.card.{id}"));
    let code = after("link_").map(|id| format!("1.link.{id}"));
    match mission.or(code).and_then(|press| press.parse().ok()) {
        Some(Press::Card(mission)) => browse::card(mission),
        Some(Press::Link(code)) => Step::call(Call::LookAtCode(code)),
        _ => Step::new(home(facts)),
    }
}

/// What a poster's link starts the conversation with, to show a mission first.
#[must_use]
pub fn start_of(mission: MissionId) -> String {
    let press = Press::Card(mission).to_string();
    format!("mission_{}", press.trim_start_matches("1.card."))
}

/// What the link starts the conversation with by which an account of the web shows itself.
#[must_use]
pub fn start_with(code: Uuid) -> String {
    let press = Press::Link(code).to_string();
    format!("link_{}", press.trim_start_matches("1.link."))
}

fn on_command(state: &mut State, command: &str, rest: Option<&str>, facts: &Facts<'_>) -> Step {
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
        "start" | "accueil" | "home" | "menu" => Step::new(home(facts)),
        "autour" | "near" => browse::ask_place(state, facts),
        "weekend" => browse::weekend(facts),
        "themes" => Step::new(browse::themes(facts)),
        "chercher" | "search" => browse::ask_words(state, facts),
        "mesinscriptions" | "mine" => Step::call(Call::Mine(0)),
        "alertes" | "alerts" => Step::call(Call::Alerts),
        "langue" | "language" => Step::new(settings::languages(facts)),
        "aide" | "help" => Step::new(settings::help(facts)),
        "publier" | "post" => Step::call(Call::Mandates),
        "mesmissions" | "mes_missions" | "missions" => Step::call(Call::Missions),
        "vieprivee" | "privacy" => Step::new(settings::privacy(facts)),
        "stop" => Step::call(Call::Hush),
        "delier" | "unlink" => Step::call(Call::Unlink),
        "mesdonnees" | "mydata" => Step::call(Call::Export),
        "supprimer" | "erase" => Step::new(settings::erases(facts)),
        _ => Step::new(settings::help(facts)).with_toast(facts.text("chat-unknown-command")),
    }
}

fn on_press(state: &mut State, press: Press, facts: &Facts<'_>) -> Step {
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
        Press::Keep(list) => alerts::keep(state, list, facts),
        Press::Alerts => Step::call(Call::Alerts),
        Press::Drop(alert) => Step::call(Call::Drop(alert)),
        Press::Languages => Step::edit(settings::languages(facts)),
        Press::Speak(locale) => Step::call(Call::Speak(locale)),
        Press::Help => Step::edit(settings::help(facts)),
        Press::Privacy => Step::edit(settings::privacy(facts)),
        Press::Export => Step::call(Call::Export),
        Press::Hush => Step::call(Call::Hush),
        Press::Link(code) => Step::call(Call::Link(code)),
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
        // The channel has seen to the city before it came here.
        Press::Cities | Press::City(_) => Step::edit(home(facts)),
    }
}

fn on_text(state: &mut State, text: &str, facts: &Facts<'_>) -> Step {
    match state.awaits.take() {
        Some(Awaits::Place) => browse::place_in_words(state, text, facts),
        Some(Awaits::Name) => join::named(state, text, facts),
        Some(Awaits::BirthDate) => join::born(state, text, facts),
        Some(Awaits::Motivation) => join::motivated(state, text, facts),
        Some(Awaits::Field(field)) => post::written(state, field, text, facts),
        Some(Awaits::WhyCalledOff) => match state.changing.take() {
            Some(mission) => Step::call(Call::CallOff(mission, text.to_owned())),
            None => Step::new(home(facts)),
        },
        // Words nobody asked for are what somebody looks for.
        Some(Awaits::Words) | None => browse::words(state, text, facts),
    }
}

fn on_answer(state: &mut State, call: Call, answer: Answer, facts: &Facts<'_>) -> Step {
    match (call, answer) {
        (Call::SignUp(said), Answer::Refused(reasons)) => join::refused(state, said, &reasons, facts),
        (Call::Post(_), Answer::Refused(reasons)) => post::refused(state, &reasons, facts),
        (_, Answer::Refused(reasons)) => Step::new(refused(&reasons, facts)),
        (Call::Find(criteria), Answer::Found(missions)) => browse::found(state, criteria, missions, facts),
        (Call::Show(look), Answer::Mission(mission)) => Step::edit(browse::shown(state, look, &mission, facts)),
        (Call::Join(_, slot), Answer::Mission(mission)) => join::begin(state, &mission, slot, facts),
        (Call::SignUp(_), Answer::SignedUp(signed)) => join::signed_up(state, *signed, facts),
        (Call::Mine(from), Answer::Mine(all)) => Step::edit(sign_ups::list(&all, from, facts)),
        (Call::Own(_), Answer::Own(mine)) => Step::edit(sign_ups::one(&mine, facts)),
        (Call::Withdraw(_), Answer::Own(mine)) => Step::new(sign_ups::left(&mine, facts)),
        (Call::Confirm(_), Answer::Own(mine)) => Step::new(sign_ups::comes(&mine, facts)),
        (Call::Accept(_), Answer::Own(mine)) => Step::new(sign_ups::taken(&mine, facts)),
        (Call::Keep(_), Answer::Done) => Step::new(alerts::kept(facts)),
        (Call::Alerts, Answer::Alerts(all)) => Step::edit(alerts::list(&all, facts)),
        (Call::Drop(_), Answer::Done) => Step::call(Call::Alerts).with_toast(facts.text("chat-alert-ended")),
        (Call::Speak(_), Answer::Done) => Step::new(home(facts)),
        (Call::Mandates, Answer::Mandates(mandates)) => post::begin(state, &mandates, facts),
        (Call::Post(_), Answer::Mission(mission)) => {
            state.posting = None;
            Step::new(manage::card(&mission, facts))
        }
        (Call::Missions, Answer::Missions(missions)) => Step::edit(manage::list(&missions, facts)),
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
        (Call::LookAtCode(code), Answer::Owner(email)) => Step::new(settings::links(code, &email, facts)),
        (Call::Link(_), Answer::Done) => Step::new(settings::done("chat-linked", facts)),
        (Call::Unlink, Answer::Done) => Step::new(settings::done("chat-unlinked", facts)),
        (Call::Hush, Answer::Done) => Step::new(settings::done("chat-hushed", facts)),
        (Call::Export, Answer::File(file)) => settings::exported(file, facts),
        (Call::Erase, Answer::Done) => {
            *state = State::default();
            Step::new(settings::done("chat-erased", facts))
        }
        // An answer to another question: only a fault of ours makes one, and the way on is the beginning.
        _ => Step::new(home(facts)),
    }
}

/// The beginning.
pub(crate) fn home(facts: &Facts<'_>) -> Screen {
    let city = facts.tenant.config.name(facts.locale);
    let cities = facts.elsewhere.then(|| facts.button("chat-do-cities", Press::Cities));
    Screen::default()
        .title(facts.say("chat-home-title", &[("city", city.into())]))
        .text(facts.text("chat-home"))
        .row([facts.button("chat-do-near", Press::Near), facts.button("chat-do-weekend", Press::Weekend)])
        .row([facts.button("chat-do-themes", Press::Themes), facts.button("chat-do-words", Press::Words)])
        .row([facts.button("chat-do-mine", Press::Mine(0)), facts.button("chat-do-help", Press::Help)])
        .row(cities)
}

/// Why not, and what one can do.
pub(crate) fn refused(reasons: &[Reason], facts: &Facts<'_>) -> Screen {
    let mut screen = Screen::default().title(facts.text("chat-refused"));
    for reason in reasons {
        screen = screen.text(reason.render(&facts.tenant.texts, facts.locale));
    }
    let account = |remedy: &Remedy| {
        matches!(remedy, Remedy::ConfirmEmail | Remedy::ComeInAgain | Remedy::TellResidence | Remedy::AskGuardian)
    };
    if reasons.iter().filter_map(|reason| reason.remedy.as_ref()).any(account) {
        let page = Button { label: facts.text("chat-do-open-account"), does: Does::Open(facts.pages.to_owned()) };
        screen = screen.row([page]);
    }
    screen.row([facts.button("chat-do-weekend", Press::Weekend), facts.home()])
}

/// A name as a button can bear it: whole, or cut after a word with a mark that it is.
pub(crate) fn label(text: &str) -> String {
    if text.chars().count() <= MAX_LABEL {
        return text.to_owned();
    }
    let room: String = text.chars().take(MAX_LABEL - 1).collect();
    let whole = room.rsplit_once(' ').map_or(room.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', ';', ':', '-', ' ']))
}
