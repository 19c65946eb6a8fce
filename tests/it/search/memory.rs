//! A city held in memory: from when on, and that whatever any node changes is found in it at once.

use std::sync::Arc;

use axum::http::Method;
use chrono::Duration;
use platform_core::ports::Clock as _;
use platform_core::search::{self, Criteria, Query};
use platform_core::tenancy::Ctx;
use platform_core::{App, MemorySearch};
use serde_json::json;
use tests::searching_with;

use super::City;

/// An engine that holds cities of this many documents, and the application on it.
fn holding(city: &City, documents: i64) -> (MemorySearch, Arc<App>) {
    let engine = MemorySearch::from_size(city.app.app.db.clone(), documents);
    (engine.clone(), searching_with(&city.app.app, Arc::new(engine)))
}

impl City {
    fn now(&self) -> Ctx {
        Ctx { now: self.app.clock.now(), ..self.app.operator("paris") }
    }

    /// What an application finds, by name, in order.
    async fn found_by(&self, app: &App, text: &str) -> Vec<&'static str> {
        let criteria = Criteria { text: Some(text.to_owned()), ..Criteria::default() };
        let found = search::search(app, &self.now(), &Query { criteria, ..Query::default() }).await.expect("an answer");
        assert!(!found.degraded);
        let name = |id: String| self.names.get(&id).copied().unwrap_or("?");
        found.hits.iter().map(|(mission, _)| name(mission.id.to_string())).collect()
    }
}

#[tokio::test]
async fn a_city_is_held_once_it_is_large() {
    let mut city = City::with_missions().await;
    city.app.work().await;
    let (engine, app) = holding(&city, 8);
    assert_eq!(city.found_by(&app, "vestiaire").await, ["sorting"]);
    assert!(!engine.holds(&city.now()), "so few are found as fast by statements");
    for name in ["walk", "talk"] {
        city.post(name, json!({ "title": format!("Maraude {name}") })).await;
    }
    city.app.work().await;
    assert_eq!(city.found_by(&app, "maraude").await, ["talk", "walk"], "it is looked once a minute");
    city.app.clock.advance(Duration::minutes(1));
    for _ in 0..3_000 {
        assert_eq!(city.found_by(&app, "maraude").await, ["talk", "walk"]);
        if engine.holds(&city.now()) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it is not held");
}

#[tokio::test]
async fn whatever_any_node_changes_is_found_at_once() {
    let mut city = City::with_missions().await;
    city.app.work().await;
    let (engine, app) = holding(&city, 0);
    let (other_engine, other) = holding(&city, 0);
    engine.hold(&city.now()).await.expect("the city");
    let (mission, _) = city.post("walk", json!({ "title": "Maraude du dimanche" })).await;
    city.app.work().await;
    other_engine.hold(&city.now()).await.expect("the city");
    for app in [&app, &other] {
        assert_eq!(city.found_by(app, "maraude").await, ["walk"]);
        assert_eq!(city.found_by(app, "vestiaire").await, ["sorting"]);
    }
    let client = city.app.client("paris").await;
    let changes = [
        ("title = 'Lecture du dimanche'", "lecture dimanche", "maraude"),
        ("title = 'Maraude du samedi'", "maraude samedi", "lecture dimanche"),
    ];
    for (change, finds, forgets) in changes {
        client.execute(&format!("UPDATE missions SET {change} WHERE id = $1"), &[&mission]).await.expect("a change");
        city.app.work().await;
        for app in [&app, &other] {
            assert_eq!(city.found_by(app, finds).await, ["walk"]);
            assert!(!city.found_by(app, forgets).await.contains(&"walk"));
        }
    }
    city.manager.post(&city.app, &format!("/api/v1/missions/{mission}/close"), json!({})).await;
    let closed = city.app.call("paris", Method::GET, &format!("/api/v1/missions/{mission}"), None).await.expect(200);
    assert_eq!(closed.body["state"], "closed");
    city.app.work().await;
    for app in [&app, &other] {
        assert!(city.found_by(app, "maraude samedi").await.is_empty());
    }
}

#[tokio::test]
async fn a_database_that_was_put_back_is_read_anew() {
    let mut city = City::with_missions().await;
    city.app.work().await;
    let (engine, app) = holding(&city, 0);
    city.post("walk", json!({ "title": "Maraude du dimanche" })).await;
    city.app.work().await;
    engine.hold(&city.now()).await.expect("the city");
    assert_eq!(city.found_by(&app, "maraude").await, ["walk"]);
    // As it was before the last change.
    let client = city.app.client("paris").await;
    let sql = "DELETE FROM search_documents WHERE position = (SELECT max(position) FROM search_documents)";
    assert_eq!(client.execute(sql, &[]).await.expect("a deletion"), 1);
    assert!(!city.found_by(&app, "maraude").await.contains(&"walk"));
    assert!(!engine.holds(&city.now()));
    assert_eq!(city.found_by(&app, "vestiaire").await, ["sorting"]);
}
