//! What is done for the city: what waits is let through, or sent back.

use platform_core::associations::{self, Remark, State as AssociationState};
use platform_core::missions::{self, State as MissionState};
use platform_core::refusals::{EditError, Explain as _, Kind};
use platform_core::tenancy::Ctx;
use platform_core::{App, moderation};

use super::No;
use crate::call::Answer;
use crate::state::Queued;

/// What waits.
pub(super) async fn queue(app: &App, ctx: &Ctx) -> Result<Answer, No> {
    Ok(Answer::Queue(Box::new(moderation::queue(app, ctx).await?)))
}

/// Lets something through; pressed twice, it is.
pub(super) async fn let_through(app: &App, ctx: &Ctx, queued: Queued) -> Result<Answer, No> {
    let done = match queued {
        Queued::Association(id) => associations::review::validate(app, ctx, id).await.map(drop),
        Queued::Mission(id) => missions::review::publish(app, ctx, id).await.map(drop),
    };
    decided(app, ctx, queued, (AssociationState::Validated, MissionState::Published), done).await
}

/// Sends something back, for this reason.
pub(super) async fn send_back(app: &App, ctx: &Ctx, queued: Queued, reason: &str) -> Result<Answer, No> {
    let remarks = [Remark { field: None, text: reason.to_owned() }];
    let done = match queued {
        Queued::Association(id) => associations::review::send_back(app, ctx, id, &remarks).await.map(drop),
        Queued::Mission(id) => missions::review::send_back(app, ctx, id, &remarks).await.map(drop),
    };
    decided(app, ctx, queued, (AssociationState::Returned, MissionState::Returned), done).await
}

/// What waits next, if it is decided, now or before; otherwise why not.
async fn decided(
    app: &App,
    ctx: &Ctx,
    queued: Queued,
    wanted: (AssociationState, MissionState),
    done: Result<(), EditError>,
) -> Result<Answer, No> {
    match done {
        Err(error) if error.kind() == Kind::Conflict => {
            let stands = match queued {
                Queued::Association(id) => associations::read::get(app, ctx, id).await?.association.state == wanted.0,
                Queued::Mission(id) => missions::read::get(app, ctx, id).await?.mission.state == wanted.1,
            };
            if !stands {
                return Err(error.into());
            }
        }
        done => done?,
    }
    queue(app, ctx).await
}
