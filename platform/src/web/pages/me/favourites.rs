//! The missions somebody keeps in mind.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::favourites;

use crate::web::Web;
use crate::web::error::Failure;
use crate::web::pages::card::Card;
use crate::web::pages::response::show;
use crate::web::pages::shell::Shell;

/// Favourites shown.
const PAGE: u16 = 100;

#[derive(Template)]
#[template(path = "pages/me/favourites.html")]
struct Favourites<'a> {
    shell: &'a Shell,
    missions: Vec<Card>,
}

/// `GET /me/favourites`
pub(super) async fn list(State(web): State<Web>, shell: Shell) -> Result<Response, Failure> {
    let kept = favourites::list(&web.app, &shell.ctx, None, PAGE).await?;
    let missions = kept.iter().map(|kept| Card::new(&shell, &kept.mission, None)).collect();
    show(&shell, &Favourites { shell: &shell, missions })
}
