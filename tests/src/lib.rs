//! What the suites stand on: a scratch database per test, an application in it, people to act as, and the real server.

#![expect(clippy::expect_used, reason = "a harness that cannot set up must stop the test, loudly")]

pub mod afterwards;
mod app;
pub mod browser;
mod crowd;
mod database;
pub mod discord;
mod issuer;
mod meilisearch;
mod nodes;
mod people;
mod postgres;
pub mod recorded;
mod rules;
mod server;
mod sink;
mod site;
mod small_disk;
mod smtp;
mod telegram;

pub use app::{Answer, TestApp, TestClock, searching_with};
pub use crowd::{Crowd, Load, http_client};
pub use database::{Database, scratch_cluster};
pub use issuer::{FACES, Issuer, SECRET, Wrong};
pub use meilisearch::Meilisearch;
pub use people::{Person, a_mission, an_association};
pub use postgres::Postgres;
pub use rules::{Overheard, Rules, engine};
pub use server::Server;
pub use sink::SentMails;
pub use site::{Page, Visitor};
pub use small_disk::SmallDisk;
pub use smtp::{Manner, RealSmtp, SmtpSink};
pub use telegram::{Action, Bot, Button, Call, Commands, Fault, Key, Place, Shown, Telegram, Toast, User, Webhook};
