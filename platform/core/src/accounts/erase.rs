//! `erase_me`: an account is erased for real; what is left is a pseudonym that holds nothing.
//!
//! What others count on stays true: places go to the next in line, hours and states of the past remain with the pseudonym,
//! associations pass to who is left. Words a person wrote for themselves go; those of an office (why a mission was called
//! off, a request declined) are the association's or the city's, and stay.
//!
//! The search index needs nothing: search is the database, and missions name nobody. Public answers hold places only.

use chrono::{DateTime, Duration, Utc};
use secrecy::SecretString;
use serde_json::json;

use super::passwords::PasswordError;
use super::{AssociationRole, Secret, tokens};
use crate::App;
use crate::associations::{self, Association};
use crate::db::{self, TenantTx, accounts, associations as associations_sql, erase as sql, guests, ledger, sign_ups};
use crate::jobs::{self, Job, JobError};
use crate::kinds::{AccountId, AssociationId};
use crate::missions::cancel;
use crate::notices::{self, Kind};
use crate::refusals::{Denied, EditError, Explain, Kind as Refusal, Reason, Remedy};
use crate::sign_ups::State;
use crate::tenancy::Ctx;

/// How old a session may be that proves who somebody without a password is: as old as a link in a mail.
pub const FRESH_MINUTES: i64 = super::enter::LINK_MINUTES;

/// What was under way when an account was erased (a request, a mail being sent) has ended after this.
const UNDER_WAY: Duration = Duration::minutes(2);

/// The word that stands in sign-ups that ended with their account.
pub(crate) const ERASED: &str = "account_erased";

/// Why an account is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// Its person asked.
    Asked,
    /// Nobody came in with it for as long as the city waits, nor since the last warning.
    Idle,
}

impl Why {
    const fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Idle => "idle",
        }
    }
}

/// Why an account is not erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// As for any change.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// Hashing failed.
    #[error(transparent)]
    Password(#[from] PasswordError),
}

impl From<db::Error> for EraseError {
    fn from(error: db::Error) -> Self {
        Self::Edit(error.into())
    }
}

impl Explain for EraseError {
    fn kind(&self) -> Refusal {
        match self {
            Self::Edit(error) => error.kind(),
            Self::Password(_) => Refusal::Internal,
        }
    }

    fn reasons(&self) -> Vec<Reason> {
        match self {
            Self::Edit(error) => error.reasons(),
            Self::Password(_) => vec![Reason::new("internal")],
        }
    }
}

/// Erases the account of who asks, for good.
///
/// **Why a password or a session that was just opened:** there is no way back, and a session lasts a month on a machine
/// that others may use. Who has a password gives it; who has none came in by a link to their mailbox, and does so again.
///
/// # Errors
/// If no session asks, or who asks does not prove once more who they are.
pub async fn erase_me(
    app: &App,
    ctx: &Ctx,
    session: Option<&Secret>,
    password: Option<SecretString>,
) -> Result<(), EraseError> {
    let owner = tokens::by_session(ctx).map_err(EditError::from)?;
    let mut tx = app.db.tenant(ctx).await?;
    let stored = sql::password(&mut tx, owner.id).await?;
    let opened = match session {
        Some(session) => sql::opened_at(&mut tx, owner.id, &session.digest()).await?,
        None => None,
    };
    drop(tx); // no connection is held while hashing
    let refused = match (password, stored) {
        (None, Some(_)) => Some(EditError::Invalid(vec![Reason::new("password_needed").at("/password")])),
        (None, None) if opened.is_some_and(|at| ctx.now - at <= Duration::minutes(FRESH_MINUTES)) => None,
        (None, None) => {
            let reason = Reason::new("come_in_again").with("minutes", FRESH_MINUTES).remedy(Remedy::ComeInAgain);
            Some(EditError::Refused(vec![reason]))
        }
        (Some(password), stored) => (!app.passwords.verify(password, stored).await?)
            .then(|| EditError::Invalid(vec![Reason::new("wrong_password").at("/password")])),
    };
    match refused {
        Some(refused) => Err(refused.into()),
        None => Ok(erased(app, ctx, owner.id, Why::Asked).await?),
    }
}

/// Erases an account. Safe to run twice, and at once by two.
///
/// # Errors
/// If the database fails, or an association was changed at every try.
pub(crate) async fn erased(app: &App, ctx: &Ctx, id: AccountId, why: Why) -> Result<(), EditError> {
    const TRIES: u8 = 3;
    for _ in 1..TRIES {
        match attempt(app, ctx, id, why).await {
            Err(EditError::Stale) => {}
            outcome => return outcome,
        }
    }
    attempt(app, ctx, id, why).await
}

async fn attempt(app: &App, ctx: &Ctx, id: AccountId, why: Why) -> Result<(), EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let person = accounts::find(&mut tx, id).await?.ok_or(Denied::NotFound)?;
    if sql::erased_at(&mut tx, id).await?.is_some() {
        return Ok(());
    }
    sql::leave_missions_contacts(&mut tx, id).await?;
    end_sign_ups(&mut tx, ctx, id).await?;
    sql::leave_associations_contacts(&mut tx, id).await?;
    for (association, _, role) in in_order(accounts::memberships(&mut tx, id).await?) {
        leave(&mut tx, ctx, association, id, role).await?;
    }
    let locale = ctx.tenant.config.default_locale().tag();
    if !sql::empty_account(&mut tx, id, why == Why::Idle, locale, ctx.now).await? {
        return Ok(()); // erased by somebody else, or its person came back: nothing of this transaction stays
    }
    if let Some(email) = &person.email {
        sql::take_back_invitations(&mut tx, email).await?;
    }
    sql::take_away(&mut tx, id).await?;
    ledger::write(&mut tx, ctx, "account.erased", id.uuid(), json!({ "why": why.word() })).await?;
    jobs::enqueue(&mut tx, ctx, Job::Forget(id), ctx.now).await?;
    tx.commit().await?;
    Ok(())
}

/// Associations are locked in the order of their ids.
fn in_order<T>(mut memberships: Vec<(AssociationId, String, T)>) -> Vec<(AssociationId, String, T)> {
    memberships.sort_by_key(|(id, ..)| *id);
    memberships
}

/// Ends what still leads to the day; each place goes to the next in line.
async fn end_sign_ups(tx: &mut TenantTx, ctx: &Ctx, id: AccountId) -> Result<(), db::Error> {
    let open = sql::open_sign_ups(tx, id, ctx.now).await?;
    let slots: Vec<_> = open.iter().map(|(_, slot)| *slot).collect();
    sign_ups::lock_slots(tx, &slots).await?;
    let offer = ctx.tenant.rules.about().times.offer;
    for (sign_up, _) in open {
        // It may have ended while the slot's lock was waited for, or with the one before it.
        let still = sign_ups::lock(tx, sign_up).await?.filter(|sign_up| State::OPEN.contains(&sign_up.state));
        if let Some(sign_up) = still {
            sign_ups::leave(tx, ctx, sign_up, State::Cancelled, Some(ERASED), offer).await?;
        }
    }
    Ok(())
}

/// Leaves an association: without an owner it passes to its oldest manager, without a member it is stopped.
async fn leave(
    tx: &mut TenantTx,
    ctx: &Ctx,
    id: AssociationId,
    leaver: AccountId,
    role: AssociationRole,
) -> Result<(), EditError> {
    let others = sql::leave_association(tx, id, leaver).await?;
    ledger::write(tx, ctx, "member.left", id.uuid(), json!({ "account": leaver, "role": role.word() })).await?;
    let Some((heir, _)) = others.first() else { return orphaned(tx, ctx, id).await };
    if !others.iter().any(|(_, role)| *role == AssociationRole::Owner) {
        sql::make_owner(tx, id, *heir).await?;
        ledger::write(tx, ctx, "member.made_owner", id.uuid(), json!({ "account": heir })).await?;
        let told = notices::all(vec![*heir], id.uuid(), &format!("{id}:{}", ctx.now.timestamp()));
        notices::tell(tx, ctx, Kind::AssociationEntrusted, None, &told).await?;
    }
    Ok(())
}

/// Nobody acts for the association any more. One that the public knows is stopped, and the city's agents see to those who
/// count on it; one that never was let through is over.
async fn orphaned(tx: &mut TenantTx, ctx: &Ctx, id: AssociationId) -> Result<(), EditError> {
    let Association { state, .. } = associations_sql::find(tx, id).await?.ok_or(EditError::Stale)?;
    match state {
        associations::State::Validated => stop(tx, ctx, id, associations::Act::Suspend).await?,
        associations::State::Suspended | associations::State::Left => {}
        associations::State::Draft | associations::State::Submitted | associations::State::Returned => {
            cancel::all_of(tx, ctx, id, "association_left").await?;
            stop(tx, ctx, id, associations::Act::Leave).await?;
        }
    }
    Ok(sql::empty_contacts(tx, id).await?)
}

async fn stop(tx: &mut TenantTx, ctx: &Ctx, id: AssociationId, act: associations::Act) -> Result<(), EditError> {
    let before = associations_sql::find(tx, id).await?.ok_or(EditError::Stale)?;
    let after = before.state.after(act)?;
    associations::review::moved(tx, ctx, &before, after, &[Reason::new("no_members")]).await?;
    if after == associations::State::Suspended {
        let told = notices::all(accounts::agent_ids(tx).await?, id.uuid(), &format!("{id}:{}", before.version));
        notices::tell(tx, ctx, Kind::AgentOrphaned, None, &told).await?;
    }
    Ok(())
}

/// Takes away what is kept outside the database, and what somebody wrote while the account was being erased: at once, and
/// again when whatever was under way has ended. Safe to run twice.
///
/// # Errors
/// If the database or the mailer fails.
pub(crate) async fn forget(app: &App, ctx: &Ctx, id: AccountId) -> Result<(), JobError> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(erased_at) = sql::erased_at(&mut tx, id).await? else { return Ok(()) };
    end_sign_ups(&mut tx, ctx, id).await?;
    sql::take_away(&mut tx, id).await?;
    let ended: DateTime<Utc> = erased_at + UNDER_WAY;
    if ctx.now < ended {
        jobs::enqueue(&mut tx, ctx, Job::Forget(id), ended).await?;
    }
    let guests = guests::merged_into(&mut tx, id).await?;
    tx.commit().await?;
    for account in guests.into_iter().chain([id]) {
        app.mailer.forget(account.uuid()).await?;
    }
    if ctx.now < ended {
        return Ok(());
    }
    let mut tx = app.db.tenant(ctx).await?;
    guests::forget_merged(&mut tx, id).await?;
    Ok(tx.commit().await?)
}
