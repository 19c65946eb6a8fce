//! Whether the node is alive, and whether it can serve.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::Web;

/// Alive: the process answers.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

#[derive(Serialize)]
struct Ready {
    ready: bool,
    database: &'static str,
    search: &'static str,
    plugins: &'static str,
    cities: usize,
}

/// Can serve: each part by name.
pub(super) async fn readyz(State(web): State<Web>) -> Response {
    let database = platform_core::ping(&web.app.db).await;
    if let Err(error) = &database {
        tracing::warn!(%error, "not ready");
    }
    let state = if database.is_ok() { "ok" } else { "down" };
    let cities = web.app.registry.all().len();
    // Where Meilisearch fails the database searches; the default rules are part of the program.
    let search = if database.is_ok() && !web.app.search.is_sound() { "degraded" } else { state };
    let ready = Ready { ready: database.is_ok(), database: state, search, plugins: "ok", cities };
    let status = if ready.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(ready)).into_response()
}
