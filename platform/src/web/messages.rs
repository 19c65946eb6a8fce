//! Messages about a sign-up, over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use platform_core::kinds::AccountId;
use platform_core::messages::report::{self, Reported, Waiting};
use platform_core::messages::{self, Message, Voice, send};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Web;
use super::associations::PageParams;
use super::error::{Failure, Problem};
use super::extractors::{Body, Context, Id, NoBody, Params};
use super::schemas;

/// A message of a thread.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessageView {
    /// Its id.
    id: Uuid,
    /// For whom its author spoke.
    #[schema(schema_with = schemas::voice)]
    side: Voice,
    /// Whether who asks wrote it.
    mine: bool,
    /// «Prénom N.»; none once the author's account is erased.
    author: Option<String>,
    /// The association's name, where the author spoke for it.
    association: Option<String>,
    /// What it says; none once the author's account is erased.
    text: Option<String>,
    /// When it was written.
    created_at: DateTime<Utc>,
}

fn view(message: Message, reader: Option<AccountId>) -> MessageView {
    MessageView {
        id: message.id.uuid(),
        side: message.voice,
        mine: reader == Some(message.author),
        author: message.name,
        association: message.association,
        text: message.text,
        created_at: message.created_at,
    }
}

/// A page of a thread.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessagesPage {
    /// Oldest first.
    items: Vec<MessageView>,
    /// Asks for the next page, if there is one.
    next: Option<String>,
}

/// Read the messages about a sign-up: for its two sides, and for an agent while one of them asks for it
#[utoipa::path(get, path = "/api/v1/sign-ups/{id}/messages", operation_id = "list_messages", tag = "messages",
    params(("id" = Uuid, Path), PageParams),
    responses((status = 200, body = MessagesPage), (status = "4XX", body = Problem)))]
pub(super) async fn list_messages(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Params(params): Params<PageParams>,
) -> Result<Json<MessagesPage>, Failure> {
    let limit = schemas::page_size(params.limit)?;
    let after = schemas::time_place(params.cursor.as_deref())?.map(|(at, id)| (at, id.into()));
    let rows = messages::list::list(&web.app, &ctx, id.into(), after, limit + 1).await?;
    let (rows, next) = schemas::page(rows, limit, |row: &Message| (row.created_at, row.id.uuid()));
    let items = rows.into_iter().map(|row| view(row, ctx.actor.account())).collect();
    Ok(Json(MessagesPage { items, next }))
}

/// A message to send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MessageBody {
    /// The words, 4000 characters at most.
    text: String,
}

/// Write to the other side of a sign-up
#[utoipa::path(post, path = "/api/v1/sign-ups/{id}/messages", operation_id = "send_message", tag = "messages",
    params(("id" = Uuid, Path)), request_body = MessageBody,
    responses((status = 201, body = MessageView), (status = "4XX", body = Problem)))]
pub(super) async fn send_message(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<MessageBody>,
) -> Result<(StatusCode, Json<MessageView>), Failure> {
    let message = send::send(&web.app, &ctx, id.into(), send::Input { text: body.text }).await?;
    Ok((StatusCode::CREATED, Json(view(message, ctx.actor.account()))))
}

/// Say that one has read the messages about a sign-up, up to now
#[utoipa::path(post, path = "/api/v1/sign-ups/{id}/messages/read", operation_id = "read_messages", tag = "messages",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(super) async fn read_messages(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<StatusCode, Failure> {
    messages::read::read(&web.app, &ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Why the city should look.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportBody {
    /// In one's own words, 1000 characters at most.
    reason: String,
}

/// A report that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReportedView {
    /// The report.
    id: Uuid,
    /// Whether it was made before this request, by either side.
    already: bool,
}

/// Ask the city to look at the messages about a sign-up
#[utoipa::path(post, path = "/api/v1/sign-ups/{id}/report", operation_id = "report_thread", tag = "messages",
    params(("id" = Uuid, Path)), request_body = ReportBody,
    responses((status = 201, body = ReportedView), (status = 200, body = ReportedView, description = "Already reported"),
              (status = "4XX", body = Problem)))]
pub(super) async fn report_thread(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<ReportBody>,
) -> Result<Response, Failure> {
    let reported = report::report(&web.app, &ctx, id.into(), report::Input { reason: body.reason }).await?;
    let (status, view) = match reported {
        Reported::Now(id) => (StatusCode::CREATED, ReportedView { id: id.uuid(), already: false }),
        Reported::Already(id) => (StatusCode::OK, ReportedView { id: id.uuid(), already: true }),
    };
    Ok((status, Json(view)).into_response())
}

/// Be done with a report: the messages are their two sides' alone again
#[utoipa::path(post, path = "/api/v1/sign-ups/{id}/close-report", operation_id = "close_report", tag = "moderation",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(super) async fn close_report(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<StatusCode, Failure> {
    report::close(&web.app, &ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A thread that one side asks the city to look at.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReportView {
    /// The report.
    id: Uuid,
    /// The sign-up it is about.
    sign_up: Uuid,
    /// The mission's title.
    title: String,
    /// The association's name.
    association: String,
    /// «Prénom N.».
    volunteer: String,
    /// Which side asks.
    #[schema(schema_with = schemas::voice)]
    by: Voice,
    /// In their words; none once their account is erased.
    reason: Option<String>,
    /// Since when.
    created_at: DateTime<Utc>,
}

impl From<Waiting> for ReportView {
    fn from(report: Waiting) -> Self {
        Self {
            id: report.id.uuid(),
            sign_up: report.thread.uuid(),
            title: report.title,
            association: report.association,
            volunteer: report.volunteer,
            by: report.by,
            reason: report.reason,
            created_at: report.created_at,
        }
    }
}
