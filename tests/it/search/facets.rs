//! Every facet by itself, what is counted, times in words, and the same on a map.

use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};

use super::{City, on, place};

#[tokio::test]
async fn every_facet_narrows() {
    let mut city = City::with_missions().await;
    let evening = json!({ "starts_at": "2026-03-08T17:30:00Z", "ends_at": "2026-03-08T22:30:00Z", "capacity": 2 });
    city.post(
        "sunday",
        json!({ "title": "Maraude du dimanche", "activities": ["street_outreach"], "slots": [evening] }),
    )
    .await;
    let dated = ["stories", "homework", "party", "sorting", "sunday"];
    city.finds(&[
        ("time=recurring", &["letters"]),
        ("time=dated", &dated),
        ("time=dated,recurring", &[&dated[..], &["letters"]].concat()),
        // By the city's clocks: the slots are at ten in Paris.
        ("weekdays=saturday", &["homework"]),
        ("weekdays=friday,tuesday", &["party", "stories"]),
        ("weekdays=sunday&parts_of_day=evening", &["sunday"]),
        ("parts_of_day=evening", &["sunday"]),
        ("parts_of_day=morning", &["stories", "homework", "party", "sorting"]),
        ("commitments=two_hours", &["stories", "homework", "party", "sorting"]),
        ("commitments=day", &["sunday"]),
        ("commitments=open", &["letters"]),
        ("languages=en", &["stories"]),
        ("languages=en,fr&remote=true", &["letters"]),
        ("places=full&include_full=true", &["full"]),
        ("places=full", &[]),
        ("open_to_minors=true&accessible=true", &[]),
    ])
    .await;
    for (query, pointer) in
        [("weekdays=someday", "weekdays"), ("commitments=long", "commitments"), ("facets=colour", "facets")]
    {
        let answer = city.ask(query).await.expect(422);
        assert!(answer.body.to_string().contains(pointer), "{query}: {}", answer.body);
    }
}

#[tokio::test]
async fn what_is_closed_is_found_if_asked_for() {
    let mut city = City::empty().await;
    let (mission, _) = city.post("closed", json!({})).await;
    city.manager.post(&city.app, &format!("/api/v1/missions/{mission}/close"), json!({})).await.expect(200);
    city.finds(&[("", &[]), ("include_closed=true", &["closed"]), ("q=devoirs&include_closed=true", &["closed"])])
        .await;
}

/// A facet's own choice does not shrink its other values; every other choice does.
#[tokio::test]
async fn counts_say_what_another_choice_would_find() {
    let city = City::with_missions().await;
    let counts = async |query: &str| {
        let body = city.ask(query).await.expect(200).body;
        (body["total"].clone(), body["facets"].clone())
    };
    let domains = json!({ "education": 2, "culture": 1, "international": 1, "solidarity": 1 });
    assert_eq!(counts("facets=domain").await, (json!(5), json!({ "domain": domains })));
    assert_eq!(counts("facets=domain&domains=culture").await, (json!(1), json!({ "domain": domains })));
    let (total, facets) = counts("facets=domain,presence,audience&domains=education,culture&remote=false").await;
    assert_eq!(total, json!(3));
    assert_eq!(facets["domain"], json!({ "education": 2, "culture": 1, "solidarity": 1 }));
    assert_eq!(facets["presence"], json!({ "on_site": 3 }));
    assert_eq!(facets["audience"], json!({ "minors": 2, "accessible": 1 }));
    // The tree of areas is counted at every height.
    let (_, facets) = counts("facets=area&q=canal").await;
    assert_eq!((&facets["area"]["75"], &facets["area"]["75118"]), (&json!(4), &json!(2)));
    // What is counted is what would be found.
    for (value, count) in facets["area"].as_object().expect("areas") {
        let found = city.found(&format!("q=canal&area={value}&limit=100")).await.len();
        assert_eq!(count, &json!(found), "{value}");
    }
    assert!(city.ask("q=canal").await.expect(200).body.get("total").is_none(), "nobody asked");
}

#[tokio::test]
async fn times_in_words_are_the_citys() {
    let mut city = City::empty().await;
    // It is a Wednesday, ten in the morning in Paris.
    for (name, day) in [("thursday", "2026-03-05"), ("saturday", "2026-03-07"), ("next", "2026-03-14")] {
        city.post(name, json!({ "slots": [on(day)] })).await;
    }
    let late = json!({ "starts_at": "2026-03-04T22:30:00Z", "ends_at": "2026-03-04T22:45:00Z", "capacity": 2 });
    city.post("tonight", json!({ "slots": [late] })).await;
    city.post("always", json!({ "slots": [{ "capacity": 2 }] })).await;
    city.finds(&[
        ("when=today", &["tonight", "always"]),
        ("when=tomorrow", &["thursday", "always"]),
        ("when=weekend", &["saturday", "always"]),
        ("when=week", &["tonight", "thursday", "saturday", "always"]),
    ])
    .await;
    // Past midnight in Paris, though not yet by universal time.
    city.app.clock.advance(Duration::hours(14));
    city.finds(&[("when=today", &["thursday", "always"])]).await;
    let answer = city.ask("when=today&from=2026-03-05T00:00:00Z").await.expect(422);
    assert_eq!((answer.code(), &answer.body["errors"][0]["pointer"]), ("not_together", &json!("/when")));
}

#[tokio::test]
async fn a_map_shows_the_same_missions() {
    let mut city = City::with_missions().await;
    let two = json!([place("Ici", "75011", 48.8600, 2.3780), place("Là", "75012", 48.8400, 2.3900)]);
    city.post("two", json!({ "title": "Deux adresses", "addresses": two })).await;
    city.app.work().await;
    for query in ["", "q=canal", "area=75118", "lat=48.86&lon=2.378&radius_m=300&q=adresses"] {
        let path = format!("/api/v1/missions.geojson?{query}");
        let map = city.app.call("paris", Method::GET, &path, None).await.expect(200);
        assert_eq!(
            (map.header("content-type"), &map.body["type"]),
            ("application/geo+json", &json!("FeatureCollection"))
        );
        let features = map.body["features"].as_array().expect("features").clone();
        let mut shown: Vec<_> = features.iter().map(|feature| feature["properties"]["mission"].clone()).collect();
        shown.dedup();
        let list = city.ask(query).await.expect(200);
        let placed = list.body["items"].as_array().into_iter().flatten().filter(|item| item["addresses"] != json!([]));
        assert_eq!(shown, placed.map(|item| item["id"].clone()).collect::<Vec<_>>(), "{query}");
        // Longitude first (RFC 7946).
        let point = |feature: &Value| feature["geometry"]["coordinates"][0].as_f64();
        assert!(
            features.iter().all(|feature| point(feature).is_some_and(|lon| (2.2..2.5).contains(&lon))),
            "{features:?}"
        );
    }
}
