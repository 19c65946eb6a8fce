//! The documents of one city as sets of numbers: which bear a term, which have a label, which lie in a square of the map.

use std::collections::HashMap;

use roaring::RoaringBitmap;

use crate::kinds::MissionId;
use crate::search::facets::Facet;
use crate::search::query::Bounds;
use crate::tenancy::Point;

/// Squares of the map are so many to a degree: one is about a kilometre high.
const SQUARES_A_DEGREE: f64 = 100.0;
/// So many numbers may be spent, beside one for each that is used, before the index is made anew.
const SPARE: usize = 10_000;

/// How much a term tells of a document: in which of [`Document::terms`](crate::search::document::Document) it stands first.
pub(crate) const LEVELS: usize = 4;

/// A document as it was written, with its place in the order of changes.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) mission: MissionId,
    pub(crate) position: i64,
    /// What it is found by; none: it is found no more.
    pub(crate) document: Option<KeptDocument>,
}

impl Kept {
    /// Its place among the newest: when it was published, and which it is.
    pub(crate) fn place(&self) -> Option<(i64, MissionId)> {
        self.document.as_ref().map(|document| (document.published, self.mission))
    }
}

/// What a document is found by.
#[derive(Debug, Clone)]
pub(crate) struct KeptDocument {
    pub(crate) open: bool,
    /// Microseconds since 1970, like all instants here.
    pub(crate) published: i64,
    /// Its terms, each once, with their levels.
    pub(crate) terms: Vec<(String, usize)>,
    pub(crate) labels: Vec<String>,
    pub(crate) places: Vec<Point>,
    pub(crate) starts: Occasions,
    pub(crate) free: Occasions,
    pub(crate) need: i16,
}

/// When there is something to do.
#[derive(Debug, Clone)]
pub(crate) struct Occasions {
    /// Whether also without a date.
    undated: bool,
    starts: Box<[i64]>,
    /// The last of them; the end of time for what has no date.
    last: i64,
}

impl Occasions {
    pub(crate) fn new(undated: bool, starts: Vec<i64>) -> Self {
        let last = if undated { i64::MAX } else { starts.iter().copied().max().unwrap_or(i64::MIN) };
        Self { undated, starts: starts.into(), last }
    }

    /// Whether there is one in time.
    pub(crate) fn fit(&self, from: i64, until: Option<i64>) -> bool {
        self.last >= from && (self.undated || until.is_none() || self.next(from, until).is_some())
    }

    /// The next one with a date.
    pub(crate) fn next(&self, from: i64, until: Option<i64>) -> Option<i64> {
        let fitting = self.starts.iter().filter(|start| **start >= from && until.is_none_or(|until| **start < until));
        fitting.copied().min()
    }
}

/// What is told of a hit, and what its order is found by.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) mission: MissionId,
    pub(crate) published: i64,
    pub(crate) need: i16,
    pub(crate) places: Box<[Point]>,
    pub(crate) starts: Occasions,
    pub(crate) free: Occasions,
}

/// A square of the map: how far north and east.
type Square = (i16, i16);

/// Numbers are given from the newest mission on, so that whoever wants the newest need not look at all; what changes later
/// comes behind, in no order.
///
/// **Why numbers are not used twice:** a document that changes gets a new one and its old one is no longer among the live,
/// so nothing has to be taken out of any set. When too many are spent, the whole is made anew.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// How far it has come in the order of changes.
    position: i64,
    /// Numbers below this stand in the order of the newest.
    ordered: u32,
    entries: Vec<Entry>,
    numbers: HashMap<MissionId, u32>,
    live: RoaringBitmap,
    open: RoaringBitmap,
    terms: HashMap<Box<str>, [RoaringBitmap; LEVELS]>,
    labels: HashMap<Facet, HashMap<Box<str>, RoaringBitmap>>,
    squares: HashMap<Square, RoaringBitmap>,
}

impl Index {
    /// Begins at a place in the order of changes: what is put now is as it was there, or as it became since.
    pub(crate) fn begin_at(&mut self, position: i64) {
        self.position = position;
    }

    /// Takes a document, the next after the newest: before any that stands in no order.
    pub(crate) fn take_next(&mut self, kept: Kept) {
        self.put(kept);
        self.ordered = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
    }

    /// Takes a change; they come in their order.
    pub(crate) fn take(&mut self, kept: Kept) {
        self.position = kept.position;
        self.put(kept);
    }

    /// Takes a document that stands in no order.
    pub(crate) fn put(&mut self, kept: Kept) {
        if let Some(number) = self.numbers.remove(&kept.mission) {
            self.live.remove(number);
        }
        let Some(document) = kept.document else { return };
        // No city has four thousand million changes between two loads.
        let Ok(number) = u32::try_from(self.entries.len()) else { return };
        self.numbers.insert(kept.mission, number);
        self.live.insert(number);
        if document.open {
            self.open.insert(number);
        }
        for (term, level) in document.terms {
            self.terms.entry(term.into()).or_default()[level].insert(number);
        }
        for (facet, value) in document.labels.iter().filter_map(|label| Facet::of_label(label)) {
            self.labels.entry(facet).or_default().entry(value.into()).or_default().insert(number);
        }
        for place in &document.places {
            self.squares.entry(square(*place)).or_default().insert(number);
        }
        self.entries.push(Entry {
            mission: kept.mission,
            published: document.published,
            need: document.need,
            places: document.places.into(),
            starts: document.starts,
            free: document.free,
        });
    }

    /// How far it has come.
    pub(crate) const fn position(&self) -> i64 {
        self.position
    }

    /// Numbers below this stand in the order of the newest.
    pub(crate) const fn ordered(&self) -> u32 {
        self.ordered
    }

    /// How many documents can be found.
    pub(crate) fn len(&self) -> u64 {
        self.live.len()
    }

    /// Whether so many numbers are spent that it should be made anew.
    pub(crate) fn is_worn(&self) -> bool {
        self.entries.len() > 2 * self.numbers.len() + SPARE
    }

    pub(crate) fn entry(&self, number: u32) -> &Entry {
        &self.entries[number as usize]
    }

    /// Those that can be found; of those that still take sign-ups, or of all.
    pub(crate) fn live(&self, also_closed: bool) -> RoaringBitmap {
        if also_closed { self.live.clone() } else { &self.live & &self.open }
    }

    /// Those that bear a term, by where it stands first.
    pub(crate) fn bearing(&self, term: &str) -> Option<&[RoaringBitmap; LEVELS]> {
        self.terms.get(term)
    }

    /// The values of a facet and those that have them.
    pub(crate) fn values(&self, facet: Facet) -> impl Iterator<Item = (&str, &RoaringBitmap)> {
        self.labels.get(&facet).into_iter().flatten().map(|(value, numbers)| (&**value, numbers))
    }

    /// Those that have a value of a facet.
    pub(crate) fn with_value(&self, facet: Facet, value: &str) -> Option<&RoaringBitmap> {
        self.labels.get(&facet)?.get(value)
    }

    /// Those that may lie within bounds: all that do, and some around.
    pub(crate) fn around(&self, bounds: &Bounds) -> RoaringBitmap {
        let ((south, west), (north, east)) = (square(bounds.south_west), square(bounds.north_east));
        let touches = |(lat, lon): &Square| (south..=north).contains(lat) && (west..=east).contains(lon);
        let mut around = RoaringBitmap::new();
        for (_, numbers) in self.squares.iter().filter(|(square, _)| touches(square)) {
            around |= numbers;
        }
        around
    }
}

#[expect(clippy::cast_possible_truncation, reason = "degrees are small, and what is larger is the last square")]
fn square(point: Point) -> Square {
    let of = |degrees: f64| (degrees * SQUARES_A_DEGREE).floor() as i16;
    (of(point.lat), of(point.lon))
}
