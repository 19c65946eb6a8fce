//! What waits for the city's agents, with how long it has waited, and what they have stopped.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use platform_core::moderation::{self, Queue, SHOWN, Stopped};
use uuid::Uuid;

use super::super::response::show;
use super::super::shell::Shell;
use super::{ForAgents, review};
use crate::web::Web;
use crate::web::error::Failure;

#[derive(Template)]
#[template(path = "pages/agent/queue.html")]
struct QueuePage<'a> {
    shell: &'a Shell,
    queues: Vec<Waiting>,
    stopped: Vec<Line>,
}

/// One of the queues.
struct Waiting {
    title: String,
    nothing: String,
    lines: Vec<Line>,
    /// That more wait than are shown.
    more: Option<String>,
}

/// Something that waits.
struct Line {
    path: String,
    title: String,
    detail: String,
    reasons: Vec<String>,
}

/// `GET /agent`
pub(super) async fn queue(State(web): State<Web>, ForAgents(shell): ForAgents) -> Result<Response, Failure> {
    let queue = moderation::queue(&web.app, &shell.ctx).await?;
    let stopped = moderation::stopped(&web.app, &shell.ctx).await?;
    show(&shell, &QueuePage { shell: &shell, queues: queues(&shell, queue), stopped: lines_of(&shell, stopped) })
}

fn queues(shell: &Shell, queue: Queue) -> Vec<Waiting> {
    let since = |id: Uuid| queue.since.get(&id).map_or_else(String::new, |at| waits(shell, *at));
    let associations = queue.associations.iter().map(|row| Line {
        path: format!("/agent/associations/{}", row.id),
        title: row.file.name.clone(),
        detail: joined([shell.word("association-kind", row.file.kind), since(row.id.uuid())]),
        reasons: row.reasons.iter().map(|reason| review::said(shell, reason)).collect(),
    });
    let missions = queue.missions.iter().map(|row| Line {
        path: format!("/agent/missions/{}", row.id),
        title: row.draft.title.clone(),
        detail: joined([row.association_name.clone(), since(row.id.uuid())]),
        reasons: row.reasons.iter().map(|reason| review::said(shell, reason)).collect(),
    });
    let reports = queue.reports.iter().map(|row| Line {
        path: format!("/agent/threads/{}", row.thread),
        title: row.title.clone(),
        detail: joined([
            shell.filled(
                "agent-thread-between",
                [("volunteer", row.volunteer.clone().into()), ("association", row.association.clone().into())],
            ),
            waits(shell, row.created_at),
        ]),
        reasons: row.reason.iter().cloned().collect(),
    });
    let waiting = |kind: &str, lines: Vec<Line>| Waiting {
        title: shell.with(&format!("agent-queue-{kind}"), "count", lines.len()),
        nothing: shell.t(&format!("agent-queue-no-{kind}")),
        more: (lines.len() >= SHOWN.into()).then(|| shell.with("agent-queue-more", "count", lines.len())),
        lines,
    };
    vec![
        waiting("associations", associations.collect()),
        waiting("missions", missions.collect()),
        waiting("reports", reports.collect()),
    ]
}

fn joined(parts: [String; 2]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// How long something has waited, in words: hours, then days.
fn waits(shell: &Shell, since: DateTime<Utc>) -> String {
    let hours = (shell.ctx.now - since).num_hours().max(0);
    if hours < 24 {
        shell.with("agent-waits-hours", "hours", hours)
    } else {
        shell.with("agent-waits-days", "days", hours / 24)
    }
}

fn lines_of(shell: &Shell, stopped: Stopped) -> Vec<Line> {
    let line = |path: String, title: String, key: &str| Line { path, title, detail: shell.t(key), reasons: Vec::new() };
    let associations = stopped.associations.into_iter();
    let associations =
        associations.map(|(id, name)| line(format!("/agent/associations/{id}"), name, "agent-an-association"));
    let missions = stopped.missions.into_iter();
    associations
        .chain(missions.map(|(id, title)| line(format!("/agent/missions/{id}"), title, "agent-a-mission")))
        .collect()
}
