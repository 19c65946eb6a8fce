//! `get_association` and `list_associations`: what each person may see.

use super::Association;
use crate::App;
use crate::accounts::{Agent, Manager};
use crate::db::{TenantTx, associations as sql};
use crate::kinds::AssociationId;
use crate::refusals::{Denied, ReadError};
use crate::tenancy::Ctx;

/// An association, and how much of it the asker may see.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The association.
    pub association: Association,
    /// Whether contacts, state and reasons are shown: to its members and the city's agents.
    pub inside: bool,
}

/// Shows one. A private one exists for its members and agents only.
///
/// # Errors
/// [`Denied::NotFound`] if it does not exist for the asker.
pub async fn get(app: &App, ctx: &Ctx, id: AssociationId) -> Result<Seen, ReadError> {
    let mut tx = app.db.tenant(ctx).await?;
    let association = sql::find(&mut tx, id).await?.ok_or(Denied::NotFound)?;
    let inside = Agent::check(ctx).is_ok() || Manager::find(&mut tx, ctx, id).await?.is_some();
    if inside || association.state.is_public() {
        return Ok(Seen { association, inside });
    }
    Err(Denied::NotFound.into())
}

/// A page of validated associations, by name.
///
/// # Errors
/// If the database fails.
pub async fn list(
    app: &App,
    ctx: &Ctx,
    after: Option<(String, AssociationId)>,
    limit: u16,
) -> Result<Vec<Association>, ReadError> {
    let mut tx = app.db.tenant(ctx).await?;
    Ok(sql::list_validated(&mut tx, after, i64::from(limit)).await?)
}

/// Validated associations with these words in their name, by name.
///
/// # Errors
/// If the database fails.
pub async fn named(app: &App, ctx: &Ctx, words: &str, limit: u16) -> Result<Vec<Association>, ReadError> {
    Ok(sql::named(&mut app.db.tenant(ctx).await?, words, i64::from(limit)).await?)
}

/// The association, for somebody who acts for it.
pub(crate) async fn for_manager(
    tx: &mut TenantTx,
    ctx: &Ctx,
    id: AssociationId,
) -> Result<(Association, Manager), ReadError> {
    let association = sql::find(tx, id).await?.ok_or(Denied::NotFound)?;
    let manager = Manager::check(tx, ctx, id, association.state.is_public()).await?;
    Ok((association, manager))
}
