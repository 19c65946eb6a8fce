//! What becomes of a mission: handed in, closed, called off, copied, taken over or not.

use axum::extract::State;
use axum::response::Response;
use platform_core::kinds::MissionId;
use platform_core::missions::{self, Mission};
use platform_core::refusals::EditError;

use super::mission::render;
use super::{changed, dashboard, role};
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;
use crate::web::pages::form::{Complaints, Fields, Form};
use crate::web::pages::response::go_on;
use crate::web::pages::shell::Shell;

/// Goes on to the mission, or shows it with why not.
async fn after(
    web: &Web,
    shell: &Shell,
    id: MissionId,
    outcome: Result<Mission, EditError>,
    given: &Fields,
) -> Result<Response, Failure> {
    match outcome {
        Ok(mission) => {
            changed(web, shell, id);
            Ok(go_on(shell, &format!("/manage/missions/{}", mission.id)))
        }
        Err(error) => render(web, shell, id, Complaints::of(shell, error)?, given).await,
    }
}

/// `POST /manage/missions/{id}/submit`: hands it in to the city.
pub(super) async fn submit(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let outcome = missions::review::submit(&web.app, &shell.ctx, id.into()).await;
    after(&web, &shell, id.into(), outcome, &fields).await
}

/// `POST /manage/missions/{id}/close`
pub(super) async fn close(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let outcome = missions::close::close(&web.app, &shell.ctx, id.into()).await;
    after(&web, &shell, id.into(), outcome, &fields).await
}

/// `POST /manage/missions/{id}/cancel`: calls it off, for a reason that everybody is told.
pub(super) async fn cancel(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let outcome = missions::cancel::cancel(&web.app, &shell.ctx, id.into(), fields.text("reason")).await;
    after(&web, &shell, id.into(), outcome, &fields).await
}

/// `POST /manage/missions/{id}/duplicate`: a copy that lies ahead, ready to be handed in.
pub(super) async fn duplicate(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let outcome = missions::duplicate::duplicate(&web.app, &shell.ctx, id.into(), None).await;
    after(&web, &shell, id.into(), outcome, &fields).await
}

/// `POST /manage/missions/{id}/take`: takes a mission that another association offers.
pub(super) async fn take_over(State(web): State<Web>, shell: Shell, Id(id): Id, _: Form) -> Result<Response, Failure> {
    match missions::hand_over::take_over(&web.app, &shell.ctx, id.into()).await {
        Ok(mission) => {
            changed(&web, &shell, mission.id);
            Ok(go_on(&shell, &format!("/manage/missions/{}", mission.id)))
        }
        Err(error) => dashboard::render(&web, &shell, Complaints::of(&shell, error)?, &Fields::default()).await,
    }
}

/// `POST /manage/missions/{id}/end-offer`: takes back what one offered, or declines what another association offers.
pub(super) async fn end_offer(State(web): State<Web>, shell: Shell, Id(id): Id, _: Form) -> Result<Response, Failure> {
    let mission = missions::hand_over::end_offer(&web.app, &shell.ctx, id.into()).await?;
    let is_own = role(&shell, mission.association).is_ok();
    Ok(go_on(&shell, &if is_own { format!("/manage/missions/{id}") } else { "/manage".to_owned() }))
}
