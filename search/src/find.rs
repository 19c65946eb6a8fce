//! Answering questions: what Meilisearch is good at it answers, the rest the engine behind, and all of it when it fails.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use meilisearch_sdk::search::{MatchingStrategies, SearchQuery, SearchResults, Selectors};
use platform_core::DbError;
use platform_core::kinds::MissionId;
use platform_core::ports::{Counts, Hit, Hits, Question, SearchIndex};
use platform_core::search::{Facet, Near, Place, Query, Sort};
use platform_core::tenancy::{Ctx, Point};
use serde::Deserialize;

use crate::document::{field, spelt};
use crate::error::Failure;
use crate::filter::Filter;
use crate::http::{Http, Index};
use crate::{ANSWER, Meilisearch, in_time};

#[async_trait]
impl SearchIndex for Meilisearch {
    async fn search(&self, ctx: &Ctx, question: &Question<'_>) -> Result<Hits, DbError> {
        let share = Share::of(question);
        if share.is_nothing() {
            return self.behind.search(ctx, question).await;
        }
        if self.breaker.allows(ctx.now) {
            match self.find(ctx, question, share).await {
                Ok(hits) => {
                    self.breaker.succeeded();
                    return Ok(hits);
                }
                Err(Failure::Behind(error)) => return Err(error),
                // A city's index is not there yet, or not any more: that says nothing of the others'.
                Err(failure) if failure.is_absence() => {
                    tracing::warn!(city = ctx.tenant.config.code, %failure, "Postgres searches instead");
                }
                Err(failure) => {
                    if self.breaker.failed(ctx.now) {
                        tracing::error!(%failure, "Meilisearch fails; Postgres searches until it answers again");
                    }
                }
            }
        }
        metrics::counter!("search_fallbacks_total").increment(1);
        let hits = self.behind.search(ctx, question).await?;
        Ok(Hits { degraded: true, ..hits })
    }

    fn is_sound(&self) -> bool {
        self.breaker.is_closed()
    }
}

/// A question in the SDK's words.
type Search<'a> = SearchQuery<'a, Http>;

/// What Meilisearch answers of a question.
#[derive(Debug, Clone, Copy)]
struct Share {
    hits: bool,
    counts: bool,
}

impl Share {
    /// Not the orders by distance and by the next occasion, which it does not know; not how many there are around a point,
    /// since it knows boxes; and not pages after a hit of the engine behind, whose ranks are its own.
    fn of(question: &Question<'_>) -> Self {
        let query = question.query;
        let is_after = matches!(query.cursor.and_then(|cursor| cursor.place), Some(Place::After { .. }));
        let hits = match query.order(!question.terms.is_empty()) {
            Sort::Relevance => !is_after,
            Sort::Newest => true,
            Sort::Distance | Sort::Soonest | Sort::MostNeeded => false,
        };
        Self { hits, counts: !query.count.is_empty() && query.criteria.near.is_none() }
    }

    const fn is_nothing(self) -> bool {
        !self.hits && !self.counts
    }
}

/// A hit as Meilisearch answers it.
#[derive(Debug, Deserialize)]
struct Found {
    id: MissionId,
    published: i64,
    #[serde(default)]
    latitudes: Vec<f64>,
    #[serde(default)]
    longitudes: Vec<f64>,
}

impl Found {
    fn distance_m(&self, near: Near) -> Option<f64> {
        let places = self.latitudes.iter().zip(&self.longitudes).map(|(&lat, &lon)| Point { lat, lon });
        places.map(|place| near.point.distance_m(place)).min_by(f64::total_cmp)
    }

    /// Its key in the order of the newest: as Postgres has it, so that either goes on where the other stopped.
    #[expect(clippy::cast_precision_loss, reason = "microseconds of this age are exact in a double")]
    fn key(&self) -> f64 {
        -(self.published as f64 / 1e6)
    }
}

/// How a page begins and what belongs to it.
struct Page {
    newest: bool,
    after: Option<(f64, MissionId)>,
    near: Option<Near>,
    limit: usize,
}

impl Page {
    fn of(question: &Question<'_>) -> Self {
        let query = question.query;
        let after = match query.cursor.and_then(|cursor| cursor.place) {
            Some(Place::After { key, id }) => Some((key, id)),
            _ => None,
        };
        Self {
            newest: query.order(!question.terms.is_empty()) == Sort::Newest,
            after,
            near: query.criteria.near,
            limit: query.limit.into(),
        }
    }

    /// How many are asked for at once: one more than shown, and where a box is cut to a circle more by what it is larger.
    const fn batch(&self) -> usize {
        if self.near.is_some() { (self.limit + 1) * 3 / 2 } else { self.limit + 1 }
    }

    fn search<'a>(&self, index: &'a Index, words: &'a str, filter: &'a str, offset: u32) -> Search<'a> {
        let mut search = bare(index, words, filter);
        search
            .with_offset(usize::try_from(offset).unwrap_or(usize::MAX))
            .with_limit(self.batch())
            .with_attributes_to_retrieve(Selectors::Some(if self.near.is_some() { &PLACED } else { &PLAIN }));
        if self.newest {
            search.with_sort(&["published:desc", "id:asc"]);
        }
        search
    }

    /// The hit, if it is on the page.
    fn hit(&self, found: &Found) -> Option<Hit> {
        let distance_m = self.near.and_then(|near| found.distance_m(near));
        let is_near = self.near.is_none_or(|near| distance_m.is_some_and(|metres| metres <= near.radius_m));
        let comes_after = self.after.is_none_or(|(key, id)| (found.key(), found.id) > (key, id));
        (is_near && comes_after).then_some(Hit { mission: found.id, distance_m })
    }
}

/// What is read of a hit.
const PLAIN: [&str; 2] = [field::ID, field::PUBLISHED];
/// What is read of one whose distance matters.
const PLACED: [&str; 4] = [field::ID, field::PUBLISHED, field::LATITUDES, field::LONGITUDES];

/// The facets whose values are to be counted.
struct Counted {
    /// Those of which nothing is chosen: counted among what is found.
    free: Vec<&'static str>,
    /// Those of which something is: each counted among what would be found without that.
    chosen: Vec<(Facet, [&'static str; 1])>,
}

impl Counted {
    fn of(query: &Query) -> Self {
        let is_chosen = |facet: &Facet| query.criteria.selected.get(facet).is_some_and(|values| !values.is_empty());
        let (chosen, free): (Vec<_>, Vec<_>) = query.count.iter().copied().partition(is_chosen);
        Self {
            free: free.into_iter().map(Facet::word).collect(),
            chosen: chosen.into_iter().map(|facet| (facet, [facet.word()])).collect(),
        }
    }
}

impl Meilisearch {
    async fn find(&self, ctx: &Ctx, question: &Question<'_>, share: Share) -> Result<Hits, Failure> {
        let ours = self.answer(ctx, question, share);
        let theirs = async {
            // The rest of the question: its hits without counts, or its counts without hits.
            let rest = match (share.hits, share.counts) {
                (true, false) if !question.query.count.is_empty() => {
                    Query { limit: 0, cursor: None, ..question.query.clone() }
                }
                (false, true) => Query { count: BTreeSet::new(), ..question.query.clone() },
                _ => return Ok(None),
            };
            Ok(Some(self.behind.search(ctx, &Question { query: &rest, ..*question }).await?))
        };
        Ok(match futures_util::future::try_join(ours, theirs).await? {
            (ours, None) => ours,
            (ours, Some(theirs)) if share.hits => Hits { counts: theirs.counts, ..ours },
            (ours, Some(theirs)) => Hits { counts: ours.counts, ..theirs },
        })
    }

    /// Its share of a question, in one request unless a page takes more: what is found is counted with its first page.
    async fn answer(&self, ctx: &Ctx, question: &Question<'_>, share: Share) -> Result<Hits, Failure> {
        let (page, counted) = (Page::of(question), Counted::of(question.query));
        let (index, words, filter) = (self.index(&ctx.tenant, false), words(question), Filter::of(ctx, question));
        let whole = filter.whole();
        let (on_page, offset) = match question.query.cursor.and_then(|cursor| cursor.place) {
            Some(Place::After { key, .. }) => (filter.published_until((key * -1e6).round()), 0),
            Some(Place::Offset(offset)) => (whole.clone(), offset),
            None => (whole.clone(), 0),
        };
        // The whole is counted by a search of its own, where the page is not the beginning of the whole.
        let apart = share.counts && (!share.hits || page.after.is_some());
        let mut searches = Vec::new();
        if share.hits {
            searches.push(page.search(&index, &words, &on_page, offset));
        }
        let without: Vec<_> = counted.chosen.iter().map(|(facet, _)| filter.but_for(*facet)).collect();
        if share.counts {
            if apart {
                searches.insert(0, none(&index, &words, &whole));
            }
            searches[0].with_facets(Selectors::Some(&counted.free));
            for (filter, (_, facet)) in without.iter().zip(&counted.chosen) {
                searches.push(none(&index, &words, filter));
                if let Some(search) = searches.last_mut() {
                    search.with_facets(Selectors::Some(facet));
                }
            }
        }
        let answers = self.ask(searches).await?;
        let counts = if share.counts { Some(counts(question.query, &answers)?) } else { None };
        let first = answers.into_iter().nth(usize::from(apart));
        let hits = match first.filter(|_| share.hits) {
            Some(first) => {
                self.page(&page, first, |offset| page.search(&index, &words, &on_page, offset), offset).await?
            }
            None => Hits::default(),
        };
        Ok(Hits { counts, ..hits })
    }

    /// Goes on asking until the page is full.
    async fn page<'a>(
        &self,
        page: &Page,
        first: SearchResults<Found>,
        search: impl Fn(u32) -> Search<'a>,
        mut offset: u32,
    ) -> Result<Hits, Failure> {
        let mut hits = Vec::with_capacity(page.limit);
        let (mut next, mut answer) = (None, Some(first));
        while let Some(batch) = answer {
            let is_last = batch.hits.len() < page.batch();
            for found in batch.hits.into_iter().map(|hit| hit.result) {
                let hit = page.hit(&found);
                if hit.is_some() && hits.len() == page.limit {
                    return Ok(Hits { hits, next, ..Hits::default() });
                }
                offset += 1;
                let Some(hit) = hit else { continue };
                let here = Place::After { key: found.key(), id: found.id };
                next = Some(if page.newest { here } else { Place::Offset(offset) });
                hits.push(hit);
            }
            answer = if is_last { None } else { self.ask(vec![search(offset)]).await?.pop() };
        }
        Ok(Hits { hits, ..Hits::default() })
    }

    async fn ask(&self, searches: Vec<Search<'_>>) -> Result<Vec<SearchResults<Found>>, Failure> {
        if let [search] = &searches[..] {
            return Ok(vec![in_time(ANSWER, search.execute()).await?]);
        }
        let mut all = self.client.multi_search();
        for search in searches {
            all.with_search_query(search);
        }
        Ok(in_time(ANSWER, all.execute()).await?.results)
    }
}

/// A question by words and filter.
fn bare<'a>(index: &'a Index, words: &'a str, filter: &'a str) -> Search<'a> {
    let mut search = Search::new(index);
    search.with_query(words).with_matching_strategy(MatchingStrategies::ALL).with_filter(filter);
    search
}

/// The same of which no hit is wanted.
fn none<'a>(index: &'a Index, words: &'a str, filter: &'a str) -> Search<'a> {
    let mut search = bare(index, words, filter);
    search.with_limit(0);
    search
}

/// How many are found: the first of the answers is to the whole question.
fn counts(query: &Query, answers: &[SearchResults<Found>]) -> Result<Counts, Failure> {
    let whole =
        answers.first().and_then(|answer| answer.estimated_total_hits).ok_or(Failure::Unreadable("no total"))?;
    let mut counts = Counts { total: whole as u64, facets: BTreeMap::new() };
    counts.facets.extend(query.count.iter().map(|facet| (*facet, BTreeMap::new())));
    for (name, values) in answers.iter().filter_map(|answer| answer.facet_distribution.as_ref()).flatten() {
        let Ok(facet) = name.parse::<Facet>() else { continue };
        let values = values.iter().map(|(value, count)| (value.clone(), *count as u64));
        counts.facets.entry(facet).or_default().extend(values);
    }
    Ok(counts)
}

/// The terms as Meilisearch takes them: each a phrase of one word, which it neither completes nor joins with the next.
fn words(question: &Question<'_>) -> String {
    let wanted = question.terms.iter().map(|term| format!("\"{}\"", spelt(term)));
    let unwanted = question.without.iter().map(|term| format!("-\"{}\"", spelt(term)));
    wanted.chain(unwanted).collect::<Vec<_>>().join(" ")
}
