//! Where a page leads after a form, after signing in, and from an address that only takes forms.

use axum::body::Body;
use axum::http::{Method, Request};
use tests::TestApp;

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
