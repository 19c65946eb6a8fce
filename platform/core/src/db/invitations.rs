//! SQL of invitations to act for an association.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{accounts, associations, invitations};
use super::{Result, TenantTx};
use crate::kinds::{AccountId, InvitationId};
use crate::sign_ups::read::short_name;

/// Somebody invited, as the mail tells it.
pub(crate) struct Invited {
    pub(crate) email: String,
    pub(crate) association_name: String,
    pub(crate) inviter: String,
    /// The inviter's account, and the one of the address if there is one.
    pub(crate) about: Vec<AccountId>,
    pub(crate) expires_at: DateTime<Utc>,
}

/// Gives an open invitation a new secret; none if it is over.
pub(crate) async fn renew(
    tx: &mut TenantTx,
    id: InvitationId,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Invited>> {
    type Row = (String, DateTime<Utc>, String, String, String, AccountId);
    let changed = diesel::update(invitations::table)
        .filter(invitations::id.eq(id).and(invitations::expires_at.gt(now)))
        .set(invitations::token_hash.eq(digest))
        .execute(tx.connection())
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    let (email, expires_at, association_name, given, family, inviter): Row = invitations::table
        .inner_join(associations::table.on(associations::id.eq(invitations::association_id)))
        .inner_join(accounts::table.on(accounts::id.eq(invitations::invited_by)))
        .filter(invitations::id.eq(id))
        .select((
            invitations::email,
            invitations::expires_at,
            associations::name,
            accounts::given_name,
            accounts::family_name,
            accounts::id,
        ))
        .first(tx.connection())
        .await?;
    let mut about: Vec<AccountId> =
        accounts::table.filter(accounts::email.eq(&email)).select(accounts::id).load(tx.connection()).await?;
    about.push(inviter);
    Ok(Some(Invited { email, association_name, inviter: short_name(&given, &family), about, expires_at }))
}

/// Forgets invitations that are over.
pub(crate) async fn forget_expired(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<usize> {
    let over = invitations::table.filter(invitations::expires_at.le(now));
    Ok(diesel::delete(over).execute(tx.connection()).await?)
}
