//! Residence: who belongs to the city, and how well that must be known.

use crate::{Assurance, Reason, Remedy, SignUp, TieKind};

/// The words for the ways somebody belongs to the city.
pub const TIES: [&str; 4] = ["resident", "student", "worker", "member"];

/// Why not, by where somebody belongs: the tie must be one of these words, in the city, and known at least so.
#[must_use]
pub fn refusal(sign_up: &SignUp, accepted: &[impl AsRef<str>], least: Assurance) -> Option<Reason> {
    let Some(tie) = &sign_up.person.tie else {
        return Some(Reason::new("residence_unknown").at("/tie").remedy(Remedy::TellResidence));
    };
    if tie.areas.is_empty() || !accepted.iter().any(|accepted| accepted.as_ref() == word(tie.kind)) {
        return Some(Reason::new("not_of_the_city").at("/tie").remedy(Remedy::ChooseAnother));
    }
    let weak = (tie.assurance as u8) < least as u8;
    weak.then(|| Reason::new("residence_to_confirm").at("/tie").remedy(Remedy::RaiseTo(least)))
}

const fn word(kind: TieKind) -> &'static str {
    match kind {
        TieKind::Resident => "resident",
        TieKind::Student => "student",
        TieKind::Worker => "worker",
        TieKind::Member => "member",
    }
}
