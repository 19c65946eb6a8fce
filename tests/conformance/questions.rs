//! The questions: every facet, place, date and order by themselves, hostile values, and many mixtures drawn by lot.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use platform_core::search::document::Document;
use platform_core::search::{Criteria, Facet, Near, Query, Sort};
use platform_core::tenancy::Point;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use crate::oracle::Asked;

/// How many mixtures.
const DRAWN: usize = 400;

/// Values somebody might send who wants more than to search.
const HOSTILE: [&str; 14] = [
    "\"",
    "\\",
    "\\\"",
    "' OR '1' = '1",
    "\" OR domain = \"education",
    "\\\" OR open = false OR \"",
    "education\" OR open = true --",
    "*",
    "EXISTS",
    "_geoRadius(48, 2, 1e9)",
    "IN [\"education\"]",
    "\u{202e}noitacude",
    "🎉",
    "education\n",
];

/// Terms no document bears, or only those it should.
const ODD_TERMS: [&str; 8] =
    ["zanzibar", "שלום", "東京", "東京から来た友達も歓迎します", "aideau", "devoi", "maraudedimanche", "18e"];

/// All questions.
pub(crate) fn all(documents: &[Document]) -> Vec<Asked> {
    let mut asked = vec![of(Query { count: Facet::ALL.iter().copied().collect(), ..Query::default() })];
    for sort in [Sort::Newest, Sort::Soonest, Sort::MostNeeded, Sort::Distance] {
        let near = (sort == Sort::Distance).then_some(Near { point: centre(), radius_m: 35_000.0 });
        let criteria = Criteria { near, ..Criteria::default() };
        asked.push(of(Query { sort, criteria, ..Query::default() }));
    }
    asked.extend(every_value(documents).into_iter().map(|(facet, value)| chosen(facet, &value)));
    asked.extend(Facet::ALL.iter().flat_map(|facet| HOSTILE.iter().map(|value| chosen(*facet, value))));
    let terms: BTreeSet<_> = documents.iter().flat_map(|document| document.terms.iter().flatten()).collect();
    let terms = terms.into_iter().cloned().chain(ODD_TERMS.map(str::to_owned));
    asked.extend(terms.map(|term| Asked { terms: vec![term], ..of(Query::default()) }));
    let mut lot = StdRng::seed_from_u64(20_260_304);
    asked.extend((0..DRAWN).map(|_| drawn(&mut lot, documents)));
    asked
}

fn of(query: Query) -> Asked {
    Asked { query: Query { limit: 7, ..query }, terms: Vec::new(), without: Vec::new() }
}

fn centre() -> Point {
    Point { lat: 48.8785, lon: 2.3650 }
}

/// One value of one facet, all of that facet counted.
fn chosen(facet: Facet, value: &str) -> Asked {
    let mut query = Query { count: BTreeSet::from([facet, Facet::Domain]), ..Query::default() };
    query.criteria.select(facet, value);
    of(query)
}

fn every_value(documents: &[Document]) -> BTreeSet<(Facet, String)> {
    let labels = documents.iter().flat_map(|document| &document.labels);
    labels.filter_map(|label| Facet::of_label(label)).map(|(facet, value)| (facet, value.to_owned())).collect()
}

/// A mixture.
fn drawn(lot: &mut StdRng, documents: &[Document]) -> Asked {
    let terms_of = |document: &Document| document.terms.concat();
    let mut criteria = Criteria::default();
    let values: Vec<_> = every_value(documents).into_iter().collect();
    for _ in 0..lot.random_range(0..4) {
        let (facet, value) = values.choose(lot).expect("values");
        criteria.select(*facet, value);
    }
    if lot.random_bool(0.4) {
        let point = Point { lat: lot.random_range(48.80..48.92), lon: lot.random_range(2.25..2.45) };
        criteria.near = Some(Near { point, radius_m: *[300.0, 1500.0, 4000.0, 35_000.0].choose(lot).expect("one") });
    }
    let day = |lot: &mut StdRng| -> DateTime<Utc> {
        let start: DateTime<Utc> = "2026-03-04T09:00:00Z".parse().expect("an instant");
        start + chrono::Duration::hours(lot.random_range(0..800))
    };
    criteria.from = lot.random_bool(0.3).then(|| day(lot));
    criteria.until =
        lot.random_bool(0.3).then(|| day(lot)).filter(|until| criteria.from.is_none_or(|from| from < *until));
    let sorts = [Sort::Relevance, Sort::Relevance, Sort::Newest, Sort::Soonest, Sort::MostNeeded, Sort::Distance];
    let sort = *sorts.choose(lot).expect("one");
    let sort = if sort == Sort::Distance && criteria.near.is_none() { Sort::Newest } else { sort };
    // Words of one document, so that most questions find something.
    let words = terms_of(documents.choose(lot).expect("documents"));
    let some = |lot: &mut StdRng, most: usize| -> Vec<String> {
        (0..lot.random_range(0..=most)).filter_map(|_| words.choose(lot).cloned()).collect()
    };
    let terms: Vec<_> = some(lot, 3);
    let without = if lot.random_bool(0.2) { some(lot, 1) } else { Vec::new() };
    let count = Facet::ALL.iter().copied().filter(|_| lot.random_bool(0.3)).collect();
    Asked {
        query: Query {
            criteria,
            include_full: lot.random_bool(0.3),
            include_past: lot.random_bool(0.3),
            include_closed: lot.random_bool(0.3),
            sort,
            count: if lot.random_bool(0.5) { count } else { BTreeSet::new() },
            cursor: None,
            limit: lot.random_range(1..12),
        },
        without: without.into_iter().filter(|term| !terms.contains(term)).collect(),
        terms,
    }
}
