//! A mission's picture: set, described, taken away. What is set goes the way an edit of the text goes: where the mission is
//! open to everybody, the city's rules are asked again. What is taken away is gone at once, whatever the mission's state:
//! whoever is on a picture and wants it gone does not wait for anybody.

use serde_json::json;

use super::{Purpose, encoded, reason, row, said};
use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::db::{ledger, missions as missions_sql, pictures as sql};
use crate::kinds::MissionId;
use crate::missions::{Mission, read, touch};
use crate::refusals::EditError;
use crate::tenancy::Ctx;

/// Gives a mission its picture, in the place of the one it had.
///
/// # Errors
/// If the actor is not of the association, the state does not allow it, it is no picture that can be used, the rules refuse,
/// or the mission changed meanwhile.
pub async fn set_mission(
    app: &App,
    ctx: &Ctx,
    id: MissionId,
    upload: Vec<u8>,
    alt: &str,
) -> Result<Mission, EditError> {
    let before = touch::may(app, ctx, id).await?;
    let alt = said(alt)?;
    let encoded = encoded(upload, Purpose::Photo).await?;
    let reviewed = touch::review(app, ctx, before).await?;
    let mut tx = app.db.tenant(ctx).await?;
    // Of two at once one is told so, before anything is put.
    touch::done(&mut tx, ctx, reviewed, "mission.picture_set").await?;
    sql::put(&mut tx, sql::Of::Mission(id), row(app, ctx, encoded, alt)).await?;
    let mission = missions_sql::find(&mut tx, id).await?.ok_or(EditError::Stale)?;
    tx.commit().await?;
    Ok(mission)
}

/// Says in other words what is on a mission's picture.
///
/// # Errors
/// The same, and if it has none.
pub async fn describe_mission(app: &App, ctx: &Ctx, id: MissionId, alt: &str) -> Result<Mission, EditError> {
    let before = touch::may(app, ctx, id).await?;
    let alt = said(alt)?;
    match &before.picture {
        None => return Err(EditError::Invalid(vec![reason(super::Unfit::Missing)])),
        Some(picture) if picture.alt == alt => return Ok(before),
        Some(_) => {}
    }
    let reviewed = touch::review(app, ctx, before).await?;
    let mut tx = app.db.tenant(ctx).await?;
    touch::done(&mut tx, ctx, reviewed, "mission.picture_described").await?;
    sql::describe(&mut tx, id, &alt).await?;
    let mission = missions_sql::find(&mut tx, id).await?.ok_or(EditError::Stale)?;
    tx.commit().await?;
    Ok(mission)
}

/// Takes a mission's picture away, if it has one.
///
/// # Errors
/// If the actor is not of the association.
pub async fn remove_mission(app: &App, ctx: &Ctx, id: MissionId) -> Result<Mission, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    let before = read::for_manager(&mut tx, ctx, id).await?;
    if !sql::remove(&mut tx, sql::Of::Mission(id)).await? {
        return Ok(before);
    }
    if !missions_sql::touch(&mut tx, id, before.version).await? {
        return Err(EditError::Stale);
    }
    ledger::write(&mut tx, ctx, "mission.picture_removed", id.uuid(), json!({})).await?;
    let mission = missions_sql::find(&mut tx, id).await?.ok_or(EditError::Stale)?;
    tx.commit().await?;
    Ok(mission)
}
