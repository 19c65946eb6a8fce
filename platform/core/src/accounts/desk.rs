//! The desk: an agent acts for a person who stands before them, and the ledger says so.

use serde_json::json;

use super::{Actor, Agent, Identity, Scope, guests, register};
use crate::App;
use crate::db::{accounts as sql, ledger};
use crate::kinds::AccountId;
use crate::refusals::{Denied, EditError, ReadError};
use crate::tenancy::Ctx;

/// What an agent may do for a person: what they could do for themselves as a volunteer.
const SCOPES: [Scope; 2] = [Scope::Read, Scope::SignUps];

/// The context in which the agent of `ctx` acts for a person: it is the person who signs up, and the agent who did it.
/// The agent has seen them, so no confirmed address is asked for.
///
/// # Errors
/// If no agent acts, or there is no such person.
pub async fn acting_for(app: &App, ctx: Ctx, person: AccountId) -> Result<Ctx, ReadError> {
    Agent::check(&ctx)?;
    let agent = ctx.actor.account();
    let mut tx = app.db.tenant(&ctx).await?;
    sql::lock(&mut tx, person).await?.ok_or(Denied::NotFound)?;
    drop(tx);
    let identity = Identity { id: person, role: None, confirmed: true, scopes: Some(SCOPES.to_vec()) };
    Ok(Ctx { actor: Actor::Account(identity), desk: agent, ..ctx })
}

/// Somebody at the desk, who may have no address.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their address, if they have one.
    pub email: Option<String>,
    /// What else they tell.
    pub told: register::Told,
}

/// Finds the account of somebody at the desk by their address, or makes one.
///
/// # Errors
/// If no agent acts, or a field is not sound.
pub async fn person(app: &App, ctx: &Ctx, person: Person) -> Result<(AccountId, bool), EditError> {
    Agent::check(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    let (account, new) = match &person.email {
        Some(email) => sql::insert_or_find(&mut tx, &register::row(app, ctx, Some(email), &person.told)?).await?,
        None => (guests::make(&mut tx, app, ctx, &person.told).await?, true),
    };
    let action = if new { "account.made_at_desk" } else { "account.found_at_desk" };
    ledger::write(&mut tx, ctx, action, account.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok((account, new))
}
