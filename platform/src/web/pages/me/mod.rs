//! What somebody keeps and says of themselves: profile, alerts, favourites, ways to be told, chats, data.

mod alerts;
mod data;
mod favourites;
mod profile;

use axum::Router;
use axum::routing::{get, post};

use crate::web::Web;

/// The pages under `/me`.
pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/me/profile", get(profile::profile).post(profile::update))
        .route("/me/email", post(profile::link_email))
        .route("/me/guardian", post(profile::ask_guardian))
        .route("/me/identities/{provider}/unlink", post(profile::unlink))
        .route("/me/chats", post(profile::chat_code))
        .route("/me/chats/{platform}/{person}/unlink", post(profile::unlink_chat))
        .route("/me/others", post(profile::end_others))
        .route("/me/preferences", get(data::preferences).post(data::update_preferences))
        .route("/preferences", get(data::to_preferences))
        .route("/me/data", get(data::data))
        .route("/me/data/export", get(data::export))
        .route("/me/erase", post(data::erase))
        .route("/me/favourites", get(favourites::list))
        .route("/me/alerts", get(alerts::list).post(alerts::create))
        .route("/me/alerts/{id}/delete", post(alerts::delete))
}
