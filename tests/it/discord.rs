//! Discord, end to end: the real server, a strict Discord, and people who run commands and press.

mod guilds;
mod joining;
mod late;
mod posting;
mod registering;
mod signed;
mod strangers;
pub(crate) mod street;
