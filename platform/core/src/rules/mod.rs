//! What a city decides: the facts its rules are given, the verdicts they answer with, and what holds where they fail.
//!
//! The platform keeps its invariants whatever rules say: capacity, uniqueness, order, permissions, dates, privacy, tenant
//! isolation, the ledger. Rules are asked outside any transaction; what decided something is recorded with what it did.

pub mod about;
pub(crate) mod ask;
pub mod credentials;
pub mod decisions;
pub mod facts;
mod not_loaded;
pub mod rank;
pub mod replay;
pub mod samples;
pub mod verdicts;
pub mod versions;

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

pub use about::{About, Fact, Health, Kind, Need, Parameter};
pub(crate) use not_loaded::NotLoaded;
pub use verdicts::{Effect, Plan, Review, SignUpVerdict, Times};

/// Largest component that is taken in, bytes; the table that keeps them says so too.
pub const MAX_COMPONENT: usize = 24 << 20;

/// A component by its bytes: their SHA-256 digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ComponentHash([u8; 32]);

impl ComponentHash {
    /// Of these bytes.
    #[must_use]
    pub fn of(wasm: &[u8]) -> Self {
        Self(Sha256::digest(wasm).into())
    }

    /// Of a column's bytes; none if they are not a digest.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bare digest.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Display for ComponentHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for ComponentHash {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digit = |at: usize| text.get(2 * at..2 * at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = digit(at).ok_or_else(|| format!("`{text}` is not a SHA-256 digest"))?;
        }
        if text.len() == 64 { Ok(Self(bytes)) } else { Err(format!("`{text}` is not a SHA-256 digest")) }
    }
}

impl Serialize for ComponentHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ComponentHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What a city sets of its rules: values by name, as JSON.
pub type Parameters = BTreeMap<String, Value>;

/// Which rules a city uses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The number of the choice: each change is a version.
    pub version: i32,
    /// The name of a component the platform brings; none: one that was uploaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The component.
    pub component: ComponentHash,
    /// What the city sets.
    pub parameters: Parameters,
}

/// The rules that could not be asked, or whose answer could not be used: what the platform logs, never what a person reads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// They took longer than they may.
    #[error("the rules took longer than {0} ms")]
    TooSlow(u64),
    /// They asked for more memory than they may.
    #[error("the rules asked for more memory than they may have")]
    TooMuchMemory,
    /// They handed over, or asked to be handed, more than may cross.
    #[error("the rules handed over more than may cross")]
    TooLarge,
    /// They called themselves too deep.
    #[error("the rules ran out of stack")]
    TooDeep,
    /// They stopped in the middle: a panic, or what comes to the same.
    #[error("the rules stopped: {0}")]
    Stopped(String),
    /// Their answer is outside what the contract allows.
    #[error("the rules gave an answer outside their contract: {0}")]
    Nonsense(String),
    /// They failed too often just now and are left alone for a while.
    #[error("the rules failed too often and are left alone for a while")]
    LeftAlone,
    /// There are none: the component could not be loaded.
    #[error("the rules could not be loaded: {0}")]
    NotLoaded(String),
}

/// A component that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// It is larger than it may be.
    #[error("it is {size} bytes long; at most {most} are taken")]
    TooLarge {
        /// How large it is.
        size: usize,
        /// How large it may be.
        most: usize,
    },
    /// It is not a WebAssembly component.
    #[error("it is not a WebAssembly component: {0}")]
    NotAComponent(String),
    /// It asks for something the platform does not give.
    #[error("it asks for `{0}`, which the platform does not give: rules have no clock, no files and no network")]
    Import(String),
    /// It does not export what the contract says.
    #[error("it does not export what the contract says: {0}")]
    Shape(String),
    /// What it says of itself does not hold.
    #[error("its manifest is not sound: {0}")]
    Manifest(String),
    /// It failed when it was tried.
    #[error("it failed when it was tried: {0}")]
    Failed(#[from] Failure),
    /// This node cannot keep it.
    #[error("it could not be kept: {0}")]
    Storage(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_travel_as_text_and_nothing_else_does() {
        let hash = ComponentHash::of(b"rules");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for text in ["", "ab", &"g".repeat(64), &"a".repeat(66), &"é".repeat(32)] {
            assert!(text.parse::<ComponentHash>().is_err(), "{text}");
        }
    }
}
