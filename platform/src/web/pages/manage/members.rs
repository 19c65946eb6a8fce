//! Who acts for an association: asked by mail, given a role, taken out.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::accounts::AssociationRole;
use platform_core::associations;
use platform_core::kinds::{AccountId, AssociationId};
use platform_core::members::invite::{self, Input};
use platform_core::members::{Invitation, Member, change as change_member, list as members};
use platform_core::refusals::EditError;
use uuid::Uuid;

use super::role;
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;
use crate::web::pages::field::{Choice, Field};
use crate::web::pages::form::{Complaints, Fields, Form};
use crate::web::pages::response::{go_on, show_as};
use crate::web::pages::shell::Shell;

/// Members shown.
const MEMBERS: u16 = 200;

#[derive(Template)]
#[template(path = "pages/manage/members.html")]
struct Members<'a> {
    shell: &'a Shell,
    id: Uuid,
    name: String,
    complaints: Complaints,
    is_owner: bool,
    members: Vec<Row>,
    invitations: Vec<Asked>,
    invite: [Field; 2],
}

/// A member, with what can be changed.
struct Row {
    account: Uuid,
    name: String,
    role: String,
    since: String,
    is_me: bool,
    /// The other role, and what giving it is called.
    other: (AssociationRole, String),
}

/// Somebody who was asked.
struct Asked {
    id: Uuid,
    email: String,
    role: String,
    until: String,
}

/// `GET /manage/{id}/members`
pub(super) async fn list(State(web): State<Web>, shell: Shell, Id(id): Id) -> Result<Response, Failure> {
    render(&web, &shell, id.into(), Complaints::default(), &Fields::default()).await
}

async fn render(
    web: &Web,
    shell: &Shell,
    id: AssociationId,
    complaints: Complaints,
    given: &Fields,
) -> Result<Response, Failure> {
    let status = complaints.status();
    let is_owner = role(shell, id)? == AssociationRole::Owner;
    let association = associations::read::get(&web.app, &shell.ctx, id).await?.association;
    let rows = members::members(&web.app, &shell.ctx, id, None, MEMBERS).await?;
    let asked = match is_owner {
        true => members::invitations(&web.app, &shell.ctx, id, None, invite::MOST).await?,
        false => Vec::new(),
    };
    let page = Members {
        shell,
        id: id.uuid(),
        name: association.file.name,
        is_owner,
        members: rows.into_iter().map(|member| row(shell, member)).collect(),
        invitations: asked.into_iter().map(|invitation| invited(shell, invitation)).collect(),
        invite: invitation(shell, given, &complaints),
        complaints,
    };
    show_as(status, shell, &page)
}

fn row(shell: &Shell, member: Member) -> Row {
    let other = match member.role {
        AssociationRole::Owner => AssociationRole::Manager,
        AssociationRole::Manager => AssociationRole::Owner,
    };
    Row {
        account: member.account.uuid(),
        name: member.name,
        role: shell.word("manage-role", member.role),
        since: shell.when(member.since),
        is_me: shell.person.as_ref().is_some_and(|person| person.id == member.account),
        other: (other, shell.word("members-make", other)),
    }
}

fn invited(shell: &Shell, invitation: Invitation) -> Asked {
    Asked {
        id: invitation.id.uuid(),
        email: invitation.email,
        role: shell.word("manage-role", invitation.role),
        until: shell.when(invitation.expires_at),
    }
}

fn invitation(shell: &Shell, given: &Fields, complaints: &Complaints) -> [Field; 2] {
    let chosen = given.filled("role").unwrap_or_else(|| AssociationRole::Manager.to_string());
    let choice = |role: &AssociationRole| Choice::new(role, shell.word("manage-role", role), chosen == role.word());
    let email = Field::typed("email", "email", shell.t("field-email"), given.text("email"));
    [
        email.complaint(complaints, "/email").required(),
        Field::radios("role", shell.t("members-role"), AssociationRole::ALL.iter().rev().map(choice).collect())
            .complaint(complaints, "/role")
            .required(),
    ]
}

/// Goes on to the members, or shows them with why not.
async fn after<T>(
    web: &Web,
    shell: &Shell,
    id: AssociationId,
    outcome: Result<T, EditError>,
    given: &Fields,
) -> Result<Response, Failure> {
    let Err(error) = outcome else { return Ok(go_on(shell, &format!("/manage/{id}/members"))) };
    let complaints = Complaints::of(shell, error)?;
    render(web, shell, id, complaints, given).await
}

/// The role that was chosen: to be a manager, if none was.
fn role_in(fields: &Fields) -> AssociationRole {
    fields.parsed("role").ok().flatten().unwrap_or(AssociationRole::Manager)
}

/// `POST /manage/{id}/members/invite`
pub(super) async fn invite(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let input = Input { email: fields.text("email").trim().to_owned(), role: role_in(&fields) };
    let outcome = invite::invite(&web.app, &shell.ctx, id.into(), input).await;
    after(&web, &shell, id.into(), outcome, &fields).await
}

/// `POST /manage/{id}/members/revoke`: takes an invitation back.
pub(super) async fn revoke(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let outcome = invite::revoke(&web.app, &shell.ctx, fields.id("invitation")?).await;
    after(&web, &shell, id.into(), outcome, &fields).await
}

/// `POST /manage/{id}/members/change`: gives somebody another role.
pub(super) async fn change(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let (account, role) = (fields.id("account")?, role_in(&fields));
    let outcome = change_member::change(&web.app, &shell.ctx, id.into(), account, role).await;
    after(&web, &shell, id.into(), outcome, &Fields::default()).await
}

/// `POST /manage/{id}/members/remove`: takes somebody out; who goes by their own will goes on to what they still have.
pub(super) async fn remove(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let account: AccountId = fields.id("account")?;
    let outcome = change_member::remove(&web.app, &shell.ctx, id.into(), account).await;
    if outcome.is_ok() && shell.ctx.actor.account() == Some(account) {
        return Ok(go_on(&shell, "/manage"));
    }
    after(&web, &shell, id.into(), outcome, &Fields::default()).await
}
