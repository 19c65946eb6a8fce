//! Where a page leads after a form, after signing in, and from an address that only takes forms.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::json;
use tests::TestApp;

use super::Scene;

#[tokio::test]
async fn signing_in_again_leads_back_in_one_language() {
    let app = TestApp::new().await;
    let form = Request::builder()
        .method(Method::POST)
        .uri("/fr/manage/018f2f6e-0000-7000-8000-000000000001/submit")
        .header("host", "paris.localhost:8080")
        .header("accept", "text/html")
        .header("referer", "http://paris.localhost:8080/fr/manage/new?x=1")
        .header("content-type", "application/x-www-form-urlencoded");
    let answer = app.send(form.body(Body::from("x=1")).expect("a request")).await;
    assert_eq!(answer.header("location"), "/fr/enter?then=%2Fmanage%2Fnew%3Fx%3D1");
}

#[tokio::test]
async fn members_of_a_stopped_association_read_why() {
    let scene = Scene::new().await;
    let agent = scene.app.agent("paris").await;
    let suspend = format!("/api/v1/associations/{}/suspend", scene.association);
    agent.post(&scene.app, &suspend, json!({ "reason": "Une plainte est examinée." })).await.expect(200);
    let page = scene.browser().get(&format!("/manage/{}", scene.association)).await.expect(200);
    assert!(page.says("Une plainte est examinée."), "{}", page.text("main"));
}

#[tokio::test]
async fn an_address_that_only_takes_a_form_leads_to_the_page_that_has_it() {
    let scene = Scene::new().await;
    let browser = scene.browser();
    let mission = scene.draft(|mission| mission["slots"] = json!([])).await;
    let page = browser.get(&format!("/fr/manage/missions/{mission}")).await.expect(200);
    let refused = browser.submit(&page, "/submit", &[]).await.expect(422);
    let english = refused.attribute("a[hreflang=en]", "href").expect("the page in English");
    let shown = browser.get(&english).await.expect(200);
    assert_eq!(shown.path, format!("/en/manage/missions/{mission}"));
    assert_eq!(browser.get("/leave").await.expect(200).path, "/");
    browser.post(&format!("/missions/{mission}"), &[]).await.expect(405);
}

#[tokio::test]
async fn every_remark_stands_beside_a_field() {
    let scene = Scene::new().await;
    let mission = scene.draft(|_| {}).await;
    let remarks = ["/contact", "/open_to_minors", "/translations", "/addresses/0", "/remote"];
    let reasons = remarks.map(|field| json!({ "code": "remark", "field": field, "text": format!("Voir {field}.") }));
    let sent_back = "UPDATE missions SET state = 'returned', reasons = $2::text::jsonb WHERE id = $1";
    let reasons = serde_json::to_string(&reasons).expect("JSON");
    scene.app.client("paris").await.execute(sent_back, &[&mission, &reasons]).await.expect("a returned mission");
    let browser = scene.browser();
    for (step, field, id) in [
        ("who", "/contact", "contact_name"),
        ("who", "/open_to_minors", "open_to_minors"),
        ("what", "/translations", "language"),
        ("where", "/addresses/0", "place-0-label"),
        ("where", "/remote", "remote"),
    ] {
        let page = browser.get(&format!("/manage/missions/{mission}/edit/{step}")).await.expect(200);
        assert_eq!(page.error(id), format!("Voir {field}."), "{}", page.text("main"));
    }
}
