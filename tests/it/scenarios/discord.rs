//! Discord as a channel: a guild of the association, the real server and a strict Discord between them. People run
//! commands in the guild's hall, press, and write in forms; what the platform tells of itself comes in private.
//!
//! **Why a link is the announcement's button:** Discord has no links that start a conversation. What leads to a mission
//! there is what was announced of it, where everybody sees it; and an account shows itself by `/lier` and its code.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use platform_core::tenancy::Tenant;
use platform_core::texts::Locale;
use serde_json::json;
use tests::discord::{Answered, App, Channel as Place, Shown, User};
use tests::{Person, TestApp};
use uuid::Uuid;

use super::channel::{Channel, News, Stage};
use crate::discord::street::{Street, plain};

impl Stage for Street {
    type Person<'a> = Member;

    async fn new() -> Self {
        Self::new().await
    }

    fn app(&self) -> &TestApp {
        &self.app
    }

    fn manager(&self) -> (&Person, Uuid) {
        (&self.manager, self.association)
    }

    async fn stranger(&self, name: &str, locale: Locale) -> Member {
        let user = self.member(name, tag(locale));
        let (tenant, bot, board) = (self.app.city("paris"), self.bot.clone(), self.board.clone());
        Member { tenant, locale, user, bot, board, before: Vec::new() }
    }

    async fn known(&self, person: &Person, locale: Locale) -> Member {
        let mut somebody = self.stranger("Chief", locale).await;
        let code = self.code_of(person).await;
        somebody.runs("lier", json!({ "code": code })).await;
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
        self.client().await.query_one("SELECT now()", &[]).await.expect("the hour").get(0)
    }

    fn all_went_well(&self) {
        self.nothing_was_refused();
    }
}

/// A language, as Discord's clients name it.
fn tag(locale: Locale) -> &'static str {
    match locale {
        Locale::Fr => "fr",
        Locale::En => "en-US",
    }
}

/// Somebody in the guild.
pub(super) struct Member {
    tenant: Arc<Tenant>,
    locale: Locale,
    user: User,
    bot: App,
    /// Where missions are announced.
    board: Place,
    /// What they saw before what they did last.
    before: Vec<Shown>,
}

impl Member {
    /// What comes from now on is in answer to what is done now.
    fn remembers(&mut self) {
        self.before = self.user.transcript();
    }

    /// Runs the command that is called so in French.
    async fn runs(&mut self, word: &str, options: serde_json::Value) {
        self.remembers();
        let all = self.bot.commands();
        let command = all.iter().find(|command| command["name_localizations"]["fr"] == word);
        let name = match self.locale {
            Locale::Fr => word,
            Locale::En => command.and_then(|command| command["name"].as_str()).expect("a command"),
        };
        was_taken(&self.user.command(name, options).await);
    }

    /// Waits for a message that was not there before, or said something else.
    async fn waits_for(&self, wanted: impl Fn(&Shown) -> bool) -> Shown {
        let is_new = |shown: &&Shown| !self.before.contains(shown) && wanted(shown);
        let seen = self.user.waits_for(|seen| seen.iter().any(|shown| is_new(&shown))).await;
        seen.iter().rfind(is_new).expect("it is there").clone()
    }
}

fn was_taken(answered: &Answered) {
    assert!(answered.taken, "{answered:#?}");
}

impl Channel for Member {
    fn tongue(&self) -> (&Tenant, Locale) {
        (&self.tenant, self.locale)
    }

    async fn follows(&mut self, start: Option<&str>) {
        let Some(start) = start else { return self.runs("accueil", json!({})).await };
        self.remembers();
        let id = format!("1.card.{}", start.strip_prefix("mission_").expect("a mission"));
        let board = self.board.waits_for(|shown| shown.iter().any(|shown| shown.button(&id).is_some())).await;
        let announced = board.iter().find(|shown| shown.button(&id).is_some()).expect("an announcement");
        was_taken(&self.user.presses_on(announced, &id).await);
    }

    async fn commands(&mut self, word: &str) {
        self.runs(word, json!({})).await;
    }

    async fn says(&mut self, words: &str) {
        let write = self.text("discord-write");
        let asked = self.user.transcript().into_iter().max_by_key(|shown| shown.id);
        if asked.is_none_or(|shown| shown.button(&write).is_none()) {
            // Nobody asked: it is what somebody looks for.
            let option = if self.locale == Locale::Fr { "mots" } else { "words" };
            return self.runs("chercher", json!({ option: words })).await;
        }
        self.remembers();
        was_taken(&self.user.presses(&write).await);
        let field = self.user.modal().expect("a form").inputs.remove(0).custom_id;
        was_taken(&self.user.submits(json!({ field: words })).await);
    }

    async fn taps(&mut self, label: &str) {
        self.remembers();
        was_taken(&self.user.presses(label).await);
    }

    async fn reads(&mut self, words: &str) {
        self.waits_for(|shown| plain(shown).contains(words)).await;
    }

    async fn keeps(&mut self) -> String {
        let shown = self.waits_for(|shown| !shown.files.is_empty()).await;
        String::from_utf8(shown.files[0].1.clone()).expect("words")
    }

    async fn answers(&mut self, news: News) {
        let label = self.text(news.in_notice());
        let offers = |shown: &Shown| !shown.ephemeral && shown.button(&label).is_some();
        let seen = self.user.waits_for(|seen| seen.iter().any(offers)).await;
        let notice = seen.iter().rfind(|shown| offers(shown)).expect("a notice");
        self.remembers();
        was_taken(&self.user.in_private().presses_on(notice, &label).await);
    }
}
