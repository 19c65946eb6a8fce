//! What machines read: the site map, the feed, dates, the map, structured data, the widget.

use axum::body::Body;
use axum::http::{Request, header};
use scraper::{Html, Selector};
use serde_json::{Value, json};
use tests::{TestApp, a_mission};

use super::get;

async fn city() -> (TestApp, uuid::Uuid) {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    let mut mission = a_mission(2);
    mission["title"] = "Aider <aux> devoirs & jeux </script>".into();
    mission["translations"] =
        json!({ "en": { "title": "Help with homework", "description": "You help two children." } });
    let (mission, _) = manager.published_mission(&app, association, mission).await;
    app.work().await;
    (app, mission)
}

#[tokio::test]
async fn structured_data_says_what_the_page_says_and_ends_nothing() {
    let (app, mission) = city().await;
    let page = get(&app, &format!("/missions/{mission}")).await.expect(200).text;
    let script = Selector::parse("script[type='application/ld+json']").expect("a selector");
    let document = Html::parse_document(&page);
    let text: String = document.select(&script).next().expect("structured data").text().collect();
    let data: Value = serde_json::from_str(&text).expect("JSON");
    let graph = data["@graph"].as_array().expect("a graph");
    assert_eq!(graph[0]["@type"], "JobPosting");
    assert_eq!(graph[0]["employmentType"], "VOLUNTEER");
    assert_eq!(graph[0]["title"], "Aider <aux> devoirs & jeux </script>");
    assert_eq!(graph[0]["totalJobOpenings"], 2);
    assert_eq!(graph[1]["@type"], "Event");
    assert_eq!(graph[1]["startDate"], "2026-03-14T10:00:00+01:00");
    let head = Selector::parse("link[rel=canonical], link[rel=alternate][hreflang]").expect("a selector");
    let links: Vec<_> = document.select(&head).filter_map(|link| link.value().attr("href")).collect();
    let at = |language: &str| format!("http://paris.localhost:8080/{language}/missions/{mission}");
    assert_eq!(links, [at("fr"), at("fr"), at("en")]);
}

#[tokio::test]
async fn a_feed_tells_each_mission_once_in_the_readers_language() {
    let (app, mission) = city().await;
    let feed = get(&app, "/en/missions.atom?domain=education").await.expect(200);
    assert!(feed.header("content-type").starts_with("application/atom+xml"));
    for expected in [
        &format!("<id>urn:uuid:{mission}</id>"),
        "<title>Help with homework</title>",
        "<georss:point>48.8785 2.365</georss:point>",
        "href=\"http://paris.localhost:8080/en/missions.atom?domain=education\"",
    ] {
        assert!(feed.text.contains(expected), "{expected}\n{}", feed.text);
    }
    assert!(!feed.text.contains("<aux>"), "what is typed is no markup");
    let none = get(&app, "/en/missions.atom?domain=sport").await.expect(200);
    assert!(!none.text.contains("<entry>"));
}

#[tokio::test]
async fn dates_of_a_search_are_a_calendar() {
    let (app, mission) = city().await;
    let calendar = get(&app, "/missions.ics").await.expect(200);
    assert!(calendar.header("content-type").starts_with("text/calendar"));
    let read = calcard::icalendar::ICalendar::parse(&calendar.text).expect("a calendar (RFC 5545)");
    assert_eq!(read.components.len(), 2, "the calendar and one date");
    assert!(calendar.text.contains("DTSTART:20260314T090000Z"), "{}", calendar.text);
    assert!(calendar.text.replace("\r\n ", "").contains(&format!("/fr/missions/{mission}")));
    assert!(calendar.text.lines().all(|line| line.len() <= 76), "lines are folded");
}

#[tokio::test]
async fn the_map_has_places_and_the_ground_it_lies_on() {
    let (app, mission) = city().await;
    let places = get(&app, "/missions.geojson?q=devoirs").await.expect(200).body;
    assert_eq!(places["features"][0]["properties"]["mission"], mission.to_string());
    let ground = get(&app, "/areas.geojson").await.expect(200).body;
    assert_eq!(ground["features"].as_array().map(Vec::len), Some(20), "the boroughs of Paris");
    assert!(ground.get("tiles").is_none(), "no pictures of others by default");
}

/// What a cache between holds for one reader is not another's, and who has a feed already is told so however they ask.
#[tokio::test]
async fn a_feed_is_kept_for_its_readers_alone() {
    let (app, mission) = city().await;
    for (path, kind) in [("/missions.atom", "application/atom+xml"), ("/missions.ics", "text/calendar")] {
        let feed = get(&app, path).await.expect(200);
        assert!(feed.header("content-type").starts_with(kind), "{path}");
        assert_eq!(
            (feed.header("vary"), feed.header("cache-control")),
            ("cookie, accept-language", "public, max-age=300"),
            "{path}"
        );
    }
    for path in ["/missions.atom", &format!("/api/v1/missions/{mission}")] {
        let etag = get(&app, path).await.expect(200).header("etag").to_owned();
        for (known, status) in [
            (etag.clone(), 304),
            (format!("W/{etag}"), 304),
            (format!("\"other\", W/{etag}"), 304),
            ("*".to_owned(), 304),
            ("\"other\"".to_owned(), 200),
        ] {
            let request = Request::get(path).header(header::HOST, "paris.localhost:8080");
            let request = request.header(header::IF_NONE_MATCH, &known);
            let answer = app.send(request.body(Body::empty()).expect("a request")).await;
            assert_eq!(answer.status.as_u16(), status, "{path} {known}");
            assert_ne!(answer.header("cache-control"), "no-store", "{path} {known}");
        }
    }
}

#[tokio::test]
async fn robots_find_what_is_public_and_nothing_else() {
    let (app, mission) = city().await;
    let robots = get(&app, "/robots.txt").await.expect(200).text;
    assert!(robots.contains("Sitemap: http://paris.localhost:8080/sitemap.xml"), "{robots}");
    let map = get(&app, "/sitemap.xml").await.expect(200);
    assert_eq!(map.header("cache-control"), "public, max-age=3600");
    let map = map.text;
    for language in ["fr", "en"] {
        assert!(
            map.contains(&format!("<loc>http://paris.localhost:8080/{language}/missions/{mission}</loc>")),
            "{map}"
        );
    }
    assert!(!map.contains("/me/"), "{map}");
    let own = get(&app, "/enter").await.expect(200).text;
    assert!(own.contains("name=\"robots\" content=\"noindex\""), "private pages are in no index");
}

#[tokio::test]
async fn a_widget_is_held_by_whom_the_city_lists() {
    let (app, _) = city().await;
    let widget = get(&app, "/widget?domain=education&origin=https://evil.example").await.expect(200);
    assert!(widget.header("content-security-policy").contains("frame-ancestors 'none'"), "Paris lists nobody");
    assert!(!widget.text.contains("data-origin"), "a stranger is told nothing");
    let found =
        get(&app, "/oembed?url=http%3A%2F%2Fparis.localhost%3A8080%2Fmissions%3Fdomain%3Deducation").await.expect(200);
    let html = found.body["html"].as_str().expect("a frame");
    assert!(html.contains("/fr/widget?domain=education"), "{html}");
    get(&app, "/oembed?url=https%3A%2F%2Fevil.example%2F").await.expect(404);
}
