//! The journeys of people, by mouse, by thumb and by keyboard, with and without JavaScript.

mod agent;
mod manager;

use serde_json::json;
use tests::browser::{Browser, Key, Page, View};

use super::Site;

const TITLE: &str = "Aider aux devoirs près du canal";

/// At a desk and by thumb, with the page's scripts and without; in French.
fn views() -> [(&'static str, View); 4] {
    [
        ("bureau", View::desktop()),
        ("pouce", View::phone()),
        ("sobre", View::desktop().without_scripts()),
        ("petit", View::phone().without_scripts()),
    ]
}

/// Goes by the tabulator to what has this name, where one sees that the keyboard is, and presses a key that leads on.
async fn goes_on(page: &Page, name: &str, key: Key) {
    let focus = page.tab_to(name).await;
    assert!(focus.is_outlined, "{focus:?}");
    page.press_and_follow(key).await;
}

/// A visitor finds a mission, opens an account on the way, comes back by the link in the mail, and takes part.
async fn visitor_becomes_volunteer(site: &Site, page: &Page, email: &str) {
    page.goto(&site.at("/")).await;
    page.follow(TITLE).await;
    page.follow("Je participe").await;
    page.sees("nous le gardons").await;
    page.follow("Créer un compte").await;
    page.fill("Prénom", "Camille").await;
    page.fill("Nom", "Durand").await;
    page.fill("Adresse e-mail", email).await;
    page.fill("Date de naissance", "1990-05-17").await;
    page.follow("Créer mon compte").await;
    page.sees("Regardez vos e-mails").await;
    let link = link_to(site, email).await;
    page.goto(&link).await;
    page.follow("Entrer").await;
    // The mission stands there, with the choice marked.
    page.sees(TITLE).await;
    assert_eq!(page.count(".slots .picked").await, 1, "the slot that was chosen");
    page.follow("Je participe").await;
    page.sees("Inscription confirmée").await;
}

/// The link to come in that a mail to this address carries.
async fn link_to(site: &Site, email: &str) -> String {
    for count in 1.. {
        let mails = site.mails.wait_for(count).await;
        let own = mails.iter().rev().find(|mail| mail.contains(&format!("To: {email}")));
        if let Some(mail) = own {
            let plain = mail.replace("=\r\n", "").replace("=3D", "=");
            let at = plain.find("http://paris.localhost").expect("a link");
            let link: String =
                plain[at..].chars().take_while(|c| !c.is_whitespace() && *c != '"' && *c != '<').collect();
            return link;
        }
    }
    unreachable!("mails are counted without end")
}

#[tokio::test]
async fn a_visitor_becomes_a_volunteer_on_any_screen_with_and_without_scripts() {
    let site = Site::open().await;
    site.mission(TITLE, json!({})).await;
    let browser = Browser::start().await;
    for (name, view) in views() {
        let page = browser.open(view).await;
        let email = &format!("{name}@paris.example");
        visitor_becomes_volunteer(&site, &page, email).await;
        assert!(!page.scrolls_sideways().await, "{email}");
        page.shot(&format!("receipt-{name}")).await;
    }
}

#[tokio::test]
async fn three_clicks_from_home_to_a_confirmed_sign_up() {
    let site = Site::open().await;
    site.mission(TITLE, json!({ "prerequisites": ["Je viens le samedi matin"] })).await;
    let browser = Browser::start().await;
    for (name, view) in views() {
        let volunteer = site.app.volunteer("paris", &format!("camille-{name}")).await;
        let page = browser.open(view).await;
        page.bring_cookie(&site.at("/"), &volunteer.cookie()).await;
        page.goto(&site.at("/")).await;
        page.follow(TITLE).await;
        page.choose("Je viens le samedi matin").await;
        page.follow("Je participe").await;
        page.sees("Inscription confirmée").await;
        assert_eq!(page.clicks(), 3, "from home to a confirmed sign-up");
        assert_eq!(page.console_errors().await, [""; 0]);
    }
}

#[tokio::test]
async fn the_keyboard_is_enough() {
    let site = Site::open().await;
    site.mission(TITLE, json!({})).await;
    let volunteer = site.app.volunteer("paris", "camille").await;
    let browser = Browser::start().await;
    let page = browser.open(View::desktop().in_language("fr")).await;
    page.bring_cookie(&site.at("/"), &volunteer.cookie()).await;
    page.goto(&site.at("/")).await;
    let first = page.tab_to("Aller au contenu").await;
    assert!(first.is_outlined, "{first:?}");
    for (name, ends) in [(TITLE, "/missions/"), ("Je participe", "/sign-ups/")] {
        goes_on(&page, name, Key::Enter).await;
        assert!(page.url().await.path().contains(ends), "{name}");
    }
    page.sees("Inscription confirmée").await;
    page.tab_to("Je ne peux pas venir").await;
    page.press(Key::Enter).await;
    page.tab_to("Annuler mon inscription").await;
    page.press_and_follow(Key::Enter).await;
    page.sees("Inscription annulée").await;
}

#[tokio::test]
async fn filters_answer_at_once_with_scripts_and_by_a_button_without() {
    let site = Site::open().await;
    site.mission(TITLE, json!({})).await;
    site.mission("Planter des arbres au parc", json!({ "domain": "nature", "activities": ["gardening"] })).await;
    let browser = Browser::start().await;
    for scripts in [true, false] {
        let view = View::desktop().in_language("fr");
        let page = browser.open(if scripts { view } else { view.without_scripts() }).await;
        page.goto(&site.at("/missions")).await;
        page.sees("2 missions").await;
        if scripts {
            page.choose("Nature et environnement").await;
            page.sees_no_more(TITLE).await;
        } else {
            page.choose("Nature et environnement").await;
            page.follow("Chercher").await;
        }
        page.sees("1 mission").await;
        assert_eq!(page.url().await.query_pairs().find(|(name, _)| name == "domain").expect("a filter").1, "nature");
        // The address is the search: whoever gets it finds the same.
        let address = page.url().await.to_string();
        let other = browser.open(View::phone().in_language("fr")).await;
        other.goto(&address).await;
        other.sees("Planter des arbres au parc").await;
        if scripts {
            page.click("Voir la carte").await;
            page.has("#map[data-drawn=done] .leaflet-interactive").await;
        }
    }
}
