//! Missions kept in mind, over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use platform_core::favourites::{self, Favourite};

use super::Web;
use super::associations::PageParams;
use super::error::{Failure, Problem};
use super::extractors::{Context, Id, NoBody, Params};
use super::missions::search::MissionsPage;
use super::missions::view;
use super::schemas;

/// Keep a mission in mind; again changes nothing
#[utoipa::path(put, path = "/api/v1/missions/{id}/favourite", operation_id = "add_favourite", tag = "missions",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(super) async fn add_favourite(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<StatusCode, Failure> {
    favourites::add(&web.app, &ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let go of a mission; again changes nothing
#[utoipa::path(delete, path = "/api/v1/missions/{id}/favourite", operation_id = "remove_favourite", tag = "missions",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(super) async fn remove_favourite(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<StatusCode, Failure> {
    favourites::remove(&web.app, &ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the missions one keeps in mind, the newest first; one that is no longer public is left out
#[utoipa::path(get, path = "/api/v1/me/favourites", operation_id = "list_favourites", tag = "missions",
    params(PageParams),
    responses((status = 200, body = MissionsPage), (status = "4XX", body = Problem)))]
pub(super) async fn list_favourites(
    State(web): State<Web>,
    Context(ctx): Context,
    Params(params): Params<PageParams>,
) -> Result<Json<MissionsPage>, Failure> {
    let limit = schemas::page_size(params.limit)?;
    let after = schemas::time_place(params.cursor.as_deref())?.map(|(at, id)| (at, id.into()));
    let rows = favourites::list(&web.app, &ctx, after, limit + 1).await?;
    let (rows, next) = schemas::page(rows, limit, |row: &Favourite| (row.since, row.mission.id.uuid()));
    let items = rows.into_iter().map(|row| view(row.mission, false, &ctx)).collect();
    Ok(Json(MissionsPage { items, next }))
}
