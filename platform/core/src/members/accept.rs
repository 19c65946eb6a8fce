//! `accept_invitation`: somebody who was asked says yes.

use serde_json::json;

use crate::App;
use crate::accounts::{AssociationRole, Scope, Secret, Volunteer};
use crate::associations::State;
use crate::db::{accounts, associations, invitations, ledger, members as sql};
use crate::kinds::AssociationId;
use crate::refusals::{EditError, Reason, Remedy};
use crate::tenancy::Ctx;

/// Who joined what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The association.
    pub association: AssociationId,
    /// Its name.
    pub name: String,
    /// What they hold in it now.
    pub role: AssociationRole,
}

/// Joins an association by the secret of an invitation, whatever address the mail went to: who has the secret was
/// asked. It works once.
///
/// # Errors
/// If nobody is signed in with a confirmed address, or the invitation is unknown, used, revoked or over, with the same
/// words.
pub async fn accept(app: &App, ctx: &Ctx, secret: &Secret) -> Result<Joined, EditError> {
    let person = Volunteer::check(ctx, Scope::Manage)?;
    if !person.confirmed {
        return Err(EditError::Refused(vec![Reason::new("confirm_email").remedy(Remedy::ConfirmEmail)]));
    }
    let over = || EditError::Refused(vec![Reason::new("invitation_over")]);
    let mut tx = app.db.tenant(ctx).await?;
    let digest = secret.digest();
    let association = invitations::by_digest(&mut tx, &digest, ctx.now).await?.ok_or_else(over)?;
    if sql::lock(&mut tx, association).await?.is_none_or(|state| state == State::Left) {
        return Err(over());
    }
    // It is consumed: of two who come with it at once, one finds it.
    let (id, asked) = invitations::consume(&mut tx, &digest, ctx.now).await?.ok_or_else(over)?;
    // An owner who takes an invitation to be a manager stays an owner.
    let role = match accounts::membership(&mut tx, association, person.id).await? {
        None => {
            accounts::insert_membership(&mut tx, association, person.id, asked, ctx.now).await?;
            asked
        }
        Some(AssociationRole::Owner) => AssociationRole::Owner,
        Some(AssociationRole::Manager) => {
            sql::set_role(&mut tx, association, person.id, asked).await?;
            asked
        }
    };
    let details = json!({ "account": person.id, "role": role, "invitation": id });
    ledger::write(&mut tx, ctx, "member.joined", association.uuid(), details).await?;
    let name = associations::find(&mut tx, association).await?.map(|row| row.file.name).unwrap_or_default();
    tx.commit().await?;
    Ok(Joined { association, name, role })
}
