//! The page of Paris.

mod consent;

use chrono::{Duration, NaiveDate};
use serde_json::{Map, Value, json};
use tests::Person;
use uuid::Uuid;

use super::default::{accreditations, description, review_then_validate, until_tomorrow};
use super::scene::{City, Place, births, reviewed, with};
use super::tables::{LeftOut, Page, Row, assurance, number, words};

/// Cases that cannot be reached over the API: none.
pub(super) const LEFT_OUT: [LeftOut; 0] = [];

fn cases(letter: char) -> Vec<Row> {
    Page::of("paris").cases(letter, &LEFT_OUT)
}

fn no_limit() -> Map<String, Value> {
    Map::from_iter([("daily_sign_up_cap".to_owned(), json!(1000))])
}

#[tokio::test]
async fn ages_and_consent() {
    let mut city = City::under_own_rules("paris").await;
    for case in cases('A') {
        city.set(case.parameters()).await;
        let column = ["Mission ouverte aux mineurs", "Ouverte aux mineurs"].into_iter().find(|column| case.has(column));
        let place = city.place(case.says(column.expect("a column")), false).await;
        for (whose, born) in births(case.cell("Âge")) {
            let person = city.person(&format!("{}-{whose}", case.number()), born).await;
            if case.says("Accord") {
                city.give(&person, "guardian_consent", "email").await.expect(200);
            }
            city.tries(&person, place).await.comes_to(&case);
        }
    }
}

#[tokio::test]
async fn how_consent_must_be_known() {
    let mut city = City::under_own_rules("paris").await;
    city.set(Map::new()).await;
    let place = city.place(true, false).await;
    for case in cases('G') {
        let person = city.person(case.number(), births("16")[0].1).await;
        match case.cell("L'accord est connu") {
            // Consent of which nothing is known is not even written down.
            "sans preuve" => {
                let refused = city.give(&person, "guardian_consent", "none").await.expect(422);
                assert_eq!(refused.body["errors"][0]["pointer"], "/assurance");
            }
            "la personne a une Carte citoyenne, mais pas d'accord" => {
                city.give(&person, "carte_citoyenne", "in_person").await.expect(200);
            }
            how => {
                let assurance = assurance(how).expect("how it is known");
                city.give(&person, "guardian_consent", assurance).await.expect(200);
            }
        }
        city.tries(&person, place).await.comes_to(&case);
    }
}

#[tokio::test]
async fn sign_ups_a_day() {
    let mut city = City::under_own_rules("paris").await;
    city.set(Map::new()).await;
    let (open, mut full) = (city.place(true, false).await, Vec::new());
    for case in cases('C') {
        let situation = case.cell("Déjà inscrite aujourd'hui");
        let minor = situation.ends_with("à 16 ans et sans accord");
        let person = city.person(case.number(), births(if minor { "16" } else { "30" })[0].1).await;
        city.set(no_limit()).await;
        // Nobody of 16 signs up without consent: it is taken back afterwards.
        city.give(&person, "guardian_consent", "in_person").await.expect(200);
        city.signed_up(&person, number(situation).expect("a number")).await;
        let path = format!("/api/v1/accounts/{}/credentials/guardian_consent", person.id);
        city.admin.call(&city.app, axum::http::Method::DELETE, &path, None).await.expect(204);

        city.set(limited(&case)).await;
        let tried = city.tries(&person, open).await;
        tried.comes_to(&case);
        until_tomorrow(&tried.reasons, "2026-03-04T23:00:00Z");
        full.extend((tried.reasons.len() == 1).then_some(person));
    }
    city.set(Map::new()).await;
    city.app.clock.advance(Duration::hours(15));
    assert!(!full.is_empty());
    for person in full {
        assert_eq!(city.tries(&person, open).await.reasons, [], "the next day is another day");
    }
}

/// The limit of a case; five is what holds where the city says nothing.
fn limited(case: &Row) -> Map<String, Value> {
    match number(case.cell("Limite")).expect("a number") {
        5 => Map::new(),
        limit => Map::from_iter([("daily_sign_up_cap".to_owned(), json!(limit))]),
    }
}

#[tokio::test]
async fn homework_is_for_accredited_associations() {
    let mut city = City::under_own_rules("paris").await;
    city.set(Map::new()).await;
    for case in cases('S') {
        let activity = |words: &str| match words {
            "aide aux devoirs" => "homework_help",
            "lecture" => "reading",
            other => panic!("{}: {other}", case.number()),
        };
        let activities: Vec<_> = case.cell("Activités").split(", ").map(activity).collect();
        city.accredit(city.association, &accreditations(case.cell("Agréments de l'association"))).await;
        let mission = with(city.mission(), &json!({ "activities": activities }));
        let id = city.draft_mission(city.association, &mission).await.expect(201).id();
        let answer = city.submit_mission(id).await;
        reviewed(&case, &answer);
        if answer.body["state"] == "returned" {
            assert_eq!(answer.body["inside"]["reasons"][0]["field"], "/activities", "{}", case.number());
        }
    }
}

#[tokio::test]
async fn missions_are_reviewed() {
    let mut city = City::under_own_rules("paris").await;
    for case in cases('M') {
        let association = city.draft_association(&json!({})).await;
        let mut held = if case.says("De confiance") { vec!["trusted"] } else { vec![] };
        city.submit_association(association).await;
        let mission = if case.tells("la mission a des fautes") { faulty(&city) } else { city.mission() };
        if case.says("Republiée") {
            // It appeared when the city asked for less.
            city.set(Map::from_iter([
                ("title_min_words".to_owned(), json!(0)),
                ("forbid_contacts_in_text".to_owned(), json!(false)),
            ]))
            .await;
            held.push("schools");
            city.decide_association(association, "validate", json!({})).await;
            city.accredit(association, &held).await;
            let earlier = city.draft_mission(association, &mission).await.expect(201).id();
            assert_eq!(city.submit_mission(earlier).await.body["state"], "published");
            held.pop();
        }
        city.accredit(association, &held).await;
        let id = city.draft_mission(association, &mission).await.expect(201).id();
        match (case.says("Validée"), case.says("Republiée")) {
            (true, false) => city.decide_association(association, "validate", json!({})).await,
            (false, true) => {
                city.decide_association(association, "suspend", json!({ "reason": "Un contrôle est en cours." })).await;
            }
            (true, true) | (false, false) => {}
        }
        city.set_only(case.parameters()).await;
        review_then_validate(&city, &case, association, id).await;
    }
}

/// A mission with every fault there is.
fn faulty(city: &City) -> Value {
    let changes = json!({ "title": "Devoirs", "description": "Appelez le 06 12 34 56 78.",
                          "activities": ["homework_help"] });
    with(city.mission(), &changes)
}

/// « Republiée » : each of the four that may differ makes another mission of it.
#[tokio::test]
async fn what_makes_a_mission_another() {
    let mut city = City::under_own_rules("paris").await;
    city.set(Map::new()).await;
    city.accredit(city.association, &["trusted"]).await;
    city.slots_of(&city.mission()).await;
    city.set_only(Map::new()).await;
    let mut wrong = Vec::new();
    for (field, other, expected) in [
        ("/slots/0/capacity", json!(7), "published"),
        ("/addresses/0/street", json!("14 rue des Écluses"), "published"),
        ("/title", json!("Lire d'autres histoires"), "submitted"),
        ("/description", json!("Vous lisez à quatre enfants."), "submitted"),
        ("/translations/en/description", json!("You read to four children."), "submitted"),
        ("/domain", json!("culture"), "submitted"),
        ("/activities", json!(["mentoring"]), "submitted"),
    ] {
        let mut mission = city.mission();
        *mission.pointer_mut(field).expect("a field") = other;
        let id = city.draft_mission(city.association, &mission).await.expect(201).id();
        let state = city.submit_mission(id).await.body["state"].clone();
        if state != expected {
            wrong.push(format!("with another {field} it is {state}, not {expected}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test]
async fn associations_are_reviewed() {
    let mut city = City::under_own_rules("paris").await;
    for case in cases('B') {
        city.set(case.parameters()).await;
        let file = json!({ "kind": words(case.cell("Structure"))[0], "description": description(&case) });
        let association = city.draft_association(&file).await;
        city.accredit(association, &accreditations(case.cell("Agrément"))).await;
        reviewed(&case, &city.submit_association(association).await);
    }
}

/// Slots with one place each, all taken by one person; and those sign-ups.
async fn full_slots(city: &mut City, count: usize) -> Vec<(Place, Person, Uuid)> {
    city.set(no_limit()).await;
    let daily = format!("FREQ=DAILY;COUNT={count}");
    let slot = json!({ "starts_at": "2026-03-14T09:00:00Z", "ends_at": "2026-03-14T11:00:00Z", "capacity": 1,
                       "repeat": daily });
    let slots = city.slots_of(&with(city.mission(), &json!({ "slots": [slot] }))).await;
    let holder = city.adult("holder").await;
    let mut full = Vec::new();
    for place in slots {
        let id = city.press(&holder, place).await.expect(201).id();
        full.push((place, holder.clone(), id));
    }
    full
}

async fn withdraw(city: &City, person: &Person, sign_up: Uuid) {
    person.post(&city.app, &format!("/api/v1/sign-ups/{sign_up}/withdraw"), json!({})).await.expect(200);
}

/// Who wants a place and has none.
async fn waits(city: &City, person: &Person, place: Place) -> Uuid {
    let answer = city.press(person, place).await.expect(201);
    assert_eq!(answer.body["state"], "waiting", "{}", person.email);
    answer.id()
}

/// Where somebody's only sign-up stands.
async fn state(city: &City, person: &Person) -> Value {
    person.get(&city.app, "/api/v1/me/sign-ups").await.expect(200).body["items"][0]["state"].clone()
}

/// Somebody who holds what a case says.
async fn holder_of(city: &City, case: &Row) -> Person {
    let person = city.adult(case.number()).await;
    match case.cell("Ce que la personne a") {
        "rien" => {}
        "l'accord d'un parent, sans la carte" => {
            city.give(&person, "guardian_consent", "in_person").await.expect(200);
        }
        held => {
            let how = held.strip_prefix("la carte, ").and_then(assurance).expect("how it is known");
            city.give(&person, "carte_citoyenne", how).await.expect(200);
        }
    }
    person
}

fn comes_first(case: &Row) -> bool {
    match case.cell("Rang") {
        "d'abord (1)" => true,
        "après (0)" => false,
        other => panic!("{}: {other}", case.number()),
    }
}

#[tokio::test]
async fn who_is_offered_a_freed_place() {
    let mut city = City::under_own_rules("paris").await;
    let cases = cases('W');
    let slots = full_slots(&mut city, cases.len()).await;
    for (case, (place, holder, held)) in cases.iter().zip(slots) {
        let plain = city.adult(&format!("{}-plain", case.number())).await;
        let person = holder_of(&city, case).await;
        waits(&city, &plain, place).await;
        waits(&city, &person, place).await;
        withdraw(&city, &holder, held).await;
        let expected = if comes_first(case) { ["waiting", "offered"] } else { ["offered", "waiting"] };
        assert_eq!([state(&city, &plain).await, state(&city, &person).await], expected, "{}", case.number());
    }
}

#[tokio::test]
async fn who_comes_first_in_the_line_is_told_so() {
    let mut city = City::under_own_rules("paris").await;
    let cases = cases('W');
    let slots = full_slots(&mut city, cases.len()).await;
    let mut wrong = Vec::new();
    for (case, (place, ..)) in cases.iter().zip(slots) {
        let plain = city.adult(&format!("{}-plain", case.number())).await;
        let person = holder_of(&city, case).await;
        waits(&city, &plain, place).await;
        let told = city.press(&person, place).await.expect(201).body["position"].clone();
        let expected = if comes_first(case) { 1 } else { 2 };
        if told != expected {
            wrong.push(format!("{}: told {told}, stands at {expected}", case.number()));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test]
async fn among_those_who_hold_the_card_the_first_to_come_is_first() {
    let mut city = City::under_own_rules("paris").await;
    let (place, mut before, mut held) = full_slots(&mut city, 1).await.remove(0);
    let mut line = Vec::new();
    for (name, card) in [("plain-1", false), ("card-1", true), ("plain-2", false), ("card-2", true)] {
        let person = city.adult(name).await;
        if card {
            city.give(&person, "carte_citoyenne", "declared").await.expect(200);
        }
        let id = waits(&city, &person, place).await;
        line.push((person, id));
    }
    for next in [1, 3, 0, 2] {
        withdraw(&city, &before, held).await;
        let mut states = Vec::new();
        for (person, _) in &line {
            states.push(state(&city, person).await);
        }
        assert_eq!(states.iter().position(|state| state == "offered"), Some(next), "{states:?}");
        (before, held) = line[next].clone();
    }
}

#[tokio::test]
async fn missions_of_the_neighbourhoods_on_the_page_rise() {
    let mut city = City::under_own_rules("paris").await;
    let mut changes = Vec::new();
    for row in Page::of("paris").under("Les quartiers prioritaires") {
        changes.push(json!({ "addresses": [centre(row.cell("Code"))] }));
    }
    let mut expected = vec![10; changes.len()];
    changes.push(json!({ "remote": true, "addresses": [] }));
    expected.push(0);
    assert_eq!(risen(&mut city, &changes).await, expected);
}

/// A mission from home may name where its association is.
#[tokio::test]
async fn a_mission_from_home_does_not_rise() {
    let mut city = City::under_own_rules("paris").await;
    let changes = json!({ "remote": true, "addresses": [centre("7511871")] });
    assert_eq!(risen(&mut city, &[changes]).await, [0]);
}

/// By how many places each of these missions rises, with room enough between them that none passes another.
async fn risen(city: &mut City, changes: &[Value]) -> Vec<i64> {
    city.set(Map::from_iter([("priority_lift".to_owned(), json!(0))])).await;
    let mut missions = Vec::new();
    for changes in changes {
        missions.push(posted(city, changes).await.0);
        for _ in 0..11 {
            posted(city, &json!({})).await;
        }
    }
    let before = found(city).await;
    city.set(Map::new()).await;
    let after = found(city).await;
    assert_eq!((before.len(), after.len()), (12 * changes.len(), 12 * changes.len()));
    let place = |order: &[Uuid], id: &Uuid| {
        let place = order.iter().position(|found| found == id).expect("it is found");
        i64::try_from(place).expect("few")
    };
    missions.iter().map(|id| place(&before, id) - place(&after, id)).collect()
}

async fn posted(city: &City, changes: &Value) -> Place {
    let place = city.slots_of(&with(city.mission(), changes)).await[0];
    city.app.clock.advance(Duration::minutes(1));
    place
}

/// An address in the middle of an area of the city.
fn centre(code: &str) -> Value {
    let (postcode, lat, lon) = match code {
        "7511870" => ("75018", 48.8920, 2.3460),
        "7511871" => ("75018", 48.8900, 2.3545),
        "7511872" => ("75018", 48.8947, 2.3639),
        "7512077" => ("75020", 48.8715, 2.3875),
        "7512079" => ("75020", 48.8633, 2.3950),
        other => panic!("{other}"),
    };
    json!({ "label": "Centre", "postcode": postcode, "point": { "lat": lat, "lon": lon } })
}

/// The missions that are found, in the order in which people see them.
async fn found(city: &City) -> Vec<Uuid> {
    city.app.work().await;
    let visitor = city.person("visitor", NaiveDate::from_ymd_opt(1990, 5, 17)).await;
    let found = visitor.get(&city.app, "/api/v1/missions?limit=100").await.expect(200);
    let items = found.body["items"].as_array().expect("items");
    items.iter().map(|item| item["id"].as_str().and_then(|id| id.parse().ok()).expect("an id")).collect()
}
