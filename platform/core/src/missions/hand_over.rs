//! `hand_over_mission`, `take_over_mission` and `end_offer`: another association answers for a mission from now on.

use serde_json::json;

use super::{Mission, State};
use crate::App;
use crate::accounts::{Agent, Manager, Scope, Volunteer};
use crate::associations::{self, Association};
use crate::db::{TenantTx, accounts, associations as associations_sql, ledger, missions as sql, offers, sign_ups};
use crate::kinds::{AssociationId, MissionId};
use crate::notices::{self, Kind, Told};
use crate::refusals::{Denied, EditError, Illegal, Reason};
use crate::sign_ups::State as Standing;
use crate::tenancy::Ctx;

/// Offers a mission to another association. Who acts for both hands it over at once, and so does an agent; otherwise
/// somebody of the other takes it.
///
/// # Errors
/// If the actor is neither of the association nor an agent, the mission is over, the association is stopped, or the other
/// is not let through.
pub async fn hand_over(app: &App, ctx: &Ctx, id: MissionId, to: AssociationId) -> Result<Mission, EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let is_agent = Agent::check(ctx).is_ok();
    let before = if is_agent {
        sql::find(&mut tx, id).await?.ok_or(Denied::NotFound)?
    } else {
        Volunteer::check(ctx, Scope::Manage)?;
        super::read::for_manager(&mut tx, ctx, id).await?
    };
    let other = taker(&mut tx, ctx, &before, to).await?;
    let after = if is_agent || Manager::find(&mut tx, ctx, to).await?.is_some() {
        handed_over(&mut tx, ctx, before, &other).await?
    } else if before.offered_to == Some(to) {
        return Ok(before);
    } else {
        offered(&mut tx, &before, Some(to)).await?;
        ledger::write(&mut tx, ctx, "mission.offered", id.uuid(), json!({ "to": to })).await?;
        let members = accounts::member_ids(&mut tx, to).await?;
        // Each offer is told, also one that was ended and is made again.
        let told = notices::all(members, id.uuid(), &format!("{id}:{to}:{}", ctx.now.timestamp_micros()));
        notices::tell(&mut tx, ctx, Kind::MissionOffered, None, &told).await?;
        sql::find(&mut tx, id).await?.ok_or(EditError::Stale)?
    };
    tx.commit().await?;
    Ok(after)
}

/// Takes a mission that was offered to an association of the actor's.
///
/// # Errors
/// [`Denied::NotFound`] if it was not; if the association that offers it is stopped.
pub async fn take_over(app: &App, ctx: &Ctx, id: MissionId) -> Result<Mission, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    let before = sql::find(&mut tx, id).await?.ok_or(Denied::NotFound)?;
    let denied = if before.is_public() { Denied::NotPermitted } else { Denied::NotFound };
    let to = before.offered_to.ok_or(denied)?;
    Manager::find(&mut tx, ctx, to).await?.ok_or(denied)?;
    let other = taker(&mut tx, ctx, &before, to).await?;
    let after = handed_over(&mut tx, ctx, before, &other).await?;
    tx.commit().await?;
    Ok(after)
}

/// Ends an offer: who made it takes it back, or the other declines. Where none stands any more, nothing changes for those
/// who may see the mission.
///
/// # Errors
/// [`Denied::NotFound`] to all but the two sides and agents.
pub async fn end_offer(app: &App, ctx: &Ctx, id: MissionId) -> Result<Mission, EditError> {
    let is_agent = Agent::check(ctx).is_ok();
    if !is_agent {
        Volunteer::check(ctx, Scope::Manage)?;
    }
    let mut tx = app.db.tenant(ctx).await?;
    let mission = sql::find(&mut tx, id).await?.ok_or(Denied::NotFound)?;
    if !is_agent {
        let declines = match mission.offered_to {
            Some(to) => Manager::find(&mut tx, ctx, to).await?.is_some(),
            None => false,
        };
        if !declines {
            Manager::check(&mut tx, ctx, mission.association, mission.is_public()).await?;
        }
    }
    let Some(to) = mission.offered_to else { return Ok(mission) };
    offered(&mut tx, &mission, None).await?;
    ledger::write(&mut tx, ctx, "mission.offer_ended", id.uuid(), json!({ "to": to })).await?;
    let after = sql::find(&mut tx, id).await?.ok_or(EditError::Stale)?;
    tx.commit().await?;
    Ok(after)
}

/// It is offered to this association from now on, or to none, unless it changed meanwhile.
async fn offered(tx: &mut TenantTx, mission: &Mission, to: Option<AssociationId>) -> Result<(), EditError> {
    if offers::offer_to(tx, mission.id, mission.version, to).await? { Ok(()) } else { Err(EditError::Stale) }
}

/// The association that is to have the mission, if it may.
async fn taker(tx: &mut TenantTx, ctx: &Ctx, mission: &Mission, to: AssociationId) -> Result<Association, EditError> {
    if matches!(mission.state, State::Closed | State::Cancelled) {
        return Err(Illegal { from: mission.state.word(), act: "hand_over" }.into());
    }
    // What the city has stopped does not go on under another name.
    if mission.association_state == associations::State::Suspended && Agent::check(ctx).is_err() {
        return Err(Illegal { from: mission.association_state.word(), act: "hand_over" }.into());
    }
    let unknown = || EditError::Invalid(vec![Reason::new("unknown_association").at("/association")]);
    let other = associations_sql::find(tx, to).await?.ok_or_else(unknown)?;
    let known = other.state.is_public() || Manager::find(tx, ctx, to).await?.is_some() || Agent::check(ctx).is_ok();
    if !known || to == mission.association {
        return Err(unknown());
    }
    if other.state != associations::State::Validated {
        return Err(EditError::Refused(vec![Reason::new("association_not_validated")]));
    }
    Ok(other)
}

/// The other association has it; who signed up is told, and a contact of the former one is not shown any more.
async fn handed_over(tx: &mut TenantTx, ctx: &Ctx, before: Mission, to: &Association) -> Result<Mission, EditError> {
    let id = before.id;
    if !offers::hand_over(tx, id, before.version, to.id).await? {
        return Err(EditError::Stale);
    }
    let details = json!({ "from": before.association, "to": to.id });
    ledger::write(tx, ctx, "mission.handed_over", id.uuid(), details).await?;
    let slots: Vec<_> = before.slots.iter().map(|slot| slot.id).collect();
    let people = sign_ups::of_slots(tx, &slots, Standing::OPEN).await?;
    let told = |(sign_up, account): (crate::kinds::SignUpId, _)| Told {
        to: account,
        subject: sign_up.uuid(),
        about: format!("{sign_up}:{}", to.id),
    };
    let told: Vec<_> = people.into_iter().map(told).collect();
    notices::tell(tx, ctx, Kind::SignUpHandedOver, None, &told).await?;
    sql::find(tx, id).await?.ok_or(EditError::Stale)
}
