//! Handing a mission over to another association, which is looked for by name: by those who act for its own, or an agent.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::associations::{Association, read};
use platform_core::kinds::MissionId;
use platform_core::missions::{self, Mission};
use platform_core::refusals::{EditError, Reason};
use uuid::Uuid;

use super::{changed, own_mission, role};
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;
use crate::web::pages::field::{Choice, Field};
use crate::web::pages::form::{Complaints, Fields, Form};
use crate::web::pages::mission::Query;
use crate::web::pages::response::{go_on, show_as};
use crate::web::pages::shell::Shell;

/// Associations to choose from at once.
const CHOICES: u16 = 20;

#[derive(Template)]
#[template(path = "pages/manage/hand-over.html")]
struct HandOver<'a> {
    shell: &'a Shell,
    /// The page of the mission, for who hands it over.
    mission: String,
    title: String,
    complaints: Complaints,
    words: Field,
    asked: String,
    more: bool,
    association: Option<Field>,
}

/// `GET /manage/missions/{id}/hand-over`
pub(super) async fn choose(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    query: Query,
) -> Result<Response, Failure> {
    let mission = own_mission(&web, &shell, id.into()).await?;
    show(&web, &shell, &mission, "/manage", &query.0).await
}

/// The page where the other association is chosen, for pages under this address.
pub(in crate::web::pages) async fn show(
    web: &Web,
    shell: &Shell,
    mission: &Mission,
    under: &str,
    given: &Fields,
) -> Result<Response, Failure> {
    render(web, shell, mission, under, Complaints::default(), given).await
}

async fn render(
    web: &Web,
    shell: &Shell,
    mission: &Mission,
    under: &str,
    complaints: Complaints,
    given: &Fields,
) -> Result<Response, Failure> {
    let status = complaints.status();
    let mut others = read::named(&web.app, &shell.ctx, given.text("q").trim(), CHOICES + 1).await?;
    let more = others.len() > usize::from(CHOICES);
    others.truncate(CHOICES.into());
    others.retain(|other| other.id != mission.association);
    let chosen = given.text("association");
    let choice = |other: &Association| Choice::new(other.id, &other.file.name, chosen == other.id.to_string().as_str());
    let choices: Vec<_> = others.iter().map(choice).collect();
    let page = HandOver {
        shell,
        mission: shell.href(&format!("{under}/missions/{}", mission.id)),
        title: mission.draft.text_in(shell.ctx.locale).0.to_owned(),
        words: Field::typed("search", "q", shell.t("hand-over-find"), given.text("q")),
        asked: given.text("q").to_owned(),
        more,
        association: (!choices.is_empty()).then(|| {
            Field::radios("association", shell.t("hand-over-to"), choices)
                .complaint(&complaints, "/association")
                .required()
        }),
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
    let mission = own_mission(&web, &shell, id.into()).await?;
    handed(&web, &shell, &mission, "/manage", &fields).await
}

/// Hands it over to the association that was chosen, and goes on; or shows the page with why not.
pub(in crate::web::pages) async fn handed(
    web: &Web,
    shell: &Shell,
    mission: &Mission,
    under: &str,
    given: &Fields,
) -> Result<Response, Failure> {
    match to_chosen(web, shell, mission.id, given).await {
        Ok(after) => {
            changed(web, shell, after.id);
            let stays = under != "/manage" || role(shell, after.association).is_ok();
            Ok(go_on(shell, &if stays { format!("{under}/missions/{}", after.id) } else { under.to_owned() }))
        }
        Err(error) => render(web, shell, mission, under, Complaints::of(shell, error)?, given).await,
    }
}

async fn to_chosen(web: &Web, shell: &Shell, id: MissionId, given: &Fields) -> Result<Mission, EditError> {
    let chosen: Option<Uuid> = given.parsed("association").map_err(|reason| EditError::Invalid(vec![reason]))?;
    let to = chosen.ok_or_else(|| EditError::Invalid(vec![Reason::new("blank").at("/association")]))?;
    missions::hand_over::hand_over(&web.app, &shell.ctx, id, to.into()).await
}
