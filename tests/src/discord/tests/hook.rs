//! An address that answers what a test tells it to, and looks at signatures as it should.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use serde_json::{Value, json};
use serenity::interactions_endpoint::Verifier;
use tokio::net::TcpListener;

use super::super::App;
use super::super::world::now;

/// The longest a request may have been under way, in seconds.
const STALE: i64 = 5;

#[derive(Default)]
struct Inside {
    key: String,
    answers: VecDeque<(u16, &'static str, String)>,
    asked: Vec<Value>,
    hosts: Vec<String>,
}

/// The address.
#[derive(Clone)]
pub(super) struct Hook {
    pub(super) url: String,
    inside: Arc<Mutex<Inside>>,
}

impl Hook {
    /// Starts one, and points the application to it.
    pub(super) async fn start(app: &App) -> Self {
        let inside = Arc::new(Mutex::new(Inside { key: app.public_key(), ..Inside::default() }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hooks/discord", listener.local_addr().unwrap());
        let router = Router::new().route("/hooks/discord", post(asked)).with_state(Arc::clone(&inside));
        tokio::spawn(async move { axum::serve(listener, router).await });
        app.point_to(&url, "jemengage.example");
        Self { url, inside }
    }

    /// The next interaction is answered so.
    pub(super) fn answers(&self, answer: Value) {
        self.returns(200, "application/json", answer.to_string());
    }

    /// The next interaction gets this back.
    pub(super) fn returns(&self, status: u16, kind: &'static str, body: String) {
        self.inside.lock().unwrap().answers.push_back((status, kind, body));
    }

    /// What was brought and well signed.
    pub(super) fn asked(&self) -> Vec<Value> {
        self.inside.lock().unwrap().asked.clone()
    }

    /// The hosts that were named.
    pub(super) fn hosts(&self) -> Vec<String> {
        self.inside.lock().unwrap().hosts.clone()
    }
}

async fn asked(State(inside): State<Arc<Mutex<Inside>>>, headers: HeaderMap, body: Bytes) -> Response {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let (signature, timestamp) = (said("x-signature-ed25519"), said("x-signature-timestamp"));
    let mut inside = inside.lock().unwrap();
    inside.hosts.push(said("host"));
    let age = timestamp.parse().map_or(i64::MAX, |sent: i64| (now().timestamp() - sent).abs());
    if age > STALE || Verifier::new(&inside.key).verify(&signature, &timestamp, &body).is_err() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let body: Value = serde_json::from_slice(&body).unwrap();
    inside.asked.push(body.clone());
    // Events have no token.
    if body.get("token").is_none() {
        return StatusCode::NO_CONTENT.into_response();
    }
    if body["type"] == 1 {
        return axum::Json(json!({ "type": 1 })).into_response();
    }
    let (status, kind, body) = inside.answers.pop_front().unwrap_or((500, "text/plain", String::new()));
    (StatusCode::from_u16(status).unwrap(), [(header::CONTENT_TYPE, kind)], body).into_response()
}
