//! The benchmarks: each figure is one line `figure NAME VALUE UNIT` on standard output; progress goes to standard error.
//!
//! `bench PREFIX` runs only the figures whose name begins with it. The exit status is 1 if anything went wrong on the
//! way, since a figure of failing requests says nothing.

mod alerts;
mod chat;
mod city;
mod ground;
mod growth;
mod hello;
mod load;
mod pages;
mod pgbench;
mod process;
mod read;
mod rules;
mod scheduler;
mod search;
mod signup;
mod start;
mod statistics;

use std::process::ExitCode;

use city::City;
use ground::Ground;

/// What a benchmark ends with.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The hidden argument under which this executable is the bare server that ours is compared with.
const HELLO: &str = "--hello";
/// And this, under which it is the bare hook that takes updates of chats.
const BARE_HOOK: &str = "--bare-hook";

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [HELLO, address] => hello::serve(address).await,
        [BARE_HOOK, address, url] => chat::bare::serve(address, url).await,
        [] => bench("").await,
        [prefix] if !prefix.starts_with('-') => bench(prefix).await,
        _ => {
            eprintln!("usage: bench [PREFIX OF THE FIGURES' NAMES]");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn bench(prefix: &str) -> Outcome<()> {
    let wanted = |names: &[&str]| names.iter().any(|name| name.starts_with(prefix));
    let (hot, spread) = (wanted(&[signup::HOT]), wanted(&[signup::SPREAD]));
    let (read, start) = (wanted(&[read::NAME]), wanted(&start::NAMES));
    let (growth, statistics) = (wanted(&[growth::NAME]), wanted(&statistics::NAMES));
    let scheduler = wanted(&[scheduler::NAME]);
    let (asking, rules) = (wanted(&[rules::SIGNUP]), wanted(&rules::NAMES));
    let (search, alerts, chat) = (wanted(&search::NAMES), wanted(&alerts::NAMES), wanted(&chat::NAMES));
    let pages = wanted(&pages::NAMES) || pages::NAMES.iter().any(|name| prefix.starts_with(name));
    let any = [hot, spread, read, start, growth, statistics, scheduler, search, alerts, asking, rules, chat, pages];
    if !any.contains(&true) {
        return Err(format!("no figure's name begins with `{prefix}`").into());
    }
    if cfg!(debug_assertions) {
        eprintln!("bench: this is a debug build; its figures mean little");
    }
    let ground = Ground::new().await?;
    let done = async {
        if start {
            start::run(&ground).await?;
        }
        in_a_city(&ground, hot, spread, read, asking).await?;
        if growth {
            growth::run(&ground).await?;
        }
        if statistics {
            statistics::run(&ground).await?;
        }
        if scheduler {
            scheduler::run(&ground).await?;
        }
        if search {
            search::run(&ground, prefix).await?;
        }
        if alerts {
            alerts::run(&ground).await?;
        }
        if rules {
            rules::run(&ground, prefix).await?;
        }
        if chat {
            chat::run(&ground, prefix).await?;
        }
        if pages {
            pages::run(&ground, prefix).await?;
        }
        Ok(())
    };
    let done = done.await;
    ground.stop().await?;
    done
}

async fn in_a_city(ground: &Ground, hot: bool, spread: bool, read: bool, asking: bool) -> Outcome<()> {
    if hot || spread || read || asking {
        let mut city = City::new(ground).await?;
        if read {
            read::run(&city).await?;
        }
        if hot || spread {
            signup::check_statements(&mut city).await?;
        }
        if hot {
            signup::hot(&mut city).await?;
        }
        if spread {
            signup::spread(&mut city).await?;
        }
        if asking {
            rules::sign_ups(&mut city).await?;
        }
    }
    Ok(())
}

/// Prints a figure.
fn figure(name: &str, value: f64, unit: &str) {
    let digits = if value < 10.0 { 3 } else { 0 };
    println!("figure {name} {value:.digits$} {unit}");
}

/// Prints a ratio, and both its sides.
fn ratio(name: &str, ours: f64, base: f64, unit: &str) {
    figure(name, ours / base, "ratio");
    figure(&format!("{name}.ours"), ours, unit);
    figure(&format!("{name}.base"), base, unit);
}

/// The mean of rounds.
fn mean(values: &[f64]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a handful of rounds")]
    let count = values.len() as f64;
    values.iter().sum::<f64>() / count
}
