//! A city to measure in: Paris without limits on sign-ups, with volunteers who are signed in and missions that take them.
//!
//! Volunteers and slots are numbered, and what they are known by follows from the number, in SQL too: so `pgbench` can
//! act as them without asking anybody.

use std::path::Path;
use std::time::Instant;

use tokio_postgres::Client;
use uuid::Uuid;

use super::Outcome;
use super::ground::{Database, Ground, tenants};

/// Slots over which sign-ups are spread.
pub(crate) const SPREAD_SLOTS: u64 = 10_000;
/// Slots after those, each for one round on one hot slot.
pub(crate) const HOT_SLOTS: u64 = 20;
/// Slots a mission.
pub(crate) const SLOTS_A_MISSION: u64 = 20;
/// Volunteers of one round: each signs up once in it.
pub(crate) const VOLUNTEERS_A_ROUND: u64 = 100_000;
/// Rounds that can do without each other's volunteers.
pub(crate) const ROUNDS: u64 = 4;
/// Volunteers after those.
const SPARE_VOLUNTEERS: u64 = 1;

/// A slot and its mission.
pub(crate) struct Place {
    pub(crate) mission: Uuid,
    pub(crate) slot: Uuid,
}

/// The city, its database, and what happened in it.
pub(crate) struct City<'a> {
    pub(crate) ground: &'a Ground,
    pub(crate) database: Database,
    /// By number.
    pub(crate) places: Vec<Place>,
    /// Sign-ups made so far, as those who made them count.
    pub(crate) made: u64,
}

impl<'a> City<'a> {
    pub(crate) const HOST: &'static str = "paris.localhost";
    pub(crate) const ID: Uuid = Uuid::from_u128(1);

    pub(crate) async fn new(ground: &'a Ground) -> Outcome<Self> {
        let began = Instant::now();
        let database = ground.database("city").await?;
        database.apply(&without_limits(ground.folder())?, Self::ID).await?;
        let mut client = database.as_service().await?;
        fill(&mut client).await?;
        database.as_superuser().await?.batch_execute("VACUUM (ANALYZE)").await?;
        let parameters = [(SPREAD_SLOTS + HOT_SLOTS).cast_signed(), SLOTS_A_MISSION.cast_signed()];
        let rows = client.query(PLACES, &[&parameters[0], &parameters[1]]).await?;
        let places = rows.iter().map(|row| Place { mission: row.get(0), slot: row.get(1) }).collect();
        eprintln!("the city is filled ({:.0?})", began.elapsed());
        Ok(Self { ground, database, places, made: 0 })
    }

    pub(crate) fn folder(&self) -> &Path {
        self.ground.folder()
    }

    /// Checks that every sign-up made has its row, and that every slot knows how many it has.
    pub(crate) async fn check(&self) -> Outcome<()> {
        let mut client = self.database.as_service().await?;
        let tx = client.transaction().await?;
        tx.batch_execute(&format!("SET LOCAL app.tenant_id = '{}'", Self::ID)).await?;
        let row = tx.query_one(TALLY, &[]).await?;
        let (rows, taken, ledger, jobs, wrong): (i64, i64, i64, i64, i64) =
            (row.get(0), row.get(1), row.get(2), row.get(3), row.get(4));
        if [rows, taken, ledger, jobs] != [self.made.cast_signed(); 4] || wrong != 0 {
            return Err(format!(
                "{} sign-ups were answered, but there are {rows} rows, {taken} places taken, {ledger} lines in the \
                 ledger and {jobs} jobs; {wrong} slots miscount",
                self.made
            )
            .into());
        }
        Ok(())
    }
}

const PLACES: &str = "
    SELECT md5('mission' || n / $2::bigint)::uuid, md5('slot' || n)::uuid
    FROM generate_series(0, $1::bigint - 1) AS n ORDER BY n";

const TALLY: &str = "
    WITH held AS (SELECT slot_id, count(*) FROM sign_ups WHERE state = 'accepted' AND holds_place GROUP BY slot_id)
    SELECT (SELECT count(*) FROM sign_ups WHERE state = 'accepted'), (SELECT sum(taken) FROM slots), (SELECT count(*) FROM ledger),
           (SELECT count(*) FROM jobs WHERE kind = 'tell_sign_up'),
           (SELECT count(*) FROM slots LEFT JOIN held ON held.slot_id = slots.id WHERE taken <> COALESCE(count, 0))";

/// A copy of the folder of Paris in which nobody is refused for signing up too often.
pub(crate) fn without_limits(folder: &Path) -> Outcome<std::path::PathBuf> {
    let (from, to) = (tenants().join("paris"), folder.join("paris"));
    std::fs::create_dir_all(to.join("texts"))?;
    for entry in std::fs::read_dir(from.join("texts"))? {
        let entry = entry?;
        std::fs::copy(entry.path(), to.join("texts").join(entry.file_name()))?;
    }
    let toml = std::fs::read_to_string(from.join("tenant.toml"))?;
    let is_limit = |line: &&str| line.starts_with("daily_sign_up_cap") || line.starts_with("waiting_list_limit");
    if toml.lines().filter(is_limit).count() != 2 {
        return Err("tenants/paris/tenant.toml has other limits than the benchmark knows".into());
    }
    let line = |line: &str| match line.split_once(" = ").filter(|_| is_limit(&line)) {
        // The most the rules take.
        Some((key @ "daily_sign_up_cap", _)) => format!("{key} = 1000\n"),
        Some((key, _)) => format!("{key} = 100000\n"),
        None => format!("{line}\n"),
    };
    std::fs::write(to.join("tenant.toml"), toml.lines().map(line).collect::<String>())?;
    Ok(to)
}

async fn fill(client: &mut Client) -> Outcome<()> {
    let tx = client.transaction().await?;
    tx.batch_execute(&format!("SET LOCAL app.tenant_id = '{}'", City::ID)).await?;
    let volunteers = ROUNDS * VOLUNTEERS_A_ROUND + SPARE_VOLUNTEERS;
    let slots = SPREAD_SLOTS + HOT_SLOTS;
    let missions = slots.div_ceil(SLOTS_A_MISSION);
    for (sql, numbers) in [
        (ACCOUNTS, &[volunteers][..]),
        (SESSIONS, &[volunteers]),
        (ASSOCIATION, &[]),
        (MISSIONS, &[missions]),
        (ADDRESSES, &[missions]),
        (SLOTS, &[slots, SLOTS_A_MISSION]),
        (PAST, &[SLOTS_A_MISSION, SPREAD_SLOTS, volunteers]),
    ] {
        let numbers: Vec<i64> = numbers.iter().map(|number| number.cast_signed()).collect();
        let parameters: Vec<_> =
            numbers.iter().map(|number| number as &(dyn tokio_postgres::types::ToSql + Sync)).collect();
        tx.execute(sql, &parameters).await?;
    }
    tx.commit().await?;
    Ok(())
}

pub(crate) const ACCOUNTS: &str = "
    INSERT INTO accounts (id, email, email_confirmed_at, given_name, family_name, birth_date, locale, created_at,
                          last_seen_at)
    SELECT md5('account' || n)::uuid, 'v' || n || '@example.org', now(), 'Camille', 'Martin', '1990-01-01', 'fr', now(), now()
    FROM generate_series(0, $1::bigint - 1) AS n";

/// The value of the cookie is `session` and the number.
pub(crate) const SESSIONS: &str = "
    INSERT INTO sessions (token_hash, account_id, created_at, expires_at)
    SELECT sha256(('session' || n)::bytea), md5('account' || n)::uuid, now(), now() + interval '30 days'
    FROM generate_series(0, $1::bigint - 1) AS n";

pub(crate) const ASSOCIATION: &str = "
    INSERT INTO associations (id, name, kind, description, domains, beneficiaries, state, created_at)
    VALUES (md5('association')::uuid, 'Les Marmites du 10e', 'association', 'Repas chauds et bonne humeur.',
            '{solidarity}', '{everyone}', 'validated', now())";

pub(crate) const MISSIONS: &str = "
    INSERT INTO missions (id, association_id, title, description, language, domain, activities, beneficiaries,
                          open_to_minors, accessible, remote, prerequisites, motivation_wanted, acceptance,
                          waiting_list, contact_name, contact_email, state, created_at, published_at)
    SELECT md5('mission' || n)::uuid, md5('association')::uuid, 'Servir la soupe du soir numéro ' || n,
           repeat('Préparer, servir et partager un repas chaud avec celles et ceux qui en ont besoin. ', 8),
           'fr', 'solidarity', '{food_distribution,reception}', '{people_in_difficulty,everyone}',
           false, true, false, '{}', false, 'automatic', true, 'Camille', 'camille@example.org', 'published',
           now(), now()
    FROM generate_series(0, $1::bigint - 1) AS n";

pub(crate) const ADDRESSES: &str = "
    INSERT INTO mission_addresses (mission_id, position, label, street, postcode, areas, lat, lon)
    SELECT md5('mission' || n)::uuid, 0, 'La grande salle', '1 rue de la Paix', '75002', '{75102,75}', 48.869, 2.331
    FROM generate_series(0, $1::bigint - 1) AS n";

pub(crate) const SLOTS: &str = "
    INSERT INTO slots (id, mission_id, capacity)
    SELECT md5('slot' || n)::uuid, md5('mission' || n / $2::bigint)::uuid, 100000
    FROM generate_series(0, $1::bigint - 1) AS n";

/// A past, so that plans are made for a table with rows in it: on an empty one Postgres reads it whole, and keeps doing
/// so in connections that last while the table grows.
const PAST: &str = "
    INSERT INTO sign_ups (id, mission_id, slot_id, account_id, state, rank, holds_place, created_at, changed_at)
    SELECT gen_random_uuid(), md5('mission' || n % $2::bigint / $1::bigint)::uuid, md5('slot' || n % $2::bigint)::uuid,
           md5('account' || n * 7 % $3::bigint)::uuid, 'withdrawn', 0, false,
           now() - interval '30 days', now() - interval '30 days'
    FROM generate_series(0, 49999) AS n";
