//! Lifts: the missions a city wants to be seen first, by where they are.

use crate::{Context, Hit, Settings};

/// By how many places each mission is lifted: those in one of the areas listed under `areas`, by the number under `places`.
/// What is done from home is in no area, whatever address stands beside it.
#[must_use]
pub fn by_area(context: &Context, hits: &[Hit], areas: &str, places: &str) -> Vec<i32> {
    let lifted = context.texts(areas);
    let places = context.number(places).and_then(|places| i32::try_from(places).ok()).unwrap_or(0);
    let is_there = |hit: &Hit| !hit.mission.remote && hit.mission.areas.iter().any(|area| lifted.contains(area));
    hits.iter().map(|hit| if is_there(hit) { places } else { 0 }).collect()
}
