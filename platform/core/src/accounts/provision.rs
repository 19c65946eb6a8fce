//! Accounts made by the operator for known people: with a confirmed address, and a password if one is given.

use chrono::NaiveDate;
use secrecy::SecretString;
use serde_json::json;

use super::passwords::PasswordError;
use super::{Actor, CityRole, Identity};
use crate::App;
use crate::db::{self, accounts as sql, ledger};
use crate::fields::normal_email;
use crate::kinds::AccountId;
use crate::ports::new_id;
use crate::tenancy::Ctx;

/// Somebody known.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their address.
    pub email: String,
    /// First name.
    pub given_name: String,
    /// Last name.
    pub family_name: String,
    /// Birth date.
    pub birth_date: Option<NaiveDate>,
    /// What they hold in the city.
    pub city_role: Option<CityRole>,
    /// A password.
    pub password: Option<SecretString>,
}

/// Who acts when the operator of the machine tries the city as somebody; the ledger says that they did. None: the address
/// has no account.
///
/// # Errors
/// If the database fails.
pub async fn act_as(app: &App, ctx: &Ctx, email: &str) -> Result<Option<Actor>, db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some((id, _)) = sql::password_of(&mut tx, &normal_email(email)).await? else { return Ok(None) };
    let Some(person) = sql::find(&mut tx, id).await? else { return Ok(None) };
    ledger::write(&mut tx, ctx, "account.acted_for", id.uuid(), json!({})).await?;
    tx.commit().await?;
    let confirmed = person.email_confirmed_at.is_some();
    Ok(Some(Actor::Account(Identity { id, role: person.city_role, confirmed, scopes: None })))
}

/// Why an account could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    /// Hashing failed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
}

/// Makes the account, or brings the one of this address up to date.
///
/// # Errors
/// If hashing or the database fails.
pub async fn provision(app: &App, ctx: &Ctx, person: Person) -> Result<AccountId, ProvisionError> {
    let hash = match person.password {
        Some(password) => Some(app.passwords.hash(password, &*app.entropy).await?),
        None => None,
    };
    let row = sql::NewAccount {
        id: new_id(&*app.entropy, ctx.now).into(),
        email: Some(normal_email(&person.email)),
        given_name: person.given_name,
        family_name: person.family_name,
        birth_date: person.birth_date,
        locale: ctx.locale.tag().to_owned(),
        created_at: ctx.now,
    };
    let mut tx = app.db.tenant(ctx).await?;
    let (account, _) = sql::insert_or_find(&mut tx, &row).await?;
    sql::confirm_email(&mut tx, account, ctx.now).await?;
    if person.city_role.is_some() {
        sql::set_city_role(&mut tx, account, person.city_role).await?;
    }
    if let Some(hash) = hash {
        sql::set_password(&mut tx, account, &hash).await?;
    }
    ledger::write(&mut tx, ctx, "account.provisioned", account.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok(account)
}
