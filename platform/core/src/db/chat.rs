//! SQL of chat: bots, conversations and what is to be sent stand above cities; who somebody is, in one.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::schema::{accounts, bots, chat_codes, chat_identities, chat_messages, chat_updates, chats};
use super::statement::statement;
use super::{ControlTx, Result, TenantTx};
use crate::accounts::CityRole;
use crate::chat::bots::Listed;
use crate::chat::conversation::{Conversation, Known, Update};
use crate::chat::outbox::{Due, Message};
use crate::chat::{ChatPerson, Platform};
use crate::kinds::{AccountId, BotId, NoticeId};
use crate::tenancy::TenantId;
use crate::texts::Locale;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = bots)]
#[diesel(treat_none_as_null = true)]
pub(crate) struct BotRow {
    pub(crate) id: BotId,
    pub(crate) platform: Platform,
    pub(crate) tenant_id: Option<Uuid>,
    pub(crate) name: String,
    pub(crate) hook: String,
    pub(crate) token: Vec<u8>,
    pub(crate) hook_secret: Vec<u8>,
}

pub(crate) async fn bot_named(tx: &mut ControlTx, platform: Platform, name: &str) -> Result<Option<BotRow>> {
    let named = bots::table.filter(bots::platform.eq(platform).and(bots::name.eq(name)));
    Ok(named.select(BotRow::as_select()).first(tx.connection()).await.optional()?)
}

pub(crate) async fn bot_at(tx: &mut ControlTx, hook: &str) -> Result<Option<BotRow>> {
    let at = bots::table.filter(bots::hook.eq(hook));
    Ok(at.select(BotRow::as_select()).first(tx.connection()).await.optional()?)
}

pub(crate) async fn bots(tx: &mut ControlTx, platform: Platform) -> Result<Vec<BotRow>> {
    let all = bots::table.filter(bots::platform.eq(platform)).order(bots::name);
    Ok(all.select(BotRow::as_select()).load(tx.connection()).await?)
}

/// Keeps a bot; the one of this id takes what is new.
pub(crate) async fn put_bot(tx: &mut ControlTx, row: &BotRow, now: DateTime<Utc>) -> Result<()> {
    diesel::insert_into(bots::table)
        .values((row.clone(), bots::created_at.eq(now)))
        .on_conflict(bots::id)
        .do_update()
        .set(row.clone())
        .execute(tx.connection())
        .await?;
    Ok(())
}

pub(crate) async fn list_bots(tx: &mut ControlTx) -> Result<Vec<Listed>> {
    let count = |table: &str| {
        diesel::dsl::sql::<BigInt>(&format!("(SELECT count(*) FROM {table} WHERE {table}.bot_id = bots.id)"))
    };
    let rows: Vec<(BotId, Platform, Option<Uuid>, String, i64, i64)> = bots::table
        .order((bots::platform, bots::name))
        .select((bots::id, bots::platform, bots::tenant_id, bots::name, count("chats"), count("chat_messages")))
        .load(tx.connection())
        .await?;
    let listed = |(id, platform, city, name, chats, waiting)| Listed { id, platform, city, name, chats, waiting };
    Ok(rows.into_iter().map(listed).collect())
}

pub(crate) async fn remove_bot(tx: &mut ControlTx, platform: Platform, name: &str) -> Result<bool> {
    let named = bots::table.filter(bots::platform.eq(platform).and(bots::name.eq(name)));
    Ok(diesel::delete(named).execute(tx.connection()).await? > 0)
}

statement! {
    /// Whether an update was dealt with, and its conversation so far.
    LookUp {
        bot: BotId => SqlUuid,
        chat: String => Text,
        number: i64 => BigInt,
    } -> (Bool, Nullable<SqlUuid>, Nullable<Text>, Nullable<Jsonb>, Nullable<BigInt>),
    "SELECT EXISTS (SELECT FROM chat_updates
                     WHERE chat_updates.bot_id = input.bot AND chat_updates.number = input.number),
            chats.tenant_id, chats.locale, chats.state, chats.version
     FROM input LEFT JOIN chats ON chats.bot_id = input.bot AND chats.chat = input.chat"
}

pub(crate) async fn look_up(tx: &mut ControlTx, update: &Update<'_>) -> Result<Known> {
    type Row = (bool, Option<Uuid>, Option<String>, Option<Value>, Option<i64>);
    let statement = LookUp { bot: update.bot, chat: update.chat.to_owned(), number: update.number };
    let (dealt, city, locale, state, version): Row = statement.get_result(tx.connection()).await?;
    if dealt {
        return Ok(Known::Dealt);
    }
    let conversation = locale.zip(state).zip(version).map(|((locale, state), version)| Conversation {
        city,
        locale: locale.parse().unwrap_or(Locale::Fr),
        state,
        version,
    });
    Ok(Known::Fresh(conversation))
}

statement! {
    /// Keeps a conversation that nobody wrote since it was read, notes the update, and queues what is to be sent; all of it
    /// or nothing. Answers how many conversations were kept: one or none.
    Keep {
        bot: BotId => SqlUuid,
        chat: String => Text,
        number: i64 => BigInt,
        city: Option<Uuid> => Nullable<SqlUuid>,
        locale: String => Text,
        state: Value => Jsonb,
        version: i64 => BigInt,
        now: DateTime<Utc> => Timestamptz,
        chats: Vec<String> => Array<Text>,
        contents: Vec<Value> => Array<Jsonb>,
    } -> (BigInt,),
    ", kept AS (
        INSERT INTO chats (bot_id, chat, tenant_id, locale, state, version, changed_at)
        SELECT bot, chat, city, locale, state, 1, now FROM input
        ON CONFLICT (bot_id, chat) DO UPDATE
           SET tenant_id = excluded.tenant_id, locale = excluded.locale, state = excluded.state,
               version = chats.version + 1, unreachable_at = NULL, changed_at = excluded.changed_at
         WHERE chats.version = (SELECT version FROM input)
        RETURNING bot_id
    ), noted AS (
        INSERT INTO chat_updates (bot_id, number, received_at)
        SELECT input.bot, input.number, input.now FROM input, kept
    ), queued AS (
        INSERT INTO chat_messages (bot_id, chat, is_answer, content, run_at)
        SELECT input.bot, message.chat, true, message.content, input.now
        FROM kept, input, unnest(input.chats, input.contents) WITH ORDINALITY AS message (chat, content, number)
        ORDER BY message.number
    )
    SELECT count(*) FROM kept"
}

pub(crate) async fn keep(
    tx: &mut ControlTx,
    update: &Update<'_>,
    after: &Conversation,
    messages: &[Message],
    now: DateTime<Utc>,
) -> Result<bool> {
    let statement = Keep {
        bot: update.bot,
        chat: update.chat.to_owned(),
        number: update.number,
        city: after.city,
        locale: after.locale.tag().to_owned(),
        state: after.state.clone(),
        version: after.version,
        now,
        chats: messages.iter().map(|message| message.chat.clone()).collect(),
        contents: messages.iter().map(|message| message.content.clone()).collect(),
    };
    let (kept,): (i64,) = statement.get_result(tx.connection()).await?;
    Ok(kept > 0)
}

/// Since when nothing reaches a conversation; none: something does.
pub(crate) async fn mark(tx: &mut ControlTx, bot: BotId, chat: &str, since: Option<DateTime<Utc>>) -> Result<()> {
    diesel::update(chats::table.find((bot, chat)))
        .set(chats::unreachable_at.eq(since))
        .execute(tx.connection())
        .await?;
    Ok(())
}

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

statement! {
    /// The first message of each conversation, if it is due: the answers first. Later ones of the same conversation wait for
    /// it, so that they stay in order.
    NextMessages {
        bot: BotId => SqlUuid,
        now: DateTime<Utc> => Timestamptz,
        most: i64 => BigInt,
    } -> (BigInt, Text, Jsonb, diesel::sql_types::Integer),
    "SELECT message.id, message.chat, message.content, message.attempts
     FROM input, chat_messages AS message
     WHERE message.bot_id = input.bot AND message.run_at <= input.now
       AND NOT EXISTS (SELECT FROM chat_messages AS earlier
                        WHERE earlier.bot_id = message.bot_id AND earlier.chat = message.chat AND earlier.id < message.id)
     ORDER BY message.is_answer DESC, message.id
     LIMIT (SELECT most FROM input)"
}

pub(crate) async fn due(tx: &mut ControlTx, bot: BotId, most: i64, now: DateTime<Utc>) -> Result<Vec<Due>> {
    let rows: Vec<(i64, String, Value, i32)> = NextMessages { bot, now, most }.load(tx.connection()).await?;
    Ok(rows.into_iter().map(|(id, chat, content, attempts)| Due { id, chat, content, attempts }).collect())
}

pub(crate) async fn done(tx: &mut ControlTx, ids: &[i64]) -> Result<()> {
    diesel::delete(chat_messages::table.filter(chat_messages::id.eq_any(ids))).execute(tx.connection()).await?;
    Ok(())
}

pub(crate) async fn later(tx: &mut ControlTx, id: i64, at: DateTime<Utc>) -> Result<()> {
    diesel::update(chat_messages::table.find(id))
        .set((chat_messages::run_at.eq(at), chat_messages::attempts.eq(chat_messages::attempts + 1)))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Forgets updates that came before an instant.
pub(crate) async fn forget_updates(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<()> {
    diesel::delete(chat_updates::table.filter(chat_updates::received_at.lt(before))).execute(tx.connection()).await?;
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
    let row = |content: &Value| {
        (
            chat_messages::bot_id.eq(reach.bot),
            chat_messages::chat.eq(reach.chat.clone()),
            chat_messages::is_answer.eq(false),
            chat_messages::content.eq(content.clone()),
            chat_messages::tenant_id.eq(tenant.uuid()),
            chat_messages::notice_id.eq(notice.uuid()),
            chat_messages::run_at.eq(now),
        )
    };
    let rows: Vec<_> = contents.iter().map(row).collect();
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
    let named = |(id, tenant, notice): (i64, Option<Uuid>, Option<Uuid>)| {
        (id, tenant.zip(notice).map(|(tenant, notice)| (TenantId::from_row(tenant), notice.into())))
    };
    Ok(rows.into_iter().map(named).collect())
}

/// Forgets a conversation.
pub(crate) async fn forget(tx: &mut ControlTx, bot: BotId, chat: &str) -> Result<()> {
    diesel::delete(chats::table.find((bot, chat))).execute(tx.connection()).await?;
    Ok(())
}

/// Forgets conversations that nobody has led since.
pub(crate) async fn forget_chats(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<()> {
    diesel::delete(chats::table.filter(chats::changed_at.lt(before))).execute(tx.connection()).await?;
    Ok(())
}

/// Lets go of all bots a node sends for.
pub(crate) async fn release(tx: &mut ControlTx, node: Uuid) -> Result<()> {
    diesel::update(bots::table.filter(bots::sender.eq(node)))
        .set((bots::sender.eq(None::<Uuid>), bots::sender_until.eq(None::<DateTime<Utc>>)))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The bots of a platform that serve a city: name, and whether it is the city's own.
pub(crate) async fn serving(tx: &mut ControlTx, platform: Platform, city: Uuid) -> Result<Vec<(String, bool)>> {
    let here = bots::tenant_id.is_null().or(bots::tenant_id.eq(city).assume_not_null());
    let rows: Vec<(String, Option<Uuid>)> = bots::table
        .filter(bots::platform.eq(platform).and(here))
        .order(bots::name)
        .select((bots::name, bots::tenant_id))
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().map(|(name, own)| (name, own.is_some())).collect())
}

/// Whom a person of a chat is known as.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct KnownPerson {
    pub(crate) account: AccountId,
    pub(crate) role: Option<CityRole>,
    pub(crate) locale: String,
    pub(crate) email: Option<String>,
    pub(crate) email_confirmed_at: Option<DateTime<Utc>>,
    pub(crate) last_seen_at: Option<DateTime<Utc>>,
}

pub(crate) async fn person(tx: &mut TenantTx, person: &ChatPerson) -> Result<Option<KnownPerson>> {
    let own = chat_identities::platform.eq(person.platform).and(chat_identities::person.eq(&person.person));
    Ok(chat_identities::table
        .inner_join(accounts::table.on(accounts::id.eq(chat_identities::account_id)))
        .filter(own)
        .select((
            accounts::id,
            accounts::city_role,
            accounts::locale,
            accounts::email,
            accounts::email_confirmed_at,
            accounts::last_seen_at,
        ))
        .first(tx.connection())
        .await
        .optional()?)
}

/// Keeps the code an account shows to a bot; the one before is void.
pub(crate) async fn put_code(tx: &mut TenantTx, account: AccountId, digest: &[u8], until: DateTime<Utc>) -> Result<()> {
    let kept = (chat_codes::code_hash.eq(digest.to_vec()), chat_codes::expires_at.eq(until));
    diesel::insert_into(chat_codes::table)
        .values((chat_codes::account_id.eq(account), kept.clone()))
        .on_conflict((chat_codes::tenant_id, chat_codes::account_id))
        .do_update()
        .set(kept)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Whose code this is, and their address.
pub(crate) async fn code_owner(tx: &mut TenantTx, digest: &[u8], now: DateTime<Utc>) -> Result<Option<Option<String>>> {
    Ok(chat_codes::table
        .inner_join(accounts::table.on(accounts::id.eq(chat_codes::account_id)))
        .filter(chat_codes::code_hash.eq(digest).and(chat_codes::expires_at.gt(now)))
        .select(accounts::email)
        .first(tx.connection())
        .await
        .optional()?)
}

/// Consumes a code: of two who show it at once, one is answered.
pub(crate) async fn use_code(tx: &mut TenantTx, digest: &[u8], now: DateTime<Utc>) -> Result<Option<AccountId>> {
    let shown = chat_codes::table.filter(chat_codes::code_hash.eq(digest).and(chat_codes::expires_at.gt(now)));
    Ok(diesel::delete(shown).returning(chat_codes::account_id).get_result(tx.connection()).await.optional()?)
}

/// Forgets codes whose time is over.
pub(crate) async fn forget_codes(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<()> {
    diesel::delete(chat_codes::table.filter(chat_codes::expires_at.le(now))).execute(tx.connection()).await?;
    Ok(())
}

/// Unlinks a person of a chat; says whether they were linked.
pub(crate) async fn unlink(tx: &mut TenantTx, person: &ChatPerson) -> Result<bool> {
    let own = chat_identities::platform.eq(person.platform).and(chat_identities::person.eq(&person.person));
    Ok(diesel::delete(chat_identities::table.filter(own)).execute(tx.connection()).await? > 0)
}

/// Links a person of a chat to an account; false if they are linked already.
pub(crate) async fn link(
    tx: &mut TenantTx,
    person: &ChatPerson,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let made = diesel::insert_into(chat_identities::table)
        .values((
            chat_identities::platform.eq(person.platform),
            chat_identities::person.eq(&person.person),
            chat_identities::account_id.eq(account),
            chat_identities::linked_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.connection())
        .await?;
    Ok(made > 0)
}
