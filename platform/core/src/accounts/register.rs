//! `register`: somebody asks for an account of this city.
//!
//! **Why no password here:** whoever holds the mailbox sets it, when opening the link. A password given before the
//! address is proved could be a stranger's, waiting for the owner to confirm it.

use chrono::NaiveDate;
use serde_json::json;
use validator::Validate;

use super::enter::{Choice, link_job};
use crate::App;
use crate::db::{accounts as sql, ledger};
use crate::fields;
use crate::jobs;
use crate::kinds::AccountId;
use crate::ports::new_id;
use crate::refusals::{EditError, Reason};
use crate::rules::Fact;
use crate::tenancy::Ctx;
use crate::texts::Locale;

/// What somebody tells of themselves.
#[derive(Debug, Clone, Validate)]
pub struct Told {
    /// First name, as others see it.
    #[validate(length(min = 1, max = 80), custom(function = "fields::line"))]
    pub given_name: String,
    /// Last name; others see its first letter. Whoever has no address may keep it to themselves.
    #[validate(length(min = 1, max = 80), custom(function = "fields::line"))]
    pub family_name: Option<String>,
    /// Birth date; kept only where the city's rules look at age.
    pub birth_date: Option<NaiveDate>,
    /// The language of their mails.
    pub locale: Option<Locale>,
}

/// Makes the account if the address is new, and sends a link to it in any case: the answer is the same, so that nobody
/// learns who has an account.
///
/// # Errors
/// If a field is not sound.
pub async fn register(app: &App, ctx: &Ctx, email: &str, told: &Told, choice: Option<Choice>) -> Result<(), EditError> {
    let row = row(app, ctx, Some(email), told)?;
    let mut tx = app.db.tenant(ctx).await?;
    let (account, new) = sql::insert_or_find(&mut tx, &row).await?;
    if new {
        ledger::write(&mut tx, ctx, "account.registered", account.uuid(), json!({})).await?;
    }
    jobs::enqueue(&mut tx, ctx, link_job(account, choice), ctx.now).await?;
    tx.commit().await?;
    Ok(())
}

#[derive(Validate)]
pub(super) struct Address<'a> {
    #[validate(email(code = "email"), length(max = 254))]
    pub(super) email: Option<&'a str>,
}

/// The row of a new account, checked.
///
/// # Errors
/// If a field is not sound.
pub(super) fn row(app: &App, ctx: &Ctx, email: Option<&str>, told: &Told) -> Result<sql::NewAccount, EditError> {
    let mut reasons = fields::check(&Address { email }).err().unwrap_or_default();
    reasons.extend(fields::check(told).err().unwrap_or_default());
    if told.birth_date.is_some_and(|date| !fields::is_birth_date(date, ctx.now)) {
        reasons.push(Reason::new("birth_date").at("/birth_date"));
    }
    if email.is_some() && told.family_name.is_none() {
        reasons.push(Reason::new("missing_field").at("/family_name"));
    }
    if !reasons.is_empty() {
        return Err(EditError::Invalid(reasons));
    }
    Ok(sql::NewAccount {
        id: AccountId::from(new_id(&*app.entropy, ctx.now)),
        email: email.map(fields::normal_email),
        given_name: told.given_name.trim().to_owned(),
        family_name: told.family_name.as_deref().unwrap_or_default().trim().to_owned(),
        birth_date: told.birth_date.filter(|_| ctx.tenant.rules.about().needs(Fact::Age)),
        locale: told.locale.unwrap_or(ctx.locale).tag().to_owned(),
        created_at: ctx.now,
    })
}
