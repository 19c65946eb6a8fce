//! Where chat platforms call: each bot at an address of its own, which answers once what follows is kept.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use bots::telegram;
use platform_core::chat::Platform;
use platform_core::chat::bots as rows;

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
