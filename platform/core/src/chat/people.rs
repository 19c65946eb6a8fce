//! Who somebody in a chat is: an account of the city, or nobody yet.

use serde_json::json;

use super::ChatPerson;
use crate::App;
use crate::accounts::guests;
use crate::accounts::register::Told;
use crate::accounts::{Actor, Identity};
use crate::db::{self, chat as sql, ledger};
use crate::kinds::AccountId;
use crate::refusals::EditError;
use crate::tenancy::Ctx;
use crate::texts::Locale;

/// Who writes, and the language of their account; a visitor if nobody knows them in the city.
///
/// # Errors
/// If the database fails.
pub async fn known(app: &App, ctx: &Ctx, person: &ChatPerson) -> Result<(Actor, Option<Locale>), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(found) = sql::person(&mut tx, person).await? else { return Ok((Actor::Visitor, None)) };
    Ok((actor(found.account, found.role), found.locale.parse().ok()))
}

/// Their platform answers for them, so no address is asked for.
const fn actor(id: AccountId, role: Option<crate::accounts::CityRole>) -> Actor {
    Actor::Account(Identity { id, role, confirmed: true, scopes: None })
}

/// Makes the account of somebody who comes by chat and tells their first name; they act as it from then on. Who came in
/// meanwhile, by another update, is who they are.
///
/// # Errors
/// If a field is not sound.
pub async fn enter(app: &App, ctx: &Ctx, person: Option<&ChatPerson>, told: &Told) -> Result<Actor, EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let id = guests::make(&mut tx, app, ctx, told).await?;
    if let Some(person) = person
        && !sql::link(&mut tx, person, id, ctx.now).await?
    {
        drop(tx);
        return Ok(known(app, ctx, person).await?.0);
    }
    ledger::write(&mut tx, ctx, "account.made_in_chat", id.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok(actor(id, None))
}
