//! SQL of the registry of cities, and of the serving role's fitness.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::schema::{tenant_hosts, tenants};
use super::{ControlTx, Error, Result};
use crate::tenancy::Folder;

#[derive(Queryable, Selectable)]
#[diesel(table_name = tenants)]
pub(crate) struct TenantRow {
    pub(crate) id: Uuid,
    pub(crate) code: String,
    pub(crate) config: Value,
    pub(crate) texts: Value,
    pub(crate) rules: Option<Value>,
    pub(crate) version: i64,
}

/// Every city served, and how often it changed.
pub(crate) async fn versions(tx: &mut ControlTx) -> Result<Vec<(Uuid, i64)>> {
    Ok(tenants::table
        .filter(tenants::removed_at.is_null())
        .select((tenants::id, tenants::version))
        .load(tx.connection())
        .await?)
}

/// The cities of these ids that are served.
pub(crate) async fn find_all(tx: &mut ControlTx, ids: &[Uuid]) -> Result<Vec<TenantRow>> {
    Ok(tenants::table
        .filter(tenants::id.eq_any(ids).and(tenants::removed_at.is_null()))
        .select(TenantRow::as_select())
        .load(tx.connection())
        .await?)
}

/// Inserts the city of the folder's code, or brings it up to date; answers its id.
pub(crate) async fn upsert(tx: &mut ControlTx, new_id: Uuid, folder: &Folder, now: DateTime<Utc>) -> Result<Uuid> {
    let json = |error: serde_json::Error| Error::Query(diesel::result::Error::SerializationError(error.into()));
    let config = serde_json::to_value(&folder.config).map_err(json)?;
    let texts = serde_json::to_value(&folder.texts).map_err(json)?;
    Ok(diesel::insert_into(tenants::table)
        .values((
            tenants::id.eq(new_id),
            tenants::code.eq(&folder.config.code),
            tenants::config.eq(&config),
            tenants::texts.eq(&texts),
            tenants::created_at.eq(now),
        ))
        .on_conflict(tenants::code)
        .do_update()
        .set((
            tenants::config.eq(&config),
            tenants::texts.eq(&texts),
            tenants::version.eq(tenants::version + 1),
            tenants::removed_at.eq(None::<DateTime<Utc>>),
        ))
        .returning(tenants::id)
        .get_result(tx.connection())
        .await?)
}

/// Takes a host for a city; answers the code of the other city if it has it.
pub(crate) async fn take_host(tx: &mut ControlTx, host: &str, id: Uuid) -> Result<Option<String>> {
    diesel::insert_into(tenant_hosts::table)
        .values((tenant_hosts::host.eq(host), tenant_hosts::tenant_id.eq(id)))
        .on_conflict_do_nothing()
        .execute(tx.connection())
        .await?;
    Ok(tenant_hosts::table
        .inner_join(tenants::table)
        .filter(tenant_hosts::host.eq(host).and(tenants::id.ne(id)))
        .select(tenants::code)
        .first(tx.connection())
        .await
        .optional()?)
}

pub(crate) async fn release_other_hosts(tx: &mut ControlTx, id: Uuid, kept: &[String]) -> Result<()> {
    diesel::delete(tenant_hosts::table)
        .filter(tenant_hosts::tenant_id.eq(id).and(tenant_hosts::host.ne_all(kept)))
        .execute(tx.connection())
        .await?;
    Ok(())
}

pub(crate) async fn mark_removed(tx: &mut ControlTx, code: &str, now: DateTime<Utc>) -> Result<Option<Uuid>> {
    Ok(diesel::update(tenants::table)
        .filter(tenants::code.eq(code).and(tenants::removed_at.is_null()))
        .set(tenants::removed_at.eq(now))
        .returning(tenants::id)
        .get_result(tx.connection())
        .await
        .optional()?)
}

#[derive(QueryableByName)]
struct Fitness {
    #[diesel(sql_type = Bool)]
    unfit: bool,
    #[diesel(sql_type = Text)]
    problem: String,
}

/// Problems of the connecting role: what would let it see through row security.
pub(crate) async fn unfit_role(tx: &mut ControlTx) -> Result<Vec<String>> {
    let rows: Vec<Fitness> = diesel::sql_query(
        "SELECT rolsuper AS unfit, 'it is a superuser' AS problem FROM pg_roles WHERE rolname = current_user
         UNION ALL
         SELECT rolbypassrls, 'it bypasses row security' FROM pg_roles WHERE rolname = current_user
         UNION ALL
         SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = 'public' AND c.relkind = 'r' AND pg_has_role(current_user, c.relowner, 'MEMBER')),
                'it owns tables'
         UNION ALL
         SELECT NOT COALESCE((SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles
                              WHERE rolname = 'jemengage_service'), false),
                'it is not a member of jemengage_service'",
    )
    .load(tx.connection())
    .await?;
    Ok(rows.into_iter().filter(|row| row.unfit).map(|row| row.problem).collect())
}
