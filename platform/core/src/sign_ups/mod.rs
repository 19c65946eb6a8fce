//! Sign-ups: somebody takes part in a slot, from «Je participe» to the day itself.

pub mod answer;
pub mod attendance;
pub mod confirm;
pub mod read;
pub mod sign_up;
pub mod withdraw;

use chrono::{DateTime, Utc};

use crate::kinds::{AccountId, MissionId, SignUpId, SlotId, words};
use crate::refusals::Illegal;

words! {
    /// Where a sign-up stands.
    State {
        /// Waits for a manager's answer.
        Requested = "requested",
        /// Comes.
        Accepted = "accepted",
        /// Waits for a place.
        Waiting = "waiting",
        /// Was offered a place, for a while.
        Offered = "offered",
        /// Was told no.
        Declined = "declined",
        /// Took it back.
        Withdrawn = "withdrawn",
        /// Let an offer pass.
        Lapsed = "lapsed",
        /// The mission was called off, or the account erased.
        Cancelled = "cancelled",
        /// Came.
        Attended = "attended",
        /// Did not come.
        Absent = "absent",
        /// Did not come, and said so.
        Excused = "excused",
    }
}

words! {
    /// What can be done to a sign-up.
    Act {
        /// The manager says yes.
        Accept = "accept",
        /// The manager says no.
        Decline = "decline",
        /// The volunteer takes it back.
        Withdraw = "withdraw",
        /// A freed place goes to it.
        Offer = "offer",
        /// The volunteer takes the offered place.
        AcceptOffer = "accept_offer",
        /// The offer's time is over.
        Lapse = "lapse",
        /// The mission is called off.
        Cancel = "cancel",
        /// The mission is over before it was answered.
        Close = "close",
        /// Was there.
        Attend = "attend",
        /// Was not there.
        Miss = "miss",
        /// Was not there, with a reason.
        Excuse = "excuse",
        /// Its person is found to have another to the same slot.
        Merge = "merge",
    }
}

impl State {
    /// The state after an act.
    ///
    /// # Errors
    /// If the act is not possible from here.
    pub const fn after(self, act: Act) -> Result<Self, Illegal> {
        match (self, act) {
            (Self::Requested, Act::Accept) | (Self::Offered, Act::AcceptOffer) => Ok(Self::Accepted),
            (Self::Requested, Act::Decline) => Ok(Self::Declined),
            (Self::Requested | Self::Accepted | Self::Waiting | Self::Offered, Act::Withdraw) => Ok(Self::Withdrawn),
            (Self::Waiting, Act::Offer) => Ok(Self::Offered),
            (Self::Offered, Act::Lapse) => Ok(Self::Lapsed),
            (Self::Requested | Self::Accepted | Self::Waiting | Self::Offered, Act::Cancel) => Ok(Self::Cancelled),
            (Self::Requested | Self::Waiting | Self::Offered, Act::Close) => Ok(Self::Declined),
            // What was written down by mistake may be mended.
            (Self::Accepted | Self::Attended | Self::Absent | Self::Excused, Act::Attend) => Ok(Self::Attended),
            (Self::Accepted | Self::Attended | Self::Absent | Self::Excused, Act::Miss) => Ok(Self::Absent),
            (Self::Accepted | Self::Attended | Self::Absent | Self::Excused, Act::Excuse) => Ok(Self::Excused),
            (from, Act::Merge) if from.is_live() => Ok(Self::Withdrawn),
            (from, act) => Err(Illegal { from: from.word(), act: act.word() }),
        }
    }

    /// Every state that still leads to the day.
    pub(crate) const OPEN: &'static [Self] = &[Self::Requested, Self::Accepted, Self::Waiting, Self::Offered];
    /// Those of them that have no answer yet.
    pub(crate) const PENDING: &'static [Self] = &[Self::Requested, Self::Waiting, Self::Offered];

    /// Whether it still leads, or led, to the day: at most one such row per slot and person.
    #[must_use]
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Declined | Self::Withdrawn | Self::Lapsed | Self::Cancelled)
    }
}

/// A sign-up as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUp {
    /// Its id.
    pub id: SignUpId,
    /// To which mission.
    pub mission: MissionId,
    /// To which slot.
    pub slot: SlotId,
    /// Whose.
    pub account: AccountId,
    /// Where it stands.
    pub state: State,
    /// Order of arrival at the slot.
    pub rank: i64,
    /// Whether it holds a place.
    pub holds_place: bool,
    /// The volunteer's words.
    pub motivation: Option<String>,
    /// Why it was declined or withdrawn.
    pub reason: Option<String>,
    /// Until when the place is offered.
    pub offered_until: Option<DateTime<Utc>>,
    /// How long somebody who came helped, minutes.
    pub minutes: Option<i32>,
    /// When they said, after the reminder, that they come.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_transition_of_the_table_and_no_other() {
        let live = [State::Requested, State::Accepted, State::Waiting, State::Offered];
        let mut table = vec![
            (State::Requested, Act::Accept, State::Accepted),
            (State::Requested, Act::Decline, State::Declined),
            (State::Waiting, Act::Offer, State::Offered),
            (State::Offered, Act::AcceptOffer, State::Accepted),
            (State::Offered, Act::Lapse, State::Lapsed),
        ];
        for from in [State::Accepted, State::Attended, State::Absent, State::Excused] {
            table.push((from, Act::Attend, State::Attended));
            table.push((from, Act::Miss, State::Absent));
            table.push((from, Act::Excuse, State::Excused));
        }
        for from in [State::Attended, State::Absent, State::Excused] {
            table.push((from, Act::Merge, State::Withdrawn));
        }
        for from in [State::Requested, State::Waiting, State::Offered] {
            table.push((from, Act::Close, State::Declined));
        }
        table.extend(live.map(|from| (from, Act::Withdraw, State::Withdrawn)));
        table.extend(live.map(|from| (from, Act::Cancel, State::Cancelled)));
        table.extend(live.map(|from| (from, Act::Merge, State::Withdrawn)));
        for &from in State::ALL {
            for &act in Act::ALL {
                let expected = table.iter().find(|(f, a, _)| (*f, *a) == (from, act)).map(|(_, _, to)| *to);
                assert_eq!(from.after(act).ok(), expected, "{from} {act}");
            }
        }
    }
}
