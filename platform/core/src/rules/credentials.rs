//! What people hold, and what associations are accredited for: given by the city's agents, and by what rules make of
//! somebody's having come.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::ask::{self, Decided};
use super::facts::{Assurance, Attendance, Came, Credential};
use super::{Effect, SignUpVerdict};
use crate::App;
use crate::accounts::Agent;
use crate::associations::Association;
use crate::db::{self, accounts, associations, consents, credentials as sql, ledger, rules as rules_sql, sign_ups};
use crate::jobs::{self, Job, JobError};
use crate::kinds::{AccountId, AssociationId, SignUpId};
use crate::refusals::{Denied, EditError, ReadError, Reason};
use crate::sign_ups::{SignUp, State};
use crate::tenancy::Ctx;

/// That where somebody belongs was confirmed. The platform knows it in every city: it raises the assurance of the tie.
pub const RESIDENCE: &str = "residence";

/// That a parent or guardian agreed. The platform asks for it by mail where the city's rules know it.
pub const GUARDIAN_CONSENT: &str = "guardian_consent";

/// A credential and until when it is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Which, and how it is known.
    pub credential: Credential,
    /// Since when.
    pub given_at: DateTime<Utc>,
    /// Until when; none: for good.
    pub until: Option<DateTime<Utc>>,
}

/// Gives somebody a credential that the city's rules know, or the same with another assurance.
///
/// # Errors
/// If no agent acts, nobody has this account, or the city's rules do not know the credential.
pub async fn give(
    app: &App,
    ctx: &Ctx,
    account: AccountId,
    credential: Credential,
    until: Option<DateTime<Utc>>,
) -> Result<Held, EditError> {
    Agent::check(ctx)?;
    let known = &ctx.tenant.rules.about().credentials;
    if credential.name != RESIDENCE && !known.contains(&credential.name) {
        return Err(EditError::Invalid(vec![Reason::new("unknown_credential").at("/name")]));
    }
    if credential.assurance == Assurance::None {
        return Err(EditError::Invalid(vec![Reason::new("invalid").at("/assurance")]));
    }
    if until.is_some_and(|until| until <= ctx.now) {
        return Err(EditError::Invalid(vec![Reason::new("in_the_past").at("/until")]));
    }
    let mut tx = app.db.tenant(ctx).await?;
    let person = accounts::find(&mut tx, account).await?.ok_or(Denied::NotFound)?;
    if credential.name == RESIDENCE && person.tie.is_none() {
        // There is nothing to confirm.
        return Err(EditError::Refused(vec![Reason::new("residence_unknown").at("/name")]));
    }
    let held = Held { credential, given_at: ctx.now, until };
    sql::give(&mut tx, account, &held).await?;
    let details = json!({ "name": held.credential.name, "assurance": held.credential.assurance });
    ledger::write(&mut tx, ctx, "credential.given", account.uuid(), details).await?;
    jobs::enqueue(&mut tx, ctx, Job::OrderWaiting(account), ctx.now).await?;
    tx.commit().await?;
    Ok(held)
}

/// Takes a credential from somebody.
///
/// # Errors
/// If no agent acts, or they do not hold it.
pub async fn take(app: &App, ctx: &Ctx, account: AccountId, name: &str) -> Result<(), EditError> {
    Agent::check(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    if !sql::take(&mut tx, account, name).await? {
        return Err(Denied::NotFound.into());
    }
    if name == GUARDIAN_CONSENT {
        // Nor does a link that is still under way bring it back.
        consents::forget(&mut tx, account).await?;
    }
    ledger::write(&mut tx, ctx, "credential.taken", account.uuid(), json!({ "name": name })).await?;
    jobs::enqueue(&mut tx, ctx, Job::OrderWaiting(account), ctx.now).await?;
    tx.commit().await?;
    Ok(())
}

/// What somebody holds.
///
/// # Errors
/// If no agent acts, or nobody has this account.
pub async fn list(app: &App, ctx: &Ctx, account: AccountId) -> Result<Vec<Held>, ReadError> {
    Agent::check(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    accounts::find(&mut tx, account).await?.ok_or(Denied::NotFound)?;
    Ok(sql::of(&mut tx, account).await?)
}

/// Sets what an association is accredited for; all of it, which is why who read it says in which `version`.
///
/// # Errors
/// If no agent acts, there is no such association, it changed since that version, or the city's rules do not know an
/// accreditation.
pub async fn accredit(
    app: &App,
    ctx: &Ctx,
    association: AssociationId,
    version: Option<i32>,
    mut names: Vec<String>,
) -> Result<Association, EditError> {
    Agent::check(ctx)?;
    names.sort();
    names.dedup();
    let known = &ctx.tenant.rules.about().accreditations;
    let unknown = names.iter().enumerate().filter(|(_, name)| !known.contains(name));
    let unknown: Vec<_> =
        unknown.map(|(index, _)| Reason::new("unknown_accreditation").at(format!("/accreditations/{index}"))).collect();
    if !unknown.is_empty() {
        return Err(EditError::Invalid(unknown));
    }
    let mut tx = app.db.tenant(ctx).await?;
    let before = associations::find(&mut tx, association).await?.ok_or(Denied::NotFound)?;
    let version = version.unwrap_or(before.version);
    let after = associations::accredit(&mut tx, association, version, &names).await?.ok_or(EditError::Stale)?;
    let details = json!({ "accreditations": names });
    ledger::write(&mut tx, ctx, "association.accredited", association.uuid(), details).await?;
    tx.commit().await?;
    Ok(after)
}

/// Has the city's rules hear whether somebody came, and does what follows for them. Safe to run twice.
///
/// # Errors
/// If the database fails.
pub(crate) async fn after_attendance(app: &App, ctx: &Ctx, id: SignUpId) -> Result<(), JobError> {
    let about = ctx.tenant.rules.about();
    if !about.hears_attendance {
        return Ok(());
    }
    let mut tx = app.db.tenant(ctx).await?;
    let Some(SignUp { mission, slot, account, state, .. }) = sign_ups::find(&mut tx, id).await? else { return Ok(()) };
    drop(tx); // rules are asked outside any transaction
    let attendance = match state {
        State::Attended => Attendance::Attended,
        State::Absent => Attendance::Absent,
        State::Excused => Attendance::Excused,
        _ => return Ok(()), // corrected meanwhile
    };
    let Some(facts) = sign_ups::facts(&app.db, ctx, mission, slot, account).await? else { return Ok(()) };
    let came = Came { sign_up: facts.for_rules(ctx, account), attendance };
    let decided = ask::on_attendance(ctx, came).await;
    if decided.decision.has_failed() {
        return Err(JobError::NoRules);
    }
    let mut tx = app.db.tenant(ctx).await?;
    rules_sql::record(&mut tx, &decided.decision, slot.uuid(), Some(account), ctx.now).await?;
    for effect in decided.verdict {
        let (action, name) = match &effect {
            Effect::Give(name) if about.credentials.contains(name) => {
                let credential = Credential { name: name.clone(), assurance: Assurance::Declared };
                let held = Held { credential, given_at: ctx.now, until: None };
                if !sql::give_unless_held(&mut tx, account, &held).await? {
                    continue;
                }
                ("credential.given", name)
            }
            Effect::Take(name) if sql::take(&mut tx, account, name).await? => ("credential.taken", name),
            Effect::Give(_) | Effect::Take(_) => continue,
        };
        ledger::write(&mut tx, ctx, action, account.uuid(), json!({ "name": name })).await?;
        jobs::enqueue(&mut tx, ctx, Job::OrderWaiting(account), ctx.now).await?;
    }
    Ok(tx.commit().await?)
}

/// Has the city's rules say anew how far in front somebody stands in the lines they wait in. Safe to run twice.
///
/// # Errors
/// If the database fails.
pub(crate) async fn order_waiting(app: &App, ctx: &Ctx, account: AccountId) -> Result<(), db::Error> {
    let waiting = sign_ups::waiting_of(&mut app.db.tenant(ctx).await?, account).await?;
    for (id, mission, slot) in waiting {
        let Some(facts) = sign_ups::facts(&app.db, ctx, mission, slot, account).await? else { continue };
        let Decided { verdict: SignUpVerdict { plan, .. }, decision } =
            ask::sign_up(ctx, facts.for_rules(ctx, account)).await;
        if decision.has_failed() {
            continue; // where they stand is better than no word of the rules
        }
        let mut tx = app.db.tenant(ctx).await?;
        rules_sql::record(&mut tx, &decision, slot.uuid(), Some(account), ctx.now).await?;
        sign_ups::set_priority(&mut tx, id, plan.waiting_priority.into()).await?;
        tx.commit().await?;
    }
    Ok(())
}
