//! The order a city gives to what is found: by how many places its rules lift a mission among the best hundred.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use rustc_hash::FxHashMap;
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
/// How many missions' lifts are held of one city.
const HELD: usize = 20_000;
/// How long they are held: what an association is accredited for changes without its missions.
const GOOD_FOR: Duration = Duration::seconds(60);

/// What the rules said of missions, held for a while.
///
/// **Why a map per city that is copied to be changed:** a hundred are looked up a search and few are ever new, so readers
/// share one map and touch nothing of it.
#[derive(Debug, Default)]
pub struct Lifts {
    cities: RwLock<HashMap<Uuid, Arc<CityLifts>>>,
}

/// What one version of a city's rules says on one day.
#[derive(Debug, Clone)]
struct CityLifts {
    version: i32,
    day: NaiveDate,
    until: DateTime<Utc>,
    /// Looked up a hundred times a search; the ids are the platform's own, so nobody chooses them to collide.
    places: FxHashMap<MissionId, i32>,
}

impl Lifts {
    /// A mission changed; none: any may have.
    pub fn changed(&self, mission: Option<(Uuid, MissionId)>) {
        let mut cities = self.cities.write().unwrap_or_else(PoisonError::into_inner);
        let Some((city, mission)) = mission else { return cities.clear() };
        if let Some(lifts) = cities.get_mut(&city).filter(|lifts| lifts.places.contains_key(&mission)) {
            Arc::make_mut(lifts).places.remove(&mission);
        }
    }

    /// What is held of a city, and still good.
    fn of(&self, ctx: &Ctx, day: NaiveDate) -> Option<Arc<CityLifts>> {
        let cities = self.cities.read().unwrap_or_else(PoisonError::into_inner);
        let good = |lifts: &&Arc<CityLifts>| {
            lifts.version == ctx.tenant.choice.version && lifts.day == day && ctx.now < lifts.until
        };
        cities.get(&ctx.tenant.id.uuid()).filter(good).cloned()
    }

    /// Holds what the rules said just now.
    fn hold(&self, ctx: &Ctx, day: NaiveDate, said: &HashMap<MissionId, i32>) {
        let fresh = || CityLifts {
            version: ctx.tenant.choice.version,
            day,
            until: ctx.now + GOOD_FOR,
            places: FxHashMap::default(),
        };
        let held = self.of(ctx, day).filter(|lifts| lifts.places.len() < HELD);
        let mut lifts = held.map_or_else(fresh, |lifts| CityLifts::clone(&lifts));
        lifts.places.extend(said);
        let mut cities = self.cities.write().unwrap_or_else(PoisonError::into_inner);
        cities.insert(ctx.tenant.id.uuid(), Arc::new(lifts));
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
    // Who is lifted to a place comes before who stood there, and who is lowered to one after.
    let mut places: Vec<_> =
        (0..).zip(&lifts).zip(&*hits).map(|((at, lift), hit)| (at - lift, -lift, at, hit)).collect();
    places.sort_unstable_by_key(|(place, lowered, at, _)| (*place, *lowered, *at));
    *hits = places.into_iter().map(|(.., hit)| *hit).collect();
    Ok(())
}

/// By how many places each hit is lifted, in their order.
async fn lifts(app: &App, ctx: &Ctx, hits: &[Hit]) -> Result<Vec<i32>, db::Error> {
    let day = ctx.now.with_timezone(&ctx.tenant.config.time_zone).date_naive();
    let held = app.lifts.of(ctx, day);
    let known = |hit: &Hit| held.as_ref().and_then(|lifts| lifts.places.get(&hit.mission).copied());
    let known: Vec<Option<i32>> = hits.iter().map(known).collect();
    let unknown = hits.iter().zip(&known).filter(|(_, lift)| lift.is_none()).map(|(hit, _)| hit.mission);
    let unknown: Vec<_> = unknown.collect();
    let said = if unknown.is_empty() { HashMap::new() } else { ask(app, ctx, &unknown).await? };
    if !said.is_empty() {
        app.lifts.hold(ctx, day, &said);
    }
    let lift = |(hit, known): (&Hit, Option<i32>)| known.or_else(|| said.get(&hit.mission).copied()).unwrap_or(0);
    Ok(hits.iter().zip(known).map(lift).collect())
}

/// Asks the rules about missions; nothing where they fail.
async fn ask(app: &App, ctx: &Ctx, missions: &[MissionId]) -> Result<HashMap<MissionId, i32>, db::Error> {
    let (ids, facts): (Vec<_>, Vec<_>) = sql::hits(&app.db, ctx, missions).await?.into_iter().unzip();
    let places = ctx.tenant.rules.rank(Moment::of_the_day(ctx), facts).await.unwrap_or_default();
    Ok(ids.into_iter().zip(places).collect())
}
