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

impl Kind {
    /// Whether a value is of this kind.
    #[must_use]
    pub fn takes(self, value: &Value) -> bool {
        match self {
            Self::Flag => value.is_boolean(),
            Self::Number => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
            Self::Text => value.is_string(),
            Self::Texts => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
        }
    }
}

/// Of what was set for one component, that which can be set for another: it has a parameter of the name and the kind.
#[must_use]
pub fn carried(given: &Parameters, to: &[Parameter]) -> Parameters {
    let takes = |name: &str, value| to.iter().any(|own| own.name == name && own.kind.takes(value));
    let kept = given.iter().filter(|(name, value)| takes(name, value));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_carried_over_has_the_name_and_the_kind() {
        let own = |name: &str, kind| Parameter { name: name.into(), kind, default: None };
        let to = [own("minimum_age", Kind::Number), own("boroughs", Kind::Texts), own("cap", Kind::Number)];
        let set = |all: &[(&str, Value)]| -> Parameters {
            all.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
        };
        let given = set(&[
            ("minimum_age", json!(16)),
            ("boroughs", json!("verdun")),
            ("cap", json!(5_000_000_000_u64)),
            ("gone", json!(true)),
        ]);
        assert_eq!(carried(&given, &to), set(&[("minimum_age", json!(16))]));
    }
}
