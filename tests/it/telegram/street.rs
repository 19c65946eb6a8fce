//! A street: a city, a strict Bot API, and the real server between them.

use std::process::Stdio;

use axum::http::Method;
use serde_json::{Value, json};
use tests::{Bot, Person, Server, Telegram, TestApp, a_mission};
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

const SECRET: &str = "a secret of this suite, long enough for anybody";

/// A city with a bot of its own, or one bot for all cities.
pub(crate) struct Street {
    pub(crate) app: TestApp,
    pub(crate) telegram: Telegram,
    pub(crate) bot: Bot,
    pub(crate) server: Server,
    pub(crate) manager: Person,
    pub(crate) association: Uuid,
}

impl Street {
    pub(crate) async fn new() -> Self {
        Self::with_bot(Some("paris")).await
    }

    pub(crate) async fn with_bot(city: Option<&str>) -> Self {
        let app = TestApp::new().await;
        let telegram = Telegram::start().await;
        let bot = telegram.bot("canal_bot");
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        let server = serve(&app, &telegram).await;
        let street = Self { app, telegram, bot, server, manager, association };
        street.register(city).await;
        street.bot.route(street.server.address);
        street
    }

    /// `jemengage bot add`, as the operator does it.
    async fn register(&self, city: Option<&str>) {
        let mut command = Server::command(&self.app.database.url().await).await;
        command.args(["bot", "add"]).envs(settings(&self.telegram));
        if let Some(city) = city {
            command.args(["--city", city]);
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the command runs");
        let mut stdin = child.stdin.take().expect("its input");
        stdin.write_all(format!("{}\n", self.bot.token()).as_bytes()).await.expect("the token is read");
        drop(stdin);
        let output = child.wait_with_output().await.expect("an end");
        assert!(output.status.success());
        let registered = format!("{}: registered.", self.bot.username());
        assert!(String::from_utf8_lossy(&output.stdout).starts_with(&registered), "{output:?}");
    }

    /// A mission to come whenever one likes, which any search of today finds.
    pub(crate) async fn mission(&self, changes: Value) -> (Uuid, Uuid) {
        let mut mission = a_mission(1);
        mission["slots"] = json!([{ "capacity": 1 }]);
        for (field, value) in changes.as_object().expect("fields") {
            mission[field] = value.clone();
        }
        let made = self.manager.published_mission(&self.app, self.association, mission).await;
        self.app.work().await;
        self.is_found_as_it_stands().await;
        made
    }

    /// Waits until searches know what was done: either side may be writing it down.
    pub(crate) async fn is_found_as_it_stands(&self) {
        let unwritten = "SELECT count(*) FROM jobs WHERE kind = 'index_mission'";
        eventually(&self.app.client("paris").await, unwritten, |count| count == 0).await;
    }

    pub(crate) async fn count(&self, sql: &str) -> i64 {
        self.app.client("paris").await.query_one(sql, &[]).await.expect("a count").get(0)
    }

    /// A link by which the account of the web shows itself: what follows `/start`.
    pub(crate) async fn code_of(&self, person: &Person) -> String {
        let code = person.call(&self.app, Method::POST, "/api/v1/me/chat-codes", None).await;
        // The clock of the suite is not the server's: the code is made to count now.
        let mend = "UPDATE chat_codes SET expires_at = now() + interval '10 minutes'";
        self.app.client("paris").await.execute(mend, &[]).await.expect("mended");
        code.expect(201).body["start"].as_str().expect("a start").to_owned()
    }

    pub(crate) async fn live_sign_ups(&self) -> i64 {
        self.count("SELECT count(*) FROM sign_ups WHERE state IN ('accepted', 'requested', 'waiting', 'offered')").await
    }

    /// What is refused is a fault of ours, but that a message already says what it is to say.
    pub(crate) fn nothing_was_refused(&self) {
        let refused = self.bot.refused();
        assert!(refused.iter().all(|refusal| refusal.contains("message is not modified")), "{refused:?}");
    }
}

fn settings(telegram: &Telegram) -> [(String, String); 3] {
    [
        ("JEMENGAGE_SECRET".into(), SECRET.into()),
        ("JEMENGAGE_TELEGRAM_API".into(), telegram.url().to_string()),
        ("JEMENGAGE_ORIGIN".into(), "https://{host}".into()),
    ]
}

pub(crate) async fn serve(app: &TestApp, telegram: &Telegram) -> Server {
    let settings = settings(telegram);
    let settings: Vec<_> = settings.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    Server::start(&app.database.url().await, &settings).await
}

/// Waits until a count is as it is to be.
pub(crate) async fn eventually(client: &tokio_postgres::Client, sql: &str, wanted: impl Fn(i64) -> bool) {
    let reached = async {
        while !wanted(client.query_one(sql, &[]).await.expect("a count").get(0)) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), reached).await.expect("it comes to be");
}
