//! The keys under which alerts are found: a place and a subject, each of which may be left open.
//!
//! An alert lies under the narrowest it asks for: its cells or areas, with its rarest word or its most telling facet. A
//! mission has every pair of its places and its subjects, so an alert it fits always lies under one of its keys.

use std::collections::BTreeSet;

use super::Alert;
use crate::search::document::Document;
use crate::search::facets::Facet;
use crate::search::query::Near;
use crate::tenancy::Point;

/// Facets by how much they tell, the most first: each splits the missions of a city into more parts than the next.
const TELLING: [Facet; 9] = [
    Facet::Association,
    Facet::Activity,
    Facet::Beneficiary,
    Facet::Domain,
    Facet::Weekday,
    Facet::PartOfDay,
    Facet::Commitment,
    Facet::Audience,
    Facet::Time,
];
/// Most keys an alert lies under; one of many places and many subjects is found by its subjects alone.
const MOST: usize = 64;
/// The finest and the coarsest grid: cells 0.6 km and 600 km high.
const LEVELS: std::ops::RangeInclusive<u8> = 5..=15;
/// Half the way around the Earth, metres: so high the one cell of level 0 is.
const LEVEL_0_M: f64 = 20_015_087.0;

/// The keys a mission asks for.
#[must_use]
pub fn of_document(document: &Document) -> Vec<String> {
    let labels = document.labels.iter().filter_map(|label| Facet::of_label(label).map(|(facet, _)| (facet, label)));
    let (areas, others): (Vec<_>, Vec<_>) = labels.partition(|(facet, _)| *facet == Facet::Area);
    let mut places: BTreeSet<String> = areas.into_iter().map(|(_, label)| label.clone()).collect();
    places.extend(document.places.iter().flat_map(|point| LEVELS.map(|level| Cell::of(*point, level).key())));
    let mut subjects: BTreeSet<String> =
        others.into_iter().filter(|(facet, _)| TELLING.contains(facet)).map(|(_, label)| label.clone()).collect();
    subjects.extend(document.terms.iter().flatten().cloned());
    places.insert(String::new());
    subjects.insert(String::new());
    pairs(&places.into_iter().collect::<Vec<_>>(), &subjects.into_iter().collect::<Vec<_>>())
}

/// The keys an alert lies under; `rarest` is the word of it that fewest missions bear.
#[must_use]
pub fn of_alert(alert: &Alert, rarest: Option<&str>) -> Vec<String> {
    let open = || vec![String::new()];
    let places = places_of(alert).unwrap_or_else(open);
    let subjects = match rarest {
        Some(term) => vec![term.to_owned()],
        None => subjects_of(alert).unwrap_or_else(open),
    };
    match (places.len() * subjects.len(), subjects.len()) {
        (..=MOST, _) => pairs(&places, &subjects),
        (_, ..=MOST) => pairs(&open(), &subjects),
        _ => pairs(&open(), &open()),
    }
}

fn places_of(alert: &Alert) -> Option<Vec<String>> {
    if let Some(cells) = alert.criteria.near.as_ref().and_then(cells) {
        return Some(cells);
    }
    labels_of(alert, Facet::Area)
}

fn subjects_of(alert: &Alert) -> Option<Vec<String>> {
    TELLING.into_iter().find_map(|facet| labels_of(alert, facet))
}

/// The labels of a facet of which a mission must have one.
fn labels_of(alert: &Alert, facet: Facet) -> Option<Vec<String>> {
    let values = alert.criteria.selected.get(&facet).filter(|values| !values.is_empty())?;
    // Of those it must all have, any one will do.
    let enough = if facet.wants_all() { 1 } else { values.len() };
    Some(values.iter().take(enough).map(|value| facet.label(value)).collect())
}

/// A field of a grid over the Earth: twice as fine with each level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell {
    level: u8,
    row: i32,
    column: i32,
}

impl Cell {
    #[expect(clippy::cast_possible_truncation, reason = "at most 2^16 fields")]
    fn of(point: Point, level: u8) -> Self {
        let rows = f64::from(1_u32 << level);
        let row = ((point.lat + 90.0) / 180.0 * rows).floor() as i32;
        let column = ((point.lon + 180.0) / 360.0 * rows).floor() as i32;
        Self { level, row, column }
    }

    /// No word has a hyphen and no label begins so.
    fn key(self) -> String {
        format!("-{}.{}.{}", self.level, self.row, self.column)
    }
}

/// The cells of the finest grid of which a few hold the circle; none if that takes too many, near a pole.
fn cells(near: &Near) -> Option<Vec<String>> {
    let finest = (LEVEL_0_M / (2.0 * near.radius_m)).log2().floor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the levels")]
    let level = finest.clamp(f64::from(*LEVELS.start()), f64::from(*LEVELS.end())) as u8;
    let bounds = near.bounds();
    let (from, until) = (Cell::of(bounds.south_west, level), Cell::of(bounds.north_east, level));
    let (rows, columns) = (from.row..=until.row, from.column..=until.column);
    if columns.clone().count() > 8 {
        return None;
    }
    let cells = rows.flat_map(|row| columns.clone().map(move |column| Cell { level, row, column }.key()));
    Some(cells.collect())
}

fn pairs(places: &[String], subjects: &[String]) -> Vec<String> {
    let pair = |place: &String| subjects.iter().map(|subject| format!("{place} {subject}")).collect::<Vec<_>>();
    places.iter().flat_map(pair).collect()
}
