//! Coming in by a provider's word: off to the provider, and back with its answer.
//!
//! **Why nothing is kept on the way:** what the answer must match stands in a cookie, encrypted and good for ten minutes. So
//! only the browser that set off can come back, whoever sets off a thousand times fills no table, and every node can finish
//! what another began. That a code counts once is the provider's duty, and ours is to forget the cookie.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use super::enter::Entered;
use super::identities::{self, Linking};
use super::{Actor, Secret};
use crate::App;
use crate::chat::Vault;
use crate::db;
use crate::kinds::AccountId;
use crate::ports::{Party, Proof, ProviderError};
use crate::refusals::{Denied, EditError, Explain, Kind, Reason};
use crate::rules::Fact;
use crate::tenancy::{Ctx, SignInProvider};

/// How long somebody may take at the provider.
pub const MINUTES: i64 = 10;
/// Longest path that is gone on to: a cookie holds some four thousand characters.
const LONGEST_PATH: usize = 1_000;

/// Why somebody does not come in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No such provider, or nobody here who may.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The path to go on to leads away.
    #[error("the path leads away")]
    LeadsAway,
    /// It was begun in another browser, too long ago, or not at all.
    #[error("it was not begun here, or too long ago")]
    Stale,
    /// The person changed their mind at the provider, or the provider does not let them through.
    #[error("declined at the provider")]
    Declined,
    /// The operator has not given the provider's secret.
    #[error("the secret of the provider is missing: `jemengage sign-in secret`")]
    NotSetUp,
    /// The provider's secret was encrypted with another secret of the platform.
    #[error("the secret of the provider cannot be read")]
    SecretLost,
    /// The provider's word cannot be had.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// An account has the address: its owner comes in by mail first, and links from the profile.
    #[error("an account has the address")]
    EmailTaken,
    /// The provider knows another account by this name.
    #[error("another account is linked")]
    OfAnother,
    /// The provider does not say the names an account needs.
    #[error("the provider says no names")]
    Unnamed,
    /// The account cannot be made of what the provider says.
    #[error(transparent)]
    Account(#[from] EditError),
    /// The database failed.
    #[error(transparent)]
    Internal(#[from] db::Error),
}

impl Explain for SignInError {
    fn kind(&self) -> Kind {
        match self {
            Self::Denied(denied) => denied.kind(),
            Self::LeadsAway => Kind::Invalid,
            Self::NotSetUp | Self::Provider(ProviderError::Away(_)) => Kind::Unavailable,
            Self::SecretLost => Kind::Internal,
            // Not that one must sign in: whoever is led to where one does and back would be refused for ever.
            Self::Stale
            | Self::Declined
            | Self::Provider(ProviderError::Unsound(_))
            | Self::EmailTaken
            | Self::OfAnother
            | Self::Unnamed => Kind::Refused,
            Self::Account(error) => error.kind(),
            Self::Internal(error) => error.kind(),
        }
    }

    fn reasons(&self) -> Vec<Reason> {
        vec![match self {
            Self::Denied(denied) => return denied.reasons(),
            Self::LeadsAway => Reason::new("leads_away").at("/then"),
            Self::Stale => Reason::new("sign_in_stale").with("minutes", MINUTES),
            Self::Declined => Reason::new("sign_in_declined"),
            Self::Provider(ProviderError::Unsound(_)) => Reason::new("sign_in_unsound"),
            Self::NotSetUp | Self::Provider(ProviderError::Away(_)) => Reason::new("sign_in_away"),
            Self::SecretLost => Reason::new("internal"),
            Self::EmailTaken => Reason::new("sign_in_email_taken"),
            Self::OfAnother => Reason::new("sign_in_of_another"),
            Self::Unnamed => Reason::new("sign_in_unnamed"),
            Self::Account(error) => return error.reasons(),
            Self::Internal(error) => return error.reasons(),
        }]
    }
}

/// A provider as a page offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered<'a> {
    /// Its name, the last part of `/sign-in/{name}`.
    pub name: &'a str,
    /// What its button says.
    pub label: &'a str,
}

/// The providers whose word the city takes, in its order, for a page to offer.
#[must_use]
pub fn offered<'a>(app: &App, ctx: &'a Ctx) -> Vec<Offered<'a>> {
    let usable = ctx.tenant.config.sign_in.iter().filter(|_| app.vault.is_some());
    usable.map(|provider| Offered { name: &provider.name, label: provider.label(ctx.locale) }).collect()
}

/// Somebody who sets off.
#[derive(Debug)]
pub struct Away {
    /// Where.
    pub address: String,
    /// What their browser keeps until they are back.
    pub kept: String,
}

/// What the answer must match.
#[derive(Serialize, Deserialize)]
struct Pending {
    state: String,
    nonce: String,
    verifier: String,
    /// The path to go on to.
    then: String,
    /// The account that is to be linked.
    linking: Option<AccountId>,
    until: DateTime<Utc>,
}

/// Sets off to a provider. Who is signed in has it linked to their account; anybody else comes in.
///
/// # Errors
/// If there is no such provider, it does not answer, or `then` is no path of this site.
pub async fn begin(app: &App, ctx: &Ctx, name: &str, then: Option<&str>) -> Result<Away, SignInError> {
    let (provider, vault) = provider(app, ctx, name)?;
    let then = then.unwrap_or("/");
    if !stays_here(then) {
        return Err(SignInError::LeadsAway);
    }
    // Better to come in and be at the beginning than not to.
    let then = if then.len() > LONGEST_PATH { "/" } else { then };
    let linking = match ctx.actor {
        Actor::Visitor => None,
        Actor::Account(_) | Actor::System => Some(identities::oneself(ctx)?.id),
    };
    let random = || SecretString::from(Secret::new(&*app.entropy, "").expose().to_owned());
    let proof = Proof { state: random(), nonce: random(), verifier: random() };
    let secret = secret(app, ctx, vault, provider).await?;
    let back = app.links.to(&ctx.tenant, &back(name));
    let party = party(ctx, provider, &secret, &back);
    let address = app.providers.address(&party, &proof, ctx.now).await.map_err(|error| told(ctx, name, error))?;
    let pending = Pending {
        state: proof.state.expose_secret().to_owned(),
        nonce: proof.nonce.expose_secret().to_owned(),
        verifier: proof.verifier.expose_secret().to_owned(),
        then: then.to_owned(),
        linking,
        until: ctx.now + Duration::minutes(MINUTES),
    };
    Ok(Away { address, kept: pending.sealed(app, ctx, vault, name) })
}

/// What a provider sent somebody back with.
#[derive(Debug)]
pub struct Answer {
    /// What must match.
    pub state: SecretString,
    /// What its word is had for; none if it gives none.
    pub code: Option<SecretString>,
}

/// Somebody who is back.
#[derive(Debug)]
pub struct Back {
    /// The session that was opened; none: the provider was linked to the account that is signed in.
    pub entered: Option<Entered>,
    /// The path to go on to.
    pub then: String,
}

/// Comes back from a provider, in the browser that set off, with the session it has.
///
/// # Errors
/// [`SignInError::Stale`] unless the answer is to the question of this browser; and whatever else keeps somebody out.
pub async fn finish(
    app: &App,
    ctx: &Ctx,
    name: &str,
    kept: &str,
    answer: Answer,
    session: Option<&Secret>,
) -> Result<Back, SignInError> {
    let (provider, vault) = provider(app, ctx, name)?;
    let pending = Pending::opened(ctx, vault, name, kept).ok_or(SignInError::Stale)?;
    let same: bool = pending.state.as_bytes().ct_eq(answer.state.expose_secret().as_bytes()).into();
    if !same || ctx.now >= pending.until {
        return Err(SignInError::Stale);
    }
    if pending.linking.is_some() && pending.linking != ctx.actor.account() {
        return Err(SignInError::Stale);
    }
    let code = answer.code.ok_or(SignInError::Declined)?;
    let secret = secret(app, ctx, vault, provider).await?;
    let back = app.links.to(&ctx.tenant, &back(name));
    let party = party(ctx, provider, &secret, &back);
    let claimed = app.providers.claimed(&party, &pending.proof(), &code, ctx.now).await;
    let claimed = claimed.map_err(|error| told(ctx, name, error))?;
    let linking = match pending.linking {
        Some(account) => Some(Linking { account, session: session.ok_or(SignInError::Stale)?.digest() }),
        None => None,
    };
    let entered = identities::arrive(app, ctx, name, &claimed, linking.as_ref()).await?;
    Ok(Back { entered, then: pending.then })
}

/// Keeps the secret that a city shows to a provider; answers where the provider must be told to send people back to.
///
/// # Errors
/// If there is no such provider, or the database fails.
pub async fn keep_secret(app: &App, ctx: &Ctx, name: &str, secret: &SecretString) -> Result<String, SignInError> {
    let (_, vault) = provider(app, ctx, name)?;
    let sealed = vault.seal(&*app.entropy, &secret_of(ctx, name), secret);
    let mut tx = app.db.tenant(ctx).await?;
    db::identities::put_secret(&mut tx, name, &sealed, ctx.now).await?;
    tx.commit().await?;
    Ok(app.links.to(&ctx.tenant, &back(name)))
}

impl Pending {
    fn sealed(&self, app: &App, ctx: &Ctx, vault: &Vault, name: &str) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(vault.seal(&*app.entropy, &pending_of(ctx, name), &text.into()))
    }

    /// None: it was sealed for another city or provider, or by nobody.
    fn opened(ctx: &Ctx, vault: &Vault, name: &str, kept: &str) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(kept).ok()?;
        let text = vault.open(&pending_of(ctx, name), &sealed).ok()?;
        serde_json::from_str(text.expose_secret()).ok()
    }

    fn proof(&self) -> Proof {
        Proof {
            state: self.state.clone().into(),
            nonce: self.nonce.clone().into(),
            verifier: self.verifier.clone().into(),
        }
    }
}

fn pending_of(ctx: &Ctx, name: &str) -> String {
    format!("sign-in of {} by {name}", ctx.tenant.id)
}

fn secret_of(ctx: &Ctx, name: &str) -> String {
    format!("secret of {} at {name}", ctx.tenant.id)
}

/// Where a provider sends people back to.
fn back(name: &str) -> String {
    format!("/sign-in/{name}/callback")
}

fn provider<'a>(app: &'a App, ctx: &'a Ctx, name: &str) -> Result<(&'a SignInProvider, &'a Vault), Denied> {
    ctx.tenant.config.provider(name).zip(app.vault.as_ref()).ok_or(Denied::NotFound)
}

async fn secret(app: &App, ctx: &Ctx, vault: &Vault, provider: &SignInProvider) -> Result<SecretString, SignInError> {
    let mut tx = app.db.tenant(ctx).await?;
    let sealed = db::identities::secret(&mut tx, &provider.name).await?.ok_or(SignInError::NotSetUp)?;
    drop(tx); // no connection is held while the provider is asked
    vault.open(&secret_of(ctx, &provider.name), &sealed).map_err(|_| SignInError::SecretLost)
}

fn party<'a>(ctx: &Ctx, provider: &'a SignInProvider, secret: &'a SecretString, back: &'a str) -> Party<'a> {
    Party { provider, secret, back, with_birth_date: ctx.tenant.rules.about().needs(Fact::Age) }
}

/// The person cannot mend it, so the operator is told.
fn told(ctx: &Ctx, name: &str, error: ProviderError) -> ProviderError {
    tracing::warn!(city = ctx.tenant.config.code, provider = name, %error, "a sign-in failed");
    error
}

/// Whether a path, as a browser reads it, is one of this site: `//`, `/\` and whatever a browser leaves out begin another.
#[must_use]
pub fn stays_here(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_gone_on_to() {
        for path in ["/", "/missions/1?slot=2#places", "/a//b", "/%2F/evil.example"] {
            assert!(stays_here(path), "{path}");
        }
        for path in [
            "",
            "missions",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/\n",
            "https://evil.example",
            "/é",
        ] {
            assert!(!stays_here(path), "{path}");
        }
    }
}
