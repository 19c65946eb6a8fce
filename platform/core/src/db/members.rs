//! SQL of who acts for an association.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{accounts, associations, memberships};
use super::{Result, TenantTx};
use crate::accounts::AssociationRole;
use crate::associations::State;
use crate::kinds::{AccountId, AssociationId};
use crate::members::Member;
use crate::sign_ups::read::short_name;

/// Whoever changes the members waits for who does now; answers where the association stands.
pub(crate) async fn lock(tx: &mut TenantTx, association: AssociationId) -> Result<Option<State>> {
    Ok(associations::table
        .filter(associations::id.eq(association))
        .select(associations::state)
        .for_no_key_update()
        .first(tx.connection())
        .await
        .optional()?)
}

/// A page of an association's members, in the order they came.
pub(crate) async fn page(
    tx: &mut TenantTx,
    association: AssociationId,
    after: Option<(DateTime<Utc>, AccountId)>,
    limit: i64,
) -> Result<Vec<Member>> {
    let mut query = memberships::table
        .inner_join(accounts::table.on(accounts::id.eq(memberships::account_id)))
        .filter(memberships::association_id.eq(association))
        .order((memberships::created_at, memberships::account_id))
        .limit(limit)
        .select((
            memberships::account_id,
            accounts::given_name,
            accounts::family_name,
            memberships::role,
            memberships::created_at,
        ))
        .into_boxed();
    if let Some((at, id)) = after {
        let later = memberships::created_at.eq(at).and(memberships::account_id.gt(id));
        query = query.filter(memberships::created_at.gt(at).or(later));
    }
    let rows: Vec<(AccountId, String, String, AssociationRole, DateTime<Utc>)> = query.load(tx.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|(account, given, family, role, since)| Member { account, name: short_name(&given, &family), role, since })
        .collect())
}

/// The accounts of an association's owners.
pub(crate) async fn owners(tx: &mut TenantTx, association: AssociationId) -> Result<Vec<AccountId>> {
    Ok(memberships::table
        .filter(memberships::association_id.eq(association).and(memberships::role.eq(AssociationRole::Owner)))
        .select(memberships::account_id)
        .load(tx.connection())
        .await?)
}

/// Whether the address is a member's.
pub(crate) async fn is_member(tx: &mut TenantTx, association: AssociationId, email: &str) -> Result<bool> {
    let found: Option<AccountId> = memberships::table
        .inner_join(accounts::table.on(accounts::id.eq(memberships::account_id)))
        .filter(memberships::association_id.eq(association).and(accounts::email.eq(email)))
        .select(accounts::id)
        .first(tx.connection())
        .await
        .optional()?;
    Ok(found.is_some())
}

pub(crate) async fn set_role(
    tx: &mut TenantTx,
    association: AssociationId,
    account: AccountId,
    role: AssociationRole,
) -> Result<()> {
    diesel::update(memberships::table)
        .filter(memberships::association_id.eq(association).and(memberships::account_id.eq(account)))
        .set(memberships::role.eq(role))
        .execute(tx.connection())
        .await?;
    Ok(())
}

pub(crate) async fn delete(tx: &mut TenantTx, association: AssociationId, account: AccountId) -> Result<()> {
    diesel::delete(memberships::table)
        .filter(memberships::association_id.eq(association).and(memberships::account_id.eq(account)))
        .execute(tx.connection())
        .await?;
    Ok(())
}
