//! The README's tour, run as it stands, on the demo's data and the real server.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use platform::config::Config;
use platform::system::SystemClock;
use platform::{demo, wiring};
use platform_core::accounts::{Actor, CityRole, Identity, provision};
use platform_core::statistics::{Figure, Measure, Months, statistics};
use platform_core::tenancy::{self, Ctx};
use tests::{Database, SentMails, Server, TestApp};
use tokio::process::Command;

/// The block of the README that is marked so.
fn block(mark: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = std::fs::read_to_string(path).expect("the README");
    let block = readme.split(&format!("```sh {mark}\n")).nth(1).expect("a block");
    block.split("```").next().expect("its end").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tour_works_when_pasted_and_the_demo_is_as_large_as_promised() {
    let database = Database::new().await;
    let url = database.url().await;
    let config = Config::from_vars(BTreeMap::new()).expect("sound");
    let app = wiring::app_with(
        &config,
        url.clone().into(),
        Arc::new(SentMails::default()),
        Arc::new(SystemClock),
        tests::engine(),
    )
    .await
    .expect("an application");
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tenants/paris");
    let now = platform_core::ports::Clock::now(&SystemClock);
    let id = platform_core::ports::new_id(&*app.entropy, now);
    tenancy::apply(&app.db, &*app.engine, &folder, id, now).await.expect("Paris is sound");
    app.registry.reload(&app.db).await.expect("the registry");
    let paris = app.registry.by_code("paris").expect("Paris");
    demo::fill(&app, Arc::clone(&paris), &folder).await.expect("the demo is filled");

    let client = database.connect().await;
    client.batch_execute(&format!("SET app.tenant_id = '{}'", paris.id)).await.expect("a setting");
    for (sql, least) in [
        ("SELECT count(*) FROM associations WHERE state = 'validated'", 55),
        ("SELECT count(*) FROM missions WHERE state = 'published'", 395),
        ("SELECT count(*) FROM missions WHERE state = 'submitted'", 0),
        ("SELECT count(*) FROM sign_ups WHERE state = 'accepted'", 20),
        ("SELECT count(*) FROM sign_ups WHERE state = 'waiting'", 1),
    ] {
        let count: i64 = client.query_one(sql, &[]).await.expect("a count").get(0);
        assert!(count >= least, "{sql}: {count}");
    }

    // Its statistics say as much, to an agent, from whom nothing is hidden.
    let agent = Identity { id: uuid::Uuid::nil().into(), role: Some(CityRole::Admin), confirmed: true, scopes: None };
    let ctx = Ctx { actor: Actor::Account(agent), ..Ctx::system(Arc::clone(&paris), now, "operator") };
    let year = Months::of(&ctx, None, None).expect("the last twelve months");
    let told = statistics(&app, &ctx, year).await.expect("statistics").total;
    for (measure, least) in [
        (Measure::Engagements, 60),
        (Measure::People, 20),
        (Measure::Associations, 55),
        (Measure::Missions, 395),
        (Measure::PlacesOffered, 395),
        (Measure::PlacesFilled, 20),
    ] {
        assert!(matches!(told.get(measure), Figure::Known(count) if count >= least), "{measure}: {told:?}");
    }

    let server = Server::start(&url, &[]).await;
    let port = server.address.port();
    let script = format!("set -euo pipefail\n{}", block("tour").replace(":8080", &format!(":{port}")));
    let output = Command::new("bash").arg("-c").arg(script).output().await.expect("bash runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(!said.contains("\"reference\":"), "a problem came back: {said}");
    let last = said.trim_end().lines().last().expect("an answer");
    assert!(last.contains("\"state\":\"accepted\"") && last.contains("Rendre visite à une voisine"), "{last}");
}

/// Rules written, tried, uploaded and taken back as the README says. Where the compiler has no WebAssembly, it says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_are_written_as_the_readme_says() {
    let targets = Command::new("rustup").args(["target", "list", "--installed"]).output().await;
    let has_target =
        targets.is_ok_and(|found| String::from_utf8_lossy(&found.stdout).contains("wasm32-unknown-unknown"));
    if !has_target {
        eprintln!("skipped: there is no target wasm32-unknown-unknown");
        return;
    }
    let app = TestApp::with_own_rules().await;
    let admin = provision::Person {
        email: "admin@paris.example".into(),
        given_name: "admin".into(),
        family_name: "Demo".into(),
        birth_date: None,
        city_role: Some(CityRole::Admin),
        password: Some("demonstration".into()),
    };
    provision::provision(&app.app, &app.operator("paris"), admin).await.expect("an admin");
    let url = app.database.url().await;
    let server = Server::start(&url, &[]).await;
    let folder = tempfile::tempdir().expect("a folder");
    let port = server.address.port();
    let bin = Server::binary().await.parent().expect("its folder").display();
    let rules = block("rules").replace(":8080", &format!(":{port}"));
    let script = format!("set -euo pipefail\nPATH={bin}:$PATH\n{rules}");
    let output = Command::new("bash")
        .arg("-c")
        .arg(script)
        .current_dir(folder.path())
        .env("DATABASE_URL", &url)
        .env("JEMENGAGE_DATA_DIR", folder.path().join("data"))
        .env("RUST_LOG", "off")
        .output()
        .await
        .expect("bash runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(!said.contains("\"reference\":"), "a problem came back: {said}");
    assert!(said.contains("It can be used.") && said.contains("lyon-rules"), "{said}");
    let last = said.trim_end().lines().last().expect("an answer");
    assert!(last.contains("\"origin\":\"rollback\"") && last.contains("\"name\":\"paris\""), "{last}");
}
