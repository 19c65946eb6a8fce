//! `report_thread` and `close_report`: one side asks the city to look at a thread, and an agent is done with it.

use chrono::{DateTime, Utc};
use serde_json::json;
use validator::Validate;

use super::{Side, Voice};
use crate::App;
use crate::accounts::{Agent, Scope};
use crate::db::{accounts, ledger, messages as sql};
use crate::fields;
use crate::kinds::{ReportId, SignUpId};
use crate::notices::{self, Kind};
use crate::ports::new_id;
use crate::refusals::{Denied, EditError};
use crate::tenancy::Ctx;

/// Why somebody asks.
#[derive(Debug, Clone, PartialEq, Eq, Validate)]
pub struct Input {
    /// In their words.
    #[validate(length(min = 1, max = 1000), custom(function = "fields::text"))]
    pub reason: String,
}

/// What came of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// The agents are told.
    Now(ReportId),
    /// They were told before, and are not done yet.
    Already(ReportId),
}

/// A report that waits for an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The report.
    pub id: ReportId,
    /// Of the thread of which sign-up.
    pub thread: SignUpId,
    /// The mission's title.
    pub title: String,
    /// The association's name.
    pub association: String,
    /// «Prénom N.».
    pub volunteer: String,
    /// Which side asks.
    pub by: Voice,
    /// In their words; none once their account is erased.
    pub reason: Option<String>,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// Asks the city to look at the thread: until an agent is done, agents may read it.
///
/// # Errors
/// [`Denied::NotFound`] to all but the two sides; if the words are not sound.
pub async fn report(app: &App, ctx: &Ctx, thread: SignUpId, input: Input) -> Result<Reported, EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let side = Side::check(&mut tx, ctx, thread, Scope::SignUps).await?;
    fields::check(&input).map_err(EditError::Invalid)?;
    sql::lock(&mut tx, thread).await?;
    if let Some(open) = sql::open_report(&mut tx, thread).await? {
        return Ok(Reported::Already(open));
    }
    let id = ReportId::from(new_id(&*app.entropy, ctx.now));
    sql::insert_report(&mut tx, id, &side, &input.reason, ctx.now).await?;
    let details = json!({ "report": id, "by": side.voice });
    ledger::write(&mut tx, ctx, "thread.reported", thread.uuid(), details).await?;
    let mut agents = accounts::agent_ids(&mut tx).await?;
    agents.retain(|agent| *agent != side.account);
    let told = notices::all(agents, thread.uuid(), &id.to_string());
    notices::tell(&mut tx, ctx, Kind::AgentReported, None, &told).await?;
    tx.commit().await?;
    Ok(Reported::Now(id))
}

/// An agent is done with a report: the thread is its two sides' alone again.
///
/// # Errors
/// If no agent acts, or no report of the thread is open.
pub async fn close(app: &App, ctx: &Ctx, thread: SignUpId) -> Result<(), EditError> {
    Agent::check(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    let report = sql::close_report(&mut tx, thread, ctx.now).await?.ok_or(Denied::NotFound)?;
    ledger::write(&mut tx, ctx, "thread.report_closed", thread.uuid(), json!({ "report": report })).await?;
    tx.commit().await?;
    Ok(())
}
