//! What many ask at the same time, asked together: one statement for all who came while others were being answered.
//!
//! **Why:** a short statement costs Postgres mostly what comes around it: messages, a plan's start, a snapshot and, if it
//! writes, a commit. Who comes alone is answered at once and waits for nobody; in a crowd each waits for the statement under
//! way, and then shares the next. One that takes long, as what waits for a lock does, is not waited for.

use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::{Db, Error, Result};
use crate::refusals::{Explain as _, Kind};

/// How long those in line wait for a statement: longer than most take, so that they share the next.
const PATIENCE: Duration = Duration::from_millis(20);
/// Most that one statement asks: past this the share of each hardly shrinks, and all wait longer.
const MOST: usize = 32;

/// What is wrong with one of them is found within this.
const SOON: Duration = Duration::from_secs(1);

/// What can be asked together.
pub(super) trait Together: Clone + Send + Sync + Sized + 'static {
    /// What each is answered.
    type Answer: Send + 'static;

    /// Where those who ask this wait.
    fn line(db: &Db) -> &Line<Self>;

    /// Whether both may be asked in one statement.
    fn goes_with(&self, other: &Self) -> bool;

    /// Asks, in one statement; answers in the same order.
    fn ask(db: &Db, all: Vec<Self>) -> impl Future<Output = Result<Vec<Self::Answer>>> + Send;
}

/// Who asks, and where the answer goes.
type Place<T> = (T, oneshot::Sender<Result<<T as Together>::Answer>>);

/// A line of those who ask; it opens with the first.
pub(super) struct Line<T: Together>(OnceLock<mpsc::UnboundedSender<Place<T>>>);

impl<T: Together> Default for Line<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

/// Asks, with whoever asks at the same time. Who goes away while they wait in line is not asked for; later they are all the
/// same.
pub(super) async fn together<T: Together>(db: &Db, one: T) -> Result<T::Answer> {
    let line = T::line(db).0.get_or_init(|| open(db));
    let (tell, told) = oneshot::channel();
    let gone = || Error::Pool("nobody asks for those in line".into());
    line.send((one, tell)).map_err(|_| gone())?;
    told.await.map_err(|_| gone())?
}

fn open<T: Together>(db: &Db) -> mpsc::UnboundedSender<Place<T>> {
    let (line, head) = mpsc::unbounded_channel();
    // Without the line, which so closes when nobody can join it any more.
    tokio::spawn(serve::<T>(Db { lines: Arc::default(), ..db.clone() }, head));
    line
}

/// Asks for those in line until it closes; those who cannot be asked for together are asked for beside each other.
async fn serve<T: Together>(db: Db, mut head: mpsc::UnboundedReceiver<Place<T>>) {
    let mut taken = Vec::with_capacity(MOST);
    while head.recv_many(&mut taken, MOST).await > 0 {
        taken.retain(|(_, tell)| !tell.is_closed());
        let mut under_way = JoinSet::new();
        while !taken.is_empty() {
            under_way.spawn(answer(db.clone(), take_together(&mut taken)));
        }
        let all_told = async { while under_way.join_next().await.is_some() {} };
        if timeout(PATIENCE, all_told).await.is_err() {
            // It goes on by itself.
            under_way.detach_all();
        }
    }
}

/// Asks for those who go together, and tells each.
async fn answer<T: Together>(db: Db, together: Vec<Place<T>>) {
    let (all, tells): (Vec<_>, Vec<_>) = together.into_iter().unzip();
    for (tell, answer) in tells.into_iter().zip(answers(&db, all).await) {
        // Who is gone needs no answer.
        let _ = tell.send(answer);
    }
}

/// Takes the first, and all that go with those taken.
fn take_together<T: Together>(waiting: &mut Vec<Place<T>>) -> Vec<Place<T>> {
    let mut all: Vec<Place<T>> = Vec::with_capacity(waiting.len());
    let mut later = Vec::new();
    for place in waiting.drain(..) {
        if all.iter().all(|(other, _)| place.0.goes_with(other)) { all.push(place) } else { later.push(place) }
    }
    *waiting = later;
    all
}

/// What each is answered. Where they fail together each is asked alone, for one of them may be the reason; but not where the
/// database is away or it took long to fail, as what waits for a lock does: that would be waited for by each in turn.
async fn answers<T: Together>(db: &Db, all: Vec<T>) -> Vec<Result<T::Answer>> {
    if all.len() == 1 {
        return vec![T::ask(db, all).await.and_then(only)];
    }
    let asked = Instant::now();
    match T::ask(db, all.clone()).await {
        Ok(answers) => answers.into_iter().map(Ok).collect(),
        Err(error) if error.kind() == Kind::Unavailable || asked.elapsed() > SOON => {
            all.iter().map(|_| Err(Error::Pool(error.to_string()))).collect()
        }
        Err(_) => {
            let mut answers = Vec::with_capacity(all.len());
            for one in all {
                answers.push(T::ask(db, vec![one]).await.and_then(only));
            }
            answers
        }
    }
}

fn only<A>(answers: Vec<A>) -> Result<A> {
    answers.into_iter().next().ok_or(Error::Query(diesel::result::Error::NotFound))
}
