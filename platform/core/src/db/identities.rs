//! SQL of identities: whom providers know accounts as, and the secrets a city shows to providers.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{identities, provider_secrets};
use super::{Result, TenantTx};
use crate::kinds::AccountId;

/// The account a provider means by a subject.
pub(crate) async fn owner(tx: &mut TenantTx, provider: &str, subject: &str) -> Result<Option<AccountId>> {
    Ok(identities::table
        .filter(identities::provider.eq(provider).and(identities::subject.eq(subject)))
        .select(identities::account_id)
        .first(tx.connection())
        .await
        .optional()?)
}

/// Says that a subject is an account; says whether nobody was it before.
pub(crate) async fn link(
    tx: &mut TenantTx,
    provider: &str,
    subject: &str,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let linked = diesel::insert_into(identities::table)
        .values((
            identities::provider.eq(provider),
            identities::subject.eq(subject),
            identities::account_id.eq(account),
            identities::linked_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.connection())
        .await?;
    Ok(linked > 0)
}

/// The providers that know an account, and since when, the oldest first.
pub(crate) async fn of(tx: &mut TenantTx, account: AccountId) -> Result<Vec<(String, DateTime<Utc>)>> {
    Ok(identities::table
        .filter(identities::account_id.eq(account))
        .order((identities::linked_at, identities::provider))
        .select((identities::provider, identities::linked_at))
        .load(tx.connection())
        .await?)
}

/// Forgets whom a provider knows an account as; says whether it knew it.
pub(crate) async fn unlink(tx: &mut TenantTx, account: AccountId, provider: &str) -> Result<bool> {
    let known = identities::table.filter(identities::account_id.eq(account).and(identities::provider.eq(provider)));
    Ok(diesel::delete(known).execute(tx.connection()).await? > 0)
}

/// Forgets whom every provider knows an account as; says whether one knew it.
pub(crate) async fn unlink_all(tx: &mut TenantTx, account: AccountId) -> Result<bool> {
    let known = identities::table.filter(identities::account_id.eq(account));
    Ok(diesel::delete(known).execute(tx.connection()).await? > 0)
}

/// What the city shows to a provider, encrypted.
pub(crate) async fn secret(tx: &mut TenantTx, provider: &str) -> Result<Option<Vec<u8>>> {
    Ok(provider_secrets::table
        .filter(provider_secrets::provider.eq(provider))
        .select(provider_secrets::secret)
        .first(tx.connection())
        .await
        .optional()?)
}

/// Keeps what the city shows to a provider, encrypted, instead of what it showed before.
pub(crate) async fn put_secret(tx: &mut TenantTx, provider: &str, secret: &[u8], now: DateTime<Utc>) -> Result<()> {
    let new = (provider_secrets::secret.eq(secret), provider_secrets::changed_at.eq(now));
    diesel::insert_into(provider_secrets::table)
        .values((provider_secrets::provider.eq(provider), new))
        .on_conflict((provider_secrets::tenant_id, provider_secrets::provider))
        .do_update()
        .set(new)
        .execute(tx.connection())
        .await?;
    Ok(())
}
