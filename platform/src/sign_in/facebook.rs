//! Facebook: OAuth 2 without an ID token, and its own way to say who somebody is. It vouches for no address.

use openidconnect::http::Request;
use openidconnect::http::header::{AUTHORIZATION, CONTENT_TYPE};
use platform_core::ports::{Claimed, Party, Proof, ProviderError};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::line::{Line, Lines};
use super::unsound;

/// Where people show who they are, and where programs ask, unless the city names one address for both.
const PEOPLE: &str = "https://www.facebook.com/v21.0";
const PROGRAMS: &str = "https://graph.facebook.com/v21.0";
/// What is asked of somebody.
const FIELDS: &str = "id,first_name,last_name,email";

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
}

#[derive(Deserialize)]
struct Person {
    id: String,
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
}

/// The address where somebody shows who they are.
pub(super) fn address(party: &Party<'_>, proof: &Proof) -> Result<String, ProviderError> {
    let asked = [
        ("client_id", party.provider.client_id.as_str()),
        ("redirect_uri", party.back),
        ("state", proof.state.expose_secret()),
        ("response_type", "code"),
        ("scope", "public_profile,email"),
    ];
    let url = format!("{}/dialog/oauth", base(party, PEOPLE));
    Ok(Url::parse_with_params(&url, asked).map_err(|error| unsound(&error))?.into())
}

/// Who came back with this code.
pub(super) async fn claimed(lines: &Lines, party: &Party<'_>, code: &SecretString) -> Result<Claimed, ProviderError> {
    let base = base(party, PROGRAMS);
    let line = lines.to(base);
    let shown = [
        ("client_id", party.provider.client_id.as_str()),
        ("client_secret", party.secret.expose_secret()),
        ("redirect_uri", party.back),
        ("code", code.expose_secret()),
    ];
    let shown = serde_urlencoded::to_string(shown).map_err(|error| unsound(&error))?;
    let request = Request::post(format!("{base}/oauth/access_token"))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(shown.into_bytes());
    let tokens: Tokens = ask(&line, request).await?;
    let request = Request::get(format!("{base}/me?fields={FIELDS}"))
        .header(AUTHORIZATION, format!("Bearer {}", tokens.access_token))
        .body(Vec::new());
    let person: Person = ask(&line, request).await?;
    Ok(Claimed {
        subject: person.id,
        email: person.email,
        email_verified: false,
        given_name: person.first_name,
        family_name: person.last_name,
        birth_date: None,
    })
}

fn base<'a>(party: &Party<'a>, otherwise: &'static str) -> &'a str {
    party.provider.issuer.as_deref().map_or(otherwise, |issuer| issuer.trim_end_matches('/'))
}

async fn ask<T: DeserializeOwned>(
    line: &Line,
    request: Result<Request<Vec<u8>>, openidconnect::http::Error>,
) -> Result<T, ProviderError> {
    let answer = line.ask(request.map_err(|error| unsound(&error))?).await?;
    if !answer.status().is_success() {
        return Err(ProviderError::Unsound(format!("it answers {}", answer.status())));
    }
    serde_json::from_slice(answer.body()).map_err(|error| unsound(&error))
}
