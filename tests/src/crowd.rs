//! Many people who sign up over HTTP, at once or until each of them is told that it is done, whatever happens meanwhile.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{TimeZone as _, Utc};
use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::app::TestApp;
use crate::people::a_mission;
use crate::server::Server;

/// Presses under way at once.
const AT_ONCE: usize = 16;
/// How long somebody waits before they press again, and how often they do.
const AGAIN: Duration = Duration::from_millis(100);
const PATIENCE: u32 = 1200;

/// A mission of so many places, and so many volunteers who are signed in.
pub struct Crowd {
    /// The application that made them.
    pub app: TestApp,
    /// The mission.
    pub mission: Uuid,
    /// Its slot.
    pub slot: Uuid,
    /// What proves who each of them is.
    pub cookies: Vec<String>,
}

impl Crowd {
    /// On a database of the suites.
    pub async fn new(places: i32, volunteers: i32) -> Self {
        Self::of(TestApp::new().await, places, volunteers).await
    }

    /// In an application's Paris. Nobody has quiet hours: the real server has the machine's clock.
    ///
    /// # Panics
    /// If they cannot be made.
    pub async fn of(app: TestApp, places: i32, volunteers: i32) -> Self {
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        let mut mission = a_mission(places);
        let year = 2100;
        mission["slots"][0]["starts_at"] = json!(Utc.with_ymd_and_hms(year, 3, 14, 9, 0, 0).single());
        mission["slots"][0]["ends_at"] = json!(Utc.with_ymd_and_hms(year, 3, 14, 11, 0, 0).single());
        let (mission, slot) = manager.published_mission(&app, association, mission).await;
        let client = app.client("paris").await;
        client
            .execute(
                "INSERT INTO accounts (id, email, email_confirmed_at, given_name, family_name, birth_date, locale, created_at)
                 SELECT md5('account' || n)::uuid, 'v' || n || '@exemple.example', now(), 'V', 'T', '1990-01-01', 'fr', now()
                 FROM generate_series(1, $1) AS n",
                &[&volunteers],
            )
            .await
            .expect("accounts");
        client
            .execute(
                "INSERT INTO sessions (token_hash, account_id, created_at, expires_at)
                 SELECT sha256(('session' || n)::bytea), md5('account' || n)::uuid, now(), now() + interval '1 day'
                 FROM generate_series(1, $1) AS n",
                &[&volunteers],
            )
            .await
            .expect("sessions");
        client.execute("UPDATE accounts SET quiet_from = '00:00', quiet_until = '00:00'", &[]).await.expect("hours");
        let cookies = (1..=volunteers).map(|n| format!("session=session{n}")).collect();
        Self { app, mission, slot, cookies }
    }

    /// Everybody at once; answers status and body of each.
    ///
    /// # Panics
    /// If somebody gets no answer.
    pub async fn all_at_once(&self, server: &Server) -> Vec<(u16, Value)> {
        let http = http_client();
        let presses = self.cookies.iter().map(|cookie| {
            let request = press(&http, server.address, self.mission, self.slot, cookie);
            async move {
                let answer = request.send().await.expect("an answer");
                (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
            }
        });
        futures_util::future::join_all(presses).await
    }

    /// Everybody presses until told that it is done, some at a time, at these servers in turn.
    #[must_use]
    pub fn press_on(&self, servers: &[SocketAddr]) -> Load {
        let (tell, progress) = watch::channel(Progress::default());
        let (http, tell) = (http_client(), Arc::new(tell));
        let presses: Vec<_> = self
            .cookies
            .iter()
            .zip(servers.iter().cycle())
            .map(|(cookie, server)| {
                until_done(press(&http, *server, self.mission, self.slot, cookie), Arc::clone(&tell))
            })
            .collect();
        let all = tokio::spawn(stream::iter(presses).buffer_unordered(AT_ONCE).collect());
        Load { progress, all }
    }
}

/// How far the pressing has come.
#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    done: usize,
    failed: usize,
}

/// People pressing in the background.
#[derive(Debug)]
pub struct Load {
    progress: watch::Receiver<Progress>,
    all: JoinHandle<Vec<Uuid>>,
}

impl Load {
    /// Waits until so many were told that it is done.
    pub async fn done(&mut self, count: usize) {
        // If the pressing ended before, `finish` says how.
        let _ = self.progress.wait_for(|progress| progress.done >= count).await;
    }

    /// Waits until so many more presses failed than now.
    pub async fn fails(&mut self, count: usize) {
        let before = self.progress.borrow().failed;
        let _ = self.progress.wait_for(|progress| progress.failed >= before + count).await;
    }

    /// Waits until everybody was told that it is done; answers the sign-ups they were told of.
    ///
    /// # Panics
    /// If somebody gave up, or was told what is not so.
    pub async fn finish(self) -> Vec<Uuid> {
        self.all.await.expect("everybody is served in the end")
    }
}

/// Presses until it is done. Until then there may be no answer, or one that says that the fault is ours; never another.
async fn until_done(request: reqwest::RequestBuilder, tell: Arc<watch::Sender<Progress>>) -> Uuid {
    for _ in 0..PATIENCE {
        let request = request.try_clone().expect("a body in memory");
        if let Ok(answer) = request.send().await {
            let status = answer.status().as_u16();
            let body = answer.json::<Value>().await.unwrap_or_default();
            let id = body["id"].as_str().and_then(|id| id.parse().ok());
            match (status, id) {
                (200 | 201, Some(id)) => {
                    tell.send_modify(|progress| progress.done += 1);
                    return id;
                }
                // Cut off on the way.
                (200 | 201, None) => {}
                _ => assert!(status >= 500, "{status} {body:#}"),
            }
        }
        tell.send_modify(|progress| progress.failed += 1);
        tokio::time::sleep(AGAIN).await;
    }
    panic!("nobody was served in {PATIENCE} tries");
}

fn press(
    http: &reqwest::Client,
    server: SocketAddr,
    mission: Uuid,
    slot: Uuid,
    cookie: &str,
) -> reqwest::RequestBuilder {
    let url = format!("http://{server}/api/v1/missions/{mission}/sign-ups");
    http.post(url).header("host", "paris.localhost").header("cookie", cookie).json(&json!({ "slot": slot }))
}

/// A client that waits for long answers.
///
/// # Panics
/// If it cannot be made.
#[must_use]
pub fn http_client() -> reqwest::Client {
    reqwest::Client::builder().timeout(Duration::from_secs(60)).build().expect("a client")
}
