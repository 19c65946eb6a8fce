//! SQL of what is to be sent: who sends, what comes next, and what waits.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::chat::Platform;
use crate::chat::outbox::{Due, Wanted};
use crate::db::schema::{bots, chat_identities, chat_messages, chats};
use crate::db::statement::statement;
use crate::db::{ControlTx, Db, Result, TenantTx};
use crate::kinds::{AccountId, BotId, NoticeId};
use crate::tenancy::TenantId;

/// Takes a bot for a node, or keeps it; false if another has it.
pub(crate) async fn lease(
    tx: &mut ControlTx,
    bot: BotId,
    node: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool> {
    let free = bots::sender.is_null().or(bots::sender.eq(node)).or(bots::sender_until.lt(now));
    let leased = diesel::update(bots::table.filter(bots::id.eq(bot).and(free.assume_not_null())))
        .set((bots::sender.eq(node), bots::sender_until.eq(until)))
        .execute(tx.connection())
        .await?;
    Ok(leased > 0)
}

/// The bots for which something is to be sent.
pub(crate) async fn with_due(tx: &mut ControlTx, now: DateTime<Utc>) -> Result<Vec<BotId>> {
    let due = chat_messages::table.filter(chat_messages::bot_id.eq(bots::id).and(chat_messages::run_at.le(now)));
    Ok(bots::table.filter(diesel::dsl::exists(due)).select(bots::id).load(tx.connection()).await?)
}

statement! {
    /// The first message of each conversation, if it is due and the conversation is not one of the busy: the answers first.
    /// The others of the same conversation wait for it, so that they stay in order and none is on its way beside another;
    /// but no answer waits for a note that is not.
    NextMessages {
        bot: BotId => SqlUuid,
        node: Uuid => SqlUuid,
        now: DateTime<Utc> => Timestamptz,
        busy: Vec<String> => Array<Text>,
        answers: bool => Bool,
        most: i64 => BigInt,
    } -> (BigInt, Text, Jsonb, Bool, Integer, Nullable<SqlUuid>, Nullable<SqlUuid>, Bool),
    // Each input by itself, so that the index gives the order and ends at the limit.
    "SELECT message.id, message.chat, message.content, message.is_answer, message.attempts, message.tenant_id,
            message.notice_id, coalesce(message.begun_on <> (SELECT node FROM input), false)
     FROM chat_messages AS message
     WHERE message.bot_id = (SELECT bot FROM input) AND message.run_at <= (SELECT now FROM input)
       AND message.chat <> ALL ((SELECT busy FROM input)::text[])
       AND (message.is_answer OR NOT (SELECT answers FROM input))
       AND NOT EXISTS (SELECT FROM chat_messages AS other
                        WHERE other.bot_id = message.bot_id AND other.chat = message.chat
                          AND (NOT other.is_answer, other.id) < (NOT message.is_answer, message.id))
     ORDER BY message.is_answer DESC, message.id
     LIMIT (SELECT most FROM input)"
}

type DueRow = (i64, String, Value, bool, i32, Option<Uuid>, Option<Uuid>, bool);

/// One statement, and so a transaction of its own.
pub(crate) async fn due(db: &Db, bot: BotId, node: Uuid, wanted: &Wanted, now: DateTime<Utc>) -> Result<Vec<Due>> {
    let Wanted { busy, answers, most } = wanted.clone();
    let statement = NextMessages { bot, node, now, busy, answers, most };
    let rows: Vec<DueRow> = statement.load(&mut db.connection().await?.pg).await?;
    let due = |(id, chat, content, is_answer, attempts, tenant, notice, is_in_doubt): DueRow| Due {
        id,
        chat,
        content,
        is_answer,
        attempts,
        notice: named(tenant, notice),
        is_in_doubt,
    };
    Ok(rows.into_iter().map(due).collect())
}

/// A notice, and its city.
fn named(tenant: Option<Uuid>, notice: Option<Uuid>) -> Option<(TenantId, NoticeId)> {
    tenant.zip(notice).map(|(tenant, notice)| (TenantId::from_row(tenant), notice.into()))
}

statement! {
    /// Notes that a node begins to send, if the bot is still its own: whoever stood still too long sends nothing any more.
    Begin { id: i64 => BigInt, node: Uuid => SqlUuid } -> (BigInt,),
    "UPDATE chat_messages SET begun_on = input.node FROM input, bots
     WHERE chat_messages.id = input.id AND bots.id = chat_messages.bot_id AND bots.sender = input.node
     RETURNING chat_messages.id"
}

/// Notes that a node begins to send a message; false if it may not. One statement, and so a transaction of its own.
pub(crate) async fn begin(db: &Db, id: i64, node: Uuid) -> Result<bool> {
    let begun: Vec<(i64,)> = Begin { id, node }.load(&mut db.connection().await?.pg).await?;
    Ok(!begun.is_empty())
}

/// One statement, and so a transaction of its own.
pub(crate) async fn done(db: &Db, ids: &[i64]) -> Result<()> {
    let these = chat_messages::table.filter(chat_messages::id.eq_any(ids));
    diesel::delete(these).execute(&mut db.connection().await?.pg).await?;
    Ok(())
}

/// Lets go of a message, with what its notice goes through.
pub(crate) async fn drop_message(tx: &mut TenantTx, id: i64) -> Result<()> {
    diesel::delete(chat_messages::table.find(id)).execute(tx.connection()).await?;
    Ok(())
}

/// Puts a message off; whether it was tried counts. It is not there, or is taken not to be: no node has begun it.
pub(crate) async fn later(tx: &mut ControlTx, id: i64, at: DateTime<Utc>, tried: bool) -> Result<()> {
    diesel::update(chat_messages::table.find(id))
        .set((
            chat_messages::run_at.eq(at),
            chat_messages::attempts.eq(chat_messages::attempts + i32::from(tried)),
            chat_messages::begun_on.eq(None::<Uuid>),
        ))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// A conversation by which somebody can be told something.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct Reach {
    pub(crate) bot: BotId,
    pub(crate) chat: String,
    pub(crate) platform: Platform,
    /// The city it is about at the moment: where a bot serves several, it may be another.
    pub(crate) about: Option<Uuid>,
}

/// The conversation with an account in its city that was led last, if anything reaches it.
pub(crate) async fn reach(tx: &mut TenantTx, account: AccountId) -> Result<Option<Reach>> {
    Ok(chat_identities::table
        .inner_join(chats::table.on(chats::chat.eq(chat_identities::person)))
        .inner_join(bots::table.on(bots::id.eq(chats::bot_id).and(bots::platform.eq(chat_identities::platform))))
        .filter(chat_identities::account_id.eq(account).and(chats::unreachable_at.is_null()))
        .filter(
            bots::tenant_id.is_null().or(bots::tenant_id.eq(chat_identities::tenant_id.nullable())).assume_not_null(),
        )
        .order(chats::changed_at.desc())
        .select((bots::id, chats::chat, bots::platform, chats::tenant_id))
        .first(tx.connection())
        .await
        .optional()?)
}

/// Queues what a notice says in a conversation, after what is queued there.
pub(crate) async fn queue_notice(
    tx: &mut TenantTx,
    tenant: TenantId,
    reach: &Reach,
    notice: NoticeId,
    contents: &[Value],
    now: DateTime<Utc>,
) -> Result<()> {
    // The first tells it; of what comes with it, a file, nothing need be told otherwise.
    let row = |(at, content): (usize, &Value)| {
        (
            chat_messages::bot_id.eq(reach.bot),
            chat_messages::chat.eq(reach.chat.clone()),
            chat_messages::is_answer.eq(false),
            chat_messages::content.eq(content.clone()),
            chat_messages::tenant_id.eq(tenant.uuid()),
            chat_messages::notice_id.eq((at == 0).then(|| notice.uuid())),
            chat_messages::run_at.eq(now),
        )
    };
    let rows: Vec<_> = contents.iter().enumerate().map(row).collect();
    diesel::insert_into(chat_messages::table).values(rows).execute(tx.connection()).await?;
    tx.wakes.chat_messages = true;
    Ok(())
}

/// What waits to be sent in a conversation: each with the notice it tells of and that one's city, if it does.
pub(crate) async fn waiting(
    tx: &mut ControlTx,
    bot: BotId,
    chat: &str,
) -> Result<Vec<(i64, Option<(TenantId, NoticeId)>)>> {
    let rows: Vec<(i64, Option<Uuid>, Option<Uuid>)> = chat_messages::table
        .filter(chat_messages::bot_id.eq(bot).and(chat_messages::chat.eq(chat)))
        .select((chat_messages::id, chat_messages::tenant_id, chat_messages::notice_id))
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().map(|(id, tenant, notice)| (id, named(tenant, notice))).collect())
}

/// Lets go of all bots a node sends for.
pub(crate) async fn release(tx: &mut ControlTx, node: Uuid) -> Result<()> {
    diesel::update(bots::table.filter(bots::sender.eq(node)))
        .set((bots::sender.eq(None::<Uuid>), bots::sender_until.eq(None::<DateTime<Utc>>)))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Queues one more answer in a conversation.
pub(crate) async fn queue_answer(
    tx: &mut ControlTx,
    bot: BotId,
    chat: &str,
    content: &Value,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = (
        chat_messages::bot_id.eq(bot),
        chat_messages::chat.eq(chat),
        chat_messages::is_answer.eq(true),
        chat_messages::content.eq(content),
        chat_messages::run_at.eq(now),
    );
    diesel::insert_into(chat_messages::table).values(row).execute(tx.connection()).await?;
    Ok(())
}
