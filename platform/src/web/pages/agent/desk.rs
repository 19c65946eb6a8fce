//! The desk: an agent finds the account of somebody who stands before them, or makes one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::accounts::{desk, register};
use platform_core::refusals::EditError;
use platform_core::rules::Fact;

use super::super::field::Field;
use super::super::form::{Complaints, Fields, Form};
use super::super::response::{go_on, show_as};
use super::super::shell::Shell;
use super::ForAgents;
use crate::web::Web;
use crate::web::error::Failure;

#[derive(Template)]
#[template(path = "pages/agent/desk.html")]
struct DeskPage<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    fields: Vec<Field>,
}

/// `GET /agent/desk`
pub(super) async fn form(ForAgents(shell): ForAgents) -> Result<Response, Failure> {
    render(&shell, Complaints::default(), &Fields::default())
}

fn render(shell: &Shell, complaints: Complaints, given: &Fields) -> Result<Response, Failure> {
    let status = complaints.status();
    // What is told is somebody else's than the agent's: the browser fills nothing in.
    let line = |name: &str, label: &str| Field::line(name, shell.t(label), given.text(name)).autocomplete("off");
    let mut fields = vec![
        line("given_name", "field-given-name").complaint(&complaints, "/given_name").required(),
        line("family_name", "field-family-name")
            .hint(shell.t("field-family-name-hint"))
            .complaint(&complaints, "/family_name")
            .required(),
    ];
    if shell.ctx.tenant.rules.about().needs(Fact::Age) {
        fields.push(
            Field::typed("date", "birth_date", shell.t("field-birth-date"), given.text("birth_date"))
                .complaint(&complaints, "/birth_date"),
        );
    }
    fields.push(
        Field::email("email", shell.t("field-email"), given.text("email"))
            .autocomplete("off")
            .hint(shell.t("agent-desk-email-hint"))
            .complaint(&complaints, "/email"),
    );
    show_as(status, shell, &DeskPage { shell, complaints, fields })
}

/// `POST /agent/desk`
pub(super) async fn person(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Form(given): Form,
) -> Result<Response, Failure> {
    let found = match read(&given) {
        Ok(person) => desk::person(&web.app, &shell.ctx, person).await,
        Err(error) => Err(error),
    };
    match found {
        Ok((id, _)) => Ok(go_on(&shell, &format!("/agent/desk/{id}"))),
        Err(error) => render(&shell, Complaints::of(&shell, error)?, &given),
    }
}

fn read(given: &Fields) -> Result<desk::Person, EditError> {
    let birth_date = given.parsed("birth_date").map_err(|reason| EditError::Invalid(vec![reason]))?;
    let told = register::Told {
        given_name: given.text("given_name").to_owned(),
        // Blank is not the same as kept to oneself: at the desk it is asked for.
        family_name: Some(given.text("family_name").to_owned()),
        birth_date,
        locale: None,
    };
    Ok(desk::Person { email: given.filled("email"), told })
}
