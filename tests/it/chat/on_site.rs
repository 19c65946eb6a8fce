//! Those who come: they are listed and written to, noted on the day, and see their hours.

use bots::engine::Input;
use bots::press::Press;
use chrono::Duration;
use serde_json::json;
use tests::Person;
use uuid::Uuid;

use super::fullest::long;
use super::talker::Talker;
use super::{SIGN_UPS, Scene, in_both, on};

const MESSAGES: &str = "SELECT text FROM messages ORDER BY created_at";

async fn manager(scene: &Scene) -> Talker<'_> {
    Talker::person(&scene.app, "paris", &scene.manager, scene.locale).await
}

async fn signs_up(scene: &Scene, name: &str, (mission, slot): (Uuid, Uuid)) -> (Person, Uuid) {
    let person = scene.app.volunteer("paris", name).await;
    let path = format!("/api/v1/missions/{mission}/sign-ups");
    let id = person.post(&scene.app, &path, json!({ "slot": slot })).await.expect(201).id();
    (person, id)
}

/// Opens a mission's card as its manager.
async fn opens(talker: &mut Talker<'_>, title: &str) {
    talker.says("/missions").await;
    talker.taps_on(title).await;
}

#[tokio::test]
async fn who_came_is_noted_and_sees_their_hours() {
    in_both(async |scene: Scene| {
        let place = scene.post(json!({ "title": "Lire des contes" })).await;
        let (ana, _) = signs_up(&scene, "ana", place).await;
        signs_up(&scene, "ben", place).await;
        let mut own = Talker::person(&scene.app, "paris", &ana, scene.locale).await;
        own.says("/hours").await;
        own.reads(&own.text("chat-hours-none"));

        let mut talker = manager(&scene).await;
        opens(&mut talker, "Lire des contes").await;
        assert!(!talker.may("chat-do-sheet"), "nobody has come before it begins");
        talker.presses("chat-do-people").await;
        talker.sees("chat-people-title");
        talker.reads("1. ana T.");
        talker.reads("2. ben T.");
        talker.sends(Input::Press(Press::Sheet(place.0.into(), 0))).await;
        talker.reads(&talker.text("chat-sheet-not-begun"));

        scene.app.clock.advance(Duration::days(3) + Duration::hours(1));
        opens(&mut talker, "Lire des contes").await;
        talker.presses("chat-do-sheet").await;
        talker.sees("chat-sheet-title");
        talker.reads(&talker.text("chat-to-be-noted"));
        let number = |number: i32| [("number", number.into())];
        // A slip is mended.
        talker.taps_on(&talker.said("chat-do-absent", &number(1))).await;
        talker.is_told("chat-noted-absent");
        talker.taps_on(&talker.said("chat-do-present", &number(1))).await;
        talker.is_told("chat-noted-present");
        talker.taps_on(&talker.said("chat-do-absent", &number(2))).await;
        talker.reads(&talker.text("chat-came"));
        talker.reads(&talker.text("chat-did-not-come"));
        assert_eq!(scene.rows(SIGN_UPS).await, ["attended 1", "absent 2"]);

        own.says("/mine").await;
        own.presses("chat-do-hours").await;
        own.sees("chat-hours-title");
        assert_eq!((own.field("chat-hours-missions"), own.field("chat-hours-in-all")), ("1".into(), "2 h".into()));
        own.reads("Lire des contes, 2 h");
    })
    .await;
}

#[tokio::test]
async fn hours_add_up_over_missions_and_dates() {
    in_both(async |scene: Scene| {
        let half = json!({ "starts_at": "2026-03-06T09:00:00Z", "ends_at": "2026-03-06T09:30:00Z", "capacity": 5 });
        let long = scene.post(json!({ "title": "Lire des contes", "slots": [on("2026-03-05", 5), half] })).await;
        let short = scene.post(json!({ "title": "Tenir un stand", "slots": [half] })).await;
        let slots = scene.rows("SELECT id::text FROM slots ORDER BY mission_id, starts_at").await;
        let second = slots[1].parse().expect("an id");
        let (ana, first) = signs_up(&scene, "ana", long).await;
        let mut entries = vec![(long.0, first)];
        for place in [(long.0, second), short] {
            let path = format!("/api/v1/missions/{}/sign-ups", place.0);
            entries.push((place.0, ana.post(&scene.app, &path, json!({ "slot": place.1 })).await.expect(201).id()));
        }
        scene.app.clock.advance(Duration::days(5));
        for (mission, sign_up) in entries {
            let body = json!({ "entries": [{ "sign_up": sign_up, "outcome": "attended" }] });
            let path = format!("/api/v1/missions/{mission}/attendance");
            scene.manager.post(&scene.app, &path, body).await.expect(200);
        }
        let mut own = Talker::person(&scene.app, "paris", &ana, scene.locale).await;
        own.says("/mesheures").await;
        assert_eq!((own.field("chat-hours-missions"), own.field("chat-hours-in-all")), ("2".into(), "3 h".into()));
        own.reads("Tenir un stand, 30 min");
    })
    .await;
}

#[tokio::test]
async fn a_long_list_is_noted_page_by_page() {
    in_both(async |scene: Scene| {
        let place = scene.post(json!({ "title": "Lire des contes", "slots": [on("2026-03-07", 20)] })).await;
        for number in 10..20 {
            signs_up(&scene, &format!("nom{number}"), place).await;
        }
        scene.app.clock.advance(Duration::days(4));
        let mut talker = manager(&scene).await;
        opens(&mut talker, "Lire des contes").await;
        talker.presses("chat-do-sheet").await;
        talker.presses("chat-do-page-after").await;
        talker.reads("10. nom19 T.");
        // One stays on the page one is on.
        talker.taps_on(&talker.said("chat-do-present", &[("number", 10.into())])).await;
        talker.reads("10. nom19 T.");
        talker.presses("chat-do-page-before").await;
        talker.reads("1. nom10 T.");
        talker.presses("chat-do-back").await;
        talker.presses("chat-do-people").await;
        talker.presses("chat-do-page-after").await;
        talker.reads("9. nom18 T.");
        assert_eq!(scene.rows("SELECT id::text FROM sign_ups WHERE state = 'attended'").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn those_who_have_a_place_are_written_to() {
    in_both(async |scene: Scene| {
        let place = scene.post(json!({ "title": "Lire des contes", "slots": [on("2026-03-07", 2)] })).await;
        for name in ["ana", "ben", "waits"] {
            signs_up(&scene, name, place).await;
        }
        let mut talker = manager(&scene).await;
        opens(&mut talker, "Lire des contes").await;
        talker.presses("chat-do-write").await;
        talker.sees("chat-write-title");
        for unsound in ["", "a\u{7}b", &long('m', 1600)] {
            talker.says(unsound).await;
            talker.reads(&talker.text("chat-write-again"));
        }
        // What is not confirmed is not sent, and not kept.
        talker.says("Venez à neuf heures.").await;
        talker.sees("chat-preview-title");
        talker.reads("Venez à neuf heures.");
        talker.presses("chat-do-back").await;
        assert!(!talker.kept().contains("neuf heures"), "{}", talker.kept());
        assert_eq!(scene.rows(MESSAGES).await, [""; 0]);

        talker.presses("chat-do-write").await;
        talker.says("Venez à dix heures.").await;
        talker.reads(&talker.said("chat-preview", &[("count", 2.into())]));
        let send = talker.press_of("chat-do-send");
        talker.sends(Input::Press(send)).await;
        talker.sees("chat-sent-title");
        assert!(!talker.kept().contains("dix heures"), "{}", talker.kept());
        // Pressed again, it is an old button.
        talker.sends(Input::Press(send)).await;
        talker.is_told("chat-stale");
        assert_eq!(scene.rows(MESSAGES).await, ["Venez à dix heures."; 2]);
        // The same words at once are the same message.
        talker.presses("chat-do-write").await;
        talker.says("Venez à dix heures.").await;
        talker.presses("chat-do-send").await;
        talker.sees("chat-sent-title");
        assert_eq!(scene.rows(MESSAGES).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn who_is_written_to_reads_and_answers() {
    in_both(async |scene: Scene| {
        let place = scene.post(json!({ "title": "Lire des contes" })).await;
        let (ana, _) = signs_up(&scene, "ana", place).await;
        let mut talker = manager(&scene).await;
        talker.sends(Input::Press(Press::Write(place.0.into()))).await;
        talker.says(&format!("Venez à dix heures.\n{}", long('m', 1400))).await;
        talker.presses("chat-do-send").await;
        let mut own = Talker::person(&scene.app, "paris", &ana, scene.locale).await;
        own.says("/mine").await;
        own.taps_on(&own.said("chat-do-open", &[("number", 1.into())])).await;
        own.presses("chat-do-thread").await;
        own.sees("chat-thread-title");
        own.reads("Venez à dix heures.");
        own.presses("chat-do-reply").await;
        own.says("").await;
        own.reads(&own.text("chat-write-again"));
        own.says("Je viens avec Ben.").await;
        own.sees("chat-sent-title");
        own.presses("chat-do-thread").await;
        own.reads("Je viens avec Ben.");
        // What was read is not new any more.
        own.says("/mine").await;
        own.taps_on(&own.said("chat-do-open", &[("number", 1.into())])).await;
        assert!(!own.may("chat-do-thread"));
        assert_eq!(scene.rows(MESSAGES).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_is_to_be_sent_is_forgotten_with_the_next_step() {
    in_both(async |scene: Scene| {
        let place = scene.post(json!({ "title": "Lire des contes" })).await;
        signs_up(&scene, "ana", place).await;
        for next in ["/help", "/start", "contes"] {
            let mut talker = manager(&scene).await;
            talker.sends(Input::Press(Press::Write(place.0.into()))).await;
            talker.says("Apportez vos gants.").await;
            assert!(talker.kept().contains("gants"));
            talker.says(next).await;
            assert!(!talker.kept().contains("gants"), "{next}: {}", talker.kept());
            talker.sends(Input::Press(Press::Send(place.0.into()))).await;
            talker.is_told("chat-stale");
        }
        assert_eq!(scene.rows(MESSAGES).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn where_nobody_has_a_place_nothing_is_sent() {
    in_both(async |scene: Scene| {
        let place = scene.post(json!({ "title": "Lire des contes" })).await;
        let mut talker = manager(&scene).await;
        opens(&mut talker, "Lire des contes").await;
        assert!(!talker.may("chat-do-write") && !talker.may("chat-do-people"));
        talker.sends(Input::Press(Press::Write(place.0.into()))).await;
        talker.says("Bonjour.").await;
        talker.reads(&talker.text("chat-people-none"));
        assert!(!talker.kept().contains("Bonjour"));
        talker.sends(Input::Press(Press::People(place.0.into(), 0))).await;
        talker.reads(&talker.text("chat-people-none"));
    })
    .await;
}
