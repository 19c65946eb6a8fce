//! Whom an association trusts with its missions: a copy of an earlier one, and answers to who wants to come.

use serde_json::{Value, json};
use tests::Person;
use tests::browser::{Browser, Key, Page, View};
use uuid::Uuid;

use super::{Site, TITLE, goes_on, views};

/// A mission that two people ask to come to.
struct Asked {
    mission: Uuid,
    title: String,
    people: [Person; 2],
}

/// One of its own for each view, whose name is in everything that is looked for.
async fn asked(site: &Site, view: &str) -> Asked {
    let title = format!("{TITLE}, {view}");
    let (mission, slot) = site.mission(&title, json!({ "acceptance": "by_manager" })).await;
    let path = format!("/api/v1/missions/{mission}/sign-ups");
    let people = [format!("camille-{view}"), format!("sacha-{view}")];
    let people = [site.app.volunteer("paris", &people[0]).await, site.app.volunteer("paris", &people[1]).await];
    for person in &people {
        person.post(&site.app, &path, json!({ "slot": slot })).await.expect(201);
    }
    Asked { mission, title, people }
}

/// As an association sees somebody before it accepts them.
fn shown(person: &Person) -> String {
    format!("{} T.", person.email.split('@').next().unwrap_or_default())
}

/// From the dashboard, where one comes from home, to a submitted copy: two clicks.
async fn copies(site: &Site, page: &Page, asked: &Asked) {
    page.goto(&site.at("/")).await;
    page.follow("Mes associations").await;
    let before = page.clicks();
    page.follow(&format!("Dupliquer et proposer – {}", asked.title)).await;
    page.sees("Brouillon").await;
    page.follow("Proposer à la ville").await;
    page.sees("Publiée").await;
    assert_eq!(page.clicks() - before, 2, "from the dashboard to a submitted copy");
    let copy = page.url().await.path().to_owned();
    assert!(!copy.contains(&asked.mission.to_string()), "{copy} is the first, not its copy");
}

/// One is accepted, the other declined with a word.
async fn answers(page: &Page, asked: &Asked) {
    let [first, second] = &asked.people.each_ref().map(shown);
    page.follow("Mes associations").await;
    page.follow(&format!("Répondez à 2 personnes : « {} »", asked.title)).await;
    page.sees(second).await;
    page.choose(first).await;
    page.follow("Accepter").await;
    page.sees_no_more(first).await;
    page.choose(second).await;
    page.click("Refuser").await;
    page.fill("Pourquoi ? (facultatif)", "La salle est petite.").await;
    page.follow("Confirmer le refus").await;
    page.sees("Personne ici pour le moment.").await;
}

/// What somebody reads of their only sign-up: how it stands, and why.
async fn reads(site: &Site, person: &Person) -> (Value, Value) {
    let mut list = person.get(&site.app, "/api/v1/me/sign-ups").await.expect(200).body;
    (list["items"][0]["state"].take(), list["items"][0]["reason"].take())
}

#[tokio::test]
async fn a_manager_copies_a_mission_in_two_clicks_and_answers_on_any_screen_with_and_without_scripts() {
    let site = Site::open().await;
    let browser = Browser::start().await;
    for (name, view) in views() {
        let asked = asked(&site, name).await;
        let page = browser.open(view).await;
        page.bring_cookie(&site.at("/"), &site.manager.cookie()).await;
        copies(&site, &page, &asked).await;
        assert!(!page.scrolls_sideways().await, "{name}: the copy");
        answers(&page, &asked).await;
        assert!(!page.scrolls_sideways().await, "{name}: the desk");
        let [first, second] = &asked.people;
        assert_eq!(reads(&site, first).await, (json!("accepted"), Value::Null), "{name}");
        assert_eq!(reads(&site, second).await, (json!("declined"), json!("La salle est petite.")), "{name}");
        page.shot(&format!("desk-{name}")).await;
        assert_eq!(page.console_errors().await, [""; 0], "{name}");
    }
}

#[tokio::test]
async fn the_keyboard_is_enough_for_a_copy() {
    let site = Site::open().await;
    site.mission(TITLE, json!({})).await;
    let browser = Browser::start().await;
    for view in [View::desktop(), View::desktop().without_scripts()] {
        let page = browser.open(view.in_language("fr")).await;
        page.bring_cookie(&site.at("/"), &site.manager.cookie()).await;
        page.goto(&site.at("/")).await;
        goes_on(&page, "Mes associations", Key::Enter).await;
        let rows = page.count("main ul.rows > li").await;
        goes_on(&page, &format!("Dupliquer et proposer – {TITLE}"), Key::Enter).await;
        page.sees("Brouillon").await;
        goes_on(&page, "Proposer à la ville", Key::Space).await;
        page.sees("Publiée").await;
        goes_on(&page, "Mes associations", Key::Enter).await;
        assert_eq!(page.count("main ul.rows > li").await, rows + 1, "one copy, and not two");
    }
}
