//! One's own pages: what opens the account, what is kept of one, and what one does not leave half done.

use axum::http::Method;
use platform_core::ports::Clock as _;
use serde_json::json;
use tests::{Person, TestApp};

use super::{get_as, main_text, post, token};

async fn rows(app: &TestApp, sql: &str) -> Vec<String> {
    let client = app.client("paris").await;
    client.query(sql, &[]).await.expect("rows").iter().map(|row| row.get(0)).collect()
}

/// Where the forms of somebody's profile go that end with this.
async fn forms(app: &TestApp, person: &Person, end: &str) -> Vec<String> {
    let page = get_as(app, person, "/me/profile").await.expect(200).text;
    let forms = scraper::Selector::parse(&format!("form[action$='{end}']")).expect("a selector");
    let document = scraper::Html::parse_document(&page);
    document.select(&forms).filter_map(|form| form.value().attr("action").map(str::to_owned)).collect()
}

#[tokio::test]
async fn a_conversation_is_seen_on_the_profile_and_unlinked_there() {
    let app = TestApp::new().await;
    let (camille, other) = (app.volunteer("paris", "camille").await, app.volunteer("paris", "other").await);
    let linked =
        "INSERT INTO chat_identities (account_id, platform, person, linked_at) VALUES ($1, 'telegram', '42', $2)";
    let client = app.client("paris").await;
    client.execute(linked, &[&camille.id, &app.clock.now()]).await.expect("a chat");
    let unlink = forms(&app, &camille, "/unlink").await;
    assert_eq!(unlink, ["/me/chats/telegram/42/unlink"]);
    assert_eq!(forms(&app, &other, "/unlink").await, [""; 0]);
    let people = "SELECT person FROM chat_identities";
    let theirs = token(&app, &other).await;
    post(&app, Some(&other), &unlink[0], &[("_token", &theirs)]).await.expect(303);
    assert_eq!(rows(&app, people).await, ["42"], "nobody unlinks another's");
    let own = token(&app, &camille).await;
    post(&app, Some(&camille), "/me/chats/pigeon/42/unlink", &[("_token", &own)]).await.expect(404);
    let done = post(&app, Some(&camille), &unlink[0], &[("_token", &own)]).await.expect(303);
    assert_eq!((done.header("location"), rows(&app, people).await), ("/me/profile", vec![]));
}

#[tokio::test]
async fn what_is_open_elsewhere_is_ended_from_the_profile() {
    let app = TestApp::new().await;
    let camille = app.volunteer("paris", "camille").await;
    let elsewhere = Person::signed_in(&app, "paris", camille.id, camille.email.clone()).await;
    let other = app.volunteer("paris", "other").await;
    elsewhere.post(&app, "/api/v1/tokens", json!({ "name": "x", "scopes": ["read"] })).await.expect(201);
    let own = token(&app, &camille).await;
    let done = post(&app, Some(&camille), "/me/others", &[("_token", &own)]).await.expect(200);
    let says = main_text(done);
    assert!(says.contains("votre compte n'est plus ouvert qu'ici"), "{says}");
    for (person, status) in [(&camille, 200), (&other, 200), (&elsewhere, 401)] {
        person.call(&app, Method::GET, "/api/v1/me", None).await.expect(status);
    }
    assert_eq!(rows(&app, "SELECT name FROM api_tokens").await, [""; 0]);
    // Whoever is not in is led to where one comes in.
    post(&app, None, "/me/others", &[]).await.expect(303);
}

#[tokio::test]
async fn what_is_emptied_is_kept_no_more() {
    let app = TestApp::new().await;
    let camille = app.volunteer("paris", "camille").await;
    let own = token(&app, &camille).await;
    let known = async || camille.get(&app, "/api/v1/me").await.expect(200).body["birth_date"].clone();
    let names = [("_token", own.as_str()), ("given_name", "Camille"), ("family_name", "Durand"), ("locale", "fr")];
    post(&app, Some(&camille), "/me/profile", &names).await.expect(303);
    assert_eq!(known().await, "1990-05-17", "what the form did not ask stays");
    let emptied = [&names[..], &[("birth_date", "")]].concat();
    post(&app, Some(&camille), "/me/profile", &emptied).await.expect(303);
    assert!(known().await.is_null());
    for (body, after) in [
        (json!({ "birth_date": "1990-05-17" }), json!("1990-05-17")),
        (json!({ "given_name": "Camille" }), json!("1990-05-17")),
        (json!({ "birth_date": null }), json!(null)),
    ] {
        camille.call(&app, Method::PATCH, "/api/v1/me", Some(body.clone())).await.expect(200);
        assert_eq!(known().await, after, "{body}");
    }
}

#[tokio::test]
async fn quiet_hours_are_whole_or_none() {
    let app = TestApp::new().await;
    let camille = app.volunteer("paris", "camille").await;
    let own = token(&app, &camille).await;
    let kept = async || camille.get(&app, "/api/v1/me/preferences").await.expect(200).body["quiet"].clone();
    let sends = async |from: &str, until: &str| {
        let fields = [("_token", own.as_str()), ("quiet_from", from), ("quiet_until", until)];
        post(&app, Some(&camille), "/me/preferences", &fields).await
    };
    sends("22:30", "07:00").await.expect(303);
    let before = kept().await;
    assert_eq!(before, json!({ "from": "22:30", "until": "07:00" }));
    for (from, until, wrong) in
        [("22:00", "", "quiet_until"), ("", "06:00", "quiet_from"), ("x", "06:00", "quiet_from")]
    {
        let page = sends(from, until).await.expect(422).text;
        let field = scraper::Selector::parse("input[aria-invalid=true]").expect("a selector");
        let document = scraper::Html::parse_document(&page);
        let fields: Vec<_> = document.select(&field).filter_map(|field| field.value().attr("name")).collect();
        assert_eq!(fields, [wrong], "{from} {until}");
        assert!(
            page.contains(&format!("value=\"{}\"", if from.is_empty() { until } else { from })),
            "it is kept: {page}"
        );
        assert_eq!(kept().await, before);
    }
    sends("", "").await.expect(303);
    assert!(kept().await.is_null());
}
