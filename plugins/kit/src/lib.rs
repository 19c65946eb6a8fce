//! What a city's rules in Rust are written with: the contract's types, a short way to read parameters and to give reasons,
//! and one macro that makes a component of a type.

#[allow(missing_docs, reason = "generated from the contract, which documents every item")]
#[doc(hidden)]
pub mod contract {
    wit_bindgen::generate!({
        path: "../wit/since-v0.1.0",
        world: "rules",
        pub_export_macro: true,
        additional_derives: [PartialEq],
    });
}

pub use contract::city::rules::host::{Level, log};
pub use contract::city::rules::types::{
    Argument, Assurance, Context, Date, NamedArgument, Reason, Remedy, Review, Setting, Value,
};
pub use contract::exports::city::rules::manifest::{
    Description, Fact, Guest as Manifest, Kind, Need, Parameter, Question,
};
pub use contract::exports::city::rules::missions::{
    Acceptance, Association, AssociationFile, Attendance, Credential, Effect, Guest as Missions, Hit, Mission, Person,
    Plan, SignUp, Submission, Text, Tie, TieKind, Times,
};

/// Full age, in years: France (Code civil, art. 414) and Québec (Code civil, art. 153).
pub const FULL_AGE: u8 = 18;

/// Makes a component of a type that implements [`Manifest`] and [`Missions`].
///
/// Only for WebAssembly: a native linker does not take the names a component exports.
#[macro_export]
macro_rules! rules {
    ($rules:ident) => {
        #[cfg(target_family = "wasm")]
        $crate::__export_rules_impl!($rules with_types_in $crate::contract);

        // Each instance answers one question, so this is called once, before the question is heard.
        #[cfg(target_family = "wasm")]
        #[used]
        #[unsafe(link_section = ".init_array")]
        static LOG_PANICS: extern "C" fn() = $crate::panics::logged;
    };
}

/// Reads parameters by name.
pub trait Settings {
    /// The value under a name, if it has one.
    fn value(&self, name: &str) -> Option<&Value>;

    /// Whether it is set and is yes.
    fn flag(&self, name: &str) -> bool {
        matches!(self.value(name), Some(Value::Flag(true)))
    }

    /// The whole number under a name, if it has one that is not below zero.
    fn number(&self, name: &str) -> Option<u32> {
        match self.value(name) {
            Some(Value::Number(number)) => u32::try_from(*number).ok(),
            _ => None,
        }
    }

    /// The word under a name, if it has one.
    fn text(&self, name: &str) -> Option<&str> {
        match self.value(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The words under a name; none if it has none.
    fn texts(&self, name: &str) -> &[String] {
        match self.value(name) {
            Some(Value::Texts(texts)) => texts,
            _ => &[],
        }
    }
}

impl Settings for [Setting] {
    fn value(&self, name: &str) -> Option<&Value> {
        self.iter().find(|setting| setting.name == name).map(|setting| &setting.value)
    }
}

impl Settings for Vec<Setting> {
    fn value(&self, name: &str) -> Option<&Value> {
        self.as_slice().value(name)
    }
}

impl Settings for Context {
    fn value(&self, name: &str) -> Option<&Value> {
        self.settings.value(name)
    }
}

/// A parameter that holds a value where the city says nothing.
#[must_use]
pub fn parameter(name: &str, default: Value) -> Parameter {
    let kind = match default {
        Value::Flag(_) => Kind::Flag,
        Value::Number(_) => Kind::Number,
        Value::Text(_) => Kind::Text,
        Value::Texts(_) => Kind::Texts,
    };
    Parameter { name: name.into(), kind, default: Some(default) }
}

/// A parameter the rules do without where the city says nothing.
#[must_use]
pub fn optional(name: &str, kind: Kind) -> Parameter {
    Parameter { name: name.into(), kind, default: None }
}

impl Reason {
    /// A reason with a code only.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self { code: code.into(), field: None, arguments: Vec::new(), remedy: Remedy::Nothing }
    }

    /// About this field.
    #[must_use]
    pub fn at(mut self, field: &str) -> Self {
        self.field = Some(field.into());
        self
    }

    /// With this number for its text.
    #[must_use]
    pub fn with(mut self, name: &str, number: u32) -> Self {
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        self.arguments.push(NamedArgument { name: name.into(), value: Argument::Number(number) });
        self
    }

    /// With this word for its text.
    #[must_use]
    pub fn with_text(mut self, name: &str, text: &str) -> Self {
        self.arguments.push(NamedArgument { name: name.into(), value: Argument::Text(text.into()) });
        self
    }

    /// With this remedy.
    #[must_use]
    pub fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedy = remedy;
        self
    }
}

/// Whether something holds a credential, known at least so.
#[must_use]
pub fn holds(person: &Person, name: &str, assurance: Assurance) -> bool {
    person.credentials.iter().any(|held| held.name == name && held.assurance as u8 >= assurance as u8)
}

pub mod ages;
pub mod checks;
pub mod content;
pub mod lifts;
#[cfg(target_family = "wasm")]
mod memory;
pub mod moderation;
pub mod needs;
pub mod panics;
pub mod residence;
pub mod samples;
pub mod sign_ups;
pub mod texts;
pub mod times;
