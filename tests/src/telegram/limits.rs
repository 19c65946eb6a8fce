//! How many messages a second Telegram takes from a bot.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::refusal::Refusal;

const SECOND: Duration = Duration::from_secs(1);

/// Messages a second, where there is a limit.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Limits {
    pub(super) bot: Option<usize>,
    pub(super) chat: Option<usize>,
}

/// What one bot sent of late, and until when it was told to wait: to everybody (`None`) or to a chat.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    sent: VecDeque<(Instant, i64)>,
    waiting: HashMap<Option<i64>, Instant>,
}

impl Throttle {
    /// Counts a message, unless it is one too many.
    pub(super) fn admit(&mut self, limits: Limits, chat: i64, now: Instant) -> Result<(), Refusal> {
        self.sent.retain(|(at, _)| now - *at < SECOND);
        self.waiting.retain(|_, until| now < *until);
        for (scope, most) in [(None, limits.bot), (Some(chat), limits.chat)] {
            let Some(most) = most else { continue };
            if !self.waiting.contains_key(&scope) {
                let sent = self.sent.iter().filter(|(_, to)| scope.is_none_or(|chat| chat == *to)).count();
                if sent < most {
                    continue;
                }
                self.waiting.insert(scope, now + SECOND);
            }
            return Err(Refusal::too_many(1));
        }
        self.sent.push_back((now, chat));
        Ok(())
    }
}
