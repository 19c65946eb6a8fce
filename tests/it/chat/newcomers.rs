//! Those nobody knows: a first name, a birth date where the city's rules ask for an age, and a guest's account.

use platform_core::texts::Locale;
use serde_json::json;
use tests::TestApp;

use super::talker::{SOURCE, Talker};
use super::{SIGN_UPS, Scene, in_both};

const ACCOUNTS: &str = "SELECT format('%s|%s|%s|%s', given_name, coalesce(email, '-'), coalesce(birth_date::text, '-'), \
                        locale) FROM accounts WHERE email IS NULL ORDER BY created_at, id";
const MADE: &str = "SELECT format('%s %s', source, subject_id = (SELECT id FROM accounts WHERE email IS NULL)) \
                    FROM ledger WHERE action = 'account.made_in_chat'";

/// As far as the button that confirms, pressed.
async fn confirms(talker: &mut Talker<'_>, mission: uuid::Uuid) {
    talker.follows_the_link_to(mission).await;
    talker.presses("chat-do-join").await;
    talker.presses("chat-do-confirm").await;
}

#[tokio::test]
async fn a_visitor_tells_a_first_name_and_becomes_a_guest() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({})).await;
        let mut talker = scene.visitor();
        confirms(&mut talker, mission).await;
        for unsound in ["", " ", "Zo\u{7}é", &"é".repeat(81)] {
            talker.sees("chat-ask-name-title");
            talker.says(unsound).await;
        }
        talker.sees("chat-ask-name-title");
        assert_eq!(scene.rows(ACCOUNTS).await, [""; 0], "nobody is known before they say so");
        talker.says(" Zoé ").await;
        // The city's rules look at ages.
        talker.sees("chat-ask-birth-date-title");
        talker.says("17/05/1990").await;
        talker.sees("chat-done-accepted-title");
        assert!(talker.date().is_some());
        assert_eq!(scene.rows(ACCOUNTS).await, [format!("Zoé|-|1990-05-17|{}", scene.locale)]);
        assert_eq!(scene.rows(MADE).await, [format!("{SOURCE} t")]);
        assert_eq!(scene.rows(SIGN_UPS).await, ["accepted 1"]);

        // They are known from then on.
        let (other, _) = scene.post(json!({ "title": "Lire des contes" })).await;
        confirms(&mut talker, other).await;
        talker.sees("chat-done-accepted-title");
        assert_eq!(scene.rows(ACCOUNTS).await.len(), 1);
        talker.says("/mine").await;
        talker.reads("Lire des contes");
    })
    .await;
}

#[tokio::test]
async fn whom_the_channel_names_is_not_asked() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({})).await;
        let mut talker = scene.visitor();
        talker.speaker.name = Some("Nour".into());
        confirms(&mut talker, mission).await;
        talker.sees("chat-ask-birth-date-title");
        talker.says("1990-05-17").await;
        talker.sees("chat-done-accepted-title");
        assert_eq!(scene.rows(ACCOUNTS).await, [format!("Nour|-|1990-05-17|{}", scene.locale)]);
    })
    .await;
}

#[tokio::test]
async fn a_name_of_the_channel_that_is_none_is_asked_for() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({})).await;
        for (name, unsound) in [("Un", ""), ("Deux", " "), ("Trois", "Zo\u{7}é"), ("Quatre", &"é".repeat(81))] {
            let mut talker = scene.visitor();
            talker.speaker.name = Some(unsound.into());
            confirms(&mut talker, mission).await;
            talker.sees("chat-ask-name-title");
            talker.says(name).await;
            talker.sees("chat-ask-birth-date-title");
        }
    })
    .await;
}

#[tokio::test]
async fn a_visitor_has_neither_sign_ups_nor_alerts() {
    in_both(async |scene: Scene| {
        let mut talker = scene.visitor();
        talker.says("/mine").await;
        talker.reads(&talker.text("chat-mine-none"));
        talker.says("/alerts").await;
        talker.reads(&talker.text("chat-alerts-none"));
        talker.says("zanzibar").await;
        talker.sees("chat-nothing-title");
        talker.reads(&talker.text("chat-nothing"));
        assert_eq!(scene.rows("SELECT id::text FROM alerts").await, [""; 0]);
    })
    .await;
}

/// A visitor who says this of their age, of a mission of the city under its own rules.
async fn says_of_age<'a>(scene: &'a Scene, mission: uuid::Uuid, name: &str, born: &str) -> Talker<'a> {
    let mut talker = scene.visitor();
    confirms(&mut talker, mission).await;
    talker.says(name).await;
    talker.sees("chat-ask-birth-date-title");
    talker.says(born).await;
    talker
}

#[tokio::test]
async fn the_citys_rules_of_age_hold() {
    for locale in Locale::ALL {
        let scene = Scene::of(TestApp::with_own_rules().await, *locale).await;
        let mission = async |title: &str, open: bool| {
            scene.post(json!({ "title": title, "activities": ["reading"], "open_to_minors": open })).await.0
        };
        let (adults, everybody) = (mission("Pour adultes", false).await, mission("Pour tout le monde", true).await);

        let talker = says_of_age(&scene, adults, "Quinze", "01/06/2010").await;
        talker.sees("chat-refused");
        talker.reads(&talker.said("refusal-too-young", &[("age", 16.into())]));
        let talker = says_of_age(&scene, everybody, "Quinzebis", "1-6-2010").await;
        talker.reads(&talker.said("refusal-too-young", &[("age", 16.into())]));

        let talker = says_of_age(&scene, adults, "Dixsept", "1.6.2008").await;
        talker.sees("chat-refused");
        talker.reads(&talker.text("refusal-minors-not-admitted"));
        // A parent agrees on the page of the account, not here.
        let talker = says_of_age(&scene, everybody, "Dixseptbis", "2008-06-01").await;
        talker.sees("chat-refused");
        assert!(talker.may("chat-do-open-account"), "{}", talker.transcript);
        assert_eq!(scene.rows(SIGN_UPS).await, [""; 0]);

        let talker = says_of_age(&scene, adults, "Adulte", "17 05 1990").await;
        talker.sees("chat-done-accepted-title");
        assert_eq!(scene.rows(SIGN_UPS).await, ["accepted 1"]);
        let born = scene.rows(ACCOUNTS).await;
        assert!(born.contains(&format!("Adulte|-|1990-05-17|{locale}")), "{born:?}");
    }
}

/// Somebody who is asked for a birth date, writes these instead, and then a true one.
async fn slips(written: &[&str]) {
    for locale in Locale::ALL {
        let scene = Scene::of(TestApp::with_own_rules().await, *locale).await;
        let (mission, _) = scene.post(json!({ "activities": ["reading"] })).await;
        let mut talker = says_of_age(&scene, mission, "Nour", "hier").await;
        for slip in written {
            talker.sees("chat-ask-birth-date-title");
            talker.says(slip).await;
        }
        talker.sees("chat-ask-birth-date-title");
        talker.says("17/05/1990").await;
        talker.sees("chat-done-accepted-title");
    }
}

#[tokio::test]
async fn a_birth_date_is_asked_for_until_it_is_a_date() {
    slips(&["", "31/02/1990", "1990", "05/1990", "\u{202e}0991/50/71", "🎂", "1/1/1/1990"]).await;
}

#[tokio::test]
async fn a_birth_date_is_asked_for_until_somebody_can_be_born_then() {
    slips(&["17/05/90", "17/05/2099", "01/01/1066"]).await;
}
