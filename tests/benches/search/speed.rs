//! How fast missions are found in one city, on Postgres and on Meilisearch, and how that grows with the city.

use std::sync::Arc;
use std::time::Instant;

use platform::system::SystemClock;
use platform_core::ports::Clock as _;
use platform_core::search::{self, follow};
use platform_core::tenancy::Ctx;
use platform_core::{App, PostgresSearch};
use tests::{Meilisearch, searching_with};

use super::asking::{alone, crowd, held, straight};
use super::queries::{self, Asked};
use super::{INDEX, city};
use crate::ground::Ground;
use crate::process::Process;
use crate::{Outcome, figure, ratio};

pub(super) const PG_P99: &str = "search.pg.p99.ms";
/// Postgres by statements alone, as long as a node does not hold the city.
pub(super) const STATEMENTS_P99: &str = "search.statements.p99.ms";
pub(super) const PG_VS_MEILI: &str = "search.pg.vs_meili.ratio";
pub(super) const MEILI: &str = "search.meili.ratio";
pub(super) const REBUILD: &str = "search.rebuild.ratio";
pub(super) const NAMES: [&str; 5] = [PG_P99, STATEMENTS_P99, PG_VS_MEILI, MEILI, REBUILD];
pub(super) const PG_GROWTH: &str = "search.pg.growth.ratio";
pub(super) const MEILI_GROWTH: &str = "search.meili.growth.ratio";
pub(super) const GROWTH: [&str; 2] = [PG_GROWTH, MEILI_GROWTH];

/// Missions of the city that is measured, and of the two that are compared.
const LARGE: i64 = 100_000;
const LARGEST: i64 = 1_000_000;
const SMALL: i64 = 10_000;

pub(super) async fn run(ground: &Ground, meilisearch: Option<&Meilisearch>) -> Outcome<()> {
    let (database, app) = city(ground, "search_large", LARGE, meilisearch).await?;
    let mix = Arc::new(queries::mix(super::HOST, INDEX));
    let postgres = held(&database, ground).await?;
    figure(PG_P99, alone(&postgres, &mix).await?, "ms");
    figure(STATEMENTS_P99, by_statements(&app, &mix).await?, "ms");
    let ours = crowd(&postgres, &mix).await?;
    eprintln!("search.pg: {ours:.0} searches/s, {:.0} MB", postgres.memory()?);
    if let Some(server) = meilisearch {
        rebuild(&app, server).await?;
        let with = Process::jemengage_with(&database.service, ground.folder(), &server.settings()).await?;
        let through = crowd(&with, &mix).await?;
        let straight = straight(server, &mix).await?;
        ratio(MEILI, through, straight, "searches/s");
        ratio(PG_VS_MEILI, ours, through, "searches/s");
        eprintln!("search.meili.p99: {:.1} ms at one client", alone(&with, &mix).await?);
        with.stop().await?;
    }
    postgres.stop().await
}

/// The wait of the 99th of a hundred answers where the city is ten times as large, and where it is a tenth.
pub(super) async fn growth(ground: &Ground, meilisearch: Option<&Meilisearch>) -> Outcome<()> {
    let mix = queries::mix(super::HOST, INDEX);
    let (mut on_pg, mut on_meili) = (Vec::new(), Vec::new());
    for (name, missions) in [("search_largest", LARGEST), ("search_small", SMALL)] {
        let (database, app) = city(ground, name, missions, meilisearch).await?;
        let postgres = held(&database, ground).await?;
        on_pg.push(alone(&postgres, &mix).await?);
        eprintln!("{name}: {:.0} MB", postgres.memory()?);
        postgres.stop().await?;
        let Some(server) = meilisearch else { continue };
        server.wipe(INDEX).await;
        follow::catch_up_all(&app).await?;
        let with = Process::jemengage_with(&database.service, ground.folder(), &server.settings()).await?;
        on_meili.push(alone(&with, &mix).await?);
        with.stop().await?;
    }
    ratio(PG_GROWTH, on_pg[0], on_pg[1], "ms");
    if let [many, few] = on_meili[..] {
        ratio(MEILI_GROWTH, many, few, "ms");
    }
    Ok(())
}

/// The same with statements alone, without HTTP: milliseconds.
async fn by_statements(app: &App, mix: &[Asked]) -> Outcome<f64> {
    let app = searching_with(app, Arc::new(PostgresSearch::new(app.db.clone())));
    let tenant = app.registry.by_code("paris").ok_or("the city is not served")?;
    let ctx = Ctx::system(tenant, SystemClock.now(), "operator");
    let mut waits = Vec::new();
    for turn in 0..3 {
        for asked in mix {
            let began = Instant::now();
            search::search(&app, &ctx, &asked.query).await.map_err(|error| error.to_string())?;
            if turn > 0 {
                waits.push(began.elapsed().as_secs_f64() * 1000.0);
            }
        }
    }
    waits.sort_by(f64::total_cmp);
    Ok(waits[waits.len() * 99 / 100])
}

/// A city's index made anew, beside what Meilisearch itself says it took.
async fn rebuild(app: &App, server: &Meilisearch) -> Outcome<()> {
    let tenant = app.registry.by_code("paris").ok_or("the city is not served")?;
    let ctx = Ctx::system(tenant, SystemClock.now(), "operator");
    let last_task = async || server.ask("tasks?limit=1").await["results"][0]["uid"].as_u64().unwrap_or(0);
    let before = last_task().await;
    let began = Instant::now();
    let documents = follow::rebuild(app, &ctx, &|_| ()).await? as f64;
    let ours = documents / began.elapsed().as_secs_f64();
    let tasks = server.ask("tasks?types=documentAdditionOrUpdate&limit=1000").await;
    let seconds = |task: &serde_json::Value| -> f64 {
        // An ISO 8601 duration of less than an hour: `PT1M2.5S`.
        let text =
            task["duration"].as_str().unwrap_or("PT0S").trim_start_matches("PT").trim_end_matches('S').to_owned();
        let (minutes, seconds) = text.split_once('M').unwrap_or(("0", &text));
        minutes.parse::<f64>().unwrap_or(0.0) * 60.0 + seconds.parse::<f64>().unwrap_or(0.0)
    };
    // Tasks that were done together each say how long all took.
    let mut batches = std::collections::BTreeMap::new();
    // Whatever index they are said to be of: a swap renames that, too.
    let since = |task: &&serde_json::Value| task["uid"].as_u64().is_some_and(|uid| uid > before);
    for task in tasks["results"].as_array().into_iter().flatten().filter(since) {
        batches.insert(task["batchUid"].to_string(), seconds(task));
    }
    let base = documents / batches.values().sum::<f64>();
    ratio(REBUILD, ours, base, "documents/s");
    Ok(())
}
