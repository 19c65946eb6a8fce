//! What is to be sent in chats: one node sends for a bot at a time, answers before what nobody waits for, and of one
//! conversation one message after the other.

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::App;
use crate::db::{self, chat as sql, jobs as jobs_sql, notices as notices_sql};
use crate::jobs::Job;
use crate::kinds::{BotId, NoticeId};
use crate::tenancy::TenantId;

/// How long a node has a bot to itself before it must say so again.
pub const LEASE: Duration = Duration::seconds(8);

/// Something to be sent, as the adapter writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Where to.
    pub chat: String,
    /// What, in the adapter's own words.
    pub content: Value,
}

/// Something that is sent next.
#[derive(Debug, Clone)]
pub struct Due {
    /// Its number.
    pub id: i64,
    /// Where to.
    pub chat: String,
    /// What.
    pub content: Value,
    /// Whether somebody waits for it.
    pub is_answer: bool,
    /// How often it was tried.
    pub attempts: i32,
    /// The notice it tells of, in its city.
    pub notice: Option<(TenantId, NoticeId)>,
    /// Whether a node has begun to send it that is not there any more: nobody knows whether it did.
    pub is_in_doubt: bool,
}

/// Which messages are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// At most so many.
    pub most: i64,
    /// None of these conversations.
    pub busy: Vec<String>,
    /// Answers only.
    pub answers: bool,
}

/// Takes a bot for this node, or goes on having it. False: another node has it.
///
/// # Errors
/// If the database fails.
pub async fn lease(app: &App, bot: BotId, node: Uuid) -> Result<bool, db::Error> {
    let mut tx = app.db.control().await?;
    let now = app.clock.now();
    let leased = sql::lease(&mut tx, bot, node, now, now + LEASE).await?;
    tx.commit().await?;
    Ok(leased)
}

/// The bots for which something is to be sent.
///
/// # Errors
/// If the database fails.
pub async fn with_due(app: &App) -> Result<Vec<BotId>, db::Error> {
    sql::with_due(&mut app.db.control().await?, app.clock.now()).await
}

/// The first message of each conversation that has one, answers first.
///
/// # Errors
/// If the database fails.
pub async fn due(app: &App, bot: BotId, node: Uuid, wanted: &Wanted) -> Result<Vec<Due>, db::Error> {
    sql::due(&app.db, bot, node, wanted, app.clock.now()).await
}

/// Notes that this node begins to send a message; false: it is gone, or the bot is another node's by now. If the node dies
/// before it is done, the message is in doubt.
///
/// # Errors
/// If the database fails.
pub async fn begin(app: &App, id: i64, node: Uuid) -> Result<bool, db::Error> {
    sql::begin(&app.db, id, node).await
}

/// Queues one more answer in a conversation: one that came too late to be given at once.
///
/// # Errors
/// If the database fails.
pub async fn answer(app: &App, bot: BotId, message: &Message) -> Result<(), db::Error> {
    let mut tx = app.db.control().await?;
    sql::queue_answer(&mut tx, bot, &message.chat, &message.content, app.clock.now()).await?;
    tx.commit().await?;
    app.db.wake_senders();
    Ok(())
}

/// These were sent, or need not be any more.
///
/// # Errors
/// If the database fails.
pub async fn done(app: &App, ids: &[i64]) -> Result<(), db::Error> {
    sql::done(&app.db, ids).await
}

/// Tries a message again then; `tried`: it was, and failed.
///
/// # Errors
/// If the database fails.
pub async fn later(app: &App, id: i64, at: DateTime<Utc>, tried: bool) -> Result<(), db::Error> {
    let mut tx = app.db.control().await?;
    sql::later(&mut tx, id, at, tried).await?;
    tx.commit().await
}

/// Nothing reaches a conversation or a channel: what waits for it goes, and notices among it are told by mail, where there is
/// an address.
///
/// # Errors
/// If the database fails.
pub async fn give_up(app: &App, bot: BotId, chat: &str) -> Result<(), db::Error> {
    let now = app.clock.now();
    let mut tx = app.db.control().await?;
    sql::mark(&mut tx, bot, chat, Some(now)).await?;
    sql::silence(&mut tx, bot, chat).await?;
    let waiting = sql::waiting(&mut tx, bot, chat).await?;
    tx.commit().await?;
    for (tenant, notice) in waiting.iter().filter_map(|(_, notice)| *notice) {
        by_mail(app, tenant, notice, None).await?;
    }
    // Last: cut off before, all of it is done once more.
    let ids: Vec<_> = waiting.iter().map(|(id, _)| *id).collect();
    done(app, &ids).await
}

/// This cannot be told in a chat, or nobody knows whether it was: a notice is told by mail, where there is an address, and
/// anything else is let go of.
///
/// # Errors
/// If the database fails.
pub async fn tell_otherwise(app: &App, message: &Due) -> Result<(), db::Error> {
    match message.notice {
        Some((tenant, notice)) => by_mail(app, tenant, notice, Some(message.id)).await,
        None => done(app, &[message.id]).await,
    }
}

/// Has a notice told by mail, and lets go of the message that was to tell it.
async fn by_mail(app: &App, tenant: TenantId, notice: NoticeId, message: Option<i64>) -> Result<(), db::Error> {
    let now = app.clock.now();
    let mut tx = app.db.tenant_above(tenant, now).await?;
    if let Some(message) = message {
        sql::drop_message(&mut tx, message).await?;
    }
    notices_sql::reopen_by_mail(&mut tx, notice).await?;
    jobs_sql::insert_all(&mut tx, tenant, &[(Job::Deliver(notice), now)], now).await?;
    tx.commit().await
}

/// Lets go of all bots this node sends for, so that another need not wait.
///
/// # Errors
/// If the database fails.
pub async fn release(app: &App, node: Uuid) -> Result<(), db::Error> {
    let mut tx = app.db.control().await?;
    sql::release(&mut tx, node).await?;
    tx.commit().await
}
