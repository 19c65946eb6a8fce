//! `read_messages`: one person has read a thread up to now.

use super::Side;
use crate::App;
use crate::accounts::Scope;
use crate::db::messages as sql;
use crate::kinds::SignUpId;
use crate::refusals::EditError;
use crate::tenancy::Ctx;

/// Marks what is in the thread as read by who asks; the next message is told by mail again.
///
/// # Errors
/// [`Denied::NotFound`](crate::refusals::Denied::NotFound) to all but the two sides.
pub async fn read(app: &App, ctx: &Ctx, thread: SignUpId) -> Result<(), EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let side = Side::check(&mut tx, ctx, thread, Scope::SignUps).await?;
    sql::lock(&mut tx, thread).await?;
    let at = sql::last_instant(&mut tx, thread).await?.map_or(ctx.now, |last| last.max(ctx.now));
    sql::mark_read(&mut tx, thread, side.account, at).await?;
    tx.commit().await?;
    Ok(())
}
