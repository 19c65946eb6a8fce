//! Ages: who is too young, and for what.

use crate::{FULL_AGE, Reason, Remedy, SignUp};

/// Who may come, by age.
#[derive(Debug, Clone, Copy)]
pub struct Ages {
    /// The youngest age, in whole years.
    pub minimum: Option<u8>,
    /// Whether people under 18 may only join missions open to minors.
    pub minors_only_on_open_missions: bool,
}

impl Ages {
    /// Whether anybody's age matters.
    #[must_use]
    pub const fn matter(self) -> bool {
        self.minimum.is_some() || self.minors_only_on_open_missions
    }

    /// Why not, by age.
    #[must_use]
    pub fn refusal(self, sign_up: &SignUp) -> Option<Reason> {
        let minors_matter = self.minors_only_on_open_missions && !sign_up.mission.open_to_minors;
        let Some(age) = sign_up.person.age else {
            let unknown = || Reason::new("age_unknown").at("/birth_date").remedy(Remedy::TellBirthDate);
            return (self.minimum.is_some() || minors_matter).then(unknown);
        };
        if let Some(minimum) = self.minimum.filter(|minimum| age < *minimum) {
            return Some(Reason::new("too_young").with("age", minimum.into()));
        }
        (age < FULL_AGE && minors_matter).then(|| Reason::new("minors_not_admitted").remedy(Remedy::ChooseAnother))
    }
}
