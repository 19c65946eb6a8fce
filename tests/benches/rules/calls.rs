//! `rules.calls.rate`: sign-up checks a second, each in an instance of its own, asked by two threads.

use std::time::{Duration, Instant};

use platform_core::rules::decisions::Question;
use platform_core::rules::{Parameters, replay, samples};

use crate::{Outcome, figure};

pub(super) const RATE: &str = "rules.calls.rate";
pub(super) const ENDLESS: &str = "rules.endless.ms";

const CALLS: usize = 20;
const HOSTILE: &[u8] = include_bytes!("../../../plugins/hostile/rules.wasm");

const THREADS: usize = 2;
const MEASURED: Duration = Duration::from_secs(3);

pub(super) async fn run() -> Outcome<()> {
    let engine = tests::engine();
    let wasm = engine.built_in("paris").ok_or("no rules of Paris")?;
    let component = engine.take_in(wasm.to_vec()).await?.component;
    let rules = engine.rules("bench", component, &Parameters::new()).await?;
    let sample = samples::all().into_iter().find(|sample| sample.decision.question == Question::SignUp);
    let asked = std::sync::Arc::new(sample.ok_or("no sample")?.decision);
    let until = Instant::now() + MEASURED;
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let (rules, asked) = (std::sync::Arc::clone(&rules), std::sync::Arc::clone(&asked));
            tokio::spawn(async move {
                let mut calls = 0_u32;
                while Instant::now() < until {
                    if replay::again(&*rules, &asked).await.get("failed").is_some() {
                        return Err("the rules failed");
                    }
                    calls += 1;
                }
                Ok(calls)
            })
        })
        .collect();
    let mut calls = 0;
    for thread in threads {
        calls += thread.await??;
    }
    figure(RATE, f64::from(calls) / MEASURED.as_secs_f64(), "calls/s");
    endless().await
}

/// How long a call takes that would never end, the longest of some: the deadline, and what it takes to notice.
async fn endless() -> Outcome<()> {
    let engine = tests::engine();
    let component = engine.take_in(HOSTILE.to_vec()).await?.component;
    let sample = samples::all().into_iter().find(|sample| sample.decision.question == Question::SignUp);
    let asked = sample.ok_or("no sample")?.decision;
    let mut longest = Duration::ZERO;
    for _ in 0..CALLS {
        // Rules of their own each time: after some failures they would be left alone.
        let parameters = Parameters::from([("how".to_owned(), "loop".into())]);
        let rules = engine.rules("bench", component, &parameters).await?;
        let began = Instant::now();
        if replay::again(&*rules, &asked).await.get("failed").is_none() {
            return Err("the loop ended".into());
        }
        longest = longest.max(began.elapsed());
    }
    figure(ENDLESS, longest.as_secs_f64() * 1000.0, "ms");
    Ok(())
}
