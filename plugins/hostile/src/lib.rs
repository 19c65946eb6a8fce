//! Rules that misbehave as their parameter `how` says, to try the limits of the platform with. Under any other word they
//! are the plainest there are.

mod manifest;
mod misdeeds;

use kit::{
    AssociationFile, Attendance, Context, Effect, Hit, Missions, Plan, Reason, Review, Setting, Settings, SignUp,
    Submission, Times, sign_ups,
};

use crate::misdeeds::{misbehave, reasons};

/// The component.
pub struct Rules;

kit::rules!(Rules);

/// The misdeed a city chose.
fn how(settings: &impl Settings) -> &str {
    settings.text("how").unwrap_or("well")
}

impl Missions for Rules {
    fn review_association(_: Context, _: AssociationFile) -> Review {
        Review::Publish
    }

    fn review_mission(context: Context, _: Submission) -> Review {
        let how = how(&context);
        misbehave(how);
        match (how, reasons(how)) {
            ("refusal_without_reason", _) => Review::Refuse(Vec::new()),
            (_, reasons) if reasons.is_empty() => Review::Publish,
            (_, reasons) => Review::Refuse(reasons),
        }
    }

    fn can_sign_up(context: Context, _: SignUp) -> Vec<Reason> {
        let how = how(&context);
        misbehave(how);
        reasons(how)
    }

    fn sign_up_plan(context: Context, sign_up: SignUp) -> Plan {
        let plan = Plan { waiting_list_limit: 10, ..sign_ups::plan(&context, &sign_up, 0) };
        match how(&context) {
            "endless_waiting_list" => Plan { waiting_list_limit: u32::MAX, ..plan },
            "priority_above_nine" => Plan { waiting_priority: 10, ..plan },
            _ => plan,
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

    fn rank(context: Context, hits: Vec<Hit>) -> Vec<i32> {
        let how = how(&context);
        misbehave(how);
        match how {
            "too_few_lifts" => Vec::new(),
            "too_many_lifts" => vec![0; hits.len() + 1],
            "lifted_to_the_sky" => vec![101; hits.len()],
            _ => vec![0; hits.len()],
        }
    }

    fn on_attendance(context: Context, _: SignUp, _: Attendance) -> Vec<Effect> {
        match how(&context) {
            "nameless_credential" => vec![Effect::Give(String::new())],
            "too_many_effects" => (0..51).map(|number| Effect::Give(format!("credential_{number}"))).collect(),
            _ => Vec::new(),
        }
    }
}
