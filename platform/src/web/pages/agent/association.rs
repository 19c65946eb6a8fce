//! An association as agents see it: its file with the reasons beside the fields, what can be done, and its history.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::associations::read::Seen;
use platform_core::associations::{self, Act, Association, File};
use platform_core::kinds::AssociationId;
use platform_core::ledger::history;
use platform_core::missions;
use platform_core::pictures::Picture;
use platform_core::refusals::{Denied, EditError};
use platform_core::rules::credentials;
use uuid::Uuid;

use super::super::field::{Choice, Field};
use super::super::form::{Complaints, Fields, Form};
use super::super::response::{go_on, show_as};
use super::super::shell::Shell;
use super::ForAgents;
use super::review::{self, Past, Sheet};
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;

/// Events shown, and missions.
const SHOWN: u16 = 50;

#[derive(Template)]
#[template(path = "pages/agent/association.html")]
struct AssociationPage<'a> {
    shell: &'a Shell,
    id: Uuid,
    here: String,
    name: String,
    state: String,
    is_public: bool,
    complaints: Complaints,
    can: Can,
    remarks: Vec<[Field; 2]>,
    reason: Field,
    accreditations: Option<Field>,
    /// The version of the association that they were read in.
    version: i32,
    missions: Vec<(Uuid, String, String)>,
    history: Vec<Past>,
    sheet: Sheet,
    logo: Option<Picture>,
}

/// What can be done from where it stands.
struct Can {
    validate: bool,
    send_back: bool,
    suspend: bool,
    resume: bool,
    leave: bool,
}

/// `GET /agent/associations/{id}`
pub(super) async fn association(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
) -> Result<Response, Failure> {
    render(&web, &shell, id.into(), Complaints::default(), &Fields::default()).await
}

async fn render(
    web: &Web,
    shell: &Shell,
    id: AssociationId,
    complaints: Complaints,
    given: &Fields,
) -> Result<Response, Failure> {
    let status = complaints.status();
    let Seen { association, .. } = associations::read::get(&web.app, &shell.ctx, id).await?;
    let missions = missions::read::of_association(&web.app, &shell.ctx, id, None, SHOWN).await?;
    let events = history::of_association(&web.app, &shell.ctx, id, None, SHOWN).await?;
    let may = |act: Act| association.state.after(act).is_ok();
    let sheet = Sheet::new(shell, fields(shell, &association.file), &association.reasons);
    let mission = |mission: missions::Mission| {
        (mission.id.uuid(), mission.draft.title, shell.word("agent-mission-state", mission.state))
    };
    let page = AssociationPage {
        shell,
        id: id.uuid(),
        here: shell.href(&format!("/agent/associations/{id}")),
        name: association.file.name.clone(),
        state: shell.word("agent-association-state", association.state),
        is_public: association.state.is_public(),
        can: Can {
            validate: may(Act::Validate),
            send_back: may(Act::Return),
            suspend: may(Act::Suspend),
            resume: may(Act::Resume),
            leave: may(Act::Leave),
        },
        remarks: sheet.remarks(shell, &review::read_remarks(given), &complaints),
        reason: review::reason(shell, given, &complaints),
        accreditations: accreditations(shell, &association, given, &complaints),
        version: given.parsed("version").ok().flatten().unwrap_or(association.version),
        missions: missions.into_iter().map(mission).collect(),
        history: review::past(shell, events),
        complaints,
        sheet,
        logo: association.logo,
    };
    show_as(status, shell, &page)
}

/// What it says of itself, by JSON pointer.
fn fields(shell: &Shell, file: &File) -> Vec<(&'static str, String)> {
    let own = |text: &Option<String>| text.clone().unwrap_or_default();
    let area = file.area.as_deref().and_then(|code| shell.ctx.tenant.config.area(code));
    vec![
        ("/name", file.name.clone()),
        ("/kind", shell.word("association-kind", file.kind)),
        ("/rna", own(&file.rna)),
        ("/siret", own(&file.siret)),
        ("/description", file.description.clone()),
        ("/domains", review::listed(shell, "domain", &file.domains)),
        ("/beneficiaries", review::listed(shell, "beneficiary", &file.beneficiaries)),
        ("/street", own(&file.street)),
        ("/postcode", own(&file.postcode)),
        ("/area", area.map_or_else(String::new, |area| area.name(shell.ctx.locale).to_owned())),
        ("/website", own(&file.website)),
        ("/contact_email", own(&file.contact_email)),
        ("/contact_phone", own(&file.contact_phone)),
    ]
}

/// What the city can accredit it for, if its rules know anything of the kind.
fn accreditations(shell: &Shell, association: &Association, given: &Fields, complaints: &Complaints) -> Option<Field> {
    let known = &shell.ctx.tenant.rules.about().accreditations;
    let chosen = if given.has("version") { given.words("accreditation") } else { association.accreditations.clone() };
    let choice = |name: &String| Choice::new(name, shell.word("accreditation", name), chosen.contains(name));
    let choices: Vec<_> = known.iter().map(choice).collect();
    (!choices.is_empty()).then(|| {
        Field::boxes("accreditation", shell.t("agent-accredit-for"), choices).complaint(complaints, "/accreditations")
    })
}

/// Goes on to the association, or shows it with why not.
async fn after(
    web: &Web,
    shell: &Shell,
    id: AssociationId,
    outcome: Result<Association, EditError>,
    given: &Fields,
) -> Result<Response, Failure> {
    match outcome {
        Ok(_) => {
            web.answers.changed(None);
            Ok(go_on(shell, &format!("/agent/associations/{id}")))
        }
        Err(error) => render(web, shell, id, Complaints::of(shell, error)?, given).await,
    }
}

/// `POST /agent/associations/{id}/validate`
pub(super) async fn validate(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    let outcome = associations::review::validate(&web.app, &shell.ctx, id.into()).await;
    after(&web, &shell, id.into(), outcome, &given).await
}

/// `POST /agent/associations/{id}/return`
pub(super) async fn send_back(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    let remarks = review::read_remarks(&given);
    let outcome = associations::review::send_back(&web.app, &shell.ctx, id.into(), &remarks).await;
    after(&web, &shell, id.into(), outcome, &given).await
}

/// `POST /agent/associations/{id}/suspend`
pub(super) async fn suspend(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    let outcome = associations::suspend::suspend(&web.app, &shell.ctx, id.into(), given.text("reason")).await;
    after(&web, &shell, id.into(), outcome, &given).await
}

/// `POST /agent/associations/{id}/resume`
pub(super) async fn resume(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    let outcome = associations::suspend::resume(&web.app, &shell.ctx, id.into()).await;
    after(&web, &shell, id.into(), outcome, &given).await
}

/// `POST /agent/associations/{id}/accredit`
pub(super) async fn accredit(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    let names = given.words("accreditation");
    let version = given.parsed("version").ok().flatten().ok_or(Denied::NotFound)?;
    let outcome = credentials::accredit(&web.app, &shell.ctx, id.into(), Some(version), names).await;
    // Who is told that somebody else changed them sees what stands now.
    let given = if matches!(outcome, Err(EditError::Stale)) { Fields::default() } else { given };
    after(&web, &shell, id.into(), outcome, &given).await
}

/// `POST /agent/associations/{id}/leave`: lets it leave, where nobody of its own can.
pub(super) async fn leave(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    let outcome = associations::leave::leave(&web.app, &shell.ctx, id.into()).await;
    after(&web, &shell, id.into(), outcome, &given).await
}
