//! The executable `jemengage` and its HTTP face: adapters around `platform-core`, and the wiring that joins them.

pub mod attestation;
pub mod backup;
pub mod cli;
pub mod cluster;
pub mod config;
pub mod demo;
pub mod mail;
pub mod serve;
mod sign_in;
pub mod system;
pub mod web;
pub mod wiring;
