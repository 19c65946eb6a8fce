//! Chat as the platform keeps it: bots, conversations, what is to be sent, and who somebody in a chat is. What is said lies
//! in the adapter; here it is what was kept of it.

pub mod bots;
pub mod conversation;
pub mod guilds;
pub mod logins;
pub mod outbox;
pub mod people;
mod vault;

pub use vault::Vault;

use crate::kinds::words;

words! {
    /// Where a conversation takes place.
    Platform {
        /// Telegram.
        Telegram = "telegram",
        /// Discord.
        Discord = "discord",
    }
}

/// Somebody, as their platform knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatPerson {
    /// Where.
    pub platform: Platform,
    /// Their number there.
    pub person: String,
}
