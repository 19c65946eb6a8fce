//! Every state × every action × every actor, against tables written from the domain's: what may be done, by whom, and
//! what comes of it; everything else is refused and changes nothing.

use axum::http::Method;
use chrono::{DateTime, Duration, Utc};
use platform_core::ports::Clock as _;
use serde_json::{Value, json};
use tests::{Answer, Person, TestApp, a_mission, an_association};
use uuid::Uuid;

/// Who tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Actor {
    /// Nobody we know.
    Visitor,
    /// Somebody with an account and nothing else.
    Stranger,
    /// Whose sign-up it is.
    Volunteer,
    /// Of the association, not its owner.
    Manager,
    /// Its owner.
    Owner,
    /// Of another association.
    Neighbour,
    /// Of the city.
    Agent,
    /// An agent at the desk, for whose sign-up it is.
    Desk,
}

use Actor::{Agent, Desk, Manager, Owner, Volunteer};

/// One line of a table: from any of these states, the act by any of these people leads there.
struct Row {
    act: &'static str,
    from: &'static [&'static str],
    who: &'static [Actor],
    /// The state after; empty: the one before.
    to: &'static str,
}

const ASSOCIATION_STATES: [&str; 6] = ["draft", "submitted", "returned", "validated", "suspended", "left"];
/// Paris leaves associations to its agents.
const ASSOCIATION: [Row; 7] = [
    Row { act: "update", from: &["draft", "returned", "validated"], who: &[Manager, Owner], to: "" },
    Row { act: "submit", from: &["draft", "returned"], who: &[Owner], to: "submitted" },
    Row { act: "validate", from: &["submitted"], who: &[Agent], to: "validated" },
    Row { act: "return", from: &["submitted"], who: &[Agent], to: "returned" },
    Row { act: "suspend", from: &["validated"], who: &[Agent], to: "suspended" },
    Row { act: "resume", from: &["suspended"], who: &[Agent], to: "validated" },
    Row {
        act: "leave",
        from: &["draft", "submitted", "returned", "validated", "suspended"],
        who: &[Owner, Agent],
        to: "left",
    },
];

const MISSION_STATES: [&str; 7] = ["draft", "submitted", "returned", "published", "suspended", "closed", "cancelled"];
/// Paris trusts validated associations, so what is handed in is published.
const MISSION: [Row; 10] = [
    Row { act: "update", from: &["draft", "returned", "published"], who: &[Manager, Owner], to: "" },
    Row { act: "submit", from: &["draft", "returned"], who: &[Manager, Owner], to: "published" },
    Row { act: "publish", from: &["submitted"], who: &[Agent], to: "published" },
    Row { act: "return", from: &["submitted"], who: &[Agent], to: "returned" },
    Row { act: "suspend", from: &["published"], who: &[Agent], to: "suspended" },
    Row { act: "resume", from: &["suspended"], who: &[Agent], to: "published" },
    Row { act: "close", from: &["published"], who: &[Manager, Owner], to: "closed" },
    Row {
        act: "cancel",
        from: &["draft", "submitted", "returned", "published", "suspended"],
        who: &[Manager, Owner, Agent],
        to: "cancelled",
    },
    Row { act: "duplicate", from: &MISSION_STATES, who: &[Manager, Owner], to: "" },
    Row {
        act: "hand-over",
        from: &["draft", "submitted", "returned", "published", "suspended"],
        who: &[Manager, Owner, Agent],
        to: "",
    },
];

const SIGN_UP_STATES: [&str; 11] = [
    "requested",
    "accepted",
    "waiting",
    "offered",
    "declined",
    "withdrawn",
    "lapsed",
    "cancelled",
    "attended",
    "absent",
    "excused",
];
const ANSWERED: &[&str] = &["accepted", "attended", "absent", "excused"];
const SIGN_UP: [Row; 9] = [
    Row { act: "accept", from: &["requested"], who: &[Manager, Owner], to: "accepted" },
    Row { act: "decline", from: &["requested"], who: &[Manager, Owner], to: "declined" },
    Row {
        act: "withdraw",
        from: &["requested", "accepted", "waiting", "offered"],
        who: &[Volunteer, Desk],
        to: "withdrawn",
    },
    Row { act: "accept-offer", from: &["offered"], who: &[Volunteer, Desk], to: "accepted" },
    Row { act: "confirm", from: &["accepted"], who: &[Volunteer, Desk], to: "" },
    Row { act: "check-in", from: &["accepted", "attended"], who: &[Volunteer, Desk], to: "attended" },
    Row { act: "attended", from: ANSWERED, who: &[Manager, Owner], to: "attended" },
    Row { act: "absent", from: ANSWERED, who: &[Manager, Owner], to: "absent" },
    Row { act: "excused", from: ANSWERED, who: &[Manager, Owner], to: "excused" },
];

/// A city with everybody in it, a mission that has begun and ends later, and two people at its one place.
struct Scene {
    app: TestApp,
    client: tokio_postgres::Client,
    people: Vec<(Actor, Person)>,
    association: Uuid,
    other: Uuid,
    mission: Uuid,
    slot: Uuid,
    code: String,
    sign_up: Uuid,
    rival: Uuid,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let owner = app.volunteer("paris", "owner").await;
        let manager = app.volunteer("paris", "manager").await;
        let neighbour = app.volunteer("paris", "neighbour").await;
        let association = owner.validated_association(&app).await;
        let other = neighbour.validated_association(&app).await;
        let client = app.client("paris").await;
        let now = app.clock.now();
        let member =
            "INSERT INTO memberships (association_id, account_id, role, created_at) VALUES ($1, $2, 'manager', $3)";
        client.execute(member, &[&association, &manager.id, &now]).await.expect("a member");
        let mut written = a_mission(1);
        written["slots"] = json!([slot_around(now)]);
        written["slots"][0]["starts_at"] = json!(now + Duration::minutes(5));
        let (mission, slot) = owner.published_mission(&app, association, written).await;
        let volunteer = app.volunteer("paris", "volunteer").await;
        let rival = app.volunteer("paris", "rival").await;
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        let sign_up = volunteer.post(&app, &path, json!({ "slot": slot })).await.expect(201).id();
        let rival = rival.post(&app, &path, json!({ "slot": slot })).await.expect(201).id();
        app.clock.advance(Duration::minutes(30));
        let sheet = owner.get(&app, &format!("/api/v1/missions/{mission}/attendance")).await.expect(200);
        let code = sheet.body["items"][0]["code"].as_str().expect("a code").to_owned();
        let people = vec![
            (Actor::Stranger, app.volunteer("paris", "stranger").await),
            (Actor::Volunteer, volunteer),
            (Actor::Manager, manager),
            (Actor::Owner, owner),
            (Actor::Neighbour, neighbour),
            (Actor::Agent, app.agent("paris").await),
        ];
        Self { app, client, people, association, other, mission, slot, code, sign_up, rival }
    }

    fn person(&self, actor: Actor) -> &Person {
        let actor = if actor == Desk { Agent } else { actor };
        &self.people.iter().find(|(other, _)| *other == actor).expect("somebody").1
    }

    async fn send(&self, actor: Actor, method: Method, path: &str, body: Value, version: i32) -> Answer {
        let tag = format!("\"{version}.0\"");
        let mut headers = Vec::new();
        if method == Method::PUT {
            headers.push(("if-match", tag.as_str()));
        }
        let volunteer = self.person(Volunteer).id.to_string();
        match actor {
            Actor::Visitor => self.app.call("paris", method, path, Some(body)).await,
            Desk => {
                headers.push(("acting-for", volunteer.as_str()));
                self.person(Agent).call_with(&self.app, method, path, Some(body), &headers).await
            }
            _ => self.person(actor).call_with(&self.app, method, path, Some(body), &headers).await,
        }
    }

    async fn state(&self, table: &str, id: Uuid) -> (String, i32) {
        let version = if table == "sign_ups" { "0" } else { "version" };
        let sql = format!("SELECT state, {version} FROM {table} WHERE id = $1");
        let row = self.client.query_one(&sql, &[&id]).await.expect("a row");
        (row.get(0), row.get(1))
    }
}

fn slot_around(now: DateTime<Utc>) -> Value {
    json!({ "starts_at": now, "ends_at": now + Duration::hours(4), "capacity": 1 })
}

/// What a table says of a cell: the state after, or none if it is refused, and whether this actor may do it at all.
fn expected(table: &[Row], act: &str, from: &'static str, actor: Actor) -> (Option<&'static str>, bool) {
    let mut rows = table.iter().filter(|row| row.act == act && row.who.contains(&actor));
    let may = rows.clone().next().is_some();
    let row = rows.find(|row| row.from.contains(&from));
    (row.map(|row| if row.to.is_empty() { from } else { row.to }), may)
}

/// What is wrong with a cell, if anything is.
fn judge(
    cell: &str,
    (to, may): (Option<&str>, bool),
    actor: Actor,
    from: &str,
    answer: &Answer,
    after: &str,
) -> Option<String> {
    let status = answer.status.as_u16();
    let sound = match (to, may, actor) {
        (Some(to), ..) => (status == 200 || status == 201) && after == to,
        (None, true, _) => status == 409 && after == from,
        // A visitor who writes without having read is told of that first.
        (None, false, Actor::Visitor) => (status == 401 || status == 428) && after == from,
        (None, false, _) => (status == 403 || status == 404) && after == from,
    };
    (!sound).then(|| format!("{cell}: {status} {} -> {after}, expected {to:?}", answer.code()))
}

#[track_caller]
fn told(what: &str, checked: usize, wrong: &[String]) {
    println!("{what}: {checked} cells checked");
    assert!(wrong.is_empty(), "{} of {checked} cells:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn every_cell_of_an_associations_life() {
    let scene = Scene::new().await;
    // One without missions, so that leaving is a matter of its own state alone.
    let id = scene.person(Owner).post(&scene.app, "/api/v1/associations", an_association()).await.expect(201).id();
    let member =
        "INSERT INTO memberships (association_id, account_id, role, created_at) VALUES ($1, $2, 'manager', now())";
    scene.client.execute(member, &[&id, &scene.person(Manager).id]).await.expect("a member");
    let (mut checked, mut wrong) = (0, Vec::new());
    for from in ASSOCIATION_STATES {
        for act in ASSOCIATION.iter().map(|row| row.act) {
            for actor in [Actor::Visitor, Actor::Stranger, Manager, Owner, Actor::Neighbour, Agent] {
                let reset = "UPDATE associations SET state = $2 WHERE id = $1 RETURNING version";
                let version = scene.client.query_one(reset, &[&id, &from]).await.expect("a reset").get(0);
                let path = format!("/api/v1/associations/{id}");
                let answer = match act {
                    "update" => scene.send(actor, Method::PUT, &path, an_association(), version).await,
                    act => scene.send(actor, Method::POST, &format!("{path}/{act}"), body(act, &scene), 0).await,
                };
                let (after, _) = scene.state("associations", id).await;
                let cell = format!("association {from} {act} {actor:?}");
                wrong.extend(judge(&cell, expected(&ASSOCIATION, act, from, actor), actor, from, &answer, &after));
                checked += 1;
            }
        }
    }
    told("association", checked, &wrong);
}

fn body(act: &str, scene: &Scene) -> Value {
    match act {
        "return" => json!({ "reasons": [{ "text": "Précisez." }] }),
        "suspend" | "cancel" => json!({ "reason": "Une inondation." }),
        "hand-over" => json!({ "association": scene.other }),
        "check-in" => json!({ "code": scene.code }),
        _ => json!({}),
    }
}

#[tokio::test]
async fn every_cell_of_a_missions_life() {
    let scene = Scene::new().await;
    let id = scene.mission;
    let (mut checked, mut wrong) = (0, Vec::new());
    let reset = "WITH open AS (UPDATE slots SET closed_at = NULL WHERE mission_id = $1)
                 UPDATE missions SET state = $2, association_id = $3, offered_to = NULL, over_at = NULL
                 WHERE id = $1 RETURNING version";
    for from in MISSION_STATES {
        for act in MISSION.iter().map(|row| row.act) {
            for actor in [Actor::Visitor, Actor::Stranger, Volunteer, Manager, Owner, Actor::Neighbour, Agent] {
                let row = scene.client.query_one(reset, &[&id, &from, &scene.association]).await.expect("a reset");
                let path = format!("/api/v1/missions/{id}");
                let mut written = a_mission(1);
                written["slots"][0] = json!({ "id": scene.slot, "starts_at": "2026-03-14T09:00:00Z",
                                              "ends_at": "2026-03-14T11:00:00Z", "capacity": 1 });
                let answer = match act {
                    "update" => scene.send(actor, Method::PUT, &path, written, row.get(0)).await,
                    act => scene.send(actor, Method::POST, &format!("{path}/{act}"), body(act, &scene), 0).await,
                };
                let (after, _) = scene.state("missions", id).await;
                let cell = format!("mission {from} {act} {actor:?}");
                wrong.extend(judge(&cell, expected(&MISSION, act, from, actor), actor, from, &answer, &after));
                checked += 1;
            }
        }
        // And the clock: what is long over is closed, once it is published.
        scene.client.query_one(reset, &[&id, &from, &scene.association]).await.expect("a reset");
        let past = scene.app.clock.now() - Duration::days(40);
        scene.client.execute("UPDATE missions SET over_at = $2 WHERE id = $1", &[&id, &past]).await.expect("a past");
        scene.app.work().await;
        let (after, _) = scene.state("missions", id).await;
        let to = if from == "published" { "closed" } else { from };
        wrong.extend((after != to).then(|| format!("mission {from} by the clock -> {after}")));
        checked += 1;
    }
    told("mission", checked, &wrong);
}

#[tokio::test]
async fn every_cell_of_a_sign_ups_life() {
    let scene = Scene::new().await;
    let (mut checked, mut wrong) = (0, Vec::new());
    for from in SIGN_UP_STATES {
        for act in SIGN_UP.iter().map(|row| row.act) {
            for actor in [Actor::Visitor, Actor::Stranger, Volunteer, Manager, Owner, Actor::Neighbour, Agent, Desk] {
                set_standing(&scene, from, scene.app.clock.now() + Duration::hours(1)).await;
                let (path, body) = match act {
                    "check-in" => ("/api/v1/check-in".to_owned(), body(act, &scene)),
                    "attended" | "absent" | "excused" => (
                        format!("/api/v1/missions/{}/attendance", scene.mission),
                        json!({ "entries": [{ "sign_up": scene.sign_up, "outcome": act }] }),
                    ),
                    act => (format!("/api/v1/sign-ups/{}/{act}", scene.sign_up), json!({})),
                };
                let answer = scene.send(actor, Method::POST, &path, body, 0).await;
                let (after, _) = scene.state("sign_ups", scene.sign_up).await;
                let (to, mut may) = expected(&SIGN_UP, act, from, actor);
                // A code is nobody's but theirs: whoever else enters it is told that it fits nothing of theirs.
                may |= act == "check-in" && actor != Actor::Visitor;
                let cell = format!("sign-up {from} {act} {actor:?}");
                wrong.extend(judge(&cell, (to, may), actor, from, &answer, &after));
                wrong.extend(miscounted(&scene, &cell).await);
                checked += 1;
            }
        }
        // And the clock: an offer whose time is over lapses.
        set_standing(&scene, from, scene.app.clock.now() - Duration::seconds(1)).await;
        scene.app.work().await;
        let (after, _) = scene.state("sign_ups", scene.sign_up).await;
        let to = if from == "offered" { "lapsed" } else { from };
        wrong.extend((after != to).then(|| format!("sign-up {from} by the clock -> {after}")));
        checked += 1;
    }
    told("sign-up", checked, &wrong);
}

/// Puts the sign-up into a state, with the slot's one place held by whom that leaves it to.
async fn set_standing(scene: &Scene, state: &str, offered_until: DateTime<Utc>) {
    let holds = ["requested", "accepted", "offered", "attended", "absent", "excused"].contains(&state);
    let waits = state == "waiting";
    let until = (state == "offered").then_some(offered_until);
    let minutes = (state == "attended").then_some(60);
    let rival = if waits { "accepted" } else { "withdrawn" };
    let set = "UPDATE sign_ups SET state = $2, holds_place = $3, offered_until = $4, minutes = $5, confirmed_at = NULL
               WHERE id = $1";
    let none = (None::<DateTime<Utc>>, None::<i32>);
    scene.client.execute(set, &[&scene.rival, &rival, &waits, &none.0, &none.1]).await.expect("the rival");
    scene.client.execute(set, &[&scene.sign_up, &state, &holds, &until, &minutes]).await.expect("the sign-up");
    let taken = i32::from(holds || waits);
    let count = "UPDATE slots SET taken = $2, waiting = $3, closed_at = NULL WHERE id = $1";
    scene.client.execute(count, &[&scene.slot, &taken, &i32::from(waits)]).await.expect("the slot");
    let open = "UPDATE missions SET state = 'published' WHERE id = $1";
    scene.client.execute(open, &[&scene.mission]).await.expect("the mission");
}

/// Whether the counters are what the rows say.
async fn miscounted(scene: &Scene, cell: &str) -> Option<String> {
    let sql = "SELECT s.taken, s.waiting,
                      (SELECT count(*) FROM sign_ups u WHERE u.slot_id = s.id AND u.holds_place),
                      (SELECT count(*) FROM sign_ups u WHERE u.slot_id = s.id AND u.state = 'waiting')
               FROM slots s WHERE s.id = $1";
    let row = scene.client.query_one(sql, &[&scene.slot]).await.expect("a slot");
    let (taken, waiting): (i32, i32) = (row.get(0), row.get(1));
    let (held, line): (i64, i64) = (row.get(2), row.get(3));
    (i64::from(taken) != held || i64::from(waiting) != line)
        .then(|| format!("{cell}: {taken} taken, {held} held; {waiting} waiting, {line} in line"))
}
