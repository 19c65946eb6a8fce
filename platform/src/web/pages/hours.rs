//! One's hours, the attestation of them, and the page on which anybody checks one.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use platform_core::hours::{self, Hours, Line, Span};
use platform_core::refusals::{EditError, ReadError, Reason};

use super::field::Field;
use super::form::{Complaints, Fields, Form};
use super::mission::Query;
use super::response::{show, show_as};
use super::shell::Shell;
use crate::web::Web;
use crate::web::error::Failure;

#[derive(Template)]
#[template(path = "pages/me/hours.html")]
struct HoursPage<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    total: String,
    missions: usize,
    lines: Vec<Row>,
    span: [Field; 2],
    made: Option<Made>,
}

/// Help once given, in the list.
struct Row {
    day: String,
    title: String,
    association: String,
    duration: String,
}

/// An attestation that was just made.
struct Made {
    code: String,
    pdf: String,
    check: String,
}

/// `GET /me/hours`
pub(super) async fn list(State(web): State<Web>, shell: Shell, query: Query) -> Result<Response, Failure> {
    match asked(&web, &shell, &query.0).await {
        Ok(found) => show(&shell, &page(&shell, &query.0, &found, Complaints::default(), None)),
        Err(error) => wrong(&shell, &query.0, error),
    }
}

async fn asked(web: &Web, shell: &Shell, fields: &Fields) -> Result<Hours, ReadError> {
    hours::list(&web.app, &shell.ctx, span(fields)?).await
}

fn span(fields: &Fields) -> Result<Span, ReadError> {
    let day = |name: &str| fields.parsed::<NaiveDate>(name).map_err(|reason: Reason| ReadError::Invalid(vec![reason]));
    Span::of(day("from")?, day("until")?)
}

fn wrong(shell: &Shell, fields: &Fields, error: impl Into<EditError>) -> Result<Response, Failure> {
    let complaints = Complaints::of(shell, error.into())?;
    let page = page(shell, fields, &Hours::default(), complaints, None);
    show_as(StatusCode::UNPROCESSABLE_ENTITY, shell, &page)
}

fn page<'a>(
    shell: &'a Shell,
    given: &Fields,
    found: &Hours,
    complaints: Complaints,
    made: Option<Made>,
) -> HoursPage<'a> {
    let tenant = &shell.ctx.tenant;
    let row = |line: &Line| Row {
        day: tenant.day(shell.ctx.locale, line.day),
        title: line.title.clone(),
        association: line.association.clone(),
        duration: tenant.duration(shell.ctx.locale, i64::from(line.minutes)),
    };
    let day = |name: &'static str, key: &str| {
        Field::typed("date", name, shell.t(key), given.text(name)).complaint(&complaints, &format!("/{name}"))
    };
    HoursPage {
        shell,
        total: tenant.duration(shell.ctx.locale, found.minutes()),
        missions: found.missions(),
        lines: found.lines.iter().map(row).collect(),
        span: [day("from", "hours-from"), day("until", "hours-until")],
        complaints,
        made,
    }
}

/// `POST /me/hours`: has an attestation made.
pub(super) async fn attest(State(web): State<Web>, shell: Shell, Form(fields): Form) -> Result<Response, Failure> {
    let asked_for = match span(&fields) {
        Ok(span) => span,
        Err(error) => return wrong(&shell, &fields, error),
    };
    match hours::attest(&web.app, &shell.ctx, asked_for).await {
        Ok(attestation) => {
            let code = attestation.code.to_string();
            let made = Made {
                pdf: format!("/api/v1/me/attestations/{code}"),
                check: web.app.links.to(&shell.ctx.tenant, &format!("/attestations/{code}")),
                code,
            };
            let found = hours::list(&web.app, &shell.ctx, asked_for).await?;
            show(&shell, &page(&shell, &fields, &found, Complaints::default(), Some(made)))
        }
        Err(error) => wrong(&shell, &fields, error),
    }
}

#[derive(Template)]
#[template(path = "pages/attestation.html")]
struct AttestationPage<'a> {
    shell: &'a Shell,
    field: Field,
    asked: bool,
    found: Option<Found>,
}

/// What anybody learns of an attestation by its code.
struct Found {
    name: String,
    says: String,
    made: String,
}

/// `GET /attestations?code=…`: a code that is typed.
pub(super) async fn check_typed(State(web): State<Web>, shell: Shell, query: Query) -> Result<Response, Failure> {
    check_code(&web, &shell, query.0.text("code")).await
}

/// `GET /attestations/{code}`: where an attestation says that it can be checked.
pub(super) async fn check(State(web): State<Web>, shell: Shell, Path(code): Path<String>) -> Result<Response, Failure> {
    check_code(&web, &shell, &code).await
}

async fn check_code(web: &Web, shell: &Shell, typed: &str) -> Result<Response, Failure> {
    let asked = !typed.trim().is_empty();
    let found = if asked {
        web.limits.count(&shell.ctx, None)?;
        hours::check(&web.app, &shell.ctx, typed).await?
    } else {
        None
    };
    let tenant = &shell.ctx.tenant;
    let said = |found: &hours::Checked| {
        let args = [
            ("from", tenant.day(shell.ctx.locale, found.from).into()),
            ("until", tenant.day(shell.ctx.locale, found.until).into()),
            ("duration", tenant.duration(shell.ctx.locale, found.minutes).into()),
            ("missions", found.missions.into()),
        ];
        Found {
            name: found.short_name.clone(),
            says: shell.filled("check-says", args),
            made: shell.when(found.made_at),
        }
    };
    let field = Field::line("code", shell.t("check-code"), typed.trim()).autocomplete("off").required();
    let status = if asked && found.is_none() { StatusCode::NOT_FOUND } else { StatusCode::OK };
    show_as(status, shell, &AttestationPage { shell, field, asked, found: found.as_ref().map(said) })
}
