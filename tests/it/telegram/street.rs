//! A street: a city, a strict Bot API, and the real server between them.

use std::ops::Deref;

use tests::{Bot, Server, Telegram};

use crate::quarter::Quarter;
pub(crate) use crate::quarter::eventually;

/// A city with a bot of its own, or one bot for all cities.
pub(crate) struct Street {
    quarter: Quarter,
    pub(crate) telegram: Telegram,
    pub(crate) bot: Bot,
    pub(crate) server: Server,
}

impl Deref for Street {
    type Target = Quarter;

    fn deref(&self) -> &Quarter {
        &self.quarter
    }
}

impl Street {
    pub(crate) async fn new() -> Self {
        Self::with_bot(Some("paris")).await
    }

    pub(crate) async fn with_bot(city: Option<&str>) -> Self {
        Self::with(&city.map_or(vec!["add"], |city| vec!["add", "--city", city])).await
    }

    /// With a bot that Telegram does not call: its updates are fetched.
    pub(crate) async fn out_of_reach() -> Self {
        Self::with(&["add", "--city", "paris", "--poll"]).await
    }

    async fn with(added: &[&str]) -> Self {
        let telegram = Telegram::start().await;
        let bot = telegram.bot("canal_bot");
        let quarter = Quarter::new(("JEMENGAGE_TELEGRAM_API", telegram.url().to_string())).await;
        let server = quarter.serve().await;
        let street = Self { quarter, telegram, bot, server };
        // `jemengage bot add`, as the operator does it.
        let said = street.operates(added, street.bot.token()).await;
        assert!(said.starts_with(&format!("{}: registered.", street.bot.username())), "{said}");
        street.bot.route(street.server.address);
        street
    }

    /// What is refused is a fault of ours, but that a message already says what it is to say.
    pub(crate) fn nothing_was_refused(&self) {
        let refused = self.bot.refused();
        let is_fine = refused.iter().all(|refusal| refusal.contains("message is not modified"));
        assert!(is_fine, "{refused:?} of {:#?}", self.bot.calls());
    }
}
