//! `add_favourite`, `remove_favourite` and `list_favourites`: missions somebody keeps in mind.

use chrono::{DateTime, Utc};

use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::db::{TenantTx, favourites as sql, missions};
use crate::kinds::MissionId;
use crate::missions::Mission;
use crate::refusals::{Denied, EditError, ReadError};
use crate::tenancy::Ctx;

/// Where a page begins: after the mission kept at this instant.
pub type After = Option<(DateTime<Utc>, MissionId)>;

/// A mission kept in mind.
#[derive(Debug, Clone)]
pub struct Favourite {
    /// The mission.
    pub mission: Mission,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// Keeps a mission in mind; again changes nothing.
///
/// # Errors
/// [`Denied::NotFound`] if the mission is not public.
pub async fn add(app: &App, ctx: &Ctx, mission: MissionId) -> Result<(), EditError> {
    let volunteer = Volunteer::check(ctx, Scope::SignUps)?;
    let mut tx = app.db.tenant(ctx).await?;
    is_public(&mut tx, mission).await?;
    sql::insert(&mut tx, volunteer.id, mission, ctx.now).await?;
    tx.commit().await?;
    Ok(())
}

/// Lets go of a mission; again changes nothing.
///
/// # Errors
/// [`Denied::NotFound`] if the mission is neither kept nor public.
pub async fn remove(app: &App, ctx: &Ctx, mission: MissionId) -> Result<(), EditError> {
    let volunteer = Volunteer::check(ctx, Scope::SignUps)?;
    let mut tx = app.db.tenant(ctx).await?;
    if !sql::delete(&mut tx, volunteer.id, mission).await? {
        is_public(&mut tx, mission).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Whether somebody keeps a mission in mind.
///
/// # Errors
/// If nobody is signed in.
pub async fn has(app: &App, ctx: &Ctx, mission: MissionId) -> Result<bool, ReadError> {
    let volunteer = Volunteer::check(ctx, Scope::Read)?;
    Ok(sql::has(&mut app.db.tenant(ctx).await?, volunteer.id, mission).await?)
}

async fn is_public(tx: &mut TenantTx, mission: MissionId) -> Result<(), EditError> {
    missions::find(tx, mission).await?.filter(Mission::is_public).ok_or(Denied::NotFound)?;
    Ok(())
}

/// A page of what one keeps in mind and everybody may still see, the newest first.
///
/// # Errors
/// If nobody is signed in.
pub async fn list(app: &App, ctx: &Ctx, after: After, limit: u16) -> Result<Vec<Favourite>, ReadError> {
    let volunteer = Volunteer::check(ctx, Scope::Read)?;
    let mut tx = app.db.tenant(ctx).await?;
    let kept = sql::page(&mut tx, volunteer.id, after, i64::from(limit)).await?;
    let ids: Vec<_> = kept.iter().map(|(id, _)| *id).collect();
    let mut missions = missions::find_all(&mut tx, &ids).await?;
    let favourites = kept.into_iter().filter_map(|(id, since)| {
        let row = missions.iter().position(|mission| mission.id == id)?;
        Some(Favourite { mission: missions.swap_remove(row), since })
    });
    Ok(favourites.collect())
}
