//! A mission's picture in the editor: chosen, described, taken away.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::missions::Mission;
use platform_core::pictures::{self, MAX_MEGAPIXELS, MAX_UPLOAD, Picture};
use platform_core::refusals::{EditError, Reason};
use uuid::Uuid;

use super::editor::{StepLink, links};
use super::{changed, own_mission};
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;
use crate::web::pages::field::Field;
use crate::web::pages::form::{Complaints, Fields, Form};
use crate::web::pages::response::{go_on, show_as};
use crate::web::pages::shell::Shell;
use crate::web::pages::upload::{FILE, Sent, Upload};

#[derive(Template)]
#[template(path = "pages/manage/picture.html")]
struct PicturePage<'a> {
    shell: &'a Shell,
    mission: &'a str,
    /// The page of the mission.
    back: String,
    steps: Vec<StepLink>,
    complaints: Complaints,
    picture: Option<&'a Picture>,
    /// The form, where the mission may be changed.
    fields: Vec<Field>,
}

/// What can be uploaded, as a browser asks for it.
const ACCEPTED: &str = "image/jpeg,image/png,image/webp";

/// The field a picture is chosen with.
pub(super) fn file_field(shell: &Shell, label: &str, complaints: &Complaints) -> Field {
    let most = [("max", (MAX_UPLOAD / (1024 * 1024)).into()), ("pixels", MAX_MEGAPIXELS.into())];
    Field::file(FILE, shell.t(label), ACCEPTED)
        .hint(shell.filled("picture-hint", most))
        .complaint(complaints, &format!("/{FILE}"))
}

/// The picture of a form, or why there is none.
pub(super) fn chosen(file: Sent) -> Result<Option<Vec<u8>>, EditError> {
    match file {
        Sent::Nothing => Ok(None),
        Sent::File(bytes) => Ok(Some(bytes)),
        Sent::TooHeavy => Err(EditError::Invalid(vec![pictures::too_heavy()])),
    }
}

/// Why a form without a file says nothing.
pub(super) fn missing() -> EditError {
    EditError::Invalid(vec![Reason::new("picture_missing").at(format!("/{FILE}"))])
}

/// `GET /manage/missions/{id}/picture`
pub(super) async fn see(State(web): State<Web>, shell: Shell, Id(id): Id) -> Result<Response, Failure> {
    let mission = own_mission(&web, &shell, id.into()).await?;
    render(&shell, &mission, None, Complaints::default())
}

fn render(
    shell: &Shell,
    mission: &Mission,
    typed: Option<&Fields>,
    complaints: Complaints,
) -> Result<Response, Failure> {
    let status = complaints.status();
    let picture = mission.picture.as_ref();
    let kept = picture.map(|picture| picture.alt.as_str()).unwrap_or_default();
    let alt = typed.map_or(kept, |typed| typed.text("alt"));
    let fields = || {
        vec![
            file_field(shell, "picture-file", &complaints),
            Field::line("alt", shell.t("picture-alt"), alt)
                .hint(shell.t("picture-alt-hint"))
                .complaint(&complaints, "/alt"),
        ]
    };
    let page = PicturePage {
        shell,
        mission: mission.draft.text_in(shell.ctx.locale).0,
        back: shell.href(&format!("/manage/missions/{}", mission.id)),
        steps: links(shell, mission.id, None),
        picture,
        fields: if mission.state.editable().is_ok() { fields() } else { Vec::new() },
        complaints,
    };
    show_as(status, shell, &page)
}

/// `POST /manage/missions/{id}/picture`: another picture, or other words for the one there is.
pub(super) async fn save(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Upload { fields, file }: Upload<MAX_UPLOAD>,
) -> Result<Response, Failure> {
    let mission = own_mission(&web, &shell, id.into()).await?;
    let alt = fields.text("alt");
    let saved = match chosen(file) {
        Ok(Some(bytes)) => {
            web.limits.count(&shell.ctx, None)?;
            pictures::set_mission(&web.app, &shell.ctx, mission.id, bytes, alt).await
        }
        Ok(None) => pictures::describe_mission(&web.app, &shell.ctx, mission.id, alt).await,
        Err(error) => Err(error),
    };
    after(&web, &shell, id, saved, Some(&fields)).await
}

/// `POST /manage/missions/{id}/picture/remove`
pub(super) async fn remove(State(web): State<Web>, shell: Shell, Id(id): Id, _: Form) -> Result<Response, Failure> {
    let removed = pictures::remove_mission(&web.app, &shell.ctx, id.into()).await;
    after(&web, &shell, id, removed, None).await
}

/// Goes on to the mission, or shows the form with why not.
async fn after(
    web: &Web,
    shell: &Shell,
    id: Uuid,
    outcome: Result<Mission, EditError>,
    typed: Option<&Fields>,
) -> Result<Response, Failure> {
    match outcome {
        Ok(mission) => {
            changed(web, shell, mission.id);
            Ok(go_on(shell, &format!("/manage/missions/{id}")))
        }
        Err(error) => {
            let complaints = Complaints::of(shell, error)?;
            let mission = own_mission(web, shell, id.into()).await?;
            render(shell, &mission, typed, complaints)
        }
    }
}
