//! The whole life of a mission: edited, repeated, copied, handed over, called off, and what the people signed up hear.

use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use tests::{Answer, Person, TestApp, a_mission};
use uuid::Uuid;

struct Scene {
    app: TestApp,
    manager: Person,
    association: Uuid,
    mission: Uuid,
    slot: Uuid,
    written: Value,
}

impl Scene {
    async fn new(capacity: i32) -> Self {
        let app = TestApp::new().await;
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        let written = a_mission(capacity);
        let (mission, slot) = manager.published_mission(&app, association, written.clone()).await;
        Self { app, manager, association, mission, slot, written }
    }

    async fn sign_up(&self, person: &Person) -> Answer {
        let path = format!("/api/v1/missions/{}/sign-ups", self.mission);
        person.post(&self.app, &path, json!({ "slot": self.slot })).await
    }

    async fn update(&self, written: &Value) -> Answer {
        let path = format!("/api/v1/missions/{}", self.mission);
        let tag = self.manager.get(&self.app, &path).await.header("etag").to_owned();
        let headers = [("if-match", tag.as_str())];
        self.manager.call_with(&self.app, Method::PUT, &path, Some(written.clone()), &headers).await
    }

    async fn act(&self, act: &str, body: Value) -> Answer {
        self.manager.post(&self.app, &format!("/api/v1/missions/{}/{act}", self.mission), body).await
    }

    async fn state_of(&self, person: &Person) -> String {
        let mine = person.get(&self.app, "/api/v1/me/sign-ups").await.expect(200);
        mine.body["items"][0]["state"].as_str().unwrap_or("").to_owned()
    }

    fn subjects(&self, person: &Person) -> Vec<String> {
        self.app.mails.to(&person.email).into_iter().map(|mail| mail.subject).collect()
    }
}

#[tokio::test]
async fn who_signed_up_is_told_of_another_date_once() {
    let scene = Scene::new(2).await;
    let person = scene.app.volunteer("paris", "person").await;
    scene.sign_up(&person).await.expect(201);
    scene.app.work().await;
    let before = scene.subjects(&person).len();

    let mut written = scene.written.clone();
    written["slots"][0] = json!({ "id": scene.slot, "starts_at": "2026-03-15T09:00:00Z",
                                  "ends_at": "2026-03-15T11:00:00Z", "capacity": 2 });
    let after = scene.update(&written).await.expect(200);
    assert_eq!(
        (after.body["state"].as_str(), after.body["slots"][0]["id"].as_str()),
        (Some("published"), Some(&*scene.slot.to_string()))
    );
    assert_eq!(scene.state_of(&person).await, "accepted", "the place stays theirs");
    scene.app.work().await;
    scene.app.work().await;
    let mails = scene.app.mails.to(&person.email);
    assert_eq!(mails.len(), before + 1, "{:?}", scene.subjects(&person));
    let told = mails.last().expect("a mail");
    let date = told.calendar.as_ref().expect("a date to keep");
    assert!(date.text.contains("DTSTART:20260315T090000Z") && date.text.contains("SEQUENCE:1"), "{}", date.text);

    // Another text alone concerns nobody who signed up.
    written["description"] = json!("Vous aidez deux enfants.");
    scene.update(&written).await.expect(200);
    scene.app.work().await;
    assert_eq!(scene.subjects(&person).len(), before + 1);
    // Another place does.
    written["addresses"][0]["street"] = json!("14 rue des Écluses");
    scene.update(&written).await.expect(200);
    scene.app.work().await;
    assert_eq!(scene.subjects(&person).len(), before + 2);
}

#[tokio::test]
async fn an_edit_the_rules_refuse_changes_nothing() {
    let scene = Scene::new(2).await;
    let mut written = scene.written.clone();
    written["description"] = json!("Appelez le 06 12 34 56 78.");
    let refused = scene.update(&written).await.expect(409);
    assert_eq!((refused.code(), &refused.body["errors"][0]["pointer"]), ("contact_in_text", &json!("/description")));
    let seen = scene.manager.get(&scene.app, &format!("/api/v1/missions/{}", scene.mission)).await;
    assert_eq!(
        (seen.body["state"].as_str(), &seen.body["description"]),
        (Some("published"), &scene.written["description"])
    );
}

#[tokio::test]
async fn a_slot_taken_out_ends_its_sign_ups_and_is_not_lost() {
    let scene = Scene::new(1).await;
    let (first, second) = (scene.app.volunteer("paris", "first").await, scene.app.volunteer("paris", "second").await);
    scene.sign_up(&first).await.expect(201);
    scene.sign_up(&second).await.expect(201);
    let mut written = scene.written.clone();
    written["slots"] =
        json!([{ "starts_at": "2026-04-11T08:00:00Z", "ends_at": "2026-04-11T10:00:00Z", "capacity": 3 }]);
    scene.update(&written).await.expect(200);
    for person in [&first, &second] {
        assert_eq!(scene.state_of(person).await, "cancelled");
        let mine = person.get(&scene.app, "/api/v1/me/sign-ups").await;
        assert_eq!(mine.body["items"][0]["reason"], "slot_dropped");
    }
    assert_eq!(scene.sign_up(&first).await.status.as_u16(), 404, "it is no longer offered");
    scene.app.work().await;
    let text = scene.app.mails.to(&first.email).pop().expect("a mail").text;
    assert!(text.contains("ce créneau est retiré"), "{text}");
}

#[tokio::test]
async fn more_places_go_to_those_who_wait_and_fewer_never_take_one_away() {
    let scene = Scene::new(1).await;
    let mut people = Vec::new();
    for name in ["a", "b", "c", "d"] {
        let person = scene.app.volunteer("paris", name).await;
        scene.sign_up(&person).await.expect(201);
        people.push(person);
    }
    let mut written = scene.written.clone();
    written["slots"][0]["capacity"] = json!(3);
    scene.update(&written).await.expect(200);
    let mut states = Vec::new();
    for person in &people {
        states.push(scene.state_of(person).await);
    }
    assert_eq!(states, ["accepted", "offered", "offered", "waiting"]);
    written["slots"][0]["capacity"] = json!(2);
    let refused = scene.update(&written).await.expect(409);
    assert_eq!(
        (refused.code(), &refused.body["errors"][0]["pointer"]),
        ("capacity_below_taken", &json!("/slots/0/capacity"))
    );
}

#[tokio::test]
async fn a_weekly_rule_becomes_slots_at_the_same_time_on_the_wall() {
    let scene = Scene::new(1).await;
    let mut written = a_mission(4);
    written["slots"] = json!([{ "starts_at": "2026-03-21T09:00:00Z", "ends_at": "2026-03-21T11:00:00Z", "capacity": 4,
                                "repeat": "FREQ=WEEKLY;COUNT=3" }]);
    let body = json!({ "association": scene.association, "mission": written });
    let made = scene.manager.post(&scene.app, "/api/v1/missions", body).await.expect(201);
    let starts: Vec<_> =
        made.body["slots"].as_array().expect("slots").iter().map(|slot| slot["starts_at"].clone()).collect();
    assert_eq!(starts, ["2026-03-21T09:00:00Z", "2026-03-28T09:00:00Z", "2026-04-04T08:00:00Z"]);
    written["slots"][0]["repeat"] = json!("FREQ=WEEKLY");
    let body = json!({ "association": scene.association, "mission": written });
    let refused = scene.manager.post(&scene.app, "/api/v1/missions", body).await.expect(422);
    assert_eq!(refused.body["errors"][0]["pointer"], "/mission/slots/0/repeat");
}

#[tokio::test]
async fn a_copy_begins_on_the_same_weekday_and_nobody_is_signed_up() {
    let scene = Scene::new(2).await;
    scene.app.clock.advance(Duration::days(20));
    let copy = scene.act("duplicate", json!({})).await.expect(201);
    assert_eq!(
        (copy.body["state"].as_str(), copy.body["slots"][0]["starts_at"].as_str()),
        (Some("draft"), Some("2026-03-28T09:00:00Z"))
    );
    assert_eq!(copy.body["title"], scene.written["title"]);
    let later = scene.act("duplicate", json!({ "shift_days": 364 })).await.expect(201);
    assert_eq!(later.body["slots"][0]["starts_at"], "2027-03-13T09:00:00Z");
}

#[tokio::test]
async fn another_association_takes_a_mission_over_when_it_says_so() {
    let scene = Scene::new(2).await;
    let person = scene.app.volunteer("paris", "person").await;
    scene.sign_up(&person).await.expect(201);
    let taker = scene.app.volunteer("paris", "taker").await;
    let other = taker.validated_association(&scene.app).await;
    let path = format!("/api/v1/missions/{}/take-over", scene.mission);
    taker.post(&scene.app, &path, json!({})).await.expect(403);
    let offered = scene.act("hand-over", json!({ "association": other })).await.expect(200);
    assert_eq!(offered.body["association"]["id"], json!(scene.association), "it is only offered");
    scene.app.work().await;
    assert!(scene.subjects(&taker).iter().any(|subject| subject.contains("Aider aux devoirs")));

    // Who counts on it keeps the association from leaving until it is handed over.
    let leave = format!("/api/v1/associations/{}/leave", scene.association);
    let refused = scene.manager.post(&scene.app, &leave, json!({})).await.expect(409);
    assert_eq!((refused.code(), &refused.body["remedy"]["kind"]), ("volunteers_expected", &json!("hand_over")));
    let taken = taker.post(&scene.app, &path, json!({})).await.expect(200);
    assert_eq!(taken.body["association"]["id"], json!(other));
    scene.manager.post(&scene.app, &leave, json!({})).await.expect(200);
    assert_eq!(scene.state_of(&person).await, "accepted");
    scene.app.work().await;
    assert_eq!(scene.act("close", json!({})).await.status.as_u16(), 403, "it is no longer theirs");
}

/// Whoever signs up while a mission is called off is either told that it is off, or has been cancelled with the others.
#[tokio::test]
async fn nobody_slips_into_a_mission_that_is_called_off() {
    let scene = Scene::new(3).await;
    let mut people = Vec::new();
    for number in 0..12 {
        people.push(scene.app.volunteer("paris", &format!("p{number}")).await);
    }
    let cancel = scene.act("cancel", json!({ "reason": "La salle est inondée." }));
    let presses = futures_util::future::join_all(people.iter().map(|person| scene.sign_up(person)));
    let (presses, cancelled) = tokio::join!(presses, cancel);
    cancelled.expect(200);
    assert!(presses.iter().all(|answer| [201, 404, 409].contains(&answer.status.as_u16())), "{presses:?}");
    let client = scene.app.client("paris").await;
    let open = "SELECT count(*) FROM sign_ups WHERE state IN ('requested', 'accepted', 'waiting', 'offered')";
    let open: i64 = client.query_one(open, &[]).await.expect("a count").get(0);
    let row = client.query_one("SELECT taken, waiting FROM slots", &[]).await.expect("a slot");
    assert_eq!((open, row.get::<_, i32>(0), row.get::<_, i32>(1)), (0, 0, 0));
}

#[tokio::test]
async fn people_check_in_with_the_code_on_the_spot() {
    let scene = Scene::new(2).await;
    let (came, stranger) = (scene.app.volunteer("paris", "came").await, scene.app.volunteer("paris", "stranger").await);
    scene.sign_up(&came).await.expect(201);
    let sheet =
        scene.manager.get(&scene.app, &format!("/api/v1/missions/{}/attendance", scene.mission)).await.expect(200);
    let code = sheet.body["items"][0]["code"].as_str().expect("a code").to_owned();
    assert!(sheet.body["items"][0]["link"].as_str().is_some_and(|link| link.ends_with(&code)));
    assert_eq!(sheet.body["items"][0]["people"].as_array().map(Vec::len), Some(1));
    let typed = json!({ "code": format!(" {}-{} ", code[..4].to_lowercase(), &code[4..]) });
    let early = came.post(&scene.app, "/api/v1/check-in", typed.clone()).await.expect(409);
    assert_eq!(early.code(), "check_in_closed");
    scene.app.clock.advance(Duration::days(10));
    let there = came.post(&scene.app, "/api/v1/check-in", typed.clone()).await.expect(200);
    assert_eq!((there.body["state"].as_str(), there.body["minutes"].as_i64()), (Some("attended"), Some(120)));
    came.post(&scene.app, "/api/v1/check-in", typed.clone()).await.expect(200);
    assert_eq!(stranger.post(&scene.app, "/api/v1/check-in", typed).await.expect(409).code(), "unknown_code");
}

#[tokio::test]
async fn an_agent_at_the_desk_acts_for_a_person_and_the_ledger_says_so() {
    let scene = Scene::new(2).await;
    let agent = scene.app.agent("paris").await;
    let told = json!({ "given_name": "Odette", "family_name": "Durand", "birth_date": "1950-04-02" });
    let person = agent.post(&scene.app, "/api/v1/desk/people", told).await.expect(201).id();
    let path = format!("/api/v1/missions/{}/sign-ups", scene.mission);
    let body = json!({ "slot": scene.slot });
    let acting = [("acting-for", person.to_string())];
    let acting: Vec<_> = acting.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let made = agent.call_with(&scene.app, Method::POST, &path, Some(body.clone()), &acting).await.expect(201);
    let client = scene.app.client("paris").await;
    let row = client
        .query_one("SELECT actor_id, on_behalf_of FROM ledger WHERE subject_id = $1", &[&made.id()])
        .await
        .expect("a line");
    assert_eq!((row.get::<_, Uuid>(0), row.get::<_, Uuid>(1)), (agent.id, person));
    // The desk lends no power: neither an agent's nor a manager's.
    agent.call_with(&scene.app, Method::GET, "/api/v1/moderation/queue", None, &acting).await.expect(403);
    // And nobody else stands behind it.
    scene.manager.call_with(&scene.app, Method::POST, &path, Some(body), &acting).await.expect(403);
}

#[tokio::test]
async fn a_list_of_who_came_is_written_down_whole_or_not_at_all() {
    let scene = Scene::new(2).await;
    let mut written = scene.written.clone();
    let second = json!({ "starts_at": "2026-03-15T09:00:00Z", "ends_at": "2026-03-15T10:00:00Z", "capacity": 2 });
    written["slots"][0]["id"] = json!(scene.slot);
    written["slots"].as_array_mut().expect("slots").push(second);
    let slots = scene.update(&written).await.expect(200).body["slots"].clone();
    let path = format!("/api/v1/missions/{}", scene.mission);
    let mut came = Vec::new();
    for (name, slot) in [("one", &slots[0]["id"]), ("two", &slots[0]["id"]), ("three", &slots[1]["id"])] {
        let person = scene.app.volunteer("paris", name).await;
        let body = json!({ "slot": slot });
        came.push(person.post(&scene.app, &format!("{path}/sign-ups"), body).await.expect(201).id());
    }
    let [one, two, three] = came[..] else { panic!("three people") };
    scene.app.clock.advance(Duration::days(12));
    let record = |entries: Value| scene.act("attendance", json!({ "entries": entries }));
    let client = scene.app.client("paris").await;
    let stand = async || -> Vec<String> {
        let sql = "SELECT concat_ws(' ', state, minutes) FROM sign_ups ORDER BY array_position($1, id)";
        client.query(sql, &[&vec![one, two, three]]).await.expect("rows").iter().map(|row| row.get(0)).collect()
    };

    let came = json!({ "sign_up": one, "outcome": "attended" });
    let refused = record(json!([came, { "sign_up": Uuid::nil(), "outcome": "absent" }])).await.expect(422);
    assert_eq!(refused.body["errors"][0]["pointer"], "/entries/1");
    assert_eq!(stand().await, ["accepted", "accepted", "accepted"]);

    // Of one who is named twice, the last counts.
    let entries = json!([came, { "sign_up": two, "outcome": "absent" }, { "sign_up": two, "outcome": "excused" },
                         { "sign_up": three, "outcome": "attended", "minutes": 45 }]);
    let noted = record(entries).await.expect(200);
    let told: Vec<_> = noted.body["items"].as_array().into_iter().flatten().map(|row| row["state"].clone()).collect();
    assert_eq!(told, ["attended", "absent", "excused", "attended"]);
    assert_eq!(stand().await, ["attended 120", "excused", "attended 45"]);
    let lines = "SELECT concat_ws(' ', details ->> 'from', details ->> 'to', details ->> 'how') FROM ledger
                 WHERE subject_id = $1 AND action = 'sign_up.moved' ORDER BY id";
    let lines = client.query(lines, &[&two]).await.expect("the ledger");
    let lines: Vec<String> = lines.iter().map(|row| row.get(0)).collect();
    assert_eq!(lines, ["accepted absent list", "absent excused list"]);
    let sheet = scene.manager.get(&scene.app, &format!("{path}/attendance")).await.expect(200);
    let expected = |slot: usize| sheet.body["items"][slot]["people"].as_array().map(Vec::len);
    assert_eq!((expected(0), expected(1)), (Some(2), Some(1)));
    assert_ne!(sheet.body["items"][0]["code"], sheet.body["items"][1]["code"]);
}

#[tokio::test]
async fn an_association_that_leaves_calls_off_what_is_not_over() {
    let scene = Scene::new(2).await;
    scene.act("close", json!({})).await.expect(200);
    let asked = scene.app.volunteer("paris", "asked").await;
    let mut by_manager = a_mission(2);
    by_manager["acceptance"] = json!("by_manager");
    for _ in 0..2 {
        let (mission, slot) = scene.manager.published_mission(&scene.app, scene.association, by_manager.clone()).await;
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        asked.post(&scene.app, &path, json!({ "slot": slot })).await.expect(201);
    }
    let draft = json!({ "association": scene.association, "mission": scene.written });
    scene.manager.post(&scene.app, "/api/v1/missions", draft).await.expect(201);
    let client = scene.app.client("paris").await;
    let rows = async |sql: &str| -> Vec<String> {
        client.query(sql, &[]).await.expect("rows").iter().map(|row| row.get(0)).collect()
    };
    assert_eq!(rows("SELECT state FROM missions ORDER BY state").await, ["closed", "draft", "published", "published"]);

    let leave = format!("/api/v1/associations/{}/leave", scene.association);
    scene.manager.post(&scene.app, &leave, json!({})).await.expect(200);
    let missions = "SELECT concat_ws(' ', state, reasons -> 0 ->> 'code') FROM missions ORDER BY state";
    let off = "cancelled association_left";
    assert_eq!(rows(missions).await, [off, off, off, "closed"]);
    let sign_ups = "SELECT concat_ws(' ', state, reason) FROM sign_ups";
    assert_eq!(rows(sign_ups).await, [off, off]);
    let lines = "SELECT details::text FROM ledger WHERE details ->> 'to' = 'cancelled' AND action = 'mission.moved'
                 ORDER BY details ->> 'from'";
    let line = |from: &str| format!(r#"{{"to": "cancelled", "from": "{from}", "reasons": ["association_left"]}}"#);
    assert_eq!(rows(lines).await, [line("draft"), line("published"), line("published")]);
    assert_eq!(rows("SELECT id::text FROM slots WHERE closed_at IS NULL").await, Vec::<String>::new());
    let before = scene.app.mails.to(&asked.email).len();
    scene.app.work().await;
    assert_eq!(scene.app.mails.to(&asked.email).len(), before + 2, "{:?}", scene.subjects(&asked));
}
