//! Every screen at its fullest: a mission whose every field is as long as it may be, and as much of everything as one may
//! have.

use std::collections::BTreeMap;

use bots::engine::{Input, start_of};
use bots::press::Press;
use serde_json::{Value, json};

use super::talker::Talker;
use super::{Scene, in_both};

/// A text of so many characters, of words of two.
pub(super) fn long(letter: char, length: usize) -> String {
    let words = format!("{letter}{letter} ").repeat(length / 3 + 1);
    let text: String = words.chars().take(length - 1).collect();
    format!("{text}{letter}")
}

/// A mission that says as much as a mission may.
pub(super) fn a_full_mission() -> Value {
    json!({
        "title": long('t', 150),
        "description": long('d', 10_000),
        "activities": [],
        "prerequisites": [long('a', 200), long('b', 200), long('c', 200)],
        "contact": {
            "name": long('n', 150), "phone": "+33 1 23 45 67 89 01 23",
            "email": format!("{}@{}.example", "e".repeat(60), "f".repeat(60)),
        },
        "addresses": [{
            "label": long('l', 150), "street": long('s', 200), "postcode": "75010 PARIS3",
            "point": { "lat": 48.8785, "lon": 2.3650 },
        }],
        "slots": [{
            "starts_at": "2026-03-07T09:00:00Z", "ends_at": "2026-03-07T11:00:00Z", "capacity": 100_000,
            "repeat": "FREQ=DAILY;COUNT=300",
        }],
    })
}

/// Goes on, and keeps the first breach of each rule: with the title of the screen, shortened.
async fn goes_on(talker: &mut Talker<'_>, input: Input, wrong: &mut BTreeMap<String, String>) {
    let asked = format!("{input:?}");
    for broken in talker.tries(input).await {
        let title: String = talker.title().chars().take(40).collect();
        let what: String = broken.what.chars().take(60).collect();
        wrong.entry(format!("{} on «{title}»", broken.rule)).or_insert(format!("{what}… after {asked}"));
    }
}

async fn presses(talker: &mut Talker<'_>, key: &str, wrong: &mut BTreeMap<String, String>) {
    let press = talker.press_of(key);
    goes_on(talker, Input::Press(press), wrong).await;
}

#[tokio::test]
async fn a_mission_that_says_all_it_may() {
    in_both(async |scene: Scene| {
        let name = format!("UPDATE associations SET name = '{}' RETURNING name", long('v', 150));
        assert_eq!(scene.rows(&name).await.len(), 1);
        let (mission, _) = scene.post(a_full_mission()).await;

        let mut wrong = BTreeMap::new();
        let mut talker = scene.volunteer("ana").await;
        goes_on(&mut talker, Input::Start(Some(start_of(mission.into()))), &mut wrong).await;
        assert_eq!(talker.title(), long('t', 150));
        presses(&mut talker, "chat-do-more", &mut wrong).await;
        presses(&mut talker, "chat-do-back", &mut wrong).await;
        presses(&mut talker, "chat-do-slots", &mut wrong).await;
        presses(&mut talker, "chat-do-later-slots", &mut wrong).await;
        let dates: Vec<_> = talker.labels().into_iter().map(|(_, press)| press).collect();
        for press in dates.into_iter().filter(|press| matches!(press, Press::Join(..))).take(5) {
            goes_on(&mut talker, Input::Press(press), &mut wrong).await;
            presses(&mut talker, "chat-do-agree", &mut wrong).await;
            talker.sees("chat-done-accepted-title");
        }
        presses(&mut talker, "chat-do-mine", &mut wrong).await;
        let one = talker.labels()[0].1;
        for press in [one, Press::Mine(0), one] {
            goes_on(&mut talker, Input::Press(press), &mut wrong).await;
        }
        for key in ["chat-do-leave", "chat-do-leave-yes"] {
            presses(&mut talker, key, &mut wrong).await;
        }
        talker.sees("chat-left-title");
        assert!(wrong.is_empty(), "{wrong:#?}");
    })
    .await;
}

#[tokio::test]
async fn as_many_alerts_as_one_may_have() {
    in_both(async |scene: Scene| {
        let mut wrong = BTreeMap::new();
        let mut talker = scene.volunteer("ana").await;
        for _ in 0..platform_core::alerts::MOST {
            goes_on(&mut talker, Input::Text(long('z', 200)), &mut wrong).await;
            presses(&mut talker, "chat-do-keep", &mut wrong).await;
            talker.sees("chat-alert-kept-title");
        }
        presses(&mut talker, "chat-do-alerts", &mut wrong).await;
        talker.sees("chat-alerts-title");
        assert!(wrong.is_empty(), "{wrong:#?}");
    })
    .await;
}
