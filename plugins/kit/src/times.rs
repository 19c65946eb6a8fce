//! Times: when the clock asks for something, as the parameters have it.

use crate::{Setting, Settings, Times};

/// When the clock asks for something. What the city left out is zero.
#[must_use]
pub fn timetable(settings: &[Setting]) -> Times {
    let number = |name| settings.number(name).unwrap_or(0);
    Times {
        reminder_hours: number("reminder_hours"),
        thanks_hours: number("thanks_hours"),
        offer_hours: number("offer_hours"),
        close_days: number("close_days"),
        answer_days: number("answer_days"),
        escalate_days: number("escalate_days"),
    }
}
