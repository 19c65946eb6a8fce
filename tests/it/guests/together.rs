//! Two accounts that become one: which of two sign-ups stays, where everything else goes, and that nothing is left behind.

use std::collections::BTreeMap;

use axum::http::Method;
use chrono::{DateTime, Duration, Utc};
use platform_core::accounts::merge;
use platform_core::ports::Clock as _;
use platform_core::statistics;
use serde_json::{Value, json};
use tests::{Person, a_mission};
use tokio_postgres::Client;
use uuid::Uuid;

use super::Scene;
use crate::privacy;
use crate::privacy::life::{MOTIVATION, dump};

/// States in the order in which they go before each other, each with whether it holds a place.
const STATES: [(&str, bool); 8] = [
    ("attended", true),
    ("excused", true),
    ("absent", true),
    ("accepted", true),
    ("offered", true),
    ("requested", true),
    ("requested", false),
    ("waiting", false),
];

/// How far on a state is: a request is one whether or not it holds a place.
fn progress(state: &str) -> usize {
    let words = ["waiting", "requested", "offered", "accepted", "absent", "excused", "attended"];
    words.iter().position(|word| *word == state).expect("a live state")
}

/// Writes a sign-up as it stands, with its line in the ledger.
async fn stands(
    client: &Client,
    slot: (Uuid, Uuid),
    who: Uuid,
    state: (&str, bool),
    rank: i64,
    now: DateTime<Utc>,
) -> Uuid {
    let id = Uuid::from_u128((slot.1.as_u128() << 8) + u128::from(rank.unsigned_abs()));
    let until = (state.0 == "offered").then_some(now + Duration::hours(12));
    let minutes = (state.0 == "attended").then_some(60);
    let row =
        "INSERT INTO sign_ups (id, mission_id, slot_id, account_id, state, holds_place, rank, offered_until, minutes,
                                     created_at, changed_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)";
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 10] =
        [&id, &slot.0, &slot.1, &who, &state.0, &state.1, &rank, &until, &minutes, &now];
    client.execute(row, &values).await.expect("a sign-up");
    let said = "INSERT INTO ledger (at, source, action, subject_id, details)
                VALUES ($2, 'system', 'sign_up.made', $1, jsonb_build_object('to', $3::text))";
    client.execute(said, &[&id, &now, &state.0]).await.expect("a line");
    id
}

/// A slot without a date: one place is somebody else's, and somebody waits behind the two.
struct Place {
    slot: Uuid,
    mine: (&'static str, bool),
    others: (&'static str, bool),
    /// Whether the guest came before.
    first: bool,
}

impl Place {
    async fn made(&self, client: &Client, mission: Uuid, people: [Uuid; 4], now: DateTime<Utc>) {
        let [guest, full, filler, next] = people;
        let taken = 1 + i32::from(self.mine.1) + i32::from(self.others.1);
        let waiting = 1 + [self.mine, self.others].iter().filter(|state| state.0 == "waiting").count();
        let waiting = i32::try_from(waiting).expect("few");
        let slot =
            "INSERT INTO slots (id, mission_id, capacity, taken, waiting, arrivals) VALUES ($1, $2, $3, $3, $4, 4)";
        client.execute(slot, &[&self.slot, &mission, &taken, &waiting]).await.expect("a slot");
        let at = (mission, self.slot);
        let (mine, others) = if self.first { (2, 3) } else { (3, 2) };
        stands(client, at, filler, ("accepted", true), 1, now).await;
        stands(client, at, guest, self.mine, mine, now).await;
        stands(client, at, full, self.others, others, now).await;
        stands(client, at, next, ("waiting", false), 4, now).await;
    }

    /// Rank and state of the two afterwards, then the state of who waits.
    fn expected(&self) -> String {
        let (mine, others) = if self.first { (2, 3) } else { (3, 2) };
        let (far, other_far) = (progress(self.mine.0), progress(self.others.0));
        let mine_stays = far > other_far || far == other_far && self.first;
        let (stays, goes) = if mine_stays {
            ((mine, self.mine), (others, self.others))
        } else {
            ((others, self.others), (mine, self.mine))
        };
        let next = if goes.1.1 { "offered" } else { "waiting" };
        let mut two = [(stays.0, stays.1.0, ""), (goes.0, "withdrawn", "account_merged")];
        two.sort_unstable();
        let two = two.map(|(rank, state, reason)| format!("{rank} {state} {reason}"));
        format!("{}, {}, 4 {next} ", two[0], two[1])
    }
}

#[tokio::test]
async fn of_two_sign_ups_to_a_slot_the_one_further_on_stays() {
    let scene = Scene::new().await;
    let guest = scene.guest("Zoé").await;
    let [full, filler, next] = [
        scene.app.volunteer("paris", "full").await,
        scene.app.volunteer("paris", "filler").await,
        scene.app.volunteer("paris", "next").await,
    ];
    let (mission, _) = scene.mission(1).await;
    scene.app.work().await;
    let (client, now) = (scene.app.client("paris").await, scene.app.clock.now());
    let mut places = Vec::new();
    for mine in STATES {
        for others in STATES {
            for first in [true, false] {
                let slot = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_1000 + places.len() as u128);
                let place = Place { slot, mine, others, first };
                place.made(&client, mission, [guest.id, full.id, filler.id, next.id], now).await;
                places.push(place);
            }
        }
    }
    scene.nothing_is_broken().await;
    let before = scene.app.mails.all().len();
    let secret = scene.asked(&guest, &full.email).await;
    let entered = scene.open(&secret).await.expect(200);
    assert_eq!(entered.body["account"], json!(full.id));
    scene.nothing_is_broken().await;

    let told = "SELECT string_agg(format('%s %s %s', rank, state, reason), ', ' ORDER BY rank) FROM sign_ups
                WHERE slot_id = $1 AND rank > 1 AND account_id = ANY ($2)";
    let mut wrong = Vec::new();
    for place in &places {
        let row = client.query_one(told, &[&place.slot, &vec![full.id, next.id]]).await.expect("a slot");
        let (is, expected) = (row.get::<_, String>(0), place.expected());
        if is != expected {
            wrong.push(format!("{:?} and {:?}: {is}, expected {expected}", place.mine, place.others));
        }
    }
    println!("{} pairs of sign-ups merged", places.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Whoever comes all the same is not said to have withdrawn; whoever is offered a place is told so.
    scene.app.work().await;
    let subjects: Vec<_> = scene.app.mails.all().into_iter().skip(before).map(|mail| (mail.to, mail.subject)).collect();
    assert!(subjects.iter().any(|(to, _)| *to == next.email), "{subjects:?}");
    let told: Vec<_> = subjects.iter().filter(|(to, _)| *to == scene.manager.email).collect();
    assert!(told.is_empty(), "{told:?}");
    let withdrawn = "SELECT kind FROM notices WHERE kind IN ('sign_up_withdrawn', 'manager_withdrawn')";
    assert_eq!(scene.rows(withdrawn).await, Vec::<String>::new());
}

#[tokio::test]
async fn whose_slot_has_begun_leaves_their_place_to_nobody() {
    let scene = Scene::new().await;
    let (guest, full) = (scene.guest("Zoé").await, scene.app.volunteer("paris", "full").await);
    let next = scene.app.volunteer("paris", "next").await;
    let (mission, slot) = scene.mission(2).await;
    scene.sign_up(&guest, (mission, slot)).await.expect(201);
    for who in [&full, &next] {
        who.post(&scene.app, &format!("/api/v1/missions/{mission}/sign-ups"), json!({ "slot": slot }))
            .await
            .expect(201);
    }
    scene.app.work().await;
    scene.app.clock.advance(Duration::days(10) + Duration::hours(1));
    let secret = scene.asked(&guest, &full.email).await;
    scene.open(&secret).await.expect(200);
    scene.nothing_is_broken().await;
    let states = "SELECT format('%s %s %s', rank, state, reason) FROM sign_ups ORDER BY rank";
    assert_eq!(scene.rows(states).await, ["1 accepted ", "2 withdrawn account_merged", "3 declined slot_started"]);
}

/// What both have of the same thing; `$1` is the account, `$2` now.
const BOTH: [&str; 3] = [
    "INSERT INTO favourites SELECT tenant_id, $1, id, $2 FROM missions ON CONFLICT DO NOTHING",
    "INSERT INTO mail_preferences (account_id, topic, mode)
     SELECT $1, 'messages', 'daily' WHERE $2::timestamptz IS NOT NULL",
    "INSERT INTO notices (id, account_id, kind, subject_id, key, created_at, due_at, in_digest)
     SELECT gen_random_uuid(), $1, 'message', gen_random_uuid(), 'k', $2, $2::timestamptz + interval '1 year', true",
];

/// What the guest has alone.
const ALONE: [&str; 6] = [
    "INSERT INTO notices (id, account_id, kind, subject_id, key, created_at, due_at, in_digest)
     SELECT gen_random_uuid(), $1, 'message', gen_random_uuid(), 'l', $2, $2::timestamptz + interval '1 year', true",
    "INSERT INTO jobs (tenant_id, kind, subject, run_at, created_at)
     SELECT current_setting('app.tenant_id')::uuid, 'digest', $1::uuid::text, $2::timestamptz + interval '1 year', $2",
    "INSERT INTO magic_links SELECT current_setting('app.tenant_id')::uuid, sha256('m'), $1, $2",
    "INSERT INTO api_tokens (id, account_id, token_hash, name, scopes, created_at)
     SELECT gen_random_uuid(), $1, sha256('t'), 'tableau de mirabelles', '{read}', $2",
    "INSERT INTO idempotency_keys (account_id, key, fingerprint, created_at) SELECT $1, 'k', sha256('k'), $2",
    "INSERT INTO merged_accounts (guest_id, account_id, merged_at) SELECT gen_random_uuid(), $1, $2",
];

/// What the guest has of a thread; `$3` is its sign-up.
const IN_A_THREAD: [&str; 3] = [
    "INSERT INTO messages (id, sign_up_id, author_id, side, text, created_at)
     SELECT gen_random_uuid(), $3, $1, 'volunteer', 'Rendez-vous sous le mirabellier', $2",
    "INSERT INTO thread_reads (account_id, read_at, sign_up_id) SELECT $1, $2, $3",
    "INSERT INTO thread_reports (id, sign_up_id, reported_by, reason, created_at)
     SELECT gen_random_uuid(), $3, $1, 'Des gros mots de quetsche', $2",
];

const OWNER: &str = "INSERT INTO memberships (account_id, created_at, association_id, role) SELECT $1, $2, $3, 'owner'";
const MANAGER: &str =
    "INSERT INTO memberships (account_id, created_at, association_id, role) SELECT $1, $2, $3, 'manager'";
const INVITED: &str = "INSERT INTO invitations (invited_by, created_at, association_id, id, email, role, expires_at)
    SELECT $1, $2, $3, gen_random_uuid(), 'cousine.quetsche@asso.example', 'manager', $2::timestamptz + interval '1 day'";
const EDITED: &str =
    "INSERT INTO ledger (actor_id, at, subject_id, source, action) SELECT $1, $2, $3, 'chat', 'mission.edited'";

/// Rows of everything, for a guest and for the account that has the address, some about the same thing.
async fn lives(scene: &Scene, guest: &Person, full: &Person) -> (Uuid, Uuid) {
    let (place, other) = (scene.mission(3).await, scene.mission(3).await);
    let thread = scene.sign_up(guest, place).await.expect(201).id();
    let path = format!("/api/v1/missions/{}/sign-ups", other.0);
    full.post(&scene.app, &path, json!({ "slot": other.1 })).await.expect(201);
    let (shared, own) = (full.validated_association(&scene.app).await, scene.association);
    let (client, now) = (scene.app.client("paris").await, scene.app.clock.now());
    let run = async |sql: &str, values: &[&(dyn tokio_postgres::types::ToSql + Sync)]| {
        client.execute(sql, values).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    };
    for sql in BOTH {
        run(sql, &[&full.id, &now]).await;
    }
    for sql in BOTH.into_iter().chain(ALONE) {
        run(sql, &[&guest.id, &now]).await;
    }
    for sql in IN_A_THREAD {
        run(sql, &[&guest.id, &now, &thread]).await;
    }
    run("UPDATE sign_ups SET motivation = $2 WHERE id = $1", &[&thread, &MOTIVATION]).await;
    run(IN_A_THREAD[1], &[&full.id, &(now + Duration::hours(1)), &thread]).await;
    // The one owns what the other manages; in the other association the guest is alone.
    run("UPDATE memberships SET role = 'manager' WHERE account_id = $1", &[&full.id]).await;
    for (sql, about) in [(OWNER, shared), (MANAGER, own), (INVITED, own), (EDITED, place.0)] {
        run(sql, &[&guest.id, &now, &about]).await;
    }
    (place.0, shared)
}

/// How many rows name somebody, by column.
async fn named(client: &Client, who: Uuid) -> BTreeMap<String, i64> {
    let mut named = BTreeMap::new();
    for (table, column) in merge::columns() {
        let sql = format!("SELECT count(*) FROM {table} WHERE {column} = $1");
        let count: i64 = client.query_one(&sql, &[&who]).await.expect("a count").get(0);
        named.insert(format!("{table}.{column}"), count);
    }
    named
}

#[tokio::test]
async fn all_that_is_a_guests_becomes_the_others_and_goes_with_them() {
    let scene = Scene::new().await;
    let full = scene.app.volunteer("paris", "zebulon.quetsche").await;
    let guest = scene.guest("Zébulon").await;
    let (mission, shared) = lives(&scene, &guest, &full).await;
    let secret = scene.asked(&guest, &full.email).await;
    let client = scene.app.client("paris").await;
    let before = named(&client, guest.id).await;
    assert!(before.values().all(|count| *count > 0), "the guest has one of each: {before:?}");

    let entered = scene.open(&secret).await.expect(200);
    assert_eq!(entered.body["account"], json!(full.id));
    scene.nothing_is_broken().await;
    let traces: Vec<_> =
        dump(&scene.app).await.into_iter().filter(|(_, text)| text.contains(&guest.id.to_string())).collect();
    let places: Vec<_> = traces.iter().map(|(place, _)| place.as_str()).filter(|place| *place != "ledger").collect();
    assert_eq!(places, ["merged_accounts"], "{traces:?}");
    let after = named(&client, full.id).await;
    let moved = |column: &str| after[column];
    for (column, count) in [
        ("sign_ups.account_id", 2),
        ("favourites.account_id", 2),
        ("mail_preferences.account_id", 1),
        ("notices.account_id", 2),
        ("messages.author_id", 1),
        ("thread_reads.account_id", 1),
        ("thread_reports.reported_by", 1),
        ("memberships.account_id", 2),
        ("invitations.invited_by", 1),
        ("merged_accounts.account_id", 2),
        ("api_tokens.account_id", 0),
        ("magic_links.account_id", 0),
        ("email_links.account_id", 0),
        ("idempotency_keys.account_id", 0),
    ] {
        assert!(
            moved(column) == count || column == "notices.account_id" && moved(column) >= count,
            "{column}: {after:?}"
        );
    }
    let role = format!("SELECT role FROM memberships WHERE association_id = '{shared}' AND account_id = '{}'", full.id);
    assert_eq!(scene.rows(&role).await, ["owner"]);
    let read = "SELECT (read_at - created_at)::text FROM thread_reads JOIN sign_ups ON id = sign_up_id";
    assert_eq!(scene.rows(read).await, ["01:00:00"], "as far as either has read");
    let digest = format!("SELECT kind FROM jobs WHERE subject = '{}' AND kind = 'digest'", full.id);
    assert_eq!(scene.rows(&digest).await, ["digest"]);
    guest.get(&scene.app, "/api/v1/me").await.expect(401);
    is_told(&scene, &full, guest.id, mission).await;
    is_erased(&scene, &full, guest.id).await;
}

/// The account that stays is told of all of it, and in histories what the guest did bears its name.
async fn is_told(scene: &Scene, full: &Person, guest: Uuid, mission: Uuid) {
    let export = full.get(&scene.app, "/api/v1/me/export").await.expect(200).body;
    let text = export.to_string();
    for fact in
        [MOTIVATION, "Rendez-vous sous le mirabellier", "Des gros mots de quetsche", "cousine.quetsche@asso.example"]
    {
        assert!(text.contains(fact), "{fact}: {export:#}");
    }
    assert!(export["merged_accounts"].as_array().is_some_and(|rows| rows.iter().any(|row| row["id"] == json!(guest))));
    let acts = export["ledger"].as_array().expect("acts");
    let by_me = |action: &str| acts.iter().any(|row| row["action"] == action && row["by_me"] == true);
    assert!(by_me("mission.edited") && by_me("account.merged"), "{acts:#?}");
    let for_me = acts.iter().any(|row| row["action"] == "sign_up.made" && row["for_me"] == true);
    assert!(for_me, "an agent signed the guest up: {acts:#?}");
    let history = scene.agent.get(&scene.app, &format!("/api/v1/missions/{mission}/history")).await.expect(200);
    let edited =
        history.body["items"].as_array().and_then(|rows| rows.iter().find(|row| row["action"] == "mission.edited"));
    assert_eq!(
        edited.map(|row| (&row["name"], &row["who"])),
        Some((&json!("zebulon.quetsche T."), &json!("manager"))),
        "{:#}",
        history.body
    );
}

/// Who erases the account erases the guest with it.
async fn is_erased(scene: &Scene, full: &Person, guest: Uuid) {
    full.call(&scene.app, Method::DELETE, "/api/v1/me", Some(json!({}))).await.expect(204);
    scene.app.work().await;
    scene.app.clock.advance(Duration::minutes(3));
    scene.app.work().await;
    privacy::is_gone(&scene.app, full.id).await;
    privacy::is_gone(&scene.app, guest).await;
    scene.nothing_is_broken().await;
}

/// What was counted.
const COUNTED: &str =
    "SELECT format('%s', (month, domain, areas, engagements, missions, places_filled, length(people)))
    FROM statistics_cells ORDER BY 1";

#[tokio::test]
async fn statistics_count_one_person() {
    let scene = Scene::new().await;
    let (guest, full) = (scene.guest("Zoé").await, scene.app.volunteer("paris", "full").await);
    // Both helped long ago; the guest also since, where the other did not.
    let mut mission = a_mission(9);
    mission["slots"] = json!([{ "capacity": 9 }]);
    for turn in 0..3 {
        let place = scene.manager.published_mission(&scene.app, scene.association, mission.clone()).await;
        scene.sign_up(&guest, place).await.expect(201);
        if turn < 2 {
            let path = format!("/api/v1/missions/{}/sign-ups", place.0);
            full.post(&scene.app, &path, json!({ "slot": place.1 })).await.expect(201);
        }
        scene.app.clock.advance(Duration::days(31));
    }
    let paris = || scene.app.operator("paris");
    statistics::refresh(&scene.app.app, &paris()).await.expect("counted");
    let people = async || -> Value {
        let path = "/api/v1/statistics?from=2026-03-01&until=2026-06-30";
        let agent = scene.app.agent("paris").await;
        let seen = agent.get(&scene.app, path).await.expect(200).body;
        let months = seen["by_month"].as_array().expect("months").iter().map(|month| month["people"].clone());
        json!([
            seen["total"]["people"],
            seen["total"]["engagements"],
            seen["total"]["places_filled"],
            months.collect::<Vec<_>>()
        ])
    };
    assert_eq!(people().await, json!([2, 5, 5, [2, 2, 1, 0]]));
    let secret = scene.asked(&guest, &full.email).await;
    scene.app.clock.advance(Duration::minutes(5));
    scene.open(&secret).await.expect(200);
    scene.app.clock.advance(statistics::FRESH);
    assert_eq!(people().await, json!([1, 5, 3, [1, 1, 1, 0]]));
    let kept = async || scene.rows(COUNTED).await;
    let after = kept().await;
    // Every month is counted from the beginning.
    scene
        .app
        .client("paris")
        .await
        .batch_execute("DELETE FROM statistics_months; DELETE FROM statistics_refreshes")
        .await
        .expect("nothing is counted");
    statistics::refresh(&scene.app.app, &paris()).await.expect("counted");
    assert_eq!(after, kept().await);
}

#[tokio::test]
async fn two_guests_of_one_person_are_merged_at_once() {
    let scene = Scene::new().await;
    let full = scene.app.volunteer("paris", "full").await;
    let guests = [scene.guest("Zoé").await, scene.guest("Zo").await];
    let mut places = Vec::new();
    for _ in 0..3 {
        let place = scene.mission(2).await;
        for guest in &guests {
            scene.sign_up(guest, place).await.expect(201);
        }
        places.push(place);
    }
    let secrets = [scene.asked(&guests[0], &full.email).await, scene.asked(&guests[1], &full.email).await];
    let (one, two) = tokio::join!(scene.open(&secrets[0]), scene.open(&secrets[1]));
    assert_eq!(
        (one.expect(200).body["account"].clone(), two.expect(200).body["account"].clone()),
        (json!(full.id), json!(full.id))
    );
    scene.nothing_is_broken().await;
    let states = format!(
        "SELECT format('%s %s', count(*), state) FROM sign_ups WHERE account_id = '{}' GROUP BY state ORDER BY state",
        full.id
    );
    assert_eq!(scene.rows(&states).await, ["3 accepted", "3 withdrawn"]);
    assert_eq!(scene.rows("SELECT format('%s', count(*)) FROM merged_accounts").await, ["2"]);
}

#[tokio::test]
async fn whoever_signs_up_while_they_are_merged_has_a_sign_up_or_a_clear_no() {
    let scene = Scene::new().await;
    let (guest, full) = (scene.guest("Zoé").await, scene.app.volunteer("paris", "full").await);
    let mut places = Vec::new();
    for _ in 0..6 {
        places.push(scene.mission(1).await);
    }
    for place in &places[..2] {
        scene.sign_up(&guest, *place).await.expect(201);
    }
    let secret = scene.asked(&guest, &full.email).await;
    let mine = futures_util::future::join_all(places[2..].iter().map(|place| scene.sign_up(&guest, *place)));
    let others = futures_util::future::join_all(places.iter().map(|(mission, slot)| {
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        let (app, full, body) = (&scene.app, &full, json!({ "slot": slot }));
        async move { full.post(app, &path, body).await }
    }));
    let (mine, opened, others) = tokio::join!(mine, scene.open(&secret), others);
    opened.expect(200);
    for answer in mine.iter().chain(&others) {
        assert!([200, 201, 401, 404, 409].contains(&answer.status.as_u16()), "{:#}", answer.body);
    }
    scene.nothing_is_broken().await;
    let owners = format!("SELECT id::text FROM sign_ups WHERE account_id <> '{}'", full.id);
    assert_eq!(scene.rows(&owners).await, Vec::<String>::new(), "nothing is a guest's who is gone");
    // Whatever was acknowledged is there.
    let kept = scene.rows("SELECT id::text FROM sign_ups").await;
    for answer in mine.iter().chain(&others).filter(|answer| answer.status == 201) {
        assert!(kept.contains(&answer.id().to_string()), "{:#}", answer.body);
    }
}
