//! `list_messages`: a thread as its two sides see it, and an agent while it is reported.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{Message, Side};
use crate::App;
use crate::accounts::{Agent, Scope};
use crate::db::{TenantTx, ledger, messages as sql};
use crate::kinds::{MessageId, SignUpId};
use crate::refusals::{Denied, ReadError};
use crate::tenancy::Ctx;

/// Where a page begins: after this message, or before it.
pub type After = Option<(DateTime<Utc>, MessageId)>;

/// A page of a thread, oldest first.
///
/// # Errors
/// [`Denied::NotFound`] to strangers, and to agents unless a report of the thread is open.
pub async fn list(app: &App, ctx: &Ctx, thread: SignUpId, after: After, limit: u16) -> Result<Vec<Message>, ReadError> {
    let mut tx = app.db.tenant(ctx).await?;
    may_read(&mut tx, ctx, thread).await?;
    let messages = sql::page(&mut tx, thread, after, i64::from(limit)).await?;
    tx.commit().await?;
    Ok(messages)
}

/// The last messages of a thread before one of them, or of all; oldest first.
///
/// # Errors
/// [`Denied::NotFound`] to strangers, and to agents unless a report of the thread is open.
pub async fn last(
    app: &App,
    ctx: &Ctx,
    thread: SignUpId,
    before: After,
    limit: u16,
) -> Result<Vec<Message>, ReadError> {
    let mut tx = app.db.tenant(ctx).await?;
    may_read(&mut tx, ctx, thread).await?;
    let messages = sql::page_before(&mut tx, thread, before, i64::from(limit)).await?;
    tx.commit().await?;
    Ok(messages)
}

async fn may_read(tx: &mut TenantTx, ctx: &Ctx, thread: SignUpId) -> Result<(), ReadError> {
    match Side::find(tx, ctx, thread, Scope::Read).await? {
        Some(_) => Ok(()),
        None => as_agent(tx, ctx, thread).await,
    }
}

/// An agent reads, because one side asked the city to; it is written down.
async fn as_agent(tx: &mut TenantTx, ctx: &Ctx, thread: SignUpId) -> Result<(), ReadError> {
    Agent::check(ctx).map_err(|_| Denied::NotFound)?;
    let report = sql::open_report(tx, thread).await?.ok_or(Denied::NotFound)?;
    ledger::write(tx, ctx, "thread.read_by_agent", thread.uuid(), json!({ "report": report })).await?;
    Ok(())
}
