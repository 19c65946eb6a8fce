//! The manager's pages: what waits, the association, its missions, and the people who come.

mod association;
mod csv;
mod dashboard;
mod dates;
mod desk;
mod editor;
mod file;
pub(super) mod hand_over;
mod lives;
mod members;
mod mission;
mod picture;
mod places;
mod sheet;
mod steps;
mod thread;

use axum::Router;
use axum::routing::{get, post};
use platform_core::accounts::AssociationRole;
use platform_core::kinds::{AssociationId, MissionId};
use platform_core::missions::{self, Mission};
use platform_core::refusals::Denied;

use super::shell::Shell;
use super::upload;
use crate::web::Web;
use crate::web::error::Failure;

/// Every page of somebody who acts for associations.
pub(super) fn router() -> Router<Web> {
    associations().merge(missions()).merge(people()).merge(pictures())
}

fn associations() -> Router<Web> {
    Router::new()
        .route("/manage", get(dashboard::dashboard))
        .route("/manage/new", get(association::blank).post(association::create))
        .route("/manage/{id}", get(association::file).post(association::update))
        .route("/manage/{id}/submit", post(association::submit))
        .route("/manage/{id}/leave", post(association::leave))
        .route("/manage/{id}/members", get(members::list))
        .route("/manage/{id}/members/invite", post(members::invite))
        .route("/manage/{id}/members/revoke", post(members::revoke))
        .route("/manage/{id}/members/change", post(members::change))
        .route("/manage/{id}/members/remove", post(members::remove))
}

fn missions() -> Router<Web> {
    Router::new()
        .route("/manage/{id}/missions/new", get(editor::blank).post(editor::create))
        .route("/manage/missions/{id}", get(mission::mission))
        .route("/manage/missions/{id}/edit/{step}", get(editor::edit).post(editor::save))
        .route("/manage/missions/{id}/submit", post(lives::submit))
        .route("/manage/missions/{id}/close", post(lives::close))
        .route("/manage/missions/{id}/cancel", post(lives::cancel))
        .route("/manage/missions/{id}/duplicate", post(lives::duplicate))
        .route("/manage/missions/{id}/take", post(lives::take_over))
        .route("/manage/missions/{id}/end-offer", post(lives::end_offer))
        .route("/manage/missions/{id}/hand-over", get(hand_over::choose).post(hand_over::hand_over))
}

/// What carries a file.
fn pictures() -> Router<Web> {
    Router::new()
        .route("/manage/{id}/logo", post(association::set_logo))
        .route("/manage/missions/{id}/picture", get(picture::see).post(picture::save))
        .layer(upload::limit())
        .route("/manage/{id}/logo/remove", post(association::remove_logo))
        .route("/manage/missions/{id}/picture/remove", post(picture::remove))
}

fn people() -> Router<Web> {
    Router::new()
        .route("/manage/missions/{id}/sign-ups", get(desk::list).post(desk::answer))
        .route("/manage/missions/{id}/sign-ups.csv", get(csv::list))
        .route("/manage/missions/{id}/sheet", get(sheet::sheet).post(sheet::record))
        .route("/manage/sign-ups/{id}", get(thread::thread))
        .route("/manage/sign-ups/{id}/accept", post(thread::accept))
        .route("/manage/sign-ups/{id}/decline", post(thread::decline))
        .route("/manage/sign-ups/{id}/messages", post(thread::write))
}

/// What somebody holds in an association; to anybody else its pages do not exist.
fn role(shell: &Shell, association: AssociationId) -> Result<AssociationRole, Denied> {
    if !shell.is_in() {
        return Err(Denied::SignIn);
    }
    shell.role_in(association).ok_or(Denied::NotFound)
}

/// A mission of an association somebody acts for; to anybody else its pages do not exist.
async fn own_mission(web: &Web, shell: &Shell, id: MissionId) -> Result<Mission, Failure> {
    if !shell.is_in() {
        return Err(Denied::SignIn.into());
    }
    let seen = missions::read::get(&web.app, &shell.ctx, id).await?;
    role(shell, seen.mission.association)?;
    Ok(seen.mission)
}

/// The places or the text that everybody sees of a mission are no longer what they were.
fn changed(web: &Web, shell: &Shell, mission: MissionId) {
    web.answers.changed(Some((shell.ctx.tenant.id.uuid(), mission)));
}
