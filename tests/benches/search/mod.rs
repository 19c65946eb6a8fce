//! `search.*`: how fast each engine finds, how soon what changes is found, how well what is found fits.
//!
//! Meilisearch is measured where the machine has it; without it its figures are left out, and that is said.

mod asking;
mod cities;
mod judged;
mod lag;
pub(crate) mod missions;
mod queries;
mod speed;

use std::sync::Arc;
use std::time::Instant;

use platform::config::Config;
use platform::wiring;
use platform_core::App;
use tests::Meilisearch;
use uuid::Uuid;

use super::Outcome;
use super::ground::{Database, Ground, tenants};

/// Every figure, by the part that measures it.
pub(crate) const NAMES: [&str; 12] = [
    judged::NAMES[0],
    judged::NAMES[1],
    speed::PG_P99,
    speed::STATEMENTS_P99,
    speed::PG_VS_MEILI,
    speed::MEILI,
    speed::REBUILD,
    speed::PG_GROWTH,
    speed::MEILI_GROWTH,
    cities::PG,
    cities::MEILI,
    lag::NAME,
];

const HOST: &str = "paris.localhost";
const CITY: Uuid = Uuid::from_u128(1);
const INDEX: &str = "missions_paris";

pub(crate) async fn run(ground: &Ground, prefix: &str) -> Outcome<()> {
    let wanted = |names: &[&str]| names.iter().any(|name| name.starts_with(prefix));
    let meilisearch = Meilisearch::start().await;
    if meilisearch.is_none() {
        eprintln!("search.meili.*: skipped, there is no meilisearch on the PATH");
    }
    if wanted(&judged::NAMES) {
        judged::run(ground, meilisearch.as_ref()).await?;
    }
    if wanted(&speed::NAMES) {
        speed::run(ground, meilisearch.as_ref()).await?;
    }
    if wanted(&speed::GROWTH) {
        speed::growth(ground, meilisearch.as_ref()).await?;
    }
    if wanted(&[cities::PG, cities::MEILI]) {
        cities::run(ground, meilisearch.as_ref()).await?;
    }
    if let Some(server) = meilisearch.as_ref().filter(|_| wanted(&[lag::NAME])) {
        lag::run(ground, server).await?;
    }
    Ok(())
}

/// A city of so many missions, and the application on it.
async fn city(
    ground: &Ground,
    name: &str,
    count: i64,
    meilisearch: Option<&Meilisearch>,
) -> Outcome<(Database, Arc<App>)> {
    let began = Instant::now();
    let database = ground.database(name).await?;
    database.apply(&tenants().join("paris"), CITY).await?;
    missions::fill(&database, CITY, count).await?;
    missions::settle(&database).await?;
    let made = Instant::now();
    database.index(ground).await?;
    missions::settle(&database).await?;
    eprintln!("{name}: {count} missions in {:.0?}, indexed on Postgres in {:.0?}", made - began, made.elapsed());
    Ok((database.clone(), application(&database, ground, meilisearch).await?))
}

async fn application(database: &Database, ground: &Ground, meilisearch: Option<&Meilisearch>) -> Outcome<Arc<App>> {
    let data = ground.folder().join("data").display().to_string();
    let vars = [("DATABASE_URL", database.service.clone()), ("JEMENGAGE_DATA_DIR", data)];
    let vars = vars.into_iter().chain(meilisearch.map(Meilisearch::settings).into_iter().flatten());
    let vars = vars.map(|(name, value)| (name.to_owned(), value)).collect();
    Ok(wiring::app(&Config::from_vars(vars)?).await?)
}
