//! The right answer, found the slow way: every document is looked at.

use std::collections::{BTreeMap, BTreeSet};

use platform_core::App;
use platform_core::kinds::MissionId;
use platform_core::ports::{Counts, Hits, Question};
use platform_core::search::document::Document;
use platform_core::search::{Cursor, Facet, Query, Sort};
use platform_core::tenancy::Ctx;

use crate::Engine;

/// What is asked of an engine.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) query: Query,
    pub(crate) terms: Vec<String>,
    pub(crate) without: Vec<String>,
}

impl Asked {
    fn question<'a>(&'a self, query: &'a Query) -> Question<'a> {
        Question { query, terms: &self.terms, without: &self.without }
    }
}

/// Asks an engine for the whole and page by page, and compares.
pub(crate) async fn compare(engine: &Engine, ctx: &Ctx, asked: &Asked, documents: &[Document]) -> Result<(), String> {
    let app = &engine.app;
    let (expected, counts) = answer(ctx, asked, documents);
    let whole = Query { limit: 100, ..asked.query.clone() };
    let answer = ask(app, ctx, asked, &whole).await?;
    if answer.next.is_some() {
        return Err("there is a page behind the last".into());
    }
    let found: Vec<_> = answer.hits.iter().map(|hit| hit.mission).collect();
    if asked.query.order(!asked.terms.is_empty()) == Sort::Relevance && !engine.ranks {
        let set = |ids: &[MissionId]| ids.iter().copied().collect::<BTreeSet<_>>();
        if set(&found) != set(&expected) || found.len() != expected.len() {
            return Err(format!("finds {found:?}, not {expected:?}"));
        }
    } else if found != expected {
        return Err(format!("finds in order {found:?}, not {expected:?}"));
    }
    let distances: Vec<_> = found.iter().map(|id| distance(documents, *id, asked)).collect();
    let is_near = |(hit, metres): (&platform_core::ports::Hit, &Option<f64>)| match (hit.distance_m, metres) {
        (Some(told), Some(metres)) => (told - metres).abs() < 0.01,
        (told, metres) => told.is_none() && metres.is_none(),
    };
    if !answer.hits.iter().zip(&distances).all(is_near) {
        return Err(format!("tells other distances than {distances:?}: {:?}", answer.hits));
    }
    let counts = (!asked.query.count.is_empty()).then_some(counts);
    if answer.counts != counts {
        return Err(format!("counts {:?}, not {counts:?}", answer.counts));
    }
    pages(app, ctx, asked, &found).await
}

/// Pages are the whole, in its order.
async fn pages(app: &App, ctx: &Ctx, asked: &Asked, whole: &[MissionId]) -> Result<(), String> {
    let mut query = Query { count: BTreeSet::new(), ..asked.query.clone() };
    let mut found = Vec::new();
    loop {
        let page = ask(app, ctx, asked, &query).await?;
        found.extend(page.hits.iter().map(|hit| hit.mission));
        let Some(place) = page.next else { break };
        if page.hits.len() != usize::from(query.limit) || found.len() > whole.len() {
            return Err(format!("a page of {} is not the last", page.hits.len()));
        }
        query.cursor = Some(Cursor { words: 0, mended: false, skip: 0, place: Some(place) });
    }
    if found == whole { Ok(()) } else { Err(format!("{} a page: {found:?}, in one: {whole:?}", query.limit)) }
}

async fn ask(app: &App, ctx: &Ctx, asked: &Asked, query: &Query) -> Result<Hits, String> {
    let hits = app.search.search(ctx, &asked.question(query)).await.map_err(|error| error.to_string())?;
    if hits.degraded { Err("another engine answered".into()) } else { Ok(hits) }
}

/// Who is found, in order, and how many by facet.
fn answer(ctx: &Ctx, asked: &Asked, documents: &[Document]) -> (Vec<MissionId>, Counts) {
    let fitting: Vec<_> = documents.iter().filter(|document| fits(ctx, asked, document)).collect();
    let lacks = |document: &Document| {
        let chosen = asked.query.criteria.selected.iter().filter(|(_, values)| !values.is_empty());
        chosen.filter(|(facet, values)| !has(document, **facet, values)).map(|(facet, _)| *facet).collect::<Vec<_>>()
    };
    let mut found: Vec<_> = fitting.iter().copied().filter(|document| lacks(document).is_empty()).collect();
    found.sort_by(|a, b| {
        let keys = key(ctx, asked, a).partial_cmp(&key(ctx, asked, b)).expect("numbers");
        keys.then(a.mission.cmp(&b.mission))
    });
    let mut counts = Counts { total: found.len() as u64, facets: BTreeMap::new() };
    for facet in &asked.query.count {
        let values = counts.facets.entry(*facet).or_default();
        let counted = fitting.iter().filter(|document| matches!(lacks(document).as_slice(), [] | [_]));
        for document in counted.filter(|document| lacks(document).iter().all(|lacking| lacking == facet)) {
            for (_, value) in
                document.labels.iter().filter_map(|label| Facet::of_label(label)).filter(|(of, _)| of == facet)
            {
                *values.entry(value.to_owned()).or_default() += 1;
            }
        }
    }
    (found.iter().map(|document| document.mission).collect(), counts)
}

fn has(document: &Document, facet: Facet, values: &BTreeSet<String>) -> bool {
    let has = |value: &String| document.labels.contains(&facet.label(value));
    if facet.wants_all() { values.iter().all(has) } else { values.iter().any(has) }
}

/// Whether a document fits, but for the facets chosen.
fn fits(ctx: &Ctx, asked: &Asked, document: &Document) -> bool {
    let query = &asked.query;
    let bears = |term: &String| document.terms.iter().any(|terms| terms.contains(term));
    let undated = if query.include_full { document.undated } else { document.undated_free };
    (document.open || query.include_closed)
        && asked.terms.iter().all(bears)
        && !asked.without.iter().any(bears)
        && (undated || next(ctx, asked, document).is_some())
        && query
            .criteria
            .near
            .is_none_or(|near| document.places.iter().any(|place| near.point.distance_m(*place) <= near.radius_m))
}

/// When its next occasion asked for is, in seconds.
fn next(ctx: &Ctx, asked: &Asked, document: &Document) -> Option<i64> {
    let query = &asked.query;
    let starts = if query.include_full { &document.starts } else { &document.free_starts };
    let (from, until) = (query.earliest(ctx.now), query.criteria.until);
    let fitting = starts.iter().filter(|start| **start >= from && until.is_none_or(|until| **start < until));
    fitting.min().map(chrono::DateTime::timestamp)
}

/// Its key in the order asked for.
#[expect(clippy::cast_precision_loss, reason = "seconds of this age are exact in a double")]
fn key(ctx: &Ctx, asked: &Asked, document: &Document) -> (f64, f64) {
    let soonest = next(ctx, asked, document).map_or(f64::INFINITY, |start| start as f64);
    let newest = -(document.published_at.timestamp_micros() as f64);
    match asked.query.order(!asked.terms.is_empty()) {
        Sort::Relevance => (class(asked, document), newest),
        Sort::Distance => (nearest(asked, document).expect("a place"), 0.0),
        Sort::Soonest => (soonest, 0.0),
        Sort::Newest => (newest, 0.0),
        Sort::MostNeeded => (f64::from(-document.need), soonest),
    }
}

/// The sum over its terms of where in the document each stands first.
fn class(asked: &Asked, document: &Document) -> f64 {
    let first = |term: &String| document.terms.iter().zip(0_u8..).find(|(terms, _)| terms.contains(term));
    asked.terms.iter().filter_map(|term| first(term).map(|(_, place)| f64::from(place))).sum()
}

fn nearest(asked: &Asked, document: &Document) -> Option<f64> {
    let near = asked.query.criteria.near?;
    document.places.iter().map(|place| near.point.distance_m(*place)).min_by(f64::total_cmp)
}

fn distance(documents: &[Document], id: MissionId, asked: &Asked) -> Option<f64> {
    nearest(asked, documents.iter().find(|document| document.mission == id)?)
}
