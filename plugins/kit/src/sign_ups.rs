//! Sign-ups: the ages a city set, how many a day, and how one goes on that may be.

use crate::ages::Ages;
use crate::{Acceptance, Context, Plan, Reason, Remedy, Setting, Settings, SignUp};

/// Who may come by age, as the parameters have it.
#[must_use]
pub fn ages(settings: &[Setting]) -> Ages {
    Ages {
        minimum: settings.number("minimum_age").map(|age| u8::try_from(age).unwrap_or(u8::MAX)),
        minors_only_on_open_missions: settings.flag("minors_only_on_open_missions"),
    }
}

/// Why not, by how many sign-ups the person made today.
#[must_use]
pub fn daily_cap(context: &Context, sign_up: &SignUp) -> Option<Reason> {
    let cap = context.number("daily_sign_up_cap").filter(|cap| sign_up.person.sign_ups_today >= *cap)?;
    Some(Reason::new("daily_cap").with("max", cap).remedy(Remedy::WaitUntil(context.tomorrow)))
}

/// How a sign-up goes on: as the mission has it, but by a manager for somebody who was absent too often.
#[must_use]
pub fn plan(context: &Context, sign_up: &SignUp, waiting_priority: u8) -> Plan {
    let absent = context.number("absences_before_request").is_some_and(|most| sign_up.person.absences >= most);
    Plan {
        acceptance: if absent { Acceptance::ByManager } else { sign_up.mission.acceptance },
        pending_holds_place: context.flag("pending_holds_place"),
        waiting_list_limit: context.number("waiting_list_limit").unwrap_or(0),
        waiting_priority,
    }
}
