//! Missions: what help is looked for, where and when, and the states they pass through.

pub mod cancel;
pub mod close;
pub mod dates;
mod draft;
pub mod duplicate;
pub mod edit;
pub mod hand_over;
pub mod read;
pub mod review;
mod slots;
pub mod suspend;
pub(crate) mod touch;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use draft::{Address, Contact, Draft, NewSlot, Translation};

use crate::codes;
use crate::kinds::{AssociationId, MissionId, SlotId, words};
use crate::pictures::Picture;
use crate::ports::Entropy;
use crate::refusals::{Illegal, Reason};
use crate::tenancy::Point;

words! {
    /// Where a mission stands. `full` and `past` are derived, never stored.
    State {
        /// Being written.
        Draft = "draft",
        /// Waiting for review.
        Submitted = "submitted",
        /// Sent back with reasons.
        Returned = "returned",
        /// Open to everybody.
        Published = "published",
        /// Hidden by an agent.
        Suspended = "suspended",
        /// Over.
        Closed = "closed",
        /// Will not take place.
        Cancelled = "cancelled",
    }
}

words! {
    /// What can be done to a mission.
    Act {
        /// Ask for review.
        Submit = "submit",
        /// Let through.
        Publish = "publish",
        /// Send back with reasons.
        Return = "return",
        /// Look at it again after an edit.
        Hold = "hold",
        /// Hide it.
        Suspend = "suspend",
        /// Show it again.
        Resume = "resume",
        /// End it.
        Close = "close",
        /// Call it off.
        Cancel = "cancel",
    }
}

words! {
    /// How sign-ups become accepted.
    Acceptance {
        /// At once.
        Automatic = "automatic",
        /// By a manager, one by one.
        ByManager = "by_manager",
    }
}

impl State {
    /// The state after an act.
    ///
    /// # Errors
    /// If the act is not possible from here.
    pub const fn after(self, act: Act) -> Result<Self, Illegal> {
        match (self, act) {
            (Self::Draft | Self::Returned, Act::Submit) | (Self::Published, Act::Hold) => Ok(Self::Submitted),
            (Self::Submitted, Act::Publish) | (Self::Suspended, Act::Resume) => Ok(Self::Published),
            (Self::Submitted, Act::Return) => Ok(Self::Returned),
            (Self::Published, Act::Suspend) => Ok(Self::Suspended),
            (Self::Published, Act::Close) => Ok(Self::Closed),
            (Self::Draft | Self::Submitted | Self::Returned | Self::Published | Self::Suspended, Act::Cancel) => {
                Ok(Self::Cancelled)
            }
            (from, act) => Err(Illegal { from: from.word(), act: act.word() }),
        }
    }

    /// Whether it may be rewritten; what is published is reviewed again.
    ///
    /// # Errors
    /// If not from here: what an agent looks at does not change under their eyes, and what is over stays as it was.
    pub const fn editable(self) -> Result<(), Illegal> {
        match self {
            Self::Draft | Self::Returned | Self::Published => Ok(()),
            Self::Submitted | Self::Suspended | Self::Closed | Self::Cancelled => {
                Err(Illegal { from: self.word(), act: "update" })
            }
        }
    }
}

/// Most slots of one mission.
pub const MAX_SLOTS: u64 = 400;

/// An address as stored: with the areas it lies in, from the smallest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlacedAddress {
    /// What it is called.
    pub label: String,
    /// Street and number.
    pub street: String,
    /// Postcode.
    pub postcode: String,
    /// Codes of the areas.
    pub areas: Vec<String>,
    /// Where on the ground.
    pub point: Point,
}

/// A slot as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Its id.
    pub id: SlotId,
    /// Of which mission.
    pub mission: MissionId,
    /// From when.
    pub starts_at: Option<DateTime<Utc>>,
    /// Until when.
    pub ends_at: Option<DateTime<Utc>>,
    /// How many people.
    pub capacity: i32,
    /// How many places are held.
    pub taken: i32,
    /// How many people wait.
    pub waiting: i32,
    /// Counts the changes of its time or place (RFC 5545, SEQUENCE).
    pub sequence: i32,
}

/// A mission as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Mission {
    /// Its id.
    pub id: MissionId,
    /// Whose.
    pub association: AssociationId,
    /// The association's name.
    pub association_name: String,
    /// Whether everybody may see the association.
    pub association_state: crate::associations::State,
    /// Its text; addresses and slots stand beside it, as stored.
    pub draft: Draft,
    /// Where.
    pub addresses: Vec<PlacedAddress>,
    /// When.
    pub slots: Vec<Slot>,
    /// Where it stands.
    pub state: State,
    /// The association it is being handed over to, until that one takes it.
    pub offered_to: Option<AssociationId>,
    /// Why it was sent back, is looked at, was hidden or called off.
    pub reasons: Vec<Reason>,
    /// Grows with every change of its text or state: its ETag.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// Its picture.
    pub picture: Option<Picture>,
}

/// What people enter on the spot: eight letters and digits, 40 random bits.
pub(crate) fn check_in_code(entropy: &dyn Entropy) -> String {
    codes::letters(&codes::digits::<8>(entropy))
}

impl Mission {
    /// Whether everybody may see it.
    #[must_use]
    pub const fn is_public(&self) -> bool {
        matches!(self.state, State::Published | State::Closed) && self.association_state.is_public()
    }

    /// Whether its association may make a mission like it.
    #[must_use]
    pub const fn can_be_copied(&self) -> bool {
        self.association_state.may_post()
    }

    /// Where it is, as one writes an address: the first, if there are several; none if it is done from home.
    #[must_use]
    pub fn place(&self) -> Option<String> {
        let address = self.addresses.first()?;
        let parts = [&address.label, &address.street, &address.postcode];
        Some(parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_transition_of_the_table_and_no_other() {
        let table = [
            (State::Draft, Act::Submit, State::Submitted),
            (State::Returned, Act::Submit, State::Submitted),
            (State::Submitted, Act::Publish, State::Published),
            (State::Submitted, Act::Return, State::Returned),
            (State::Published, Act::Hold, State::Submitted),
            (State::Published, Act::Suspend, State::Suspended),
            (State::Suspended, Act::Resume, State::Published),
            (State::Published, Act::Close, State::Closed),
            (State::Draft, Act::Cancel, State::Cancelled),
            (State::Submitted, Act::Cancel, State::Cancelled),
            (State::Returned, Act::Cancel, State::Cancelled),
            (State::Published, Act::Cancel, State::Cancelled),
            (State::Suspended, Act::Cancel, State::Cancelled),
        ];
        for &from in State::ALL {
            for &act in Act::ALL {
                let expected = table.iter().find(|(f, a, _)| (*f, *a) == (from, act)).map(|(_, _, to)| *to);
                assert_eq!(from.after(act).ok(), expected, "{from} {act}");
            }
        }
    }
}
