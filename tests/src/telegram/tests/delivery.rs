//! How updates reach a bot: by webhook or by polling, never both.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::{Bot, Telegram, call, refusal};

/// Host and path, the secret, and the update.
type Got = (String, Option<String>, Value);

/// A webhook that writes down what it gets, and answers what it is told to, then 200.
#[derive(Clone, Default)]
struct Hook {
    got: Arc<Mutex<Vec<Got>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

impl Hook {
    async fn start() -> (Self, SocketAddr) {
        let hook = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let take = async |State(hook): State<Self>, uri: Uri, headers: HeaderMap, Json(update): Json<Value>| {
            let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
            let to = format!("{}{uri}", text("host").unwrap());
            hook.got.lock().unwrap().push((to, text("x-telegram-bot-api-secret-token"), update));
            StatusCode::from_u16(hook.answers.lock().unwrap().pop_front().unwrap_or(200)).unwrap()
        };
        let router = Router::new().fallback(take).with_state(hook.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (hook, address)
    }

    fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    fn answers(&self, statuses: &[u16]) {
        self.answers.lock().unwrap().extend(statuses);
    }
}

async fn hooked(secret: &str) -> (Telegram, Bot, Hook) {
    let (hook, address) = Hook::start().await;
    let telegram = Telegram::start().await;
    let bot = telegram.bot("Paris");
    let body =
        json!({ "url": format!("http://{address}/hooks/1"), "secret_token": secret, "allowed_updates": ["message"] });
    let (_, answer) = call(&telegram, &bot, "setWebhook", body).await;
    assert_eq!(answer, json!({ "ok": true, "result": true, "description": "Webhook was set" }));
    (telegram, bot, hook)
}

#[tokio::test]
async fn a_webhook_has_an_address_and_a_secret() {
    let telegram = Telegram::start().await;
    let bot = telegram.bot("Paris");
    let cases = [
        ("http://a.example/", "", "bad webhook: An HTTPS URL must be provided for webhook"),
        ("https://a.example:4000/", "", "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ("nowhere", "", "invalid webhook URL specified"),
        ("https://a.example/", "é", "secret token contains unallowed characters"),
        ("https://a.example/", &"a".repeat(257), "secret token is too long"),
    ];
    for (url, secret, words) in cases {
        let body = json!({ "url": url, "secret_token": secret });
        assert_eq!(refusal(&telegram, &bot, "setWebhook", body).await, format!("400 Bad Request: {words}"));
    }
    let body = json!({ "url": "https://a.example/hooks/1", "secret_token": "a-_1", "allowed_updates": ["message"] });
    for word in ["Webhook was set", "Webhook is already set"] {
        assert_eq!(call(&telegram, &bot, "setWebhook", body.clone()).await.1["description"], word);
    }
    let (_, info) = call(&telegram, &bot, "getWebhookInfo", json!({})).await;
    let info = &info["result"];
    assert_eq!((&info["url"], &info["allowed_updates"]), (&body["url"], &json!(["message"])));
    assert_eq!(bot.webhook().unwrap().secret_token, "a-_1");
    for word in ["Webhook was deleted", "Webhook is already deleted"] {
        assert_eq!(call(&telegram, &bot, "deleteWebhook", json!({})).await.1["description"], word);
    }
    let (_, info) = call(&telegram, &bot, "getWebhookInfo", json!({})).await;
    assert_eq!(info["result"]["url"], "");
}

#[tokio::test]
async fn an_update_is_brought_until_it_is_taken() {
    let (_telegram, bot, hook) = hooked("s3cret").await;
    let user = bot.user("Inès", "fr");
    hook.answers(&[503, 500]);
    assert_eq!(user.sends("/start paris").await, [503, 500, 200]);
    assert_eq!(user.sends("bonjour").await, [200]);
    assert_eq!(user.blocks().await, [0_u16; 0], "the bot did not ask for these");
    let got = hook.got();
    assert_eq!((&got[0], &got[1]), (&got[1], &got[2]));
    let (to, secret, update) = &got[0];
    assert!(to.ends_with("/hooks/1"));
    assert_eq!(secret.as_deref(), Some("s3cret"));
    let message = &update["message"];
    assert_eq!(message["from"], json!({ "id": user.id, "is_bot": false, "first_name": "Inès", "language_code": "fr" }));
    assert_eq!(message["entities"], json!([{ "type": "bot_command", "offset": 0, "length": 6 }]));
    assert_eq!(got[3].2["update_id"].as_i64(), update["update_id"].as_i64().map(|id| id + 1));
}

#[tokio::test]
async fn what_is_never_taken_waits() {
    let (telegram, bot, hook) = hooked("").await;
    let user = bot.user("Inès", None);
    hook.answers(&[500; 8]);
    assert_eq!(user.sends("un").await, [500; 8]);
    let (_, info) = call(&telegram, &bot, "getWebhookInfo", json!({})).await;
    assert_eq!(info["result"]["pending_update_count"], 1);
    assert_eq!(info["result"]["last_error_message"], "Wrong response from the webhook: 500 Internal Server Error");
    assert_eq!((bot.redelivers().await, bot.redelivers().await), (vec![200], vec![]));
    assert_eq!(hook.got()[8].1, None, "no secret, no header");
}

#[tokio::test]
async fn a_test_may_bring_updates_as_it_likes() {
    let (_telegram, bot, hook) = hooked("right").await;
    let user = bot.user("Inès", None);
    let (first, second) = (user.text_update("un"), user.press_update(1, "forged"));
    hook.answers(&[200, 503, 200, 401, 401]);
    assert_eq!((bot.deliver(&second).await, bot.deliver(&first).await, bot.deliver(&first).await), (200, 503, 200));
    assert_eq!(
        (bot.deliver_with_secret(&first, "wrong").await, bot.deliver_with_secret(&first, None).await),
        (401, 401)
    );
    let secrets: Vec<_> = hook.got().into_iter().map(|(_, secret, _)| secret).collect();
    assert_eq!(secrets[2..], [Some("right".to_owned()), Some("wrong".to_owned()), None]);
    let unknown = bot.update("poll", json!({ "id": "1" }));
    assert_eq!(unknown["update_id"].as_i64(), second["update_id"].as_i64().map(|id| id + 1));
}

#[tokio::test]
async fn a_public_address_is_reached_where_the_server_is() {
    let (telegram, bot, hook) = hooked("").await;
    let (other, address) = Hook::start().await;
    call(&telegram, &bot, "setWebhook", json!({ "url": "https://bot.a.example/hooks/2?a=b" })).await;
    bot.route(address);
    assert_eq!(bot.user("Inès", None).sends("un").await, [200]);
    assert_eq!(other.got()[0].0, "bot.a.example/hooks/2?a=b");
    assert!(hook.got().is_empty());
    bot.route("127.0.0.1:1".parse().unwrap());
    assert_eq!(bot.deliver(&json!({ "update_id": 1 })).await, 0);
}

#[tokio::test]
async fn a_poll_waits_and_confirms() {
    let telegram = Telegram::start().await;
    let bot = telegram.bot("Paris");
    let user = bot.user("Inès", None);
    let poll = call(&telegram, &bot, "getUpdates", json!({ "timeout": 30 }));
    let write = async {
        bot.waits_for_calls("getUpdates", 1).await;
        user.sends("un").await
    };
    let ((_, first), statuses) = tokio::join!(poll, write);
    assert!(statuses.is_empty());
    assert_eq!(first["result"][0]["message"]["text"], "un");
    user.sends("deux").await;
    let id = first["result"][0]["update_id"].as_i64().unwrap();
    let (_, again) = call(&telegram, &bot, "getUpdates", json!({ "limit": 1 })).await;
    assert_eq!(again["result"][0]["update_id"].as_i64(), Some(id), "nothing was confirmed");
    let (_, second) = call(&telegram, &bot, "getUpdates", json!({ "offset": id + 1 })).await;
    assert_eq!(second["result"][0]["message"]["text"], "deux");
    let (_, none) = call(&telegram, &bot, "getUpdates", json!({ "offset": id + 2, "timeout": 0 })).await;
    assert_eq!(none["result"], json!([]));
}

#[tokio::test]
async fn polls_are_ended_by_the_next_and_by_a_webhook() {
    let telegram = Telegram::start().await;
    let bot = telegram.bot("Paris");
    let poll = async || {
        tokio::time::timeout(Duration::from_secs(20), refusal(&telegram, &bot, "getUpdates", json!({ "timeout": 30 })))
            .await
    };
    let then = async {
        bot.waits_for_calls("getUpdates", 1).await;
        let second = poll();
        let set = async {
            bot.waits_for_calls("getUpdates", 2).await;
            call(&telegram, &bot, "setWebhook", json!({ "url": "https://a.example/" })).await
        };
        tokio::join!(second, set).0
    };
    let (first, second) = tokio::join!(poll(), then);
    let terminated =
        "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
    assert_eq!(first.unwrap(), terminated);
    assert_eq!(second.unwrap(), "409 Conflict: terminated by setWebhook request");
    let words = "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
    assert_eq!(refusal(&telegram, &bot, "getUpdates", json!({})).await, words);
}
