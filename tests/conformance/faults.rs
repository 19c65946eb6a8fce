//! What happens to Meilisearch, and what must not happen to those who search: killed, held still, wiped, put back to
//! yesterday, while missions are posted and looked for.

use std::collections::BTreeSet;

use axum::http::Method;
use chrono::Duration;
use nix::sys::signal::Signal;
use platform_core::search::follow;
use platform_core::search::index::{self, Difference};
use serde_json::json;
use tests::{Meilisearch, Person, SmallDisk, TestApp, a_mission};
use uuid::Uuid;

/// A city in which missions are posted, and all of them looked for.
struct Scene {
    app: TestApp,
    manager: Person,
    association: Uuid,
    posted: BTreeSet<String>,
}

impl Scene {
    async fn new(server: &Meilisearch) -> Self {
        let app = TestApp::with(|vars| {
            vars.extend(server.settings().map(|(key, value)| (key.to_owned(), value)));
        })
        .await;
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        let mut scene = Self { app, manager, association, posted: BTreeSet::new() };
        for _ in 0..4 {
            scene.post().await;
        }
        scene.app.work().await;
        scene
    }

    async fn post(&mut self) {
        let (mission, _) = self.manager.published_mission(&self.app, self.association, a_mission(5)).await;
        self.posted.insert(mission.to_string());
    }

    /// Hides one that was posted.
    async fn hide(&mut self) {
        let mission = self.posted.pop_first().expect("one");
        let path = format!("/api/v1/missions/{mission}/cancel");
        self.manager.post(&self.app, &path, json!({ "reason": "La salle est prise." })).await.expect(200);
    }

    /// Everything is found; by which engine is said.
    async fn finds_all(&self, degraded: bool) -> Result<(), String> {
        let path = "/api/v1/missions?q=devoirs&facets=domain&limit=100";
        let answer = self.app.call("paris", Method::GET, path, None).await.expect(200);
        let items = answer.body["items"].as_array().expect("items");
        let found: BTreeSet<_> = items.iter().filter_map(|item| item["id"].as_str()).map(str::to_owned).collect();
        if found != self.posted || answer.body["total"] != json!(found.len()) {
            return Err(format!("finds {found:?}, counts {}, not {:?}", answer.body["total"], self.posted));
        }
        match answer.body["degraded"].as_bool().unwrap_or(false) == degraded {
            true => Ok(()),
            false => Err(format!("degraded should be {degraded}")),
        }
    }

    async fn ready(&self) -> String {
        self.app.call("paris", Method::GET, "/readyz", None).await.expect(200).body["search"].to_string()
    }

    async fn check(&self) -> Result<Vec<Difference>, String> {
        let ctx = self.app.operator("paris");
        index::check(&self.app.app, &ctx, &|_| ()).await.map_err(|error| error.to_string())
    }

    /// In step again, and Meilisearch asked again.
    async fn is_whole(&self) -> Result<(), String> {
        // So long the breaker waits before it lets somebody try.
        self.app.clock.advance(Duration::seconds(6));
        follow::catch_up_all(&self.app.app).await.map_err(|error| error.to_string())?;
        self.finds_all(false).await?;
        match self.check().await?.as_slice() {
            [] => Ok(()),
            differences => Err(format!("{differences:?}")),
        }
    }
}

/// Runs all faults; answers how many, and what went wrong.
pub(crate) async fn check(server: &mut Meilisearch) -> (usize, Vec<String>) {
    let mut wrong = Vec::new();
    let mut note = |fault: &str, outcome: Result<(), String>| {
        wrong.extend(outcome.err().map(|problem| format!("{fault}: {problem}")));
    };
    note("killed", killed(server).await);
    note("held still", held_still(server).await);
    note("wiped", wiped(server).await);
    note("settings changed", settings_changed(server).await);
    note("told otherwise", told_otherwise(server).await);
    // A Meilisearch of its own, where one may mount.
    let disk = SmallDisk::mount(64);
    if let Some(disk) = &disk {
        note("disk full", disk_full(disk).await);
    }
    (5 + usize::from(disk.is_some()), wrong)
}

/// Killed while missions come and go: Postgres answers meanwhile, nothing is lost.
async fn killed(server: &mut Meilisearch) -> Result<(), String> {
    let mut scene = Scene::new(server).await;
    scene.finds_all(false).await?;
    server.kill().await;
    scene.post().await;
    scene.hide().await;
    scene.app.work().await;
    for _ in 0..4 {
        scene.finds_all(true).await?;
    }
    if scene.ready().await != "\"degraded\"" {
        return Err(format!("/readyz says {}", scene.ready().await));
    }
    server.start_again().await;
    scene.is_whole().await?;
    match scene.ready().await.as_str() {
        "\"ok\"" => Ok(()),
        other => Err(format!("/readyz says {other} afterwards")),
    }
}

/// Held still while missions come and go: nobody's search fails.
async fn held_still(server: &mut Meilisearch) -> Result<(), String> {
    let mut scene = Scene::new(server).await;
    server.signal(Signal::SIGSTOP);
    scene.post().await;
    scene.hide().await;
    scene.app.work().await;
    let mut outcome = Ok(());
    for _ in 0..5 {
        outcome = outcome.and(scene.finds_all(true).await);
    }
    server.signal(Signal::SIGCONT);
    outcome?;
    scene.is_whole().await
}

/// Its index taken away: Postgres answers, and it is made anew; other cities notice nothing.
async fn wiped(server: &mut Meilisearch) -> Result<(), String> {
    let mut scene = Scene::new(server).await;
    server.wipe("missions_paris").await;
    for _ in 0..5 {
        scene.finds_all(true).await?;
    }
    let elsewhere = scene.app.call("montreal", Method::GET, "/api/v1/missions?q=devoirs", None).await.expect(200);
    if elsewhere.body["degraded"] == json!(true) {
        return Err("the other city is degraded too".into());
    }
    scene.post().await;
    scene.app.work().await;
    scene.is_whole().await
}

/// No room left for it while missions come and go: nobody's search fails, and what it missed it is told again.
async fn disk_full(disk: &SmallDisk) -> Result<(), String> {
    let Some(mut server) = Meilisearch::start_in(disk.folder()).await else { return Ok(()) };
    let mut scene = Scene::new(&server).await;
    scene.finds_all(false).await?;
    disk.fill();
    let before = scene.posted.len();
    scene.post().await;
    scene.hide().await;
    scene.app.work().await;
    for _ in 0..4 {
        let answer = scene.app.call("paris", Method::GET, "/api/v1/missions?q=devoirs", None).await.expect(200);
        // It may answer by what it holds still; what is hidden is not shown all the same.
        let found = answer.body["items"].as_array().expect("items").len();
        if found + 1 < before {
            return Err(format!("finds {found} of {before}"));
        }
    }
    disk.empty();
    // What broke off in the middle is begun anew by a server manager.
    server.kill().await;
    server.start_again().await;
    scene.is_whole().await
}

/// Its settings changed by hand: the next process that starts puts them right.
async fn settings_changed(server: &mut Meilisearch) -> Result<(), String> {
    let scene = Scene::new(server).await;
    server
        .change(
            "indexes/missions_paris/settings",
            json!({ "rankingRules": ["typo"], "filterableAttributes": ["open"] }),
        )
        .await;
    scene.finds_all(true).await?;
    let again = TestApp::on(scene.app.database.clone(), |vars| {
        vars.extend(server.settings().map(|(key, value)| (key.to_owned(), value)));
    })
    .await;
    again.app.registry.reload(&again.app.db).await.map_err(|error| error.to_string())?;
    follow::catch_up_all(&again.app).await.map_err(|error| error.to_string())?;
    scene.is_whole().await
}

/// Its documents changed by hand: `check` says so, `reindex` makes it as it should be.
async fn told_otherwise(server: &mut Meilisearch) -> Result<(), String> {
    let scene = Scene::new(server).await;
    let mission = scene.posted.first().expect("one");
    let path = "indexes/missions_paris/documents";
    server
        .change(path, json!([{ "id": mission, "digest": "another" }, { "id": Uuid::nil(), "digest": "nobody's" }]))
        .await;
    let differences = scene.check().await?;
    if differences.len() != 2 {
        return Err(format!("differs by {differences:?}"));
    }
    let ctx = scene.app.operator("paris");
    index::reindex(&scene.app.app, &ctx, &|_| ()).await.map_err(|error| error.to_string())?;
    scene.is_whole().await
}
