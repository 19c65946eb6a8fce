//! `export_me`: all that is held about who asks.

use serde_json::Value;

use super::tokens;
use crate::App;
use crate::db::export as sql;
use crate::refusals::ReadError;
use crate::tenancy::Ctx;

/// All that is held about who asks: sections in the order they are read, each a list of records.
///
/// # Errors
/// If no session asks: a program's token does not see its owner's whole life.
pub async fn export_me(app: &App, ctx: &Ctx) -> Result<Vec<(&'static str, Value)>, ReadError> {
    let owner = tokens::by_session(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    Ok(sql::of(&mut tx, owner.id).await?)
}
