//! Every page's main text in both languages, to be read by a human.

mod deciding;
mod managing;

use serde_json::json;
use tests::{Page, TestApp, a_mission};

use super::{get_as, main_text};

/// What is another each time: ids, digests, the code of a date, what the rules were asked.
const PASSING: [(&str, &str); 4] = [
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "[id]"),
    (r"\b[0-9a-f]{12,64}\b", "[digest]"),
    (r"(?m)(^|/check-in/)[0-9A-HJKMNP-TV-Z]{8}$", "$1[code]"),
    (r"(depuis le démarrage : |since the start: )\d+", "$1[count]"),
];

/// Holds what a page says against what it is known to say.
#[track_caller]
fn holds(name: &str, language: &str, page: &Page) {
    assert_eq!(page.answer.header("content-language"), language, "{name}");
    insta::with_settings!({ filters => PASSING.to_vec() }, {
        insta::assert_snapshot!(format!("{name}-{language}"), page.lines());
    });
}

#[tokio::test]
async fn every_page_in_both_languages() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    let mut mission = a_mission(2);
    mission["prerequisites"] = json!(["Je parle français"]);
    mission["motivation_wanted"] = true.into();
    let (mission, slot) = manager.published_mission(&app, association, mission).await;
    app.work().await;
    let camille = app.volunteer("paris", "camille").await;
    let body = json!({ "slot": slot, "prerequisites_met": true, "motivation": "J'aime les enfants." });
    let sign_up = camille.post(&app, &format!("/api/v1/missions/{mission}/sign-ups"), body).await.expect(201).id();
    let text = json!({ "text": "À quelle heure faut-il venir ?" });
    camille.post(&app, &format!("/api/v1/sign-ups/{sign_up}/messages"), text).await.expect(201);
    let alert = json!({ "q": "devoirs", "facets": { "domain": ["education"] }, "daily": true });
    camille.post(&app, "/api/v1/me/alerts", alert).await.expect(201);
    for language in ["fr", "en"] {
        for (name, path) in [
            ("home", "/".to_owned()),
            ("search", "/missions?q=devoirs&domain=education".to_owned()),
            ("search-nothing", "/missions?q=introuvable".to_owned()),
            ("mission", format!("/missions/{mission}")),
            ("associations", "/associations".to_owned()),
            ("association", format!("/associations/{association}")),
            ("statistics", "/statistics".to_owned()),
            ("about", "/about".to_owned()),
            ("accessibility", "/accessibility".to_owned()),
            ("sign-ups", "/sign-ups".to_owned()),
            ("sign-up", format!("/sign-ups/{sign_up}")),
            ("profile", "/me/profile".to_owned()),
            ("preferences", "/me/preferences".to_owned()),
            ("alerts", "/me/alerts".to_owned()),
            ("favourites", "/me/favourites".to_owned()),
            ("data", "/me/data".to_owned()),
            ("hours", "/me/hours".to_owned()),
            ("consent", "/consent/secret".to_owned()),
            ("invitation", "/invitation/secret".to_owned()),
            ("check-in", "/check-in".to_owned()),
        ] {
            let page = get_as(&app, &camille, &format!("/{language}{path}")).await.expect(200);
            assert_eq!(page.header("content-language"), language, "{path}");
            insta::assert_snapshot!(format!("{name}-{language}"), main_text(page));
        }
        for (name, path) in [
            ("enter", "/enter"),
            ("register", "/register"),
            ("open-link", "/enter/secret"),
            ("check", "/attestations"),
            ("missing", "/nowhere"),
        ] {
            let page = super::get(&app, &format!("/{language}{path}")).await;
            let text = main_text(page);
            let text = match text.rsplit_once(": ").filter(|_| name == "missing") {
                Some((words, _)) => format!("{words}: (reference)"),
                None => text,
            };
            insta::assert_snapshot!(format!("{name}-{language}"), text);
        }
    }
}
