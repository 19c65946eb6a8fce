//! `statistics.*`: what a city with a million sign-ups costs to be summed up, and to be kept in step.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use platform::config::Config;
use platform::{system::SystemClock, wiring};
use platform_core::ports::Clock as _;
use platform_core::statistics;
use platform_core::tenancy::Ctx;
use tokio_postgres::Client;
use uuid::Uuid;

use super::ground::{Database, Ground, tenants};
use super::load::ask;
use super::process::Process;
use super::{Outcome, figure};

pub(crate) const NAMES: [&str; 3] = ["statistics.million.ms", "statistics.million.years3.ms", "statistics.refresh.ms"];

const CITY: Uuid = Uuid::from_u128(1);
const HOST: &str = "paris.localhost";
/// Answers of which the median counts.
const ASKED: usize = 15;

pub(crate) async fn run(ground: &Ground) -> Outcome<()> {
    let database = ground.database("statistics").await?;
    database.apply(&tenants().join("paris"), CITY).await?;
    let began = Instant::now();
    let mut client = database.as_service().await?;
    fill(&mut client).await?;
    database.as_superuser().await?.batch_execute("VACUUM (ANALYZE)").await?;
    eprintln!("the city has its million sign-ups ({:.0?})", began.elapsed());
    let first = refresh(&database, ground.folder()).await?;
    eprintln!("its months were counted for the first time in {first:.0} ms");

    let server = Process::jemengage(&database.service, ground.folder()).await?;
    let [year, years, refreshed] = NAMES;
    // A visitor's answer costs more than an agent's: what is hidden follows from the whole history.
    let (three_years_ago, expected) = expected(&mut client).await?;
    for (name, query) in [(year, String::new()), (years, format!("?from={three_years_ago}"))] {
        let request = format!("GET /api/v1/statistics{query} HTTP/1.1\r\nhost: {HOST}\r\n\r\n");
        let (mut times, mut told) = (Vec::new(), serde_json::Value::Null);
        for _ in 0..ASKED {
            let asked = Instant::now();
            let (status, body) = ask(server.address, &request).await?;
            times.push(asked.elapsed().as_secs_f64() * 1000.0);
            if status != 200 {
                return Err(format!("statistics were answered {status}: {}", String::from_utf8_lossy(&body)).into());
            }
            told = serde_json::from_slice(&body)?;
        }
        eprintln!("{name}: {times:.0?} ms; {}", told["total"]);
        let people = told["total"]["people"].as_i64();
        if name == years && (told["total"]["engagements"].as_i64(), people) != (Some(expected.0), Some(expected.1)) {
            return Err(
                format!("{expected:?} sign-ups and people are in the tables; told were {}", told["total"]).into()
            );
        }
        figure(name, median(times), "ms");
    }
    server.stop().await?;

    // A minute in which a hundred sign-ups of the current month were answered.
    as_city(&client).await?;
    client.execute(ANSWERS, &[]).await?;
    figure(refreshed, refresh(&database, ground.folder()).await?, "ms");
    Ok(())
}

/// Counts what changed, as the scheduler does; answers how long it took, in milliseconds.
async fn refresh(database: &Database, folder: &Path) -> Outcome<f64> {
    let data = folder.join("data").display().to_string();
    let vars = [("DATABASE_URL", database.service.clone()), ("JEMENGAGE_DATA_DIR", data)];
    let vars = vars.map(|(name, value)| (name.to_owned(), value));
    let app = wiring::app(&Config::from_vars(vars.into_iter().collect())?).await?;
    let tenant = app.registry.by_code("paris").ok_or("the city is not served")?;
    let ctx = Ctx::system(Arc::clone(&tenant), SystemClock.now(), "system");
    let began = Instant::now();
    statistics::refresh(&app, &ctx).await?;
    Ok(began.elapsed().as_secs_f64() * 1000.0)
}

async fn as_city(client: &Client) -> Outcome<()> {
    Ok(client.batch_execute(&format!("SET app.tenant_id = '{CITY}'")).await?)
}

/// The first day of the 36 months that end now, and the sign-ups and people in them.
async fn expected(client: &mut Client) -> Outcome<(String, (i64, i64))> {
    as_city(client).await?;
    let row = client.query_one(EXPECTED, &[]).await?;
    Ok((row.get(0), (row.get(1), row.get(2))))
}

async fn fill(client: &mut Client) -> Outcome<()> {
    as_city(client).await?;
    for sql in [ACCOUNTS, ASSOCIATIONS, MISSIONS, ADDRESSES, SLOTS, SIGN_UPS] {
        client.batch_execute(sql).await?;
    }
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

const EXPECTED: &str = "
    WITH period AS (SELECT date_trunc('month', now() AT TIME ZONE 'Europe/Paris') - interval '35 months' AS begins)
    SELECT to_char(begins, 'YYYY-MM-DD'), count(*), count(DISTINCT account_id)
    FROM period JOIN sign_ups ON created_at >= begins AT TIME ZONE 'Europe/Paris' GROUP BY begins";

const ANSWERS: &str = "
    UPDATE sign_ups SET answered_at = now(), changed_at = now()
    WHERE id IN (SELECT id FROM sign_ups ORDER BY created_at DESC LIMIT 100)";

const ACCOUNTS: &str = "
    INSERT INTO accounts (id, email, email_confirmed_at, given_name, family_name, birth_date, locale, created_at)
    SELECT md5('account' || n)::uuid, 'v' || n || '@example.org', now(), 'Camille', 'Martin', '1990-01-01', 'fr', now()
    FROM generate_series(0, 199999) AS n";

const ASSOCIATIONS: &str = "
    INSERT INTO associations (id, name, kind, description, domains, beneficiaries, area, state, created_at)
    SELECT md5('association' || n)::uuid, 'Association ' || n, 'association', 'Nous aidons.', '{solidarity}',
           '{everyone}', '75', 'validated', now() - interval '3 years' * (n / 5000.0)
    FROM generate_series(0, 4999) AS n";

/// One after the other over three years.
const MISSIONS: &str = "
    INSERT INTO missions (id, association_id, title, description, language, domain, activities, beneficiaries,
                          open_to_minors, accessible, remote, prerequisites, motivation_wanted, acceptance,
                          waiting_list, state, created_at, published_at)
    SELECT md5('mission' || n)::uuid, md5('association' || n % 5000)::uuid, 'Aider les voisins numéro ' || n,
           repeat('Préparer, servir et partager un repas chaud. ', 8), 'fr',
           ('{health,prevention,culture,sport,international,solidarity,citizenship,education,nature,skills}'::text[])
               [1 + abs(hashint8(n)) % 10],
           '{}', '{everyone}', false, true, n % 25 = 0, '{}', false, 'by_manager', true, 'published', at, at
    FROM generate_series(0::bigint, 19999) AS n, LATERAL (SELECT now() - interval '3 years' * (1 - n / 20000.0)) AS t (at)";

/// All over the city's neighbourhoods.
const ADDRESSES: &str = "
    INSERT INTO mission_addresses (mission_id, position, label, street, postcode, areas, lat, lon)
    WITH RECURSIVE areas AS (
        SELECT area ->> 'code' AS code, area ->> 'parent' AS parent
        FROM tenants, jsonb_array_elements(config -> 'areas') AS area
    ), lineages AS (
        SELECT code, ARRAY[code] AS lineage FROM areas WHERE parent IS NULL
        UNION ALL
        SELECT areas.code, areas.code || lineages.lineage FROM areas JOIN lineages ON lineages.code = areas.parent
    ), leaves AS (
        SELECT lineage, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS places
        FROM lineages WHERE code NOT IN (SELECT parent FROM areas WHERE parent IS NOT NULL)
    )
    SELECT md5('mission' || n)::uuid, 0, 'La grande salle', '1 rue de la Paix', '75002', lineage, 48.869, 2.331
    FROM generate_series(0, 19999) AS n JOIN leaves ON n * 7 % places = place
    WHERE n % 25 <> 0";

/// Two a mission, a month after it is published.
const SLOTS: &str = "
    INSERT INTO slots (id, mission_id, capacity, taken, starts_at, ends_at)
    SELECT md5('slot' || n)::uuid, md5('mission' || n / 2)::uuid, 100, 25, at, at + interval '2 hours'
    FROM generate_series(0, 39999) AS n,
         LATERAL (SELECT now() - interval '3 years' * (1 - n / 40000.0) + interval '30 days') AS t (at)";

/// Twenty-five a slot, in the days after its mission is published.
const SIGN_UPS: &str = "
    INSERT INTO sign_ups (id, mission_id, slot_id, account_id, state, rank, holds_place, created_at, changed_at, minutes,
                          answered_at)
    SELECT gen_random_uuid(), md5('mission' || n / 50)::uuid, md5('slot' || n / 25)::uuid,
           md5('account' || (n * 7919 + n / 200000) % 200000)::uuid,
           CASE WHEN n % 4 = 0 THEN 'accepted' ELSE 'attended' END, 1, true, at, at,
           CASE WHEN n % 4 <> 0 THEN 120 END, CASE WHEN n % 2 = 0 THEN at + interval '20 hours' END
    FROM generate_series(0::bigint, 999999) AS n,
         LATERAL (SELECT least(now(), now() - interval '3 years' * (1 - n / 1000000.0) + n % 25 * interval '12 hours')) AS t (at)";
