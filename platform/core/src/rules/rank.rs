//! The order a city gives to what is found: by how many places its rules lift a mission among the best hundred.

use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use quick_cache::sync::Cache;
use uuid::Uuid;

use super::facts::Moment;
use crate::db::{self, rules as sql};
use crate::kinds::MissionId;
use crate::ports::Hit;
use crate::search::{Query, Sort};
use crate::tenancy::Ctx;
use crate::{App, Db};

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

/// Puts hits in the order of the city. Where its rules fail, they stay as they are.
///
/// # Errors
/// If the database fails.
pub(crate) async fn order(app: &App, ctx: &Ctx, hits: &mut Vec<Hit>) -> Result<(), db::Error> {
    let lifts = lifts(&app.db, &app.lifts, ctx, hits).await?;
    let mut places: Vec<_> = hits.drain(..).zip(0..).collect();
    let lift = |hit: &Hit| lifts.get(&hit.mission).copied().unwrap_or(0);
    // Who is lifted to a place comes before who stood there, and who is lowered to one after.
    places.sort_by_key(|(hit, at)| (at - lift(hit), -lift(hit), *at));
    hits.extend(places.into_iter().map(|(hit, _)| hit));
    Ok(())
}

async fn lifts(db: &Db, held: &Lifts, ctx: &Ctx, hits: &[Hit]) -> Result<HashMap<MissionId, i32>, db::Error> {
    let (city, version, at) = (ctx.tenant.id.uuid(), ctx.tenant.choice.version, Moment::of_the_day(ctx));
    let good = |lift: &Lift| lift.version == version && lift.day == at.today && ctx.now < lift.until;
    let (mut lifts, mut unknown) = (HashMap::new(), Vec::new());
    for hit in hits {
        match held.held.get(&(city, hit.mission)).filter(good) {
            Some(lift) => drop(lifts.insert(hit.mission, lift.places)),
            None => unknown.push(hit.mission),
        }
    }
    if unknown.is_empty() {
        return Ok(lifts);
    }
    let (ids, facts): (Vec<_>, Vec<_>) = sql::hits(db, ctx, &unknown).await?.into_iter().unzip();
    let Ok(places) = ctx.tenant.rules.rank(at, facts).await else { return Ok(HashMap::new()) };
    for (mission, places) in ids.into_iter().zip(places) {
        let lift = Lift { version, day: at.today, until: ctx.now + GOOD_FOR, places };
        held.held.insert((city, mission), lift);
        lifts.insert(mission, places);
    }
    Ok(lifts)
}
