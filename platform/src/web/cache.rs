//! Public answers held for a moment, so that a mission everybody looks at, or finds, costs one query a second; pages too.
//!
//! They are dropped when the mission changes, here or on another node (`NOTIFY`), and at the latest after [`HELD`]:
//! until then the number of places left may lag behind, which the answer to «Je participe» never does.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue};
use platform_core::kinds::MissionId;
use platform_core::texts::Locale;
use quick_cache::sync::Cache;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use tokio::time::Instant;
use uuid::Uuid;

/// How long an answer is held at most.
const HELD: Duration = Duration::from_secs(1);
/// Missions held at most; some 4 kB each.
const ROOM: usize = 4096;

/// Pages held at most; some 30 kB each.
const PAGES: usize = 512;

/// Rendered JSON: an answer of its own, or part of a larger one.
#[derive(Debug, Clone)]
pub(super) struct Rendered(Arc<RawValue>);

impl Rendered {
    /// The fields of an object, to which others can be added.
    pub(super) fn fields(&self) -> Option<&str> {
        self.0.get().strip_suffix('}')
    }
}

impl From<Box<RawValue>> for Rendered {
    fn from(json: Box<RawValue>) -> Self {
        Self(json.into())
    }
}

impl AsRef<[u8]> for Rendered {
    fn as_ref(&self) -> &[u8] {
        self.0.get().as_bytes()
    }
}

impl Serialize for Rendered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A rendered mission.
#[derive(Debug, Clone)]
pub(super) struct PublicAnswer {
    pub(super) json: Rendered,
    pub(super) etag: HeaderValue,
    made: Instant,
}

impl PublicAnswer {
    pub(super) fn new(json: Rendered, etag: HeaderValue) -> Self {
        Self { json, etag, made: Instant::now() }
    }

    /// As the body of an answer, without a copy.
    pub(super) fn body(self) -> Bytes {
        Bytes::from_owner(self.json)
    }
}

/// A page for visitors, by city, language, whether the address names the language, and address.
pub(super) type PageKey = (Uuid, Locale, bool, String);

/// A page for visitors as it was answered.
#[derive(Debug, Clone)]
pub(super) struct PublicPage {
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// How many changes there had been before it was read.
    since: u64,
    made: Instant,
}

impl PublicPage {
    pub(super) fn new(headers: HeaderMap, body: Bytes, since: u64) -> Self {
        Self { headers, body, since, made: Instant::now() }
    }
}

/// The answers held by this node.
pub struct PublicAnswers {
    pages: Cache<PageKey, PublicPage>,
    missions: Cache<(Uuid, MissionId), PublicAnswer>,
    /// Grows with each change.
    changes: AtomicU64,
}

impl Default for PublicAnswers {
    fn default() -> Self {
        Self { pages: Cache::new(PAGES), missions: Cache::new(ROOM), changes: AtomicU64::default() }
    }
}

impl PublicAnswers {
    pub(super) fn mission(&self, city: Uuid, mission: MissionId) -> Option<PublicAnswer> {
        self.missions.get(&(city, mission)).filter(|answer| answer.made.elapsed() < HELD)
    }

    pub(super) fn page(&self, key: &PageKey) -> Option<PublicPage> {
        // Any page may show any mission: one change, and none of them counts.
        self.pages.get(key).filter(|page| page.since == self.changes() && page.made.elapsed() < HELD)
    }

    pub(super) fn hold_page(&self, key: PageKey, page: PublicPage) {
        self.pages.insert(key, page);
    }

    /// How many changes there were: to be asked before what is to be held is read.
    pub(super) fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// Holds an answer, unless something changed since: it may be from before.
    pub(super) fn hold_mission(&self, city: Uuid, mission: MissionId, answer: PublicAnswer, since: u64) {
        if self.changes() == since {
            self.missions.insert((city, mission), answer);
        }
    }

    /// A mission changed, or (`None`) any may have.
    pub fn changed(&self, mission: Option<(Uuid, MissionId)>) {
        self.changes.fetch_add(1, Ordering::AcqRel);
        match mission {
            Some(key) => drop(self.missions.remove(&key)),
            None => self.missions.clear(),
        }
    }
}
