//! The circuit breaker: rules that fail again and again are left alone for a while, so that one city's loop costs the
//! others nothing.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Failures in a row that open it.
const FAILURES: u32 = 3;
/// How long it stays open at first; each time it opens again, twice as long.
const OPEN: Duration = Duration::from_secs(5);
/// The longest it stays open.
const LONGEST: Duration = Duration::from_secs(300);

/// Closed for as long as the rules answer.
#[derive(Debug, Default)]
pub(crate) struct Breaker(Mutex<State>);

#[derive(Debug, Default, Clone, Copy)]
struct State {
    in_a_row: u32,
    times_opened: u32,
    open_until: Option<Instant>,
    /// Whether one asks for all; what others who asked before it opened come back with says nothing new.
    trying: bool,
}

impl Breaker {
    /// Whether to ask. Once it has been open for its time, the first who comes asks for all.
    pub(crate) fn allows(&self, now: Instant) -> bool {
        let mut state = self.state();
        match state.open_until {
            None => true,
            Some(until) if now >= until => {
                state.open_until = Some(now + length(state.times_opened));
                state.trying = true;
                true
            }
            Some(_) => false,
        }
    }

    /// They answered.
    pub(crate) fn succeeded(&self) {
        let mut state = self.state();
        if state.open_until.is_none() || state.trying {
            *state = State::default();
        }
    }

    /// They did not; says whether that opened it.
    pub(crate) fn failed(&self, now: Instant) -> bool {
        let mut state = self.state();
        state.in_a_row = state.in_a_row.saturating_add(1);
        if state.in_a_row < FAILURES || (state.open_until.is_some() && !state.trying) {
            return false;
        }
        state.trying = false;
        let opens = state.open_until.is_none();
        state.times_opened = state.times_opened.saturating_add(1);
        state.open_until = Some(now + length(state.times_opened));
        opens
    }

    /// Whether they are asked.
    pub(crate) fn is_closed(&self) -> bool {
        self.state().open_until.is_none()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while holding it; were it so, what it holds is sound all the same.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn length(times_opened: u32) -> Duration {
    (OPEN * (1 << times_opened.saturating_sub(1).min(10))).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_after_three_failures_lets_one_through_and_stays_open_longer_each_time() {
        let (breaker, start) = (Breaker::default(), Instant::now());
        assert!(!breaker.failed(start) && !breaker.failed(start) && breaker.allows(start));
        assert!(breaker.failed(start));
        assert!(!breaker.allows(start + Duration::from_secs(4)));
        let later = start + Duration::from_secs(5);
        assert!(breaker.allows(later), "one asks for all");
        assert!(!breaker.allows(later), "and only one");
        assert!(!breaker.failed(later), "it was open already");
        assert!(!breaker.allows(later + Duration::from_secs(9)) && breaker.allows(later + Duration::from_secs(10)));
        breaker.succeeded();
        assert!(breaker.allows(later) && breaker.is_closed());
    }

    #[test]
    fn a_success_between_begins_the_count_anew_and_it_never_stays_open_for_ever() {
        let (breaker, start) = (Breaker::default(), Instant::now());
        for _ in 0..10 {
            breaker.failed(start);
            breaker.failed(start);
            breaker.succeeded();
        }
        assert!(breaker.allows(start));
        let mut now = start;
        for _ in 0..100 {
            while !breaker.allows(now) {
                now += Duration::from_secs(1);
            }
            breaker.failed(now);
        }
        assert!(!breaker.allows(now + LONGEST - Duration::from_secs(1)) && breaker.allows(now + LONGEST));
    }

    #[test]
    fn who_asked_before_it_opened_says_nothing_new() {
        let (breaker, start) = (Breaker::default(), Instant::now());
        for _ in 0..8 {
            breaker.failed(start);
        }
        breaker.succeeded();
        assert!(!breaker.allows(start + OPEN - Duration::from_secs(1)), "a late success does not close it");
        assert!(breaker.allows(start + OPEN), "nor do late failures keep it open longer");
    }
}
