//! SQL of conversations, and of the updates that were dealt with.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::people::KnownPerson;
use crate::accounts::CityRole;
use crate::chat::Platform;
use crate::chat::conversation::{Conversation, Known, Update};
use crate::chat::outbox::Message;
use crate::db::schema::{chat_updates, chats};
use crate::db::statement::statement;
use crate::db::{ControlTx, Db, Result, TenantTx, single};
use crate::kinds::{AccountId, BotId};
use crate::tenancy::Ctx;
use crate::texts::Locale;

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

/// One statement, and so a transaction of its own.
pub(crate) async fn look_up(db: &Db, update: &Update<'_>) -> Result<Known> {
    type Row = (bool, Option<Uuid>, Option<String>, Option<Value>, Option<i64>);
    let statement = LookUp { bot: update.bot, chat: update.chat.to_owned(), number: update.number };
    let (dealt, city, locale, state, version): Row = statement.get_result(&mut db.connection().await?.pg).await?;
    Ok(known(dealt, city, locale, state, version))
}

fn known(dealt: bool, city: Option<Uuid>, locale: Option<String>, state: Option<Value>, version: Option<i64>) -> Known {
    if dealt {
        return Known::Dealt;
    }
    let conversation = locale.zip(state).zip(version).map(|((locale, state), version)| Conversation {
        city,
        locale: locale.parse().unwrap_or(Locale::Fr),
        state,
        version,
    });
    Known::Fresh(conversation)
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
               version = chats.version + 1, unreachable_at = NULL,
               -- Now and then is enough, and changes no index the rest of the time.
               changed_at = CASE WHEN chats.changed_at < excluded.changed_at - interval '5 minutes'
                                 THEN excluded.changed_at ELSE chats.changed_at END
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

/// One statement, and so a transaction of its own.
pub(crate) async fn keep(
    db: &Db,
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
    let (kept,): (i64,) = statement.get_result(&mut db.connection().await?.pg).await?;
    Ok(kept > 0)
}

statement! {
    /// The same, and whom the person is known as in the city; in a conversation with one person, it bears their number.
    Meet {
        bot: BotId => SqlUuid,
        chat: String => Text,
        number: i64 => BigInt,
        platform: Platform => Text,
        now: DateTime<Utc> => Timestamptz,
    } -> (Bool, Nullable<SqlUuid>, Nullable<Text>, Nullable<Jsonb>, Nullable<BigInt>,
          Nullable<SqlUuid>, Nullable<Text>, Nullable<Text>, Nullable<Bool>, Nullable<Bool>),
    "SELECT EXISTS (SELECT FROM chat_updates
                     WHERE chat_updates.bot_id = input.bot AND chat_updates.number = input.number),
            chats.tenant_id, chats.locale, chats.state, chats.version,
            accounts.id, accounts.city_role, accounts.locale,
            accounts.email IS NULL OR accounts.email_confirmed_at IS NOT NULL,
            coalesce(accounts.last_seen_at > input.now - interval '1 day', false)
     FROM input
     LEFT JOIN chats ON chats.bot_id = input.bot AND chats.chat = input.chat
     LEFT JOIN chat_identities AS own ON own.platform = input.platform AND own.person = input.chat
     LEFT JOIN accounts ON accounts.id = own.account_id"
}

type MeetRow = (
    bool,
    Option<Uuid>,
    Option<String>,
    Option<Value>,
    Option<i64>,
    Option<AccountId>,
    Option<CityRole>,
    Option<String>,
    Option<bool>,
    Option<bool>,
);

/// An update's conversation and its person, in one round trip.
pub(crate) async fn meet(
    db: &Db,
    ctx: &Ctx,
    update: &Update<'_>,
    platform: Platform,
) -> Result<(Known, Option<KnownPerson>)> {
    let statement =
        Meet { bot: update.bot, chat: update.chat.to_owned(), number: update.number, platform, now: ctx.now };
    let rows = single!(db, ctx, statement, load::<MeetRow>)?;
    let Some((dealt, city, locale, state, version, account, role, own_locale, is_sure, seen_lately)) =
        rows.into_iter().next()
    else {
        return Ok((Known::Fresh(None), None));
    };
    let person = account.map(|account| KnownPerson {
        account,
        role,
        locale: own_locale.unwrap_or_default(),
        is_sure: is_sure.unwrap_or_default(),
        seen_lately: seen_lately.unwrap_or_default(),
    });
    Ok((known(dealt, city, locale, state, version), person))
}

pub(crate) async fn city_of(tx: &mut ControlTx, bot: BotId, chat: &str) -> Result<Option<Uuid>> {
    let city: Option<Option<Uuid>> =
        chats::table.find((bot, chat)).select(chats::tenant_id).first(tx.connection()).await.optional()?;
    Ok(city.flatten())
}

/// Since when nothing reaches a conversation; none: something does.
pub(crate) async fn mark(tx: &mut ControlTx, bot: BotId, chat: &str, since: Option<DateTime<Utc>>) -> Result<()> {
    diesel::update(chats::table.find((bot, chat)))
        .set(chats::unreachable_at.eq(since))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Forgets updates that came before an instant.
pub(crate) async fn forget_updates(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<()> {
    diesel::delete(chat_updates::table.filter(chat_updates::received_at.lt(before))).execute(tx.connection()).await?;
    Ok(())
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
