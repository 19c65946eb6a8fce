//! What is done for an association: its missions, and who asks to take part in them.

use platform_core::App;
use platform_core::accounts::me;
use platform_core::kinds::{Beneficiary, MissionId, SignUpId};
use platform_core::missions::{self, Acceptance, Address, Contact, Draft, Mission, NewSlot};
use platform_core::refusals::{Denied, Explain, Kind, Reason};
use platform_core::sign_ups::{self, State as SignUpState};
use platform_core::tenancy::Ctx;

use super::{No, mission_of};
use crate::call::{Answer, Change};
use crate::engine::MISSIONS;
use crate::state::{Place, Posting};

/// Makes a mission of what was written, as a draft.
///
/// Done again after a crash, it finds what it has made: the same words, time and place for the same association, not handed
/// in yet.
pub(super) async fn post(app: &App, ctx: &Ctx, posting: &Posting) -> Result<Answer, No> {
    let draft = draft(ctx, posting)?;
    let association = posting.association.ok_or(Denied::NotFound)?;
    let known = missions::read::of_association(app, ctx, association, Some(missions::State::Draft), 5).await?;
    let time = |draft: &Draft| draft.slots.first().map(|slot| (slot.starts_at, slot.ends_at, slot.capacity));
    let same = |own: &Mission| {
        let (own, new) = (&own.draft, &draft);
        (&own.title, &own.description, own.domain) == (&new.title, &new.description, new.domain)
            && time(own) == time(new)
            && own.addresses == new.addresses
    };
    match known.into_iter().find(same) {
        Some(known) => Ok(mission_of(known)),
        None => Ok(mission_of(missions::edit::create(app, ctx, association, draft).await?)),
    }
}

/// What was written, with what a conversation does not ask for as most have it.
fn draft(ctx: &Ctx, posting: &Posting) -> Result<Draft, No> {
    let missing = || No::Refused(vec![Reason::new("missing_field")]);
    let Posting { title, description, domain, when, places, place, by_manager, .. } = posting.clone();
    let (starts_at, ends_at) = when.ok_or_else(missing)?;
    let everyone = Beneficiary::Everyone;
    let known = ctx.tenant.config.taxonomy.beneficiaries.contains(&everyone);
    Ok(Draft {
        title: title.ok_or_else(missing)?,
        description: description.ok_or_else(missing)?,
        language: ctx.locale,
        translations: Default::default(),
        domain: domain.ok_or_else(missing)?,
        activities: Vec::new(),
        beneficiaries: if known { vec![everyone] } else { Vec::new() },
        open_to_minors: false,
        accessible: false,
        remote: false,
        prerequisites: Vec::new(),
        motivation_wanted: false,
        acceptance: acceptance(by_manager.unwrap_or(true)),
        waiting_list: true,
        contact: Contact::default(),
        addresses: vec![address(place.ok_or_else(missing)?)],
        slots: vec![NewSlot::new(Some(starts_at), Some(ends_at), places.ok_or_else(missing)?)],
    })
}

const fn acceptance(by_manager: bool) -> Acceptance {
    if by_manager { Acceptance::ByManager } else { Acceptance::Automatic }
}

fn address(place: Place) -> Address {
    Address { label: place.label, street: String::new(), postcode: place.postcode, point: place.point }
}

/// The missions of all associations somebody acts for, the newest first.
pub(super) async fn missions(app: &App, ctx: &Ctx) -> Result<Answer, No> {
    let mut all = Vec::new();
    for (association, ..) in me::me(app, ctx).await?.associations {
        all.extend(missions::read::of_association(app, ctx, association, None, MISSIONS).await?);
    }
    all.sort_by_key(|mission| std::cmp::Reverse(mission.created_at));
    Ok(Answer::Missions(all))
}

/// Hands a mission in; pressed twice, it is.
pub(super) async fn submit(app: &App, ctx: &Ctx, id: MissionId) -> Result<Answer, No> {
    match missions::review::submit(app, ctx, id).await {
        Err(error) if error.kind() == Kind::Conflict => {
            Ok(mission_of(missions::read::get(app, ctx, id).await?.mission))
        }
        submitted => Ok(mission_of(submitted?)),
    }
}

/// Changes something of a mission, and leaves the rest as it is.
pub(super) async fn change(app: &App, ctx: &Ctx, id: MissionId, change: &Change) -> Result<Answer, No> {
    let mission = missions::read::get(app, ctx, id).await?.mission;
    let mut draft = mission.draft.clone();
    match change.clone() {
        Change::Title(title) => draft.title = title,
        Change::Description(text) => draft.description = text,
        Change::Domain(domain) => draft.domain = domain,
        Change::Place(place) => draft.addresses = vec![address(place)],
        Change::ByManager(by_manager) => draft.acceptance = acceptance(by_manager),
        Change::When(starts_at, ends_at) => match next_slot(&mut draft, ctx) {
            Some(slot) => (slot.starts_at, slot.ends_at) = (Some(starts_at), Some(ends_at)),
            None => draft.slots.push(NewSlot::new(Some(starts_at), Some(ends_at), 1)),
        },
        Change::Places(places) => {
            let slot = next_slot(&mut draft, ctx).ok_or_else(|| No::Refused(vec![Reason::new("slot_missing")]))?;
            slot.capacity = places;
        }
    }
    Ok(mission_of(missions::edit::update(app, ctx, id, mission.version, draft).await?))
}

/// The slot that comes next.
fn next_slot<'a>(draft: &'a mut Draft, ctx: &Ctx) -> Option<&'a mut NewSlot> {
    let to_come = |slot: &&mut NewSlot| slot.starts_at.is_none_or(|start| start > ctx.now);
    draft.slots.iter_mut().filter(to_come).min_by_key(|slot| slot.starts_at)
}

/// Who asks to take part in a mission and has no answer.
pub(super) async fn requests(app: &App, ctx: &Ctx, id: MissionId) -> Result<Answer, No> {
    let asked = Some(SignUpState::Requested);
    let all = sign_ups::read::of_mission(app, ctx, id, asked, None, MISSIONS).await?;
    Ok(Answer::Requests(id, all))
}

/// Answers a request; answered so twice, it is.
pub(super) async fn answer(app: &App, ctx: &Ctx, id: SignUpId, yes: bool) -> Result<Answer, No> {
    let (answered, wanted) = if yes {
        (sign_ups::answer::accept(app, ctx, id).await, SignUpState::Accepted)
    } else {
        (sign_ups::answer::decline(app, ctx, id, None).await, SignUpState::Declined)
    };
    match answered {
        Err(error) if error.kind() == Kind::Conflict => match sign_ups::read::managed(app, ctx, id).await? {
            sign_up if sign_up.state == wanted => Ok(Answer::Answered(sign_up.mission)),
            _ => Err(error.into()),
        },
        answered => Ok(Answer::Answered(answered?.mission)),
    }
}

/// A mission that was to end so; asked for twice, it has.
pub(super) async fn ended<E: Explain>(
    app: &App,
    ctx: &Ctx,
    id: MissionId,
    wanted: missions::State,
    ended: Result<Mission, E>,
) -> Result<Answer, No> {
    match ended {
        Err(error) if error.kind() == Kind::Conflict => match missions::read::get(app, ctx, id).await?.mission {
            mission if mission.state == wanted => Ok(mission_of(mission)),
            _ => Err(error.into()),
        },
        ended => Ok(mission_of(ended?)),
    }
}
