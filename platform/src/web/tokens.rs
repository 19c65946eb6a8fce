//! Tokens for programs over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use platform_core::accounts::{Scope, Secret, tokens};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Web;
use super::error::{Failure, Problem};
use super::extractors::{Body, Context, Id, NoBody};
use super::idempotency::HoldsSecret;
use super::schemas;

/// A token to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenBody {
    /// What it is for.
    name: String,
    /// What it may be used for.
    #[schema(schema_with = schemas::scopes)]
    scopes: Vec<Scope>,
    /// When it ends; absent: never.
    expires_at: Option<DateTime<Utc>>,
}

/// A token.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TokenView {
    /// Its id.
    id: Uuid,
    /// What it is for.
    name: String,
    /// What it may be used for.
    #[schema(schema_with = schemas::scopes)]
    scopes: Vec<Scope>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it ends.
    expires_at: Option<DateTime<Utc>>,
    /// The token itself, in the answer that makes it and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

fn token_view(token: tokens::Token, secret: Option<&Secret>) -> TokenView {
    TokenView {
        id: token.id.uuid(),
        name: token.name,
        scopes: token.scopes,
        created_at: token.created_at,
        expires_at: token.expires_at,
        token: secret.map(|secret| secret.expose().to_owned()),
    }
}

/// Make a token for a program; it is shown once
#[utoipa::path(post, path = "/api/v1/tokens", operation_id = "create_token", tag = "accounts",
    request_body = TokenBody,
    responses((status = 201, body = TokenView), (status = "4XX", body = Problem)))]
pub(super) async fn create_token(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<TokenBody>,
) -> Result<Response, Failure> {
    let input = tokens::Input { name: body.name, scopes: body.scopes, expires_at: body.expires_at };
    let (token, secret) = tokens::create(&web.app, &ctx, input).await?;
    let mut response = (StatusCode::CREATED, Json(token_view(token, Some(&secret)))).into_response();
    response.extensions_mut().insert(HoldsSecret);
    Ok(response)
}

/// All one's tokens.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TokensView {
    /// Newest first.
    items: Vec<TokenView>,
}

/// List one's tokens
#[utoipa::path(get, path = "/api/v1/tokens", operation_id = "list_tokens", tag = "accounts",
    responses((status = 200, body = TokensView), (status = "4XX", body = Problem)))]
pub(super) async fn list_tokens(State(web): State<Web>, Context(ctx): Context) -> Result<Json<TokensView>, Failure> {
    let tokens = tokens::list(&web.app, &ctx).await?;
    Ok(Json(TokensView { items: tokens.into_iter().map(|token| token_view(token, None)).collect() }))
}

/// End a token at once
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", operation_id = "revoke_token", tag = "accounts",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(super) async fn revoke_token(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<StatusCode, Failure> {
    tokens::revoke(&web.app, &ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
