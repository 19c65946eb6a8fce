//! Moderation: what becomes of something in which nothing was found.

use crate::{Reason, Review};

/// Who lets something through: an agent, an agent unless it is trusted, nobody.
pub const MODES: [&str; 3] = ["agent", "trusted", "automatic"];

/// The kinds of association there are.
pub const KINDS: [&str; 4] = ["association", "collective", "public_body", "company"];

/// What becomes of it in this mode. A word that is none of [`MODES`] stands for the most careful one.
#[must_use]
pub fn moderated(mode: Option<&str>, trusted: bool) -> Review {
    match mode {
        Some("automatic") => Review::Publish,
        Some("trusted") if trusted => Review::Publish,
        _ => by_agent(),
    }
}

/// An agent must look, for no other reason than that the city wants it.
#[must_use]
pub fn by_agent() -> Review {
    Review::Hold(vec![Reason::new("review_by_agent")])
}
