//! SQL of bots: which there are.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::chat::Platform;
use crate::chat::bots::{Listed, Serving};
use crate::db::schema::{bots, chat_messages, chat_updates};
use crate::db::{ControlTx, Result};
use crate::kinds::BotId;

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
    pub(crate) polls: bool,
}

pub(crate) async fn bot_named(tx: &mut ControlTx, platform: Platform, name: &str) -> Result<Option<BotRow>> {
    let named = bots::table.filter(bots::platform.eq(platform).and(bots::name.eq(name)));
    Ok(named.select(BotRow::as_select()).first(tx.connection()).await.optional()?)
}

pub(crate) async fn bot_at(tx: &mut ControlTx, hook: &str) -> Result<Option<BotRow>> {
    let at = bots::table.filter(bots::hook.eq(hook));
    Ok(at.select(BotRow::as_select()).first(tx.connection()).await.optional()?)
}

pub(crate) async fn bots(tx: &mut ControlTx) -> Result<Vec<BotRow>> {
    Ok(bots::table.order((bots::platform, bots::name)).select(BotRow::as_select()).load(tx.connection()).await?)
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

/// Takes a bot away, with its conversations, what is to be sent in them, and the updates it got.
pub(crate) async fn remove_bot(tx: &mut ControlTx, platform: Platform, name: &str) -> Result<bool> {
    let named = bots::table.filter(bots::platform.eq(platform).and(bots::name.eq(name)));
    let removed: Option<BotId> =
        diesel::delete(named).returning(bots::id).get_result(tx.connection()).await.optional()?;
    let Some(bot) = removed else { return Ok(false) };
    diesel::delete(chat_messages::table.filter(chat_messages::bot_id.eq(bot))).execute(tx.connection()).await?;
    diesel::delete(chat_updates::table.filter(chat_updates::bot_id.eq(bot))).execute(tx.connection()).await?;
    Ok(true)
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

/// The bots that serve a city, with what of the city waits to be sent by each.
pub(crate) async fn bots_of_city(tx: &mut ControlTx, city: Uuid) -> Result<Vec<Serving>> {
    let here = bots::tenant_id.is_null().or(bots::tenant_id.eq(city).assume_not_null());
    let rows: Vec<(BotId, Platform, String, Option<Uuid>)> = bots::table
        .filter(here)
        .order((bots::platform, bots::name))
        .select((bots::id, bots::platform, bots::name, bots::tenant_id))
        .load(tx.connection())
        .await?;
    let waiting: Vec<(BotId, i64, Option<DateTime<Utc>>)> = chat_messages::table
        .filter(chat_messages::tenant_id.eq(city))
        .group_by(chat_messages::bot_id)
        .select((chat_messages::bot_id, diesel::dsl::count_star(), diesel::dsl::min(chat_messages::run_at)))
        .load(tx.connection())
        .await?;
    let serving = |(id, platform, name, own): (BotId, Platform, String, Option<Uuid>)| {
        let found = waiting.iter().find(|(bot, ..)| *bot == id);
        let (waiting, due_since) = found.map_or((0, None), |(_, count, since)| (*count, *since));
        Serving { platform, name, is_own: own.is_some(), waiting, due_since }
    };
    Ok(rows.into_iter().map(serving).collect())
}
