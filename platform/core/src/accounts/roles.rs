//! Giving somebody a role in the city: the operator's act that makes a city's first admin.

use serde_json::json;

use super::CityRole;
use crate::App;
use crate::db::{self, accounts as sql, ledger};
use crate::fields::normal_email;
use crate::jobs::{self, Job};
use crate::kinds::AccountId;
use crate::ports::new_id;
use crate::tenancy::Ctx;

/// Gives the account of this address a role, making the account if need be, and sends it a link to come in.
///
/// # Errors
/// If the database fails.
pub async fn grant(app: &App, ctx: &Ctx, email: &str, role: CityRole) -> Result<AccountId, db::Error> {
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
    let mut tx = app.db.tenant(ctx).await?;
    let (account, _) = sql::insert_or_find(&mut tx, &row).await?;
    sql::set_city_role(&mut tx, account, role).await?;
    ledger::write(&mut tx, ctx, "role.granted", account.uuid(), json!({ "role": role.word() })).await?;
    jobs::enqueue(&mut tx, ctx, Job::SignInLink(account), ctx.now).await?;
    tx.commit().await?;
    Ok(account)
}
