//! What goes wrong when a test asks for it, and how much is too much.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::super::limits::{Limits, Throttle};
use super::super::{Bot, Fault, Telegram, User};
use super::{call, met};

fn words(user: &User) -> Value {
    json!({ "chat_id": user.id, "text": "Bonjour" })
}

/// Calls a method that gets no answer.
async fn unanswered(telegram: &Telegram, bot: &Bot, body: &Value, patience: Duration) {
    let url = format!("{}/bot{}/sendMessage", telegram.url(), bot.token());
    let answer = reqwest::Client::new().post(url).json(body).timeout(patience).send().await;
    assert!(answer.is_err());
}

#[tokio::test]
async fn a_call_fails_as_asked_and_once() {
    let (telegram, bot, user) = met().await;
    telegram.fail_next("sendMessage", Fault::Status(500));
    telegram.fail_next("sendMessage", Fault::TooMany { retry_after: 7 });
    telegram.fail_next("getMe", Fault::Status(502));
    telegram.fail_next("*", Fault::Says(400, "Bad Request: QUERY_ID_INVALID"));
    let expected = [
        (500, json!({ "ok": false, "error_code": 500, "description": "Internal Server Error" })),
        (
            429,
            json!({
                "ok": false, "error_code": 429, "description": "Too Many Requests: retry after 7",
                "parameters": { "retry_after": 7 },
            }),
        ),
        (400, json!({ "ok": false, "error_code": 400, "description": "Bad Request: QUERY_ID_INVALID" })),
    ];
    for answer in expected {
        assert_eq!(call(&telegram, &bot, "sendMessage", words(&user)).await, answer);
    }
    assert_eq!(user.chat().len(), 0);
    assert_eq!(call(&telegram, &bot, "sendMessage", words(&user)).await.0, 200);
    assert_eq!(call(&telegram, &bot, "getMe", json!({})).await.0, 502);
    assert_eq!((user.chat().len(), bot.refused().len()), (1, 0));
}

#[tokio::test]
async fn a_connection_breaks_before_or_after_the_deed() {
    let (telegram, bot, user) = met().await;
    let patience = Duration::from_secs(30);
    let started = Instant::now();
    telegram.fail_next("sendMessage", Fault::Drop);
    unanswered(&telegram, &bot, &words(&user), patience).await;
    assert_eq!(user.chat().len(), 0);
    telegram.fail_next("sendMessage", Fault::AnswerLost);
    unanswered(&telegram, &bot, &words(&user), patience).await;
    assert_eq!(user.chat().len(), 1);
    assert!(started.elapsed() < patience, "it is the connection that ended, not the patience");
    assert_eq!(bot.calls().iter().map(|call| call.status).collect::<Vec<_>>(), [None, None]);
}

#[tokio::test]
async fn a_call_hangs() {
    let (telegram, bot, user) = met().await;
    let time = Duration::from_millis(300);
    telegram.fail_next("sendMessage", Fault::Hang(time));
    let started = Instant::now();
    assert_eq!(call(&telegram, &bot, "sendMessage", words(&user)).await.0, 200);
    assert!(started.elapsed() >= time);
    telegram.fail_next("sendMessage", Fault::Hang(Duration::from_secs(3600)));
    unanswered(&telegram, &bot, &words(&user), time).await;
    assert_eq!(user.chat().len(), 1);
}

#[tokio::test]
async fn a_limit_is_answered_429_and_is_no_refusal() {
    let (telegram, bot, user) = met().await;
    telegram.limit(None, 0);
    let (status, answer) = call(&telegram, &bot, "sendMessage", words(&user)).await;
    assert_eq!((status, &answer["parameters"]), (429, &json!({ "retry_after": 1 })));
    assert_eq!(call(&telegram, &bot, "getMe", json!({})).await.0, 200, "only messages count");
    assert_eq!(bot.refused(), [""; 0]);
    telegram.limit(None, None);
    assert_eq!(call(&telegram, &bot, "sendMessage", words(&user)).await.0, 200);
}

#[test]
fn so_many_a_second_are_admitted_and_who_sends_more_waits() {
    let start = tokio::time::Instant::now();
    let mut throttle = Throttle::default();
    let mut admits = |limits: Limits, chat: i64, after: u64| {
        throttle.admit(limits, chat, start + Duration::from_millis(after)).is_ok()
    };
    let per_chat = Limits { bot: None, chat: Some(1) };
    assert!(admits(per_chat, 1, 0));
    assert!(!admits(per_chat, 1, 900));
    assert!(admits(per_chat, 2, 900));
    assert!(!admits(per_chat, 1, 1500), "told at 900 to wait a second");
    assert!(admits(per_chat, 1, 1900));
    let per_bot = Limits { bot: Some(2), chat: None };
    assert!(admits(per_bot, 3, 2000));
    assert!(!admits(per_bot, 4, 2100));
    assert!(admits(per_bot, 4, 3100));
}
