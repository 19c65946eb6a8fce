//! `start.*` and `memory.*`: how long a server takes until it is ready, and what it then holds, by the number of cities.

use uuid::Uuid;

use super::ground::{Database, Ground, tenants};
use super::process::Process;
use super::{Outcome, figure};

pub(crate) const NAMES: [&str; 4] =
    ["start.cities2.ms", "memory.cities2.mb", "start.cities500.ms", "memory.cities500.mb"];

/// Starts of which the median counts.
const STARTS: usize = 5;

pub(crate) async fn run(ground: &Ground) -> Outcome<()> {
    let database = ground.database("cities").await?;
    database.apply(&tenants().join("paris"), Uuid::from_u128(1)).await?;
    database.apply(&tenants().join("montreal"), Uuid::from_u128(2)).await?;
    let [start_2, memory_2, start_500, memory_500] = NAMES;
    measure(ground, &database, start_2, memory_2).await?;
    let rows = database.as_service().await?.query_one(COPIES, &[]).await?;
    let cities: i64 = rows.get(0);
    if cities != 498 {
        return Err(format!("{cities} cities were added, not 498").into());
    }
    measure(ground, &database, start_500, memory_500).await
}

/// 498 more cities like Paris, under names and hosts of their own.
pub(crate) const COPIES: &str = "
    WITH copies AS (
        INSERT INTO tenants (id, code, config, texts, created_at)
        SELECT md5('city' || n)::uuid, 'city-' || n,
               config || jsonb_build_object('code', 'city-' || n,
                                            'hosts', jsonb_build_array('city-' || n || '.localhost')),
               texts, created_at
        FROM tenants, generate_series(1, 498) AS n
        WHERE code = 'paris'
        RETURNING id, code
    ), hosts AS (
        INSERT INTO tenant_hosts (host, tenant_id) SELECT code || '.localhost', id FROM copies
    )
    SELECT count(*) FROM copies";

async fn measure(ground: &Ground, database: &Database, start: &str, memory: &str) -> Outcome<()> {
    let (mut times, mut sizes) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let process = Process::jemengage(&database.service, ground.folder()).await?;
        times.push(process.started_in.as_secs_f64() * 1000.0);
        sizes.push(process.memory()?);
        process.stop().await?;
    }
    eprintln!("{start}: {times:.0?} ms, {sizes:.1?} MB");
    figure(start, median(times), "ms");
    figure(memory, median(sizes), "MB");
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
