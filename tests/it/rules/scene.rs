//! A city in which a table is tried: its staff, an association, missions of every sort, and what came of trying.

use std::collections::BTreeMap;

use axum::http::Method;
use chrono::NaiveDate;
use platform_core::accounts::CityRole;
use serde_json::{Map, Value, json};
use tests::{Answer, Person, TestApp, a_mission, an_association};
use uuid::Uuid;

use super::tables::{Expected, Fate, Row, number};

/// A mission and one of its slots.
pub(super) type Place = (Uuid, Uuid);

/// A city.
pub(super) struct City {
    pub(super) app: TestApp,
    pub(super) name: &'static str,
    /// Sets the parameters, and does what agents do.
    pub(super) admin: Person,
    pub(super) manager: Person,
    /// One that the city let through.
    pub(super) association: Uuid,
    set: Option<Value>,
    places: BTreeMap<(bool, bool), Place>,
}

impl City {
    /// One of the demo cities, under its own rules.
    pub(super) async fn under_own_rules(name: &'static str) -> Self {
        Self::of(TestApp::with_own_rules().await, name).await
    }

    /// A city under the default rules.
    pub(super) async fn under_default_rules() -> Self {
        Self::of(TestApp::new().await, "paris").await
    }

    async fn of(app: TestApp, name: &'static str) -> Self {
        let admin = Person::made(&app, name, "admin", Some(CityRole::Admin), None).await;
        let manager = app.volunteer(name, "manager").await;
        let association = manager.validated_association(&app).await;
        Self { app, name, admin, manager, association, set: None, places: BTreeMap::new() }
    }

    /// The rules, as the city's staff sees them.
    pub(super) async fn rules(&self) -> Value {
        self.admin.get(&self.app, "/api/v1/rules").await.expect(200).body
    }

    /// Sets these parameters and no others, and publishes missions at once unless told otherwise.
    pub(super) async fn set(&mut self, parameters: impl Into<Map<String, Value>>) {
        let mut parameters = parameters.into();
        parameters.entry("mission_review").or_insert_with(|| json!("automatic"));
        self.set_only(parameters).await;
    }

    /// Sets these parameters and no others.
    pub(super) async fn set_only(&mut self, parameters: Map<String, Value>) {
        let wanted = json!({ "parameters": parameters });
        if self.set.as_ref() == Some(&wanted) {
            return;
        }
        let version = format!("\"{}\"", self.rules().await["inside"]["rules_version"]);
        let headers = [("if-match", version.as_str())];
        let path = "/api/v1/rules/parameters";
        self.admin.call_with(&self.app, Method::PUT, path, Some(wanted.clone()), &headers).await.expect(200);
        self.set = Some(wanted);
    }

    /// Somebody born then.
    pub(super) async fn person(&self, name: &str, born: Option<NaiveDate>) -> Person {
        Person::made(&self.app, self.name, &name.to_lowercase(), None, born).await
    }

    /// An adult.
    pub(super) async fn adult(&self, name: &str) -> Person {
        self.person(name, NaiveDate::from_ymd_opt(1990, 5, 17)).await
    }

    /// The city's staff writes down what somebody holds, and how it is known.
    pub(super) async fn give(&self, person: &Person, credential: &str, assurance: &str) -> Answer {
        let path = format!("/api/v1/accounts/{}/credentials/{credential}", person.id);
        let body = json!({ "assurance": assurance });
        self.admin.call(&self.app, Method::PUT, &path, Some(body)).await
    }

    /// The city's staff says what an association is accredited for.
    pub(super) async fn accredit(&self, association: Uuid, accreditations: &[&str]) {
        let path = format!("/api/v1/associations/{association}/accreditations");
        let body = json!({ "accreditations": accreditations });
        self.admin.call(&self.app, Method::PUT, &path, Some(body)).await.expect(200);
    }

    /// Somebody says where they belong.
    pub(super) async fn tell_tie(&self, person: &Person, kind: &str, area: Option<&str>) {
        let tie = json!({ "kind": kind, "area": area });
        // What is emptied is kept no more.
        for tie in [&tie, &Value::Null, &tie] {
            let body = json!({ "tie": tie });
            let told = person.call(&self.app, Method::PATCH, "/api/v1/me", Some(body)).await.expect(200);
            assert_eq!(told.body["tie"], *tie, "it is kept");
        }
    }

    /// An association as it is written, not sent in yet.
    pub(super) async fn draft_association(&self, changes: &Value) -> Uuid {
        let file = with(an_association(), changes);
        self.manager.post(&self.app, "/api/v1/associations", file).await.expect(201).id()
    }

    /// Sends an association in.
    pub(super) async fn submit_association(&self, id: Uuid) -> Answer {
        self.manager.post(&self.app, &format!("/api/v1/associations/{id}/submit"), json!({})).await.expect(200)
    }

    /// An agent lets an association through, stops it or the like.
    pub(super) async fn decide_association(&self, id: Uuid, act: &str, body: Value) {
        self.admin.post(&self.app, &format!("/api/v1/associations/{id}/{act}"), body).await.expect(200);
    }

    /// A mission in both languages, in an area of the city, about what nobody must be accredited for.
    pub(super) fn mission(&self) -> Value {
        let (street, postcode, lat, lon) = match self.name {
            "montreal" => ("4110 rue Wellington", "H4G 1V7", 45.4610, -73.5690),
            _ => ("12 rue des Écluses", "75010", 48.8785, 2.3650),
        };
        let place = json!({ "label": "Bibliothèque", "street": street, "postcode": postcode,
                            "point": { "lat": lat, "lon": lon } });
        let english = json!({ "title": "Reading stories aloud", "description": "You read to two or three children." });
        let changes = json!({
            "title": "Lire des histoires", "description": "Vous lisez à deux ou trois enfants.",
            "activities": ["reading"], "addresses": [place], "translations": { "en": english },
        });
        with(a_mission(1000), &changes)
    }

    /// Writes a mission; answers it as it was made.
    pub(super) async fn draft_mission(&self, association: Uuid, mission: &Value) -> Answer {
        let body = json!({ "association": association, "mission": mission });
        self.manager.post(&self.app, "/api/v1/missions", body).await
    }

    /// Sends a mission in.
    pub(super) async fn submit_mission(&self, id: Uuid) -> Answer {
        self.manager.post(&self.app, &format!("/api/v1/missions/{id}/submit"), json!({})).await.expect(200)
    }

    /// The slots of a mission that is published at once.
    pub(super) async fn slots_of(&self, mission: &Value) -> Vec<Place> {
        let made = self.draft_mission(self.association, mission).await.expect(201);
        let id = made.id();
        assert_eq!(self.submit_mission(id).await.body["state"], "published");
        let slots = made.body["slots"].as_array().expect("slots");
        slots.iter().map(|slot| (id, slot["id"].as_str().and_then(|id| id.parse().ok()).expect("an id"))).collect()
    }

    /// A slot on 14 March of a mission of this sort, with room for all.
    pub(super) async fn place(&mut self, open_to_minors: bool, remote: bool) -> Place {
        if let Some(known) = self.places.get(&(open_to_minors, remote)) {
            return *known;
        }
        let mut mission = with(self.mission(), &json!({ "open_to_minors": open_to_minors, "remote": remote }));
        if remote {
            mission["addresses"] = json!([]);
        }
        let place = self.slots_of(&mission).await[0];
        self.places.insert((open_to_minors, remote), place);
        place
    }

    /// Signs somebody up so many times today, to as many slots from 14 March on; answers the sign-ups.
    pub(super) async fn signed_up(&self, person: &Person, times: u32) -> Vec<(Place, Uuid)> {
        let (mut made, mut left) = (Vec::new(), times);
        while left > 0 {
            let daily = format!("FREQ=DAILY;COUNT={}", left.min(300));
            let slot = json!({ "starts_at": "2026-03-14T17:00:00Z", "ends_at": "2026-03-14T18:00:00Z",
                               "capacity": 1, "repeat": daily });
            let slots = self.slots_of(&with(self.mission(), &json!({ "slots": [slot] }))).await;
            let presses =
                slots.iter().map(|place| async { (*place, self.press(person, *place).await.expect(201).id()) });
            made.extend(futures_util::future::join_all(presses).await);
            left -= left.min(300);
        }
        made
    }

    /// «Je participe».
    pub(super) async fn press(&self, person: &Person, (mission, slot): Place) -> Answer {
        person.post(&self.app, &format!("/api/v1/missions/{mission}/sign-ups"), json!({ "slot": slot })).await
    }

    /// Looks at the button, presses it, and has both say the same.
    pub(super) async fn tries(&self, person: &Person, place: Place) -> Tried {
        let (mission, slot) = place;
        let path = format!("/api/v1/missions/{mission}/can-sign-up?slot={slot}");
        let button = person.get(&self.app, &path).await.expect(200).body;
        let press = self.press(person, place).await;
        let may = press.status.as_u16() == 201;
        if !may {
            assert_eq!(press.status.as_u16(), 409, "{}: {:#}", person.email, press.body);
        }
        let shown = reasons(&button["reasons"], "field");
        let told = if may { Vec::new() } else { told(&press.body) };
        assert_eq!((button["may"].as_bool(), &shown), (Some(may), &told), "{}: the button and the write", person.email);
        let by_manager = button["by_manager"] == true;
        if may {
            let state = if by_manager { "requested" } else { "accepted" };
            assert_eq!(press.body["state"], state, "{}: {:#}", person.email, press.body);
        }
        Tried { who: person.email.clone(), reasons: told, by_manager }
    }
}

/// A reason as it is told: code, field and remedy.
pub(super) type Told = (String, String, Value);

fn reasons(list: &Value, field: &str) -> Vec<Told> {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = list.as_array().expect("reasons");
    list.iter().map(|reason| (word(&reason["code"]), word(&reason[field]), reason["remedy"].clone())).collect()
}

/// The reasons of a problem, which lists them unless there is one alone that is about no field.
fn told(problem: &Value) -> Vec<Told> {
    if problem["errors"].is_array() { reasons(&problem["errors"], "pointer") } else { reasons(&json!([problem]), "") }
}

/// What came of trying to sign up.
#[derive(Debug)]
pub(super) struct Tried {
    who: String,
    pub(super) reasons: Vec<Told>,
    pub(super) by_manager: bool,
}

impl Tried {
    /// It came to what the case says, and whoever was refused learns what to do.
    #[track_caller]
    pub(super) fn comes_to(&self, case: &Row) {
        let expected = case.expected();
        let codes: Vec<_> = self.reasons.iter().map(|(code, ..)| code.clone()).collect();
        assert_eq!(codes, expected.codes, "{}: {}", case.number(), self.who);
        for (code, _, remedy) in &self.reasons {
            assert_eq!(remedy["kind"], self::remedy(code), "{}: {}: {code}", case.number(), self.who);
        }
    }
}

/// What the person can do about it.
fn remedy(code: &str) -> Value {
    match code {
        "too_young" => Value::Null,
        "minors_not_admitted" | "not_of_the_city" => json!("choose_another"),
        "age_unknown" => json!("tell_birth_date"),
        "guardian_consent_missing" => json!("ask_guardian"),
        "residence_unknown" => json!("tell_residence"),
        "residence_to_confirm" => json!("raise_to"),
        "daily_cap" => json!("wait_until"),
        code => panic!("{code} has no remedy here"),
    }
}

/// An association or a mission that was sent in came to what the case says.
#[track_caller]
pub(super) fn reviewed(case: &Row, answer: &Answer) {
    let Expected { fate, mut codes, fields } = case.expected();
    let is_mission = answer.body["title"].is_string();
    let state = match fate {
        Fate::Through if is_mission => "published",
        Fate::Through => "validated",
        Fate::Waits | Fate::Later => "submitted",
        Fate::Refused => "returned",
    };
    if fate == Fate::Later {
        codes = vec!["association_not_validated".to_owned()];
    }
    let found = reasons(&answer.body["inside"]["reasons"], "field");
    let found_codes: Vec<_> = found.iter().map(|(code, ..)| code.clone()).collect();
    assert_eq!((answer.body["state"].as_str(), found_codes), (Some(state), codes), "{}", case.number());
    if !fields.is_empty() {
        let found: Vec<_> = found.into_iter().map(|(_, field, _)| field).collect();
        assert_eq!(found, fields, "{}", case.number());
    }
}

/// The birth dates of an age on 14 March: of the youngest who have it on that very day, and of the oldest. None: unknown.
pub(super) fn births(age: &str) -> Vec<(&'static str, Option<NaiveDate>)> {
    let Some(age) = number(age) else {
        assert_eq!(age, "inconnu");
        return vec![("ageless", None)];
    };
    let year = 2026 - i32::try_from(age).expect("an age");
    vec![("youngest", NaiveDate::from_ymd_opt(year, 3, 14)), ("oldest", NaiveDate::from_ymd_opt(year - 1, 3, 15))]
}

/// What is written, with these fields changed.
pub(super) fn with(mut written: Value, changes: &Value) -> Value {
    for (field, value) in changes.as_object().expect("fields") {
        written[field] = value.clone();
    }
    written
}
