//! Hostile input through every parameter and field that pages show again: nothing of it becomes markup.

use chrono::NaiveDate;
use scraper::{Html, Selector};
use serde_json::json;
use tests::{Person, TestApp, Visitor, a_mission};

use super::{get, get_as, post};

/// What people type who want to run something in others' browsers.
const TRIES: [&str; 12] = [
    "<script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}${7*7}",
    "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
];

/// Whether a page has an element or attribute that only hostile input brings.
fn is_clean(html: &str) -> Result<(), String> {
    let document = Html::parse_document(html);
    let all = Selector::parse("*").expect("a selector");
    for element in document.select(&all) {
        let name = element.value().name();
        let text: String = element.text().collect();
        if name == "script"
            && element.value().attr("src").is_none()
            && element.value().attr("type") != Some("application/ld+json")
        {
            return Err(format!("a script: {text}"));
        }
        if (name == "img" || name == "svg") && element.value().attrs().any(|(name, _)| name.starts_with("on")) {
            return Err(format!("an element that runs: {}", element.html()));
        }
        for (attribute, value) in element.value().attrs() {
            if attribute.starts_with("on") {
                return Err(format!("{attribute}={value}"));
            }
            let leads = matches!(attribute, "href" | "src" | "action");
            if leads && value.trim().to_ascii_lowercase().starts_with("javascript:") {
                return Err(format!("{attribute}={value}"));
            }
        }
    }
    Ok(())
}

#[track_caller]
fn assert_clean(at: &str, html: &str) {
    if let Err(found) = is_clean(html) {
        panic!("{at}: {found}");
    }
}

#[test]
fn what_runs_is_seen() {
    for (html, clean) in [
        ("<p onclick=x>", false),
        ("<script>x</script>", false),
        ("<a href=' JavaScript:x'>a</a>", false),
        ("<script src='/a.js'></script><a href='/x'>a</a>", true),
    ] {
        assert_eq!(is_clean(html).is_ok(), clean, "{html}");
    }
}

#[tokio::test]
async fn nothing_reflected_runs() {
    let app = TestApp::new().await;
    for text in TRIES {
        let value = serde_urlencoded::to_string([("", text)]).expect("text");
        let value = value.trim_start_matches('=');
        for path in [
            format!("/missions?q={value}"),
            format!("/missions?area={value}"),
            format!("/missions?domain={value}"),
            format!("/missions?when={value}"),
            format!("/missions?sort={value}"),
            format!("/missions?lat={value}&lon={value}"),
            format!("/missions?cursor={value}"),
            format!("/missions?{value}={value}"),
            format!("/missions.atom?q={value}"),
            format!("/widget?q={value}&origin={value}"),
            format!("/associations?cursor={value}"),
            format!("/enter?then={value}"),
            format!("/register?then={value}&email={value}&given_name={value}"),
            format!("/enter/{value}"),
            format!("/enter/chat?then={value}&early={value}"),
            format!("/unsubscribe/{value}?topic={value}"),
            format!("/{value}"),
            format!("/oembed?url={value}"),
        ] {
            let Ok(_) = path.parse::<axum::http::Uri>() else { continue };
            let page = get(&app, &path).await;
            assert!(page.status.as_u16() < 500, "{path}: {}", page.status);
            if page.header("content-type").contains("html") {
                assert_clean(&path, &page.text);
            }
        }
        let fields =
            [("given_name", text), ("family_name", text), ("email", text), ("birth_date", text), ("then", text)];
        for path in ["/register", "/enter", "/enter/password", "/enter/chat", "/enter/chat/finish"] {
            let page = post(&app, None, path, &fields).await;
            assert!(page.status.as_u16() < 500, "{path}: {}", page.status);
            assert_clean(path, &page.text);
        }
    }
}

/// A city in which everything that people write is hostile.
async fn written_by_an_enemy(app: &TestApp, number: usize, text: &str) -> (Person, Vec<String>) {
    let enemy =
        Person::made(app, "paris", &format!("enemy-{number}"), None, NaiveDate::from_ymd_opt(1990, 5, 17)).await;
    let file = json!({ "name": format!("A {text}").chars().take(140).collect::<String>(), "kind": "association",
        "description": text, "domains": ["education"] });
    let association = enemy.post(app, "/api/v1/associations", file).await.expect(201).id();
    enemy.post(app, &format!("/api/v1/associations/{association}/submit"), json!({})).await.expect(200);
    let agent = app.agent("paris").await;
    agent.post(app, &format!("/api/v1/associations/{association}/validate"), json!({})).await.expect(200);
    let mut mission = a_mission(3);
    mission["title"] = format!("Deux mots {text}").into();
    mission["description"] = format!("{text}\n\n[a]({text}) ![b]({text})").into();
    mission["prerequisites"] = json!([text]);
    mission["addresses"][0]["label"] = text.into();
    mission["addresses"][0]["street"] = text.into();
    let body = json!({ "association": association, "mission": mission });
    let made = enemy.post(app, "/api/v1/missions", body).await.expect(201);
    let (id, slot) = (made.id(), made.body["slots"][0]["id"].as_str().expect("a slot").to_owned());
    let submitted = enemy.post(app, &format!("/api/v1/missions/{id}/submit"), json!({})).await.expect(200);
    if submitted.body["state"] != "published" {
        // Whatever the city's rules make of it: what is looked at is what everybody would see.
        let publish = "UPDATE missions SET state = 'published', published_at = now(), reasons = '[]' WHERE id = $1";
        app.client("paris").await.execute(publish, &[&id]).await.expect("published");
    }
    app.work().await;
    let body = json!({ "slot": slot, "prerequisites_met": true, "motivation": text });
    let sign_up = enemy.post(app, &format!("/api/v1/missions/{id}/sign-ups"), body).await.expect(201).id();
    enemy.post(app, &format!("/api/v1/sign-ups/{sign_up}/messages"), json!({ "text": text })).await.expect(201);
    let alert = json!({ "q": text, "facets": {}, "daily": false });
    enemy.post(app, "/api/v1/me/alerts", alert).await.expect(201);
    let name = json!({ "given_name": text.chars().take(60).collect::<String>(), "family_name": "X" });
    enemy.call(app, axum::http::Method::PATCH, "/api/v1/me", Some(name)).await.expect(200);
    let pages = ["/", "/missions", "/sign-ups", "/me/profile", "/me/alerts", "/associations"].map(str::to_owned);
    let own = [format!("/missions/{id}"), format!("/associations/{association}"), format!("/sign-ups/{sign_up}")];
    (enemy, pages.into_iter().chain(own).collect())
}

#[tokio::test]
async fn nothing_stored_runs() {
    let app = TestApp::with_own_rules().await;
    for (number, text) in TRIES.into_iter().enumerate() {
        let (enemy, pages) = written_by_an_enemy(&app, number, text).await;
        for path in pages {
            let page = get_as(&app, &enemy, &path).await.expect(200);
            assert_clean(&path, &page.text);
            let policy = page.header("content-security-policy");
            assert!(!policy.contains("unsafe") && policy.starts_with("default-src 'none'"), "{path}: {policy}");
        }
    }
}

#[tokio::test]
async fn bombs_are_not_taken_in() {
    let app = TestApp::new().await;
    let camille = app.volunteer("paris", "camille").await;
    let proof = Visitor::known(&app, &camille).token().await;
    let much = "x".repeat(600_000);
    post(&app, Some(&camille), "/me/profile", &[("_token", &proof), ("given_name", &much)]).await.expect(413);
    post(&app, Some(&camille), "/me/profile", &[("_token", &proof), ("given_name", "a\0b")]).await.expect(422);
    let long = "x".repeat(5000);
    get(&app, &format!("/missions?q={long}")).await.expect(422);
}
