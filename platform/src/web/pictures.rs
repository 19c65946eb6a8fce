//! Pictures over HTTP: set and taken away by those who act for what they show, and sent to whoever may see it.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use platform_core::pictures::{self, MAX_UPLOAD, Picture};
use platform_core::tenancy::Ctx;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::Web;
use super::associations::{self, AssociationView};
use super::error::{Failure, Problem};
use super::extractors::{Context, Id, NoBody, Params};
use super::missions::{self, MissionView};
use super::schemas;

/// A picture: where it is, and what is on it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PictureView {
    /// Its path on the city's site, which changes with it.
    path: String,
    /// Pixels.
    width: u32,
    /// Pixels.
    height: u32,
    /// The path of a small one, for lists; a logo has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    small_path: Option<String>,
    /// What is on it, in words; empty: nothing that one would miss.
    alt: String,
}

/// A mission's.
pub(super) fn photo(picture: &Picture) -> PictureView {
    PictureView { small_path: Some(picture.small_path()), ..logo(picture) }
}

/// An association's.
pub(super) fn logo(picture: &Picture) -> PictureView {
    PictureView {
        path: picture.path(),
        width: picture.width,
        height: picture.height,
        small_path: None,
        alt: picture.alt.clone(),
    }
}

/// Who uploads: looked at before anything of a large body is read, and so is how often.
pub(super) struct Uploader(Ctx);

impl FromRequestParts<Web> for Uploader {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let Context(ctx) = Context::from_request_parts(parts, web).await?;
        pictures::may_upload(&ctx)?;
        web.limits.count(&ctx, None)?;
        Ok(Self(ctx))
    }
}

/// The body of an upload may be larger than others.
pub(super) const fn upload_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(MAX_UPLOAD)
}

fn uploaded(body: Result<Bytes, BytesRejection>) -> Result<Vec<u8>, Failure> {
    let too_heavy = |_| Failure::http(StatusCode::PAYLOAD_TOO_LARGE, pictures::too_heavy());
    Ok(body.map_err(too_heavy)?.into())
}

/// What is said of a picture.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PictureParams {
    /// What is on it, in words, for those who do not see it; absent: nothing that one would miss.
    #[serde(default)]
    #[param(required = false)]
    alt: String,
}

/// Give a mission its picture: a JPEG, PNG or WebP of at most 4 MiB and 40 megapixels
///
/// It is encoded anew and made small; nothing else of the file is kept. A published mission is reviewed again.
#[utoipa::path(put, path = "/api/v1/missions/{id}/picture", operation_id = "set_mission_picture", tag = "missions",
    params(("id" = Uuid, Path), PictureParams),
    request_body(content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"))),
    responses((status = 200, body = MissionView), (status = "4XX", body = Problem)))]
pub(super) async fn set_mission_picture(
    State(web): State<Web>,
    Uploader(ctx): Uploader,
    Id(id): Id,
    Params(params): Params<PictureParams>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Failure> {
    let mission = pictures::set_mission(&web.app, &ctx, id.into(), uploaded(body)?, &params.alt).await?;
    web.answers.changed(Some((ctx.tenant.id.uuid(), mission.id)));
    Ok(missions::answer(StatusCode::OK, mission, &ctx))
}

/// Take a mission's picture away, if it has one
#[utoipa::path(delete, path = "/api/v1/missions/{id}/picture", operation_id = "remove_mission_picture",
    tag = "missions", params(("id" = Uuid, Path)),
    responses((status = 200, body = MissionView), (status = "4XX", body = Problem)))]
pub(super) async fn remove_mission_picture(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Response, Failure> {
    let mission = pictures::remove_mission(&web.app, &ctx, id.into()).await?;
    web.answers.changed(Some((ctx.tenant.id.uuid(), mission.id)));
    Ok(missions::answer(StatusCode::OK, mission, &ctx))
}

/// Give an association its logo: a JPEG, PNG or WebP of at most 4 MiB and 40 megapixels
///
/// It is encoded anew and made small; nothing else of the file is kept.
#[utoipa::path(put, path = "/api/v1/associations/{id}/logo", operation_id = "set_association_logo",
    tag = "associations", params(("id" = Uuid, Path)),
    request_body(content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"))),
    responses((status = 200, body = AssociationView), (status = "4XX", body = Problem)))]
pub(super) async fn set_association_logo(
    State(web): State<Web>,
    Uploader(ctx): Uploader,
    Id(id): Id,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Failure> {
    let association = pictures::set_logo(&web.app, &ctx, id.into(), uploaded(body)?).await?;
    web.answers.changed(None);
    Ok(associations::answer(StatusCode::OK, association, true, &ctx))
}

/// Take an association's logo away, if it has one
#[utoipa::path(delete, path = "/api/v1/associations/{id}/logo", operation_id = "remove_association_logo",
    tag = "associations", params(("id" = Uuid, Path)),
    responses((status = 200, body = AssociationView), (status = "4XX", body = Problem)))]
pub(super) async fn remove_association_logo(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Response, Failure> {
    let association = pictures::remove_logo(&web.app, &ctx, id.into()).await?;
    web.answers.changed(None);
    Ok(associations::answer(StatusCode::OK, association, true, &ctx))
}

/// What everybody may see is asked for again after five minutes: what was taken away is soon nowhere any more, though its
/// address, which changes with the picture, could be kept for good.
const FOR_ALL: &str = "public, max-age=300";
/// What only some may see stays with nobody.
const FOR_ONE: &str = "private, no-store";

/// `GET /pictures/{id}/{name}`
pub(super) async fn file(
    State(web): State<Web>,
    Context(ctx): Context,
    Path((id, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let id: Uuid = id.parse().map_err(|_| Failure::not_found())?;
    let shown = pictures::find(&web.app, &ctx, id.into(), &name).await?;
    // The name is that of one picture of the city, and has nothing in it but what a header may have.
    let etag = HeaderValue::from_str(&format!("\"{name}\"")).map_err(|_| Failure::not_found())?;
    let is_known = schemas::is_known(&headers, &etag);
    let kept = HeaderValue::from_static(if shown.is_public { FOR_ALL } else { FOR_ONE });
    let kind = HeaderValue::from_static(shown.media_type.word());
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, kept), (ETAG, etag)];
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, pictures::bytes(&web.app, &ctx, &shown).await?).into_response())
}
