//! Somebody takes part: finds and joins, waits and is offered a place, leaves, is reminded.

use platform_core::texts::Locale;
use serde_json::json;

use super::channel::{Channel as _, News, Stage};
use super::steps::{TITLE, rows};
use super::steps::{confirms, joins, leaves, posted, sign_ups, stands, waits_in_line};

pub(super) async fn find_and_join<S: Stage>(stage: &S, locale: Locale) {
    posted(stage, json!({})).await;
    let mut anna = stage.stranger("Anna", locale).await;
    anna.follows(None).await;
    anna.sees("chat-home").await;
    anna.presses("chat-do-words").await;
    anna.sees("chat-ask-words-title").await;
    anna.says("repas").await;
    anna.reads(TITLE).await;
    confirms(&mut anna).await;
    anna.sees("chat-done-accepted-title").await;
    assert!(anna.keeps().await.contains("DTSTART:20990314T090000Z"));
    stands(&mut anna, "chat-state-accepted").await;
    let named = "SELECT given_name FROM accounts WHERE email IS NULL";
    assert_eq!((sign_ups(stage).await, rows(stage, named).await), (vec!["accepted".into()], vec!["Anna".into()]));
}

pub(super) async fn full_waiting_offered_accepted<S: Stage>(stage: &S, locale: Locale) {
    let mission = posted(stage, json!({ "waiting_list": true })).await;
    let (mut anna, mut ben) = (stage.stranger("Anna", locale).await, stage.stranger("Ben", locale).await);
    joins(&mut anna, mission).await;
    stage.settles().await;
    // What is full is not found, but a poster's link leads there.
    ben.says("repas").await;
    ben.sees("chat-nothing-title").await;
    waits_in_line(&mut ben, mission).await;
    assert_eq!(sign_ups(stage).await, ["accepted", "waiting"]);
    anna.presses("chat-do-leave").await;
    leaves(&mut anna).await;
    ben.answers(News::Offered).await;
    ben.sees("chat-taken-title").await;
    assert!(ben.keeps().await.contains("DTSTART:20990314T090000Z"));
    assert_eq!(sign_ups(stage).await, ["withdrawn", "accepted"]);
}

pub(super) async fn withdraw<S: Stage>(stage: &S, locale: Locale) {
    let mission = posted(stage, json!({ "acceptance": "by_manager" })).await;
    let mut anna = stage.stranger("Anna", locale).await;
    super::steps::says_yes(&mut anna, mission).await;
    anna.sees("chat-done-requested-title").await;
    anna.presses("chat-do-withdraw").await;
    anna.sees("chat-leave-title").await;
    // Asked, one may still stay.
    anna.presses("chat-do-stay").await;
    anna.sees("chat-state-requested").await;
    anna.presses("chat-do-withdraw").await;
    leaves(&mut anna).await;
    stands(&mut anna, "chat-state-withdrawn").await;
    assert_eq!(sign_ups(stage).await, ["withdrawn"]);
}

pub(super) async fn reminder_cannot_come_next_in_line<S: Stage>(stage: &S, locale: Locale) {
    let mission = posted(stage, json!({ "waiting_list": true })).await;
    let (mut anna, mut ben) = (stage.stranger("Anna", locale).await, stage.stranger("Ben", locale).await);
    joins(&mut anna, mission).await;
    waits_in_line(&mut ben, mission).await;
    the_day_comes_near(stage).await;
    anna.answers(News::Reminded).await;
    leaves(&mut anna).await;
    // A guest at a terminal cannot be written to; the slot's people were reminded all the same.
    let reminded = "SELECT (reminded_at IS NOT NULL)::text FROM slots";
    assert_eq!(rows(stage, reminded).await, ["true"]);
    ben.answers(News::Offered).await;
    ben.sees("chat-taken-title").await;
    assert_eq!(sign_ups(stage).await, ["withdrawn", "accepted"]);
}

/// The slot is tomorrow, at any hour of the night. The real server's clock cannot be put forward, so the day comes to it; and
/// who is asleep is not reminded, so their quiet hours are one second of the other half of the day.
async fn the_day_comes_near<S: Stage>(stage: &S) {
    let (client, now) = (stage.app().client("paris").await, stage.now().await);
    for sql in [
        "UPDATE accounts SET quiet_from = ($1 AT TIME ZONE 'Europe/Paris')::time + interval '12 hours',
                             quiet_until = ($1 AT TIME ZONE 'Europe/Paris')::time + interval '12 hours 1 second'",
        "UPDATE slots SET starts_at = $1 + interval '20 hours', ends_at = $1 + interval '22 hours'",
    ] {
        let sql = sql.replace("$1", &format!("timestamptz '{now}'"));
        client.batch_execute(&sql).await.expect("the day");
    }
}
