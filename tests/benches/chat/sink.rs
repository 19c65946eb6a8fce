//! A Telegram that takes whatever it is sent, and notes when: for numbers at which the strict one of the suites would be
//! what is measured.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::post;
use serde_json::Value;

use crate::Outcome;

/// How long an answer takes: Telegram is not on this machine.
const AWAY: Duration = Duration::from_millis(40);
/// How long who is told to wait must wait.
pub(super) const RETRY_AFTER: Duration = Duration::from_secs(3);

/// What it refuses.
#[derive(Debug, Clone, Default)]
pub(super) struct Manners {
    /// Conversations whose people blocked the bot.
    pub(super) blocked: HashSet<i64>,
    /// The message that is one too many, counted from the first.
    pub(super) too_many: Option<usize>,
}

/// A message that came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message {
    pub(super) at: Instant,
    /// Through which door: each node has its own.
    pub(super) door: u8,
    pub(super) chat: i64,
    pub(super) status: u16,
}

/// What came so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Messages, edits and files, in order.
    pub(super) messages: Vec<Message>,
    /// When presses were answered, by what they are answered by.
    pub(super) answered: HashMap<String, Instant>,
    /// Presses answered with words: in these benchmarks only a stale button is.
    pub(super) stale: usize,
    /// Calls of any other method.
    pub(super) others: BTreeMap<String, usize>,
}

/// The played Telegram.
pub(super) struct Sink {
    pub(super) address: SocketAddr,
    manners: Manners,
    seen: Mutex<Seen>,
}

impl Sink {
    pub(super) async fn start(manners: Manners) -> Outcome<Arc<Self>> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let sink = Arc::new(Self { address: listener.local_addr()?, manners, seen: Mutex::default() });
        let router = Router::new().route("/{door}/{bot}/{method}", post(call)).with_state(Arc::clone(&sink));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(sink)
    }

    /// Where a node finds it.
    pub(super) fn url(&self, door: u8) -> String {
        format!("http://{}/{door}", self.address)
    }

    pub(super) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn message(&self, door: u8, chat: i64) -> StatusCode {
        let mut seen = self.seen();
        let status = if self.manners.too_many == Some(seen.messages.len()) {
            StatusCode::TOO_MANY_REQUESTS
        } else if self.manners.blocked.contains(&chat) {
            StatusCode::FORBIDDEN
        } else {
            StatusCode::OK
        };
        seen.messages.push(Message { at: Instant::now(), door, chat, status: status.as_u16() });
        status
    }

    fn answer(&self, body: &Value) {
        let mut seen = self.seen();
        let query = body["callback_query_id"].as_str().unwrap_or_default();
        seen.stale += usize::from(body["text"].is_string());
        seen.answered.entry(query.to_owned()).or_insert_with(Instant::now);
    }
}

/// A call of the Bot API; the one file that is sent comes as a form, in which nobody looks.
async fn call(
    State(sink): State<Arc<Sink>>,
    Path((door, _, method)): Path<(u8, String, String)>,
    body: Bytes,
) -> impl IntoResponse {
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let (status, answer) = match method.to_lowercase().as_str() {
        "sendmessage" | "editmessagetext" | "senddocument" => {
            let chat = asked["chat_id"].as_i64().unwrap_or_default();
            let status = sink.message(door, chat);
            (status, answered(status, chat))
        }
        "answercallbackquery" => {
            sink.answer(&asked);
            (StatusCode::OK, r#"{"ok":true,"result":true}"#.into())
        }
        other => {
            *sink.seen().others.entry(other.to_owned()).or_default() += 1;
            (StatusCode::NOT_FOUND, r#"{"ok":false,"error_code":404,"description":"Not Found"}"#.into())
        }
    };
    tokio::time::sleep(AWAY).await;
    (status, [(header::CONTENT_TYPE, "application/json")], answer)
}

fn answered(status: StatusCode, chat: i64) -> String {
    match status {
        StatusCode::OK => format!(
            r#"{{"ok":true,"result":{{"message_id":17,"date":1780000000,"chat":{{"id":{chat},"type":"private","first_name":"Anna"}},"text":"…"}}}}"#
        ),
        StatusCode::FORBIDDEN => {
            r#"{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}"#.into()
        }
        _ => format!(
            r#"{{"ok":false,"error_code":429,"description":"Too Many Requests: retry after {0}","parameters":{{"retry_after":{0}}}}}"#,
            RETRY_AFTER.as_secs()
        ),
    }
}
