//! Associations over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::header::{ETAG, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use platform_core::associations::read::Seen;
use platform_core::associations::{self, Association, AssociationKind, File, Remark, State as Standing};
use platform_core::kinds::{Beneficiary, Domain};
use platform_core::tenancy::Ctx;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::Web;
use super::error::{Failure, Problem};
use super::extractors::{Body, Context, Id, NoBody, Params, Version};
use super::pictures::{self, PictureView};
use super::schemas::{self, ReasonView, ReturnBody, SaidBody};

/// What an association says of itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AssociationBody {
    /// Its name.
    name: String,
    /// What sort.
    #[schema(schema_with = schemas::association_kind)]
    kind: AssociationKind,
    /// Its number in the French register of associations, `W` and nine characters.
    rna: Option<String>,
    /// Its SIREN (9 digits) or SIRET (14 digits).
    siret: Option<String>,
    /// What it does.
    description: String,
    /// Its domains.
    #[schema(schema_with = schemas::domains)]
    domains: Vec<Domain>,
    /// Whom it helps.
    #[serde(default)]
    #[schema(schema_with = schemas::beneficiaries)]
    beneficiaries: Vec<Beneficiary>,
    /// Street and number.
    street: Option<String>,
    /// Postcode.
    postcode: Option<String>,
    /// Code of the area it works from.
    area: Option<String>,
    /// Its site.
    website: Option<String>,
    /// For the city's agents only.
    contact_email: Option<String>,
    /// For the city's agents only.
    contact_phone: Option<String>,
}

impl From<AssociationBody> for File {
    fn from(body: AssociationBody) -> Self {
        Self {
            name: body.name,
            kind: body.kind,
            rna: body.rna,
            siret: body.siret,
            description: body.description,
            domains: body.domains,
            beneficiaries: body.beneficiaries,
            street: body.street,
            postcode: body.postcode,
            area: body.area,
            website: body.website,
            contact_email: body.contact_email,
            contact_phone: body.contact_phone,
        }
    }
}

/// An association.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AssociationView {
    /// Its id.
    id: Uuid,
    /// Its name.
    name: String,
    /// What sort.
    #[schema(schema_with = schemas::association_kind)]
    kind: AssociationKind,
    /// Its number in the French register of associations.
    rna: Option<String>,
    /// Its SIREN or SIRET.
    siret: Option<String>,
    /// What it does.
    description: String,
    /// Its domains.
    #[schema(schema_with = schemas::domains)]
    domains: Vec<Domain>,
    /// Whom it helps.
    #[schema(schema_with = schemas::beneficiaries)]
    beneficiaries: Vec<Beneficiary>,
    /// Street and number.
    street: Option<String>,
    /// Postcode.
    postcode: Option<String>,
    /// Code of the area it works from.
    area: Option<String>,
    /// Its site.
    website: Option<String>,
    /// Where it stands.
    #[schema(schema_with = schemas::association_state)]
    state: Standing,
    /// Its logo.
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<PictureView>,
    /// Counts its changes.
    version: i32,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// For its members and the city's agents only.
    #[serde(skip_serializing_if = "Option::is_none")]
    inside: Option<InsideView>,
}

/// What only members and agents see.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InsideView {
    /// Address for the city's agents.
    contact_email: Option<String>,
    /// Telephone for the city's agents.
    contact_phone: Option<String>,
    /// Why it was sent back or is looked at.
    reasons: Vec<ReasonView>,
}

pub(super) fn view(association: Association, inside: bool, ctx: &Ctx) -> AssociationView {
    let file = association.file;
    AssociationView {
        id: association.id.uuid(),
        name: file.name,
        kind: file.kind,
        rna: file.rna,
        siret: file.siret,
        description: file.description,
        domains: file.domains,
        beneficiaries: file.beneficiaries,
        street: file.street,
        postcode: file.postcode,
        area: file.area,
        website: file.website,
        state: association.state,
        logo: association.logo.as_ref().map(pictures::logo),
        version: association.version,
        created_at: association.created_at,
        inside: inside.then(|| InsideView {
            contact_email: file.contact_email,
            contact_phone: file.contact_phone,
            reasons: schemas::reasons(&association.reasons, ctx),
        }),
    }
}

/// An association as its people see it, with its ETag.
pub(super) fn answer(status: StatusCode, association: Association, inside: bool, ctx: &Ctx) -> Response {
    let version = association.version;
    let view = view(association, inside, ctx);
    let etag = schemas::etag(version, &serde_json::to_vec(&view).unwrap_or_default());
    (status, [(ETAG, etag)], Json(view)).into_response()
}

/// Make an association; who makes it owns it
#[utoipa::path(post, path = "/api/v1/associations", operation_id = "create_association", tag = "associations",
    request_body = AssociationBody,
    responses((status = 201, body = AssociationView), (status = "4XX", body = Problem)))]
pub(super) async fn create_association(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<AssociationBody>,
) -> Result<Response, Failure> {
    let association = associations::edit::create(&web.app, &ctx, body.into()).await?;
    let location = format!("/api/v1/associations/{}", association.id);
    let mut response = answer(StatusCode::CREATED, association, true, &ctx);
    response.headers_mut().extend(HeaderValue::from_str(&location).ok().map(|value| (LOCATION, value)));
    Ok(response)
}

/// Rewrite an association's file
#[utoipa::path(put, path = "/api/v1/associations/{id}", operation_id = "update_association", tag = "associations",
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "The ETag read before")),
    request_body = AssociationBody,
    responses((status = 200, body = AssociationView), (status = "4XX", body = Problem)))]
pub(super) async fn update_association(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Version(version): Version,
    Body(body): Body<AssociationBody>,
) -> Result<Response, Failure> {
    let association = associations::edit::update(&web.app, &ctx, id.into(), version, body.into()).await?;
    Ok(answer(StatusCode::OK, association, true, &ctx))
}

/// See an association
#[utoipa::path(get, path = "/api/v1/associations/{id}", operation_id = "get_association", tag = "associations",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = AssociationView), (status = "4XX", body = Problem)))]
pub(super) async fn get_association(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
) -> Result<Response, Failure> {
    let Seen { association, inside } = associations::read::get(&web.app, &ctx, id.into()).await?;
    Ok(answer(StatusCode::OK, association, inside, &ctx))
}

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageParams {
    /// `next` of the page before.
    pub(super) cursor: Option<String>,
    /// Rows a page, 1 to 100.
    pub(super) limit: Option<u16>,
}

/// A page of associations.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AssociationsPage {
    /// By name.
    items: Vec<AssociationView>,
    /// Asks for the next page, if there is one.
    next: Option<String>,
}

/// List the city's associations, by name
#[utoipa::path(get, path = "/api/v1/associations", operation_id = "list_associations", tag = "associations",
    params(PageParams),
    responses((status = 200, body = AssociationsPage), (status = "4XX", body = Problem)))]
pub(super) async fn list_associations(
    State(web): State<Web>,
    Context(ctx): Context,
    Params(params): Params<PageParams>,
) -> Result<Json<AssociationsPage>, Failure> {
    let limit = schemas::page_size(params.limit)?;
    let (rows, next) = page(&web, &ctx, params.cursor.as_deref(), limit).await?;
    Ok(Json(AssociationsPage { items: rows.into_iter().map(|row| view(row, false, &ctx)).collect(), next }))
}

/// A page of associations, and what asks for the next.
pub(super) async fn page(
    web: &Web,
    ctx: &Ctx,
    cursor: Option<&str>,
    limit: u16,
) -> Result<(Vec<Association>, Option<String>), Failure> {
    let after: Option<(String, Uuid)> = schemas::read_cursor(cursor)?;
    let after = match after {
        // Only a cursor made by hand holds what no name can.
        Some((name, _)) if name.contains('\0') => return Err(schemas::bad_cursor()),
        after => after.map(|(name, id)| (name, id.into())),
    };
    let mut rows = associations::read::list(&web.app, ctx, after, limit + 1).await?;
    let more = rows.len() > usize::from(limit);
    rows.truncate(limit.into());
    let next = rows.last().filter(|_| more).and_then(|last| schemas::cursor(&(&last.file.name, last.id)));
    Ok((rows, next))
}

/// Ask the city to let an association through
#[utoipa::path(post, path = "/api/v1/associations/{id}/submit", operation_id = "submit_association",
    tag = "associations", params(("id" = Uuid, Path)),
    responses((status = 200, body = AssociationView), (status = "4XX", body = Problem)))]
pub(super) async fn submit_association(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Response, Failure> {
    let association = associations::review::submit(&web.app, &ctx, id.into()).await?;
    Ok(answer(StatusCode::OK, association, true, &ctx))
}

/// Let an association through
#[utoipa::path(post, path = "/api/v1/associations/{id}/validate", operation_id = "validate_association",
    tag = "moderation", params(("id" = Uuid, Path)),
    responses((status = 200, body = AssociationView), (status = "4XX", body = Problem)))]
pub(super) async fn validate_association(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Response, Failure> {
    let association = associations::review::validate(&web.app, &ctx, id.into()).await?;
    Ok(answer(StatusCode::OK, association, true, &ctx))
}

/// Send an association back, with reasons
#[utoipa::path(post, path = "/api/v1/associations/{id}/return", operation_id = "return_association",
    tag = "moderation", params(("id" = Uuid, Path)), request_body = ReturnBody,
    responses((status = 200, body = AssociationView), (status = "4XX", body = Problem)))]
pub(super) async fn return_association(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<ReturnBody>,
) -> Result<Response, Failure> {
    let remarks: Vec<Remark> = body.into();
    let association = associations::review::send_back(&web.app, &ctx, id.into(), &remarks).await?;
    Ok(answer(StatusCode::OK, association, true, &ctx))
}

/// Stop an association, for a reason its members are told: its missions are hidden, sign-ups are kept
#[utoipa::path(post, path = "/api/v1/associations/{id}/suspend", operation_id = "suspend_association",
    tag = "moderation", params(("id" = Uuid, Path)), request_body = SaidBody,
    responses((status = 200, body = AssociationView), (status = "4XX", body = Problem)))]
pub(super) async fn suspend_association(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<SaidBody>,
) -> Result<Response, Failure> {
    let association = associations::suspend::suspend(&web.app, &ctx, id.into(), &body.reason).await?;
    web.answers.changed(None);
    Ok(answer(StatusCode::OK, association, true, &ctx))
}

/// Let a stopped association go on
#[utoipa::path(post, path = "/api/v1/associations/{id}/resume", operation_id = "resume_association",
    tag = "moderation", params(("id" = Uuid, Path)),
    responses((status = 200, body = AssociationView), (status = "4XX", body = Problem)))]
pub(super) async fn resume_association(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Response, Failure> {
    let association = associations::suspend::resume(&web.app, &ctx, id.into()).await?;
    web.answers.changed(None);
    Ok(answer(StatusCode::OK, association, true, &ctx))
}

/// Leave the platform: missions are called off, but not while somebody has a place in one that is ahead
#[utoipa::path(post, path = "/api/v1/associations/{id}/leave", operation_id = "leave_association",
    tag = "associations", params(("id" = Uuid, Path)),
    responses((status = 200, body = AssociationView), (status = "4XX", body = Problem)))]
pub(super) async fn leave_association(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Response, Failure> {
    let association = associations::leave::leave(&web.app, &ctx, id.into()).await?;
    web.answers.changed(None);
    Ok(answer(StatusCode::OK, association, true, &ctx))
}
