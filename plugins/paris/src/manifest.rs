//! What the rules of Paris say of themselves: parameters, facts needed, texts.

use kit::needs::{counts, need};
use kit::{
    Assurance, Description, Fact, Kind, Manifest, Need, Parameter, Question, Reason, Setting, Settings, Value, checks,
    moderation, optional, parameter,
};

use crate::{CARTE_CITOYENNE, GUARDIAN_CONSENT, Rules, SCHOOLS, TRUSTED};

/// Who lets a mission through, the most careful first.
const MISSION_MODES: [&str; 4] = ["agent", "templates", "trusted", "automatic"];

/// The neighbourhoods that hold those the guide to taking part in the city's life names among the quartiers populaires:
/// Clignancourt, Goutte-d'Or, La Chapelle, Belleville, and Père-Lachaise for the Amandiers.
const PRIORITY_AREAS: [&str; 5] = ["7511870", "7511871", "7511872", "7512077", "7512079"];

impl Manifest for Rules {
    fn describe() -> Description {
        Description {
            name: "paris".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            legal_basis: "RULES.md".into(),
            parameters: parameters(),
            credentials: vec![GUARDIAN_CONSENT.into(), CARTE_CITOYENNE.into()],
            accreditations: vec![SCHOOLS.into(), TRUSTED.into()],
        }
    }

    fn needs(settings: Vec<Setting>) -> Vec<Need> {
        let mut needs = vec![
            need(Fact::Age, Assurance::Declared, "purpose-age"),
            need(Fact::Credentials, Assurance::Email, "purpose-credentials"),
        ];
        needs.extend(counts(&settings));
        needs
    }

    fn questions(settings: Vec<Setting>) -> Vec<Question> {
        let rank = (!settings.texts("priority_areas").is_empty()).then_some(Question::Rank);
        rank.into_iter().collect()
    }

    fn check_params(settings: Vec<Setting>) -> Vec<Reason> {
        let words = [
            ("association_review", moderation::MODES.as_slice()),
            ("mission_review", &MISSION_MODES),
            ("forbidden_kinds", &moderation::KINDS),
        ];
        let mut reasons: Vec<_> =
            words.iter().filter_map(|(name, allowed)| checks::words(&settings, name, allowed)).collect();
        reasons.extend(checks::range(&settings, "priority_lift", 0, 100));
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

fn parameters() -> Vec<Parameter> {
    let texts = |words: &[&str]| Value::Texts(words.iter().map(ToString::to_string).collect());
    vec![
        parameter("minimum_age", Value::Number(16)),
        parameter("minors_only_on_open_missions", Value::Flag(true)),
        parameter("association_review", Value::Text("agent".into())),
        parameter("mission_review", Value::Text("templates".into())),
        parameter("forbidden_kinds", texts(&["company"])),
        parameter("title_min_words", Value::Number(2)),
        parameter("forbid_contacts_in_text", Value::Flag(true)),
        parameter("daily_sign_up_cap", Value::Number(5)),
        optional("absences_before_request", Kind::Number),
        parameter("pending_holds_place", Value::Flag(true)),
        parameter("offer_hours", Value::Number(24)),
        parameter("waiting_list_limit", Value::Number(1000)),
        parameter("reminder_hours", Value::Number(24)),
        parameter("thanks_hours", Value::Number(2)),
        parameter("close_days", Value::Number(30)),
        parameter("answer_days", Value::Number(7)),
        parameter("escalate_days", Value::Number(14)),
        parameter("priority_areas", texts(&PRIORITY_AREAS)),
        parameter("priority_lift", Value::Number(10)),
    ]
}
