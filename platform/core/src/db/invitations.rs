//! SQL of invitations to act for an association.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{accounts, associations, invitations};
use super::{Result, TenantTx};
use crate::accounts::AssociationRole;
use crate::kinds::{AccountId, AssociationId, InvitationId};
use crate::members::Invitation;
use crate::sign_ups::read::short_name;

/// Somebody invited, as the mail tells it.
pub(crate) struct Invited {
    pub(crate) email: String,
    pub(crate) association_name: String,
    pub(crate) inviter: String,
    pub(crate) expires_at: DateTime<Utc>,
}

/// Gives an open invitation a new secret; none if it is over.
pub(crate) async fn renew(
    tx: &mut TenantTx,
    id: InvitationId,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Invited>> {
    type Row = (String, DateTime<Utc>, String, String, String);
    let changed = diesel::update(invitations::table)
        .filter(invitations::id.eq(id).and(invitations::expires_at.gt(now)))
        .set(invitations::token_hash.eq(digest))
        .execute(tx.connection())
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    let (email, expires_at, association_name, given, family): Row = invitations::table
        .inner_join(associations::table.on(associations::id.eq(invitations::association_id)))
        .inner_join(accounts::table.on(accounts::id.eq(invitations::invited_by)))
        .filter(invitations::id.eq(id))
        .select((
            invitations::email,
            invitations::expires_at,
            associations::name,
            accounts::given_name,
            accounts::family_name,
        ))
        .first(tx.connection())
        .await?;
    Ok(Some(Invited { email, association_name, inviter: short_name(&given, &family), expires_at }))
}

type Row = (InvitationId, AssociationId, String, AssociationRole, DateTime<Utc>, DateTime<Utc>);

const ROW: (
    invitations::id,
    invitations::association_id,
    invitations::email,
    invitations::role,
    invitations::created_at,
    invitations::expires_at,
) = (
    invitations::id,
    invitations::association_id,
    invitations::email,
    invitations::role,
    invitations::created_at,
    invitations::expires_at,
);

fn invitation((id, association, email, role, sent_at, expires_at): Row) -> Invitation {
    Invitation { id, association, email, role, sent_at, expires_at }
}

/// The association's invitation to this address, also one that is over and not yet forgotten.
pub(crate) async fn to(tx: &mut TenantTx, association: AssociationId, email: &str) -> Result<Option<Invitation>> {
    let row: Option<Row> = invitations::table
        .filter(invitations::association_id.eq(association).and(invitations::email.eq(email)))
        .select(ROW)
        .first(tx.connection())
        .await
        .optional()?;
    Ok(row.map(invitation))
}

/// A page of the association's open invitations, in the order they were sent.
pub(crate) async fn page(
    tx: &mut TenantTx,
    association: AssociationId,
    after: Option<(DateTime<Utc>, InvitationId)>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Invitation>> {
    let mut query = invitations::table
        .filter(invitations::association_id.eq(association).and(invitations::expires_at.gt(now)))
        .order((invitations::created_at, invitations::id))
        .limit(limit)
        .select(ROW)
        .into_boxed();
    if let Some((at, id)) = after {
        let later = invitations::created_at.eq(at).and(invitations::id.gt(id));
        query = query.filter(invitations::created_at.gt(at).or(later));
    }
    let rows: Vec<Row> = query.load(tx.connection()).await?;
    Ok(rows.into_iter().map(invitation).collect())
}

pub(crate) async fn count_open(tx: &mut TenantTx, association: AssociationId, now: DateTime<Utc>) -> Result<i64> {
    Ok(invitations::table
        .filter(invitations::association_id.eq(association).and(invitations::expires_at.gt(now)))
        .count()
        .get_result(tx.connection())
        .await?)
}

/// Writes an invitation, or writes it anew; a secret it had stops working.
pub(crate) async fn save(tx: &mut TenantTx, row: &Invitation, by: AccountId) -> Result<()> {
    let renewed = (
        invitations::role.eq(row.role),
        invitations::invited_by.eq(by),
        invitations::token_hash.eq(None::<Vec<u8>>),
        invitations::created_at.eq(row.sent_at),
        invitations::expires_at.eq(row.expires_at),
    );
    diesel::insert_into(invitations::table)
        .values((
            invitations::id.eq(row.id),
            invitations::association_id.eq(row.association),
            invitations::email.eq(&row.email),
            renewed.clone(),
        ))
        .on_conflict((invitations::tenant_id, invitations::id))
        .do_update()
        .set(renewed)
        .execute(tx.connection())
        .await?;
    Ok(())
}

pub(crate) async fn set_role(tx: &mut TenantTx, id: InvitationId, role: AssociationRole) -> Result<()> {
    diesel::update(invitations::table.filter(invitations::id.eq(id)))
        .set(invitations::role.eq(role))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The association of an open invitation.
pub(crate) async fn association_of(
    tx: &mut TenantTx,
    id: InvitationId,
    now: DateTime<Utc>,
) -> Result<Option<AssociationId>> {
    Ok(invitations::table
        .filter(invitations::id.eq(id).and(invitations::expires_at.gt(now)))
        .select(invitations::association_id)
        .first(tx.connection())
        .await
        .optional()?)
}

/// Ends an invitation. The row is forgotten later: until then it says when a mail was last sent to the address.
pub(crate) async fn end(tx: &mut TenantTx, id: InvitationId, now: DateTime<Utc>) -> Result<()> {
    diesel::update(invitations::table.filter(invitations::id.eq(id)))
        .set((invitations::expires_at.eq(now), invitations::token_hash.eq(None::<Vec<u8>>)))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The association of the open invitation with this secret, found by its digest.
pub(crate) async fn by_digest(tx: &mut TenantTx, digest: &[u8], now: DateTime<Utc>) -> Result<Option<AssociationId>> {
    Ok(invitations::table
        .filter(invitations::token_hash.eq(digest).and(invitations::expires_at.gt(now)))
        .select(invitations::association_id)
        .first(tx.connection())
        .await
        .optional()?)
}

/// Consumes an invitation by the digest of its secret: of two who use it at once, one finds it.
pub(crate) async fn consume(
    tx: &mut TenantTx,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<(InvitationId, AssociationRole)>> {
    Ok(diesel::delete(invitations::table)
        .filter(invitations::token_hash.eq(digest).and(invitations::expires_at.gt(now)))
        .returning((invitations::id, invitations::role))
        .get_result(tx.connection())
        .await
        .optional()?)
}

/// Forgets invitations that are over, unless their address was written to within the hour.
pub(crate) async fn forget_expired(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<usize> {
    let over = invitations::expires_at.le(now).and(invitations::created_at.le(now - Duration::hours(1)));
    Ok(diesel::delete(invitations::table.filter(over)).execute(tx.connection()).await?)
}
