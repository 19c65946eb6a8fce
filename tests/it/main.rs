//! The suites across crates.

mod accounts;
mod backup;
mod bad_input;
mod catalogue;
mod isolation;
mod jobs;
mod journey;
mod lives;
mod ledger;
mod letters;
mod mail;
mod migrations;
mod model;
mod readme;
mod search;
mod server;
mod sign_ups;
mod statistics;
mod tampering;
mod tenants;
mod words;
