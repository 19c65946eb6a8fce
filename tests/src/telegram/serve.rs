//! The Bot API over HTTP: who may call, what goes wrong on purpose, and the long poll.

use std::io;
use std::net::{Shutdown, SocketAddr};
use std::os::fd::AsFd as _;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use axum::serve::{IncomingStream, Listener};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};

use super::Fault;
use super::params::Params;
use super::refusal::Refusal;
use super::settings::{Answer, allow};
use super::world::{Shared, World};
use super::{messages, settings};

/// More than the largest file, so that one that is too large is refused in Telegram's words.
const BODY: usize = 60 << 20;
const LONGEST_POLL: i64 = 50;

/// A connection, to hang up on.
#[derive(Debug, Clone)]
struct Line(Arc<std::net::TcpStream>);

impl Line {
    /// Nothing goes over it any more. The caller's task ends with its connection.
    async fn hang_up(self) -> Response {
        let _ = self.0.shutdown(Shutdown::Both);
        std::future::pending().await
    }
}

struct Lines(TcpListener);

impl Listener for Lines {
    type Io = TcpStream;
    type Addr = Line;

    async fn accept(&mut self) -> (TcpStream, Line) {
        loop {
            let Ok((stream, _)) = self.0.accept().await else { continue };
            if let Ok(twin) = stream.as_fd().try_clone_to_owned() {
                return (stream, Line(Arc::new(twin.into())));
            }
        }
    }

    fn local_addr(&self) -> io::Result<Line> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl Connected<IncomingStream<'_, Lines>> for Line {
    fn connect_info(stream: IncomingStream<'_, Lines>) -> Self {
        stream.remote_addr().clone()
    }
}

/// Listens on a free port.
pub(super) async fn start(shared: Arc<Shared>) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router = Router::new()
        .route("/{bot}/{method}", any(called))
        .fallback(async || refused(&Refusal::new(404, "Not Found")))
        .layer(DefaultBodyLimit::max(BODY))
        .with_state(shared)
        .into_make_service_with_connect_info::<Line>();
    tokio::spawn(async move { axum::serve(Lines(listener), router).await });
    Ok(address)
}

async fn called(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path((bot, method)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let method = method.to_lowercase();
    let known = |token: &&str| shared.look(|world| world.accounts.contains_key(*token));
    let Some(token) = bot.strip_prefix("bot").filter(known) else {
        shared.change(|world| world.unauthorized.push(method));
        return refused(&Refusal::new(401, "Unauthorized"));
    };
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let params = Params::read(uri.query(), content_type, &body);
    let record = params.as_ref().map_or(Value::Null, Params::record);
    let (order, fault) = shared.change(|world| world.called(token, &method, record));
    let asked_for = match &fault {
        Some(Fault::Status(code)) => Some(Refusal::status(*code)),
        Some(Fault::Says(code, text)) => Some(Refusal::new(*code, *text)),
        Some(Fault::TooMany { retry_after }) => Some(Refusal::too_many(*retry_after)),
        Some(Fault::Drop) => return line.hang_up().await,
        Some(Fault::Hang(time)) => {
            tokio::time::sleep(*time).await;
            None
        }
        Some(Fault::AnswerLost) | None => None,
    };
    let (answer, asked_for) = match (asked_for, params) {
        (Some(refusal), _) => (Err(refusal), true),
        (None, Err(refusal)) => (Err(refusal), false),
        (None, Ok(params)) if method == "getupdates" => (poll(&shared, token, &params).await, false),
        (None, Ok(params)) => (shared.change(|world| perform(world, token, &method, &params)), false),
    };
    if fault == Some(Fault::AnswerLost) {
        return line.hang_up().await;
    }
    shared.change(|world| world.answered(token, order, answer.as_ref().map(|_| ()), asked_for));
    match answer {
        Ok((result, None)) => Json(json!({ "ok": true, "result": result })).into_response(),
        Ok((result, Some(word))) => Json(json!({ "ok": true, "result": result, "description": word })).into_response(),
        Err(refusal) => refused(&refusal),
    }
}

fn refused(refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(refusal.body())).into_response()
}

fn perform(world: &mut World, token: &str, method: &str, params: &Params) -> Answer {
    let limits = world.limits;
    let account = world.account(token);
    settings::perform(account, method, params)
        .or_else(|| messages::perform(account, limits, method, params))
        .unwrap_or_else(|| Err(Refusal::new(404, "Not Found: method not found")))
}

async fn poll(shared: &Shared, token: &str, params: &Params) -> Answer {
    let (offset, timeout) = (params.int("offset"), params.int("timeout").clamp(0, LONGEST_POLL));
    let limit = Some(params.int("limit")).filter(|limit| (1..=100).contains(limit)).unwrap_or(100);
    let mine = shared.change(|world| {
        let account = world.account(token);
        if account.webhook.is_some() {
            let text = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete \
                        the webhook first";
            return Err(Refusal::new(409, text));
        }
        allow(account, params);
        let pending = &mut account.pending;
        match usize::try_from(offset) {
            Ok(_) => pending.retain(|update| update["update_id"].as_i64() >= Some(offset)),
            // So many from the end; the others are forgotten.
            Err(_) => {
                let last = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
                pending.drain(..pending.len().saturating_sub(last));
            }
        }
        let words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
        account.poll = (account.poll.0 + 1, words);
        Ok(account.poll.0)
    })?;
    let look = |world: &World| {
        let account = &world.accounts[token];
        if account.poll.0 != mine {
            return Some(Err(Refusal::new(409, account.poll.1)));
        }
        let some = account.pending.iter().take(usize::try_from(limit).unwrap_or(100)).cloned();
        Some(Ok(some.collect::<Vec<_>>())).filter(|found| found.as_ref().is_ok_and(|found| !found.is_empty()))
    };
    let timeout = Duration::from_secs(timeout.unsigned_abs());
    let found = shared.within(timeout, look).await.unwrap_or_else(|| Ok(Vec::new()))?;
    Ok((json!(found), None))
}
