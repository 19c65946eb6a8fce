//! SQL of conversations, and of the updates that were dealt with.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::chat::conversation::{Conversation, Known, Update};
use crate::db::schema::{chat_updates, chats};
use crate::db::statement::statement;
use crate::db::{ControlTx, Db, Result, TenantTx};
use crate::kinds::BotId;
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

pub(super) fn known(
    dealt: bool,
    city: Option<Uuid>,
    locale: Option<String>,
    state: Option<Value>,
    version: Option<i64>,
) -> Known {
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

/// Forgets where conversations stopped that nobody has led since: what is not finished by then.
pub(crate) async fn forget_unfinished(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<()> {
    let nothing = serde_json::json!({});
    let stopped = chats::table.filter(chats::changed_at.lt(before).and(chats::state.ne(&nothing)));
    diesel::update(stopped).set(chats::state.eq(&nothing)).execute(tx.connection()).await?;
    Ok(())
}

/// Forgets conversations that nobody has led since.
pub(crate) async fn forget_chats(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<()> {
    diesel::delete(chats::table.filter(chats::changed_at.lt(before))).execute(tx.connection()).await?;
    Ok(())
}
