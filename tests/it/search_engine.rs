//! Meilisearch where there is none: what is said to it, written down from a real one, and what becomes of searches when
//! whatever stands there does not answer as it should. With a real one see the suite `conformance`.

use axum::Router;
use axum::http::{Method, StatusCode};
use chrono::Duration;
use serde_json::json;
use tests::{TestApp, a_mission, recorded};

#[tokio::test]
async fn what_is_said_is_what_a_real_one_was_told() {
    let app = TestApp::alone(|_| ()).await;
    recorded::replay(&app.operator("paris")).await.unwrap_or_else(|difference| panic!("{difference}"));
}

/// Something that listens and answers everything so.
async fn server(answer: impl Fn() -> (StatusCode, &'static str) + Clone + Send + Sync + 'static) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new().fallback(move || {
        let answer = answer.clone();
        async move { answer() }
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// Whatever stands there, nobody's search fails, and nobody is told that all is well.
#[tokio::test]
async fn searches_are_answered_whatever_stands_there() {
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("http://{}", listener.local_addr().expect("an address"))
    };
    for url in [
        gone,
        server(|| (StatusCode::INTERNAL_SERVER_ERROR, "")).await,
        server(|| (StatusCode::FORBIDDEN, r#"{"message":"","code":"invalid_api_key","type":"auth","link":""}"#)).await,
        server(|| (StatusCode::OK, "<html>")).await,
        server(|| (StatusCode::OK, r#"{"hits":"many"}"#)).await,
        server(|| (StatusCode::OK, "{}")).await,
    ] {
        let app = TestApp::with(|vars| drop(vars.insert("MEILI_URL".into(), url.clone()))).await;
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        let (mission, _) = manager.published_mission(&app, association, a_mission(3)).await;
        app.work().await;
        for query in
            ["q=devoirs", "q=devoirs&facets=domain", "", "facets=domain,area", "lat=48.8785&lon=2.365&q=devoirs"]
        {
            let path = format!("/api/v1/missions?{query}");
            let answer = app.call("paris", Method::GET, &path, None).await.expect(200);
            assert_eq!(answer.body["items"][0]["id"], json!(mission), "{url} ?{query}");
            assert_eq!(answer.body["degraded"], json!(true), "{url} ?{query}");
        }
        let ready = app.call("paris", Method::GET, "/readyz", None).await.expect(200);
        assert_eq!(ready.body["search"], json!("degraded"), "{url}");
        // It is tried again, and again in vain.
        app.clock.advance(Duration::seconds(6));
        app.call("paris", Method::GET, "/api/v1/missions?q=devoirs", None).await.expect(200);
    }
}

/// What Meilisearch has no part in is answered by Postgres without a word about it.
#[tokio::test]
async fn orders_that_postgres_knows_are_its_own() {
    let url = server(|| (StatusCode::INTERNAL_SERVER_ERROR, "")).await;
    let app = TestApp::with(|vars| drop(vars.insert("MEILI_URL".into(), url))).await;
    for query in ["sort=soonest", "sort=most_needed", "lat=48.8785&lon=2.365"] {
        let answer = app.call("paris", Method::GET, &format!("/api/v1/missions?{query}"), None).await.expect(200);
        assert!(answer.body.get("degraded").is_none(), "?{query}");
    }
}
