//! Favourites: kept once, let go of, and shown while everybody may see the mission.

use axum::http::Method;
use chrono::Duration;
use serde_json::Value;
use tests::{Person, TestApp, a_mission};
use uuid::Uuid;

async fn keep(app: &TestApp, who: &Person, mission: Uuid, status: u16) {
    who.call(app, Method::PUT, &format!("/api/v1/missions/{mission}/favourite"), None).await.expect(status);
}

async fn let_go(app: &TestApp, who: &Person, mission: Uuid, status: u16) {
    who.call(app, Method::DELETE, &format!("/api/v1/missions/{mission}/favourite"), None).await.expect(status);
}

async fn kept(app: &TestApp, who: &Person, query: &str) -> (Vec<String>, Value) {
    let answer = who.get(app, &format!("/api/v1/me/favourites{query}")).await.expect(200);
    let items = answer.body["items"].as_array().expect("missions").clone();
    let ids = items.iter().map(|mission| mission["id"].as_str().expect("an id").to_owned()).collect();
    (ids, answer.body["next"].clone())
}

#[tokio::test]
async fn kept_once_let_go_of_and_listed_newest_first() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    let person = app.volunteer("paris", "person").await;
    let mut missions = Vec::new();
    for _ in 0..3 {
        let (mission, _) = manager.published_mission(&app, association, a_mission(2)).await;
        for _ in 0..2 {
            keep(&app, &person, mission, 204).await;
        }
        missions.insert(0, mission.to_string());
        app.clock.advance(Duration::minutes(1));
    }
    assert_eq!(kept(&app, &person, "").await, (missions.clone(), Value::Null));
    let (first, next) = kept(&app, &person, "?limit=2").await;
    let (rest, _) = kept(&app, &person, &format!("?limit=2&cursor={}", next.as_str().expect("a page more"))).await;
    assert_eq!((first.as_slice(), rest.as_slice()), (&missions[..2], &missions[2..]));
    assert!(kept(&app, &manager, "").await.0.is_empty(), "each has their own");
    app.call("paris", Method::GET, "/api/v1/me/favourites", None).await.expect(401);

    let last: Uuid = missions[0].parse().expect("an id");
    for _ in 0..2 {
        let_go(&app, &person, last, 204).await;
    }
    assert_eq!(kept(&app, &person, "").await.0, missions[1..]);
}

#[tokio::test]
async fn what_is_not_public_is_neither_kept_nor_shown() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    let (mission, _) = manager.published_mission(&app, association, a_mission(2)).await;
    let draft = serde_json::json!({ "association": association, "mission": a_mission(2) });
    let draft = manager.post(&app, "/api/v1/missions", draft).await.expect(201).id();
    let person = app.volunteer("paris", "person").await;
    let abroad = app.volunteer("montreal", "abroad").await;
    keep(&app, &person, draft, 404).await;
    keep(&app, &abroad, mission, 404).await;
    let_go(&app, &abroad, mission, 404).await;

    keep(&app, &person, mission, 204).await;
    let client = app.client("paris").await;
    client.execute("UPDATE missions SET state = 'suspended' WHERE id = $1", &[&mission]).await.expect("hidden");
    assert!(kept(&app, &person, "").await.0.is_empty());
    // It is still theirs to let go of; then it does not exist for them.
    let_go(&app, &person, mission, 204).await;
    let_go(&app, &person, mission, 404).await;
}
