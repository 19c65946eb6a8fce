//! The suites across crates.

mod accounts;
mod bad_input;
mod catalogue;
mod favourites;
mod isolation;
mod jobs;
mod journey;
mod members;
mod messages;
mod migrations;
mod preferences;
mod readme;
mod search;
mod server;
mod sign_ups;
mod tenants;
mod words;
