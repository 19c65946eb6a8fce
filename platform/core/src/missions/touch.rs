//! A change of a mission beside its text, such as its picture: it goes the way an edit of the text goes.

use serde_json::json;

use super::edit::reviewed;
use super::review::submission;
use super::{Mission, State};
use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::db::{TenantTx, ledger, missions as sql, rules as rules_sql};
use crate::jobs::{self, Job};
use crate::kinds::MissionId;
use crate::refusals::{EditError, Reason};
use crate::rules::decisions::Decision;
use crate::tenancy::Ctx;

/// A mission that was looked at for a change, and what becomes of it.
pub(crate) struct Reviewed {
    before: Mission,
    state: State,
    reasons: Vec<Reason>,
    decision: Option<Decision>,
}

/// The mission, for somebody who may change it now.
pub(crate) async fn may(app: &App, ctx: &Ctx, id: MissionId) -> Result<Mission, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let before = super::read::for_manager(&mut app.db.tenant(ctx).await?, ctx, id).await?;
    before.state.editable()?;
    Ok(before)
}

/// Asks the city's rules, where it is open to everybody.
pub(crate) async fn review(app: &App, ctx: &Ctx, before: Mission) -> Result<Reviewed, EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let submission = submission(&mut tx, ctx, &before, &before.draft).await?;
    drop(tx); // rules are asked outside any transaction
    let (state, reasons, decision) = reviewed(ctx, &before, &before.draft, submission).await?;
    Ok(Reviewed { before, state, reasons, decision })
}

/// Notes that it changed, in the transaction that changes it, and what becomes of it.
pub(crate) async fn done(
    tx: &mut TenantTx,
    ctx: &Ctx,
    reviewed: Reviewed,
    event: &'static str,
) -> Result<(), EditError> {
    let Reviewed { before, state, reasons, decision } = reviewed;
    let id = before.id;
    if let Some(decision) = decision {
        rules_sql::record(tx, &decision, id.uuid(), None, ctx.now).await?;
    }
    if !sql::touch(tx, id, before.version).await? {
        return Err(EditError::Stale);
    }
    let details = json!({ "from": before.state.word(), "to": state.word() });
    ledger::write(tx, ctx, event, id.uuid(), details).await?;
    if state != before.state {
        sql::move_to(tx, id, before.version + 1, state, &reasons, ctx.now).await?.ok_or(EditError::Stale)?;
        jobs::enqueue(tx, ctx, Job::TellMission(id), ctx.now).await?;
    }
    Ok(())
}
