//! `serve`: web and workers in one process, until told to stop; what was begun is finished.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use bots::{Apis, telegram};
use metrics_exporter_prometheus::PrometheusHandle;
use platform_core::ports::new_id;
use platform_core::rules::versions;
use platform_core::{App, changes, jobs, search};
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::Config;
use crate::web::{self, Limits, PublicAnswers, Web};

/// What a process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    /// Answers HTTP.
    Web,
    /// Runs jobs.
    Worker,
    /// Sends in chats.
    Bots,
}

/// Why a process cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database does not answer.
    #[error("the database does not answer: {0}")]
    Database(#[from] platform_core::DbError),
    /// The schema is behind the program.
    #[error("migrations are pending ({0}): run `jemengage migrate` as the schema's owner")]
    Pending(String),
    /// The role would see through row security.
    #[error("the role in DATABASE_URL is not fit to serve: {0}; connect as a member of jemengage_service")]
    Unfit(String),
    /// The address is taken, or not ours.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// Serving failed.
    #[error("serving failed: {0}")]
    Io(#[from] std::io::Error),
}

/// How long requests under way may take to finish after the stop.
const DRAIN: Duration = Duration::from_secs(20);
/// How often buckets of the limits are let go of.
const TIDY: Duration = Duration::from_secs(600);

/// Refuses to serve on a database that is behind, or as a role that row security does not bind; and sees to it that every
/// city's rules are those its folder and this program bring.
///
/// # Errors
/// If so.
pub async fn check(app: &App) -> Result<(), ServeError> {
    platform_core::ping(&app.db).await?;
    let problems = platform_core::unfit_role(&app.db).await?;
    if !problems.is_empty() {
        return Err(ServeError::Unfit(problems.join(", ")));
    }
    let pending = platform_core::pending_migrations(&app.db).await?;
    if !pending.is_empty() {
        return Err(ServeError::Pending(pending.join(", ")));
    }
    Ok(versions::settle_all(app).await?)
}

/// Binds the address to listen on.
///
/// # Errors
/// If it cannot be had.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|error| ServeError::Listen(address, error))
}

/// Serves until `stop`, then finishes what it began.
///
/// # Errors
/// If an address cannot be had, or serving fails.
pub async fn serve(
    app: Arc<App>,
    config: &Config,
    url: SecretString,
    roles: &[Role],
    metrics: Option<PrometheusHandle>,
    listener: Option<TcpListener>,
    stop: CancellationToken,
) -> Result<(), ServeError> {
    let tasks = TaskTracker::new();
    let answers = Arc::new(PublicAnswers::new(Arc::clone(&app.seen)));
    let following = tokio::spawn(changes::follow(app.db.clone(), url, Arc::clone(&app.registry), {
        let (answers, app) = (Arc::clone(&answers), Arc::clone(&app));
        move |mission| {
            answers.changed(mission);
            app.lifts.changed(mission);
        }
    }));
    if roles.contains(&Role::Worker) {
        tasks.spawn(jobs::worker::work(Arc::clone(&app), stop.clone().cancelled_owned()));
        tasks.spawn(search::follow::work(Arc::clone(&app), stop.clone().cancelled_owned()));
    }
    if roles.contains(&Role::Bots) && app.vault.is_some() {
        let node = new_id(&*app.entropy, app.clock.now());
        let apis = Apis { telegram: config.telegram_api.clone(), discord: config.discord_api.clone() };
        tasks.spawn(telegram::poll_all(Arc::clone(&app), apis.telegram.clone(), node, stop.clone().cancelled_owned()));
        tasks.spawn(bots::send_all(Arc::clone(&app), apis, node, stop.clone().cancelled_owned()));
    }
    if let (Some(handle), Some(address)) = (metrics, config.metrics_listen) {
        let listener = bind(address).await?;
        let served =
            axum::serve(listener, web::metrics_router(handle)).with_graceful_shutdown(stop.clone().cancelled_owned());
        tasks.spawn(async move { served.await });
    }
    if roles.contains(&Role::Web) {
        let listener = match listener {
            Some(listener) => listener,
            None => bind(config.listen).await?,
        };
        let limits = Arc::new(Limits::new(config.sign_in_limit, Arc::clone(&app.clock)));
        tasks.spawn(tidy(Arc::clone(&limits), stop.clone()));
        let web = Web { app, answers, limits, trusted_proxies: config.trusted_proxies.clone().into() };
        serve_web(listener, web, &stop).await?;
    } else {
        stop.cancelled().await;
    }
    tasks.close();
    if tokio::time::timeout(DRAIN, tasks.wait()).await.is_err() {
        tracing::warn!("some work did not finish in time; its jobs will be run again");
    }
    following.abort();
    Ok(())
}

async fn serve_web(listener: TcpListener, web: Web, stop: &CancellationToken) -> Result<(), ServeError> {
    // Answers are small and whole: waiting to fill a packet only costs.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
    });
    let service = web::router(web).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
    let served = served.into_future();
    tokio::pin!(served);
    tokio::select! {
        result = &mut served => return Ok(result?),
        () = stop.cancelled() => {}
    }
    // Idle connections close at once; requests under way have this long.
    match tokio::time::timeout(DRAIN, served).await {
        Ok(result) => Ok(result?),
        Err(_) => {
            tracing::warn!("some requests did not finish in time");
            Ok(())
        }
    }
}

async fn tidy(limits: Arc<Limits>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(TIDY) => limits.tidy(),
        }
    }
}

/// Resolves on Ctrl-C or SIGTERM.
///
/// # Errors
/// If signals cannot be waited for.
pub async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
