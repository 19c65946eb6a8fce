//! Accounts: coming in and going out, tokens and scopes, what nobody learns, and how often one may try.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request};
use chrono::Duration;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tests::{Answer, TestApp};

async fn post(app: &TestApp, path: &str, body: Value) -> Answer {
    app.call("paris", Method::POST, path, Some(body)).await
}

async fn with_header(
    app: &TestApp,
    method: Method,
    path: &str,
    name: &str,
    value: &str,
    body: Option<Value>,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("host", "paris.localhost").header(name, value);
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    app.send(request.body(body).expect("a request")).await
}

fn registration(email: &str) -> Value {
    json!({ "email": email, "given_name": "Sacha", "family_name": "Test", "locale": "fr" })
}

/// The secret in the last mail to an address.
fn link(app: &TestApp, email: &str) -> String {
    let mail = app.mails.to(email).pop().expect("a mail");
    let link = mail.text.split_whitespace().find(|word| word.contains("/enter/")).expect("a link").to_owned();
    link.rsplit('/').next().expect("a secret").to_owned()
}

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap_or("").to_owned()
}

#[tokio::test]
async fn a_link_works_once_and_sets_a_password_on_the_way() {
    let app = TestApp::new().await;
    post(&app, "/api/v1/accounts", registration(" Sacha@Exemple.example ")).await.expect(422);
    post(&app, "/api/v1/accounts", registration("Sacha@Exemple.example")).await.expect(202);
    app.work().await;
    let secret = link(&app, "sacha@exemple.example");
    let short =
        post(&app, "/api/v1/sessions/by-link", json!({ "token": secret, "password": "court" })).await.expect(422);
    assert_eq!(short.body["errors"][0]["pointer"], "/password");
    // A refused password does not use the link up.
    let body = json!({ "token": secret, "password": "une phrase de passe" });
    let entered = post(&app, "/api/v1/sessions/by-link", body.clone()).await.expect(200);
    let attributes = entered.header("set-cookie");
    assert!(attributes.contains("HttpOnly") && attributes.contains("SameSite=Lax"), "{attributes}");
    let again = post(&app, "/api/v1/sessions/by-link", body).await.expect(401);
    assert_eq!(again.code(), "link_expired");

    let me = with_header(&app, Method::GET, "/api/v1/me", "cookie", &cookie(&entered), None).await.expect(200);
    assert_eq!((&me.body["email"], &me.body["confirmed"]), (&json!("sacha@exemple.example"), &json!(true)));
    let body = json!({ "email": "SACHA@exemple.example", "password": "une phrase de passe" });
    let by_password = post(&app, "/api/v1/sessions", body).await.expect(200);

    // Going out ends the session on the server, and that one only.
    let out = with_header(&app, Method::DELETE, "/api/v1/sessions/current", "cookie", &cookie(&entered), None).await;
    assert!(out.expect(204).header("set-cookie").contains("Max-Age=0"));
    with_header(&app, Method::GET, "/api/v1/me", "cookie", &cookie(&entered), None).await.expect(401);
    with_header(&app, Method::GET, "/api/v1/me", "cookie", &cookie(&by_password), None).await.expect(200);
    app.clock.advance(Duration::days(31));
    with_header(&app, Method::GET, "/api/v1/me", "cookie", &cookie(&by_password), None).await.expect(401);
}

/// Whoever sets a new password may do it since somebody else came in: nothing that was open before goes on.
#[tokio::test]
async fn a_new_password_ends_what_was_open() {
    let app = TestApp::new().await;
    let person = app.volunteer("paris", "sacha").await;
    let token = json!({ "name": "programme", "scopes": ["read"] });
    let token = person.post(&app, "/api/v1/tokens", token).await.expect(201).body["token"].clone();
    let bearer = format!("Bearer {}", token.as_str().expect("a token"));
    let enter = async |password: Option<&str>| {
        app.clock.advance(Duration::minutes(1));
        post(&app, "/api/v1/magic-links", json!({ "email": person.email })).await.expect(202);
        app.work().await;
        let mut body = json!({ "token": link(&app, &person.email) });
        if let Some(password) = password {
            body["password"] = password.into();
        }
        cookie(&post(&app, "/api/v1/sessions/by-link", body).await.expect(200))
    };
    let open = async || {
        let by_token = with_header(&app, Method::GET, "/api/v1/me", "authorization", &bearer, None).await;
        (person.get(&app, "/api/v1/me").await.status.as_u16(), by_token.status.as_u16())
    };
    enter(None).await;
    assert_eq!(open().await, (200, 200), "coming in alone ends nothing");
    let own = enter(Some("une phrase de passe")).await;
    assert_eq!(open().await, (401, 401));
    with_header(&app, Method::GET, "/api/v1/me", "cookie", &own, None).await.expect(200);
}

#[tokio::test]
async fn a_link_ends_after_half_an_hour_and_when_another_is_sent() {
    let app = TestApp::new().await;
    let email = "sacha@exemple.example";
    post(&app, "/api/v1/accounts", registration(email)).await.expect(202);
    app.work().await;
    let first = link(&app, email);
    post(&app, "/api/v1/magic-links", json!({ "email": email })).await.expect(202);
    app.work().await;
    let second = link(&app, email);
    assert_ne!(first, second);
    post(&app, "/api/v1/sessions/by-link", json!({ "token": first })).await.expect(401);
    app.clock.advance(Duration::minutes(30));
    post(&app, "/api/v1/sessions/by-link", json!({ "token": second })).await.expect(401);
}

#[tokio::test]
async fn no_answer_tells_whether_an_address_is_known() {
    let app = TestApp::new().await;
    app.volunteer("paris", "known").await;
    let same = |one: &Answer, other: &Answer| {
        let strip = |answer: &Answer| {
            let mut body = answer.body.clone();
            if let Some(fields) = body.as_object_mut() {
                fields.remove("reference");
            }
            (answer.status, body)
        };
        assert_eq!(strip(one), strip(other));
    };
    for (path, body) in [
        ("/api/v1/accounts", registration as fn(&str) -> Value),
        ("/api/v1/magic-links", |email| json!({ "email": email })),
        ("/api/v1/sessions", |email| json!({ "email": email, "password": "ce n'est pas ça" })),
    ] {
        let known = post(&app, path, body("known@paris.example")).await;
        let unknown = post(&app, path, body("unknown@paris.example")).await;
        same(&known, &unknown);
    }
    // Who registers again is sent a link into the account there is; its name is not overwritten.
    app.work().await;
    let entered =
        post(&app, "/api/v1/sessions/by-link", json!({ "token": link(&app, "known@paris.example") })).await.expect(200);
    let me = with_header(&app, Method::GET, "/api/v1/me", "cookie", &cookie(&entered), None).await.expect(200);
    assert_eq!(me.body["given_name"], "known");
    // Nobody writes to an address that has no account and did not ask for one.
    assert!(app.mails.to("unknown@paris.example").len() <= 1);
}

#[tokio::test]
async fn an_unconfirmed_account_cannot_sign_up_by_anything_but_its_mail() {
    let app = TestApp::new().await;
    post(&app, "/api/v1/accounts", registration("new@exemple.example")).await.expect(202);
    let body = json!({ "email": "new@exemple.example", "password": "" });
    post(&app, "/api/v1/sessions", body).await.expect(401);
}

#[tokio::test]
async fn tokens_are_shown_once_act_within_their_scopes_and_end() {
    let app = TestApp::new().await;
    let person = app.volunteer("paris", "maker").await;
    let body = json!({ "name": "mon script", "scopes": ["read"] });
    let made = person.post(&app, "/api/v1/tokens", body.clone()).await.expect(201);
    let token = made.body["token"].as_str().expect("a token").to_owned();
    assert!(token.starts_with("jme_"), "{token}");
    let bearer = format!("Bearer {token}");
    let listed = person.get(&app, "/api/v1/tokens").await.expect(200);
    assert_eq!(
        (listed.body["items"][0]["id"].clone(), listed.body["items"][0]["token"].clone()),
        (made.body["id"].clone(), Value::Null)
    );

    let by_token = |method, path: &'static str, body| with_header(&app, method, path, "authorization", &bearer, body);
    by_token(Method::GET, "/api/v1/me", None).await.expect(200);
    let out_of_scope = by_token(Method::POST, "/api/v1/associations", Some(tests::an_association())).await.expect(403);
    assert_eq!(out_of_scope.code(), "scope");
    // A token makes no tokens.
    by_token(Method::POST, "/api/v1/tokens", Some(body)).await.expect(403);

    person.call(&app, Method::DELETE, &format!("/api/v1/tokens/{}", made.id()), None).await.expect(204);
    by_token(Method::GET, "/api/v1/me", None).await.expect(401);
    person.call(&app, Method::DELETE, &format!("/api/v1/tokens/{}", made.id()), None).await.expect(404);

    let ends = json!({ "name": "court", "scopes": ["read"], "expires_at": "2026-03-05T00:00:00Z" });
    let short = person.post(&app, "/api/v1/tokens", ends).await.expect(201);
    let bearer = format!("Bearer {}", short.body["token"].as_str().expect("a token"));
    with_header(&app, Method::GET, "/api/v1/me", "authorization", &bearer, None).await.expect(200);
    app.clock.advance(Duration::days(2));
    with_header(&app, Method::GET, "/api/v1/me", "authorization", &bearer, None).await.expect(401);
}

#[tokio::test]
async fn credentials_may_be_tried_so_often_by_account_and_by_real_address() {
    let app = TestApp::alone(|vars| {
        vars.insert("JEMENGAGE_SIGN_IN_LIMIT".into(), "3".into());
        vars.insert("JEMENGAGE_TRUSTED_PROXIES".into(), "10.0.0.0/8".into());
    })
    .await;
    let try_from = |peer: &'static str, forwarded: &'static str, email: String| {
        let app = &app;
        async move {
            let mut request = Request::post("/api/v1/sessions")
                .header("host", "paris.localhost")
                .header("content-type", "application/json")
                .header("x-forwarded-for", forwarded)
                .body(Body::from(json!({ "email": email, "password": "x" }).to_string()))
                .expect("a request");
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer.parse().expect("an address")));
            app.send(request).await
        }
    };
    // One account, from anywhere.
    for _ in 0..3 {
        try_from("203.0.113.1:1", "", "one@exemple.example".into()).await.expect(401);
    }
    let limited = try_from("203.0.113.2:1", "", "One@exemple.example".into()).await.expect(429);
    assert!(limited.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0));
    app.clock.advance(Duration::minutes(1));
    try_from("203.0.113.2:1", "", "one@exemple.example".into()).await.expect(401);
    // One address, many accounts; the proxy's word counts, a stranger's does not.
    for number in 0..18 {
        try_from("10.0.0.1:1", "198.51.100.7", format!("a{number}@exemple.example")).await.expect(401);
    }
    try_from("10.0.0.1:1", "198.51.100.7", "b@exemple.example".into()).await.expect(429);
    try_from("10.0.0.1:1", "198.51.100.8", "c@exemple.example".into()).await.expect(401);
    for number in 0..17 {
        // (one try of this peer was counted above)
        try_from("203.0.113.2:1", "198.51.100.9", format!("d{number}@exemple.example")).await.expect(401);
    }
    try_from("203.0.113.2:1", "198.51.100.10", "e@exemple.example".into()).await.expect(429);
}

#[tokio::test]
async fn what_a_post_with_a_key_did_is_done_once() {
    let app = TestApp::new().await;
    let person = app.volunteer("paris", "twice").await;
    let path = "/api/v1/associations";
    let key = [("idempotency-key", "k-1")];
    let first = person.call_with(&app, Method::POST, path, Some(tests::an_association()), &key).await.expect(201);
    let again = person.call_with(&app, Method::POST, path, Some(tests::an_association()), &key).await.expect(201);
    assert_eq!((again.id(), again.header("idempotency-replayed")), (first.id(), "true"));
    let mut other = tests::an_association();
    other["name"] = json!("Une autre");
    let mistake = person.call_with(&app, Method::POST, path, Some(other), &key).await.expect(422);
    assert_eq!(mistake.code(), "idempotency_other_request");
    // Keys are their person's.
    let neighbour = app.volunteer("paris", "neighbour").await;
    let theirs = neighbour.call_with(&app, Method::POST, path, Some(tests::an_association()), &key).await.expect(201);
    assert_ne!(theirs.id(), first.id());

    // Many at once make one.
    let eager = [("idempotency-key", "k-2")];
    let presses = (0..6).map(|_| person.call_with(&app, Method::POST, path, Some(tests::an_association()), &eager));
    let answers = futures_util::future::join_all(presses).await;
    assert!(answers.iter().all(|answer| matches!(answer.status.as_u16(), 201 | 409)), "{answers:?}");
    let me = person.get(&app, "/api/v1/me").await.expect(200);
    assert_eq!(me.body["associations"].as_array().map(Vec::len), Some(2));

    // A refused request is not remembered: mended, it may be sent again under its key.
    let mended = [("idempotency-key", "k-3")];
    let mut wrong = tests::an_association();
    wrong["name"] = json!("");
    person.call_with(&app, Method::POST, path, Some(wrong), &mended).await.expect(422);
    person.call_with(&app, Method::POST, path, Some(tests::an_association()), &mended).await.expect(201);

    // A secret is not kept: the repetition says so instead of showing it again.
    let token = [("idempotency-key", "k-4")];
    let body = json!({ "name": "t", "scopes": ["read"] });
    person.call_with(&app, Method::POST, "/api/v1/tokens", Some(body.clone()), &token).await.expect(201);
    let lost = person.call_with(&app, Method::POST, "/api/v1/tokens", Some(body), &token).await.expect(409);
    assert_eq!(lost.code(), "idempotency_lost");
}
