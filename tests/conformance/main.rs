//! One meaning, two engines: the same questions to Postgres and to Meilisearch, compared with each other and with an
//! answer found the slow way. It says at its end how many ran where.

#![expect(clippy::expect_used, reason = "a suite that cannot set up must stop, loudly")]

mod city;
mod faults;
mod oracle;
mod questions;
mod words;

use std::process::ExitCode;
use std::sync::Arc;

use platform_core::accounts::passwords::Passwords;
use platform_core::tenancy::Ctx;
use platform_core::{App, PostgresSearch};
use tests::{Meilisearch, recorded};

use city::City;

/// An engine under test.
struct Engine {
    name: &'static str,
    app: Arc<App>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut meilisearch = Meilisearch::start().await;
    let city = City::new(meilisearch.as_ref()).await;
    let mut engines = vec![Engine { name: "Postgres", app: on_postgres(&city.app.app) }];
    if meilisearch.is_some() {
        engines.push(Engine { name: "Meilisearch", app: Arc::clone(&city.app.app) });
    }
    let documents = city.documents().await;
    let ctx = city.app.operator("paris");
    let (mut cases, mut wrong) = (0, Vec::new());
    for asked in questions::all(&documents) {
        cases += 1;
        for engine in &engines {
            if let Err(problem) = oracle::compare(&engine.app, &ctx, &asked, &documents).await {
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
    println!("conformance: {cases} cases on Postgres; {on_meilisearch}; {} wrong", wrong.len());
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The same application, searching on its database alone.
fn on_postgres(app: &App) -> Arc<App> {
    Arc::new(App {
        search: Arc::new(PostgresSearch::new(app.db.clone())),
        copy: None,
        db: app.db.clone(),
        registry: Arc::clone(&app.registry),
        rules: Arc::clone(&app.rules),
        mailer: Arc::clone(&app.mailer),
        clock: Arc::clone(&app.clock),
        entropy: Arc::clone(&app.entropy),
        passwords: Passwords::new(&*app.entropy).expect("passwords can be hashed"),
        links: app.links.clone(),
    })
}
