//! Making oneself known to a bot.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bots::{discord, engine};
use chrono::{DateTime, Utc};
use platform_core::DbError;
use platform_core::chat::{Platform, bots as rows};
use platform_core::chat::{guilds, people};
use platform_core::refusals::EditError;
use platform_core::tenancy::Ctx;
use serde::Serialize;
use utoipa::ToSchema;

use super::Web;
use super::error::{Failure, Problem};
use super::extractors::{Context, Id, NoBody};
use super::idempotency::HoldsSecret;

/// What one shows to a bot, once.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChatCodeView {
    /// What the conversation begins with: `/start <this>`.
    start: String,
    /// Until when it counts.
    expires_at: DateTime<Utc>,
    /// Links that open a conversation with it, one for each Telegram bot of the city.
    telegram: Vec<String>,
}

/// Make the code by which a bot knows one's account
///
/// It counts once, and the one before is void. The bot shows whose it is, and asks, before it links.
#[utoipa::path(post, path = "/api/v1/me/chat-codes", operation_id = "create_chat_code", tag = "accounts",
    responses((status = 201, body = ChatCodeView), (status = "4XX", body = Problem)))]
pub(super) async fn create_chat_code(
    State(web): State<Web>,
    Context(ctx): Context,
    _: NoBody,
) -> Result<Response, Failure> {
    let ChatCode { start, expires_at, telegram } = chat_code(&web, &ctx).await?;
    let view = ChatCodeView { start, expires_at, telegram };
    let mut response = (StatusCode::CREATED, Json(view)).into_response();
    response.extensions_mut().insert(HoldsSecret);
    Ok(response)
}

/// What one shows to a bot, once.
pub(super) struct ChatCode {
    /// What the conversation begins with.
    pub(super) start: String,
    /// Until when it counts.
    pub(super) expires_at: DateTime<Utc>,
    /// Links that open a conversation with it, one for each Telegram bot of the city.
    pub(super) telegram: Vec<String>,
}

/// Makes the code by which a bot knows one's account.
pub(super) async fn chat_code(web: &Web, ctx: &Ctx) -> Result<ChatCode, EditError> {
    let (code, expires_at) = people::make_code(&web.app, ctx).await?;
    let start = engine::start_with(code.0);
    let telegram = telegram_links(web, ctx, &start).await?;
    Ok(ChatCode { telegram, start, expires_at })
}

/// Links that begin a conversation with this, one for each Telegram bot of the city.
pub(super) async fn telegram_links(web: &Web, ctx: &Ctx, start: &str) -> Result<Vec<String>, DbError> {
    let city = &ctx.tenant.config.code;
    let here = rows::serving(&web.app, Platform::Telegram, ctx.tenant.id).await?;
    // A bot that serves all cities is told which.
    let link = |(bot, own): &(String, bool)| match own {
        true => format!("https://t.me/{bot}?start={start}"),
        false => format!("https://t.me/{bot}?start={city}_{start}"),
    };
    Ok(here.iter().map(link).collect())
}

/// Whether a Telegram bot serves the city.
pub(super) async fn speaks_telegram(web: &Web, ctx: &Ctx) -> Result<bool, DbError> {
    Ok(!rows::serving(&web.app, Platform::Telegram, ctx.tenant.id).await?.is_empty())
}

/// What an association shows in a server of Discord, once.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GuildCodeView {
    /// What is given to `/configurer` there.
    code: String,
    /// Until when it counts.
    expires_at: DateTime<Utc>,
}

/// Make the code by which a server of Discord is linked to an association
///
/// Whoever runs the server gives it to `/configurer` there. It counts once, and the one before is void.
#[utoipa::path(post, path = "/api/v1/associations/{id}/guild-codes", operation_id = "create_guild_code",
    tag = "associations", params(("id" = Uuid, Path)),
    responses((status = 201, body = GuildCodeView), (status = "4XX", body = Problem)))]
pub(super) async fn create_guild_code(
    State(web): State<Web>,
    Context(ctx): Context,
    Id(id): Id,
    _: NoBody,
) -> Result<Response, Failure> {
    let (code, expires_at) = guilds::make_code(&web.app, &ctx, id.into()).await?;
    let view = GuildCodeView { code: discord::code_text(&ctx.tenant.config.code, code), expires_at };
    let mut response = (StatusCode::CREATED, Json(view)).into_response();
    response.extensions_mut().insert(HoldsSecret);
    Ok(response)
}
