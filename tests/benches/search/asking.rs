//! Putting the mix to a server: by one client, by many, and straight to Meilisearch.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tests::Meilisearch;

use super::HOST;
use super::queries::Asked;
use crate::Outcome;
use crate::ground::{Database, Ground};
use crate::load::{Connection, Load, ask};
use crate::process::{Process, free_address};

/// How often one client asks the whole mix.
const TURNS: usize = 8;

/// A server on Postgres alone, once it holds these cities, which are large.
pub(super) async fn held(database: &Database, ground: &Ground) -> Outcome<Process> {
    let metrics = free_address()?;
    let settings = [("JEMENGAGE_METRICS_LISTEN", metrics.to_string())];
    let server = Process::jemengage_with(&database.service, ground.folder(), &settings).await?;
    let first = format!("GET /api/v1/missions HTTP/1.1\r\nhost: {HOST}\r\n\r\n");
    ask(server.address, &first).await?;
    for _ in 0..1_200 {
        let (_, told) = ask(metrics, "GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n").await?;
        if String::from_utf8_lossy(&told).contains("search_held_documents") {
            return Ok(server);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err("the city is not held".into())
}

/// The wait of the 99th of a hundred answers, one after the other.
pub(super) async fn alone(server: &Process, mix: &[Asked]) -> Outcome<f64> {
    let mut connection = Connection::open(server.address).await?;
    let mut waits = Vec::new();
    for turn in 0..=TURNS {
        for asked in mix {
            let began = Instant::now();
            let request = format!("GET {} HTTP/1.1\r\nhost: {}\r\n\r\n", asked.path, asked.host);
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
pub(super) async fn crowd(server: &Process, mix: &Arc<Vec<Asked>>) -> Outcome<f64> {
    let (mix, turn) = (Arc::clone(mix), AtomicUsize::new(0));
    let load = Load {
        address: server.address,
        status: 200,
        warm_up: Duration::from_secs(4),
        measured: Duration::from_secs(12),
        request: Arc::new(move |out| {
            let asked = &mix[turn.fetch_add(1, Ordering::Relaxed) % mix.len()];
            out.extend_from_slice(format!("GET {} HTTP/1.1\r\nhost: {}\r\n\r\n", asked.path, asked.host).as_bytes());
        }),
    };
    let answers = load.run().await?;
    Ok(load.rate(answers))
}

/// The same questions, put to Meilisearch itself.
pub(super) async fn straight(server: &Meilisearch, mix: &[Asked]) -> Outcome<f64> {
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
