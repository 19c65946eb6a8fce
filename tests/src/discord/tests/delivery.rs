//! How interactions and events are brought: signed well or badly, once or again, to one node or two.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::post;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::super::{Route, Signing};
use super::{Hook, call, met, says};

const MINUTE: Duration = Duration::from_secs(60);
const FORGED: [Signing; 5] =
    [Signing::OtherKey, Signing::OtherBody, Signing::OtherTime, Signing::Garbled, Signing::Absent];

#[tokio::test]
async fn an_address_must_greet_and_look_at_signatures() {
    let (_discord, app, _, _) = met().await;
    assert_eq!(app.hook_works().await, Ok(()));
    assert_eq!(app.ping(Signing::Good).await, (200, json!({ "type": 1 })));
    for signing in FORGED {
        assert_eq!(app.ping(signing).await.0, 401, "{signing:?}");
    }
    // One that believes everything.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = Router::new().route("/", post(async || axum::Json(json!({ "type": 1 }))));
    tokio::spawn(async move { axum::serve(listener, router).await });
    app.point_to(&url, None);
    assert!(app.hook_works().await.unwrap_err().contains("OtherKey"));
    app.point_to("http://127.0.0.1:9/", None);
    assert!(app.hook_works().await.is_err());
}

#[tokio::test]
async fn what_is_badly_signed_or_comes_again_has_no_effect() {
    let (_discord, app, hook, user) = met().await;
    let interaction = user.command_interaction("missions", &json!({ "theme": "a" }));
    for signing in [&FORGED[..], &[Signing::Aged(MINUTE), Signing::Ahead(MINUTE)]].concat() {
        let answered = app.deliver_with(&interaction, signing).await;
        assert_eq!((answered.status, answered.taken, answered.wrong), (401, false, None), "{signing:?}");
    }
    hook.answers(says(json!({ "content": "un" })));
    assert!(app.deliver(&interaction).await.taken);
    hook.answers(says(json!({ "content": "deux" })));
    let again = app.deliver_with(&interaction, Signing::Again).await;
    assert_eq!((again.status, again.taken, &again.body["data"]["content"]), (200, false, &json!("deux")));
    let asked = hook.asked();
    assert_eq!((asked.len(), &asked[0]), (2, &asked[1]));
    assert_eq!((user.transcript().len(), user.sees().text.as_str(), app.failed().len()), (1, "un", 0));
    let forged = user.press_interaction(1, "made:up").with("/data/custom_id", json!("made:up:too"));
    hook.answers(says(json!({ "content": "Ce bouton est ancien" })));
    app.deliver(&forged).await;
    assert_eq!(hook.asked().pop().unwrap()["data"]["custom_id"], "made:up:too");
}

#[tokio::test]
async fn two_nodes_get_it_at_once_and_one_is_heard() {
    let (_discord, app, hook, user) = met().await;
    let second = Hook::start(&app).await;
    for hook in [&hook, &second] {
        hook.answers(says(json!({ "content": "Oui" })));
    }
    let interaction = user.command_interaction("missions", &json!({ "theme": "a" }));
    let (one, two) = tokio::join!(app.deliver_to(&interaction, &hook.url), app.deliver_to(&interaction, &second.url));
    assert_eq!((one.status, two.status, one.taken != two.taken), (200, 200, true));
    assert_eq!((hook.asked(), user.transcript().len()), (second.asked(), 1));
}

#[tokio::test]
async fn an_answer_comes_in_time_and_in_json() {
    let (discord, app, hook, user) = met().await;
    let run = async || user.command("missions", json!({ "theme": "a" })).await;
    for (status, kind, words) in [
        (200, "text/html", "the answer is \"text/html\", not JSON"),
        (201, "application/json", "the answer is 201"),
        (503, "application/json", "the answer is 503"),
    ] {
        hook.returns(status, kind, says(json!({ "content": "a" })).to_string());
        assert!(run().await.wrong.unwrap().starts_with(words));
    }
    hook.returns(200, "application/json", "{".to_owned());
    assert!(run().await.wrong.is_some());
    // One that takes the line, and says nothing.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    app.point_to(&format!("http://{}/", listener.local_addr().unwrap()), None);
    discord.waits_for_answers(Duration::from_millis(200));
    let answered = run().await;
    assert_eq!((answered.status, &answered.body), (0, &Value::Null));
    assert!(answered.wrong.unwrap().starts_with("nobody answered in time"));
    assert_eq!((user.failures().len(), &user.failures()[0]), (5, &"This application did not respond".to_owned()));
    assert_eq!((app.failed().len(), user.transcript().len()), (5, 0));
}

#[tokio::test]
async fn what_overtakes_its_own_answer_is_refused_and_not_held_against_the_caller() {
    let (discord, app, _, user) = met().await;
    // An address that writes before it answers, and then answers.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    app.point_to(&format!("http://{}/", listener.local_addr().unwrap()), None);
    let interaction = user.command_interaction("missions", &json!({ "theme": "a" }));
    let path = format!("/webhooks/{}/{}/messages/@original", app.id(), interaction.token());
    let (early, own) = (Arc::new((discord, path)), app.clone());
    let state = Arc::clone(&early);
    let router = Router::new().route(
        "/",
        post(async move || {
            let (status, body) = call(&state.0, &own, Method::PATCH, &state.1, &json!({ "content": "tôt" })).await;
            assert_eq!((status, &body["code"]), (404, &json!(10015)));
            axum::Json(json!({ "type": 5 }))
        }),
    );
    tokio::spawn(async move { axum::serve(listener, router).await });
    assert!(app.deliver(&interaction).await.taken);
    assert_eq!(app.refused(), [""; 0]);
    assert_eq!(app.waits_for_calls(Route::Edit, 1).await[0].status, Some(404));
    assert_eq!(call(&early.0, &app, Method::PATCH, &early.1, &json!({ "content": "Voilà" })).await.0, 200);
    assert_eq!(user.waits_for(|seen| seen.iter().all(|shown| !shown.loading)).await.len(), 1);
}

#[tokio::test]
async fn events_come_signed_to_the_same_address() {
    let (discord, app, hook, user) = met().await;
    let greeting = app.event(None, Value::Null);
    assert_eq!((&greeting["type"], app.deliver_event(&greeting, Signing::Good).await), (&json!(0), 204));
    assert_eq!(app.deliver_event(&greeting, Signing::OtherKey).await, 401);
    let guild = discord.guild("Les Amis");
    assert_eq!(
        (user.authorizes(&guild).await, user.authorizes(None).await, user.deauthorizes().await),
        (204, 204, 204)
    );
    let [_, first, second, third] = &hook.asked()[..] else { panic!("four") };
    assert_eq!((&first["type"], &first["event"]["type"]), (&json!(1), &json!("APPLICATION_AUTHORIZED")));
    assert_eq!(first["event"]["data"]["guild"]["id"], guild.id.to_string());
    assert_eq!(second["event"]["data"]["integration_type"], 1);
    assert_eq!(third["event"]["type"], "APPLICATION_DEAUTHORIZED");
    assert_eq!(third["event"]["data"]["user"]["id"], user.id.to_string());
}
