//! What stands in every street: a city with an association, and the real server on its database.

use std::process::Stdio;

use axum::http::Method;
use chrono::{DateTime, Utc};
use platform_core::ports::Clock as _;
use serde_json::{Value, json};
use tests::{Person, Server, SmtpSink, TestApp, a_mission};
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

const SECRET: &str = "a secret of this suite, long enough for anybody";

/// A city, and who acts for an association in it.
pub(crate) struct Quarter {
    pub(crate) app: TestApp,
    pub(crate) manager: Person,
    pub(crate) association: Uuid,
    /// What the real server writes by mail.
    pub(crate) mails: SmtpSink,
    smtp: String,
    /// Where the platform of this street is: a setting, and its value.
    api: (&'static str, String),
}

impl Quarter {
    pub(crate) async fn new(api: (&'static str, String)) -> Self {
        let app = TestApp::new().await;
        // The server's clock is the machine's, and so is the database's: what is published here must be news there.
        let now: DateTime<Utc> =
            app.client("paris").await.query_one("SELECT now()", &[]).await.expect("the hour").get(0);
        app.clock.advance(now - app.clock.now());
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        let mails = SmtpSink::start().await;
        let smtp = mails.url();
        Self { app, manager, association, mails, smtp, api }
    }

    fn settings(&self) -> [(&str, &str); 4] {
        let (secret, origin) = (("JEMENGAGE_SECRET", SECRET), ("JEMENGAGE_ORIGIN", "https://{host}"));
        [secret, origin, ("SMTP_URL", &self.smtp), (self.api.0, &self.api.1)]
    }

    /// The real server.
    pub(crate) async fn serve(&self) -> Server {
        Server::start(&self.app.database.url().await, &self.settings()).await
    }

    /// `jemengage bot …`, as the operator does it: what it is given, and what it says.
    pub(crate) async fn operates(&self, words: &[&str], given: &str) -> String {
        let mut command = Server::command(&self.app.database.url().await).await;
        command.arg("bot").args(words).envs(self.settings());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the command runs");
        let mut stdin = child.stdin.take().expect("its input");
        stdin.write_all(format!("{given}\n").as_bytes()).await.expect("it is read");
        drop(stdin);
        let output = child.wait_with_output().await.expect("an end");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("words")
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
        self.comes_to("SELECT count(*) FROM jobs WHERE kind = 'index_mission'", |count| count == 0).await;
    }

    pub(crate) async fn count(&self, sql: &str) -> i64 {
        self.app.client("paris").await.query_one(sql, &[]).await.expect("a count").get(0)
    }

    /// Waits until a count is as it is to be.
    pub(crate) async fn comes_to(&self, sql: &str, wanted: impl Fn(i64) -> bool) {
        eventually(&self.app.client("paris").await, sql, wanted).await;
    }

    /// A link by which the account of the web shows itself: what follows `/start`.
    pub(crate) async fn code_of(&self, person: &Person) -> String {
        let code = self.code(person, "/api/v1/me/chat-codes", "chat_codes").await;
        code["start"].as_str().expect("a start").to_owned()
    }

    /// A code that somebody is given there, and that is kept there.
    pub(crate) async fn code(&self, person: &Person, path: &str, kept: &str) -> Value {
        // The clock of the suite is not the server's: the code is made to count now, unless the server has swept it away.
        let mend = format!("UPDATE {kept} SET expires_at = now() + interval '10 minutes'");
        loop {
            let code = person.call(&self.app, Method::POST, path, None).await.expect(201);
            if self.app.client("paris").await.execute(&mend, &[]).await.expect("mended") > 0 {
                return code.body;
            }
        }
    }

    pub(crate) async fn live_sign_ups(&self) -> i64 {
        self.count("SELECT count(*) FROM sign_ups WHERE state IN ('accepted', 'requested', 'waiting', 'offered')").await
    }
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
