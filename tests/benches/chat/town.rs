//! A city whose bots are talked to: missions all over it, bots, and people in the middle of their conversations.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use platform::config::Config;
use platform::wiring;
use platform_core::chat::Platform;
use platform_core::chat::bots::{self, Bot, New};
use secrecy::ExposeSecret as _;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::people::{People, Said};
use super::sink::Sink;
use crate::city::{self, City};
use crate::ground::{Database, Ground};
use crate::load::{CLIENTS, Connection, Request};
use crate::process::Process;
use crate::{Outcome, search};

const SECRET: &str = "a secret of the benchmarks, long enough for anybody";
/// Missions, all of them published.
const MISSIONS: i64 = 400;

/// The city.
pub(super) struct Town<'a> {
    pub(super) ground: &'a Ground,
    pub(super) database: Database,
    pub(super) bots: Arc<Vec<Bot>>,
}

impl<'a> Town<'a> {
    /// With so many bots of its own.
    pub(super) async fn new(ground: &'a Ground, name: &str, bots: usize) -> Outcome<Self> {
        let began = Instant::now();
        let database = ground.database(name).await?;
        database.apply(&city::without_limits(ground.folder())?, City::ID).await?;
        search::missions::fill(&database, City::ID, MISSIONS).await?;
        let client = database.as_superuser().await?;
        client.batch_execute(ROOM).await?;
        client.batch_execute("DELETE FROM jobs").await?;
        database.index(ground).await?;
        search::missions::settle(&database).await?;
        let bots = Arc::new(register(&database, ground, bots).await?);
        eprintln!("{name}: {MISSIONS} missions and {} bots in {:.0?}", bots.len(), began.elapsed());
        Ok(Self { ground, database, bots })
    }

    pub(super) fn folder(&self) -> &Path {
        self.ground.folder()
    }

    /// So many people, who talk of its missions.
    pub(super) async fn people(&self, count: usize) -> Outcome<People> {
        let rows = self.database.as_superuser().await?.query(PLACES, &[]).await?;
        let place = |row: &tokio_postgres::Row| (row.get::<_, Uuid>(0).into(), row.get::<_, Uuid>(1).into());
        let domains = ["health", "culture", "sport", "solidarity", "education", "nature", "skills"];
        let domains = domains.map(str::parse).into_iter().collect::<Result<_, _>>();
        Ok(People::new(count, rows.iter().map(place).collect(), domains.map_err(|_| "a domain the city lacks")?))
    }

    /// A node of these roles, which finds Telegram by this door.
    pub(super) async fn node(&self, roles: &str, sink: &Sink, door: u8) -> Outcome<Process> {
        let settings = [
            ("JEMENGAGE_SECRET", SECRET.to_owned()),
            ("JEMENGAGE_TELEGRAM_API", sink.url(door)),
            ("JEMENGAGE_ORIGIN", "https://{host}".to_owned()),
        ];
        Process::jemengage_as(roles, &self.database.service, self.folder(), &settings).await
    }

    /// What people say from now on, as their bots' hooks are sent it.
    pub(super) fn requests(&self, people: &Arc<People>) -> Request {
        let (bots, people) = (Arc::clone(&self.bots), Arc::clone(people));
        Arc::new(move |buffer| {
            let said = people.next().expect("a text can be written");
            write(buffer, &bots, &said);
        })
    }

    /// Brings conversations to where they are on an ordinary day: each somewhere in its middle.
    pub(super) async fn begin(&self, sink: &Sink, people: &Arc<People>, count: usize) -> Outcome<()> {
        let began = Instant::now();
        let node = self.node("web", sink, 0).await?;
        // Nobody says two things at once.
        let line: Vec<_> = (0..7).flat_map(|turn| (0..count).filter(move |person| person % 7 >= turn)).collect();
        let line = Arc::new(Mutex::new(line.into_iter()));
        let (bots, speakers) = (Arc::clone(&self.bots), Arc::clone(people));
        let mut waiting = JoinSet::new();
        for _ in 0..CLIENTS {
            let (line, bots, speakers) = (Arc::clone(&line), Arc::clone(&bots), Arc::clone(&speakers));
            let address = node.address;
            waiting.spawn(async move {
                let mut connection = Connection::open(address).await?;
                let mut request = Vec::new();
                loop {
                    let next = line.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some(person) = next else { return Outcome::Ok(()) };
                    request.clear();
                    write(&mut request, &bots, &speakers.next_of(person)?);
                    let (status, _) = connection.ask(&request).await?;
                    if status != 200 {
                        return Err(format!("an update was answered {status}").into());
                    }
                }
            });
        }
        while let Some(done) = waiting.join_next().await {
            done??;
        }
        node.stop().await?;
        self.forget_answers().await?;
        eprintln!("{count} conversations begun with {} updates in {:.0?}", people.count().updates, began.elapsed());
        Ok(())
    }

    /// Lets go of what is to be sent, after a look at whether it is what it should be.
    pub(super) async fn forget_answers(&self) -> Outcome<()> {
        let client = self.database.as_superuser().await?;
        let stale: i64 = client.query_one(STALE, &[]).await?.get(0);
        if stale > 0 {
            return Err(format!("{stale} buttons were stale: tests/benches/chat/people.rs foresees others").into());
        }
        // No round pays for writing out what an earlier one has changed; and Postgres knows its tables, as it does anywhere
        // within a minute.
        Ok(client.batch_execute("TRUNCATE chat_messages; DELETE FROM jobs; ANALYZE").await?)
    }

    /// A number of the database's.
    pub(super) async fn count(&self, sql: &str) -> Outcome<u64> {
        Ok(self.database.as_superuser().await?.query_one(sql, &[]).await?.get::<_, i64>(0).cast_unsigned())
    }
}

/// An update as the hook of its bot is sent it.
pub(super) fn write(buffer: &mut Vec<u8>, bots: &[Bot], said: &Said) {
    // People keep to their bot.
    let bot = &bots[said.person % bots.len()];
    let request = format!(
        "POST /hooks/telegram/{} HTTP/1.1\r\nhost: {}\r\nx-telegram-bot-api-secret-token: {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{}",
        bot.hook,
        City::HOST,
        bot.hook_secret.expose_secret(),
        said.body.len(),
        said.body
    );
    buffer.extend_from_slice(request.as_bytes());
}

/// As `jemengage bot add` does it, without asking Telegram.
async fn register(database: &Database, ground: &Ground, count: usize) -> Outcome<Vec<Bot>> {
    let data = ground.folder().join("data").display().to_string();
    let vars = [
        ("DATABASE_URL", database.service.clone()),
        ("JEMENGAGE_DATA_DIR", data),
        ("JEMENGAGE_SECRET", SECRET.to_owned()),
    ];
    let app = wiring::app(&Config::from_vars(vars.map(|(name, value)| (name.to_owned(), value)).into())?).await?;
    let city = app.registry.by_code("paris").ok_or("the city is not served")?.id;
    let vault = app.vault.as_ref().ok_or("there is no secret")?;
    let mut made = Vec::new();
    for number in 0..count {
        let token = format!("{}:AAbenchmarksOfConversationsAreNoTokens", 6_000_000_001 + number).into();
        let name = format!("jemengage_{number}_bot");
        let (platform, city) = (Platform::Telegram, Some(city));
        let new = New { platform, city, name: &name, token: &token, hook: None, polls: false };
        made.push(bots::add(&app, vault, new).await?);
    }
    Ok(made)
}

/// Room for whoever signs up, and one mission in four for whenever one likes: so any search of any day finds some.
const ROOM: &str = "
    ALTER TABLE slots DISABLE TRIGGER USER;
    UPDATE slots SET capacity = 100000;
    UPDATE slots SET starts_at = NULL, ends_at = NULL WHERE abs(hashtext(id::text)) % 4 = 0;
    ALTER TABLE slots ENABLE TRIGGER USER";

const PLACES: &str = "SELECT mission_id, id FROM slots ORDER BY id";

const STALE: &str =
    "SELECT count(*) FROM chat_messages WHERE coalesce(content #>> '{press,words}', content ->> 'words') IS NOT NULL";
