//! `accept_sign_up`, `decline_sign_up`, `accept_offer` and the lapse of an offer: answers on either side.

use super::withdraw::check_reason;
use super::{Act, SignUp, State};
use crate::App;
use crate::accounts::{Manager, Scope, Volunteer};
use crate::db::{self, TenantTx, missions as missions_sql, sign_ups as sql};
use crate::kinds::SignUpId;
use crate::refusals::{Denied, EditError, Reason, Remedy};
use crate::tenancy::Ctx;

/// The manager says yes.
///
/// # Errors
/// If the actor does not act for the mission's association, no place is left, or the state does not allow it.
pub async fn accept(app: &App, ctx: &Ctx, id: SignUpId) -> Result<SignUp, EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let sign_up = for_manager(&mut tx, ctx, id).await?;
    let state = sign_up.state.after(Act::Accept)?;
    if !sign_up.holds_place && !sql::hold_place(&mut tx, sign_up.slot).await? {
        return Err(EditError::Refused(vec![Reason::new("slot_full").remedy(Remedy::ChooseAnother)]));
    }
    let after = sql::keep_place(&mut tx, ctx, sign_up, state).await?;
    tx.commit().await?;
    Ok(after)
}

/// The manager says no; the place goes to the next in line.
///
/// # Errors
/// If the actor does not act for the mission's association, or the state does not allow it.
pub async fn decline(app: &App, ctx: &Ctx, id: SignUpId, reason: Option<String>) -> Result<SignUp, EditError> {
    check_reason(reason.as_deref())?;
    let mut tx = app.db.tenant(ctx).await?;
    let sign_up = for_manager(&mut tx, ctx, id).await?;
    let state = sign_up.state.after(Act::Decline)?;
    let after =
        sql::leave(&mut tx, ctx, sign_up, state, reason.as_deref(), ctx.tenant.rules.about().times.offer).await?;
    tx.commit().await?;
    Ok(after)
}

/// The volunteer takes the place offered.
///
/// # Errors
/// [`Denied::NotFound`] if it is not theirs; refused if the offer's time is over.
pub async fn accept_offer(app: &App, ctx: &Ctx, id: SignUpId) -> Result<SignUp, EditError> {
    let volunteer = Volunteer::check(ctx, Scope::SignUps)?;
    let mut tx = app.db.tenant(ctx).await?;
    let sign_up = sql::lock(&mut tx, id).await?.filter(|own| own.account == volunteer.id).ok_or(Denied::NotFound)?;
    let state = sign_up.state.after(Act::AcceptOffer)?;
    if sign_up.offered_until.is_some_and(|until| until <= ctx.now) {
        return Err(EditError::Refused(vec![Reason::new("offer_lapsed").remedy(Remedy::ChooseAnother)]));
    }
    let after = sql::keep_place(&mut tx, ctx, sign_up, state).await?;
    tx.commit().await?;
    Ok(after)
}

/// Lets an offer pass whose time is over; the place goes to the next in line. Safe to run twice.
///
/// # Errors
/// If the database fails.
pub(crate) async fn lapse(app: &App, ctx: &Ctx, id: SignUpId) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let over = |sign_up: &SignUp| {
        sign_up.state == State::Offered && sign_up.offered_until.is_some_and(|until| until <= ctx.now)
    };
    let Some(sign_up) = sql::lock(&mut tx, id).await?.filter(over) else { return Ok(()) };
    sql::leave(&mut tx, ctx, sign_up, State::Lapsed, None, ctx.tenant.rules.about().times.offer).await?;
    tx.commit().await
}

/// The sign-up, locked, for somebody who acts for its mission; it does not exist for anybody else.
pub(super) async fn for_manager(tx: &mut TenantTx, ctx: &Ctx, id: SignUpId) -> Result<SignUp, EditError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let sign_up = sql::lock(tx, id).await?.ok_or(Denied::NotFound)?;
    let mission = missions_sql::find(tx, sign_up.mission).await?.ok_or(Denied::NotFound)?;
    Manager::check(tx, ctx, mission.association, false).await?;
    Ok(sign_up)
}
