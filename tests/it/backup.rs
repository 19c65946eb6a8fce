//! Backups: what comes back is what was there, row by row; nothing half; and life goes on with it.

use std::collections::BTreeMap;
use std::path::Path;

use platform_core::ledger::{seal::seal, verify::head, verify::verify};
use serde_json::{Value, json};
use tests::{Database, Server, TestApp, a_mission};
use uuid::Uuid;

use crate::isolation::Scene;

/// Runs the executable; answers its status and what it said.
async fn run(url: &str, arguments: &[&str], file: &Path) -> (Option<i32>, String) {
    let mut command = Server::command(url).await;
    let output = command.args(arguments).arg(file).env("RUST_LOG", "off").output().await.expect("it runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).trim_end().to_owned())
}

async fn done(url: &str, arguments: &[&str], file: &Path) {
    let (code, said) = run(url, arguments, file).await;
    assert_eq!(code, Some(0), "{said}");
}

/// It is refused in one line, which holds these words.
async fn refused(url: &str, arguments: &[&str], file: &Path, words: &str) {
    let (code, said) = run(url, arguments, file).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(words) && said.lines().count() == 1, "{said}");
}

/// Every row of every table, or of one city; jobs without their numbers, which are the installation's.
async fn rows(database: &Database, city: Option<Uuid>) -> BTreeMap<String, Vec<Value>> {
    let client = database.connect_as_superuser().await;
    let tables = "SELECT c.relname::text,
                         CASE WHEN c.relname = 'tenants' THEN 'id'
                              WHEN EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')
                              THEN 'tenant_id' END
                  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'";
    let mut rows = BTreeMap::new();
    for table in client.query(tables, &[]).await.expect("tables") {
        let (name, key): (String, Option<String>) = (table.get(0), table.get(1));
        let (left_out, condition) = match (city, key) {
            (None, _) => ("", "true".to_owned()),
            (Some(_), None) => continue,
            (Some(city), Some(key)) => ("- 'id' - 'leased_until'", format!("{key} = '{city}'")),
        };
        let left_out = if name == "jobs" { left_out } else { "" };
        let sql = format!("SELECT (to_jsonb(t) {left_out})::text AS row FROM {name} t WHERE {condition} ORDER BY row");
        let found = client.query(&sql, &[]).await.expect("rows");
        let found = found.iter().map(|row| serde_json::from_str(row.get(0)).expect("JSON")).collect();
        rows.insert(name, found);
    }
    rows
}

/// Two cities in which things happened, with all that makes a row hard to copy.
async fn cities() -> (TestApp, Scene, Scene) {
    let app = TestApp::new().await;
    let (paris, montreal) = (Scene::set(&app, "paris").await, Scene::set(&app, "montreal").await);
    let mut hard = a_mission(2);
    hard["title"] = json!("L'été à l'œuvre \\o/ :name $1 «é» 🎉");
    hard["description"] = json!("Une ligne.\n-- pas un commentaire; '); DROP TABLE missions;\n\\q\n\t$$ fin");
    paris.all.published_mission(&app, paris.association, hard).await;
    for city in ["paris", "montreal"] {
        seal(&app.app, &app.operator(city)).await.expect("it is chained");
    }
    (app, paris, montreal)
}

/// People come in with the sessions they had, sign up, and the ledger goes on where it was.
async fn life_goes_on(app: &TestApp, scene: &Scene) {
    let ctx = app.operator("paris");
    let client = app.database.connect_as_superuser().await;
    let count = "SELECT count(*), max(id) FROM ledger";
    let was = client.query_one(count, &[]).await.expect("a count");
    let (rows, highest): (i64, i64) = (was.get(0), was.get(1));
    let noted = head(&app.app, &ctx).await.expect("a head");
    verify(&app.app, &ctx, Some(noted)).await.expect("the ledger is as it was");
    let (mission, slot) = scene.all.published_mission(app, scene.association, a_mission(1)).await;
    let path = format!("/api/v1/missions/{mission}/sign-ups");
    let signed_up = scene.volunteer.post(app, &path, json!({ "slot": slot })).await.expect(201);
    assert_eq!(signed_up.body["state"], "accepted");
    scene.all.post(app, &format!("/api/v1/sign-ups/{}/accept", scene.sign_up), json!({})).await.expect(200);
    assert!(app.work().await > 0, "the jobs that were queued are done");
    seal(&app.app, &ctx).await.expect("it is chained");
    let verified = verify(&app.app, &ctx, Some(noted)).await.expect("the chain goes on");
    assert!(verified.head.position >= noted.position + 4 && verified.waiting == 0, "{verified:?}");
    let new = "SELECT count(*) - $1, count(*) FILTER (WHERE id > $2) FROM ledger";
    let new = client.query_one(new, &[&rows, &highest]).await.expect("a count");
    assert_eq!(new.get::<_, i64>(0), new.get::<_, i64>(1), "numbers go on above all that came");
}

#[tokio::test]
async fn everything() {
    let (app, paris, _) = cities().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("all");
    let (service, administrator) = (app.database.url().await, app.database.backup_url().await);

    refused(&service, &["backup"], &file, "BYPASSRLS").await;
    refused(&app.database.owner_url().await, &["backup"], &file, "BYPASSRLS").await;
    done(&administrator, &["backup"], &file).await;
    refused(&administrator, &["backup"], &file, "is there already").await;
    let names: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").filter_map(Result::ok).collect();
    assert_eq!(names.len(), 1, "nothing else is left: {names:?}");

    let copy = Database::empty().await;
    let owner = copy.owner_url().await;
    refused(&app.database.owner_url().await, &["restore"], &file, "not empty").await;
    done(&owner, &["restore"], &file).await;
    let (was, is) = (rows(&app.database, None).await, rows(&copy, None).await);
    assert!(was["sign_ups"].len() >= 2 && !was["jobs"].is_empty() && was["ledger_chain"].len() > 10);
    assert_eq!(is, was);
    let unfit = platform_core::unfit_role(&platform_core::Db::new(copy.url().await.into(), 1).expect("a pool")).await;
    assert_eq!(unfit.expect("a role"), Vec::<String>::new());
    let migrated = platform_core::migrate(&owner.into()).await.expect("it is up to date");
    assert!(migrated.ran.is_empty());

    let copy = TestApp::on(copy, |_| {}).await;
    life_goes_on(&copy, &paris).await;
    // Row security came along.
    let client = copy.database.connect().await;
    assert!(client.query("SELECT FROM missions", &[]).await.is_err());
}

#[tokio::test]
async fn one_city() {
    let (app, paris, _) = cities().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("paris");
    let service = app.database.url().await;
    let city = ["backup", "--city", "paris"];
    refused(&app.database.superuser_url().await, &city, &file, "row security").await;
    refused(&service, &["backup", "--city", "nowhere"], &file, "no city `nowhere`").await;
    assert!(!file.exists());
    done(&service, &city, &file).await;
    let id = app.city("paris").id.uuid();
    let was = rows(&app.database, Some(id)).await;
    assert!(was["missions"].len() >= 3 && !was["jobs"].is_empty() && was["ledger_chain"].len() > 10);

    // Another installation, with a city of its own; its ledger has given out fewer numbers.
    let target = TestApp::on(Database::new().await, |_| {}).await;
    target.apply("montreal").await;
    let montreal = Scene::set(&target, "montreal").await;
    let owner = target.database.owner_url().await;
    let before = rows(&target.database, None).await;
    refused(&target.database.url().await, &["restore"], &file, "schema's owner").await;
    refuses_what_does_not_fit(&target, &file).await;
    assert_eq!(rows(&target.database, None).await, before, "what was refused changed nothing");

    let other = target.city("montreal").id.uuid();
    let others = rows(&target.database, Some(other)).await;
    done(&owner, &["restore"], &file).await;
    assert_eq!(rows(&target.database, Some(id)).await, was);
    assert_eq!(rows(&target.database, Some(other)).await, others, "the other city is untouched");
    refused(&owner, &["restore"], &file, "city `paris` is there already").await;

    target.app.registry.reload(&target.app.db).await.expect("the registry");
    life_goes_on(&target, &paris).await;
    let path = format!("/api/v1/missions/{}/sign-ups", montreal.mission);
    let somebody = target.volunteer("montreal", "somebody").await;
    somebody.post(&target, &path, json!({ "slot": montreal.slot })).await.expect(201);
}

/// Each of these is refused, with the reason in one line.
async fn refuses_what_does_not_fit(target: &TestApp, file: &Path) {
    let owner = target.database.owner_url().await;
    let administrator = target.database.connect_as_superuser().await;
    let id = target.city("montreal").id;
    let take = format!("INSERT INTO tenant_hosts VALUES ('paris.localhost', '{id}')");
    administrator.batch_execute(&take).await.expect("a host");
    refused(&owner, &["restore"], file, "host paris.localhost belongs to the city `montreal`").await;
    let free = "DELETE FROM tenant_hosts WHERE host = 'paris.localhost'";
    administrator.batch_execute(free).await.expect("it is free");
    administrator
        .batch_execute("CREATE TEMP TABLE kept AS SELECT * FROM __diesel_schema_migrations; DELETE FROM __diesel_schema_migrations WHERE version LIKE '%2'")
        .await
        .expect("an older schema");
    refused(&owner, &["restore"], file, "bring them to the same version").await;
    administrator
        .batch_execute(
            "DELETE FROM __diesel_schema_migrations; INSERT INTO __diesel_schema_migrations SELECT * FROM kept",
        )
        .await
        .expect("the schema as before");

    // A file cut short, or damaged in the middle of the rows: the city does not come at all.
    let whole = std::fs::read(file).expect("the file");
    let short = file.with_extension("short");
    std::fs::write(&short, &whole[..whole.len() - 100]).expect("a file");
    refused(&owner, &["restore"], &short, "not empty").await;
    std::fs::write(&short, &whole[100..]).expect("a file");
    refused(&owner, &["restore"], &short, "not a whole backup").await;
    let middle = whole.len() / 64; // of the rows: what stands above them comes last, and is longer
    let damaged = [&whole[..middle], &whole[middle + 200..]].concat();
    std::fs::write(&short, damaged).expect("a file");
    refused(&owner, &["restore"], &short, "pg_restore").await;
    refused(&owner, &["restore"], &file.with_extension("none"), "cannot use").await;
}
