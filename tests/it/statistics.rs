//! Statistics: what is counted, by whose months, and what is not told.

use axum::http::Method;
use chrono::Duration;
use platform_core::statistics;
use serde_json::{Value, json};
use tests::{Answer, Person, TestApp, a_mission};
use uuid::Uuid;

/// A mission without dates, so that people may sign up whenever.
fn open_ended(change: impl FnOnce(&mut Value)) -> Value {
    let mut mission = a_mission(100);
    mission["slots"] = json!([{ "capacity": 100 }]);
    change(&mut mission);
    mission
}

/// From home.
fn remote(domain: &str) -> Value {
    open_ended(|mission| {
        mission["domain"] = json!(domain);
        mission["remote"] = json!(true);
        mission["addresses"] = json!([]);
    })
}

struct Scene {
    app: TestApp,
    city: &'static str,
    manager: Person,
    association: Uuid,
    people: usize,
}

impl Scene {
    async fn new(city: &'static str) -> Self {
        let app = TestApp::new().await;
        let manager = app.volunteer(city, "manager").await;
        let association = manager.validated_association(&app).await;
        Self { app, city, manager, association, people: 0 }
    }

    async fn publish(&self, mission: Value) -> (Uuid, Uuid) {
        self.manager.published_mission(&self.app, self.association, mission).await
    }

    async fn sign_up(&self, person: &Person, (mission, slot): (Uuid, Uuid)) {
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        person.post(&self.app, &path, json!({ "slot": slot })).await.expect(201);
    }

    /// So many people nobody knew before sign up.
    async fn crowd(&mut self, count: usize, place: (Uuid, Uuid)) -> Vec<Person> {
        let mut crowd = Vec::new();
        for _ in 0..count {
            self.people += 1;
            let person = self.app.volunteer(self.city, &format!("person-{}", self.people)).await;
            self.sign_up(&person, place).await;
            crowd.push(person);
        }
        crowd
    }

    /// What everybody may see.
    async fn told(&self, query: &str) -> Answer {
        self.app.call(self.city, Method::GET, &format!("/api/v1/statistics{query}"), None).await
    }

    /// What an agent sees.
    async fn exact(&self, query: &str) -> Value {
        let agent = self.app.agent(self.city).await;
        agent.get(&self.app, &format!("/api/v1/statistics{query}")).await.expect(200).body
    }
}

/// The row of a list whose field has this value.
#[track_caller]
fn row<'a>(statistics: &'a Value, list: &str, field: &str, value: &Value) -> &'a Value {
    let rows = statistics[list].as_array().expect("a list");
    rows.iter().find(|row| row[field] == *value).unwrap_or_else(|| panic!("no {value} in {list}: {statistics:#}"))
}

#[tokio::test]
async fn an_agent_sees_what_happened() {
    let mut scene = Scene::new("paris").await;
    let school = scene.publish(open_ended(|mission| mission["acceptance"] = json!("by_manager"))).await;
    let home = scene.publish(remote("skills")).await;
    let people = scene.crowd(3, school).await;
    scene.sign_up(&people[0], home).await;
    // Somebody came for two hours; two requests were answered, after one and after three hours.
    let client = scene.app.client("paris").await;
    for (person, state, minutes, hours) in [(0, "attended", "120", 1), (1, "accepted", "NULL", 3)] {
        let change = format!(
            "UPDATE sign_ups SET state = '{state}', minutes = {minutes}, answered_at = created_at + interval '{hours} hours'
             WHERE account_id = '{}' AND mission_id = '{}'", people[person].id, school.0);
        client.batch_execute(&change).await.expect("a change");
    }
    let seen = scene.exact("").await;
    let expected = |engagements: i64, people: i64, missions: i64, filled: i64| {
        json!({ "engagements": engagements, "people": people, "missions": missions, "places_filled": filled,
                "places_offered": 100 * missions })
    };
    let figures = |row: &Value| {
        let names = ["engagements", "people", "missions", "places_filled", "places_offered"];
        names.iter().map(|name| ((*name).to_owned(), row[*name].clone())).collect::<Value>()
    };
    assert_eq!(seen["exact"], true);
    assert_eq!((&seen["from"], &seen["until"]), (&json!("2025-04-01"), &json!("2026-03-31")));
    assert_eq!(figures(&seen["total"]), expected(4, 3, 2, 4), "{:#}", seen["total"]);
    assert_eq!(seen["total"]["associations"], 1);
    assert_eq!((&seen["total"]["minutes"], &seen["total"]["minutes_to_answer"]), (&json!(120), &json!(120)));
    assert_eq!(seen["total"]["hidden"], json!([]));
    assert_eq!(figures(row(&seen, "by_month", "month", &json!("2026-03-01"))), expected(4, 3, 2, 4));
    assert_eq!(figures(row(&seen, "by_month", "month", &json!("2026-02-01"))), expected(0, 0, 0, 0));
    assert_eq!(figures(row(&seen, "by_domain", "domain", &json!("education"))), expected(3, 3, 1, 3));
    assert_eq!(figures(row(&seen, "by_domain", "domain", &json!("skills"))), expected(1, 1, 1, 1));
    for area in [json!("75"), json!("75110")] {
        assert_eq!(figures(row(&seen, "by_area", "area", &area)), expected(3, 3, 1, 3), "{area}");
    }
    assert_eq!(figures(row(&seen, "by_area", "area", &json!("75118"))), expected(0, 0, 0, 0));
    assert_eq!(figures(row(&seen, "by_area", "area", &Value::Null)), expected(1, 1, 1, 1));
}

#[tokio::test]
async fn the_public_is_told_nothing_of_a_handful() {
    let mut scene = Scene::new("paris").await;
    for (domain, count) in [("skills", 7), ("education", 6), ("nature", 3)] {
        let place = scene.publish(remote(domain)).await;
        scene.crowd(count, place).await;
    }
    let volunteer = scene.app.volunteer("paris", "curious").await;
    for told in [scene.told("").await.expect(200).body, volunteer.get(&scene.app, "/api/v1/statistics").await.body] {
        assert_eq!(told["exact"], false);
        assert_eq!(told["total"]["engagements"], 16);
        assert_eq!(row(&told, "by_domain", "domain", &json!("skills"))["people"], 7);
        for domain in ["nature", "education"] {
            // The three, and the next smallest, from which they would follow.
            let hidden = row(&told, "by_domain", "domain", &json!(domain));
            assert_eq!((&hidden["engagements"], &hidden["people"]), (&Value::Null, &Value::Null));
            assert!(hidden["hidden"].as_array().expect("a list").contains(&json!("engagements")), "{hidden}");
        }
        no_small_number(&told);
    }
    assert_eq!(row(&scene.exact("").await, "by_domain", "domain", &json!("nature"))["people"], 3);
}

/// No figure anywhere is under five.
fn no_small_number(value: &Value) {
    match value {
        Value::Number(number) => assert!(number.as_i64().is_some_and(|number| number >= 5), "{number}"),
        Value::Array(items) => items.iter().for_each(no_small_number),
        Value::Object(fields) => fields.values().for_each(no_small_number),
        _ => {}
    }
}

#[tokio::test]
async fn no_two_periods_tell_what_one_hides() {
    let mut scene = Scene::new("paris").await;
    let place = scene.publish(remote("nature")).await;
    for count in [6, 2, 6] {
        scene.crowd(count, place).await;
        scene.app.clock.advance(Duration::days(31));
    }
    // March had 6, April 2, May 6: April is told with May only.
    for (period, expected) in [
        ("?from=2026-03-01&until=2026-05-31", json!(14)),
        ("?from=2026-03-01&until=2026-03-31", json!(6)),
        ("?from=2026-04-01&until=2026-05-31", json!(8)),
        ("?from=2025-01-01&until=2027-12-31", json!(14)),
        ("?from=2026-04-01&until=2026-04-30", Value::Null),
        ("?from=2026-05-01&until=2026-05-31", Value::Null),
        ("?from=2026-03-01&until=2026-04-30", Value::Null),
    ] {
        let told = scene.told(period).await.expect(200).body;
        assert_eq!(told["total"]["engagements"], expected, "{period}");
        let in_domain = &row(&told, "by_domain", "domain", &json!("nature"))["engagements"];
        assert_eq!(*in_domain, expected, "{period}: its one domain");
    }
    let exact = scene.exact("?from=2026-04-01&until=2026-04-30").await;
    assert_eq!(exact["total"]["engagements"], 2);
}

#[tokio::test]
async fn somebody_who_comes_back_is_one_person() {
    let mut scene = Scene::new("paris").await;
    let first = scene.publish(remote("nature")).await;
    let second = scene.publish(remote("culture")).await;
    let people = scene.crowd(6, first).await;
    scene.app.clock.advance(Duration::days(31));
    for person in &people {
        scene.sign_up(person, second).await;
    }
    let told = scene.told("").await.expect(200).body;
    assert_eq!((&told["total"]["engagements"], &told["total"]["people"]), (&json!(12), &json!(6)));
    for month in ["2026-03-01", "2026-04-01"] {
        assert_eq!(row(&told, "by_month", "month", &json!(month))["people"], 6);
    }
}

#[tokio::test]
async fn a_month_begins_at_the_citys_midnight() {
    for (city, month) in [("paris", "2026-04-01"), ("montreal", "2026-03-01")] {
        let mut scene = Scene::new(city).await;
        let place = scene.publish(remote("skills")).await;
        // Half past midnight of the first of April in Paris, half past six the evening before in Montréal.
        scene.app.clock.advance(Duration::days(27) + Duration::minutes(13 * 60 + 30));
        scene.crowd(1, place).await;
        let seen = scene.exact("").await;
        assert_eq!(row(&seen, "by_month", "month", &json!(month))["engagements"], 1, "{city}");
        assert_eq!(seen["until"], json!(if city == "paris" { "2026-04-30" } else { "2026-03-31" }));
    }
}

#[tokio::test]
async fn another_citys_statistics_are_its_own() {
    let mut scene = Scene::new("paris").await;
    let place = scene.publish(remote("nature")).await;
    scene.crowd(6, place).await;
    assert_eq!(scene.told("").await.body["total"]["engagements"], 6);
    let agent = scene.app.agent("montreal").await;
    let there = agent.get(&scene.app, "/api/v1/statistics").await.expect(200).body;
    assert_eq!((&there["exact"], &there["total"]["engagements"]), (&json!(true), &json!(0)));
    // An agent of one city is nobody in another.
    let visiting = agent.visiting("paris").get(&scene.app, "/api/v1/statistics").await.expect(200).body;
    assert_eq!(visiting["exact"], false);
}

#[tokio::test]
async fn what_changes_is_counted_within_a_minute() {
    let mut scene = Scene::new("paris").await;
    let place = scene.publish(open_ended(|_| {})).await;
    let people = scene.crowd(2, place).await;
    let engagements = async |scene: &Scene| scene.exact("").await["total"]["engagements"].clone();
    assert_eq!(engagements(&scene).await, 2);
    scene.crowd(1, place).await;
    scene.app.clock.advance(statistics::FRESH);
    assert_eq!(engagements(&scene).await, 3);
    // The scheduler counts before anybody asks.
    scene.crowd(1, place).await;
    statistics::refresh(&scene.app.app, &scene.app.operator("paris")).await.expect("counted");
    assert_eq!(engagements(&scene).await, 4);
    // What became of a sign-up counts in the month it was made.
    scene.app.clock.advance(Duration::days(40));
    let mine = people[0].get(&scene.app, "/api/v1/me/sign-ups").await.expect(200);
    let sign_up = mine.body["items"][0]["id"].as_str().expect("an id").to_owned();
    people[0].post(&scene.app, &format!("/api/v1/sign-ups/{sign_up}/withdraw"), json!({})).await.expect(200);
    let seen = scene.exact("").await;
    assert_eq!(row(&seen, "by_month", "month", &json!("2026-03-01"))["places_filled"], 3);
    // A mission that moved elsewhere is noticed within a day.
    let client = scene.app.client("paris").await;
    client.batch_execute("UPDATE missions SET domain = 'nature'").await.expect("a change");
    scene.app.clock.advance(statistics::RECOUNT + Duration::minutes(1));
    let seen = scene.exact("").await;
    assert_eq!(row(&seen, "by_domain", "domain", &json!("nature"))["engagements"], 4);
    assert_eq!(row(&seen, "by_domain", "domain", &json!("education"))["engagements"], 0);
}

#[tokio::test]
async fn a_period_must_make_sense() {
    let scene = Scene::new("paris").await;
    for (query, code, field) in [
        ("?from=2026-03-02&until=2026-03-01", "period_reversed", "/until"),
        ("?from=2016-02-01&until=2026-02-01", "period_too_long", "/from"),
        ("?from=1999-12-31", "period_absurd", "/from"),
        ("?until=2200-01-01", "period_absurd", "/until"),
        ("?from=yesterday", "bad_query_value", "/from"),
        ("?since=2026-01-01", "unknown_field", "/since"),
    ] {
        let refused = scene.told(query).await;
        assert!(refused.status.is_client_error(), "{query}: {}", refused.status);
        let error = &refused.body["errors"][0];
        assert_eq!((&error["code"], &error["pointer"]), (&json!(code), &json!(field)), "{query}");
    }
    // Ten years are ten years, and days stand for their months.
    let whole = scene.told("?from=2016-03-31&until=2026-02-01").await.expect(200).body;
    assert_eq!((&whole["from"], &whole["until"]), (&json!("2016-03-01"), &json!("2026-02-28")));
    assert_eq!(whole["by_month"].as_array().map(Vec::len), Some(120));
}
