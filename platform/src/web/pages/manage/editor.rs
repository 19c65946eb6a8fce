//! The mission editor: one step at a time, each saved by itself, with the reasons of the rules beside the fields.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use platform_core::kinds::{AssociationId, MissionId};
use platform_core::missions::{self, Draft, Mission};
use platform_core::refusals::{Denied, EditError, Explain as _, Kind};

use super::steps::{self, Sheet, Step};
use super::{changed, dates, own_mission, places, role};
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;
use crate::web::pages::form::{Complaints, Fields, Form};
use crate::web::pages::mission::Query;
use crate::web::pages::response::{go_on, show, show_as};
use crate::web::pages::shell::Shell;

#[derive(Template)]
#[template(path = "pages/manage/editor.html")]
struct Editor<'a> {
    shell: &'a Shell,
    title: String,
    action: String,
    /// Where one goes back to.
    back: (String, String),
    steps: Vec<StepLink>,
    version: Option<i32>,
    /// The page of the mission as it stands, where somebody else changed it meanwhile.
    stale: Option<String>,
    complaints: Complaints,
    sheet: Sheet,
}

/// A step in the list of them.
pub(super) struct StepLink {
    pub(super) name: String,
    pub(super) address: Option<String>,
    pub(super) current: bool,
}

/// The steps of a mission and the one that is shown; none: its picture, which stands last.
pub(super) fn links(shell: &Shell, id: MissionId, shown: Option<Step>) -> Vec<StepLink> {
    let page = shell.href(&format!("/manage/missions/{id}"));
    let link = |step: Step| StepLink {
        name: shell.word("mission-step", step.word()),
        address: Some(format!("{page}/edit/{}", step.word())),
        current: shown == Some(step),
    };
    let picture =
        StepLink { name: shell.t("picture-title"), address: Some(format!("{page}/picture")), current: shown.is_none() };
    Step::ALL.into_iter().map(link).chain([picture]).collect()
}

/// What a step is filled with.
enum Filled {
    Fields(Fields),
    Dates(Vec<dates::Row>),
    Places(bool, Vec<places::Row>),
}

impl Filled {
    /// With the mission as it stands.
    fn of(shell: &Shell, step: Step, mission: &Mission) -> Self {
        match step {
            Step::What => Self::Fields(steps::what_filled(&mission.draft)),
            Step::When => Self::Dates(dates::filled(shell, mission)),
            Step::Where => Self::Places(mission.draft.remote, places::filled(mission)),
            Step::Who => Self::Fields(steps::who_filled(&mission.draft)),
        }
    }

    /// With what was typed.
    fn typed(step: Step, given: Fields) -> Self {
        match step {
            Step::What | Step::Who => Self::Fields(given),
            Step::When => Self::Dates(dates::typed(&given)),
            Step::Where => Self::Places(given.has("remote"), places::typed(&given)),
        }
    }

    /// With one more row.
    fn with_another(self) -> Self {
        match self {
            Self::Fields(_) => self,
            Self::Dates(rows) => Self::Dates(dates::with_another(rows)),
            Self::Places(remote, rows) => Self::Places(remote, places::with_another(rows)),
        }
    }

    /// The mission with what was typed, the other steps as they stand.
    fn draft(&self, shell: &Shell, step: Step, mission: &Mission) -> Result<Draft, EditError> {
        let mut draft = mission.draft.clone();
        let read = match self {
            Self::Fields(given) if step == Step::What => steps::what_read(shell, given, &mut draft),
            Self::Fields(given) => steps::who_read(given, &mut draft),
            Self::Dates(rows) => dates::read(shell, rows, mission).map(|slots| draft.slots = slots),
            Self::Places(remote, rows) => {
                draft.remote = *remote;
                places::read(shell, rows, mission).map(|addresses| draft.addresses = addresses)
            }
        };
        read.map(|()| draft).map_err(EditError::Invalid)
    }

    fn sheet(&self, shell: &Shell, step: Step, mission: Option<&Mission>, complaints: &Complaints) -> Sheet {
        match self {
            Self::Fields(given) if step == Step::What => steps::what(shell, given, complaints),
            Self::Fields(given) => steps::who(shell, given, complaints),
            Self::Dates(rows) => dates::sheet(shell, rows, mission, complaints),
            Self::Places(remote, rows) => places::sheet(shell, *remote, rows, complaints),
        }
    }
}

/// Each reason beside the field that shows it.
fn beside(complaints: Complaints) -> Complaints {
    complaints.map_fields(|pointer| steps::beside(&places::beside(&dates::beside(pointer))))
}

/// `GET /manage/{id}/missions/new`
pub(super) async fn blank(shell: Shell, Id(id): Id) -> Result<Response, Failure> {
    role(&shell, id.into())?;
    show(&shell, &new_page(&shell, id.into(), &steps::what_blank(&shell), Complaints::default()))
}

fn new_page<'a>(shell: &'a Shell, id: AssociationId, given: &Fields, complaints: Complaints) -> Editor<'a> {
    let link = |step: Step| StepLink {
        name: shell.word("mission-step", step.word()),
        address: None,
        current: step == Step::What,
    };
    let complaints = beside(complaints);
    Editor {
        shell,
        title: shell.t("manage-publish"),
        action: shell.href(&format!("/manage/{id}/missions/new")),
        back: (shell.t("nav-manage"), shell.href("/manage")),
        steps: Step::ALL.into_iter().map(link).collect(),
        version: None,
        stale: None,
        sheet: steps::what(shell, given, &complaints),
        complaints,
    }
}

/// `POST /manage/{id}/missions/new`: what one does makes the draft; the other steps fill it.
pub(super) async fn create(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let mut draft = steps::blank(&shell);
    let created = match steps::what_read(&shell, &fields, &mut draft) {
        Ok(()) => missions::edit::create(&web.app, &shell.ctx, id.into(), draft).await,
        Err(reasons) => Err(EditError::Invalid(reasons)),
    };
    match created {
        Ok(mission) => Ok(go_on(&shell, &onward(mission.id, Step::What, &fields))),
        Err(error) => {
            let complaints = Complaints::of(&shell, error)?;
            role(&shell, id.into())?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &shell, &new_page(&shell, id.into(), &fields, complaints))
        }
    }
}

/// Where one goes on to: the next step, or the mission.
fn onward(mission: MissionId, step: Step, given: &Fields) -> String {
    match step.next().filter(|_| given.text("go") != "stop") {
        Some(next) => format!("/manage/missions/{mission}/edit/{}", next.word()),
        None => format!("/manage/missions/{mission}"),
    }
}

fn step_of(path: &[(String, String)]) -> Result<Step, Failure> {
    let word = path.get(1).map(|(_, word)| word.as_str()).unwrap_or_default();
    Ok(word.parse().map_err(|()| Denied::NotFound)?)
}

/// `GET /manage/missions/{id}/edit/{step}`: what the city asks to mend stands beside the fields, and so does what is
/// missing, for who comes from where that is told.
pub(super) async fn edit(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Path(path): Path<Vec<(String, String)>>,
    query: Query,
) -> Result<Response, Failure> {
    let step = step_of(&path)?;
    let mission = own_mission(&web, &shell, id.into()).await?;
    if mission.state.editable().is_err() {
        return Ok(go_on(&shell, &format!("/manage/missions/{id}")));
    }
    let mut reasons = Vec::new();
    if mission.state == missions::State::Returned {
        reasons.clone_from(&mission.reasons);
    }
    if query.0.has("missing") {
        reasons.extend(mission.draft.missing_for_review(shell.ctx.now));
    }
    reasons.retain(|reason| reason.field.as_deref().is_none_or(|pointer| Step::of(pointer) == step));
    let complaints = Complaints::about(&shell, &reasons);
    show(&shell, &page(&shell, step, &mission, &Filled::of(&shell, step, &mission), complaints))
}

fn page<'a>(shell: &'a Shell, step: Step, mission: &Mission, filled: &Filled, complaints: Complaints) -> Editor<'a> {
    let page = shell.href(&format!("/manage/missions/{}", mission.id));
    let complaints = beside(complaints);
    let title = mission.draft.text_in(shell.ctx.locale).0.to_owned();
    Editor {
        shell,
        title: shell.word("mission-step", step.word()),
        action: format!("{page}/edit/{}", step.word()),
        back: (title, page),
        steps: links(shell, mission.id, Some(step)),
        version: Some(mission.version),
        stale: None,
        sheet: filled.sheet(shell, step, Some(mission), &complaints),
        complaints,
    }
}

/// `POST /manage/missions/{id}/edit/{step}`: saves the step, or adds a row to it.
pub(super) async fn save(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Path(path): Path<Vec<(String, String)>>,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let (step, id) = (step_of(&path)?, MissionId::from(id));
    let mission = own_mission(&web, &shell, id).await?;
    let version = fields.parsed("version").ok().flatten().unwrap_or_default();
    let onward = onward(id, step, &fields);
    let adds = fields.has("add");
    let filled = Filled::typed(step, fields);
    if adds {
        let filled = filled.with_another();
        let page = Editor { version: Some(version), ..page(&shell, step, &mission, &filled, Complaints::default()) };
        return show(&shell, &page);
    }
    let saved = match filled.draft(&shell, step, &mission) {
        Ok(draft) => missions::edit::update(&web.app, &shell.ctx, id, version, draft).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => {
            changed(&web, &shell, id);
            Ok(go_on(&shell, &onward))
        }
        Err(error) => {
            let is_stale = error.kind() == Kind::Stale;
            let complaints = Complaints::of(&shell, error)?;
            // Told that it changed, one may look at it, and save what one typed over it.
            let stale = is_stale.then(|| shell.href(&format!("/manage/missions/{id}")));
            let version = if is_stale { mission.version } else { version };
            let page = page(&shell, step, &mission, &filled, complaints);
            let page = Editor { version: Some(version), stale, ..page };
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &shell, &page)
        }
    }
}
