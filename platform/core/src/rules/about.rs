//! What is known of a city's rules without asking them: what they say of themselves, what they need, and how they fare.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ComponentHash, Parameters, Times};
use crate::kinds::words;
use crate::rules::facts::Assurance;
use crate::texts::Catalogue;

words! {
    /// What a parameter takes.
    Kind {
        /// Yes or no.
        Flag = "flag",
        /// A whole number.
        Number = "number",
        /// A word or a text.
        Text = "text",
        /// A list of words.
        Texts = "texts",
    }
}

/// Something a city can set without writing code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it takes.
    pub kind: Kind,
    /// What holds where the city says nothing; none: the rules do without it.
    pub default: Option<Value>,
}

words! {
    /// A fact about a person that rules may ask for.
    Fact {
        /// Age, in whole years.
        Age = "age",
        /// Where somebody belongs.
        Tie = "tie",
        /// What somebody holds.
        Credentials = "credentials",
        /// Sign-ups made today.
        SignUpsToday = "sign_ups_today",
        /// Absences this year.
        Absences = "absences",
    }
}

/// A fact the rules need, and what for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Which.
    pub fact: Fact,
    /// The least assurance with which it is of use.
    pub assurance: Assurance,
    /// The key of the text that says what for.
    pub purpose: String,
}

/// What is known of rules without asking them.
#[derive(Debug, Clone)]
pub struct About {
    /// Their name.
    pub name: String,
    /// Their version, as they say.
    pub version: String,
    /// The text they follow.
    pub legal_basis: String,
    /// The component.
    pub component: ComponentHash,
    /// What a city can set.
    pub parameters: Vec<Parameter>,
    /// The credentials they know.
    pub credentials: Vec<String>,
    /// The accreditations they know.
    pub accreditations: Vec<String>,
    /// The facts they need as they are set, and what for.
    pub needs: Vec<Need>,
    /// When the clock asks for something.
    pub times: Times,
    /// Whether they order what is found.
    pub ranks: bool,
    /// Whether they want to hear who came.
    pub hears_attendance: bool,
    /// Their texts.
    pub catalogue: Arc<Catalogue>,
}

impl About {
    /// Of these parameters those that they have.
    #[must_use]
    pub fn known(&self, parameters: &Parameters) -> Parameters {
        let has = |name: &str| self.parameters.iter().any(|parameter| parameter.name == name);
        parameters.iter().filter(|(name, _)| has(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// Whether they need a fact.
    #[must_use]
    pub fn needs(&self, fact: Fact) -> bool {
        self.needs.iter().any(|need| need.fact == fact)
    }
}

/// How a city's rules have fared on this node.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Health {
    /// How often they were asked.
    pub calls: u64,
    /// How often they failed.
    pub failures: u64,
    /// Whether they are left alone, for a while.
    pub left_alone: bool,
    /// The last failure, for the city's agents.
    pub last_failure: Option<String>,
}
