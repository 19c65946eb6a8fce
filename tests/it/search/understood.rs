//! What people write and what they mean: mistakes, other words for the same, beginnings; and that what changes is found.

use std::path::Path;

use axum::http::Method;
use chrono::Duration;
use platform_core::ports::Clock as _;
use platform_core::tenancy;
use serde_json::{Value, json};
use tests::{TestApp, a_mission};

use super::City;

#[tokio::test]
async fn mistakes_and_other_words_for_the_same() {
    let mut city = City::with_missions().await;
    city.post("walk", json!({ "title": "Maraude du dimanche", "activities": ["street_outreach"] })).await;
    city.finds(&[
        ("q=maruade", &["walk"]),
        ("q=maraued", &["walk"]),
        ("q=MARAUDES", &["walk"]),
        ("q=tournée de rue", &["walk"]),
        ("q=aide aux devoris samedi", &["homework"]),
        ("q=soutien scolaire étoiles", &["homework"]),
        ("q=benevolle", &["party"]),
        ("q=tradution", &["letters"]),
        // A number is as it is; a short word too.
        ("q=75019", &[]),
        ("q=xy", &[]),
    ])
    .await;
    let mended = city.ask("q=maruade").await.expect(200);
    assert_eq!(mended.body["understood"], json!(["conceptmaraude"]), "{}", mended.body["understood"]);
    assert!(city.ask("q=maraude").await.expect(200).body.get("understood").is_none());
}

#[tokio::test]
async fn beginnings_of_names_are_suggested() {
    let city = City::with_missions().await;
    city.app.work().await;
    let suggested = async |text: &str| -> Vec<(String, String)> {
        let text: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let path = format!("/api/v1/suggestions?q={text}");
        let answer = city.app.call("paris", Method::GET, &path, None).await.expect(200);
        let text = |item: &Value, field: &str| item[field].as_str().unwrap_or("").to_owned();
        answer.body["items"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|item| (text(item, "kind"), text(item, "label")))
            .collect()
    };
    let one = |kind: &str, label: &str| (kind.to_owned(), label.to_owned());
    assert_eq!(suggested("traduire des l").await, [one("mission", "Traduire des lettres")]);
    assert_eq!(suggested("TRADUIRE").await, [one("mission", "Traduire des lettres")]);
    assert!(suggested("fete des etoi").await.contains(&one("mission", "Des bénévoles pour la fête des étoiles")));
    assert!(suggested("savoirs").await.contains(&one("association", "Savoirs du canal")));
    assert!(suggested("18e").await.iter().any(|(kind, label)| kind == "area" && label.contains("18")));
    assert!(suggested("aide aux dev").await.iter().any(|(kind, _)| kind == "activity"));
    for nothing in ["", "   ", "'", "zzzz", "%", "':*", "🎉"] {
        assert_eq!(suggested(nothing).await, [], "{nothing:?}");
    }
    let elsewhere = city.app.call("montreal", Method::GET, "/api/v1/suggestions?q=traduire", None).await.expect(200);
    assert_eq!(elsewhere.body["items"], json!([]));
    city.app.call("paris", Method::GET, &format!("/api/v1/suggestions?q={}", "a".repeat(201)), None).await.expect(422);
}

/// Whatever a mission is found by, whoever changes it, and however late that is committed.
#[tokio::test]
async fn what_changes_is_found() {
    let mut city = City::empty().await;
    let (_, slot) = city.post("one", json!({})).await;
    let mut client = city.app.client("paris").await;
    city.finds(&[("q=canal", &["one"]), ("q=harmonie", &[])]).await;
    for (change, query) in [
        ("UPDATE associations SET name = 'Harmonie du lac'", "q=harmonie"),
        ("UPDATE missions SET title = 'Un concert'", "q=concert"),
        ("UPDATE slots SET starts_at = '2026-03-15T09:00:00Z', ends_at = '2026-03-15T11:00:00Z'", "weekdays=sunday"),
        ("UPDATE slots SET taken = capacity", "places=full&include_full=true"),
        ("UPDATE slots SET taken = 0", "places=free"),
    ] {
        city.finds(&[(query, &[])]).await;
        let tx = client.transaction().await.expect("a transaction");
        tx.batch_execute(change).await.expect("a change");
        // Somebody writes the document meanwhile, without seeing it.
        city.finds(&[(query, &[])]).await;
        tx.commit().await.expect("it is committed");
        city.finds(&[(query, &["one"])]).await;
    }
    client.execute("UPDATE slots SET dropped_at = now() WHERE id = $1", &[&slot]).await.expect("a change");
    city.finds(&[("", &[])]).await;
}

/// A slot that has begun is no reason to be found any more, though nobody changed anything.
#[tokio::test]
async fn time_passes() {
    let mut city = City::empty().await;
    city.post("two", json!({ "slots": [super::on("2026-03-07"), super::on("2026-03-15")] })).await;
    city.finds(&[("weekdays=saturday", &["two"]), ("weekdays=sunday", &["two"])]).await;
    city.app.clock.advance(Duration::days(4));
    city.finds(&[("weekdays=saturday", &[]), ("weekdays=sunday", &["two"])]).await;
}

/// A city's own words mean what it says, from when it says so, also for what was posted before.
#[tokio::test]
async fn a_city_adds_words() {
    let app = TestApp::alone(|_| ()).await;
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    manager.published_mission(&app, association, a_mission(3)).await;
    app.work().await;
    let finds = async |text: &str| {
        let path = format!("/api/v1/missions?q={text}");
        app.call("paris", Method::GET, &path, None).await.expect(200).body["items"].as_array().map(Vec::len)
    };
    assert_eq!((finds("galibot").await, finds("canal").await), (Some(0), Some(1)));

    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("../tenants/paris"), folder.path().join("paris"));
    std::fs::create_dir_all(to.join("texts")).expect("a folder");
    for entry in std::fs::read_dir(from.join("texts")).expect("texts").flatten() {
        std::fs::copy(entry.path(), to.join("texts").join(entry.file_name())).expect("a copy");
    }
    let own = "\n[search]\nsynonyms = [[\"galibot\", \"devoirs\"]]\nstop_words = [\"canal\"]\n";
    let toml = std::fs::read_to_string(from.join("tenant.toml")).expect("a city") + own;
    std::fs::write(to.join("tenant.toml"), toml).expect("a city");
    let id = platform_core::ports::new_id(&*app.app.entropy, app.clock.now());
    tenancy::apply(&app.app.db, &*app.app.engine, &to, id, app.clock.now()).await.expect("the city is sound");
    app.app.registry.reload(&app.app.db).await.expect("it is heard");
    app.clock.advance(Duration::seconds(10));
    app.work().await;
    // A word that asks for nothing is no question: everything is found.
    assert_eq!((finds("galibot").await, finds("galibots").await, finds("canal").await), (Some(1), Some(1), Some(1)));
    assert_eq!(finds("canal%20galibot").await, Some(1));
}
