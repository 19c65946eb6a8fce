//! A mission as agents see it: all of it with the reasons beside the fields, what can be done, and its history.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::kinds::MissionId;
use platform_core::ledger::history;
use platform_core::missions::read::Seen;
use platform_core::missions::{self, Act, Draft, Mission, PlacedAddress, Slot, State as Standing, Translation};
use platform_core::pictures::Picture;
use platform_core::refusals::{EditError, Explain as _, Kind};
use platform_core::texts::Locale;
use uuid::Uuid;

use super::super::card;
use super::super::field::Field;
use super::super::form::{Complaints, Fields, Form};
use super::super::manage::hand_over;
use super::super::mission::Query;
use super::super::response::{go_on, show_as};
use super::super::shell::Shell;
use super::ForAgents;
use super::review::{self, Past, Sheet};
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;

/// Events shown.
const SHOWN: u16 = 50;
/// Slots shown: a mission may have hundreds.
const SLOTS: usize = 30;

#[derive(Template)]
#[template(path = "pages/agent/mission.html")]
struct MissionPage<'a> {
    shell: &'a Shell,
    id: Uuid,
    here: String,
    title: String,
    association: (Uuid, String, String),
    state: String,
    is_public: bool,
    complaints: Complaints,
    can: Can,
    remarks: Vec<[Field; 2]>,
    reason: Field,
    why: Field,
    history: Vec<Past>,
    more_slots: usize,
    sheet: Sheet,
    picture: Option<Picture>,
}

/// What can be done from where it stands.
struct Can {
    publish: bool,
    send_back: bool,
    suspend: bool,
    resume: bool,
    cancel: bool,
    hand_over: bool,
}

/// `GET /agent/missions/{id}`
pub(super) async fn mission(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    query: Query,
) -> Result<Response, Failure> {
    render(&web, &shell, id.into(), Complaints::default(), &query.0).await
}

async fn render(
    web: &Web,
    shell: &Shell,
    id: MissionId,
    complaints: Complaints,
    given: &Fields,
) -> Result<Response, Failure> {
    let status = complaints.status();
    let Seen { mission, .. } = missions::read::get(&web.app, &shell.ctx, id).await?;
    let events = history::of_mission(&web.app, &shell.ctx, id, None, SHOWN).await?;
    let shown = if given.has("all") { mission.slots.len() } else { SLOTS };
    let may = |act: Act| mission.state.after(act).is_ok();
    let sheet = Sheet::new(shell, fields(shell, &mission, shown), &mission.reasons);
    let page = MissionPage {
        shell,
        id: id.uuid(),
        here: shell.href(&format!("/agent/missions/{id}")),
        title: mission.draft.title.clone(),
        association: (
            mission.association.uuid(),
            mission.association_name.clone(),
            shell.word("agent-association-state", mission.association_state),
        ),
        state: shell.word("agent-mission-state", mission.state),
        is_public: mission.is_public(),
        can: Can {
            publish: may(Act::Publish),
            send_back: may(Act::Return),
            suspend: may(Act::Suspend),
            resume: may(Act::Resume),
            cancel: may(Act::Cancel),
            hand_over: !matches!(mission.state, Standing::Closed | Standing::Cancelled),
        },
        remarks: sheet.remarks(shell, &review::read_remarks(given), &complaints),
        reason: review::reason(shell, given, &complaints),
        why: Field::text("why", shell.t("manage-cancel-why"), 3, given.text("why"))
            .hint(shell.t("manage-cancel-hint"))
            .complaint(&complaints, "/why")
            .required(),
        history: review::past(shell, events),
        more_slots: mission.slots.len().saturating_sub(shown),
        complaints,
        sheet,
        picture: mission.picture,
    };
    show_as(status, shell, &page)
}

/// What it says, by JSON pointer.
fn fields(shell: &Shell, mission: &Mission, shown: usize) -> Vec<(&'static str, String)> {
    let draft = &mission.draft;
    let said = |is: bool| shell.t(if is { "agent-yes" } else { "agent-no" });
    let own = |text: &Option<String>| text.clone().unwrap_or_default();
    let contact = [own(&draft.contact.name), own(&draft.contact.email), own(&draft.contact.phone)];
    let mut addresses: Vec<_> = mission.addresses.iter().map(|address| place(shell, address)).collect();
    if draft.remote {
        addresses.push(shell.t("card-remote"));
    }
    vec![
        ("/title", draft.title.clone()),
        ("/description", draft.description.clone()),
        ("/language", shell.word("facet-language", draft.language)),
        ("/translations", translations(shell, draft)),
        ("/domain", shell.word("domain", draft.domain)),
        ("/activities", review::listed(shell, "activity", &draft.activities)),
        ("/beneficiaries", review::listed(shell, "beneficiary", &draft.beneficiaries)),
        ("/open_to_minors", said(draft.open_to_minors)),
        ("/accessible", said(draft.accessible)),
        ("/addresses", addresses.join("\n")),
        ("/slots", slots(shell, &mission.slots, shown)),
        ("/acceptance", shell.word("agent-acceptance", draft.acceptance)),
        ("/waiting_list", said(draft.waiting_list)),
        ("/prerequisites", draft.prerequisites.join("\n")),
        ("/motivation_wanted", said(draft.motivation_wanted)),
        ("/contact", contact.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")),
    ]
}

fn translations(shell: &Shell, draft: &Draft) -> String {
    let text = |(language, text): (&Locale, &Translation)| {
        let language = shell.word("facet-language", language);
        [language.as_str(), &text.title, &text.description].join("\n")
    };
    draft.translations.iter().map(text).collect::<Vec<_>>().join("\n\n")
}

fn place(shell: &Shell, address: &PlacedAddress) -> String {
    let areas = address.areas.iter().filter_map(|code| shell.ctx.tenant.config.area(code));
    let areas = areas.map(|area| area.name(shell.ctx.locale).to_owned());
    let parts = [&address.label, &address.street, &address.postcode].into_iter().cloned().chain(areas);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn slots(shell: &Shell, slots: &[Slot], shown: usize) -> String {
    let line = |slot: &Slot| {
        let args = [
            ("when", shell.when(slot.starts_at).into()),
            ("taken", slot.taken.into()),
            ("capacity", slot.capacity.into()),
        ];
        shell.filled("agent-slot", args)
    };
    let slots = card::as_looked_for(slots, shell.ctx.now);
    slots.into_iter().take(shown).map(line).collect::<Vec<_>>().join("\n")
}

/// Goes on to the mission, or shows it with why not.
async fn after(
    web: &Web,
    shell: &Shell,
    id: MissionId,
    outcome: Result<Mission, EditError>,
    given: &Fields,
) -> Result<Response, Failure> {
    match outcome {
        Ok(_) => {
            web.answers.changed(Some((shell.ctx.tenant.id.uuid(), id)));
            Ok(go_on(shell, &format!("/agent/missions/{id}")))
        }
        Err(error) => render(web, shell, id, Complaints::of(shell, error)?, given).await,
    }
}

/// `POST /agent/missions/{id}/publish`
pub(super) async fn publish(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    let outcome = missions::review::publish(&web.app, &shell.ctx, id.into()).await;
    after(&web, &shell, id.into(), outcome, &given).await
}

/// `POST /agent/missions/{id}/return`
pub(super) async fn send_back(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    let remarks = review::read_remarks(&given);
    let outcome = missions::review::send_back(&web.app, &shell.ctx, id.into(), &remarks).await;
    after(&web, &shell, id.into(), outcome, &given).await
}

/// `POST /agent/missions/{id}/suspend`
pub(super) async fn suspend(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    let outcome = missions::suspend::suspend(&web.app, &shell.ctx, id.into(), given.text("reason")).await;
    after(&web, &shell, id.into(), outcome, &given).await
}

/// `POST /agent/missions/{id}/resume`
pub(super) async fn resume(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    let outcome = missions::suspend::resume(&web.app, &shell.ctx, id.into()).await;
    after(&web, &shell, id.into(), outcome, &given).await
}

/// `POST /agent/missions/{id}/cancel`: calls it off, for a reason that everybody is told. It has a field of its own: pausing
/// it asks for a reason on the same page.
pub(super) async fn cancel(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    match missions::cancel::cancel(&web.app, &shell.ctx, id.into(), given.text("why")).await {
        Err(error) if error.kind() == Kind::Invalid => {
            let complaints = Complaints::of(&shell, error)?.map_fields(|_| "/why".to_owned());
            render(&web, &shell, id.into(), complaints, &given).await
        }
        outcome => after(&web, &shell, id.into(), outcome, &given).await,
    }
}

/// `GET /agent/missions/{id}/hand-over`
pub(super) async fn choose(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    query: Query,
) -> Result<Response, Failure> {
    let Seen { mission, .. } = missions::read::get(&web.app, &shell.ctx, id.into()).await?;
    hand_over::show(&web, &shell, &mission, "/agent", &query.0).await
}

/// `POST /agent/missions/{id}/hand-over`
pub(super) async fn hand_over(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    let Seen { mission, .. } = missions::read::get(&web.app, &shell.ctx, id.into()).await?;
    hand_over::handed(&web, &shell, &mission, "/agent", &given).await
}
