//! Members of associations and invitations to be one, over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use platform_core::accounts::{AssociationRole, Secret};
use platform_core::members::invite::{self, Invited};
use platform_core::members::{Invitation, Member, accept, change, list};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Web;
use super::associations::PageParams;
use super::error::{Failure, Problem};
use super::extractors::{Body, Context, Id, NoBody, Params};
use super::schemas;

/// Somebody who acts for an association.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MemberView {
    /// Their account.
    account: Uuid,
    /// «Prénom N.».
    name: String,
    /// What they hold.
    #[schema(schema_with = schemas::association_role)]
    role: AssociationRole,
    /// Since when.
    since: DateTime<Utc>,
}

/// A page of members.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MembersPage {
    /// In the order they came.
    items: Vec<MemberView>,
    /// Asks for the next page, if there is one.
    next: Option<String>,
}

/// List who acts for an association: for its members
#[utoipa::path(get, path = "/api/v1/associations/{id}/members", operation_id = "list_members", tag = "associations",
    params(("id" = Uuid, Path), PageParams),
    responses((status = 200, body = MembersPage), (status = "4XX", body = Problem)))]
pub(super) async fn list_members(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Params(params): Params<PageParams>,
) -> Result<Json<MembersPage>, Failure> {
    let limit = schemas::page_size(params.limit)?;
    let after = schemas::time_place(params.cursor.as_deref())?.map(|(at, id)| (at, id.into()));
    let rows = list::members(&web.app, &ctx, id.into(), after, limit + 1).await?;
    let (rows, next) = schemas::page(rows, limit, |row: &Member| (row.since, row.account.uuid()));
    let view =
        |row: Member| MemberView { account: row.account.uuid(), name: row.name, role: row.role, since: row.since };
    Ok(Json(MembersPage { items: rows.into_iter().map(view).collect(), next }))
}

/// Whom to ask.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InvitationBody {
    /// Their address.
    #[schema(example = "collegue@exemple.fr")]
    email: String,
    /// What they will hold.
    #[schema(schema_with = schemas::association_role)]
    role: AssociationRole,
}

/// Somebody asked to act for an association.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InvitationView {
    /// The invitation.
    id: Uuid,
    /// The address it went to.
    email: String,
    /// What they will hold.
    #[schema(schema_with = schemas::association_role)]
    role: AssociationRole,
    /// When it was sent last.
    sent_at: DateTime<Utc>,
    /// Until when it works.
    expires_at: DateTime<Utc>,
}

fn view(row: Invitation) -> InvitationView {
    InvitationView {
        id: row.id.uuid(),
        email: row.email,
        role: row.role,
        sent_at: row.sent_at,
        expires_at: row.expires_at,
    }
}

/// What came of asking somebody.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InvitedView {
    /// The invitation.
    #[serde(flatten)]
    invitation: InvitationView,
    /// Whether a mail is sent: not if one was within the hour.
    mailed: bool,
}

/// Ask somebody to act for an association, by mail: for its owners; asked again, the mail is sent again
#[utoipa::path(post, path = "/api/v1/associations/{id}/invitations", operation_id = "invite_member",
    tag = "associations", params(("id" = Uuid, Path)), request_body = InvitationBody,
    responses((status = 201, body = InvitedView), (status = 200, body = InvitedView, description = "Asked before"),
              (status = "4XX", body = Problem)))]
pub(super) async fn invite_member(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<InvitationBody>,
) -> Result<Response, Failure> {
    let input = invite::Input { email: body.email, role: body.role };
    let (status, invitation, mailed) = match invite::invite(&web.app, &ctx, id.into(), input).await? {
        Invited::Now(invitation) => (StatusCode::CREATED, invitation, true),
        Invited::Again(invitation) => (StatusCode::OK, invitation, true),
        Invited::Already(invitation) => (StatusCode::OK, invitation, false),
    };
    Ok((status, Json(InvitedView { invitation: view(invitation), mailed })).into_response())
}

/// A page of invitations.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InvitationsPage {
    /// In the order they were sent.
    items: Vec<InvitationView>,
    /// Asks for the next page, if there is one.
    next: Option<String>,
}

/// List the open invitations of an association: for its owners
#[utoipa::path(get, path = "/api/v1/associations/{id}/invitations", operation_id = "list_invitations",
    tag = "associations", params(("id" = Uuid, Path), PageParams),
    responses((status = 200, body = InvitationsPage), (status = "4XX", body = Problem)))]
pub(super) async fn list_invitations(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Params(params): Params<PageParams>,
) -> Result<Json<InvitationsPage>, Failure> {
    let limit = schemas::page_size(params.limit)?;
    let after = schemas::time_place(params.cursor.as_deref())?.map(|(at, id)| (at, id.into()));
    let rows = list::invitations(&web.app, &ctx, id.into(), after, limit + 1).await?;
    let (rows, next) = schemas::page(rows, limit, |row: &Invitation| (row.sent_at, row.id.uuid()));
    Ok(Json(InvitationsPage { items: rows.into_iter().map(view).collect(), next }))
}

/// Take an invitation back: its link stops working
#[utoipa::path(delete, path = "/api/v1/invitations/{id}", operation_id = "revoke_invitation", tag = "associations",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(super) async fn revoke_invitation(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<StatusCode, Failure> {
    invite::revoke(&web.app, &ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The secret of an invitation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AcceptBody {
    /// What stands after `#` in the link.
    token: String,
}

/// Somebody joined an association.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct JoinedView {
    /// The association.
    association: Uuid,
    /// Its name.
    name: String,
    /// What they hold in it now.
    #[schema(schema_with = schemas::association_role)]
    role: AssociationRole,
}

/// Say yes to an invitation; it works once
#[utoipa::path(post, path = "/api/v1/invitations/accept", operation_id = "accept_invitation", tag = "associations",
    request_body = AcceptBody,
    responses((status = 200, body = JoinedView), (status = "4XX", body = Problem)))]
pub(super) async fn accept_invitation(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<AcceptBody>,
) -> Result<Json<JoinedView>, Failure> {
    web.limits.count(&ctx, None)?;
    let joined = accept::accept(&web.app, &ctx, &Secret::presented(&body.token)).await?;
    Ok(Json(JoinedView { association: joined.association.uuid(), name: joined.name, role: joined.role }))
}

/// A member and what they shall hold.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeMemberBody {
    /// Whose account.
    account: Uuid,
    /// What they will hold.
    #[schema(schema_with = schemas::association_role)]
    role: AssociationRole,
}

/// Give a member of an association another role: for its owners
#[utoipa::path(post, path = "/api/v1/associations/{id}/members/change", operation_id = "change_member",
    tag = "associations", params(("id" = Uuid, Path)), request_body = ChangeMemberBody,
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(super) async fn change_member(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<ChangeMemberBody>,
) -> Result<StatusCode, Failure> {
    change::change(&web.app, &ctx, id.into(), body.account.into(), body.role).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A member.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RemoveMemberBody {
    /// Whose account.
    account: Uuid,
}

/// Take somebody out of an association: an owner anybody, everybody themselves
#[utoipa::path(post, path = "/api/v1/associations/{id}/members/remove", operation_id = "remove_member",
    tag = "associations", params(("id" = Uuid, Path)), request_body = RemoveMemberBody,
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(super) async fn remove_member(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<RemoveMemberBody>,
) -> Result<StatusCode, Failure> {
    change::remove(&web.app, &ctx, id.into(), body.account.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
