//! `scheduler.growth.ratio`: a round of the scheduler in a city with a million sign-ups, against one with a thousand. Both
//! have the same to do: twenty slots of ten people each have come near enough to be reminded of.

use std::sync::Arc;
use std::time::Instant;

use platform::config::Config;
use platform::wiring;
use platform_core::{App, schedule};
use tokio_postgres::Client;
use uuid::Uuid;

use super::ground::{Database, Ground, tenants};
use super::{Outcome, ratio};

pub(crate) const NAME: &str = "scheduler.growth.ratio";

const CITY: Uuid = Uuid::from_u128(1);
/// Sign-ups of the small city and of the large one.
const SMALL: i64 = 1_000;
const LARGE: i64 = 1_000_000;
/// Measured rounds of each, in turn.
const ROUNDS: i64 = 21;

struct City {
    app: Arc<App>,
    client: Client,
}

pub(crate) async fn run(ground: &Ground) -> Outcome<()> {
    let small = City::new(ground, "scheduler_small", SMALL).await?;
    let large = City::new(ground, "scheduler_large", LARGE).await?;
    let (mut ours, mut base) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        base.push(small.round(round).await?);
        ours.push(large.round(round).await?);
    }
    eprintln!("{NAME}: ours {ours:.1?} base {base:.1?} ms");
    ratio(NAME, median(ours), median(base), "ms");
    Ok(())
}

impl City {
    async fn new(ground: &Ground, name: &str, sign_ups: i64) -> Outcome<Self> {
        let began = Instant::now();
        let database = ground.database(name).await?;
        database.apply(&tenants().join("paris"), CITY).await?;
        let client = database.as_service().await?;
        client.batch_execute(&format!("SET app.tenant_id = '{CITY}'")).await?;
        let slots = sign_ups / 10;
        for (sql, count) in
            [(ACCOUNTS, slots), (ASSOCIATION, 1), (MISSIONS, slots / 10), (SLOTS, slots), (SIGN_UPS, sign_ups)]
        {
            client.execute(sql, &[&count]).await?;
        }
        database.as_superuser().await?.batch_execute("VACUUM (ANALYZE)").await?;
        let app = app(ground, &database).await?;
        while schedule::tick(&app).await? > 0 {} // whatever was due before is done
        eprintln!("{name}: {sign_ups} sign-ups ({:.0?})", began.elapsed());
        Ok(Self { app, client })
    }

    /// Brings twenty slots near, and has the scheduler do what follows; answers how long it took, in milliseconds.
    async fn round(&self, round: i64) -> Outcome<f64> {
        let moved = self.client.execute(NEAR, &[&(round % 4), &(round + 1)]).await?;
        if moved != 20 {
            return Err(format!("{moved} slots came near").into());
        }
        let began = Instant::now();
        let done = schedule::tick(&self.app).await?;
        let took = began.elapsed().as_secs_f64() * 1000.0;
        // What is told is not sent here: the queue is no part of the round.
        self.client.execute("DELETE FROM jobs", &[]).await?;
        if done == 20 { Ok(took) } else { Err(format!("{done} things were due").into()) }
    }
}

async fn app(ground: &Ground, database: &Database) -> Outcome<Arc<App>> {
    let data = ground.folder().join("data").display().to_string();
    let vars = [("DATABASE_URL", database.service.clone()), ("JEMENGAGE_DATA_DIR", data)];
    let vars = vars.map(|(name, value)| (name.to_owned(), value));
    Ok(wiring::app(&Config::from_vars(vars.into_iter().collect())?).await?)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

const ACCOUNTS: &str = "
    INSERT INTO accounts (id, email, email_confirmed_at, given_name, family_name, locale, created_at, last_seen_at)
    SELECT md5('account' || n)::uuid, 'v' || n || '@example.org', now(), 'Camille', 'Martin', 'fr', now(), now()
    FROM generate_series(0, $1::bigint - 1) AS n";

const ASSOCIATION: &str = "
    INSERT INTO associations (id, name, kind, description, domains, beneficiaries, state, created_at)
    SELECT md5('association')::uuid, 'Association', 'association', 'Nous aidons.', '{solidarity}', '{}', 'validated', now()
    WHERE $1::bigint = 1";

const MISSIONS: &str = "
    INSERT INTO missions (id, association_id, title, description, language, domain, activities, beneficiaries,
                          open_to_minors, accessible, remote, prerequisites, motivation_wanted, acceptance,
                          waiting_list, state, created_at, published_at)
    SELECT md5('mission' || n)::uuid, md5('association')::uuid, 'Aider les voisins numéro ' || n, 'Servir un repas.', 'fr',
           'solidarity', '{}', '{}', true, true, true, '{}', false, 'automatic', true,
           CASE WHEN n % 2 = 0 THEN 'published' ELSE 'closed' END, now() - interval '1 year', now() - interval '1 year'
    FROM generate_series(0, $1::bigint - 1) AS n";

/// Half of them over and thanked for, half of them weeks ahead.
const SLOTS: &str = "
    INSERT INTO slots (id, mission_id, starts_at, ends_at, capacity, taken, arrivals, reminded_at, thanked_at)
    SELECT md5('slot' || n)::uuid, md5('mission' || n / 10)::uuid, at, at + interval '2 hours', 10, 10, 10,
           CASE WHEN at < now() THEN at END, CASE WHEN at < now() THEN at END
    FROM generate_series(0, $1::bigint - 1) AS n,
         LATERAL (SELECT now() + CASE WHEN n / 10 % 2 = 0 THEN interval '30 days' ELSE interval '-300 days' END
                         + interval '1 minute' * (n % 100000)) AS t (at)";

const SIGN_UPS: &str = "
    INSERT INTO sign_ups (id, mission_id, slot_id, account_id, state, rank, holds_place, created_at, changed_at, minutes)
    SELECT md5('sign-up' || n)::uuid, md5('mission' || n / 100)::uuid, md5('slot' || n / 10)::uuid,
           md5('account' || (n / 10 + n % 10) % ($1::bigint / 10))::uuid,
           CASE WHEN n / 100 % 2 = 0 THEN 'accepted' ELSE 'attended' END, n % 10, true,
           now() - interval '1 day', now() - interval '1 day', CASE WHEN n / 100 % 2 = 0 THEN NULL ELSE 120 END
    FROM generate_series(0, $1::bigint - 1) AS n";

/// Twenty slots that are ahead, others every second round; the minutes make each round's reminder another one.
const NEAR: &str = "
    UPDATE slots SET reminded_at = NULL, starts_at = now() + interval '1 hour' + interval '1 minute' * $2::bigint,
                     ends_at = now() + interval '5 hours'
    WHERE id IN (SELECT md5('slot' || (m * 20 + n))::uuid FROM generate_series(0, 9) AS n,
                        (VALUES ($1::bigint % 2), ($1::bigint % 2 + 2)) AS v (m))";
