//! Rules at work: uploads, versions and parameters, what holds where they fail, and what was decided asked again.

mod boundary;
mod swaps;

use axum::body::Body;
use axum::http::{Method, Request};
use chrono::{Duration, NaiveDate};
use platform_core::accounts::CityRole;
use platform_core::ports::Clock as _;
use platform_core::rules::replay::{self, Replayed};
use platform_core::rules::{Parameters, versions};
use platform_core::tenancy::Ctx;
use serde_json::{Value, json};
use tests::{Answer, Person, TestApp, a_mission};
use uuid::Uuid;

const HOSTILE: &[u8] = include_bytes!("../../plugins/hostile/rules.wasm");
const RULES: &str = "/api/v1/rules";

/// A city with an admin, and somebody who manages an association.
pub(crate) struct Scene {
    pub(crate) app: TestApp,
    pub(crate) admin: Person,
    pub(crate) manager: Person,
    pub(crate) association: Uuid,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::of(TestApp::new().await).await
    }

    pub(crate) async fn of(app: TestApp) -> Self {
        let admin = Person::made(&app, "paris", "admin", Some(CityRole::Admin), None).await;
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        Self { app, admin, manager, association }
    }

    async fn upload(&self, who: &Person, wasm: &[u8]) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(RULES)
            .header("host", "paris.localhost")
            .header("cookie", who.cookie())
            .header("content-type", "application/wasm");
        self.app.send(request.body(Body::from(wasm.to_vec())).expect("a request")).await
    }

    pub(crate) async fn set(&self, parameters: Value) -> Answer {
        self.set_from(self.version().await, parameters).await
    }

    async fn set_from(&self, version: i64, parameters: Value) -> Answer {
        let body = json!({ "parameters": parameters });
        let version = format!("\"{version}\"");
        let headers = [("if-match", version.as_str())];
        self.admin.call_with(&self.app, Method::PUT, "/api/v1/rules/parameters", Some(body), &headers).await
    }

    /// The rules in use, as the city's staff see them.
    pub(crate) async fn rules(&self) -> Value {
        self.admin.get(&self.app, RULES).await.expect(200).body
    }

    async fn version(&self) -> i64 {
        self.rules().await["inside"]["rules_version"].as_i64().expect("a version")
    }

    pub(crate) async fn mission(&self) -> (Uuid, Uuid) {
        self.manager.published_mission(&self.app, self.association, a_mission(3)).await
    }

    pub(crate) async fn sign_up(&self, who: &Person, (mission, slot): (Uuid, Uuid)) -> Answer {
        who.post(&self.app, &format!("/api/v1/missions/{mission}/sign-ups"), json!({ "slot": slot })).await
    }

    async fn misbehave(&self, how: &str) {
        self.upload(&self.admin, HOSTILE).await.expect(200);
        self.set(json!({ "how": how })).await.expect(200);
    }

    fn ctx(&self) -> Ctx {
        self.app.operator("paris")
    }
}

#[tokio::test]
async fn an_admin_uploads_sets_and_takes_back() {
    let scene = Scene::new().await;
    let before = scene.rules().await;
    assert_eq!((&before["name"], &before["inside"]["rules_version"]), (&json!("default"), &json!(1)));
    let age = before["parameters"].as_array().expect("parameters").iter().find(|one| one["name"] == "minimum_age");
    assert_eq!(age.expect("an age")["value"], 16);

    let uploaded = scene.upload(&scene.admin, HOSTILE).await.expect(200).body;
    assert_eq!((&uploaded["origin"], &uploaded["rules_version"]), (&json!("upload"), &json!(2)));
    assert_eq!(uploaded["parameters"], json!({}), "what the component does not know is left out");
    assert_eq!(scene.rules().await["name"], "hostile");
    scene.set(json!({ "how": "well" })).await.expect(200);

    let path = "/api/v1/rules/versions/1/restore";
    let restored = scene.admin.call(&scene.app, Method::POST, path, None).await.expect(200).body;
    assert_eq!((&restored["origin"], &restored["rules_version"]), (&json!("rollback"), &json!(4)));
    let after = scene.rules().await;
    assert_eq!((&after["name"], &after["parameters"]), (&before["name"], &before["parameters"]));

    let listed = scene.admin.get(&scene.app, "/api/v1/rules/versions").await.expect(200).body;
    let origins: Vec<_> =
        listed["items"].as_array().expect("versions").iter().map(|one| one["origin"].clone()).collect();
    assert_eq!(origins, ["rollback", "parameters", "upload", "folder"]);
    let in_use: Vec<_> =
        listed["items"].as_array().expect("versions").iter().map(|one| one["in_use"].clone()).collect();
    assert_eq!(in_use, [true, false, false, false]);
    let rows: i64 = scene
        .app
        .client("paris")
        .await
        .query_one("SELECT count(*) FROM ledger WHERE action = 'rules.changed' AND actor_id = $1", &[&scene.admin.id])
        .await
        .expect("the ledger")
        .get(0);
    assert_eq!(rows, 3);
}

#[tokio::test]
async fn only_an_admin_may_and_only_what_fits() {
    let scene = Scene::new().await;
    let agent = scene.app.agent("paris").await;
    for who in [&agent, &scene.manager] {
        assert_eq!(scene.upload(who, HOSTILE).await.expect(403).code(), "not_permitted");
    }
    scene.manager.get(&scene.app, "/api/v1/rules/versions").await.expect(403);
    assert!(scene.manager.get(&scene.app, RULES).await.expect(200).body.get("inside").is_none());

    for (wasm, says) in [
        (&b""[..], "empty"),
        (b"(component)", "does not begin as one"),
        (b"\0asm\x01\0\0\0", "wasm-component-ld"),
        (&HOSTILE[..HOSTILE.len() / 2], "not a WebAssembly component"),
    ] {
        let refused = scene.upload(&scene.admin, wasm).await.expect(409);
        assert_eq!(refused.code(), "component_unusable");
        assert!(refused.body["detail"].as_str().expect("words").contains(says), "{says}: {}", refused.body);
    }
    for (parameters, field, code) in [
        (json!({ "minimum_age": "sixteen" }), "/minimum_age", "parameter_number"),
        (json!({ "minimum_age": 1600 }), "/minimum_age", "range"),
        (json!({ "maximum_age": 99 }), "/maximum_age", "unknown_parameter"),
        (json!({ "mission_review": "nobody" }), "/mission_review", "one_of"),
        (json!({ "forbidden_kinds": "company" }), "/forbidden_kinds", "parameter_texts"),
    ] {
        let refused = scene.set(parameters.clone()).await.expect(422).body;
        let found = (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]);
        assert_eq!(found, (&json!(field), &json!(code)), "{parameters}: {refused}");
    }
    let stale = [("if-match", "\"7\"")];
    let body = json!({ "parameters": {} });
    let path = "/api/v1/rules/parameters";
    scene.admin.call_with(&scene.app, Method::PUT, path, Some(body), &stale).await.expect(412);
    let path = "/api/v1/rules/versions/9/restore";
    scene.admin.call(&scene.app, Method::POST, path, None).await.expect(404);
    assert_eq!(scene.version().await, 1, "what was refused changed nothing");
}

/// Nobody is turned away by rules that fail, nothing is published by them, and searches go on.
#[tokio::test]
async fn where_rules_fail_a_person_decides() {
    for how in ["loop", "panic", "memory", "code_with_markup"] {
        // Each node counts its own failures.
        let scene = Scene::of(TestApp::alone(|_| {}).await).await;
        let place = scene.mission().await;
        scene.misbehave(how).await;
        let mut states = Vec::new();
        for number in 0..5 {
            let person = scene.app.volunteer("paris", &format!("person-{number}")).await;
            states.push(scene.sign_up(&person, place).await.expect(201).body["state"].clone());
        }
        // Three places, and a request holds its own; who comes after waits.
        assert_eq!(states, ["requested", "requested", "requested", "waiting", "waiting"], "{how}");
        let body = json!({ "association": scene.association, "mission": a_mission(3) });
        let id = scene.manager.post(&scene.app, "/api/v1/missions", body).await.expect(201).id();
        let submitted = scene.manager.post(&scene.app, &format!("/api/v1/missions/{id}/submit"), json!({})).await;
        let inside = submitted.expect(200).body;
        assert_eq!(inside["state"], "submitted", "{how}");
        assert_eq!(inside["inside"]["reasons"][0]["code"], "rules_unavailable", "{how}");
        scene.app.work().await;
        let found = scene.manager.get(&scene.app, "/api/v1/missions?include_full=true").await.expect(200).body;
        assert_eq!(found["items"].as_array().expect("hits").len(), 1, "{how}");

        let inside = scene.rules().await["inside"].clone();
        assert!(inside["failures"].as_i64() >= Some(3), "{how}: {inside}");
        assert!(inside["last_failure"].is_string(), "{how}: {inside}");
        let ready = scene.app.call("paris", Method::GET, "/readyz", None).await.expect(200).body;
        assert_eq!((&ready["plugins"], &ready["failing_rules"]), (&json!("degraded"), &json!(["paris"])), "{how}");
        // Back to what it was, in one press.
        scene.admin.call(&scene.app, Method::POST, "/api/v1/rules/versions/1/restore", None).await.expect(200);
        let person = scene.app.volunteer("paris", "afterwards").await;
        let other = scene.mission().await;
        assert_eq!(scene.sign_up(&person, other).await.expect(201).body["state"], "accepted", "{how}");
    }
}

/// An applied folder that says what it said changes nothing; one that says something else counts.
#[tokio::test]
async fn a_folder_applied_again_leaves_what_an_admin_set() {
    let scene = Scene::new().await;
    scene.set(json!({ "minimum_age": 18 })).await.expect(200);
    scene.app.apply("paris").await;
    assert_eq!(scene.version().await, 2);
    let parameters = scene.app.city("paris").choice.parameters.clone();
    assert_eq!(parameters, Parameters::from([("minimum_age".to_owned(), json!(18))]));
    versions::settle_all(&scene.app.app).await.expect("settled");
    assert_eq!(scene.version().await, 2);
}

/// Of two admins who save at once one is told that it changed meanwhile.
#[tokio::test]
async fn who_saves_second_is_told_so() {
    let scene = Scene::new().await;
    let saved =
        tokio::join!(scene.set_from(1, json!({ "minimum_age": 17 })), scene.set_from(1, json!({ "minimum_age": 18 })),);
    let mut statuses = [saved.0.status.as_u16(), saved.1.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    assert_eq!(scene.version().await, 2);
}

/// A component of an earlier release that is taken back stays, though the program brings another under its name.
#[tokio::test]
async fn what_is_taken_back_outlives_a_restart() {
    let scene = Scene::new().await;
    scene.upload(&scene.admin, HOSTILE).await.expect(200);
    // As an earlier release would have left it: under the name of what the program brings.
    let client = scene.app.client("paris").await;
    client.execute("UPDATE rule_versions SET name = 'default' WHERE version = 2", &[]).await.expect("a version");
    scene.admin.call(&scene.app, Method::POST, "/api/v1/rules/versions/1/restore", None).await.expect(200);
    scene.admin.call(&scene.app, Method::POST, "/api/v1/rules/versions/2/restore", None).await.expect(200);
    versions::settle_all(&scene.app.app).await.expect("settled");
    scene.app.apply("paris").await;
    let rules = scene.rules().await;
    assert_eq!((&rules["name"], &rules["inside"]["rules_version"]), (&json!("hostile"), &json!(4)));
}

/// The components that are committed are those of their sources.
#[test]
fn components_are_those_of_their_sources() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../.ci/plugins");
    let output = std::process::Command::new("bash").args([script, "--digest"]).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A week of decisions, asked again.
#[tokio::test]
async fn a_week_asked_again_is_answered_as_it_was_and_other_rules_differ() {
    let scene = Scene::new().await;
    let began = scene.app.clock.now();
    let born = |year| NaiveDate::from_ymd_opt(year, 5, 17);
    for day in 0..7 {
        let place = scene.mission().await;
        for (number, year) in [1980, 1990, 2008, 2009, 2012].into_iter().enumerate() {
            let name = format!("person-{day}-{number}");
            let person = Person::made(&scene.app, "paris", &name, None, born(year)).await;
            let status = scene.sign_up(&person, place).await.status.as_u16();
            assert!([201, 409, 422].contains(&status), "{status}");
        }
        if day == 3 {
            // In the middle of the week the city changes its mind.
            scene.set(json!({ "minimum_age": 14, "mission_review": "trusted" })).await.expect(200);
        }
        scene.app.clock.advance(Duration::days(1));
        scene.app.work().await;
    }
    let again = replay::replay(&scene.app.app, &scene.ctx(), began, None).await.expect("asked again");
    // An association, seven missions, 35 sign-ups.
    assert_eq!((again.decisions, again.gone), (43, 0));
    assert_eq!(again.differences, []);

    let engine = &scene.app.app.engine;
    let component = scene.app.city("paris").choice.component;
    let stricter = Parameters::from([("minimum_age".to_owned(), json!(18))]);
    let stricter = engine.rules("paris", component, &stricter).await;
    let Replayed { differences, .. } =
        replay::replay(&scene.app.app, &scene.ctx(), began, Some(stricter.expect("rules"))).await.expect("asked");
    let codes = |value: &Value| value["verdict"]["reasons"][0]["code"].clone();
    // Those of 16 and 17 were let in each day, and are not any more; how others wait is another matter.
    let turned: Vec<_> = differences.iter().filter(|one| codes(&one.then) != codes(&one.now)).collect();
    assert!(turned.iter().all(|one| codes(&one.then).is_null() && codes(&one.now) == "too_young"), "{turned:?}");
    assert_eq!(turned.len(), 14);
    // Rules that fail are asked to the end, not left alone after three.
    let component = engine.take_in(HOSTILE.to_vec()).await.expect("a component").component;
    let panics = Parameters::from([("how".to_owned(), json!("panic"))]);
    let panics = engine.rules("paris", component, &panics).await;
    let failed = replay::replay(&scene.app.app, &scene.ctx(), began, Some(panics.expect("rules"))).await;
    let failed = failed.expect("asked").differences;
    let said = |one: &replay::Difference| one.now["failed"].as_str().is_some_and(|said| said.contains("no way on"));
    assert!(failed.len() > 40 && failed.iter().filter(|one| one.now["failed"].is_string()).all(said), "{failed:?}");
    let missions = replay::missions(&scene.app.app, &scene.ctx(), &*scene.app.city("paris").rules).await;
    assert_eq!(missions.expect("asked").differences, [], "the rules in force agree with themselves");
}
