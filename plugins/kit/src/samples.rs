//! Samples: facts to try rules with in tests, each the plainest there is, and a look through their texts.

use crate::{
    Acceptance, Association, AssociationFile, Assurance, Context, Credential, Date, Hit, Manifest, Mission, Person,
    Reason, Review, Setting, SignUp, Submission, Text, Tie, TieKind, Value,
};

/// When the samples' next day begins.
pub const TOMORROW: i64 = 1_780_351_200;

/// What holds for rules where a city set these parameters and left the others as they are.
#[must_use]
pub fn settings<R: Manifest>(given: &[(&str, Value)]) -> Vec<Setting> {
    let parameters = R::describe().parameters;
    for (name, _) in given {
        assert!(parameters.iter().any(|parameter| parameter.name == *name), "there is no parameter {name}");
    }
    let value = |name: &str| given.iter().find(|(other, _)| *other == name).map(|(_, value)| value.clone());
    let each = parameters.into_iter().filter_map(|parameter| {
        let value = value(&parameter.name).or(parameter.default)?;
        Some(Setting { name: parameter.name, value })
    });
    each.collect()
}

/// A Monday in June, in a city that speaks French and English and set these parameters.
#[must_use]
pub fn context<R: Manifest>(given: &[(&str, Value)]) -> Context {
    Context {
        now: TOMORROW - 43_200,
        today: Date { year: 2026, month: 6, day: 1 },
        tomorrow: TOMORROW,
        languages: words(&["fr", "en"]),
        settings: settings::<R>(given),
    }
}

/// A parameter that is a list of words.
#[must_use]
pub fn list(of: &[&str]) -> Value {
    Value::Texts(words(of))
}

/// A parameter that is a word.
#[must_use]
pub fn word(word: &str) -> Value {
    Value::Text(word.into())
}

/// Words, as the contract has them.
#[must_use]
pub fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

/// A mission in an area, for adults, accepted at once.
#[must_use]
pub fn mission() -> Mission {
    Mission {
        domain: "solidarity".into(),
        activities: words(&["food_collection"]),
        beneficiaries: words(&["everyone"]),
        areas: words(&["somewhere"]),
        remote: false,
        open_to_minors: false,
        accessible: true,
        acceptance: Acceptance::Automatic,
        waiting_list: true,
    }
}

/// Somebody of this age who wants to sign up to it.
#[must_use]
pub fn sign_up(age: Option<u8>, open_to_minors: bool) -> SignUp {
    let person =
        Person { pseudonym: "p".into(), age, tie: None, credentials: Vec::new(), sign_ups_today: 0, absences: 0 };
    SignUp {
        person,
        mission: Mission { open_to_minors, ..mission() },
        accreditations: Vec::new(),
        starts_at: Some(TOMORROW + 36_000),
    }
}

/// The mission among those that were found, in these areas.
#[must_use]
pub fn hit(areas: &[&str]) -> Hit {
    Hit { mission: Mission { areas: words(areas), ..mission() }, accreditations: Vec::new() }
}

/// A tie of this kind with an area of the city, or with none.
#[must_use]
pub fn tie(kind: TieKind, areas: &[&str], assurance: Assurance) -> Tie {
    Tie { kind, areas: words(areas), assurance }
}

/// A credential, known so.
#[must_use]
pub fn credential(name: &str, assurance: Assurance) -> Credential {
    Credential { name: name.into(), assurance }
}

/// A text without fault, in this language.
#[must_use]
pub fn text(language: &str) -> Text {
    Text { language: language.into(), title: "Collecte alimentaire".into(), description: "Trier des dons.".into() }
}

/// The mission as a validated association submits it, in French and English.
#[must_use]
pub fn submission() -> Submission {
    Submission {
        mission: mission(),
        texts: vec![text("fr"), text("en")],
        starts: vec![TOMORROW + 36_000],
        places: 5,
        association: Association {
            kind: "association".into(),
            validated: true,
            accreditations: Vec::new(),
            published_before: 0,
        },
        published_alike: false,
    }
}

/// An association of an area, without fault.
#[must_use]
pub fn file() -> AssociationFile {
    AssociationFile {
        kind: "association".into(),
        description: "Nous aidons nos voisins.".into(),
        domains: words(&["solidarity"]),
        beneficiaries: words(&["everyone"]),
        areas: words(&["somewhere"]),
        registered: true,
        accreditations: Vec::new(),
    }
}

/// Each reason as `code` or `code /field`.
#[must_use]
pub fn told(reasons: &[Reason]) -> Vec<String> {
    let tell = |reason: &Reason| match &reason.field {
        Some(field) => format!("{} {field}", reason.code),
        None => reason.code.clone(),
    };
    reasons.iter().map(tell).collect()
}

/// A review as its verdict and its reasons: `publish`, `hold: review_by_agent`, `refuse: forbidden_kind /kind`.
#[must_use]
pub fn verdict(review: &Review) -> String {
    match review {
        Review::Publish => "publish".into(),
        Review::Hold(reasons) => format!("hold: {}", told(reasons).join(", ")),
        Review::Refuse(reasons) => format!("refuse: {}", told(reasons).join(", ")),
    }
}

/// The texts that lack in French or English, as `fr rule-minimum_age`: those of parameters, credentials, accreditations
/// and of the purposes under these parameters, and those of these codes, which the rules alone use.
#[must_use]
pub fn lacking<R: Manifest>(settings: &[Setting], codes: &[&str]) -> Vec<String> {
    let wanted = wanted::<R>(settings, codes);
    let in_language = |language: &'static str| {
        let catalogue = R::catalogue(language.into()).unwrap_or_default();
        let lacks = |key: &&String| !catalogue.lines().any(|line| line.starts_with(&format!("{key} =")));
        wanted.iter().filter(lacks).map(|key| format!("{language} {key}")).collect::<Vec<_>>()
    };
    ["fr", "en"].into_iter().flat_map(in_language).collect()
}

fn wanted<R: Manifest>(settings: &[Setting], codes: &[&str]) -> Vec<String> {
    let rules = R::describe();
    let names = rules.parameters.iter().map(|parameter| &parameter.name);
    let mut keys: Vec<_> = names.flat_map(|name| [format!("rule-{name}"), format!("rule-{name}-help")]).collect();
    keys.extend(rules.credentials.iter().map(|name| format!("credential-{name}")));
    keys.extend(rules.accreditations.iter().map(|name| format!("accreditation-{name}")));
    keys.extend(R::needs(settings.to_vec()).into_iter().map(|need| need.purpose));
    keys.extend(codes.iter().map(|code| format!("refusal-{}", code.replace('_', "-"))));
    keys
}
