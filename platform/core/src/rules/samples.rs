//! Samples: questions every component must have an answer to, whatever it says.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::Serialize;
use serde_json::to_value;

use super::decisions::{Asked, Decision, Question};
use super::facts::{
    AssociationFile, Assurance, Attendance, Came, Credential, MissionFacts, Moment, Organiser, Person, SignUp,
    Submission, Text, Tie, TieKind,
};
use crate::associations::AssociationKind;
use crate::kinds::{Activity, Beneficiary, Domain};
use crate::missions::Acceptance;
use crate::texts::Locale;

/// A question, and what it is about.
#[derive(Debug, Clone)]
pub struct Sample {
    /// In a few words.
    pub name: &'static str,
    /// What is asked; nothing was answered yet.
    pub decision: Decision,
}

/// All samples.
#[must_use]
pub fn all() -> Vec<Sample> {
    let minor = Person { age: Some(16), ..person() };
    let nobody = Person { age: None, tie: None, credentials: Vec::new(), ..person() };
    vec![
        sample("an association", Question::Association, association()),
        sample("a mission", Question::Mission, submission()),
        sample("a mission with a link", Question::Mission, with_link()),
        sample("somebody of age", Question::SignUp, sign_up(person())),
        sample("somebody of 16", Question::SignUp, sign_up(minor)),
        sample("somebody unknown", Question::SignUp, sign_up(nobody)),
        sample("somebody who came", Question::Attendance, came()),
    ]
}

fn sample(name: &'static str, question: Question, facts: impl Serialize) -> Sample {
    let facts = to_value(Asked { at: moment(), facts }).unwrap_or_default();
    Sample { name, decision: Decision { version: 0, question, facts, verdict: serde_json::Value::Null } }
}

/// A Monday in June.
fn moment() -> Moment {
    let now = DateTime::from_timestamp(1_780_308_000, 0).unwrap_or_default();
    Moment {
        now,
        today: NaiveDate::from_ymd_opt(2026, 6, 1).unwrap_or_default(),
        tomorrow: now + Duration::hours(12),
        languages: Locale::ALL.to_vec(),
    }
}

fn association() -> AssociationFile {
    AssociationFile {
        kind: AssociationKind::Association,
        description: "Nous aidons nos voisins.".into(),
        domains: vec![Domain::Solidarity],
        beneficiaries: vec![Beneficiary::Everyone],
        areas: vec!["somewhere".into()],
        registered: true,
        accreditations: Vec::new(),
    }
}

fn mission() -> MissionFacts {
    MissionFacts {
        domain: Domain::Solidarity,
        activities: vec![Activity::FoodCollection],
        beneficiaries: vec![Beneficiary::Everyone],
        areas: vec!["somewhere".into()],
        remote: false,
        open_to_minors: true,
        accessible: true,
        acceptance: Acceptance::Automatic,
        waiting_list: true,
    }
}

fn submission() -> Submission {
    let text = |language, title: &str, description: &str| Text {
        language,
        title: title.into(),
        description: description.into(),
    };
    Submission {
        mission: mission(),
        texts: vec![
            text(Locale::Fr, "Collecte alimentaire", "Trier des dons."),
            text(Locale::En, "Food collection", "Sort what was given."),
        ],
        starts: vec![starts_at()],
        places: 5,
        association: Organiser {
            kind: AssociationKind::Association,
            validated: true,
            accreditations: Vec::new(),
            published_before: 3,
        },
        published_alike: false,
    }
}

fn with_link() -> Submission {
    let mut submission = submission();
    for text in &mut submission.texts {
        text.description.push_str(" https://exemple.example");
    }
    submission
}

fn starts_at() -> DateTime<Utc> {
    moment().tomorrow + Duration::hours(10)
}

fn person() -> Person {
    Person {
        pseudonym: "0123456789abcdef".into(),
        age: Some(36),
        tie: Some(Tie { kind: TieKind::Resident, areas: vec!["somewhere".into()], assurance: Assurance::Declared }),
        credentials: vec![Credential { name: "regular".into(), assurance: Assurance::Declared }],
        sign_ups_today: 0,
        absences: 0,
    }
}

fn sign_up(person: Person) -> SignUp {
    SignUp { person, mission: mission(), accreditations: Vec::new(), starts_at: Some(starts_at()) }
}

fn came() -> Came {
    Came { sign_up: sign_up(person()), attendance: Attendance::Attended }
}
