//! Words for people, as snapshots, so that a change of words is read before it is made.

use axum::http::Method;
use platform_core::texts::{Locale, Texts};
use serde_json::json;
use tests::{Server, TestApp, a_mission};

#[tokio::test]
async fn help() {
    for command in [
        "",
        "serve",
        "demo",
        "migrate",
        "tenant",
        "tenant new",
        "tenant grant",
        "plugin",
        "plugin new",
        "plugin check",
        "plugin dry-run",
        "plugin replay",
        "jobs",
        "bounce",
        "ledger",
        "ledger verify",
        "backup",
        "restore",
        "openapi",
    ] {
        let mut line = Server::command("").await;
        let output = line.args(command.split_whitespace()).arg("--help").output().await.expect("it runs");
        let name = if command.is_empty() { "jemengage".to_owned() } else { command.replace(' ', "-") };
        insta::assert_snapshot!(format!("help-{name}"), String::from_utf8_lossy(&output.stdout));
    }
}

/// One body for every kind of refusal, in both languages.
#[tokio::test]
async fn problems() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    let (mission, slot) = manager.published_mission(&app, association, a_mission(1)).await;
    let nobody = uuid::Uuid::nil();
    for (name, method, path, body) in [
        ("not-found", Method::GET, format!("/api/v1/missions/{nobody}"), None),
        ("forbidden", Method::GET, "/api/v1/moderation/queue".into(), None),
        ("conflict", Method::POST, format!("/api/v1/missions/{mission}/submit"), None),
        ("invalid", Method::POST, "/api/v1/associations".into(), Some(json!({ "name": 3 }))),
        (
            "fields",
            Method::POST,
            "/api/v1/accounts".into(),
            Some(json!({ "email": "x", "given_name": "", "family_name": "y" })),
        ),
        (
            "refused",
            Method::POST,
            format!("/api/v1/missions/{mission}/sign-ups"),
            Some(json!({ "slot": slot, "motivation": "\u{7}" })),
        ),
        ("precondition", Method::PUT, format!("/api/v1/associations/{association}"), Some(tests::an_association())),
    ] {
        for language in ["fr", "en"] {
            let headers = [("accept-language", language), ("x-request-id", "reference")];
            let answer = manager.call_with(&app, method.clone(), &path, body.clone(), &headers).await;
            insta::assert_json_snapshot!(format!("problem-{name}-{language}"), answer.body);
        }
    }
}

#[tokio::test]
async fn mails() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let agent = app.agent("paris").await;
    let association = manager.validated_association(&app).await;
    app.work().await;
    let mut mission = a_mission(1);
    mission["acceptance"] = json!("by_manager");
    let (mission, slot) = manager.published_mission(&app, association, mission).await;
    app.work().await;
    let first = app.volunteer("paris", "first").await;
    let second = app.volunteer("paris", "second").await;
    let path = format!("/api/v1/missions/{mission}/sign-ups");
    let asked = first.post(&app, &path, json!({ "slot": slot })).await.expect(201).id();
    app.work().await;
    second.post(&app, &path, json!({ "slot": slot })).await.expect(201);
    app.work().await;
    manager.post(&app, &format!("/api/v1/sign-ups/{asked}/accept"), json!({})).await.expect(200);
    app.work().await;
    first.post(&app, &format!("/api/v1/sign-ups/{asked}/withdraw"), json!({ "reason": "Malade" })).await.expect(200);
    app.work().await;
    let remarks = json!({ "reasons": [{ "field": "/name", "text": "Précisez le nom." }] });
    let other = manager.post(&app, "/api/v1/associations", tests::an_association()).await.expect(201).id();
    manager.post(&app, &format!("/api/v1/associations/{other}/submit"), json!({})).await.expect(200);
    app.work().await;
    agent.post(&app, &format!("/api/v1/associations/{other}/return"), remarks).await.expect(200);
    app.work().await;
    let register =
        json!({ "email": "new@exemple.example", "given_name": "Sacha", "family_name": "Test", "locale": "en" });
    app.call("paris", Method::POST, "/api/v1/accounts", Some(register)).await.expect(202);
    app.work().await;
    let mut seen = Vec::new();
    for mail in app.mails.all() {
        seen.push(format!("From: {}\nTo: {}\nSubject: {}\n\n{}", mail.from, mail.to, mail.subject, mail.text));
    }
    seen.sort();
    // The secret of a link is another each time.
    insta::with_settings!({ filters => vec![(r"[A-Za-z0-9_-]{43}", "[secret]")] }, {
        insta::assert_snapshot!("mails", seen.join("\n=====\n"));
    });
}

/// Every key the platform has in one language it has in the other, and every word of its sets has a label.
#[test]
fn both_languages_say_the_same_things() {
    let texts = Texts::new(&std::collections::BTreeMap::new());
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../platform/core/texts");
    let keys = |locale: &str| {
        let mut keys = std::collections::BTreeSet::new();
        for file in ["taxonomy", "refusals", "mails", "privacy", "manage"] {
            let source = std::fs::read_to_string(folder.join(locale).join(format!("{file}.ftl"))).expect("texts");
            let names = source.lines().filter_map(|line| line.split_once(" =")).map(|(name, _)| name.to_owned());
            keys.extend(names.filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase())));
        }
        keys
    };
    assert_eq!(keys("fr"), keys("en"));
    let labels = (platform_core::kinds::Domain::ALL.iter().map(|word| format!("domain-{word}")))
        .chain(platform_core::kinds::Activity::ALL.iter().map(|word| format!("activity-{word}")))
        .chain(platform_core::kinds::Beneficiary::ALL.iter().map(|word| format!("beneficiary-{word}")));
    for key in labels {
        for locale in [Locale::Fr, Locale::En] {
            assert!(texts.find(locale, &key, &std::collections::BTreeMap::new()).is_some(), "{key} in {locale}");
        }
    }
}
