//! Finding help to give: what is asked, what is kept to answer it, and how both are understood.
//!
//! A question is understood here, once: its words become the terms that documents are kept under, what is misspelt is
//! mended with the city's own words, and what would find nothing is asked with fewer words. Engines are asked for terms,
//! labels, places and dates only, and answer ids; the rows are read under row security. So no engine can understand a
//! question otherwise than another, and a stale or wrong one shows nothing that is not public here.

pub mod document;
pub mod facets;
pub mod follow;
pub mod index;
pub mod memory;
pub mod query;
pub mod suggest;
pub(crate) mod understanding;
pub mod words;

use crate::db::missions as sql;
use crate::kinds::MissionId;
use crate::missions::Mission;
use crate::ports::{Counts, Hit, Hits, Question};
use crate::refusals::ReadError;
use crate::rules::rank;
use crate::tenancy::Ctx;
use crate::{App, DbError};
pub use facets::Facet;
pub use query::{Criteria, Cursor, Near, Place, Query, Selection, Sort};
use understanding::Understood;

/// A page of what was found: of hits, or of missions with the distance where a point was asked about.
#[derive(Debug, Clone)]
pub struct Found<T> {
    /// In order.
    pub hits: Vec<T>,
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
pub async fn similar(app: &App, ctx: &Ctx, to: &Mission) -> Result<Vec<Mission>, DbError> {
    let near = |point| Near { point, radius_m: SIMILAR_RADIUS_M };
    let mut criteria =
        Criteria { near: to.addresses.first().map(|address| near(address.point)), ..Criteria::default() };
    criteria.select(Facet::Domain, to.draft.domain);
    // One of them may be itself.
    let query = Query { criteria, sort: Sort::Soonest, limit: SIMILAR + 1, ..Query::default() };
    let hits = app.search.search(ctx, &Question { query: &query, terms: &[], without: &[] }).await?;
    let mut found = read_in_order(app, ctx, &hits.hits).await?;
    found.retain(|(mission, _)| mission.id != to.id);
    found.truncate(SIMILAR.into());
    Ok(found.into_iter().map(|(mission, _)| mission).collect())
}

/// Finds missions, and reads them: those that are not public any more are left out.
///
/// # Errors
/// If the question is not sound.
pub async fn search(app: &App, ctx: &Ctx, query: &Query) -> Result<Found<(Mission, Option<f64>)>, ReadError> {
    let Found { hits, next, counts, understood, degraded } = find(app, ctx, query).await?;
    Ok(Found { hits: read_in_order(app, ctx, &hits).await?, next, counts, understood, degraded })
}

/// Finds missions; who has read them just now need not again.
///
/// # Errors
/// If the question is not sound.
pub async fn find(app: &App, ctx: &Ctx, query: &Query) -> Result<Found<Hit>, ReadError> {
    let reasons = query.reasons(&ctx.tenant.config);
    if !reasons.is_empty() {
        return Err(ReadError::Invalid(reasons));
    }
    let ranks = rank::applies(ctx, query);
    let window = if ranks { rank::WINDOW } else { query.limit };
    let (asked, mut hits) = with_words(app, ctx, &Query { limit: window, ..query.clone() }).await?;
    let words = u8::try_from(asked.terms().len()).unwrap_or(u8::MAX);
    let cursor = |(skip, place)| Cursor { words, mended: asked.is_read(), skip, place }.encode();
    let next = if ranks {
        rank::order(app, ctx, &mut hits.hits).await?;
        cut(&mut hits, query)
    } else {
        // A page cut by rules that ordered then begins where it would have, as far as it can be told.
        let shown = query.cursor.map_or(0, |cursor| usize::from(cursor.skip));
        hits.hits.drain(..shown.min(hits.hits.len()));
        hits.next.map(|place| (0, Some(place)))
    };
    Ok(Found {
        next: next.map(cursor),
        hits: hits.hits,
        counts: hits.counts,
        understood: asked.otherwise(),
        degraded: hits.degraded,
    })
}

/// Cuts the page asked for out of what was ordered together; answers where the next begins.
fn cut(hits: &mut Hits, query: &Query) -> Option<(u8, Option<Place>)> {
    let (from, place) = query.cursor.map_or((0, None), |cursor| (cursor.skip, cursor.place));
    let until = usize::from(from) + usize::from(query.limit);
    let more = hits.hits.len() > until;
    hits.hits.truncate(until);
    hits.hits.drain(..usize::from(from).min(hits.hits.len()));
    match (more, u8::try_from(until)) {
        (true, Ok(skip)) => Some((skip, place)),
        _ => hits.next.map(|place| (0, Some(place))),
    }
}

/// Those of these missions that are public, in no order.
///
/// # Errors
/// If the database fails.
pub async fn read(app: &App, ctx: &Ctx, ids: &[MissionId]) -> Result<Vec<Mission>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut missions = sql::read_all(&app.db, ctx, ids).await?;
    missions.retain(Mission::is_public);
    Ok(missions)
}

async fn read_in_order(app: &App, ctx: &Ctx, hits: &[Hit]) -> Result<Vec<(Mission, Option<f64>)>, DbError> {
    let ids: Vec<_> = hits.iter().map(|hit| hit.mission).collect();
    let mut missions = read(app, ctx, &ids).await?;
    let found = hits.iter().filter_map(|hit| {
        let row = missions.iter().position(|row| row.id == hit.mission)?;
        Some((missions.swap_remove(row), hit.distance_m))
    });
    Ok(found.collect())
}

/// What is found, and by which words: those given, if they find anything; else what they mean in this city, and as long as
/// nothing is found one fewer, the most common first, for what is rare tells most. The pages after the first ask as it did.
async fn with_words(app: &App, ctx: &Ctx, query: &Query) -> Result<(Understood, Hits), DbError> {
    let text = query.criteria.text.as_deref().unwrap_or_default();
    let given = Understood::as_given(ctx, text);
    match query.cursor {
        Some(Cursor { mended: true, words, .. }) => {
            let mut asked = Understood::read(app, ctx, text).await?;
            asked.keep(words.into());
            let hits = ask(app, ctx, query, &asked).await?;
            return Ok((asked, hits));
        }
        Some(_) => {
            let hits = ask(app, ctx, query, &given).await?;
            return Ok((given, hits));
        }
        None => {}
    }
    let mut hits = ask(app, ctx, query, &given).await?;
    if !hits.hits.is_empty() || given.terms().is_empty() {
        return Ok((given, hits));
    }
    let mut asked = Understood::read(app, ctx, text).await?;
    if asked.terms() != given.terms() {
        hits = ask(app, ctx, query, &asked).await?;
    }
    while hits.hits.is_empty() && asked.drop_one() {
        hits = ask(app, ctx, query, &asked).await?;
    }
    Ok((asked, hits))
}

async fn ask(app: &App, ctx: &Ctx, query: &Query, asked: &Understood) -> Result<Hits, DbError> {
    app.search.search(ctx, &Question { query, terms: asked.terms(), without: asked.without() }).await
}
