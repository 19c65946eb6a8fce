//! Associations: what they are, and the states they pass through.

pub mod edit;
pub mod leave;
pub mod read;
pub mod review;
pub mod suspend;
pub mod waiting;

use chrono::{DateTime, Utc};
use validator::{Validate, ValidationError};

use crate::fields;
use crate::kinds::{AssociationId, Beneficiary, Domain, words};
use crate::pictures::Picture;
use crate::refusals::{Illegal, Reason};
use crate::tenancy::{CityConfig, Taxonomy};

words! {
    /// What sort of body.
    AssociationKind {
        /// A registered association.
        Association = "association",
        /// A group of neighbours without papers.
        Collective = "collective",
        /// A public service.
        PublicBody = "public_body",
        /// A company.
        Company = "company",
    }
}

words! {
    /// Where an association stands.
    State {
        /// Being written.
        Draft = "draft",
        /// Waiting for an agent.
        Submitted = "submitted",
        /// Sent back with reasons.
        Returned = "returned",
        /// Let through: its missions may be published.
        Validated = "validated",
        /// Stopped by an agent: its missions are hidden.
        Suspended = "suspended",
        /// Gone.
        Left = "left",
    }
}

words! {
    /// What can be done to an association.
    Act {
        /// Ask to be let through.
        Submit = "submit",
        /// Let through.
        Validate = "validate",
        /// Send back with reasons.
        Return = "return",
        /// Stop it.
        Suspend = "suspend",
        /// Let it go on.
        Resume = "resume",
        /// Leave the platform.
        Leave = "leave",
    }
}

impl State {
    /// The state after an act.
    ///
    /// # Errors
    /// If the act is not possible from here.
    pub const fn after(self, act: Act) -> Result<Self, Illegal> {
        match (self, act) {
            (Self::Draft | Self::Returned, Act::Submit) => Ok(Self::Submitted),
            (Self::Submitted, Act::Validate) | (Self::Suspended, Act::Resume) => Ok(Self::Validated),
            (Self::Submitted, Act::Return) => Ok(Self::Returned),
            (Self::Validated, Act::Suspend) => Ok(Self::Suspended),
            (Self::Draft | Self::Submitted | Self::Returned | Self::Validated | Self::Suspended, Act::Leave) => {
                Ok(Self::Left)
            }
            (from, act) => Err(Illegal { from: from.word(), act: act.word() }),
        }
    }

    /// Whether everybody may know of it.
    #[must_use]
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Validated)
    }

    /// Whether it may make missions: until it is stopped, or gone.
    #[must_use]
    pub const fn may_post(self) -> bool {
        !matches!(self, Self::Suspended | Self::Left)
    }

    /// Whether its file may be changed by those who act for it.
    ///
    /// # Errors
    /// If not from here: what an agent looks at does not change under their eyes.
    pub const fn editable(self) -> Result<(), Illegal> {
        match self {
            Self::Draft | Self::Returned | Self::Validated => Ok(()),
            Self::Submitted | Self::Suspended | Self::Left => Err(Illegal { from: self.word(), act: "update" }),
        }
    }
}

/// What an association says of itself.
#[derive(Debug, Clone, PartialEq, Validate)]
pub struct File {
    /// Its name.
    #[validate(length(min = 2, max = 150), custom(function = "fields::line"))]
    pub name: String,
    /// What sort.
    pub kind: AssociationKind,
    /// Its number in the register of associations (RNA), if it has one.
    #[validate(custom(function = "fields::rna"))]
    pub rna: Option<String>,
    /// Its SIREN or SIRET, if it has one.
    #[validate(custom(function = "fields::siret"))]
    pub siret: Option<String>,
    /// What it does.
    #[validate(length(min = 1, max = 5000), custom(function = "fields::text"))]
    pub description: String,
    /// Its domains.
    #[validate(length(min = 1, max = 10))]
    pub domains: Vec<Domain>,
    /// Whom it helps.
    #[validate(length(max = 9))]
    pub beneficiaries: Vec<Beneficiary>,
    /// Street and number.
    #[validate(length(max = 200), custom(function = "fields::line"))]
    pub street: Option<String>,
    /// Postcode.
    #[validate(length(max = 12), custom(function = "fields::line"))]
    pub postcode: Option<String>,
    /// The area it works from.
    pub area: Option<String>,
    /// Its site.
    #[validate(length(max = 300), custom(function = "fields::website"))]
    pub website: Option<String>,
    /// For the city's agents only.
    #[validate(email(code = "email"), length(max = 254))]
    pub contact_email: Option<String>,
    /// For the city's agents only.
    #[validate(custom(function = "fields::phone"))]
    pub contact_phone: Option<String>,
}

impl File {
    /// Checks it, also against what the city knows.
    ///
    /// # Errors
    /// Every reason found.
    pub fn check(&self, city: &CityConfig) -> Result<(), Vec<Reason>> {
        let mut reasons = fields::check(self).err().unwrap_or_default();
        if self.area.as_deref().is_some_and(|code| city.area(code).is_none()) {
            reasons.push(Reason::new("unknown_area").at("/area"));
        }
        reasons.extend(Taxonomy::unknown(&city.taxonomy.domains, &self.domains, "/domains"));
        reasons.extend(Taxonomy::unknown(&city.taxonomy.beneficiaries, &self.beneficiaries, "/beneficiaries"));
        if reasons.is_empty() { Ok(()) } else { Err(reasons) }
    }
}

/// Reasons written by a person, for sending something back.
#[derive(Debug, Clone, PartialEq, Eq, Validate)]
pub struct Remark {
    /// The field it is about, as a JSON pointer, if one.
    #[validate(length(max = 100), custom(function = "pointer"))]
    pub field: Option<String>,
    /// What to mend, in the agent's words.
    #[validate(length(min = 1, max = 1000), custom(function = "fields::text"))]
    pub text: String,
}

fn pointer(text: &str) -> Result<(), ValidationError> {
    if text.starts_with('/') { fields::line(text) } else { Err(ValidationError::new("pointer")) }
}

/// Longest reason somebody gives for stopping or calling something off, characters.
const MAX_SAID: usize = 1000;

/// A person's words for stopping or calling something off, as the reason that is kept.
///
/// # Errors
/// If there are none, or they are not sound.
pub(crate) fn said(text: &str) -> Result<Vec<Reason>, Vec<Reason>> {
    let wrong = |reason: Reason| Err(vec![reason.at("/reason")]);
    if text.trim().is_empty() {
        return wrong(Reason::new("blank"));
    }
    if text.chars().count() > MAX_SAID {
        return wrong(Reason::new("too_long").with("max", MAX_SAID));
    }
    if fields::text(text).is_err() {
        return wrong(Reason::new("control_characters"));
    }
    Ok(vec![Reason { text: Some(text.to_owned()), ..Reason::new("remark") }])
}

/// The remarks as reasons, checked.
///
/// # Errors
/// If there is none, or one is not sound.
pub(crate) fn remarks(given: &[Remark]) -> Result<Vec<Reason>, Vec<Reason>> {
    if given.is_empty() {
        return Err(vec![Reason::new("blank").at("/reasons")]);
    }
    let mut wrong = Vec::new();
    let mut reasons = Vec::new();
    for (index, remark) in given.iter().enumerate() {
        for mut reason in fields::check(remark).err().unwrap_or_default() {
            let at = reason.field.take().unwrap_or_default();
            wrong.push(reason.at(format!("/reasons/{index}{at}")));
        }
        let mut reason = Reason::new("remark");
        reason.field.clone_from(&remark.field);
        reason.text = Some(remark.text.clone());
        reasons.push(reason);
    }
    if wrong.is_empty() { Ok(reasons) } else { Err(wrong) }
}

/// An association as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Association {
    /// Its id.
    pub id: AssociationId,
    /// What it says of itself.
    pub file: File,
    /// Where it stands.
    pub state: State,
    /// Why it was sent back or is looked at.
    pub reasons: Vec<Reason>,
    /// Grows with every change: its ETag.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// What the city has accredited it for.
    pub accreditations: Vec<String>,
    /// Its logo.
    pub logo: Option<Picture>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_transition_of_the_table_and_no_other() {
        let table = [
            (State::Draft, Act::Submit, State::Submitted),
            (State::Returned, Act::Submit, State::Submitted),
            (State::Submitted, Act::Validate, State::Validated),
            (State::Submitted, Act::Return, State::Returned),
            (State::Validated, Act::Suspend, State::Suspended),
            (State::Suspended, Act::Resume, State::Validated),
            (State::Draft, Act::Leave, State::Left),
            (State::Submitted, Act::Leave, State::Left),
            (State::Returned, Act::Leave, State::Left),
            (State::Validated, Act::Leave, State::Left),
            (State::Suspended, Act::Leave, State::Left),
        ];
        for &from in State::ALL {
            for &act in Act::ALL {
                let expected = table.iter().find(|(f, a, _)| (*f, *a) == (from, act)).map(|(_, _, to)| *to);
                assert_eq!(from.after(act).ok(), expected, "{from} {act}");
            }
        }
    }
}
