//! Idempotency keys: a POST repeated under the same key is done once, and answered as the first time.
//!
//! **Why stamped at commit:** the key's row is written by the very transaction that does the work
//! ([`crate::db::TenantTx::commit`]), so after a crash the key is there exactly when the work is; a repetition can never
//! do it twice, at worst it learns that the answer was lost.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::App;
use crate::db::{self, idempotency};
use crate::tenancy::Ctx;

/// Longest key taken, bytes.
pub const MAX_KEY: usize = 255;

/// How long keys are kept, days.
pub const KEPT_DAYS: i64 = 2;

/// A client's key and the digest of the request it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    pub(crate) key: String,
    pub(crate) fingerprint: Vec<u8>,
}

impl IdempotencyKey {
    /// The key of a request; `parts` are its method, path and body.
    #[must_use]
    pub fn new(key: &str, parts: &[&[u8]]) -> Self {
        let mut digest = Sha256::new();
        for part in parts {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
        Self { key: key.to_owned(), fingerprint: digest.finalize().to_vec() }
    }
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// Nothing: go ahead.
    New,
    /// Done, with this answer.
    Answered {
        /// HTTP status.
        status: u16,
        /// The body; none where the answer was not kept (it held a secret).
        body: Option<Value>,
    },
    /// Done, or about to be; the answer is not there (yet).
    Underway,
    /// The key stands for another request.
    OtherRequest,
}

/// Looks the context's key up.
///
/// # Errors
/// If the database fails.
pub async fn look_up(app: &App, ctx: &Ctx) -> Result<Known, db::Error> {
    let (Some(key), Some(account)) = (&ctx.idempotency, ctx.actor.account()) else { return Ok(Known::New) };
    let mut tx = app.db.tenant(ctx).await?;
    let Some(row) = idempotency::find(&mut tx, account, &key.key).await? else { return Ok(Known::New) };
    Ok(match (row.fingerprint == key.fingerprint, row.status) {
        (false, _) => Known::OtherRequest,
        (true, Some(status)) => Known::Answered { status: status.unsigned_abs(), body: row.answer },
        (true, None) => Known::Underway,
    })
}

/// Keeps the answer for the one who asks again. `None` for a body with a secret in it.
///
/// # Errors
/// If the database fails.
pub async fn keep_answer(app: &App, ctx: &Ctx, status: u16, body: Option<Value>) -> Result<(), db::Error> {
    let (Some(key), Some(account)) = (&ctx.idempotency, ctx.actor.account()) else { return Ok(()) };
    let unstamped = Ctx { idempotency: None, ..ctx.clone() };
    let mut tx = app.db.tenant(&unstamped).await?;
    idempotency::answer(&mut tx, account, &key.key, status, body).await?;
    tx.commit().await
}
