//! Coming in and going out: password, one-time link, session.

use chrono::{DateTime, Duration, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::link_email::{self, Opened};
use super::passwords::{MAX_LENGTH, MIN_LENGTH, PasswordError};
use super::{Actor, Identity, Secret, identities};
use crate::App;
use crate::db::{self, TenantTx, accounts as sql, ledger, notices, schedule, ways_in};
use crate::fields;
use crate::jobs::{self, Job};
use crate::kinds::{AccountId, MissionId, SlotId};
use crate::refusals::{EditError, Explain, Kind, Reason};
use crate::tenancy::Ctx;

/// How long a session lasts.
pub const SESSION_DAYS: i64 = 30;
/// How long a link in a mail works.
pub const LINK_MINUTES: i64 = 30;

/// Why somebody does not come in.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// Unknown address, no password, or the wrong one: one answer for all three.
    #[error("wrong e-mail or password")]
    WrongCredentials,
    /// Unknown, used or expired link: one answer for all three.
    #[error("the link does not work")]
    LinkExpired,
    /// The new password is not sound.
    #[error("the password is not sound")]
    Invalid(Vec<Reason>),
    /// Hashing failed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database failed.
    #[error(transparent)]
    Internal(#[from] db::Error),
}

impl Explain for EnterError {
    fn kind(&self) -> Kind {
        match self {
            Self::WrongCredentials | Self::LinkExpired => Kind::SignIn,
            Self::Invalid(_) => Kind::Invalid,
            Self::Password(_) => Kind::Internal,
            Self::Internal(error) => error.kind(),
        }
    }

    fn reasons(&self) -> Vec<Reason> {
        match self {
            Self::WrongCredentials => vec![Reason::new("wrong_credentials")],
            Self::LinkExpired => vec![Reason::new("link_expired")],
            Self::Invalid(reasons) => reasons.clone(),
            Self::Password(_) => vec![Reason::new("internal")],
            Self::Internal(error) => error.reasons(),
        }
    }
}

/// What somebody chose before they came in; the link in the mail leads on to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The mission.
    pub mission: MissionId,
    /// Which of its slots.
    pub slot: Option<SlotId>,
}

impl Choice {
    /// The page where it goes on.
    #[must_use]
    pub fn path(self) -> String {
        match self.slot {
            Some(slot) => format!("/missions/{}?slot={slot}", self.mission),
            None => format!("/missions/{}", self.mission),
        }
    }
}

impl std::fmt::Display for Choice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.slot {
            Some(slot) => write!(f, "{} {slot}", self.mission),
            None => self.mission.fmt(f),
        }
    }
}

impl std::str::FromStr for Choice {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (mission, slot) = text.split_once(' ').map_or((text, None), |(mission, slot)| (mission, Some(slot)));
        let slot = slot.map(str::parse::<uuid::Uuid>).transpose()?;
        Ok(Self { mission: mission.parse::<uuid::Uuid>()?.into(), slot: slot.map(Into::into) })
    }
}

/// Somebody came in.
#[derive(Debug, Clone)]
pub struct Entered {
    /// Who.
    pub account: AccountId,
    /// What the browser keeps.
    pub session: Secret,
    /// Until when.
    pub until: DateTime<Utc>,
    /// Whether a guest's account was merged into it on the way: places may have gone to others.
    pub merged: bool,
}

/// Comes in by password.
///
/// # Errors
/// [`EnterError::WrongCredentials`], whatever of the two is wrong, after the same time.
pub async fn log_in(app: &App, ctx: &Ctx, email: &str, password: SecretString) -> Result<Entered, EnterError> {
    let mut tx = app.db.tenant(ctx).await?;
    let found = sql::password_of(&mut tx, &fields::normal_email(email)).await?;
    drop(tx); // no connection is held while hashing
    let (account, stored) = found.map_or((None, None), |(id, hash)| (Some(id), hash));
    let right = app.passwords.verify(password, stored).await?;
    let (true, Some(account)) = (right, account) else { return Err(EnterError::WrongCredentials) };
    let mut tx = app.db.tenant(ctx).await?;
    let entered = open_session(app, ctx, &mut tx, account).await?.ok_or(EnterError::WrongCredentials)?;
    tx.commit().await?;
    Ok(entered)
}

/// Sends a link if the address has an account, which leads on to what was chosen; the caller cannot tell.
///
/// # Errors
/// If the database fails.
pub async fn request_link(app: &App, ctx: &Ctx, email: &str, choice: Option<Choice>) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let found = sql::password_of(&mut tx, &fields::normal_email(email)).await?;
    // Something is asked for either way, so that the time of the answer tells nothing.
    let job = found.map_or(Job::Tidy, |(account, _)| link_job(account, choice));
    jobs::enqueue(&mut tx, ctx, job, ctx.now).await?;
    tx.commit().await
}

/// The work of sending a link that leads on to what somebody chose.
pub(super) const fn link_job(account: AccountId, choice: Option<Choice>) -> Job {
    match choice {
        Some(choice) => Job::SignInLinkTo(account, choice),
        None => Job::SignInLink(account),
    }
}

/// Comes in by a link from a mail, which proves the address; may set a password on the way, which ends all that was opened
/// before. The link may be one to come
/// in, or one that makes the address a guest's ([`link_email`]).
///
/// # Errors
/// [`EnterError::LinkExpired`] if the link is unknown, used or too old.
pub async fn use_link(
    app: &App,
    ctx: &Ctx,
    link: &Secret,
    password: Option<SecretString>,
) -> Result<Entered, EnterError> {
    let hash = match password {
        Some(password) => Some(new_password(app, password).await?),
        None => None,
    };
    const TRIES: u8 = 3;
    for _ in 1..TRIES {
        match attempt(app, ctx, link, hash.as_deref()).await {
            // A guest who is merged signed up at this moment, or somebody registered with the address.
            Err(EnterError::Internal(error)) if error.is_unique_violation() => {}
            outcome => return outcome,
        }
    }
    attempt(app, ctx, link, hash.as_deref()).await
}

async fn attempt(app: &App, ctx: &Ctx, link: &Secret, hash: Option<&str>) -> Result<Entered, EnterError> {
    let mut tx = app.db.tenant(ctx).await?;
    let Opened { account, merged } = opened(ctx, &mut tx, link).await?.ok_or(EnterError::LinkExpired)?;
    if sql::confirm_email(&mut tx, account, ctx.now).await? {
        ledger::write(&mut tx, ctx, "account.confirmed", account.uuid(), json!({})).await?;
    }
    // A link from a mail was used, so mails arrive.
    if notices::set_reachable(&mut tx, account).await? {
        ledger::write(&mut tx, ctx, "account.reachable", account.uuid(), json!({})).await?;
    }
    if let Some(hash) = hash {
        sql::set_password(&mut tx, account, hash).await?;
        // Whoever sets a new one may do it since somebody else came in.
        ways_in::shut_out(&mut tx, account).await?;
        ledger::write(&mut tx, ctx, "account.password_set", account.uuid(), json!({})).await?;
    }
    let entered = open_session(app, ctx, &mut tx, account).await?.ok_or(EnterError::LinkExpired)?;
    tx.commit().await?;
    Ok(Entered { merged, ..entered })
}

/// Consumes a link, of either sort.
async fn opened(ctx: &Ctx, tx: &mut TenantTx, link: &Secret) -> Result<Option<Opened>, db::Error> {
    let digest = link.digest();
    match sql::use_link(tx, &digest, ctx.now).await? {
        Some(account) => Ok(Some(Opened { account, merged: false })),
        None => link_email::opened(tx, ctx, &digest).await,
    }
}

async fn new_password(app: &App, password: SecretString) -> Result<String, EnterError> {
    let length = password.expose_secret().chars().count() as u64;
    if !(MIN_LENGTH..=MAX_LENGTH).contains(&length) {
        let reason = Reason::new("length").at("/password").with("min", MIN_LENGTH).with("max", MAX_LENGTH);
        return Err(EnterError::Invalid(vec![reason]));
    }
    Ok(app.passwords.hash(password, &*app.entropy).await?)
}

/// Opens a session, unless the account was erased meanwhile.
pub(crate) async fn open_session(
    app: &App,
    ctx: &Ctx,
    tx: &mut TenantTx,
    account: AccountId,
) -> Result<Option<Entered>, db::Error> {
    let session = Secret::new(&*app.entropy, "");
    let until = ctx.now + Duration::days(SESSION_DAYS);
    sql::insert_session(tx, &session.digest(), account, ctx.now, until).await?;
    let may = schedule::mark_seen(tx, account, ctx.now).await?;
    Ok(may.then_some(Entered { account, session, until, merged: false }))
}

/// Goes out: the session ends on the server.
///
/// # Errors
/// If the database fails.
pub async fn log_out(app: &App, ctx: &Ctx, session: &Secret) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    sql::delete_session(&mut tx, &session.digest()).await?;
    tx.commit().await
}

/// Ends all else that was opened with one's account: sessions, links, tokens, and what was begun by a chat.
///
/// # Errors
/// If no session asks.
pub async fn end_others(app: &App, ctx: &Ctx, session: &Secret) -> Result<(), EditError> {
    let owner = identities::oneself(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    ways_in::shut_out_but(&mut tx, owner.id, &session.digest()).await?;
    ledger::write(&mut tx, ctx, "account.others_ended", owner.id.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok(())
}

/// Who presents this session; a visitor if it is unknown or over.
///
/// # Errors
/// If the database fails.
pub async fn by_session(app: &App, ctx: &Ctx, session: &Secret) -> Result<Actor, db::Error> {
    let Some((id, role, confirmed, unseen)) = sql::session_owner(&app.db, ctx, session.digest()).await? else {
        return Ok(Actor::Visitor);
    };
    if unseen {
        seen(app, ctx, id).await?;
    }
    Ok(Actor::Account(Identity { id, role, confirmed, scopes: None }))
}

/// Notes, once a day, that somebody comes in with an account.
async fn seen(app: &App, ctx: &Ctx, id: AccountId) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    schedule::mark_seen(&mut tx, id, ctx.now).await?;
    tx.commit().await
}

/// Who presents this token; a visitor if it is unknown, revoked or over.
///
/// # Errors
/// If the database fails.
pub async fn by_token(app: &App, ctx: &Ctx, token: &Secret) -> Result<Actor, db::Error> {
    let Some((id, role, confirmed, unseen, scopes)) = sql::token_owner(&app.db, ctx, token.digest()).await? else {
        return Ok(Actor::Visitor);
    };
    if unseen {
        seen(app, ctx, id).await?;
    }
    let scopes = scopes.iter().filter_map(|scope| scope.parse().ok()).collect();
    Ok(Actor::Account(Identity { id, role, confirmed, scopes: Some(scopes) }))
}
