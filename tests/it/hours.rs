//! Hours: what counts and when, and the attestation of them, under a code and on paper.

mod paper;

use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use tests::{Answer, Person, TestApp, a_mission};
use uuid::Uuid;

use crate::pages;

const HOURS: &str = "/api/v1/me/hours";
const ATTESTATIONS: &str = "/api/v1/me/attestations";

struct Scene {
    app: TestApp,
    manager: Person,
    association: Uuid,
    person: Person,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        let person = app.volunteer("paris", "Zoé").await;
        Self { app, manager, association, person }
    }

    /// Has the person take a place in a mission of this slot; answers the mission and the sign-up.
    async fn joined(&self, title: &str, slot: Value) -> (Uuid, Uuid) {
        let mut mission = a_mission(2);
        (mission["title"], mission["slots"]) = (json!(title), json!([slot]));
        let (mission, slot) = self.manager.published_mission(&self.app, self.association, mission).await;
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        (mission, self.person.post(&self.app, &path, json!({ "slot": slot })).await.expect(201).id())
    }

    /// Has the manager note what became of it.
    async fn noted(&self, (mission, sign_up): (Uuid, Uuid), mut entry: Value) {
        entry["sign_up"] = json!(sign_up);
        let path = format!("/api/v1/missions/{mission}/attendance");
        self.manager.post(&self.app, &path, json!({ "entries": [entry] })).await.expect(200);
    }

    /// Helped twice, for two hours and a half in all.
    async fn helped(&self) -> (Uuid, Uuid) {
        let first = self.joined("Aider aux devoirs", slot("2026-03-14T09:00:00Z", "2026-03-14T11:00:00Z")).await;
        let second = self.joined("Tenir un stand", slot("2026-03-21T09:00:00Z", "2026-03-21T11:00:00Z")).await;
        self.app.clock.advance(Duration::days(20));
        self.noted(first, json!({ "outcome": "attended" })).await;
        self.noted(second, json!({ "outcome": "attended", "minutes": 30 })).await;
        first
    }

    async fn attested(&self, body: Value) -> Answer {
        self.person.post(&self.app, ATTESTATIONS, body).await
    }

    async fn checked(&self, city: &str, code: &str) -> Answer {
        self.app.call(city, Method::GET, &format!("/api/v1/attestations/{code}"), None).await
    }
}

fn slot(starts_at: &str, ends_at: &str) -> Value {
    json!({ "starts_at": starts_at, "ends_at": ends_at, "capacity": 2 })
}

fn code(made: &Answer) -> String {
    made.body["code"].as_str().expect("a code").to_owned()
}

/// In Paris clocks go from two to three in the night to 29 March 2026.
#[tokio::test]
async fn only_what_was_attended_counts_and_for_as_long_as_it_was() {
    let scene = Scene::new().await;
    let night = scene.joined("Maraude de nuit", slot("2026-03-28T23:30:00Z", "2026-03-29T01:30:00Z")).await;
    let after = scene.joined("Petit déjeuner", slot("2026-03-29T22:00:00Z", "2026-03-29T23:15:00Z")).await;
    let absent = scene.joined("Aider aux devoirs", slot("2026-03-20T09:00:00Z", "2026-03-20T11:00:00Z")).await;
    scene.joined("Lire des contes", slot("2026-03-21T09:00:00Z", "2026-03-21T11:00:00Z")).await;
    let undated = scene.joined("Traduire de chez soi", json!({ "capacity": 2 })).await;
    scene.app.clock.advance(Duration::days(40));
    scene.noted(night, json!({ "outcome": "attended" })).await;
    scene.noted(after, json!({ "outcome": "attended" })).await;
    scene.noted(absent, json!({ "outcome": "absent" })).await;
    scene.noted(undated, json!({ "outcome": "attended", "minutes": 45 })).await;

    let seen = async |query: &str| -> (Value, Vec<(Value, Value, Value)>) {
        let answer = scene.person.get(&scene.app, &format!("{HOURS}{query}")).await.expect(200);
        let items = answer.body["items"].as_array().cloned().unwrap_or_default();
        let line = |item: &Value| (item["title"].clone(), item["day"].clone(), item["minutes"].clone());
        (json!([answer.body["minutes"], answer.body["missions"]]), items.iter().map(line).collect())
    };
    let line = |title: &str, day: &str, minutes: i32| (json!(title), json!(day), json!(minutes));
    let (night, after) = (line("Maraude de nuit", "2026-03-29", 120), line("Petit déjeuner", "2026-03-30", 75));
    let undated = line("Traduire de chez soi", "2026-03-04", 45);
    assert_eq!(seen("").await, (json!([240, 3]), vec![after.clone(), night.clone(), undated.clone()]));
    assert_eq!(seen("?from=2026-03-29&until=2026-03-29").await, (json!([120, 1]), vec![night.clone()]));
    assert_eq!(seen("?from=2026-03-29").await, (json!([195, 2]), vec![after, night]));
    assert_eq!(seen("?until=2026-03-28").await, (json!([45, 1]), vec![undated]));
    assert_eq!(seen("?from=2030-01-01").await, (json!([0, 0]), vec![]));
    scene.app.call("paris", Method::GET, HOURS, None).await.expect(401);
    for (query, code, at) in [
        ("from=2026-03-02&until=2026-03-01", "period_reversed", "/until"),
        ("from=0001-01-01", "period_absurd", "/from"),
        ("until=+262142-12-31", "period_absurd", "/until"),
    ] {
        let path = format!("{HOURS}?{}", query.replace('+', "%2B"));
        let refused = scene.person.get(&scene.app, &path).await.expect(422);
        assert_eq!((refused.code(), &refused.body["errors"][0]["pointer"]), (code, &json!(at)));
    }
}

#[tokio::test]
async fn anybody_who_has_the_code_sees_as_much_as_they_need() {
    let scene = Scene::new().await;
    assert_eq!(scene.attested(json!({})).await.expect(409).code(), "nothing_to_attest");
    scene.helped().await;
    let key = [("idempotency-key", "once")];
    let make = async || {
        let body = Some(json!({ "until": "2099-12-31" }));
        scene.person.call_with(&scene.app, Method::POST, ATTESTATIONS, body, &key).await.expect(201)
    };
    let (made, again) = (make().await, make().await);
    assert_eq!(made.body, again.body, "asked again, it is the same");
    let code = code(&made);
    assert_eq!(made.body["name"], "Zoé Test");
    assert_eq!(made.body["check"], format!("http://paris.localhost:8080/attestations/{code}"));

    let expected = json!({
        "name": "Zoé T.", "from": "2026-03-14", "until": "2026-03-24", "minutes": 150, "missions": 2,
        "made_at": "2026-03-24T09:00:00Z",
    });
    let bare = code.replace('-', "");
    for typed in [code.clone(), bare.clone(), code.to_lowercase(), bare.replace('0', "o").replace('1', "l")] {
        assert_eq!(scene.checked("paris", &typed).await.expect(200).body, expected, "{typed}");
    }
    // Any other letter in any place makes it a code that nobody was given.
    for place in 0..bare.len() {
        let mut wrong = bare.clone().into_bytes();
        wrong[place] = if wrong[place] == b'7' { b'8' } else { b'7' };
        scene.checked("paris", &String::from_utf8_lossy(&wrong)).await.expect(404);
    }
    let unknown = scene.checked("paris", "0000-0000-0000").await.expect(404);
    for typed in ["x", "%ff", "%00", "*", &"a".repeat(9_000), "..%2f..", "0"] {
        assert_eq!(scene.checked("paris", typed).await.expect(404).body["detail"], unknown.body["detail"], "{typed}");
    }
    scene.checked("montreal", &code).await.expect(404);
}

#[tokio::test]
async fn what_was_attested_stays_as_it_was() {
    let scene = Scene::new().await;
    let first = scene.helped().await;
    let made = scene.attested(json!({ "from": "2026-03-01", "until": "2026-03-15" })).await.expect(201);
    assert_eq!((&made.body["minutes"], &made.body["until"]), (&json!(120), &json!("2026-03-15")));
    let before = scene.checked("paris", &code(&made)).await.expect(200).body;
    scene.noted(first, json!({ "outcome": "absent" })).await;
    let renamed = json!({ "given_name": "Zélie" });
    scene.person.call(&scene.app, Method::PATCH, "/api/v1/me", Some(renamed)).await.expect(200);
    assert_eq!(scene.checked("paris", &code(&made)).await.expect(200).body, before);
    let client = scene.app.client("paris").await;
    let told = "SELECT details::text FROM ledger WHERE action = 'attestation.made' AND subject_id = $1";
    let told: Vec<String> =
        client.query(told, &[&scene.person.id]).await.expect("rows").iter().map(|row| row.get(0)).collect();
    assert_eq!(told, [r#"{"minutes": 120}"#], "and never the code");

    let export = scene.person.get(&scene.app, "/api/v1/me/export").await.expect(200).body;
    assert_eq!(export["attestations"][0]["code"], code(&made).replace('-', ""));
    let back = Person::signed_in(&scene.app, "paris", scene.person.id, scene.person.email.clone()).await;
    back.call(&scene.app, Method::DELETE, "/api/v1/me", Some(json!({}))).await.expect(204);
    scene.checked("paris", &code(&made)).await.expect(404);
}

/// What was made is shown by an address of its own: loaded again, it makes no other; and it is found again later.
#[tokio::test]
async fn an_attestation_is_found_again_on_ones_page() {
    let scene = Scene::new().await;
    scene.helped().await;
    let token = pages::token(&scene.app, &scene.person).await;
    let fields = [("_token", token.as_str()), ("from", ""), ("until", "2026-03-20")];
    let made = pages::post(&scene.app, Some(&scene.person), "/me/hours", &fields).await.expect(303);
    let code = made.header("location").split_once("made=").expect("its code").1.to_owned();
    for (path, is_new) in [(made.header("location"), true), (made.header("location"), true), ("/me/hours", false)] {
        let page = pages::get_as(&scene.app, &scene.person, path).await.expect(200).text;
        assert_eq!(page.contains("Votre attestation est prête"), is_new, "{path}");
        assert!(page.contains(&format!("href=\"/api/v1/me/attestations/{code}\"")), "{page}");
    }
    let other = pages::get_as(&scene.app, &scene.manager, made.header("location")).await.expect(200).text;
    assert!(!other.contains("/api/v1/me/attestations/"), "it is nobody else's");
}

#[tokio::test]
async fn attestations_are_made_and_checked_so_often() {
    let app = TestApp::alone(|vars| {
        vars.insert("JEMENGAGE_SIGN_IN_LIMIT".into(), "2".into());
    })
    .await;
    // An address may try six times as often as an account.
    for _ in 0..12 {
        app.call("paris", Method::GET, "/api/v1/attestations/0000-0000-0000", None).await.expect(404);
    }
    app.call("paris", Method::GET, "/api/v1/attestations/0000-0000-0000", None).await.expect(429);
    // And an account has a document made as often as it may try.
    app.clock.advance(Duration::minutes(1));
    let person = app.volunteer("paris", "Zoé").await;
    for expected in [404, 404, 429] {
        person.get(&app, "/api/v1/me/attestations/0000-0000-0000").await.expect(expected);
    }

    let scene = Scene::new().await;
    scene.helped().await;
    for _ in 0..18 {
        scene.attested(json!({})).await.expect(201);
    }
    let at_once = futures_util::future::join_all((0..6).map(|_| scene.attested(json!({})))).await;
    assert_eq!(at_once.iter().filter(|made| made.status == 201).count(), 2, "also of those asked for at once");
    assert_eq!(scene.attested(json!({})).await.expect(409).code(), "too_many_attestations");
    scene.app.clock.advance(Duration::days(1));
    scene.attested(json!({})).await.expect(201);
}
