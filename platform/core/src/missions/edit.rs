//! `create_mission` and `update_mission`: writing what help is looked for.

use serde_json::json;

use super::{Draft, Mission, PlacedAddress};
use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::associations;
use crate::db::{ledger, missions as sql};
use crate::kinds::{AssociationId, MissionId};
use crate::ports::new_id;
use crate::refusals::{EditError, Illegal};
use crate::tenancy::{Ctx, Tenant};
use crate::texts::Args;

/// Makes a draft for an association.
///
/// # Errors
/// If the actor is not of the association, it is stopped or gone, or a field is not sound.
pub async fn create(app: &App, ctx: &Ctx, association: AssociationId, draft: Draft) -> Result<Mission, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    let (owner, _) = associations::read::for_manager(&mut tx, ctx, association).await?;
    draft.check(&ctx.tenant.config).map_err(EditError::Invalid)?;
    if matches!(owner.state, associations::State::Suspended | associations::State::Left) {
        return Err(Illegal { from: owner.state.word(), act: "create_mission" }.into());
    }
    let id = MissionId::from(new_id(&*app.entropy, ctx.now));
    let placed = place(&ctx.tenant, &draft);
    let keywords = keywords(&ctx.tenant, &draft, &placed, &owner.file.name);
    sql::insert(&mut tx, id, association, &draft, &keywords, ctx.now).await?;
    sql::replace_places(&mut tx, app, id, &placed, &draft.slots, ctx.now).await?;
    ledger::write(&mut tx, ctx, "mission.created", id.uuid(), json!({})).await?;
    let mission = sql::find(&mut tx, id).await?.ok_or(EditError::Stale)?;
    tx.commit().await?;
    Ok(mission)
}

/// Rewrites a draft, if nobody changed it since `version` was read.
///
/// # Errors
/// If the actor is not of the association, the state does not allow it, it changed meanwhile, or a field is not sound.
pub async fn update(app: &App, ctx: &Ctx, id: MissionId, version: i32, draft: Draft) -> Result<Mission, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    let before = super::read::for_manager(&mut tx, ctx, id).await?;
    draft.check(&ctx.tenant.config).map_err(EditError::Invalid)?;
    before.state.editable()?;
    let placed = place(&ctx.tenant, &draft);
    let keywords = keywords(&ctx.tenant, &draft, &placed, &before.association_name);
    if !sql::update(&mut tx, id, version, &draft, &keywords).await? {
        return Err(EditError::Stale);
    }
    sql::replace_places(&mut tx, app, id, &placed, &draft.slots, ctx.now).await?;
    ledger::write(&mut tx, ctx, "mission.updated", id.uuid(), json!({})).await?;
    let mission = sql::find(&mut tx, id).await?.ok_or(EditError::Stale)?;
    tx.commit().await?;
    Ok(mission)
}

fn place(tenant: &Tenant, draft: &Draft) -> Vec<PlacedAddress> {
    draft
        .addresses
        .iter()
        .map(|address| PlacedAddress {
            label: address.label.clone(),
            street: address.street.clone(),
            postcode: address.postcode.clone(),
            areas: tenant
                .config
                .areas_of(address.point, &address.postcode)
                .into_iter()
                .map(|area| area.code.clone())
                .collect(),
            point: address.point,
        })
        .collect()
}

/// Labels worth finding the mission by that are not in its text, in its language.
fn keywords(tenant: &Tenant, draft: &Draft, placed: &[PlacedAddress], association: &str) -> String {
    let label = |key: String| tenant.texts.get(draft.language, &key, &Args::new());
    let mut words = vec![association.to_owned(), label(format!("domain-{}", draft.domain))];
    words.extend(draft.activities.iter().map(|activity| label(format!("activity-{activity}"))));
    let areas = placed.iter().flat_map(|address| &address.areas).filter_map(|code| tenant.config.area(code));
    words.extend(areas.map(|area| area.name(draft.language).to_owned()));
    words.extend(placed.iter().map(|address| address.label.clone()));
    words.join(" · ")
}
