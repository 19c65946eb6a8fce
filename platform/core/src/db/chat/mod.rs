//! SQL of chat: bots, conversations and what is to be sent stand above cities; who somebody is, in one.

mod bots;
mod conversations;
mod guilds;
mod keeping;
mod logins;
mod meeting;
mod outbox;
mod people;

pub(crate) use bots::*;
pub(crate) use conversations::*;
pub use guilds::Guild;
pub(crate) use guilds::*;
pub(crate) use keeping::*;
pub(crate) use logins::*;
pub(crate) use meeting::*;
pub(crate) use outbox::*;
pub(crate) use people::*;
