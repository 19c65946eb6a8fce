//! What people hold and what associations are accredited for, over HTTP.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use platform_core::accounts::{Secret, consent};
use platform_core::rules::credentials::{self, Held};
use platform_core::rules::facts::{Assurance, Credential};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Web;
use super::accounts::{CHECK_YOUR_MAIL, CheckYourMail};
use super::associations::{self, AssociationView};
use super::error::{Failure, Problem};
use super::extractors::{Body, Context, Id, NoBody};
use super::schemas;

/// What somebody holds.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CredentialView {
    /// Its name.
    name: String,
    /// How it is known.
    #[schema(schema_with = schemas::assurance)]
    assurance: Assurance,
    /// Since when.
    given_at: DateTime<Utc>,
    /// Until when; none: for good.
    until: Option<DateTime<Utc>>,
}

impl From<Held> for CredentialView {
    fn from(held: Held) -> Self {
        let Credential { name, assurance } = held.credential;
        Self { name, assurance, given_at: held.given_at, until: held.until }
    }
}

/// All that somebody holds.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CredentialsView {
    /// By name.
    items: Vec<CredentialView>,
}

/// How a credential is known, and until when it is good.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CredentialBody {
    /// How it is known.
    #[schema(schema_with = schemas::assurance)]
    assurance: Assurance,
    /// Until when; absent: for good.
    until: Option<DateTime<Utc>>,
}

/// See what somebody holds
#[utoipa::path(get, path = "/api/v1/accounts/{id}/credentials", operation_id = "list_credentials", tag = "moderation",
    params(("id" = Uuid, Path, description = "The account")),
    responses((status = 200, body = CredentialsView), (status = "4XX", body = Problem)))]
pub(super) async fn list_credentials(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(account): Id,
) -> Result<Json<CredentialsView>, Failure> {
    let held = credentials::list(&web.app, &ctx, account.into()).await?;
    Ok(Json(CredentialsView { items: held.into_iter().map(Into::into).collect() }))
}

/// Give somebody a credential, or the same with another assurance
#[utoipa::path(put, path = "/api/v1/accounts/{id}/credentials/{name}", operation_id = "give_credential",
    tag = "moderation", request_body = CredentialBody,
    params(("id" = Uuid, Path, description = "The account"),
           ("name" = String, Path, description = "One the city's rules know, or `residence`")),
    responses((status = 200, body = CredentialView), (status = "4XX", body = Problem)))]
pub(super) async fn give_credential(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(account): Id,
    Path((_, name)): Path<(String, String)>,
    Body(body): Body<CredentialBody>,
) -> Result<Json<CredentialView>, Failure> {
    let credential = Credential { name, assurance: body.assurance };
    Ok(Json(credentials::give(&web.app, &ctx, account.into(), credential, body.until).await?.into()))
}

/// Take a credential from somebody
#[utoipa::path(delete, path = "/api/v1/accounts/{id}/credentials/{name}", operation_id = "take_credential",
    tag = "moderation",
    params(("id" = Uuid, Path, description = "The account"), ("name" = String, Path, description = "The credential")),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(super) async fn take_credential(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(account): Id,
    Path((_, name)): Path<(String, String)>,
    _: NoBody,
) -> Result<StatusCode, Failure> {
    credentials::take(&web.app, &ctx, account.into(), &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whom somebody asks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GuardianBody {
    /// The address of a parent or guardian; a link is sent to it.
    #[schema(example = "parent@exemple.fr")]
    email: String,
}

/// Ask a parent or guardian for consent: a link is sent to them
#[utoipa::path(post, path = "/api/v1/me/guardian", operation_id = "ask_guardian", tag = "accounts",
    request_body = GuardianBody,
    responses((status = 202, body = CheckYourMail), (status = "4XX", body = Problem)))]
pub(super) async fn ask_guardian(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<GuardianBody>,
) -> Result<impl IntoResponse, Failure> {
    web.limits.count(&ctx, Some(&body.email))?;
    consent::ask_guardian(&web.app, &ctx, &body.email).await?;
    Ok(CHECK_YOUR_MAIL)
}

/// The secret of a guardian's link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsentBody {
    /// What stands after `#` in the link.
    token: String,
}

/// Agree, as a parent or guardian, by the link that was sent
#[utoipa::path(post, path = "/api/v1/consents", operation_id = "give_consent", tag = "accounts",
    request_body = ConsentBody,
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(super) async fn give_consent(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<ConsentBody>,
) -> Result<StatusCode, Failure> {
    web.limits.count(&ctx, None)?;
    consent::give_consent(&web.app, &ctx, &Secret::presented(&body.token)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What an association is accredited for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AccreditationsBody {
    /// All of it: what is left out is taken away. Names the city's rules know.
    accreditations: Vec<String>,
}

/// Set what an association is accredited for
#[utoipa::path(put, path = "/api/v1/associations/{id}/accreditations", operation_id = "accredit_association",
    tag = "moderation", request_body = AccreditationsBody,
    params(("id" = Uuid, Path, description = "The association")),
    responses((status = 200, body = AssociationView), (status = "4XX", body = Problem)))]
pub(super) async fn accredit_association(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    Body(body): Body<AccreditationsBody>,
) -> Result<Json<AssociationView>, Failure> {
    let after = credentials::accredit(&web.app, &ctx, id.into(), None, body.accreditations).await?;
    Ok(Json(associations::view(after, true, &ctx)))
}
