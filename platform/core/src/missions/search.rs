//! `search_missions`: finding help to give, near somebody, by words, themes and dates.

use chrono::{DateTime, Datelike as _, Utc};
use serde::{Deserialize, Serialize};

use super::Mission;
use crate::db::missions as sql;
use crate::kinds::{Activity, AssociationId, Beneficiary, Domain, MissionId, words};
use crate::ports::Hit;
use crate::refusals::{ReadError, Reason};
use crate::tenancy::{Ctx, Point};
use crate::{App, DbError};

/// How far around a point is looked when nothing is said, metres: a city and its surroundings.
pub const DEFAULT_RADIUS_M: f64 = 35_000.0;
/// Largest radius, metres.
pub const MAX_RADIUS_M: f64 = 200_000.0;
/// Longest text searched for, characters.
pub const MAX_TEXT: usize = 200;

words! {
    /// What comes first.
    Sort {
        /// The best match; without words, the newest.
        Relevance = "relevance",
        /// The nearest; needs a point.
        Distance = "distance",
        /// The next slot.
        Soonest = "soonest",
        /// The last published.
        Newest = "newest",
    }
}

/// What somebody looks for. Everything is optional; what is given must all hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Words.
    pub text: Option<String>,
    /// An area's code.
    pub area: Option<String>,
    /// Any of these domains.
    pub domains: Vec<Domain>,
    /// Any of these activities.
    pub activities: Vec<Activity>,
    /// Any of these beneficiaries.
    pub beneficiaries: Vec<Beneficiary>,
    /// One association.
    pub association: Option<AssociationId>,
    /// Only open to minors.
    pub open_to_minors: bool,
    /// Only accessible.
    pub accessible: bool,
    /// From home (`true`) or on site (`false`).
    pub remote: Option<bool>,
    /// Around this point.
    pub near: Option<Point>,
    /// How far around, metres.
    pub radius_m: f64,
    /// A slot from then on; open-ended help always fits.
    pub from: Option<DateTime<Utc>>,
    /// A slot until then.
    pub until: Option<DateTime<Utc>>,
    /// Also those without a free place.
    pub include_full: bool,
    /// Also those that are over.
    pub include_past: bool,
    /// What comes first.
    pub sort: Sort,
    /// Where the page begins: `next` of the one before.
    pub cursor: Option<Cursor>,
    /// Hits a page.
    pub limit: u16,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            text: None,
            area: None,
            domains: Vec::new(),
            activities: Vec::new(),
            beneficiaries: Vec::new(),
            association: None,
            open_to_minors: false,
            accessible: false,
            remote: None,
            near: None,
            radius_m: DEFAULT_RADIUS_M,
            from: None,
            until: None,
            include_full: false,
            include_past: false,
            sort: Sort::Relevance,
            cursor: None,
            limit: 20,
        }
    }
}

/// The place after a hit in an order.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    /// The hit's key in the order.
    pub key: f64,
    /// The hit.
    pub id: MissionId,
}

/// A page of missions found, with the distance where a point was asked about.
#[derive(Debug, Clone)]
pub struct Found {
    /// In order.
    pub missions: Vec<(Mission, Option<f64>)>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
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
    let query = Query {
        domains: vec![to.draft.domain],
        near: to.addresses.first().map(|address| address.point),
        radius_m: SIMILAR_RADIUS_M,
        from: Some(ctx.now),
        sort: Sort::Soonest,
        limit: SIMILAR + 1, // one of them may be itself
        ..Query::default()
    };
    let ids: Vec<_> = app.search.search(ctx, &query).await?.hits.into_iter().map(|hit| hit.mission).collect();
    let mut tx = app.db.tenant(ctx).await?;
    let mut found = sql::find_all(&mut tx, &ids).await?;
    found.retain(|mission| mission.id != to.id && mission.is_public());
    found.truncate(SIMILAR.into());
    Ok(found)
}

/// Finds missions: ids from the index, rows from the database, so that nothing stale or foreign is shown.
///
/// # Errors
/// If the question is not sound.
pub async fn search(app: &App, ctx: &Ctx, query: &Query) -> Result<Found, ReadError> {
    check(ctx, query).map_err(ReadError::Invalid)?;
    let hits = app.search.search(ctx, query).await?;
    let ids: Vec<_> = hits.hits.iter().map(|hit| hit.mission).collect();
    let mut tx = app.db.tenant(ctx).await?;
    let mut missions = sql::find_all(&mut tx, &ids).await?;
    let found = hits.hits.iter().filter_map(|Hit { mission, distance_m }| {
        let row = missions.iter().position(|row| row.id == *mission && row.is_public())?;
        Some((missions.swap_remove(row), *distance_m))
    });
    Ok(Found { missions: found.collect(), next: hits.next })
}

fn check(ctx: &Ctx, query: &Query) -> Result<(), Vec<Reason>> {
    let mut reasons = Vec::new();
    if query.text.as_ref().is_some_and(|text| text.chars().count() > MAX_TEXT) {
        reasons.push(Reason::new("too_long").at("/q").with("max", MAX_TEXT));
    }
    if query.text.as_ref().is_some_and(|text| text.contains('\0')) {
        reasons.push(Reason::new("control_characters").at("/q"));
    }
    if query.area.as_ref().is_some_and(|code| ctx.tenant.config.area(code).is_none()) {
        reasons.push(Reason::new("unknown_area").at("/area"));
    }
    if query.sort == Sort::Distance && query.near.is_none() {
        reasons.push(Reason::new("point_missing").at("/sort"));
    }
    let on_earth = |p: Point| (-90.0..=90.0).contains(&p.lat) && (-180.0..=180.0).contains(&p.lon);
    if query.near.is_some_and(|point| !on_earth(point)) {
        reasons.push(Reason::new("point").at("/lat"));
    }
    if !(1.0..=MAX_RADIUS_M).contains(&query.radius_m) {
        reasons.push(Reason::new("range").at("/radius_m").with("min", 1).with("max", MAX_RADIUS_M));
    }
    for (field, instant) in [("/from", query.from), ("/until", query.until)] {
        if instant.is_some_and(|instant| !(1..=9999).contains(&instant.year())) {
            reasons.push(Reason::new("slot_absurd_date").at(field));
        }
    }
    if query.from.zip(query.until).is_some_and(|(from, until)| until <= from) {
        reasons.push(Reason::new("slot_ends_before_start").at("/until"));
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}
