//! The order a city gives to what is found: by how many places its rules lift a mission among the best hundred.

use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use quick_cache::sync::Cache;
use uuid::Uuid;

use super::facts::Moment;
use crate::App;
use crate::db::{self, rules as sql};
use crate::kinds::MissionId;
use crate::ports::Hit;
use crate::search::{Query, Sort};
use crate::tenancy::Ctx;

/// Among so many hits a mission may be lifted.
pub(crate) const WINDOW: u16 = 100;
/// How many missions' lifts are held.
const HELD: usize = 200_000;
/// How long one is held: what an association is accredited for changes without its missions.
const GOOD_FOR: Duration = Duration::seconds(60);

/// What the rules said of missions, held for a while.
#[derive(Debug)]
pub struct Lifts {
    held: Cache<(Uuid, MissionId), Lift>,
}

#[derive(Debug, Clone, Copy)]
struct Lift {
    version: i32,
    day: NaiveDate,
    until: DateTime<Utc>,
    places: i32,
}

impl Default for Lifts {
    fn default() -> Self {
        Self { held: Cache::new(HELD) }
    }
}

impl Lifts {
    /// A mission changed; none: any may have.
    pub fn changed(&self, mission: Option<(Uuid, MissionId)>) {
        match mission {
            Some(key) => drop(self.held.remove(&key)),
            None => self.held.clear(),
        }
    }
}

/// Whether the city's rules order the answers to a question: where the order is not the person's choice, and not by
/// distance.
pub(crate) fn applies(ctx: &Ctx, query: &Query) -> bool {
    ctx.tenant.rules.about().ranks
        && query.criteria.near.is_none()
        && query.sort == Sort::Relevance
        && query.limit <= WINDOW
}

/// Puts hits in the order of the city. Those its rules say nothing of, for they fail, stay where they are.
///
/// # Errors
/// If the database fails.
pub(crate) async fn order(app: &App, ctx: &Ctx, hits: &mut Vec<Hit>) -> Result<(), db::Error> {
    let lifts = lifts(app, ctx, hits).await?;
    if lifts.iter().all(|lift| *lift == 0) {
        return Ok(());
    }
    let mut places: Vec<_> = hits.drain(..).zip(lifts).zip(0..).collect();
    // Who is lifted to a place comes before who stood there, and who is lowered to one after.
    places.sort_by_key(|((_, lift), at)| (at - lift, -lift, *at));
    hits.extend(places.into_iter().map(|((hit, _), _)| hit));
    Ok(())
}

/// By how many places each hit is lifted, in their order.
async fn lifts(app: &App, ctx: &Ctx, hits: &[Hit]) -> Result<Vec<i32>, db::Error> {
    let (city, version) = (ctx.tenant.id.uuid(), ctx.tenant.choice.version);
    let day = ctx.now.with_timezone(&ctx.tenant.config.time_zone).date_naive();
    let good = |lift: &Lift| lift.version == version && lift.day == day && ctx.now < lift.until;
    let held = |hit: &Hit| app.lifts.held.get(&(city, hit.mission)).filter(good).map(|lift| lift.places);
    let known: Vec<Option<i32>> = hits.iter().map(held).collect();
    let unknown = hits.iter().zip(&known).filter(|(_, lift)| lift.is_none()).map(|(hit, _)| hit.mission);
    let unknown: Vec<_> = unknown.collect();
    let asked = if unknown.is_empty() { HashMap::new() } else { ask(app, ctx, day, &unknown).await? };
    let lift = |(hit, known): (&Hit, Option<i32>)| known.or_else(|| asked.get(&hit.mission).copied()).unwrap_or(0);
    Ok(hits.iter().zip(known).map(lift).collect())
}

/// Asks the rules about missions, and holds what they say.
async fn ask(
    app: &App,
    ctx: &Ctx,
    day: NaiveDate,
    missions: &[MissionId],
) -> Result<HashMap<MissionId, i32>, db::Error> {
    let (ids, facts): (Vec<_>, Vec<_>) = sql::hits(&app.db, ctx, missions).await?.into_iter().unzip();
    let Ok(places) = ctx.tenant.rules.rank(Moment::of_the_day(ctx), facts).await else { return Ok(HashMap::new()) };
    let (city, version, until) = (ctx.tenant.id.uuid(), ctx.tenant.choice.version, ctx.now + GOOD_FOR);
    for (mission, &places) in ids.iter().zip(&places) {
        app.lifts.held.insert((city, *mission), Lift { version, day, until, places });
    }
    Ok(ids.into_iter().zip(places).collect())
}
