//! Finding help to give: what is asked, what is kept to answer it, and how both are understood.
//!
//! A question is understood here, once: its words become the terms that documents are kept under, what is misspelt is
//! mended with the city's own words, and what would find nothing is asked with fewer words. Engines are asked for terms,
//! labels, places and dates only, and answer ids; the rows are read under row security. So no engine can understand a
//! question otherwise than another, and a stale or wrong one shows nothing that is not public here.

pub mod document;
pub mod follow;
pub mod index;
pub mod query;
pub mod suggest;
pub(crate) mod understanding;
pub mod words;

use crate::db::missions as sql;
use crate::missions::Mission;
use crate::ports::{Counts, Hit, Hits, Question};
use crate::refusals::ReadError;
use crate::tenancy::Ctx;
use crate::{App, DbError};
pub use query::{Criteria, Cursor, Facet, Near, Place, Query, Selection, Sort};
use understanding::Understood;

/// A page of missions found, with the distance where a point was asked about.
#[derive(Debug, Clone)]
pub struct Found {
    /// In order.
    pub missions: Vec<(Mission, Option<f64>)>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
    /// How many there are, in all and by facet, if it was asked for.
    pub counts: Option<Counts>,
    /// The words that were looked for, where they are not those that were given.
    pub understood: Option<Vec<String>>,
    /// Whether another engine answered than the one that should.
    pub degraded: bool,
}

/// How many missions like another are shown.
const SIMILAR: u16 = 3;
/// How far around the other, metres.
const SIMILAR_RADIUS_M: f64 = 20_000.0;

/// A few missions like this one: of its domain, with places left, around it.
///
/// # Errors
/// If the search or the database fails.
pub(crate) async fn similar(app: &App, ctx: &Ctx, to: &Mission) -> Result<Vec<Mission>, DbError> {
    let near = |point| Near { point, radius_m: SIMILAR_RADIUS_M };
    let mut criteria =
        Criteria { near: to.addresses.first().map(|address| near(address.point)), ..Criteria::default() };
    criteria.select(Facet::Domain, to.draft.domain);
    // One of them may be itself.
    let query = Query { criteria, sort: Sort::Soonest, limit: SIMILAR + 1, ..Query::default() };
    let hits = app.search.search(ctx, &Question { query: &query, terms: &[], without: &[] }).await?;
    let mut found = read(app, ctx, &hits.hits).await?;
    found.retain(|(mission, _)| mission.id != to.id);
    found.truncate(SIMILAR.into());
    Ok(found.into_iter().map(|(mission, _)| mission).collect())
}

/// Finds missions.
///
/// # Errors
/// If the question is not sound.
pub async fn search(app: &App, ctx: &Ctx, query: &Query) -> Result<Found, ReadError> {
    let reasons = query.reasons(&ctx.tenant.config);
    if !reasons.is_empty() {
        return Err(ReadError::Invalid(reasons));
    }
    let mut asked = match &query.criteria.text {
        Some(text) => Understood::read(app, ctx, text).await?,
        None => Understood::default(),
    };
    if let Some(cursor) = query.cursor {
        asked.keep(cursor.words.into());
    }
    let hits = first_with_hits(app, ctx, query, &mut asked).await?;
    let words = u8::try_from(asked.terms().len()).unwrap_or(u8::MAX);
    Ok(Found {
        missions: read(app, ctx, &hits.hits).await?,
        next: hits.next.map(|place| Cursor { words, place }.encode()),
        counts: hits.counts,
        understood: asked.otherwise(),
        degraded: hits.degraded,
    })
}

/// Asks with all words; as long as nothing is found, with one fewer, the most common first: what is rare tells most.
async fn first_with_hits(app: &App, ctx: &Ctx, query: &Query, asked: &mut Understood) -> Result<Hits, DbError> {
    loop {
        let question = Question { query, terms: asked.terms(), without: asked.without() };
        let hits = app.search.search(ctx, &question).await?;
        if !hits.hits.is_empty() || query.cursor.is_some() || !asked.drop_one() {
            return Ok(hits);
        }
    }
}

/// The missions of hits, in their order: those that are not public any more are left out.
async fn read(app: &App, ctx: &Ctx, hits: &[Hit]) -> Result<Vec<(Mission, Option<f64>)>, DbError> {
    let ids: Vec<_> = hits.iter().map(|hit| hit.mission).collect();
    let mut tx = app.db.tenant(ctx).await?;
    let mut missions = sql::find_all(&mut tx, &ids).await?;
    let found = hits.iter().filter_map(|hit| {
        let row = missions.iter().position(|row| row.id == hit.mission && row.is_public())?;
        Some((missions.swap_remove(row), hit.distance_m))
    });
    Ok(found.collect())
}
