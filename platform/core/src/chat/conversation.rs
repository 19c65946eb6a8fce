//! Conversations: an update is looked at once, in order, and what follows from it is kept in one statement.
//!
//! **Why a version and no lock:** rules are asked and use cases commit while an update is looked at, and none of that may
//! happen in a transaction. So the conversation is read, the update is thought through, and what came of it is written
//! only if nobody wrote meanwhile; who did not get through looks again. What one does for oneself is safe to do twice, so an
//! update that comes again after a crash ends as it would have.

use serde_json::Value;
use uuid::Uuid;

use crate::App;
use crate::accounts::Actor;
use crate::chat::outbox::Message;
use crate::chat::{Platform, people};
use crate::db::{self, chat as sql};
use crate::kinds::BotId;
use crate::tenancy::Ctx;
use crate::texts::Locale;

/// What a conversation is kept as.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    /// The city it is about, once one is chosen.
    pub city: Option<Uuid>,
    /// The language it is led in.
    pub locale: Locale,
    /// What the adapter remembers.
    pub state: Value,
    /// Grows with every update; 0: it has not begun.
    pub version: i64,
}

/// Which update of which conversation.
#[derive(Debug, Clone, Copy)]
pub struct Update<'a> {
    /// The bot it came to.
    pub bot: BotId,
    /// The conversation.
    pub chat: &'a str,
    /// The update's number.
    pub number: i64,
}

/// What is known when an update comes.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// It was dealt with before.
    Dealt,
    /// The conversation so far; none: it begins.
    Fresh(Option<Conversation>),
}

/// What is known of an update and its conversation.
///
/// # Errors
/// If the database fails.
pub async fn look_up(app: &App, update: &Update<'_>) -> Result<Known, db::Error> {
    sql::look_up(&app.db, update).await
}

/// The same, and who somebody is in the city of the context, with the language of their account: in one round trip, for
/// a conversation that can be about no other city.
///
/// # Errors
/// If the database fails.
pub async fn meet(
    app: &App,
    ctx: &Ctx,
    update: &Update<'_>,
    platform: Platform,
) -> Result<(Known, (Actor, Option<Locale>)), db::Error> {
    let (known, person) = sql::meet(&app.db, ctx, update, platform).await?;
    Ok((known, people::seen(app, ctx, person).await?))
}

/// The city a conversation is about, if one is chosen.
///
/// # Errors
/// If the database fails.
pub async fn city(app: &App, bot: BotId, chat: &str) -> Result<Option<Uuid>, db::Error> {
    sql::city_of(&mut app.db.control().await?, bot, chat).await
}

/// Keeps what came of an update, and queues what is to be sent. False: somebody else wrote meanwhile, and nothing is kept.
///
/// # Errors
/// If the database fails.
pub async fn keep(
    app: &App,
    update: &Update<'_>,
    after: &Conversation,
    messages: &[Message],
) -> Result<bool, db::Error> {
    let kept = sql::keep(&app.db, update, after, messages, app.clock.now()).await?;
    if kept && !messages.is_empty() {
        app.db.wake_senders();
    }
    Ok(kept)
}

/// Forgets a conversation: whose account was erased has none.
///
/// # Errors
/// If the database fails.
pub async fn forget(app: &App, bot: BotId, chat: &str) -> Result<(), db::Error> {
    let mut tx = app.db.control().await?;
    sql::forget(&mut tx, bot, chat).await?;
    tx.commit().await
}

/// Notes that nothing reaches a conversation any more, or that something does again.
///
/// # Errors
/// If the database fails.
pub async fn mark(app: &App, bot: BotId, chat: &str, reachable: bool) -> Result<(), db::Error> {
    let mut tx = app.db.control().await?;
    let since = (!reachable).then(|| app.clock.now());
    sql::mark(&mut tx, bot, chat, since).await?;
    tx.commit().await
}
