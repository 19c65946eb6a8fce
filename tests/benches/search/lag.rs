//! `search.lag.p95.ms`: how soon Meilisearch finds what has been published, while others change all the time.

use std::time::{Duration, Instant};

use platform::system::SystemClock;
use platform_core::ports::Clock as _;
use platform_core::search::follow;
use platform_core::tenancy::Ctx;
use tests::Meilisearch;

use super::{CITY, HOST, INDEX, city};
use crate::ground::Ground;
use crate::load::Connection;
use crate::process::Process;
use crate::{Outcome, figure};

pub(super) const NAME: &str = "search.lag.p95.ms";

/// Missions of the city.
const MISSIONS: i64 = 10_000;
/// Changes, and how many a second.
const CHANGES: usize = 200;
const A_SECOND: u32 = 20;

/// From the moment a mission is published until it is found, while others change all the time.
pub(super) async fn run(ground: &Ground, server: &Meilisearch) -> Outcome<()> {
    server.wipe(INDEX).await;
    let (database, app) = city(ground, "search_lag", MISSIONS, Some(server)).await?;
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
    figure(NAME, waits[waits.len() * 95 / 100], "ms");
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
