//! Fetching updates, where Telegram cannot call: a machine of one's own, behind no public address. One node does it for a bot.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use platform_core::App;
use platform_core::chat::Platform;
use platform_core::chat::bots::{self, Bot as Row};
use platform_core::kinds::BotId;
use secrecy::ExposeSecret as _;
use teloxide::payloads::GetUpdatesSetters as _;
use teloxide::prelude::Requester as _;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::sleep;
use url::Url;
use uuid::Uuid;

use super::receive::deal;
use super::register::{UPDATES, client};

/// How long Telegram holds a question open, seconds. Less than the lease, and than the client's own patience.
const HELD: u32 = 10;
/// How often one looks which bots there are, and tries again.
const LOOK: Duration = Duration::from_secs(1);

/// Fetches the updates of all bots that are to, until stopped.
pub async fn poll_all(app: Arc<App>, api: Option<Url>, node: Uuid, stop: impl Future<Output = ()> + Send) {
    tokio::pin!(stop);
    let mut polls = JoinSet::new();
    let mut known: HashMap<BotId, AbortHandle> = HashMap::new();
    loop {
        let rows = match &app.vault {
            Some(vault) => bots::all(&app, vault).await.unwrap_or_default(),
            None => Vec::new(),
        };
        let rows: Vec<_> = rows.into_iter().filter(|row| row.polls && row.platform == Platform::Telegram).collect();
        known.retain(|id, poll| {
            let stays = rows.iter().any(|row| row.id == *id) && !poll.is_finished();
            if !stays {
                poll.abort();
            }
            stays
        });
        for row in rows {
            let (app, api) = (Arc::clone(&app), api.clone());
            known
                .entry(row.id)
                .or_insert_with(|| polls.spawn(async move { poll(&app, row, api.as_ref(), node).await }));
        }
        while polls.try_join_next().is_some() {}
        tokio::select! {
            () = &mut stop => return,
            () = sleep(LOOK) => {}
        }
    }
}

/// Fetches one bot's updates for as long as all is well. What was not dealt with is not confirmed, and comes again.
async fn poll(app: &App, row: Row, api: Option<&Url>, node: Uuid) {
    let bot = client(row.token.expose_secret(), api);
    let mut from = 0;
    while bots::polls_here(app, row.id, node).await.unwrap_or(false) {
        let updates = match bot.get_updates().offset(from).timeout(HELD).allowed_updates(UPDATES).await {
            Ok(updates) => updates,
            Err(error) => return tracing::warn!(bot = row.name, %error, "Telegram gives no updates"),
        };
        for update in updates {
            let next = update.id.as_offset();
            if let Err(fault) = deal(app, &row, update).await {
                return tracing::error!(bot = row.name, %fault, "an update waits to be fetched again");
            }
            from = next;
        }
    }
}
