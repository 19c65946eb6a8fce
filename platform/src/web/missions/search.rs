//! Finding missions over HTTP: the question in the address, a page, suggestions or a map in the answer.

use std::collections::{BTreeMap, HashMap};

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use platform_core::kinds::{Activity, Beneficiary, Domain};
use platform_core::missions::Mission;
use platform_core::ports::Hit;
use platform_core::refusals::Reason;
use platform_core::search::facets::{Audience, Commitment, PartOfDay, Places, Presence, Time, Weekday};
use platform_core::search::query::{DEFAULT_RADIUS_M, When};
use platform_core::search::{self, Criteria, Cursor, Facet, Found, Near, Query, Sort};
use platform_core::tenancy::{Ctx, Point};
use platform_core::texts::Locale;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::rendered;
use super::shapes::MissionView;
use crate::web::Web;
use crate::web::cache::Rendered;
use crate::web::error::{Failure, Problem};
use crate::web::extractors::{Context, Params};
use crate::web::schemas;

/// What somebody looks for; what is given must all hold.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::web) struct SearchParams {
    /// Words: accents, capitals, endings and small mistakes do not matter, in French or English.
    q: Option<String>,
    /// Codes of areas, with commas between: what lies in any of them is found.
    #[serde(default, deserialize_with = "schemas::comma_list")]
    #[param(value_type = Option<String>)]
    area: Vec<String>,
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
    /// `dated`, `recurring`, or both with a comma between.
    #[serde(default, deserialize_with = "schemas::comma_list")]
    #[param(value_type = Option<String>)]
    time: Vec<Time>,
    /// On any of these days, `monday` to `sunday`, with commas between.
    #[serde(default, deserialize_with = "schemas::comma_list")]
    #[param(value_type = Option<String>)]
    weekdays: Vec<Weekday>,
    /// In the `morning`, `afternoon` or `evening`, with commas between.
    #[serde(default, deserialize_with = "schemas::comma_list")]
    #[param(value_type = Option<String>)]
    parts_of_day: Vec<PartOfDay>,
    /// How long one occasion takes: `two_hours`, `half_day`, `day`, `open`, with commas between.
    #[serde(default, deserialize_with = "schemas::comma_list")]
    #[param(value_type = Option<String>)]
    commitments: Vec<Commitment>,
    /// Written in any of these languages, with commas between.
    #[serde(default, deserialize_with = "schemas::comma_list")]
    #[param(value_type = Option<String>)]
    languages: Vec<Locale>,
    /// With a place left (`free`) or without (`full`, together with `include_full`).
    #[serde(default, deserialize_with = "schemas::comma_list")]
    #[param(value_type = Option<String>)]
    places: Vec<Places>,
    /// Around this latitude.
    lat: Option<f64>,
    /// Around this longitude.
    lon: Option<f64>,
    /// How far around, metres; absent: 35 000.
    radius_m: Option<f64>,
    /// With a slot from then on; help without a date always fits.
    from: Option<DateTime<Utc>>,
    /// With a slot that begins before then.
    until: Option<DateTime<Utc>>,
    /// With a slot then, by the city's clocks; instead of `from` and `until`.
    #[param(schema_with = schemas::when)]
    when: Option<When>,
    /// Also those without a free place.
    include_full: Option<bool>,
    /// Also those that are over.
    include_past: Option<bool>,
    /// Also those that are closed.
    include_closed: Option<bool>,
    /// What comes first; absent: the best match.
    #[param(schema_with = schemas::sort)]
    sort: Option<Sort>,
    /// The facets whose values are to be counted, with commas between; the whole is counted with them.
    #[serde(default, deserialize_with = "schemas::comma_list")]
    #[param(value_type = Option<String>)]
    facets: Vec<Facet>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Hits a page, 1 to 100.
    limit: Option<u16>,
}

impl SearchParams {
    fn near(&self) -> Result<Option<Near>, Failure> {
        let radius_m = self.radius_m.unwrap_or(DEFAULT_RADIUS_M);
        match (self.lat, self.lon) {
            (Some(lat), Some(lon)) => Ok(Some(Near { point: Point { lat, lon }, radius_m })),
            (None, None) => Ok(None),
            (Some(_), None) => Err(Failure::invalid(vec![Reason::new("missing_field").at("/lon")])),
            (None, Some(_)) => Err(Failure::invalid(vec![Reason::new("missing_field").at("/lat")])),
        }
    }

    fn criteria(&self, ctx: &Ctx) -> Result<Criteria, Failure> {
        let (from, until) = match self.when {
            None => (self.from, self.until),
            Some(when) if self.from.is_none() && self.until.is_none() => {
                let (from, until) = when.span(ctx.now, ctx.tenant.config.time_zone);
                (Some(from), Some(until))
            }
            Some(_) => return Err(Failure::invalid(vec![Reason::new("not_together").at("/when")])),
        };
        let mut criteria = Criteria { text: self.q.clone(), near: self.near()?, from, until, ..Criteria::default() };
        self.select(&mut criteria);
        Ok(criteria)
    }

    fn select(&self, criteria: &mut Criteria) {
        fn all<W: std::fmt::Display>(criteria: &mut Criteria, facet: Facet, words: &[W]) {
            words.iter().for_each(|word| criteria.select(facet, word));
        }
        all(criteria, Facet::Area, &self.area);
        all(criteria, Facet::Domain, &self.domains);
        all(criteria, Facet::Activity, &self.activities);
        all(criteria, Facet::Beneficiary, &self.beneficiaries);
        all(criteria, Facet::Association, self.association.as_slice());
        all(criteria, Facet::Time, &self.time);
        all(criteria, Facet::Weekday, &self.weekdays);
        all(criteria, Facet::PartOfDay, &self.parts_of_day);
        all(criteria, Facet::Commitment, &self.commitments);
        all(criteria, Facet::Language, &self.languages);
        all(criteria, Facet::Places, &self.places);
        if self.open_to_minors == Some(true) {
            criteria.select(Facet::Audience, Audience::Minors);
        }
        if self.accessible == Some(true) {
            criteria.select(Facet::Audience, Audience::Accessible);
        }
        if let Some(remote) = self.remote {
            criteria.select(Facet::Presence, if remote { Presence::Remote } else { Presence::OnSite });
        }
    }

    fn query(&self, ctx: &Ctx) -> Result<Query, Failure> {
        let cursor = match &self.cursor {
            Some(text) => Some(Cursor::decode(text).ok_or_else(schemas::bad_cursor)?),
            None => None,
        };
        Ok(Query {
            criteria: self.criteria(ctx)?,
            include_full: self.include_full.unwrap_or(false),
            include_past: self.include_past.unwrap_or(false),
            include_closed: self.include_closed.unwrap_or(false),
            sort: self.sort.unwrap_or(Sort::Relevance),
            count: self.facets.iter().copied().collect(),
            cursor,
            limit: schemas::page_size(self.limit)?,
        })
    }
}

/// A page of missions.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct MissionsPage {
    /// In the order asked for.
    pub(in crate::web) items: Vec<MissionView>,
    /// Asks for the next page, if there is one.
    pub(in crate::web) next: Option<String>,
}

/// A page of missions found.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct FoundPage {
    /// In the order asked for.
    #[schema(value_type = Vec<MissionView>)]
    items: Vec<Rendered>,
    /// Asks for the next page, if there is one.
    next: Option<String>,
    /// How many there are; only if facets were to be counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    /// By facet and value how many would be found if that were the only value chosen of the facet.
    #[serde(skip_serializing_if = "Option::is_none")]
    facets: Option<BTreeMap<String, BTreeMap<String, u64>>>,
    /// What was looked for, where the words given were mended or left out: stems, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    understood: Option<Vec<String>>,
    /// Whether this was found in a slower way, since the faster one is out of order.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    degraded: bool,
}

impl FoundPage {
    fn new(found: Found<Hit>, items: Vec<Rendered>) -> Self {
        let facets = |counts: &platform_core::ports::Counts| {
            counts.facets.iter().map(|(facet, values)| (facet.to_string(), values.clone())).collect()
        };
        Self {
            items,
            next: found.next,
            total: found.counts.as_ref().map(|counts| counts.total),
            facets: found.counts.as_ref().map(facets),
            understood: found.understood,
            degraded: found.degraded,
        }
    }
}

/// The missions of hits as everybody sees them, in order: those this node has just rendered, and the others.
async fn rendered_hits(web: &Web, ctx: &Ctx, hits: &[Hit]) -> Result<Vec<Rendered>, Failure> {
    let city = ctx.tenant.id.uuid();
    let held = hits.iter().filter_map(|hit| Some((hit.mission, web.answers.mission(city, hit.mission)?)));
    let mut answers: HashMap<_, _> = held.collect();
    let others: Vec<_> = hits.iter().map(|hit| hit.mission).filter(|id| !answers.contains_key(id)).collect();
    let since = web.answers.changes();
    for mission in search::read(&web.app, ctx, &others).await? {
        let (id, answer) = (mission.id, rendered(mission, false, ctx));
        web.answers.hold_mission(city, id, answer.clone(), since);
        answers.insert(id, answer);
    }
    let found =
        hits.iter().filter_map(|hit| Some(with_distance(answers.get(&hit.mission)?.json.clone(), hit.distance_m)));
    Ok(found.collect())
}

/// A rendered mission, and how far it lies from the point asked about.
fn with_distance(mission: Rendered, distance_m: Option<f64>) -> Rendered {
    let Some((metres, fields)) = distance_m.zip(mission.fields()) else { return mission };
    let with_distance = RawValue::from_string(format!("{fields},\"distance_m\":{:.1}}}", metres.round()));
    with_distance.map_or(mission, Into::into)
}

/// Find missions
#[utoipa::path(get, path = "/api/v1/missions", operation_id = "search_missions", tag = "missions",
    params(SearchParams),
    responses((status = 200, body = FoundPage), (status = "4XX", body = Problem)))]
pub(in crate::web) async fn search_missions(
    State(web): State<Web>,
    Context(ctx): Context,
    Params(params): Params<SearchParams>,
) -> Result<Json<FoundPage>, Failure> {
    let found = search::find(&web.app, &ctx, &params.query(&ctx)?).await?;
    let items = rendered_hits(&web, &ctx, &found.hits).await?;
    Ok(Json(FoundPage::new(found, items)))
}

/// Missions on a map (GeoJSON, RFC 7946): a feature for each place of each.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct FeatureCollection {
    /// `FeatureCollection`.
    r#type: &'static str,
    /// The places.
    features: Vec<Feature>,
    /// Asks for the next page, if there is one.
    next: Option<String>,
}

/// A place of a mission.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Feature {
    /// `Feature`.
    r#type: &'static str,
    /// Where it is.
    geometry: Geometry,
    /// What it is.
    properties: Properties,
}

/// A point.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Geometry {
    /// `Point`.
    r#type: &'static str,
    /// Longitude and latitude, degrees (WGS 84).
    coordinates: [f64; 2],
}

/// What a map says of a place.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Properties {
    /// The mission.
    mission: Uuid,
    /// Its title.
    title: String,
    /// What the place is called.
    label: String,
    /// The mission's domain.
    #[schema(schema_with = schemas::domain)]
    domain: Domain,
}

/// Find missions for a map
///
/// The same question and the same missions as `search_missions`, as GeoJSON (RFC 7946).
#[utoipa::path(get, path = "/api/v1/missions.geojson", operation_id = "map_missions", tag = "missions",
    params(SearchParams),
    responses((status = 200, body = FeatureCollection, content_type = "application/geo+json"),
              (status = "4XX", body = Problem)))]
pub(in crate::web) async fn map_missions(
    State(web): State<Web>,
    Context(ctx): Context,
    Params(params): Params<SearchParams>,
) -> Result<impl IntoResponse, Failure> {
    let found = search::search(&web.app, &ctx, &params.query(&ctx)?).await?;
    let missions = found.hits.into_iter().map(|(mission, _)| mission);
    let collection = features(missions, found.next);
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], Json(collection)))
}

/// Missions on a map.
pub(in crate::web) fn features(missions: impl IntoIterator<Item = Mission>, next: Option<String>) -> FeatureCollection {
    let features = missions.into_iter().flat_map(|mission| {
        let (id, domain, title) = (mission.id.uuid(), mission.draft.domain, mission.draft.title);
        mission.addresses.into_iter().map(move |address| Feature {
            r#type: "Feature",
            geometry: Geometry { r#type: "Point", coordinates: [address.point.lon, address.point.lat] },
            properties: Properties { mission: id, title: title.clone(), label: address.label, domain },
        })
    });
    FeatureCollection { r#type: "FeatureCollection", features: features.collect(), next }
}

/// The beginning of a text.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::web) struct SuggestParams {
    /// What is typed so far.
    q: String,
}

/// Something that begins so.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Suggestion {
    /// `mission`, `association`, `activity` or `area`.
    kind: &'static str,
    /// Its id, word or code: what to ask for.
    value: String,
    /// What people read.
    label: String,
}

/// Suggestions, the nearest to what is typed first.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct SuggestionsView {
    /// At most five of each kind.
    items: Vec<Suggestion>,
}

/// Suggest what a text may become
#[utoipa::path(get, path = "/api/v1/suggestions", operation_id = "suggest", tag = "missions",
    params(SuggestParams),
    responses((status = 200, body = SuggestionsView), (status = "4XX", body = Problem)))]
pub(in crate::web) async fn suggest(
    State(web): State<Web>,
    Context(ctx): Context,
    Params(params): Params<SuggestParams>,
) -> Result<Json<SuggestionsView>, Failure> {
    let found = search::suggest::suggest(&web.app, &ctx, &params.q).await?;
    let of = |kind: &'static str| move |(value, label): (String, String)| Suggestion { kind, value, label };
    let items = (found.activities.into_iter().map(of("activity")))
        .chain(found.areas.into_iter().map(of("area")))
        .chain(found.missions.into_iter().map(|(id, label)| of("mission")((id.to_string(), label))))
        .chain(found.associations.into_iter().map(|(id, label)| of("association")((id.to_string(), label))));
    Ok(Json(SuggestionsView { items: items.collect() }))
}
