//! Telegram: updates come in by webhook, what follows is kept before they are answered for, and a sender takes it out.
//!
//! **Why no dispatcher:** teloxide's own answers an update before it has looked at it, so a crash loses it. Here it serves
//! as what Telegram's types and methods are.

mod courier;
mod poll;
mod receive;
mod register;
mod show;
mod update;

pub(crate) use courier::Courier;
pub use poll::poll_all;
pub use receive::receive;
pub use register::{RegisterError, name, register};
pub(crate) use show::notes;
