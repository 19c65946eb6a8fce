//! Where chat platforms call: each bot at an address of its own, which answers once what follows is kept.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bots::{discord, telegram};
use platform_core::chat::Platform;
use platform_core::chat::bots::{self as rows, Bot};

use super::Web;

/// What Telegram shows to prove itself (Bot API, `setWebhook`).
const SECRET: &str = "x-telegram-bot-api-secret-token";

/// An update of Telegram. Until it is dealt with it is not answered for, so that Telegram sends it again.
pub(super) async fn telegram(
    State(web): State<Web>,
    Path(hook): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let Some(vault) = &web.app.vault else { return StatusCode::NOT_FOUND };
    let bot = match rows::by_hook(&web.app, vault, &hook).await {
        Ok(Some(bot)) if bot.platform == Platform::Telegram => bot,
        Ok(_) => return StatusCode::NOT_FOUND,
        Err(error) => {
            tracing::error!(%error, "a bot cannot be read");
            return StatusCode::SERVICE_UNAVAILABLE;
        }
    };
    // To a stranger there is nothing here.
    if !headers.get(SECRET).is_some_and(|shown| bot.knows(shown.as_bytes())) {
        return StatusCode::NOT_FOUND;
    }
    match telegram::receive(&web.app, &bot, &body).await {
        Ok(()) => StatusCode::OK,
        Err(fault) => {
            tracing::error!(bot = bot.name, %fault, "an update waits to be sent again");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// What Discord signs with, and the time that it signs, too (Discord, "Receiving and Responding").
const SIGNATURE: &str = "x-signature-ed25519";
const SIGNED_AT: &str = "x-signature-timestamp";

/// An interaction of Discord, or an event. Discord signs badly on purpose now and then, to see whether we look.
pub(super) async fn discord(State(web): State<Web>, headers: HeaderMap, body: Bytes) -> Response {
    let (Some(vault), Some(application)) = (&web.app.vault, discord::application(&body)) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let bot = match rows::by_hook(&web.app, vault, &application).await {
        Ok(bot) => bot.filter(|bot| bot.platform == Platform::Discord),
        Err(error) => {
            tracing::error!(%error, "a bot cannot be read");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let now = web.app.clock.now();
    let signed = |bot: &Bot| discord::verify(bot, header(SIGNATURE), header(SIGNED_AT), &body, now);
    let Some(bot) = bot.filter(|bot| signed(bot)) else { return StatusCode::UNAUTHORIZED.into_response() };
    match discord::receive(&web.app, &bot, &body).await {
        discord::Response::Json(answer) => Json(answer).into_response(),
        discord::Response::Heard => StatusCode::NO_CONTENT.into_response(),
        discord::Response::Unknown => StatusCode::BAD_REQUEST.into_response(),
    }
}
