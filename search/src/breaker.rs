//! The circuit breaker: an engine that fails is not asked again at once, so that nobody waits for it in vain.

use std::sync::Mutex;

use chrono::{DateTime, Duration, Utc};

/// Failures in a row that open it.
const FAILURES: u32 = 3;
/// How long it stays open; then one question is let through, and tells whether it closes.
const OPEN: Duration = Duration::seconds(5);

/// Closed as long as questions are answered.
#[derive(Debug, Default)]
pub(crate) struct Breaker(Mutex<State>);

#[derive(Debug, Default, Clone, Copy)]
struct State {
    failures: u32,
    /// Nobody asks before then.
    open_until: Option<DateTime<Utc>>,
}

impl Breaker {
    /// Whether to ask. Once it has been open for its time, the first who comes asks for all.
    pub(crate) fn allows(&self, now: DateTime<Utc>) -> bool {
        let mut state = self.state();
        match state.open_until {
            None => true,
            // A clock put back is no reason to wait for it.
            Some(until) if now >= until || until - now > OPEN => {
                state.open_until = Some(now + OPEN);
                true
            }
            Some(_) => false,
        }
    }

    /// It answered.
    pub(crate) fn succeeded(&self) {
        *self.state() = State::default();
    }

    /// It did not; says whether that opened it.
    pub(crate) fn failed(&self, now: DateTime<Utc>) -> bool {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        let opens = state.failures >= FAILURES && state.open_until.is_none();
        if state.failures >= FAILURES {
            state.open_until = Some(now + OPEN);
        }
        opens
    }

    /// Whether everybody may ask.
    pub(crate) fn is_closed(&self) -> bool {
        self.state().open_until.is_none()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // Nothing panics while holding it; were it so, what it holds is sound all the same.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_after_some_failures_and_lets_one_through_after_a_while() {
        let breaker = Breaker::default();
        let start = DateTime::UNIX_EPOCH;
        for _ in 1..FAILURES {
            assert!(!breaker.failed(start));
            assert!(breaker.allows(start) && breaker.is_closed());
        }
        assert!(breaker.failed(start));
        assert!(!breaker.allows(start) && !breaker.is_closed());
        assert!(!breaker.allows(start + OPEN - Duration::milliseconds(1)));
        let later = start + OPEN;
        assert!(breaker.allows(later), "one is let through");
        assert!(!breaker.allows(later), "and nobody else");
        assert!(!breaker.failed(later), "it is open still");
        assert!(!breaker.allows(later));
        assert!(breaker.allows(later + OPEN));
        breaker.succeeded();
        assert!(breaker.allows(later + OPEN) && breaker.is_closed());
    }

    #[test]
    fn an_answer_between_failures_counts() {
        let breaker = Breaker::default();
        for _ in 0..10 {
            breaker.failed(DateTime::UNIX_EPOCH);
            breaker.succeeded();
        }
        assert!(breaker.allows(DateTime::UNIX_EPOCH));
    }

    #[test]
    fn a_clock_put_back_does_not_keep_it_open() {
        let breaker = Breaker::default();
        let late = DateTime::UNIX_EPOCH + Duration::days(1);
        for _ in 0..FAILURES {
            breaker.failed(late);
        }
        assert!(breaker.allows(DateTime::UNIX_EPOCH));
    }
}
