//! The web site: server-rendered pages over the same use cases as the API and chat; a page adds no rule.

mod about;
mod agent;
mod areas;
pub(super) mod assets;
mod associations;
mod card;
mod entry;
mod entry_chat;
mod feeds;
mod field;
mod form;
mod held;
mod home;
mod hours;
pub(super) mod language;
mod last_said;
mod links;
mod manage;
mod markdown;
mod me;
mod mission;
pub(super) mod problem;
pub(super) mod response;
mod search;
pub(super) mod shell;
mod sign_ups;
mod structured;
mod theme;
mod upload;
mod widget;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use super::Web;

/// Every page.
pub(super) fn router(web: &Web) -> Router<Web> {
    let held = from_fn_with_state(web.clone(), held::hold);
    visitors()
        .route_layer(held)
        .merge(loaded())
        .merge(entrance())
        .merge(volunteers())
        .merge(me::router())
        .merge(links::router())
        .merge(feeds::router())
        .merge(widget::router())
        .merge(agent::router())
        .merge(manage::router())
}

/// What everybody may see.
fn visitors() -> Router<Web> {
    Router::new()
        .route("/", get(home::home))
        .route("/missions", get(search::search))
        .route("/missions/{id}", get(mission::mission))
        .route("/associations", get(associations::list))
        .route("/associations/{id}", get(associations::association))
        .route("/areas/{code}", get(areas::area))
        .route("/statistics", get(about::statistics))
        .route("/about", get(about::about))
        .route("/legal", get(about::legal))
        .route("/privacy", get(about::privacy))
        .route("/accessibility", get(about::accessibility))
        .route("/sitemap.xml", get(feeds::sitemap))
}

/// What pages load.
fn loaded() -> Router<Web> {
    Router::new()
        .route("/theme.css", get(theme::theme))
        .route("/theme/{name}", get(theme::logo))
        .route("/assets/{version}/{*name}", get(assets::asset))
}

/// Coming in and going out.
fn entrance() -> Router<Web> {
    Router::new()
        .route("/enter", get(entry::enter).post(entry::ask))
        .route("/enter/password", post(entry::by_password))
        .route("/enter/chat", get(entry_chat::see).post(entry_chat::ask))
        .route("/enter/chat/finish", post(entry_chat::finish))
        .route("/enter/{link}", get(entry::open).post(entry::use_link))
        .route("/register", get(entry::form).post(entry::register))
        .route("/leave", post(entry::leave))
}

/// What somebody does who helps.
fn volunteers() -> Router<Web> {
    Router::new()
        .route("/missions/{id}/sign-ups", post(mission::join))
        .route("/missions/{id}/favourite", post(mission::favour))
        .route("/me/hours", get(hours::list).post(hours::attest))
        // Each try counts: it is answered anew.
        .route("/attestations", get(hours::check_typed))
        .route("/attestations/{code}", get(hours::check))
        .route("/sign-ups", get(sign_ups::list))
        .route("/sign-ups/{id}", get(sign_ups::sign_up))
        .route("/sign-ups/{id}/withdraw", post(sign_ups::withdraw))
        .route("/sign-ups/{id}/take", post(sign_ups::take))
        .route("/sign-ups/{id}/confirm", post(sign_ups::confirm))
        .route("/sign-ups/{id}/messages", post(sign_ups::write))
        .route("/sign-ups/{id}/date.ics", get(sign_ups::date))
}
