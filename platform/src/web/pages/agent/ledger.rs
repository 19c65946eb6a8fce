//! The city's ledger, line by line, for its admins.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use platform_core::ledger::history::{self, Row};
use uuid::Uuid;

use super::super::field::Field;
use super::super::form::Complaints;
use super::super::mission::Query;
use super::super::response::{show, show_as};
use super::super::shell::Shell;
use super::{ForAdmins, review};
use crate::web::Web;
use crate::web::error::Failure;

/// Lines on a page.
const PAGE: u16 = 50;

#[derive(Template)]
#[template(path = "pages/agent/ledger.html")]
struct LedgerPage<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    subject: Field,
    about: Option<Uuid>,
    lines: Vec<Line>,
    next: Option<String>,
}

/// Something that was done.
struct Line {
    when: String,
    what: String,
    who: String,
    source: String,
    subject: Uuid,
    /// Where agents look at it, if it has a page.
    path: Option<String>,
    /// The person it was done for, at the desk.
    on_behalf_of: Option<Uuid>,
}

/// `GET /agent/ledger`
pub(super) async fn ledger(
    State(web): State<Web>,
    ForAdmins(shell): ForAdmins,
    query: Query,
) -> Result<Response, Failure> {
    let (about, before) = match (query.0.parsed::<Uuid>("subject"), query.0.parsed::<i64>("before")) {
        (Ok(about), Ok(before)) => (about, before),
        (Err(reason), _) | (_, Err(reason)) => {
            let complaints = Complaints::about(&shell, &[reason]);
            let page = page(&shell, query.0.text("subject"), None, Vec::new());
            return show_as(StatusCode::UNPROCESSABLE_ENTITY, &shell, &page.complaining(complaints));
        }
    };
    let rows = history::list(&web.app, &shell.ctx, about, before, PAGE + 1).await?;
    show(&shell, &page(&shell, query.0.text("subject"), about, rows))
}

fn page<'a>(shell: &'a Shell, typed: &str, about: Option<Uuid>, mut rows: Vec<Row>) -> LedgerPage<'a> {
    let more = rows.len() > usize::from(PAGE);
    rows.truncate(PAGE.into());
    let next = rows.last().filter(|_| more).map(|last| {
        let subject = about.map_or_else(String::new, |id| format!("subject={id}&"));
        shell.href(&format!("/agent/ledger?{subject}before={}", last.id))
    });
    LedgerPage {
        shell,
        complaints: Complaints::default(),
        subject: subject(shell, typed),
        about,
        lines: rows.into_iter().map(|row| line(shell, row)).collect(),
        next,
    }
}

fn subject(shell: &Shell, typed: &str) -> Field {
    Field::line("subject", shell.t("agent-ledger-subject"), typed).hint(shell.t("agent-ledger-subject-hint"))
}

impl LedgerPage<'_> {
    /// With what is wrong with the question.
    fn complaining(self, complaints: Complaints) -> Self {
        let subject = self.subject.complaint(&complaints, "/subject");
        Self { subject, complaints, ..self }
    }
}

fn line(shell: &Shell, row: Row) -> Line {
    let (from, to) = (row.details["from"].as_str(), row.details["to"].as_str());
    let who = match (row.name, row.actor) {
        (Some(name), _) => name,
        (None, Some(_)) => shell.t("erased-account"),
        (None, None) => shell.t("agent-who-platform"),
    };
    let path = match row.action.split_once('.') {
        Some(("association", _)) => Some(format!("/agent/associations/{}", row.subject)),
        Some(("mission", _)) => Some(format!("/agent/missions/{}", row.subject)),
        _ => None,
    };
    Line {
        when: shell.when(row.at),
        what: review::told(shell, &row.action, from.zip(to)),
        who,
        source: shell.word("agent-source", row.source),
        subject: row.subject,
        path,
        on_behalf_of: row.on_behalf_of,
    }
}
