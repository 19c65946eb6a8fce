//! The queue: asked for once, done in the end, laid aside after many tries, never by two at once.

use axum::http::Method;
use chrono::Duration;
use platform_core::jobs::worker;
use serde_json::json;
use tests::{Server, TestApp};

async fn ask_for_a_link(app: &TestApp, email: &str) {
    app.call("paris", Method::POST, "/api/v1/magic-links", Some(json!({ "email": email }))).await.expect(202);
}

#[tokio::test]
async fn equal_work_nobody_began_is_asked_for_once() {
    let app = TestApp::new().await;
    let person = app.volunteer("paris", "eager").await;
    for _ in 0..3 {
        ask_for_a_link(&app, &person.email).await;
    }
    assert_eq!(app.work().await, 1);
    assert_eq!(app.mails.to(&person.email).len(), 1);
    // What was done is done: asked for again, it is done again.
    ask_for_a_link(&app, &person.email).await;
    app.work().await;
    assert_eq!(app.mails.to(&person.email).len(), 2);
}

#[tokio::test]
async fn what_fails_is_tried_again_later_and_laid_aside_in_the_end() {
    let app = TestApp::new().await;
    let person = app.volunteer("paris", "patient").await;
    app.mails.refuse(true);
    ask_for_a_link(&app, &person.email).await;
    for attempt in 1..=worker::MAX_ATTEMPTS {
        assert!(worker::dead(&app.app).await.expect("a list").is_empty(), "before try {attempt}");
        assert_eq!(app.work().await, 1, "try {attempt}");
        assert_eq!(app.work().await, 0, "not again at once");
        app.clock.advance(Duration::hours(1));
    }
    let dead = worker::dead(&app.app).await.expect("a list");
    assert_eq!((dead.len(), dead[0].kind.as_str(), dead[0].city.as_str()), (1, "sign_in_link", "paris"));
    assert!(dead[0].error.contains("on strike"), "{}", dead[0].error);
    assert_eq!(app.work().await, 0, "nobody tries it any more");

    // The operator sees it and has it tried again.
    app.mails.refuse(false);
    let url = app.database.url().await;
    let output = Server::command(&url).await.args(["jobs", "dead"]).output().await.expect("it runs");
    assert!(String::from_utf8_lossy(&output.stdout).contains("sign_in_link"));
    let retried = worker::retry(&app.app, Some(dead[0].id)).await.expect("a retry");
    assert_eq!((retried, app.work().await), (1, 1));
    assert_eq!(app.mails.to(&person.email).len(), 1);
    assert!(worker::dead(&app.app).await.expect("a list").is_empty());
}

#[tokio::test]
async fn two_workers_never_do_the_same_work() {
    let app = TestApp::new().await;
    for number in 0..40 {
        let person = app.volunteer("paris", &format!("v{number}")).await;
        ask_for_a_link(&app, &person.email).await;
    }
    let workers = (0..4).map(|_| worker::run_due(&app.app));
    let ran: usize = futures_util::future::join_all(workers).await.into_iter().map(|ran| ran.expect("it works")).sum();
    assert_eq!((ran, app.mails.all().len()), (40, 40));
}

#[tokio::test]
async fn the_work_of_a_node_that_died_is_taken_over() {
    let app = TestApp::new().await;
    let person = app.volunteer("paris", "waits").await;
    ask_for_a_link(&app, &person.email).await;
    // A node leases the job and dies with it.
    let client = app.database.connect().await;
    let until = platform_core::ports::Clock::now(&*app.clock) + Duration::seconds(60);
    client.execute("UPDATE jobs SET attempts = 1, leased_until = $1", &[&until]).await.expect("a lease");
    assert_eq!(app.work().await, 0, "it is still the other node's");
    app.clock.advance(Duration::seconds(60));
    assert_eq!(app.work().await, 1);
    assert_eq!(app.mails.to(&person.email).len(), 1);
}

#[tokio::test]
async fn work_is_asked_for_exactly_when_the_change_is_made() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    // Refused, rolled back: nothing is asked for.
    manager.post(&app, "/api/v1/associations", json!({ "name": "" })).await.expect(422);
    let nobody = uuid::Uuid::nil();
    manager.post(&app, &format!("/api/v1/associations/{nobody}/submit"), json!({})).await.expect(404);
    assert_eq!(app.work().await, 0);
    let id = manager.post(&app, "/api/v1/associations", tests::an_association()).await.expect(201).id();
    manager.post(&app, &format!("/api/v1/associations/{id}/submit"), json!({})).await.expect(200);
    assert_eq!(app.work().await, 2, "who is to be told, and the mail");
}
