//! `alerts.*`: finding whom to tell of one mission among very many alerts.

use std::time::Instant;

use platform::config::Config;
use platform::system::SystemClock;
use platform::wiring;
use platform_core::alerts::{self, Alert, Asked, keys};
use platform_core::kinds::AlertId;
use platform_core::missions::read;
use platform_core::ports::Clock as _;
use platform_core::search::document::Document;
use platform_core::search::{Criteria, Facet, Near};
use platform_core::tenancy::{Ctx, Point};
use serde_json::Value;
use tokio_postgres::Client;
use uuid::Uuid;

use super::ground::{Database, Ground, tenants};
use super::{Outcome, city, figure, ratio};

pub(crate) const NAMES: [&str; 2] = ["alerts.match.ms", "alerts.growth.ratio"];

const CITY: Uuid = Uuid::from_u128(1);
const MANY: u64 = 300_000;
const FEW: u64 = 30_000;
const ASKED: usize = 41;

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
const WORDS: [&str; 12] =
    ["soup", "maraud", "devoir", "jardin", "lectur", "vetement", "repas", "velo", "musiqu", "anim", "visit", "couture"];

pub(crate) async fn run(ground: &Ground) -> Outcome<()> {
    let mut sides = Vec::new();
    for (name, count) in [("alerts_few", FEW), ("alerts_many", MANY)] {
        let began = Instant::now();
        let database = ground.database(name).await?;
        database.apply(&tenants().join("paris"), CITY).await?;
        let areas = fill(&database, count).await?;
        eprintln!("{name}: {count} alerts over {areas} areas in {:.0?}", began.elapsed());
        sides.push(matched(ground, &database).await?);
    }
    let (few, many) = (sides[0], sides[1]);
    figure(NAMES[0], many, "ms");
    ratio(NAMES[1], many, few, "ms");
    Ok(())
}

/// Milliseconds, the median of many.
async fn matched(ground: &Ground, database: &Database) -> Outcome<f64> {
    let data = ground.folder().join("data").display().to_string();
    let vars = [("DATABASE_URL", database.service.clone()), ("JEMENGAGE_DATA_DIR", data)];
    let app = wiring::app(&Config::from_vars(vars.map(|(name, value)| (name.to_owned(), value)).into())?).await?;
    let tenant = app.registry.by_code("paris").ok_or("the city is not served")?;
    let ctx = Ctx::system(tenant, SystemClock.now(), "operator");
    let id = database.as_service().await?.query_one("SELECT md5('mission0')::uuid", &[]).await?.get::<_, Uuid>(0);
    let mission = read::get(&app, &ctx, id.into()).await.map_err(|error| error.to_string())?.mission;
    let document = Document::of(&ctx.tenant, &mission, ctx.now).ok_or("the mission is public")?;
    let (mut times, mut found) = (Vec::new(), 0);
    for _ in 0..ASKED {
        let began = Instant::now();
        found = alerts::matching(&app, &ctx, &document).await?.len();
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let keys = keys::of_document(&document).len();
    eprintln!(
        "{found} alerts fit of those under {keys} keys; median {:.1} ms, slowest {:.1} ms",
        times[ASKED / 2],
        times[ASKED - 1]
    );
    Ok(times[ASKED / 2])
}

/// Alerts as people might make them: a neighbourhood or a circle around home, mostly with a word or a domain. Answers over
/// how many areas.
async fn fill(database: &Database, count: u64) -> Outcome<usize> {
    let mut client = database.as_superuser().await?;
    client.batch_execute(&format!("SET app.tenant_id = '{CITY}'")).await?;
    let people = (count / 3).cast_signed();
    client.execute(city::ACCOUNTS, &[&people]).await?;
    client.batch_execute(city::ASSOCIATION).await?;
    client.execute(city::MISSIONS, &[&1_i64]).await?;
    client.execute(city::ADDRESSES, &[&1_i64]).await?;
    client.execute(city::SLOTS, &[&1_i64, &1_i64]).await?;
    let rows = client
        .query("SELECT area ->> 'code' FROM tenants, jsonb_array_elements(config -> 'areas') AS area ORDER BY 1", &[]);
    let areas: Vec<String> = rows.await?.iter().map(|row| row.get(0)).collect();
    let (mut ids, mut people_of, mut criteria, mut terms) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut keys_of, mut alerts_of) = (Vec::new(), Vec::new());
    for number in 0..count {
        let (alert, rarest) = alert(number, &areas);
        ids.push(alert.id.uuid());
        people_of.push((number % (count / 3)).cast_signed());
        criteria.push(serde_json::to_value(&alert.criteria)?);
        terms.push(rarest.clone().unwrap_or_default());
        for key in keys::of_alert(&alert, rarest.as_deref()) {
            keys_of.push(key);
            alerts_of.push(alert.id.uuid());
        }
    }
    write(&mut client, &ids, &people_of, &criteria, &terms).await?;
    let sql = "INSERT INTO alert_keys (key, alert_id) SELECT * FROM unnest($1::text[], $2::uuid[])";
    client.execute(sql, &[&keys_of, &alerts_of]).await?;
    client.batch_execute("VACUUM (ANALYZE)").await?;
    Ok(areas.len())
}

async fn write(client: &mut Client, ids: &[Uuid], people: &[i64], criteria: &[Value], terms: &[String]) -> Outcome<()> {
    let criteria: Vec<String> = criteria.iter().map(Value::to_string).collect();
    let sql = "INSERT INTO alerts (id, account_id, criteria, terms, without, daily, created_at)
               SELECT id, md5('account' || person)::uuid, criteria::jsonb, array_remove(ARRAY[term], ''), '{}', false, now()
               FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[]) AS rows (id, person, criteria, term)";
    client.execute(sql, &[&ids, &people, &criteria, &terms]).await?;
    Ok(())
}

/// One of many; seven in ten with a word, the others with a domain or nothing but a place.
fn alert(number: u64, areas: &[String]) -> (Alert, Option<String>) {
    // Numbers that say nothing of each other.
    let lot = |salt: u64, of: usize| {
        let mixed = number.wrapping_add(salt.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (mixed ^ (mixed >> 29)) as usize % of
    };
    let mut criteria = Criteria::default();
    if lot(1, 2) == 0 {
        criteria.select(Facet::Area, &areas[lot(2, areas.len())]);
    } else {
        let point = Point { lat: 48.82 + lot(3, 800) as f64 * 0.0001, lon: 2.26 + lot(4, 1_500) as f64 * 0.0001 };
        criteria.near = Some(Near { point, radius_m: [500.0, 1_000.0, 2_000.0, 5_000.0][lot(5, 4)] });
    }
    // One word in twenty is one of the common ones; the others are as many as people think of.
    let rarest = match lot(6, 20) {
        0 => Some(WORDS[lot(7, WORDS.len())].to_owned()),
        1..=13 => Some(format!("mot{}", lot(8, 5_000))),
        14..=17 => {
            criteria.select(Facet::Domain, DOMAINS[lot(9, DOMAINS.len())]);
            None
        }
        _ => {
            criteria.select(Facet::Activity, "reading");
            None
        }
    };
    let asked = Asked { terms: rarest.iter().cloned().collect(), without: Vec::new() };
    let id = AlertId::from(Uuid::from_u128(u128::from(number) + 1));
    (Alert { id, criteria, asked, daily: false, created_at: SystemClock.now() }, rarest)
}
