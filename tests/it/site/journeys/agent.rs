//! Who reads for the city what associations send it: one is let through, a mission goes back with a reason.

use serde_json::json;
use tests::Person;
use tests::browser::{Browser, Key, Page, View};
use uuid::Uuid;

use super::{Site, TITLE, goes_on, views};

/// What a newcomer sent.
struct Sent {
    by: Person,
    association: Uuid,
    name: String,
    mission: Uuid,
    title: String,
}

/// An association of its own for each view, and a mission of it; both wait.
async fn sent(site: &Site, view: &str) -> Sent {
    let by = site.app.volunteer("paris", &format!("newcomer-{view}")).await;
    let (name, title) = (format!("Voisins, {view}"), format!("{TITLE}, {view}"));
    let mut file = tests::an_association();
    file["name"] = name.as_str().into();
    let association = by.post(&site.app, "/api/v1/associations", file).await.expect(201).id();
    by.post(&site.app, &format!("/api/v1/associations/{association}/submit"), json!({})).await.expect(200);
    let body = json!({ "association": association, "mission": site.coming(&title, json!({})) });
    let mission = by.post(&site.app, "/api/v1/missions", body).await.expect(201).id();
    by.post(&site.app, &format!("/api/v1/missions/{mission}/submit"), json!({})).await.expect(200);
    Sent { by, association, name, mission, title }
}

/// From home to the mission, which goes back.
async fn sends_back(site: &Site, page: &Page, sent: &Sent) {
    page.goto(&site.at("/")).await;
    page.follow("Espace de la ville").await;
    page.follow(&sent.title).await;
    page.sees("Vous aidez deux ou trois enfants").await;
    page.click("Demander des corrections").await;
    page.select("Remarque 1 : sur quoi ?", "Dates").await;
    page.fill("Remarque 1 : que faut-il corriger ?", "Ajoutez une date.").await;
    page.follow("Renvoyer à l'association").await;
    page.sees("Renvoyée avec des remarques").await;
    page.sees("Ajoutez une date.").await;
}

/// And on to the association, which comes through.
async fn lets_through(page: &Page, sent: &Sent) {
    page.follow("Espace de la ville").await;
    page.sees_no_more(&sent.title).await;
    page.follow(&sent.name).await;
    page.sees("Nous aidons les enfants").await;
    page.follow("Valider l'association").await;
    page.sees("Validée").await;
}

#[tokio::test]
async fn an_agent_sends_back_and_lets_through_on_any_screen_with_and_without_scripts() {
    let site = Site::open().await;
    let agent = site.app.agent("paris").await;
    let browser = Browser::start().await;
    for (name, view) in views() {
        let sent = sent(&site, name).await;
        let page = browser.open(view).await;
        page.bring_cookie(&site.at("/"), &agent.cookie()).await;
        sends_back(&site, &page, &sent).await;
        assert!(!page.scrolls_sideways().await, "{name}: the mission");
        page.shot(&format!("returned-{name}")).await;
        lets_through(&page, &sent).await;
        assert!(!page.scrolls_sideways().await, "{name}: the association");
        assert_eq!(page.console_errors().await, [""; 0], "{name}");
        let Sent { by, association, mission, .. } = sent;
        let association = by.get(&site.app, &format!("/api/v1/associations/{association}")).await.expect(200).body;
        assert_eq!(association["state"], "validated", "{name}");
        let mission = by.get(&site.app, &format!("/api/v1/missions/{mission}")).await.expect(200).body;
        assert_eq!(mission["state"], "returned", "{name}");
        let reason = &mission["inside"]["reasons"][0];
        assert_eq!((&reason["text"], &reason["field"]), (&json!("Ajoutez une date."), &json!("/slots")), "{name}");
    }
}

#[tokio::test]
async fn the_keyboard_is_enough_to_let_one_through() {
    let site = Site::open().await;
    let agent = site.app.agent("paris").await;
    let browser = Browser::start().await;
    for (name, view) in [("scripts", View::desktop()), ("none", View::desktop().without_scripts())] {
        let sent = sent(&site, name).await;
        let page = browser.open(view.in_language("fr")).await;
        page.bring_cookie(&site.at("/"), &agent.cookie()).await;
        page.goto(&site.at("/")).await;
        goes_on(&page, "Espace de la ville", Key::Enter).await;
        goes_on(&page, &sent.name, Key::Enter).await;
        page.sees("Nous aidons les enfants").await;
        goes_on(&page, "Valider l'association", Key::Space).await;
        page.sees("Validée").await;
        let path = format!("/api/v1/associations/{}", sent.association);
        assert_eq!(sent.by.get(&site.app, &path).await.expect(200).body["state"], "validated", "{name}");
    }
}
