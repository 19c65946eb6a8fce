//! Whether the node is alive, and whether it can serve.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use platform_core::tenancy::Tenant;
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
    /// The cities whose rules fail.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failing_rules: Vec<String>,
    cities: usize,
}

/// Whether a city's rules are not those it chose, or are left alone since they fail.
fn fares_badly(tenant: &Tenant) -> bool {
    tenant.problem.is_some() || tenant.rules.health().left_alone
}

/// Can serve: each part by name.
pub(super) async fn readyz(State(web): State<Web>) -> Response {
    let database = platform_core::ping(&web.app.db).await;
    if let Err(error) = &database {
        tracing::warn!(%error, "not ready");
    }
    let state = if database.is_ok() { "ok" } else { "down" };
    let all = web.app.registry.all();
    let cities = all.len();
    // Where Meilisearch fails the database searches; where a city's rules do, people decide.
    let failing = all.iter().filter(|tenant| fares_badly(tenant));
    let failing_rules: Vec<_> = failing.map(|tenant| tenant.config.code.clone()).collect();
    let plugins = if failing_rules.is_empty() { "ok" } else { "degraded" };
    let search = if database.is_ok() && !web.app.search.is_sound() { "degraded" } else { state };
    let ready = Ready { ready: database.is_ok(), database: state, search, plugins, failing_rules, cities };
    let status = if ready.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(ready)).into_response()
}
