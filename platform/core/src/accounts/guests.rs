//! Guests: accounts without an address, of people known by something else: an agent sees them, a chat names them.

use super::register::{self, Told};
use crate::App;
use crate::db::{TenantTx, accounts as sql};
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
