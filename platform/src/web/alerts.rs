//! Searches somebody keeps, over HTTP.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use platform_core::alerts::{self, Alert};
use platform_core::refusals::Reason;
use platform_core::search::query::DEFAULT_RADIUS_M;
use platform_core::search::{Criteria, Facet, Near};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Web;
use super::error::{Failure, Problem};
use super::extractors::{Body, Context, Id, NoBody, escaped};
use super::schemas::{self, Point};

/// What somebody looks for; what is given must all hold.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AlertBody {
    /// Words, as in a search.
    q: Option<String>,
    /// For each facet the values of which one will do, as a search counts them: `{"domain": ["education"]}`.
    #[serde(default)]
    #[schema(schema_with = schemas::facets)]
    facets: BTreeMap<String, BTreeSet<String>>,
    /// Around a point.
    near: Option<NearBody>,
    /// With a slot from then on; help without a date always fits.
    from: Option<DateTime<Utc>>,
    /// With a slot that begins before then.
    until: Option<DateTime<Utc>>,
    /// Told once a day, not as it happens.
    #[serde(default)]
    daily: bool,
}

/// Around a point.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NearBody {
    /// The point.
    point: Point,
    /// How far around, metres; absent: 35 000.
    radius_m: Option<f64>,
}

/// A search somebody keeps.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AlertView {
    /// Its id.
    id: Uuid,
    /// Words.
    q: Option<String>,
    /// Values of facets.
    #[schema(schema_with = schemas::facets)]
    facets: BTreeMap<String, BTreeSet<String>>,
    /// Around a point.
    near: Option<NearBody>,
    /// With a slot from then on.
    from: Option<DateTime<Utc>>,
    /// With a slot that begins before then.
    until: Option<DateTime<Utc>>,
    /// What the words were understood as: stems a mission must bear.
    understood: Vec<String>,
    /// Told once a day, not as it happens.
    daily: bool,
    /// When it was made.
    created_at: DateTime<Utc>,
}

/// All one's alerts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AlertsView {
    /// Newest first.
    items: Vec<AlertView>,
}

fn wanted(body: AlertBody) -> Result<Criteria, Failure> {
    let near =
        body.near.map(|near| Near { point: near.point.into(), radius_m: near.radius_m.unwrap_or(DEFAULT_RADIUS_M) });
    let mut criteria = Criteria { text: body.q, near, from: body.from, until: body.until, ..Criteria::default() };
    for (name, values) in body.facets {
        let Ok(facet) = name.parse::<Facet>() else {
            let at = format!("/facets/{}", escaped(&name));
            return Err(Failure::invalid(vec![Reason::new("unknown_field").at(at)]));
        };
        criteria.selected.insert(facet, values);
    }
    Ok(criteria)
}

fn view(alert: Alert) -> AlertView {
    let Criteria { text, selected, near, from, until } = alert.criteria;
    AlertView {
        id: alert.id.uuid(),
        q: text,
        facets: selected.into_iter().map(|(facet, values)| (facet.to_string(), values)).collect(),
        near: near.map(|near| NearBody { point: near.point.into(), radius_m: Some(near.radius_m) }),
        from,
        until,
        understood: alert.asked.terms,
        daily: alert.daily,
        created_at: alert.created_at,
    }
}

/// Keep a search, to be told of missions that come
///
/// One is told once of each mission: when it is published, or when a place in it becomes free.
#[utoipa::path(post, path = "/api/v1/me/alerts", operation_id = "create_alert", tag = "missions",
    request_body = AlertBody,
    responses((status = 201, body = AlertView), (status = "4XX", body = Problem)))]
pub(super) async fn create_alert(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<AlertBody>,
) -> Result<(StatusCode, Json<AlertView>), Failure> {
    let daily = body.daily;
    let alert = alerts::create(&web.app, &ctx, wanted(body)?, daily).await?;
    Ok((StatusCode::CREATED, Json(view(alert))))
}

/// List the searches one keeps
#[utoipa::path(get, path = "/api/v1/me/alerts", operation_id = "list_alerts", tag = "missions",
    responses((status = 200, body = AlertsView), (status = "4XX", body = Problem)))]
pub(super) async fn list_alerts(State(web): State<Web>, Context(ctx): Context) -> Result<Json<AlertsView>, Failure> {
    let alerts = alerts::list(&web.app, &ctx).await?;
    Ok(Json(AlertsView { items: alerts.into_iter().map(view).collect() }))
}

/// Let go of a search
#[utoipa::path(delete, path = "/api/v1/me/alerts/{id}", operation_id = "delete_alert", tag = "missions",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(super) async fn delete_alert(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<StatusCode, Failure> {
    alerts::delete(&web.app, &ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
