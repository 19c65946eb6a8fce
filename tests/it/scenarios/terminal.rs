//! A terminal as a channel: lines are typed, read and printed as `jemengage chat` does. Nothing is told there of itself, so
//! who waits for something looks at their sign-ups.

use chrono::{DateTime, Utc};
use platform_core::ports::Clock as _;
use platform_core::tenancy::Tenant;
use platform_core::texts::Locale;
use tests::{Person, TestApp};
use uuid::Uuid;

use super::channel::{Channel, News, Stage};
use crate::chat::talker::Talker;

/// A city in this process, and terminals in it.
pub(super) struct Room {
    app: TestApp,
    manager: Person,
    association: Uuid,
}

impl Stage for Room {
    type Person<'a> = Typist<'a>;

    async fn new() -> Self {
        let app = TestApp::new().await;
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        Self { app, manager, association }
    }

    fn app(&self) -> &TestApp {
        &self.app
    }

    fn manager(&self) -> (&Person, Uuid) {
        (&self.manager, self.association)
    }

    async fn stranger(&self, name: &str, locale: Locale) -> Typist<'_> {
        let mut talker = Talker::visitor(&self.app, "paris", locale);
        talker.speaker.name = Some(name.to_owned());
        Typist { app: &self.app, talker }
    }

    async fn known(&self, person: &Person, locale: Locale) -> Typist<'_> {
        Typist { app: &self.app, talker: Talker::person(&self.app, "paris", person, locale).await }
    }

    async fn settles(&self) {
        self.app.work().await;
    }

    async fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }
}

/// Somebody at a terminal.
pub(super) struct Typist<'a> {
    app: &'a TestApp,
    talker: Talker<'a>,
}

impl Channel for Typist<'_> {
    fn tongue(&self) -> (&Tenant, Locale) {
        (&self.talker.speaker.tenant, self.talker.speaker.locale)
    }

    async fn follows(&mut self, start: Option<&str>) {
        self.talker.says(&format!("/start {}", start.unwrap_or_default())).await;
    }

    async fn commands(&mut self, word: &str) {
        self.talker.says(&format!("/{word}")).await;
    }

    async fn says(&mut self, words: &str) {
        self.talker.says(words).await;
    }

    async fn taps(&mut self, label: &str) {
        self.talker.taps_on(label).await;
    }

    async fn reads(&mut self, words: &str) {
        self.talker.reads(words);
    }

    async fn keeps(&mut self) -> String {
        self.talker.date().expect("a file").text.clone()
    }

    async fn answers(&mut self, news: News) {
        self.app.work().await;
        self.commands("mesinscriptions").await;
        let newest = self.said("chat-do-open", &[("number", 1.into())]);
        self.taps(&newest).await;
        self.presses(news.on_sign_up()).await;
    }
}
