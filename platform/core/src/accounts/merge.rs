//! Merging a guest into another account: one person, who was known twice, is known once.
//!
//! All that is the guest's becomes the other's; what both have, the other keeps. Where both signed up to one slot the
//! sign-up that is further on stays, and the place of the other goes to the next in line. Of the guest no row is left but
//! the pseudonym in the ledger, and whose it was ([`crate::db::guests::NAMING`] lists every column).

use serde_json::json;

use super::{Actor, Identity, link_email};
use crate::db::{self, TenantTx, accounts, guests as sql, ledger, sign_ups};
use crate::kinds::AccountId;
use crate::sign_ups::{Act, SignUp, State};
use crate::tenancy::Ctx;

/// The word that stands in sign-ups that ended since their person had another to the slot.
pub(crate) const MERGED: &str = "account_merged";

/// The columns that name an account and that a merge sees to, as table and column.
pub fn columns() -> impl Iterator<Item = (&'static str, &'static str)> {
    sql::NAMING.into_iter().map(|(table, column, _)| (table, column))
}

/// Merges a guest into another account, in the transaction of what proved that both are the same person. Says whether it
/// did: not if either is gone, or the guest has an address that was confirmed.
///
/// Ways in by a provider's word or a chat go along if the guest themselves proved it; otherwise they end.
///
/// A sign-up either makes meanwhile can fail it by the unique key; tried again, it sees that sign-up.
///
/// # Errors
/// If the database fails.
pub(crate) async fn merge(
    tx: &mut TenantTx,
    asker: &Ctx,
    guest: AccountId,
    other: AccountId,
    with_ways_in: bool,
) -> Result<bool, db::Error> {
    let ctx = as_person(asker, other);
    let slots = sign_ups::live_slots(tx, guest).await?;
    sign_ups::lock_slots(tx, &slots).await?;
    let both = sign_ups::live_of(tx, &[guest, other], &slots).await?;
    let offer = ctx.tenant.rules.about().times.offer;
    for sign_up in behind(both) {
        // Legal from every live state.
        let Ok(state) = sign_up.state.after(Act::Merge) else { continue };
        sign_ups::leave(tx, &ctx, sign_up, state, Some(MERGED), offer).await?;
    }
    sql::lock_associations(tx, guest).await?;
    let mut people = Vec::new();
    for id in [guest.min(other), guest.max(other)] {
        people.extend(if id == guest { accounts::lock(tx, id).await? } else { sql::hold(tx, id).await? });
    }
    let is_guest = people.iter().any(|person| person.id == guest && person.email_confirmed_at.is_none());
    if people.len() < 2 || !is_guest {
        return Ok(false);
    }
    // Once it is locked: before, one might still be linked.
    if !with_ways_in {
        link_email::end_ways_in(tx, asker, guest).await?;
    }
    sql::move_all(tx, guest, other, ctx.now).await?;
    ledger::write(tx, &ctx, "account.merged", other.uuid(), json!({ "guest": guest })).await?;
    Ok(true)
}

/// Whoever proved that both are theirs acts as the account that stays.
fn as_person(ctx: &Ctx, id: AccountId) -> Ctx {
    let identity = Identity { id, role: None, confirmed: true, scopes: Some(Vec::new()) };
    Ctx { actor: Actor::Account(identity), ..ctx.clone() }
}

/// Of two live sign-ups to one slot, the one that is less far on, or of two as far the later: given in the order of their
/// slots.
fn behind(sign_ups: Vec<SignUp>) -> Vec<SignUp> {
    let mut behind = Vec::new();
    let mut ahead: Option<SignUp> = None;
    for sign_up in sign_ups {
        ahead = Some(match ahead {
            Some(first) if first.slot == sign_up.slot => {
                let (stays, goes) = if precedes(&first, &sign_up) { (first, sign_up) } else { (sign_up, first) };
                behind.push(goes);
                stays
            }
            _ => sign_up,
        });
    }
    behind
}

fn precedes(one: &SignUp, other: &SignUp) -> bool {
    (progress(other.state), one.rank) < (progress(one.state), other.rank)
}

/// How far on a sign-up is.
const fn progress(state: State) -> u8 {
    match state {
        State::Attended => 7,
        State::Excused => 6,
        State::Absent => 5,
        State::Accepted => 4,
        State::Offered => 3,
        State::Requested => 2,
        State::Waiting => 1,
        State::Declined | State::Withdrawn | State::Lapsed | State::Cancelled => 0,
    }
}
