//! Handing a mission over to another association.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use platform_core::associations::read;
use platform_core::kinds::MissionId;
use platform_core::missions;
use platform_core::refusals::{EditError, Reason};
use uuid::Uuid;

use super::{changed, own_mission, role};
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;
use crate::web::pages::field::{Choice, Field};
use crate::web::pages::form::{Complaints, Form};
use crate::web::pages::response::{go_on, show_as};
use crate::web::pages::shell::Shell;

/// Associations to choose from.
const CHOICES: u16 = 500;

#[derive(Template)]
#[template(path = "pages/manage/hand-over.html")]
struct HandOver<'a> {
    shell: &'a Shell,
    id: Uuid,
    title: String,
    complaints: Complaints,
    association: Field,
}

/// `GET /manage/missions/{id}/hand-over`
pub(super) async fn choose(State(web): State<Web>, shell: Shell, Id(id): Id) -> Result<Response, Failure> {
    render(&web, &shell, id.into(), StatusCode::OK, Complaints::default(), None).await
}

async fn render(
    web: &Web,
    shell: &Shell,
    id: MissionId,
    status: StatusCode,
    complaints: Complaints,
    chosen: Option<Uuid>,
) -> Result<Response, Failure> {
    let mission = own_mission(web, shell, id).await?;
    let others = read::list(&web.app, &shell.ctx, None, CHOICES).await?;
    let others = others.iter().filter(|other| other.id != mission.association);
    let choice = |other: &platform_core::associations::Association| {
        Choice::new(other.id, &other.file.name, chosen == Some(other.id.uuid()))
    };
    let nothing = Choice::new("", shell.t("mission-choose"), chosen.is_none());
    let choices = std::iter::once(nothing).chain(others.map(choice)).collect();
    let page = HandOver {
        shell,
        id: id.uuid(),
        title: mission.draft.text_in(shell.ctx.locale).0.to_owned(),
        association: Field::select("association", shell.t("hand-over-to"), choices)
            .complaint(&complaints, "/association")
            .required(),
        complaints,
    };
    show_as(status, shell, &page)
}

/// `POST /manage/missions/{id}/hand-over`: who acts for both has done it, the other is asked otherwise.
pub(super) async fn hand_over(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let to = fields.parsed::<Uuid>("association").ok().flatten();
    let handed = match to {
        Some(to) => missions::hand_over::hand_over(&web.app, &shell.ctx, id.into(), to.into()).await,
        None => Err(EditError::Invalid(vec![Reason::new("blank").at("/association")])),
    };
    match handed {
        Ok(mission) => {
            changed(&web, &shell, mission.id);
            let stays = role(&shell, mission.association).is_ok();
            Ok(go_on(&shell, &if stays { format!("/manage/missions/{id}") } else { "/manage".to_owned() }))
        }
        Err(error) => {
            let complaints = Complaints::of(&shell, error)?;
            render(&web, &shell, id.into(), StatusCode::UNPROCESSABLE_ENTITY, complaints, to).await
        }
    }
}
