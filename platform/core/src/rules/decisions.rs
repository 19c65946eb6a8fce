//! The record of what rules decided: what they were given and what they said, so that it can be looked at again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::facts::Moment;
use crate::kinds::words;

words! {
    /// What rules were asked.
    Question {
        /// To review an association.
        Association = "association",
        /// To review a mission.
        Mission = "mission",
        /// Whether somebody may sign up, and how it goes on.
        SignUp = "sign_up",
        /// What follows from somebody's having come, or not.
        Attendance = "attendance",
    }
}

/// What was asked: when, and about what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked<F> {
    /// The moment.
    pub at: Moment,
    /// The facts.
    pub facts: F,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer<V> {
    /// A verdict.
    Verdict(V),
    /// None; the platform's own stood.
    Failed(String),
}

/// A call of the rules that decided something.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The version of the rules that was asked.
    pub version: i32,
    /// What.
    pub question: Question,
    /// An [`Asked`], as JSON.
    pub facts: Value,
    /// An [`Answer`], as JSON.
    pub verdict: Value,
}

impl Decision {
    /// Whether the rules gave no answer, and the platform's own stood.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.verdict.get("failed").is_some()
    }
}

/// A recorded one.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its number.
    pub id: i64,
    /// When it was.
    pub at: DateTime<Utc>,
    /// What it was.
    pub decision: Decision,
}
