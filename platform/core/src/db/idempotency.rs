//! SQL of idempotency keys.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use super::schema::idempotency_keys as keys;
use super::{Error, Result, TenantTx};
use crate::idempotency::IdempotencyKey;
use crate::kinds::AccountId;

#[derive(Queryable)]
pub(crate) struct KeyRow {
    pub(crate) fingerprint: Vec<u8>,
    pub(crate) status: Option<i16>,
    pub(crate) answer: Option<Value>,
}

pub(crate) async fn find(tx: &mut TenantTx, account: AccountId, key: &str) -> Result<Option<KeyRow>> {
    Ok(keys::table
        .filter(keys::account_id.eq(account).and(keys::key.eq(key)))
        .select((keys::fingerprint, keys::status, keys::answer))
        .first(tx.connection())
        .await
        .optional()?)
}

pub(super) async fn stamp(
    tx: &mut TenantTx,
    account: AccountId,
    key: &IdempotencyKey,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = (
        keys::account_id.eq(account),
        keys::key.eq(&key.key),
        keys::fingerprint.eq(&key.fingerprint),
        keys::created_at.eq(now),
    );
    let done = diesel::insert_into(keys::table).values(row).execute(tx.connection()).await;
    match done.map_err(Error::from) {
        Err(error) if error.is_unique_violation() => Err(Error::Repeated),
        other => other.map(drop),
    }
}

pub(crate) async fn answer(
    tx: &mut TenantTx,
    account: AccountId,
    key: &str,
    status: u16,
    body: Option<Value>,
) -> Result<()> {
    diesel::update(keys::table)
        .filter(keys::account_id.eq(account).and(keys::key.eq(key)))
        .set((keys::status.eq(i16::try_from(status).unwrap_or(i16::MAX)), keys::answer.eq(body)))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Forgets keys older than `before`.
pub(crate) async fn forget(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<usize> {
    Ok(diesel::delete(keys::table.filter(keys::created_at.lt(before))).execute(tx.connection()).await?)
}
