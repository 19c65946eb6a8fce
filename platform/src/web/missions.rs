//! Missions over HTTP.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use platform_core::kinds::{Activity, Beneficiary, Domain, MissionId};
use platform_core::missions::read::Seen;
use platform_core::missions::search::{self, Cursor, Query, Sort};
use platform_core::missions::{
    self, Acceptance, Address, Contact, Draft, Mission, NewSlot, PlacedAddress, Slot, State as Standing,
};
use platform_core::refusals::Reason;
use platform_core::tenancy::Ctx;
use platform_core::texts::Locale;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::Web;
use super::cache::PublicAnswer;
use super::error::{Failure, Problem};
use super::extractors::{Body, Context, Id, NoBody, Params, Version, is_anonymous};
use super::schemas::{self, Point, ReasonView, ReturnBody};

/// What a manager writes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MissionBody {
    /// Title.
    title: String,
    /// What one does, with whom; limited Markdown.
    description: String,
    /// The language it is written in; absent: the city's first.
    #[schema(schema_with = schemas::locale)]
    language: Option<Locale>,
    /// Its domain.
    #[schema(schema_with = schemas::domain)]
    domain: Domain,
    /// What one does.
    #[serde(default)]
    #[schema(schema_with = schemas::activities)]
    activities: Vec<Activity>,
    /// Whom it is for.
    #[serde(default)]
    #[schema(schema_with = schemas::beneficiaries)]
    beneficiaries: Vec<Beneficiary>,
    /// Whether people under 18 may come.
    #[serde(default)]
    open_to_minors: bool,
    /// Whether people with reduced mobility may come.
    #[serde(default)]
    accessible: bool,
    /// Whether it is done from home.
    #[serde(default)]
    remote: bool,
    /// Boxes to tick before signing up, at most three.
    #[serde(default)]
    prerequisites: Vec<String>,
    /// Whether volunteers are asked for a few words.
    #[serde(default)]
    motivation_wanted: bool,
    /// How sign-ups become accepted; absent: `by_manager`.
    #[schema(schema_with = schemas::acceptance)]
    acceptance: Option<Acceptance>,
    /// Whether one may wait for a place; absent: yes.
    waiting_list: Option<bool>,
    /// Who receives the volunteers; shown to accepted ones only.
    contact: Option<ContactView>,
    /// Where.
    #[serde(default)]
    addresses: Vec<AddressBody>,
    /// When, and how many.
    #[serde(default)]
    slots: Vec<SlotBody>,
}

/// A new mission, and whose it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMissionBody {
    /// The association that posts it.
    association: Uuid,
    /// The mission.
    mission: MissionBody,
}

/// Who receives the volunteers.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactView {
    /// A name.
    name: Option<String>,
    /// An address.
    email: Option<String>,
    /// A telephone number.
    phone: Option<String>,
}

impl From<Contact> for ContactView {
    fn from(contact: Contact) -> Self {
        Self { name: contact.name, email: contact.email, phone: contact.phone }
    }
}

/// A place where a mission is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressBody {
    /// What it is called.
    label: String,
    /// Street and number.
    #[serde(default)]
    street: String,
    /// Postcode.
    #[serde(default)]
    postcode: String,
    /// Where on the ground.
    point: Point,
}

/// An occasion to help: with both ends, or open-ended without.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SlotBody {
    /// From when.
    starts_at: Option<DateTime<Utc>>,
    /// Until when.
    ends_at: Option<DateTime<Utc>>,
    /// How many people.
    capacity: i32,
}

fn draft(body: MissionBody, ctx: &Ctx) -> Draft {
    let address = |body: AddressBody| Address {
        label: body.label,
        street: body.street,
        postcode: body.postcode,
        point: body.point.into(),
    };
    let slot = |body: SlotBody| NewSlot { starts_at: body.starts_at, ends_at: body.ends_at, capacity: body.capacity };
    let contact = |body: ContactView| Contact { name: body.name, email: body.email, phone: body.phone };
    Draft {
        title: body.title,
        description: body.description,
        language: body.language.unwrap_or_else(|| ctx.tenant.config.default_locale()),
        domain: body.domain,
        activities: body.activities,
        beneficiaries: body.beneficiaries,
        open_to_minors: body.open_to_minors,
        accessible: body.accessible,
        remote: body.remote,
        prerequisites: body.prerequisites,
        motivation_wanted: body.motivation_wanted,
        acceptance: body.acceptance.unwrap_or(Acceptance::ByManager),
        waiting_list: body.waiting_list.unwrap_or(true),
        contact: body.contact.map(contact).unwrap_or_default(),
        addresses: body.addresses.into_iter().map(address).collect(),
        slots: body.slots.into_iter().map(slot).collect(),
    }
}

/// A mission.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MissionView {
    /// Its id.
    id: Uuid,
    /// Whose.
    association: OwnerView,
    /// Title.
    title: String,
    /// Limited Markdown.
    description: String,
    /// The language it is written in.
    #[schema(schema_with = schemas::locale)]
    language: Locale,
    /// Its domain.
    #[schema(schema_with = schemas::domain)]
    domain: Domain,
    /// What one does.
    #[schema(schema_with = schemas::activities)]
    activities: Vec<Activity>,
    /// Whom it is for.
    #[schema(schema_with = schemas::beneficiaries)]
    beneficiaries: Vec<Beneficiary>,
    /// Whether people under 18 may come.
    open_to_minors: bool,
    /// Whether people with reduced mobility may come.
    accessible: bool,
    /// Whether it is done from home.
    remote: bool,
    /// Boxes to tick before signing up.
    prerequisites: Vec<String>,
    /// Whether volunteers are asked for a few words.
    motivation_wanted: bool,
    /// How sign-ups become accepted.
    #[schema(schema_with = schemas::acceptance)]
    acceptance: Acceptance,
    /// Whether one may wait for a place.
    waiting_list: bool,
    /// Where.
    addresses: Vec<AddressView>,
    /// When, and how many.
    slots: Vec<SlotView>,
    /// Where it stands.
    #[schema(schema_with = schemas::mission_state)]
    state: Standing,
    /// Counts its changes.
    version: i32,
    /// When it was published.
    published_at: Option<DateTime<Utc>>,
    /// How far its nearest address lies from the point asked about, metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_m: Option<f64>,
    /// For its managers and the city's agents only.
    #[serde(skip_serializing_if = "Option::is_none")]
    inside: Option<InsideMissionView>,
}

/// The association of a mission.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnerView {
    /// Its id.
    id: Uuid,
    /// Its name.
    name: String,
}

/// What only managers and agents see.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InsideMissionView {
    /// Who receives the volunteers.
    contact: ContactView,
    /// Why it was sent back or is looked at.
    reasons: Vec<ReasonView>,
}

/// A place where a mission is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AddressView {
    /// What it is called.
    label: String,
    /// Street and number.
    street: String,
    /// Postcode.
    postcode: String,
    /// Codes of the areas it lies in, from the smallest.
    areas: Vec<String>,
    /// Where on the ground.
    point: Point,
}

/// An occasion to help.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SlotView {
    /// Its id.
    id: Uuid,
    /// From when; none: no fixed date.
    starts_at: Option<DateTime<Utc>>,
    /// Until when.
    ends_at: Option<DateTime<Utc>>,
    /// How many people.
    capacity: i32,
    /// How many places are left.
    places_left: i32,
    /// How many people wait.
    waiting: i32,
}

pub(super) fn view(mission: Mission, distance_m: Option<f64>, inside: bool, ctx: &Ctx) -> MissionView {
    let address = |address: PlacedAddress| AddressView {
        label: address.label,
        street: address.street,
        postcode: address.postcode,
        areas: address.areas,
        point: address.point.into(),
    };
    let slot = |slot: Slot| SlotView {
        id: slot.id.uuid(),
        starts_at: slot.starts_at,
        ends_at: slot.ends_at,
        capacity: slot.capacity,
        places_left: slot.capacity - slot.taken,
        waiting: slot.waiting,
    };
    let draft = mission.draft;
    MissionView {
        id: mission.id.uuid(),
        association: OwnerView { id: mission.association.uuid(), name: mission.association_name },
        title: draft.title,
        description: draft.description,
        language: draft.language,
        domain: draft.domain,
        activities: draft.activities,
        beneficiaries: draft.beneficiaries,
        open_to_minors: draft.open_to_minors,
        accessible: draft.accessible,
        remote: draft.remote,
        prerequisites: draft.prerequisites,
        motivation_wanted: draft.motivation_wanted,
        acceptance: draft.acceptance,
        waiting_list: draft.waiting_list,
        addresses: mission.addresses.into_iter().map(address).collect(),
        slots: mission.slots.into_iter().map(slot).collect(),
        state: mission.state,
        version: mission.version,
        published_at: mission.published_at,
        distance_m: distance_m.map(f64::round),
        inside: inside.then(|| InsideMissionView {
            contact: draft.contact.into(),
            reasons: schemas::reasons(&mission.reasons, ctx),
        }),
    }
}

/// A mission as its managers see it, with its ETag.
fn answer(status: StatusCode, mission: Mission, ctx: &Ctx) -> Response {
    let rendered = rendered(mission, true, ctx);
    (status, [(ETAG, rendered.etag), (CONTENT_TYPE, JSON)], rendered.body).into_response()
}

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");
const ACTORS: HeaderValue = HeaderValue::from_static("cookie, authorization");

fn rendered(mission: Mission, inside: bool, ctx: &Ctx) -> PublicAnswer {
    let version = mission.version;
    let body = Bytes::from(serde_json::to_vec(&view(mission, None, inside, ctx)).unwrap_or_default());
    let etag = schemas::etag(version, &body);
    PublicAnswer::new(body, etag)
}

/// Make a mission, as a draft
#[utoipa::path(post, path = "/api/v1/missions", operation_id = "create_mission", tag = "missions",
    request_body = NewMissionBody,
    responses((status = 201, body = MissionView), (status = "4XX", body = Problem)))]
pub(super) async fn create_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<NewMissionBody>,
) -> Result<Response, Failure> {
    let draft = draft(body.mission, &ctx);
    let created = missions::edit::create(&web.app, &ctx, body.association.into(), draft).await;
    let mission = created.map_err(|error| under_mission(error.into()))?;
    let location = format!("/api/v1/missions/{}", mission.id);
    let mut response = answer(StatusCode::CREATED, mission, &ctx);
    response.headers_mut().extend(HeaderValue::from_str(&location).ok().map(|value| (LOCATION, value)));
    Ok(response)
}

/// The draft stands under `/mission` in the body that creates it.
fn under_mission(failure: Failure) -> Failure {
    failure.map_fields(|field| format!("/mission{field}"))
}

/// Rewrite a draft
#[utoipa::path(put, path = "/api/v1/missions/{id}", operation_id = "update_mission", tag = "missions",
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "The ETag read before")),
    request_body = MissionBody,
    responses((status = 200, body = MissionView), (status = "4XX", body = Problem)))]
pub(super) async fn update_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Version(version): Version,
    Body(body): Body<MissionBody>,
) -> Result<Response, Failure> {
    let draft = draft(body, &ctx);
    let mission = missions::edit::update(&web.app, &ctx, id.into(), version, draft).await?;
    Ok(answer(StatusCode::OK, mission, &ctx))
}

/// See a mission
#[utoipa::path(get, path = "/api/v1/missions/{id}", operation_id = "get_mission", tag = "missions",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = MissionView), (status = 304), (status = "4XX", body = Problem)))]
pub(super) async fn get_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (city, id) = (ctx.tenant.id.uuid(), MissionId::from(id));
    let anonymous = is_anonymous(&headers);
    let held = if anonymous { web.answers.mission(city, id) } else { None };
    let answer = match held {
        Some(answer) => answer,
        None => {
            let Seen { mission, inside } = missions::read::get(&web.app, &ctx, id).await?;
            let answer = rendered(mission, inside, &ctx);
            if anonymous {
                web.answers.hold_mission(city, id, answer.clone());
            }
            answer
        }
    };
    if headers.get(IF_NONE_MATCH).is_some_and(|known| *known == answer.etag) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, answer.etag)]).into_response());
    }
    // May be kept, if it is asked each time whether it is still so.
    let headers = [(ETAG, answer.etag), (CONTENT_TYPE, JSON), (CACHE_CONTROL, REVALIDATE), (VARY, ACTORS)];
    Ok((headers, answer.body).into_response())
}

/// Ask for review
#[utoipa::path(post, path = "/api/v1/missions/{id}/submit", operation_id = "submit_mission", tag = "missions",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = MissionView), (status = "4XX", body = Problem)))]
pub(super) async fn submit_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Response, Failure> {
    let mission = missions::review::submit(&web.app, &ctx, id.into()).await?;
    Ok(answer(StatusCode::OK, mission, &ctx))
}

/// Publish a submitted mission
#[utoipa::path(post, path = "/api/v1/missions/{id}/publish", operation_id = "publish_mission", tag = "moderation",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = MissionView), (status = "4XX", body = Problem)))]
pub(super) async fn publish_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Response, Failure> {
    let mission = missions::review::publish(&web.app, &ctx, id.into()).await?;
    Ok(answer(StatusCode::OK, mission, &ctx))
}

/// Send a mission back, with reasons
#[utoipa::path(post, path = "/api/v1/missions/{id}/return", operation_id = "return_mission", tag = "moderation",
    params(("id" = Uuid, Path)), request_body = ReturnBody,
    responses((status = 200, body = MissionView), (status = "4XX", body = Problem)))]
pub(super) async fn return_mission(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<ReturnBody>,
) -> Result<Response, Failure> {
    let remarks: Vec<_> = body.into();
    let mission = missions::review::send_back(&web.app, &ctx, id.into(), &remarks).await?;
    Ok(answer(StatusCode::OK, mission, &ctx))
}

/// What somebody looks for; what is given must all hold.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchParams {
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
pub(super) struct MissionsPage {
    /// In the order asked for.
    items: Vec<MissionView>,
    /// Asks for the next page, if there is one.
    next: Option<String>,
}

/// Find missions
#[utoipa::path(get, path = "/api/v1/missions", operation_id = "search_missions", tag = "missions",
    params(SearchParams),
    responses((status = 200, body = MissionsPage), (status = "4XX", body = Problem)))]
pub(super) async fn search_missions(
    State(web): State<Web>,
    Context(ctx): Context,
    Params(params): Params<SearchParams>,
) -> Result<Json<MissionsPage>, Failure> {
    let found = search::search(&web.app, &ctx, &query(params)?).await?;
    let items = found.missions.into_iter().map(|(mission, distance)| view(mission, distance, false, &ctx));
    Ok(Json(MissionsPage { items: items.collect(), next: found.next }))
}

/// Which missions of an association.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct OwnMissionsParams {
    /// Only in this state.
    #[param(schema_with = schemas::mission_state)]
    state: Option<Standing>,
    /// At most so many, 1 to 100.
    limit: Option<u16>,
}

/// List an association's missions in every state, newest first: for its managers
#[utoipa::path(get, path = "/api/v1/associations/{id}/missions", operation_id = "list_association_missions",
    tag = "missions", params(("id" = Uuid, Path), OwnMissionsParams),
    responses((status = 200, body = MissionsPage), (status = "4XX", body = Problem)))]
pub(super) async fn list_association_missions(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Params(params): Params<OwnMissionsParams>,
) -> Result<Json<MissionsPage>, Failure> {
    let limit = schemas::page_size(params.limit)?;
    let rows = missions::read::of_association(&web.app, &ctx, id.into(), params.state, limit).await?;
    let items = rows.into_iter().map(|mission| view(mission, None, true, &ctx)).collect();
    Ok(Json(MissionsPage { items, next: None }))
}
