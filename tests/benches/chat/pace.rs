//! `chat.update.p99.ms`: how long Telegram waits until an update is answered for, when 500 come each second.
//!
//! **How many bots:** Telegram lets a bot send 30 messages a second, and an update brings forth nearly two: what ends the
//! waiting of who pressed, and what is shown. 500 a second to fewer than 33 bots would grow a line that no platform could
//! send; so here are 40, as 40 cities or associations would have, with 125 conversations each, and what is answered is sent
//! while it goes on. Each person says something every ten seconds.
//!
//! **How it is measured:** an update is sent when it is due, whatever became of those before, and its wait begins when it
//! was due: a server that stands still for a second is not asked less, and shows it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::people::{Count, People};
use super::sink::Sink;
use super::town::{Town, write};
use crate::load::Connection;
use crate::{Outcome, figure};

pub(super) const NAME: &str = "chat.update.p99.ms";

/// Bots.
pub(super) const BOTS: usize = 40;
/// Conversations.
pub(super) const CHATS: usize = if cfg!(debug_assertions) { 500 } else { 5_000 };
/// Updates a second.
const A_SECOND: u32 = if cfg!(debug_assertions) { 50 } else { 500 };
const WARM_UP: Duration = Duration::from_secs(4);
const MEASURED: Duration = Duration::from_secs(20);
/// How long what waits at the end may take to be sent.
const DRAIN: Duration = Duration::from_secs(120);

pub(super) async fn run(town: &Town<'_>, people: &Arc<People>) -> Outcome<()> {
    let sink = Sink::start(Default::default()).await?;
    let node = town.node("web,worker,bots", &sink, 0).await?;
    let before = people.count();
    let paced = Paced { address: node.address, town, people, lost: Arc::default() };
    paced.run(WARM_UP).await?;
    let waits = paced.run(MEASURED).await?;
    let waiting = town.count(WAITING).await?;
    let drained = drained(town).await;
    node.stop().await?;
    let lost = *paced.lost.lock().unwrap_or_else(PoisonError::into_inner);
    told(&waits, &sink, waiting);
    drained?;
    check(town, &sink, people.count(), before, lost).await
}

/// What the figures are, and what they are made of.
fn told(waits: &[Wait], sink: &Sink, waiting: u64) {
    let answered: Vec<f64> = {
        let seen = sink.seen();
        let answered = |wait: &Wait| Some(ms(seen.answered.get(wait.query.as_ref()?)?.duration_since(wait.due)));
        waits.iter().filter_map(answered).collect()
    };
    let waits: Vec<f64> = waits.iter().map(|wait| wait.ms).collect();
    let percent = |percent| percentile(&waits, percent);
    eprintln!(
        "{NAME}: {} updates, p50 {:.1} p90 {:.1} p99.9 {:.1} max {:.1} ms; {waiting} messages waited at the end",
        waits.len(),
        percent(50.0),
        percent(90.0),
        percent(99.9),
        percent(100.0)
    );
    figure(NAME, percent(99.0), "ms");
    // What people feel: from their press until Telegram has the answer to it.
    figure("chat.update.answer.p50.ms", percentile(&answered, 50.0), "ms");
    figure("chat.update.answer.p99.ms", percentile(&answered, 99.0), "ms");
}

/// Waits until nothing is to be sent any more.
async fn drained(town: &Town<'_>) -> Outcome<()> {
    let began = Instant::now();
    while town.count(WAITING).await? > 0 {
        if began.elapsed() > DRAIN {
            return Err(format!("{} messages are not sent", town.count(WAITING).await?).into());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    eprintln!("{NAME}: the rest was sent in {:.1} s", began.elapsed().as_secs_f64());
    Ok(())
}

/// Checks that nothing is lost: each update is noted, each press answered, and each update brought forth a message.
async fn check(town: &Town<'_>, sink: &Sink, after: Count, before: Count, lost: u64) -> Outcome<()> {
    let noted = town.count("SELECT count(*) FROM chat_updates").await?;
    let (updates, presses) = (after.updates - before.updates, after.presses - before.presses);
    let seen = sink.seen();
    let (messages, answers) = (seen.messages.len() as u64, seen.answered.len() as u64);
    figure("chat.update.sent", (messages + answers) as f64, "calls");
    if lost > 0 || noted != after.updates || answers != presses || messages < updates || seen.stale > 0 {
        return Err(format!(
            "{lost} of {updates} updates were not answered 200; {noted} of {} are noted; {answers} of {presses} presses \
             answered; {messages} messages sent; {} buttons stale; other calls: {:?}",
            after.updates, seen.stale, seen.others
        )
        .into());
    }
    Ok(())
}

/// How long an update waited.
struct Wait {
    due: Instant,
    ms: f64,
    query: Option<String>,
}

struct Paced<'a> {
    address: SocketAddr,
    town: &'a Town<'a>,
    people: &'a People,
    lost: Arc<Mutex<u64>>,
}

impl Paced<'_> {
    /// Says what people say, each thing when it is due.
    async fn run(&self, time: Duration) -> Outcome<Vec<Wait>> {
        let idle = Arc::new(Mutex::new(Vec::<Connection>::new()));
        let (mut under_way, mut due_of) = (JoinSet::new(), HashMap::new());
        let began = Instant::now();
        for number in 0..A_SECOND * u32::try_from(time.as_secs())? {
            let due = began + Duration::from_secs(1) / A_SECOND * number;
            tokio::time::sleep_until(due.into()).await;
            let said = self.people.next()?;
            let mut request = Vec::new();
            write(&mut request, &self.town.bots, &said);
            due_of.insert(number, (due, said.query));
            let (address, idle, lost) = (self.address, Arc::clone(&idle), Arc::clone(&self.lost));
            under_way.spawn(async move {
                let status = delivered(address, &idle, &request).await;
                let wait = ms(due.elapsed());
                *lost.lock().unwrap_or_else(PoisonError::into_inner) += u64::from(!matches!(status, Ok(200)));
                (number, wait)
            });
        }
        let mut waits = Vec::new();
        while let Some(done) = under_way.join_next().await {
            let (number, ms) = done?;
            let (due, query) = due_of.remove(&number).ok_or("an update nobody sent")?;
            waits.push(Wait { due, ms, query });
        }
        Ok(waits)
    }
}

/// Delivers an update by a connection that is free, or a new one.
async fn delivered(address: SocketAddr, idle: &Mutex<Vec<Connection>>, request: &[u8]) -> std::io::Result<u16> {
    let free = || idle.lock().unwrap_or_else(PoisonError::into_inner);
    let known = free().pop();
    let mut connection = match known {
        Some(connection) => connection,
        None => Connection::open(address).await?,
    };
    let status = connection.ask(request).await?.0;
    free().push(connection);
    Ok(status)
}

pub(super) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

pub(super) fn percentile(values: &[f64], percent: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place among some thousands")]
    let place = (sorted.len() as f64 * percent / 100.0) as usize;
    sorted.get(place.min(sorted.len().saturating_sub(1))).copied().unwrap_or(0.0)
}

const WAITING: &str = "SELECT count(*) FROM chat_messages";
