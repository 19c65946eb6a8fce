//! Pages for visitors, held for a moment: whoever is not signed in sees what everybody sees.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http_body_util::BodyExt as _;

use super::language::InPath;
use crate::web::Web;
use crate::web::cache::{PageKey, PublicPage};
use crate::web::edge::Arrived;
use crate::web::extractors::is_anonymous;

/// Largest page that is held, bytes.
const LARGEST: u64 = 256 * 1024;

/// Answers a page that this node has just made, or makes it and holds it.
pub(super) async fn hold(State(web): State<Web>, request: Request, next: Next) -> Response {
    let Some(key) = key(&request) else { return next.run(request).await };
    if let Some(page) = web.answers.page(&key) {
        return (page.headers, page.body).into_response();
    }
    let since = web.answers.changes();
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    let (parts, body) = response.into_parts();
    if axum::body::HttpBody::size_hint(&body).exact().is_none_or(|size| size > LARGEST) {
        return Response::from_parts(parts, body);
    }
    match body.collect().await {
        Ok(whole) => {
            let body = whole.to_bytes();
            web.answers.hold_page(key, PublicPage::new(parts.headers.clone(), body.clone(), since));
            Response::from_parts(parts, Body::from(body))
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What a page for visitors is held under; none for what is somebody's own.
fn key(request: &Request) -> Option<PageKey> {
    let arrived = request.extensions().get::<Arrived>().filter(|_| request.method() == Method::GET)?;
    let locale = arrived.asked.unwrap_or_else(|| arrived.tenant.config.default_locale());
    let in_path = request.extensions().get::<InPath>().is_some();
    let address = request.uri().path_and_query()?.as_str().to_owned();
    is_anonymous(request.headers()).then(|| (arrived.tenant.id.uuid(), locale, in_path, address))
}
