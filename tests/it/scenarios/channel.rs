//! What a scenario asks of a channel.

use chrono::{DateTime, Utc};
use platform_core::tenancy::Tenant;
use platform_core::texts::{Args, Locale};
use serde_json::Value;
use tests::{Person, TestApp};
use uuid::Uuid;

/// Where a scenario is played: a city with an association, and a channel people talk with it on.
pub(super) trait Stage: Sized {
    /// Somebody on the channel.
    type Person<'a>: Channel
    where
        Self: 'a;

    /// A city of its own.
    async fn new() -> Self;

    /// The city.
    fn app(&self) -> &TestApp;

    /// Who acts for an association, and for which.
    fn manager(&self) -> (&Person, Uuid);

    /// Somebody whom the channel knows by a first name, and the city does not know.
    async fn stranger(&self, name: &str, locale: Locale) -> Self::Person<'_>;

    /// Somebody with an account of the web.
    async fn known(&self, person: &Person, locale: Locale) -> Self::Person<'_>;

    /// Waits until what was done is found by searches.
    async fn settles(&self);

    /// The hour, as those see it who answer.
    async fn now(&self) -> DateTime<Utc>;

    /// Looks back once all is played.
    fn all_went_well(&self) {}
}

/// What the platform tells somebody of itself.
#[derive(Debug, Clone, Copy)]
pub(super) enum News {
    /// A place is offered.
    Offered,
    /// The day is near.
    Reminded,
}

impl News {
    /// The button under what is told, by which one takes the place, or says that one cannot come.
    pub(super) const fn in_notice(self) -> &'static str {
        match self {
            Self::Offered => "chat-do-take",
            Self::Reminded => "chat-do-cannot",
        }
    }

    /// The same where one looks at the sign-up: on channels on which nothing is told.
    pub(super) const fn on_sign_up(self) -> &'static str {
        match self {
            Self::Offered => "chat-do-take",
            Self::Reminded => "chat-do-leave",
        }
    }
}

/// Somebody on a channel: what they do there, and what they see of it.
pub(super) trait Channel {
    /// The city they speak with, and the language they are spoken to in.
    fn tongue(&self) -> (&Tenant, Locale);

    /// Opens the conversation, perhaps by a link: with what that starts it with.
    async fn follows(&mut self, start: Option<&str>);

    /// Gives a command.
    async fn commands(&mut self, word: &str);

    /// Says something in words.
    async fn says(&mut self, words: &str);

    /// Presses the button that says this.
    async fn taps(&mut self, label: &str);

    /// Waits until these words are shown in answer to what was done last.
    async fn reads(&mut self, words: &str);

    /// The file that came in answer to what was done last.
    async fn keeps(&mut self) -> String;

    /// Hears of something, and presses the button that goes with it.
    async fn answers(&mut self, news: News);

    /// A text of the city, with something to fill in.
    fn said(&self, key: &str, args: &[(&str, Value)]) -> String {
        let (tenant, locale) = self.tongue();
        let args: Args = args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        tenant.texts.find(locale, key, &args).unwrap_or_else(|| panic!("no text {key}"))
    }

    /// A text of the city.
    fn text(&self, key: &str) -> String {
        self.said(key, &[])
    }

    /// Presses the button with this text.
    async fn presses(&mut self, key: &str) {
        let label = self.text(key);
        self.taps(&label).await;
    }

    /// Waits until this text is shown in answer to what was done last.
    async fn sees(&mut self, key: &str) {
        let words = self.text(key);
        self.reads(&words).await;
    }
}
