//! The suites across crates.

mod accounts;
mod backup;
mod bad_input;
mod catalogue;
mod faults;
mod favourites;
mod isolation;
mod jobs;
mod journey;
mod ledger;
mod letters;
mod lives;
mod mail;
mod members;
mod messages;
mod migrations;
mod model;
mod preferences;
mod readme;
mod search;
mod server;
mod sign_ups;
mod statistics;
mod tampering;
mod tenants;
mod words;
