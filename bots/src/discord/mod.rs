//! Discord: interactions come in signed, and are answered within three seconds or later; a sender takes out the rest.
//!
//! **Why no gateway:** it is one connection that a node holds, and of two nodes on it both would answer. serenity serves as
//! what Discord's types and builders are; the few calls of its API are made on an HTTP client of our own, since serenity's
//! leaves out a proxy while it counts and what a 429 says while it does not.

mod commands;
mod courier;
mod interaction;
mod receive;
mod register;
mod rest;
mod setup;
mod show;

pub(crate) use courier::Courier;
pub use receive::{Response, application, receive, verify};
pub use register::{Application, RegisterError, look_up, register};
pub use rest::Refusal;
pub use setup::code_text;
pub(crate) use show::{announcement, notes};
