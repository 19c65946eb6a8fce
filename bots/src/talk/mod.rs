//! Turns of a conversation: what the engine asks for is done by the city's use cases, and answered to it.

use std::sync::Arc;

use platform_core::accounts::register::Told;
use platform_core::accounts::{Actor, Agent, export, me};
use platform_core::chat::people::{self, Code};
use platform_core::chat::{ChatPerson, logins};
use platform_core::idempotency::{self, IdempotencyKey};
use platform_core::kinds::{MissionId, SignUpId};
use platform_core::notices::{Mode, Topic, preferences};
use platform_core::refusals::{Denied, EditError, Explain, Kind, Reason};
use platform_core::search::query::{Criteria, Query};
use platform_core::sign_ups::sign_up::{self as signing, SignedUp};
use platform_core::sign_ups::{self, State as SignUpState};
use platform_core::tenancy::{Ctx, Tenant};
use platform_core::texts::Locale;
use platform_core::{App, DbError, alerts, missions, search};

use crate::call::{Answer, Call, Look, Signed};
use crate::engine::{self, Facts, Input, LONGEST, PAGE, Who};
use crate::screen::{Date, Out};
use crate::state::{Joining, State};

mod agent;
mod manager;
mod on_site;
mod oneself;

/// Calls of one turn: more than any turn needs, and an end if one were a circle.
const MOST_CALLS: usize = 8;

/// Somebody in a conversation.
#[derive(Debug, Clone)]
pub struct Speaker {
    /// The city they speak with.
    pub tenant: Arc<Tenant>,
    /// Who they are; a visitor becomes a guest with the first sign-up.
    pub actor: Actor,
    /// Who they are on their channel, if it knows people.
    pub chat: Option<ChatPerson>,
    /// Whether they erased their account just now: nothing is remembered of the conversation.
    pub erased: bool,
    /// Whether the bot serves other cities, too.
    pub elsewhere: bool,
    /// The first name their channel gives them.
    pub name: Option<String>,
    /// The language they are spoken to in.
    pub locale: Locale,
    /// Through which door they come, as the ledger names it.
    pub source: &'static str,
    /// What their message is known by, where it may come twice: what makes something makes it once.
    pub update: Option<IdempotencyKey>,
}

/// One turn: what comes in, and all that goes out. What could not be done for a fault of ours is an error, and the state is
/// as it was.
///
/// # Errors
/// If something of ours fails.
pub async fn turn(app: &App, speaker: &mut Speaker, state: &mut State, input: Input) -> Result<Vec<Out>, Fault> {
    let (mut after, mut out) = (state.clone(), Vec::new());
    let mut next = Some(input);
    for _ in 0..MOST_CALLS {
        let Some(input) = next.take() else { break };
        let ctx = context(app, speaker);
        let pages = app.links.to(&speaker.tenant, "/");
        let step = engine::step(&mut after, input, &facts(&ctx, speaker, &pages));
        out.extend(step.out);
        if let Some(call) = step.call {
            let answer = match perform(app, &ctx, speaker, &call).await {
                Ok(answer) => {
                    let changed = changed(&call, &answer).map(|mission| (ctx.tenant.id.uuid(), mission));
                    changed.into_iter().for_each(|mission| app.seen.changed(Some(mission)));
                    answer
                }
                Err(No::Refused(reasons)) => Answer::Refused(reasons),
                Err(No::Fault(fault)) => return Err(fault),
            };
            next = Some(Input::Answered(call, answer));
        }
    }
    *state = after;
    Ok(out)
}

/// The mission that is not what everybody saw a moment ago, after this call: who changed it sees it as it is.
const fn changed(call: &Call, answer: &Answer) -> Option<MissionId> {
    match (call, answer) {
        (Call::SignUp(said), _) => Some(said.mission),
        (Call::Submit(id) | Call::Change(id, _) | Call::Close(id) | Call::CallOff(id, _), _) => Some(*id),
        (Call::Withdraw(_) | Call::Confirm(_) | Call::Accept(_), Answer::Own(mine, _)) => Some(mine.sign_up.mission),
        (_, Answer::Answered(id)) => Some(*id),
        _ => None,
    }
}

fn context(app: &App, speaker: &Speaker) -> Ctx {
    Ctx {
        tenant: Arc::clone(&speaker.tenant),
        actor: speaker.actor.clone(),
        desk: None,
        locale: speaker.locale,
        now: app.clock.now(),
        client: None,
        source: speaker.source,
        idempotency: None,
    }
}

fn facts<'a>(ctx: &'a Ctx, speaker: &'a Speaker, pages: &'a str) -> Facts<'a> {
    let person = match (&speaker.actor, &speaker.name) {
        (Actor::Account(_) | Actor::System, _) => Who::Known,
        (Actor::Visitor, Some(name)) => Who::Named(name),
        (Actor::Visitor, None) => Who::Nobody,
    };
    let (tenant, elsewhere, is_agent) = (&ctx.tenant, speaker.elsewhere, Agent::check(ctx).is_ok());
    Facts { tenant, locale: ctx.locale, now: ctx.now, person, pages, elsewhere, is_agent }
}

/// Something of ours failed; what was asked may be tried again.
#[derive(Debug, thiserror::Error)]
#[error("a turn of a conversation failed: {what}")]
pub struct Fault {
    what: String,
    passes: bool,
}

impl Fault {
    fn of(error: &impl Explain) -> Self {
        Self { what: error.to_string(), passes: error.kind() == Kind::Unavailable }
    }

    /// Too much at once.
    pub(crate) fn busy() -> Self {
        Self { what: "a conversation has too many updates at once".into(), passes: true }
    }

    /// Whether it may be gone when the same is tried again.
    pub(crate) const fn passes(&self) -> bool {
        self.passes
    }
}

impl From<DbError> for Fault {
    fn from(error: DbError) -> Self {
        Self::of(&error)
    }
}

/// Why a call is not done.
enum No {
    /// For reasons the person is told.
    Refused(Vec<Reason>),
    /// For a fault of ours.
    Fault(Fault),
}

impl<E: Explain> From<E> for No {
    fn from(error: E) -> Self {
        match error.kind() {
            Kind::Internal | Kind::Unavailable => Self::Fault(Fault::of(&error)),
            _ => Self::Refused(error.reasons()),
        }
    }
}

#[expect(clippy::too_many_lines, reason = "the table of what a conversation may do, an entry a call")]
async fn perform(app: &App, ctx: &Ctx, speaker: &mut Speaker, call: &Call) -> Result<Answer, No> {
    match call {
        Call::Find(criteria) => find(app, ctx, criteria).await,
        Call::Show(Look { mission: id, .. }) | Call::Join(id, _) => {
            Ok(Answer::Mission(missions::read::lately(app, ctx, *id).await?))
        }
        Call::SignUp(said) => sign_up(app, ctx, speaker, said).await,
        Call::Mine(from) => mine(app, ctx, *from).await,
        Call::Own(id) => own(app, ctx, *id).await,
        Call::Withdraw(id) => {
            match sign_ups::withdraw::withdraw(app, ctx, *id, None).await {
                Err(error) if error.kind() == Kind::Conflict => {
                    return already(app, ctx, *id, SignUpState::Withdrawn, error).await;
                }
                done => drop(done?),
            }
            own(app, ctx, *id).await
        }
        Call::Confirm(id) => {
            sign_ups::confirm::confirm(app, ctx, *id).await?;
            own(app, ctx, *id).await
        }
        Call::Accept(id) => {
            let taken = match sign_ups::answer::accept_offer(app, ctx, *id).await {
                Err(error) if error.kind() == Kind::Conflict => {
                    already(app, ctx, *id, SignUpState::Accepted, error).await?
                }
                done => {
                    done?;
                    own(app, ctx, *id).await?
                }
            };
            oneself::with_date(app, ctx, taken).await
        }
        Call::Hours => oneself::hours(app, ctx).await,
        Call::Keep(criteria, daily) => oneself::keep(app, ctx, criteria, *daily).await,
        Call::Alerts => oneself::alerts(app, ctx).await,
        Call::Pause(paused) => oneself::pause(app, ctx, *paused).await,
        Call::Drop(id) => {
            alerts::delete(app, ctx, *id).await?;
            Ok(Answer::Done)
        }
        Call::Speak(locale) => speak(app, ctx, speaker, *locale).await,
        Call::LookAtCode(code) => Ok(Answer::Owner(people::look_at_code(app, ctx, Code(*code)).await?)),
        Call::Link(code) => {
            let person = speaker.chat.as_ref().ok_or(Denied::NotFound)?;
            match people::link(app, ctx, person, Code(*code)).await {
                // It was this code, which counts once.
                Err(EditError::Denied(_)) if people::is_linked_just_now(app, ctx, person).await? => {}
                linked => speaker.actor = linked?,
            }
            Ok(Answer::Done)
        }
        Call::LookAtLogin(code) => Ok(Answer::Numbers(logins::look_at(app, ctx, Code(*code)).await?)),
        Call::AnswerLogin(code, number) => Ok(Answer::ComesIn(logins::answer(app, ctx, Code(*code), *number).await?)),
        Call::Unlink => {
            let person = speaker.chat.as_ref().ok_or(Denied::NotFound)?;
            // Who is not linked is unlinked already.
            if ctx.actor != Actor::Visitor {
                people::unlink(app, ctx, person).await?;
            }
            speaker.actor = Actor::Visitor;
            Ok(Answer::Done)
        }
        Call::Mandates => mandates(app, ctx).await,
        Call::Post(posting) => manager::post(app, ctx, posting).await,
        Call::Missions => manager::missions(app, ctx).await,
        Call::Manage(id) => {
            let seen = missions::read::get(app, ctx, *id).await?;
            if !seen.inside {
                return Err(Denied::NotFound.into());
            }
            Ok(mission_of(seen.mission))
        }
        Call::Submit(id) => manager::submit(app, ctx, *id).await,
        Call::Change(id, change) => manager::change(app, ctx, *id, change).await,
        Call::Copy(id) => match once(app, ctx, speaker).await? {
            Some(ctx) => Ok(mission_of(missions::duplicate::duplicate(app, &ctx, *id, None).await?)),
            // The copy is made, and is the newest of them.
            None => manager::missions(app, ctx).await,
        },
        Call::Close(id) => {
            let closed = missions::close::close(app, ctx, *id).await;
            manager::ended(app, ctx, *id, missions::State::Closed, closed).await
        }
        Call::CallOff(id, reason) => {
            let cancelled = missions::cancel::cancel(app, ctx, *id, reason).await;
            manager::ended(app, ctx, *id, missions::State::Cancelled, cancelled).await
        }
        Call::Requests(id) => manager::requests(app, ctx, *id).await,
        Call::Answer(id, yes) => manager::answer(app, ctx, *id, *yes).await,
        Call::People(id, _) | Call::Sheet(id, _) => on_site::sheets(app, ctx, *id).await,
        Call::Note(mission, id, came, _) => on_site::note(app, ctx, *mission, *id, *came).await,
        Call::Addressees(id) => on_site::addressees(app, ctx, *id).await,
        Call::Send(writing) => on_site::write(app, ctx, writing).await,
        Call::Thread(id) => on_site::thread(app, ctx, *id).await,
        Call::Reply(id, text) => on_site::reply(app, ctx, *id, text).await,
        Call::Queue(_) => agent::queue(app, ctx).await,
        Call::LetThrough(queued) => agent::let_through(app, ctx, *queued).await,
        Call::SendBack(queued, reason) => agent::send_back(app, ctx, *queued, reason).await,
        Call::Export => export(app, ctx).await,
        Call::Hush => hush(app, ctx).await,
        Call::Erase => {
            // Whom nobody knows is erased already.
            if ctx.actor != Actor::Visitor {
                people::erase_guest(app, ctx).await?;
            }
            (speaker.actor, speaker.erased) = (Actor::Visitor, true);
            Ok(Answer::Done)
        }
    }
}

async fn find(app: &App, ctx: &Ctx, criteria: &Criteria) -> Result<Answer, No> {
    let query = Query { criteria: criteria.clone(), limit: LONGEST, ..Query::default() };
    let found = search::find(app, ctx, &query).await?;
    Ok(Answer::Found(found.hits.iter().map(|hit| hit.mission).collect()))
}

fn mission_of(mission: missions::Mission) -> Answer {
    Answer::Mission(Arc::new(mission))
}

/// The associations somebody acts for; none for whom nobody knows.
async fn mandates(app: &App, ctx: &Ctx) -> Result<Answer, No> {
    if ctx.actor == Actor::Visitor {
        return Ok(Answer::Mandates(Vec::new()));
    }
    let own = me::me(app, ctx).await?.associations;
    Ok(Answer::Mandates(own.into_iter().map(|(id, name, _)| (id, name)).collect()))
}

/// Signs up; whom nobody knows becomes a guest first, and stays one if the rest fails.
async fn sign_up(app: &App, ctx: &Ctx, speaker: &mut Speaker, said: &Joining) -> Result<Answer, No> {
    let ctx = &as_somebody(app, ctx, speaker, said).await?;
    if let Some(date) = said.birth_date {
        me::update(app, ctx, me::Change { birth_date: Some(Some(date)), ..me::Change::default() }).await?;
    }
    let input = signing::Input {
        mission: said.mission,
        slot: said.slot,
        prerequisites_met: said.agreed,
        motivation: said.motivation.clone(),
    };
    let (id, state, rank) = match signing::sign_up(app, ctx, input).await? {
        SignedUp::Accepted(id) => (id, SignUpState::Accepted, None),
        SignedUp::Requested(id) => (id, SignUpState::Requested, None),
        SignedUp::Waiting(id, rank) => (id, SignUpState::Waiting, Some(rank)),
        SignedUp::Already(id, state) => (id, state, None),
    };
    let mission = missions::read::lately(app, ctx, said.mission).await?;
    let date = oneself::date(app, ctx, id).await?;
    Ok(Answer::SignedUp(Box::new(Signed { id, state, rank, mission, slot: said.slot, date })))
}

/// The context of whoever speaks, as a guest from now on if nobody knew them.
async fn as_somebody(app: &App, ctx: &Ctx, speaker: &mut Speaker, said: &Joining) -> Result<Ctx, No> {
    if ctx.actor != Actor::Visitor {
        return Ok(ctx.clone());
    }
    let told = Told {
        given_name: said.name.clone().unwrap_or_default(),
        family_name: None,
        birth_date: said.birth_date,
        locale: Some(speaker.locale),
    };
    speaker.actor = people::enter(app, ctx, speaker.chat.as_ref(), &told).await?;
    Ok(Ctx { actor: speaker.actor.clone(), ..ctx.clone() })
}

async fn mine(app: &App, ctx: &Ctx, from: u16) -> Result<Answer, No> {
    if ctx.actor == Actor::Visitor {
        return Ok(Answer::Mine(Vec::new()));
    }
    // One more than is shown tells whether there are any.
    let all = sign_ups::read::mine(app, ctx, None, from.saturating_add(PAGE + 1)).await?;
    Ok(Answer::Mine(all.into_iter().skip(from.into()).collect()))
}

async fn own(app: &App, ctx: &Ctx, id: SignUpId) -> Result<Answer, No> {
    Ok(Answer::Own(Box::new(sign_ups::read::own(app, ctx, id).await?), None))
}

/// All that is kept of somebody, as JSON.
async fn export(app: &App, ctx: &Ctx) -> Result<Answer, No> {
    let sections = export::export_me(app, ctx).await?;
    let sections: serde_json::Map<_, _> = sections.into_iter().map(|(name, rows)| (name.to_owned(), rows)).collect();
    let text = serde_json::to_string_pretty(&sections).unwrap_or_default();
    Ok(Answer::File(Date { name: "jemengage.json".into(), text }))
}

/// No alerts and suggestions any more; what one must know of one's sign-ups is still told.
async fn hush(app: &App, ctx: &Ctx) -> Result<Answer, No> {
    let mut wanted = preferences::get(app, ctx).await?;
    wanted.topics = [Topic::Alerts, Topic::Suggestions].map(|topic| (topic, Mode::Never)).into();
    preferences::update(app, ctx, wanted).await?;
    Ok(Answer::Done)
}

/// What was to be done, if it is done: it was pressed twice. Otherwise why not.
async fn already(app: &App, ctx: &Ctx, id: SignUpId, state: SignUpState, error: impl Explain) -> Result<Answer, No> {
    match own(app, ctx, id).await? {
        Answer::Own(mine, _) if mine.sign_up.state == state => Ok(Answer::Own(mine, None)),
        _ => Err(error.into()),
    }
}

/// The context in which something is made, once for each message that asks for it; none if it is made already.
async fn once(app: &App, ctx: &Ctx, speaker: &Speaker) -> Result<Option<Ctx>, No> {
    let ctx = Ctx { idempotency: speaker.update.clone(), ..ctx.clone() };
    let known = idempotency::look_up(app, &ctx).await?;
    Ok((known == idempotency::Known::New).then_some(ctx))
}

/// Speaks another language from now on, in mails, too.
async fn speak(app: &App, ctx: &Ctx, speaker: &mut Speaker, locale: Locale) -> Result<Answer, No> {
    if !speaker.tenant.config.locales.contains(&locale) {
        return Ok(Answer::Refused(vec![Reason::new("unknown_word")]));
    }
    if ctx.actor != Actor::Visitor {
        me::update(app, ctx, me::Change { locale: Some(locale), ..me::Change::default() }).await?;
    }
    speaker.locale = locale;
    Ok(Answer::Done)
}
