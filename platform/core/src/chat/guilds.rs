//! Servers of Discord: one belongs to a city and to an association, which shows a code of the web there; new missions are
//! announced in one of its channels.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::people::{CODE, Code};
use crate::App;
use crate::accounts::{Manager, Scope, Volunteer};
pub use crate::db::chat::Guild;
use crate::db::{self, chat as sql, ledger, missions};
use crate::kinds::{AssociationId, BotId, MissionId};
use crate::ports::Announcement;
use crate::refusals::{Denied, EditError, Reason};
use crate::search::document::Document;
use crate::tenancy::Ctx;

/// How a server is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The channel for new missions.
    pub channel: Option<String>,
    /// The role that is called.
    pub role: Option<String>,
    /// Whether all missions of the city are announced.
    pub announces_all: bool,
}

/// Makes the code by which an association binds a server; the one before is void. Answers until when it counts.
///
/// # Errors
/// If the actor does not act for the association.
pub async fn make_code(app: &App, ctx: &Ctx, association: AssociationId) -> Result<(Code, DateTime<Utc>), EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let (code, until) = (Code::new(app), ctx.now + CODE);
    let mut tx = app.db.tenant(ctx).await?;
    Manager::check(&mut tx, ctx, association, false).await?;
    sql::put_guild_code(&mut tx, association, &code.digest(), until).await?;
    ledger::write(&mut tx, ctx, "association.guild_code", association.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok((code, until))
}

/// The server of this number, if it belongs to a city.
///
/// # Errors
/// If the database fails.
pub async fn find(app: &App, bot: BotId, guild: &str) -> Result<Option<Guild>, db::Error> {
    sql::guild(&mut app.db.control().await?, bot, guild).await
}

/// Binds a server to the city of the context and the association whose code is shown, with these settings. Who may is
/// for the server to say, and which association for the code.
///
/// # Errors
/// [`Denied::NotFound`] if the code is nobody's, or not any more.
pub async fn bind(
    app: &App,
    ctx: &Ctx,
    bot: BotId,
    guild: &str,
    code: Code,
    settings: Settings,
) -> Result<Guild, EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let association = sql::use_guild_code(&mut tx, &code.digest(), ctx.now).await?.ok_or(Denied::NotFound)?;
    let bound = of(ctx.tenant.id.uuid(), association, bot, guild, settings);
    sql::put_guild(&mut tx, &bound, ctx.now).await?;
    ledger::write(&mut tx, ctx, "association.guild_bound", association.uuid(), json!({ "guild": guild })).await?;
    tx.commit().await?;
    Ok(bound)
}

/// Gives a server that is bound already other settings.
///
/// # Errors
/// If the server belongs to another city than the context's.
pub async fn change(app: &App, ctx: &Ctx, before: &Guild, settings: Settings) -> Result<Guild, EditError> {
    if before.city != ctx.tenant.id.uuid() {
        return Err(EditError::Refused(vec![Reason::new("unknown_word")]));
    }
    let after = of(before.city, before.association, before.bot, &before.guild, settings);
    let mut tx = app.db.tenant(ctx).await?;
    if !sql::set_guild(&mut tx, &after).await? {
        return Err(EditError::Stale);
    }
    tx.commit().await?;
    Ok(after)
}

fn of(city: Uuid, association: AssociationId, bot: BotId, guild: &str, settings: Settings) -> Guild {
    let Settings { channel, role, announces_all } = settings;
    Guild { bot, guild: guild.to_owned(), city, association, channel, role, announces_all }
}

/// Announces nothing in a channel any more: nothing reaches it.
///
/// # Errors
/// If the database fails.
pub async fn silence(app: &App, bot: BotId, channel: &str) -> Result<(), db::Error> {
    let mut tx = app.db.control().await?;
    sql::silence(&mut tx, bot, channel).await?;
    tx.commit().await
}

/// Announces a mission that was published since they were bound, in the servers that want to know of it: in each once,
/// however often places come free.
///
/// # Errors
/// If the database fails.
pub(crate) async fn announce(app: &App, ctx: &Ctx, id: MissionId) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(mission) = missions::find(&mut tx, id).await? else { return Ok(()) };
    let is_open = Document::of(&ctx.tenant, &mission, ctx.now).is_some_and(|document| document.has_room());
    let Some(published_at) = mission.published_at.filter(|_| is_open) else { return Ok(()) };
    for guild in sql::announcing(&mut tx, ctx.tenant.id, mission.association, published_at).await? {
        let announcement =
            Announcement { tenant: &ctx.tenant, mission: &mission, role: guild.role.as_deref(), now: ctx.now };
        sql::queue_announcement(&mut tx, &guild, id, &app.channel.announce(&announcement), ctx.now).await?;
    }
    tx.commit().await
}
