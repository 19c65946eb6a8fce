//! What an agent does for somebody at the desk: signing them up, and what can be done with their sign-ups. Each time the
//! page says for whom.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use platform_core::accounts::me::Me;
use platform_core::kinds::{AccountId, MissionId, SlotId};
use platform_core::missions::read::Seen;
use platform_core::missions::{self, Mission, Slot};
use platform_core::refusals::{Denied, EditError};
use platform_core::sign_ups::sign_up::{self, Input};
use platform_core::sign_ups::{self, SignUp};
use platform_core::tenancy::Ctx;
use uuid::Uuid;

use super::super::card;
use super::super::field::Field;
use super::super::form::{Complaints, Fields, Form};
use super::super::mission::Query;
use super::super::response::{go_on, show_as};
use super::super::shell::Shell;
use super::ForAgents;
use super::person::{acting, name, refused};
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;

/// Slots shown.
const SLOTS: usize = 30;

#[derive(Template)]
#[template(path = "pages/agent/acting.html")]
struct ActingPage<'a> {
    shell: &'a Shell,
    person: Uuid,
    name: String,
    mission: Uuid,
    title: String,
    association: String,
    place: String,
    complaints: Complaints,
    prerequisites: Vec<String>,
    motivation: Option<Field>,
    slots: Vec<Row>,
    more_slots: usize,
}

/// A slot, and whether they can be signed up to it.
struct Row {
    id: Uuid,
    when: String,
    places: String,
    can: Can,
}

/// What pressing the button of a slot does.
enum Can {
    Join,
    Wait,
    /// They have signed up: where that stands.
    Already(String),
    Nothing,
}

/// The person and the mission that the address names.
type Pair = Path<(String, String)>;

fn pair(Path((person, mission)): Pair) -> Result<(AccountId, MissionId), Denied> {
    let id = |text: String| text.parse::<Uuid>().map_err(|_| Denied::NotFound);
    Ok((id(person)?.into(), id(mission)?.into()))
}

/// `GET /agent/desk/{id}/missions/{mission}`
pub(super) async fn mission(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    ids: Pair,
    query: Query,
) -> Result<Response, Failure> {
    let (person, mission) = pair(ids)?;
    let (ctx, me) = acting(&web, &shell, person).await?;
    let on = On { shell: &shell, ctx: &ctx, me: &me, mission };
    render(&web, &on, Complaints::default(), &query.0).await
}

/// Who acts, for whom, about which mission.
struct On<'a> {
    shell: &'a Shell,
    ctx: &'a Ctx,
    me: &'a Me,
    mission: MissionId,
}

async fn render(web: &Web, on: &On<'_>, complaints: Complaints, given: &Fields) -> Result<Response, Failure> {
    let status = complaints.status();
    let On { shell, ctx, me, mission } = *on;
    let Seen { mission, .. } = missions::read::get(&web.app, ctx, mission).await?;
    let theirs = sign_ups::read::to_mission(&web.app, ctx, mission.id).await?;
    let to_come: Vec<_> = mission.slots.iter().filter(|slot| card::is_to_come(slot, shell.ctx.now)).collect();
    let shown = if given.has("all") { to_come.len() } else { SLOTS };
    let page = ActingPage {
        shell,
        person: me.id.uuid(),
        name: name(me),
        mission: mission.id.uuid(),
        title: mission.draft.text_in(shell.ctx.locale).0.to_owned(),
        association: mission.association_name.clone(),
        place: card::place(shell, &mission),
        prerequisites: mission.draft.prerequisites.clone(),
        motivation: mission.draft.motivation_wanted.then(|| {
            Field::text("motivation", shell.t("agent-motivation"), 3, given.text("motivation"))
                .complaint(&complaints, "/motivation")
        }),
        more_slots: to_come.len().saturating_sub(shown),
        slots: to_come.into_iter().take(shown).map(|slot| row(shell, &mission, slot, &theirs)).collect(),
        complaints,
    };
    show_as(status, shell, &page)
}

fn row(shell: &Shell, mission: &Mission, slot: &Slot, theirs: &[SignUp]) -> Row {
    let free = card::free(slot);
    let own = theirs.iter().find(|own| own.slot == slot.id && own.state.is_live());
    let waits = mission.draft.waiting_list;
    Row {
        id: slot.id.uuid(),
        when: shell.when(slot.starts_at),
        places: match free {
            0 if waits => shell.with("slot-waiting", "count", slot.waiting),
            0 => shell.t("card-full"),
            free => shell.with("card-places", "count", free),
        },
        can: match own {
            Some(own) => Can::Already(shell.word("sign-up-state", own.state)),
            None if free > 0 => Can::Join,
            None if waits => Can::Wait,
            None => Can::Nothing,
        },
    }
}

/// `POST /agent/desk/{id}/missions/{mission}`: «Je participe», said by somebody at the desk.
pub(super) async fn join(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    ids: Pair,
    Form(given): Form,
) -> Result<Response, Failure> {
    let (person, mission) = pair(ids)?;
    let slot: SlotId = given.id("slot")?;
    let (ctx, me) = acting(&web, &shell, person).await?;
    let Seen { mission: seen, .. } = missions::read::get(&web.app, &ctx, mission).await?;
    let input = Input {
        mission,
        slot,
        prerequisites_met: given.all("prerequisite").count() >= seen.draft.prerequisites.len(),
        motivation: given.filled("motivation"),
    };
    match sign_up::sign_up(&web.app, &ctx, input).await {
        Ok(_) => {
            web.answers.changed(Some((shell.ctx.tenant.id.uuid(), mission)));
            Ok(go_on(&shell, &format!("/agent/desk/{person}")))
        }
        Err(error) => {
            let complaints = Complaints::of(&shell, error)?;
            let on = On { shell: &shell, ctx: &ctx, me: &me, mission };
            render(&web, &on, complaints, &given).await
        }
    }
}

/// Goes on to the person, or shows them with why not; places may have changed hands.
async fn done(
    web: &Web,
    shell: &Shell,
    person: AccountId,
    outcome: Result<SignUp, EditError>,
    given: &Fields,
) -> Result<Response, Failure> {
    match outcome {
        Ok(sign_up) => {
            web.answers.changed(Some((shell.ctx.tenant.id.uuid(), sign_up.mission)));
            Ok(go_on(shell, &format!("/agent/desk/{person}")))
        }
        Err(error) => refused(web, shell, person, error, given).await,
    }
}

/// `POST /agent/desk/{id}/withdraw`
pub(super) async fn withdraw(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    let (ctx, _) = acting(&web, &shell, id.into()).await?;
    let outcome = sign_ups::withdraw::withdraw(&web.app, &ctx, given.id("sign_up")?, None).await;
    done(&web, &shell, id.into(), outcome, &given).await
}

/// `POST /agent/desk/{id}/take`: takes the place that is offered to them.
pub(super) async fn take(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    let (ctx, _) = acting(&web, &shell, id.into()).await?;
    let outcome = sign_ups::answer::accept_offer(&web.app, &ctx, given.id("sign_up")?).await;
    done(&web, &shell, id.into(), outcome, &given).await
}
