//! Searching in one city after the other, of 500 that are small.

use std::sync::Arc;

use platform_core::search::follow;
use tests::Meilisearch;

use super::asking::{alone, crowd, straight};
use super::queries::{self, Asked};
use super::{CITY, application, missions};
use crate::ground::{Ground, tenants};
use crate::process::Process;
use crate::{Outcome, growth, ratio, start};

/// The 99th wait going round all of them, against one.
pub(super) const PG: &str = "search.cities500.ratio";
/// Searches a second through the platform, against those straight to Meilisearch.
pub(super) const MEILI: &str = "search.meili.cities500.ratio";

const CITIES: usize = 500;
const MISSIONS: i64 = 200;

pub(super) async fn run(ground: &Ground, meilisearch: Option<&Meilisearch>) -> Outcome<()> {
    let database = ground.database("search_cities").await?;
    database.apply(&tenants().join("paris"), CITY).await?;
    database.as_service().await?.batch_execute(start::COPIES).await?;
    database.as_service().await?.batch_execute(growth::LAST).await?;
    let app = application(&database, ground, meilisearch).await?;
    let cities = app.registry.all();
    if cities.len() != CITIES {
        return Err(format!("there are {} cities", cities.len()).into());
    }
    for city in &cities {
        missions::fill(&database, city.id.uuid(), MISSIONS).await?;
    }
    database.index(ground).await?;
    missions::settle(&database).await?;
    let mixes = cities.iter().map(|city| {
        let host = city.config.hosts.first().map(String::as_str).unwrap_or_default();
        queries::mix(host, &format!("missions_{}", city.config.code))
    });
    let mixes: Vec<_> = mixes.collect();
    // Each city is asked another part of the mix, so that all of it is asked all the time.
    let around: Vec<Asked> = (0..4)
        .flat_map(|turn| mixes.iter().enumerate().map(move |(n, mix)| mix[(n * 7 + turn * 29) % mix.len()].clone()))
        .collect();
    let server = Process::jemengage(&database.service, ground.folder()).await?;
    let one = alone(&server, &mixes[0]).await?;
    let all = alone(&server, &around).await?;
    server.stop().await?;
    ratio(PG, all, one, "ms");
    if let Some(meilisearch) = meilisearch {
        follow::catch_up_all(&app).await?;
        let around = Arc::new(around);
        let server = Process::jemengage_with(&database.service, ground.folder(), &meilisearch.settings()).await?;
        let through = crowd(&server, &around).await?;
        server.stop().await?;
        ratio(MEILI, through, straight(meilisearch, &around).await?, "searches/s");
    }
    Ok(())
}
