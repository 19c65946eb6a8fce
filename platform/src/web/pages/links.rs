//! Where links in mails and on posters lead: consent, invitation, check-in, unsubscribing. Opening one only shows what it
//! does, since mail programs open links too; the button does it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use platform_core::accounts::{Secret, consent};
use platform_core::members::accept;
use platform_core::notices::{Topic, preferences};
use platform_core::refusals::{Denied, EditError};
use platform_core::sign_ups::attendance;

use super::form::{Complaints, Form};
use super::mission::Query;
use super::response::{go_on, show, show_as};
use super::shell::Shell;
use crate::web::Web;
use crate::web::error::Failure;

/// The pages links lead to.
pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/consent/{link}", get(see_consent).post(give_consent))
        .route("/invitation/{link}", get(see_invitation).post(accept_invitation))
        .route("/check-in", get(enter_code).post(check_in_typed))
        .route("/check-in/{code}", get(see_check_in).post(check_in))
        .route("/unsubscribe/{token}", get(see_unsubscribe).post(unsubscribe))
}

/// A question with one button, or what became of it.
#[derive(Template)]
#[template(path = "pages/link.html")]
struct LinkPage<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    title: String,
    text: String,
    /// What the button says; none: it is done.
    button: Option<String>,
}

/// What a link is for: its texts begin with this.
type What = &'static str;

fn asks(shell: &Shell, what: What, complaints: Complaints) -> Result<Response, Failure> {
    let status = complaints.status();
    let (title, text) = (shell.t(&format!("{what}-title")), shell.t(&format!("{what}-text")));
    show_as(status, shell, &LinkPage { shell, complaints, title, text, button: Some(shell.t(&format!("{what}-do"))) })
}

fn done(shell: &Shell, what: What, outcome: Result<(), EditError>) -> Result<Response, Failure> {
    match outcome {
        Ok(()) => {
            let (title, text) = (shell.t(&format!("{what}-title")), shell.t(&format!("{what}-done")));
            show(shell, &LinkPage { shell, complaints: Complaints::default(), title, text, button: None })
        }
        Err(error) => asks(shell, what, Complaints::of(shell, error)?),
    }
}

/// Who must be signed in before the button means anything.
fn signed_in(shell: &Shell) -> Result<(), Failure> {
    if shell.is_in() { Ok(()) } else { Err(Denied::SignIn.into()) }
}

async fn see_consent(shell: Shell) -> Result<Response, Failure> {
    asks(&shell, "consent", Complaints::default())
}

async fn give_consent(
    State(web): State<Web>,
    shell: Shell,
    Path(link): Path<String>,
    _: Form,
) -> Result<Response, Failure> {
    web.limits.count(&shell.ctx, None)?;
    let outcome = consent::give_consent(&web.app, &shell.ctx, &Secret::presented(&link)).await;
    done(&shell, "consent", outcome)
}

async fn see_invitation(shell: Shell) -> Result<Response, Failure> {
    signed_in(&shell)?;
    asks(&shell, "invitation", Complaints::default())
}

async fn accept_invitation(
    State(web): State<Web>,
    shell: Shell,
    Path(link): Path<String>,
    _: Form,
) -> Result<Response, Failure> {
    web.limits.count(&shell.ctx, None)?;
    match accept::accept(&web.app, &shell.ctx, &Secret::presented(&link)).await {
        Ok(joined) => Ok(go_on(&shell, &format!("/manage/{}", joined.association))),
        Err(error) => done(&shell, "invitation", Err(error)),
    }
}

/// The code of a poster, typed.
#[derive(Template)]
#[template(path = "pages/check-in.html")]
struct CheckInPage<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    field: super::field::Field,
}

fn check_in_page<'a>(shell: &'a Shell, typed: &str, complaints: Complaints) -> CheckInPage<'a> {
    let field = super::field::Field::line("code", shell.t("check-in-code"), typed).autocomplete("off").required();
    CheckInPage { shell, complaints, field }
}

async fn enter_code(shell: Shell) -> Result<Response, Failure> {
    signed_in(&shell)?;
    show(&shell, &check_in_page(&shell, "", Complaints::default()))
}

async fn check_in_typed(State(web): State<Web>, shell: Shell, Form(fields): Form) -> Result<Response, Failure> {
    let code = fields.text("code").trim().to_ascii_uppercase();
    match arrive(&web, &shell, &code).await? {
        Ok(page) => Ok(page),
        Err(error) => {
            let complaints = Complaints::of(&shell, error)?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &shell, &check_in_page(&shell, &code, complaints))
        }
    }
}

/// Says on the spot that one is there, and goes on to the sign-up.
async fn arrive(web: &Web, shell: &Shell, code: &str) -> Result<Result<Response, EditError>, Failure> {
    web.limits.count(&shell.ctx, None)?;
    let arrived = attendance::check_in(&web.app, &shell.ctx, code).await;
    Ok(arrived.map(|sign_up| go_on(shell, &format!("/sign-ups/{}", sign_up.id))))
}

async fn see_check_in(shell: Shell) -> Result<Response, Failure> {
    signed_in(&shell)?;
    asks(&shell, "check-in", Complaints::default())
}

async fn check_in(
    State(web): State<Web>,
    shell: Shell,
    Path(code): Path<String>,
    _: Form,
) -> Result<Response, Failure> {
    match arrive(&web, &shell, &code).await? {
        Ok(page) => Ok(page),
        Err(error) => done(&shell, "check-in", Err(error)),
    }
}

fn topic(query: &Query) -> Result<Topic, Failure> {
    Ok(query.0.text("topic").parse().map_err(|_| Denied::NotFound)?)
}

async fn see_unsubscribe(
    State(web): State<Web>,
    shell: Shell,
    Path(token): Path<String>,
    query: Query,
) -> Result<Response, Failure> {
    preferences::preview(&web.app, &shell.ctx, &token, topic(&query)?).await?;
    asks(&shell, "unsubscribe", Complaints::default())
}

async fn unsubscribe(
    State(web): State<Web>,
    shell: Shell,
    Path(token): Path<String>,
    query: Query,
    _: Form,
) -> Result<Response, Failure> {
    let outcome = preferences::unsubscribe(&web.app, &shell.ctx, &token, topic(&query)?).await;
    done(&shell, "unsubscribe", outcome)
}
