//! The rules of a city that writes none: its parameters alone decide. See RULES.md for what they say in words.

mod manifest;

use kit::moderation::moderated;
use kit::sign_ups::{ages, daily_cap, plan};
use kit::{
    AssociationFile, Assurance, Attendance, Context, Effect, Hit, Missions, Plan, Reason, Review, Setting, Settings,
    SignUp, Submission, Times, content, lifts, residence, times,
};

/// The component.
pub struct Rules;

kit::rules!(Rules);

impl Missions for Rules {
    fn review_association(context: Context, file: AssociationFile) -> Review {
        if let Some(refusal) = content::association_refusal(&context, &file) {
            return Review::Refuse(vec![refusal]);
        }
        let accredited = &context.texts("trusted_accreditations");
        let trusted = file.accreditations.iter().any(|held| accredited.contains(held));
        moderated(context.text("association_review"), trusted)
    }

    fn review_mission(context: Context, submission: Submission) -> Review {
        let found = content::found_in(&context, &submission.texts);
        if found.is_empty() {
            moderated(context.text("mission_review"), submission.association.validated)
        } else {
            Review::Refuse(found)
        }
    }

    fn can_sign_up(context: Context, sign_up: SignUp) -> Vec<Reason> {
        let reasons =
            [ages(&context.settings).refusal(&sign_up), stranger(&context, &sign_up), daily_cap(&context, &sign_up)];
        reasons.into_iter().flatten().collect()
    }

    fn sign_up_plan(context: Context, sign_up: SignUp) -> Plan {
        plan(&context, &sign_up, 0)
    }

    fn timetable(settings: Vec<Setting>) -> Times {
        times::timetable(&settings)
    }

    fn rank(context: Context, hits: Vec<Hit>) -> Vec<i32> {
        lifts::by_area(&context, &hits, "lifted_areas", "lifted_places")
    }

    fn on_attendance(context: Context, _: SignUp, attendance: Attendance) -> Vec<Effect> {
        match (attendance, context.text("credential_for_coming")) {
            (Attendance::Attended, Some(name)) if !name.is_empty() => vec![Effect::Give(name.into())],
            _ => Vec::new(),
        }
    }
}

/// Why not, by where somebody belongs, in a city that named the ties it accepts.
fn stranger(context: &Context, sign_up: &SignUp) -> Option<Reason> {
    let accepted = context.texts("accepted_ties");
    let least = if context.flag("confirmed_ties_only") { Assurance::Documented } else { Assurance::Declared };
    if accepted.is_empty() { None } else { residence::refusal(sign_up, accepted, least) }
}

#[cfg(test)]
mod tests;
