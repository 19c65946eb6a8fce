//! `cancel_mission`: it will not take place, and everybody who counted on it is told.

use super::{Act, Mission};
use crate::App;
use crate::accounts::{Agent, Scope, Volunteer};
use crate::associations::said;
use crate::db::{self, TenantTx, missions as sql, moves, sign_ups, slots};
use crate::kinds::{AssociationId, MissionId};
use crate::refusals::{Denied, EditError, Reason};
use crate::sign_ups::State as Standing;
use crate::tenancy::Ctx;

/// Calls a mission off, for a reason that everybody is told: by its managers or an agent.
///
/// # Errors
/// If the actor is neither, there is no reason, or the state does not allow it.
pub async fn cancel(app: &App, ctx: &Ctx, id: MissionId, reason: &str) -> Result<Mission, EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let before = if Agent::check(ctx).is_ok() {
        sql::find(&mut tx, id).await?.ok_or(Denied::NotFound)?
    } else {
        Volunteer::check(ctx, Scope::Manage)?;
        super::read::for_manager(&mut tx, ctx, id).await?
    };
    let reasons = said(reason).map_err(EditError::Invalid)?;
    let after = cancelled(&mut tx, ctx, before, reason, &reasons).await?;
    tx.commit().await?;
    Ok(after)
}

/// Calls off every mission of an association that is not over, for a word of the platform's.
pub(crate) async fn all_of(
    tx: &mut TenantTx,
    ctx: &Ctx,
    association: AssociationId,
    word: &'static str,
) -> Result<(), EditError> {
    let missions = moves::cancel_all(tx, ctx, association, &Reason::new(word)).await?;
    Ok(end_sign_ups(tx, ctx, &missions, word).await?)
}

/// Calls it off: `reason` is told to those who signed up, `reasons` stand in the mission.
pub(crate) async fn cancelled(
    tx: &mut TenantTx,
    ctx: &Ctx,
    before: Mission,
    reason: &str,
    reasons: &[Reason],
) -> Result<Mission, EditError> {
    let state = before.state.after(Act::Cancel)?;
    let id = before.id;
    super::review::moved(tx, ctx, before, state, reasons).await?;
    end_sign_ups(tx, ctx, &[id], reason).await?;
    sql::find(tx, id).await?.ok_or(EditError::Stale)
}

/// Ends the sign-ups of missions that are called off. What has taken place stays: of slots that are over only those end
/// that have no answer.
async fn end_sign_ups(tx: &mut TenantTx, ctx: &Ctx, missions: &[MissionId], reason: &str) -> Result<(), db::Error> {
    let slots = slots::close_all(tx, missions, ctx.now).await?;
    let (over, ahead): (Vec<_>, Vec<_>) =
        slots.into_iter().partition(|slot| slot.ends_at.is_some_and(|end| end <= ctx.now));
    let ids = |slots: Vec<super::Slot>| slots.into_iter().map(|slot| slot.id).collect::<Vec<_>>();
    sign_ups::end_all(tx, ctx, &ids(ahead), Standing::OPEN, Standing::Cancelled, Some(reason)).await?;
    sign_ups::end_all(tx, ctx, &ids(over), Standing::PENDING, Standing::Cancelled, Some(reason)).await?;
    Ok(())
}
