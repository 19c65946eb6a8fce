//! What the default rules say of themselves: parameters, facts needed, texts.

use kit::needs::{counts, need};
use kit::sign_ups::ages;
use kit::{
    Assurance, Description, Fact, Kind, Manifest, Need, Parameter, Question, Reason, Setting, Settings, Value, checks,
    moderation, optional, parameter, residence,
};

use crate::Rules;

/// What somebody holds who has come before.
const REGULAR: &str = "regular";

impl Manifest for Rules {
    fn describe() -> Description {
        Description {
            name: "default".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            legal_basis: "RULES.md".into(),
            parameters: parameters(),
            credentials: vec![REGULAR.into()],
            accreditations: vec!["trusted".into()],
        }
    }

    fn needs(settings: Vec<Setting>) -> Vec<Need> {
        let age = ages(&settings).matter().then(|| need(Fact::Age, Assurance::Declared, "purpose-age"));
        let ties = !settings.texts("accepted_ties").is_empty();
        let tie = ties.then(|| need(Fact::Tie, Assurance::Declared, "purpose-tie"));
        age.into_iter().chain(tie).chain(counts(&settings)).collect()
    }

    fn questions(settings: Vec<Setting>) -> Vec<Question> {
        let rank = (!settings.texts("lifted_areas").is_empty()).then_some(Question::Rank);
        let coming = settings.text("credential_for_coming").is_some_and(|name| !name.is_empty());
        rank.into_iter().chain(coming.then_some(Question::OnAttendance)).collect()
    }

    fn check_params(settings: Vec<Setting>) -> Vec<Reason> {
        let words = [
            ("association_review", moderation::MODES.as_slice()),
            ("mission_review", &moderation::MODES),
            ("forbidden_kinds", &moderation::KINDS),
            ("accepted_ties", &residence::TIES),
            ("credential_for_coming", &["", REGULAR]),
        ];
        let mut reasons: Vec<_> =
            words.iter().filter_map(|(name, allowed)| checks::words(&settings, name, allowed)).collect();
        reasons.extend(checks::numbers(&settings));
        reasons
    }

    fn catalogue(language: String) -> Option<String> {
        match language.as_str() {
            "fr" => Some(include_str!("../texts/fr.ftl").into()),
            "en" => Some(include_str!("../texts/en.ftl").into()),
            _ => None,
        }
    }
}

/// What is left out takes these values, which are what JeVeuxAider.gouv.fr does unless said otherwise.
fn parameters() -> Vec<Parameter> {
    let none = || Value::Texts(Vec::new());
    vec![
        optional("minimum_age", Kind::Number),
        parameter("minors_only_on_open_missions", Value::Flag(true)),
        parameter("accepted_ties", none()),
        parameter("confirmed_ties_only", Value::Flag(false)),
        parameter("association_review", Value::Text("agent".into())),
        parameter("trusted_accreditations", Value::Texts(vec!["trusted".into()])),
        parameter("mission_review", Value::Text("agent".into())),
        parameter("forbidden_kinds", none()),
        parameter("title_min_words", Value::Number(2)),
        parameter("forbid_contacts_in_text", Value::Flag(true)),
        optional("daily_sign_up_cap", Kind::Number),
        optional("absences_before_request", Kind::Number),
        parameter("pending_holds_place", Value::Flag(true)),
        parameter("offer_hours", Value::Number(24)),
        parameter("waiting_list_limit", Value::Number(1000)),
        parameter("reminder_hours", Value::Number(24)),
        parameter("thanks_hours", Value::Number(2)),
        parameter("close_days", Value::Number(30)),
        parameter("answer_days", Value::Number(7)),
        parameter("escalate_days", Value::Number(14)),
        parameter("lifted_areas", none()),
        parameter("lifted_places", Value::Number(10)),
        optional("credential_for_coming", Kind::Text),
    ]
}
