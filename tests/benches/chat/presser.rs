//! Somebody who presses a button each second, whatever else a bot is at.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bots::press::Press;
use platform_core::chat::bots::Bot;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::pace::ms;
use super::people::{Said, message, press_update};
use super::sink::Sink;
use super::town::{Town, write};
use crate::Outcome;
use crate::load;

/// How long the last answers may take: longer than any lease.
const PATIENCE: Duration = Duration::from_secs(30);
/// How soon Telegram tries again where nobody took an update.
const AGAIN: Duration = Duration::from_millis(50);

/// What became of the presses.
pub(super) struct Pressed {
    /// When each was sent, and how many milliseconds later Telegram had its answer.
    pub(super) waits: Vec<(Instant, f64)>,
    pub(super) unanswered: usize,
}

/// Somebody who presses.
pub(super) struct Presser {
    sink: Arc<Sink>,
    stop: oneshot::Sender<()>,
    pressing: JoinHandle<Outcome<Vec<(String, Instant)>>>,
}

impl Presser {
    /// Somebody of this number, whose updates go to these nodes in turn.
    pub(super) async fn start(
        town: &Town<'_>,
        sink: &Arc<Sink>,
        person: usize,
        nodes: Vec<SocketAddr>,
    ) -> Outcome<Self> {
        let bots = Arc::clone(&town.bots);
        let hello = Said { person, query: None, body: message(1, person, "/start")? };
        delivered(&bots, &nodes, &hello).await?;
        let (stop, stopped) = oneshot::channel();
        let pressing = tokio::spawn(press(bots, person, nodes, stopped));
        Ok(Self { sink: Arc::clone(sink), stop, pressing })
    }

    /// No more presses; waits for the answers to those there were.
    pub(super) async fn stop(self) -> Outcome<Pressed> {
        // Who presses no more needs not be told.
        let _ = self.stop.send(());
        let presses = self.pressing.await??;
        let until = Instant::now() + PATIENCE;
        let is_open = || {
            let seen = self.sink.seen();
            presses.iter().any(|(query, _)| !seen.answered.contains_key(query))
        };
        while is_open() && Instant::now() < until {
            tokio::time::sleep(AGAIN).await;
        }
        let seen = self.sink.seen();
        let wait = |(query, at): &(String, Instant)| Some((*at, ms(*seen.answered.get(query)? - *at)));
        let waits: Vec<_> = presses.iter().filter_map(wait).collect();
        Ok(Pressed { unanswered: presses.len() - waits.len(), waits })
    }
}

async fn press(
    bots: Arc<Vec<Bot>>,
    person: usize,
    mut nodes: Vec<SocketAddr>,
    mut stopped: oneshot::Receiver<()>,
) -> Outcome<Vec<(String, Instant)>> {
    let mut presses = Vec::new();
    let mut pace = tokio::time::interval(Duration::from_secs(1));
    let pages = [Press::Help, Press::Themes, Press::Home];
    for (update, page) in (2..).zip(pages.into_iter().cycle()) {
        tokio::select! {
            _ = &mut stopped => break,
            _ = pace.tick() => {}
        }
        let query = format!("press{update}");
        let said = Said { person, query: Some(query.clone()), body: press_update(update, person, &query, page)? };
        presses.push((query, Instant::now()));
        nodes.rotate_left(1);
        delivered(&bots, &nodes, &said).await?;
    }
    Ok(presses)
}

/// Delivers an update, as Telegram does until somebody takes it; it does not reach the dead.
async fn delivered(bots: &[Bot], nodes: &[SocketAddr], said: &Said) -> Outcome<()> {
    let mut request = Vec::new();
    write(&mut request, bots, said);
    let request = std::str::from_utf8(&request)?;
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        for node in nodes {
            if matches!(load::ask(*node, request).await, Ok((200, _))) {
                return Ok(());
            }
        }
        tokio::time::sleep(AGAIN).await;
    }
    Err("nobody takes an update".into())
}
