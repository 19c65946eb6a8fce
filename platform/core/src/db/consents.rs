//! SQL of the consents that people under age ask for.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::consent_requests::{self, dsl};
use super::{Result, TenantTx};
use crate::kinds::AccountId;

/// Keeps whom somebody asks, until then; whom they asked before is forgotten.
pub(crate) async fn ask(
    tx: &mut TenantTx,
    account: AccountId,
    email: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<()> {
    let asked =
        (dsl::email.eq(email), dsl::token_hash.eq(None::<Vec<u8>>), dsl::created_at.eq(now), dsl::expires_at.eq(until));
    diesel::insert_into(consent_requests::table)
        .values((dsl::account_id.eq(account), asked.clone()))
        .on_conflict((dsl::tenant_id, dsl::account_id))
        .do_update()
        .set(asked)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Gives the link a secret; answers where it is sent, if it is still wanted.
pub(crate) async fn renew(
    tx: &mut TenantTx,
    account: AccountId,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    Ok(diesel::update(consent_requests::table)
        .filter(dsl::account_id.eq(account).and(dsl::expires_at.gt(now)))
        .set(dsl::token_hash.eq(digest))
        .returning(dsl::email)
        .get_result(tx.connection())
        .await
        .optional()?)
}

/// Consumes a link: of two who open it at once, one gets whose consent it is.
pub(crate) async fn consume(tx: &mut TenantTx, digest: &[u8], now: DateTime<Utc>) -> Result<Option<AccountId>> {
    Ok(diesel::delete(consent_requests::table)
        .filter(dsl::token_hash.eq(digest).and(dsl::expires_at.gt(now)))
        .returning(dsl::account_id)
        .get_result(tx.connection())
        .await
        .optional()?)
}

/// Forgets whom somebody asked.
pub(crate) async fn forget(tx: &mut TenantTx, account: AccountId) -> Result<()> {
    diesel::delete(consent_requests::table.filter(dsl::account_id.eq(account))).execute(tx.connection()).await?;
    Ok(())
}

/// Forgets whom nobody answered for in time.
pub(crate) async fn forget_expired(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<()> {
    diesel::delete(consent_requests::table.filter(dsl::expires_at.le(now))).execute(tx.connection()).await?;
    Ok(())
}
