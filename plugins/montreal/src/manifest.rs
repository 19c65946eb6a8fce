//! What the rules of Montréal say of themselves: parameters, facts needed, texts.

use kit::needs::{counts, need};
use kit::sign_ups::ages;
use kit::{
    Assurance, Description, Fact, Kind, Manifest, Need, Parameter, Question, Reason, Setting, Settings, Value, checks,
    moderation, optional, parameter,
};

use crate::Rules;

/// What somebody holds who has come before.
const REGULAR: &str = "regular";

impl Manifest for Rules {
    fn describe() -> Description {
        Description {
            name: "montreal".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            legal_basis: "RULES.md".into(),
            parameters: parameters(),
            credentials: vec![REGULAR.into()],
            accreditations: vec!["trusted".into()],
        }
    }

    fn needs(settings: Vec<Setting>) -> Vec<Need> {
        let age = ages(&settings).matter().then(|| need(Fact::Age, Assurance::Declared, "purpose-age"));
        let residence = settings.flag("residence_required");
        let tie = residence.then(|| need(Fact::Tie, Assurance::Declared, "purpose-tie"));
        age.into_iter().chain(tie).chain(counts(&settings)).collect()
    }

    fn questions(settings: Vec<Setting>) -> Vec<Question> {
        let rank = (!settings.texts("lifted_boroughs").is_empty()).then_some(Question::Rank);
        let coming = settings.text("credential_for_coming").is_some_and(|name| !name.is_empty());
        rank.into_iter().chain(coming.then_some(Question::OnAttendance)).collect()
    }

    fn check_params(settings: Vec<Setting>) -> Vec<Reason> {
        let words = [
            ("association_review", moderation::MODES.as_slice()),
            ("mission_review", &moderation::MODES),
            ("forbidden_kinds", &moderation::KINDS),
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

fn parameters() -> Vec<Parameter> {
    let none = || Value::Texts(Vec::new());
    vec![
        parameter("minimum_age", Value::Number(14)),
        parameter("minors_only_on_open_missions", Value::Flag(true)),
        parameter("residence_required", Value::Flag(true)),
        parameter("bilingual", Value::Flag(true)),
        parameter("association_review", Value::Text("agent".into())),
        parameter("trusted_accreditations", Value::Texts(vec!["trusted".into()])),
        parameter("mission_review", Value::Text("agent".into())),
        parameter("forbidden_kinds", none()),
        parameter("title_min_words", Value::Number(2)),
        parameter("forbid_contacts_in_text", Value::Flag(true)),
        parameter("daily_sign_up_cap", Value::Number(8)),
        optional("absences_before_request", Kind::Number),
        parameter("pending_holds_place", Value::Flag(true)),
        parameter("offer_hours", Value::Number(48)),
        parameter("waiting_list_limit", Value::Number(2000)),
        parameter("reminder_hours", Value::Number(24)),
        parameter("thanks_hours", Value::Number(2)),
        parameter("close_days", Value::Number(30)),
        parameter("answer_days", Value::Number(7)),
        parameter("escalate_days", Value::Number(14)),
        parameter("lifted_boroughs", none()),
        parameter("lifted_places", Value::Number(10)),
        parameter("credential_for_coming", Value::Text(REGULAR.into())),
    ]
}
