//! Providers of identities, asked in their own words: OpenID Connect and its profiles, and Facebook.

mod facebook;
mod line;
mod openid;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use openidconnect::core::CoreProviderMetadata;
use platform_core::ports::{Claimed, IdentityProviders, Party, Proof, ProviderError};
use platform_core::tenancy::Profile;
use secrecy::SecretString;

use line::Lines;

/// For how long what a provider says of itself is taken as it was. A key it signs with anew is asked for at once, but not
/// again and again: whoever makes answers up would have us ask as often.
const FRESH: Duration = Duration::hours(1);
const PATIENCE: Duration = Duration::seconds(5);

/// All providers of all cities.
pub(crate) struct Providers {
    lines: Lines,
    /// What each issuer says of itself.
    known: Mutex<HashMap<String, Known>>,
    /// When each was last asked before that was old.
    asked_again: Mutex<HashMap<String, DateTime<Utc>>>,
}

/// When an issuer said something of itself, and what.
type Known = (DateTime<Utc>, Arc<CoreProviderMetadata>);

impl Providers {
    /// With connections of its own.
    ///
    /// # Errors
    /// If this machine cannot speak TLS.
    pub(crate) fn new() -> Result<Self, reqwest::Error> {
        Ok(Self { lines: Lines::new()?, known: Mutex::default(), asked_again: Mutex::default() })
    }

    /// What an issuer said of itself, if that is not too long ago.
    fn known(&self, issuer: &str, now: DateTime<Utc>) -> Option<Arc<CoreProviderMetadata>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, metadata) = known.get(issuer)?;
        (now - *at < FRESH).then(|| Arc::clone(metadata))
    }

    /// Whether an issuer may be asked although what it said is not old.
    fn may_ask_again(&self, issuer: &str, now: DateTime<Utc>) -> bool {
        let mut asked = self.asked_again.lock().unwrap_or_else(PoisonError::into_inner);
        let may = asked.get(issuer).is_none_or(|at| now - *at >= PATIENCE);
        if may {
            asked.insert(issuer.to_owned(), now);
        }
        may
    }

    fn learn(&self, issuer: &str, now: DateTime<Utc>, metadata: CoreProviderMetadata) -> Arc<CoreProviderMetadata> {
        let metadata = Arc::new(metadata);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(issuer.to_owned(), (now, Arc::clone(&metadata)));
        metadata
    }
}

#[async_trait]
impl IdentityProviders for Providers {
    async fn address(&self, party: &Party<'_>, proof: &Proof, now: DateTime<Utc>) -> Result<String, ProviderError> {
        match party.provider.profile {
            Profile::Facebook => facebook::address(party, proof),
            Profile::OpenId | Profile::FranceConnect | Profile::ProConnect => {
                openid::address(self, party, proof, now).await
            }
        }
    }

    async fn claimed(
        &self,
        party: &Party<'_>,
        proof: &Proof,
        code: &SecretString,
        now: DateTime<Utc>,
    ) -> Result<Claimed, ProviderError> {
        match party.provider.profile {
            Profile::Facebook => facebook::claimed(&self.lines, party, code).await,
            Profile::OpenId | Profile::FranceConnect | Profile::ProConnect => {
                openid::claimed(self, party, proof, code, now).await
            }
        }
    }
}

/// An error with all that caused it, for the log.
fn unsound(error: &(dyn std::error::Error + 'static)) -> ProviderError {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    ProviderError::Unsound(causes.fold(error.to_string(), |told, cause| format!("{told}: {cause}")))
}
