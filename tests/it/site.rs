//! The web site in a real browser: journeys, accessibility, lightness.

mod axe;
mod entering;
mod journeys;
mod light;

use std::net::TcpListener;

use chrono::{DateTime, Duration, Utc};
use platform_core::ports::Clock as _;
use serde_json::{Value, json};
use tests::{Person, Server, SmtpSink, TestApp, a_mission};
use uuid::Uuid;

/// A city with an association and its missions, the real server on it, and where its mails arrive.
pub(crate) struct Site {
    pub(crate) app: TestApp,
    pub(crate) server: Server,
    pub(crate) mails: SmtpSink,
    pub(crate) manager: Person,
    pub(crate) association: Uuid,
}

impl Site {
    pub(crate) async fn open() -> Self {
        let app = TestApp::new().await;
        // The server's clock is the machine's: what is to come here must be to come there.
        let now: DateTime<Utc> =
            app.client("paris").await.query_one("SELECT now()", &[]).await.expect("the hour").get(0);
        app.clock.advance(now - app.clock.now());
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        let mails = SmtpSink::start().await;
        let address = TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a free port");
        let origin = format!("http://{{host}}:{}", address.port());
        let settings = [("JEMENGAGE_ORIGIN", origin.as_str()), ("SMTP_URL", &mails.url())];
        let server = Server::start_at(address, &app.database.url().await, &settings).await;
        Self { app, server, mails, manager, association }
    }

    /// A mission of this title in three days, as its association writes it.
    pub(crate) fn coming(&self, title: &str, changes: Value) -> Value {
        let begin = self.app.clock.now() + Duration::days(3);
        let mut mission = a_mission(5);
        mission["title"] = title.into();
        mission["slots"] = json!([{ "starts_at": begin, "ends_at": begin + Duration::hours(2), "capacity": 5 }]);
        for (field, value) in changes.as_object().into_iter().flatten() {
            mission[field] = value.clone();
        }
        mission
    }

    /// Such a mission, published, which is found at once.
    pub(crate) async fn mission(&self, title: &str, changes: Value) -> (Uuid, Uuid) {
        let mission = self.coming(title, changes);
        let made = self.manager.published_mission(&self.app, self.association, mission).await;
        self.app.work().await;
        made
    }

    pub(crate) fn at(&self, path: &str) -> String {
        self.server.page("paris", path)
    }
}
