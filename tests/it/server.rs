//! The real server: the race for places, what it refuses to serve on, and how it stops.

use std::time::Duration;

use nix::sys::signal::Signal;
use serde_json::{Value, json};
use tests::{Crowd, Database, Server, TestApp, http_client as client};
use uuid::Uuid;

async fn race(volunteers: i32) {
    let places = 50;
    let crowd = Crowd::new(places, volunteers).await;
    let server = Server::start(&crowd.app.database.url().await, &[]).await;
    let answers = crowd.all_at_once(&server).await;
    assert!(
        answers.iter().all(|(status, _)| *status == 201),
        "{:?}",
        answers.iter().find(|(status, _)| *status != 201)
    );

    // Exactly the places are held, the rest wait, nobody twice.
    let client = crowd.app.client("paris").await;
    let count = |state: &'static str| {
        let client = &client;
        async move {
            let sql = "SELECT count(DISTINCT account_id) FROM sign_ups WHERE state = $1";
            client.query_one(sql, &[&state]).await.expect("a count").get::<_, i64>(0)
        }
    };
    assert_eq!((count("accepted").await, count("waiting").await), (50, i64::from(volunteers) - 50));
    let rows: i64 = client.query_one("SELECT count(*) FROM sign_ups", &[]).await.expect("a count").get(0);
    assert_eq!(rows, i64::from(volunteers));
    // The line is in the order people were told: positions are 1, 2, 3 … without a gap, by rank.
    let line: Vec<Uuid> = client
        .query("SELECT id FROM sign_ups WHERE state = 'waiting' ORDER BY rank", &[])
        .await
        .expect("the line")
        .iter()
        .map(|row| row.get(0))
        .collect();
    for (_, body) in answers.iter().filter(|(_, body)| body["state"] == "waiting") {
        let position = usize::try_from(body["position"].as_i64().expect("a position")).expect("from 1");
        assert_eq!(json!(line[position - 1]), body["id"]);
    }

    withdraw_twenty(&crowd, &server, &answers).await;
    let served: Vec<Uuid> = client
        .query("SELECT id FROM sign_ups WHERE state = 'offered' ORDER BY rank", &[])
        .await
        .expect("the served")
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(served, line[..20], "exactly the next twenty are served");
    let row = client.query_one("SELECT taken, waiting FROM slots WHERE id = $1", &[&crowd.slot]).await.expect("a slot");
    assert_eq!((row.get::<_, i32>(0), row.get::<_, i32>(1)), (50, volunteers - 50 - 20));
}

/// Twenty of those who hold a place withdraw, at once.
async fn withdraw_twenty(crowd: &Crowd, server: &Server, answers: &[(u16, Value)]) {
    let http = client();
    let holders = crowd.cookies.iter().zip(answers).filter(|(_, (_, body))| body["state"] == "accepted").take(20);
    let withdrawals = holders.map(|(cookie, (_, body))| {
        let id = body["id"].as_str().unwrap_or("");
        let url = format!("http://{}/api/v1/sign-ups/{id}/withdraw", server.address);
        let request = http.post(url).header("host", "paris.localhost").header("cookie", cookie).json(&json!({}));
        async move { request.send().await.expect("an answer").status().as_u16() }
    });
    let statuses = futures_util::future::join_all(withdrawals).await;
    assert_eq!(statuses, [200; 20]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_at_once_for_fifty_places() {
    race(200).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_at_once_for_fifty_places() {
    race(2000).await;
}

async fn refusal(url: &str, arguments: &[&str]) -> String {
    let mut command = Server::command(url).await;
    let output = command.args(arguments).env("RUST_LOG", "off").output().await.expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test]
async fn it_refuses_what_row_security_would_not_bind() {
    let database = Database::new().await;
    let said = refusal(&database.superuser_url().await, &["serve"]).await;
    assert!(said.contains("it is a superuser") && said.contains("jemengage_service"), "{said}");
    let said = refusal(&database.owner_url().await, &["serve"]).await;
    assert!(said.contains("it owns tables"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[tokio::test]
async fn it_refuses_a_database_that_is_behind_or_absent() {
    let said = refusal("postgresql:///nothing?host=/nowhere", &["serve"]).await;
    assert_eq!(said.lines().count(), 1, "{said}");
    let database = Database::new().await;
    let client = database.connect_as_owner().await;
    client.batch_execute("DELETE FROM __diesel_schema_migrations WHERE version LIKE '%7'").await.expect("a change");
    let said = refusal(&database.url().await, &["serve"]).await;
    assert!(said.contains("jemengage migrate"), "{said}");
    let mut unset = Server::command("").await;
    let output = unset.arg("serve").output().await.expect("it runs");
    assert!(String::from_utf8_lossy(&output.stderr).contains("DATABASE_URL is not set"));
}

/// Told to stop, it answers what it began: everybody who was let in gets an answer, and what was answered stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_finishes_what_it_began() {
    let crowd = Crowd::new(50, 100).await;
    let server = Server::start(&crowd.app.database.url().await, &[]).await;
    let http = client();
    let url = format!("http://{}/api/v1/missions/{}/sign-ups", server.address, crowd.mission);
    let presses: Vec<_> = crowd
        .cookies
        .iter()
        .map(|cookie| {
            let request = http.post(&url).header("host", "paris.localhost").header("cookie", cookie);
            tokio::spawn(request.json(&json!({ "slot": crowd.slot })).send())
        })
        .collect();
    let mut presses = futures_util::stream::FuturesUnordered::from_iter(presses);
    // The first answer shows that requests are under way; then the stop comes.
    let first = futures_util::StreamExt::next(&mut presses).await.expect("a press").expect("a task");
    assert_eq!(first.expect("an answer").status().as_u16(), 201);
    server.signal(Signal::SIGTERM);
    let mut answered = 1;
    while let Some(press) = futures_util::StreamExt::next(&mut presses).await {
        // Who came too late finds nobody listening; that is no answer, and nothing was promised.
        if let Ok(answer) = press.expect("a task") {
            assert_eq!(answer.status().as_u16(), 201);
            answered += 1;
        }
    }
    assert!(server.ended_well().await);
    let client = crowd.app.client("paris").await;
    let rows: i64 = client.query_one("SELECT count(*) FROM sign_ups", &[]).await.expect("a count").get(0);
    assert_eq!(rows, answered);
}

#[tokio::test]
async fn mails_leave_by_smtp_when_it_is_set() {
    let app = TestApp::new().await;
    let sink = tests::SmtpSink::start().await;
    let smtp = format!("smtp://{}", sink.address);
    let server = Server::start(&app.database.url().await, &[("SMTP_URL", smtp.as_str())]).await;
    let body =
        json!({ "email": "sacha@exemple.example", "given_name": "Sacha", "family_name": "Test", "locale": "fr" });
    let url = format!("http://{}/api/v1/accounts", server.address);
    let answer = client().post(url).header("host", "paris.localhost").json(&body).send().await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 202);
    for _ in 0..300 {
        if let Some(mail) = sink.received().first() {
            assert!(mail.contains("To: sacha@exemple.example"), "{mail}");
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no mail came");
}
