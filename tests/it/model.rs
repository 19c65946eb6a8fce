//! Random acts of many people, against a plain model of what must come of them: after every step the database says the
//! same as the model, and the ledger the same as the tables.

use std::collections::BTreeMap;

use axum::http::Method;
use chrono::{DateTime, Duration, Utc};
use platform_core::ports::Clock as _;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use tests::afterwards::BROKEN;
use tests::{Answer, Person, TestApp, a_mission};
use uuid::Uuid;

const PEOPLE: usize = 5;
const SLOTS: usize = 2;
/// Paris: most sign-ups a person may make in a day, and how long a place is offered.
const DAILY_CAP: usize = 5;
const OFFER: Duration = Duration::hours(24);

/// What somebody does.
#[derive(Debug, Clone, Copy)]
enum Act {
    SignUp(usize, usize),
    Withdraw(usize, usize),
    Accept(usize, usize),
    Decline(usize, usize),
    TakeOffer(usize, usize),
    Resize(usize, i32),
    Suspend,
    Resume,
    Close,
    Cancel,
    ADayLater,
}

fn act() -> impl Strategy<Value = Act> {
    let place = (0..PEOPLE, 0..SLOTS);
    prop_oneof![
        10 => place.clone().prop_map(|(who, slot)| Act::SignUp(who, slot)),
        4 => place.clone().prop_map(|(who, slot)| Act::Withdraw(who, slot)),
        2 => place.clone().prop_map(|(who, slot)| Act::Accept(who, slot)),
        2 => place.clone().prop_map(|(who, slot)| Act::Decline(who, slot)),
        3 => place.prop_map(|(who, slot)| Act::TakeOffer(who, slot)),
        3 => (0..SLOTS, 1..5_i32).prop_map(|(slot, capacity)| Act::Resize(slot, capacity)),
        1 => Just(Act::Suspend),
        2 => Just(Act::Resume),
        1 => prop_oneof![4 => Just(Act::ADayLater), 1 => Just(Act::Close), 1 => Just(Act::Cancel)],
        3 => Just(Act::ADayLater),
    ]
}

/// Somebody's sign-up, as the model has it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    who: usize,
    state: &'static str,
    until: Option<DateTime<Utc>>,
}

impl Entry {
    fn holds(&self) -> bool {
        matches!(self.state, "requested" | "accepted" | "offered")
    }

    fn is_live(&self) -> bool {
        self.holds() || self.state == "waiting"
    }
}

/// What must be so: per slot its capacity, and its sign-ups in order of arrival.
struct Model {
    automatic: bool,
    mission: &'static str,
    capacity: Vec<i32>,
    entries: Vec<Vec<Entry>>,
    today: BTreeMap<usize, usize>,
}

impl Model {
    fn live(&mut self, who: usize, slot: usize) -> Option<&mut Entry> {
        self.entries[slot].iter_mut().find(|entry| entry.who == who && entry.is_live())
    }

    fn held(&self, slot: usize) -> i32 {
        i32::try_from(self.entries[slot].iter().filter(|entry| entry.holds()).count()).expect("few")
    }

    /// Offers free places to those who wait, in order.
    fn serve(&mut self, slot: usize, now: DateTime<Utc>) {
        while self.held(slot) < self.capacity[slot] {
            let Some(next) = self.entries[slot].iter_mut().find(|entry| entry.state == "waiting") else { return };
            next.state = "offered";
            next.until = Some(now + OFFER);
        }
    }

    /// Moves somebody's sign-up from one of these states; says whether that was possible.
    fn moved(
        &mut self,
        (who, slot): (usize, usize),
        from: &[&str],
        to: &'static str,
        now: DateTime<Utc>,
    ) -> Option<bool> {
        // Only who ever signed up has something to act on.
        self.entries[slot].iter().rfind(|entry| entry.who == who)?;
        let Some(entry) = self.live(who, slot).filter(|entry| from.contains(&entry.state)) else { return Some(false) };
        entry.state = to;
        entry.until = None;
        self.serve(slot, now);
        Some(true)
    }

    /// What must come of an act: none if there is nothing to act on.
    fn expects(&mut self, act: Act, now: DateTime<Utc>) -> Option<bool> {
        match act {
            Act::SignUp(who, slot) => Some(self.sign_up(who, slot)),
            Act::Withdraw(who, slot) => {
                self.moved((who, slot), &["requested", "accepted", "waiting", "offered"], "withdrawn", now)
            }
            Act::Accept(who, slot) => self.moved((who, slot), &["requested"], "accepted", now),
            Act::Decline(who, slot) => self.moved((who, slot), &["requested"], "declined", now),
            Act::TakeOffer(who, slot) => self.moved((who, slot), &["offered"], "accepted", now),
            Act::Resize(slot, capacity) => {
                let can = self.mission == "published" && capacity >= self.held(slot);
                if can {
                    self.capacity[slot] = capacity;
                    self.serve(slot, now);
                }
                Some(can)
            }
            Act::Suspend => Some(self.becomes("published", "suspended")),
            Act::Resume => Some(self.becomes("suspended", "published")),
            Act::Close => Some(self.over(&["published"], "closed", &["requested", "waiting", "offered"], "declined")),
            Act::Cancel => {
                let live = ["requested", "accepted", "waiting", "offered"];
                Some(self.over(&["published", "suspended"], "cancelled", &live, "cancelled"))
            }
            Act::ADayLater => {
                self.today.clear();
                for slot in 0..SLOTS {
                    while let Some(late) =
                        self.entries[slot].iter_mut().find(|e| e.until.is_some_and(|until| until <= now))
                    {
                        late.state = "lapsed";
                        late.until = None;
                        self.serve(slot, now);
                    }
                }
                Some(true)
            }
        }
    }

    fn sign_up(&mut self, who: usize, slot: usize) -> bool {
        if !matches!(self.mission, "published" | "closed") {
            return false;
        }
        if self.live(who, slot).is_some() {
            return true;
        }
        let declined = self.entries[slot].iter().any(|entry| entry.who == who && entry.state == "declined");
        let today = self.today.entry(who).or_default();
        if self.mission == "closed" || declined || *today >= DAILY_CAP {
            return false;
        }
        *today += 1;
        let state = match (self.held(slot) < self.capacity[slot], self.automatic) {
            (true, true) => "accepted",
            (true, false) => "requested",
            (false, _) => "waiting",
        };
        self.entries[slot].push(Entry { who, state, until: None });
        true
    }

    fn becomes(&mut self, from: &str, to: &'static str) -> bool {
        let can = self.mission == from;
        if can {
            self.mission = to;
        }
        can
    }

    fn over(&mut self, from: &[&str], to: &'static str, ending: &[&str], end: &'static str) -> bool {
        if !from.contains(&self.mission) {
            return false;
        }
        self.mission = to;
        for entry in self.entries.iter_mut().flatten().filter(|entry| ending.contains(&entry.state)) {
            entry.state = end;
            entry.until = None;
        }
        true
    }
}

struct World {
    app: TestApp,
    client: tokio_postgres::Client,
    people: Vec<Person>,
    manager: Person,
    agent: Person,
    mission: Uuid,
    slots: Vec<Uuid>,
    written: Value,
}

impl World {
    async fn new(automatic: bool) -> Self {
        let app = TestApp::new().await;
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        let mut written = a_mission(1);
        written["acceptance"] = json!(if automatic { "automatic" } else { "by_manager" });
        // Far ahead: nothing of what happens here waits for the day itself.
        written["slots"] = json!([
            { "starts_at": "2027-03-13T09:00:00Z", "ends_at": "2027-03-13T11:00:00Z", "capacity": 1 },
            { "starts_at": "2027-03-20T09:00:00Z", "ends_at": "2027-03-20T11:00:00Z", "capacity": 2 },
        ]);
        let (mission, _) = manager.published_mission(&app, association, written.clone()).await;
        let seen = manager.get(&app, &format!("/api/v1/missions/{mission}")).await.expect(200);
        let slots: Vec<Uuid> = (0..SLOTS)
            .map(|slot| seen.body["slots"][slot]["id"].as_str().and_then(|id| id.parse().ok()).expect("a slot"))
            .collect();
        let agent = app.agent("paris").await;
        let mut people = Vec::new();
        for number in 0..PEOPLE {
            people.push(app.volunteer("paris", &format!("p{number}")).await);
        }
        let client = app.client("paris").await;
        Self { app, client, people, manager, agent, mission, slots, written }
    }

    /// The last sign-up of somebody to a slot.
    async fn sign_up_of(&self, who: usize, slot: usize) -> Option<Uuid> {
        let sql = "SELECT id FROM sign_ups WHERE account_id = $1 AND slot_id = $2 ORDER BY rank DESC LIMIT 1";
        let row = self.client.query_opt(sql, &[&self.people[who].id, &self.slots[slot]]).await.expect("a query");
        row.map(|row| row.get(0))
    }

    async fn on_sign_up(&self, person: &Person, (who, slot): (usize, usize), act: &str) -> Option<Answer> {
        let id = self.sign_up_of(who, slot).await?;
        Some(person.post(&self.app, &format!("/api/v1/sign-ups/{id}/{act}"), json!({})).await)
    }

    async fn on_mission(&self, person: &Person, act: &str, body: Value) -> Option<Answer> {
        Some(person.post(&self.app, &format!("/api/v1/missions/{}/{act}", self.mission), body).await)
    }

    async fn perform(&mut self, act: Act) -> Option<Answer> {
        let why = || json!({ "reason": "Une inondation." });
        match act {
            Act::SignUp(who, slot) => {
                let body = json!({ "slot": self.slots[slot] });
                self.on_mission(&self.people[who], "sign-ups", body).await
            }
            Act::Withdraw(who, slot) => self.on_sign_up(&self.people[who], (who, slot), "withdraw").await,
            Act::TakeOffer(who, slot) => self.on_sign_up(&self.people[who], (who, slot), "accept-offer").await,
            Act::Accept(who, slot) => self.on_sign_up(&self.manager, (who, slot), "accept").await,
            Act::Decline(who, slot) => self.on_sign_up(&self.manager, (who, slot), "decline").await,
            Act::Resize(slot, capacity) => Some(self.resize(slot, capacity).await),
            Act::Suspend => self.on_mission(&self.agent, "suspend", why()).await,
            Act::Resume => self.on_mission(&self.agent, "resume", json!({})).await,
            Act::Close => self.on_mission(&self.manager, "close", json!({})).await,
            Act::Cancel => self.on_mission(&self.manager, "cancel", why()).await,
            Act::ADayLater => {
                self.app.work().await;
                None
            }
        }
    }

    async fn resize(&mut self, slot: usize, capacity: i32) -> Answer {
        let path = format!("/api/v1/missions/{}", self.mission);
        let tag = self.manager.get(&self.app, &path).await.header("etag").to_owned();
        let mut written = self.written.clone();
        for number in 0..SLOTS {
            written["slots"][number]["id"] = json!(self.slots[number]);
        }
        written["slots"][slot]["capacity"] = json!(capacity);
        let headers = [("if-match", tag.as_str())];
        let answer = self.manager.call_with(&self.app, Method::PUT, &path, Some(written.clone()), &headers).await;
        if answer.status.is_success() {
            self.written = written;
        }
        answer
    }

    /// Compares everything with the model.
    async fn agrees(&self, model: &Model, after: &str) {
        for slot in 0..SLOTS {
            let rows = self
                .client
                .query("SELECT account_id, state FROM sign_ups WHERE slot_id = $1 ORDER BY rank", &[&self.slots[slot]])
                .await
                .expect("rows");
            let found: Vec<(usize, String)> = rows
                .iter()
                .map(|row| {
                    let account: Uuid = row.get(0);
                    (self.people.iter().position(|person| person.id == account).expect("a person"), row.get(1))
                })
                .collect();
            let expected: Vec<_> = model.entries[slot].iter().map(|e| (e.who, e.state.to_owned())).collect();
            assert_eq!(found, expected, "slot {slot} after {after}");
        }
        let state: String = self
            .client
            .query_one("SELECT state FROM missions WHERE id = $1", &[&self.mission])
            .await
            .expect("it")
            .get(0);
        assert_eq!(state, model.mission, "after {after}");
        let rows = self.client.query(BROKEN, &[]).await.expect("the invariants");
        let broken: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        assert!(broken.is_empty(), "after {after}: {broken:?}");
    }
}

#[test]
fn whatever_people_do_the_database_says_what_the_model_says() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let config = ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() };
    let strategy = (any::<bool>(), prop::collection::vec(act(), 1..40));
    TestRunner::new(config)
        .run(&strategy, |(automatic, acts)| {
            runtime.block_on(play(automatic, &acts));
            Ok(())
        })
        .expect("the model holds");
}

async fn play(automatic: bool, acts: &[Act]) {
    let mut world = World::new(automatic).await;
    let mut model = Model {
        automatic,
        mission: "published",
        capacity: vec![1, 2],
        entries: vec![Vec::new(); SLOTS],
        today: BTreeMap::new(),
    };
    for (number, act) in acts.iter().enumerate() {
        if matches!(act, Act::ADayLater) {
            world.app.clock.advance(OFFER);
        }
        let expected = model.expects(*act, world.app.clock.now());
        let answer = world.perform(*act).await;
        let after = format!("{act:?}, the last of {:?}", &acts[..=number]);
        if let Some(answer) = answer {
            let status = answer.status.as_u16();
            assert!(status < 500, "{status} after {after}");
            assert_eq!(Some(answer.status.is_success()), expected, "{status} {} after {after}", answer.code());
        }
        world.agrees(&model, &after).await;
    }
}
