//! Finding: by theme, by words, by postcode, by the names of areas, around a place; and what is kept where nothing is found.

use bots::engine::Input;
use platform_core::kinds::Domain;
use platform_core::tenancy::Point;
use platform_core::texts::Locale;
use serde_json::{Value, json};
use tests::{TestApp, a_mission};

use super::talker::Talker;
use super::{Scene, at, in_both, on};

/// Three missions that lie apart: in the 10th, in the 18th, and nowhere.
async fn filled(scene: &Scene) {
    scene.post(json!({ "title": "Soutien du canal" })).await;
    let theatre = json!({
        "title": "Monter une scène", "description": "Des planches à porter.", "domain": "culture",
        "activities": ["event_support"], "addresses": at("Place", "75018", 48.8920, 2.3460),
    });
    scene.post(theatre).await;
    let letters = json!({
        "title": "Traduire des lettres", "description": "De chez vous.", "domain": "international",
        "activities": ["translation"], "remote": true, "addresses": [], "slots": [{ "capacity": 5 }],
    });
    scene.post(letters).await;
}

/// All cards of what was found, one after the other.
async fn all(talker: &mut Talker<'_>) -> Vec<String> {
    let mut titles = vec![talker.title().to_owned()];
    while talker.may("chat-do-next") {
        talker.presses("chat-do-next").await;
        titles.push(talker.title().to_owned());
        let place = [("at", titles.len().into())];
        let begins = talker.said("chat-place-in-list", &[place[0].clone(), ("of", 0.into())]);
        talker.reads(begins.trim_end_matches('0'));
    }
    titles
}

fn sorted(mut titles: Vec<String>) -> Vec<String> {
    titles.sort();
    titles
}

#[tokio::test]
async fn by_theme() {
    in_both(async |scene: Scene| {
        filled(&scene).await;
        let mut talker = scene.visitor();
        for (domain, title) in [(Domain::Culture, "Monter une scène"), (Domain::Education, "Soutien du canal")] {
            talker.says("/themes").await;
            let label = talker.text(&format!("domain-{domain}"));
            talker.taps_on(label.split(' ').next().expect("a word")).await;
            assert_eq!(all(&mut talker).await, [title]);
        }
        talker.presses("chat-do-home").await;
        talker.presses("chat-do-themes").await;
        talker.taps_on(&talker.text("domain-sport")).await;
        talker.sees("chat-nothing-title");
    })
    .await;
}

#[tokio::test]
async fn by_words() {
    in_both(async |scene: Scene| {
        filled(&scene).await;
        let mut talker = scene.visitor();
        // At any time, and when asked.
        talker.says("/start").await;
        talker.says("planches").await;
        assert_eq!(all(&mut talker).await, ["Monter une scène"]);
        talker.presses("chat-do-home").await;
        talker.presses("chat-do-words").await;
        talker.sees("chat-ask-words-title");
        talker.says("").await;
        talker.sees("chat-ask-words-title");
        talker.says("LETTRES").await;
        assert_eq!(all(&mut talker).await, ["Traduire des lettres"]);
        talker.says(&"canal ".repeat(1000)).await;
        assert_eq!(sorted(all(&mut talker).await), ["Monter une scène", "Soutien du canal", "Traduire des lettres"]);
    })
    .await;
}

#[tokio::test]
async fn cards_are_turned_forth_and_back() {
    in_both(async |scene: Scene| {
        filled(&scene).await;
        let mut talker = scene.visitor();
        talker.says("canal").await;
        let cards = all(&mut talker).await;
        assert_eq!(cards.len(), 3);
        for title in cards[..2].iter().rev() {
            talker.presses("chat-do-before").await;
            assert_eq!(talker.title(), *title);
        }
        assert!(!talker.may("chat-do-before"), "it begins here");
        // Who looks closer comes back to the same place.
        let long = json!({ "title": "Un long texte", "description": "Des mots du canal. ".repeat(40) });
        scene.post(long).await;
        talker.says("canal").await;
        while talker.title() != "Un long texte" {
            talker.presses("chat-do-next").await;
        }
        let card = talker.body();
        talker.presses("chat-do-more").await;
        assert!(talker.body().len() > card.len());
        talker.presses("chat-do-back").await;
        assert_eq!(talker.body(), card);
    })
    .await;
}

#[tokio::test]
async fn by_postcode_and_by_the_names_of_areas() {
    in_both(async |scene: Scene| {
        filled(&scene).await;
        let mut talker = scene.visitor();
        let name = |code: &str| {
            let city = scene.app.city("paris");
            city.config.area(code).expect("an area").name(scene.locale).to_owned()
        };
        for (words, title) in [
            ("75018".to_owned(), "Monter une scène"),
            (" 75 018 ".into(), "Monter une scène"),
            ("75010".into(), "Soutien du canal"),
            (name("75118"), "Monter une scène"),
            (name("75118").to_uppercase(), "Monter une scène"),
            ("clignancourt".into(), "Monter une scène"),
            ("Clignan".into(), "Monter une scène"),
        ] {
            talker.says("/near").await;
            talker.sees("chat-ask-place-title");
            talker.says("Atlantis").await;
            talker.sees("chat-no-place");
            talker.says(&words).await;
            assert_eq!(all(&mut talker).await, [title], "{words}");
        }
        talker.says("/near").await;
        talker.says(&name("75")).await;
        assert_eq!(sorted(all(&mut talker).await), ["Monter une scène", "Soutien du canal"]);
        talker.says("/near").await;
        talker.says("75019").await;
        talker.sees("chat-nothing-title");
    })
    .await;
}

/// Where a city's postcodes are told by how they begin.
#[tokio::test]
async fn by_postcode_in_montreal() {
    for locale in Locale::ALL {
        let app = TestApp::new().await;
        let manager = app.volunteer("montreal", "manager").await;
        let association = manager.validated_association(&app).await;
        let mut mission: Value = a_mission(5);
        mission["addresses"] = at("Rue Rachel", "H2J 2J2", 45.5240, -73.5800);
        mission["slots"] = json!([on("2026-03-07", 5)]);
        manager.published_mission(&app, association, mission).await;
        app.work().await;
        let mut talker = Talker::visitor(&app, "montreal", *locale);
        for words in ["H2J 3K5", "h2j3k5", "h2j", "Le Plateau-Mont-Royal", "plateau"] {
            talker.says("/near").await;
            talker.says(words).await;
            assert_eq!(all(&mut talker).await, ["Aider aux devoirs le samedi matin"], "{words}");
        }
        talker.says("/near").await;
        talker.says("75018").await;
        talker.sees("chat-no-place");
    }
}

#[tokio::test]
async fn around_a_place() {
    in_both(async |scene: Scene| {
        filled(&scene).await;
        let mut talker = scene.visitor();
        talker.says("/start").await;
        talker.presses("chat-do-near").await;
        talker.says("48.8925, 2.3465").await;
        assert_eq!(all(&mut talker).await, ["Monter une scène", "Soutien du canal"], "the nearest comes first");
        // A location that comes when nobody asked says where one is, too.
        talker.sends(Input::Place(Point { lat: 48.8786, lon: 2.3651 })).await;
        assert_eq!(all(&mut talker).await, ["Soutien du canal", "Monter une scène"]);
        talker.sends(Input::Place(Point { lat: 43.2965, lon: 5.3698 })).await;
        talker.sees("chat-nothing-title");
        for (lat, lon) in [(91.0, 2.0), (f64::NAN, 2.0), (48.0, f64::INFINITY)] {
            talker.sends(Input::Place(Point { lat, lon })).await;
            talker.sees("chat-refused");
        }
    })
    .await;
}

#[tokio::test]
async fn where_nothing_is_found_an_alert_is_kept() {
    in_both(async |scene: Scene| {
        let mut talker = scene.volunteer("ana").await;
        talker.says("zanzibar").await;
        talker.sees("chat-nothing-title");
        talker.presses("chat-do-keep").await;
        talker.sees("chat-alert-kept-title");
        talker.presses("chat-do-alerts").await;
        talker.sees("chat-alerts-title");
        talker.reads("zanzibar");
        let kept = "SELECT format('%s %s', criteria->>'text', daily) FROM alerts";
        assert_eq!(scene.rows(kept).await, ["zanzibar f"]);
        // It is told of what comes.
        scene.post(json!({ "title": "Un voyage à Zanzibar" })).await;
        let mails = scene.app.mails.to("ana@paris.example");
        assert!(mails.iter().any(|mail| mail.text.contains("Un voyage à Zanzibar")), "{}", mails.len());

        let stop = talker.said("chat-do-drop", &[("number", 1.into())]);
        talker.taps_on(&stop).await;
        talker.is_told("chat-alert-ended");
        talker.reads(&talker.text("chat-alerts-none"));
        assert_eq!(scene.rows(kept).await, [""; 0]);
    })
    .await;
}

/// A second press, or the same one come twice, keeps nothing more.
#[tokio::test]
async fn keeping_twice_is_keeping_once() {
    in_both(async |scene: Scene| {
        let mut talker = scene.volunteer("ana").await;
        talker.says("zanzibar").await;
        let keep = talker.press_of("chat-do-keep");
        for _ in 0..2 {
            talker.sends(Input::Press(keep)).await;
            talker.sees("chat-alert-kept-title");
        }
        assert_eq!(scene.rows("SELECT criteria->>'text' FROM alerts").await, ["zanzibar"]);
    })
    .await;
}

/// What one keeps is a search for all time, also where it was for a weekend; each says in words what it is.
#[tokio::test]
async fn an_alert_says_what_it_looks_for() {
    in_both(async |scene: Scene| {
        let mut talker = scene.volunteer("ana").await;
        talker.says("/weekend").await;
        talker.presses("chat-do-keep").await;
        talker.says("/themes").await;
        talker.taps_on(&talker.text("domain-sport")).await;
        talker.presses("chat-do-keep").await;
        talker.says("/near").await;
        talker.says("75018").await;
        talker.presses("chat-do-keep").await;
        talker.sends(Input::Place(Point { lat: 48.8786, lon: 2.3651 })).await;
        talker.presses("chat-do-keep").await;
        talker.presses("chat-do-alerts").await;
        let area = scene.app.city("paris").config.area("75118").expect("an area").name(scene.locale).to_owned();
        for words in [&talker.text("chat-everything"), &talker.text("domain-sport"), &area] {
            talker.reads(words);
        }
        talker.reads(&talker.text("chat-near-a-place"));
        let dated = "SELECT id::text FROM alerts WHERE criteria->>'from' IS NOT NULL OR criteria->>'until' IS NOT NULL";
        assert_eq!(scene.rows(dated).await, [""; 0]);
        for _ in 0..4 {
            talker.taps_on(&talker.said("chat-do-drop", &[("number", 1.into())])).await;
        }
        talker.reads(&talker.text("chat-alerts-none"));
    })
    .await;
}

#[tokio::test]
async fn there_is_an_end_to_alerts() {
    in_both(async |scene: Scene| {
        let mut talker = scene.volunteer("ana").await;
        for number in 0..platform_core::alerts::MOST {
            talker.says(&format!("zanzibar{number}")).await;
            talker.presses("chat-do-keep").await;
            talker.sees("chat-alert-kept-title");
        }
        talker.presses("chat-do-alerts").await;
        talker.says("licorne").await;
        talker.presses("chat-do-keep").await;
        talker.sees("chat-refused");
        talker.reads(&talker.said("refusal-too-many-alerts", &[("max", platform_core::alerts::MOST.into())]));
    })
    .await;
}

/// The conversation says so of itself: «ni l'endroit où vous êtes». A kilometre is near enough to look around from.
#[tokio::test]
async fn where_somebody_is_is_not_kept() {
    in_both(async |scene: Scene| {
        filled(&scene).await;
        let mut talker = scene.volunteer("ana").await;
        talker.sends(Input::Place(Point { lat: 48.878_612, lon: 2.365_123 })).await;
        assert_eq!(talker.title(), "Soutien du canal");
        assert!(!talker.kept().contains("48.878612"), "{}", talker.kept());
        talker.sends(Input::Place(Point { lat: 43.296_512, lon: 5.369_823 })).await;
        talker.presses("chat-do-keep").await;
        let alerts = scene.rows("SELECT criteria::text FROM alerts").await;
        assert!(alerts.len() == 1 && !alerts[0].contains("43.296512"), "{alerts:?}");
    })
    .await;
}
