//! WebDriver as it goes over the wire, with Chromium's own commands.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

/// The key under which WebDriver hands over an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How Chromium is started: as an ordinary one, but in no hurry to reach anybody. `*.localhost` is this machine to it.
const ARGUMENTS: [&str; 8] = [
    "--headless=new",
    // All it looks at is ours, and as root it does not start otherwise.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
    "--window-size=1280,900",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
];

/// One window, as the driver knows it.
#[derive(Debug, Clone)]
pub(super) struct Session {
    http: reqwest::Client,
    url: String,
}

/// Something on a page.
#[derive(Debug)]
pub(super) struct Element(String);

impl Element {
    /// The elements a script answered with.
    pub(super) fn all(answer: &Value) -> Vec<Self> {
        let ids = answer.as_array().into_iter().flatten().filter_map(|element| element[ELEMENT].as_str());
        ids.map(|id| Self(id.to_owned())).collect()
    }

    /// As a script is handed it.
    pub(super) fn json(&self) -> Value {
        json!({ ELEMENT: self.0 })
    }
}

impl Session {
    pub(super) async fn start(port: u16) -> Self {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(120)).build().expect("a client");
        let mut session = Self { http, url: format!("http://127.0.0.1:{port}/session") };
        let capabilities = json!({
            "browserName": "chrome",
            "timeouts": { "script": 60_000, "pageLoad": 60_000 },
            "goog:chromeOptions": { "args": ARGUMENTS, "perfLoggingPrefs": { "enablePage": false } },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        });
        let opened = session.send(Method::POST, "", json!({ "capabilities": { "alwaysMatch": capabilities } })).await;
        let opened = opened.expect("Chromium starts (`.ci/setup --test` installs it)");
        session.url = format!("{}/{}", session.url, opened["sessionId"].as_str().expect("a session"));
        session
    }

    /// A command; if it is refused, the reason.
    async fn send(&self, method: Method, path: &str, body: Value) -> Result<Value, String> {
        let request = self.http.request(method.clone(), format!("{}{path}", self.url));
        let request = if method == Method::GET { request } else { request.json(&body) };
        let answer = request.send().await.map_err(|error| format!("the driver does not answer: {error}"))?;
        let refused = !answer.status().is_success();
        let mut answer: Value = answer.json().await.map_err(|error| format!("the driver speaks no JSON: {error}"))?;
        let value = answer["value"].take();
        if refused { Err(format!("{}: {}", value["error"], value["message"])) } else { Ok(value) }
    }

    /// A question.
    pub(super) async fn get(&self, path: &str) -> Result<Value, String> {
        self.send(Method::GET, path, Value::Null).await
    }

    /// An order.
    pub(super) async fn post(&self, path: &str, body: Value) -> Result<Value, String> {
        self.send(Method::POST, path, body).await
    }

    /// An order about something on the page.
    pub(super) async fn on(&self, element: &Element, what: &str, body: Value) -> Result<Value, String> {
        self.post(&format!("/element/{}/{what}", element.0), body).await
    }

    /// Runs a script in the page, whatever the page's own policy; it runs even where the page's scripts may not.
    pub(super) async fn script(&self, script: &str, arguments: Value) -> Result<Value, String> {
        self.post("/execute/sync", json!({ "script": script, "args": arguments })).await
    }

    /// One of Chromium's DevTools commands.
    pub(super) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let done = self.post("/goog/cdp/execute", json!({ "cmd": command, "params": parameters })).await;
        done.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// What was written to a log since it was last read.
    pub(super) async fn log(&self, name: &str) -> Vec<Value> {
        let read = self.post("/se/log", json!({ "type": name })).await.expect("the log can be read");
        read.as_array().cloned().unwrap_or_default()
    }
}
