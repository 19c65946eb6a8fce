//! Public answers held for a moment, so that a mission everybody looks at, or finds, costs one query a second; pages too.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue};
use platform_core::held::{HELD, Held};
use platform_core::kinds::MissionId;
use platform_core::missions::Mission;
use platform_core::texts::Locale;
use quick_cache::sync::Cache;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use tokio::time::Instant;
use uuid::Uuid;

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
}

impl PublicAnswer {
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
    missions: Held<PublicAnswer>,
    /// What they are made from.
    seen: Arc<Held<Arc<Mission>>>,
}

impl PublicAnswers {
    /// Made from what this is.
    #[must_use]
    pub fn new(seen: Arc<Held<Arc<Mission>>>) -> Self {
        Self { pages: Cache::new(PAGES), missions: Held::default(), seen }
    }

    pub(super) fn mission(&self, city: Uuid, mission: MissionId) -> Option<PublicAnswer> {
        self.missions.get(city, mission)
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
        self.missions.changes()
    }

    /// Holds an answer, unless something changed since: it may be from before.
    pub(super) fn hold_mission(&self, city: Uuid, mission: MissionId, answer: PublicAnswer, since: u64) {
        self.missions.hold(city, mission, answer, since);
    }

    /// A mission changed, or (`None`) any may have.
    pub fn changed(&self, mission: Option<(Uuid, MissionId)>) {
        self.seen.changed(mission);
        self.missions.changed(mission);
    }
}
