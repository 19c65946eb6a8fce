//! The page of Montréal.

use std::collections::BTreeMap;

use chrono::Duration;
use serde_json::{Map, Value, json};
use tests::Person;
use uuid::Uuid;

use super::default::{accreditations, description, review_then_validate, tell_tie, until_tomorrow};
use super::scene::{City, births, reviewed, with};
use super::tables::{LeftOut, Page, Row, number};

/// Cases that cannot be reached over the API.
pub(super) const LEFT_OUT: [LeftOut; 3] = [
    ("L8", "the platform takes no text without a description"),
    ("L9", "the platform takes no text without a title"),
    ("B2", "the platform puts every address into the borough whose centre is nearest, however far"),
];

/// A borough.
const VERDUN: &str = "mtl-verdun";

fn cases(letter: char) -> Vec<Row> {
    Page::of("montreal").cases(letter, &LEFT_OUT)
}

/// What is set where the city says nothing, but for this.
fn but(name: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value)])
}

#[tokio::test]
async fn ages() {
    let mut city = City::under_own_rules("montreal").await;
    for case in cases('A') {
        city.set(case.parameters()).await;
        let place = city.place(case.says("Mission ouverte aux mineurs"), case.tells("mission à distance")).await;
        for (whose, born) in births(case.cell("Âge")) {
            let person = city.person(&format!("{}-{whose}", case.number()), born).await;
            city.tell_tie(&person, "resident", Some(VERDUN)).await;
            city.tries(&person, place).await.comes_to(&case);
        }
    }
}

#[tokio::test]
async fn ties() {
    let mut city = City::under_own_rules("montreal").await;
    city.set(Map::new()).await;
    let mut told = Vec::new();
    for case in cases('R') {
        let person = city.adult(case.number()).await;
        tell_tie(&city, &person, case.cell("Lien de la personne"), VERDUN).await;
        told.push((case, person));
    }
    for (case, person) in told {
        city.set(case.parameters()).await;
        let place = city.place(false, case.says("Mission à distance")).await;
        city.tries(&person, place).await.comes_to(&case);
    }
}

#[tokio::test]
async fn sign_ups_a_day() {
    let mut city = City::under_own_rules("montreal").await;
    city.set(Map::new()).await;
    let closed = city.place(false, false).await;
    for case in cases('C') {
        let situation = case.cell("Situation");
        let (minor, tied) = (situation.contains("à 17 ans"), !situation.contains("lien inconnu"));
        assert_eq!(minor, situation.contains("mission fermée aux mineurs"));
        let person = city.person(case.number(), births(if minor { "17" } else { "30" })[0].1).await;
        city.set(Map::new()).await;
        if tied {
            city.tell_tie(&person, "resident", Some(VERDUN)).await;
        }
        // So often somebody without a tie signs up only where none is asked for.
        city.set(Map::from_iter([
            ("residence_required".to_owned(), json!(false)),
            ("daily_sign_up_cap".to_owned(), json!(1000)),
        ]))
        .await;
        city.signed_up(&person, number(situation).expect("a number")).await;
        city.set(but("daily_sign_up_cap", json!(number(case.cell("Limite"))))).await;
        let tried = city.tries(&person, closed).await;
        tried.comes_to(&case);
        until_tomorrow(&tried.reasons, "2026-03-05T05:00:00Z");
    }
}

/// The mission of a case, in its languages.
fn in_languages(city: &City, case: &Row) -> Value {
    let mut mission = city.mission();
    let english = mission["translations"]["en"].take();
    let (title, description) = (mission["title"].clone(), mission["description"].clone());
    mission["translations"] = json!({});
    let languages = case.cell("Textes");
    if languages.starts_with("anglais") {
        mission = with(mission, &english);
        mission["language"] = json!("en");
    }
    match languages {
        "français" | "anglais" => {}
        "français, anglais" => mission["translations"]["en"] = english,
        "anglais d'abord, puis français" => {
            mission["translations"]["fr"] = json!({ "title": title, "description": description });
        }
        other => panic!("{}: {other}", case.number()),
    }
    mission
}

#[tokio::test]
async fn texts_are_in_both_languages() {
    let mut city = City::under_own_rules("montreal").await;
    for case in cases('L') {
        city.set(case.parameters()).await;
        let mission = in_languages(&city, &case);
        let id = city.draft_mission(city.association, &mission).await.expect(201).id();
        reviewed(&case, &city.submit_mission(id).await);
    }
    // L8 and L9 never come before the rules.
    for field in ["description", "title"] {
        for blank in ["", " "] {
            let mut mission = city.mission();
            mission["translations"]["en"][field] = json!(blank);
            let refused = city.draft_mission(city.association, &mission).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], format!("/mission/translations/en/{field}"));
        }
    }
}

#[tokio::test]
async fn missions_lie_in_a_borough_or_nowhere() {
    let mut city = City::under_own_rules("montreal").await;
    city.set(Map::new()).await;
    for case in cases('B').iter().filter(|case| case.has("Ce qui est envoyé")) {
        let changes = match case.cell("Ce qui est envoyé") {
            "une mission dans un arrondissement" => json!({}),
            "une mission à distance, sans arrondissement" => json!({ "remote": true, "addresses": [] }),
            "une mission à distance, avec un arrondissement" => json!({ "remote": true }),
            other => panic!("{}: {other}", case.number()),
        };
        let id = city.draft_mission(city.association, &with(city.mission(), &changes)).await.expect(201).id();
        reviewed(case, &city.submit_mission(id).await);
    }
    // B2 never comes before the rules: an address in the town of Québec is put into a borough.
    let address = json!({ "label": "Québec", "postcode": "G1R 4S9", "point": { "lat": 46.8139, "lon": -71.2080 } });
    let elsewhere = with(city.mission(), &json!({ "addresses": [address] }));
    let made = city.draft_mission(city.association, &elsewhere).await.expect(201);
    assert_ne!(made.body["addresses"][0]["areas"], json!([]), "B2 can be tried now");
}

#[tokio::test]
async fn associations_are_reviewed() {
    let mut city = City::under_own_rules("montreal").await;
    for case in cases('B').iter().filter(|case| !case.has("Ce qui est envoyé")) {
        city.set(case.parameters()).await;
        let kind = if case.cell("Description") == "une entreprise" { "company" } else { "association" };
        let area = case.says("Arrondissement connu").then_some(VERDUN);
        let file = json!({ "kind": kind, "area": area, "description": description(case) });
        let association = city.draft_association(&file).await;
        city.accredit(association, &accreditations(case.cell("Agrément"))).await;
        reviewed(case, &city.submit_association(association).await);
    }
}

#[tokio::test]
async fn missions_are_reviewed() {
    let mut city = City::under_own_rules("montreal").await;
    for case in cases('M') {
        city.set_only(case.parameters()).await;
        let association = city.draft_association(&json!({ "area": VERDUN })).await;
        city.submit_association(association).await;
        if case.says("Association validée") {
            city.decide_association(association, "validate", json!({})).await;
        }
        let id = city.draft_mission(association, &city.mission()).await.expect(201).id();
        review_then_validate(&city, &case, association, id).await;
    }
}

#[tokio::test]
async fn all_faults_of_a_mission_are_told_together() {
    let mut city = City::under_own_rules("montreal").await;
    city.set(Map::new()).await;
    let changes = json!({ "title": "Tri", "description": "Écrivez à aide@exemple.ca", "translations": {} });
    let id = city.draft_mission(city.association, &with(city.mission(), &changes)).await.expect(201).id();
    let sent = city.submit_mission(id).await;
    let reasons = sent.body["inside"]["reasons"].as_array().expect("reasons").iter();
    let fields: Vec<_> = reasons.map(|reason| (reason["code"].as_str(), reason["field"].as_str())).collect();
    assert_eq!(
        fields,
        [
            (Some("contact_in_text"), Some("/description")),
            (Some("title_too_short"), Some("/title")),
            (Some("translation_missing"), Some("/translations/en")),
        ]
    );
}

#[tokio::test]
async fn what_follows_from_coming() {
    let mut city = City::under_own_rules("montreal").await;
    city.set(Map::new()).await;
    let (mission, slot) = city.place(false, false).await;
    let mut came: BTreeMap<String, (Person, Uuid)> = BTreeMap::new();
    for case in cases('E') {
        let person = city.adult(case.number()).await;
        city.tell_tie(&person, "resident", Some(VERDUN)).await;
        let sign_up = city.press(&person, (mission, slot)).await.expect(201).id();
        came.insert(case.number().to_owned(), (person, sign_up));
    }
    city.app.clock.advance(Duration::days(11));
    for case in cases('E') {
        city.set(case.parameters()).await;
        let outcome = match case.cell("Ce qui est noté") {
            "la personne est venue" => "attended",
            "la personne n'est pas venue" => "absent",
            "la personne s'est excusée" => "excused",
            other => panic!("{}: {other}", case.number()),
        };
        let (person, sign_up) = &came[case.number()];
        let entries = json!({ "entries": [{ "sign_up": sign_up, "outcome": outcome }] });
        city.manager.post(&city.app, &format!("/api/v1/missions/{mission}/attendance"), entries).await.expect(200);
        city.app.work().await;
        let held = city.admin.get(&city.app, &format!("/api/v1/accounts/{}/credentials", person.id)).await.expect(200);
        let held = held.body["items"].as_array().expect("items").iter();
        let held: Vec<_> = held.map(|held| held["name"].as_str().expect("a name")).collect();
        let expected: &[&str] = match case.cell("Réponse") {
            "elle reçoit `regular`" => &["regular"],
            "rien" => &[],
            other => panic!("{}: {other}", case.number()),
        };
        assert_eq!(held, expected, "{}", case.number());
    }
}
