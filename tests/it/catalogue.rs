//! The second lock, read from the database's own catalogue: row security on every table, keys that begin with the city.

use tests::{Database, TestApp};

/// Tables above tenants. The list may only shrink; it grew twice: by components of rules and the digests of what they
/// become, which are code by the digest of its bytes and hold nothing of a city or a person; and by chat, since a bot that
/// serves all cities is asked before anybody knows which, and a server of Discord before anybody knows whose it is. Who a
/// person is lies in their city (`chat_identities`).
const ABOVE_TENANTS: [&str; 13] = [
    "bots",
    "chats",
    "chat_messages",
    "chat_updates",
    "guilds",
    "tenants",
    "tenant_hosts",
    "jobs",
    "leases",
    "search_epoch",
    "components",
    "compiled_components",
    "__diesel_schema_migrations",
];

/// What public missions are found by: written under row security, and read by statements that name the city, since the
/// operators that search are not leakproof and no index serves them under it. The list may only shrink, too.
const INDEXES: [&str; 3] = ["search_documents", "search_places", "search_words"];

async fn names(client: &tokio_postgres::Client, sql: &str) -> Vec<String> {
    client.query(sql, &[]).await.expect("the catalogue is read").iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn every_table_is_under_row_security_or_above_tenants() {
    let client = Database::new().await.connect_as_owner().await;
    let open = names(
        &client,
        "SELECT relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm')
           AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
         ORDER BY relname",
    )
    .await;
    let mut expected = ABOVE_TENANTS.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(open, expected);
}

#[tokio::test]
async fn every_policy_is_the_one_policy() {
    let client = Database::new().await.connect_as_owner().await;
    let policies = names(
        &client,
        "SELECT DISTINCT format('%s | %s | %s | %s', cmd, roles, qual, with_check) FROM pg_policies
         WHERE schemaname = 'public' AND policyname <> 'index_reads'",
    )
    .await;
    let own = "(tenant_id = (current_setting('app.tenant_id'::text))::uuid)";
    assert_eq!(policies, [format!("ALL | {{public}} | {own} | {own}")]);
    let read_by_all = names(
        &client,
        "SELECT format('%s | %s | %s | %s', tablename, cmd, qual, with_check) FROM pg_policies
         WHERE schemaname = 'public' AND policyname = 'index_reads' ORDER BY tablename",
    )
    .await;
    assert_eq!(read_by_all, INDEXES.map(|table| format!("{table} | SELECT | true | ")));
    let without = names(
        &client,
        "SELECT relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'public' AND c.relrowsecurity
           AND (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname <> 'index_reads') <> 1",
    )
    .await;
    assert!(without.is_empty(), "{without:?}");
}

#[tokio::test]
async fn every_key_begins_with_the_city() {
    let client = Database::new().await.connect_as_owner().await;
    // Unique indexes count too: like constraints, they look past row security.
    let keys = names(
        &client,
        "SELECT format('%s of %s', i.indexrelid::regclass, i.indrelid::regclass)
         FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'public' AND c.relrowsecurity AND i.indisunique
           AND (SELECT attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = i.indkey[0]) <> 'tenant_id'
         UNION ALL
         SELECT format('%s of %s', k.conname, k.conrelid::regclass)
         FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'public' AND c.relrowsecurity AND k.contype = 'f'
           AND (SELECT attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = k.conkey[1]) <> 'tenant_id'",
    )
    .await;
    assert!(keys.is_empty(), "{keys:?}");
}

#[tokio::test]
async fn the_service_role_owns_nothing_and_is_bound() {
    let database = Database::new().await;
    let client = database.connect().await;
    let row = client
        .query_one("SELECT current_user::text, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user", &[])
        .await
        .expect("a role");
    assert_eq!((row.get::<_, &str>(0), row.get::<_, bool>(1), row.get::<_, bool>(2)), ("jemengage", false, false));
    let owned =
        names(&client, "SELECT relname::text FROM pg_class WHERE pg_has_role(current_user, relowner, 'MEMBER')");
    assert!(owned.await.is_empty());
    assert!(client.batch_execute("CREATE TABLE mine (id int)").await.is_err());
    assert!(client.batch_execute("ALTER TABLE missions DISABLE ROW LEVEL SECURITY").await.is_err());
}

#[tokio::test]
async fn without_a_city_a_query_is_an_error_not_all_rows() {
    let client = Database::new().await.connect().await;
    let tables = names(&client, "SELECT relname::text FROM pg_class WHERE relrowsecurity").await;
    assert!(tables.len() > 10, "{tables:?}");
    for table in tables.iter().filter(|table| !INDEXES.contains(&table.as_str())) {
        let unset = client.query(&format!("SELECT FROM {table}"), &[]).await;
        assert!(unset.is_err(), "{table} can be read without a city");
        // After a transaction the setting is empty, not absent: that is an error too.
        client
            .batch_execute("BEGIN; SET LOCAL app.tenant_id = 'b0000000-0000-0000-0000-000000000000'; COMMIT")
            .await
            .expect("a setting");
        assert!(client.query(&format!("SELECT FROM {table}"), &[]).await.is_err(), "{table}");
    }
}

#[tokio::test]
async fn a_citys_rows_exist_in_it_only() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    manager.validated_association(&app).await;
    let client = app.database.connect().await;
    let (paris, montreal) = (app.city("paris").id, app.city("montreal").id);
    for (city, expected) in [(paris, 1), (montreal, 0)] {
        client.batch_execute(&format!("SET app.tenant_id = '{city}'")).await.expect("a setting");
        let seen: i64 = client.query_one("SELECT count(*) FROM associations", &[]).await.expect("a count").get(0);
        assert_eq!(seen, expected);
    }
    // As Montréal, Paris's rows can be neither changed, nor taken over, nor written.
    let changed = client.execute("UPDATE associations SET name = 'x'", &[]).await.expect("no row");
    assert_eq!(changed, 0);
    let foreign = "INSERT INTO memberships (tenant_id, association_id, account_id, role, created_at)
                   SELECT $1, gen_random_uuid(), gen_random_uuid(), 'owner', now()";
    assert!(client.execute(foreign, &[&paris.uuid()]).await.is_err());
}

#[tokio::test]
async fn the_ledger_can_only_grow() {
    let app = TestApp::new().await;
    app.volunteer("paris", "somebody").await;
    let client = app.database.connect().await;
    let paris = app.city("paris").id;
    client.batch_execute(&format!("SET app.tenant_id = '{paris}'")).await.expect("a setting");
    let rows: i64 = client.query_one("SELECT count(*) FROM ledger", &[]).await.expect("a count").get(0);
    assert!(rows > 0);
    for act in ["UPDATE ledger SET action = 'x'", "DELETE FROM ledger", "TRUNCATE ledger"] {
        assert!(client.batch_execute(act).await.is_err(), "{act}");
    }
}

#[tokio::test]
async fn the_places_invariants_are_constraints() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    let (_, slot) = manager.published_mission(&app, association, tests::a_mission(2)).await;
    let client = app.database.connect().await;
    let paris = app.city("paris").id;
    client.batch_execute(&format!("SET app.tenant_id = '{paris}'")).await.expect("a setting");
    for broken in ["taken = 3", "taken = -1", "waiting = 1", "capacity = 0", "ends_at = starts_at"] {
        let act = format!("UPDATE slots SET {broken} WHERE id = '{slot}'");
        assert!(client.batch_execute(&act).await.is_err(), "{broken}");
    }
}
