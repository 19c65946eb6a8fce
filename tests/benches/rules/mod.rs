//! `rules.*`: what the rules of cities cost, and what one city's rules can do to the others.

mod calls;
mod cost;
mod hostile;
mod loaded;

use platform_core::rules::ComponentHash;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Outcome;
use super::city::City;
use super::ground::{Database, Ground};

pub(crate) const SIGNUP: &str = "rules.signup.ratio";
pub(crate) const NAMES: [&str; 8] = [
    cost::RANK,
    calls::RATE,
    calls::ENDLESS,
    loaded::MS,
    loaded::MB,
    loaded::SHARED_MS,
    loaded::SHARED_MB,
    hostile::NAME,
];

/// The figures that need no city with a crowd.
pub(crate) async fn run(ground: &Ground, prefix: &str) -> Outcome<()> {
    let wanted = |names: &[&str]| names.iter().any(|name| name.starts_with(prefix));
    if wanted(&[cost::RANK]) {
        cost::rank(ground).await?;
    }
    if wanted(&[calls::RATE, calls::ENDLESS]) {
        calls::run().await?;
    }
    if wanted(&[loaded::MS, loaded::MB, loaded::SHARED_MS, loaded::SHARED_MB]) {
        loaded::run(ground).await?;
    }
    if wanted(&[hostile::NAME]) {
        hostile::run(ground).await?;
    }
    Ok(())
}

/// Sign-ups with the city's component, and with none.
pub(crate) async fn sign_ups(city: &mut City<'_>) -> Outcome<()> {
    cost::sign_ups(city).await
}

/// A choice of rules, as the registry keeps it.
fn choice(name: &str, version: i32, parameters: &Value) -> Outcome<Value> {
    let wasm = tests::engine().built_in(name).ok_or("no such rules")?;
    Ok(json!({ "version": version, "name": name, "component": ComponentHash::of(wasm), "parameters": parameters }))
}

/// Has a city use these rules; servers that start from now on see it.
async fn choose(database: &Database, city: Uuid, choice: &Value) -> Outcome<()> {
    let sql = "UPDATE tenants SET rules = $2::text::jsonb, version = version + 1 WHERE id = $1";
    database.as_superuser().await?.execute(sql, &[&city, &choice.to_string()]).await?;
    Ok(())
}

/// The choice in use.
async fn in_use(database: &Database, city: Uuid) -> Outcome<Value> {
    let row =
        database.as_superuser().await?.query_one("SELECT rules::text FROM tenants WHERE id = $1", &[&city]).await?;
    Ok(serde_json::from_str(row.get(0))?)
}
