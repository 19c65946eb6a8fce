//! «Je participe»: three taps, a poster's link, what a mission asks for, its dates, and what is said twice.

use bots::engine::Input;
use bots::press::Press;
use serde_json::{Value, json};
use tests::Person;

use super::{SIGN_UPS, Scene, in_both, on};

/// A calendar's lines, put together again where they were folded (RFC 5545, section 3.1).
fn unfolded(calendar: &str) -> String {
    calendar.replace("\r\n ", "")
}

#[tokio::test]
async fn three_taps_lead_to_a_place() {
    in_both(async |scene: Scene| {
        let title = "Trier des livres le samedi";
        scene.post(json!({ "title": title })).await;
        let mut talker = scene.volunteer("ana").await;
        talker.says("/start").await;
        talker.presses("chat-do-weekend").await;
        assert_eq!(talker.title(), title);
        talker.presses("chat-do-join").await;
        talker.sees("chat-confirm-title");
        assert_eq!(scene.rows(SIGN_UPS).await, [""; 0], "nothing is done before one confirms");
        talker.presses("chat-do-confirm").await;
        assert_eq!(talker.taps, 3);

        talker.sees("chat-done-accepted-title");
        assert_eq!(scene.rows(SIGN_UPS).await, ["accepted 1"]);
        let saturday = "2026-03-07T09:00:00Z".parse().expect("an instant");
        let when = talker.speaker.tenant.when(scene.locale, Some(saturday));
        assert_eq!((talker.field("chat-mission"), talker.field("chat-when")), (title.to_owned(), when));
        assert_eq!(talker.field("chat-where"), "École du canal, 12 rue des Écluses, 75010");
        let date = talker.date().expect("a date to keep");
        let text = unfolded(&date.text);
        assert!(date.name.ends_with(".ics"), "{}", date.name);
        for line in [&format!("SUMMARY:{title}"), "DTSTART:20260307T090000Z", "DTEND:20260307T110000Z"] {
            assert!(text.lines().any(|own| own == line), "{line} is not in:\n{text}");
        }
        let doors = scene.rows("SELECT source FROM ledger WHERE action = 'sign_up.made'").await;
        assert_eq!(doors, [super::talker::SOURCE]);
    })
    .await;
}

#[tokio::test]
async fn a_posters_link_shows_its_mission_first() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({ "title": "Lire des contes" })).await;
        scene.post(json!({ "title": "Une autre mission" })).await;
        let mut talker = scene.volunteer("ana").await;
        talker.follows_the_link_to(mission).await;
        assert_eq!((talker.title(), talker.seen.len()), ("Lire des contes", 1));
        talker.presses("chat-do-join").await;
        talker.presses("chat-do-confirm").await;
        assert_eq!(talker.taps, 2);
        talker.sees("chat-done-accepted-title");
        // A link that was cut leads to the beginning, one to nothing says so.
        let home = talker.said("chat-home-title", &[("city", "Paris".into())]);
        for payload in ["", "mission_", "mission_AAAA", "mission_1.card.x", "paris", "mission_💡"] {
            talker.says(&format!("/start {payload}")).await;
            assert_eq!(talker.title(), home, "{payload}");
        }
        talker.follows_the_link_to(uuid::Uuid::nil()).await;
        talker.sees("chat-refused");
    })
    .await;
}

#[tokio::test]
async fn what_a_mission_asks_for_stands_above_the_button() {
    in_both(async |scene: Scene| {
        let boxes = ["Être disponible trois samedis", "Savoir nager"];
        let (mission, _) = scene.post(json!({ "prerequisites": boxes })).await;
        let mut talker = scene.volunteer("ana").await;
        talker.follows_the_link_to(mission).await;
        talker.presses("chat-do-join").await;
        for text in boxes {
            talker.reads(text);
        }
        assert!(!talker.may("chat-do-confirm"), "it is no mere «confirm»");
        talker.presses("chat-do-agree").await;
        talker.sees("chat-done-accepted-title");
    })
    .await;
}

#[tokio::test]
async fn a_motivation_is_asked_for_where_it_is_wanted() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({ "motivation_wanted": true, "acceptance": "by_manager" })).await;
        let mut talker = scene.volunteer("ana").await;
        talker.follows_the_link_to(mission).await;
        talker.presses("chat-do-join").await;
        talker.presses("chat-do-confirm").await;
        for unsound in ["", "   ", &"très ".repeat(500)] {
            talker.sees("chat-ask-motivation-title");
            talker.says(unsound).await;
        }
        talker.sees("chat-ask-motivation-title");
        talker.says("  J'aime lire à voix haute 🎉  ").await;
        talker.sees("chat-done-requested-title");
        talker.reads(&talker.text("chat-done-requested"));
        assert!(talker.date().is_none(), "there is no date before the answer");
        let said = "SELECT format('%s: %s', state, motivation) FROM sign_ups";
        assert_eq!(scene.rows(said).await, ["requested: J'aime lire à voix haute 🎉"]);
        // What was asked was answered: other words are a search again.
        talker.says("zanzibar").await;
        talker.sees("chat-nothing-title");
    })
    .await;
}

#[tokio::test]
async fn who_looks_away_from_a_question_is_not_held_to_it() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({ "motivation_wanted": true })).await;
        let mut talker = scene.volunteer("ana").await;
        talker.follows_the_link_to(mission).await;
        talker.presses("chat-do-join").await;
        talker.presses("chat-do-confirm").await;
        talker.sees("chat-ask-motivation-title");
        talker.presses("chat-do-back").await;
        assert_eq!(talker.title(), "Aider aux devoirs le samedi matin");
        talker.says("devoirs").await;
        assert_eq!(talker.title(), "Aider aux devoirs le samedi matin");
        assert_eq!(scene.rows(SIGN_UPS).await, [""; 0], "words for a search sign nobody up");
    })
    .await;
}

/// An old button shows the beginning; what is written there is no answer to the question from before.
#[tokio::test]
async fn who_is_shown_the_beginning_is_not_asked_any_more() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({ "motivation_wanted": true })).await;
        let mut talker = scene.volunteer("ana").await;
        for input in
            [Input::Stale, Input::Press(Press::Hit(7, 0)), Input::Start(None), Input::Command("menu".into(), None)]
        {
            talker.follows_the_link_to(mission).await;
            talker.presses("chat-do-join").await;
            talker.presses("chat-do-confirm").await;
            talker.sees("chat-ask-motivation-title");
            talker.sends(input.clone()).await;
            assert_eq!(talker.title(), talker.said("chat-home-title", &[("city", "Paris".into())]));
            talker.says("devoirs").await;
            assert_eq!(scene.rows(SIGN_UPS).await, [""; 0], "{input:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn signing_up_twice_is_signing_up_once() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({})).await;
        let mut talker = scene.volunteer("ana").await;
        talker.follows_the_link_to(mission).await;
        talker.presses("chat-do-join").await;
        let confirm = talker.press_of("chat-do-confirm");
        let mut receipts = Vec::new();
        for _ in 0..3 {
            talker.sends(Input::Press(confirm)).await;
            talker.sees("chat-done-accepted-title");
            receipts.push((talker.press_of("chat-do-leave"), talker.date().cloned()));
        }
        assert!(receipts.iter().all(|receipt| *receipt == receipts[0]), "{receipts:?}");
        // From the beginning, too.
        talker.follows_the_link_to(mission).await;
        talker.presses("chat-do-join").await;
        talker.presses("chat-do-confirm").await;
        assert_eq!(talker.press_of("chat-do-leave"), receipts[0].0);
        assert_eq!(scene.rows(SIGN_UPS).await, ["accepted 1"]);
    })
    .await;
}

/// Nine days from the coming Saturday on.
fn nine_days() -> Vec<Value> {
    (7..16).map(|day| on(&format!("2026-03-{day:02}"), 5)).collect()
}

#[tokio::test]
async fn every_date_of_a_mission_can_be_reached() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({ "slots": nine_days() })).await;
        let mut talker = scene.volunteer("ana").await;
        talker.follows_the_link_to(mission).await;
        talker.reads(&talker.said("chat-other-slots", &[("count", 8.into())]));
        talker.presses("chat-do-slots").await;
        let dates = |labels: Vec<(String, Press)>| {
            labels.into_iter().filter(|(_, press)| matches!(press, Press::Join(..))).collect::<Vec<_>>()
        };
        let first = dates(talker.labels());
        assert!(!talker.may("chat-do-sooner-slots"), "it begins here");
        talker.presses("chat-do-later-slots").await;
        let last = dates(talker.labels());
        assert!(!talker.may("chat-do-later-slots"), "it ends here");
        talker.presses("chat-do-sooner-slots").await;
        assert_eq!(dates(talker.labels()), first);
        let all: std::collections::BTreeSet<_> = first.iter().chain(&last).map(|(label, _)| label).collect();
        assert_eq!((first.len() + last.len(), all.len()), (9, 9), "{all:?}");

        talker.presses("chat-do-later-slots").await;
        talker.taps_on(&last[2].0).await;
        talker.sees("chat-confirm-title");
        let sunday = "2026-03-15T09:00:00Z".parse().expect("an instant");
        assert_eq!(talker.field("chat-when"), talker.speaker.tenant.when(scene.locale, Some(sunday)));
        talker.presses("chat-do-confirm").await;
        let text = talker.date().expect("a date").text.clone();
        assert!(text.contains("DTSTART:20260315T090000Z"), "{text}");
    })
    .await;
}

/// Among what there is this weekend a card names the day of it.
#[tokio::test]
async fn a_card_names_the_date_that_was_looked_for() {
    in_both(async |scene: Scene| {
        scene.post(json!({ "slots": [on("2026-03-05", 5), on("2026-03-08", 5), on("2026-03-20", 5)] })).await;
        let mut talker = scene.volunteer("ana").await;
        talker.says("/weekend").await;
        let sunday = "2026-03-08T09:00:00Z".parse().expect("an instant");
        let when = talker.speaker.tenant.when(scene.locale, Some(sunday));
        assert_eq!(talker.field("chat-when"), when);
        talker.presses("chat-do-join").await;
        assert_eq!(talker.field("chat-when"), when);
    })
    .await;
}

#[tokio::test]
async fn what_is_over_cannot_be_joined() {
    in_both(async |scene: Scene| {
        let (closed, _) = scene.post(json!({ "title": "Fermée avant l'heure" })).await;
        let (past, _) = scene.post(json!({ "title": "Bientôt passée", "slots": [on("2026-03-05", 5)] })).await;
        let mut talker = scene.volunteer("ana").await;
        let mut buttons = Vec::new();
        for mission in [closed, past] {
            talker.follows_the_link_to(mission).await;
            buttons.push(talker.press_of("chat-do-join"));
        }
        close(&scene, &scene.manager, closed).await;
        scene.app.clock.advance(chrono::Duration::days(2));
        for press in buttons {
            talker.sends(Input::Press(press)).await;
            assert!(!talker.may("chat-do-confirm"), "{}", talker.transcript);
        }
        for mission in [closed, past] {
            talker.follows_the_link_to(mission).await;
            assert_eq!(talker.field("chat-when"), talker.text("chat-over"));
            assert!(!talker.may("chat-do-join"), "{}", talker.transcript);
        }
    })
    .await;
}

async fn close(scene: &Scene, manager: &Person, mission: uuid::Uuid) {
    manager.post(&scene.app, &format!("/api/v1/missions/{mission}/close"), json!({})).await.expect(200);
}
