//! What was made of a mission a moment ago, held for the next who ask: one that everybody looks at costs a query a second.
//!
//! It is dropped when the mission changes, here or on another node (`NOTIFY`), and at the latest after [`HELD`]: until then
//! the number of places left may lag behind, which the answer to «Je participe» never does.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use quick_cache::sync::Cache;
use uuid::Uuid;

use crate::kinds::MissionId;

/// How long something is held at most.
pub const HELD: Duration = Duration::from_secs(1);
/// Missions held at most; some 4 kB each.
const ROOM: usize = 4096;

/// What was made of missions, by city and mission.
#[derive(Debug)]
pub struct Held<V> {
    missions: Cache<(Uuid, MissionId), (Instant, V)>,
    /// Grows with each change.
    changes: AtomicU64,
}

impl<V: Clone> Default for Held<V> {
    fn default() -> Self {
        Self { missions: Cache::new(ROOM), changes: AtomicU64::default() }
    }
}

impl<V: Clone> Held<V> {
    /// What was made of a mission, if it was a moment ago.
    pub fn get(&self, city: Uuid, mission: MissionId) -> Option<V> {
        let (made, value) = self.missions.get(&(city, mission))?;
        (made.elapsed() < HELD).then_some(value)
    }

    /// How many changes there were: to be asked before what is to be held is read.
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// Holds what was made of a mission, unless something changed since: it may be from before.
    pub fn hold(&self, city: Uuid, mission: MissionId, value: V, since: u64) {
        if self.changes() == since {
            self.missions.insert((city, mission), (Instant::now(), value));
            // It may have changed at this very moment, and been dropped before it was there.
            if self.changes() != since {
                self.missions.remove(&(city, mission));
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_drops_its_mission_and_what_was_read_before_it() {
        let (held, city) = (Held::default(), Uuid::from_u128(1));
        let [one, other] = [1, 2].map(|number| MissionId::from(Uuid::from_u128(number)));
        held.hold(city, one, "one", held.changes());
        held.hold(city, other, "other", held.changes());
        let since = held.changes();
        held.changed(Some((city, one)));
        assert_eq!((held.get(city, one), held.get(city, other)), (None, Some("other")));
        held.hold(city, one, "read before the change", since);
        assert_eq!(held.get(city, one), None);
        assert_eq!(held.get(Uuid::from_u128(2), other), None, "a mission is of its city");
        held.changed(None);
        assert_eq!(held.get(city, other), None);
    }
}
