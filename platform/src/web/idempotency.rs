//! `Idempotency-Key`: a POST that creates, repeated under the same key, is answered as the first time.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http_body_util::BodyExt as _;
use platform_core::idempotency::{self, IdempotencyKey, Known, MAX_KEY};
use platform_core::refusals::Reason;
use platform_core::tenancy::Ctx;

use super::Web;
use super::error::Failure;
use super::extractors::{Context, whole_body};

const HEADER: &str = "idempotency-key";

/// Marks an answer that holds a secret: it is not kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct HoldsSecret;

/// Wraps the operations that create.
pub(super) async fn remember(
    State(web): State<Web>,
    Context(mut ctx): Context,
    mut request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let Some(key) = key(request.headers())? else { return Ok(next.run(request).await) };
    let (parts, body) = request.into_parts();
    let bytes = whole_body(Request::from_parts(parts.clone(), body), &web).await?;
    let path = parts.uri.path().as_bytes();
    ctx.idempotency = Some(IdempotencyKey::new(&key, &[parts.method.as_str().as_bytes(), path, &bytes]));
    match idempotency::look_up(&web.app, &ctx).await? {
        Known::New => {}
        known => return repeated(known),
    }
    request = Request::from_parts(parts, Body::from(bytes));
    request.extensions_mut().insert(ctx.clone());
    let response = next.run(request).await;
    if response.status().is_success() { kept(&web, &ctx, response).await } else { Ok(response) }
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Failure> {
    let Some(value) = headers.get(HEADER) else { return Ok(None) };
    match value.to_str() {
        Ok(text) if !text.is_empty() && text.len() <= MAX_KEY => Ok(Some(text.to_owned())),
        _ => Err(Failure::http(StatusCode::BAD_REQUEST, Reason::new("bad_idempotency_key").with("max", MAX_KEY))),
    }
}

fn repeated(known: Known) -> Result<Response, Failure> {
    let conflict = |code| Err(Failure::http(StatusCode::CONFLICT, Reason::new(code)));
    match known {
        Known::Answered { status, body: Some(body) } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let mut response = (status, axum::Json(body)).into_response();
            response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
            Ok(response)
        }
        Known::Answered { body: None, .. } => conflict("idempotency_lost"),
        Known::Underway => conflict("idempotency_in_progress").map_err(|failure: Failure| failure.retry_after(1)),
        Known::OtherRequest => {
            Err(Failure::http(StatusCode::UNPROCESSABLE_ENTITY, Reason::new("idempotency_other_request")))
        }
        Known::New => Err(Failure::of_status(StatusCode::INTERNAL_SERVER_ERROR)),
    }
}

/// Keeps the answer beside the key, then sends it on.
async fn kept(web: &Web, ctx: &Ctx, response: Response) -> Result<Response, Failure> {
    let (parts, body) = response.into_parts();
    let bytes: Bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let secret = parts.extensions.get::<HoldsSecret>().is_some();
    let value = if secret { None } else { serde_json::from_slice(&bytes).ok() };
    idempotency::keep_answer(&web.app, ctx, parts.status.as_u16(), value).await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}
