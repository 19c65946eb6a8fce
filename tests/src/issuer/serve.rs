//! The provider over HTTP: what it asks of who comes, and what it answers.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

use super::keys::{self, Key};
use super::{Grant, SECRET, Shared, Wrong};

type Pairs = HashMap<String, String>;

/// Why it refuses.
type Refusal = (StatusCode, Json<Value>);

pub(super) fn start(listener: TcpListener, shared: Arc<Shared>) {
    let routes = Router::new()
        .route("/.well-known/openid-configuration", get(configuration))
        .route("/jwks", get(jwks))
        .route("/authorize", get(authorize))
        .route("/facebook/dialog/oauth", get(authorize))
        .route("/token", post(token))
        .route("/facebook/oauth/access_token", post(token))
        .route("/userinfo", get(user_info))
        .route("/facebook/me", get(user_info))
        .with_state(shared);
    tokio::spawn(async move { axum::serve(listener, routes).await });
}

fn refused(why: &str) -> Refusal {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_request", "error_description": why })))
}

fn check(is_so: bool, why: &str) -> Result<(), Refusal> {
    if is_so { Ok(()) } else { Err(refused(why)) }
}

fn up(shared: &Shared) -> Result<(), Refusal> {
    let is_down = shared.state().wrong == Some(Wrong::Down);
    if is_down { Err((StatusCode::BAD_GATEWAY, Json(Value::Null))) } else { Ok(()) }
}

/// The face that a program's name at it ends with.
fn face(client: &str) -> &str {
    client.rsplit(' ').next().unwrap_or_default()
}

async fn configuration(State(shared): State<Arc<Shared>>) -> Result<Json<Value>, Refusal> {
    up(&shared)?;
    let base = &shared.base;
    let is_elsewhere = shared.state().wrong == Some(Wrong::Elsewhere);
    let keys = if is_elsewhere { "http://192.0.2.1/jwks".to_owned() } else { format!("{base}/jwks") };
    Ok(Json(json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/authorize"),
        "token_endpoint": format!("{base}/token"),
        "userinfo_endpoint": format!("{base}/userinfo"),
        "jwks_uri": keys,
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256", "RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    })))
}

async fn jwks(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let mut state = shared.state();
    state.keys_read += 1;
    Json(json!({ "keys": state.keys.iter().map(Key::public).collect::<Vec<_>>() }))
}

/// Shows somebody in, and sends them back with a code.
async fn authorize(State(shared): State<Arc<Shared>>, Query(asked): Query<Pairs>) -> Result<Response, Refusal> {
    let said = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
    let (client, back) = (said("client_id"), said("redirect_uri"));
    check(said("response_type") == "code" && said("state").len() >= 32, "response_type or state")?;
    check(back.ends_with(&format!("/sign-in/{}/callback", face(client))), "redirect_uri")?;
    let scopes: Vec<_> = said("scope").split([' ', ',']).collect();
    let expected: &[&str] = match face(client) {
        "openid" => &["openid", "profile", "email"],
        "franceconnect" => &["openid", "given_name", "family_name", "email", "birthdate"],
        "proconnect" => &["openid", "given_name", "usual_name", "email"],
        _ => &["public_profile", "email"],
    };
    check(scopes == expected, "scope")?;
    check(face(client) == "facebook" || said("nonce").len() >= 32, "nonce")?;
    let is_france_connect = face(client) == "franceconnect";
    check((said("acr_values") == "eidas1") == is_france_connect, "acr_values")?;
    let has_challenge = said("code_challenge_method") == "S256" && !said("code_challenge").is_empty();
    check(has_challenge == matches!(face(client), "openid" | "proconnect"), "code_challenge")?;

    let mut state = shared.state();
    let mut address = reqwest::Url::parse(back).map_err(|_| refused("redirect_uri"))?;
    address.query_pairs_mut().append_pair("state", said("state"));
    match state.person.clone() {
        None => drop(address.query_pairs_mut().append_pair("error", "access_denied")),
        Some(person) => {
            state.count += 1;
            let code = format!("code-{}", state.count);
            address.query_pairs_mut().append_pair("code", &code).append_pair("iss", &shared.base);
            let grant = Grant {
                client: client.to_owned(),
                back: back.to_owned(),
                nonce: asked.get("nonce").cloned(),
                challenge: asked.get("code_challenge").cloned(),
                person,
            };
            state.codes.insert(code, grant);
        }
    }
    Ok((StatusCode::FOUND, [(LOCATION, address.to_string())]).into_response())
}

/// Who asks, by what they show: in the header or in the form, as their face has it.
fn client(headers: &HeaderMap, form: &Pairs) -> Option<String> {
    let shown = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (client, secret) = match shown {
        Some(shown) => {
            let pair = String::from_utf8(STANDARD.decode(shown.strip_prefix("Basic ")?).ok()?).ok()?;
            let (client, secret) = pair.split_once(':')?;
            // Both are form-encoded before they are joined (RFC 6749, 2.3.1).
            let read = |text: &str| serde_urlencoded::from_str::<Vec<(String, String)>>(&format!("x={text}")).ok();
            (read(client)?.pop()?.1, read(secret)?.pop()?.1)
        }
        None => (form.get("client_id")?.clone(), form.get("client_secret")?.clone()),
    };
    let by_header = shown.is_some();
    (secret == SECRET && by_header == (face(&client) == "openid")).then_some(client)
}

/// Gives tokens for a code, once.
async fn token(State(shared): State<Arc<Shared>>, headers: HeaderMap, form: String) -> Result<Json<Value>, Refusal> {
    up(&shared)?;
    let form: Pairs = serde_urlencoded::from_str(&form).map_err(|_| refused("form"))?;
    let client = client(&headers, &form).ok_or_else(|| refused("client"))?;
    let code = form.get("code").cloned().unwrap_or_default();
    let grant = shared.state().codes.remove(&code).ok_or_else(|| refused("code"))?;
    check(grant.client == client && form.get("redirect_uri") == Some(&grant.back), "of another")?;
    let verified = form.get("code_verifier").map(|verifier| keys::challenge(verifier));
    check(verified == grant.challenge, "code_verifier")?;
    let access = format!("access-{code}");
    shared.state().tokens.insert(access.clone(), (client.clone(), grant.person.clone()));
    let mut answer = json!({ "access_token": access, "token_type": "Bearer", "expires_in": 60 });
    let wrong = shared.state().wrong;
    if face(&client) != "facebook" && wrong != Some(Wrong::NoIdToken) {
        answer["id_token"] = json!(id_token(&shared, &client, &grant, &access));
    }
    Ok(Json(answer))
}

fn id_token(shared: &Shared, client: &str, grant: &Grant, access: &str) -> String {
    let mut claims = shared.frame(client);
    let state = shared.state();
    let is = |wrong| state.wrong == Some(wrong);
    let mut say = |name: &str, value: Value| drop(claims.insert(name.to_owned(), value));
    say("sub", grant.person["sub"].clone());
    match &grant.nonce {
        _ if is(Wrong::NoNonce) => {}
        Some(_) if is(Wrong::Nonce) => say("nonce", json!("a".repeat(43))),
        nonce => say("nonce", json!(nonce)),
    }
    let came_with = if is(Wrong::AccessToken) { "another" } else { access };
    say("at_hash", json!(keys::half_digest(came_with)));
    if face(client) == "franceconnect" {
        say("acr", json!(if is(Wrong::Level) { "eidas0" } else { "eidas1" }));
    }
    let claims = Value::Object(claims);
    let key = state.keys.last().expect("a key");
    match state.wrong {
        Some(Wrong::Unsigned) => keys::by_nobody(&claims),
        Some(Wrong::PublicKeyAsSecret) => key.signed_as_if_secret(&claims),
        Some(Wrong::CitysSecret) => keys::by_secret(SECRET.as_bytes(), &key.name, &claims),
        Some(Wrong::UnknownKey) => Key::ec("nowhere").signed(&claims),
        Some(Wrong::OtherKey) => Key::ec(&key.name).signed(&claims),
        _ => key.signed(&claims),
    }
}

/// What there is to say of the person of an access token.
async fn user_info(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Result<Response, Refusal> {
    let shown = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = shown.strip_prefix("Bearer ").unwrap_or_default();
    let known = shared.state().tokens.get(token).cloned();
    let (client, mut person) = known.ok_or_else(|| refused("access token"))?;
    let wrong = shared.state().wrong;
    if wrong == Some(Wrong::Subject) {
        person.insert("sub".to_owned(), json!("somebody-else"));
    }
    let is_signed = matches!(face(&client), "franceconnect" | "proconnect") && wrong != Some(Wrong::UnsignedUserInfo);
    if face(&client) == "facebook" {
        return Ok(Json(as_facebook(person)).into_response());
    }
    if !is_signed {
        return Ok(Json(person).into_response());
    }
    let frame = shared.frame(if wrong == Some(Wrong::UserInfoAudience) { "another" } else { &client });
    let claims = Value::Object(frame.into_iter().chain(person).collect());
    let text = shared.state().keys.last().expect("a key").signed(&claims);
    Ok(([(CONTENT_TYPE, "application/jwt")], text).into_response())
}

/// The same in Facebook's words.
fn as_facebook(mut person: Map<String, Value>) -> Value {
    let mut take = |name: &str| person.remove(name).unwrap_or_default();
    json!({
        "id": take("sub"), "first_name": take("given_name"), "last_name": take("family_name"), "email": take("email"),
    })
}
