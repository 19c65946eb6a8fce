//! `create_mission` and `update_mission`: writing what help is looked for, and what an edit does to those who signed up.

use serde_json::json;

use super::review::submission;
use super::slots::{self, Plan};
use super::{Act, Draft, Mission, NewSlot, PlacedAddress, Slot, State};
use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::associations;
use crate::db::{TenantTx, ledger, missions as sql, rules as rules_sql, sign_ups, slots as slots_sql};
use crate::jobs::{self, Job};
use crate::kinds::{AssociationId, MissionId, SlotId};
use crate::notices::{self, Kind, Told};
use crate::ports::new_id;
use crate::refusals::{EditError, Illegal, Reason};
use crate::rules::Review;
use crate::rules::ask::{self, Decided};
use crate::rules::decisions::Decision;
use crate::rules::facts::Submission;
use crate::sign_ups::State as Standing;
use crate::tenancy::{Ctx, Tenant};

/// Makes a draft for an association.
///
/// # Errors
/// If the actor is not of the association, it is stopped or gone, or a field is not sound.
pub async fn create(app: &App, ctx: &Ctx, association: AssociationId, draft: Draft) -> Result<Mission, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    let (owner, _) = associations::read::for_manager(&mut tx, ctx, association).await?;
    let draft = sound(ctx, draft)?;
    if !owner.state.may_post() {
        return Err(Illegal { from: owner.state.word(), act: "create_mission" }.into());
    }
    let mission = insert(&mut tx, app, ctx, association, &draft).await?;
    ledger::write(&mut tx, ctx, "mission.created", mission.id.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok(mission)
}

/// Writes a new draft.
pub(super) async fn insert(
    tx: &mut TenantTx,
    app: &App,
    ctx: &Ctx,
    association: AssociationId,
    draft: &Draft,
) -> Result<Mission, EditError> {
    let id = MissionId::from(new_id(&*app.entropy, ctx.now));
    let placed = place(&ctx.tenant, draft);
    sql::insert(tx, id, association, draft, ctx.now).await?;
    sql::replace_addresses(tx, id, &placed).await?;
    add_slots(tx, app, ctx, id, draft.slots.clone()).await?;
    sql::set_over_at(tx, id).await?;
    sql::find(tx, id).await?.ok_or(EditError::Stale)
}

/// Rewrites a mission, if nobody changed it since `version` was read. A published one is reviewed again: the city's
/// rules may let it stay, take it back to review, or refuse the edit. Who signed up is told of another time or place.
///
/// # Errors
/// If the actor is not of the association, the state does not allow it, it changed meanwhile, or a field is not sound.
pub async fn update(app: &App, ctx: &Ctx, id: MissionId, version: i32, draft: Draft) -> Result<Mission, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    let before = super::read::for_manager(&mut tx, ctx, id).await?;
    let draft = sound(ctx, draft)?;
    before.state.editable()?;
    if before.version != version {
        return Err(EditError::Stale);
    }
    let submission = submission(&mut tx, ctx, &before, &draft).await?;
    drop(tx); // rules are asked outside any transaction
    let (state, reasons, decision) = reviewed(ctx, &before, &draft, submission).await?;
    let mut tx = app.db.tenant(ctx).await?;
    if let Some(decision) = decision {
        rules_sql::record(&mut tx, &decision, id.uuid(), None, ctx.now).await?;
    }
    let placed = place(&ctx.tenant, &draft);
    if !sql::update(&mut tx, id, version, &draft).await? {
        return Err(EditError::Stale);
    }
    let version = version + 1;
    let elsewhere = placed != before.addresses;
    sql::replace_addresses(&mut tx, id, &placed).await?;
    let moved = replace_slots(&mut tx, app, ctx, id, &draft.slots, elsewhere).await?;
    if before.state == State::Published {
        tell_change(&mut tx, ctx, &moved, version).await?;
    }
    let details = json!({ "from": before.state.word(), "to": state.word() });
    ledger::write(&mut tx, ctx, "mission.updated", id.uuid(), details).await?;
    if state != before.state {
        sql::move_to(&mut tx, id, version, state, &reasons, ctx.now).await?.ok_or(EditError::Stale)?;
        jobs::enqueue(&mut tx, ctx, Job::TellMission(id), ctx.now).await?;
    }
    let mission = sql::find(&mut tx, id).await?.ok_or(EditError::Stale)?;
    tx.commit().await?;
    Ok(mission)
}

/// The draft, checked, with its repetitions written out.
fn sound(ctx: &Ctx, mut draft: Draft) -> Result<Draft, EditError> {
    let config = &ctx.tenant.config;
    draft.check(config).map_err(EditError::Invalid)?;
    draft.slots = slots::expand(&draft.slots, config.time_zone).map_err(EditError::Invalid)?;
    Ok(draft)
}

/// What becomes of a mission that is edited, and by which decision of the rules.
pub(super) async fn reviewed(
    ctx: &Ctx,
    before: &Mission,
    draft: &Draft,
    submission: Submission,
) -> Result<(State, Vec<Reason>, Option<Decision>), EditError> {
    if before.state != State::Published {
        return Ok((before.state, before.reasons.clone(), None));
    }
    let missing = draft.missing_for_review(ctx.now);
    if !missing.is_empty() {
        return Err(EditError::Refused(missing));
    }
    let Decided { verdict, decision } = ask::review_mission(ctx, submission).await;
    match verdict {
        Review::Publish => Ok((State::Published, Vec::new(), Some(decision))),
        Review::Hold(reasons) => Ok((before.state.after(Act::Hold)?, reasons, Some(decision))),
        Review::Refuse(reasons) => Err(EditError::Refused(reasons)),
    }
}

/// Brings the slots to what is wanted; answers those whose people must be told of another time or place.
async fn replace_slots(
    tx: &mut TenantTx,
    app: &App,
    ctx: &Ctx,
    id: MissionId,
    wanted: &[NewSlot],
    elsewhere: bool,
) -> Result<Vec<SlotId>, EditError> {
    let standing = slots_sql::lock_all(tx, &[id]).await?;
    let plan = Plan::of(&standing, wanted).map_err(EditError::Refused)?;
    let offer = ctx.tenant.rules.about().times.offer;
    sign_ups::end_all(tx, ctx, &plan.drop, Standing::OPEN, Standing::Cancelled, Some("slot_dropped")).await?;
    slots_sql::drop(tx, &plan.drop, ctx.now).await?;
    for (slot, wanted) in &plan.keep {
        if plan.moved.contains(slot) {
            slots_sql::set_time(tx, *slot, wanted).await?;
        }
        if standing.iter().any(|before: &Slot| before.id == *slot && before.capacity != wanted.capacity) {
            sign_ups::resize(tx, ctx, *slot, wanted.capacity, offer).await?;
        }
    }
    add_slots(tx, app, ctx, id, plan.add).await?;
    sql::set_over_at(tx, id).await?;
    let changed = if elsewhere { plan.keep.iter().map(|(slot, _)| *slot).collect() } else { plan.moved };
    slots_sql::count_change(tx, &changed).await?;
    Ok(changed)
}

async fn add_slots(
    tx: &mut TenantTx,
    app: &App,
    ctx: &Ctx,
    mission: MissionId,
    slots: Vec<NewSlot>,
) -> Result<(), EditError> {
    let with_code = |slot| (new_id(&*app.entropy, ctx.now).into(), super::check_in_code(&*app.entropy), slot);
    slots_sql::insert(tx, mission, &slots.into_iter().map(with_code).collect::<Vec<_>>()).await?;
    Ok(())
}

/// Tells the people of these slots that time or place is another.
async fn tell_change(tx: &mut TenantTx, ctx: &Ctx, moved: &[SlotId], version: i32) -> Result<(), EditError> {
    let people = sign_ups::of_slots(tx, moved, Standing::OPEN).await?;
    let told =
        |(id, to): (crate::kinds::SignUpId, _)| Told { to, subject: id.uuid(), about: format!("{id}:{version}") };
    let told: Vec<_> = people.into_iter().map(told).collect();
    notices::tell(tx, ctx, Kind::SignUpChanged, None, &told).await?;
    Ok(())
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
