//! `search_missions` over HTTP: the question in the address, a page in the answer.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use platform_core::kinds::{Activity, Beneficiary, Domain};
use platform_core::missions::search::{self, Cursor, Query, Sort};
use platform_core::refusals::Reason;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::shapes::{MissionView, view};
use crate::web::Web;
use crate::web::error::{Failure, Problem};
use crate::web::extractors::{Context, Params};
use crate::web::schemas;

/// What somebody looks for; what is given must all hold.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::web) struct SearchParams {
    /// Words.
    q: Option<String>,
    /// Code of an area: what lies in it is found.
    area: Option<String>,
    /// Any of these domains, with commas between.
    #[serde(default, deserialize_with = "schemas::comma_list")]
    #[param(value_type = Option<String>)]
    domains: Vec<Domain>,
    /// Any of these activities, with commas between.
    #[serde(default, deserialize_with = "schemas::comma_list")]
    #[param(value_type = Option<String>)]
    activities: Vec<Activity>,
    /// Any of these beneficiaries, with commas between.
    #[serde(default, deserialize_with = "schemas::comma_list")]
    #[param(value_type = Option<String>)]
    beneficiaries: Vec<Beneficiary>,
    /// One association.
    association: Option<Uuid>,
    /// Only open to people under 18.
    open_to_minors: Option<bool>,
    /// Only accessible to people with reduced mobility.
    accessible: Option<bool>,
    /// From home (`true`) or on site (`false`).
    remote: Option<bool>,
    /// Around this latitude.
    lat: Option<f64>,
    /// Around this longitude.
    lon: Option<f64>,
    /// How far around, metres; absent: 35 000.
    radius_m: Option<f64>,
    /// With a slot from then on.
    from: Option<DateTime<Utc>>,
    /// With a slot before then.
    until: Option<DateTime<Utc>>,
    /// Also those without a free place.
    include_full: Option<bool>,
    /// Also those that are over.
    include_past: Option<bool>,
    /// What comes first; absent: the best match.
    #[param(schema_with = schemas::sort)]
    sort: Option<Sort>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Hits a page, 1 to 100.
    limit: Option<u16>,
}

fn query(params: SearchParams) -> Result<Query, Failure> {
    let near = match (params.lat, params.lon) {
        (Some(lat), Some(lon)) => Some(platform_core::tenancy::Point { lat, lon }),
        (None, None) => None,
        (Some(_), None) => return Err(Failure::invalid(vec![Reason::new("missing_field").at("/lon")])),
        (None, Some(_)) => return Err(Failure::invalid(vec![Reason::new("missing_field").at("/lat")])),
    };
    let cursor = match params.cursor {
        Some(text) => Some(Cursor::decode(&text).ok_or_else(schemas::bad_cursor)?),
        None => None,
    };
    Ok(Query {
        text: params.q,
        area: params.area,
        domains: params.domains,
        activities: params.activities,
        beneficiaries: params.beneficiaries,
        association: params.association.map(Into::into),
        open_to_minors: params.open_to_minors.unwrap_or(false),
        accessible: params.accessible.unwrap_or(false),
        remote: params.remote,
        near,
        radius_m: params.radius_m.unwrap_or(search::DEFAULT_RADIUS_M),
        from: params.from,
        until: params.until,
        include_full: params.include_full.unwrap_or(false),
        include_past: params.include_past.unwrap_or(false),
        sort: params.sort.unwrap_or(Sort::Relevance),
        cursor,
        limit: schemas::page_size(params.limit)?,
    })
}

/// A page of missions.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct MissionsPage {
    /// In the order asked for.
    pub(in crate::web) items: Vec<MissionView>,
    /// Asks for the next page, if there is one.
    pub(in crate::web) next: Option<String>,
}

/// Find missions
#[utoipa::path(get, path = "/api/v1/missions", operation_id = "search_missions", tag = "missions",
    params(SearchParams),
    responses((status = 200, body = MissionsPage), (status = "4XX", body = Problem)))]
pub(in crate::web) async fn search_missions(
    State(web): State<Web>,
    Context(ctx): Context,
    Params(params): Params<SearchParams>,
) -> Result<Json<MissionsPage>, Failure> {
    let found = search::search(&web.app, &ctx, &query(params)?).await?;
    let items = found.missions.into_iter().map(|(mission, distance)| view(mission, distance, false, &ctx));
    Ok(Json(MissionsPage { items: items.collect(), next: found.next }))
}
