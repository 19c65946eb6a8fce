//! Every page and state through axe-core, in both themes and languages, narrow and enlarged; and what axe cannot see.

use serde_json::json;
use tests::browser::{Browser, Page, View};

use super::Site;

/// Pages everybody may see.
const PUBLIC: [&str; 12] = [
    "/",
    "/missions",
    "/missions?q=devoirs&domain=education",
    "/missions?q=introuvable",
    "/associations",
    "/statistics",
    "/about",
    "/legal",
    "/privacy",
    "/accessibility",
    "/enter",
    "/register",
];

/// Pages of somebody who is signed in.
const OWN: [&str; 6] = ["/sign-ups", "/me/profile", "/me/preferences", "/me/alerts", "/me/favourites", "/me/data"];

/// Looks at what is shown in a language by day and by night, wide, narrow, and enlarged to twice its size.
pub(super) async fn sound(page: &Page, path: &str, language: &'static str) {
    let mut found = Vec::new();
    for (name, view) in [
        ("by day", View::desktop()),
        ("by night", View::desktop().dark()),
        ("320 px", View::narrow()),
        ("320 px by night", View::narrow().dark()),
        ("200 %", View::desktop().zoomed()),
    ] {
        page.look(view.in_language(language)).await;
        found.extend(page.axe().await.into_iter().map(|line| format!("{path} {name}: {line}")));
        if page.scrolls_sideways().await {
            found.push(format!("{path} {name}: one must scroll sideways"));
        }
    }
    let title = page.title().await;
    if title.split(" – ").filter(|part| !part.trim().is_empty()).count() < 2 {
        found.push(format!("{path}: the title says too little: {title}"));
    }
    if page.count("form :is(input, select, textarea)[aria-invalid=true]:not([aria-describedby])").await > 0 {
        found.push(format!("{path}: an error is tied to no field"));
    }
    found.extend(page.console_errors().await);
    assert_eq!(found, [""; 0]);
}

#[tokio::test]
async fn axe_finds_nothing_on_public_pages() {
    let site = Site::open().await;
    let (mission, _) =
        site.mission("Aider aux devoirs près du canal", json!({ "prerequisites": ["Parler français"] })).await;
    site.mission("Planter des arbres au parc", json!({ "motivation_wanted": true, "domain": "nature" })).await;
    let browser = Browser::start().await;
    let mission = format!("/missions/{mission}");
    let association = format!("/associations/{}", site.association);
    for language in ["fr", "en"] {
        let page = browser.open(View::desktop().in_language(language)).await;
        for path in PUBLIC.into_iter().chain([mission.as_str(), &association, "/enter/something", "/consent/something"])
        {
            page.goto(&site.at(path)).await;
            assert_eq!(page.lang().await, language, "{path}");
            sound(&page, path, language).await;
        }
    }
}

#[tokio::test]
async fn axe_finds_nothing_on_ones_own_pages_nor_where_something_is_to_mend() {
    let site = Site::open().await;
    let (mission, slot) = site.mission("Aider aux devoirs près du canal", json!({})).await;
    let volunteer = site.app.volunteer("paris", "camille").await;
    let body = json!({ "slot": slot });
    let sign_up =
        volunteer.post(&site.app, &format!("/api/v1/missions/{mission}/sign-ups"), body).await.expect(201).id();
    let browser = Browser::start().await;
    for language in ["fr", "en"] {
        let page = browser.open(View::desktop().in_language(language)).await;
        page.bring_cookie(&site.at("/"), &volunteer.cookie()).await;
        let sign_up = format!("/{language}/sign-ups/{sign_up}");
        for path in OWN.iter().map(|path| format!("/{language}{path}")).chain([sign_up]) {
            page.goto(&site.at(&path)).await;
            sound(&page, &path, language).await;
        }
        page.goto(&site.at(&format!("/{language}/nowhere"))).await;
        sound_but_missing(&page).await;
    }
    // Errors, menus and the map opened.
    let page = browser.open(View::desktop().in_language("fr")).await;
    page.goto(&site.at("/register")).await;
    page.fill("Prénom", " ").await;
    page.fill("Nom", "Durand").await;
    page.fill("Adresse e-mail", "camille@paris.example").await;
    page.follow("Créer mon compte").await;
    sound(&page, "/register with an error", "fr").await;
    page.goto(&site.at("/missions")).await;
    page.click("Jour").await;
    page.click("Voir la carte").await;
    page.sees("Leaflet").await;
    sound(&page, "/missions with its map", "fr").await;
}

/// The page of what is not there: its own 404 is the one thing the console may say.
async fn sound_but_missing(page: &Page) {
    assert_eq!(page.axe().await, [""; 0]);
    assert!(page.console_errors().await.iter().all(|line| line.contains("404")));
}
