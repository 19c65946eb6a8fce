//! `invite_member` and `revoke_invitation`: an owner asks somebody to act for the association, by mail.

use chrono::Duration;
use serde_json::json;
use validator::Validate;

use super::{INVITATION_DAYS, Invitation, Owner};
use crate::App;
use crate::accounts::{AssociationRole, Manager, Scope, Volunteer};
use crate::db::{TenantTx, invitations as sql, ledger, members};
use crate::fields;
use crate::jobs::{self, Job};
use crate::kinds::{AssociationId, InvitationId};
use crate::ports::new_id;
use crate::refusals::{Denied, EditError, Reason, Remedy};
use crate::tenancy::Ctx;

/// Most open invitations of an association: who may write to anybody writes to few.
pub const MOST: u16 = 50;

/// Whom an owner asks.
#[derive(Debug, Clone, PartialEq, Eq, Validate)]
pub struct Input {
    /// Their address; nobody learns whether it has an account.
    #[validate(email(code = "email"), length(max = 254))]
    pub email: String,
    /// What they will hold.
    pub role: AssociationRole,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invited {
    /// A mail is sent.
    Now(Invitation),
    /// Was asked before: a new mail is sent, and the link of the earlier stops working.
    Again(Invitation),
    /// Was asked within the hour: no further mail is sent.
    Already(Invitation),
}

/// Asks somebody to act for the association. Nobody is made a member without their word.
///
/// # Errors
/// If the actor is no owner with a confirmed address, the address is not sound or a member's, or too many are asked.
pub async fn invite(app: &App, ctx: &Ctx, association: AssociationId, input: Input) -> Result<Invited, EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let owner = Owner::check(&mut tx, ctx, association).await?;
    fields::check(&input).map_err(EditError::Invalid)?;
    if !owner.confirmed {
        return Err(EditError::Refused(vec![Reason::new("confirm_email").remedy(Remedy::ConfirmEmail)]));
    }
    super::lock(&mut tx, association, "invite").await?;
    let email = fields::normal_email(&input.email);
    if members::is_member(&mut tx, association, &email).await? {
        return Err(EditError::Refused(vec![Reason::new("already_member").at("/email")]));
    }
    let invited = match sql::to(&mut tx, association, &email).await? {
        Some(before) if ctx.now < before.again_at() => too_soon(&mut tx, ctx, before, input.role).await?,
        before => {
            let is_open = before.as_ref().is_some_and(|before| before.expires_at > ctx.now);
            if !is_open {
                not_too_many(&mut tx, ctx, association).await?;
            }
            let invitation = Invitation {
                id: before.map_or_else(|| new_id(&*app.entropy, ctx.now).into(), |before| before.id),
                association,
                email,
                role: input.role,
                sent_at: ctx.now,
                expires_at: ctx.now + Duration::days(INVITATION_DAYS),
            };
            sql::save(&mut tx, &invitation, owner.account).await?;
            note(&mut tx, ctx, &invitation).await?;
            jobs::enqueue(&mut tx, ctx, Job::Invite(invitation.id), ctx.now).await?;
            if is_open { Invited::Again(invitation) } else { Invited::Now(invitation) }
        }
    };
    tx.commit().await?;
    Ok(invited)
}

/// Sent within the hour: it stays as it is but for the role; one that was revoked must wait.
async fn too_soon(
    tx: &mut TenantTx,
    ctx: &Ctx,
    before: Invitation,
    role: AssociationRole,
) -> Result<Invited, EditError> {
    if before.expires_at <= ctx.now {
        let until = before.again_at();
        return Err(EditError::Refused(vec![Reason::new("invited_lately").remedy(Remedy::WaitUntil { until })]));
    }
    let after = Invitation { role, ..before };
    if before.role != role {
        sql::set_role(tx, after.id, role).await?;
        note(tx, ctx, &after).await?;
    }
    Ok(Invited::Already(after))
}

async fn not_too_many(tx: &mut TenantTx, ctx: &Ctx, association: AssociationId) -> Result<(), EditError> {
    if sql::count_open(tx, association, ctx.now).await? < i64::from(MOST) {
        return Ok(());
    }
    Err(EditError::Refused(vec![Reason::new("too_many_invitations").with("max", MOST)]))
}

/// Writes down who was asked, by the invitation: the ledger holds no address.
async fn note(tx: &mut TenantTx, ctx: &Ctx, invitation: &Invitation) -> Result<(), EditError> {
    let details = json!({ "invitation": invitation.id, "role": invitation.role });
    Ok(ledger::write(tx, ctx, "member.invited", invitation.association.uuid(), details).await?)
}

/// Takes an invitation back: its link stops working.
///
/// # Errors
/// [`Denied::NotFound`] if it is over, or not of an association the actor acts for; not permitted to who is no owner.
pub async fn revoke(app: &App, ctx: &Ctx, id: InvitationId) -> Result<(), EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    let association = sql::association_of(&mut tx, id, ctx.now).await?.ok_or(Denied::NotFound)?;
    if Manager::check(&mut tx, ctx, association, false).await?.role != AssociationRole::Owner {
        return Err(Denied::NotPermitted.into());
    }
    sql::end(&mut tx, id, ctx.now).await?;
    let details = json!({ "invitation": id });
    ledger::write(&mut tx, ctx, "member.invitation_revoked", association.uuid(), details).await?;
    tx.commit().await?;
    Ok(())
}
