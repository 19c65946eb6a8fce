//! Hours over HTTP: what one did, the attestation of it, and who wants to check one.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use axum::response::IntoResponse;
use chrono::{DateTime, NaiveDate, Utc};
use platform_core::hours::{self, Attestation, Checked, Line, Span};
use platform_core::tenancy::Ctx;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use tokio::task;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::Web;
use super::error::{Failure, Problem};
use super::extractors::{Body, Context, Params};
use crate::attestation;

/// Which days of the city, both included.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SpanParams {
    /// The first day; absent: from the beginning.
    from: Option<NaiveDate>,
    /// The last day; absent: without an end.
    until: Option<NaiveDate>,
}

/// What one did, as those who received one noted it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HoursView {
    /// How long in all, minutes.
    minutes: i64,
    /// In how many missions.
    missions: usize,
    /// Each time, the latest first.
    items: Vec<LineView>,
}

/// Help once given.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LineView {
    /// To which mission.
    mission: Uuid,
    /// Its title, in the reader's language where it has it.
    title: String,
    /// The association's name.
    association: String,
    /// When it began; null for help without a date.
    starts_at: Option<DateTime<Utc>>,
    /// The day of the city it counts for: the one it began, without a date that of the sign-up.
    day: NaiveDate,
    /// How long it took, minutes.
    minutes: i32,
}

fn line(line: Line) -> LineView {
    let Line { mission, title, association, starts_at, day, minutes } = line;
    LineView { mission: mission.uuid(), title, association, starts_at, day, minutes }
}

/// See what one did, and how long it took
#[utoipa::path(get, path = "/api/v1/me/hours", operation_id = "list_hours", tag = "sign-ups",
    params(SpanParams),
    responses((status = 200, body = HoursView), (status = "4XX", body = Problem)))]
pub(super) async fn list_hours(
    State(web): State<Web>,
    Context(ctx): Context,
    Params(params): Params<SpanParams>,
) -> Result<Json<HoursView>, Failure> {
    let found = hours::list(&web.app, &ctx, Span::of(params.from, params.until)?).await?;
    let (minutes, missions) = (found.minutes(), found.missions());
    Ok(Json(HoursView { minutes, missions, items: found.lines.into_iter().map(line).collect() }))
}

/// Which days of the city shall be attested, both included.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AttestationBody {
    /// The first day; absent: that of the first hours.
    from: Option<NaiveDate>,
    /// The last day; absent or to come: today.
    until: Option<NaiveDate>,
}

/// An attestation, as the one it is about sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AttestationView {
    /// What it is checked by.
    code: String,
    /// First and last name, as they stand in it.
    name: String,
    /// The first day it is about.
    from: NaiveDate,
    /// The last day it is about.
    until: NaiveDate,
    /// How long in all, minutes.
    minutes: i64,
    /// In how many missions.
    missions: usize,
    /// When it was made.
    made_at: DateTime<Utc>,
    /// Where it can be had as a document.
    pdf: String,
    /// The page on which anybody can check the code.
    check: String,
}

/// The page on which a code can be checked.
fn address(web: &Web, ctx: &Ctx, attestation: &Attestation) -> String {
    web.app.links.to(&ctx.tenant, &format!("/attestations/{}", attestation.code))
}

/// Have one's hours attested, as they stand now
#[utoipa::path(post, path = "/api/v1/me/attestations", operation_id = "make_attestation", tag = "sign-ups",
    request_body = AttestationBody,
    responses((status = 201, body = AttestationView), (status = "4XX", body = Problem)))]
pub(super) async fn make_attestation(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<AttestationBody>,
) -> Result<(StatusCode, Json<AttestationView>), Failure> {
    let made = hours::attest(&web.app, &ctx, Span::of(body.from, body.until)?).await?;
    let view = AttestationView {
        code: made.code.to_string(),
        name: made.name(),
        from: made.from,
        until: made.until,
        minutes: made.minutes(),
        missions: made.missions(),
        made_at: made.made_at,
        pdf: format!("/api/v1/me/attestations/{}", made.code),
        check: address(&web, &ctx, &made),
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// The code in the path. What is no text is no code, and not found with the same words.
fn typed(code: Result<Path<String>, PathRejection>) -> Result<String, Failure> {
    code.map(|Path(code)| code).map_err(|_| Failure::not_found())
}

/// How many documents are made at once: each has a core to itself for a while.
static MAKING: Semaphore = Semaphore::const_new(2);

/// Get one of one's attestations as a document
#[utoipa::path(get, path = "/api/v1/me/attestations/{code}", operation_id = "get_attestation", tag = "sign-ups",
    params(("code" = String, Path, description = "As it was printed, or typed")),
    responses((status = 200, body = String, content_type = "application/pdf"), (status = "4XX", body = Problem)))]
pub(super) async fn get_attestation(
    State(web): State<Web>,
    Context(ctx): Context,
    code: Result<Path<String>, PathRejection>,
) -> Result<impl IntoResponse, Failure> {
    let account = ctx.actor.account().map(|id| id.to_string());
    web.limits.count(&ctx, account.as_deref())?;
    let found = hours::own(&web.app, &ctx, &typed(code)?).await?;
    let address = address(&web, &ctx, &found);
    let named = format!("attachment; filename=\"attestation-{}.pdf\"", found.code);
    let turn = MAKING.acquire().await.map_err(|_| Failure::of_status(StatusCode::INTERNAL_SERVER_ERROR))?;
    // Many pages take a while, also when nobody waits for them any more.
    let made = task::spawn_blocking(move || {
        let _turn = turn;
        attestation::pdf(&found, &ctx.tenant, ctx.locale, &address)
    })
    .await;
    let pdf = made.map_err(|_| Failure::of_status(StatusCode::INTERNAL_SERVER_ERROR))??;
    let headers = [
        (CONTENT_TYPE, "application/pdf".to_owned()),
        (CONTENT_DISPOSITION, named),
        (VARY, "accept-language".to_owned()),
    ];
    Ok((headers, pdf))
}

/// What anybody who has the code may know of an attestation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CheckedView {
    /// First name and the initial of the last name.
    name: String,
    /// The first day it is about.
    from: NaiveDate,
    /// The last day it is about.
    until: NaiveDate,
    /// How long in all, minutes.
    minutes: i64,
    /// In how many missions.
    missions: usize,
    /// When it was made.
    made_at: DateTime<Utc>,
}

/// Check the code of an attestation; case, spaces and look-alikes do not matter
#[utoipa::path(get, path = "/api/v1/attestations/{code}", operation_id = "check_attestation", tag = "sign-ups",
    params(("code" = String, Path, description = "As it was printed, or typed")),
    responses((status = 200, body = CheckedView), (status = "4XX", body = Problem)))]
pub(super) async fn check_attestation(
    State(web): State<Web>,
    Context(ctx): Context,
    code: Result<Path<String>, PathRejection>,
) -> Result<Json<CheckedView>, Failure> {
    // Guessing is slowed down.
    web.limits.count(&ctx, None)?;
    let Checked { short_name, from, until, minutes, missions, made_at } =
        hours::check(&web.app, &ctx, &typed(code)?).await?.ok_or_else(Failure::not_found)?;
    Ok(Json(CheckedView { name: short_name, from, until, minutes, missions, made_at }))
}
