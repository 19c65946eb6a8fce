//! Chat: one conversation for every channel, decided purely ([`engine`]), and how each channel shows it.
//!
//! Nothing of what a city decides lives here: every act is a use case of the core, called by [`talk`].

pub mod call;
mod commands;
pub mod discord;
pub mod engine;
pub mod lobby;
mod notes;
mod plain;
pub mod press;
mod receive;
pub mod screen;
mod sender;
pub mod state;
pub mod talk;
pub mod telegram;
pub mod terminal;
mod when;

pub use notes::Chats;
pub use sender::send_all;
use url::Url;

/// Where platforms are, if not where they always are.
#[derive(Debug, Clone, Default)]
pub struct Apis {
    /// Telegram.
    pub telegram: Option<Url>,
    /// Discord.
    pub discord: Option<Url>,
}
