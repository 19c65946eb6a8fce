//! Letters: what a notice says, written from the state as it is when it leaves; none if that has become moot.

use serde_json::Value;
use uuid::Uuid;

use super::Kind;
use super::calendar::Occasion;
use crate::App;
use crate::accounts::{AssociationRole, Scope, Volunteer, idle};
use crate::associations;
use crate::db::accounts::AccountRow;
use crate::db::{
    self, associations as associations_sql, messages, missions as missions_sql, notices as notices_sql,
    sign_ups as sign_ups_sql, slots,
};
use crate::kinds::{AccountId, AssociationId, MissionId, SignUpId, SlotId};
use crate::missions::{self, Mission, Slot};
use crate::ports::CalendarFile;
use crate::refusals::{Denied, ReadError, Reason};
use crate::search::{self, document::Document};
use crate::sign_ups::read::{short_name, shown_name};
use crate::sign_ups::{SignUp, State};
use crate::tenancy::{Ctx, Tenant};
use crate::texts::{Args, Locale};

/// What a mail says: the key of its texts, and what they fill in.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    pub(super) key: String,
    pub(super) args: Args,
    pub(super) calendar: Option<CalendarFile>,
    /// Whom it tells of, beside its reader.
    pub(super) about: Vec<AccountId>,
}

impl Letter {
    fn new(kind: Kind, args: Args) -> Self {
        Self { key: kind.text_key(), args, calendar: None, about: Vec::new() }
    }
}

/// Writes the letter of a notice in its reader's language.
pub(super) async fn write(
    app: &App,
    ctx: &Ctx,
    kind: Kind,
    subject: Uuid,
    person: &AccountRow,
) -> Result<Option<Letter>, db::Error> {
    let locale = locale_of(person);
    match kind {
        Kind::AssociationSubmitted
        | Kind::AssociationValidated
        | Kind::AssociationReturned
        | Kind::AssociationSuspended
        | Kind::AssociationLeft
        | Kind::AssociationEntrusted
        | Kind::AgentOrphaned => association(app, ctx, kind, subject.into(), locale).await,
        Kind::MissionSubmitted
        | Kind::MissionPublished
        | Kind::MissionReturned
        | Kind::MissionSuspended
        | Kind::MissionClosed
        | Kind::MissionCancelled
        | Kind::MissionOffered => mission(app, ctx, kind, subject.into(), locale).await,
        Kind::ManagerUnanswered | Kind::AgentUnanswered => unanswered(app, ctx, kind, subject.into(), locale).await,
        Kind::ManagerAttendance => attendance(app, ctx, subject.into(), locale).await,
        Kind::AlertMatched => matched(app, ctx, subject.into(), locale).await,
        Kind::SignUpUnanswered => similar(app, ctx, subject.into(), locale).await,
        Kind::Message | Kind::AgentReported => thread(app, ctx, kind, subject.into(), person).await,
        Kind::MemberChanged | Kind::MemberRemoved => member(app, ctx, kind, subject.into(), person).await,
        Kind::AccountIdle => Ok((person.idle_notices > 0).then(|| account_idle(app, ctx, person, locale))),
        _ => sign_up(app, ctx, kind, subject.into(), locale).await,
    }
}

async fn association(
    app: &App,
    ctx: &Ctx,
    kind: Kind,
    id: AssociationId,
    locale: Locale,
) -> Result<Option<Letter>, db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(association) = associations_sql::find(&mut tx, id).await? else { return Ok(None) };
    let still = match kind {
        Kind::AssociationSubmitted => associations::State::Submitted,
        Kind::AssociationValidated => associations::State::Validated,
        Kind::AssociationReturned => associations::State::Returned,
        Kind::AssociationSuspended | Kind::AgentOrphaned => associations::State::Suspended,
        Kind::AssociationLeft => associations::State::Left,
        // Whatever its state, it has another owner.
        _ => association.state,
    };
    let reasons = list(&ctx.tenant, locale, &association.reasons);
    let args = args([("name", association.file.name.as_str().into()), ("reasons", reasons.into())]);
    Ok((association.state == still).then(|| Letter::new(kind, args)))
}

async fn mission(app: &App, ctx: &Ctx, kind: Kind, id: MissionId, locale: Locale) -> Result<Option<Letter>, db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(mission) = missions_sql::find(&mut tx, id).await? else { return Ok(None) };
    let holds = match kind {
        Kind::MissionSubmitted => mission.state == missions::State::Submitted,
        Kind::MissionPublished => mission.state == missions::State::Published,
        Kind::MissionReturned => mission.state == missions::State::Returned,
        Kind::MissionSuspended => mission.state == missions::State::Suspended,
        Kind::MissionClosed => mission.state == missions::State::Closed,
        Kind::MissionCancelled => mission.state == missions::State::Cancelled,
        _ => mission.offered_to.is_some(),
    };
    let reasons = list(&ctx.tenant, locale, &mission.reasons);
    let args = args([
        ("title", mission.draft.text_in(locale).0.into()),
        ("association", mission.association_name.as_str().into()),
        ("reasons", reasons.into()),
    ]);
    Ok(holds.then(|| Letter::new(kind, args)))
}

/// A sign-up with what its letters say of it.
struct Subject {
    sign_up: SignUp,
    mission: Mission,
    slot: Slot,
    volunteer: AccountRow,
}

async fn load(app: &App, ctx: &Ctx, id: SignUpId) -> Result<Option<Subject>, db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(sign_up) = sign_ups_sql::find(&mut tx, id).await? else { return Ok(None) };
    let mission = missions_sql::find(&mut tx, sign_up.mission).await?;
    let slot = slots::slot(&mut tx, sign_up.slot).await?;
    let volunteer = db::accounts::find(&mut tx, sign_up.account).await?;
    Ok(mission.zip(slot).zip(volunteer).map(|((mission, slot), volunteer)| Subject {
        sign_up,
        mission,
        slot,
        volunteer,
    }))
}

/// The date of a sign-up that has a place, for the calendar of whoever signed up; none without a date.
///
/// # Errors
/// If it is not theirs.
pub async fn date_to_keep(app: &App, ctx: &Ctx, id: SignUpId) -> Result<Option<CalendarFile>, ReadError> {
    let volunteer = Volunteer::check(ctx, Scope::Read)?;
    let subject = load(app, ctx, id).await?.filter(|subject| subject.sign_up.account == volunteer.id);
    let subject = subject.ok_or(Denied::NotFound)?;
    let has_place = subject.sign_up.state == State::Accepted;
    let link = page(app, ctx, id);
    Ok(occasion(ctx, &subject, ctx.locale, &link).publish(ctx.now).filter(|_| has_place))
}

/// A sign-up as a date.
fn occasion<'a>(ctx: &'a Ctx, subject: &'a Subject, locale: Locale, link: &'a str) -> Occasion<'a> {
    let Subject { sign_up, mission, slot, .. } = subject;
    let about = args([("association", mission.association_name.as_str().into()), ("link", link.into())]);
    Occasion {
        tenant: &ctx.tenant,
        title: mission.draft.text_in(locale).0,
        sign_up: sign_up.id,
        mission,
        slot,
        place: mission.place(),
        description: ctx.tenant.texts.get(locale, "calendar-description", &about),
        link,
    }
}

async fn sign_up(app: &App, ctx: &Ctx, kind: Kind, id: SignUpId, locale: Locale) -> Result<Option<Letter>, db::Error> {
    let Some(subject) = load(app, ctx, id).await? else { return Ok(None) };
    if !holds(kind, subject.sign_up.state) {
        return Ok(None);
    }
    let Subject { sign_up, mission, slot, volunteer } = &subject;
    let tenant = &ctx.tenant;
    let args = args([
        ("title", mission.draft.text_in(locale).0.into()),
        ("association", mission.association_name.as_str().into()),
        ("when", tenant.when(locale, slot.starts_at).into()),
        ("where", or_text(tenant, locale, mission.place(), "no-place").into()),
        ("until", tenant.when(locale, sign_up.offered_until).into()),
        ("reason", said(tenant, locale, sign_up.reason.as_deref()).into()),
        ("volunteer", name(tenant, locale, volunteer).into()),
        ("link", page(app, ctx, id).into()),
    ]);
    let calendar = date(app, ctx, kind, &subject, locale).await?;
    Ok(Some(Letter { about: about(volunteer), calendar, ..Letter::new(kind, args) }))
}

/// The date that goes with a letter to a volunteer: to keep when there is a place, to take out when there was one and
/// its date was sent.
async fn date(
    app: &App,
    ctx: &Ctx,
    kind: Kind,
    subject: &Subject,
    locale: Locale,
) -> Result<Option<CalendarFile>, db::Error> {
    const WITH_DATE: [Kind; 3] = [Kind::SignUpAccepted, Kind::SignUpChanged, Kind::SignUpReminder];
    let Subject { sign_up, volunteer, .. } = subject;
    let link = page(app, ctx, sign_up.id);
    let occasion = occasion(ctx, subject, locale, &link);
    match kind {
        _ if WITH_DATE.contains(&kind) && sign_up.state == State::Accepted => Ok(occasion.publish(ctx.now)),
        Kind::SignUpCancelled | Kind::SignUpWithdrawn => {
            let mut tx = app.db.tenant(ctx).await?;
            let told = notices_sql::was_sent(&mut tx, volunteer.id, sign_up.id.uuid(), &WITH_DATE).await?;
            Ok(if told { occasion.cancel(ctx.now) } else { None })
        }
        _ => Ok(None),
    }
}

/// Whether what a notice tells is still so.
const fn holds(kind: Kind, state: State) -> bool {
    match kind {
        Kind::SignUpRequested | Kind::ManagerRequested => matches!(state, State::Requested),
        Kind::SignUpAccepted | Kind::ManagerAccepted | Kind::SignUpReminder => matches!(state, State::Accepted),
        Kind::SignUpWaiting => matches!(state, State::Waiting),
        Kind::SignUpOffered => matches!(state, State::Offered),
        Kind::SignUpDeclined => matches!(state, State::Declined),
        Kind::SignUpWithdrawn => matches!(state, State::Withdrawn),
        Kind::ManagerWithdrawn => matches!(state, State::Withdrawn | State::Cancelled),
        Kind::SignUpLapsed => matches!(state, State::Lapsed),
        Kind::SignUpCancelled => matches!(state, State::Cancelled),
        Kind::SignUpThanks => matches!(state, State::Accepted | State::Attended),
        _ => matches!(state, State::Requested | State::Accepted | State::Waiting | State::Offered),
    }
}

/// Requests to a mission that nobody answered.
async fn unanswered(
    app: &App,
    ctx: &Ctx,
    kind: Kind,
    id: MissionId,
    locale: Locale,
) -> Result<Option<Letter>, db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(mission) = missions_sql::find(&mut tx, id).await? else { return Ok(None) };
    let (count, since) = sign_ups_sql::requests(&mut tx, id).await?;
    let args = args([
        ("title", mission.draft.text_in(locale).0.into()),
        ("association", mission.association_name.as_str().into()),
        ("count", count.into()),
        ("since", ctx.tenant.when(locale, since).into()),
    ]);
    Ok((count > 0).then(|| Letter::new(kind, args)))
}

/// Who came to a slot? Moot once it is all written down.
async fn attendance(app: &App, ctx: &Ctx, id: SlotId, locale: Locale) -> Result<Option<Letter>, db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(slot) = slots::slot(&mut tx, id).await? else { return Ok(None) };
    let Some(mission) = missions_sql::find(&mut tx, slot.mission).await? else { return Ok(None) };
    let count = sign_ups_sql::expected(&mut tx, id).await?;
    let args = args([
        ("title", mission.draft.text_in(locale).0.into()),
        ("when", ctx.tenant.when(locale, slot.starts_at).into()),
        ("count", count.into()),
    ]);
    Ok((count > 0).then(|| Letter::new(Kind::ManagerAttendance, args)))
}

/// A mission an alert fits, as long as it has a place left.
async fn matched(app: &App, ctx: &Ctx, id: MissionId, locale: Locale) -> Result<Option<Letter>, db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(mission) = missions_sql::find(&mut tx, id).await? else { return Ok(None) };
    let has_room = Document::of(&ctx.tenant, &mission, ctx.now).is_some_and(|document| document.has_room());
    let starts = mission.slots.iter().filter(|slot| slot.taken < slot.capacity).filter_map(|slot| slot.starts_at);
    let next = starts.filter(|start| *start > ctx.now).min();
    let args = args([
        ("title", mission.draft.text_in(locale).0.into()),
        ("association", mission.association_name.as_str().into()),
        ("when", ctx.tenant.when(locale, next).into()),
        ("where", or_text(&ctx.tenant, locale, mission.place(), "no-place").into()),
        ("link", app.links.to(&ctx.tenant, &format!("/missions/{id}")).into()),
    ]);
    Ok(has_room.then(|| Letter::new(Kind::AlertMatched, args)))
}

/// Missions like the one that nobody answers for: same domain, with places left, near it.
async fn similar(app: &App, ctx: &Ctx, id: SignUpId, locale: Locale) -> Result<Option<Letter>, db::Error> {
    let Some(subject) = load(app, ctx, id).await? else { return Ok(None) };
    if subject.sign_up.state != State::Requested {
        return Ok(None);
    }
    let found = search::similar(app, ctx, &subject.mission).await?;
    let line = |mission: &Mission| {
        let link = app.links.to(&ctx.tenant, &format!("/missions/{}", mission.id));
        format!("- {} – {}\n  {link}", mission.draft.text_in(locale).0, mission.association_name)
    };
    let args = args([
        ("title", subject.mission.draft.text_in(locale).0.into()),
        ("association", subject.mission.association_name.as_str().into()),
        ("count", found.len().into()),
        ("missions", found.iter().map(line).collect::<Vec<_>>().join("\n").into()),
        ("link", page(app, ctx, id).into()),
        ("when", ctx.tenant.when(locale, subject.slot.starts_at).into()),
    ]);
    Ok(Some(Letter::new(Kind::SignUpUnanswered, args)))
}

/// New messages of a thread, for one of its two sides; or that a thread was reported. The words stay in the thread.
async fn thread(
    app: &App,
    ctx: &Ctx,
    kind: Kind,
    id: SignUpId,
    person: &AccountRow,
) -> Result<Option<Letter>, db::Error> {
    let Some(subject) = load(app, ctx, id).await? else { return Ok(None) };
    let mut tx = app.db.tenant(ctx).await?;
    let count = match kind {
        Kind::Message => messages::unread(&mut tx, id, person.id).await?,
        _ => messages::open_reports(&mut tx, id).await?,
    };
    let Subject { mission, volunteer, .. } = &subject;
    let own = volunteer.id == person.id;
    let from = if own { mission.association_name.clone() } else { name(&ctx.tenant, locale_of(person), volunteer) };
    let args = args([
        ("title", mission.draft.text_in(locale_of(person)).0.into()),
        ("from", from.into()),
        ("count", count.into()),
        ("link", page(app, ctx, id).into()),
    ]);
    Ok((count > 0).then(|| Letter { about: about(volunteer), ..Letter::new(kind, args) }))
}

/// What somebody holds in an association, unless it has changed again since.
async fn member(
    app: &App,
    ctx: &Ctx,
    kind: Kind,
    id: AssociationId,
    person: &AccountRow,
) -> Result<Option<Letter>, db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(association) = associations_sql::find(&mut tx, id).await? else { return Ok(None) };
    let role = db::accounts::membership(&mut tx, id, person.id).await?;
    let args = args([
        ("name", association.file.name.as_str().into()),
        ("role", role.map_or("", AssociationRole::word).into()),
    ]);
    Ok((role.is_some() == (kind == Kind::MemberChanged)).then(|| Letter::new(kind, args)))
}

fn account_idle(app: &App, ctx: &Ctx, person: &AccountRow, locale: Locale) -> Letter {
    let months = ctx.tenant.config.rules.idle_months;
    // After an outage the warnings come late, and the erasure with them.
    let on = person.erased_from(months).max(ctx.now + idle::time_left(person.idle_notices));
    let args = args([
        ("months", months.into()),
        ("on", ctx.tenant.when(locale, Some(on)).into()),
        ("link", app.links.to(&ctx.tenant, "/").into()),
    ]);
    Letter::new(Kind::AccountIdle, args)
}

/// Whom a letter tells of: an erased person is in it no more.
fn about(volunteer: &AccountRow) -> Vec<AccountId> {
    if volunteer.given_name.is_empty() { Vec::new() } else { vec![volunteer.id] }
}

/// «Prénom N.», or what stands for somebody whose account was erased.
fn name(tenant: &Tenant, locale: Locale, person: &AccountRow) -> String {
    shown_name(&tenant.texts, locale, short_name(&person.given_name, &person.family_name))
}

/// The page of a sign-up.
fn page(app: &App, ctx: &Ctx, id: SignUpId) -> String {
    app.links.to(&ctx.tenant, &format!("/sign-ups/{id}"))
}

pub(super) fn locale_of(person: &AccountRow) -> Locale {
    person.locale.parse().unwrap_or(Locale::Fr)
}

pub(super) fn args<const N: usize>(pairs: [(&str, Value); N]) -> Args {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn list(tenant: &Tenant, locale: Locale, reasons: &[Reason]) -> String {
    let lines = reasons.iter().map(|reason| format!("- {}", reason.render(&tenant.texts, locale)));
    lines.collect::<Vec<_>>().join("\n")
}

fn or_text(tenant: &Tenant, locale: Locale, text: Option<String>, otherwise: &str) -> String {
    text.unwrap_or_else(|| tenant.texts.get(locale, otherwise, &Args::new()))
}

/// A person's words, or what a word of the platform stands for.
fn said(tenant: &Tenant, locale: Locale, reason: Option<&str>) -> String {
    let word = |reason: &str| tenant.texts.find(locale, &format!("reason-{}", reason.replace('_', "-")), &Args::new());
    let text = reason.map(|reason| word(reason).unwrap_or_else(|| reason.to_owned()));
    or_text(tenant, locale, text, "no-reason")
}
