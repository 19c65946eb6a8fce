//! The ledger: what was done, by whom, when; and the chain of hashes that shows it was not changed afterwards.
//!
//! A row is written in the transaction of what it tells of. Shortly afterwards [`seal::seal`] chains it: the hash of a link
//! is `sha256(hash of the link before ‖ bytes of the row)`, the first link's predecessor being 32 zero bytes. Who changes,
//! removes, inserts or reorders rows breaks a link ([`verify::verify`] finds it); who can rewrite the whole chain after
//! it cannot rewrite the head that somebody noted elsewhere.
//!
//! **The bytes of a row:** for every column that is not null, in the order of [`Entry::columns`], name and value, each as
//! its length in bytes (32 bits, big-endian) and its UTF-8 text. Numbers are decimal; an instant is its microseconds
//! since 1970 UTC; a UUID is hyphenated and in lower case; `details` is as PostgreSQL prints `jsonb`, which has one text
//! for one value. Lengths make it unambiguous; leaving nulls out means that a column added later changes no hash.

pub mod forget;
pub mod history;
pub mod seal;
pub mod verify;

use sha2::{Digest as _, Sha256};

use crate::db::ledger::Entry;

/// A link's hash.
pub(crate) type Hash = [u8; 32];

/// What stands before the first link.
const NOTHING: Hash = [0; 32];

impl Entry {
    /// Names and values, in the order they are hashed. A new column of the table goes to the end.
    fn columns(&self) -> [(&'static str, Option<String>); 9] {
        [
            ("tenant_id", Some(self.tenant_id.to_string())),
            ("id", Some(self.id.to_string())),
            ("at", Some(self.at.timestamp_micros().to_string())),
            ("actor_id", self.actor_id.map(|id| id.to_string())),
            ("source", Some(self.source.clone())),
            ("action", Some(self.action.clone())),
            ("subject_id", Some(self.subject_id.to_string())),
            ("details", Some(self.details.clone())),
            ("on_behalf_of", self.on_behalf_of.map(|id| id.to_string())),
        ]
    }

    /// The hash of its link after `before`.
    pub(crate) fn link(&self, before: &Hash) -> Hash {
        let mut digest = Sha256::new();
        digest.update(before);
        for (name, value) in self.columns() {
            let Some(value) = value else { continue };
            for part in [name, &value] {
                // A value of Postgres is shorter than a gigabyte.
                digest.update(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
                digest.update(part);
            }
        }
        digest.finalize().into()
    }
}

/// The last link of a chain, as it is noted elsewhere: `POSITION:HASH`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// How many links there are.
    pub position: i64,
    /// The last one's hash; zeros if there is none.
    pub hash: [u8; 32],
}

impl Head {
    /// Of a chain without links.
    pub(crate) const EMPTY: Self = Self { position: 0, hash: NOTHING };
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:", self.position)?;
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::str::FromStr for Head {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "expected POSITION:HASH, as `jemengage ledger head` prints it".to_owned();
        let (position, hex) = text.trim().split_once(':').ok_or_else(wrong)?;
        let position: i64 = position.parse().map_err(|_| wrong())?;
        if position < 0 || hex.len() != 64 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let mut hash = NOTHING;
        for (byte, digits) in hash.iter_mut().zip(hex.as_bytes().chunks(2)) {
            *byte = std::str::from_utf8(digits).ok().and_then(|d| u8::from_str_radix(d, 16).ok()).ok_or_else(wrong)?;
        }
        Ok(Self { position, hash })
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn entry() -> Entry {
        Entry {
            tenant_id: Uuid::from_u128(1),
            id: 42,
            at: DateTime::UNIX_EPOCH,
            actor_id: None,
            source: "web".into(),
            action: "mission.moved".into(),
            subject_id: Uuid::from_u128(2),
            details: "{}".into(),
            on_behalf_of: None,
        }
    }

    /// What stands in databases stays verifiable: this hash was computed by another program (Python's `hashlib`).
    #[test]
    fn the_encoding_does_not_change() {
        assert_eq!(Head { position: 1, hash: entry().link(&NOTHING) }.to_string(), EXPECTED);
    }

    const EXPECTED: &str = "1:73463fe081596329564d2f69fce4380aa085ae59b60ee95d9a4ca5bf0b81843b";

    #[test]
    fn a_head_reads_what_it_prints_and_nothing_else() {
        let head = Head { position: 7, hash: entry().link(&NOTHING) };
        assert_eq!(head.to_string().parse(), Ok(head));
        for bad in ["", "7", "7:", "7:zz", "-1:00", "x:00", &format!("{head}0"), &"7:é".repeat(2)] {
            assert!(bad.parse::<Head>().is_err(), "{bad}");
        }
    }

    proptest! {
        /// Text that moves from one column to the next makes another hash.
        #[test]
        fn no_two_rows_have_the_same_bytes(text in "\\PC{1,20}", cut in 0usize..20, other in 0usize..20) {
            let at = |cut: usize| text.char_indices().map(|(at, _)| at).nth(cut).unwrap_or(text.len());
            let row = |cut: usize| {
                let (source, action) = text.split_at(cut);
                Entry { source: source.into(), action: action.into(), ..entry() }
            };
            let (one, two) = (row(at(cut)), row(at(other)));
            prop_assert_eq!(one == two, one.link(&NOTHING) == two.link(&NOTHING));
        }
    }
}
