//! SQL of backups: what stands above a city's rows, and the statements around them when they come back.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};
use serde_json::Value;
use uuid::Uuid;

use super::{ControlTx, Result};
use crate::backup::Frame;

/// What kind of role is connected, to what kind of database.
#[derive(Debug, Clone, QueryableByName)]
pub(crate) struct Standing {
    #[diesel(sql_type = Integer)]
    pub(crate) version: i32,
    #[diesel(sql_type = Bool)]
    pub(crate) passes_row_security: bool,
    #[diesel(sql_type = Bool)]
    pub(crate) owns_schema: bool,
    #[diesel(sql_type = BigInt)]
    pub(crate) tables: i64,
}

pub(crate) async fn standing(tx: &mut ControlTx) -> Result<Standing> {
    Ok(diesel::sql_query(
        "SELECT current_setting('server_version_num')::integer AS version,
                rolsuper OR rolbypassrls AS passes_row_security,
                coalesce((SELECT bool_and(pg_has_role(current_user, relowner, 'MEMBER')) FROM pg_class
                          WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'), false) AS owns_schema,
                (SELECT count(*) FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')) AS tables
         FROM pg_roles WHERE rolname = current_user",
    )
    .get_result(tx.connection())
    .await?)
}

#[derive(QueryableByName)]
struct Words {
    #[diesel(sql_type = Array<Text>)]
    words: Vec<String>,
}

/// Versions of the migrations that have run.
pub(crate) async fn schema(tx: &mut ControlTx) -> Result<Vec<String>> {
    let sql =
        "SELECT coalesce(array_agg(version::text ORDER BY version), '{}') AS words FROM __diesel_schema_migrations";
    Ok(diesel::sql_query(sql).get_result::<Words>(tx.connection()).await?.words)
}

/// Lets this transaction, which has read nothing yet, see one moment for as long as a backup takes; answers the name by which
/// another connection sees the same moment.
pub(crate) async fn hold_still(tx: &mut ControlTx) -> Result<String> {
    #[derive(QueryableByName)]
    struct Snapshot {
        #[diesel(sql_type = Text)]
        snapshot: String,
    }
    let settings = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
                    SET LOCAL idle_in_transaction_session_timeout = 0";
    tx.connection().batch_execute(settings).await?;
    let sql = "SELECT pg_export_snapshot() AS snapshot";
    Ok(diesel::sql_query(sql).get_result::<Snapshot>(tx.connection()).await?.snapshot)
}

/// Tables and sequences that hold no city's rows, for `pg_dump` to leave out; and what missions are found by, which every
/// role may read whole and which is written anew when they come back.
pub(crate) async fn above_tenants(tx: &mut ControlTx) -> Result<Vec<String>> {
    let sql = "SELECT array_agg(format('%I.%I', 'public', relname) ORDER BY relname) AS words FROM pg_class
               WHERE relnamespace = 'public'::regnamespace AND (relkind = 'S' OR relkind = 'r' AND NOT relrowsecurity
                    OR EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'index_reads'))";
    Ok(diesel::sql_query(sql).get_result::<Words>(tx.connection()).await?.words)
}

/// What stands above the rows of one city.
#[derive(QueryableByName)]
pub(crate) struct Above {
    #[diesel(sql_type = SqlUuid)]
    pub(crate) id: Uuid,
    #[diesel(sql_type = Jsonb)]
    pub(crate) tenant: Value,
    #[diesel(sql_type = Jsonb)]
    pub(crate) hosts: Value,
    #[diesel(sql_type = Jsonb)]
    pub(crate) jobs: Value,
}

/// The registry's rows of a city and its queued jobs, whoever had leased them; none if there is no such city.
pub(crate) async fn above(tx: &mut ControlTx, code: &str) -> Result<Option<Above>> {
    Ok(diesel::sql_query(
        "SELECT id, to_jsonb(tenants) AS tenant,
                (SELECT coalesce(jsonb_agg(to_jsonb(tenant_hosts) ORDER BY host), '[]') FROM tenant_hosts
                 WHERE tenant_id = tenants.id) AS hosts,
                (SELECT coalesce(jsonb_agg(to_jsonb(jobs) - 'id' - 'leased_until' ORDER BY jobs.id), '[]') FROM jobs
                 WHERE tenant_id = tenants.id) AS jobs
         FROM tenants WHERE code = $1",
    )
    .bind::<Text, _>(code)
    .get_result(tx.connection())
    .await
    .optional()?)
}

/// The components of rules that a city uses or has used, as rows.
pub(crate) async fn components(tx: &mut ControlTx, city: Uuid) -> Result<Value> {
    #[derive(QueryableByName)]
    struct Rows {
        #[diesel(sql_type = Jsonb)]
        rows: Value,
    }
    tx.connection().batch_execute(&format!("SET LOCAL app.tenant_id = '{city}'")).await?;
    let sql = "SELECT coalesce(jsonb_agg(to_jsonb(components)), '[]') AS rows FROM components
               WHERE sha256 IN (SELECT component FROM rule_versions)";
    Ok(diesel::sql_query(sql).get_result::<Rows>(tx.connection()).await?.rows)
}

/// The city that stands where this one would come: the same, or one that has a host of it.
pub(crate) async fn in_the_way(tx: &mut ControlTx, frame: &Frame) -> Result<Option<(String, Option<String>)>> {
    #[derive(QueryableByName)]
    struct Other {
        #[diesel(sql_type = Text)]
        code: String,
        #[diesel(sql_type = Nullable<Text>)]
        host: Option<String>,
    }
    let other: Option<Other> = diesel::sql_query(
        "SELECT code, NULL AS host FROM tenants WHERE id = $1 OR code = $2
         UNION ALL
         SELECT code, host FROM tenant_hosts JOIN tenants ON tenants.id = tenant_hosts.tenant_id
         WHERE host IN (SELECT value ->> 'host' FROM jsonb_array_elements($3))
         LIMIT 1",
    )
    .bind::<SqlUuid, _>(frame.id)
    .bind::<Text, _>(&frame.code)
    .bind::<Jsonb, _>(&frame.hosts)
    .get_result(tx.connection())
    .await
    .optional()?;
    Ok(other.map(|other| (other.code, other.host)))
}

/// Columns of the queue that a restored job brings along.
pub(crate) async fn job_columns(tx: &mut ControlTx) -> Result<Vec<String>> {
    let sql = "SELECT array_agg(format('%I', attname) ORDER BY attnum) AS words FROM pg_attribute
               WHERE attrelid = 'jobs'::regclass AND attnum > 0 AND NOT attisdropped
                 AND attidentity = '' AND attgenerated = ''";
    Ok(diesel::sql_query(sql).get_result::<Words>(tx.connection()).await?.words)
}

/// What is run before a city's rows come: it opens the transaction and makes the city.
pub(crate) fn before_rows(frame: &Frame) -> String {
    format!(
        "SET standard_conforming_strings = on;
BEGIN;
INSERT INTO public.tenants SELECT * FROM jsonb_populate_record(NULL::public.tenants, {});
INSERT INTO public.tenant_hosts SELECT * FROM jsonb_populate_recordset(NULL::public.tenant_hosts, {});
INSERT INTO public.components SELECT * FROM jsonb_populate_recordset(NULL::public.components, {}) ON CONFLICT DO NOTHING;
",
        literal(&frame.tenant),
        literal(&frame.hosts),
        literal(&frame.components)
    )
}

/// What is run after them: the jobs, and numbers that are given out from now on are higher than those that came. It comes
/// last because from there to the end the other cities' writers wait, so that none takes a number meanwhile.
pub(crate) fn after_rows(frame: &Frame, job_columns: &[String]) -> String {
    let columns = job_columns.join(", ");
    format!(
        "INSERT INTO public.jobs ({columns})
SELECT {columns} FROM jsonb_populate_recordset(NULL::public.jobs, {})
ON CONFLICT DO NOTHING;
{ADVANCE_NUMBERS}
COMMIT;
",
        literal(&frame.jobs)
    )
}

const ADVANCE_NUMBERS: &str = "DO $$
DECLARE
    numbered record;
    highest bigint;
    last bigint;
BEGIN
    FOR numbered IN
        SELECT format('%I.%I', 'public', c.relname) AS name, a.attname AS id,
               pg_get_serial_sequence(format('%I.%I', 'public', c.relname), a.attname) AS numbers
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relrowsecurity AND a.attidentity <> ''
    LOOP
        EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', numbered.name);
        EXECUTE format('SELECT max(%I) FROM %s', numbered.id, numbered.name) INTO highest;
        EXECUTE format('SELECT last_value FROM %s', numbered.numbers) INTO last;
        IF highest >= last THEN
            PERFORM setval(numbered.numbers, highest);
        END IF;
    END LOOP;
END $$;";

/// JSON as a literal of SQL.
fn literal(value: &Value) -> String {
    format!("'{}'::jsonb", value.to_string().replace('\'', "''"))
}
