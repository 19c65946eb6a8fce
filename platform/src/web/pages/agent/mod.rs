//! The city's pages: what its agents look after, whom they help at the desk, and what its admins set.

mod acting;
mod association;
mod bots;
mod desk;
mod ledger;
mod mission;
mod person;
mod queue;
mod review;
mod roles;
mod rules;
mod settings;
mod thread;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::routing::{get, post};
use platform_core::accounts::{Admin, Agent};

use super::shell::Shell;
use super::upload;
use crate::web::Web;
use crate::web::error::Failure;

/// Every page of the city's staff.
pub(super) fn router() -> Router<Web> {
    looked_after().merge(at_the_desk()).merge(set())
}

/// What agents look after.
fn looked_after() -> Router<Web> {
    Router::new()
        .route("/agent", get(queue::queue))
        .route("/agent/associations/{id}", get(association::association))
        .route("/agent/associations/{id}/validate", post(association::validate))
        .route("/agent/associations/{id}/return", post(association::send_back))
        .route("/agent/associations/{id}/suspend", post(association::suspend))
        .route("/agent/associations/{id}/resume", post(association::resume))
        .route("/agent/associations/{id}/accredit", post(association::accredit))
        .route("/agent/associations/{id}/leave", post(association::leave))
        .route("/agent/missions/{id}", get(mission::mission))
        .route("/agent/missions/{id}/publish", post(mission::publish))
        .route("/agent/missions/{id}/return", post(mission::send_back))
        .route("/agent/missions/{id}/suspend", post(mission::suspend))
        .route("/agent/missions/{id}/resume", post(mission::resume))
        .route("/agent/missions/{id}/cancel", post(mission::cancel))
        .route("/agent/missions/{id}/hand-over", get(mission::choose).post(mission::hand_over))
        .route("/agent/threads/{id}", get(thread::thread))
        .route("/agent/threads/{id}/close", post(thread::close))
}

/// What they do for somebody who stands before them.
fn at_the_desk() -> Router<Web> {
    Router::new()
        .route("/agent/desk", get(desk::form).post(desk::person))
        .route("/agent/desk/{id}", get(person::person))
        .route("/agent/desk/{id}/facts", post(person::tell))
        .route("/agent/desk/{id}/credentials", post(person::give))
        .route("/agent/desk/{id}/credentials/take", post(person::take))
        .route("/agent/desk/{id}/withdraw", post(acting::withdraw))
        .route("/agent/desk/{id}/take", post(acting::take))
        .route("/agent/desk/{id}/missions/{mission}", get(acting::mission).post(acting::join))
}

/// What the city is, decides and remembers.
fn set() -> Router<Web> {
    Router::new()
        .route("/agent/settings", get(settings::settings))
        .route("/agent/bots", get(bots::bots))
        .route("/agent/roles", get(roles::list).post(roles::give))
        .route("/agent/roles/take", post(roles::take))
        .route("/agent/rules", get(rules::rules).post(rules::set))
        .route("/agent/rules/try", post(rules::attempt))
        .route("/agent/rules/restore", post(rules::restore))
        .merge(Router::new().route("/agent/rules/upload", post(rules::upload)).layer(upload::limit()))
        .route("/agent/ledger", get(ledger::ledger))
}

/// The frame of a page for agents: whoever is none is told so before anything they sent is read.
pub(super) struct ForAgents(Shell);

impl FromRequestParts<Web> for ForAgents {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let shell = Shell::from_request_parts(parts, web).await?;
        Agent::check(&shell.ctx)?;
        Ok(Self(shell))
    }
}

/// The same for admins.
pub(super) struct ForAdmins(Shell);

impl FromRequestParts<Web> for ForAdmins {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let shell = Shell::from_request_parts(parts, web).await?;
        Admin::check(&shell.ctx)?;
        Ok(Self(shell))
    }
}

/// A page of the city's, in the menu.
pub(super) struct Entry {
    href: String,
    label: String,
    current: bool,
}

/// The pages of the city that this person may open.
pub(super) fn menu(shell: &Shell) -> Vec<Entry> {
    let entry =
        |(path, key): &(&str, &str)| Entry { href: shell.href(path), label: shell.t(key), current: shell.is_at(path) };
    let looked_after = ["/agent/associations", "/agent/missions", "/agent/threads"];
    let queue = Entry {
        href: shell.href("/agent"),
        label: shell.t("agent-menu-queue"),
        current: shell.is_exactly("/agent") || looked_after.iter().any(|path| shell.is_at(path)),
    };
    let all = [
        ("/agent/desk", "agent-menu-desk"),
        ("/agent/rules", "agent-menu-rules"),
        ("/agent/bots", "agent-menu-bots"),
        ("/agent/settings", "agent-menu-settings"),
        ("/statistics", "nav-statistics"),
    ];
    let for_admins = [("/agent/roles", "agent-menu-roles"), ("/agent/ledger", "agent-menu-ledger")];
    let for_admins = for_admins.iter().filter(|_| shell.is_admin());
    std::iter::once(queue).chain(all.iter().chain(for_admins).map(entry)).collect()
}
