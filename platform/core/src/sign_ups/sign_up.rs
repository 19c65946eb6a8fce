//! `sign_up`: «Je participe».

use super::State;
use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::associations;
use crate::db;
use crate::db::sign_ups::{self as sql, Arrival, Facts};
use crate::kinds::{MissionId, SignUpId, SlotId};
use crate::local_time::midnight;
use crate::missions::{self, Acceptance};
use crate::ports::{SignUpFacts, SignUpPlan, age_at, new_id};
use crate::refusals::{Denied, Explain, Kind, Reason, Remedy};
use crate::tenancy::Ctx;

/// Longest motivation, characters.
pub const MAX_MOTIVATION: usize = 2000;

/// What a volunteer says.
#[derive(Debug, Clone)]
pub struct Input {
    /// To which mission.
    pub mission: MissionId,
    /// To which of its slots.
    pub slot: SlotId,
    /// Whether every box of the mission is ticked.
    pub prerequisites_met: bool,
    /// A few words, if they like or the mission asks for them.
    pub motivation: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedUp {
    /// Has a place.
    Accepted(SignUpId),
    /// Waits for the manager's answer.
    Requested(SignUpId),
    /// Waits for a place, as the n-th.
    Waiting(SignUpId, i32),
    /// Had signed up before: nothing changed.
    Already(SignUpId, State),
}

/// Why it cannot be.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not by this person, or no such slot.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What was given is not sound.
    #[error("the input is not sound")]
    Invalid(Vec<Reason>),
    /// The mission, the city's rules or the places left say no.
    #[error("refused")]
    Refused(Vec<Reason>),
    /// Ours to mend.
    #[error(transparent)]
    Internal(#[from] db::Error),
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Denied(denied) => denied.kind(),
            Self::Invalid(_) => Kind::Invalid,
            Self::Refused(_) => Kind::Refused,
            Self::Internal(error) => error.kind(),
        }
    }

    fn reasons(&self) -> Vec<Reason> {
        match self {
            Self::Denied(denied) => denied.reasons(),
            Self::Invalid(reasons) | Self::Refused(reasons) => reasons.clone(),
            Self::Internal(error) => error.reasons(),
        }
    }
}

/// Signs somebody up: reads the facts, asks the city's rules, and takes a place or a rank in one transaction.
///
/// # Errors
/// Typed refusals with remedies; a repeated press is no error but [`SignedUp::Already`].
pub async fn sign_up(app: &App, ctx: &Ctx, input: Input) -> Result<SignedUp, Error> {
    let volunteer = Volunteer::check(ctx, Scope::SignUps)?;
    check(&input)?;
    let zone = ctx.tenant.config.time_zone;
    let facts = sql::facts(&app.db, ctx, &input, volunteer.id, midnight(ctx.now, zone, 0))
        .await?
        .filter(Facts::is_public)
        .ok_or(Denied::NotFound)?;
    if let Some((id, state)) = facts.mine {
        return Ok(SignedUp::Already(id, state));
    }
    let reasons = refusals(app, ctx, &input, &volunteer, &facts);
    if !reasons.is_empty() {
        return Err(Error::Refused(reasons));
    }
    let plan = app.rules.sign_up_plan(&ctx.tenant);
    let arrival = arrive(app, ctx, &input, &volunteer, &facts, plan);
    match sql::take_place(&app.db, ctx, arrival).await {
        Ok(Some((id, State::Waiting, waiting))) => Ok(SignedUp::Waiting(id, waiting)),
        Ok(Some((id, State::Accepted, _))) => Ok(SignedUp::Accepted(id)),
        Ok(Some((id, _, _))) => Ok(SignedUp::Requested(id)),
        Ok(None) => Err(Error::Refused(vec![slot_full(&facts)])),
        // Two presses at once: the unique key let one through, and this is the other.
        Err(error) if error.is_unique_violation() => match sql::live(&app.db, ctx, &input, volunteer.id).await? {
            Some((id, state)) => Ok(SignedUp::Already(id, state)),
            None => Err(db::Error::Repeated.into()),
        },
        Err(error) => Err(error.into()),
    }
}

fn check(input: &Input) -> Result<(), Error> {
    let Some(motivation) = &input.motivation else { return Ok(()) };
    let at = |reason: Reason| Err(Error::Invalid(vec![reason.at("/motivation")]));
    if motivation.chars().count() > MAX_MOTIVATION {
        return at(Reason::new("too_long").with("max", MAX_MOTIVATION));
    }
    if crate::fields::text(motivation).is_err() && !motivation.is_empty() {
        return at(Reason::new("control_characters"));
    }
    Ok(())
}

/// Why not: what the mission asks, then what the city's rules say. Places left are decided where they are taken.
fn refusals(app: &App, ctx: &Ctx, input: &Input, volunteer: &Volunteer, facts: &Facts) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if facts.mission_state != missions::State::Published || facts.starts_at.is_some_and(|start| start <= ctx.now) {
        reasons.push(Reason::new("registrations_closed").remedy(Remedy::ChooseAnother));
        return reasons;
    }
    if !volunteer.confirmed {
        reasons.push(Reason::new("confirm_email").remedy(Remedy::ConfirmEmail));
    }
    if facts.declined_before {
        reasons.push(Reason::new("declined_before").remedy(Remedy::ChooseAnother));
    }
    if facts.prerequisites > 0 && !input.prerequisites_met {
        reasons.push(Reason::new("answer_prerequisites").at("/prerequisites_met").remedy(Remedy::AnswerPrerequisites));
    }
    if facts.motivation_wanted && input.motivation.as_ref().is_none_or(|words| words.trim().is_empty()) {
        reasons.push(Reason::new("motivation_wanted").at("/motivation").remedy(Remedy::WriteMotivation));
    }
    let zone = ctx.tenant.config.time_zone;
    let day = facts.starts_at.unwrap_or(ctx.now).with_timezone(&zone).date_naive();
    reasons.extend(app.rules.can_sign_up(
        &ctx.tenant,
        &SignUpFacts {
            age: facts.birth_date.and_then(|birth| age_at(birth, day)),
            open_to_minors: facts.open_to_minors,
            sign_ups_today: facts.sign_ups_today,
            tomorrow: midnight(ctx.now, zone, 1),
        },
    ));
    reasons
}

fn arrive(app: &App, ctx: &Ctx, input: &Input, volunteer: &Volunteer, facts: &Facts, plan: SignUpPlan) -> Arrival {
    let automatic = facts.acceptance == Acceptance::Automatic;
    Arrival {
        id: new_id(&*app.entropy, ctx.now).into(),
        slot: input.slot,
        account: volunteer.id,
        state: if automatic { State::Accepted } else { State::Requested },
        holds_place: automatic || plan.pending_holds_place,
        waiting_allowed: facts.waiting_list,
        waiting_limit: i32::try_from(plan.waiting_list_limit).unwrap_or(i32::MAX),
        motivation: input.motivation.clone().filter(|words| !words.trim().is_empty()),
    }
}

fn slot_full(facts: &Facts) -> Reason {
    let code = if facts.waiting_list { "waiting_list_full" } else { "slot_full" };
    Reason::new(code).remedy(Remedy::ChooseAnother)
}

impl Facts {
    /// Whether everybody may know of the mission: to sign up to another one is to ask for what does not exist.
    fn is_public(&self) -> bool {
        matches!(self.mission_state, missions::State::Published | missions::State::Closed)
            && self.association_state == associations::State::Validated
    }
}
