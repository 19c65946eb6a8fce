//! `suspend_association` and `resume_association`: an agent stops an association, and lets it go on. Its missions are
//! hidden meanwhile, since only those of validated associations are shown; sign-ups are kept.

use super::{Act, Association, review, said};
use crate::App;
use crate::accounts::Agent;
use crate::kinds::AssociationId;
use crate::refusals::EditError;
use crate::tenancy::Ctx;

/// Stops an association, for a reason its members are told.
///
/// # Errors
/// If no agent acts, there is no reason, or the state does not allow it.
pub async fn suspend(app: &App, ctx: &Ctx, id: AssociationId, reason: &str) -> Result<Association, EditError> {
    Agent::check(ctx)?;
    review::by_agent(app, ctx, id, Act::Suspend, said(reason).map_err(EditError::Invalid)?).await
}

/// Lets it go on.
///
/// # Errors
/// If no agent acts, or the state does not allow it.
pub async fn resume(app: &App, ctx: &Ctx, id: AssociationId) -> Result<Association, EditError> {
    review::by_agent(app, ctx, id, Act::Resume, Vec::new()).await
}
