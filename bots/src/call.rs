//! What the conversation asks of the city, and what it is answered: the seam between what is decided purely and what is
//! done. Each call is one use case.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use platform_core::alerts::Alert;
use platform_core::chat::logins::Choices;
use platform_core::hours::Hours;
use platform_core::kinds::{AlertId, AssociationId, Domain, MissionId, SignUpId, SlotId};
use platform_core::messages::Message;
use platform_core::missions::Mission;
use platform_core::moderation::Queue;
use platform_core::refusals::Reason;
use platform_core::search::query::Criteria;
use platform_core::sign_ups::State as SignUpState;
use platform_core::sign_ups::attendance::Sheet;
use platform_core::sign_ups::read::{Listed, Mine};
use platform_core::texts::Locale;
use uuid::Uuid;

use crate::screen::Date;
use crate::state::{Joining, Place, Posting, Queued, Writing};

/// Something to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Call {
    /// Find missions.
    Find(Criteria),
    /// Look at a mission, to show it.
    Show(Look),
    /// Look at a mission, to sign up to this slot of it.
    Join(MissionId, SlotId),
    /// Sign up.
    SignUp(Joining),
    /// List one's sign-ups, from this one on.
    Mine(u16),
    /// Look at one of them.
    Own(SignUpId),
    /// Leave one.
    Withdraw(SignUpId),
    /// Say that one comes.
    Confirm(SignUpId),
    /// Take the place that is offered.
    Accept(SignUpId),
    /// Say what one has done so far.
    Hours,
    /// Keep a search; told of what fits it once a day, or at once.
    Keep(Criteria, bool),
    /// List the searches one keeps.
    Alerts,
    /// End one.
    Drop(AlertId),
    /// Be told of none of them from now on, or again.
    Pause(bool),
    /// Speak this language from now on.
    Speak(Locale),
    /// Look whose code this is.
    LookAtCode(Uuid),
    /// Link the account whose code this is.
    Link(Uuid),
    /// Look which numbers the browser may show that asks to come in by this code.
    LookAtLogin(Uuid),
    /// Answer it: with this number, or none, since it was not they who asked.
    AnswerLogin(Uuid, Option<u8>),
    /// Unlink one's account.
    Unlink,
    /// Write down all that is kept.
    Export,
    /// End alerts and suggestions.
    Hush,
    /// Erase one's account.
    Erase,
    /// Say which associations one acts for, to write a mission.
    Mandates,
    /// Make a mission, as a draft.
    Post(Box<Posting>),
    /// List one's associations' missions.
    Missions,
    /// Look at one of them.
    Manage(MissionId),
    /// Hand it in.
    Submit(MissionId),
    /// Change something of it.
    Change(MissionId, Box<Change>),
    /// Make a copy of it.
    Copy(MissionId),
    /// End it.
    Close(MissionId),
    /// Call it off, for this reason.
    CallOff(MissionId, String),
    /// List who asks to take part.
    Requests(MissionId),
    /// Answer a request: yes, or no.
    Answer(SignUpId, bool),
    /// List who has a place in a mission, from this one on.
    People(MissionId, u16),
    /// List who is expected of a mission, from this one on.
    Sheet(MissionId, u16),
    /// Write down whether somebody came to it; then the list, from this one on.
    Note(MissionId, SignUpId, bool, u16),
    /// Say how many people a message to those of a mission would reach.
    Addressees(MissionId),
    /// Send it.
    Send(Writing),
    /// Read the latest messages about a sign-up.
    Thread(SignUpId),
    /// Answer there.
    Reply(SignUpId, String),
    /// List what waits for an agent, to show this one.
    Queue(u16),
    /// Let it through, or publish it.
    LetThrough(Queued),
    /// Send it back, for this reason.
    SendBack(Queued, String),
}

/// Something of a mission, as it is to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Its title.
    Title(String),
    /// Its description.
    Description(String),
    /// Its theme.
    Domain(Domain),
    /// When its next slot is.
    When(DateTime<Utc>, DateTime<Utc>),
    /// How many people that takes.
    Places(i32),
    /// Where it is.
    Place(Place),
    /// Whether a manager answers each request.
    ByManager(bool),
}

/// How a mission is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Which.
    pub mission: MissionId,
    /// Where it stands in the list it was found in: the list's number, its place, and of how many.
    pub place: Option<(u16, u8, u8)>,
    /// What of it.
    pub part: Part,
}

/// A part of what is to be said of a mission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The card.
    Card,
    /// All of its text.
    Text,
    /// Its slots, from this one on.
    Slots(u16),
}

/// What came of a call.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Missions, in order.
    Found(Vec<MissionId>),
    /// A mission.
    Mission(Arc<Mission>),
    /// It is done; one stands so.
    SignedUp(Box<Signed>),
    /// One's sign-ups.
    Mine(Vec<Mine>),
    /// One of them, as it is by now, with the date to keep if it is a place.
    Own(Box<Mine>, Option<Date>),
    /// What one has done so far.
    Hours(Hours),
    /// The searches one keeps, and whether one is told of none for now.
    Alerts(Vec<Alert>, bool),
    /// Whose code it is, masked.
    Owner(String),
    /// The numbers of which a browser shows one, and when it asked.
    Numbers(Choices),
    /// Whether the browser comes in.
    ComesIn(bool),
    /// A file.
    File(Date),
    /// The associations one acts for: id and name.
    Mandates(Vec<(AssociationId, String)>),
    /// Missions.
    Missions(Vec<Mission>),
    /// Who asks to take part in a mission.
    Requests(MissionId, Vec<Listed>),
    /// A request for a mission was answered.
    Answered(MissionId),
    /// Who is expected of each slot of a mission.
    Sheets(Vec<Sheet>),
    /// How many people.
    Count(usize),
    /// Messages, the oldest first.
    Messages(Vec<Message>),
    /// What waits for an agent.
    Queue(Box<Queue>),
    /// It is done.
    Done,
    /// It cannot be: why, most important first.
    Refused(Vec<Reason>),
}

/// Somebody who signed up.
#[derive(Debug, Clone, PartialEq)]
pub struct Signed {
    /// The sign-up.
    pub id: SignUpId,
    /// Where it stands.
    pub state: SignUpState,
    /// As which in the line, if it waits.
    pub rank: Option<i32>,
    /// The mission.
    pub mission: Arc<Mission>,
    /// The slot.
    pub slot: SlotId,
    /// The date to keep, if there is one.
    pub date: Option<Date>,
}

/// When a slot begins, for what says so.
#[must_use]
pub fn starts(mission: &Mission, slot: SlotId) -> Option<DateTime<Utc>> {
    mission.slots.iter().find(|own| own.id == slot).and_then(|own| own.starts_at)
}
