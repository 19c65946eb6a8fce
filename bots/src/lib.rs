//! Chat: one conversation for every channel, decided purely ([`engine`]), and how each channel shows it.
//!
//! Nothing of what a city decides lives here: every act is a use case of the core, called by [`talk`].

pub mod call;
pub mod engine;
pub mod lobby;
mod notes;
mod plain;
pub mod press;
pub mod screen;
pub mod state;
pub mod talk;
pub mod telegram;
pub mod terminal;
mod when;

pub use notes::Chats;
