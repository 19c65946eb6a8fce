//! An association's logo: set and taken away, as its file is written.

use serde_json::json;

use super::{Purpose, encoded, row};
use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::associations::{Association, read};
use crate::db::{TenantTx, associations as associations_sql, ledger, pictures as sql};
use crate::kinds::AssociationId;
use crate::refusals::EditError;
use crate::tenancy::Ctx;

/// Gives an association its logo, in the place of the one it had.
///
/// # Errors
/// If the actor is not of the association, the state does not allow it, it is no picture that can be used, or the association
/// changed meanwhile.
pub async fn set_logo(app: &App, ctx: &Ctx, id: AssociationId, upload: Vec<u8>) -> Result<Association, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    let (before, _) = read::for_manager(&mut tx, ctx, id).await?;
    drop(tx); // a picture is read outside any transaction
    before.state.editable()?;
    // It stands beside the name, which says it.
    let encoded = encoded(upload, Purpose::Logo).await?;
    let mut tx = app.db.tenant(ctx).await?;
    // Of two at once one is told so, before anything is put.
    touch(&mut tx, &before).await?;
    sql::put(&mut tx, sql::Of::Association(id), row(app, ctx, encoded, String::new())).await?;
    done(tx, ctx, id, "association.logo_set").await
}

/// Takes an association's logo away, if it has one; in whatever state it is.
///
/// # Errors
/// If the actor is not of the association.
pub async fn remove_logo(app: &App, ctx: &Ctx, id: AssociationId) -> Result<Association, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    let (before, _) = read::for_manager(&mut tx, ctx, id).await?;
    if !sql::remove(&mut tx, sql::Of::Association(id)).await? {
        return Ok(before);
    }
    touch(&mut tx, &before).await?;
    done(tx, ctx, id, "association.logo_removed").await
}

async fn touch(tx: &mut TenantTx, before: &Association) -> Result<(), EditError> {
    if associations_sql::touch(tx, before.id, before.version).await? { Ok(()) } else { Err(EditError::Stale) }
}

/// Notes it; answers the association as it is now.
async fn done(mut tx: TenantTx, ctx: &Ctx, id: AssociationId, event: &'static str) -> Result<Association, EditError> {
    let after = associations_sql::find(&mut tx, id).await?.ok_or(EditError::Stale)?;
    ledger::write(&mut tx, ctx, event, id.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok(after)
}
