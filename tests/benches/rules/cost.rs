//! What asking costs: sign-ups and searches with a city's component, against the same with no rules.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;
use uuid::Uuid;

use super::{SIGNUP, choice, choose, in_use};
use crate::city::{City, HOT_SLOTS, SPREAD_SLOTS};
use crate::ground::{Ground, tenants};
use crate::load::{Load, ask};
use crate::process::Process;
use crate::search::missions;
use crate::signup::{self, Slots};
use crate::{Outcome, mean, ratio};

pub(super) const RANK: &str = "rules.rank.ratio";

/// Rounds, in turn: with, without, without, with.
const ROUNDS: u64 = 4;
const MISSIONS: i64 = 10_000;
const WARM_UP: Duration = Duration::from_secs(2);
const MEASURED: Duration = Duration::from_secs(5);
const CITY: Uuid = Uuid::from_u128(1);

/// Sign-ups a second to hot slots of their own.
pub(super) async fn sign_ups(city: &mut City<'_>) -> Outcome<()> {
    let own = in_use(&city.database, City::ID).await?;
    let none = choice("none", 1000, &json!({}))?;
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        city.database.as_superuser().await?.batch_execute("CHECKPOINT").await?;
        let asks = round % 4 == 0 || round % 4 == 3;
        choose(&city.database, City::ID, if asks { &own } else { &none }).await?;
        // Slots from the end: those from the beginning are the other figures'.
        let slots = Slots::One(SPREAD_SLOTS + HOT_SLOTS - 1 - round);
        let rate = signup::over_http(city, round, slots).await?;
        if asks {
            with.push(rate)
        } else {
            without.push(rate)
        }
        eprintln!("{SIGNUP}: with {with:.0?} without {without:.0?}");
    }
    choose(&city.database, City::ID, &own).await?;
    ratio(SIGNUP, mean(&with), mean(&without), "sign-ups/s");
    Ok(())
}

/// Searches a second that answer a hundred hits, in the order of the city or as they were found.
pub(super) async fn rank(ground: &Ground) -> Outcome<()> {
    let database = ground.database("rules_rank").await?;
    database.apply(&tenants().join("paris"), CITY).await?;
    missions::fill(&database, CITY, MISSIONS).await?;
    database.index(ground).await?;
    missions::settle(&database).await?;
    let own = in_use(&database, CITY).await?;
    let none = choice("none", 1000, &json!({}))?;
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let asks = round % 4 == 0 || round % 4 == 3;
        choose(&database, CITY, if asks { &own } else { &none }).await?;
        let server = Process::jemengage(&database.service, ground.folder()).await?;
        let load =
            Load { address: server.address, status: 200, warm_up: WARM_UP, measured: MEASURED, request: searches() };
        let rate = load.rate(load.run().await?);
        if round == 0 {
            let (_, body) = ask(server.address, &request(0)).await?;
            eprintln!("{RANK}: a page of {} kB", body.len() / 1000);
        }
        server.stop().await?;
        if asks {
            with.push(rate)
        } else {
            without.push(rate)
        }
        eprintln!("{RANK}: with {with:.0?} without {without:.0?}");
    }
    ratio(RANK, mean(&with), mean(&without), "searches/s");
    Ok(())
}

/// A hundred hits of a domain, one domain after the other: what the order of the city is for.
fn request(number: u64) -> String {
    const DOMAINS: [&str; 10] = [
        "health",
        "prevention",
        "culture",
        "sport",
        "international",
        "solidarity",
        "citizenship",
        "education",
        "nature",
        "skills",
    ];
    let domain = DOMAINS[usize::try_from(number % 10).unwrap_or(0)];
    format!("GET /api/v1/missions?limit=100&domains={domain} HTTP/1.1\r\nhost: paris.localhost\r\n\r\n")
}

fn searches() -> crate::load::Request {
    let next = AtomicU64::new(0);
    Arc::new(move |buffer| {
        buffer.extend_from_slice(request(next.fetch_add(1, Ordering::Relaxed)).as_bytes());
    })
}
