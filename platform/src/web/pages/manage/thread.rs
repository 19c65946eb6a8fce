//! One sign-up as the association sees it: who, with which words, and what the two sides write to each other.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::kinds::SignUpId;
use platform_core::messages::{self, Message, Voice, send};
use platform_core::refusals::EditError;
use platform_core::sign_ups::read::shown_name;
use platform_core::sign_ups::{self, Act, SignUp};
use uuid::Uuid;

use super::{changed, desk, own_mission};
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;
use crate::web::pages::field::Field;
use crate::web::pages::form::{Complaints, Fields, Form};
use crate::web::pages::last_said::last_said;
use crate::web::pages::mission::Query;
use crate::web::pages::response::{go_on, show_as};
use crate::web::pages::shell::Shell;

#[derive(Template)]
#[template(path = "pages/manage/sign-up.html")]
struct Thread<'a> {
    shell: &'a Shell,
    id: Uuid,
    mission: (Uuid, String),
    name: String,
    when: String,
    state: String,
    email: Option<String>,
    motivation: Option<String>,
    complaints: Complaints,
    answers: bool,
    reason: Field,
    messages: Vec<Said>,
    earlier: Option<String>,
    write: Field,
}

/// A message.
struct Said {
    ours: bool,
    who: String,
    when: String,
    text: String,
}

/// `GET /manage/sign-ups/{id}`: what is in the thread is read by it.
pub(super) async fn thread(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    query: Query,
) -> Result<Response, Failure> {
    // First whether it is theirs: a volunteer has a page of their own for it.
    sign_ups::read::person(&web.app, &shell.ctx, id.into()).await?;
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
    let person = sign_ups::read::person(&web.app, &shell.ctx, id).await?;
    let mission = own_mission(web, shell, person.sign_up.mission).await?;
    let (said, earlier) = last_said(web, shell, id, given, &format!("/manage/sign-ups/{id}")).await?;
    let name = shown_name(&shell.ctx.tenant.texts, shell.ctx.locale, person.short_name);
    let page = Thread {
        shell,
        id: id.uuid(),
        mission: (mission.id.uuid(), mission.draft.text_in(shell.ctx.locale).0.to_owned()),
        when: desk::when(shell, &mission, &person.sign_up),
        state: shell.word("desk-state", person.sign_up.state),
        answers: person.sign_up.state.after(Act::Accept).is_ok(),
        earlier,
        messages: said.into_iter().map(|message| line(shell, message)).collect(),
        reason: Field::text("reason", shell.t("desk-reason"), 2, given.text("reason"))
            .complaint(&complaints, "/reason"),
        write: Field::text("text", shell.t("message-write"), 3, given.text("text"))
            .complaint(&complaints, "/text")
            .required(),
        email: person.email,
        motivation: person.sign_up.motivation,
        complaints,
        name,
    };
    show_as(status, shell, &page)
}

fn line(shell: &Shell, message: Message) -> Said {
    Said {
        ours: message.voice == Voice::Association,
        who: shown_name(&shell.ctx.tenant.texts, shell.ctx.locale, message.name.unwrap_or_default()),
        when: shell.when(message.created_at),
        text: message.text.unwrap_or_else(|| shell.t("message-gone")),
    }
}

/// Goes on to the sign-up, or shows it with why not.
async fn after<T>(
    web: &Web,
    shell: &Shell,
    id: SignUpId,
    outcome: Result<T, EditError>,
    given: &Fields,
) -> Result<Response, Failure> {
    let Err(error) = outcome else { return Ok(go_on(shell, &format!("/manage/sign-ups/{id}"))) };
    let complaints = Complaints::of(shell, error)?;
    render(web, shell, id, complaints, given).await
}

/// A request is answered: places may have changed hands.
async fn answered(
    web: &Web,
    shell: &Shell,
    id: SignUpId,
    outcome: Result<SignUp, EditError>,
    given: &Fields,
) -> Result<Response, Failure> {
    if let Ok(sign_up) = &outcome {
        changed(web, shell, sign_up.mission);
    }
    after(web, shell, id, outcome, given).await
}

/// `POST /manage/sign-ups/{id}/accept`
pub(super) async fn accept(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let outcome = sign_ups::answer::accept(&web.app, &shell.ctx, id.into()).await;
    answered(&web, &shell, id.into(), outcome, &fields).await
}

/// `POST /manage/sign-ups/{id}/decline`
pub(super) async fn decline(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let outcome = sign_ups::answer::decline(&web.app, &shell.ctx, id.into(), fields.filled("reason")).await;
    answered(&web, &shell, id.into(), outcome, &fields).await
}

/// `POST /manage/sign-ups/{id}/messages`: writes to the volunteer.
pub(super) async fn write(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    // Who writes here writes for the association: the volunteer does so on a page of their own.
    sign_ups::read::person(&web.app, &shell.ctx, id.into()).await?;
    let input = send::Input { text: fields.text("text").to_owned() };
    let outcome = send::send(&web.app, &shell.ctx, id.into(), input).await;
    after(&web, &shell, id.into(), outcome, &fields).await
}
