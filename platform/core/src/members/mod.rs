//! Members: who acts for an association, and who is asked to.
//!
//! **Locks:** whoever changes the members of an association locks its row first, so that of two owners who go at once
//! one stays.

pub mod accept;
pub mod change;
pub mod invite;
pub mod list;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::accounts::{AssociationRole, Scope, Volunteer};
use crate::associations::{State, read as associations};
use crate::db::{TenantTx, ledger, members as sql};
use crate::kinds::{AccountId, AssociationId, InvitationId};
use crate::notices::{self, Kind, Told};
use crate::refusals::{Denied, EditError, Illegal, ReadError, Reason};
use crate::tenancy::Ctx;

/// How long an invitation works.
pub const INVITATION_DAYS: i64 = 30;

/// Somebody who acts for an association.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Their account.
    pub account: AccountId,
    /// «Prénom N.».
    pub name: String,
    /// What they hold.
    pub role: AssociationRole,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// Somebody who was asked to act for an association, and has not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// To which association.
    pub association: AssociationId,
    /// The address it went to.
    pub email: String,
    /// What they will hold.
    pub role: AssociationRole,
    /// When it was sent last.
    pub sent_at: DateTime<Utc>,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
}

impl Invitation {
    /// From when it may be sent again.
    pub(crate) fn again_at(&self) -> DateTime<Utc> {
        self.sent_at + Duration::hours(1)
    }
}

/// The proof that an owner of the association acts.
#[derive(Debug, Clone, Copy)]
pub struct Owner {
    /// Who.
    pub account: AccountId,
    /// Whether their address was confirmed.
    pub confirmed: bool,
}

impl Owner {
    /// Asks whether an owner of the association acts.
    ///
    /// # Errors
    /// [`Denied::NotPermitted`] to its other members; as for any of its objects to strangers.
    pub async fn check(tx: &mut TenantTx, ctx: &Ctx, association: AssociationId) -> Result<Self, ReadError> {
        let person = Volunteer::check(ctx, Scope::Manage)?;
        let (_, manager) = associations::for_manager(tx, ctx, association).await?;
        match manager.role {
            AssociationRole::Owner => Ok(Self { account: person.id, confirmed: person.confirmed }),
            AssociationRole::Manager => Err(Denied::NotPermitted.into()),
        }
    }
}

/// Locks the association; its members change only while it is on the platform.
async fn lock(tx: &mut TenantTx, association: AssociationId, act: &'static str) -> Result<(), EditError> {
    match sql::lock(tx, association).await? {
        Some(State::Left) => Err(Illegal { from: State::Left.word(), act }.into()),
        Some(_) => Ok(()),
        None => Err(Denied::NotFound.into()),
    }
}

/// Refuses what would leave the association without an owner.
async fn still_owned(tx: &mut TenantTx, association: AssociationId, without: AccountId) -> Result<(), EditError> {
    let mut owners = sql::owners(tx, association).await?;
    owners.retain(|owner| *owner != without);
    if owners.is_empty() { Err(EditError::Refused(vec![Reason::new("last_owner")])) } else { Ok(()) }
}

/// Writes down what somebody holds from now on (none: nothing), and tells them if another did it.
async fn note(
    tx: &mut TenantTx,
    ctx: &Ctx,
    association: AssociationId,
    account: AccountId,
    role: Option<AssociationRole>,
) -> Result<(), EditError> {
    let (action, kind) = match role {
        Some(_) => ("member.changed", Kind::MemberChanged),
        None => ("member.removed", Kind::MemberRemoved),
    };
    let details = json!({ "account": account, "role": role });
    ledger::write(tx, ctx, action, association.uuid(), details).await?;
    if ctx.actor.account() != Some(account) {
        let about = format!("{association}:{}", ctx.now.timestamp_micros());
        let told = Told { to: account, subject: association.uuid(), about };
        notices::tell(tx, ctx, kind, None, &[told]).await?;
    }
    Ok(())
}
