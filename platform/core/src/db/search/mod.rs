//! Search on Postgres: one document a mission, read by the indexes of `search_documents`.
//!
//! **Why the statements name the city:** the operators that search are not leakproof, and under row security no index
//! serves them. These tables are written under row security like all others and read without it; they hold what is
//! public, and every statement here begins with `tenant_id`.

mod count;
pub(crate) mod feed;
mod find;
pub(crate) mod store;
pub(crate) mod suggest;
pub(crate) mod words;

use async_trait::async_trait;
use diesel::pg::Pg;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::sql_types::{Array, Double, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use super::{Db, Result};
use crate::ports::{Hits, Question, SearchIndex};
use crate::search::facets::Facet;
use crate::search::query::{Bounds, Near, Query, Sort};
use crate::tenancy::Ctx;

/// Search on the database itself: nothing to install.
#[derive(Debug, Clone)]
pub struct PostgresSearch {
    db: Db,
}

impl PostgresSearch {
    /// Searches this database.
    #[must_use]
    pub const fn new(db: Db) -> Self {
        Self { db }
    }
}

#[async_trait]
impl SearchIndex for PostgresSearch {
    async fn search(&self, ctx: &Ctx, question: &Question<'_>) -> Result<Hits> {
        let asked = Asked::new(ctx, question);
        let mut hits = find::page(&self.db, &asked).await?;
        if !question.query.count.is_empty() {
            hits.counts = Some(count::all(&self.db, &asked).await?);
        }
        Ok(hits)
    }
}

/// A question as the statements need it.
struct Asked<'a> {
    tenant: Uuid,
    query: &'a Query,
    order: Sort,
    /// The terms, all of which a document must bear, as Postgres writes such a question.
    words: Option<String>,
    /// Per term, itself with each weight it may have in a document, the best first.
    best_places: Vec<[String; 3]>,
    /// Per facet chosen, the labels.
    labels: Vec<(Facet, Vec<String>)>,
    earliest: chrono::DateTime<chrono::Utc>,
    near: Option<(Near, Bounds)>,
}

impl<'a> Asked<'a> {
    fn new(ctx: &Ctx, question: &Question<'a>) -> Self {
        let query = question.query;
        let wanted = question.terms.iter().map(|term| format!("'{term}'"));
        let quoted: Vec<_> = wanted.chain(question.without.iter().map(|term| format!("!'{term}'"))).collect();
        let labels = query.criteria.selected.iter().filter(|(_, values)| !values.is_empty());
        Self {
            tenant: ctx.tenant.id.uuid(),
            query,
            order: query.order(!question.terms.is_empty()),
            best_places: question
                .terms
                .iter()
                .map(|term| ["A", "B", "C"].map(|weight| format!("'{term}':{weight}")))
                .collect(),
            words: (!quoted.is_empty()).then(|| quoted.join(" & ")),
            labels: labels
                .map(|(facet, values)| (*facet, values.iter().map(|value| facet.label(value)).collect()))
                .collect(),
            earliest: query.earliest(ctx.now),
            near: query.criteria.near.map(|near| (near, near.bounds())),
        }
    }

    /// `FROM` the documents: with their distance, where a point is asked about.
    fn push_from<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(" FROM search_documents AS d");
        let Some((Near { point, radius_m }, Bounds { south_west, north_east })) = &self.near else { return Ok(()) };
        out.push_sql(" JOIN (SELECT mission_id, min(distance_m(");
        out.push_bind_param::<Double, _>(&point.lat)?;
        out.push_sql(", ");
        out.push_bind_param::<Double, _>(&point.lon)?;
        out.push_sql(", at[1], at[0])) AS distance FROM search_places WHERE tenant_id = ");
        out.push_bind_param::<SqlUuid, _>(&self.tenant)?;
        out.push_sql(" AND at <@ box(point(");
        out.push_bind_param::<Double, _>(&south_west.lon)?;
        out.push_sql(", ");
        out.push_bind_param::<Double, _>(&south_west.lat)?;
        out.push_sql("), point(");
        out.push_bind_param::<Double, _>(&north_east.lon)?;
        out.push_sql(", ");
        out.push_bind_param::<Double, _>(&north_east.lat)?;
        out.push_sql(")) GROUP BY mission_id) AS place ON place.mission_id = d.mission_id AND place.distance <= ");
        out.push_bind_param::<Double, _>(radius_m)
    }

    /// `WHERE` it is found, but for the facets chosen.
    fn push_where<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(" WHERE d.tenant_id = ");
        out.push_bind_param::<SqlUuid, _>(&self.tenant)?;
        out.push_sql(" AND d.live");
        if !self.query.include_closed {
            out.push_sql(" AND d.open");
        }
        if let Some(words) = &self.words {
            out.push_sql(" AND d.words @@ ");
            out.push_bind_param::<Text, _>(words)?;
            out.push_sql("::tsquery");
        }
        out.push_sql(if self.query.include_full { " AND (d.undated" } else { " AND (d.undated_free" });
        out.push_sql(" OR EXISTS (SELECT FROM unnest(");
        out.push_sql(self.starts());
        out.push_sql(") AS start WHERE ");
        self.push_fits(out)?;
        out.push_sql("))");
        Ok(())
    }

    /// Whether `start` is an occasion asked for.
    fn push_fits<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("start >= ");
        out.push_bind_param::<Timestamptz, _>(&self.earliest)?;
        if let Some(until) = &self.query.criteria.until {
            out.push_sql(" AND start < ");
            out.push_bind_param::<Timestamptz, _>(until)?;
        }
        Ok(())
    }

    const fn starts(&self) -> &'static str {
        if self.query.include_full { "d.starts" } else { "d.free_starts" }
    }

    /// Whether a document has what is chosen of a facet.
    fn push_chosen<'b>(facet: Facet, labels: &'b Vec<String>, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(if facet.wants_all() { "d.labels @> " } else { "d.labels && " });
        out.push_bind_param::<Array<Text>, _>(labels)
    }
}
