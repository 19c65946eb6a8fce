//! `submit_association`, `validate_association`, `return_association`: the way through the city's review.

use serde_json::json;

use super::{Act, Association, Remark, State, remarks};
use crate::App;
use crate::accounts::{Agent, AssociationRole, Scope, Volunteer};
use crate::db::{TenantTx, associations as sql, ledger, rules as rules_sql};
use crate::jobs::{self, Job};
use crate::kinds::AssociationId;
use crate::refusals::{Denied, EditError, Reason};
use crate::rules::Review;
use crate::rules::ask::{self, Decided};
use crate::rules::facts::AssociationFile;
use crate::tenancy::Ctx;

/// Asks to be let through. The city's rules may do it at once, leave it to an agent, or send it back.
///
/// # Errors
/// If the actor is not the owner, or the state does not allow it.
pub async fn submit(app: &App, ctx: &Ctx, id: AssociationId) -> Result<Association, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    let (before, manager) = super::read::for_manager(&mut tx, ctx, id).await?;
    drop(tx); // rules are asked outside any transaction
    if manager.role != AssociationRole::Owner {
        return Err(Denied::NotPermitted.into());
    }
    let submitted = before.state.after(Act::Submit)?;
    let file = AssociationFile::of(&ctx.tenant.config, &before.file, &before.accreditations);
    let Decided { verdict, decision } = ask::review_association(ctx, file).await;
    let (state, reasons) = match verdict {
        Review::Publish => (submitted.after(Act::Validate)?, Vec::new()),
        Review::Hold(reasons) => (submitted, reasons),
        Review::Refuse(reasons) => (submitted.after(Act::Return)?, reasons),
    };
    let mut tx = app.db.tenant(ctx).await?;
    rules_sql::record(&mut tx, &decision, id.uuid(), None, ctx.now).await?;
    let after = moved(&mut tx, ctx, &before, state, &reasons).await?;
    tx.commit().await?;
    Ok(after)
}

/// Lets an association through; its waiting missions are reviewed again.
///
/// # Errors
/// If no agent acts, or the state does not allow it.
pub async fn validate(app: &App, ctx: &Ctx, id: AssociationId) -> Result<Association, EditError> {
    by_agent(app, ctx, id, Act::Validate, Vec::new()).await
}

/// Sends an association back to its authors, with reasons.
///
/// # Errors
/// If no agent acts, there is no reason, or the state does not allow it.
pub async fn send_back(app: &App, ctx: &Ctx, id: AssociationId, given: &[Remark]) -> Result<Association, EditError> {
    Agent::check(ctx)?;
    by_agent(app, ctx, id, Act::Return, remarks(given).map_err(EditError::Invalid)?).await
}

pub(super) async fn by_agent(
    app: &App,
    ctx: &Ctx,
    id: AssociationId,
    act: Act,
    reasons: Vec<Reason>,
) -> Result<Association, EditError> {
    Agent::check(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    let before = sql::find(&mut tx, id).await?.ok_or(Denied::NotFound)?;
    let state = before.state.after(act)?;
    let after = moved(&mut tx, ctx, &before, state, &reasons).await?;
    tx.commit().await?;
    Ok(after)
}

/// Writes the new state, its line in the ledger and what follows from it.
pub(crate) async fn moved(
    tx: &mut TenantTx,
    ctx: &Ctx,
    before: &Association,
    state: State,
    reasons: &[Reason],
) -> Result<Association, EditError> {
    let id = before.id;
    let after = sql::move_to(tx, id, before.version, state, reasons, ctx.now).await?.ok_or(EditError::Stale)?;
    let codes: Vec<_> = reasons.iter().map(|reason| reason.code.as_ref()).collect();
    let details = json!({ "from": before.state.word(), "to": state.word(), "reasons": codes });
    ledger::write(tx, ctx, "association.moved", id.uuid(), details).await?;
    jobs::enqueue(tx, ctx, Job::TellAssociation(id), ctx.now).await?;
    if state == State::Validated {
        jobs::enqueue(tx, ctx, Job::ReviewMissions(id), ctx.now).await?;
    }
    Ok(after)
}
