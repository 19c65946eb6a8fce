//! The machine's clock and randomness.

use chrono::{DateTime, SubsecRound as _, Utc};
use platform_core::ports::{Clock, Entropy};
use rand::Rng as _;

/// The machine's clock, to the microsecond: what Postgres keeps.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock everybody else is given")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

/// The machine's randomness: a ChaCha generator per thread, seeded by the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "this is the randomness everybody else is given")]
    fn fill(&self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
    }
}
