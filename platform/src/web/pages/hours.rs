//! One's hours, the attestation of them, and the page on which anybody checks one.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use platform_core::hours::{self, Hours, Line, Listed, Span};
use platform_core::refusals::{EditError, ReadError, Reason};

use super::field::Field;
use super::form::{Complaints, Fields, Form};
use super::mission::Query;
use super::response::{go_on, show, show_as};
use super::shell::{Shell, encoded};
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
    /// The latest of one's own.
    own: Vec<Made>,
    /// Which of them was just made.
    new: Option<usize>,
}

impl HoursPage<'_> {
    fn just_made(&self) -> Option<&Made> {
        self.own.get(self.new?)
    }
}

/// Help once given, in the list.
struct Row {
    day: String,
    title: String,
    association: String,
    duration: String,
}

/// One of one's attestations.
struct Made {
    code: String,
    says: String,
    pdf: String,
    check: String,
}

/// `GET /me/hours`
pub(super) async fn list(State(web): State<Web>, shell: Shell, query: Query) -> Result<Response, Failure> {
    match asked(&web, &shell, &query.0).await {
        Ok(found) => {
            let page = page(&web, &shell, &query.0, &found, Complaints::default()).await?;
            show(&shell, &page)
        }
        Err(error) => wrong(&web, &shell, &query.0, error).await,
    }
}

async fn asked(web: &Web, shell: &Shell, fields: &Fields) -> Result<Hours, ReadError> {
    hours::list(&web.app, &shell.ctx, span(fields)?).await
}

fn span(fields: &Fields) -> Result<Span, ReadError> {
    let day = |name: &str| fields.parsed::<NaiveDate>(name).map_err(|reason: Reason| ReadError::Invalid(vec![reason]));
    Span::of(day("from")?, day("until")?)
}

async fn wrong(web: &Web, shell: &Shell, fields: &Fields, error: impl Into<EditError>) -> Result<Response, Failure> {
    let complaints = Complaints::of(shell, error.into())?;
    let page = page(web, shell, fields, &Hours::default(), complaints).await?;
    show_as(StatusCode::UNPROCESSABLE_ENTITY, shell, &page)
}

fn made(web: &Web, shell: &Shell, listed: &Listed) -> Made {
    let Listed { code, from, until, made_at } = listed;
    let day = |day: &NaiveDate| shell.ctx.tenant.day(shell.ctx.locale, *day).into();
    let args = [("from", day(from)), ("until", day(until)), ("when", shell.when(*made_at).into())];
    Made {
        code: code.to_string(),
        says: shell.filled("hours-own-says", args),
        pdf: format!("/api/v1/me/attestations/{code}"),
        check: web.app.links.to(&shell.ctx.tenant, &format!("/attestations/{code}")),
    }
}

async fn page<'a>(
    web: &Web,
    shell: &'a Shell,
    given: &Fields,
    found: &Hours,
    complaints: Complaints,
) -> Result<HoursPage<'a>, Failure> {
    let own = hours::attestations(&web.app, &shell.ctx).await?;
    let own: Vec<_> = own.iter().map(|listed| made(web, shell, listed)).collect();
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
    Ok(HoursPage {
        shell,
        total: tenant.duration(shell.ctx.locale, found.minutes()),
        missions: found.missions(),
        lines: found.lines.iter().map(row).collect(),
        span: [day("from", "hours-from"), day("until", "hours-until")],
        complaints,
        new: own.iter().position(|made| made.code == given.text("made")),
        own,
    })
}

/// `POST /me/hours`: has an attestation made.
pub(super) async fn attest(State(web): State<Web>, shell: Shell, Form(fields): Form) -> Result<Response, Failure> {
    let asked_for = match span(&fields) {
        Ok(span) => span,
        Err(error) => return wrong(&web, &shell, &fields, error).await,
    };
    match hours::attest(&web.app, &shell.ctx, asked_for).await {
        // Loaded again, the page makes no other.
        Ok(attestation) => {
            let (from, until) = (encoded(fields.text("from")), encoded(fields.text("until")));
            Ok(go_on(&shell, &format!("/me/hours?from={from}&until={until}&made={}", attestation.code)))
        }
        Err(error) => wrong(&web, &shell, &fields, error).await,
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
