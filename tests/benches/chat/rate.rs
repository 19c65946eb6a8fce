//! `chat.update.ratio`: updates a second through our hook, against a bare route that reads them and writes a row each.
//!
//! **What is compared:** what one update costs until it may be answered for. So our node has the role `web` only, as a
//! platform that is so busy would split it: what is to be sent stays in the line, as the jobs of sign-ups do where those are
//! measured. The bare route is a process of its own with as many threads and connections, on the same Postgres, and is sent
//! the same updates.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::bare;
use super::pace::CHATS;
use super::people::{Habit, People};
use super::sink::Sink;
use super::town::Town;
use crate::load::{Load, Request};
use crate::process::Process;
use crate::{Outcome, mean, ratio};

pub(super) const NAME: &str = "chat.update.ratio";
pub(super) const PLAIN: &str = "chat.update.plain.ratio";

/// Connections: as many as Telegram opens to a bot if nothing else is asked for (`max_connections` of `setWebhook`).
const CONNECTIONS: usize = 40;
const ROUNDS: usize = 4;
const WARM_UP: Duration = Duration::from_secs(2);
const MEASURED: Duration = Duration::from_secs(if cfg!(debug_assertions) { 3 } else { 8 });

pub(super) async fn run(town: &Town<'_>, people: &Arc<People>, sink: &Sink) -> Outcome<()> {
    town.database.as_superuser().await?.batch_execute(bare::TABLE).await?;
    // Others who say the same, to whom it does not matter what is answered.
    let others = Arc::new(town.people(CHATS).await?);
    for (name, habit) in [(NAME, Habit::Mixed), (PLAIN, Habit::Plain)] {
        people.take_up(habit);
        others.take_up(habit);
        let (mut ours, mut base) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            town.forget_answers().await?;
            town.database.as_superuser().await?.batch_execute("CHECKPOINT").await?;
            // Ours, base, base, ours: tables that grow weigh on both alike.
            if round % 4 == 0 || round % 4 == 3 {
                ours.push(through_ours(town, people, sink).await?);
            } else {
                base.push(through_bare(town, &others).await?);
            }
            eprintln!("{name}: ours {ours:.0?} base {base:.0?}");
        }
        town.forget_answers().await?;
        ratio(name, mean(&ours), mean(&base), "updates/s");
    }
    Ok(())
}

async fn through_ours(town: &Town<'_>, people: &Arc<People>, sink: &Sink) -> Outcome<f64> {
    let before = people.count();
    let node = town.node("web", sink, 0).await?;
    let rate = rate(node.address, town.requests(people)).await?;
    node.stop().await?;
    let (noted, waiting) = (town.count("SELECT count(*) FROM chat_updates").await?, town.count(WAITING).await?);
    let after = people.count();
    // Each is answered by a message at least; the word that ends the waiting of a press goes with it.
    let wanted = after.updates - before.updates;
    if noted != after.updates || waiting < wanted {
        return Err(format!(
            "{} updates were said and {noted} noted; {waiting} messages wait, where there must be at least {wanted}",
            after.updates
        )
        .into());
    }
    Ok(rate)
}

async fn through_bare(town: &Town<'_>, people: &Arc<People>) -> Outcome<f64> {
    let server = Process::bare_hook(&town.database.service).await?;
    let inner = town.requests(people);
    let rate = rate(server.address, Arc::new(move |buffer| to_bare(buffer, &inner))).await?;
    server.stop().await?;
    let rows = town.count("SELECT count(*) FROM bare_updates").await?;
    if rows != people.count().updates {
        return Err(
            format!("{} updates were said to the bare route, and {rows} written", people.count().updates).into()
        );
    }
    Ok(rate)
}

/// Clients that each say the next thing once they have their answer: updates a second.
async fn rate(address: SocketAddr, request: Request) -> Outcome<f64> {
    let load = Load { address, status: 200, warm_up: WARM_UP, measured: MEASURED, request };
    let answers = load.run_over(CONNECTIONS).await?;
    Ok(load.rate(answers))
}

/// The same request, to the one path the bare route has.
fn to_bare(buffer: &mut Vec<u8>, inner: &Request) {
    inner(buffer);
    let rest = buffer.iter().skip("POST ".len()).position(|byte| *byte == b' ').unwrap_or_default();
    buffer.splice("POST ".len().."POST ".len() + rest, *b"/");
}

const WAITING: &str = "SELECT count(*) FROM chat_messages";
