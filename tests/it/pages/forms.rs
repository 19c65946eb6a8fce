//! Forms: what proves that they are ours, what is kept of what was typed, and where they go on.

use axum::http::Method;
use serde_json::json;
use tests::{TestApp, Visitor, a_mission};

use super::{get_as, main_text, post};

#[tokio::test]
async fn a_form_of_a_session_carries_its_proof() {
    let app = TestApp::new().await;
    let camille = app.volunteer("paris", "camille").await;
    let other = app.volunteer("paris", "dominique").await;
    let (own, foreign) = (Visitor::known(&app, &camille).token().await, Visitor::known(&app, &other).token().await);
    for (proof, status) in [("", 403), ("something", 403), (foreign.as_str(), 403), (own.as_str(), 303)] {
        let fields = [("_token", proof), ("given_name", "Camille"), ("family_name", "Durand"), ("locale", "fr")];
        let answer = post(&app, Some(&camille), "/me/profile", &fields).await.expect(status);
        if status == 403 {
            let text = main_text(answer);
            assert!(text.contains("ouverte depuis trop longtemps"), "{text}");
        }
    }
}

#[tokio::test]
async fn what_comes_from_another_site_changes_nothing() {
    let app = TestApp::new().await;
    let camille = app.volunteer("paris", "camille").await;
    let proof = Visitor::known(&app, &camille).token().await;
    let body = serde_urlencoded::to_string([("_token", proof.as_str()), ("given_name", "X")]).expect("fields");
    let request = axum::http::Request::builder()
        .method(Method::POST)
        .uri("/me/profile")
        .header("host", "paris.localhost:8080")
        .header("cookie", camille.cookie())
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "https://evil.example")
        .header("sec-fetch-site", "cross-site");
    app.send(request.body(body.into()).expect("a request")).await.expect(403);
    assert_eq!(camille.get(&app, "/api/v1/me").await.expect(200).body["given_name"], "camille");
}

#[tokio::test]
async fn what_was_typed_is_kept_and_tied_to_what_is_wrong() {
    let app = TestApp::new().await;
    let fields = [("given_name", ""), ("family_name", "Durand"), ("email", "nowhere"), ("birth_date", "1990-05-17")];
    let page = post(&app, None, "/register", &fields).await.expect(422).text;
    let document = scraper::Html::parse_document(&page);
    let input = |name: &str| {
        let selector = scraper::Selector::parse(&format!("input[name={name}]")).expect("a selector");
        document.select(&selector).next().expect("a field").value().clone()
    };
    assert_eq!(input("family_name").attr("value"), Some("Durand"));
    assert_eq!(input("birth_date").attr("value"), Some("1990-05-17"));
    for name in ["given_name", "email"] {
        assert_eq!(input(name).attr("aria-invalid"), Some("true"), "{name}");
        let described = input(name).attr("aria-describedby").expect("a description").to_owned();
        let selector = scraper::Selector::parse(&format!("#{}", described.split(' ').next_back().expect("an id")));
        assert!(document.select(&selector.expect("a selector")).next().is_some(), "{described}");
    }
    assert!(input("family_name").attr("aria-invalid").is_none());
}

#[tokio::test]
async fn a_choice_survives_coming_in_on_another_device() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    let (mission, slot) = manager.published_mission(&app, association, a_mission(1)).await;
    let slot_text = slot.to_string();
    let join = post(&app, None, &format!("/en/missions/{mission}/sign-ups"), &[("slot", &slot_text)]).await.expect(303);
    let then = format!("/missions/{mission}?slot={slot}");
    let entrance = join.header("location").to_owned();
    assert_eq!(
        entrance,
        format!("/en/enter?then={}", serde_urlencoded::to_string([("", &then)]).expect("text").trim_start_matches('='))
    );
    let fields = [
        ("then", then.as_str()),
        ("given_name", "Camille"),
        ("family_name", "Durand"),
        ("email", "camille@paris.example"),
        ("birth_date", "1990-05-17"),
    ];
    post(&app, None, "/register", &fields).await.expect(200);
    app.work().await;
    let mails = app.mails.to("camille@paris.example");
    let link = mails[0].text.split_whitespace().find(|word| word.contains("/enter/")).expect("a link");
    let path = link.strip_prefix("http://paris.localhost:8080").expect("an address of the city");
    let (path, query) = path.split_once('?').expect("what was chosen");
    let chosen: Vec<(String, String)> = serde_urlencoded::from_str(query).expect("a query");
    assert_eq!(chosen, [("then".to_owned(), then.clone())]);
    let entered = post(&app, None, path, &[("then", &then)]).await.expect(303);
    assert_eq!(entered.header("location"), then);
    let cookie = entered.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    post(&app, None, path, &[("then", &then)]).await.expect(422);
}

#[tokio::test]
async fn a_session_that_is_over_keeps_nobody_out() {
    let app = TestApp::new().await;
    let camille = app.volunteer("paris", "camille").await;
    let client = app.client("paris").await;
    client.execute("DELETE FROM sessions", &[]).await.expect("no session");
    post(&app, Some(&camille), "/enter", &[("_token", ""), ("email", "camille@paris.example")]).await.expect(200);
}

#[tokio::test]
async fn nobody_is_led_away() {
    let app = TestApp::new().await;
    let camille = app.volunteer("paris", "camille").await;
    for away in
        ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/%09/evil.example"]
    {
        let at = format!("/enter?{}", serde_urlencoded::to_string([("then", away)]).expect("a query"));
        let answer = get_as(&app, &camille, &at).await.expect(303);
        let location = answer.header("location");
        assert!(location == "/" || location.starts_with("/%09"), "{away} leads to {location}");
    }
}

#[tokio::test]
async fn who_is_not_signed_in_comes_in_and_back() {
    let app = TestApp::new().await;
    for (path, back) in [("/sign-ups", "%2Fsign-ups"), ("/en/me/alerts?x=1", "%2Fme%2Falerts%3Fx%3D1")] {
        let answer = super::get(&app, path).await.expect(303);
        assert!(answer.header("location").ends_with(&format!("/enter?then={back}")), "{}", answer.header("location"));
    }
    let montreal = app.volunteer("montreal", "autre").await;
    let answer = get_as(&app, &montreal, "/sign-ups").await.expect(303);
    assert!(answer.header("location").contains("/enter"), "a session of another city is nothing here");
    let alert = json!({ "q": "x", "facets": {}, "daily": false });
    let camille = app.volunteer("paris", "camille").await;
    let id = camille.post(&app, "/api/v1/me/alerts", alert).await.expect(201).id();
    let other = app.volunteer("paris", "dominique").await;
    let proof = Visitor::known(&app, &other).token().await;
    post(&app, Some(&other), &format!("/me/alerts/{id}/delete"), &[("_token", &proof)]).await.expect(404);
}
