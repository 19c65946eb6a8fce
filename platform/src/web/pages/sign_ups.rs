//! One's own sign-ups: what is to come, what was, and the page of one with everything that can be done about it.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use platform_core::kinds::SignUpId;
use platform_core::messages::{self, Voice};
use platform_core::missions::Contact;
use platform_core::notices::date_to_keep;
use platform_core::refusals::{Denied, EditError};
use platform_core::sign_ups::read::Mine;
use platform_core::sign_ups::{self, State as Standing};
use uuid::Uuid;

use super::field::Field;
use super::form::{Complaints, Fields, Form};
use super::last_said::last_said;
use super::mission::Query;
use super::response::{go_on, show, show_as};
use super::shell::Shell;
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;

/// Sign-ups shown.
const PAGE: u16 = 100;

#[derive(Template)]
#[template(path = "pages/sign-ups.html")]
struct SignUps<'a> {
    shell: &'a Shell,
    to_come: Vec<Line>,
    past: Vec<Line>,
}

/// A sign-up in the list.
struct Line {
    id: Uuid,
    title: String,
    when: String,
    state: String,
    unread: i64,
}

#[derive(Template)]
#[template(path = "pages/sign-up.html")]
struct SignUpPage<'a> {
    shell: &'a Shell,
    id: Uuid,
    mission: Uuid,
    title: String,
    when: String,
    state: String,
    says: String,
    complaints: Complaints,
    contact: Option<Contact>,
    can: Can,
    has_date: bool,
    messages: Vec<Message>,
    earlier: Option<String>,
    write: Option<Field>,
    reason: Field,
}

/// What can be done about a sign-up.
struct Can {
    withdraw: bool,
    take: bool,
    confirm: bool,
}

/// A message of the thread.
struct Message {
    mine: bool,
    when: String,
    text: String,
}

/// `GET /sign-ups`
pub(super) async fn list(State(web): State<Web>, shell: Shell) -> Result<Response, Failure> {
    let rows = sign_ups::read::mine(&web.app, &shell.ctx, None, PAGE).await?;
    let is_over = |mine: &Mine| {
        let ended = mine.ends_at.or(mine.starts_at).is_some_and(|end| end <= shell.ctx.now);
        ended || !mine.sign_up.state.is_live() || mine.sign_up.minutes.is_some()
    };
    let (past, mut to_come): (Vec<_>, Vec<_>) = rows.iter().partition(|mine| is_over(mine));
    to_come.sort_by_key(|mine| (mine.starts_at.is_none(), mine.starts_at));
    let line = |mine: &Mine| Line {
        id: mine.sign_up.id.uuid(),
        title: mine.title.clone(),
        when: shell.when(mine.starts_at),
        state: shell.word("sign-up-state", mine.sign_up.state),
        unread: mine.unread,
    };
    let page = SignUps {
        shell: &shell,
        to_come: to_come.into_iter().map(line).collect(),
        past: past.into_iter().map(line).collect(),
    };
    show(&shell, &page)
}

/// `GET /sign-ups/{id}`
pub(super) async fn sign_up(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    query: Query,
) -> Result<Response, Failure> {
    messages::read::read(&web.app, &shell.ctx, id.into()).await?;
    render(&web, &shell, id.into(), Complaints::default(), &query.0).await
}

async fn render(
    web: &Web,
    shell: &Shell,
    id: SignUpId,
    complaints: Complaints,
    given: &Fields,
) -> Result<Response, Failure> {
    let status = complaints.status();
    let mine = sign_ups::read::own(&web.app, &shell.ctx, id).await?;
    let (thread, earlier) = last_said(web, shell, id, given, &format!("/sign-ups/{id}")).await?;
    let state = mine.sign_up.state;
    let can = Can {
        withdraw: state.after(sign_ups::Act::Withdraw).is_ok(),
        take: state == Standing::Offered,
        confirm: state == Standing::Accepted && mine.sign_up.confirmed_at.is_none() && mine.starts_at.is_some(),
    };
    let message = |message: messages::Message| Message {
        mine: message.voice == Voice::Volunteer,
        when: shell.when(message.created_at),
        text: message.text.unwrap_or_else(|| shell.t("message-gone")),
    };
    let page = SignUpPage {
        shell,
        id: id.uuid(),
        mission: mine.sign_up.mission.uuid(),
        when: shell.when(mine.starts_at),
        state: shell.word("sign-up-state", state),
        says: says(shell, &mine),
        has_date: date_to_keep(&web.app, &shell.ctx, id).await?.is_some(),
        write: state.is_live().then(|| {
            Field::text("text", shell.t("message-write"), 3, given.text("text"))
                .complaint(&complaints, "/text")
                .required()
        }),
        reason: Field::text("reason", shell.t("withdraw-reason"), 2, given.text("reason"))
            .complaint(&complaints, "/reason"),
        earlier,
        messages: thread.into_iter().map(message).collect(),
        title: mine.title,
        contact: mine.contact.filter(|contact| *contact != Contact::default()),
        complaints,
        can,
    };
    show_as(status, shell, &page)
}

/// What the state means for the person, and what comes next.
fn says(shell: &Shell, mine: &Mine) -> String {
    let until = shell.when(mine.sign_up.offered_until);
    shell.filled(
        &format!("sign-up-says-{}", mine.sign_up.state),
        [("until", until.into()), ("title", mine.title.clone().into())],
    )
}

/// Goes on to the sign-up, or shows it with why not.
async fn after<T>(
    web: &Web,
    shell: &Shell,
    id: SignUpId,
    outcome: Result<T, EditError>,
    given: &Fields,
) -> Result<Response, Failure> {
    match outcome {
        Ok(_) => Ok(go_on(shell, &format!("/sign-ups/{id}"))),
        Err(error) => render(web, shell, id, Complaints::of(shell, error)?, given).await,
    }
}

/// Something that is done about a sign-up; places may have changed hands.
async fn done(
    web: &Web,
    shell: &Shell,
    id: SignUpId,
    outcome: Result<sign_ups::SignUp, EditError>,
    given: &Fields,
) -> Result<Response, Failure> {
    if let Ok(sign_up) = &outcome {
        web.answers.changed(Some((shell.ctx.tenant.id.uuid(), sign_up.mission)));
    }
    after(web, shell, id, outcome, given).await
}

/// `POST /sign-ups/{id}/withdraw`
pub(super) async fn withdraw(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let outcome = sign_ups::withdraw::withdraw(&web.app, &shell.ctx, id.into(), fields.filled("reason")).await;
    done(&web, &shell, id.into(), outcome, &fields).await
}

/// `POST /sign-ups/{id}/take`: takes the place that is offered.
pub(super) async fn take(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let outcome = sign_ups::answer::accept_offer(&web.app, &shell.ctx, id.into()).await;
    done(&web, &shell, id.into(), outcome, &fields).await
}

/// `POST /sign-ups/{id}/confirm`: says, after the reminder, that one comes.
pub(super) async fn confirm(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let outcome = sign_ups::confirm::confirm(&web.app, &shell.ctx, id.into()).await;
    done(&web, &shell, id.into(), outcome, &fields).await
}

/// `POST /sign-ups/{id}/messages`: writes to the association.
pub(super) async fn write(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let input = messages::send::Input { text: fields.text("text").to_owned() };
    let outcome = messages::send::send(&web.app, &shell.ctx, id.into(), input).await;
    after(&web, &shell, id.into(), outcome, &fields).await
}

/// `GET /sign-ups/{id}/date.ics`
pub(super) async fn date(State(web): State<Web>, shell: Shell, Id(id): Id) -> Result<Response, Failure> {
    let file = date_to_keep(&web.app, &shell.ctx, id.into()).await?.ok_or(Denied::NotFound)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"date.ics\"")),
    ];
    Ok((headers, file.text).into_response())
}
