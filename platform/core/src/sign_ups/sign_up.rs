//! `sign_up`: «Je participe».

use chrono::{DateTime, Utc};

use super::State;
use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::associations;
use crate::db;
use crate::db::sign_ups::{self as sql, Arrival, Facts};
use crate::db::{missions as missions_sql, rules as rules_sql};
use crate::kinds::{AccountId, MissionId, SignUpId, SlotId};
use crate::missions::{self, Acceptance};
use crate::ports::{age_at, new_id};
use crate::refusals::{Denied, Explain, Kind, Reason, Remedy};
use crate::rules::ask::{self, Decided};
use crate::rules::decisions::Decision;
use crate::rules::facts::{self, Assurance, Credential, Person, Tie};
use crate::rules::{Fact, Plan, credentials};
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
    let facts = sql::facts(&app.db, ctx, input.mission, input.slot, volunteer.id)
        .await?
        .filter(Facts::is_public)
        .ok_or(Denied::NotFound)?;
    if let Some((id, state)) = facts.mine {
        return Ok(SignedUp::Already(id, state));
    }
    let mut reasons = refusals(ctx, &input, &volunteer, &facts);
    if facts.is_closed(ctx.now) {
        return Err(Error::Refused(reasons));
    }
    let Decided { verdict, decision } = ask::sign_up(ctx, facts.for_rules(ctx, volunteer.id)).await;
    reasons.extend(verdict.reasons);
    if !reasons.is_empty() {
        rules_sql::record_alone(&app.db, ctx, decision, input.slot.uuid(), volunteer.id).await?;
        return Err(Error::Refused(reasons));
    }
    let arrival = arrive(app, ctx, &input, &volunteer, &facts, verdict.plan, decision);
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

/// What would come of signing up now: the same verdict that guards the place, for whoever draws the button.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Why not; none: it may be.
    pub reasons: Vec<Reason>,
    /// Whether a manager must accept it.
    pub by_manager: bool,
    /// The sign-up one has already, if one does.
    pub already: Option<(SignUpId, State)>,
}

/// Says what would come of signing up to a slot, or to the mission's next, and changes nothing. Boxes and motivation are
/// left to the form.
///
/// # Errors
/// If nobody is signed in, or there is no such slot.
pub async fn preview(app: &App, ctx: &Ctx, mission: MissionId, slot: Option<SlotId>) -> Result<Preview, Error> {
    let volunteer = Volunteer::check(ctx, Scope::SignUps)?;
    let slot = match slot {
        Some(slot) => slot,
        None => next_slot(app, ctx, mission).await?.ok_or(Denied::NotFound)?,
    };
    let facts = sql::facts(&app.db, ctx, mission, slot, volunteer.id).await?;
    let facts = facts.filter(Facts::is_public).ok_or(Denied::NotFound)?;
    let filled = Input { mission, slot, prerequisites_met: true, motivation: Some("…".into()) };
    let mut reasons = refusals(ctx, &filled, &volunteer, &facts);
    let mut by_manager = facts.mission.acceptance == Acceptance::ByManager;
    if !facts.is_closed(ctx.now) {
        let verdict = ask::sign_up(ctx, facts.for_rules(ctx, volunteer.id)).await.verdict;
        by_manager = verdict.plan.acceptance == Acceptance::ByManager;
        reasons.extend(verdict.reasons);
    }
    Ok(Preview { reasons, by_manager, already: facts.mine })
}

/// The slot one would sign up to: the next that has not begun, or the last.
async fn next_slot(app: &App, ctx: &Ctx, mission: MissionId) -> Result<Option<SlotId>, db::Error> {
    let found = missions_sql::find(&mut app.db.tenant(ctx).await?, mission).await?;
    let slots = found.map(|mission| mission.slots).unwrap_or_default();
    let to_come = slots.iter().find(|slot| slot.starts_at.is_none_or(|start| start > ctx.now));
    Ok(to_come.or(slots.last()).map(|slot| slot.id))
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

/// Why not, by what the mission asks. Places left are decided where they are taken.
fn refusals(ctx: &Ctx, input: &Input, volunteer: &Volunteer, facts: &Facts) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if facts.is_closed(ctx.now) {
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
    reasons
}

fn arrive(
    app: &App,
    ctx: &Ctx,
    input: &Input,
    volunteer: &Volunteer,
    facts: &Facts,
    plan: Plan,
    decision: Decision,
) -> Arrival {
    let automatic = plan.acceptance == Acceptance::Automatic;
    Arrival {
        id: new_id(&*app.entropy, ctx.now).into(),
        slot: input.slot,
        account: volunteer.id,
        state: if automatic { State::Accepted } else { State::Requested },
        holds_place: automatic || plan.pending_holds_place,
        waiting_allowed: facts.mission.waiting_list,
        waiting_limit: i32::try_from(plan.waiting_list_limit).unwrap_or(i32::MAX),
        priority: plan.waiting_priority.into(),
        decision,
        motivation: input.motivation.clone().filter(|words| !words.trim().is_empty()),
    }
}

fn slot_full(facts: &Facts) -> Reason {
    let code = if facts.mission.waiting_list { "waiting_list_full" } else { "slot_full" };
    Reason::new(code).remedy(Remedy::ChooseAnother)
}

impl Facts {
    /// Whether nobody can sign up any more.
    fn is_closed(&self, now: DateTime<Utc>) -> bool {
        self.mission_state != missions::State::Published || self.starts_at.is_some_and(|start| start <= now)
    }

    /// What the city's rules are given: of the person only the facts they need.
    pub(crate) fn for_rules(&self, ctx: &Ctx, account: AccountId) -> facts::SignUp {
        let about = ctx.tenant.rules.about();
        let day = self.starts_at.unwrap_or(ctx.now).with_timezone(&ctx.tenant.config.time_zone).date_naive();
        let age = self.birth_date.and_then(|birth| age_at(birth, day));
        let known = |held: &Credential| about.credentials.contains(&held.name);
        facts::SignUp {
            person: Person {
                pseudonym: facts::pseudonym(&ctx.tenant, account),
                age: age.filter(|_| about.needs(Fact::Age)),
                tie: self.tie(ctx).filter(|_| about.needs(Fact::Tie)),
                credentials: if about.needs(Fact::Credentials) {
                    self.credentials.iter().filter(|held| known(held)).cloned().collect()
                } else {
                    Vec::new()
                },
                sign_ups_today: if about.needs(Fact::SignUpsToday) { self.sign_ups_today } else { 0 },
                absences: if about.needs(Fact::Absences) { self.absences } else { 0 },
            },
            mission: self.mission.clone(),
            accreditations: self.accreditations.clone(),
            starts_at: self.starts_at,
        }
    }

    /// Where the person belongs: as they say, or better if it was confirmed.
    fn tie(&self, ctx: &Ctx) -> Option<Tie> {
        let confirmed = self.credentials.iter().find(|held| held.name == credentials::RESIDENCE);
        Some(Tie {
            kind: self.tie?,
            areas: self.tie_area.as_deref().map(|code| ctx.tenant.config.with_those_above(code)).unwrap_or_default(),
            assurance: confirmed.map_or(Assurance::Declared, |held| held.assurance),
        })
    }

    /// Whether everybody may know of the mission: to sign up to another one is to ask for what does not exist.
    fn is_public(&self) -> bool {
        matches!(self.mission_state, missions::State::Published | missions::State::Closed)
            && self.association_state == associations::State::Validated
    }
}
