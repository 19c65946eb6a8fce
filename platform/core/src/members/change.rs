//! `change_member` and `remove_member`: what somebody holds in an association changes, or ends.

use super::{Owner, lock, note, still_owned};
use crate::App;
use crate::accounts::{AssociationRole, Scope, Volunteer};
use crate::associations::read as associations;
use crate::db::{TenantTx, accounts, members as sql};
use crate::kinds::{AccountId, AssociationId};
use crate::refusals::{Denied, EditError, Reason};
use crate::tenancy::Ctx;

/// Gives a member another role.
///
/// # Errors
/// If the actor is no owner, the account is no member's, or no owner would be left.
pub async fn change(
    app: &App,
    ctx: &Ctx,
    association: AssociationId,
    account: AccountId,
    role: AssociationRole,
) -> Result<(), EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    Owner::check(&mut tx, ctx, association).await?;
    lock(&mut tx, association, "change_member").await?;
    // Asked anew behind the lock: another owner may have been quicker.
    Owner::check(&mut tx, ctx, association).await?;
    if held(&mut tx, association, account).await? == role {
        return Ok(());
    }
    if role != AssociationRole::Owner {
        still_owned(&mut tx, association, account).await?;
    }
    sql::set_role(&mut tx, association, account, role).await?;
    note(&mut tx, ctx, association, account, Some(role)).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes somebody out: an owner anybody, everybody themselves.
///
/// # Errors
/// If the actor may not, the account is no member's, or no owner would be left.
pub async fn remove(app: &App, ctx: &Ctx, association: AssociationId, account: AccountId) -> Result<(), EditError> {
    let person = Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    associations::for_manager(&mut tx, ctx, association).await?;
    lock(&mut tx, association, "remove_member").await?;
    let (_, manager) = associations::for_manager(&mut tx, ctx, association).await?;
    if manager.role != AssociationRole::Owner && person.id != account {
        return Err(Denied::NotPermitted.into());
    }
    if held(&mut tx, association, account).await? == AssociationRole::Owner {
        still_owned(&mut tx, association, account).await?;
    }
    sql::delete(&mut tx, association, account).await?;
    note(&mut tx, ctx, association, account, None).await?;
    tx.commit().await?;
    Ok(())
}

async fn held(tx: &mut TenantTx, association: AssociationId, who: AccountId) -> Result<AssociationRole, EditError> {
    let role = accounts::membership(tx, association, who).await?;
    role.ok_or_else(|| EditError::Invalid(vec![Reason::new("not_a_member").at("/account")]))
}
