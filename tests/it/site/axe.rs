//! Every page and state through axe-core, in both themes and languages, narrow and enlarged; and what axe cannot see.

use platform_core::accounts::CityRole;
use serde_json::json;
use tests::Person;
use tests::browser::{Browser, Page, View};

use super::Site;

/// Pages everybody may see.
const PUBLIC: [&str; 14] = [
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
    "/areas/75110",
    "/attestations",
];

/// Pages of somebody who is signed in.
const OWN: [&str; 7] =
    ["/sign-ups", "/me/profile", "/me/preferences", "/me/alerts", "/me/favourites", "/me/data", "/me/hours"];

/// Looks at what is shown in a language by day and by night, wide, narrow, and enlarged to twice its size.
pub(super) async fn sound(page: &Page, path: &str, language: &'static str) {
    let mut found = Vec::new();
    // Each theme and each width in each language, once.
    let views = match language {
        "fr" => [("by day", View::desktop()), ("320 px by night", View::narrow().dark())],
        _ => [("200 % by night", View::desktop().zoomed().dark()), ("320 px by day", View::narrow())],
    };
    for (name, view) in views {
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
    // That a form is answered 422 is said by the console too, and is as it should be.
    found.extend(page.console_errors().await.into_iter().filter(|line| !line.contains("status of 422")));
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
    page.has("#map[data-drawn=done] .leaflet-interactive").await;
    sound(&page, "/missions with its map", "fr").await;
}

/// The page of what is not there: its own 404 is the one thing the console may say.
async fn sound_but_missing(page: &Page) {
    assert_eq!(page.axe().await, [""; 0]);
    assert!(page.console_errors().await.iter().all(|line| line.contains("404")));
}

#[tokio::test]
async fn axe_finds_nothing_where_associations_and_the_city_work() {
    let site = Site::open().await;
    let (mission, slot) = site.mission("Aider aux devoirs près du canal", json!({ "acceptance": "by_manager" })).await;
    let volunteer = site.app.volunteer("paris", "camille").await;
    let body = json!({ "slot": slot });
    let sign_up =
        volunteer.post(&site.app, &format!("/api/v1/missions/{mission}/sign-ups"), body).await.expect(201).id();
    let admin = Person::made(&site.app, "paris", "admin", Some(CityRole::Admin), None).await;
    let association = site.association;
    let managing = [
        "/manage".to_owned(),
        "/manage/new".to_owned(),
        format!("/manage/{association}"),
        format!("/manage/{association}/members"),
        format!("/manage/{association}/missions/new"),
        format!("/manage/missions/{mission}"),
        format!("/manage/missions/{mission}/edit/what"),
        format!("/manage/missions/{mission}/edit/when"),
        format!("/manage/missions/{mission}/edit/where"),
        format!("/manage/missions/{mission}/edit/who"),
        format!("/manage/missions/{mission}/hand-over"),
        format!("/manage/missions/{mission}/sign-ups"),
        format!("/manage/missions/{mission}/sheet"),
        format!("/manage/sign-ups/{sign_up}"),
    ];
    let deciding = [
        "/agent".to_owned(),
        format!("/agent/associations/{association}"),
        format!("/agent/missions/{mission}"),
        "/agent/desk".to_owned(),
        format!("/agent/desk/{}", volunteer.id),
        format!("/agent/desk/{}/missions/{mission}", volunteer.id),
        "/agent/settings".to_owned(),
        "/agent/bots".to_owned(),
        "/agent/roles".to_owned(),
        "/agent/rules".to_owned(),
        "/agent/ledger".to_owned(),
    ];
    let browser = Browser::start().await;
    for (person, paths) in [(&site.manager, &managing[..]), (&admin, &deciding[..])] {
        let page = browser.open(View::desktop().in_language("fr")).await;
        page.bring_cookie(&site.at("/"), &person.cookie()).await;
        for (count, path) in paths.iter().enumerate() {
            let language = if count % 2 == 0 { "fr" } else { "en" };
            page.goto(&site.at(&format!("/{language}{path}"))).await;
            sound(&page, path, language).await;
        }
    }
}
