//! Messages: a thread for each sign-up, between its volunteer and the association; read by the two sides only.
//!
//! A city's agent reads a thread only while one side's report of it is open, and the ledger says so each time.

pub mod list;
pub mod read;
pub mod report;
pub mod send;

use chrono::{DateTime, Utc};

use crate::accounts::{Manager, Scope, Volunteer};
use crate::db::messages::{self as sql, Parties};
use crate::db::{self, TenantTx};
use crate::kinds::{AccountId, MessageId, SignUpId, words};
use crate::refusals::{Denied, ReadError};
use crate::tenancy::Ctx;

words! {
    /// For whom somebody speaks in a thread.
    Voice {
        /// For themselves.
        Volunteer = "volunteer",
        /// For the association.
        Association = "association",
    }
}

impl Voice {
    /// The side that listens.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Volunteer => Self::Association,
            Self::Association => Self::Volunteer,
        }
    }
}

/// The proof that somebody is one of the two sides of a sign-up: its volunteer, or who acts for the association.
#[derive(Debug, Clone)]
pub struct Side {
    /// The sign-up.
    pub thread: SignUpId,
    /// Who.
    pub account: AccountId,
    /// For whom they speak.
    pub voice: Voice,
    pub(crate) parties: Parties,
}

impl Side {
    /// Which side acts, if one does. `scope`: what the volunteer's token must carry; an association's carries `manage`.
    ///
    /// # Errors
    /// If nobody is signed in, or the volunteer's token lacks the scope.
    pub async fn find(tx: &mut TenantTx, ctx: &Ctx, thread: SignUpId, scope: Scope) -> Result<Option<Self>, ReadError> {
        let account = ctx.actor.account().ok_or(Denied::SignIn)?;
        let Some(parties) = sql::parties(tx, thread).await? else { return Ok(None) };
        let voice = if parties.volunteer == account {
            Volunteer::check(ctx, scope)?;
            Voice::Volunteer
        } else if Manager::find(tx, ctx, parties.association).await?.is_some() {
            Voice::Association
        } else {
            return Ok(None);
        };
        Ok(Some(Self { thread, account, voice, parties }))
    }

    /// The side that acts; the thread does not exist for anybody else.
    ///
    /// # Errors
    /// [`Denied::NotFound`] to strangers, agents among them.
    pub async fn check(tx: &mut TenantTx, ctx: &Ctx, thread: SignUpId, scope: Scope) -> Result<Self, ReadError> {
        Ok(Self::find(tx, ctx, thread, scope).await?.ok_or(Denied::NotFound)?)
    }

    /// The people of the other side.
    async fn others(&self, tx: &mut TenantTx) -> Result<Vec<AccountId>, db::Error> {
        let mut people = match self.voice {
            Voice::Volunteer => db::accounts::member_ids(tx, self.parties.association).await?,
            Voice::Association => vec![self.parties.volunteer],
        };
        people.retain(|account| *account != self.account);
        Ok(people)
    }
}

/// A message as its readers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// For whom its author spoke.
    pub voice: Voice,
    /// Who wrote it.
    pub author: AccountId,
    /// «Prénom N.»; none once the author's account is erased.
    pub name: Option<String>,
    /// The association's name, where the author spoke for it.
    pub association: Option<String>,
    /// What it says; none once the author's account is erased.
    pub text: Option<String>,
    /// When it was written; no two of a thread at the same instant.
    pub created_at: DateTime<Utc>,
}
