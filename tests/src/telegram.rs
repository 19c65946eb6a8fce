//! Telegram, played for our server: a strict Bot API on loopback, and the people who write to the bots behind it.
//!
//! **Why.** What Telegram refuses must be refused here, with its words and its codes, else the suites let pass what
//! fails in the street. The rules are those of Telegram's own sources (`tdlib/telegram-bot-api` and `tdlib/td`, 2026)
//! and of its documentation. Where Telegram drops something without a word (a button with no label, the ninth of a
//! row), this one refuses: nobody would see that a button is missing.

mod bot;
mod chat;
mod html;
mod limits;
mod markup;
mod messages;
mod params;
mod refusal;
mod serve;
mod settings;
#[cfg(test)]
mod tests;
mod user;
mod world;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

pub use bot::Bot;
pub use chat::{Place, Shown};
pub use markup::{Action, Button, Key};
pub use settings::{Commands, Webhook};
pub use user::User;
pub use world::{Call, Toast};

use world::{Account, Shared};

/// How long something that must come is waited for.
const LONGEST: Duration = Duration::from_secs(60);

/// What goes wrong with a call when a test asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Answered with this status, and not done.
    Status(u16),
    /// Answered with this status and these words, and not done.
    Says(u16, &'static str),
    /// Answered 429, and not done.
    TooMany {
        /// In how many seconds to come back.
        retry_after: u32,
    },
    /// Left waiting so long before it is looked at; not done if the caller has gone by then.
    Hang(Duration),
    /// The connection is closed without an answer, and nothing is done.
    Drop,
    /// Done, and the connection closed without an answer: the caller cannot know.
    AnswerLost,
}

/// The Bot API of any number of bots.
#[derive(Debug)]
pub struct Telegram {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Telegram {
    /// Starts it on a free port; it runs as long as the test does.
    ///
    /// # Panics
    /// If it cannot listen.
    pub async fn start() -> Self {
        let shared = Arc::new(Shared::new());
        let address = serve::start(Arc::clone(&shared)).await.expect("a port");
        Self { address, shared }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base of its addresses, as the server wants to be told.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A new bot, as BotFather makes one.
    #[must_use]
    pub fn bot(&self, name: &str) -> Bot {
        let account = Account::new(name);
        let token = account.token.clone();
        self.shared.change(|world| world.accounts.insert(token.clone(), account));
        Bot::new(Arc::clone(&self.shared), token)
    }

    /// From now on a bot may send and edit so many messages a second, to everybody and to one chat; the next is
    /// answered 429, and so is every further one until the second it is told to wait is over.
    pub fn limit(&self, per_second_bot: impl Into<Option<usize>>, per_second_chat: impl Into<Option<usize>>) {
        let (bot, chat) = (per_second_bot.into(), per_second_chat.into());
        self.shared.change(|world| world.limits = limits::Limits { bot, chat });
    }

    /// The next call of this method (`*`: of any) that has no such fault before it goes wrong like this.
    pub fn fail_next(&self, method: &str, fault: Fault) {
        self.shared.change(|world| world.faults.push((method.to_lowercase(), fault)));
    }

    /// The calls with a token nobody has, without the token.
    #[must_use]
    pub fn unauthorized(&self) -> Vec<String> {
        self.shared.look(|world| world.unauthorized.clone())
    }
}
