//! What happens to promises when something breaks: the server, Postgres, the mail server, the clock. What takes minutes
//! or a privileged machine is in `make soak`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use axum::http::Method;
use nix::sys::signal::Signal;
use platform::mail::SmtpMailer;
use platform_core::jobs::worker;
use platform_core::ports::{Mail, MailError, Mailer};
use serde_json::{Value, json};
use tests::afterwards::{Envelope, everybody_is_told_once, nothing_is_lost};
use tests::{Crowd, Manner, Person, Postgres, Server, SmtpSink, TestApp, a_mission};
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

async fn all_are_there(crowd: &Crowd, acknowledged: &[Uuid]) {
    let client = crowd.app.client("paris").await;
    nothing_is_lost(&client, acknowledged).await;
    let rows: i64 = client.query_one("SELECT count(*) FROM sign_ups", &[]).await.expect("a count").get(0);
    assert_eq!(usize::try_from(rows), Ok(crowd.cookies.len()), "one each");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_forgets_nobody() {
    let crowd = Crowd::new(40, 250).await;
    let url = crowd.app.database.url().await;
    let mut server = Server::start(&url, &[]).await;
    let address = server.address;
    let mut load = crowd.press_on(&[address]);
    for done in [30, 100] {
        load.done(done).await;
        server.signal(Signal::SIGKILL);
        assert!(!server.ended_well().await);
        server = Server::start_at(address, &url, &[]).await;
    }
    all_are_there(&crowd, &load.finish().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_postgres_is_killed_the_server_lives_on_and_forgets_nobody() {
    let (mut postgres, database) = Postgres::new().await;
    let crowd = Crowd::of(TestApp::on(database, |_| {}).await.with_cities().await, 40, 250).await;
    let server = Server::start(&crowd.app.database.url().await, &[]).await;
    let mut load = crowd.press_on(&[server.address]);
    for done in [30, 100] {
        load.done(done).await;
        postgres.kill();
        // People are told that it is our fault, and press again.
        load.fails(20).await;
        postgres.start_again().await.expect("Postgres starts on what it left");
    }
    all_are_there(&crowd, &load.finish().await).await;
}

/// One of a crowd, who asks the real server.
struct Asker<'a> {
    crowd: &'a Crowd,
    server: &'a Server,
    http: reqwest::Client,
}

impl Asker<'_> {
    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("http://{}/api/v1/{path}", self.server.address);
        self.http.request(method, url).header("host", "paris.localhost").header("cookie", &self.crowd.cookies[0])
    }

    async fn areas(&self) -> reqwest::Response {
        self.request(Method::GET, "areas").send().await.expect("an answer")
    }

    fn sign_up(&self) -> reqwest::RequestBuilder {
        let path = format!("missions/{}/sign-ups", self.crowd.mission);
        self.request(Method::POST, &path).json(&json!({ "slot": self.crowd.slot }))
    }
}

async fn says_to_come_back(answer: reqwest::Response) {
    let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let told = (answer.status().as_u16(), header("content-type"), header("retry-after"));
    assert_eq!(told, (503, "application/problem+json", "5"));
    assert_eq!(answer.json::<Value>().await.expect("a problem")["code"], "unavailable");
}

/// Waits until somebody else's statement waits for a lock.
pub(crate) async fn somebody_waits(client: &tokio_postgres::Client) {
    let waits = async {
        let sql = "SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while client.query_one(sql, &[]).await.expect("a count").get::<_, i64>(0) == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waits).await.expect("the statement comes to the lock");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_postgres_is_down_people_are_told_to_come_back() {
    let (mut postgres, database) = Postgres::new().await;
    let crowd = Crowd::of(TestApp::on(database, |_| {}).await.with_cities().await, 1, 1).await;
    let server = Server::start(&crowd.app.database.url().await, &[]).await;
    let asker = Asker { crowd: &crowd, server: &server, http: tests::http_client() };
    assert_eq!(asker.areas().await.status(), 200);

    // One request is under way: it waits for the slot.
    let client = crowd.app.client("paris").await;
    client.batch_execute("BEGIN; SELECT FROM slots FOR UPDATE").await.expect("a lock");
    let under_way = tokio::spawn(asker.sign_up().send());
    somebody_waits(&client).await;
    postgres.kill();
    says_to_come_back(under_way.await.expect("a task").expect("an answer")).await;
    says_to_come_back(asker.areas().await).await;

    postgres.start_again().await.expect("Postgres starts on what it left");
    assert_eq!(asker.areas().await.status(), 200);
    assert_eq!(asker.sign_up().send().await.expect("an answer").status(), 201);
}

async fn ask_for_a_link(app: &TestApp, email: &str) {
    app.call("paris", Method::POST, "/api/v1/magic-links", Some(json!({ "email": email }))).await.expect(202);
}

/// A mail server whose first answers let one wait.
struct Slow {
    slow: usize,
    begun: AtomicUsize,
    waiting: watch::Sender<usize>,
    gate: Semaphore,
}

#[async_trait]
impl Mailer for Slow {
    async fn send(&self, _: Mail) -> Result<(), MailError> {
        if self.begun.fetch_add(1, Ordering::SeqCst) < self.slow {
            self.waiting.send_modify(|waiting| *waiting += 1);
            self.gate.acquire().await.expect("a gate").forget();
        }
        Ok(())
    }

    async fn forget(&self, _: Uuid) -> Result<(), MailError> {
        Ok(())
    }
}

/// Four mails are handed over at once; what waits behind them is not this node's, and no lease runs out over it.
#[tokio::test]
async fn a_node_that_waits_for_the_mail_server_keeps_no_work_from_others() {
    let app = TestApp::alone(|_| {}).await;
    for number in 0..20 {
        let person = app.volunteer("paris", &format!("v{number}")).await;
        ask_for_a_link(&app, &person.email).await;
    }
    let (waiting, mut wait) = watch::channel(0);
    let slow = Arc::new(Slow { slow: 4, begun: AtomicUsize::new(0), waiting, gate: Semaphore::new(0) });
    app.mails.through(Arc::clone(&slow) as _);
    let node = tokio::spawn({
        let app = Arc::clone(&app.app);
        async move { worker::run_due(&app).await }
    });
    wait.wait_for(|waiting| *waiting == 4).await.expect("four hang");
    assert_eq!(worker::run_due(&app.app).await.expect("it works"), 16, "all the others are anybody's");
    slow.gate.add_permits(4);
    assert_eq!(node.await.expect("a task").expect("it works"), 4);
    let to: std::collections::BTreeSet<_> = app.mails.all().into_iter().map(|mail| mail.to).collect();
    assert_eq!((app.mails.all().len(), to.len()), (20, 20));
}

async fn sign_up(app: &TestApp, person: &Person, (mission, slot): (Uuid, Uuid)) -> Value {
    let path = format!("/api/v1/missions/{mission}/sign-ups");
    person.post(app, &path, json!({ "slot": slot })).await.expect(201).body
}

/// Whatever the mail server does to them in turn, everybody is told in the end, and under one name.
#[tokio::test]
async fn a_mail_server_that_fails_in_every_way_loses_nothing() {
    let app = TestApp::new().await;
    let sink = SmtpSink::start().await;
    let mailer = SmtpMailer::new(&sink.url().into()).expect("a sound URL").patience(Duration::from_secs(1));
    app.mails.through(Arc::new(mailer));
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    let slot = manager.published_mission(&app, association, a_mission(50)).await;
    let manners = [
        Manner::Down,
        Manner::HangingUpOnceTaken,
        Manner::busy(),
        Manner::Silent,
        Manner::Answering { at: ".", reply: "451 4.3.0 Try again later", naming: String::new() },
        Manner::HangingUpOnceTaken,
        Manner::Taking,
    ];
    let mut acknowledged = Vec::new();
    for (number, manner) in manners.into_iter().enumerate() {
        sink.behave(manner);
        let person = app.volunteer("paris", &format!("v{number}")).await;
        acknowledged
            .push(sign_up(&app, &person, slot).await["id"].as_str().and_then(|id| id.parse().ok()).expect("an id"));
        app.work().await;
        app.clock.advance(chrono::Duration::minutes(3));
    }
    // The server is well again: the rest catches up by itself.
    for _ in 0..3 {
        app.work().await;
        app.clock.advance(chrono::Duration::hours(1));
    }
    let client = app.client("paris").await;
    nothing_is_lost(&client, &acknowledged).await;
    let left = "SELECT (SELECT count(*) FROM jobs), (SELECT count(*) FROM notices WHERE sent_at IS NULL)";
    let left = client.query_one(left, &[]).await.expect("counts");
    assert_eq!((left.get::<_, i64>(0), left.get::<_, i64>(1)), (0, 0));
    let mails: Vec<_> = sink.received().iter().map(|mail| Envelope::of_message(mail)).collect();
    let again = everybody_is_told_once(&client, &mails).await;
    assert!(again > 0, "what was taken without a word came again");
    let kept: Vec<Envelope> = app.mails.all().iter().map(Envelope::from).collect();
    assert_eq!(everybody_is_told_once(&client, &kept).await, 0, "what was taken with a word did not");
}

async fn state(app: &TestApp, person: &Person) -> String {
    let mine = person.get(app, "/api/v1/me/sign-ups").await.expect(200);
    mine.body["items"][0]["state"].as_str().unwrap_or_default().to_owned()
}

/// The clock is a day ahead, and back: what was done then is done, once; what was not is done in its time.
#[tokio::test]
async fn a_clock_that_jumps_a_day_and_back_does_nothing_twice() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    let later = manager.published_mission(&app, association, a_mission(1)).await;
    let mut soon = a_mission(5);
    soon["slots"][0]["starts_at"] = json!("2026-03-06T09:00:00Z");
    soon["slots"][0]["ends_at"] = json!("2026-03-06T11:00:00Z");
    let soon = manager.published_mission(&app, association, soon).await;
    let mut people = Vec::new();
    for name in ["holds", "second", "third", "comes"] {
        people.push(app.volunteer("paris", name).await);
    }
    let [holds, second, third, comes] = &people[..] else { panic!("four people") };
    let place = sign_up(&app, holds, later).await["id"].as_str().unwrap_or_default().to_owned();
    let mut acknowledged: Vec<Uuid> = vec![place.parse().expect("an id")];
    for (person, to) in [(second, later), (third, later), (comes, soon)] {
        acknowledged
            .push(sign_up(&app, person, to).await["id"].as_str().and_then(|id| id.parse().ok()).expect("an id"));
    }
    holds.post(&app, &format!("/api/v1/sign-ups/{place}/withdraw"), json!({})).await.expect(200);
    app.work().await;
    let client = app.client("paris").await;
    let reminded = || app.mails.to(&comes.email).len();
    assert_eq!((state(&app, second).await, reminded()), ("offered".into(), 1));

    app.clock.advance(chrono::Duration::days(1));
    app.work().await;
    let ahead = (state(&app, second).await, state(&app, third).await, reminded());
    assert_eq!(ahead, ("lapsed".into(), "offered".into(), 2), "the offer went on, and somebody was reminded");

    // Back; and then those days pass as they should have.
    app.clock.advance(chrono::Duration::days(-1));
    assert_eq!(app.work().await, 0);
    assert_eq!((state(&app, second).await, state(&app, third).await, reminded()), ahead);
    let late = app.volunteer("paris", "late").await;
    acknowledged.push(sign_up(&app, &late, later).await["id"].as_str().and_then(|id| id.parse().ok()).expect("an id"));
    for _ in 0..8 {
        app.clock.advance(chrono::Duration::hours(6));
        app.work().await;
        nothing_is_lost(&client, &acknowledged).await;
    }
    // The third had until a day after the day ahead; then the next is asked.
    assert_eq!(
        (state(&app, third).await, state(&app, &late).await, reminded()),
        ("lapsed".into(), "offered".into(), 2)
    );
    let mails: Vec<Envelope> = app.mails.all().iter().map(Envelope::from).collect();
    assert_eq!(everybody_is_told_once(&client, &mails).await, 0, "nothing is told twice");
}

/// Tries made while the clock was ahead do not keep people out for a day.
#[tokio::test]
async fn a_clock_set_back_keeps_nobody_out() {
    let app = TestApp::alone(|vars| {
        vars.insert("JEMENGAGE_SIGN_IN_LIMIT".into(), "2".into());
    })
    .await;
    app.clock.advance(chrono::Duration::days(1));
    for _ in 0..2 {
        ask_for_a_link(&app, "somebody@paris.example").await;
    }
    let body = || Some(json!({ "email": "somebody@paris.example" }));
    app.call("paris", Method::POST, "/api/v1/magic-links", body()).await.expect(429);
    app.clock.advance(chrono::Duration::days(-1));
    app.call("paris", Method::POST, "/api/v1/magic-links", body()).await.expect(429);
    app.clock.advance(chrono::Duration::minutes(1));
    ask_for_a_link(&app, "somebody@paris.example").await;
}
