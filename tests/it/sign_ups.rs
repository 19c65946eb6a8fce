//! Sign-ups: places, the line, offers, refusals, and the invariants under any order of events.

use axum::http::Method;
use chrono::{Duration, NaiveDate};
use serde_json::{Value, json};
use tests::{Answer, Person, TestApp, a_mission};
use uuid::Uuid;

struct Scene {
    app: TestApp,
    manager: Person,
    mission: Uuid,
    slot: Uuid,
}

impl Scene {
    async fn new(capacity: i32, change: impl FnOnce(&mut Value)) -> Self {
        let app = TestApp::new().await;
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        let mut mission = a_mission(capacity);
        change(&mut mission);
        let (mission, slot) = manager.published_mission(&app, association, mission).await;
        Self { app, manager, mission, slot }
    }

    async fn sign_up(&self, person: &Person) -> Answer {
        let path = format!("/api/v1/missions/{}/sign-ups", self.mission);
        person.post(&self.app, &path, json!({ "slot": self.slot })).await
    }

    async fn act(&self, person: &Person, sign_up: Uuid, act: &str) -> Answer {
        person.post(&self.app, &format!("/api/v1/sign-ups/{sign_up}/{act}"), json!({})).await
    }

    async fn state(&self, person: &Person) -> String {
        let mine = person.get(&self.app, "/api/v1/me/sign-ups").await.expect(200);
        mine.body["items"][0]["state"].as_str().unwrap_or("").to_owned()
    }
}

#[tokio::test]
async fn the_next_in_line_is_offered_the_freed_place() {
    let scene = Scene::new(1, |_| {}).await;
    let mut people = Vec::new();
    for name in ["first", "second", "third"] {
        people.push(scene.app.volunteer("paris", name).await);
    }
    let [first, second, third] = &people[..] else { panic!("three people") };
    let place = scene.sign_up(first).await.expect(201);
    assert_eq!(place.body["state"], "accepted");
    for (person, position) in [(second, 1), (third, 2)] {
        let waits = scene.sign_up(person).await.expect(201);
        assert_eq!((waits.body["state"].as_str(), waits.body["position"].as_i64()), (Some("waiting"), Some(position)));
    }

    scene.act(first, place.id(), "withdraw").await.expect(200);
    assert_eq!((scene.state(second).await, scene.state(third).await), ("offered".into(), "waiting".into()));
    // Nobody else can slip in while it is offered.
    let late = scene.app.volunteer("paris", "late").await;
    assert_eq!(scene.sign_up(&late).await.expect(201).body["state"], "waiting");

    let offered = second.get(&scene.app, "/api/v1/me/sign-ups").await.body["items"][0].clone();
    let id: Uuid = offered["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    scene.act(second, id, "accept-offer").await.expect(200);
    assert_eq!(scene.state(second).await, "accepted");
    scene.act(second, id, "accept-offer").await.expect(409);
}

#[tokio::test]
async fn an_offer_that_lapses_goes_to_the_next() {
    let scene = Scene::new(1, |_| {}).await;
    let first = scene.app.volunteer("paris", "first").await;
    let second = scene.app.volunteer("paris", "second").await;
    let third = scene.app.volunteer("paris", "third").await;
    let place = scene.sign_up(&first).await.expect(201).id();
    scene.sign_up(&second).await.expect(201);
    scene.sign_up(&third).await.expect(201);
    scene.act(&first, place, "withdraw").await.expect(200);
    scene.app.work().await;
    assert_eq!(scene.state(&second).await, "offered");

    scene.app.clock.advance(Duration::hours(24));
    scene.app.work().await;
    assert_eq!((scene.state(&second).await, scene.state(&third).await), ("lapsed".into(), "offered".into()));
}

#[tokio::test]
async fn an_offer_cannot_be_taken_after_its_time() {
    let scene = Scene::new(1, |_| {}).await;
    let first = scene.app.volunteer("paris", "first").await;
    let second = scene.app.volunteer("paris", "second").await;
    let place = scene.sign_up(&first).await.expect(201).id();
    let waits = scene.sign_up(&second).await.expect(201).id();
    scene.act(&first, place, "withdraw").await.expect(200);
    scene.app.clock.advance(Duration::hours(24));
    let late = scene.act(&second, waits, "accept-offer").await.expect(409);
    assert_eq!(late.code(), "offer_lapsed");
}

#[tokio::test]
async fn a_repeated_press_changes_nothing() {
    let scene = Scene::new(3, |_| {}).await;
    let person = scene.app.volunteer("paris", "twice").await;
    let first = scene.sign_up(&person).await.expect(201);
    let second = scene.sign_up(&person).await.expect(200);
    assert_eq!((second.id(), second.body["already"].as_bool()), (first.id(), Some(true)));
    // All at once, too.
    let eager = scene.app.volunteer("paris", "eager").await;
    let presses = futures_util::future::join_all((0..8).map(|_| scene.sign_up(&eager))).await;
    let made = presses.iter().filter(|answer| answer.status.as_u16() == 201).count();
    let ids: std::collections::BTreeSet<_> = presses.iter().map(Answer::id).collect();
    assert_eq!((made, ids.len()), (1, 1), "{presses:?}");
    let seen = scene.app.call("paris", Method::GET, &format!("/api/v1/missions/{}", scene.mission), None).await;
    assert_eq!(seen.body["slots"][0]["places_left"], 1);
}

#[tokio::test]
async fn refusals_are_typed_and_carry_a_remedy() {
    let scene = Scene::new(1, |mission| {
        mission["open_to_minors"] = json!(false);
        mission["prerequisites"] = json!(["Être disponible trois samedis"]);
        mission["motivation_wanted"] = json!(true);
        mission["waiting_list"] = json!(false);
    })
    .await;
    let path = format!("/api/v1/missions/{}/sign-ups", scene.mission);
    let full = json!({ "slot": scene.slot, "prerequisites_met": true, "motivation": "J'aime expliquer." });
    let adult = scene.app.volunteer("paris", "adult").await;

    let refused = scene.sign_up(&adult).await.expect(409);
    let codes: Vec<_> = refused.body["errors"].as_array().expect("reasons").iter().map(|e| e["code"].clone()).collect();
    assert_eq!(codes, ["answer_prerequisites", "motivation_wanted"]);
    assert_eq!(refused.body["remedy"]["kind"], "answer_prerequisites");

    for (name, born, code, remedy) in [
        ("child", Some((2012, 1, 1)), "too_young", Value::Null),
        ("minor", Some((2009, 1, 1)), "minors_not_admitted", json!("choose_another")),
        ("ageless", None, "age_unknown", json!("tell_birth_date")),
    ] {
        let born = born.and_then(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d));
        let person = Person::made(&scene.app, "paris", name, None, born).await;
        let refused = person.post(&scene.app, &path, full.clone()).await.expect(409);
        assert_eq!((refused.code(), &refused.body["remedy"]["kind"]), (code, &remedy), "{name}");
    }

    adult.post(&scene.app, &path, full.clone()).await.expect(201);
    let late = scene.app.volunteer("paris", "late").await;
    assert_eq!(late.post(&scene.app, &path, full.clone()).await.expect(409).code(), "slot_full");

    // What is told is kept, and then it works: the remedy of `age_unknown` leads somewhere.
    let ageless = Person::made(&scene.app, "paris", "ageless", None, None).await;
    let told = json!({ "birth_date": "1980-02-01" });
    ageless.call(&scene.app, Method::PATCH, "/api/v1/me", Some(told)).await.expect(200);
    assert_eq!(ageless.post(&scene.app, &path, full.clone()).await.expect(409).code(), "slot_full");

    scene.app.clock.advance(Duration::days(30));
    assert_eq!(late.post(&scene.app, &path, full).await.expect(409).code(), "registrations_closed");
}

#[tokio::test]
async fn the_daily_cap_is_the_citys_day() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    let person = app.volunteer("paris", "eager").await;
    let mut last = None;
    for _ in 0..6 {
        let (mission, slot) = manager.published_mission(&app, association, a_mission(5)).await;
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        last = Some((path.clone(), slot, person.post(&app, &path, json!({ "slot": slot })).await));
    }
    let (path, slot, answer) = last.expect("six tries");
    let refused = answer.expect(409);
    assert_eq!(refused.code(), "daily_cap");
    assert_eq!(refused.body["remedy"], json!({ "kind": "wait_until", "until": "2026-03-04T23:00:00Z" }));
    app.clock.advance(Duration::hours(15));
    person.post(&app, &path, json!({ "slot": slot })).await.expect(201);
}

#[tokio::test]
async fn only_the_missions_managers_answer() {
    let scene = Scene::new(2, |mission| mission["acceptance"] = json!("by_manager")).await;
    let person = scene.app.volunteer("paris", "asks").await;
    let stranger = scene.app.volunteer("paris", "stranger").await;
    let asked = scene.sign_up(&person).await.expect(201).id();
    for act in ["accept", "decline", "withdraw", "accept-offer"] {
        scene.act(&stranger, asked, act).await.expect(404);
    }
    scene.act(&person, asked, "accept").await.expect(404);
    scene.act(&scene.manager, asked, "accept").await.expect(200);
    scene.act(&scene.manager, asked, "decline").await.expect(409);
    // Who was declined does not ask again.
    let other = scene.app.volunteer("paris", "other").await;
    let asked = scene.sign_up(&other).await.expect(201).id();
    scene.act(&scene.manager, asked, "decline").await.expect(200);
    assert_eq!(scene.sign_up(&other).await.expect(409).code(), "declined_before");
}
