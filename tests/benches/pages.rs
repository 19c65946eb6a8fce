//! `page.*`: the home page, a search and a mission as visitors get them, against a bare server whose answers are as large;
//! what a first load of each weighs; and what Lighthouse says of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;
use tokio::process::Command;
use uuid::Uuid;

use super::city::{self, City};
use super::ground::{Database, Ground};
use super::load::{Load, ask};
use super::process::Process;
use super::{Outcome, figure, mean, ratio, search};

pub(crate) const NAMES: [&str; 4] = ["page.home", "page.search", "page.mission", "lighthouse"];

const WARM_UP: Duration = Duration::from_secs(1);
const MEASURED: Duration = Duration::from_secs(4);
const ROUNDS: usize = 3;
/// Missions of the city, all of them published.
const MISSIONS: i64 = 400;

pub(crate) async fn run(ground: &Ground, prefix: &str) -> Outcome<()> {
    let database = ground.database("pages").await?;
    database.apply(&city::without_limits(ground.folder())?, City::ID).await?;
    search::missions::fill(&database, City::ID, MISSIONS).await?;
    database.as_superuser().await?.batch_execute("DELETE FROM jobs").await?;
    database.index(ground).await?;
    search::missions::settle(&database).await?;
    let server = Process::jemengage(&database.service, ground.folder()).await?;
    let missions = missions(&database).await?;
    let pages = [
        ("page.home", vec!["/".to_owned()]),
        ("page.search", searches()),
        ("page.mission", missions.iter().map(|id| format!("/missions/{id}")).collect()),
    ];
    for (name, addresses) in &pages {
        if name.starts_with(prefix) || prefix.starts_with(name) {
            against_bare(name, &server, addresses).await?;
            figure(&format!("{name}.kb"), first_load(&server, &addresses[0]).await? / 1000.0, "kB");
        }
    }
    if "lighthouse".starts_with(prefix) || prefix.starts_with("lighthouse") {
        let addresses: Vec<_> = pages.iter().map(|(_, addresses)| addresses[0].clone()).collect();
        lighthouse(ground.folder(), &server, &addresses).await?;
    }
    server.stop().await
}

async fn missions(database: &Database) -> Outcome<Vec<Uuid>> {
    let query = "SELECT id FROM missions WHERE state = 'published' ORDER BY id LIMIT 200";
    Ok(database.as_superuser().await?.query(query, &[]).await?.iter().map(|row| row.get(0)).collect())
}

/// What visitors look for: words, themes and times, no two the same.
fn searches() -> Vec<String> {
    let words = ["", "devoirs", "repas", "jardin", "lecture", "accueil", "sport", "musique", "aide", "tri"];
    let domains = ["", "education", "solidarity", "nature", "culture", "health", "sport", "skills"];
    let times = ["", "weekend", "week"];
    let mut searches = Vec::new();
    for word in words {
        for domain in domains {
            searches.extend(times.map(|time| format!("/missions?q={word}&domain={domain}&when={time}")));
        }
    }
    searches
}

/// Pages a second, each address in turn, beside bare answers of their mean size.
async fn against_bare(name: &str, server: &Process, addresses: &[String]) -> Outcome<()> {
    let request = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: {}\r\naccept-language: fr\r\n\r\n", City::HOST);
    let mut sizes = Vec::new();
    for address in addresses {
        let (status, body) = ask(server.address, &request(address)).await?;
        if status != 200 {
            return Err(format!("{address} was answered {status}").into());
        }
        sizes.push(body.len());
    }
    let size = sizes.iter().sum::<usize>() / sizes.len().max(1);
    eprintln!("{name}: {} addresses of {size} bytes", addresses.len());
    let hello = Process::hello().await?;
    let ours: Vec<_> = addresses.iter().map(|address| request(address)).collect();
    let bare = vec![format!("GET /{size} HTTP/1.1\r\nhost: localhost\r\n\r\n")];
    let (mut rates, mut base) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for (process, requests, rates) in [(server, &ours, &mut rates), (&hello, &bare, &mut base)] {
            let (requests, turn) = (requests.clone(), AtomicUsize::new(0));
            let request = Arc::new(move |buffer: &mut Vec<u8>| {
                let turn = turn.fetch_add(1, Ordering::Relaxed) % requests.len();
                buffer.extend_from_slice(requests[turn].as_bytes());
            });
            let load = Load { address: process.address, status: 200, warm_up: WARM_UP, measured: MEASURED, request };
            rates.push(load.rate(load.run().await?));
        }
        eprintln!("{name}: ours {rates:.0?} base {base:.0?}");
    }
    hello.stop().await?;
    ratio(&format!("{name}.ratio"), mean(&rates), mean(&base), "answers/s");
    Ok(())
}

/// What a first load transfers, bodies compressed, bytes: the page and all that it names.
async fn first_load(server: &Process, path: &str) -> Outcome<f64> {
    let client = reqwest::Client::new();
    let origin = format!("http://{}", server.address);
    let get = async |path: &str, encoding: &str| -> Outcome<Vec<u8>> {
        let request =
            client.get(format!("{origin}{path}")).header("host", City::HOST).header("accept-encoding", encoding);
        Ok(request.send().await?.error_for_status()?.bytes().await?.to_vec())
    };
    let html = String::from_utf8(get(path, "identity").await?)?;
    let mut files = BTreeSet::from([path.to_owned()]);
    for tag in html.split('<').filter(|tag| {
        tag.starts_with("link rel=\"stylesheet\"")
            || tag.starts_with("link rel=\"icon\"")
            || tag.starts_with("script src")
    }) {
        files.extend(tag.split('"').find(|value| value.starts_with('/')).map(str::to_owned));
    }
    let mut sum = 0;
    for file in &files {
        sum += get(file, "gzip").await?.len();
    }
    Ok(f64::from(u32::try_from(sum)?))
}

/// The categories, and the names of their figures.
const CATEGORIES: [(&str, &str); 4] = [
    ("accessibility", "lighthouse.accessibility"),
    ("best-practices", "lighthouse.best_practices"),
    ("seo", "lighthouse.seo"),
    ("performance", "lighthouse.performance"),
];

/// The lowest score of these pages in each category, out of 100.
async fn lighthouse(folder: &Path, server: &Process, addresses: &[String]) -> Outcome<()> {
    let Some(program) = program() else {
        eprintln!("lighthouse: not installed; `.ci/setup --bench` brings it");
        return Ok(());
    };
    let mut lowest = [f64::INFINITY; CATEGORIES.len()];
    for address in addresses {
        let report = folder.join("lighthouse.json");
        let address = format!("http://{}:{}{address}", City::HOST, server.address.port());
        let output = Command::new(&program)
            .args([&address, "--output=json", "--quiet", "--preset=desktop"])
            .arg("--chrome-flags=--headless=new --no-sandbox --disable-gpu")
            .arg(format!("--output-path={}", report.display()))
            .env("CHROME_PATH", "/usr/bin/chromium")
            .kill_on_drop(true)
            .output()
            .await?;
        if !output.status.success() {
            return Err(format!("lighthouse: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        let report: Value = serde_json::from_slice(&std::fs::read(&report)?)?;
        for ((category, _), lowest) in CATEGORIES.iter().zip(&mut lowest) {
            let score = report["categories"][category]["score"].as_f64().ok_or("a category without a score")? * 100.0;
            eprintln!("lighthouse: {address} {category} {score:.0}");
            *lowest = lowest.min(score);
        }
        for (name, audit) in report["audits"].as_object().into_iter().flatten() {
            if audit["score"].as_f64().is_some_and(|score| score < 0.9) {
                eprintln!("lighthouse: {address} {name}: {}", audit["title"].as_str().unwrap_or_default());
            }
        }
    }
    for ((_, name), score) in CATEGORIES.iter().zip(lowest) {
        figure(name, score, "of 100");
    }
    Ok(())
}

fn program() -> Option<PathBuf> {
    let release = std::env::current_exe().ok()?;
    let target = release.ancestors().nth(2)?;
    Some(target.join("browser/lighthouse/node_modules/.bin/lighthouse")).filter(|program| program.exists())
}
