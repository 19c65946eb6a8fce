//! Between the platform's facts and verdicts and the records of the contract. This is the boundary: what is not written
//! here does not cross.

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, Utc};
use platform_core::missions::Acceptance;
use platform_core::refusals::{Reason, Remedy};
use platform_core::rules::about::{Fact, Kind, Need};
use platform_core::rules::facts::{self, Assurance, Attendance, TieKind};
use platform_core::rules::{Effect, Failure, Parameters, Plan, Review, Times};
use serde_json::Value;

use crate::bindings::{manifest, missions, types};

/// Most reasons of one verdict, the longest word and the longest text in it.
const REASONS: usize = 50;
const WORD: usize = 64;
const TEXT: usize = 500;

type Checked<T> = Result<T, Failure>;

fn nonsense<T>(what: impl Into<String>) -> Checked<T> {
    Err(Failure::Nonsense(what.into()))
}

/// What the rules of a city are given with every question.
pub(crate) fn context(at: &facts::Moment, settings: &[types::Setting]) -> types::Context {
    types::Context {
        now: at.now.timestamp(),
        today: date(at.today),
        tomorrow: at.tomorrow.timestamp(),
        languages: at.languages.iter().map(|locale| locale.tag().to_owned()).collect(),
        settings: settings.to_vec(),
    }
}

fn date(date: NaiveDate) -> types::Date {
    types::Date {
        year: u16::try_from(date.year()).unwrap_or_default(),
        month: u8::try_from(date.month()).unwrap_or_default(),
        day: u8::try_from(date.day()).unwrap_or_default(),
    }
}

/// Parameters that were found to be of their kinds.
pub(crate) fn settings(parameters: &Parameters) -> Vec<types::Setting> {
    let value = |value: &Value| match value {
        Value::Bool(flag) => types::Value::Flag(*flag),
        Value::String(text) => types::Value::Text(text.clone()),
        Value::Array(items) => {
            types::Value::Texts(items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect())
        }
        other => types::Value::Number(other.as_i64().and_then(|number| number.try_into().ok()).unwrap_or_default()),
    };
    parameters.iter().map(|(name, given)| types::Setting { name: name.clone(), value: value(given) }).collect()
}

/// A value as JSON.
pub(crate) fn json(value: &types::Value) -> Value {
    match value {
        types::Value::Flag(flag) => Value::from(*flag),
        types::Value::Number(number) => Value::from(*number),
        types::Value::Text(text) => Value::from(text.as_str()),
        types::Value::Texts(texts) => Value::from(texts.as_slice()),
    }
}

pub(crate) const fn kind(kind: manifest::Kind) -> Kind {
    match kind {
        manifest::Kind::Flag => Kind::Flag,
        manifest::Kind::Number => Kind::Number,
        manifest::Kind::Text => Kind::Text,
        manifest::Kind::Texts => Kind::Texts,
    }
}

/// The facts needed.
pub(crate) fn needs(needs: Vec<manifest::Need>) -> Vec<Need> {
    let fact = |fact| match fact {
        manifest::Fact::Age => Fact::Age,
        manifest::Fact::Tie => Fact::Tie,
        manifest::Fact::Credentials => Fact::Credentials,
        manifest::Fact::SignUpsToday => Fact::SignUpsToday,
        manifest::Fact::Absences => Fact::Absences,
    };
    let need = |need: manifest::Need| Need {
        fact: fact(need.fact),
        assurance: assurance_from(need.assurance),
        purpose: need.purpose,
    };
    needs.into_iter().take(REASONS).map(need).collect()
}

const fn assurance_from(assurance: types::Assurance) -> Assurance {
    match assurance {
        types::Assurance::None => Assurance::None,
        types::Assurance::Email => Assurance::Email,
        types::Assurance::Phone => Assurance::Phone,
        types::Assurance::Declared => Assurance::Declared,
        types::Assurance::Documented => Assurance::Documented,
        types::Assurance::InPerson => Assurance::InPerson,
    }
}

const fn assurance(assurance: Assurance) -> types::Assurance {
    match assurance {
        Assurance::None => types::Assurance::None,
        Assurance::Email => types::Assurance::Email,
        Assurance::Phone => types::Assurance::Phone,
        Assurance::Declared => types::Assurance::Declared,
        Assurance::Documented => types::Assurance::Documented,
        Assurance::InPerson => types::Assurance::InPerson,
    }
}

fn words<W: std::fmt::Display>(words: &[W]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

pub(crate) fn file(file: &facts::AssociationFile) -> missions::AssociationFile {
    missions::AssociationFile {
        kind: file.kind.to_string(),
        description: file.description.clone(),
        domains: words(&file.domains),
        beneficiaries: words(&file.beneficiaries),
        areas: file.areas.clone(),
        registered: file.registered,
        accreditations: file.accreditations.clone(),
    }
}

fn mission(mission: &facts::MissionFacts) -> missions::Mission {
    missions::Mission {
        domain: mission.domain.to_string(),
        activities: words(&mission.activities),
        beneficiaries: words(&mission.beneficiaries),
        areas: mission.areas.clone(),
        remote: mission.remote,
        open_to_minors: mission.open_to_minors,
        accessible: mission.accessible,
        acceptance: match mission.acceptance {
            Acceptance::Automatic => missions::Acceptance::Automatic,
            Acceptance::ByManager => missions::Acceptance::ByManager,
        },
        waiting_list: mission.waiting_list,
    }
}

pub(crate) fn submission(submission: &facts::Submission) -> missions::Submission {
    let text = |text: &facts::Text| missions::Text {
        language: text.language.tag().to_owned(),
        title: text.title.clone(),
        description: text.description.clone(),
    };
    let association = &submission.association;
    missions::Submission {
        mission: mission(&submission.mission),
        texts: submission.texts.iter().map(text).collect(),
        starts: submission.starts.iter().map(DateTime::timestamp).collect(),
        places: submission.places,
        association: missions::Association {
            kind: association.kind.to_string(),
            validated: association.validated,
            accreditations: association.accreditations.clone(),
            published_before: association.published_before,
        },
        published_alike: submission.published_alike,
    }
}

pub(crate) fn sign_up(sign_up: &facts::SignUp) -> missions::SignUp {
    let person = &sign_up.person;
    let tie = |tie: &facts::Tie| missions::Tie {
        kind: match tie.kind {
            TieKind::Resident => missions::TieKind::Resident,
            TieKind::Student => missions::TieKind::Student,
            TieKind::Worker => missions::TieKind::Worker,
            TieKind::Member => missions::TieKind::Member,
        },
        areas: tie.areas.clone(),
        assurance: assurance(tie.assurance),
    };
    let held = |held: &facts::Credential| missions::Credential {
        name: held.name.clone(),
        assurance: assurance(held.assurance),
    };
    missions::SignUp {
        person: missions::Person {
            pseudonym: person.pseudonym.clone(),
            age: person.age,
            tie: person.tie.as_ref().map(tie),
            credentials: person.credentials.iter().map(held).collect(),
            sign_ups_today: person.sign_ups_today,
            absences: person.absences,
        },
        mission: mission(&sign_up.mission),
        accreditations: sign_up.accreditations.clone(),
        starts_at: sign_up.starts_at.as_ref().map(DateTime::timestamp),
    }
}

pub(crate) fn hit(hit: &facts::Hit) -> missions::Hit {
    missions::Hit { mission: mission(&hit.mission), accreditations: hit.accreditations.clone() }
}

pub(crate) const fn attendance(attendance: Attendance) -> missions::Attendance {
    match attendance {
        Attendance::Attended => missions::Attendance::Attended,
        Attendance::Absent => missions::Attendance::Absent,
        Attendance::Excused => missions::Attendance::Excused,
    }
}

pub(crate) fn review(review: types::Review) -> Checked<Review> {
    match review {
        types::Review::Publish => Ok(Review::Publish),
        types::Review::Hold(found) => Ok(Review::Hold(reasons(found)?)),
        types::Review::Refuse(found) if found.is_empty() => nonsense("a refusal without a reason"),
        types::Review::Refuse(found) => Ok(Review::Refuse(reasons(found)?)),
    }
}

/// Reasons, as people will be shown them.
pub(crate) fn reasons(found: Vec<types::Reason>) -> Checked<Vec<Reason>> {
    if found.len() > REASONS {
        return nonsense(format!("{} reasons; at most {REASONS} are read", found.len()));
    }
    found.into_iter().map(reason).collect()
}

fn reason(found: types::Reason) -> Checked<Reason> {
    if !is_word(&found.code) {
        return nonsense(format!("`{}` is no code: use a-z, 0-9 and _", shortened(&found.code)));
    }
    let mut reason = Reason::new("");
    reason.code = found.code.into();
    if let Some(field) = found.field {
        if !field.starts_with('/') || field.len() > TEXT || field.chars().any(char::is_control) {
            return nonsense(format!("`{}` is no JSON pointer", shortened(&field)));
        }
        reason.field = Some(field);
    }
    if found.arguments.len() > REASONS {
        return nonsense("more arguments than a text can hold");
    }
    for argument in found.arguments {
        let value = match argument.value {
            types::Argument::Number(number) => Value::from(number),
            types::Argument::Text(text) if text.len() <= TEXT && !text.chars().any(char::is_control) => text.into(),
            types::Argument::Text(_) => return nonsense("an argument that no text can show"),
        };
        if !is_word(&argument.name) {
            return nonsense("an argument without a name");
        }
        reason.args.insert(argument.name, value);
    }
    reason.remedy = remedy(found.remedy)?;
    Ok(reason)
}

fn remedy(remedy: types::Remedy) -> Checked<Option<Remedy>> {
    Ok(Some(match remedy {
        types::Remedy::Nothing => return Ok(None),
        types::Remedy::Mend => Remedy::Mend,
        types::Remedy::TellBirthDate => Remedy::TellBirthDate,
        types::Remedy::TellResidence => Remedy::TellResidence,
        types::Remedy::RaiseTo(assurance) => Remedy::RaiseTo { assurance: assurance_from(assurance) },
        types::Remedy::Obtain(credential) if is_word(&credential) => Remedy::Obtain { credential },
        types::Remedy::Obtain(_) => return nonsense("a credential without a name"),
        types::Remedy::AskGuardian => Remedy::AskGuardian,
        types::Remedy::WaitUntil(instant) => Remedy::WaitUntil { until: at(instant)? },
        types::Remedy::ChooseAnother => Remedy::ChooseAnother,
    }))
}

fn at(instant: types::Instant) -> Checked<DateTime<Utc>> {
    let at = DateTime::from_timestamp(instant, 0).filter(|at| (1970..=9999).contains(&at.year()));
    at.map_or_else(|| nonsense(format!("{instant} is no instant")), Ok)
}

fn is_word(text: &str) -> bool {
    (1..=WORD).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn shortened(text: &str) -> std::str::EscapeDebug<'_> {
    text[..text.floor_char_boundary(WORD)].escape_debug()
}

pub(crate) fn plan(plan: missions::Plan) -> Checked<Plan> {
    if plan.waiting_list_limit > 100_000 {
        return nonsense("a waiting list longer than 100 000");
    }
    if plan.waiting_priority > 9 {
        return nonsense("a priority above 9");
    }
    Ok(Plan {
        acceptance: match plan.acceptance {
            missions::Acceptance::Automatic => Acceptance::Automatic,
            missions::Acceptance::ByManager => Acceptance::ByManager,
        },
        pending_holds_place: plan.pending_holds_place,
        waiting_list_limit: plan.waiting_list_limit,
        waiting_priority: plan.waiting_priority,
    })
}

pub(crate) fn times(times: missions::Times) -> Checked<Times> {
    let hours = |name: &str, number: u32, least: u32| match number {
        number if (least..=720).contains(&number) => Ok(Duration::hours(number.into())),
        number => nonsense(format!("{number} hours of {name}")),
    };
    let days = |name: &str, number: u32, least: u32| match number {
        number if (least..=366).contains(&number) => Ok(Duration::days(number.into())),
        number => nonsense(format!("{number} days of {name}")),
    };
    Ok(Times {
        reminder: hours("reminder", times.reminder_hours, 0)?,
        thanks: hours("thanks", times.thanks_hours, 0)?,
        offer: hours("offer", times.offer_hours, 1)?,
        close: days("closing", times.close_days, 0)?,
        answer: days("answer", times.answer_days, 1)?,
        escalate: days("escalation", times.escalate_days, 1)?,
    })
}

pub(crate) fn lifts(lifts: Vec<i32>, hits: usize) -> Checked<Vec<i32>> {
    if lifts.len() != hits {
        return nonsense(format!("{} answers to {hits} hits", lifts.len()));
    }
    if lifts.iter().any(|lift| !(-100..=100).contains(lift)) {
        return nonsense("a lift by more than a hundred places");
    }
    Ok(lifts)
}

pub(crate) fn effects(effects: Vec<missions::Effect>) -> Checked<Vec<Effect>> {
    if effects.len() > REASONS {
        return nonsense("more effects than anybody can have");
    }
    let effect = |effect| match effect {
        missions::Effect::Give(name) if is_word(&name) => Ok(Effect::Give(name)),
        missions::Effect::Take(name) if is_word(&name) => Ok(Effect::Take(name)),
        missions::Effect::Give(_) | missions::Effect::Take(_) => nonsense("a credential without a name"),
    };
    effects.into_iter().map(effect).collect()
}
