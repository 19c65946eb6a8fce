//! `submit_mission`, `publish_mission`, `return_mission`: the way through the city's review.

use serde_json::json;

use super::{Act, Draft, Mission, State};
use crate::App;
use crate::accounts::{Agent, Scope, Volunteer};
use crate::associations::{self, Remark};
use crate::db::{self, TenantTx, ledger, missions as sql, rules as rules_sql};
use crate::jobs::{self, Job};
use crate::kinds::{AssociationId, MissionId};
use crate::refusals::{Denied, EditError, Illegal, Reason};
use crate::rules::facts::{Organiser, Submission};
use crate::rules::{Review, ask};
use crate::tenancy::Ctx;

/// Asks for review. The city's rules may publish it at once, leave it to an agent, or send it back.
///
/// # Errors
/// If the actor is not of the association, something is missing, or the state does not allow it.
pub async fn submit(app: &App, ctx: &Ctx, id: MissionId) -> Result<Mission, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    let before = super::read::for_manager(&mut tx, ctx, id).await?;
    let submission = submission(&mut tx, ctx, &before, &before.draft).await?;
    drop(tx); // rules are asked outside any transaction
    before.state.after(Act::Submit)?;
    let missing = before.draft.missing_for_review(ctx.now);
    if !missing.is_empty() {
        return Err(EditError::Refused(missing));
    }
    let reviewed = ask::review_mission(ctx, submission).await;
    let (state, reasons) = outcome(&before, reviewed.verdict)?;
    let mut tx = app.db.tenant(ctx).await?;
    rules_sql::record(&mut tx, &reviewed.decision, id.uuid(), None, ctx.now).await?;
    let after = moved(&mut tx, ctx, before, state, &reasons).await?;
    tx.commit().await?;
    Ok(after)
}

/// What the city's rules are given of a mission, as it is or is about to be written.
pub(crate) async fn submission(
    tx: &mut TenantTx,
    ctx: &Ctx,
    mission: &Mission,
    draft: &Draft,
) -> Result<Submission, db::Error> {
    let (kind, accreditations, published_before, alike) =
        rules_sql::standing(tx, mission.id, mission.association, draft).await?;
    let validated = mission.association_state == associations::State::Validated;
    let association = Organiser { kind, validated, accreditations, published_before };
    Ok(Submission::of(&ctx.tenant.config, draft, association, alike))
}

/// What becomes of a submitted mission by the rules' verdict. The platform's own condition comes on top: without a
/// validated association nothing is published.
fn outcome(mission: &Mission, verdict: Review) -> Result<(State, Vec<Reason>), Illegal> {
    let validated = mission.association_state == associations::State::Validated;
    Ok(match verdict {
        Review::Publish if validated => (State::Submitted.after(Act::Publish)?, Vec::new()),
        Review::Publish => (State::Submitted, vec![Reason::new("association_not_validated")]),
        Review::Hold(reasons) => (State::Submitted, reasons),
        Review::Refuse(reasons) => (State::Submitted.after(Act::Return)?, reasons),
    })
}

/// Publishes a submitted mission.
///
/// # Errors
/// If no agent acts, its association is not validated, or the state does not allow it.
pub async fn publish(app: &App, ctx: &Ctx, id: MissionId) -> Result<Mission, EditError> {
    by_agent(app, ctx, id, Act::Publish, Vec::new()).await
}

/// Sends a mission back to its authors, with reasons.
///
/// # Errors
/// If no agent acts, there is no reason, or the state does not allow it.
pub async fn send_back(app: &App, ctx: &Ctx, id: MissionId, given: &[Remark]) -> Result<Mission, EditError> {
    Agent::check(ctx)?;
    by_agent(app, ctx, id, Act::Return, associations::remarks(given).map_err(EditError::Invalid)?).await
}

pub(super) async fn by_agent(
    app: &App,
    ctx: &Ctx,
    id: MissionId,
    act: Act,
    reasons: Vec<Reason>,
) -> Result<Mission, EditError> {
    Agent::check(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    let before = sql::find(&mut tx, id).await?.ok_or(Denied::NotFound)?;
    let state = before.state.after(act)?;
    if state == State::Published && before.association_state != associations::State::Validated {
        return Err(EditError::Refused(vec![Reason::new("association_not_validated")]));
    }
    let after = moved(&mut tx, ctx, before, state, &reasons).await?;
    tx.commit().await?;
    Ok(after)
}

/// Reviews an association's waiting missions again, after it was validated. Safe to run twice.
///
/// # Errors
/// If the database fails.
pub(crate) async fn review_waiting(app: &App, ctx: &Ctx, association: AssociationId) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let waiting = sql::of_association(&mut tx, association, Some(State::Submitted), 1000).await?;
    drop(tx);
    for mission in waiting {
        let mut tx = app.db.tenant(ctx).await?;
        let submission = submission(&mut tx, ctx, &mission, &mission.draft).await?;
        drop(tx); // rules are asked outside any transaction
        let reviewed = ask::review_mission(ctx, submission).await;
        let Ok((state, reasons)) = outcome(&mission, reviewed.verdict) else { continue };
        let mut tx = app.db.tenant(ctx).await?;
        rules_sql::record(&mut tx, &reviewed.decision, mission.id.uuid(), None, ctx.now).await?;
        match moved(&mut tx, ctx, mission, state, &reasons).await {
            Ok(_) => tx.commit().await?,
            Err(EditError::Internal(error)) => return Err(error),
            Err(_) => {} // changed meanwhile: whoever changed it reviewed it
        }
    }
    Ok(())
}

/// Writes the new state, its line in the ledger and what follows from it.
pub(super) async fn moved(
    tx: &mut TenantTx,
    ctx: &Ctx,
    before: Mission,
    state: State,
    reasons: &[Reason],
) -> Result<Mission, EditError> {
    let id = before.id;
    let version = sql::move_to(tx, id, before.version, state, reasons, ctx.now).await?.ok_or(EditError::Stale)?;
    let codes: Vec<_> = reasons.iter().map(|reason| reason.code.as_ref()).collect();
    let details = json!({ "from": before.state.word(), "to": state.word(), "reasons": codes });
    ledger::write(tx, ctx, "mission.moved", id.uuid(), details).await?;
    jobs::enqueue(tx, ctx, Job::TellMission(id), ctx.now).await?;
    Ok(Mission {
        state,
        version,
        reasons: reasons.to_vec(),
        published_at: if state == State::Published { Some(ctx.now) } else { before.published_at },
        ..before
    })
}
