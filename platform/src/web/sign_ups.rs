//! Sign-ups over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use platform_core::sign_ups::read::{Listed, Mine, shown_name};
use platform_core::sign_ups::sign_up::{self, SignedUp};
use platform_core::sign_ups::{self, SignUp, State as Standing};
use platform_core::tenancy::Ctx;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::Web;
use super::error::{Failure, Problem};
use super::extractors::{Body, Context, Id, NoBody, Params};
use super::missions::ContactView;
use super::schemas::{self, ReasonView};

/// «Je participe».
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignUpBody {
    /// To which slot.
    slot: Uuid,
    /// Whether every box of the mission is ticked.
    #[serde(default)]
    prerequisites_met: bool,
    /// A few words.
    motivation: Option<String>,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SignedUpView {
    /// The sign-up.
    id: Uuid,
    /// Where it stands.
    #[schema(schema_with = schemas::sign_up_state)]
    state: Standing,
    /// The place in the line, for who waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<i32>,
    /// Whether it was made before this request.
    already: bool,
}

/// What would come of signing up now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PreviewView {
    /// Whether it may be.
    may: bool,
    /// Why not.
    reasons: Vec<ReasonView>,
    /// Whether a manager must accept it.
    by_manager: bool,
    /// Where the sign-up stands that one has already.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schemas::sign_up_state)]
    already: Option<Standing>,
}

/// Which slot is asked about.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PreviewParams {
    /// One of the mission's slots; absent: its next.
    slot: Option<Uuid>,
}

/// See whether one may sign up to a slot, and if not why
///
/// The same verdict guards the place, so a button drawn by it keeps its word for as long as nothing changes.
#[utoipa::path(get, path = "/api/v1/missions/{id}/can-sign-up", operation_id = "can_sign_up",
    tag = "sign-ups",
    params(("id" = Uuid, Path, description = "The mission"), PreviewParams),
    responses((status = 200, body = PreviewView), (status = "4XX", body = Problem)))]
pub(super) async fn can_sign_up(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Params(params): Params<PreviewParams>,
) -> Result<Json<PreviewView>, Failure> {
    let found = sign_up::preview(&web.app, &ctx, id.into(), params.slot.map(Into::into)).await?;
    Ok(Json(PreviewView {
        may: found.reasons.is_empty() && found.already.is_none(),
        reasons: schemas::reasons(&found.reasons, &ctx),
        by_manager: found.by_manager,
        already: found.already.map(|(_, state)| state),
    }))
}

/// Sign up to a slot of a mission; a repeated press changes nothing
#[utoipa::path(post, path = "/api/v1/missions/{id}/sign-ups", operation_id = "sign_up", tag = "sign-ups",
    params(("id" = Uuid, Path)), request_body = SignUpBody,
    responses((status = 201, body = SignedUpView), (status = 200, body = SignedUpView, description = "Already signed up"),
              (status = "4XX", body = Problem)))]
pub(super) async fn sign_up(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<SignUpBody>,
) -> Result<Response, Failure> {
    let input = sign_up::Input {
        mission: id.into(),
        slot: body.slot.into(),
        prerequisites_met: body.prerequisites_met,
        motivation: body.motivation,
    };
    let signed_up = sign_up::sign_up(&web.app, &ctx, input).await?;
    web.answers.changed(Some((ctx.tenant.id.uuid(), id.into())));
    let (status, view) = match signed_up {
        SignedUp::Accepted(id) => (StatusCode::CREATED, signed(id, Standing::Accepted, None, false)),
        SignedUp::Requested(id) => (StatusCode::CREATED, signed(id, Standing::Requested, None, false)),
        SignedUp::Waiting(id, position) => (StatusCode::CREATED, signed(id, Standing::Waiting, Some(position), false)),
        SignedUp::Already(id, state) => (StatusCode::OK, signed(id, state, None, true)),
    };
    Ok((status, Json(view)).into_response())
}

fn signed(id: platform_core::kinds::SignUpId, state: Standing, position: Option<i32>, already: bool) -> SignedUpView {
    SignedUpView { id: id.uuid(), state, position, already }
}

/// A sign-up.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SignUpView {
    /// Its id.
    id: Uuid,
    /// To which mission.
    mission: Uuid,
    /// To which slot.
    slot: Uuid,
    /// Where it stands.
    #[schema(schema_with = schemas::sign_up_state)]
    state: Standing,
    /// Order of arrival at the slot.
    rank: i64,
    /// Until when a place is offered.
    offered_until: Option<DateTime<Utc>>,
    /// The volunteer's words.
    motivation: Option<String>,
    /// Why it was declined, withdrawn or cancelled: a person's words, or a word of the platform such as `mission_closed`.
    reason: Option<String>,
    /// How long somebody who came helped, minutes.
    minutes: Option<i32>,
    /// When they said, after the reminder, that they come.
    confirmed_at: Option<DateTime<Utc>>,
    /// When it was made.
    created_at: DateTime<Utc>,
}

pub(super) fn view(sign_up: SignUp) -> SignUpView {
    SignUpView {
        id: sign_up.id.uuid(),
        mission: sign_up.mission.uuid(),
        slot: sign_up.slot.uuid(),
        state: sign_up.state,
        rank: sign_up.rank,
        offered_until: sign_up.offered_until,
        motivation: sign_up.motivation,
        reason: sign_up.reason,
        minutes: sign_up.minutes,
        confirmed_at: sign_up.confirmed_at,
        created_at: sign_up.created_at,
    }
}

/// The places a mission shows changed with this sign-up.
fn changed(web: &Web, ctx: &Ctx, sign_up: SignUp) -> Json<SignUpView> {
    web.answers.changed(Some((ctx.tenant.id.uuid(), sign_up.mission)));
    Json(view(sign_up))
}

/// Why.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhyBody {
    /// In the person's words.
    reason: Option<String>,
}

/// Take a sign-up back; its place goes to the next in line
#[utoipa::path(post, path = "/api/v1/sign-ups/{id}/withdraw", operation_id = "withdraw", tag = "sign-ups",
    params(("id" = Uuid, Path)), request_body = WhyBody,
    responses((status = 200, body = SignUpView), (status = "4XX", body = Problem)))]
pub(super) async fn withdraw(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<WhyBody>,
) -> Result<Json<SignUpView>, Failure> {
    let sign_up = sign_ups::withdraw::withdraw(&web.app, &ctx, id.into(), body.reason).await?;
    Ok(changed(&web, &ctx, sign_up))
}

/// Say yes to a request
#[utoipa::path(post, path = "/api/v1/sign-ups/{id}/accept", operation_id = "accept_sign_up", tag = "sign-ups",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = SignUpView), (status = "4XX", body = Problem)))]
pub(super) async fn accept_sign_up(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Json<SignUpView>, Failure> {
    let sign_up = sign_ups::answer::accept(&web.app, &ctx, id.into()).await?;
    Ok(changed(&web, &ctx, sign_up))
}

/// Say no to a request; its place goes to the next in line
#[utoipa::path(post, path = "/api/v1/sign-ups/{id}/decline", operation_id = "decline_sign_up", tag = "sign-ups",
    params(("id" = Uuid, Path)), request_body = WhyBody,
    responses((status = 200, body = SignUpView), (status = "4XX", body = Problem)))]
pub(super) async fn decline_sign_up(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<WhyBody>,
) -> Result<Json<SignUpView>, Failure> {
    let sign_up = sign_ups::answer::decline(&web.app, &ctx, id.into(), body.reason).await?;
    Ok(changed(&web, &ctx, sign_up))
}

/// Take the place offered
#[utoipa::path(post, path = "/api/v1/sign-ups/{id}/accept-offer", operation_id = "accept_offer", tag = "sign-ups",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = SignUpView), (status = "4XX", body = Problem)))]
pub(super) async fn accept_offer(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Json<SignUpView>, Failure> {
    let sign_up = sign_ups::answer::accept_offer(&web.app, &ctx, id.into()).await?;
    Ok(changed(&web, &ctx, sign_up))
}

/// Which page of sign-ups.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SignUpsParams {
    /// Only in this state.
    #[param(schema_with = schemas::sign_up_state)]
    state: Option<Standing>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Rows a page, 1 to 100.
    limit: Option<u16>,
}

/// A sign-up as the mission's managers see it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListedView {
    /// The sign-up.
    #[serde(flatten)]
    sign_up: SignUpView,
    /// «Prénom N.», or that the account was erased.
    volunteer: String,
    /// How to reach them, once accepted.
    email: Option<String>,
    /// Their messages that one has not read.
    unread: i64,
}

pub(super) fn listed(row: Listed, ctx: &Ctx) -> ListedView {
    let volunteer = shown_name(&ctx.tenant.texts, ctx.locale, row.short_name);
    ListedView { sign_up: view(row.sign_up), volunteer, email: row.email, unread: row.unread }
}

/// A page of a mission's sign-ups.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListedPage {
    /// In order of arrival.
    items: Vec<ListedView>,
    /// Asks for the next page, if there is one.
    next: Option<String>,
}

/// List the sign-ups of a mission: for its managers
#[utoipa::path(get, path = "/api/v1/missions/{id}/sign-ups", operation_id = "list_sign_ups", tag = "sign-ups",
    params(("id" = Uuid, Path), SignUpsParams),
    responses((status = 200, body = ListedPage), (status = "4XX", body = Problem)))]
pub(super) async fn list_sign_ups(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Params(params): Params<SignUpsParams>,
) -> Result<Json<ListedPage>, Failure> {
    let limit = schemas::page_size(params.limit)?;
    let after = place(params.cursor.as_deref())?;
    let rows = sign_ups::read::of_mission(&web.app, &ctx, id.into(), params.state, after, limit + 1).await?;
    let (rows, next) = page(rows, limit, |row: &Listed| &row.sign_up);
    Ok(Json(ListedPage { items: rows.into_iter().map(|row| listed(row, &ctx)).collect(), next }))
}

/// A sign-up as its volunteer sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MineView {
    /// The sign-up.
    #[serde(flatten)]
    sign_up: SignUpView,
    /// The mission's title.
    title: String,
    /// From when.
    starts_at: Option<DateTime<Utc>>,
    /// Until when.
    ends_at: Option<DateTime<Utc>>,
    /// Who receives them, once accepted.
    contact: Option<ContactView>,
    /// Messages of the association that one has not read.
    unread: i64,
}

/// A page of one's sign-ups.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MinePage {
    /// Newest first.
    items: Vec<MineView>,
    /// Asks for the next page, if there is one.
    next: Option<String>,
}

/// List one's own sign-ups
#[utoipa::path(get, path = "/api/v1/me/sign-ups", operation_id = "my_sign_ups", tag = "sign-ups",
    params(super::associations::PageParams),
    responses((status = 200, body = MinePage), (status = "4XX", body = Problem)))]
pub(super) async fn my_sign_ups(
    State(web): State<Web>,
    Context(ctx): Context,
    Params(params): Params<super::associations::PageParams>,
) -> Result<Json<MinePage>, Failure> {
    let limit = schemas::page_size(params.limit)?;
    let after = place(params.cursor.as_deref())?;
    let rows = sign_ups::read::mine(&web.app, &ctx, after, limit + 1).await?;
    let (rows, next) = page(rows, limit, |row: &Mine| &row.sign_up);
    let item = |row: Mine| MineView {
        sign_up: view(row.sign_up),
        title: row.title,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        contact: row.contact.map(Into::into),
        unread: row.unread,
    };
    Ok(Json(MinePage { items: rows.into_iter().map(item).collect(), next }))
}

fn place(cursor: Option<&str>) -> Result<sign_ups::read::After, Failure> {
    Ok(schemas::time_place(cursor)?.map(|(at, id)| (at, id.into())))
}

fn page<T>(rows: Vec<T>, limit: u16, of: impl Fn(&T) -> &SignUp) -> (Vec<T>, Option<String>) {
    schemas::page(rows, limit, |row| (of(row).created_at, of(row).id.uuid()))
}
