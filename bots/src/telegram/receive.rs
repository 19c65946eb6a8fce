//! An update of Telegram, from its arrival to what is kept of it.

use platform_core::App;
use platform_core::chat::bots::Bot;
use platform_core::chat::conversation;
use teloxide::types;

use super::show;
use super::update::{Update, What};
use crate::receive;
use crate::talk::Fault;

/// Deals with an update. When it returns, what follows is kept, and the update may be answered for; sent again, it has no
/// effect.
///
/// # Errors
/// If something of ours fails: Telegram is to send it again.
pub async fn receive(app: &App, bot: &Bot, body: &[u8]) -> Result<(), Fault> {
    match serde_json::from_slice(body) {
        Ok(update) => deal(app, bot, update).await,
        Err(error) => {
            // Sent again it would be no better.
            tracing::warn!(%error, "an update of Telegram cannot be read");
            Ok(())
        }
    }
}

/// The same with an update that is read.
pub(super) async fn deal(app: &App, bot: &Bot, update: types::Update) -> Result<(), Fault> {
    match Update::of(update, bot.city) {
        None => Ok(()),
        Some(Update { chat, what: What::Reachable(reachable), .. }) => {
            Ok(conversation::mark(app, bot.id, &chat, reachable).await?)
        }
        Some(Update { what: What::Said(incoming), press, .. }) => {
            let press = press.as_ref().map(|press| (press.query.as_str(), press.on));
            let show = |reply: &receive::Reply<'_>| {
                let send_place = reply.text("chat-do-send-place");
                (show::sendings(reply.out, press, &send_place, reply.locale), ())
            };
            receive::receive(app, bot, &incoming, show).await.map(drop)
        }
    }
}
