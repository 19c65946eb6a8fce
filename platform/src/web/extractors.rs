//! What handlers take in: the context, ids, JSON bodies and queries, each refused clearly when it is not sound.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use platform_core::accounts::{Actor, Secret, desk, enter};
use platform_core::refusals::{Denied, Reason};
use platform_core::tenancy::Ctx;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::Web;
use super::client;
use super::cookies::SESSION;
use super::edge::Arrived;
use super::error::Failure;
use super::strict::Strict;

/// Largest JSON body, bytes: a mission with all its slots has some 60 kB.
pub(super) const MAX_BODY: usize = 256 * 1024;

/// Names the account of the person at the desk for whom an agent acts.
const ACTING_FOR: &str = "acting-for";

/// The context of the request: its city, who acts, in which language, now.
pub(super) struct Context(pub(super) Ctx);

impl FromRequestParts<Web> for Context {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        if let Some(ctx) = parts.extensions.get::<Ctx>() {
            return Ok(Self(ctx.clone()));
        }
        let arrived = parts.extensions.get::<Arrived>().cloned();
        let Arrived { tenant, asked } =
            arrived.ok_or_else(|| Failure::http(StatusCode::NOT_FOUND, Reason::new("unknown_host")))?;
        let mut ctx = Ctx {
            actor: Actor::Visitor,
            desk: None,
            locale: asked.unwrap_or_else(|| tenant.config.default_locale()),
            now: web.app.clock.now(),
            client: client::address(&parts.headers, &parts.extensions, &web.trusted_proxies),
            source: "web",
            idempotency: None,
            tenant,
        };
        ctx.actor = actor(web, &ctx, &parts.headers).await?;
        if let Some(value) = parts.headers.get(ACTING_FOR) {
            let person: Option<Uuid> = value.to_str().ok().and_then(|id| id.parse().ok());
            ctx = desk::acting_for(&web.app, ctx, person.unwrap_or_default().into()).await?;
        }
        parts.extensions.insert(ctx.clone());
        Ok(Self(ctx))
    }
}

async fn actor(web: &Web, ctx: &Ctx, headers: &HeaderMap) -> Result<Actor, Failure> {
    if let Some(value) = headers.get(AUTHORIZATION) {
        // What is presented and unknown is an error, not a visitor: a program should learn that its token ended.
        let token = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer ")).ok_or(Denied::SignIn)?;
        return match enter::by_token(&web.app, ctx, &Secret::presented(token.trim())).await? {
            Actor::Visitor => Err(Denied::SignIn.into()),
            actor => Ok(actor),
        };
    }
    match SESSION.read(web, headers) {
        Some(session) => Ok(enter::by_session(&web.app, ctx, &session).await?),
        None => Ok(Actor::Visitor),
    }
}

/// Whether a request presents nothing that makes its answer personal.
pub(super) fn is_anonymous(headers: &HeaderMap) -> bool {
    !headers.contains_key(AUTHORIZATION) && !headers.contains_key(COOKIE)
}

/// The id in the path. What is no id names nothing: it is not found, with the same words.
pub(super) struct Id(pub(super) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Failure::not_found())?;
        let id = params.iter().next().and_then(|(_, value)| value.parse().ok());
        id.map(Self).ok_or_else(Failure::not_found)
    }
}

/// The version an edit starts from, from `If-Match`: required, so that of two people who edit none is overwritten.
pub(super) struct Version(pub(super) i32);

impl<S: Send + Sync> FromRequestParts<S> for Version {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let value = parts
            .headers
            .get(IF_MATCH)
            .ok_or_else(|| Failure::http(StatusCode::PRECONDITION_REQUIRED, Reason::new("precondition_missing")))?;
        let version = value.to_str().ok().and_then(|tag| {
            let inner = tag.strip_prefix('"')?.strip_suffix('"')?;
            inner.split('.').next()?.parse().ok()
        });
        version.map(Self).ok_or_else(|| Failure::http(StatusCode::BAD_REQUEST, Reason::new("bad_precondition")))
    }
}

/// A JSON body, strictly read: what is wrong is named by JSON pointer.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let is_json = |headers: &HeaderMap| {
            let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
            kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
        };
        if !is_json(request.headers()) {
            let reason = Reason::new("unsupported_media_type");
            return Err(Failure::http(StatusCode::UNSUPPORTED_MEDIA_TYPE, reason));
        }
        let bytes = whole_body(request, state).await?;
        read_json(&bytes).map(Self)
    }
}

/// No body, or `{}`: for acts that take nothing.
pub(super) struct NoBody;

impl<S: Send + Sync> FromRequest<S> for NoBody {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Nothing {}

        let bytes = whole_body(request, state).await?;
        if !bytes.is_empty() {
            let Nothing {} = read_json(&bytes)?;
        }
        Ok(Self)
    }
}

/// The body, up to [`MAX_BODY`].
pub(super) async fn whole_body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Failure> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        let status = axum::response::IntoResponse::into_response(rejection).status();
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            Failure::http(status, Reason::new("body_too_large").with("max", MAX_BODY / 1024))
        } else {
            Failure::http(StatusCode::BAD_REQUEST, Reason::new("malformed_request"))
        }
    })
}

fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let bad_request = |reason| Failure::http(StatusCode::BAD_REQUEST, reason);
    let text = std::str::from_utf8(bytes).map_err(|_| bad_request(Reason::new("not_utf8")))?;
    let value: Value = serde_json::from_str(text).map_err(|error| {
        bad_request(Reason::new("malformed_json").with("line", error.line()).with("column", error.column()))
    })?;
    let mut reasons = Vec::new();
    find_nul(&value, "", &mut reasons);
    if !reasons.is_empty() {
        return Err(Failure::invalid(reasons));
    }
    serde_path_to_error::deserialize(Strict(value)).map_err(|error| {
        let at = pointer(error.path());
        Failure::invalid(vec![misread(&error.inner().to_string(), at)])
    })
}

/// No text anywhere holds NUL: Postgres cannot keep it, and nobody types it.
fn find_nul(value: &Value, at: &str, reasons: &mut Vec<Reason>) {
    match value {
        Value::String(text) if text.contains('\0') => reasons.push(Reason::new("control_characters").at(at)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                find_nul(item, &format!("{at}/{index}"), reasons);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                find_nul(field, &format!("{at}/{}", escaped(name)), reasons);
            }
        }
        _ => {}
    }
}

pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => format!("{pointer}/{index}"),
        Segment::Map { key } => format!("{pointer}/{}", escaped(key)),
        Segment::Enum { .. } | Segment::Unknown => pointer,
    })
}

/// What serde says, as a reason: its messages are in English and name Rust types, so only their kind is kept.
fn misread(message: &str, at: String) -> Reason {
    let named = |prefix: &str| {
        let name = message.strip_prefix(prefix)?.strip_prefix('`')?.split('`').next()?;
        let last = format!("/{}", escaped(name));
        Some(if at.ends_with(&last) { at.clone() } else { at.clone() + &last })
    };
    if let Some(at) = named("unknown field ") {
        return Reason::new("unknown_field").at(at);
    }
    if let Some(at) = named("missing field ") {
        return Reason::new("missing_field").at(at);
    }
    match message.strip_prefix("invalid type: ").and_then(|rest| rest.split("expected ").nth(1)) {
        Some(expected) => Reason::new("wrong_type").with("expected", json_type(expected)).at(at),
        None => Reason::new("invalid_value").at(at),
    }
}

/// The JSON type that serde's words for a Rust type stand for.
fn json_type(expected: &str) -> &'static str {
    match expected.split_whitespace().next().unwrap_or("") {
        "i32" | "u16" | "u32" | "u64" => "integer",
        "f64" => "number",
        "a" if expected.contains("boolean") => "boolean",
        "a" if expected.contains("sequence") => "array",
        "struct" | "a" if expected.contains("struct") || expected.contains("map") => "object",
        // Words, dates and ids are all written as text.
        _ => "string",
    }
}

/// The query of the address, strictly read.
pub(super) struct Params<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let query = parts.uri.query().unwrap_or("");
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let unsound = pairs.iter().find(|(_, value)| value.contains(['\0', char::REPLACEMENT_CHARACTER]));
        if let Some((name, _)) = unsound {
            return Err(Failure::invalid(vec![Reason::new("control_characters").at(format!("/{}", escaped(name)))]));
        }
        let reader = serde_urlencoded::Deserializer::new(form_pairs(query));
        serde_path_to_error::deserialize(reader).map(Self).map_err(|error| {
            let mut reason = misread(&error.inner().to_string(), pointer(error.path()));
            // Everything in a query is text: only whether it can be read matters.
            if matches!(reason.code.as_ref(), "invalid_value" | "wrong_type") {
                reason.code = "bad_query_value".into();
            }
            Failure::invalid(vec![reason])
        })
    }
}

fn form_pairs(query: &str) -> url::form_urlencoded::Parse<'_> {
    url::form_urlencoded::parse(query.as_bytes())
}
