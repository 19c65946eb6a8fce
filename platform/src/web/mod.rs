//! The HTTP face: parse, call the use case, render. No rule lives here.

mod accounts;
mod alerts;
mod associations;
mod attendance;
mod cache;
mod chat;
mod city;
mod client;
mod cookies;
mod credentials;
mod desk;
mod edge;
mod error;
mod extractors;
mod favourites;
mod health;
mod hooks;
mod hours;
mod idempotency;
mod ledger;
mod limits;
mod members;
mod messages;
mod missions;
mod moderation;
mod pages;
mod pictures;
mod preferences;
mod privacy;
mod roles;
mod router;
mod rules;
mod schemas;
mod sign_in;
mod sign_ups;
mod statistics;
mod strict;
mod tokens;

use std::sync::Arc;

use ipnet::IpNet;
use platform_core::App;

pub use cache::PublicAnswers;
pub use limits::Limits;
pub use router::{metrics_router, openapi, router};

/// What every handler may reach.
#[derive(Clone)]
pub struct Web {
    /// The application.
    pub app: Arc<App>,
    /// Public answers, held for a moment.
    pub answers: Arc<PublicAnswers>,
    /// How often credentials may be tried.
    pub limits: Arc<Limits>,
    /// Who may say where a request comes from.
    pub trusted_proxies: Arc<[IpNet]>,
}
