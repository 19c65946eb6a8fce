//! The suites across crates.

mod journey;
mod sign_ups;
