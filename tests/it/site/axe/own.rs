//! What is somebody's own.

use serde_json::json;
use tests::browser::Browser;

use super::{Eyes, Site};

const PAGES: [&str; 10] = [
    "/",
    "/sign-ups",
    "/me/profile",
    "/me/preferences",
    "/me/alerts",
    "/me/favourites",
    "/me/data",
    "/me/hours",
    "/check-in",
    "/invitation/something",
];

#[tokio::test]
async fn axe_finds_nothing_on_ones_own_pages_nor_where_something_is_to_mend() {
    let site = Site::open().await;
    let motivated = json!({ "motivation_wanted": true, "prerequisites": ["Je parle français"] });
    let (mission, slot) = site.mission("Aider aux devoirs près du canal", motivated).await;
    let volunteer = site.app.volunteer("paris", "camille").await;
    let path = format!("/api/v1/missions/{mission}/sign-ups");
    let body = json!({ "slot": slot, "prerequisites_met": true, "motivation": "J'aime les enfants." });
    let sign_up = volunteer.post(&site.app, &path, body).await.expect(201).id();
    let path = format!("/api/v1/sign-ups/{sign_up}/messages");
    volunteer.post(&site.app, &path, json!({ "text": "Où est la porte ?" })).await.expect(201);
    let alert = json!({ "q": "devoirs", "facets": { "domain": ["education"] }, "daily": true });
    volunteer.post(&site.app, "/api/v1/me/alerts", alert).await.expect(201);
    let another = site.app.volunteer("paris", "sacha").await;
    let browser = Browser::start().await;
    for language in ["fr", "en"] {
        let mut eyes = Eyes::open(&site, &browser, language, Some(&volunteer)).await;
        for path in PAGES {
            eyes.at(path).await;
        }
        eyes.at(&format!("/sign-ups/{sign_up}")).await;
        eyes.mend("/messages", &[("text", " ")]).await;
        eyes.at("/me/profile").await;
        eyes.mend("/me/profile", &[("given_name", " ")]).await;
        eyes.at("/check-in").await;
        eyes.mend("/check-in", &[("code", "?")]).await;
        eyes.end();
        // To who has not signed up the mission offers it.
        let mut eyes = Eyes::open(&site, &browser, language, Some(&another)).await;
        eyes.at(&format!("/missions/{mission}")).await;
        eyes.mend(&format!("/missions/{mission}/sign-ups"), &[]).await;
        eyes.end();
    }
}
