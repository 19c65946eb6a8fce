//! Full missions: one waits, a place is freed and offered, and it is taken.

use bots::engine::Input;
use bots::press::Press;
use serde_json::json;

use super::talker::Talker;
use super::{SIGN_UPS, Scene, in_both, on};

#[tokio::test]
async fn who_waits_is_offered_a_place_and_takes_it() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({ "slots": [on("2026-03-07", 1)] })).await;
        let (mut first, mut second) = (scene.volunteer("first").await, scene.volunteer("second").await);
        for talker in [&mut first, &mut second] {
            talker.follows_the_link_to(mission).await;
            talker.presses("chat-do-join").await;
            talker.presses("chat-do-confirm").await;
        }
        first.sees("chat-done-accepted-title");
        assert_eq!(second.title(), second.said("chat-done-waiting-title", &[("rank", 1.into())]));
        second.reads(&second.text("chat-done-waiting"));
        assert!(second.date().is_none(), "who waits has no date yet");
        assert_eq!(scene.rows(SIGN_UPS).await, ["accepted 1", "waiting 2"]);

        second.presses("chat-do-mine").await;
        second.taps_on(&second.said("chat-do-open", &[("number", 1.into())])).await;
        assert_eq!(second.field("chat-stands"), second.text("chat-state-waiting"));
        assert!(!second.may("chat-do-take"), "nothing is offered yet");

        first.presses("chat-do-leave").await;
        first.presses("chat-do-leave-yes").await;
        second.says("/mine").await;
        second.reads(&second.text("chat-state-offered"));
        second.taps_on(&second.said("chat-do-open", &[("number", 1.into())])).await;
        assert_eq!(second.field("chat-stands"), second.text("chat-state-offered"));
        assert!(!second.field("chat-until").is_empty());
        second.presses("chat-do-take").await;
        second.sees("chat-taken-title");
        let date = second.date().expect("a date to keep");
        assert!(date.name.ends_with(".ics") && date.text.contains("DTSTART:20260307T090000Z"), "{date:?}");
        assert_eq!(second.field("chat-stands"), second.text("chat-state-accepted"));
        assert_eq!(scene.rows(SIGN_UPS).await, ["withdrawn 1", "accepted 2"]);
        second.presses("chat-do-see").await;
        assert!(second.may("chat-do-leave"), "{}", second.transcript);
    })
    .await;
}

#[tokio::test]
async fn one_is_told_before_that_one_will_wait() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({ "slots": [on("2026-03-07", 1)] })).await;
        let mut first = scene.volunteer("first").await;
        first.follows_the_link_to(mission).await;
        first.presses("chat-do-join").await;
        first.presses("chat-do-confirm").await;
        let mut second = scene.volunteer("second").await;
        second.follows_the_link_to(mission).await;
        assert_eq!(second.field("chat-places"), second.said("chat-places-left", &[("count", 0.into())]));
        second.presses("chat-do-join").await;
        second.reads(&second.text("chat-full-wait"));
        // Who takes a request back gives up no place.
        second.presses("chat-do-confirm").await;
        second.presses("chat-do-withdraw").await;
        second.presses("chat-do-leave-yes").await;
        second.sees("chat-left-title");
        assert_eq!(scene.rows(SIGN_UPS).await, ["accepted 1", "withdrawn 2"]);
    })
    .await;
}

#[tokio::test]
async fn where_nobody_waits_full_is_full() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({ "slots": [on("2026-03-07", 1)], "waiting_list": false })).await;
        let mut first = scene.volunteer("first").await;
        first.follows_the_link_to(mission).await;
        first.presses("chat-do-join").await;
        first.presses("chat-do-confirm").await;
        let mut second = scene.volunteer("second").await;
        second.follows_the_link_to(mission).await;
        second.presses("chat-do-join").await;
        second.reads(&second.text("chat-full"));
        second.presses("chat-do-confirm").await;
        second.sees("chat-refused");
        second.reads(&second.text("refusal-slot-full"));
        assert_eq!(scene.rows(SIGN_UPS).await, ["accepted 1"]);
    })
    .await;
}

/// Two who want one place: the second is offered it, once the first has left.
async fn offered<'a>(scene: &'a Scene, mission: uuid::Uuid) -> Talker<'a> {
    let (mut first, mut second) = (scene.volunteer("first").await, scene.volunteer("second").await);
    for talker in [&mut first, &mut second] {
        talker.follows_the_link_to(mission).await;
        talker.presses("chat-do-join").await;
        talker.presses("chat-do-confirm").await;
    }
    first.presses("chat-do-leave").await;
    first.presses("chat-do-leave-yes").await;
    assert_eq!(scene.rows(SIGN_UPS).await, ["withdrawn 1", "offered 2"]);
    second
}

/// Who has an offer and signs up again is led to the offer: they do not take part yet.
#[tokio::test]
async fn an_offer_is_not_a_place() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({ "slots": [on("2026-03-07", 1)] })).await;
        let mut talker = offered(&scene, mission).await;
        talker.follows_the_link_to(mission).await;
        talker.presses("chat-do-join").await;
        talker.presses("chat-do-confirm").await;
        assert_ne!(talker.title(), talker.text("chat-done-accepted-title"), "{}", talker.transcript);
        assert!(talker.may("chat-do-take"), "{}", talker.transcript);
    })
    .await;
}

#[tokio::test]
async fn taking_twice_is_taking_once() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({ "slots": [on("2026-03-07", 1)] })).await;
        let mut talker = offered(&scene, mission).await;
        talker.presses("chat-do-mine").await;
        talker.taps_on(&talker.said("chat-do-open", &[("number", 1.into())])).await;
        let take = talker.press_of("chat-do-take");
        for _ in 0..2 {
            talker.sends(Input::Press(take)).await;
            talker.sees("chat-taken-title");
        }
        assert_eq!(scene.rows(SIGN_UPS).await, ["withdrawn 1", "accepted 2"]);
    })
    .await;
}

#[tokio::test]
async fn an_offer_that_lapsed_cannot_be_taken() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({ "slots": [on("2026-03-07", 1)] })).await;
        let mut second = offered(&scene, mission).await;
        second.presses("chat-do-mine").await;
        second.taps_on(&second.said("chat-do-open", &[("number", 1.into())])).await;
        let take = second.press_of("chat-do-take");
        assert!(matches!(take, Press::Take(_)));
        scene.app.clock.advance(chrono::Duration::hours(25));
        second.sends(Input::Press(take)).await;
        second.sees("chat-refused");
        second.reads(&second.text("refusal-offer-lapsed"));
        scene.app.work().await;
        second.sends(Input::Press(take)).await;
        second.sees("chat-refused");
        assert_eq!(scene.rows(SIGN_UPS).await, ["withdrawn 1", "lapsed 2"]);
    })
    .await;
}
