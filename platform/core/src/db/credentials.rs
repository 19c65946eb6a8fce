//! SQL of what people hold.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::credentials::{self, dsl};
use super::{Result, TenantTx};
use crate::kinds::AccountId;
use crate::rules::credentials::Held;
use crate::rules::facts::Credential;

/// Gives somebody a credential; what they had of this name is replaced.
pub(crate) async fn give(tx: &mut TenantTx, account: AccountId, held: &Held) -> Result<()> {
    let credential = &held.credential;
    let values = (dsl::assurance.eq(credential.assurance), dsl::given_at.eq(held.given_at), dsl::until.eq(held.until));
    diesel::insert_into(credentials::table)
        .values((dsl::account_id.eq(account), dsl::name.eq(&credential.name), values))
        .on_conflict((dsl::tenant_id, dsl::account_id, dsl::name))
        .do_update()
        .set(values)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Gives somebody a credential they do not hold, or hold no longer; says whether it did.
pub(crate) async fn give_unless_held(tx: &mut TenantTx, account: AccountId, held: &Held) -> Result<bool> {
    let credential = &held.credential;
    let own = credentials::table.filter(dsl::account_id.eq(account).and(dsl::name.eq(&credential.name)));
    diesel::delete(own.filter(dsl::until.le(held.given_at))).execute(tx.connection()).await?;
    let given = diesel::insert_into(credentials::table)
        .values((
            dsl::account_id.eq(account),
            dsl::name.eq(&credential.name),
            dsl::assurance.eq(credential.assurance),
            dsl::given_at.eq(held.given_at),
            dsl::until.eq(held.until),
        ))
        .on_conflict_do_nothing()
        .execute(tx.connection())
        .await?;
    Ok(given > 0)
}

/// Takes a credential from somebody; says whether they held it.
pub(crate) async fn take(tx: &mut TenantTx, account: AccountId, name: &str) -> Result<bool> {
    let taken = diesel::delete(credentials::table)
        .filter(dsl::account_id.eq(account).and(dsl::name.eq(name)))
        .execute(tx.connection())
        .await?;
    Ok(taken > 0)
}

/// What somebody holds, by name; also what is not good any more.
pub(crate) async fn of(tx: &mut TenantTx, account: AccountId) -> Result<Vec<Held>> {
    let rows: Vec<(String, _, _, _)> = credentials::table
        .filter(dsl::account_id.eq(account))
        .order(dsl::name)
        .select((dsl::name, dsl::assurance, dsl::given_at, dsl::until))
        .load(tx.connection())
        .await?;
    let held =
        |(name, assurance, given_at, until)| Held { credential: Credential { name, assurance }, given_at, until };
    Ok(rows.into_iter().map(held).collect())
}
