//! SQL of who holds a role in the city.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::accounts;
use super::{Result, TenantTx};
use crate::accounts::CityRole;
use crate::accounts::roles::Holder;
use crate::kinds::AccountId;

/// Who holds a role: admins first, then by name.
pub(crate) async fn holders(tx: &mut TenantTx) -> Result<Vec<Holder>> {
    type Row = (AccountId, String, String, Option<String>, Option<CityRole>);
    let rows: Vec<Row> = accounts::table
        .filter(accounts::city_role.is_not_null())
        .order((accounts::city_role, accounts::family_name, accounts::given_name, accounts::id))
        .select((accounts::id, accounts::given_name, accounts::family_name, accounts::email, accounts::city_role))
        .load(tx.connection())
        .await?;
    let holder = |(account, given_name, family_name, email, role): Row| {
        Some(Holder { account, given_name, family_name, email, role: role? })
    };
    Ok(rows.into_iter().filter_map(holder).collect())
}

/// The city's admins, locked: of two who change roles at once, the second sees what the first did.
pub(crate) async fn lock_admins(tx: &mut TenantTx) -> Result<Vec<AccountId>> {
    Ok(accounts::table
        .filter(accounts::city_role.eq(CityRole::Admin))
        .order(accounts::id)
        .select(accounts::id)
        .for_no_key_update()
        .load(tx.connection())
        .await?)
}
