//! `ask_guardian` and `give_consent`: somebody under age asks a parent or guardian, who agrees by a link.
//!
//! The address is kept until the link was used or is over, and tells nobody anything: what stays is a credential that
//! whoever reads mails there agreed.

use chrono::{Duration, Months};
use serde_json::json;

use super::register::Address;
use super::{Scope, Secret, Volunteer};
use crate::App;
use crate::db::{accounts, consents as sql, credentials as credentials_sql, ledger};
use crate::fields;
use crate::jobs::{self, Job};
use crate::refusals::{Denied, EditError, Reason};
use crate::rules::credentials::{GUARDIAN_CONSENT, Held};
use crate::rules::facts::{Assurance, Credential};
use crate::tenancy::Ctx;

/// How long a guardian may take to answer.
pub(crate) const ANSWER: Duration = Duration::days(14);
/// How long a consent is good: it is asked for anew each year.
const GOOD_FOR: Months = Months::new(12);

/// Sends a guardian a link by which they agree. Whom one asked before can no longer answer.
///
/// # Errors
/// If nobody is signed in, the city's rules ask for no consent, or the address is not sound or one's own.
pub async fn ask_guardian(app: &App, ctx: &Ctx, email: &str) -> Result<(), EditError> {
    let volunteer = Volunteer::check(ctx, Scope::SignUps)?;
    fields::check(&Address { email: Some(email) }).map_err(EditError::Invalid)?;
    if !ctx.tenant.rules.about().credentials.iter().any(|known| known == GUARDIAN_CONSENT) {
        return Err(EditError::Refused(vec![Reason::new("no_consent_needed")]));
    }
    let email = fields::normal_email(email);
    let mut tx = app.db.tenant(ctx).await?;
    let person = accounts::find(&mut tx, volunteer.id).await?.ok_or(Denied::NotFound)?;
    if person.email.as_ref() == Some(&email) {
        return Err(EditError::Invalid(vec![Reason::new("guardian_is_oneself").at("/email")]));
    }
    sql::ask(&mut tx, volunteer.id, &email, ctx.now, ctx.now + ANSWER).await?;
    ledger::write(&mut tx, ctx, "consent.asked", volunteer.id.uuid(), json!({})).await?;
    jobs::enqueue(&mut tx, ctx, Job::ConsentLink(volunteer.id), ctx.now).await?;
    tx.commit().await?;
    Ok(())
}

/// Agrees, by the link that was sent.
///
/// # Errors
/// If the link is unknown, used, replaced or too old.
pub async fn give_consent(app: &App, ctx: &Ctx, link: &Secret) -> Result<(), EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let expired = || EditError::Refused(vec![Reason::new("link_expired").at("/token")]);
    let account = sql::consume(&mut tx, &link.digest(), ctx.now).await?.ok_or_else(expired)?;
    let credential = Credential { name: GUARDIAN_CONSENT.to_owned(), assurance: Assurance::Email };
    let held = Held { credential, given_at: ctx.now, until: Some(ctx.now + GOOD_FOR) };
    let before = credentials_sql::of(&mut tx, account).await?;
    // What an agent confirmed, or what is good for longer, says as much already.
    let is_better = |own: &Held| {
        own.credential.name == GUARDIAN_CONSENT
            && own.credential.assurance >= Assurance::Email
            && own.until.is_none_or(|until| Some(until) >= held.until)
    };
    if !before.iter().any(is_better) {
        credentials_sql::give(&mut tx, account, &held).await?;
    }
    let details = json!({ "name": GUARDIAN_CONSENT, "assurance": Assurance::Email });
    ledger::write(&mut tx, ctx, "credential.given", account.uuid(), details).await?;
    jobs::enqueue(&mut tx, ctx, Job::OrderWaiting(account), ctx.now).await?;
    tx.commit().await?;
    Ok(())
}
