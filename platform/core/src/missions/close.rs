//! `close_mission`, and the clock that closes what is long past.

use super::{Act, Mission, State};
use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::db::{self, TenantTx, missions as sql, sign_ups, slots};
use crate::kinds::MissionId;
use crate::refusals::EditError;
use crate::sign_ups::State as Standing;
use crate::tenancy::Ctx;

/// Ends a mission: who has no answer yet is told no.
///
/// # Errors
/// If the actor is not of the association, or the state does not allow it.
pub async fn close(app: &App, ctx: &Ctx, id: MissionId) -> Result<Mission, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    let before = super::read::for_manager(&mut tx, ctx, id).await?;
    let after = closed(&mut tx, ctx, before).await?;
    tx.commit().await?;
    Ok(after)
}

/// Ends a mission whose last slot is as long past as the city says. Safe to run twice.
///
/// # Errors
/// If the database fails.
pub(crate) async fn by_clock(app: &App, ctx: &Ctx, id: MissionId) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(mission) = sql::find(&mut tx, id).await?.filter(|mission| mission.state == State::Published) else {
        return Ok(());
    };
    match closed(&mut tx, ctx, mission).await {
        Ok(_) => tx.commit().await,
        Err(EditError::Internal(error)) => Err(error),
        Err(_) => Ok(()), // changed meanwhile: the next round looks again
    }
}

async fn closed(tx: &mut TenantTx, ctx: &Ctx, before: Mission) -> Result<Mission, EditError> {
    let state = before.state.after(Act::Close)?;
    let id = before.id;
    super::review::moved(tx, ctx, before, state, &[]).await?;
    let all: Vec<_> = slots::close_all(tx, &[id], ctx.now).await?.into_iter().map(|slot| slot.id).collect();
    sign_ups::end_all(tx, ctx, &all, Standing::PENDING, Standing::Declined, Some("mission_closed")).await?;
    sql::find(tx, id).await?.ok_or(EditError::Stale)
}
