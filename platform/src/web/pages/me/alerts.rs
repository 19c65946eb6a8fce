//! The searches somebody keeps.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use platform_core::alerts::{self, Alert};
use uuid::Uuid;

use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;
use crate::web::pages::form::{Complaints, Form};
use crate::web::pages::response::{go_on, show, show_as};
use crate::web::pages::search::{Asked, label};
use crate::web::pages::shell::{Shell, encoded};

#[derive(Template)]
#[template(path = "pages/me/alerts.html")]
struct Alerts<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    alerts: Vec<Line>,
}

/// An alert in the list.
struct Line {
    id: Uuid,
    what: String,
    how: String,
}

/// `GET /me/alerts`
pub(super) async fn list(State(web): State<Web>, shell: Shell) -> Result<Response, Failure> {
    let page = page(&web, &shell, Complaints::default()).await?;
    show(&shell, &page)
}

async fn page<'a>(web: &Web, shell: &'a Shell, complaints: Complaints) -> Result<Alerts<'a>, Failure> {
    let alerts = alerts::list(&web.app, &shell.ctx).await?;
    let line = |alert: &Alert| Line {
        id: alert.id.uuid(),
        what: what(shell, alert),
        how: shell.t(if alert.daily { "alert-daily" } else { "alert-at-once" }),
    };
    Ok(Alerts { shell, complaints, alerts: alerts.iter().map(line).collect() })
}

/// What an alert looks for, in one line.
fn what(shell: &Shell, alert: &Alert) -> String {
    let criteria = &alert.criteria;
    let words = criteria.text.as_ref().map(|words| shell.with("search-chosen-words", "words", words));
    let near = criteria.near.map(|_| shell.t("search-chosen-near"));
    let chosen = criteria.selected.iter().flat_map(|(facet, values)| values.iter().map(move |value| (*facet, value)));
    let chosen = chosen.map(|(facet, value)| label(shell, facet, value));
    let all: Vec<_> = words.into_iter().chain(near).chain(chosen).collect();
    if all.is_empty() { shell.t("alert-everything") } else { all.join(", ") }
}

/// `POST /me/alerts`: keeps the search that the form carries. A visitor comes in first, and finds the search again.
pub(super) async fn create(State(web): State<Web>, shell: Shell, Form(fields): Form) -> Result<Response, Failure> {
    let asked = Asked::read(Some(fields.text("query")))?;
    if !shell.is_in() {
        let then = format!("/missions?{}", asked.all());
        return Ok(go_on(&shell, &format!("/enter?then={}", encoded(&then))));
    }
    let outcome = match asked.lasting(&shell) {
        Ok(criteria) => alerts::create(&web.app, &shell.ctx, criteria, fields.has("daily")).await.map(drop),
        Err(reason) => Err(platform_core::refusals::EditError::Invalid(vec![reason])),
    };
    match outcome {
        Ok(()) => Ok(go_on(&shell, "/me/alerts")),
        Err(error) => {
            let complaints = Complaints::of(&shell, error)?;
            let page = page(&web, &shell, complaints).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &shell, &page)
        }
    }
}

/// `POST /me/alerts/{id}/delete`
pub(super) async fn delete(State(web): State<Web>, shell: Shell, Id(id): Id, _: Form) -> Result<Response, Failure> {
    alerts::delete(&web.app, &shell.ctx, id.into()).await?;
    Ok(go_on(&shell, "/me/alerts"))
}
