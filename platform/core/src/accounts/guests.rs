//! Guests: accounts without an address, of people known by something else: an agent sees them, a chat names them.

use serde_json::json;

use super::register::{self, Told};
use super::{Actor, Identity};
use crate::App;
use crate::db::{TenantTx, accounts as sql, ledger};
use crate::kinds::AccountId;
use crate::refusals::EditError;
use crate::tenancy::Ctx;

/// Makes the account of somebody without an address, in the transaction that keeps what they are known by. The caller
/// writes in the ledger how they came.
///
/// # Errors
/// If a field is not sound.
pub(crate) async fn make(tx: &mut TenantTx, app: &App, ctx: &Ctx, told: &Told) -> Result<AccountId, EditError> {
    Ok(sql::insert(tx, &register::row(app, ctx, None, told)?).await?)
}

/// Makes the account of somebody who comes by chat and tells their first name, and acts as they from then on. Their channel
/// answers for them, so no address is asked for.
///
/// # Errors
/// If a field is not sound.
pub async fn enter(app: &App, ctx: &Ctx, told: &Told) -> Result<Actor, EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let id = make(&mut tx, app, ctx, told).await?;
    ledger::write(&mut tx, ctx, "account.made_in_chat", id.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok(Actor::Account(Identity { id, role: None, confirmed: true, scopes: None }))
}
