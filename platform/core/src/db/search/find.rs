//! One page of missions found, in order.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query as SqlQuery, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Double, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

use super::Asked;
use crate::db::{Db, Result};
use crate::kinds::MissionId;
use crate::ports::{Hit, Hits};
use crate::search::query::{CLASS, DATELESS, NEED, Place, Sort};

/// What makes the newest the smallest.
const NEWEST: &str = "-extract(epoch FROM d.published_at)::float8";

/// The statement: it grows with what is asked, so that Postgres plans for no more than that.
struct Page<'a> {
    asked: &'a Asked<'a>,
    after: Option<(f64, Uuid)>,
    skip: i64,
    rows: i64,
}

pub(super) async fn page(db: &Db, asked: &Asked<'_>) -> Result<Hits> {
    let limit = usize::from(asked.query.limit);
    let place = asked.query.cursor.and_then(|cursor| cursor.place);
    let after = match place {
        Some(Place::After { key, id }) => Some((key, id.uuid())),
        _ => None,
    };
    let skip = match place {
        Some(Place::Offset(skip)) => skip.into(),
        _ => 0,
    };
    let statement = Page { asked, after, skip, rows: i64::from(asked.query.limit) + 1 };
    let mut connection = db.connection().await?;
    let mut rows: Vec<(MissionId, f64, Option<f64>)> = statement.load(&mut connection.pg).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|&(id, key, _)| Place::After { key, id });
    let hits = rows.into_iter().map(|(mission, _, distance_m)| Hit { mission, distance_m }).collect();
    Ok(Hits { hits, next, ..Hits::default() })
}

impl Page<'_> {
    /// The key of an order, which grows: what comes first has the smallest.
    fn push_key<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        match self.asked.order {
            Sort::Relevance => self.push_class(out)?,
            // To the millimetre, as the engine in memory measures it too.
            Sort::Distance => out.push_sql("round(place.distance * 1000) / 1000"),
            Sort::Newest => out.push_sql(NEWEST),
            Sort::Soonest => self.push_soonest(out)?,
            Sort::MostNeeded => {
                out.push_sql("d.need::float8 * ");
                out.push_bind_param::<Double, _>(&NEED)?;
                out.push_sql(" + ");
                self.push_soonest(out)?;
            }
        }
        Ok(())
    }

    /// The sum over the terms of where each stands first, and then the newest.
    fn push_class<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("(0");
        for places in &self.asked.best_places {
            out.push_sql(" + CASE");
            for (place, level) in places.iter().zip(["0", "1", "2"]) {
                out.push_sql(" WHEN d.words @@ ");
                out.push_bind_param::<Text, _>(place)?;
                out.push_sql("::tsquery THEN ");
                out.push_sql(level);
            }
            out.push_sql(" ELSE 3 END");
        }
        out.push_sql(")::float8 * ");
        out.push_bind_param::<Double, _>(&CLASS)?;
        out.push_sql(" + ");
        out.push_sql(NEWEST);
        Ok(())
    }

    /// When the next occasion is, in seconds; what has no date comes last.
    fn push_soonest<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("coalesce((SELECT extract(epoch FROM min(start)) FROM unnest(");
        out.push_sql(self.asked.starts());
        out.push_sql(") AS start WHERE ");
        self.asked.push_fits(out)?;
        out.push_sql(")::float8, ");
        out.push_bind_param::<Double, _>(&DATELESS)?;
        out.push_sql(")");
        Ok(())
    }
}

impl QueryFragment<Pg> for Page<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT id, key, distance FROM (SELECT d.mission_id AS id, ");
        self.push_key(&mut out)?;
        out.push_sql(" AS key, ");
        out.push_sql(if self.asked.near.is_some() { "place.distance" } else { "NULL::float8" });
        out.push_sql(" AS distance");
        self.asked.push_from(&mut out)?;
        self.asked.push_where(&mut out)?;
        for (facet, labels) in &self.asked.labels {
            out.push_sql(" AND ");
            Asked::push_chosen(*facet, labels, &mut out)?;
        }
        out.push_sql(") AS found");
        if let Some((key, id)) = &self.after {
            out.push_sql(" WHERE (key, id) > (");
            out.push_bind_param::<Double, _>(key)?;
            out.push_sql(", ");
            out.push_bind_param::<SqlUuid, _>(id)?;
            out.push_sql(")");
        }
        out.push_sql(" ORDER BY key, id LIMIT ");
        out.push_bind_param::<BigInt, _>(&self.rows)?;
        out.push_sql(" OFFSET ");
        out.push_bind_param::<BigInt, _>(&self.skip)
    }
}

/// Not one statement but one for each sort of question: diesel keeps them apart by their text.
impl QueryId for Page<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl SqlQuery for Page<'_> {
    type SqlType = (SqlUuid, Double, Nullable<Double>);
}
