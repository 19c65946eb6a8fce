//! Who holds a role in the city, and giving and taking one: for its admins.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::accounts::CityRole;
use platform_core::accounts::roles::{self, Holder};
use platform_core::kinds::AccountId;
use platform_core::refusals::{EditError, Reason};
use uuid::Uuid;

use super::super::field::{Choice, Field};
use super::super::form::{Complaints, Fields, Form};
use super::super::response::{go_on, show_as};
use super::super::shell::Shell;
use super::ForAdmins;
use crate::web::Web;
use crate::web::error::Failure;

#[derive(Template)]
#[template(path = "pages/agent/roles.html")]
struct RolesPage<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    holders: Vec<Line>,
    fields: Vec<Field>,
}

/// Somebody who holds a role.
struct Line {
    account: Uuid,
    name: String,
    email: String,
    role: String,
}

/// `GET /agent/roles`
pub(super) async fn list(State(web): State<Web>, ForAdmins(shell): ForAdmins) -> Result<Response, Failure> {
    render(&web, &shell, Complaints::default(), &Fields::default()).await
}

async fn render(web: &Web, shell: &Shell, complaints: Complaints, given: &Fields) -> Result<Response, Failure> {
    let status = complaints.status();
    let holders = roles::list(&web.app, &shell.ctx).await?;
    let line = |holder: Holder| Line {
        account: holder.account.uuid(),
        name: [holder.given_name, holder.family_name].join(" "),
        email: holder.email.unwrap_or_default(),
        role: shell.word("agent-role", holder.role),
    };
    let chosen = given.parsed("role").ok().flatten().unwrap_or(CityRole::Moderator);
    let role = |role: &CityRole| Choice::new(role, shell.word("agent-role", role), *role == chosen);
    let fields = vec![
        Field::email("email", shell.t("field-email"), given.text("email"))
            .autocomplete("off")
            .hint(shell.t("agent-role-email-hint"))
            .complaint(&complaints, "/email")
            .required(),
        Field::radios("role", shell.t("agent-role"), CityRole::ALL.iter().map(role).collect())
            .hint(shell.t("agent-role-hint"))
            .complaint(&complaints, "/role"),
    ];
    show_as(status, shell, &RolesPage { shell, complaints, holders: holders.into_iter().map(line).collect(), fields })
}

/// Goes on to the list, or shows it with why not.
async fn after<T>(
    web: &Web,
    shell: &Shell,
    outcome: Result<T, EditError>,
    given: &Fields,
) -> Result<Response, Failure> {
    match outcome {
        Ok(_) => Ok(go_on(shell, "/agent/roles")),
        Err(error) => render(web, shell, Complaints::of(shell, error)?, given).await,
    }
}

/// `POST /agent/roles`
pub(super) async fn give(
    State(web): State<Web>,
    ForAdmins(shell): ForAdmins,
    Form(given): Form,
) -> Result<Response, Failure> {
    let outcome = match given.parsed::<CityRole>("role") {
        Ok(Some(role)) => roles::give(&web.app, &shell.ctx, given.text("email").trim(), role).await,
        Ok(None) => Err(EditError::Invalid(vec![Reason::new("missing_field").at("/role")])),
        Err(reason) => Err(EditError::Invalid(vec![reason])),
    };
    after(&web, &shell, outcome, &given).await
}

/// `POST /agent/roles/take`
pub(super) async fn take(
    State(web): State<Web>,
    ForAdmins(shell): ForAdmins,
    Form(given): Form,
) -> Result<Response, Failure> {
    let account: AccountId = given.id("account")?;
    let outcome = roles::take(&web.app, &shell.ctx, account).await;
    // Who has none any more may not see the list of them.
    if outcome.is_ok() && shell.ctx.actor.account() == Some(account) {
        return Ok(go_on(&shell, "/"));
    }
    after(&web, &shell, outcome, &Fields::default()).await
}
