//! A mission: what one does, when and where, and «Je participe».

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::favourites;
use platform_core::kinds::{MissionId, SlotId};
use platform_core::missions::read::Seen;
use platform_core::missions::{self, Mission, Slot, State as Standing};
use platform_core::pictures::Picture;
use platform_core::refusals::Remedy;
use platform_core::search;
use platform_core::sign_ups::sign_up::{self, Input, SignedUp};
use platform_core::sign_ups::{self};
use uuid::Uuid;

use super::card::{self, Card};
use super::field::Field;
use super::form::{Complaints, Fields, Form};
use super::markdown;
use super::response::{go_on, show_as};
use super::shell::{Shell, encoded};
use super::structured;
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;

/// Slots shown before the others are asked for.
const SLOTS: usize = 12;

#[derive(Template)]
#[template(path = "pages/mission.html")]
struct MissionPage<'a> {
    shell: &'a Shell,
    id: Uuid,
    title: &'a str,
    text_lang: Option<&'static str>,
    description: String,
    card: Card,
    association: (Uuid, &'a str),
    facts: Vec<String>,
    addresses: Vec<Address>,
    slots: Vec<SlotRow>,
    more_slots: usize,
    is_open: bool,
    prerequisites: &'a [String],
    motivation: Option<Field>,
    complaints: Complaints,
    remedy: Option<(String, String)>,
    similar: Vec<Card>,
    favourite: Option<bool>,
    manages: bool,
    json_ld: String,
    picture: Option<&'a Picture>,
}

/// A place, in words and on the ground.
pub(super) struct Address {
    pub(super) name: String,
    pub(super) detail: String,
    lat: f64,
    lon: f64,
}

/// A slot, and what pressing its button does.
struct SlotRow {
    id: Uuid,
    when: String,
    until: Option<String>,
    places: String,
    action: Action,
    chosen: bool,
}

/// What can be done with a slot.
enum Action {
    Join,
    Wait,
    /// One has signed up: where that stands, and its page.
    Mine(String, Uuid),
    Nothing,
}

/// `GET /missions/{id}`
pub(super) async fn mission(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    query: Query,
) -> Result<Response, Failure> {
    render(&web, &shell, id.into(), Complaints::default(), None, &query.0).await
}

/// The query of the address.
pub(super) struct Query(pub(super) Fields);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Query {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Self, Failure> {
        Fields::read(parts.uri.query().unwrap_or_default().as_bytes()).map(Self)
    }
}

async fn render(
    web: &Web,
    shell: &Shell,
    id: MissionId,
    complaints: Complaints,
    remedy: Option<(String, String)>,
    given: &Fields,
) -> Result<Response, Failure> {
    let status = complaints.status();
    let Seen { mission, .. } = missions::read::get(&web.app, &shell.ctx, id).await?;
    let (title, description) = mission.draft.text_in(shell.ctx.locale);
    let mine = if shell.is_in() { sign_ups::read::to_mission(&web.app, &shell.ctx, id).await? } else { Vec::new() };
    let chosen = given.parsed::<Uuid>("slot").ok().flatten();
    let to_come: Vec<_> = mission.slots.iter().filter(|slot| card::is_to_come(slot, shell.ctx.now)).collect();
    let shown = if given.has("all") { to_come.len() } else { SLOTS };
    let similar = search::similar(&web.app, &shell.ctx, &mission).await?;
    let words = given.text("motivation");
    let page = MissionPage {
        shell,
        id: id.uuid(),
        title,
        text_lang: card::foreign(shell, &mission),
        description: markdown::html(description),
        card: Card::new(shell, &mission, None),
        association: (mission.association.uuid(), &mission.association_name),
        facts: facts(shell, &mission),
        addresses: mission.addresses.iter().map(|address| place(shell, address)).collect(),
        slots: to_come.iter().take(shown).map(|slot| row(shell, &mission, slot, &mine, chosen)).collect(),
        more_slots: to_come.len().saturating_sub(shown),
        is_open: mission.state == Standing::Published,
        prerequisites: &mission.draft.prerequisites,
        motivation: mission.draft.motivation_wanted.then(|| motivation(shell, words, &complaints)),
        complaints,
        remedy,
        similar: similar.iter().map(|other| Card::new(shell, other, None)).collect(),
        favourite: if shell.is_in() { Some(favourites::has(&web.app, &shell.ctx, id).await?) } else { None },
        manages: shell.role_in(mission.association).is_some(),
        json_ld: structured::mission(shell, &mission),
        picture: mission.picture.as_ref(),
    };
    show_as(status, shell, &page)
}

fn motivation(shell: &Shell, words: &str, complaints: &Complaints) -> Field {
    Field::text("motivation", shell.t("join-motivation"), 4, words)
        .hint(shell.t("join-motivation-hint"))
        .complaint(complaints, "/motivation")
}

/// What one should know before coming, in short lines.
pub(super) fn facts(shell: &Shell, mission: &Mission) -> Vec<String> {
    let draft = &mission.draft;
    let said = |is: bool, key: &str| is.then(|| shell.t(key));
    let activities = draft.activities.iter().map(|activity| shell.word("activity", activity));
    let beneficiaries = draft.beneficiaries.iter().map(|beneficiary| shell.word("beneficiary", beneficiary));
    activities
        .chain(beneficiaries.map(|who| shell.with("mission-for", "who", who)))
        .chain(said(draft.open_to_minors, "facet-audience-minors"))
        .chain(said(draft.accessible, "facet-audience-accessible"))
        .chain(said(draft.remote, "facet-presence-remote"))
        .collect()
}

/// A place of a mission, with the areas it lies in.
pub(super) fn place(shell: &Shell, address: &missions::PlacedAddress) -> Address {
    let areas = address.areas.iter().filter_map(|code| shell.ctx.tenant.config.area(code));
    let areas = areas.map(|area| area.name(shell.ctx.locale).to_owned());
    let parts =
        [address.street.clone(), address.postcode.clone()].into_iter().chain(areas).filter(|part| !part.is_empty());
    Address {
        name: address.label.clone(),
        detail: parts.collect::<Vec<_>>().join(", "),
        lat: address.point.lat,
        lon: address.point.lon,
    }
}

/// Until which hour a slot lasts.
pub(super) fn until(shell: &Shell, slot: &Slot) -> Option<String> {
    let clock = shell.ctx.tenant.config.local(slot.ends_at?);
    let (hour, minute) = (clock.format("%-H").to_string(), clock.format("%M").to_string());
    Some(shell.filled("time-of-day", [("hour", hour.into()), ("minute", minute.into())]))
}

fn row(shell: &Shell, mission: &Mission, slot: &Slot, mine: &[sign_ups::SignUp], chosen: Option<Uuid>) -> SlotRow {
    let free = card::free(slot);
    let own = mine.iter().find(|own| own.slot == slot.id && own.state.is_live());
    let places = if free > 0 {
        shell.with("card-places", "count", free)
    } else if mission.draft.waiting_list {
        shell.with("slot-waiting", "count", slot.waiting)
    } else {
        shell.t("card-full")
    };
    let action = match own {
        Some(own) => Action::Mine(shell.word("sign-up-state", own.state), own.id.uuid()),
        None if free > 0 => Action::Join,
        None if mission.draft.waiting_list => Action::Wait,
        None => Action::Nothing,
    };
    SlotRow {
        id: slot.id.uuid(),
        when: shell.when(slot.starts_at),
        until: until(shell, slot),
        places,
        action,
        chosen: chosen == Some(slot.id.uuid()),
    }
}

/// `POST /missions/{id}/sign-ups`: «Je participe». Somebody who is not signed in comes in first, and finds the slot chosen.
pub(super) async fn join(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let mission = MissionId::from(id);
    let slot: SlotId = fields.id("slot")?;
    if !shell.is_in() {
        let then = format!("/missions/{mission}?slot={slot}");
        return Ok(go_on(&shell, &format!("/enter?then={}", encoded(&then))));
    }
    let Seen { mission: seen, .. } = missions::read::get(&web.app, &shell.ctx, mission).await?;
    let ticked = fields.all("prerequisite").count();
    let input = Input {
        mission,
        slot,
        prerequisites_met: ticked >= seen.draft.prerequisites.len(),
        motivation: fields.filled("motivation"),
    };
    match sign_up::sign_up(&web.app, &shell.ctx, input).await {
        Ok(SignedUp::Accepted(id) | SignedUp::Requested(id) | SignedUp::Waiting(id, _) | SignedUp::Already(id, _)) => {
            web.answers.changed(Some((shell.ctx.tenant.id.uuid(), mission)));
            Ok(go_on(&shell, &format!("/sign-ups/{id}")))
        }
        Err(error) => {
            let remedy = platform_core::refusals::Explain::reasons(&error).into_iter().find_map(|reason| reason.remedy);
            let remedy = remedy.and_then(|remedy| way_out(&shell, &remedy));
            let complaints = Complaints::of(&shell, error)?;
            render(&web, &shell, mission, complaints, remedy, &fields).await
        }
    }
}

/// Where to do what a refusal asks for, if there is a page for it.
fn way_out(shell: &Shell, remedy: &Remedy) -> Option<(String, String)> {
    let (key, path) = match remedy {
        Remedy::TellBirthDate => ("remedy-birth-date", "/me/profile#birth_date"),
        Remedy::TellResidence => ("remedy-residence", "/me/profile#tie"),
        Remedy::ConfirmEmail | Remedy::ComeInAgain => ("remedy-confirm", "/enter"),
        Remedy::AskGuardian => ("remedy-guardian", "/me/profile#guardian"),
        Remedy::ChooseAnother => ("remedy-another", "/missions"),
        Remedy::AnswerPrerequisites
        | Remedy::WriteMotivation
        | Remedy::Mend
        | Remedy::RaiseTo { .. }
        | Remedy::Obtain { .. }
        | Remedy::HandOver
        | Remedy::WaitUntil { .. } => return None,
    };
    Some((shell.t(key), shell.href(path)))
}

/// `POST /missions/{id}/favourite`: keeps a mission, or lets it go.
pub(super) async fn favour(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let mission = MissionId::from(id);
    if fields.has("remove") {
        favourites::remove(&web.app, &shell.ctx, mission).await?;
    } else {
        favourites::add(&web.app, &shell.ctx, mission).await?;
    }
    Ok(go_on(&shell, super::response::local(&fields.filled("then").unwrap_or_else(|| format!("/missions/{mission}")))))
}
