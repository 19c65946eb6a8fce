//! What becomes of a mission: closed, called off, hidden, copied, handed over or not.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use platform_core::missions::{self, Mission};
use platform_core::tenancy::Ctx;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::shapes::MissionView;
use super::{answer, made};
use crate::web::Web;
use crate::web::error::{Failure, Problem};
use crate::web::extractors::{Body, Context, Id, NoBody};
use crate::web::schemas::SaidBody;

/// The public answer of the mission is no longer what it was.
fn changed(web: &Web, ctx: &Ctx, mission: Mission) -> Response {
    web.answers.changed(Some((ctx.tenant.id.uuid(), mission.id)));
    answer(StatusCode::OK, mission, ctx)
}

/// End a mission: who has no answer yet is told no
#[utoipa::path(post, path = "/api/v1/missions/{id}/close", operation_id = "close_mission", tag = "missions",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = MissionView), (status = "4XX", body = Problem)))]
pub(in crate::web) async fn close_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Response, Failure> {
    let mission = missions::close::close(&web.app, &ctx, id.into()).await?;
    Ok(changed(&web, &ctx, mission))
}

/// Call a mission off, for a reason: everybody who signed up is told
#[utoipa::path(post, path = "/api/v1/missions/{id}/cancel", operation_id = "cancel_mission", tag = "missions",
    params(("id" = Uuid, Path)), request_body = SaidBody,
    responses((status = 200, body = MissionView), (status = "4XX", body = Problem)))]
pub(in crate::web) async fn cancel_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<SaidBody>,
) -> Result<Response, Failure> {
    let mission = missions::cancel::cancel(&web.app, &ctx, id.into(), &body.reason).await?;
    Ok(changed(&web, &ctx, mission))
}

/// Hide a mission, for a reason its managers are told; sign-ups are kept
#[utoipa::path(post, path = "/api/v1/missions/{id}/suspend", operation_id = "suspend_mission", tag = "moderation",
    params(("id" = Uuid, Path)), request_body = SaidBody,
    responses((status = 200, body = MissionView), (status = "4XX", body = Problem)))]
pub(in crate::web) async fn suspend_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<SaidBody>,
) -> Result<Response, Failure> {
    let mission = missions::suspend::suspend(&web.app, &ctx, id.into(), &body.reason).await?;
    Ok(changed(&web, &ctx, mission))
}

/// Show a hidden mission again
#[utoipa::path(post, path = "/api/v1/missions/{id}/resume", operation_id = "resume_mission", tag = "moderation",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = MissionView), (status = "4XX", body = Problem)))]
pub(in crate::web) async fn resume_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Response, Failure> {
    let mission = missions::suspend::resume(&web.app, &ctx, id.into()).await?;
    Ok(changed(&web, &ctx, mission))
}

/// How a copy differs.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct DuplicateBody {
    /// By how many days its dates are moved; absent: by as few whole weeks as bring the first to tomorrow or later.
    shift_days: Option<i64>,
}

/// Make a draft like a mission, with its dates moved
#[utoipa::path(post, path = "/api/v1/missions/{id}/duplicate", operation_id = "duplicate_mission", tag = "missions",
    params(("id" = Uuid, Path)), request_body = DuplicateBody,
    responses((status = 201, body = MissionView), (status = "4XX", body = Problem)))]
pub(in crate::web) async fn duplicate_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<DuplicateBody>,
) -> Result<Response, Failure> {
    let mission = missions::duplicate::duplicate(&web.app, &ctx, id.into(), body.shift_days).await?;
    Ok(made(mission, &ctx))
}

/// To whom a mission is handed over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct HandOverBody {
    /// The association that is to answer for it.
    association: Uuid,
}

/// Offer a mission to another association; who acts for both, or is an agent, hands it over at once
#[utoipa::path(post, path = "/api/v1/missions/{id}/hand-over", operation_id = "hand_over_mission", tag = "missions",
    params(("id" = Uuid, Path)), request_body = HandOverBody,
    responses((status = 200, body = MissionView), (status = "4XX", body = Problem)))]
pub(in crate::web) async fn hand_over_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<HandOverBody>,
) -> Result<Response, Failure> {
    let mission = missions::hand_over::hand_over(&web.app, &ctx, id.into(), body.association.into()).await?;
    Ok(changed(&web, &ctx, mission))
}

/// Take a mission that another association offers
#[utoipa::path(post, path = "/api/v1/missions/{id}/take-over", operation_id = "take_over_mission", tag = "missions",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = MissionView), (status = "4XX", body = Problem)))]
pub(in crate::web) async fn take_over_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Response, Failure> {
    let mission = missions::hand_over::take_over(&web.app, &ctx, id.into()).await?;
    Ok(changed(&web, &ctx, mission))
}

/// End the offer of a mission: who offers it takes it back, or the other association declines
#[utoipa::path(post, path = "/api/v1/missions/{id}/end-offer", operation_id = "end_offer", tag = "missions",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(in crate::web) async fn end_offer(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<StatusCode, Failure> {
    missions::hand_over::end_offer(&web.app, &ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
