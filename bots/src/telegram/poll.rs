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
    let mut known: HashMap<BotId, (Row, AbortHandle)> = HashMap::new();
    loop {
        // Those one knows go on while the database does not answer.
        if let Some(rows) = rows(&app).await {
            known.retain(|id, (before, poll)| {
                let is_as_before = |row: &Row| row.id == *id && row.city == before.city && same_token(row, before);
                let stays = rows.iter().any(is_as_before) && !poll.is_finished();
                if !stays {
                    poll.abort();
                }
                stays
            });
            for row in rows {
                let (app, api, own) = (Arc::clone(&app), api.clone(), row.clone());
                let begin = || polls.spawn(async move { poll(&app, own, api.as_ref(), node).await });
                known.entry(row.id).or_insert_with(|| (row, begin()));
            }
        }
        while polls.try_join_next().is_some() {}
        tokio::select! {
            () = &mut stop => break,
            () = sleep(LOOK) => {}
        }
    }
    polls.shutdown().await;
    for bot in known.into_keys() {
        if let Err(error) = bots::stops_polling(&app, bot, node).await {
            tracing::warn!(%error, "another node fetches updates when the lease of this one is over");
        }
    }
}

/// The bots whose updates are to be fetched; none if the database does not answer.
async fn rows(app: &App) -> Option<Vec<Row>> {
    let vault = app.vault.as_ref()?;
    let rows = bots::all(app, vault).await.map_err(|error| tracing::warn!(%error, "the bots cannot be read")).ok()?;
    Some(rows.into_iter().filter(|row| row.polls && row.platform == Platform::Telegram).collect())
}

fn same_token(one: &Row, other: &Row) -> bool {
    one.token.expose_secret() == other.token.expose_secret()
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
