//! What rules answer.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use crate::missions::Acceptance;
use crate::refusals::Reason;

/// What a city's rules say of an association or a mission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    /// Let it through at once.
    Publish,
    /// A person must look.
    Hold(Vec<Reason>),
    /// Back to its authors.
    Refuse(Vec<Reason>),
}

/// Whether somebody may sign up, and how it goes on: one verdict, by which the button is drawn, the refusal explained and
/// the place guarded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignUpVerdict {
    /// Why not; no reason is a yes.
    pub reasons: Vec<Reason>,
    /// How it goes on if it may be.
    pub plan: Plan,
}

/// How a sign-up goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// How it becomes accepted.
    pub acceptance: Acceptance,
    /// Whether a request holds a place until it is answered.
    pub pending_holds_place: bool,
    /// Most people waiting for one slot.
    pub waiting_list_limit: u32,
    /// Who comes first in the waiting list: the greater, 0 to 9.
    pub waiting_priority: u8,
}

/// When the clock asks for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// How long before a slot its people are reminded; zero: they are not.
    pub reminder: Duration,
    /// How long after a slot its people are thanked, and its managers asked who came.
    pub thanks: Duration,
    /// How long an offered place is kept.
    pub offer: Duration,
    /// How long after its last slot a mission is closed.
    pub close: Duration,
    /// How long a request may wait before its managers are reminded and its volunteer is shown other missions.
    pub answer: Duration,
    /// How long before the city's agents are told.
    pub escalate: Duration,
}

/// What holds where a city's rules cannot be loaded: what JeVeuxAider.gouv.fr does.
impl Default for Times {
    fn default() -> Self {
        Self {
            reminder: Duration::hours(24),
            thanks: Duration::hours(2),
            offer: Duration::hours(24),
            close: Duration::days(30),
            answer: Duration::days(7),
            escalate: Duration::days(14),
        }
    }
}

/// What follows for somebody from having come, or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// They hold this credential now.
    Give(String),
    /// They hold it no longer.
    Take(String),
}

impl Review {
    /// What holds where the rules fail: a person looks.
    #[must_use]
    pub fn unruled() -> Self {
        Self::Hold(vec![Reason::new("rules_unavailable")])
    }
}

impl SignUpVerdict {
    /// What holds where the rules fail: nobody is turned away, whoever waits may wait, and a person decides.
    #[must_use]
    pub const fn unruled() -> Self {
        let plan = Plan {
            acceptance: Acceptance::ByManager,
            pending_holds_place: true,
            waiting_list_limit: 100_000,
            waiting_priority: 0,
        };
        Self { reasons: Vec::new(), plan }
    }
}
