//! The day itself over HTTP: who says they come, who came, by list, code or link.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use platform_core::refusals::Reason;
use platform_core::sign_ups::attendance::{self, Entry, Outcome, Sheet};
use platform_core::sign_ups::confirm;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Web;
use super::error::{Failure, Problem};
use super::extractors::{Body, Context, Id, NoBody};
use super::sign_ups::{ListedView, SignUpView, listed, view};

/// Say, after the reminder, that one comes
#[utoipa::path(post, path = "/api/v1/sign-ups/{id}/confirm", operation_id = "confirm_sign_up", tag = "sign-ups",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = SignUpView), (status = "4XX", body = Problem)))]
pub(super) async fn confirm_sign_up(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Json<SignUpView>, Failure> {
    Ok(Json(view(confirm::confirm(&web.app, &ctx, id.into()).await?)))
}

/// The code of a slot, from the sign on the spot or the link under its picture.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckInBody {
    /// As typed; case, spaces and look-alikes do not matter.
    code: String,
}

/// Say on the spot that one is there
#[utoipa::path(post, path = "/api/v1/check-in", operation_id = "check_in", tag = "sign-ups",
    request_body = CheckInBody,
    responses((status = 200, body = SignUpView), (status = "4XX", body = Problem)))]
pub(super) async fn check_in(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<CheckInBody>,
) -> Result<Json<SignUpView>, Failure> {
    // A code is a secret of few letters: guessing is slowed down.
    web.limits.count(&ctx, ctx.actor.account().map(|account| account.to_string()).as_deref())?;
    Ok(Json(view(attendance::check_in(&web.app, &ctx, &body.code).await?)))
}

/// What is written down of somebody.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryBody {
    /// Whose sign-up.
    sign_up: Uuid,
    /// `attended`, `absent` or `excused`.
    outcome: OutcomeWord,
    /// How long they helped, for who came; absent: as long as the slot.
    minutes: Option<i32>,
}

/// Whether somebody came.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum OutcomeWord {
    Attended,
    Absent,
    Excused,
}

/// A list of who came.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AttendanceBody {
    /// Written down together, or not at all.
    entries: Vec<EntryBody>,
}

/// What was written down, in the order given.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AttendanceView {
    /// The sign-ups as they stand now.
    items: Vec<SignUpView>,
}

/// Write down who came, and for how long; written again, it corrects
#[utoipa::path(post, path = "/api/v1/missions/{id}/attendance", operation_id = "record_attendance", tag = "sign-ups",
    params(("id" = Uuid, Path)), request_body = AttendanceBody,
    responses((status = 200, body = AttendanceView), (status = "4XX", body = Problem)))]
pub(super) async fn record_attendance(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<AttendanceBody>,
) -> Result<Json<AttendanceView>, Failure> {
    let entries = body.entries.into_iter().enumerate().map(entry).collect::<Result<Vec<_>, _>>()?;
    let written = attendance::record(&web.app, &ctx, id.into(), &entries).await?;
    Ok(Json(AttendanceView { items: written.into_iter().map(view).collect() }))
}

fn entry((index, body): (usize, EntryBody)) -> Result<Entry, Failure> {
    let outcome = match (body.outcome, body.minutes) {
        (OutcomeWord::Attended, minutes) => Outcome::Attended(minutes),
        (OutcomeWord::Absent, None) => Outcome::Absent,
        (OutcomeWord::Excused, None) => Outcome::Excused,
        (_, Some(_)) => {
            let reason = Reason::new("minutes_of_nobody").at(format!("/entries/{index}/minutes"));
            return Err(Failure::invalid(vec![reason]));
        }
    };
    Ok(Entry { sign_up: body.sign_up.into(), outcome })
}

/// The list of a slot.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SheetView {
    /// The slot.
    slot: Uuid,
    /// From when.
    starts_at: Option<DateTime<Utc>>,
    /// Until when.
    ends_at: Option<DateTime<Utc>>,
    /// What people enter on the spot; none for help without a date.
    code: Option<String>,
    /// The page that enters it for them.
    link: Option<String>,
    /// Who is expected, by name.
    people: Vec<ListedView>,
}

/// The lists of a mission.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SheetsView {
    /// One a slot, by date.
    items: Vec<SheetView>,
}

/// See who is expected, with the code and link people check in with: for the mission's managers
#[utoipa::path(get, path = "/api/v1/missions/{id}/attendance", operation_id = "attendance_sheet", tag = "sign-ups",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = SheetsView), (status = "4XX", body = Problem)))]
pub(super) async fn attendance_sheet(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
) -> Result<Json<SheetsView>, Failure> {
    let sheets = attendance::sheets(&web.app, &ctx, id.into()).await?;
    let sheet = |sheet: Sheet| SheetView {
        slot: sheet.slot.id.uuid(),
        starts_at: sheet.slot.starts_at,
        ends_at: sheet.slot.ends_at,
        code: sheet.code,
        link: sheet.link,
        people: sheet.people.into_iter().map(|row| listed(row, &ctx)).collect(),
    };
    Ok(Json(SheetsView { items: sheets.into_iter().map(sheet).collect() }))
}
