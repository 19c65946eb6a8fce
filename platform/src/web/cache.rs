//! Public answers held for a moment, so that a mission everybody looks at costs one query a second.
//!
//! They are dropped when the mission changes, here or on another node (`NOTIFY`), and at the latest after [`HELD`]:
//! until then the number of places left may lag behind, which the answer to «Je participe» never does.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::HeaderValue;
use platform_core::kinds::MissionId;
use quick_cache::sync::Cache;
use tokio::time::Instant;
use uuid::Uuid;

/// How long an answer is held at most.
const HELD: Duration = Duration::from_secs(1);
/// Missions held at most; some 4 kB each.
const ROOM: usize = 4096;

/// A rendered answer.
#[derive(Debug, Clone)]
pub(super) struct PublicAnswer {
    pub(super) body: Bytes,
    pub(super) etag: HeaderValue,
    made: Instant,
}

impl PublicAnswer {
    pub(super) fn new(body: Bytes, etag: HeaderValue) -> Self {
        Self { body, etag, made: Instant::now() }
    }
}

/// The answers held by this node.
pub struct PublicAnswers {
    missions: Cache<(Uuid, MissionId), PublicAnswer>,
}

impl Default for PublicAnswers {
    fn default() -> Self {
        Self { missions: Cache::new(ROOM) }
    }
}

impl PublicAnswers {
    pub(super) fn mission(&self, city: Uuid, mission: MissionId) -> Option<PublicAnswer> {
        self.missions.get(&(city, mission)).filter(|answer| answer.made.elapsed() < HELD)
    }

    pub(super) fn hold_mission(&self, city: Uuid, mission: MissionId, answer: PublicAnswer) {
        self.missions.insert((city, mission), answer);
    }

    /// A mission changed, or (`None`) any may have.
    pub fn changed(&self, mission: Option<(Uuid, MissionId)>) {
        match mission {
            Some(key) => drop(self.missions.remove(&key)),
            None => self.missions.clear(),
        }
    }
}
