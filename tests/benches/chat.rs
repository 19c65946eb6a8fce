//! `chat.*`: how soon updates of chats are dealt with, how many a second, and whether a broadcast reaches everybody once.

pub(crate) mod bare;
mod broadcast;
mod pace;
mod people;
mod presser;
mod rate;
mod sink;
mod town;

use std::sync::Arc;

use super::Outcome;
use super::ground::Ground;
use sink::Sink;
use town::Town;

/// Every figure, by the part that measures it.
pub(crate) const NAMES: [&str; 4] = [pace::NAME, rate::NAME, rate::PLAIN, broadcast::NAME];

pub(crate) async fn run(ground: &Ground, prefix: &str) -> Outcome<()> {
    let wanted = |names: &[&str]| names.iter().any(|name| name.starts_with(prefix));
    if wanted(&[pace::NAME, rate::NAME, rate::PLAIN]) {
        let town = Town::new(ground, "chat", pace::BOTS).await?;
        let people = Arc::new(town.people(pace::CHATS).await?);
        let sink = Sink::start(Default::default()).await?;
        town.begin(&sink, &people, pace::CHATS).await?;
        if wanted(&[pace::NAME]) {
            pace::run(&town, &people).await?;
        }
        if wanted(&[rate::NAME, rate::PLAIN]) {
            rate::run(&town, &people, &sink).await?;
        }
    }
    if wanted(&[broadcast::NAME]) {
        broadcast::run(ground).await?;
    }
    Ok(())
}
