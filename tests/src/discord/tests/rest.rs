//! Who may call, where one may write, what goes wrong on purpose, and how much is too much.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use super::super::{Fault, Route};
use super::{AGENT, call, met, request, says, wrongs};

#[tokio::test]
async fn a_call_needs_a_token_an_agent_and_a_route() {
    let (discord, app, _, _) = met().await;
    let me = format!("{}/api/v10/applications/@me", discord.url());
    let client = reqwest::Client::new();
    let unauthorized = json!({ "message": "401: Unauthorized", "code": 0 });
    for token in ["", "Bot nobody", "Bearer x", &app.token()] {
        let answer = client.get(&me).header("user-agent", AGENT).header("authorization", token).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.json::<Value>().await.unwrap()), (401, unauthorized.clone()));
    }
    let answer = client.get(&me).header("authorization", format!("Bot {}", app.token())).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.json::<Value>().await.unwrap()["code"].as_u64()), (403, Some(40333)));
    let (status, body) = call(&discord, &app, Method::GET, "/applications/@me", &json!({})).await;
    assert_eq!((status, &body["id"], &body["name"]), (200, &json!(app.id().to_string()), &json!("Je m'engage")));
    assert_eq!(body["verify_key"], app.public_key());
    for (method, path) in [(Method::GET, "/users/@me/guilds"), (Method::POST, "/applications/@me"), (Method::GET, "")] {
        let expected = json!({ "message": "404: Not Found", "code": 0 });
        assert_eq!(call(&discord, &app, method, path, &json!({})).await, (404, expected));
    }
    assert_eq!(discord.strays().len(), 3);
    let counted: Vec<u16> = discord.invalid_requests().into_iter().map(|(_, status)| status).collect();
    assert_eq!(counted, [401, 401, 401, 401, 403]);
    let calls: Vec<_> = app.calls().iter().map(|call| (call.route, call.status)).collect();
    assert_eq!(calls, [(Route::Commands, Some(200)), (Route::Me, Some(200))]);
    assert_eq!(app.refused(), [""; 0]);
}

#[tokio::test]
async fn one_writes_in_private_unless_it_is_closed() {
    let (discord, app, _, user) = met().await;
    let open = async |id: Value| {
        call(&discord, &app, Method::POST, "/users/@me/channels", &json!({ "recipient_id": id })).await
    };
    assert_eq!(open(json!("1")).await, (400, json!({ "message": "Invalid Recipient(s)", "code": 50033 })));
    assert_eq!(wrongs(&open(json!("beans")).await.1), ["recipient_id.NUMBER_TYPE_COERCE"]);
    assert_eq!(wrongs(&open(Value::Null).await.1), ["recipient_id.BASE_TYPE_REQUIRED"]);
    let (status, channel) = open(json!(user.id.to_string())).await;
    assert_eq!((status, &channel["type"]), (200, &json!(1)));
    assert_eq!(open(json!(user.id.to_string())).await.1["id"], channel["id"], "there is one such channel");
    let path = format!("/channels/{}/messages", channel["id"].as_str().unwrap());
    let words = json!({ "content": " Bonjour " });
    let (status, message) = call(&discord, &app, Method::POST, &path, &words).await;
    assert_eq!((status, &message["content"], &message["type"]), (200, &json!("Bonjour"), &json!(0)));
    assert_eq!(user.waits_to_see("Bonjour").await, user.sees());
    user.closes_private_messages();
    let expected = json!({ "message": "Cannot send messages to this user", "code": 50007 });
    assert_eq!(call(&discord, &app, Method::POST, &path, &words).await, (403, expected));
    user.opens_private_messages();
    assert_eq!(call(&discord, &app, Method::POST, &path, &words).await.0, 200);
    let other = discord.application("Other");
    assert_eq!(call(&discord, &other, Method::POST, &path, &words).await.1["code"], 50001);
    assert_eq!((user.transcript().len(), app.refused().len()), (2, 4));
}

#[tokio::test]
async fn one_writes_in_a_channel_one_sees() {
    let (discord, app, _, _) = met().await;
    let guild = discord.guild("Les Amis");
    let channel = guild.channel("alertes");
    let path = format!("/channels/{}/messages", channel.id);
    let send = async || call(&discord, &app, Method::POST, &path, &json!({ "content": "<@&7> @everyone" })).await;
    assert_eq!(send().await.0, 200);
    assert_eq!(channel.messages()[0].calls, ["7", "everyone"]);
    let allowed = json!({ "content": "<@&7> <@&8> <@9> @here", "allowed_mentions": { "parse": [], "roles": ["8"] } });
    assert_eq!(call(&discord, &app, Method::POST, &path, &allowed).await.0, 200);
    assert_eq!(channel.waits_for(|all| all.len() == 2).await[1].calls, ["8"]);
    channel.hides();
    assert_eq!(send().await, (403, json!({ "message": "Missing Access", "code": 50001 })));
    channel.opens();
    channel.falls_silent();
    assert_eq!(send().await, (403, json!({ "message": "Missing Permissions", "code": 50013 })));
    channel.opens();
    app.leaves(&guild);
    assert_eq!(send().await.1["code"], 50001);
    app.joins(&guild);
    assert_eq!(send().await.0, 200);
    channel.vanishes();
    assert_eq!(send().await, (404, json!({ "message": "Unknown Channel", "code": 10003 })));
    assert_eq!(discord.invalid_requests().len(), 3);
}

#[tokio::test]
async fn a_call_fails_as_asked_and_once() {
    let (discord, app, _, _) = met().await;
    let second = Duration::from_millis(1500);
    discord.fail_next(Route::Send, Fault::Status(500));
    discord.fail_next(Route::Me, Fault::TooMany { retry_after: second, global: true });
    discord.fail_next(None, Fault::Says(403, 40333, "no"));
    discord.fail_next(Route::Me, Fault::Banned { retry_after: Duration::from_secs(600) });
    let me = async || request(&discord, &app, Method::GET, "/applications/@me").send().await.unwrap();
    let limited = me().await;
    assert_eq!(limited.status(), 429);
    for (name, value) in [("retry-after", "2"), ("x-ratelimit-scope", "global"), ("x-ratelimit-global", "true")] {
        assert_eq!(limited.headers()[name], value);
    }
    let expected = json!({ "message": "You are being rate limited.", "retry_after": 1.5, "global": true });
    assert_eq!(limited.json::<Value>().await.unwrap(), expected);
    assert_eq!(me().await.json::<Value>().await.unwrap(), json!({ "message": "no", "code": 40333 }));
    let banned = me().await;
    assert_eq!((banned.status().as_u16(), &banned.headers()["retry-after"]), (429, &"600".parse().unwrap()));
    assert!(banned.headers().get("x-ratelimit-limit").is_none() && banned.json::<Value>().await.is_err());
    assert_eq!(me().await.status(), 200);
    let (status, body) = call(&discord, &app, Method::POST, "/channels/1/messages", &json!({})).await;
    assert_eq!((status, body), (500, json!({ "message": "500: Internal Server Error", "code": 0 })));
    let counted: Vec<u16> = discord.invalid_requests().into_iter().map(|(_, status)| status).collect();
    assert_eq!((counted, app.refused()), (vec![429, 403, 429], Vec::new()));
}

#[tokio::test]
async fn a_connection_breaks_before_or_after_the_deed_or_hangs() {
    let (discord, app, _, _) = met().await;
    let channel = discord.guild("Les Amis").channel("alertes");
    let path = format!("/channels/{}/messages", channel.id);
    let send = async |patience: Duration| {
        let request = request(&discord, &app, Method::POST, &path).json(&json!({ "content": "a" }));
        request.timeout(patience).send().await
    };
    let (patience, short) = (Duration::from_secs(30), Duration::from_millis(300));
    let started = Instant::now();
    discord.fail_next(Route::Send, Fault::Drop);
    assert!(send(patience).await.is_err() && channel.messages().is_empty());
    discord.fail_next(Route::Send, Fault::AnswerLost);
    assert!(send(patience).await.is_err() && channel.messages().len() == 1);
    assert!(started.elapsed() < patience, "it is the connection that ended, not the patience");
    discord.fail_next(Route::Send, Fault::Hang(Duration::from_secs(3600)));
    assert!(send(short).await.is_err() && channel.messages().len() == 1);
    discord.fail_next(Route::Send, Fault::Hang(short));
    let started = Instant::now();
    assert!(send(patience).await.is_ok() && started.elapsed() >= short);
}

#[tokio::test]
async fn so_many_calls_a_second_are_taken_and_the_headers_say_so() {
    let (discord, app, hook, user) = met().await;
    let guild = discord.guild("Les Amis");
    let (one, two) = (guild.channel("un"), guild.channel("deux"));
    discord.limit(Route::Send, 0);
    let send = async |channel: u64| {
        let path = format!("/channels/{channel}/messages");
        request(&discord, &app, Method::POST, &path).json(&json!({ "content": "a" })).send().await.unwrap()
    };
    let refused = send(one.id).await;
    let header = |name: &str| refused.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(
        (refused.status().as_u16(), header("retry-after"), header("x-ratelimit-scope")),
        (429, "1".into(), "user".into())
    );
    assert_eq!((header("x-ratelimit-limit"), header("x-ratelimit-remaining")), ("0".into(), "0".into()));
    let after: f64 = header("x-ratelimit-reset-after").parse().unwrap();
    let bucket = header("x-ratelimit-bucket");
    assert!((0.0..=1.0).contains(&after) && !bucket.is_empty());
    let body: Value = refused.json().await.unwrap();
    assert_eq!((&body["message"], &body["global"]), (&json!("You are being rate limited."), &json!(false)));
    assert!(body["retry_after"].as_f64().unwrap() <= 1.0);
    discord.limit(Route::Send, 3);
    let left = |answer: &reqwest::Response| answer.headers()["x-ratelimit-remaining"].to_str().unwrap().to_owned();
    assert_eq!((left(&send(one.id).await), left(&send(two.id).await)), ("2".into(), "2".into()), "each channel apart");
    discord.limit(Route::Send, None);
    discord.limit_all(0);
    let refused = send(two.id).await;
    assert_eq!((refused.status().as_u16(), &refused.headers()["x-ratelimit-global"]), (429, &"true".parse().unwrap()));
    // What answers interactions is apart from that.
    hook.answers(says(json!({ "content": "Oui" })));
    user.command("missions", json!({ "theme": "sport" })).await;
    let path = format!("/webhooks/{}/{}", app.id(), hook.asked()[0]["token"].as_str().unwrap());
    assert_eq!(call(&discord, &app, Method::POST, &path, &json!({ "content": "Et" })).await.0, 200);
    discord.limit_all(None);
    assert_eq!((send(two.id).await.status().as_u16(), app.refused()), (200, Vec::new()));
    assert_eq!(discord.invalid_requests(), [(Route::Send, 429); 2]);
}
