//! How many calls a second Discord takes.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use super::refusal::Refusal;
use super::route::Route;

const SECOND: Duration = Duration::from_secs(1);
/// What a route takes unless a test says otherwise.
const MOST: usize = 1000;

/// What an answer's headers say of a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) limit: usize,
    pub(super) remaining: usize,
    pub(super) reset_after: Duration,
    pub(super) bucket: String,
}

/// The limits, and what was called of late.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    most: HashMap<Route, usize>,
    global: Option<usize>,
    /// By route (`None`: all of them) and by what each route counts apart: the channel, the webhook, the token.
    windows: HashMap<(Option<Route>, String), (Instant, usize)>,
}

impl Throttle {
    /// So many calls a second; `None` is as many as usual.
    pub(super) fn limit(&mut self, route: Option<Route>, most: Option<usize>) {
        match (route, most) {
            (None, most) => self.global = most,
            (Some(route), Some(most)) => drop(self.most.insert(route, most)),
            (Some(route), None) => drop(self.most.remove(&route)),
        }
        self.windows.clear();
    }

    /// Counts a call, unless it is one too many.
    pub(super) fn admit(
        &mut self,
        route: Route,
        apart: &str,
        token: &str,
        now: Instant,
    ) -> (Rate, Result<(), Refusal>) {
        self.windows.retain(|_, (since, _)| now - *since < SECOND);
        let limit = self.most.get(&route).copied().unwrap_or(MOST);
        let bucket = format!("{:08x}{:08x}", 0x5a3d_9c10 + route as u32, limit);
        let left = |since: Instant| SECOND.saturating_sub(now - since);
        let (since, count) = *self.windows.entry((Some(route), apart.to_owned())).or_insert((now, 0));
        let mut rate = Rate { limit, remaining: limit.saturating_sub(count), reset_after: left(since), bucket };
        if count >= limit {
            return (rate, Err(Refusal::later(left(since), false)));
        }
        // Answers to interactions are apart from the limit of a bot.
        if let Some(most) = self.global.filter(|_| route.needs_token()) {
            let (since, all) = self.windows.entry((None, token.to_owned())).or_insert((now, 0));
            if *all >= most {
                return (rate, Err(Refusal::later(left(*since), true)));
            }
            *all += 1;
        }
        if let Some((_, count)) = self.windows.get_mut(&(Some(route), apart.to_owned())) {
            *count += 1;
        }
        rate.remaining -= 1;
        (rate, Ok(()))
    }
}
