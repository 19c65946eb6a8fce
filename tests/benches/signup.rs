//! `signup.*.ratio`: sign-ups over HTTP, against the same SQL sent by `pgbench`.
//!
//! **Same SQL:** the statements below are what the server sends, in the same three transactions. That they still are is
//! checked on every run, against what Postgres logs when the server signs somebody up. Both sides do their rounds in
//! turn, each with volunteers (and, for the hot figure, a slot) that no other round has.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::city::{City, ROUNDS, SLOTS_A_MISSION, SPREAD_SLOTS, VOLUNTEERS_A_ROUND};
use super::load::{Answers, CLIENTS, Load, Request, ask};
use super::process::Process;
use super::{Outcome, mean, pgbench, ratio};

pub(crate) const HOT: &str = "signup.hot.ratio";
pub(crate) const SPREAD: &str = "signup.spread.ratio";

const WARM_UP: Duration = Duration::from_secs(2);
const MEASURED: Duration = Duration::from_secs(8);

/// Which slots a round's sign-ups go to.
#[derive(Clone, Copy)]
pub(crate) enum Slots {
    /// All to this one.
    One(u64),
    /// Each to any of the many.
    Any,
}

/// Everybody wants the same slot.
pub(crate) async fn hot(city: &mut City<'_>) -> Outcome<()> {
    measure(city, HOT, |round| Slots::One(SPREAD_SLOTS + round)).await
}

/// Everybody wants another one.
pub(crate) async fn spread(city: &mut City<'_>) -> Outcome<()> {
    measure(city, SPREAD, |_| Slots::Any).await
}

async fn measure(city: &mut City<'_>, name: &str, slots: fn(u64) -> Slots) -> Outcome<()> {
    let (mut ours, mut base) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // No round pays for writing out what an earlier one has changed.
        city.database.as_superuser().await?.batch_execute("CHECKPOINT").await?;
        // Ours, base, base, ours: tables that grow weigh on both alike.
        if round % 4 == 0 || round % 4 == 3 {
            ours.push(over_http(city, round, slots(round)).await?);
        } else {
            base.push(by_pgbench(city, round, slots(round)).await?);
        }
        eprintln!("{name}: ours {ours:.0?} base {base:.0?}");
    }
    city.check().await?;
    ratio(name, mean(&ours), mean(&base), "sign-ups/s");
    Ok(())
}

/// Sign-ups a second over HTTP.
pub(crate) async fn over_http(city: &mut City<'_>, round: u64, slots: Slots) -> Outcome<f64> {
    let server = Process::jemengage(&city.database.service, city.folder()).await?;
    let request = requests(city, round * VOLUNTEERS_A_ROUND, slots);
    let load = Load { address: server.address, status: 201, warm_up: WARM_UP, measured: MEASURED, request };
    let answers: Answers = load.run().await?;
    server.stop().await?;
    enough_volunteers(answers.all)?;
    city.made += answers.all;
    Ok(load.rate(answers))
}

/// Requests of one volunteer after the other.
fn requests(city: &City<'_>, first: u64, slots: Slots) -> Request {
    let places: Vec<(String, String)> =
        city.places.iter().map(|place| (place.mission.to_string(), place.slot.to_string())).collect();
    let next = AtomicU64::new(first);
    Arc::new(move |buffer| {
        let volunteer = next.fetch_add(1, Ordering::Relaxed);
        let slot = match slots {
            Slots::One(slot) => slot,
            Slots::Any => scattered(volunteer) % SPREAD_SLOTS,
        };
        let (mission, slot) = &places[usize::try_from(slot).expect("a place's number")];
        let request = format!(
            "POST /api/v1/missions/{mission}/sign-ups HTTP/1.1\r\nhost: {}\r\ncookie: session=session{volunteer}\r\n\
             content-type: application/json\r\ncontent-length: 47\r\n\r\n{{\"slot\":\"{slot}\"}}",
            City::HOST
        );
        buffer.extend_from_slice(request.as_bytes());
    })
}

/// A number that looks like chance (splitmix64).
fn scattered(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Sign-ups a second by the same SQL alone.
async fn by_pgbench(city: &mut City<'_>, round: u64, slots: Slots) -> Outcome<f64> {
    let script = script(city, slots)?;
    let first = round * VOLUNTEERS_A_ROUND;
    let url = &city.database.service;
    let warm_up = pgbench::run(url, &script, &[("first", first), ("i", 0)], WARM_UP).await?;
    // Clients take turns only roughly: the next run begins well after the last volunteer of this one.
    let begun = warm_up.scripts / CLIENTS as u64 * 2;
    let counted = pgbench::run(url, &script, &[("first", first), ("i", begun)], MEASURED).await?;
    enough_volunteers(begun * CLIENTS as u64 + counted.scripts * 2)?;
    city.made += warm_up.scripts + counted.scripts;
    Ok(counted.rate)
}

fn enough_volunteers(used: u64) -> Outcome<()> {
    if used < VOLUNTEERS_A_ROUND {
        Ok(())
    } else {
        Err("this machine is too fast: VOLUNTEERS_A_ROUND must grow".into())
    }
}

/// Writes one sign-up as `pgbench` does it.
fn script(city: &City<'_>, slots: Slots) -> Outcome<PathBuf> {
    let slot = match slots {
        Slots::One(slot) => slot.to_string(),
        Slots::Any => format!("random(0, {})", SPREAD_SLOTS - 1),
    };
    let mut script = format!(
        "\\set i :i + 1\n\\set n :first + :i * {CLIENTS} + :client_id\n\\set s {slot}\n\\set m :s / {SLOTS_A_MISSION}\n"
    );
    for statement in &STATEMENTS {
        let statement = statement.text(|_, value| value.to_owned());
        writeln!(script, "BEGIN;\nSET LOCAL app.tenant_id = '{}';\n{statement};\nCOMMIT;", City::ID)?;
    }
    let path = city.folder().join("sign_up.sql");
    std::fs::write(&path, script)?;
    Ok(path)
}

/// Signs somebody up over HTTP and looks in the log of Postgres for the statements that `pgbench` sends.
pub(crate) async fn check_statements(city: &mut City<'_>) -> Outcome<()> {
    let superuser = city.database.as_superuser().await?;
    superuser.batch_execute("ALTER ROLE jemengage SET log_statement = 'all'").await?;
    let server = Process::jemengage(&city.database.service, city.folder()).await?;
    let spare = requests(city, ROUNDS * VOLUNTEERS_A_ROUND, Slots::One(SPREAD_SLOTS + ROUNDS));
    let mut request = Vec::new();
    spare(&mut request);
    let (status, body) = ask(server.address, std::str::from_utf8(&request)?).await?;
    server.stop().await?;
    superuser.batch_execute("ALTER ROLE jemengage RESET log_statement").await?;
    if status != 201 {
        return Err(format!("a sign-up was answered {status}: {}", String::from_utf8_lossy(&body)).into());
    }
    city.made += 1;
    let log = one_spaced(&city.ground.log()?);
    let sent = STATEMENTS.iter().map(|statement| statement.text(|number, _| format!("${number}")));
    let begun = format!("BEGIN; SET LOCAL app.tenant_id = '{}'", City::ID);
    match sent.chain([begun]).find(|statement| !log.contains(&one_spaced(statement))) {
        Some(missing) => {
            Err(format!("the server no longer sends this; mend tests/benches/signup.rs: {missing}").into())
        }
        None => Ok(()),
    }
}

fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A statement as the server sends it: named inputs, here with the values that `pgbench` gives them, and what is done.
struct Statement {
    inputs: &'static [(&'static str, &'static str)],
    body: &'static str,
}

impl Statement {
    fn text(&self, value: impl Fn(usize, &str) -> String) -> String {
        let inputs = self.inputs.iter().zip(1..);
        let inputs: String =
            inputs.map(|((name, expression), number)| format!("{} AS {name}, ", value(number, expression))).collect();
        format!("WITH input AS (SELECT {inputs}true AS given) {}", self.body)
    }
}

const ACCOUNT: &str = "md5('account' || :n)::uuid";
const SLOT: &str = "md5('slot' || :s)::uuid";

/// What the rules were given and said, as the server writes it.
const FACTS: &str = r#"'{"at": {"now": "2026-03-04T09:00:00.123456Z", "today": "2026-03-04", "tomorrow": "2026-03-04T23:00:00Z"},
    "facts": {"person": {"age": 36, "tie": null, "absences": 0, "pseudonym": "2f6ad11f3cbd45b1a0f4c5f0f6a5d7e1",
    "credentials": [], "sign_ups_today": 0}, "mission": {"areas": ["75", "75102"], "domain": "solidarity", "remote": false,
    "accessible": true, "acceptance": "automatic", "activities": ["food_distribution", "reception"], "waiting_list": true,
    "beneficiaries": ["people_in_difficulty", "everyone"], "open_to_minors": false}, "starts_at": null,
    "accreditations": []}}'::jsonb"#;
const VERDICT: &str = r#"'{"verdict": {"plan": {"acceptance": "automatic", "waiting_priority": 0, "waiting_list_limit": 100000,
    "pending_holds_place": true}, "reasons": []}}'::jsonb"#;

const STATEMENTS: [Statement; 3] = [
    Statement {
        inputs: &[("digest", "sha256(('session' || :n)::bytea)"), ("now", "now()")],
        body: "SELECT accounts.id, accounts.city_role, accounts.email_confirmed_at IS NOT NULL,
            coalesce(accounts.last_seen_at < (SELECT now FROM input) - interval '1 day', true)
     FROM sessions JOIN accounts ON accounts.id = sessions.account_id
     WHERE sessions.token_hash = (SELECT digest FROM input) AND sessions.expires_at > (SELECT now FROM input)",
    },
    Statement {
        inputs: &[
            ("mission", "md5('mission' || :m)::uuid"),
            ("slot", SLOT),
            ("account", ACCOUNT),
            ("today", "date_trunc('day', now())"),
            ("year", "date_trunc('year', now())"),
            ("now", "now()"),
        ],
        body: "SELECT missions.state, associations.state, slots.starts_at,
            cardinality(missions.prerequisites), missions.motivation_wanted,
            missions.domain, missions.activities, missions.beneficiaries,
            ARRAY(SELECT DISTINCT unnest(mission_addresses.areas) AS area FROM mission_addresses
                   WHERE mission_addresses.mission_id = missions.id ORDER BY area),
            missions.remote, missions.open_to_minors, missions.accessible, missions.acceptance, missions.waiting_list,
            associations.accreditations, accounts.birth_date, accounts.tie, accounts.tie_area,
            ARRAY(SELECT credentials.name || ':' || credentials.assurance FROM credentials
                   WHERE credentials.account_id = accounts.id
                     AND (credentials.until IS NULL OR credentials.until > (SELECT now FROM input))
                   ORDER BY credentials.name),
            (SELECT count(*) FROM sign_ups AS own
              WHERE own.account_id = (SELECT account FROM input) AND own.created_at >= (SELECT today FROM input)),
            (SELECT count(*) FROM sign_ups AS own
              WHERE own.account_id = (SELECT account FROM input) AND own.state = 'absent'
                AND own.changed_at >= (SELECT year FROM input)),
            mine.id, mine.state,
            EXISTS (SELECT FROM sign_ups AS own
                     WHERE own.account_id = (SELECT account FROM input) AND own.slot_id = slots.id
                       AND own.state = 'declined')
     FROM slots
     JOIN missions ON missions.id = slots.mission_id
     JOIN associations ON associations.id = missions.association_id
     JOIN accounts ON accounts.id = (SELECT account FROM input)
     LEFT JOIN sign_ups AS mine
            ON mine.slot_id = slots.id AND mine.account_id = accounts.id
           AND mine.state NOT IN ('declined', 'withdrawn', 'lapsed', 'cancelled')
     WHERE slots.id = (SELECT slot FROM input) AND slots.mission_id = (SELECT mission FROM input)
       AND slots.dropped_at IS NULL",
    },
    Statement {
        inputs: &[
            ("id", "gen_random_uuid()"),
            ("slot", SLOT),
            ("account", ACCOUNT),
            ("state", "'accepted'"),
            ("holds_place", "true"),
            ("waiting_allowed", "true"),
            ("waiting_limit", "1000000"),
            ("motivation", "NULL::text"),
            ("now", "now()"),
            ("agent", "NULL::uuid"),
            ("source", "'web'"),
            ("priority", "0::smallint"),
            ("rules", "1"),
            ("facts", FACTS),
            ("verdict", VERDICT),
        ],
        body: ", place AS (
        UPDATE slots
           SET taken = slots.taken + (slots.taken < slots.capacity AND input.holds_place)::int,
               waiting = slots.waiting + (slots.taken >= slots.capacity)::int,
               arrivals = slots.arrivals + 1
          FROM input
         WHERE slots.id = input.slot AND slots.closed_at IS NULL
           AND (slots.taken < slots.capacity
                OR input.waiting_allowed AND slots.waiting < input.waiting_limit)
           AND EXISTS (SELECT FROM missions WHERE missions.id = slots.mission_id AND missions.state = 'published')
        RETURNING slots.mission_id, slots.waiting, slots.arrivals
    ), made AS (
        INSERT INTO sign_ups (id, mission_id, slot_id, account_id, state, rank, holds_place, motivation,
                              created_at, changed_at, priority)
        SELECT input.id, place.mission_id, input.slot, input.account,
               CASE WHEN place.waiting > 0 THEN 'waiting' ELSE input.state END,
               place.arrivals, place.waiting = 0 AND input.holds_place, input.motivation, input.now, input.now,
               input.priority
        FROM input, place
        RETURNING id, state
    ), written AS (
        INSERT INTO ledger (at, actor_id, on_behalf_of, source, action, subject_id, details)
        SELECT input.now, coalesce(input.agent, input.account),
               CASE WHEN input.agent IS NOT NULL THEN input.account END, input.source, 'sign_up.made', made.id,
               jsonb_build_object('to', made.state, 'rules', input.rules)
        FROM input, made
    ), decided AS (
        INSERT INTO decisions (at, version, question, facts, verdict, subject_id, account_id)
        SELECT input.now, input.rules, 'sign_up', input.facts, input.verdict, input.slot, input.account
        FROM input, made
    ), queued AS (
        INSERT INTO jobs (tenant_id, kind, subject, run_at, created_at)
        SELECT current_setting('app.tenant_id')::uuid, 'tell_sign_up', made.id::text, input.now, input.now
        FROM input, made
    )
    SELECT made.id, made.state,
           CASE WHEN input.priority = 0 THEN place.waiting
                ELSE 1 + (SELECT count(*)::int FROM sign_ups
                           WHERE sign_ups.slot_id = input.slot AND sign_ups.state = 'waiting'
                             AND sign_ups.priority >= input.priority) END
    FROM made, place, input",
    },
];
