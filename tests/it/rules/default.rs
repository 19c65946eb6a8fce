//! The default rules' page: what a city decides by parameters alone.

use std::collections::BTreeMap;

use chrono::Duration;
use serde_json::{Map, Value, json};
use tests::Person;
use uuid::Uuid;

use super::scene::{City, Told, births, reviewed, with};
use super::tables::{Fate, LeftOut, Page, Row, assurance, number, words};

/// Cases that cannot be reached over the API.
pub(super) const LEFT_OUT: [LeftOut; 1] =
    [("T13", "the platform takes no mission without a title, whatever the rules would say")];

fn cases(letter: char) -> Vec<Row> {
    Page::of("default").cases(letter, &LEFT_OUT)
}

#[tokio::test]
async fn ages() {
    let mut city = City::under_default_rules().await;
    for case in cases('A') {
        city.set(case.parameters()).await;
        let column = "Mission ouverte aux mineurs";
        let open = if case.has(column) { case.says(column) } else { !case.tells("mission fermée aux mineurs") };
        let place = city.place(open, false).await;
        for (whose, born) in births(case.cell("Âge")) {
            let person = city.person(&format!("{}-{whose}", case.number()), born).await;
            city.tries(&person, place).await.comes_to(&case);
        }
    }
}

#[tokio::test]
async fn ties() {
    let mut city = City::under_default_rules().await;
    // A tie is kept only where the rules look at it; who told it keeps it when they no longer do.
    city.set(Map::from_iter([("accepted_ties".to_owned(), json!(["resident"]))])).await;
    let mut told = Vec::new();
    for case in cases('R') {
        let person = city.adult(case.number()).await;
        tell_tie(&city, &person, case.cell("Lien de la personne"), "75110").await;
        told.push((case, person));
    }
    let place = city.place(false, false).await;
    for (case, person) in told {
        let confirmed = case.says("Lien vérifié exigé");
        let mut set = case.parameters();
        set.insert("confirmed_ties_only".to_owned(), json!(confirmed));
        set.insert("accepted_ties".to_owned(), accepted(case.cell("Liens acceptés")));
        city.set(set).await;
        let tried = city.tries(&person, place).await;
        tried.comes_to(&case);
        if let Some((_, _, remedy)) = tried.reasons.iter().find(|(code, ..)| code == "residence_to_confirm") {
            let least = if confirmed { "documented" } else { "declared" };
            assert_eq!(*remedy, json!({ "kind": "raise_to", "assurance": least }), "{}", case.number());
        }
    }
}

fn accepted(text: &str) -> Value {
    match text {
        "tous" => json!([]),
        text => text.split(", ").map(kind).collect(),
    }
}

fn kind(words: &str) -> &'static str {
    match words.split_whitespace().next() {
        Some("habite") => "resident",
        Some("étudie") => "student",
        Some("travaille") => "worker",
        Some("membre") => "member",
        _ => panic!("{words}"),
    }
}

/// Somebody tells a tie in the words of a page, and the city confirms it as they say.
pub(super) async fn tell_tie(city: &City, person: &Person, words: &str, area: &str) {
    if words == "inconnu" {
        return;
    }
    let (what, how) = words.split_once(", ").unwrap_or((words, "déclaré"));
    city.tell_tie(person, kind(what), Some(area).filter(|_| !what.contains(" hors de "))).await;
    match assurance(how).expect("how it is known") {
        "declared" => {}
        confirmed => drop(city.give(person, "residence", confirmed).await.expect(200)),
    }
}

#[tokio::test]
async fn sign_ups_a_day() {
    let mut city = City::under_default_rules().await;
    city.set(Map::new()).await;
    let place = city.place(false, false).await;
    for case in cases('C') {
        let person = city.adult(case.number()).await;
        city.set(Map::new()).await;
        city.signed_up(&person, number(case.cell("Déjà inscrite aujourd'hui")).expect("a number")).await;
        city.set(case.parameters()).await;
        let tried = city.tries(&person, place).await;
        tried.comes_to(&case);
        until_tomorrow(&tried.reasons, "2026-03-04T23:00:00Z");
    }
    // The next day is another day.
    let person = city.adult("next-day").await;
    city.signed_up(&person, 5).await;
    city.app.clock.advance(Duration::hours(15));
    assert_eq!(city.tries(&person, place).await.reasons, []);
}

/// Who has signed up often enough today may again at midnight of the city.
#[track_caller]
pub(super) fn until_tomorrow(reasons: &[Told], midnight: &str) {
    for (_, _, remedy) in reasons.iter().filter(|(code, ..)| code == "daily_cap") {
        assert_eq!(*remedy, json!({ "kind": "wait_until", "until": midnight }));
    }
}

#[tokio::test]
async fn missions_are_reviewed() {
    let mut city = City::under_default_rules().await;
    for case in cases('M').iter().filter(|case| case.has("mission_review") || !case.has("Agrément")) {
        city.set_only(case.parameters()).await;
        let association = city.draft_association(&json!({})).await;
        city.submit_association(association).await;
        if case.says("Association validée") {
            city.decide_association(association, "validate", json!({})).await;
        }
        let id = city.draft_mission(association, &city.mission()).await.expect(201).id();
        review_then_validate(&city, case, association, id).await;
    }
}

/// Sends a mission in; what appears once its association is validated does.
pub(super) async fn review_then_validate(city: &City, case: &Row, association: Uuid, id: Uuid) {
    reviewed(case, &city.submit_mission(id).await);
    if case.expected().fate == Fate::Later {
        city.decide_association(association, "validate", json!({})).await;
        city.app.work().await;
        let seen = city.manager.get(&city.app, &format!("/api/v1/missions/{id}")).await.expect(200);
        assert_eq!(seen.body["state"], "published", "{}", case.number());
    }
}

#[tokio::test]
async fn associations_are_reviewed() {
    let mut city = City::under_default_rules().await;
    for case in cases('M').iter().filter(|case| case.has("Agrément")) {
        let mut set = case.parameters();
        let held = match case.cell("Agrément") {
            // The city trusts another accreditation than the one that is held.
            "un autre" => {
                set.insert("trusted_accreditations".to_owned(), json!(["reliable"]));
                vec!["trusted"]
            }
            cell => accreditations(cell),
        };
        city.set(set).await;
        let association = city.draft_association(&json!({})).await;
        city.accredit(association, &held).await;
        reviewed(case, &city.submit_association(association).await);
    }
}

/// The accreditations in a cell.
pub(super) fn accreditations(cell: &str) -> Vec<&str> {
    let held = words(cell);
    assert_eq!(held.is_empty(), cell == "aucun", "{cell}");
    held
}

#[tokio::test]
async fn associations_are_checked() {
    let mut city = City::under_default_rules().await;
    for case in cases('T').iter().filter(|case| case.has("Structure")) {
        let mut set = case.parameters();
        set.insert("association_review".to_owned(), json!("automatic"));
        city.set(set).await;
        let file = json!({ "kind": words(case.cell("Structure"))[0], "description": description(case) });
        let association = city.draft_association(&file).await;
        reviewed(case, &city.submit_association(association).await);
    }
}

/// What an association says of itself in a case.
pub(super) fn description(case: &Row) -> &'static str {
    match case.cell("Description") {
        "sans faute" | "une entreprise" => "Nous lisons des histoires aux enfants du quartier.",
        "un lien" => "Voir https://exemple.fr pour en savoir plus.",
        "un e-mail" | "un courriel" => "Écrivez à aide@exemple.fr pour en savoir plus.",
        other => panic!("{}: {other}", case.number()),
    }
}

#[tokio::test]
async fn missions_are_checked() {
    let mut city = City::under_default_rules().await;
    let number = "Appelez le 06 12 34 56 78";
    for case in cases('T').iter().filter(|case| !case.has("Structure")) {
        city.set(case.parameters()).await;
        let mut mission = city.mission();
        let written = case.cell("Ce qui est écrit");
        let fields: &[(&str, &str)] = match written.split(", avec ").next().expect("words") {
            "un téléphone dans le titre" => &[("/title", number)],
            "un téléphone dans la description" => &[("/description", number)],
            "un e-mail dans le titre anglais" => &[("/translations/en/title", "Write to help@example.org")],
            "un téléphone" => &[("/title", number), ("/description", number), ("/translations/en/title", number)],
            "un titre d'un mot" => &[("/title", "Lecture")],
            "un titre anglais d'un mot" => &[("/translations/en/title", "Reading")],
            "un titre d'un mot et un téléphone dans la description" => {
                &[("/title", "Lecture"), ("/description", number)]
            }
            other => panic!("{}: {other}", case.number()),
        };
        for (field, text) in fields {
            *mission.pointer_mut(field).expect("a field") = json!(text);
        }
        let id = city.draft_mission(city.association, &mission).await.expect(201).id();
        reviewed(case, &city.submit_mission(id).await);
    }
    // T13 never comes before the rules.
    for title in ["", " "] {
        let untitled = with(city.mission(), &json!({ "title": title }));
        let refused = city.draft_mission(city.association, &untitled).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "/mission/title");
    }
}

#[tokio::test]
async fn how_a_sign_up_becomes_accepted() {
    let mut city = City::under_default_rules().await;
    city.set(Map::new()).await;
    let mut people = Vec::new();
    for case in cases('P') {
        let person = city.adult(case.number()).await;
        let absences = number(case.cell("Absences cette année")).expect("a number");
        people.push((case, city.signed_up(&person, absences).await, person));
    }
    city.app.clock.advance(Duration::days(62));
    for (_, missed, _) in people.iter().filter(|(_, missed, _)| !missed.is_empty()) {
        let entries: Vec<_> = missed.iter().map(|(_, id)| json!({ "sign_up": id, "outcome": "absent" })).collect();
        let path = format!("/api/v1/missions/{}/attendance", missed[0].0.0);
        city.manager.post(&city.app, &path, json!({ "entries": entries })).await.expect(200);
    }
    let mut places = BTreeMap::new();
    for (word, acceptance) in [("tout de suite", "automatic"), ("un responsable", "by_manager")] {
        let slot = json!({ "starts_at": "2026-06-06T09:00:00Z", "ends_at": "2026-06-06T11:00:00Z", "capacity": 100 });
        let mission = with(city.mission(), &json!({ "acceptance": acceptance, "slots": [slot] }));
        places.insert(word, city.slots_of(&mission).await[0]);
    }
    for (case, _, person) in &people {
        city.set(case.parameters()).await;
        let tried = city.tries(person, places[case.cell("La mission veut")]).await;
        let by_manager = match case.cell("Réponse") {
            "un responsable" => true,
            "tout de suite" => false,
            other => panic!("{}: {other}", case.number()),
        };
        assert_eq!((tried.by_manager, tried.reasons), (by_manager, vec![]), "{}", case.number());
    }
}
