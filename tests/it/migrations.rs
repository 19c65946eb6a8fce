//! Migrations: forth, back and forth again, leaving what they found; and the schema the code was generated from.

use tests::{Database, TestApp};

/// Everything the migrations make, as text.
const CATALOGUE: &str = "
    SELECT format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                  pg_get_expr(d.adbin, d.adrelid)) AS line
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE n.nspname = 'public' AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT format('%s %s', tablename, policyname) FROM pg_policies
    UNION ALL SELECT p.proname || pg_get_function_arguments(p.oid) FROM pg_proc p
              WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT cfgname::text FROM pg_ts_config WHERE cfgnamespace = 'public'::regnamespace
    ORDER BY 1";

async fn catalogue(database: &Database) -> Vec<String> {
    let client = database.connect_as_owner().await;
    client.query(CATALOGUE, &[]).await.expect("the catalogue").iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn forth_back_and_forth_again() {
    let database = Database::new().await;
    let owner = database.owner_url().await.into();
    let first = catalogue(&database).await;
    platform_core::revert_all(&owner).await.expect("all can be taken back");
    let nothing = catalogue(&database).await;
    let left: Vec<_> = nothing
        .iter()
        .filter(|line| !line.contains("__diesel_schema_migrations") && *line != "PRIMARY KEY (version)")
        .collect();
    assert!(left.is_empty(), "left behind: {left:?}");
    platform_core::migrate(&owner).await.expect("migrations run");
    assert_eq!(catalogue(&database).await, first);
}

#[tokio::test]
async fn they_can_be_taken_back_from_a_full_database() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    let (mission, slot) = manager.published_mission(&app, association, tests::a_mission(2)).await;
    let body = serde_json::json!({ "slot": slot });
    manager.post(&app, &format!("/api/v1/missions/{mission}/sign-ups"), body).await.expect(201);
    let owner = app.database.owner_url().await.into();
    platform_core::revert_all(&owner).await.expect("all can be taken back");
    let again = platform_core::migrate(&owner).await.expect("migrations run");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    let steps =
        std::fs::read_dir(folder).expect("migrations").filter(|entry| entry.as_ref().is_ok_and(|e| e.path().is_dir()));
    assert_eq!(again.ran.len(), steps.count());
    assert!(platform_core::migrate(&owner).await.expect("nothing to do").ran.is_empty());
}
