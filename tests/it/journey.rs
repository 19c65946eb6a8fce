//! The main job, end to end over HTTP: register, post, let through, find, sign up, accept.

use axum::http::Method;
use serde_json::{Value, json};
use tests::{Person, TestApp, a_mission, an_association};

/// Registers over HTTP and comes in by the link in the mail.
async fn register(app: &TestApp, email: &str) -> String {
    let body = json!({
        "email": email, "given_name": "Camille", "family_name": "Test", "birth_date": "1990-05-17", "locale": "fr",
    });
    app.call("paris", Method::POST, "/api/v1/accounts", Some(body)).await.expect(202);
    app.work().await;
    let mail = app.mails.to(email).pop().expect("a mail");
    let link = mail.text.split_whitespace().find(|word| word.contains("/enter/")).expect("a link");
    let token = link.rsplit('/').next().expect("a token");
    let entered =
        app.call("paris", Method::POST, "/api/v1/sessions/by-link", Some(json!({ "token": token }))).await.expect(200);
    entered.header("set-cookie").split(';').next().expect("a cookie").to_owned()
}

async fn as_cookie(app: &TestApp, cookie: &str, method: Method, path: &str, body: Option<Value>) -> tests::Answer {
    let mut request = axum::http::Request::builder()
        .method(method)
        .uri(path)
        .header("host", "paris.localhost")
        .header("cookie", cookie);
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    let body = body.map_or_else(axum::body::Body::empty, |body| axum::body::Body::from(body.to_string()));
    app.send(request.body(body).expect("a request")).await
}

#[tokio::test]
async fn an_association_posts_and_a_volunteer_is_accepted() {
    let app = TestApp::new().await;
    let agent = app.agent("paris").await;
    let manager = register(&app, "responsable@asso.example").await;
    let volunteer = register(&app, "benevole@exemple.example").await;
    let by_manager = |method, path: String, body| {
        let (app, manager) = (&app, manager.clone());
        async move { as_cookie(app, &manager, method, &path, body).await }
    };

    // The association registers, and an agent lets it through.
    let association =
        by_manager(Method::POST, "/api/v1/associations".into(), Some(an_association())).await.expect(201).id();
    let submitted =
        by_manager(Method::POST, format!("/api/v1/associations/{association}/submit"), None).await.expect(200);
    assert_eq!(submitted.body["state"], "submitted");
    assert_eq!(submitted.body["inside"]["reasons"][0]["code"], "review_by_agent");
    let queue = agent.get(&app, "/api/v1/moderation/queue").await.expect(200);
    assert_eq!(queue.body["associations"][0]["id"], json!(association));
    agent.post(&app, &format!("/api/v1/associations/{association}/validate"), json!({})).await.expect(200);

    // It posts a mission; the city trusts validated associations, so it is published at once.
    let mut mission = a_mission(2);
    mission["acceptance"] = json!("by_manager");
    mission["contact"] = json!({ "email": "accueil@asso.example" });
    let body = json!({ "association": association, "mission": mission });
    let mission = by_manager(Method::POST, "/api/v1/missions".into(), Some(body)).await.expect(201);
    let (id, slot) = (mission.id(), mission.body["slots"][0]["id"].clone());
    let published = by_manager(Method::POST, format!("/api/v1/missions/{id}/submit"), None).await.expect(200);
    assert_eq!(published.body["state"], "published");

    // The volunteer finds it near them, and signs up.
    let near = "/api/v1/missions?q=devoirs&lat=48.8790&lon=2.3655&radius_m=1000";
    app.work().await;
    let found = app.call("paris", Method::GET, near, None).await.expect(200);
    assert_eq!(found.body["items"][0]["id"], json!(id));
    assert!(found.body["items"][0]["distance_m"].as_f64().is_some_and(|metres| metres < 100.0));
    let body = json!({ "slot": slot });
    let signed = as_cookie(&app, &volunteer, Method::POST, &format!("/api/v1/missions/{id}/sign-ups"), Some(body))
        .await
        .expect(201);
    assert_eq!(signed.body["state"], "requested");

    // The association sees who asks, not how to reach them; it accepts, and both sides know each other.
    let list = by_manager(Method::GET, format!("/api/v1/missions/{id}/sign-ups"), None).await.expect(200);
    assert_eq!(list.body["items"][0]["volunteer"], "Camille T.");
    assert_eq!(list.body["items"][0]["email"], Value::Null);
    let sign_up = signed.id();
    by_manager(Method::POST, format!("/api/v1/sign-ups/{sign_up}/accept"), None).await.expect(200);
    let list = by_manager(Method::GET, format!("/api/v1/missions/{id}/sign-ups"), None).await.expect(200);
    assert_eq!(list.body["items"][0]["email"], "benevole@exemple.example");
    let mine = as_cookie(&app, &volunteer, Method::GET, "/api/v1/me/sign-ups", None).await.expect(200);
    assert_eq!(mine.body["items"][0]["state"], "accepted");
    assert_eq!(mine.body["items"][0]["contact"]["email"], "accueil@asso.example");
    let seen = app.call("paris", Method::GET, &format!("/api/v1/missions/{id}"), None).await.expect(200);
    assert_eq!(seen.body["slots"][0]["places_left"], 1);

    // Everybody was told.
    app.work().await;
    let told: Vec<_> = app.mails.to("benevole@exemple.example").into_iter().map(|mail| mail.subject).collect();
    assert!(told.len() >= 2, "{told:?}");
}

#[tokio::test]
async fn the_missions_of_a_waiting_association_are_published_when_it_is_validated() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let agent = app.agent("paris").await;
    let association = manager.post(&app, "/api/v1/associations", an_association()).await.expect(201).id();
    let body = json!({ "association": association, "mission": a_mission(5) });
    let mission = manager.post(&app, "/api/v1/missions", body).await.expect(201).id();
    let submitted = manager.post(&app, &format!("/api/v1/missions/{mission}/submit"), json!({})).await.expect(200);
    assert_eq!(submitted.body["state"], "submitted");
    // Nobody publishes it past the association, not even an agent.
    let early = agent.post(&app, &format!("/api/v1/missions/{mission}/publish"), json!({})).await.expect(409);
    assert_eq!(early.code(), "association_not_validated");

    manager.post(&app, &format!("/api/v1/associations/{association}/submit"), json!({})).await.expect(200);
    agent.post(&app, &format!("/api/v1/associations/{association}/validate"), json!({})).await.expect(200);
    app.work().await;
    let seen = app.call("paris", Method::GET, &format!("/api/v1/missions/{mission}"), None).await.expect(200);
    assert_eq!(seen.body["state"], "published");
}

#[tokio::test]
async fn what_is_returned_can_be_mended_and_submitted_again() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    let mut mission = a_mission(5);
    mission["description"] = json!("Écrivez-moi : moi@exemple.fr");
    let body = json!({ "association": association, "mission": mission });
    let made = manager.post(&app, "/api/v1/missions", body).await.expect(201);
    let id = made.id();
    let returned = manager.post(&app, &format!("/api/v1/missions/{id}/submit"), json!({})).await.expect(200);
    assert_eq!(returned.body["state"], "returned");
    assert_eq!(returned.body["inside"]["reasons"][0]["field"], "/description");

    let etag = returned.header("etag").to_owned();
    let path = format!("/api/v1/missions/{id}");
    let headers = [("if-match", etag.as_str())];
    manager.call_with(&app, Method::PUT, &path, Some(a_mission(5)), &headers).await.expect(200);
    // The version read before is another by now.
    manager.call_with(&app, Method::PUT, &path, Some(a_mission(6)), &headers).await.expect(412);
    manager.call(&app, Method::PUT, &path, Some(a_mission(6))).await.expect(428);
    let again = manager.post(&app, &format!("{path}/submit"), json!({})).await.expect(200);
    assert_eq!(again.body["state"], "published");
}

#[tokio::test]
async fn an_illegal_transition_is_a_conflict() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let agent: Person = app.agent("paris").await;
    let association = manager.validated_association(&app).await;
    let (mission, _) = manager.published_mission(&app, association, a_mission(5)).await;
    for (who, path) in [
        (&manager, format!("/api/v1/associations/{association}/submit")),
        (&agent, format!("/api/v1/associations/{association}/validate")),
        (&manager, format!("/api/v1/missions/{mission}/submit")),
        (&agent, format!("/api/v1/missions/{mission}/publish")),
    ] {
        let answer = who.post(&app, &path, json!({})).await.expect(409);
        assert_eq!(answer.code(), "illegal_transition", "{path}");
    }
    let body = json!({ "reasons": [{ "text": "Précisez l'adresse." }] });
    agent.post(&app, &format!("/api/v1/missions/{mission}/return"), body).await.expect(409);
}
