//! A mission as those see it who act for it: where it stands, what to mend, how others see it, and what can be done.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::associations;
use platform_core::kinds::{AssociationId, MissionId};
use platform_core::missions::{Act, Mission, Slot, State as Standing};
use platform_core::pictures::Picture;
use platform_core::refusals::{Denied, ReadError};
use uuid::Uuid;

use super::own_mission;
use super::steps::Step;
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;
use crate::web::pages::card::{self, Card};
use crate::web::pages::field::Field;
use crate::web::pages::form::{Complaints, Fields};
use crate::web::pages::markdown;
use crate::web::pages::mission::{Address, Query, facts, place, until};
use crate::web::pages::response::show_as;
use crate::web::pages::shell::Shell;

/// Dates shown.
const SLOTS: usize = 20;

#[derive(Template)]
#[template(path = "pages/manage/mission.html")]
struct MissionPage<'a> {
    shell: &'a Shell,
    id: Uuid,
    title: &'a str,
    text_lang: Option<&'static str>,
    state: String,
    says: String,
    reasons: Vec<Reasoned>,
    complaints: Complaints,
    can: Can,
    /// To whom it is offered.
    offered: Option<String>,
    steps: Vec<(String, String)>,
    slots: Vec<SlotRow>,
    more_slots: usize,
    card: Card,
    description: String,
    facts: Vec<String>,
    addresses: Vec<Address>,
    prerequisites: &'a [String],
    why: Field,
    picture: Option<&'a Picture>,
}

/// A reason, and the step where it is mended: what that is called, and where it is.
type Reasoned = (String, Option<(String, String)>);

/// What can be done in the state it is in.
struct Can {
    edit: bool,
    submit: bool,
    close: bool,
    cancel: bool,
    copy: bool,
    hand_over: bool,
    be_seen: bool,
    have_people: bool,
}

/// A date, and who has a place.
struct SlotRow {
    when: String,
    until: Option<String>,
    taken: String,
    waiting: i32,
}

/// `GET /manage/missions/{id}`
pub(super) async fn mission(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    query: Query,
) -> Result<Response, Failure> {
    render(&web, &shell, id.into(), Complaints::default(), &query.0).await
}

/// Shows a mission, with why what was asked for cannot be.
pub(super) async fn render(
    web: &Web,
    shell: &Shell,
    id: MissionId,
    complaints: Complaints,
    given: &Fields,
) -> Result<Response, Failure> {
    let status = complaints.status();
    let mission = own_mission(web, shell, id).await?;
    let (title, description) = mission.draft.text_in(shell.ctx.locale);
    let can = can(&mission);
    let slots = card::as_looked_for(&mission.slots, shell.ctx.now);
    let shown = if given.has("all") { slots.len() } else { SLOTS };
    let offered = match mission.offered_to {
        Some(to) => Some(offered(web, shell, to).await?),
        None => None,
    };
    let step = |step: Step| step_link(shell, id, step, "");
    let picture = (shell.t("picture-title"), shell.href(&format!("/manage/missions/{id}/picture")));
    let page = MissionPage {
        shell,
        id: id.uuid(),
        title,
        text_lang: card::foreign(shell, &mission),
        state: shell.word("manage-mission", mission.state),
        says: shell.word("manage-mission-says", mission.state),
        reasons: reasons(shell, &mission, &complaints, can.edit),
        steps: Step::ALL.into_iter().map(step).chain([picture]).collect(),
        more_slots: slots.len().saturating_sub(shown),
        slots: slots.into_iter().take(shown).map(|slot| row(shell, slot)).collect(),
        card: Card::new(shell, &mission, None),
        description: markdown::html(description),
        facts: facts(shell, &mission),
        addresses: mission.addresses.iter().map(|address| place(shell, address)).collect(),
        prerequisites: &mission.draft.prerequisites,
        why: Field::text("reason", shell.t("manage-cancel-why"), 3, given.text("reason"))
            .hint(shell.t("manage-cancel-hint"))
            .complaint(&complaints, "/reason")
            .required(),
        complaints,
        can,
        picture: mission.picture.as_ref(),
        offered,
    };
    show_as(status, shell, &page)
}

/// To whom it is offered, in words; an association that is not shown any more is not named.
async fn offered(web: &Web, shell: &Shell, to: AssociationId) -> Result<String, Failure> {
    match associations::read::get(&web.app, &shell.ctx, to).await {
        Ok(seen) => Ok(shell.with("manage-offered-to", "association", seen.association.file.name)),
        Err(ReadError::Denied(Denied::NotFound)) => Ok(shell.t("manage-offered-to-other")),
        Err(error) => Err(error.into()),
    }
}

/// What a step is called, and where it is.
fn step_link(shell: &Shell, id: MissionId, step: Step, query: &str) -> (String, String) {
    let word = step.word();
    (shell.word("mission-step", word), shell.href(&format!("/manage/missions/{id}/edit/{word}{query}")))
}

/// What the city says of it, and why not, each with the step where it is mended.
fn reasons(shell: &Shell, mission: &Mission, complaints: &Complaints, edits: bool) -> Vec<Reasoned> {
    let kept = Complaints::about(shell, &mission.reasons);
    let mend = |field: &str| step_link(shell, mission.id, Step::of(field), "?missing=1");
    // The reason for calling it off is asked for on this page.
    let elsewhere = |field: &&str| edits && *field != "/reason";
    let reasoned = |(field, text): (Option<&str>, &str)| (text.to_owned(), field.filter(elsewhere).map(mend));
    kept.all().chain(complaints.all()).map(reasoned).collect()
}

fn can(mission: &Mission) -> Can {
    let state = mission.state;
    let is_over = matches!(state, Standing::Closed | Standing::Cancelled);
    Can {
        edit: state.editable().is_ok(),
        submit: state.after(Act::Submit).is_ok(),
        close: state.after(Act::Close).is_ok(),
        cancel: state.after(Act::Cancel).is_ok(),
        copy: mission.can_be_copied(),
        hand_over: !is_over && mission.offered_to.is_none(),
        be_seen: mission.is_public(),
        have_people: mission.published_at.is_some(),
    }
}

fn row(shell: &Shell, slot: &Slot) -> SlotRow {
    let taken = [("taken", slot.taken.into()), ("capacity", slot.capacity.into())];
    SlotRow {
        when: shell.when(slot.starts_at),
        until: until(shell, slot),
        taken: shell.filled("manage-taken", taken),
        waiting: slot.waiting,
    }
}
