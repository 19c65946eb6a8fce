//! Roles in the city: who holds one, and giving and taking them, which is the operator's act for a city's first admin and
//! the admins' own afterwards.

use serde_json::json;

use super::{Admin, CityRole, register};
use crate::App;
use crate::db::{self, TenantTx, accounts as sql, ledger, roles as roles_sql};
use crate::fields::{self, normal_email};
use crate::jobs::{self, Job};
use crate::kinds::AccountId;
use crate::ports::new_id;
use crate::refusals::{Denied, EditError, ReadError, Reason};
use crate::tenancy::Ctx;

/// Somebody who holds a role in the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Their account.
    pub account: AccountId,
    /// First name.
    pub given_name: String,
    /// Last name.
    pub family_name: String,
    /// Their address.
    pub email: Option<String>,
    /// What they hold.
    pub role: CityRole,
}

/// Who holds a role in the city: admins first.
///
/// # Errors
/// If no admin asks.
pub async fn list(app: &App, ctx: &Ctx) -> Result<Vec<Holder>, ReadError> {
    Admin::check(ctx)?;
    Ok(roles_sql::holders(&mut app.db.tenant(ctx).await?).await?)
}

/// Gives the account of this address a role, making the account if need be, and sends it a link to come in.
///
/// # Errors
/// If the database fails.
pub async fn grant(app: &App, ctx: &Ctx, email: &str, role: CityRole) -> Result<AccountId, db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let account = found(&mut tx, app, ctx, email).await?;
    granted(&mut tx, ctx, account, role).await?;
    tx.commit().await?;
    Ok(account)
}

/// The same by an admin. An admin who is given less must not be the last.
///
/// # Errors
/// If no admin acts, the address is not sound, or no admin would be left.
pub async fn give(app: &App, ctx: &Ctx, email: &str, role: CityRole) -> Result<AccountId, EditError> {
    Admin::check(ctx)?;
    fields::check(&register::Address { email: Some(email) }).map_err(EditError::Invalid)?;
    let mut tx = app.db.tenant(ctx).await?;
    let admins = admins(&mut tx, ctx).await?;
    let account = found(&mut tx, app, ctx, email).await?;
    if role != CityRole::Admin {
        still_led(&admins, account).map_err(|reason| EditError::Refused(vec![reason.at("/email")]))?;
    }
    granted(&mut tx, ctx, account, role).await?;
    tx.commit().await?;
    Ok(account)
}

/// Takes the role from somebody; from who holds none, nothing is taken.
///
/// # Errors
/// If no admin acts, nobody has this account, or no admin would be left.
pub async fn take(app: &App, ctx: &Ctx, account: AccountId) -> Result<(), EditError> {
    Admin::check(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    let admins = admins(&mut tx, ctx).await?;
    let held = sql::lock(&mut tx, account).await?.ok_or(Denied::NotFound)?.city_role;
    still_led(&admins, account).map_err(|reason| EditError::Refused(vec![reason]))?;
    if let Some(role) = held {
        sql::set_city_role(&mut tx, account, None).await?;
        ledger::write(&mut tx, ctx, "role.taken", account.uuid(), json!({ "role": role.word() })).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The city's admins, of whom the one who acts must still be: another may have been quicker.
async fn admins(tx: &mut TenantTx, ctx: &Ctx) -> Result<Vec<AccountId>, EditError> {
    let admins = roles_sql::lock_admins(tx).await?;
    let acts = ctx.actor.account().is_some_and(|actor| admins.contains(&actor));
    if acts { Ok(admins) } else { Err(Denied::NotPermitted.into()) }
}

fn still_led(admins: &[AccountId], without: AccountId) -> Result<(), Reason> {
    if admins == [without] { Err(Reason::new("last_admin")) } else { Ok(()) }
}

/// The account of an address, made if there is none.
async fn found(tx: &mut TenantTx, app: &App, ctx: &Ctx, email: &str) -> Result<AccountId, db::Error> {
    let email = normal_email(email);
    let row = sql::NewAccount {
        id: new_id(&*app.entropy, ctx.now).into(),
        given_name: email.split('@').next().unwrap_or_default().to_owned(),
        family_name: ctx.tenant.config.name(ctx.locale).to_owned(),
        email: Some(email),
        birth_date: None,
        locale: ctx.locale.tag().to_owned(),
        created_at: ctx.now,
    };
    Ok(sql::insert_or_find(tx, &row).await?.0)
}

/// Writes the role, its line in the ledger, and has a link sent.
async fn granted(tx: &mut TenantTx, ctx: &Ctx, account: AccountId, role: CityRole) -> Result<(), db::Error> {
    sql::set_city_role(tx, account, Some(role)).await?;
    ledger::write(tx, ctx, "role.granted", account.uuid(), json!({ "role": role.word() })).await?;
    jobs::enqueue(tx, ctx, Job::SignInLink(account), ctx.now).await?;
    Ok(())
}
