//! People: who acts, what proves it, and what they may do.

pub mod consent;
pub mod desk;
pub mod enter;
pub mod erase;
pub mod export;
pub(crate) mod guests;
pub mod identities;
pub mod idle;
pub mod link_email;
pub mod me;
pub mod merge;
pub mod passwords;
pub mod provision;
pub mod register;
pub mod roles;
pub mod sign_in;
pub mod tokens;

use sha2::{Digest, Sha256};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};

use crate::db::{self, TenantTx, accounts as sql};
use crate::kinds::{AccountId, AssociationId, words};
use crate::ports::Entropy;
use crate::refusals::{Denied, ReadError};
use crate::tenancy::Ctx;

words! {
    /// What somebody of the city's staff holds.
    CityRole {
        /// Moderates associations and missions.
        Moderator = "moderator",
        /// That, and settings and roles.
        Admin = "admin",
    }
}

words! {
    /// What somebody holds in an association.
    AssociationRole {
        /// Answers for it: hands it in, has it leave, names its members, and does all a manager may.
        Owner = "owner",
        /// File, missions and sign-ups.
        Manager = "manager",
    }
}

words! {
    /// What a token may be used for. A session may be used for everything its account may do.
    Scope {
        /// Read what its account can see.
        Read = "read",
        /// Sign up and withdraw.
        SignUps = "sign_ups",
        /// Act for the account's associations.
        Manage = "manage",
        /// Act as the city's agent.
        Moderate = "moderate",
    }
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Nobody we know.
    Visitor,
    /// Somebody with an account, proved by a session or a token.
    Account(Identity),
    /// The platform itself.
    System,
}

/// Somebody whose session or token was looked up for this very request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account.
    pub id: AccountId,
    /// What the account holds in the city.
    pub role: Option<CityRole>,
    /// Whether its address was confirmed.
    pub confirmed: bool,
    /// What the token may be used for; none for a session.
    pub scopes: Option<Vec<Scope>>,
}

impl Actor {
    /// The account that acts, if one does.
    #[must_use]
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account(identity) => Some(identity.id),
            Self::Visitor | Self::System => None,
        }
    }

    fn within(&self, scope: Scope) -> Result<&Identity, Denied> {
        match self {
            Self::Account(identity) if identity.scopes.as_ref().is_none_or(|own| own.contains(&scope)) => Ok(identity),
            Self::Account(_) => Err(Denied::Scope),
            Self::Visitor | Self::System => Err(Denied::SignIn),
        }
    }
}

/// The proof that somebody acts for themselves.
#[derive(Debug, Clone, Copy)]
pub struct Volunteer {
    /// The account.
    pub id: AccountId,
    /// Whether its address was confirmed.
    pub confirmed: bool,
}

impl Volunteer {
    /// Asks who acts, for something of the given scope.
    ///
    /// # Errors
    /// If nobody is signed in, or the token lacks the scope.
    pub fn check(ctx: &Ctx, scope: Scope) -> Result<Self, Denied> {
        ctx.actor.within(scope).map(|identity| Self { id: identity.id, confirmed: identity.confirmed })
    }
}

/// The proof that an agent of the city acts.
#[derive(Debug, Clone, Copy)]
pub struct Agent {
    _private: (),
}

impl Agent {
    /// Asks whether an agent acts.
    ///
    /// # Errors
    /// If not.
    pub fn check(ctx: &Ctx) -> Result<Self, Denied> {
        match ctx.actor.within(Scope::Moderate)?.role {
            Some(CityRole::Moderator | CityRole::Admin) => Ok(Self { _private: () }),
            None => Err(Denied::NotPermitted),
        }
    }
}

/// The proof that an admin of the city acts.
#[derive(Debug, Clone, Copy)]
pub struct Admin {
    _private: (),
}

impl Admin {
    /// Asks whether an admin acts.
    ///
    /// # Errors
    /// If not.
    pub fn check(ctx: &Ctx) -> Result<Self, Denied> {
        match ctx.actor.within(Scope::Moderate)?.role {
            Some(CityRole::Admin) => Ok(Self { _private: () }),
            Some(CityRole::Moderator) | None => Err(Denied::NotPermitted),
        }
    }
}

/// The proof that somebody acts for an association.
#[derive(Debug, Clone, Copy)]
pub struct Manager {
    /// The association.
    pub association: AssociationId,
    /// What they hold in it.
    pub role: AssociationRole,
}

impl Manager {
    /// Who acts, if they act for the association.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find(tx: &mut TenantTx, ctx: &Ctx, association: AssociationId) -> Result<Option<Self>, db::Error> {
        let Ok(identity) = ctx.actor.within(Scope::Manage) else { return Ok(None) };
        let role = sql::membership(tx, association, identity.id).await?;
        Ok(role.map(|role| Self { association, role }))
    }

    /// Who acts for an object of the association. To strangers a private object does not exist, and a public one may
    /// not be touched.
    ///
    /// # Errors
    /// [`Denied`] if they do not act for it.
    pub async fn check(
        tx: &mut TenantTx,
        ctx: &Ctx,
        association: AssociationId,
        is_public: bool,
    ) -> Result<Self, ReadError> {
        let denied = if is_public { Denied::NotPermitted } else { Denied::NotFound };
        ctx.actor.within(Scope::Manage)?;
        Ok(Self::find(tx, ctx, association).await?.ok_or(denied)?)
    }
}

/// A secret given to somebody once; the database keeps its digest.
#[derive(Debug, Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// 256 bits, as 43 characters of base64url after `prefix`.
    #[must_use]
    pub fn new(entropy: &dyn Entropy, prefix: &str) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes)).into())
    }

    /// What somebody presents as such a secret.
    #[must_use]
    pub fn presented(text: &str) -> Self {
        Self(text.to_owned().into())
    }

    /// The secret itself, for the one answer that carries it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What the database keeps. A digest of 256 random bits needs no salt and no slowness, and looking it up by key
    /// leaks nothing about the secret through time.
    #[must_use]
    pub fn digest(&self) -> Vec<u8> {
        Sha256::digest(self.expose().as_bytes()).to_vec()
    }
}
