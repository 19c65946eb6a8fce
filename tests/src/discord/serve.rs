//! The API over HTTP: who may call, how often, and what goes wrong on purpose.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::connect_info::ConnectInfo;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::Fault;
use super::body::Body;
use super::hooks;
use super::limits::Rate;
use super::line::{Line, Lines};
use super::refusal::Refusal;
use super::rest::{self, Answer};
use super::route::{Called, Route};
use super::world::{Shared, World, now};

/// More than the largest message, so that one that is too large is refused in Discord's words.
const BODY: usize = 120 << 20;

/// Listens on a free port.
pub(super) async fn start(shared: Arc<Shared>) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router = Router::new()
        .fallback(called)
        .layer(DefaultBodyLimit::max(BODY))
        .with_state(shared)
        .into_make_service_with_connect_info::<Line>();
    tokio::spawn(async move { axum::serve(Lines(listener), router).await });
    Ok(address)
}

async fn called(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(line): ConnectInfo<Line>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let said = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(called) = Called::read(&method, uri.path()) else {
        shared.change(|world| world.strays.push(format!("{method} {}", uri.path())));
        return refused(&Refusal::status(404), None);
    };
    let known = shared.look(|world| caller(world, &called, said(header::USER_AGENT), said(header::AUTHORIZATION)));
    let (app, token) = match known {
        Ok(known) => known,
        Err(refusal) => {
            shared.change(|world| world.count(called.route, refusal.status));
            return refused(&refusal, None);
        }
    };
    let body = Body::read(said(header::CONTENT_TYPE), &body);
    let record = body.as_ref().map(Body::record).unwrap_or_default();
    let (order, fault) = shared.change(|world| world.called(app, &called, uri.path(), record));
    let asked_for = match &fault {
        Some(Fault::Status(status)) => Some(Refusal::status(*status)),
        Some(Fault::Says(status, code, message)) => Some(Refusal::new(*status, *code, message)),
        Some(Fault::TooMany { retry_after, global }) => Some(Refusal::later(*retry_after, *global)),
        Some(Fault::Banned { retry_after }) => {
            shared.change(|world| world.answered(order, 429, None, true));
            return banned(*retry_after);
        }
        Some(Fault::Drop) => return line.hang_up().await,
        Some(Fault::Hang(time)) => {
            tokio::time::sleep(*time).await;
            None
        }
        Some(Fault::AnswerLost) | None => None,
    };
    let is_fault = asked_for.is_some();
    let tried = match (&body, called.route) {
        // Discord calls back before it answers.
        (Ok(body), Route::Settle) if !is_fault => hooks::tried(&shared, app, &body.json).await,
        _ => Ok(()),
    };
    let (rate, answer) = shared.change(|world| {
        let (rate, admitted) = world.throttle.admit(called.route, &called.apart(), &token, Instant::now());
        let refusal = asked_for.map_or(admitted, Err);
        (rate, refusal.and(tried).and_then(|()| rest::perform(world, app, &called, &body?)))
    });
    if fault == Some(Fault::AnswerLost) {
        return line.hang_up().await;
    }
    let status = answer.as_ref().map_or_else(|refusal| refusal.status, |(status, _)| *status);
    shared.change(|world| world.answered(order, status, answer.as_ref().err(), is_fault));
    written(answer, rate)
}

/// Whose call it is, and with which token.
fn caller(world: &World, called: &Called, agent: &str, authorization: &str) -> Result<(u64, String), Refusal> {
    // Who does not say so is taken for a browser, and stopped before Discord itself is reached.
    if !agent.starts_with("DiscordBot (") {
        let words = "Cloudflare is blocking your request. This can often be resolved by setting a proper User Agent";
        return Err(Refusal::new(403, 40333, words));
    }
    if !called.route.needs_token() {
        return Ok((called.id, String::new()));
    }
    let token = authorization.strip_prefix("Bot ").ok_or_else(|| Refusal::status(401))?;
    let mine = world.accounts.values().find(|account| account.token == token);
    mine.map(|account| (account.id, token.to_owned())).ok_or_else(|| Refusal::status(401))
}

fn written(answer: Answer, rate: Rate) -> Response {
    match answer {
        Ok((204, _)) => (StatusCode::NO_CONTENT, headers(&rate)).into_response(),
        Ok((status, body)) => (code(status), headers(&rate), Json(body)).into_response(),
        Err(refusal) => refused(&refusal, Some(rate)),
    }
}

fn refused(refusal: &Refusal, rate: Option<Rate>) -> Response {
    let mut all = rate.as_ref().map(headers).unwrap_or_default();
    if let Some(later) = refusal.later {
        let rate = rate.map(|rate| Rate { remaining: 0, reset_after: later.after, ..rate });
        all = rate.as_ref().map(headers).unwrap_or_default();
        let whole = later.after.as_secs() + u64::from(later.after.subsec_nanos() > 0);
        all.insert(header::RETRY_AFTER, whole.into());
        let scope = if later.global { "global" } else { "user" };
        all.insert(HeaderName::from_static("x-ratelimit-scope"), HeaderValue::from_static(scope));
        if later.global {
            all.insert(HeaderName::from_static("x-ratelimit-global"), HeaderValue::from_static("true"));
        }
    }
    (code(refusal.status), all, Json(&refusal.body)).into_response()
}

fn headers(rate: &Rate) -> HeaderMap {
    let millis = u32::try_from(rate.reset_after.as_millis()).unwrap_or(u32::MAX);
    let seconds = f64::from(millis) / 1000.0;
    let reset = now() + rate.reset_after;
    let pairs = [
        ("x-ratelimit-limit", rate.limit.to_string()),
        ("x-ratelimit-remaining", rate.remaining.to_string()),
        ("x-ratelimit-reset", format!("{}.{:03}", reset.timestamp(), reset.timestamp_subsec_millis())),
        ("x-ratelimit-reset-after", format!("{seconds:.3}")),
        ("x-ratelimit-bucket", rate.bucket.clone()),
    ];
    let written = |(name, value): (&'static str, String)| {
        (HeaderName::from_static(name), HeaderValue::try_from(value).expect("figures"))
    };
    pairs.into_iter().map(written).collect()
}

/// What stands before Discord says so itself, and not in JSON.
fn banned(retry_after: Duration) -> Response {
    let page = "<!doctype html><title>Access denied | discord.com used Cloudflare to restrict access</title>";
    let headers = [
        (header::RETRY_AFTER, retry_after.as_secs().max(1).to_string()),
        (header::CONTENT_TYPE, "text/html; charset=UTF-8".to_owned()),
    ];
    (StatusCode::TOO_MANY_REQUESTS, headers, page).into_response()
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
