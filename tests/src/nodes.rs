//! The nodes of a `TestApp`: one, or with `TESTS_NODES=2` two on one database, to which requests go in turn.
//!
//! What a node holds in memory follows the others by `NOTIFY`, a moment later. A test that writes and then reads would
//! now and then be faster; so after each request that may have written, every node is waited for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use futures_util::future::join_all;
use platform::config::Config;
use platform::web::{self, Limits, PublicAnswers, Web};
use platform::wiring;
use platform_core::jobs::worker;
use platform_core::ports::{Clock, Mailer, RulesEngine};
use platform_core::search::follow;
use platform_core::{App, changes, schedule};
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::database::Database;

/// How long a node may take to hear of a change.
const LONGEST: Duration = Duration::from_secs(30);

/// How many nodes this run of the tests has.
#[expect(clippy::disallowed_methods, reason = "which run it is is said from outside; the program reads none of it")]
pub(crate) fn count() -> usize {
    std::env::var("TESTS_NODES").ok().and_then(|count| count.parse().ok()).unwrap_or(1)
}

/// An application with its HTTP face.
struct Node {
    app: Arc<App>,
    answers: Arc<PublicAnswers>,
    router: Router,
    /// The last ring of the bell it heard; none before it listens.
    heard: watch::Receiver<Option<u64>>,
    following: Option<AbortHandle>,
}

/// One or several on one database.
pub(crate) struct Nodes {
    all: Vec<Node>,
    turn: AtomicUsize,
    /// Announces a change that is none, and so comes after all that was announced before.
    bell: Option<tokio_postgres::Client>,
    rung: AtomicU64,
}

impl Nodes {
    pub(crate) async fn start(
        count: usize,
        config: &Config,
        database: &Database,
        mailer: &(impl Mailer + Clone + 'static),
        clock: &Arc<impl Clock + 'static>,
        engine: &Arc<dyn RulesEngine>,
    ) -> Self {
        let mut all = Vec::new();
        for _ in 0..count {
            let url = database.url().await;
            let app = wiring::app_with(
                config,
                url.clone().into(),
                Arc::new(mailer.clone()),
                Arc::clone(clock) as _,
                Arc::clone(engine),
            )
            .await
            .expect("the application is put together");
            all.push(Node::start(app, config, (count > 1).then_some(url)).await);
        }
        let bell = if count > 1 { Some(database.connect().await) } else { None };
        Self { all, turn: AtomicUsize::new(0), bell, rung: AtomicU64::new(0) }
    }

    /// The application of the first.
    pub(crate) fn app(&self) -> &Arc<App> {
        &self.all[0].app
    }

    /// Sends a request to the next in turn.
    pub(crate) async fn send(&self, request: Request<Body>) -> Response {
        let may_write = !request.method().is_safe();
        let node = &self.all[self.turn.fetch_add(1, Ordering::Relaxed) % self.all.len()];
        node.holds_nothing_stale();
        let response = node.router.clone().oneshot(request).await.expect("infallible");
        if may_write {
            self.all_hear().await;
        }
        response
    }

    /// Has all of them do what is due, at once; answers how many jobs ran.
    pub(crate) async fn work(&self) -> usize {
        loop {
            let ticks = join_all(self.all.iter().map(|node| schedule::tick(&node.app))).await;
            if ticks.into_iter().map(|done| done.expect("the clock is asked")).sum::<usize>() == 0 {
                break;
            }
        }
        let ran = join_all(self.all.iter().map(|node| worker::run_due(&node.app))).await;
        if let Err(error) = follow::catch_up_all(self.app()).await {
            eprintln!("the search engine's copy stays behind: {error}");
        }
        self.all_hear().await;
        ran.into_iter().map(|ran| ran.expect("the queue is worked on")).sum()
    }

    /// Waits until every node has heard of whatever was committed before.
    pub(crate) async fn all_hear(&self) {
        let Some(bell) = &self.bell else {
            self.all.iter().for_each(Node::holds_nothing_stale);
            return;
        };
        let number = self.rung.fetch_add(1, Ordering::SeqCst) + 1;
        let ring = format!("{} {}", Uuid::nil(), Uuid::from_u128(number.into()));
        bell.execute("SELECT pg_notify('missions', $1)", &[&ring]).await.expect("the bell rings");
        for node in &self.all {
            let mut heard = node.heard.clone();
            let hears = heard.wait_for(|last| last.is_some_and(|last| last >= number));
            tokio::time::timeout(LONGEST, hears).await.expect("every node hears it").expect("it follows");
        }
    }
}

impl Node {
    /// With a URL it follows what the others do.
    async fn start(app: Arc<App>, config: &Config, url: Option<String>) -> Self {
        let answers = Arc::new(PublicAnswers::new(Arc::clone(&app.seen)));
        let router = web::router(Web {
            app: Arc::clone(&app),
            answers: Arc::clone(&answers),
            limits: Arc::new(Limits::new(config.sign_in_limit, Arc::clone(&app.clock))),
            trusted_proxies: config.trusted_proxies.clone().into(),
        });
        let (hear, mut heard) = watch::channel(None);
        let Some(url) = url else { return Self { app, answers, router, heard, following: None } };
        let (held, own) = (Arc::clone(&answers), Arc::clone(&app));
        let following = tokio::spawn(changes::follow(app.db.clone(), url.into(), Arc::clone(&app.registry), {
            move |mission| {
                held.changed(mission);
                own.lifts.changed(mission);
                let number = match mission {
                    Some((city, ring)) if city.is_nil() => u64::try_from(ring.uuid().as_u128()).unwrap_or_default(),
                    _ => 0,
                };
                hear.send_modify(|last| *last = Some(last.unwrap_or_default().max(number)));
            }
        }));
        let listens = heard.wait_for(Option::is_some);
        tokio::time::timeout(LONGEST, listens).await.expect("the node listens").expect("it follows");
        Self { app, answers, router, heard, following: Some(following.abort_handle()) }
    }

    /// One that hears of nothing holds nothing.
    fn holds_nothing_stale(&self) {
        if self.following.is_none() {
            self.answers.changed(None);
            self.app.lifts.changed(None);
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(following) = &self.following {
            following.abort();
        }
    }
}
