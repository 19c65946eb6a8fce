//! Two accounts that become one: which of two sign-ups to a slot stays, and what comes of the place; and who does what
//! meanwhile.

use chrono::{DateTime, Duration, Utc};
use platform_core::ports::Clock as _;
use serde_json::json;
use tokio_postgres::Client;
use uuid::Uuid;

use super::Scene;

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
