//! `leave_association`: an association leaves the platform, once nobody counts on it any more.

use super::{Act, Association, review};
use crate::App;
use crate::accounts::{Agent, AssociationRole, Scope, Volunteer};
use crate::db::{associations as sql, sign_ups};
use crate::kinds::AssociationId;
use crate::missions::cancel;
use crate::refusals::{Denied, EditError, Reason, Remedy};
use crate::tenancy::Ctx;

/// Lets it leave: by its owner or an agent. Its missions are called off, but not while somebody has a place in one that
/// is still ahead: that one is handed over or called off first.
///
/// # Errors
/// If the actor is neither, somebody counts on it, or the state does not allow it.
pub async fn leave(app: &App, ctx: &Ctx, id: AssociationId) -> Result<Association, EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let before = if Agent::check(ctx).is_ok() {
        sql::find(&mut tx, id).await?.ok_or(Denied::NotFound)?
    } else {
        Volunteer::check(ctx, Scope::Manage)?;
        let (association, manager) = super::read::for_manager(&mut tx, ctx, id).await?;
        if manager.role != AssociationRole::Owner {
            return Err(Denied::NotPermitted.into());
        }
        association
    };
    let state = before.state.after(Act::Leave)?;
    let counting = sign_ups::counting_on(&mut tx, id, ctx.now).await?;
    if counting > 0 {
        let reason = Reason::new("volunteers_expected").with("count", counting).remedy(Remedy::HandOver);
        return Err(EditError::Refused(vec![reason]));
    }
    cancel::all_of(&mut tx, ctx, id, "association_left").await?;
    let after = review::moved(&mut tx, ctx, &before, state, &[]).await?;
    tx.commit().await?;
    Ok(after)
}
