//! What a page asks of the network, and what it complains of in the console.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;
use url::Url;

use super::page::Page;

/// How long a request may take.
const LONGEST: Duration = Duration::from_secs(20);

/// Something the page asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// `GET`, `POST` …
    pub method: String,
    /// Where.
    pub url: Url,
    /// What for, as Chromium calls it: `Document`, `Script`, `Stylesheet`, `Image`, `Font`, `Fetch` …
    pub kind: String,
    /// The status it was answered with; none if it failed.
    pub status: Option<u64>,
    /// What came over the wire, headers included, compressed as it was; 0 from the browser's own store.
    pub bytes: u64,
    has_ended: bool,
}

impl Request {
    /// The host it went to.
    #[must_use]
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }
}

/// The requests of a log, the last of each number.
#[derive(Debug, Default)]
struct Traffic {
    requests: Vec<Request>,
    by_id: HashMap<String, usize>,
}

impl Page {
    /// What was asked for since this was last called, once all of it has been answered: by the page, its scripts and
    /// styles. Chromium's own look for a `favicon.ico` is not among it.
    ///
    /// # Panics
    /// If something is not answered for long.
    pub async fn requests(&self) -> Vec<Request> {
        let limit = Instant::now() + LONGEST;
        let mut traffic = Traffic::default();
        loop {
            for entry in self.session.log("performance").await {
                let entry: Value = serde_json::from_str(entry["message"].as_str().unwrap_or_default()).expect("JSON");
                traffic.hear(&entry["message"]);
            }
            let waiting: Vec<&Request> = traffic.requests.iter().filter(|request| !request.has_ended).collect();
            if waiting.is_empty() {
                return traffic.requests;
            }
            assert!(Instant::now() < limit, "not answered: {waiting:#?}");
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// The errors in the console since this was last called: of scripts, of the policy for content, of what could not
    /// be loaded.
    pub async fn console_errors(&self) -> Vec<String> {
        let entries = self.session.log("browser").await;
        let errors = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        errors.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

impl Traffic {
    fn hear(&mut self, event: &Value) {
        let told = &event["params"];
        let id = told["requestId"].as_str().unwrap_or_default();
        match event["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => {
                if let (Some(before), Value::Object(answer)) = (self.request(id), &told["redirectResponse"]) {
                    before.status = answer["status"].as_u64();
                    before.bytes = bytes(&answer["encodedDataLength"]);
                    before.has_ended = true;
                }
                self.begin(id, told);
            }
            "Network.responseReceived" => {
                if let Some(request) = self.request(id) {
                    request.status = told["response"]["status"].as_u64();
                }
            }
            "Network.loadingFinished" => {
                if let Some(request) = self.request(id) {
                    request.bytes = bytes(&told["encodedDataLength"]);
                    request.has_ended = true;
                }
            }
            "Network.loadingFailed" => {
                if let Some(request) = self.request(id) {
                    request.has_ended = true;
                }
            }
            _ => {}
        }
    }

    fn begin(&mut self, id: &str, told: &Value) {
        let asked = &told["request"];
        let url = asked["url"].as_str().and_then(|url| Url::parse(url).ok());
        let Some(url) = url.filter(|url| url.has_host()) else { return };
        self.by_id.insert(id.to_owned(), self.requests.len());
        self.requests.push(Request {
            method: asked["method"].as_str().unwrap_or_default().to_owned(),
            url,
            kind: told["type"].as_str().unwrap_or_default().to_owned(),
            status: None,
            bytes: 0,
            has_ended: false,
        });
    }

    fn request(&mut self, id: &str) -> Option<&mut Request> {
        self.by_id.get(id).map(|index| &mut self.requests[*index])
    }
}

/// A count that JavaScript may write with a point.
fn bytes(count: &Value) -> u64 {
    count.as_f64().unwrap_or_default() as u64
}
