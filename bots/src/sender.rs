//! The sender: one node takes out what waits for a bot, within its platform's limits, and sees to what cannot be delivered.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use platform_core::chat::Platform;
use platform_core::chat::bots::{self, Bot};
use platform_core::chat::outbox::{self, Due, Wanted};
use platform_core::kinds::BotId;
use platform_core::{App, DbError};
use secrecy::ExposeSecret as _;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use crate::{Apis, discord, telegram};

/// What a bot sends a second, with what it may send at once: never more than 30 in any second ("no more than 30 messages
/// per second", Telegram's Bot FAQ; Discord allows 50).
const PACE: (NonZeroU32, NonZeroU32) = (count(26), count(3));
/// What of it is not answers: those who wait for one find room.
const NOTES: (NonZeroU32, NonZeroU32) = (count(20), count(1));
/// Conversations that are sent to at once.
const AT_ONCE: usize = 16;
/// How long a platform may take. teloxide itself would sleep ten seconds over a fault of Telegram's.
const PATIENCE: Duration = Duration::from_secs(4);
/// How often a node looks for what another has queued.
const LOOK: Duration = Duration::from_millis(300);
/// The shortest time between two looks, however much is queued.
const BREATH: Duration = Duration::from_millis(10);
/// How often it looks which bots there are.
const BOTS_LOOK: Duration = Duration::from_secs(1);
/// After so many tries a message is given up: by then some two hours have gone by.
const MOST_ATTEMPTS: i32 = 32;

const fn count(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).expect("not zero")
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is there, or need not be any more.
    Done,
    /// The platform has us wait so long.
    Wait(Duration),
    /// It failed, and may not the next time.
    Failed,
    /// Nothing reaches the conversation.
    Unreachable,
    /// It is refused, and would be again.
    Refused,
    /// Nobody knows whether it is there.
    InDoubt,
    /// It is another node's to send.
    NotOurs,
}

/// What takes messages to a platform.
enum Courier {
    Telegram(telegram::Courier),
    Discord(discord::Courier),
}

impl Courier {
    fn new(bot: &Bot, apis: &Apis) -> Self {
        match bot.platform {
            Platform::Telegram => Self::Telegram(telegram::Courier::new(bot, apis.telegram.as_ref())),
            Platform::Discord => Self::Discord(discord::Courier::new(bot, apis.discord.as_ref())),
        }
    }

    async fn deliver(&self, message: &Due, now: DateTime<Utc>) -> Fate {
        match self {
            Self::Telegram(courier) => courier.deliver(message).await,
            Self::Discord(courier) => courier.deliver(message, now).await,
        }
    }
}

/// Sends for all bots until stopped; what is under way is finished.
pub async fn send_all(app: Arc<App>, apis: Apis, node: Uuid, stop: impl Future<Output = ()> + Send) {
    let stop = stop.fuse();
    tokio::pin!(stop);
    let mut senders: HashMap<BotId, Arc<Sender>> = HashMap::new();
    let mut shifts = JoinSet::new();
    let mut looked: Option<Instant> = None;
    loop {
        if looked.is_none_or(|at| at.elapsed() >= BOTS_LOOK) {
            refresh(&app, &apis, node, &mut senders).await;
            looked = Some(Instant::now());
        }
        match outbox::with_due(&app).await {
            Ok(due) => due.iter().filter_map(|bot| senders.get(bot)).for_each(|sender| sender.begin(&mut shifts)),
            Err(error) => tracing::warn!(%error, "messages wait: the database does not answer"),
        }
        while shifts.try_join_next().is_some() {}
        tokio::select! {
            biased;
            () = &mut stop => break,
            () = async { app.db.chat_messages_queued().await; sleep(BREATH).await } => {}
            () = sleep(LOOK) => {}
        }
    }
    senders.values().for_each(|sender| sender.stopped.store(true, Ordering::Relaxed));
    while shifts.join_next().await.is_some() {}
    if let Err(error) = outbox::release(&app, node).await {
        tracing::warn!(%error, "another node sends when the lease of this one is over");
    }
}

/// Takes in bots that are new or changed, and lets go of those that are gone.
async fn refresh(app: &Arc<App>, apis: &Apis, node: Uuid, senders: &mut HashMap<BotId, Arc<Sender>>) {
    let Some(vault) = &app.vault else { return };
    let rows = match bots::all(app, vault).await {
        Ok(rows) => rows,
        Err(error) => return tracing::warn!(%error, "the bots cannot be read"),
    };
    senders.retain(|id, _| rows.iter().any(|row| row.id == *id));
    for row in rows {
        let known = senders.get(&row.id);
        let is_as_known = known.is_some_and(|known| known.bot.token.expose_secret() == row.token.expose_secret());
        // One after the other: what the former has under way, the next would send again.
        if !is_as_known && known.is_none_or(|known| known.ends()) {
            senders.insert(row.id, Arc::new(Sender::new(Arc::clone(app), row, apis, node)));
        }
    }
}

/// What sends for one bot.
struct Sender {
    app: Arc<App>,
    bot: Bot,
    node: Uuid,
    courier: Courier,
    pace: DefaultDirectRateLimiter,
    notes: DefaultDirectRateLimiter,
    /// Whether it is sending.
    on_shift: AtomicBool,
    /// Whether it is to end.
    stopped: AtomicBool,
    /// More was queued.
    more: Notify,
    /// What is there and could not be noted as such yet: it is not sent again.
    delivered: Mutex<HashSet<i64>>,
    /// From when on what nobody waits for may be sent: the platform has had us wait.
    notes_from: Mutex<DateTime<Utc>>,
}

/// A message on its way.
type Sent = BoxFuture<'static, (Due, Fate)>;

impl Sender {
    fn new(app: Arc<App>, bot: Bot, apis: &Apis, node: Uuid) -> Self {
        let limiter = |(rate, burst)| RateLimiter::direct(Quota::per_second(rate).allow_burst(burst));
        Self {
            courier: Courier::new(&bot, apis),
            pace: limiter(PACE),
            notes: limiter(NOTES),
            on_shift: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            more: Notify::new(),
            delivered: Mutex::default(),
            notes_from: Mutex::new(DateTime::<Utc>::MIN_UTC),
            app,
            bot,
            node,
        }
    }

    /// Begins to send, or hears that there is more.
    fn begin(self: &Arc<Self>, shifts: &mut JoinSet<()>) {
        if self.on_shift.swap(true, Ordering::AcqRel) {
            return self.more.notify_one();
        }
        let own = Arc::clone(self);
        shifts.spawn(async move {
            let _shift = Shift(&own.on_shift);
            own.shift().await;
        });
    }

    /// Takes nothing more; says whether nothing is under way.
    fn ends(&self) -> bool {
        self.stopped.store(true, Ordering::Relaxed);
        !self.on_shift.load(Ordering::Acquire)
    }

    /// Sends until nothing is due, or another node sends for this bot.
    async fn shift(self: &Arc<Self>) {
        let mut under_way: FuturesUnordered<Sent> = FuturesUnordered::new();
        let mut busy: HashSet<String> = HashSet::new();
        let mut lease = Lease::default();
        let mut look = true;
        loop {
            if look && under_way.len() < AT_ONCE && !self.stopped.load(Ordering::Relaxed) {
                look = false;
                let most = i64::try_from(AT_ONCE - under_way.len()).unwrap_or_default();
                let answers = *self.notes_from() > self.app.clock.now();
                let wanted = Wanted { most, busy: busy.iter().cloned().collect(), answers };
                for message in self.due(&mut lease, &wanted).await {
                    busy.insert(message.chat.clone());
                    under_way.push(Arc::clone(self).send(message).boxed());
                }
            }
            let Some(first) = self.next(&mut under_way, &mut look).await else { break };
            let mut sent: Vec<_> = first.into_iter().collect();
            while let Some(Some(other)) = under_way.next().now_or_never() {
                sent.push(other);
            }
            for (message, fate) in &sent {
                busy.remove(&message.chat);
                if let Fate::Wait(pause) = fate {
                    let until = self.app.clock.now() + TimeDelta::from_std(*pause).unwrap_or_default();
                    let mut notes_from = self.notes_from();
                    *notes_from = until.max(*notes_from);
                }
            }
            if let Err(error) = self.settle(&sent).await {
                tracing::warn!(bot = self.bot.name, %error, "what became of messages is noted later");
            }
            // A few at a time, unless more is known to wait; where an answer went, the next of its conversation may.
            look |= under_way.len() <= AT_ONCE / 2 || sent.iter().any(|(message, _)| message.is_answer);
        }
    }

    /// What is to be sent next, if this node may.
    async fn due(&self, lease: &mut Lease, wanted: &Wanted) -> Vec<Due> {
        let due = async {
            if !lease.holds(self).await? {
                return Ok(Vec::new());
            }
            outbox::due(&self.app, self.bot.id, self.node, wanted).await
        };
        due.await.unwrap_or_else(|error: DbError| {
            tracing::warn!(bot = self.bot.name, %error, "messages wait: the database does not answer");
            Vec::new()
        })
    }

    /// The next that comes back, or a word that there is more; none when nothing is under way.
    async fn next(&self, under_way: &mut FuturesUnordered<Sent>, look: &mut bool) -> Option<Option<(Due, Fate)>> {
        if under_way.is_empty() {
            return None;
        }
        tokio::select! {
            biased;
            sent = under_way.next() => Some(sent),
            () = self.more.notified() => {
                *look = true;
                Some(None)
            }
        }
    }

    async fn send(self: Arc<Self>, message: Due) -> (Due, Fate) {
        if self.delivered().contains(&message.id) {
            return (message, Fate::Done);
        }
        // What is no notice nobody would tell otherwise: it is rather sent twice than never.
        if message.is_in_doubt && message.notice.is_some() {
            return (message, Fate::InDoubt);
        }
        if !message.is_answer {
            self.notes.until_ready().await;
        }
        self.pace.until_ready().await;
        // What nobody waits for is told once, whatever happens to this node meanwhile.
        match self.begins(&message).await {
            Ok(true) => {}
            Ok(false) => return (message, Fate::NotOurs),
            Err(error) => {
                tracing::warn!(bot = self.bot.name, %error, "a message waits: the database does not answer");
                return (message, Fate::Wait(LOOK));
            }
        }
        let delivered = self.courier.deliver(&message, self.app.clock.now());
        // It may be there all the same. An answer is rather sent twice than never; a note is tried once more, no oftener.
        let unheard = if message.notice.is_some() && message.attempts > 0 { Fate::InDoubt } else { Fate::Failed };
        let fate = timeout(PATIENCE, delivered).await.unwrap_or(unheard);
        if fate == Fate::Done {
            self.delivered().insert(message.id);
        }
        (message, fate)
    }

    fn notes_from(&self) -> MutexGuard<'_, DateTime<Utc>> {
        self.notes_from.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn delivered(&self) -> MutexGuard<'_, HashSet<i64>> {
        self.delivered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn begins(&self, message: &Due) -> Result<bool, DbError> {
        Ok(message.is_answer || outbox::begin(&self.app, message.id, self.node).await?)
    }

    /// Notes what became of messages; first of those that are there, so that they are not sent again whatever fails after.
    async fn settle(&self, sent: &[(Due, Fate)]) -> Result<(), DbError> {
        let is_over = |message: &Due, fate: Fate| fate == Fate::Done || fate == Fate::Refused && message.is_answer;
        let over: Vec<_> = sent.iter().filter(|(own, fate)| is_over(own, *fate)).map(|(own, _)| own.id).collect();
        if !over.is_empty() {
            outbox::done(&self.app, &over).await?;
            self.delivered().retain(|id| !over.contains(id));
        }
        for (message, fate) in sent.iter().filter(|(own, fate)| !is_over(own, *fate)) {
            let (now, id) = (self.app.clock.now(), message.id);
            let after = |pause: Duration| now + TimeDelta::from_std(pause).unwrap_or_default();
            match fate {
                Fate::Wait(pause) => outbox::later(&self.app, id, after(*pause), false).await?,
                Fate::Failed if message.attempts < MOST_ATTEMPTS => {
                    outbox::later(&self.app, id, after(pause_after(message.attempts)), true).await?;
                }
                Fate::NotOurs => {}
                Fate::Unreachable => outbox::give_up(&self.app, self.bot.id, &message.chat).await?,
                // In doubt, refused or tried too often: a notice is told by mail, then.
                _ => {
                    tracing::warn!(bot = self.bot.name, message = id, ?fate, "a message is given up");
                    outbox::tell_otherwise(&self.app, message).await?;
                }
            }
        }
        Ok(())
    }
}

/// That a bot is being sent for; it is no more when this is gone, however it ended.
struct Shift<'a>(&'a AtomicBool);

impl Drop for Shift<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// A second, two, four, at most five minutes.
fn pause_after(attempts: i32) -> Duration {
    let attempts = u32::try_from(attempts).unwrap_or_default();
    Duration::from_secs(2_u64.pow(attempts.min(9)).min(300))
}

/// That no other node sends for the bot.
#[derive(Default)]
struct Lease {
    until: Option<Instant>,
}

impl Lease {
    /// Whether it holds for as long as a message may take; said again to the others in good time.
    async fn holds(&mut self, sender: &Sender) -> Result<bool, DbError> {
        let enough = Instant::now() + PATIENCE + Duration::from_secs(2);
        if self.until.is_some_and(|until| until > enough) {
            return Ok(true);
        }
        let asked = Instant::now();
        let leased = outbox::lease(&sender.app, sender.bot.id, sender.node).await?;
        self.until = leased.then(|| asked + outbox::LEASE.to_std().unwrap_or_default());
        Ok(leased)
    }
}
