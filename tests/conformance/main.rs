//! One meaning, however it is found: the same questions to Postgres, to what is held in memory and to Meilisearch, compared
//! with each other and with an answer found the slow way. It says at its end how many ran where.

#![expect(clippy::expect_used, reason = "a suite that cannot set up must stop, loudly")]

mod city;
mod faults;
mod oracle;
mod questions;
mod words;

use std::process::ExitCode;
use std::sync::Arc;

use platform_core::tenancy::Ctx;
use platform_core::{App, MemorySearch, PostgresSearch};
use tests::{Meilisearch, recorded, searching_with};

use city::City;

/// An engine under test.
struct Engine {
    name: &'static str,
    app: Arc<App>,
    /// Whether also the best match comes in an order that is promised.
    ranks: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut meilisearch = Meilisearch::start().await;
    let city = City::new(meilisearch.as_ref()).await;
    let ctx = city.app.operator("paris");
    let db = &city.app.app.db;
    let loaded = MemorySearch::from_size(db.clone(), 0);
    loaded.hold(&ctx).await.expect("a city is loaded");
    let mut engines = vec![
        Engine {
            name: "Postgres",
            app: searching_with(&city.app.app, Arc::new(PostgresSearch::new(db.clone()))),
            ranks: true,
        },
        Engine { name: "memory", app: searching_with(&city.app.app, Arc::new(loaded)), ranks: true },
        Engine {
            name: "memory, by changes",
            app: searching_with(&city.app.app, Arc::new(city.memory.clone())),
            ranks: true,
        },
    ];
    if meilisearch.is_some() {
        engines.push(Engine { name: "Meilisearch", app: Arc::clone(&city.app.app), ranks: false });
    }
    let documents = city.documents().await;
    let (mut cases, mut wrong) = (0, Vec::new());
    for asked in questions::all(&documents) {
        cases += 1;
        for engine in &engines {
            if let Err(problem) = oracle::compare(engine, &ctx, &asked, &documents).await {
                wrong.push(format!("{}, {asked:?}: {problem}", engine.name));
            }
        }
    }
    let texts = words::check(&engines, &Ctx { locale: ctx.locale, ..ctx.clone() }).await;
    cases += texts.cases;
    wrong.extend(texts.wrong);
    let mut on_meilisearch = "Meilisearch: skipped, no binary".to_owned();
    if let Some(server) = &mut meilisearch {
        server.wipe("missions_paris").await;
        let wrong_words = recorded::record(server, &ctx).await.err();
        wrong.extend(wrong_words.map(|problem| format!("the recorded conversation: {problem}")));
        let (faults, problems) = faults::check(server).await;
        on_meilisearch = format!("{cases} cases and {faults} faults on Meilisearch {}", server.version);
        wrong.extend(problems);
    }
    for problem in wrong.iter().take(20) {
        println!("{problem}\n");
    }
    println!("conformance: {cases} cases on Postgres and in memory; {on_meilisearch}; {} wrong", wrong.len());
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
