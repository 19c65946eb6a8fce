//! `suspend_mission` and `resume_mission`: an agent hides a mission, and shows it again; sign-ups are kept.

use super::{Act, Mission, review};
use crate::App;
use crate::accounts::Agent;
use crate::associations::said;
use crate::kinds::MissionId;
use crate::refusals::EditError;
use crate::tenancy::Ctx;

/// Hides a mission, for a reason its managers are told.
///
/// # Errors
/// If no agent acts, there is no reason, or the state does not allow it.
pub async fn suspend(app: &App, ctx: &Ctx, id: MissionId, reason: &str) -> Result<Mission, EditError> {
    Agent::check(ctx)?;
    review::by_agent(app, ctx, id, Act::Suspend, said(reason).map_err(EditError::Invalid)?).await
}

/// Shows it again.
///
/// # Errors
/// If no agent acts, its association is not validated, or the state does not allow it.
pub async fn resume(app: &App, ctx: &Ctx, id: MissionId) -> Result<Mission, EditError> {
    review::by_agent(app, ctx, id, Act::Resume, Vec::new()).await
}
