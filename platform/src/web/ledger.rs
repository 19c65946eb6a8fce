//! The ledger over HTTP: histories for those concerned, the whole of it for the city's admins.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use platform_core::ledger::history::{self, Event, Row, Who};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::Web;
use super::associations::PageParams;
use super::error::{Failure, Problem};
use super::extractors::{Context, Id, Params};
use super::schemas;

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventView {
    /// When.
    at: DateTime<Utc>,
    /// What, such as `mission.moved`.
    action: String,
    /// From which state, if it changed.
    from: Option<String>,
    /// To which.
    to: Option<String>,
    /// Codes of the reasons given.
    reasons: Vec<String>,
    /// As what they acted.
    #[schema(schema_with = schemas::who)]
    who: Who,
    /// «Prénom N.»; for the city's agents only.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// A page of a history.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HistoryPage {
    /// Newest first.
    items: Vec<EventView>,
    /// Asks for the next page, if there is one.
    next: Option<String>,
}

fn history_page(rows: Vec<Event>, limit: u16) -> Json<HistoryPage> {
    let (rows, next) = page(rows, limit, |row| row.id);
    let view = |row: Event| EventView {
        at: row.at,
        action: row.action,
        from: row.from,
        to: row.to,
        reasons: row.reasons,
        who: row.who,
        name: row.name,
    };
    Json(HistoryPage { items: rows.into_iter().map(view).collect(), next })
}

/// See what was done to a mission: for its managers and the city's agents
#[utoipa::path(get, path = "/api/v1/missions/{id}/history", operation_id = "mission_history", tag = "missions",
    params(("id" = Uuid, Path), PageParams),
    responses((status = 200, body = HistoryPage), (status = "4XX", body = Problem)))]
pub(super) async fn mission_history(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Params(params): Params<PageParams>,
) -> Result<Json<HistoryPage>, Failure> {
    let limit = schemas::page_size(params.limit)?;
    let before = schemas::read_cursor(params.cursor.as_deref())?;
    let rows = history::of_mission(&web.app, &ctx, id.into(), before, limit + 1).await?;
    Ok(history_page(rows, limit))
}

/// See what was done to an association: for its members and the city's agents
#[utoipa::path(get, path = "/api/v1/associations/{id}/history", operation_id = "association_history",
    tag = "associations", params(("id" = Uuid, Path), PageParams),
    responses((status = 200, body = HistoryPage), (status = "4XX", body = Problem)))]
pub(super) async fn association_history(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Params(params): Params<PageParams>,
) -> Result<Json<HistoryPage>, Failure> {
    let limit = schemas::page_size(params.limit)?;
    let before = schemas::read_cursor(params.cursor.as_deref())?;
    let rows = history::of_association(&web.app, &ctx, id.into(), before, limit + 1).await?;
    Ok(history_page(rows, limit))
}

/// Which page of the ledger.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct LedgerParams {
    /// Only what was done to this: an account, an association, a mission, a sign-up …
    subject: Option<Uuid>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Rows a page, 1 to 100.
    limit: Option<u16>,
}

/// A row of the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LedgerView {
    /// Its number.
    id: i64,
    /// When.
    at: DateTime<Utc>,
    /// The account that acted; none: the platform or its operator.
    actor: Option<Uuid>,
    /// Its «Prénom N.», while it is there.
    name: Option<String>,
    /// The person it was done for, at the desk.
    on_behalf_of: Option<Uuid>,
    /// Through which door.
    source: String,
    /// What.
    action: String,
    /// To what.
    subject: Uuid,
    /// States and reason codes.
    #[schema(value_type = Object)]
    details: Value,
}

/// A page of the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LedgerPage {
    /// Newest first.
    items: Vec<LedgerView>,
    /// Asks for the next page, if there is one.
    next: Option<String>,
}

/// Read the city's ledger: for its admins
#[utoipa::path(get, path = "/api/v1/moderation/ledger", operation_id = "list_ledger", tag = "moderation",
    params(LedgerParams),
    responses((status = 200, body = LedgerPage), (status = "4XX", body = Problem)))]
pub(super) async fn list_ledger(
    State(web): State<Web>,
    Context(ctx): Context,
    Params(params): Params<LedgerParams>,
) -> Result<Json<LedgerPage>, Failure> {
    let limit = schemas::page_size(params.limit)?;
    let before = schemas::read_cursor(params.cursor.as_deref())?;
    let rows = history::list(&web.app, &ctx, params.subject, before, limit + 1).await?;
    let (rows, next) = page(rows, limit, |row| row.id);
    let view = |row: Row| LedgerView {
        id: row.id,
        at: row.at,
        actor: row.actor,
        name: row.name,
        on_behalf_of: row.on_behalf_of,
        source: row.source,
        action: row.action,
        subject: row.subject,
        details: row.details,
    };
    Ok(Json(LedgerPage { items: rows.into_iter().map(view).collect(), next }))
}

/// Cuts the row too many that says whether there is a next page.
fn page<T>(mut rows: Vec<T>, limit: u16, id: impl Fn(&T) -> i64) -> (Vec<T>, Option<String>) {
    let more = rows.len() > usize::from(limit);
    rows.truncate(limit.into());
    let next = rows.last().filter(|_| more).and_then(|last| schemas::cursor(&id(last)));
    (rows, next)
}
