//! Missions over HTTP.

pub(super) mod lives;
pub(super) mod search;
mod shapes;

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LOCATION, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use platform_core::kinds::MissionId;
use platform_core::missions::read::Seen;
use platform_core::missions::{self, Mission, State as Standing};
use platform_core::tenancy::Ctx;
use serde::Deserialize;
use serde_json::value::to_raw_value;
use utoipa::IntoParams;

use search::MissionsPage;
pub(super) use shapes::{ContactView, MissionView, view};
use shapes::{MissionBody, NewMissionBody, draft};

use super::Web;
use super::cache::{PublicAnswer, Rendered};
use super::error::{Failure, Problem};
use super::extractors::{Body, Context, Id, NoBody, Params, Version, is_anonymous};
use super::schemas::{self, ReturnBody};

/// A mission as its managers see it, with its ETag.
pub(super) fn answer(status: StatusCode, mission: Mission, ctx: &Ctx) -> Response {
    let rendered = rendered(mission, true, ctx);
    (status, [(ETAG, rendered.etag.clone()), (CONTENT_TYPE, JSON)], rendered.body()).into_response()
}

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");
const ACTORS: HeaderValue = HeaderValue::from_static("cookie, authorization");

fn rendered(mission: Mission, inside: bool, ctx: &Ctx) -> PublicAnswer {
    let version = mission.version;
    let json = Rendered::from(to_raw_value(&view(mission, inside, ctx)).unwrap_or_default());
    let etag = schemas::etag(version, json.as_ref());
    PublicAnswer { json, etag }
}

/// Make a mission, as a draft
#[utoipa::path(post, path = "/api/v1/missions", operation_id = "create_mission", tag = "missions",
    request_body = NewMissionBody,
    responses((status = 201, body = MissionView), (status = "4XX", body = Problem)))]
pub(super) async fn create_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<NewMissionBody>,
) -> Result<Response, Failure> {
    let draft = draft(body.mission, &ctx);
    let created = missions::edit::create(&web.app, &ctx, body.association.into(), draft).await;
    let mission = created.map_err(|error| under_mission(error.into()))?;
    Ok(made(mission, &ctx))
}

/// A new mission, with where it is.
fn made(mission: Mission, ctx: &Ctx) -> Response {
    let location = format!("/api/v1/missions/{}", mission.id);
    let mut response = answer(StatusCode::CREATED, mission, ctx);
    response.headers_mut().extend(HeaderValue::from_str(&location).ok().map(|value| (LOCATION, value)));
    response
}

/// The draft stands under `/mission` in the body that creates it.
fn under_mission(failure: Failure) -> Failure {
    failure.map_fields(|field| format!("/mission{field}"))
}

/// Rewrite a mission; a published one is reviewed again, and who signed up is told of another time or place
#[utoipa::path(put, path = "/api/v1/missions/{id}", operation_id = "update_mission", tag = "missions",
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "The ETag read before")),
    request_body = MissionBody,
    responses((status = 200, body = MissionView), (status = "4XX", body = Problem)))]
pub(super) async fn update_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Version(version): Version,
    Body(body): Body<MissionBody>,
) -> Result<Response, Failure> {
    let draft = draft(body, &ctx);
    let mission = missions::edit::update(&web.app, &ctx, id.into(), version, draft).await?;
    web.answers.changed(Some((ctx.tenant.id.uuid(), mission.id)));
    Ok(answer(StatusCode::OK, mission, &ctx))
}

/// See a mission
#[utoipa::path(get, path = "/api/v1/missions/{id}", operation_id = "get_mission", tag = "missions",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = MissionView), (status = 304), (status = "4XX", body = Problem)))]
pub(super) async fn get_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (city, id) = (ctx.tenant.id.uuid(), MissionId::from(id));
    let anonymous = is_anonymous(&headers);
    let held = if anonymous { web.answers.mission(city, id) } else { None };
    let answer = match held {
        Some(answer) => answer,
        None => {
            let since = web.answers.changes();
            let Seen { mission, inside } = missions::read::get(&web.app, &ctx, id).await?;
            let answer = rendered(mission, inside, &ctx);
            if anonymous {
                web.answers.hold_mission(city, id, answer.clone(), since);
            }
            answer
        }
    };
    let known = schemas::is_known(&headers, &answer.etag);
    // May be kept, if it is asked each time whether it is still so.
    let headers = [(ETAG, answer.etag.clone()), (CONTENT_TYPE, JSON), (CACHE_CONTROL, REVALIDATE), (VARY, ACTORS)];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, answer.body()).into_response())
}

/// Ask for review
#[utoipa::path(post, path = "/api/v1/missions/{id}/submit", operation_id = "submit_mission", tag = "missions",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = MissionView), (status = "4XX", body = Problem)))]
pub(super) async fn submit_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Response, Failure> {
    let mission = missions::review::submit(&web.app, &ctx, id.into()).await?;
    Ok(answer(StatusCode::OK, mission, &ctx))
}

/// Publish a submitted mission
#[utoipa::path(post, path = "/api/v1/missions/{id}/publish", operation_id = "publish_mission", tag = "moderation",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = MissionView), (status = "4XX", body = Problem)))]
pub(super) async fn publish_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Response, Failure> {
    let mission = missions::review::publish(&web.app, &ctx, id.into()).await?;
    Ok(answer(StatusCode::OK, mission, &ctx))
}

/// Send a mission back, with reasons
#[utoipa::path(post, path = "/api/v1/missions/{id}/return", operation_id = "return_mission", tag = "moderation",
    params(("id" = Uuid, Path)), request_body = ReturnBody,
    responses((status = 200, body = MissionView), (status = "4XX", body = Problem)))]
pub(super) async fn return_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<ReturnBody>,
) -> Result<Response, Failure> {
    let remarks: Vec<_> = body.into();
    let mission = missions::review::send_back(&web.app, &ctx, id.into(), &remarks).await?;
    Ok(answer(StatusCode::OK, mission, &ctx))
}

/// Which missions of an association.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct OwnMissionsParams {
    /// Only in this state.
    #[param(schema_with = schemas::mission_state)]
    state: Option<Standing>,
    /// At most so many, 1 to 100.
    limit: Option<u16>,
}

/// List an association's missions in every state, newest first: for its managers
#[utoipa::path(get, path = "/api/v1/associations/{id}/missions", operation_id = "list_association_missions",
    tag = "missions", params(("id" = Uuid, Path), OwnMissionsParams),
    responses((status = 200, body = MissionsPage), (status = "4XX", body = Problem)))]
pub(super) async fn list_association_missions(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Params(params): Params<OwnMissionsParams>,
) -> Result<Json<MissionsPage>, Failure> {
    let limit = schemas::page_size(params.limit)?;
    let rows = missions::read::of_association(&web.app, &ctx, id.into(), params.state, limit).await?;
    let items = rows.into_iter().map(|mission| view(mission, true, &ctx)).collect();
    Ok(Json(MissionsPage { items, next: None }))
}
