//! Alerts: told once of a mission that comes or has a place again, at once or once a day, in one's own city.

use chrono::Duration;
use platform_core::alerts::MOST;
use platform_core::ports::Clock as _;
use serde_json::{Value, json};
use tests::{Person, TestApp, a_mission};
use uuid::Uuid;

const ALERTS: &str = "/api/v1/me/alerts";

struct Scene {
    app: TestApp,
    manager: Person,
    association: Uuid,
    seeker: Person,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let (manager, seeker) = (app.volunteer("paris", "manager").await, app.volunteer("paris", "seeker").await);
        let association = manager.validated_association(&app).await;
        Self { app, manager, association, seeker }
    }

    async fn keeps(&self, person: &Person, alert: Value) -> Uuid {
        person.post(&self.app, ALERTS, alert).await.expect(201).id()
    }

    async fn post(&self, changes: Value) -> (Uuid, Uuid) {
        let mut mission = a_mission(1);
        for (field, value) in changes.as_object().expect("fields") {
            mission[field] = value.clone();
        }
        let posted = self.manager.published_mission(&self.app, self.association, mission).await;
        self.app.work().await;
        posted
    }

    /// The subjects of what somebody was sent about alerts.
    fn told(&self, person: &Person) -> Vec<String> {
        let mails = self.app.mails.to(&person.email).into_iter().map(|mail| mail.subject);
        mails.filter(|subject| subject.contains("mission pour vous")).collect()
    }
}

#[tokio::test]
async fn one_is_told_once_when_a_mission_comes() {
    let scene = Scene::new().await;
    let alert = json!({ "q": "aide aux devoirs", "facets": { "domain": ["education"], "area": ["75110", "75111"] } });
    scene.keeps(&scene.seeker, alert.clone()).await;
    // Twice the same is told once.
    scene.keeps(&scene.seeker, alert).await;
    scene.keeps(&scene.manager, json!({})).await;
    let (mission, slot) = scene.post(json!({})).await;
    assert_eq!(scene.told(&scene.seeker), ["Une mission pour vous : Aider aux devoirs le samedi matin"]);
    assert_eq!(scene.told(&scene.manager), [""; 0], "it is their own");
    // Taken and free again: told already.
    let other = scene.app.volunteer("paris", "other").await;
    let path = format!("/api/v1/missions/{mission}/sign-ups");
    let sign_up = other.post(&scene.app, &path, json!({ "slot": slot })).await.expect(201).id();
    scene.app.work().await;
    other.post(&scene.app, &format!("/api/v1/sign-ups/{sign_up}/withdraw"), json!({})).await.expect(200);
    scene.app.work().await;
    assert_eq!(scene.told(&scene.seeker).len(), 1);
    assert_eq!(scene.told(&other), [""; 0]);
    // Something else is not theirs to hear of.
    scene.post(json!({ "title": "Un concert", "domain": "culture", "activities": ["event_support"] })).await;
    assert_eq!(scene.told(&scene.seeker).len(), 1);
}

#[tokio::test]
async fn one_is_told_when_a_place_is_free_again() {
    let scene = Scene::new().await;
    let (mission, slot) = scene.post(json!({})).await;
    let other = scene.app.volunteer("paris", "other").await;
    let path = format!("/api/v1/missions/{mission}/sign-ups");
    let sign_up = other.post(&scene.app, &path, json!({ "slot": slot })).await.expect(201).id();
    scene.app.work().await;
    scene.keeps(&scene.seeker, json!({ "facets": { "activity": ["homework_help"] } })).await;
    // Whoever was there is not asked to come back.
    scene.keeps(&other, json!({ "facets": { "activity": ["homework_help"] } })).await;
    scene.app.work().await;
    assert_eq!(scene.told(&scene.seeker), [""; 0], "what was there before is found by searching");
    other.post(&scene.app, &format!("/api/v1/sign-ups/{sign_up}/withdraw"), json!({})).await.expect(200);
    scene.app.work().await;
    assert_eq!((scene.told(&scene.seeker).len(), scene.told(&other).len()), (1, 0));
}

#[tokio::test]
async fn what_is_brought_back_is_no_news() {
    let scene = Scene::new().await;
    let (mission, _) = scene.post(json!({})).await;
    scene.keeps(&scene.seeker, json!({})).await;
    let client = scene.app.client("paris").await;
    // A restored city comes without what its missions are found by.
    let forgets = "DELETE FROM search_documents";
    let changes = "UPDATE missions SET version = version + 1";
    for (days, told) in [(3, 0), (0, 1)] {
        scene.app.clock.advance(Duration::days(days));
        if days == 0 {
            let now = scene.app.clock.now();
            client.execute("UPDATE missions SET published_at = $1", &[&now]).await.expect("a change");
        }
        client.execute(forgets, &[]).await.expect("a deletion");
        client.execute(changes, &[]).await.expect("a change");
        scene.app.work().await;
        let path = format!("/api/v1/missions/{mission}");
        scene.seeker.get(&scene.app, &path).await.expect(200);
        assert_eq!(scene.told(&scene.seeker).len(), told);
    }
}

#[tokio::test]
async fn once_a_day_it_is_one_mail() {
    let scene = Scene::new().await;
    scene.keeps(&scene.seeker, json!({ "daily": true })).await;
    for title in ["Lire des contes", "Trier des livres"] {
        scene.post(json!({ "title": title })).await;
    }
    assert!(scene.app.mails.to(&scene.seeker.email).is_empty());
    scene.app.clock.advance(Duration::days(1));
    scene.app.work().await;
    let mails = scene.app.mails.to(&scene.seeker.email);
    assert_eq!(mails.len(), 1);
    assert!(
        mails[0].text.contains("Lire des contes") && mails[0].text.contains("Trier des livres"),
        "{}",
        mails[0].text
    );
}

#[tokio::test]
async fn what_has_gone_by_then_is_not_told() {
    let scene = Scene::new().await;
    scene.keeps(&scene.seeker, json!({ "daily": true })).await;
    let (mission, _) = scene.post(json!({})).await;
    let path = format!("/api/v1/missions/{mission}/cancel");
    scene.manager.post(&scene.app, &path, json!({ "reason": "Une inondation." })).await.expect(200);
    scene.app.clock.advance(Duration::days(1));
    scene.app.work().await;
    assert!(scene.app.mails.to(&scene.seeker.email).is_empty());
}

/// An alert is told exactly of what its search would find.
#[tokio::test]
async fn what_is_told_is_what_would_be_found() {
    let scene = Scene::new().await;
    let near = |radius: u32| json!({ "point": { "lat": 48.8790, "lon": 2.3650 }, "radius_m": radius });
    let fits = [
        json!({}),
        json!({ "q": "devoirs" }),
        json!({ "q": "devoris samedi" }),
        json!({ "q": "soutien scolaire -lecture" }),
        json!({ "near": near(100) }),
        json!({ "near": near(150_000) }),
        json!({ "near": near(2_000), "facets": { "domain": ["education", "culture"] } }),
        json!({ "facets": { "audience": ["minors"], "weekday": ["saturday"], "part_of_day": ["morning"] } }),
        json!({ "facets": { "area": ["75"] } }),
        json!({ "from": "2026-03-14T00:00:00Z", "until": "2026-03-15T00:00:00Z" }),
    ];
    let does_not = [
        json!({ "q": "couture" }),
        json!({ "q": "devoirs couture" }),
        json!({ "q": "devoirs -samedi" }),
        json!({ "near": near(10) }),
        json!({ "facets": { "area": ["75118"] } }),
        json!({ "facets": { "audience": ["minors", "accessible"] } }),
        json!({ "facets": { "association": ["00000000-0000-0000-0000-000000000001"] } }),
        json!({ "from": "2026-03-15T00:00:00Z" }),
    ];
    // So that the city knows the words.
    scene.post(json!({})).await;
    let mut people = Vec::new();
    for (number, alert) in fits.iter().chain(&does_not).enumerate() {
        let person = scene.app.volunteer("paris", &format!("seeker{number}")).await;
        scene.keeps(&person, alert.clone()).await;
        people.push(person);
    }
    scene.post(json!({})).await;
    for (number, (person, alert)) in people.iter().zip(fits.iter().chain(&does_not)).enumerate() {
        assert_eq!(scene.told(person).len(), usize::from(number < fits.len()), "{alert}");
    }
}

#[tokio::test]
async fn a_word_nobody_says_yet_is_waited_for() {
    let scene = Scene::new().await;
    scene.keeps(&scene.seeker, json!({ "q": "couture samedi" })).await;
    scene.post(json!({})).await;
    assert_eq!(scene.told(&scene.seeker), [""; 0]);
    scene.post(json!({ "title": "Atelier de couture" })).await;
    assert_eq!(scene.told(&scene.seeker), ["Une mission pour vous : Atelier de couture"]);
}

#[tokio::test]
async fn another_citys_missions_are_not_told() {
    let scene = Scene::new().await;
    let elsewhere = scene.app.volunteer("montreal", "seeker").await;
    let alert = scene.keeps(&elsewhere, json!({})).await;
    scene.post(json!({})).await;
    assert!(scene.app.mails.to(&elsewhere.email).is_empty());
    scene.seeker.call(&scene.app, axum::http::Method::DELETE, &format!("{ALERTS}/{alert}"), None).await.expect(404);
    assert_eq!(elsewhere.get(&scene.app, ALERTS).await.expect(200).body["items"][0]["id"], json!(alert));
}

#[tokio::test]
async fn alerts_are_kept_listed_and_let_go() {
    let scene = Scene::new().await;
    let wanted = json!({ "q": "lecture", "facets": { "weekday": ["sunday"] }, "near": { "point": { "lat": 48.9, "lon": 2.3 } } });
    let alert = scene.keeps(&scene.seeker, wanted).await;
    let kept = scene.seeker.get(&scene.app, ALERTS).await.expect(200).body["items"][0].clone();
    assert_eq!(
        (&kept["q"], &kept["facets"], &kept["daily"]),
        (&json!("lecture"), &json!({ "weekday": ["sunday"] }), &json!(false))
    );
    assert_eq!(kept["near"], json!({ "point": { "lat": 48.9, "lon": 2.3 }, "radius_m": 35_000.0 }));
    for (body, code, pointer) in [
        (json!({ "facets": { "colour": ["red"] } }), "unknown_field", "/facets/colour"),
        (json!({ "facets": { "domain": ["war"] } }), "invalid_value", "/facets/domain"),
        (json!({ "facets": { "area": ["nowhere"] } }), "unknown_area", "/area"),
        (json!({ "q": "a".repeat(201) }), "too_long", "/q"),
    ] {
        let refused = scene.seeker.post(&scene.app, ALERTS, body).await.expect(422);
        assert_eq!((refused.code(), &refused.body["errors"][0]["pointer"]), (code, &json!(pointer)));
    }
    for _ in 1..MOST {
        scene.keeps(&scene.seeker, json!({})).await;
    }
    let refused = scene.seeker.post(&scene.app, ALERTS, json!({})).await.expect(409);
    assert_eq!(refused.code(), "too_many_alerts");
    let path = format!("{ALERTS}/{alert}");
    scene.manager.call(&scene.app, axum::http::Method::DELETE, &path, None).await.expect(404);
    scene.seeker.call(&scene.app, axum::http::Method::DELETE, &path, None).await.expect(204);
    scene.seeker.call(&scene.app, axum::http::Method::DELETE, &path, None).await.expect(404);
    scene.keeps(&scene.seeker, json!({})).await;
}
