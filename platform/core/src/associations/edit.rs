//! `create_association` and `update_association`: writing its file.

use serde_json::json;

use super::{Association, File};
use crate::App;
use crate::accounts::{AssociationRole, Scope, Volunteer};
use crate::db::{accounts, associations as sql, ledger};
use crate::kinds::AssociationId;
use crate::ports::new_id;
use crate::refusals::EditError;
use crate::tenancy::Ctx;

/// Makes a draft; who makes it becomes its owner.
///
/// # Errors
/// If nobody is signed in, or a field is not sound.
pub async fn create(app: &App, ctx: &Ctx, file: File) -> Result<Association, EditError> {
    let owner = Volunteer::check(ctx, Scope::Manage)?;
    file.check(&ctx.tenant.config).map_err(EditError::Invalid)?;
    let id = AssociationId::from(new_id(&*app.entropy, ctx.now));
    let mut tx = app.db.tenant(ctx).await?;
    let association = sql::insert(&mut tx, id, &file, ctx.now).await?;
    accounts::insert_membership(&mut tx, id, owner.id, AssociationRole::Owner, ctx.now).await?;
    ledger::write(&mut tx, ctx, "association.created", id.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok(association)
}

/// Rewrites the file, if nobody changed it since `version` was read.
///
/// # Errors
/// If the actor is not of the association, the state does not allow it, it changed meanwhile, or a field is not sound.
pub async fn update(
    app: &App,
    ctx: &Ctx,
    id: AssociationId,
    version: i32,
    file: File,
) -> Result<Association, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    let (before, _) = super::read::for_manager(&mut tx, ctx, id).await?;
    file.check(&ctx.tenant.config).map_err(EditError::Invalid)?;
    before.state.editable()?;
    let after = sql::update(&mut tx, id, version, &file).await?.ok_or(EditError::Stale)?;
    ledger::write(&mut tx, ctx, "association.updated", id.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok(after)
}
