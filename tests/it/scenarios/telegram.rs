//! Telegram as a channel: the real server and a strict Bot API, on which what the platform tells of itself comes with its
//! buttons.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use platform_core::tenancy::Tenant;
use platform_core::texts::Locale;
use tests::{Person, Shown, TestApp, User};
use uuid::Uuid;

use super::channel::{Channel, News, Stage};
use crate::telegram::street::Street;

impl Stage for Street {
    type Person<'a> = Passerby;

    async fn new() -> Self {
        Self::new().await
    }

    fn app(&self) -> &TestApp {
        &self.app
    }

    fn manager(&self) -> (&Person, Uuid) {
        (&self.manager, self.association)
    }

    async fn stranger(&self, name: &str, locale: Locale) -> Passerby {
        let user = self.bot.user(name, locale.tag());
        Passerby { tenant: self.app.city("paris"), locale, user, before: Vec::new() }
    }

    async fn known(&self, person: &Person, locale: Locale) -> Passerby {
        let mut somebody = self.stranger("Chief", locale).await;
        let start = self.code_of(person).await;
        somebody.follows(Some(&start)).await;
        somebody.sees("chat-link-title").await;
        somebody.presses("chat-do-link").await;
        somebody.sees("chat-linked").await;
        somebody
    }

    async fn settles(&self) {
        self.app.work().await;
        self.is_found_as_it_stands().await;
    }

    async fn now(&self) -> DateTime<Utc> {
        // The server's clock is the machine's, and so is the database's.
        self.app.client("paris").await.query_one("SELECT now()", &[]).await.expect("the hour").get(0)
    }

    fn all_went_well(&self) {
        self.nothing_was_refused();
    }
}

/// Somebody with a phone.
pub(super) struct Passerby {
    tenant: Arc<Tenant>,
    locale: Locale,
    user: User,
    /// What the chat looked like before what was done last.
    before: Vec<Shown>,
}

impl Passerby {
    /// What comes from now on is in answer to what is done now.
    fn remembers(&mut self) {
        self.before = self.user.chat();
    }

    /// Waits for a message that was not there before, or said something else.
    async fn waits_for(&self, wanted: impl Fn(&Shown) -> bool) -> Vec<Shown> {
        let is_new = |shown: &Shown| !self.before.contains(shown);
        self.user.waits_for(|chat| chat.iter().any(|shown| is_new(shown) && wanted(shown))).await
    }
}

impl Channel for Passerby {
    fn tongue(&self) -> (&Tenant, Locale) {
        (&self.tenant, self.locale)
    }

    async fn follows(&mut self, start: Option<&str>) {
        self.says(format!("/start {}", start.unwrap_or_default()).trim_end()).await;
    }

    async fn commands(&mut self, word: &str) {
        self.says(&format!("/{word}")).await;
    }

    async fn says(&mut self, words: &str) {
        self.remembers();
        self.user.sends(words).await;
    }

    async fn taps(&mut self, label: &str) {
        self.remembers();
        self.user.presses(label).await;
    }

    async fn reads(&mut self, words: &str) {
        self.waits_for(|shown| shown.text.contains(words)).await;
    }

    async fn keeps(&mut self) -> String {
        let chat = self.waits_for(|shown| shown.document.is_some()).await;
        let (_, bytes) = chat.into_iter().rev().find_map(|shown| shown.document).expect("a file");
        String::from_utf8(bytes).expect("words")
    }

    async fn answers(&mut self, news: News) {
        let label = self.text(news.in_notice());
        self.user.waits_for(|chat| chat.iter().any(|shown| shown.button(&label).is_some())).await;
        self.taps(&label).await;
    }
}
