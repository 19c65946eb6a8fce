//! The outbox: what people are told, once each, when they want to hear it.
//!
//! A notice says who is told which kind of thing about which subject; its words are written when it is sent, from the
//! state as it is then. What has become moot by then is not sent.

mod calendar;
mod deliver;
mod hours;
mod letters;
mod mails;
pub mod preferences;
mod recipients;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub(crate) use deliver::{deliver, digest};
pub(crate) use hours::Wish;
pub use letters::date_to_keep;
pub use mails::{Bounced, bounced};
pub(crate) use mails::{consent_link, email_link, invitation, sign_in_link};
pub(crate) use recipients::{about_association, about_mission, about_sign_up, all};

use crate::db::{self, TenantTx, notices as sql};
use crate::jobs::{self, Job};
use crate::kinds::{AccountId, NoticeId, words};
use crate::tenancy::Ctx;

words! {
    /// What a notice is about, as people choose how they want to hear of it.
    Topic {
        /// One's own sign-ups.
        SignUps = "sign_ups",
        /// Messages about a sign-up.
        Messages = "messages",
        /// One's associations: their file, missions, sign-ups.
        Associations = "associations",
        /// What waits for the city's agents.
        Moderation = "moderation",
        /// Thanks, and missions one might like.
        Suggestions = "suggestions",
        /// Missions that one's alerts fit.
        Alerts = "alerts",
        /// One's account.
        Account = "account",
    }
}

words! {
    /// How somebody wants to hear of a topic.
    Mode {
        /// As it happens, outside quiet hours.
        AtOnce = "at_once",
        /// In one mail a day.
        Daily = "daily",
        /// Only what one must know.
        Never = "never",
    }
}

/// How much a notice weighs against what its reader prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Cannot wait: at once, at any hour.
    Urgent,
    /// Must be known: in quiet hours it waits, and it may be part of a digest, but it is always told.
    Needed,
    /// May be left out altogether.
    Optional,
}

/// Makes the kinds of notices with their topic and weight on one line each.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $word:literal, $topic:ident, $weight:ident;)+) => {
        words! {
            /// Which text a person is sent.
            Kind { $($(#[$doc])* $kind = $word,)+ }
        }
        impl Kind {
            /// What it is about.
            #[must_use]
            pub const fn topic(self) -> Topic {
                match self { $(Self::$kind => Topic::$topic,)+ }
            }
            pub(crate) const fn weight(self) -> Weight {
                match self { $(Self::$kind => Weight::$weight,)+ }
            }
        }
    };
}

kinds! {
    /// An association was handed in.
    AssociationSubmitted = "association_submitted", Associations, Optional;
    /// An association was let through.
    AssociationValidated = "association_validated", Associations, Optional;
    /// An association was sent back.
    AssociationReturned = "association_returned", Associations, Optional;
    /// An association was stopped.
    AssociationSuspended = "association_suspended", Associations, Needed;
    /// An association left.
    AssociationLeft = "association_left", Associations, Needed;
    /// Whoever answered for an association erased their account: it is the reader's now.
    AssociationEntrusted = "association_entrusted", Associations, Needed;
    /// A mission was handed in.
    MissionSubmitted = "mission_submitted", Associations, Optional;
    /// A mission is open to everybody.
    MissionPublished = "mission_published", Associations, Optional;
    /// A mission was sent back.
    MissionReturned = "mission_returned", Associations, Optional;
    /// A mission was hidden by an agent.
    MissionSuspended = "mission_suspended", Associations, Needed;
    /// A mission is over.
    MissionClosed = "mission_closed", Associations, Optional;
    /// A mission was called off.
    MissionCancelled = "mission_cancelled", Associations, Needed;
    /// Another association would hand a mission over.
    MissionOffered = "mission_offered", Associations, Optional;
    /// A request was sent.
    SignUpRequested = "sign_up_requested", SignUps, Optional;
    /// Has a place.
    SignUpAccepted = "sign_up_accepted", SignUps, Needed;
    /// Waits for a place.
    SignUpWaiting = "sign_up_waiting", SignUps, Optional;
    /// Is offered a place, for a while.
    SignUpOffered = "sign_up_offered", SignUps, Urgent;
    /// Was told no.
    SignUpDeclined = "sign_up_declined", SignUps, Needed;
    /// Took it back.
    SignUpWithdrawn = "sign_up_withdrawn", SignUps, Optional;
    /// Let an offer pass.
    SignUpLapsed = "sign_up_lapsed", SignUps, Needed;
    /// The mission will not take place.
    SignUpCancelled = "sign_up_cancelled", SignUps, Urgent;
    /// Date or place of the mission changed.
    SignUpChanged = "sign_up_changed", SignUps, Urgent;
    /// Another association answers for the mission.
    SignUpHandedOver = "sign_up_handed_over", SignUps, Needed;
    /// It is tomorrow.
    SignUpReminder = "sign_up_reminder", SignUps, Needed;
    /// It was good of you.
    SignUpThanks = "sign_up_thanks", Suggestions, Optional;
    /// Nobody answered yet: other missions like it.
    SignUpUnanswered = "sign_up_unanswered", Suggestions, Optional;
    /// A mission one's alerts fit.
    AlertMatched = "alert_matched", Alerts, Optional;
    /// Somebody asks to take part.
    ManagerRequested = "manager_requested", Associations, Optional;
    /// Somebody takes part.
    ManagerAccepted = "manager_accepted", Associations, Optional;
    /// Somebody does not come.
    ManagerWithdrawn = "manager_withdrawn", Associations, Optional;
    /// Requests wait for an answer.
    ManagerUnanswered = "manager_unanswered", Associations, Optional;
    /// Who came?
    ManagerAttendance = "manager_attendance", Associations, Optional;
    /// An association leaves requests without answer.
    AgentUnanswered = "agent_unanswered", Moderation, Optional;
    /// A thread was reported.
    AgentReported = "agent_reported", Moderation, Optional;
    /// Nobody acts for an association any more.
    AgentOrphaned = "agent_orphaned", Moderation, Needed;
    /// A new message.
    Message = "message", Messages, Optional;
    /// Holds another role in an association.
    MemberChanged = "member_changed", Associations, Needed;
    /// Holds none any more.
    MemberRemoved = "member_removed", Associations, Needed;
    /// The account will be erased.
    AccountIdle = "account_idle", Account, Needed;
}

impl Kind {
    /// Whether a chat is where one hears of it, if one has one: what is one's own, and cannot have been seen there just now.
    pub(crate) const fn is_for_chat(self) -> bool {
        let own_act = matches!(self, Self::SignUpRequested | Self::SignUpWaiting | Self::SignUpWithdrawn);
        let of_volunteers = matches!(self, Self::ManagerRequested | Self::ManagerAccepted | Self::ManagerWithdrawn);
        // Who has no address reads them nowhere else.
        let written = matches!(self, Self::Message);
        let must_be_known = matches!(self, Self::AccountIdle);
        let own = matches!(self.topic(), Topic::SignUps | Topic::Suggestions | Topic::Alerts) && !own_act;
        own || of_volunteers || written || must_be_known
    }

    /// The key of its texts: `<key>-subject`, `<key>-body`.
    fn text_key(self) -> String {
        format!("mail-{}", self.word().replace('_', "-"))
    }
}

/// Somebody to be told something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// Who.
    pub(crate) to: AccountId,
    /// About what, of the kind's own sort.
    pub(crate) subject: Uuid,
    /// What makes it the same thing when it is said again: `<subject>:<state or version>`.
    pub(crate) about: String,
}

/// Puts into the outbox what people are to be told, in the transaction it follows from. The same thing is told the same
/// person once, however often it is asked for. `before`: when it would come too late.
///
/// # Errors
/// If the database fails.
pub(crate) async fn tell(
    tx: &mut TenantTx,
    ctx: &Ctx,
    kind: Kind,
    before: Option<DateTime<Utc>>,
    told: &[Told],
) -> Result<(), db::Error> {
    tell_by(tx, ctx, kind, before, told, Mode::AtOnce).await
}

/// The same for what one has asked to be told so: once a day, if either this or what one prefers says so.
///
/// # Errors
/// If the database fails.
pub(crate) async fn tell_by(
    tx: &mut TenantTx,
    ctx: &Ctx,
    kind: Kind,
    before: Option<DateTime<Utc>>,
    told: &[Told],
    mode: Mode,
) -> Result<(), db::Error> {
    let city = hours::City::of(ctx);
    for chunk in told.chunks(500) {
        let people: Vec<_> = chunk.iter().map(|told| told.to).collect();
        let wishes = sql::wishes(tx, &people, kind.topic()).await?;
        let mut rows = Vec::new();
        for told in chunk {
            let Some(wish) = wishes.get(&told.to) else { continue };
            let wish = if wish.mode == Mode::AtOnce { Wish { mode, ..*wish } } else { *wish };
            let Some((due_at, in_digest)) = hours::due(&city, kind.weight(), &wish, before) else { continue };
            let key = format!("{kind}:{}", told.about);
            rows.push(sql::New { id: id(told.to, &key), told, kind, key, due_at, in_digest });
        }
        let job = |new: sql::Written| {
            (if new.in_digest { Job::Digest(new.account) } else { Job::Deliver(new.id) }, new.due_at)
        };
        let work: Vec<_> = sql::insert(tx, &rows, ctx.now).await?.into_iter().map(job).collect();
        jobs::enqueue_all(tx, ctx, &work).await?;
    }
    Ok(())
}

/// A notice's id follows from its reader and its key, so that a mail about it bears the same name whoever sends it.
fn id(to: AccountId, key: &str) -> NoticeId {
    Uuid::new_v5(&to.uuid(), key.as_bytes()).into()
}
