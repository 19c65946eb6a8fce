//! A window: where it is, what is read in it, and waiting for what is to come.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;
use url::Url;

use super::view::View;
use super::wire::Session;
use super::{Driver, folder};

/// How long anything on a page may take on a busy machine.
const LONGEST: Duration = Duration::from_secs(20);

/// How long before it is looked at again.
const PAUSE: Duration = Duration::from_millis(25);

/// What JavaScript is told before anything is asked of it: names and visibility as people know them.
pub(super) const NAMES: &str = include_str!("names.js");

/// A window, or a part of what is in it. A clone is the same window.
#[derive(Debug, Clone)]
pub struct Page {
    pub(super) session: Session,
    pub(super) clicks: Arc<AtomicUsize>,
    /// The part that is looked at, as a CSS selector.
    pub(super) part: String,
    _driver: Arc<Driver>,
}

/// A cookie the browser holds, whoever set it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The host it goes to.
    pub domain: String,
    /// Whether scripts are kept from it.
    pub http_only: bool,
    /// Whether it travels encrypted only.
    pub secure: bool,
    /// `Strict`, `Lax` or `None`; none if the answer did not say.
    pub same_site: Option<String>,
}

impl Page {
    pub(super) fn new(driver: Arc<Driver>, session: Session) -> Self {
        Self { session, clicks: Arc::default(), part: "html".to_owned(), _driver: driver }
    }

    /// The same window, of which only this part (a CSS selector) is clicked, filled in and read.
    #[must_use]
    pub fn within(&self, part: &str) -> Self {
        Self { part: part.to_owned(), ..self.clone() }
    }

    /// Looks at it otherwise, from now on; it stays loaded.
    ///
    /// # Panics
    /// If the browser is gone, or the page is not laid out so.
    pub async fn look(&self, view: View) {
        view.apply(&self.session).await;
        self.until("it is to be laid out anew", "matchMedia(text).matches", &view.media()).await;
    }

    /// Goes to an address, which may be relative to where it is, and waits until that is loaded.
    ///
    /// # Panics
    /// If nothing answers there, or nothing that could be shown.
    pub async fn goto(&self, address: &str) {
        let address = self.url().await.join(address).expect("an address");
        let gone = self.session.post("/url", json!({ "url": address })).await;
        gone.unwrap_or_else(|error| panic!("{address} is not reached: {error}"));
        // For some addresses the driver says nothing, and the browser shows a page of its own.
        assert_ne!(self.ask("location.protocol").await, "chrome-error:", "{address} is not reached");
    }

    /// Goes back to where it was before.
    ///
    /// # Panics
    /// If the browser is gone.
    pub async fn back(&self) {
        self.session.post("/back", json!({})).await.expect("the way back");
    }

    /// Loads it again.
    ///
    /// # Panics
    /// If the browser is gone.
    pub async fn reload(&self) {
        self.session.post("/refresh", json!({})).await.expect("it is loaded again");
    }

    /// Where it is.
    ///
    /// # Panics
    /// If the browser is gone.
    pub async fn url(&self) -> Url {
        let url = self.session.get("/url").await.expect("an address");
        Url::parse(url.as_str().expect("an address")).expect("an address")
    }

    /// The status the page was answered with.
    pub async fn status(&self) -> u64 {
        let status = self.ask("performance.getEntriesByType('navigation')[0].responseStatus").await;
        status.as_u64().unwrap_or_default()
    }

    /// Its title.
    pub async fn title(&self) -> String {
        self.text_of("document.title").await
    }

    /// The language it says it is in.
    pub async fn lang(&self) -> String {
        self.text_of("document.documentElement.lang").await
    }

    /// What is read in `main`.
    pub async fn main_text(&self) -> String {
        self.text("main").await
    }

    /// What is read in the first of these (a CSS selector); nothing if there is none, or it is not to be seen.
    pub async fn text(&self, selector: &str) -> String {
        let read = "((it) => it?.checkVisibility() ? it.innerText : '')";
        self.text_of(&format!("{read}(document.querySelector({}))", json!(selector))).await
    }

    /// How many of these (a CSS selector) there are.
    pub async fn count(&self, selector: &str) -> u64 {
        self.ask(&format!("document.querySelectorAll({}).length", json!(selector))).await.as_u64().unwrap_or_default()
    }

    /// How wide the page is laid out, in CSS pixels.
    pub async fn width(&self) -> u64 {
        self.ask("innerWidth").await.as_u64().unwrap_or_default()
    }

    /// Whether one has to scroll sideways to see all of it.
    pub async fn scrolls_sideways(&self) -> bool {
        let page = "document.documentElement";
        self.ask(&format!("{page}.scrollWidth > {page}.clientWidth")).await == true
    }

    /// What an expression in JavaScript comes to in the page.
    ///
    /// # Panics
    /// If it throws.
    pub async fn ask(&self, expression: &str) -> Value {
        let answer = self.session.script(&format!("return {expression}"), json!([])).await;
        answer.unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    async fn text_of(&self, expression: &str) -> String {
        self.ask(expression).await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until this is read in it; spaces of any kind and case are all the same.
    ///
    /// # Panics
    /// If it is not, for long.
    pub async fn sees(&self, text: &str) {
        self.until(&format!("«{text}» is to be seen"), "reads(part, text)", text).await;
    }

    /// Waits until this is no longer read in it.
    ///
    /// # Panics
    /// If it still is, for long.
    pub async fn sees_no_more(&self, text: &str) {
        self.until(&format!("«{text}» is to be gone"), "!reads(part, text)", text).await;
    }

    /// Waits until there is something that fits this selector.
    ///
    /// # Panics
    /// If there is not, for long.
    pub async fn has(&self, selector: &str) {
        self.until(&format!("there is to be {selector}"), "document.querySelector(text) !== null", selector).await;
    }

    /// Waits until it is loaded where the path is this; what follows `?` counts if it is said.
    ///
    /// # Panics
    /// If it is elsewhere, for long.
    pub async fn arrives_at(&self, path: &str) {
        let there = "document.readyState === 'complete' \
            && [location.pathname, location.pathname + location.search].includes(text)";
        self.until(&format!("it is to arrive at {path}"), there, path).await;
    }

    /// Waits until an expression of `part` and `text` holds in the page.
    pub(super) async fn until(&self, what: &str, expression: &str, text: &str) {
        let script = format!("{NAMES}; const [part, text] = arguments; return {expression}");
        self.eventually(what, async || match self.session.script(&script, json!([self.part, text])).await? {
            Value::Bool(true) => Ok(()),
            _ => Err("it is not so".to_owned()),
        })
        .await;
    }

    /// Tries until it is done; after long it fails and says what is on the page instead.
    pub(super) async fn eventually<T>(&self, what: &str, attempt: impl AsyncFn() -> Result<T, String>) -> T {
        let limit = Instant::now() + LONGEST;
        loop {
            match attempt().await {
                Ok(done) => return done,
                Err(_) if Instant::now() < limit => tokio::time::sleep(PAUSE).await,
                Err(why) => panic!("{what}: {why}\n{}", self.instead().await),
            }
        }
    }

    /// What is on the page, for whoever looks into a failure.
    async fn instead(&self) -> String {
        let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
        let picture = self.shot(&format!("failed-{test}")).await;
        let text = self.text("body").await;
        let text: String = text.chars().take(1_500).collect();
        format!("at {}, of which {} is a picture:\n{text}", self.url().await, picture.display())
    }

    /// The cookies this window holds.
    ///
    /// # Panics
    /// If the browser is gone.
    pub async fn cookies(&self) -> Vec<Cookie> {
        let all = self.session.devtools("Storage.getCookies", json!({})).await;
        serde_json::from_value(all["cookies"].clone()).expect("cookies")
    }

    /// Gives it a cookie (`name=value`) for an address, as if it had been set there before: who signed in elsewhere
    /// is signed in here.
    ///
    /// # Panics
    /// If it does not take it.
    pub async fn bring_cookie(&self, address: &str, cookie: &str) {
        let (name, value) = cookie.split_once('=').expect("name=value");
        let cookie = json!({ "name": name, "value": value, "url": address, "httpOnly": true, "sameSite": "Lax" });
        let taken = self.session.devtools("Network.setCookie", cookie).await;
        assert_eq!(taken["success"], true, "the browser takes the cookie {name}");
    }

    /// Keeps a picture of the whole page as `target/browser/shots/NAME.png`.
    ///
    /// # Panics
    /// If it cannot be kept.
    pub async fn shot(&self, name: &str) -> PathBuf {
        let metrics = self.session.devtools("Page.getLayoutMetrics", json!({})).await;
        self.shot_of(name, &metrics["cssContentSize"]).await
    }

    /// The same of what the window shows of it before one scrolls.
    ///
    /// # Panics
    /// If it cannot be kept.
    pub async fn shot_of_window(&self, name: &str) -> PathBuf {
        let size = self.ask("{ width: innerWidth, height: innerHeight }").await;
        self.shot_of(name, &size).await
    }

    async fn shot_of(&self, name: &str, size: &Value) -> PathBuf {
        let clip = json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 });
        let whole = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let picture = self.session.devtools("Page.captureScreenshot", whole).await;
        let picture = STANDARD.decode(picture["data"].as_str().expect("a picture")).expect("a picture");
        let folder = folder().join("shots");
        std::fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join(format!("{name}.png"));
        std::fs::write(&path, picture).expect("the picture is kept");
        path
    }
}
