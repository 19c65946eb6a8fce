//! `rules.hostile.p99.ratio`: the waits of one city's people while another city's rules loop on every call, against the
//! same while that other city's rules answer. Both cities are asked as much either way.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use platform_core::rules::ComponentHash;
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::choose;
use crate::ground::{Database, Ground, tenants};
use crate::growth;
use crate::load::Connection;
use crate::process::Process;
use crate::{Outcome, ratio};

pub(super) const NAME: &str = "rules.hostile.p99.ratio";

const QUIET: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);
/// Who ask at the same time, in each city.
const CLIENTS: usize = 2;
/// Between two requests of one of the other city's people: some 200 calls a second.
const PAUSE: Duration = Duration::from_millis(10);
const WARM_UP: Duration = Duration::from_secs(2);
const MEASURED: Duration = Duration::from_secs(8);
/// In turn: quiet, looping, looping, quiet.
const ROUNDS: u64 = 4;

const HOSTILE: &[u8] = include_bytes!("../../../plugins/hostile/rules.wasm");

pub(super) async fn run(ground: &Ground) -> Outcome<()> {
    let database = ground.database("rules_hostile").await?;
    for (city, id) in [("paris", QUIET), ("montreal", OTHER)] {
        database.apply(&tenants().join(city), id).await?;
        growth::fill(&mut database.as_service().await?, id).await?;
    }
    keep(&database).await?;
    let places = Arc::new(growth::places(&database.as_service().await?).await?);
    let (mut looping, mut quiet) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let loops = round % 4 == 1 || round % 4 == 2;
        let how = if loops { "loop" } else { "nothing" };
        let parameters = json!({ "how": how });
        let choice = json!({
            "version": 1000 + round,
            "component": ComponentHash::of(HOSTILE),
            "parameters": parameters,
        });
        choose(&database, OTHER, &choice).await?;
        let server = Process::jemengage(&database.service, ground.folder()).await?;
        let waits = both(server.address, &places).await?;
        server.stop().await?;
        if loops {
            looping.extend(waits)
        } else {
            quiet.extend(waits)
        }
        eprintln!("{NAME}: p99 quiet {:.2} looping {:.2} ms", p99(&mut quiet), p99(&mut looping));
    }
    ratio(NAME, p99(&mut looping), p99(&mut quiet), "ms");
    Ok(())
}

/// Keeps the component, as an upload does.
async fn keep(database: &Database) -> Outcome<()> {
    let hash = ComponentHash::of(HOSTILE);
    let digest: &[u8] = hash.bytes();
    let sql = "INSERT INTO components VALUES ($1, $2, now()) ON CONFLICT DO NOTHING";
    database.as_superuser().await?.execute(sql, &[&digest, &HOSTILE]).await?;
    Ok(())
}

/// The people of both cities at once; answers the waits of those of the quiet one, milliseconds.
async fn both(address: SocketAddr, places: &Arc<Vec<(Uuid, Uuid)>>) -> Outcome<Vec<f64>> {
    let next = Arc::new(AtomicU64::new(0));
    let (from, until) = (Instant::now() + WARM_UP, Instant::now() + WARM_UP + MEASURED);
    let mut people = JoinSet::new();
    for (host, pause) in [("paris", None), ("montreal", Some(PAUSE))] {
        for _ in 0..CLIENTS {
            let (next, places) = (Arc::clone(&next), Arc::clone(places));
            people.spawn(async move {
                let mut connection = Connection::open(address).await?;
                let mut waits = Vec::new();
                while Instant::now() < until {
                    let request = request(host, next.fetch_add(1, Ordering::Relaxed), &places);
                    let began = Instant::now();
                    let (status, body) = connection.ask(request.as_bytes()).await?;
                    if status != 200 {
                        return Err(format!("status {status}: {}", String::from_utf8_lossy(body)).into());
                    }
                    if began > from && pause.is_none() {
                        waits.push(began.elapsed().as_secs_f64() * 1000.0);
                    }
                    if let Some(pause) = pause {
                        tokio::time::sleep(pause).await;
                    }
                }
                Outcome::Ok(waits)
            });
        }
    }
    let mut waits = Vec::new();
    while let Some(done) = people.join_next().await {
        waits.extend(done??);
    }
    Ok(waits)
}

/// What draws a button, which asks the city's rules each time.
fn request(host: &str, number: u64, places: &[(Uuid, Uuid)]) -> String {
    let (mission, slot) = places[usize::try_from(number).unwrap_or(0) % places.len()];
    let volunteer = number % growth::VOLUNTEERS;
    format!(
        "GET /api/v1/missions/{mission}/can-sign-up?slot={slot} HTTP/1.1\r\nhost: {host}.localhost\r\n\
         cookie: session=session{volunteer}\r\n\r\n"
    )
}

fn p99(waits: &mut [f64]) -> f64 {
    waits.sort_by(f64::total_cmp);
    waits.get(waits.len() * 99 / 100).copied().unwrap_or(0.0)
}
