//! `chat.broadcast.duplicates`: a mission comes that ten thousand have an alert for; each is told of it once.
//!
//! **What goes wrong on the way:** one in twenty has blocked the bot, Telegram says once that it was too much, and the node
//! that sends is killed in the middle, with no time to say what it has sent. Another node goes on. Meanwhile somebody presses
//! a button each second, who does not want to wait for ten thousand others.
//!
//! **What is told besides the duplicates:** who was told neither here nor by mail (an error), the most messages in any
//! second (an error past the limit), how long the other node took to go on, and how long presses waited: those that waited
//! between two nodes are told apart, since nobody sends until the lease of the dead one is over.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use platform_core::alerts::{Alert, Asked, keys};
use platform_core::kinds::AlertId;
use platform_core::ports::Clock as _;
use platform_core::search::{Criteria, Facet};
use uuid::Uuid;

use super::pace::{ms, percentile};
use super::people::person_id;
use super::presser::{Pressed, Presser};
use super::sink::{Manners, Message, RETRY_AFTER, Sink};
use super::town::Town;
use crate::city::{self, City};
use crate::ground::Ground;
use crate::process::Process;
use crate::{Outcome, figure};

pub(super) const NAME: &str = "chat.broadcast.duplicates";

/// Conversations with people who have an alert.
const SUBSCRIBERS: usize = if cfg!(debug_assertions) { 900 } else { 10_000 };
/// One in so many has blocked the bot.
const BLOCKED: usize = 20;
/// What Telegram lets a bot send in a second.
const LIMIT: usize = 30;
const SECOND: Duration = Duration::from_secs(1);
/// How often it is looked how far it is.
const LOOK: Duration = Duration::from_millis(100);

pub(super) async fn run(ground: &Ground) -> Outcome<()> {
    let town = Town::new(ground, "broadcast", 1).await?;
    subscribe(&town).await?;
    let blocked = (0..SUBSCRIBERS).filter(|number| is_blocked(*number)).map(person_id).collect();
    let sink = Sink::start(Manners { blocked, too_many: Some(SUBSCRIBERS / 4) }).await?;
    // What another benchmark wrote is no mail of this one; there may be none.
    let _ = std::fs::remove_dir_all(mail(&town));
    let roles = "web,worker,bots";
    let mut nodes = HashMap::from([(1, town.node(roles, &sink, 1).await?), (2, town.node(roles, &sink, 2).await?)]);
    // Nobody among those who are told.
    let addresses = nodes.values().map(|node| node.address).collect();
    let presser = Presser::start(&town, &sink, SUBSCRIBERS, addresses).await?;
    let before = sink.seen().messages.len();
    let began = Instant::now();
    publish(&town).await?;
    let killed = killed_in_the_middle(&sink, &mut nodes).await?;
    let done = finished(&town, &sink).await;
    eprintln!("{NAME}: all sent after {:.0} s", began.elapsed().as_secs_f64());
    let pressed = presser.stop().await?;
    for node in nodes.into_values() {
        node.stop().await?;
    }
    let messages = sink.seen().messages[before..].to_vec();
    let unreachable = town.count("SELECT count(*) FROM chats WHERE unreachable_at IS NOT NULL").await?;
    let mailed = mailed(&town)?;
    eprintln!("{NAME}: {unreachable} marked as unreachable, {} told by mail", mailed.len());
    done?;
    told(&messages, &mailed, &pressed, killed)
}

fn is_blocked(number: usize) -> bool {
    number % BLOCKED == BLOCKED / 2
}

/// Kills the node that sends once half is done; answers when, and its door.
async fn killed_in_the_middle(sink: &Sink, nodes: &mut HashMap<u8, Process>) -> Outcome<(Instant, u8)> {
    let until = Instant::now() + 4 * expected();
    while sink.seen().messages.len() < SUBSCRIBERS / 2 {
        if Instant::now() > until {
            return Err("half of them are not told".into());
        }
        tokio::time::sleep(LOOK / 10).await;
    }
    let door = sink.seen().messages.last().map(|message| message.door).ok_or("nothing was sent")?;
    let node = nodes.remove(&door).ok_or("a door that no node has")?;
    let at = Instant::now();
    node.stop().await?;
    eprintln!("{NAME}: node {door} was killed");
    Ok((at, door))
}

/// How long it takes at the limit.
fn expected() -> Duration {
    SECOND * u32::try_from(SUBSCRIBERS / LIMIT).unwrap_or(u32::MAX) + Duration::from_secs(30)
}

/// Waits until nothing is to be done any more.
async fn finished(town: &Town<'_>, sink: &Sink) -> Outcome<()> {
    let until = Instant::now() + 4 * expected();
    while town.count(OPEN).await? > 0 {
        if Instant::now() > until {
            let sent = sink.seen().messages.len();
            return Err(format!("{} things are open still, {sent} messages were sent", town.count(OPEN).await?).into());
        }
        tokio::time::sleep(LOOK * 10).await;
    }
    Ok(())
}

/// The figures; an error if somebody was not told.
fn told(
    messages: &[Message],
    mailed: &HashSet<usize>,
    pressed: &Pressed,
    (killed, door): (Instant, u8),
) -> Outcome<()> {
    let mut counts = vec![0_usize; SUBSCRIBERS];
    for message in messages.iter().filter(|message| message.status == 200) {
        let number = usize::try_from(message.chat - person_id(0)).unwrap_or(usize::MAX);
        counts.get_mut(number).into_iter().for_each(|count| *count += 1);
    }
    let untold = |(number, count): &(usize, &usize)| **count == 0 && !mailed.contains(number);
    let missing = counts.iter().enumerate().filter(untold).count();
    let duplicates: usize = counts.iter().map(|count| count.saturating_sub(1)).sum();
    let other = |message: &&Message| message.door != door && message.at > killed;
    let went_on = messages.iter().find(other).map(|message| message.at).ok_or("the other node sent nothing")?;
    figure(NAME, duplicates as f64, "messages");
    figure("chat.broadcast.missing", missing as f64, "people");
    let busiest = busiest(messages);
    figure("chat.broadcast.per_second.max", busiest as f64, "messages");
    figure("chat.broadcast.handover.ms", ms(went_on - killed), "ms");
    let (mut late, mut waits) = (Vec::new(), Vec::new());
    for (at, wait) in &pressed.waits {
        let is_late = *at < went_on && *at + Duration::from_secs_f64(wait / 1000.0) > killed;
        if is_late { late.push(*wait) } else { waits.push(*wait) }
    }
    figure("chat.broadcast.answer.max.ms", percentile(&waits, 100.0), "ms");
    figure("chat.broadcast.answer.p50.ms", percentile(&waits, 50.0), "ms");
    figure("chat.broadcast.answer.handover.max.ms", percentile(&late, 100.0), "ms");
    let early = early(messages);
    if missing > 0 || pressed.unanswered > 0 || early > 0 || busiest > LIMIT {
        return Err(format!(
            "{missing} were not told, {} presses not answered, {early} messages came before Telegram would hear of them, \
             {busiest} came in one second",
            pressed.unanswered
        )
        .into());
    }
    Ok(())
}

/// The most messages in any second.
fn busiest(messages: &[Message]) -> usize {
    let (mut first, mut most) = (0, 0);
    for (number, message) in messages.iter().enumerate() {
        while message.at - messages[first].at >= SECOND {
            first += 1;
        }
        most = most.max(number - first + 1);
    }
    most
}

/// How often somebody was sent something before the time that Telegram had said.
fn early(messages: &[Message]) -> usize {
    let refused = messages.iter().filter(|message| message.status == 429);
    let too_early = |refused: &Message| {
        let until = refused.at + RETRY_AFTER;
        messages
            .iter()
            .filter(|message| message.chat == refused.chat && message.at > refused.at && message.at < until)
            .count()
    };
    refused.map(too_early).sum()
}

/// Where nodes write their mails.
fn mail(town: &Town<'_>) -> PathBuf {
    town.folder().join("data/mail")
}

/// Who was told by mail: the numbers of their addresses.
fn mailed(town: &Town<'_>) -> Outcome<HashSet<usize>> {
    let mut people = HashSet::new();
    for entry in std::fs::read_dir(mail(town)).into_iter().flatten() {
        let text = std::fs::read_to_string(entry?.path())?;
        let addresses = text.split("@example.org").filter_map(|before| before.rsplit_once('v'));
        people.extend(addresses.filter_map(|(_, number)| number.parse::<usize>().ok()));
    }
    Ok(people)
}

/// Everybody's account, conversation and alert.
async fn subscribe(town: &Town<'_>) -> Outcome<()> {
    let client = town.database.as_superuser().await?;
    client.batch_execute(&format!("SET app.tenant_id = '{}'", City::ID)).await?;
    let count = i64::try_from(SUBSCRIBERS)?;
    client.execute(city::ACCOUNTS, &[&count]).await?;
    client.batch_execute(WAKEFUL).await?;
    client.execute(IDENTITIES, &[&count, &person_id(0)]).await?;
    client.execute(CHATS, &[&count, &person_id(0), &town.bots[0].id.uuid()]).await?;
    let mut criteria = Criteria::default();
    criteria.select(Facet::Domain, "solidarity");
    criteria.select(Facet::Area, "75102");
    let words = Asked { terms: Vec::new(), without: Vec::new() };
    let now = platform::system::SystemClock.now();
    let alert = Alert { id: AlertId::from(Uuid::nil()), criteria, asked: words, daily: false, created_at: now };
    let criteria = serde_json::to_value(&alert.criteria)?.to_string();
    client.execute(ALERTS, &[&count, &criteria]).await?;
    client.execute(KEYS, &[&count, &keys::of_alert(&alert, None)]).await?;
    Ok(client.batch_execute("VACUUM (ANALYZE)").await?)
}

/// A mission that fits, written as a server would write it: the work it makes is queued with it.
async fn publish(town: &Town<'_>) -> Outcome<()> {
    let mut client = town.database.as_superuser().await?;
    let tx = client.transaction().await?;
    tx.batch_execute(&format!("SET LOCAL app.tenant_id = '{}'", City::ID)).await?;
    tx.execute(city::MISSIONS, &[&1_i64]).await?;
    tx.execute(city::ADDRESSES, &[&1_i64]).await?;
    tx.execute(city::SLOTS, &[&1_i64, &1_i64]).await?;
    Ok(tx.commit().await?)
}

/// Quiet hours of their own, far from now: it is measured at any hour.
const WAKEFUL: &str = "
    UPDATE accounts SET quiet_from = (now() AT TIME ZONE 'Europe/Paris' + interval '11 hours')::time,
                        quiet_until = (now() AT TIME ZONE 'Europe/Paris' + interval '12 hours')::time";

const IDENTITIES: &str = "
    INSERT INTO chat_identities (platform, person, account_id, linked_at)
    SELECT 'telegram', ($2::bigint + n)::text, md5('account' || n)::uuid, now()
    FROM generate_series(0, $1::bigint - 1) AS n";

const CHATS: &str = "
    INSERT INTO chats (bot_id, chat, tenant_id, locale, state, version, changed_at)
    SELECT $3::uuid, ($2::bigint + n)::text, current_setting('app.tenant_id')::uuid, 'fr', '{}', 1, now()
    FROM generate_series(0, $1::bigint - 1) AS n";

const ALERTS: &str = "
    INSERT INTO alerts (id, account_id, criteria, terms, without, daily, created_at)
    SELECT md5('alert' || n)::uuid, md5('account' || n)::uuid, $2::text::jsonb, '{}', '{}', false, now()
    FROM generate_series(0, $1::bigint - 1) AS n";

const KEYS: &str = "
    INSERT INTO alert_keys (key, alert_id)
    SELECT key, md5('alert' || n)::uuid FROM generate_series(0, $1::bigint - 1) AS n, unnest($2::text[]) AS key";

/// What is not done: to find whom to tell, to write to them, to send it.
const OPEN: &str = "
    SELECT (SELECT count(*) FROM jobs WHERE kind IN ('index_mission', 'match_alerts', 'deliver') AND dead_at IS NULL)
         + (SELECT count(*) FROM chat_messages)";
