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
        let is_after = matches!(query.cursor.map(|cursor| cursor.place), Some(Place::After { .. }));
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
        let after = match query.cursor.map(|cursor| cursor.place) {
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

    /// The hit, if it is on the page.
    fn hit(&self, found: &Found) -> Option<Hit> {
        let distance_m = self.near.and_then(|near| found.distance_m(near));
        let is_near = self.near.is_none_or(|near| distance_m.is_some_and(|metres| metres <= near.radius_m));
        let comes_after = self.after.is_none_or(|(key, id)| (found.key(), found.id) > (key, id));
        (is_near && comes_after).then_some(Hit { mission: found.id, distance_m })
    }
}

impl Meilisearch {
    async fn find(&self, ctx: &Ctx, question: &Question<'_>, share: Share) -> Result<Hits, Failure> {
        let bare = Query { count: BTreeSet::new(), ..question.query.clone() };
        let hits = async {
            if share.hits {
                return self.page(ctx, question).await;
            }
            Ok(self.behind.search(ctx, &Question { query: &bare, ..*question }).await?)
        };
        let counts = async {
            match (question.query.count.is_empty(), share.counts) {
                (true, _) => Ok(None),
                (false, true) => self.counts(ctx, question).await.map(Some),
                (false, false) => {
                    let none = Query { limit: 0, cursor: None, ..question.query.clone() };
                    Ok(self.behind.search(ctx, &Question { query: &none, ..*question }).await?.counts)
                }
            }
        };
        let (hits, counts) = futures_util::future::try_join(hits, counts).await?;
        Ok(Hits { counts, ..hits })
    }

    async fn page(&self, ctx: &Ctx, question: &Question<'_>) -> Result<Hits, Failure> {
        let page = Page::of(question);
        let mut filter = Filter::of(ctx, question);
        if let Some((key, _)) = page.after {
            filter.and(format!("{} <= {}", field::PUBLISHED, (key * -1e6).round()));
        }
        let (words, filter) = (words(question), filter.whole());
        let mut offset = match question.query.cursor.map(|cursor| cursor.place) {
            Some(Place::Offset(offset)) => offset,
            _ => 0,
        };
        let mut hits = Vec::with_capacity(page.limit);
        let mut next = None;
        loop {
            let answer = self.batch(ctx, &page, &words, &filter, offset).await?;
            let is_last = answer.hits.len() < page.batch();
            for found in answer.hits.into_iter().map(|hit| hit.result) {
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
            if is_last {
                return Ok(Hits { hits, ..Hits::default() });
            }
        }
    }

    async fn batch(
        &self,
        ctx: &Ctx,
        page: &Page,
        words: &str,
        filter: &str,
        offset: u32,
    ) -> Result<SearchResults<Found>, Failure> {
        let index = self.index(&ctx.tenant, false);
        let mut search = SearchQuery::new(&index);
        let mut wanted = vec![field::ID, field::PUBLISHED];
        if page.near.is_some() {
            wanted.extend([field::LATITUDES, field::LONGITUDES]);
        }
        search
            .with_query(words)
            .with_matching_strategy(MatchingStrategies::ALL)
            .with_filter(filter)
            .with_offset(usize::try_from(offset).unwrap_or(usize::MAX))
            .with_limit(page.batch())
            .with_attributes_to_retrieve(Selectors::Some(&wanted));
        if page.newest {
            search.with_sort(&["published:desc", "id:asc"]);
        }
        in_time(ANSWER, search.execute()).await
    }

    /// How many are found: one question for the whole and the facets of which nothing is chosen, and one for each other.
    async fn counts(&self, ctx: &Ctx, question: &Question<'_>) -> Result<Counts, Failure> {
        let query = question.query;
        let is_chosen = |facet: &Facet| query.criteria.selected.get(facet).is_some_and(|values| !values.is_empty());
        let (chosen, free): (Vec<_>, Vec<_>) = query.count.iter().copied().partition(is_chosen);
        let (words, filter) = (words(question), Filter::of(ctx, question));
        let filters: Vec<_> =
            std::iter::once(filter.whole()).chain(chosen.iter().map(|facet| filter.but_for(*facet))).collect();
        let facets: Vec<Vec<_>> = std::iter::once(free.iter().map(|facet| facet.word()).collect())
            .chain(chosen.iter().map(|facet| vec![facet.word()]))
            .collect();
        let index = self.index(&ctx.tenant, false);
        let mut searches = self.client.multi_search();
        for (filter, facets) in filters.iter().zip(&facets) {
            let mut search = SearchQuery::new(&index);
            search
                .with_query(&words)
                .with_matching_strategy(MatchingStrategies::ALL)
                .with_filter(filter)
                .with_limit(0)
                .with_facets(Selectors::Some(facets));
            searches.with_search_query(search.build());
        }
        let answers = in_time(ANSWER, searches.execute::<Found>()).await?.results;
        let whole = answers.first().and_then(|answer| answer.estimated_total_hits);
        let whole = whole.ok_or(Failure::Unreadable("no total"))?;
        let mut counts = Counts { total: whole as u64, facets: BTreeMap::new() };
        counts.facets.extend(query.count.iter().map(|facet| (*facet, BTreeMap::new())));
        for (name, values) in answers.into_iter().filter_map(|answer| answer.facet_distribution).flatten() {
            let Ok(facet) = name.parse::<Facet>() else { continue };
            let values = values.into_iter().map(|(value, count)| (value, count as u64));
            counts.facets.entry(facet).or_default().extend(values);
        }
        Ok(counts)
    }
}

/// The terms as Meilisearch takes them: each a phrase of one word, which it neither completes nor joins with the next.
fn words(question: &Question<'_>) -> String {
    let wanted = question.terms.iter().map(|term| format!("\"{}\"", spelt(term)));
    let unwanted = question.without.iter().map(|term| format!("-\"{}\"", spelt(term)));
    wanted.chain(unwanted).collect::<Vec<_>>().join(" ")
}
