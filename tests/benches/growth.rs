//! `cities.growth.ratio`: the same requests where there are 500 cities, against one.
//!
//! **What is compared:** two servers on two databases of the same cluster. In one there is one city; in the other there
//! are 500, each with as much in it as that one, and the requests go round all of them: nobody's rows stay warm because
//! only they are asked for. The two are measured in turn, so that noise hits both.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio_postgres::Client;
use uuid::Uuid;

use super::city::{self, City};
use super::ground::{Database, Ground};
use super::load::Connection;
use super::process::Process;
use super::{Outcome, ratio, start};

pub(crate) const NAME: &str = "cities.growth.ratio";

/// In each city.
const MISSIONS: u64 = 40;
const SLOTS_A_MISSION: u64 = 2;
pub(crate) const VOLUNTEERS: u64 = 400;
/// Who ask at the same time: few, so that the waits of answers are measured and not those for their turn.
const CLIENTS: usize = 2;
const ROUNDS: usize = 5;
const WARM_UP: Duration = Duration::from_secs(6);
const MEASURED: Duration = Duration::from_secs(6);

/// A server, the hosts of its cities, and what it did so far.
struct Side {
    server: Process,
    hosts: Arc<Vec<String>>,
    missions: Arc<Vec<(Uuid, Uuid)>>,
    asked: Arc<AtomicU64>,
    waits: Arc<Mutex<Vec<f64>>>,
}

pub(crate) async fn run(ground: &Ground) -> Outcome<()> {
    let one = side(ground, "growth1", 1).await?;
    let many = side(ground, "growth500", 500).await?;
    for side in [&one, &many] {
        side.load(WARM_UP).await?;
        side.lock().clear();
    }
    for round in 0..ROUNDS {
        // The one who begins would always find the caches as the other left them.
        let turns = if round % 2 == 0 { [&one, &many] } else { [&many, &one] };
        for side in turns {
            side.load(MEASURED).await?;
        }
        eprintln!("{NAME}: 1 city {}; 500 cities {}", one.told(), many.told());
    }
    let (ours, base) = (many.percentile(99), one.percentile(99));
    many.server.stop().await?;
    one.server.stop().await?;
    ratio(NAME, ours, base, "ms");
    Ok(())
}

async fn side(ground: &Ground, name: &str, cities: usize) -> Outcome<Side> {
    let began = Instant::now();
    let database = ground.database(name).await?;
    database.apply(&city::without_limits(ground.folder())?, City::ID).await?;
    let mut client = database.as_service().await?;
    if cities > 1 {
        client.batch_execute(start::COPIES).await?;
        // The copies are 498; with the first and this one there are 500.
        client.batch_execute(LAST).await?;
    }
    let rows =
        client.query("SELECT id, (SELECT min(host) FROM tenant_hosts WHERE tenant_id = id) FROM tenants", &[]).await?;
    if rows.len() != cities {
        return Err(format!("there are {} cities, not {cities}", rows.len()).into());
    }
    for row in &rows {
        fill(&mut client, row.get(0)).await?;
    }
    database.index(ground).await?;
    settle(&database).await?;
    let hosts = rows.iter().map(|row| row.get(1)).collect();
    let missions = places(&client).await?;
    let server = Process::jemengage(&database.service, ground.folder()).await?;
    eprintln!("{name}: filled ({:.0?})", began.elapsed());
    Ok(Side {
        server,
        hosts: Arc::new(hosts),
        missions: Arc::new(missions),
        asked: Arc::default(),
        waits: Arc::default(),
    })
}

async fn settle(database: &Database) -> Outcome<()> {
    // One by one: together they would be a transaction, and a VACUUM refuses to be part of one.
    let client = database.as_superuser().await?;
    client.batch_execute("VACUUM (ANALYZE)").await?;
    Ok(client.batch_execute("CHECKPOINT").await?)
}

pub(crate) async fn fill(client: &mut Client, tenant: Uuid) -> Outcome<()> {
    let tx = client.transaction().await?;
    tx.batch_execute(&format!("SET LOCAL app.tenant_id = '{tenant}'")).await?;
    let (volunteers, missions) = (VOLUNTEERS.cast_signed(), MISSIONS.cast_signed());
    let (slots, each) = ((MISSIONS * SLOTS_A_MISSION).cast_signed(), SLOTS_A_MISSION.cast_signed());
    tx.execute(city::ACCOUNTS, &[&volunteers]).await?;
    tx.execute(city::SESSIONS, &[&volunteers]).await?;
    tx.execute(city::ASSOCIATION, &[]).await?;
    tx.execute(city::MISSIONS, &[&missions]).await?;
    tx.execute(city::ADDRESSES, &[&missions]).await?;
    tx.execute(city::SLOTS, &[&slots, &each]).await?;
    Ok(tx.commit().await?)
}

/// The missions and slots of a filled city.
pub(crate) async fn places(client: &Client) -> Outcome<Vec<(Uuid, Uuid)>> {
    let rows =
        client.query(PLACES, &[&(MISSIONS * SLOTS_A_MISSION).cast_signed(), &SLOTS_A_MISSION.cast_signed()]).await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

impl Side {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<f64>> {
        self.waits.lock().expect("nobody panicked")
    }

    /// Some people ask one thing after the other, for so long.
    async fn load(&self, time: Duration) -> Outcome<()> {
        let until = Instant::now() + time;
        let mut clients = JoinSet::new();
        for _ in 0..CLIENTS {
            let (address, hosts, missions) = (self.server.address, Arc::clone(&self.hosts), Arc::clone(&self.missions));
            let (asked, waits) = (Arc::clone(&self.asked), Arc::clone(&self.waits));
            clients.spawn(async move {
                let mut connection = Connection::open(address).await?;
                let mut own = Vec::new();
                while Instant::now() < until {
                    let request = request(asked.fetch_add(1, Ordering::Relaxed), &hosts, &missions);
                    let began = Instant::now();
                    let (status, body) = connection.ask(request.as_bytes()).await?;
                    own.push(began.elapsed().as_secs_f64() * 1000.0);
                    if !matches!(status, 200 | 201) {
                        return Err(format!("status {status}: {}\n{request}", String::from_utf8_lossy(body)).into());
                    }
                }
                waits.lock().expect("nobody panicked").extend(own);
                Outcome::Ok(())
            });
        }
        while let Some(done) = clients.join_next().await {
            done??;
        }
        Ok(())
    }

    fn percentile(&self, percent: usize) -> f64 {
        let mut waits = self.lock().clone();
        waits.sort_by(f64::total_cmp);
        waits.get(waits.len() * percent / 100).copied().unwrap_or(0.0)
    }

    fn told(&self) -> String {
        let answers = self.lock().len();
        format!("p50 {:.2} p99 {:.2} ms of {answers}", self.percentile(50), self.percentile(99))
    }
}

/// The mix: see a mission, search near a point, sign up, one's own sign-ups, the city's areas; each as often.
fn request(number: u64, hosts: &[String], missions: &[(Uuid, Uuid)]) -> String {
    let turn = number / 5;
    let at = |number: u64, count: usize| usize::try_from(number).expect("a small number") % count;
    let host = &hosts[at(turn, hosts.len())];
    // Each volunteer of a city signs up to each slot once: first all to one, then all to the next.
    let round = turn / hosts.len() as u64;
    let volunteer = round % VOLUNTEERS;
    let (mission, slot) = missions[at(round / VOLUNTEERS + round, missions.len())];
    match number % 5 {
        0 => format!("GET /api/v1/missions/{mission} HTTP/1.1\r\nhost: {host}\r\n\r\n"),
        1 => format!(
            "GET /api/v1/missions?lat=48.8675&lon=2.3638&sort=distance&limit=10 HTTP/1.1\r\nhost: {host}\r\n\r\n"
        ),
        2 => format!(
            "POST /api/v1/missions/{mission}/sign-ups HTTP/1.1\r\nhost: {host}\r\ncookie: session=session{volunteer}\r\n\
             content-type: application/json\r\ncontent-length: 47\r\n\r\n{{\"slot\":\"{slot}\"}}"
        ),
        3 => format!("GET /api/v1/me/sign-ups HTTP/1.1\r\nhost: {host}\r\ncookie: session=session{volunteer}\r\n\r\n"),
        _ => format!("GET /api/v1/areas HTTP/1.1\r\nhost: {host}\r\n\r\n"),
    }
}

pub(crate) const LAST: &str = "
    WITH copy AS (
        INSERT INTO tenants (id, code, config, texts, created_at)
        SELECT md5('city499')::uuid, 'city-499',
               config || '{\"code\": \"city-499\", \"hosts\": [\"city-499.localhost\"]}', texts, created_at
        FROM tenants WHERE code = 'paris'
        RETURNING id
    )
    INSERT INTO tenant_hosts (host, tenant_id) SELECT 'city-499.localhost', id FROM copy";

const PLACES: &str = "
    SELECT md5('mission' || n / $2::bigint)::uuid, md5('slot' || n)::uuid
    FROM generate_series(0, $1::bigint - 1) AS n ORDER BY n";
