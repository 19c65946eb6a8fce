//! The bare route that dealing with updates is compared with: it reads the same update by the same types and writes a row.
//!
//! **Why teloxide's types and a row:** no bot on this platform could do less. What it reads is what ours reads, and an
//! update that is answered for must be somewhere, or a crash loses it.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::serve::ListenerExt as _;
use teloxide::types::{Update, UpdateKind};
use tokio::sync::Semaphore;
use tokio_postgres::{Client, NoTls, Statement};

use crate::Outcome;

/// Connections, as many as our server has.
const POOL: usize = 16;

/// Where its rows go.
pub(super) const TABLE: &str = "
    CREATE TABLE bare_updates (number bigint PRIMARY KEY, chat bigint NOT NULL, said text NOT NULL,
                               received_at timestamptz NOT NULL DEFAULT now());
    GRANT INSERT ON bare_updates TO jemengage_service";

struct Pool {
    free: Mutex<Vec<(Client, Statement)>>,
    turns: Semaphore,
}

pub(crate) async fn serve(address: &str, url: &str) -> Outcome<()> {
    let mut free = Vec::new();
    for _ in 0..POOL {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        let sql = "INSERT INTO bare_updates (number, chat, said) VALUES ($1, $2, $3)";
        let statement = client.prepare(sql).await?;
        free.push((client, statement));
    }
    let pool = Arc::new(Pool { free: Mutex::new(free), turns: Semaphore::new(POOL) });
    let router = Router::new().route("/", get(async || "ready")).route("/", post(receive)).with_state(pool);
    let listener = tokio::net::TcpListener::bind(address).await?.tap_io(|stream| {
        // As ours does; where it fails, answers only come a little later.
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, router).await?)
}

async fn receive(State(pool): State<Arc<Pool>>, body: Bytes) -> StatusCode {
    match keep(&pool, &body).await {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

async fn keep(pool: &Pool, body: &[u8]) -> Outcome<()> {
    let update: Update = serde_json::from_slice(body)?;
    let number = i64::from(update.id.0);
    let (chat, said) = match update.kind {
        UpdateKind::Message(message) => (message.chat.id.0, message.text().unwrap_or_default().to_owned()),
        UpdateKind::CallbackQuery(query) => (i64::try_from(query.from.id.0)?, query.data.unwrap_or_default()),
        _ => return Err("an update of another kind".into()),
    };
    let _turn = pool.turns.acquire().await?;
    let free = || pool.free.lock().unwrap_or_else(PoisonError::into_inner);
    let (client, statement) = free().pop().ok_or("more turns than connections")?;
    let written = client.execute(&statement, &[&number, &chat, &said]).await;
    free().push((client, statement));
    written?;
    Ok(())
}
