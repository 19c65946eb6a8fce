//! The rules of Montréal: from 14 on, for people of the island, in French and in English, borough by borough. See RULES.md
//! for what they say in words.

mod manifest;

use kit::moderation::moderated;
use kit::sign_ups::{ages, daily_cap, plan};
use kit::{
    AssociationFile, Assurance, Attendance, Context, Effect, Hit, Missions, Plan, Reason, Remedy, Review, Setting,
    Settings, SignUp, Submission, Text, Times, content, lifts, residence, times,
};

/// The language the law asks for.
const FRENCH: &str = "fr";
/// The ties that make somebody one of the island.
const TIES: [&str; 3] = ["resident", "student", "worker"];

/// The component.
pub struct Rules;

kit::rules!(Rules);

impl Missions for Rules {
    fn review_association(context: Context, file: AssociationFile) -> Review {
        if let Some(refusal) = content::association_refusal(&context, &file) {
            return Review::Refuse(vec![refusal]);
        }
        if file.areas.is_empty() {
            return Review::Hold(vec![Reason::new("borough_unknown").at("/area").remedy(Remedy::Mend)]);
        }
        let accredited = context.texts("trusted_accreditations");
        let trusted = file.accreditations.iter().any(|held| accredited.contains(held));
        moderated(context.text("association_review"), trusted)
    }

    fn review_mission(context: Context, submission: Submission) -> Review {
        let mut found = content::found_in(&context, &submission.texts);
        found.extend(untranslated(&context, &submission.texts));
        found.extend(outside(&submission));
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
        lifts::by_area(&context, &hits, "lifted_boroughs", "lifted_places")
    }

    fn on_attendance(context: Context, _: SignUp, attendance: Attendance) -> Vec<Effect> {
        let credential = context.text("credential_for_coming").filter(|name| !name.is_empty());
        match (attendance, credential) {
            (Attendance::Attended, Some(name)) => vec![Effect::Give(name.into())],
            _ => Vec::new(),
        }
    }
}

/// Why not, for each language that lacks: all those of the city, or French alone.
fn untranslated(context: &Context, texts: &[Text]) -> Vec<Reason> {
    let lacks = |language: &str| !texts.iter().any(|text| text.language == language && is_written(text));
    let field = |language: &str| format!("/translations/{language}");
    let missing = |language: &String| {
        let reason = Reason::new("translation_missing").at(&field(language)).with_text("language", language);
        reason.remedy(Remedy::Mend)
    };
    if context.flag("bilingual") {
        return context.languages.iter().filter(|language| lacks(language)).map(missing).collect();
    }
    let french = lacks(FRENCH).then(|| Reason::new("french_missing").at(&field(FRENCH)).remedy(Remedy::Mend));
    french.into_iter().collect()
}

fn is_written(text: &Text) -> bool {
    !text.title.trim().is_empty() && !text.description.trim().is_empty()
}

/// Why not, for a mission that has a place, but in no borough.
fn outside(submission: &Submission) -> Option<Reason> {
    let nowhere = !submission.mission.remote && submission.mission.areas.is_empty();
    nowhere.then(|| Reason::new("outside_the_boroughs").at("/addresses").remedy(Remedy::Mend))
}

/// Why not, by where somebody belongs. What is done from home is open to people of anywhere.
fn stranger(context: &Context, sign_up: &SignUp) -> Option<Reason> {
    let asked = context.flag("residence_required") && !sign_up.mission.remote;
    if asked { residence::refusal(sign_up, &TIES, Assurance::None) } else { None }
}

#[cfg(test)]
mod tests;
