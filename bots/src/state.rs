//! What a conversation remembers between two messages. Never what somebody wrote, but for an answer that is not complete.

use chrono::NaiveDate;
use platform_core::kinds::{MissionId, SlotId};
use platform_core::search::query::Criteria;
use serde::{Deserialize, Serialize};

/// What a conversation remembers. What an earlier version wrote is read, and what it did not know is empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// What the next words answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub awaits: Option<Awaits>,
    /// What was found last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<List>,
    /// What somebody is signing up to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joining: Option<Joining>,
}

impl State {
    /// What was kept, as far as this version can read it: a conversation rather begins anew than stands still.
    #[must_use]
    pub fn read(json: serde_json::Value) -> Self {
        serde_json::from_value(json).unwrap_or_default()
    }
}

/// A question whose answer is the next words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Awaits {
    /// Where?
    Place,
    /// Which words?
    Words,
    /// Under which first name?
    Name,
    /// Born when?
    BirthDate,
    /// Why would you come?
    Motivation,
}

/// Missions that were found, in order: what «2/14» counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct List {
    /// Its number in the conversation; a button of another list is an old one.
    pub number: u16,
    /// What was looked for.
    pub criteria: Criteria,
    /// The missions.
    pub missions: Vec<MissionId>,
}

/// What somebody is signing up to, and what they said so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joining {
    /// The mission.
    pub mission: MissionId,
    /// The slot.
    pub slot: SlotId,
    /// Whether every box is ticked.
    pub agreed: bool,
    /// Why they would come; empty: they would not say.
    pub motivation: Option<String>,
    /// Under which first name, of whom nothing is known yet.
    pub name: Option<String>,
    /// Born when, if the city's rules ask.
    pub birth_date: Option<NaiveDate>,
}
