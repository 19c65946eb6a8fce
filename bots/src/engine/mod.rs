//! The conversation, decided purely: what is remembered and what comes in make what is remembered and what goes out. It
//! does nothing itself; what must be done it asks for, and is answered in the next step.

mod agent;
mod alerts;
mod browse;
mod hours;
mod join;
mod manage;
mod on_site;
mod post;
mod route;
mod settings;
mod sign_ups;
mod writing;

pub(crate) use browse::LONGEST;
use chrono::{DateTime, Utc};
pub(crate) use manage::PAGE as MISSIONS;
use platform_core::kinds::MissionId;
use platform_core::refusals::{Reason, Remedy};
use platform_core::tenancy::{Point, Tenant};
use platform_core::texts::{Args, Locale};
use route::{on_answer, on_command, on_press, on_text};
use serde_json::Value;
pub(crate) use sign_ups::PAGE;
use uuid::Uuid;
pub(crate) use writing::LATEST as LATEST_MESSAGES;

use crate::call::{Answer, Call};
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
    /// Whether an agent of the city writes.
    pub is_agent: bool,
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
    // What was shown to be sent is kept for the press that sends it, and no longer.
    if !matches!(input, Input::Answered(..) | Input::Press(Press::Send(_))) {
        state.writing = None;
    }
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

/// The beginning, the mission of a poster (`mission_<id>`), an account of the web that shows itself (`link_<code>`), or a
/// browser that asks to come in (`login_<code>`).
fn start(payload: Option<&str>, facts: &Facts<'_>) -> Step {
    let after = |word: &str| payload.and_then(|payload| payload.strip_prefix(word));
    let mission = after("mission_").map(|id| format!("1.card.{id}"));
    let code = after("link_").map(|id| format!("1.link.{id}"));
    let login = after("login_").map(|id| format!("1.notme.{id}"));
    match mission.or(code).or(login).and_then(|press| press.parse().ok()) {
        Some(Press::Card(mission)) => browse::card(mission),
        Some(Press::Link(code)) => Step::call(Call::LookAtCode(code)),
        Some(Press::NotMe(code)) => Step::call(Call::LookAtLogin(code)),
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

/// What the link starts the conversation with by which a browser asks to come in.
#[must_use]
pub fn start_to_enter(code: Uuid) -> String {
    let press = Press::NotMe(code).to_string();
    format!("login_{}", press.trim_start_matches("1.notme."))
}

/// The beginning.
pub(crate) fn home(facts: &Facts<'_>) -> Screen {
    let city = facts.tenant.config.name(facts.locale);
    let moderate = facts.is_agent.then(|| facts.button("chat-do-moderate", Press::Queue(0)));
    let cities = facts.elsewhere.then(|| facts.button("chat-do-cities", Press::Cities));
    Screen::default()
        .title(facts.say("chat-home-title", &[("city", city.into())]))
        .text(facts.text("chat-home"))
        .row([facts.button("chat-do-near", Press::Near), facts.button("chat-do-weekend", Press::Weekend)])
        .row([facts.button("chat-do-themes", Press::Themes), facts.button("chat-do-words", Press::Words)])
        .row([facts.button("chat-do-mine", Press::Mine(0)), facts.button("chat-do-help", Press::Help)])
        .row(moderate)
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
