//! A thread that one side asked the city to look at: what was written, why it was reported, and closing the report.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::messages::{self, Message, Voice};
use platform_core::moderation;
use platform_core::refusals::{Denied, EditError};
use uuid::Uuid;

use super::super::form::Form;
use super::super::last_said::last_said;
use super::super::mission::Query;
use super::super::response::{go_on, show};
use super::super::shell::Shell;
use super::ForAgents;
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;

#[derive(Template)]
#[template(path = "pages/agent/thread.html")]
struct ThreadPage<'a> {
    shell: &'a Shell,
    id: Uuid,
    title: String,
    between: String,
    reported: String,
    reason: Option<String>,
    messages: Vec<Said>,
    earlier: Option<String>,
}

/// A message, as an agent reads it.
struct Said {
    by_volunteer: bool,
    author: String,
    when: String,
    text: String,
}

/// `GET /agent/threads/{id}`: only while a report of it is open, and the ledger says that it was read.
pub(super) async fn thread(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    query: Query,
) -> Result<Response, Failure> {
    let report = moderation::report(&web.app, &shell.ctx, id.into()).await?;
    let (thread, earlier) = last_said(&web, &shell, id.into(), &query.0, &format!("/agent/threads/{id}")).await?;
    let said = |message: Message| Said {
        by_volunteer: message.voice == Voice::Volunteer,
        author: [message.name, message.association].into_iter().flatten().collect::<Vec<_>>().join(", "),
        when: shell.when(message.created_at),
        text: message.text.unwrap_or_else(|| shell.t("message-gone")),
    };
    let between = [("volunteer", report.volunteer.into()), ("association", report.association.into())];
    let page = ThreadPage {
        shell: &shell,
        id,
        title: report.title,
        between: shell.filled("agent-thread-between", between),
        reported: shell.with(&format!("agent-thread-by-{}", report.by), "when", shell.when(report.created_at)),
        reason: report.reason,
        earlier,
        messages: thread.into_iter().map(said).collect(),
    };
    show(&shell, &page)
}

/// `POST /agent/threads/{id}/close`: the thread is its two sides' alone again.
pub(super) async fn close(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(_): Form,
) -> Result<Response, Failure> {
    match messages::report::close(&web.app, &shell.ctx, id.into()).await {
        // Pressed twice, or by a colleague at the same time: it is done.
        Ok(()) | Err(EditError::Denied(Denied::NotFound)) => Ok(go_on(&shell, "/agent")),
        Err(error) => Err(error.into()),
    }
}
