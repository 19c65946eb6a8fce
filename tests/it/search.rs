//! Search: words in two languages, places, themes, dates, orders and pages; and what is never found.

mod facets;
mod memory;
mod understood;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use tests::{Answer, Person, TestApp, a_mission};
use uuid::Uuid;

/// A city with missions that go by short names here.
struct City {
    app: TestApp,
    manager: Person,
    association: Uuid,
    names: BTreeMap<String, &'static str>,
}

impl City {
    async fn empty() -> Self {
        let app = TestApp::new().await;
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        Self { app, manager, association, names: BTreeMap::new() }
    }

    /// Posts a mission, a minute after the last; answers its id and its slot.
    async fn post(&mut self, name: &'static str, changes: Value) -> (Uuid, Uuid) {
        let mut mission = a_mission(5);
        for (field, value) in changes.as_object().expect("fields") {
            mission[field] = value.clone();
        }
        let posted = self.manager.published_mission(&self.app, self.association, mission).await;
        self.names.insert(posted.0.to_string(), name);
        self.app.clock.advance(Duration::minutes(1));
        posted
    }

    async fn with_missions() -> Self {
        let mut city = Self::empty().await;
        city.post("homework", json!({ "description": "Après l'école, et parfois sous les étoiles." })).await;
        city.post(
            "party",
            json!({
                "title": "Des bénévoles pour la fête des étoiles", "description": "Tenir un stand, monter une scène.",
                "domain": "culture", "activities": ["event_support"], "open_to_minors": false, "accessible": true,
                "addresses": [place("Place", "75018", 48.8867, 2.3522)], "slots": [on("2026-03-20")],
            }),
        )
        .await;
        city.post(
            "stories",
            json!({
                "title": "Reading stories aloud", "description": "We are looking for friendly neighbours.",
                "language": "en", "activities": ["reading"], "beneficiaries": ["seniors"],
                "addresses": [place("Library", "75005", 48.8448, 2.3471)], "slots": [on("2026-03-10")],
            }),
        )
        .await;
        city.post(
            "letters",
            json!({
                "title": "Traduire des lettres", "description": "De chez vous, à votre rythme.",
                "domain": "international", "activities": ["translation"], "remote": true, "addresses": [],
                "slots": [{ "capacity": 5 }],
            }),
        )
        .await;
        // The point lies in the 19th; the postcode says 18th, and the postcode is right.
        city.post(
            "sorting",
            json!({
                "title": "Ranger un vestiaire", "description": "Des cartons à porter.", "domain": "solidarity",
                "activities": ["sorting_logistics"], "slots": [on("2026-03-25")],
                "addresses": [place("Vestiaire", "75018", 48.8896, 2.3740)],
            }),
        )
        .await;
        let full = json!({ "title": "Goûter complet", "domain": "sport", "slots": [full_on("2026-03-16")] });
        let (mission, slot) = city.post("full", full).await;
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        city.app.volunteer("paris", "first").await.post(&city.app, &path, json!({ "slot": slot })).await.expect(201);
        let past = json!({ "title": "Planter des arbres", "domain": "nature", "slots": [on("2026-03-05")] });
        city.post("past", past).await;
        city.app.clock.advance(Duration::days(2));
        city
    }

    async fn ask(&self, query: &str) -> Answer {
        self.app.work().await; // what changed is found once it is indexed
        let query: String = query.replace(' ', "%20").replace('"', "%22");
        let query = query.bytes().map(|b| if b.is_ascii() { char::from(b).to_string() } else { format!("%{b:02X}") });
        let path = format!("/api/v1/missions?{}", query.collect::<String>());
        self.app.call("paris", Method::GET, &path, None).await
    }

    /// What is found, by name, in order.
    async fn found(&self, query: &str) -> Vec<&'static str> {
        self.names_of(&self.ask(query).await.expect(200))
    }

    fn names_of(&self, answer: &Answer) -> Vec<&'static str> {
        let items = answer.body["items"].as_array().expect("items");
        items.iter().map(|item| self.names.get(item["id"].as_str().unwrap_or("")).copied().unwrap_or("?")).collect()
    }

    /// Each question finds these, in any order.
    async fn finds(&self, questions: &[(&str, &[&str])]) {
        let mut wrong = Vec::new();
        for (query, expected) in questions {
            let found: BTreeSet<_> = self.found(query).await.into_iter().collect();
            let expected: BTreeSet<_> = expected.iter().copied().collect();
            if found != expected {
                wrong.push(format!("?{query} finds {found:?}, not {expected:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// The whole list, page by page.
    async fn pages(&self, query: &str, limit: usize) -> Vec<String> {
        let mut ids = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.ask(&format!("{query}&limit={limit}{cursor}")).await.expect(200);
            let items = page.body["items"].as_array().expect("items");
            ids.extend(items.iter().map(|item| item["id"].to_string()));
            let Some(next) = page.body["next"].as_str() else { return ids };
            assert_eq!(items.len(), limit, "a page that is not the last is full");
            assert!(ids.len() < 100, "?{query} does not end");
            cursor = format!("&cursor={next}");
        }
    }
}

fn place(label: &str, postcode: &str, lat: f64, lon: f64) -> Value {
    json!({ "label": label, "postcode": postcode, "point": { "lat": lat, "lon": lon } })
}

fn on(day: &str) -> Value {
    json!({ "starts_at": format!("{day}T09:00:00Z"), "ends_at": format!("{day}T11:00:00Z"), "capacity": 5 })
}

fn full_on(day: &str) -> Value {
    let mut slot = on(day);
    slot["capacity"] = json!(1);
    slot
}

#[tokio::test]
async fn words() {
    let city = City::with_missions().await;
    let canal = ["homework", "party", "stories", "letters", "sorting"];
    city.finds(&[
        ("q=bénévoles", &["party"]),
        ("q=BENEVOLES", &["party"]),
        ("q=benevole", &["party"]),
        ("q=Bénévole", &["party"]),
        ("q=BÉNÉVOLES", &["party"]),
        ("q=devoirs", &["homework"]),
        ("q=devoir", &["homework"]),
        ("q=DEVOIRS SAMEDI", &["homework"]),
        // Of words nothing bears together the rarer one is kept; one that nobody bears asks for nothing.
        ("q=devoirs zanzibar", &["homework"]),
        ("q=devoirs étoiles fête", &["party"]),
        ("q=zanzibar", &[]),
        ("q=fete", &["party"]),
        ("q=fêtes", &["party"]),
        ("q=\"fête des étoiles\"", &["party"]),
        ("q=ecole", &["homework"]),
        ("q=l'école", &["homework"]),
        // English words on what is written in English.
        ("q=story", &["stories"]),
        ("q=stories", &["stories"]),
        ("q=READ", &["stories"]),
        ("q=neighbour", &["stories"]),
        // What is not in the text but known: the association, the place, the activity.
        ("q=canal", &canal),
        ("q=library", &["stories"]),
        ("q=traduction", &["letters"]),
        // No words at all.
        ("q=", &canal),
        ("q=   ", &canal),
    ])
    .await;
    // The title weighs more than the text.
    assert_eq!(city.found("q=étoiles").await, ["party", "homework"]);
    assert_eq!(city.found("q=etoile&sort=relevance").await, ["party", "homework"]);
}

#[tokio::test]
async fn places() {
    let city = City::with_missions().await;
    city.finds(&[
        ("area=75", &["homework", "party", "stories", "sorting"]),
        ("area=75110", &["homework"]),
        ("area=7511040", &["homework"]),
        ("area=75118", &["party", "sorting"]),
        ("area=75119", &[]),
        ("area=75105", &["stories"]),
        ("lat=48.8785&lon=2.3650&radius_m=500", &["homework"]),
        ("lat=48.8785&lon=2.3650&radius_m=1", &["homework"]),
        ("lat=48.8785&lon=2.3650&radius_m=1500", &["homework", "party", "sorting"]),
        ("lat=48.8785&lon=2.3650", &["homework", "party", "stories", "sorting"]),
        ("lat=43.2965&lon=5.3698", &[]),
        ("lat=48.8785&lon=2.3650&area=75118", &["party", "sorting"]),
        ("remote=true", &["letters"]),
        ("remote=false", &["homework", "party", "stories", "sorting"]),
    ])
    .await;
    // Where a place lies is what the mission says, too.
    let sorting = city.ask("q=vestiaire").await.expect(200);
    let areas = sorting.body["items"][0]["addresses"][0]["areas"].as_array().cloned().expect("areas");
    assert!(areas.contains(&json!("75118")) && areas.last() == Some(&json!("75")), "{areas:?}");

    for query in
        ["lat=48.8785&lon=2.3650", "lat=48.8785&lon=2.3650&sort=distance", "lat=48.8785&lon=2.3650&sort=newest"]
    {
        let answer = city.ask(query).await.expect(200);
        let items = answer.body["items"].as_array().expect("items");
        assert!(items.iter().all(|item| item["distance_m"].as_f64().is_some_and(|m| m < 35_000.0)), "{query}");
    }
    for query in ["lat=48.8785&lon=2.3650", "lat=48.8785&lon=2.3650&sort=distance"] {
        assert_eq!(city.found(query).await, ["homework", "party", "sorting", "stories"], "{query}");
    }
    let far = city.ask("lat=48.8448&lon=2.3471&sort=distance").await.expect(200);
    assert_eq!(city.names_of(&far), ["stories", "homework", "party", "sorting"]);
    // From the library to the school: 3.97 km as the crow flies.
    let metres = far.body["items"][1]["distance_m"].as_f64().expect("a distance");
    assert!((3_900.0..4_050.0).contains(&metres), "{metres}");
}

#[tokio::test]
async fn themes() {
    let city = City::with_missions().await;
    let association = format!("association={}", city.association);
    city.finds(&[
        ("domains=education", &["homework", "stories"]),
        ("domains=education,culture", &["homework", "stories", "party"]),
        ("domains=education, culture,", &["homework", "stories", "party"]),
        ("domains=health", &[]),
        ("activities=reading,translation", &["stories", "letters"]),
        ("activities=reading&domains=culture", &[]),
        ("beneficiaries=seniors,children", &["stories"]),
        ("open_to_minors=true", &["homework", "stories", "letters", "sorting"]),
        ("open_to_minors=false", &["homework", "stories", "letters", "sorting", "party"]),
        ("accessible=true", &["party"]),
        ("q=samedi&domains=education", &["homework"]),
        (&association, &["homework", "stories", "letters", "sorting", "party"]),
        ("association=00000000-0000-0000-0000-000000000001", &[]),
    ])
    .await;
}

#[tokio::test]
async fn dates_and_orders() {
    let city = City::with_missions().await;
    city.finds(&[
        ("", &["stories", "homework", "party", "sorting", "letters"]),
        // Help of no fixed date always fits.
        ("from=2026-03-15T00:00:00Z", &["party", "sorting", "letters"]),
        ("until=2026-03-12T00:00:00Z", &["stories", "letters"]),
        ("from=2026-03-12T00:00:00Z&until=2026-03-21T00:00:00Z", &["homework", "party", "letters"]),
        // An instant is the same instant in any zone.
        ("from=2026-03-14T10:00:00%2B01:00&until=2026-03-14T10:00:01%2B01:00", &["homework", "letters"]),
        ("from=2026-03-14T09:00:01Z&until=2026-03-15T00:00:00Z", &["letters"]),
        ("include_full=true", &["stories", "homework", "party", "sorting", "letters", "full"]),
        ("include_past=true", &["stories", "homework", "party", "sorting", "letters", "past"]),
        ("from=2026-03-01T00:00:00Z&until=2026-03-06T00:00:00Z", &["letters"]),
        ("from=2026-03-01T00:00:00Z&until=2026-03-06T00:00:00Z&include_past=true", &["past", "letters"]),
        ("q=complet", &[]),
        ("q=complet&include_full=true", &["full"]),
        ("q=arbres", &[]),
        ("q=arbres&include_past=true", &["past"]),
    ])
    .await;
    for (query, expected) in [
        ("sort=soonest", &["stories", "homework", "party", "sorting", "letters"]),
        ("sort=newest", &["sorting", "letters", "stories", "party", "homework"]),
        ("sort=relevance", &["sorting", "letters", "stories", "party", "homework"]),
    ] {
        assert_eq!(city.found(query).await, expected, "{query}");
    }
    // Of several slots the next one that fits counts.
    let mut city = city;
    city.post("several", json!({ "title": "Plusieurs dates", "slots": [on("2026-04-01"), on("2026-03-12")] })).await;
    assert_eq!(city.found("sort=soonest").await[..2], ["stories", "several"]);
    assert_eq!(city.found("sort=soonest&from=2026-03-22T00:00:00Z").await, ["sorting", "several", "letters"]);
}

#[tokio::test]
async fn pages_show_every_hit_once() {
    let mut city = City::empty().await;
    for (name, lat, day) in [("a", 48.80, "2026-03-20"), ("b", 48.85, "2026-03-21"), ("c", 48.90, "2026-03-22")] {
        let addresses = [place("Ici", "", lat, 2.35)];
        city.post(name, json!({ "addresses": addresses, "slots": [on(day)] })).await;
    }
    // Many that are alike in every order: same text, same instant, same place, same slot.
    for _ in 0..5 {
        let posted = city.manager.published_mission(&city.app, city.association, a_mission(5)).await;
        city.names.insert(posted.0.to_string(), "alike");
    }
    for query in
        ["sort=newest", "sort=soonest", "q=devoirs", "lat=48.85&lon=2.35&sort=distance", "lat=48.85&lon=2.35&q=devoirs"]
    {
        let whole = city.pages(query, 100).await;
        let distinct: BTreeSet<_> = whole.iter().collect();
        assert_eq!((whole.len(), distinct.len()), (8, 8), "{query}");
        for limit in [1, 3, 4, 7, 8] {
            assert_eq!(city.pages(query, limit).await, whole, "?{query}, {limit} a page");
        }
    }
}

/// What comes in while somebody turns pages moves nothing they have seen or will see.
#[tokio::test]
async fn pages_stay_when_missions_are_posted_meanwhile() {
    let mut city = City::empty().await;
    for _ in 0..4 {
        city.post("old", json!({})).await;
    }
    let first = city.ask("sort=newest&limit=2").await.expect(200);
    let next = first.body["next"].as_str().expect("a next page").to_owned();
    city.post("new", json!({})).await;
    let second = city.ask(&format!("sort=newest&limit=2&cursor={next}")).await.expect(200);
    assert_eq!((city.names_of(&second), &second.body["next"]), (vec!["old", "old"], &Value::Null));
    let ids = |answer: &Answer| -> Vec<String> {
        answer.body["items"].as_array().into_iter().flatten().map(|item| item["id"].to_string()).collect()
    };
    assert!(ids(&first).iter().all(|id| !ids(&second).contains(id)));
}

#[tokio::test]
async fn hostile_words_are_words() {
    let city = City::with_missions().await;
    let long = "é".repeat(200);
    let many = "a ".repeat(100);
    for words in [
        "'",
        "\"",
        "\"\"",
        "\"devoirs",
        "''",
        "\\",
        "\\'",
        "'; DROP TABLE missions; --",
        "&",
        "|",
        "!",
        ":*",
        "& | ! :*",
        "devoirs & | ! :*",
        "devoirs:*A",
        "(((",
        ")",
        "<->",
        "a <-> b",
        "<2>",
        "-",
        "--",
        "-devoirs",
        "or",
        "or or or",
        "OR AND NOT",
        "%",
        "_",
        "*",
        "?",
        "$1",
        "{}",
        "\u{1f389}",
        "שלום",
        "\u{202e}sriovedd",
        "\t\r\n",
        "\u{7f}",
        "le la les",
        "the of a",
        "http://exemple.fr/a?b=c",
        "moi@exemple.fr",
        "0x00",
        "1e999",
        "NULL",
        long.trim(),
        many.trim(),
    ] {
        let encoded: String = words.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for rest in ["", "&sort=relevance&limit=1", "&lat=48.8785&lon=2.3650&sort=distance"] {
            city.ask(&format!("q={encoded}{rest}")).await.expect(200);
        }
    }
    let answer = city.ask(&format!("q={}", "é".repeat(201))).await.expect(422);
    assert_eq!((answer.code(), &answer.body["errors"][0]["pointer"]), ("too_long", &json!("/q")));
    // Operators take nothing away from the words around them.
    city.finds(&[("q=%26 devoirs | !", &["homework"]), ("q=devoirs:*", &["homework"]), ("q=(devoirs)", &["homework"])])
        .await;
}

/// A word taken out is out however either language bends it.
#[tokio::test]
async fn words_taken_out() {
    let city = City::with_missions().await;
    city.finds(&[
        ("q=canal -étoiles", &["stories", "letters", "sorting"]),
        ("q=canal -lettres", &["homework", "party", "stories", "sorting"]),
        ("q=canal -fête", &["homework", "stories", "letters", "sorting"]),
        ("q=canal -stories", &["homework", "party", "letters", "sorting"]),
    ])
    .await;
}

#[tokio::test]
async fn what_is_not_public_is_never_found() {
    let mut city = City::empty().await;
    let (mission, _) = city.post("secret", json!({ "title": "Un voyage à Zanzibar" })).await;
    let client = city.app.database.connect().await;
    let tenant = city.app.city("paris").id;
    client.batch_execute(&format!("SET app.tenant_id = '{tenant}'")).await.expect("a setting");
    let agent = city.app.agent("paris").await;
    let queries =
        ["q=zanzibar", "", "include_full=true&include_past=true", "area=75", "lat=48.8785&lon=2.3650", "sort=soonest"];
    let mut states = Vec::new();
    for state in ["draft", "submitted", "returned", "suspended", "closed", "cancelled"] {
        states.push((format!("UPDATE missions SET state = '{state}'"), false));
    }
    states.push(("UPDATE missions SET state = 'published'".into(), true));
    for state in ["suspended", "left", "submitted", "returned", "draft"] {
        states.push((format!("UPDATE associations SET state = '{state}'"), false));
    }
    states.push(("UPDATE associations SET state = 'validated'".into(), true));
    for (change, public) in states {
        client.batch_execute(&change).await.expect("a change");
        for query in queries {
            assert_eq!(!city.found(query).await.is_empty(), public, "?{query} after {change}");
            for person in [&agent, &city.manager] {
                city.app.work().await;
                let path = format!("/api/v1/missions?{query}");
                let answer = person.get(&city.app, &path).await.expect(200);
                assert_eq!(answer.body.to_string().contains(&mission.to_string()), public, "?{query} after {change}");
                assert!(answer.body["items"].as_array().into_iter().flatten().all(|item| item.get("inside").is_none()));
            }
        }
    }
}
