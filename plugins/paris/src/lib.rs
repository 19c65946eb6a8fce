//! The rules of Paris: minors come with a guardian's consent, schools open to accredited associations, and holders of the
//! Carte citoyenne wait first. See RULES.md for what they say in words.

mod manifest;

use kit::ages::Ages;
use kit::moderation::{by_agent, moderated};
use kit::sign_ups::{ages, daily_cap, plan};
use kit::{
    Association, AssociationFile, Assurance, Attendance, Context, Effect, FULL_AGE, Hit, Missions, Plan, Reason,
    Remedy, Review, Setting, Settings, SignUp, Submission, Times, content, holds, lifts, times,
};

/// What a parent or guardian agreed to.
const GUARDIAN_CONSENT: &str = "guardian_consent";
/// The card of those who take part in the life of the city.
const CARTE_CITOYENNE: &str = "carte_citoyenne";
/// What an association needs that helps pupils with their homework.
const SCHOOLS: &str = "schools";
/// What an association holds whose templates need no second look.
const TRUSTED: &str = "trusted";

/// The component.
pub struct Rules;

kit::rules!(Rules);

impl Missions for Rules {
    fn review_association(context: Context, file: AssociationFile) -> Review {
        match content::association_refusal(&context, &file) {
            Some(refusal) => Review::Refuse(vec![refusal]),
            None => moderated(context.text("association_review"), holds_trust(&file.accreditations)),
        }
    }

    fn review_mission(context: Context, submission: Submission) -> Review {
        let mut found = content::found_in(&context, &submission.texts);
        found.extend(without_schools(&submission));
        if !found.is_empty() {
            return Review::Refuse(found);
        }
        match context.text("mission_review") {
            Some("templates") if is_trusted_template(&submission) => Review::Publish,
            Some("templates") => by_agent(),
            mode => moderated(mode, submission.association.validated),
        }
    }

    fn can_sign_up(context: Context, sign_up: SignUp) -> Vec<Reason> {
        let by_age = known_ages(&context.settings).refusal(&sign_up).or_else(|| without_consent(&sign_up));
        by_age.into_iter().chain(daily_cap(&context, &sign_up)).collect()
    }

    fn sign_up_plan(context: Context, sign_up: SignUp) -> Plan {
        let has_card = holds(&sign_up.person, CARTE_CITOYENNE, Assurance::Declared);
        plan(&context, &sign_up, u8::from(has_card))
    }

    fn timetable(settings: Vec<Setting>) -> Times {
        times::timetable(&settings)
    }

    fn rank(context: Context, hits: Vec<Hit>) -> Vec<i32> {
        lifts::by_area(&context, &hits, "priority_areas", "priority_lift")
    }

    fn on_attendance(_: Context, _: SignUp, _: Attendance) -> Vec<Effect> {
        Vec::new()
    }
}

/// Who may come by age, which must always be known: consent hangs on it, even where no age is the youngest.
fn known_ages(settings: &[Setting]) -> Ages {
    let ages = ages(settings);
    Ages { minimum: ages.minimum.or(Some(0)), ..ages }
}

/// Why not, for somebody under age whose parent or guardian has not agreed.
fn without_consent(sign_up: &SignUp) -> Option<Reason> {
    let minor = sign_up.person.age.is_some_and(|age| age < FULL_AGE);
    let agreed = holds(&sign_up.person, GUARDIAN_CONSENT, Assurance::Email);
    (minor && !agreed).then(|| Reason::new("guardian_consent_missing").remedy(Remedy::AskGuardian))
}

/// Why not, for help with homework from an association that is not accredited for schools.
fn without_schools(submission: &Submission) -> Option<Reason> {
    let helps_pupils = submission.mission.activities.iter().any(|activity| activity == "homework_help");
    let accredited = submission.association.accreditations.iter().any(|held| held == SCHOOLS);
    (helps_pupils && !accredited).then(|| Reason::new("schools_accreditation_missing").at("/activities"))
}

/// Whether a validated association the city trusts published the same before.
fn is_trusted_template(submission: &Submission) -> bool {
    let Association { validated, accreditations, .. } = &submission.association;
    submission.published_alike && *validated && holds_trust(accreditations)
}

fn holds_trust(accreditations: &[String]) -> bool {
    accreditations.iter().any(|held| held == TRUSTED)
}

#[cfg(test)]
mod tests;
