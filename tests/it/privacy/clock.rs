//! What ends by itself: accounts nobody comes in with, after two warnings; and what is kept for a while only.

use axum::http::Method;
use chrono::{DateTime, Duration, Utc};
use platform_core::ports::Clock as _;
use serde_json::json;
use tests::{Person, TestApp};

use super::life::{Life, link};
use super::{is_gone, rows};

/// Moves the clock to nine in the morning (UTC) of a day, and does what is due, twice: once is as good.
async fn on(app: &TestApp, day: &str) {
    let then: DateTime<Utc> = format!("{day}T09:00:00Z").parse().expect("a day");
    app.clock.advance(then - app.clock.now());
    app.work().await;
    app.work().await;
}

async fn is_erased(app: &TestApp, who: &Person) -> bool {
    let sql = format!("SELECT id::text FROM accounts WHERE erased_at IS NOT NULL AND id = '{}'", who.id);
    !rows(app, &sql).await.is_empty()
}

fn warnings(app: &TestApp, who: &Person) -> usize {
    app.mails.to(&who.email).iter().filter(|mail| !mail.text.contains("/enter/")).count()
}

#[tokio::test]
async fn who_never_comes_back_is_warned_twice_and_erased_in_the_end() {
    let app = TestApp::new().await;
    // The account is made on 4 March 2026; the city waits for 36 months.
    let quiet = app.volunteer("paris", "quiet").await;
    for (day, warned) in [
        ("2029-02-01", 0),
        ("2029-02-03", 1),
        ("2029-02-24", 1),
        ("2029-02-26", 2),
        ("2029-03-03", 2),
        ("2029-03-04", 2),
    ] {
        on(&app, day).await;
        assert_eq!(warnings(&app, &quiet), warned, "{day}");
        assert!(!is_erased(&app, &quiet).await, "{day}");
    }
    on(&app, "2029-03-05").await;
    assert!(is_erased(&app, &quiet).await);
    let erased = rows(&app, "SELECT details::text FROM ledger WHERE action = 'account.erased'").await;
    assert_eq!(erased, ["{\"why\": \"idle\"}"], "once, whoever looks again");
    quiet.get(&app, "/api/v1/me").await.expect(401);
}

#[tokio::test]
async fn coming_back_stops_it() {
    let app = TestApp::new().await;
    let back = app.volunteer("paris", "back").await;
    on(&app, "2029-02-03").await;
    on(&app, "2029-02-26").await;
    assert_eq!(warnings(&app, &back), 2);
    let entry = json!({ "token": link(&app, &back).await });
    app.call("paris", Method::POST, "/api/v1/sessions/by-link", Some(entry)).await.expect(200);
    for day in ["2029-03-05", "2029-12-31", "2031-06-01"] {
        on(&app, day).await;
        assert!(!is_erased(&app, &back).await, "{day}");
        assert_eq!(warnings(&app, &back), 2, "{day}");
    }
    // And it begins anew from then.
    on(&app, "2032-02-01").await;
    assert_eq!(warnings(&app, &back), 3);
}

/// A warning that waits for the morning says nothing any more to somebody who came back in the night.
#[tokio::test]
async fn a_warning_that_became_moot_is_not_sent() {
    let app = TestApp::new().await;
    let back = app.volunteer("paris", "back").await;
    let quiet = "UPDATE accounts SET quiet_from = '00:00', quiet_until = '23:59' RETURNING id::text";
    assert_eq!(rows(&app, quiet).await.len(), 1);
    on(&app, "2029-02-03").await;
    assert_eq!(warnings(&app, &back), 0, "it waits");
    let entry = json!({ "token": link(&app, &back).await });
    app.call("paris", Method::POST, "/api/v1/sessions/by-link", Some(entry)).await.expect(200);
    on(&app, "2029-02-05").await;
    assert_eq!(warnings(&app, &back), 0);
}

#[tokio::test]
async fn nobody_is_erased_unwarned_after_an_outage_longer_than_it_all() {
    let app = TestApp::new().await;
    let quiet = app.volunteer("paris", "quiet").await;
    for (day, warned) in [("2033-01-01", 1), ("2033-01-22", 1), ("2033-01-24", 2), ("2033-01-30", 2)] {
        on(&app, day).await;
        assert_eq!(warnings(&app, &quiet), warned, "{day}");
        assert!(!is_erased(&app, &quiet).await, "{day}");
    }
    on(&app, "2033-02-01").await;
    assert!(is_erased(&app, &quiet).await);
}

#[tokio::test]
async fn who_is_erased_by_the_clock_is_nowhere_either() {
    let app = TestApp::new().await;
    let life = Life::lived(&app).await;
    for day in ["2029-03-01", "2029-03-24", "2029-04-01", "2029-04-02"] {
        on(&app, day).await;
    }
    assert!(is_erased(&app, &life.person).await);
    is_gone(&app, life.person.id, life.mails.path()).await;
}

#[tokio::test]
async fn what_is_kept_for_a_while_ends() {
    let app = TestApp::new().await;
    let life = Life::lived(&app).await;
    link(&app, &life.person).await;
    let ends = json!({ "name": "court", "scopes": ["read"], "expires_at": "2026-04-01T00:00:00Z" });
    life.host.post(&app, "/api/v1/tokens", ends).await.expect(201);
    let client = app.client("paris").await;
    client.execute("UPDATE chats SET changed_at = $1", &[&app.clock.now()]).await.expect("a conversation led just now");
    let tidy = async || {
        client
            .execute(
                "INSERT INTO jobs (tenant_id, kind, subject, run_at, created_at)
                 VALUES (current_setting('app.tenant_id')::uuid, 'tidy', $1, $2, $2)",
                &[&uuid::Uuid::nil().to_string(), &app.clock.now()],
            )
            .await
            .expect("a job");
        app.work().await;
    };
    let kept = async || {
        let counts = "SELECT format('%s %s', name, n) FROM (
            SELECT 'sessions' AS name, count(*) AS n FROM sessions UNION ALL
            SELECT 'links', count(*) FROM magic_links UNION ALL
            SELECT 'keys', count(*) FROM idempotency_keys UNION ALL
            SELECT 'notices', count(*) FROM notices WHERE created_at < '2026-06-01' UNION ALL
            SELECT 'invitations', count(*) FROM invitations UNION ALL
            SELECT 'tokens', count(*) FROM api_tokens WHERE expires_at IS NOT NULL UNION ALL
            SELECT 'chats', count(*) FROM chats UNION ALL
            SELECT 'unfinished', count(*) FROM chats WHERE state <> '{}') AS kept WHERE n > 0 ORDER BY name";
        let names = rows(&app, counts).await;
        names.iter().map(|row| row.split(' ').next().unwrap_or("").to_owned()).collect::<Vec<_>>()
    };
    tidy().await;
    assert_eq!(kept().await, ["chats", "invitations", "keys", "links", "notices", "sessions", "tokens", "unfinished"]);
    app.clock.advance(Duration::days(3));
    tidy().await;
    assert_eq!(kept().await, ["chats", "invitations", "notices", "sessions", "tokens", "unfinished"]);
    app.clock.advance(Duration::days(30));
    tidy().await;
    assert_eq!(kept().await, ["chats", "notices", "sessions"]);
    app.clock.advance(Duration::days(440));
    tidy().await;
    assert_eq!(kept().await, Vec::<String>::new());
    // The token that has no end stays.
    assert_eq!(rows(&app, "SELECT name FROM api_tokens").await, ["Tableau de mirabelles"]);
}
