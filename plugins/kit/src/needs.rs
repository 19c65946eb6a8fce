//! Needs: the facts rules ask for, each with what it is for.

use crate::{Assurance, Fact, Need, Setting, Settings};

/// A fact, the least assurance with which it is of use, and the message that says what for.
#[must_use]
pub fn need(fact: Fact, assurance: Assurance, purpose: &str) -> Need {
    Need { fact, assurance, purpose: purpose.into() }
}

/// The counts that are needed: sign-ups where a day has a limit, absences where they cost the place at once.
#[must_use]
pub fn counts(settings: &[Setting]) -> Vec<Need> {
    let counts = [
        ("daily_sign_up_cap", Fact::SignUpsToday, "purpose-sign-ups-today"),
        ("absences_before_request", Fact::Absences, "purpose-absences"),
    ];
    let needed = counts.into_iter().filter(|(name, ..)| settings.number(name).is_some());
    needed.map(|(_, fact, purpose)| need(fact, Assurance::Declared, purpose)).collect()
}
