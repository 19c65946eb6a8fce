//! The suites across crates.

mod accounts;
mod bad_input;
mod catalogue;
mod isolation;
mod jobs;
mod journey;
mod migrations;
mod privacy;
mod readme;
mod search;
mod server;
mod sign_ups;
mod tenants;
mod words;
