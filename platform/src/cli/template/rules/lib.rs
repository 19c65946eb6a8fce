//! The rules of {name}: what they decide stands in README.md, in words for everybody.

use kit::ages::Ages;
use kit::moderation::moderated;
use kit::{
    AssociationFile, Assurance, Attendance, Context, Description, Effect, Fact, Hit, Manifest, Missions, Need, Plan,
    Question, Reason, Review, Setting, Settings, SignUp, Submission, Times, Value, content, parameter,
};

/// The component.
pub struct Rules;

kit::rules!(Rules);

impl Manifest for Rules {
    fn describe() -> Description {
        Description {
            name: "{name}".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            legal_basis: "README.md".into(),
            parameters: vec![
                parameter("minimum_age", Value::Number(16)),
                parameter("title_min_words", Value::Number(2)),
                parameter("forbid_contacts_in_text", Value::Flag(true)),
                parameter("mission_review", Value::Text("trusted".into())),
            ],
            credentials: Vec::new(),
            accreditations: Vec::new(),
        }
    }

    fn needs(_: Vec<Setting>) -> Vec<Need> {
        vec![Need { fact: Fact::Age, assurance: Assurance::Declared, purpose: "purpose-age".into() }]
    }

    fn questions(_: Vec<Setting>) -> Vec<Question> {
        Vec::new()
    }

    fn check_params(_: Vec<Setting>) -> Vec<Reason> {
        Vec::new()
    }

    fn catalogue(language: String) -> Option<String> {
        match language.as_str() {
            "fr" => Some(include_str!("../texts/fr.ftl").into()),
            "en" => Some(include_str!("../texts/en.ftl").into()),
            _ => None,
        }
    }
}

impl Missions for Rules {
    fn review_association(_: Context, _: AssociationFile) -> Review {
        Review::Hold(vec![Reason::new("review_by_agent")])
    }

    fn review_mission(context: Context, submission: Submission) -> Review {
        let found = content::found_in(&context, &submission.texts);
        if !found.is_empty() {
            return Review::Refuse(found);
        }
        moderated(context.text("mission_review"), submission.association.validated)
    }

    fn can_sign_up(context: Context, sign_up: SignUp) -> Vec<Reason> {
        let minimum = context.number("minimum_age").and_then(|age| u8::try_from(age).ok());
        let ages = Ages { minimum, minors_only_on_open_missions: true };
        ages.refusal(&sign_up).into_iter().collect()
    }

    fn sign_up_plan(_: Context, sign_up: SignUp) -> Plan {
        Plan {
            acceptance: sign_up.mission.acceptance,
            pending_holds_place: true,
            waiting_list_limit: 1000,
            waiting_priority: 0,
        }
    }

    fn timetable(_: Vec<Setting>) -> Times {
        Times {
            reminder_hours: 24,
            thanks_hours: 2,
            offer_hours: 24,
            close_days: 30,
            answer_days: 7,
            escalate_days: 14,
        }
    }

    fn rank(_: Context, hits: Vec<Hit>) -> Vec<i32> {
        vec![0; hits.len()]
    }

    fn on_attendance(_: Context, _: SignUp, _: Attendance) -> Vec<Effect> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit::samples;

    #[test]
    fn every_text_is_there() {
        assert_eq!(samples::lacking::<Rules>(&samples::settings::<Rules>(&[]), &[]), Vec::<String>::new());
    }

    #[test]
    fn who_is_too_young_is_told_so() {
        for (age, refused) in [(15, Some("too_young")), (16, None), (17, None), (18, None)] {
            let context = samples::context::<Rules>(&[("minimum_age", Value::Number(16))]);
            let reasons = Rules::can_sign_up(context, samples::sign_up(Some(age), true));
            assert_eq!(reasons.first().map(|reason| reason.code.as_str()), refused, "{age}");
        }
    }
}
