//! OpenID Connect: the code flow with a nonce and PKCE, an ID token that is checked whole, and what is said of the person.

use std::str::FromStr as _;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreGenderClaim, CoreIdToken, CoreIdTokenClaims,
    CoreIdTokenVerifier, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreProviderMetadata, CoreTokenResponse,
};
use openidconnect::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use openidconnect::http::{Request, StatusCode};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, AuthType, AuthenticationContextClass, AuthorizationCode,
    ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, DiscoveryError, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IdToken, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, SignatureVerificationError, TokenResponse as _, UserInfoClaims,
};
use platform_core::ports::{Claimed, Party, Proof, ProviderError};
use platform_core::tenancy::Profile;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use super::line::{Line, LineError};
use super::{Providers, unsound};

/// The level FranceConnect is asked for, and those that are at least as sure.
const EIDAS: [&str; 3] = ["eidas1", "eidas2", "eidas3"];

/// By what an answer may be signed: a provider's own keys, never a secret two know, and never nothing.
const SIGNED_BY: [CoreJwsSigningAlgorithm; 3] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
];

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// The address at the provider where somebody shows who they are.
pub(super) async fn address(
    providers: &Providers,
    party: &Party<'_>,
    proof: &Proof,
    now: DateTime<Utc>,
) -> Result<String, ProviderError> {
    let metadata = metadata(providers, party, now).await?;
    let client = client(party, &metadata)?;
    let (state, nonce) = (CsrfToken::new(text(&proof.state)), Nonce::new(text(&proof.nonce)));
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let scopes = scopes(party).iter().map(|scope| Scope::new((*scope).to_owned()));
    let mut request = client.authorize_url(flow, move || state, move || nonce).add_scopes(scopes);
    if party.provider.profile == Profile::FranceConnect {
        request = request.add_auth_context_value(AuthenticationContextClass::new(EIDAS[0].to_owned()));
    }
    if knows_pkce(party) {
        let verifier = PkceCodeVerifier::new(text(&proof.verifier));
        request = request.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
    }
    Ok(request.url().0.into())
}

/// Who came back with this code.
pub(super) async fn claimed(
    providers: &Providers,
    party: &Party<'_>,
    proof: &Proof,
    code: &SecretString,
    now: DateTime<Utc>,
) -> Result<Claimed, ProviderError> {
    let metadata = metadata(providers, party, now).await?;
    let tokens = redeem(providers, party, &metadata, proof, code).await?;
    let id_token = tokens.id_token().ok_or_else(|| ProviderError::Unsound("no ID token".into()))?;
    let nonce = Nonce::new(text(&proof.nonce));
    let metadata = match id_token.claims(&verifier(party, &metadata, now), &nonce) {
        Err(error) if may_be_a_new_key(&error) && providers.may_ask_again(issuer(party), now) => {
            discover(providers, party, now).await?
        }
        _ => metadata,
    };
    let verifier = verifier(party, &metadata, now);
    let claims = id_token.claims(&at_level(party, verifier.clone()), &nonce).map_err(|error| unsound(&error))?;
    check_access_token(claims, id_token, tokens.access_token(), &verifier)?;
    let said = match metadata.userinfo_endpoint() {
        Some(endpoint) => {
            let line = providers.lines.to(issuer(party));
            user_info(&line, party, endpoint.as_str(), tokens.access_token(), claims, &verifier).await?
        }
        None => said(claims)?,
    };
    Ok(said.into_claimed())
}

/// What an issuer says of itself, from memory if it said so lately.
async fn metadata(
    providers: &Providers,
    party: &Party<'_>,
    now: DateTime<Utc>,
) -> Result<Arc<CoreProviderMetadata>, ProviderError> {
    match providers.known(issuer(party), now) {
        Some(known) => Ok(known),
        None => discover(providers, party, now).await,
    }
}

/// What an issuer says of itself now.
async fn discover(
    providers: &Providers,
    party: &Party<'_>,
    now: DateTime<Utc>,
) -> Result<Arc<CoreProviderMetadata>, ProviderError> {
    let issuer = issuer(party);
    let url = IssuerUrl::new(issuer.to_owned()).map_err(|error| unsound(&error))?;
    let found = CoreProviderMetadata::discover_async(url, &providers.lines.to(issuer)).await;
    match found {
        Ok(metadata) => Ok(providers.learn(issuer, now, metadata)),
        Err(DiscoveryError::Request(error)) => Err(error.into()),
        Err(error) => Err(unsound(&error)),
    }
}

fn issuer<'a>(party: &Party<'a>) -> &'a str {
    party.provider.issuer.as_deref().unwrap_or_default()
}

fn client(party: &Party<'_>, metadata: &CoreProviderMetadata) -> Result<Client, ProviderError> {
    let id = ClientId::new(party.provider.client_id.clone());
    let back = RedirectUrl::new(party.back.to_owned()).map_err(|error| unsound(&error))?;
    // Who does not say how to show the secret takes it in the header.
    let by_header = metadata
        .token_endpoint_auth_methods_supported()
        .is_none_or(|ways| ways.contains(&CoreClientAuthMethod::ClientSecretBasic));
    let shown = match party.provider.profile {
        Profile::OpenId if by_header => AuthType::BasicAuth,
        _ => AuthType::RequestBody,
    };
    let secret = ClientSecret::new(text(party.secret));
    let client = CoreClient::from_provider_metadata(metadata.clone(), id, Some(secret));
    Ok(client.set_redirect_uri(back).set_auth_type(shown))
}

/// What the city wants to know, and no more.
fn scopes(party: &Party<'_>) -> &'static [&'static str] {
    match (party.provider.profile, party.with_birth_date) {
        (Profile::FranceConnect, true) => &["given_name", "family_name", "email", "birthdate"],
        (Profile::FranceConnect, false) => &["given_name", "family_name", "email"],
        (Profile::ProConnect, _) => &["given_name", "usual_name", "email"],
        (Profile::OpenId | Profile::Facebook, _) => &["profile", "email"],
    }
}

/// FranceConnect refuses what it does not know, and does not know PKCE.
fn knows_pkce(party: &Party<'_>) -> bool {
    party.provider.profile != Profile::FranceConnect
}

/// Redeems the code for tokens.
async fn redeem(
    providers: &Providers,
    party: &Party<'_>,
    metadata: &CoreProviderMetadata,
    proof: &Proof,
    code: &SecretString,
) -> Result<CoreTokenResponse, ProviderError> {
    let client = client(party, metadata)?;
    let mut request = client.exchange_code(AuthorizationCode::new(text(code))).map_err(|error| unsound(&error))?;
    if knows_pkce(party) {
        request = request.set_pkce_verifier(PkceCodeVerifier::new(text(&proof.verifier)));
    }
    match request.request_async(&providers.lines.to(issuer(party))).await {
        Ok(tokens) => Ok(tokens),
        Err(RequestTokenError::Request(error)) => Err(error.into()),
        Err(error) => Err(unsound(&error)),
    }
}

/// Checks the issuer, the audience, the signature and the time.
fn verifier(party: &Party<'_>, metadata: &CoreProviderMetadata, now: DateTime<Utc>) -> CoreIdTokenVerifier<'static> {
    let id = ClientId::new(party.provider.client_id.clone());
    // As one who has no secret: so no signature by a secret counts.
    CoreIdTokenVerifier::new_public_client(id, metadata.issuer().clone(), metadata.jwks().clone())
        .set_allowed_algs(SIGNED_BY)
        .set_time_fn(move || now)
}

/// Keys change, and not every provider gives a new one a new name, or any: whatever no known key signed may be by a new one.
const fn may_be_a_new_key(error: &ClaimsVerificationError) -> bool {
    match error {
        ClaimsVerificationError::SignatureVerification(error) => {
            !matches!(error, SignatureVerificationError::DisallowedAlg(_))
        }
        _ => false,
    }
}

/// Checks the level, too, where one was asked for.
fn at_level(party: &Party<'_>, verifier: CoreIdTokenVerifier<'static>) -> CoreIdTokenVerifier<'static> {
    if party.provider.profile != Profile::FranceConnect {
        return verifier;
    }
    verifier.set_auth_context_verifier_fn(|level| match level {
        Some(level) if EIDAS.contains(&level.as_str()) => Ok(()),
        _ => Err("not at the level that was asked for".to_owned()),
    })
}

/// The access token is the one that the ID token came with, if it says.
fn check_access_token(
    claims: &CoreIdTokenClaims,
    id_token: &CoreIdToken,
    token: &AccessToken,
    verifier: &CoreIdTokenVerifier<'_>,
) -> Result<(), ProviderError> {
    let Some(expected) = claims.access_token_hash() else { return Ok(()) };
    let alg = id_token.signing_alg().map_err(|error| unsound(&error))?;
    let key: &CoreJsonWebKey = id_token.signing_key(verifier).map_err(|error| unsound(&error))?;
    let actual = AccessTokenHash::from_token(token, alg, key).map_err(|error| unsound(&error))?;
    if actual == *expected { Ok(()) } else { Err(ProviderError::Unsound("another access token".into())) }
}

/// Claims that OpenID Connect does not name.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Extra {
    /// What ProConnect calls the last name.
    usual_name: Option<String>,
}

impl AdditionalClaims for Extra {}

/// What is said of somebody, signed as an ID token is.
type Signed = IdToken<Extra, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// Asks what there is to say of the person of an ID token.
///
/// **Why signed answers are read as ID tokens:** the library checks them by RS256 only, and FranceConnect signs by ES256; an
/// ID token is checked for the same and more.
async fn user_info(
    line: &Line,
    party: &Party<'_>,
    endpoint: &str,
    token: &AccessToken,
    claims: &CoreIdTokenClaims,
    verifier: &CoreIdTokenVerifier<'_>,
) -> Result<Said, ProviderError> {
    let request = Request::get(endpoint)
        .header(ACCEPT, "application/json, application/jwt")
        .header(AUTHORIZATION, format!("Bearer {}", token.secret()))
        .body(Vec::new())
        .map_err(|error| unsound(&error))?;
    let answer = line.ask(request).await?;
    if answer.status() != StatusCode::OK {
        return Err(ProviderError::Unsound(format!("no user info: {}", answer.status())));
    }
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_signed = kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/jwt"));
    if is_signed {
        let jwt = std::str::from_utf8(answer.body()).map_err(|error| unsound(&error))?;
        let signed = Signed::from_str(jwt.trim()).map_err(|error| unsound(&error))?;
        let info = signed.into_claims(verifier, |_: Option<&Nonce>| Ok(())).map_err(|error| unsound(&error))?;
        if info.subject() != claims.subject() {
            return Err(ProviderError::Unsound("user info of somebody else".into()));
        }
        return said(&info);
    }
    if party.provider.profile != Profile::OpenId {
        return Err(ProviderError::Unsound("user info is not signed".into()));
    }
    let info = UserInfoClaims::<Extra, CoreGenderClaim>::from_json::<LineError>(answer.body(), Some(claims.subject()));
    said(&info.map_err(|error| unsound(&error))?)
}

/// What we read of claims that were checked.
#[derive(Deserialize)]
struct Said {
    sub: String,
    email: Option<String>,
    email_verified: Option<bool>,
    name: Option<String>,
    given_name: Option<String>,
    family_name: Option<String>,
    usual_name: Option<String>,
    birthdate: Option<String>,
}

fn said(claims: &impl Serialize) -> Result<Said, ProviderError> {
    serde_json::to_value(claims).and_then(serde_json::from_value).map_err(|error| unsound(&error))
}

impl Said {
    fn into_claimed(self) -> Claimed {
        // Who gives one name only gives both in it.
        let (first, last) = self.name.as_deref().and_then(|name| name.trim().split_once(' ')).unzip();
        Claimed {
            subject: self.sub,
            email: self.email,
            email_verified: self.email_verified.unwrap_or(false),
            given_name: self.given_name.or_else(|| first.map(str::to_owned)),
            family_name: self.family_name.or(self.usual_name).or_else(|| last.map(str::to_owned)),
            // Not everybody's day is known: `1980-00-00` is no date.
            birth_date: self.birthdate.and_then(|date| date.parse::<NaiveDate>().ok()),
        }
    }
}

fn text(secret: &SecretString) -> String {
    secret.expose_secret().to_owned()
}
