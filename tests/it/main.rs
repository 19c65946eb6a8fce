//! The suites across crates.

mod accounts;
mod catalogue;
mod jobs;
mod journey;
mod migrations;
mod readme;
mod server;
mod sign_ups;
mod words;
