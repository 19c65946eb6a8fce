//! How many missions are found, in all and by facet.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query as SqlQuery, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel_async::RunQueryDsl as _;

use super::Asked;
use crate::db::{Db, Result};
use crate::ports::Counts;
use crate::search::facets::Facet;

/// The statement. A document that lacks nothing chosen counts for every facet; one that lacks what is chosen of a single
/// facet counts for that facet only, since another of its values would find it.
struct CountAll<'a> {
    asked: &'a Asked<'a>,
    facets: Vec<String>,
}

pub(super) async fn all(db: &Db, asked: &Asked<'_>) -> Result<Counts> {
    let facets = asked.query.count.iter().map(|facet| facet.word().to_owned()).collect();
    let mut connection = db.connection().await?;
    let rows: Vec<(Option<String>, i64)> = CountAll { asked, facets }.load(&mut connection.pg).await?;
    let mut counts = Counts::default();
    counts.facets.extend(asked.query.count.iter().map(|facet| (*facet, std::collections::BTreeMap::new())));
    for (label, count) in rows {
        let count = u64::try_from(count).unwrap_or_default();
        match label.as_deref().map(Facet::of_label) {
            None => counts.total = count,
            Some(Some((facet, value))) => {
                counts.facets.entry(facet).or_default().insert(value.to_owned(), count);
            }
            // A facet this version does not know.
            Some(None) => {}
        }
    }
    Ok(counts)
}

impl QueryFragment<Pg> for CountAll<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("WITH found AS MATERIALIZED (SELECT d.labels, array_remove(ARRAY[NULL::text");
        for (facet, labels) in &self.asked.labels {
            out.push_sql(", CASE WHEN NOT (");
            Asked::push_chosen(*facet, labels, &mut out)?;
            out.push_sql(") THEN '");
            out.push_sql(facet.word());
            out.push_sql("' END");
        }
        out.push_sql("], NULL) AS lacks");
        self.asked.push_from(&mut out)?;
        self.asked.push_where(&mut out)?;
        out.push_sql(
            ") SELECT NULL AS label, count(*) FROM found WHERE lacks = '{}'
             UNION ALL
             SELECT label, count(*) FROM found, unnest(labels) AS label
             WHERE (lacks = '{}' OR lacks = ARRAY[split_part(label, ':', 1)]) AND split_part(label, ':', 1) = ANY (",
        );
        out.push_bind_param::<Array<Text>, _>(&self.facets)?;
        out.push_sql(") GROUP BY label");
        Ok(())
    }
}

impl QueryId for CountAll<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl SqlQuery for CountAll<'_> {
    type SqlType = (Nullable<Text>, BigInt);
}
