//! Roles in the city over HTTP, for its admins.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use platform_core::accounts::CityRole;
use platform_core::accounts::roles::{self, Holder};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Web;
use super::error::{Failure, Problem};
use super::extractors::{Body, Context, Id, NoBody};
use super::schemas;

/// Somebody who holds a role in the city.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HolderView {
    /// Their account.
    account: Uuid,
    /// First name.
    given_name: String,
    /// Last name.
    family_name: String,
    /// Their address.
    email: Option<String>,
    /// What they hold.
    #[schema(schema_with = schemas::city_role)]
    role: CityRole,
}

impl From<Holder> for HolderView {
    fn from(holder: Holder) -> Self {
        let Holder { account, given_name, family_name, email, role } = holder;
        Self { account: account.uuid(), given_name, family_name, email, role }
    }
}

/// Who holds a role in the city.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HoldersView {
    /// Admins first.
    items: Vec<HolderView>,
}

/// See who holds a role in the city
#[utoipa::path(get, path = "/api/v1/roles", operation_id = "list_roles", tag = "moderation",
    responses((status = 200, body = HoldersView), (status = "4XX", body = Problem)))]
pub(super) async fn list_roles(State(web): State<Web>, Context(ctx): Context) -> Result<Json<HoldersView>, Failure> {
    let items = roles::list(&web.app, &ctx).await?;
    Ok(Json(HoldersView { items: items.into_iter().map(Into::into).collect() }))
}

/// A role, and who is to hold it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleBody {
    /// The person's address; without an account one is made, and a link to come in is sent.
    email: String,
    /// What they are to hold.
    #[schema(schema_with = schemas::city_role)]
    role: CityRole,
}

/// Whose account it is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GivenRoleView {
    /// The account.
    account: Uuid,
}

/// Give somebody a role in the city
#[utoipa::path(put, path = "/api/v1/roles", operation_id = "give_role", tag = "moderation", request_body = RoleBody,
    responses((status = 200, body = GivenRoleView), (status = "4XX", body = Problem)))]
pub(super) async fn give_role(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<RoleBody>,
) -> Result<Json<GivenRoleView>, Failure> {
    let account = roles::give(&web.app, &ctx, &body.email, body.role).await?;
    Ok(Json(GivenRoleView { account: account.uuid() }))
}

/// Take the role from somebody; the city keeps at least one admin
#[utoipa::path(delete, path = "/api/v1/roles/{id}", operation_id = "take_role", tag = "moderation",
    params(("id" = Uuid, Path, description = "The account")),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(super) async fn take_role(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(account): Id,
    _: NoBody,
) -> Result<StatusCode, Failure> {
    roles::take(&web.app, &ctx, account.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
