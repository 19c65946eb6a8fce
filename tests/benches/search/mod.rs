//! `search.*`: how fast each engine finds, how soon what changes is found, how well what is found fits.
//!
//! Meilisearch is measured where the machine has it; without it its figures are left out, and that is said.

mod judged;
mod missions;
mod queries;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use platform::config::Config;
use platform::system::SystemClock;
use platform::wiring;
use platform_core::App;
use platform_core::ports::Clock as _;
use platform_core::search::follow;
use platform_core::tenancy::Ctx;
use tests::Meilisearch;
use uuid::Uuid;

use super::ground::{Database, Ground, tenants};
use super::load::{Connection, Load};
use super::process::Process;
use super::{Outcome, figure, ratio};
use queries::Asked;

pub(crate) const NAMES: [&str; 8] = [
    "search.pg.p99.ms",
    // Not yet the growth to 1 000 000, which has a name of its own.
    "search.pg.growth_to_100000.ratio",
    "search.pg.vs_meili.ratio",
    "search.meili.ratio",
    "search.rebuild.ratio",
    "search.lag.p95.ms",
    "search.pg.ndcg10",
    "search.meili.ndcg10",
];

const HOST: &str = "paris.localhost";
const CITY: Uuid = Uuid::from_u128(1);
const INDEX: &str = "missions_paris";
/// Missions of the city that is measured, and of a small one it is compared with.
const LARGE: i64 = 100_000;
const SMALL: i64 = 10_000;
/// How often one client asks the whole mix.
const TURNS: usize = 8;
/// Changes while the lag is measured, and how many of them are waited for.
const CHANGES: usize = 200;
const A_SECOND: u32 = 20;

pub(crate) async fn run(ground: &Ground, prefix: &str) -> Outcome<()> {
    let wanted = |name: &str| name.starts_with(prefix);
    let meilisearch = Meilisearch::start().await;
    if meilisearch.is_none() {
        eprintln!("search.meili.*: skipped, there is no meilisearch on the PATH");
    }
    if wanted(NAMES[6]) || wanted(NAMES[7]) {
        judged::run(ground, meilisearch.as_ref()).await?;
    }
    if wanted(NAMES[0]) || wanted(NAMES[1]) || wanted(NAMES[2]) || wanted(NAMES[3]) || wanted(NAMES[4]) {
        speed(ground, meilisearch.as_ref()).await?;
    }
    if let Some(server) = meilisearch.as_ref().filter(|_| wanted(NAMES[5])) {
        lag(ground, server).await?;
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
    let made = Instant::now();
    database.index(ground).await?;
    database.as_superuser().await?.batch_execute("VACUUM (ANALYZE)").await?;
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

async fn speed(ground: &Ground, meilisearch: Option<&Meilisearch>) -> Outcome<()> {
    let (database, app) = city(ground, "search_large", LARGE, meilisearch).await?;
    let mix = Arc::new(queries::mix(INDEX));
    let postgres = Process::jemengage(&database.service, ground.folder()).await?;
    let p99 = alone(&postgres, &mix).await?;
    figure(NAMES[0], p99, "ms");
    let ours = crowd(&postgres, &mix).await?;
    if let Some(server) = meilisearch {
        rebuild(&app, server).await?;
        let with = Process::jemengage_with(&database.service, ground.folder(), &server.settings()).await?;
        let through = crowd(&with, &mix).await?;
        let straight = straight(server, &mix).await?;
        ratio(NAMES[3], through, straight, "searches/s");
        ratio(NAMES[2], ours, through, "searches/s");
        eprintln!("search.meili.p99: {:.1} ms at one client", alone(&with, &mix).await?);
        with.stop().await?;
    }
    postgres.stop().await?;
    let (small, _) = city(ground, "search_small", SMALL, None).await?;
    let small = Process::jemengage(&small.service, ground.folder()).await?;
    let base = alone(&small, &mix).await?;
    small.stop().await?;
    ratio(NAMES[1], p99, base, "ms");
    Ok(())
}

/// The wait of the 99th of a hundred answers, one after the other.
async fn alone(server: &Process, mix: &[Asked]) -> Outcome<f64> {
    let mut connection = Connection::open(server.address).await?;
    let mut waits = Vec::new();
    for turn in 0..=TURNS {
        for asked in mix {
            let began = Instant::now();
            let request = format!("GET {} HTTP/1.1\r\nhost: {HOST}\r\n\r\n", asked.path);
            let (status, body) = connection.ask(request.as_bytes()).await?;
            if status != 200 {
                return Err(format!("{}: {status}: {}", asked.path, String::from_utf8_lossy(body)).into());
            }
            // The first turn warms up.
            if turn > 0 {
                waits.push(began.elapsed().as_secs_f64() * 1000.0);
            }
        }
    }
    waits.sort_by(f64::total_cmp);
    Ok(waits[waits.len() * 99 / 100])
}

/// Searches a second, of many clients at once.
async fn crowd(server: &Process, mix: &Arc<Vec<Asked>>) -> Outcome<f64> {
    let (mix, turn) = (Arc::clone(mix), AtomicUsize::new(0));
    let load = Load {
        address: server.address,
        status: 200,
        warm_up: Duration::from_secs(4),
        measured: Duration::from_secs(12),
        request: Arc::new(move |out| {
            let asked = &mix[turn.fetch_add(1, Ordering::Relaxed) % mix.len()];
            out.extend_from_slice(format!("GET {} HTTP/1.1\r\nhost: {HOST}\r\n\r\n", asked.path).as_bytes());
        }),
    };
    let answers = load.run().await?;
    Ok(load.rate(answers))
}

/// The same questions, put to Meilisearch itself.
async fn straight(server: &Meilisearch, mix: &[Asked]) -> Outcome<f64> {
    let address = server.url().trim_start_matches("http://").parse()?;
    let requests: Vec<String> = mix
        .iter()
        .map(|asked| {
            let body = serde_json::json!({ "queries": asked.searches }).to_string();
            format!(
                "POST /multi-search HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
                 content-length: {}\r\n\r\n{body}",
                server.key(),
                body.len()
            )
        })
        .collect();
    let turn = AtomicUsize::new(0);
    let load = Load {
        address,
        status: 200,
        warm_up: Duration::from_secs(4),
        measured: Duration::from_secs(12),
        request: Arc::new(move |out| {
            out.extend_from_slice(requests[turn.fetch_add(1, Ordering::Relaxed) % requests.len()].as_bytes());
        }),
    };
    let answers = load.run().await?;
    Ok(load.rate(answers))
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
    ratio(NAMES[4], ours, base, "documents/s");
    Ok(())
}

/// From the moment a mission is published until it is found, while others change all the time.
async fn lag(ground: &Ground, server: &Meilisearch) -> Outcome<()> {
    server.wipe(INDEX).await;
    let (database, app) = city(ground, "search_lag", SMALL, Some(server)).await?;
    let tenant = app.registry.by_code("paris").ok_or("the city is not served")?;
    follow::rebuild(&app, &Ctx::system(tenant, SystemClock.now(), "operator"), &|_| ()).await?;
    let serving = Process::jemengage_whole(&database.service, ground.folder(), &server.settings()).await?;
    let client = database.as_service().await?;
    client.batch_execute(&format!("SET app.tenant_id = '{CITY}'")).await?;
    let mut waits = Vec::new();
    let mut pace = tokio::time::interval(Duration::from_secs(1) / A_SECOND);
    let mut waiting = tokio::task::JoinSet::new();
    for number in 0..CHANGES {
        pace.tick().await;
        let word = format!("zulu{number}");
        let sql = "UPDATE missions SET title = 'Un ' || $2 WHERE id = md5($3::text || 'mission' || $1::bigint)::uuid";
        client.execute(sql, &[&(number as i64), &word, &CITY.to_string()]).await?;
        // One in four is waited for: the rest is what goes on beside.
        if number % 4 == 0 {
            let address = serving.address;
            waiting.spawn(async move { found(address, &word).await });
        }
    }
    while let Some(wait) = waiting.join_next().await {
        waits.push(wait??);
    }
    serving.stop().await?;
    waits.sort_by(f64::total_cmp);
    eprintln!("search.lag: median {:.0} ms, longest {:.0} ms", waits[waits.len() / 2], waits[waits.len() - 1]);
    figure(NAMES[5], waits[waits.len() * 95 / 100], "ms");
    Ok(())
}

/// How long it takes until a word is found, milliseconds.
async fn found(address: std::net::SocketAddr, word: &str) -> Outcome<f64> {
    let began = Instant::now();
    let mut connection = Connection::open(address).await?;
    let request = format!("GET /api/v1/missions?q={word}&limit=1 HTTP/1.1\r\nhost: {HOST}\r\n\r\n");
    while began.elapsed() < Duration::from_secs(60) {
        let (_, body) = connection.ask(request.as_bytes()).await?;
        let answer: serde_json::Value = serde_json::from_slice(body)?;
        // Found by Meilisearch, not by whoever stands in for it.
        if answer["items"][0]["title"].as_str() == Some(&format!("Un {word}")) && answer["degraded"] != true {
            return Ok(began.elapsed().as_secs_f64() * 1000.0);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Err(format!("{word} is not found").into())
}
