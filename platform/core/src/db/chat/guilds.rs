//! SQL of servers that belong to a city, and of what is announced in them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::db::schema::{announcements, chat_messages, guild_codes, guilds};
use crate::db::{ControlTx, Result, TenantTx};
use crate::kinds::{AssociationId, BotId, MissionId};
use crate::tenancy::TenantId;

/// A server.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = guilds)]
#[diesel(treat_none_as_null = true)]
pub struct Guild {
    /// The bot that is in it.
    #[diesel(column_name = bot_id)]
    pub bot: BotId,
    /// Its number.
    pub guild: String,
    /// The city it belongs to.
    #[diesel(column_name = tenant_id)]
    pub city: Uuid,
    /// The association it belongs to.
    #[diesel(column_name = association_id)]
    pub association: AssociationId,
    /// The channel in which new missions are announced; none: they are not.
    pub channel: Option<String>,
    /// The role that is called then.
    pub role: Option<String>,
    /// Whether all missions of the city are, and not only those of the association.
    pub announces_all: bool,
}

pub(crate) async fn guild(tx: &mut ControlTx, bot: BotId, guild: &str) -> Result<Option<Guild>> {
    Ok(guilds::table.find((bot, guild)).select(Guild::as_select()).first(tx.connection()).await.optional()?)
}

/// Keeps a server as it is now.
pub(crate) async fn put_guild(tx: &mut TenantTx, guild: &Guild, now: DateTime<Utc>) -> Result<()> {
    diesel::insert_into(guilds::table)
        .values((guild.clone(), guilds::bound_at.eq(now)))
        .on_conflict((guilds::bot_id, guilds::guild))
        .do_update()
        .set((guild.clone(), guilds::bound_at.eq(now)))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Gives a server other settings, if it still belongs where it did; says whether it does.
pub(crate) async fn set_guild(tx: &mut TenantTx, guild: &Guild) -> Result<bool> {
    let same = guilds::tenant_id.eq(guild.city).and(guilds::association_id.eq(guild.association));
    let set = diesel::update(guilds::table.find((guild.bot, &guild.guild)).filter(same))
        .set((
            guilds::channel.eq(&guild.channel),
            guilds::role.eq(&guild.role),
            guilds::announces_all.eq(guild.announces_all),
        ))
        .execute(tx.connection())
        .await?;
    Ok(set > 0)
}

/// Announces nothing there any more.
pub(crate) async fn silence(tx: &mut ControlTx, bot: BotId, channel: &str) -> Result<()> {
    diesel::update(guilds::table.filter(guilds::bot_id.eq(bot).and(guilds::channel.eq(channel))))
        .set(guilds::channel.eq(None::<String>))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Keeps the code an association shows in a server; the one before is void.
pub(crate) async fn put_guild_code(
    tx: &mut TenantTx,
    association: AssociationId,
    digest: &[u8],
    until: DateTime<Utc>,
) -> Result<()> {
    let kept = (guild_codes::code_hash.eq(digest.to_vec()), guild_codes::expires_at.eq(until));
    diesel::insert_into(guild_codes::table)
        .values((guild_codes::association_id.eq(association), kept.clone()))
        .on_conflict((guild_codes::tenant_id, guild_codes::association_id))
        .do_update()
        .set(kept)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Consumes a code: of two who show it at once, one is answered.
pub(crate) async fn use_guild_code(
    tx: &mut TenantTx,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<AssociationId>> {
    let shown = guild_codes::table.filter(guild_codes::code_hash.eq(digest).and(guild_codes::expires_at.gt(now)));
    Ok(diesel::delete(shown).returning(guild_codes::association_id).get_result(tx.connection()).await.optional()?)
}

/// Forgets codes whose time is over.
pub(crate) async fn forget_guild_codes(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<()> {
    diesel::delete(guild_codes::table.filter(guild_codes::expires_at.le(now))).execute(tx.connection()).await?;
    Ok(())
}

/// The servers in which a mission of an association is to be announced that was published then.
pub(crate) async fn announcing(
    tx: &mut TenantTx,
    tenant: TenantId,
    association: AssociationId,
    published_at: DateTime<Utc>,
) -> Result<Vec<Guild>> {
    let wanted = guilds::announces_all.or(guilds::association_id.eq(association));
    Ok(guilds::table
        .filter(guilds::tenant_id.eq(tenant.uuid()).and(guilds::channel.is_not_null()).and(wanted))
        .filter(guilds::bound_at.le(published_at))
        .order((guilds::bot_id, guilds::guild))
        .select(Guild::as_select())
        .load(tx.connection())
        .await?)
}

/// Queues what announces a mission in a server, if it was not announced there before.
pub(crate) async fn queue_announcement(
    tx: &mut TenantTx,
    guild: &Guild,
    mission: MissionId,
    contents: &[Value],
    now: DateTime<Utc>,
) -> Result<()> {
    let noted = diesel::insert_into(announcements::table)
        .values((
            announcements::mission_id.eq(mission),
            announcements::bot_id.eq(guild.bot),
            announcements::guild.eq(&guild.guild),
            announcements::announced_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.connection())
        .await?;
    let Some(channel) = guild.channel.as_ref().filter(|_| noted > 0) else { return Ok(()) };
    let row = |content: &Value| {
        (
            chat_messages::bot_id.eq(guild.bot),
            chat_messages::chat.eq(channel.clone()),
            chat_messages::is_answer.eq(false),
            chat_messages::content.eq(content.clone()),
            chat_messages::run_at.eq(now),
        )
    };
    let rows: Vec<_> = contents.iter().map(row).collect();
    diesel::insert_into(chat_messages::table).values(rows).execute(tx.connection()).await?;
    tx.wakes.chat_messages = true;
    Ok(())
}
