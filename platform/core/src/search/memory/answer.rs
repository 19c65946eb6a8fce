//! Answering from an index: sets are cut until only what fits is left; that is put in order, and counted.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

use chrono::{DateTime, Utc};
use roaring::RoaringBitmap;

use super::index::{Entry, Index, LEVELS, Occasions};
use crate::kinds::MissionId;
use crate::ports::{Counts, Hit, Hits, Question};
use crate::search::facets::Facet;
use crate::search::query::{CLASS, DATELESS, NEED, Near, Place, Sort};

/// A question put to an index at an instant.
pub(super) struct Asked<'a> {
    index: &'a Index,
    question: &'a Question<'a>,
    order: Sort,
    from: i64,
    until: Option<i64>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(index: &'a Index, question: &'a Question<'a>, now: DateTime<Utc>) -> Self {
        let query = question.query;
        Self {
            index,
            question,
            order: query.order(!question.terms.is_empty()),
            from: query.earliest(now).timestamp_micros(),
            until: query.criteria.until.map(|until| until.timestamp_micros()),
        }
    }

    pub(super) fn answer(&self) -> Hits {
        let candidates = self.candidates();
        let counts = (!self.question.query.count.is_empty()).then(|| self.counts(&self.fitting(&candidates)));
        Hits { counts, ..self.page(&self.chosen(&candidates, None)) }
    }

    /// What may fit, but for the facets chosen: as far as sets tell.
    fn candidates(&self) -> RoaringBitmap {
        let query = self.question.query;
        let mut candidates = self.index.live(query.include_closed);
        for term in self.question.terms {
            candidates &= self.bearing(term);
        }
        for term in self.question.without {
            candidates -= self.bearing(term);
        }
        if let Some(near) = &query.criteria.near {
            candidates &= self.index.around(&near.bounds());
        }
        candidates
    }

    fn fitting(&self, candidates: &RoaringBitmap) -> RoaringBitmap {
        let fitting = candidates.iter().filter(|number| self.fits(self.index.entry(*number)));
        RoaringBitmap::from_sorted_iter(fitting).unwrap_or_default()
    }

    /// Whether one of them does: there is an occasion in time, and a place near enough.
    fn fits(&self, entry: &Entry) -> bool {
        let near = self.question.query.criteria.near;
        self.occasions(entry).fit(self.from, self.until) && near.is_none_or(|near| distance(entry, near).is_some())
    }

    fn bearing(&self, term: &str) -> RoaringBitmap {
        self.index
            .bearing(term)
            .map(|levels| levels.iter().fold(RoaringBitmap::new(), |all, level| all | level))
            .unwrap_or_default()
    }

    fn occasions<'e>(&self, entry: &'e Entry) -> &'e Occasions {
        if self.question.query.include_full { &entry.starts } else { &entry.free }
    }

    /// Those of a set that have what is chosen of every facet but one.
    fn chosen(&self, set: &RoaringBitmap, but: Option<Facet>) -> RoaringBitmap {
        let selected = self.question.query.criteria.selected.iter();
        let mut chosen = set.clone();
        for (facet, values) in selected.filter(|(facet, values)| Some(**facet) != but && !values.is_empty()) {
            let having = |value: &String| self.index.with_value(*facet, value).cloned().unwrap_or_default();
            if facet.wants_all() {
                values.iter().for_each(|value| chosen &= having(value));
            } else {
                chosen &= values.iter().map(having).fold(RoaringBitmap::new(), |any, value| any | value);
            }
        }
        chosen
    }

    fn counts(&self, fitting: &RoaringBitmap) -> Counts {
        let count = |facet: Facet| {
            let set = self.chosen(fitting, Some(facet));
            let values =
                self.index.values(facet).map(|(value, having)| (value.to_owned(), set.intersection_len(having)));
            values.filter(|(_, count)| *count > 0).collect::<BTreeMap<_, _>>()
        };
        Counts {
            total: self.chosen(fitting, None).len(),
            facets: self.question.query.count.iter().map(|facet| (*facet, count(*facet))).collect(),
        }
    }

    fn page(&self, candidates: &RoaringBitmap) -> Hits {
        let query = self.question.query;
        let (after, skip) = match query.cursor.and_then(|cursor| cursor.place) {
            Some(Place::After { key, id }) => (Some((key, id)), 0),
            Some(Place::Offset(skip)) => (None, skip as usize),
            None => (None, 0),
        };
        let (limit, last) = (usize::from(query.limit), skip + usize::from(query.limit));
        // One more than shown tells whether there is another page.
        let first = self.first(candidates, after, last + 1);
        let more = first.len() > last;
        let shown: Vec<_> = first.into_iter().skip(skip).take(limit).collect();
        let next = shown.last().filter(|_| more).map(|last| Place::After { key: last.key, id: last.id });
        let hit = |keyed: &Keyed| Hit {
            mission: keyed.id,
            distance_m: query.criteria.near.and_then(|near| distance(self.index.entry(keyed.number), near)),
        };
        Hits { hits: shown.iter().map(hit).collect(), next, ..Hits::default() }
    }

    /// The first of those that fit, behind a place in the order; not all of them need be looked at where the newest come
    /// first, or do among the best matches.
    fn first(&self, candidates: &RoaringBitmap, after: Option<(f64, MissionId)>, wanted: usize) -> Vec<Keyed> {
        let mut first = First::new(after, wanted);
        match self.order {
            Sort::Newest => self.newest(candidates, &mut first),
            Sort::Relevance => {
                let best = self.best(candidates);
                self.newest(&best, &mut first);
                if !first.is_full() {
                    self.all(&(candidates - best), &mut first);
                }
            }
            Sort::Distance | Sort::Soonest | Sort::MostNeeded => self.all(candidates, &mut first),
        }
        first.in_order()
    }

    /// Those that bear every term where it tells most.
    fn best(&self, candidates: &RoaringBitmap) -> RoaringBitmap {
        let levels = self.question.terms.iter().filter_map(|term| self.index.bearing(term));
        levels.fold(candidates.clone(), |best, levels| best & &levels[0])
    }

    /// Takes them from the newest on, as long as they are wanted; those that came late stand in no order.
    fn newest(&self, candidates: &RoaringBitmap, first: &mut First) {
        let ordered = self.index.ordered();
        for number in candidates.range(ordered..) {
            self.offer(number, 0, first);
        }
        for number in candidates.range(..ordered) {
            if !self.offer(number, 0, first) {
                return;
            }
        }
    }

    fn all(&self, candidates: &RoaringBitmap, first: &mut First) {
        for (number, class) in candidates.iter().zip(self.classes(candidates)) {
            self.offer(number, class, first);
        }
    }

    /// Takes one if it fits and is wanted; says whether one behind it could be.
    fn offer(&self, number: u32, class: u8, first: &mut First) -> bool {
        let entry = self.index.entry(number);
        let keyed = Keyed { key: self.key(entry, class), id: entry.mission, number };
        if first.is_full() && first.heap.peek().is_some_and(|last| *last < keyed) {
            return false;
        }
        if first.after.is_none_or(|after| (keyed.key, keyed.id) > after) && self.fits(entry) {
            first.take(keyed);
        }
        true
    }

    /// How well each of a set matches, in its order: the sum over the terms of where each stands first.
    fn classes(&self, found: &RoaringBitmap) -> Vec<u8> {
        let mut classes = vec![0; usize::try_from(found.len()).unwrap_or_default()];
        if self.order != Sort::Relevance {
            return classes;
        }
        for levels in self.question.terms.iter().filter_map(|term| self.index.bearing(term)) {
            for (level, bearing) in (0..).zip(levels).skip(1) {
                let bearing = found & bearing;
                let mut places = bearing.iter().peekable();
                for (class, number) in classes.iter_mut().zip(found) {
                    if places.next_if_eq(&number).is_some() {
                        *class += level;
                    }
                }
            }
        }
        classes
    }

    /// Its key in the order asked for, the same as Postgres would find, so that either goes on where the other stopped: what
    /// comes first has the smallest. The two measure distances alike to the millimetre.
    fn key(&self, entry: &Entry, class: u8) -> f64 {
        let newest = -seconds(entry.published);
        match self.order {
            Sort::Relevance => f64::from(class) * CLASS + newest,
            Sort::Distance => {
                let metres = self.question.query.criteria.near.and_then(|near| distance(entry, near));
                metres.map_or(f64::MAX, |metres| (metres * 1000.0).round() / 1000.0)
            }
            Sort::Newest => newest,
            Sort::Soonest => self.soonest(entry),
            Sort::MostNeeded => f64::from(entry.need) * NEED + self.soonest(entry),
        }
    }

    fn soonest(&self, entry: &Entry) -> f64 {
        self.occasions(entry).next(self.from, self.until).map_or(DATELESS, seconds)
    }
}

/// A hit and where it stands in the order.
struct Keyed {
    key: f64,
    id: MissionId,
    number: u32,
}

impl Ord for Keyed {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.total_cmp(&other.key).then(self.id.cmp(&other.id))
    }
}

impl PartialOrd for Keyed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Keyed {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Keyed {}

/// The first of what is offered, in no order.
struct First {
    after: Option<(f64, MissionId)>,
    wanted: usize,
    /// The last of them on top.
    heap: BinaryHeap<Keyed>,
}

impl First {
    const fn new(after: Option<(f64, MissionId)>, wanted: usize) -> Self {
        Self { after, wanted, heap: BinaryHeap::new() }
    }

    fn is_full(&self) -> bool {
        self.heap.len() == self.wanted
    }

    fn take(&mut self, keyed: Keyed) {
        self.heap.push(keyed);
        if self.heap.len() > self.wanted {
            self.heap.pop();
        }
    }

    fn in_order(self) -> Vec<Keyed> {
        self.heap.into_sorted_vec()
    }
}

/// How far the nearest place lies, if one does within the circle.
fn distance(entry: &Entry, near: Near) -> Option<f64> {
    let nearest = entry.places.iter().map(|place| near.point.distance_m(*place)).min_by(f64::total_cmp);
    nearest.filter(|metres| *metres <= near.radius_m)
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of this age are exact in a double")]
fn seconds(micros: i64) -> f64 {
    micros as f64 / 1e6
}

/// No class is larger than all terms of a question at the last level.
const _: () = assert!(crate::search::understanding::MAX_TERMS * (LEVELS - 1) < u8::MAX as usize);
