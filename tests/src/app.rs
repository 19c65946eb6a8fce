//! `TestApp`: the application with its HTTP face in this process, two cities, a clock that stands still.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use chrono::{DateTime, Duration, Utc};
use http_body_util::BodyExt as _;
use platform::config::Config;
use platform_core::App;
use platform_core::accounts::passwords::Passwords;
use platform_core::chat::bots::Hooks;
use platform_core::ports::{Clock, RulesEngine, SearchIndex};
use platform_core::rules::rank::Lifts;
use platform_core::tenancy::{self, Ctx, Tenant};
use serde_json::Value;
use uuid::Uuid;

use crate::database::{Database, tenants_dir};
use crate::nodes::{self, Nodes};
use crate::people::Person;
use crate::rules::{Rules, engine};
use crate::sink::SentMails;

/// A clock that moves when told to.
#[derive(Debug)]
pub struct TestClock(Mutex<DateTime<Utc>>);

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("nobody panicked")
    }
}

impl TestClock {
    /// A Wednesday morning in Paris.
    fn new() -> Self {
        Self(Mutex::new("2026-03-04T09:00:00Z".parse().expect("an instant")))
    }

    /// Moves it forward, or back.
    ///
    /// # Panics
    /// If another test thread panicked while moving it.
    pub fn advance(&self, by: Duration) {
        *self.0.lock().expect("nobody panicked") += by;
    }
}

/// The application under test.
pub struct TestApp {
    /// The application itself; of several nodes, the first.
    pub app: Arc<App>,
    /// Its database.
    pub database: Database,
    /// Its clock.
    pub clock: Arc<TestClock>,
    /// The mails it sent.
    pub mails: SentMails,
    nodes: Nodes,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: axum::http::HeaderMap,
    /// The body, as JSON (null if it is none).
    pub body: Value,
    /// The body as it came.
    pub text: String,
}

impl Answer {
    /// The answer, which must have this status.
    ///
    /// # Panics
    /// If it has another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{:#}", self.body);
        self
    }

    /// The code of the problem.
    #[must_use]
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or("")
    }

    /// The id in the body.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.body["id"].as_str().and_then(|id| id.parse().ok()).expect("an id in the body")
    }

    /// A header, as text.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}

impl TestApp {
    /// A fresh database with the two demo cities, and the application on it.
    ///
    /// # Panics
    /// If it cannot be set up.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// The same with other settings.
    ///
    /// # Panics
    /// If it cannot be set up.
    pub async fn with(change: impl FnOnce(&mut BTreeMap<String, String>)) -> Self {
        Self::put_together(Database::new().await, nodes::count(), change, engine()).await.with_cities().await
    }

    /// The same on one node in every run: for what each node counts by itself.
    ///
    /// # Panics
    /// If it cannot be set up.
    pub async fn alone(change: impl FnOnce(&mut BTreeMap<String, String>)) -> Self {
        Self::put_together(Database::new().await, 1, change, engine()).await.with_cities().await
    }

    /// The application on a database as it is.
    ///
    /// # Panics
    /// If it cannot be set up.
    pub async fn on(database: Database, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Self {
        Self::put_together(database, nodes::count(), change, engine()).await
    }

    async fn put_together(
        database: Database,
        count: usize,
        change: impl FnOnce(&mut BTreeMap<String, String>),
        engine: Arc<dyn RulesEngine>,
    ) -> Self {
        let mut vars = BTreeMap::from([
            ("JEMENGAGE_TENANTS_DIR".to_owned(), tenants_dir().display().to_string()),
            ("JEMENGAGE_SIGN_IN_LIMIT".to_owned(), "1000".to_owned()),
            ("JEMENGAGE_DATABASE_POOL".to_owned(), "8".to_owned()),
        ]);
        change(&mut vars);
        let config = Config::from_vars(vars).expect("sound settings");
        let clock = Arc::new(TestClock::new());
        let mails = SentMails::default();
        let nodes = Nodes::start(count, &config, &database, &mails, &clock, &engine).await;
        Self { app: Arc::clone(nodes.app()), database, clock, mails, nodes }
    }

    /// With the two demo cities.
    ///
    /// # Panics
    /// If they are not sound.
    pub async fn with_cities(self) -> Self {
        self.with_cities_under(Rules::Default).await
    }

    /// With the two demo cities, each with its own rules.
    ///
    /// # Panics
    /// If they are not sound.
    pub async fn with_own_rules() -> Self {
        Self::put_together(Database::new().await, nodes::count(), |_| {}, engine())
            .await
            .with_cities_under(Rules::Own)
            .await
    }

    /// The same with an engine of rules of one's own.
    ///
    /// # Panics
    /// If they are not sound.
    pub async fn asking(engine: Arc<dyn RulesEngine>) -> Self {
        Self::put_together(Database::new().await, nodes::count(), |_| {}, engine)
            .await
            .with_cities_under(Rules::Own)
            .await
    }

    async fn with_cities_under(self, rules: Rules) -> Self {
        for city in ["paris", "montreal"] {
            self.apply_under(city, rules).await;
        }
        self
    }

    /// Makes one of the demo cities, under the default rules.
    ///
    /// # Panics
    /// If it is not sound.
    pub async fn apply(&self, city: &str) {
        self.apply_under(city, Rules::Default).await;
    }

    async fn apply_under(&self, city: &str, rules: Rules) {
        self.apply_folder(&rules.folder(&tenants_dir(), city)).await;
    }

    /// Makes a city of a folder, or brings it up to date.
    ///
    /// # Panics
    /// If it is not sound.
    pub async fn apply_folder(&self, folder: &Path) {
        let id = platform_core::ports::new_id(&*self.app.entropy, self.clock.now());
        tenancy::apply(&self.app.db, &*self.app.engine, folder, id, self.clock.now()).await.expect("the city is sound");
        self.app.registry.reload(&self.app.db).await.expect("the registry is read");
        self.nodes.all_hear().await;
    }

    /// Waits until every node has heard of what was written, also past the application.
    pub async fn hears(&self) {
        self.nodes.all_hear().await;
    }

    /// A city by its short name.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn city(&self, code: &str) -> Arc<Tenant> {
        self.app.registry.by_code(code).expect("a city")
    }

    /// A context in which the operator acts.
    #[must_use]
    pub fn operator(&self, city: &str) -> Ctx {
        Ctx::system(self.city(city), self.clock.now(), "operator")
    }

    /// A connection of the service role, in a city.
    ///
    /// # Panics
    /// If it cannot be had.
    pub async fn client(&self, city: &str) -> tokio_postgres::Client {
        let client = self.database.connect().await;
        client.batch_execute(&format!("SET app.tenant_id = '{}'", self.city(city).id)).await.expect("a setting");
        client
    }

    /// Sends a request as it is.
    ///
    /// # Panics
    /// If the router fails, which it cannot.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let peer: std::net::SocketAddr = "127.0.0.1:50000".parse().expect("an address");
        if request.extensions().get::<ConnectInfo<std::net::SocketAddr>>().is_none() {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        let response = self.nodes.send(request).await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Sends a JSON request to a city, as nobody.
    pub async fn call(&self, city: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.send(request(city, method, path, body).body_of()).await
    }

    /// Does all that is due: what the clock asks for, then the queue; answers how many jobs ran.
    ///
    /// # Panics
    /// If what is due cannot be read.
    pub async fn work(&self) -> usize {
        self.nodes.work().await
    }

    /// Somebody of the city with a confirmed address, born in 1990, signed in.
    pub async fn volunteer(&self, city: &str, name: &str) -> Person {
        Person::volunteer(self, city, name).await
    }

    /// An agent of the city, signed in.
    pub async fn agent(&self, city: &str) -> Person {
        Person::agent(self, city).await
    }
}

/// A request being put together.
pub(crate) struct Draft {
    builder: axum::http::request::Builder,
    body: Option<Value>,
}

pub(crate) fn request(city: &str, method: Method, path: &str, body: Option<Value>) -> Draft {
    let mut builder =
        Request::builder().method(method).uri(path).header(header::HOST, format!("{city}.localhost:8080"));
    if body.is_some() {
        builder = builder.header(header::CONTENT_TYPE, "application/json");
    }
    Draft { builder, body }
}

impl Draft {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.builder = self.builder.header(name, value);
        self
    }

    pub(crate) fn body_of(self) -> Request<Body> {
        let body = self.body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.builder.body(body).expect("a request")
    }
}

/// The same application with another engine that searches, and no copy to keep.
///
/// # Panics
/// If passwords cannot be hashed.
#[must_use]
pub fn searching_with(app: &App, search: Arc<dyn SearchIndex>) -> Arc<App> {
    Arc::new(App {
        search,
        copy: None,
        db: app.db.clone(),
        registry: Arc::clone(&app.registry),
        engine: Arc::clone(&app.engine),
        lifts: Lifts::default(),
        seen: Arc::default(),
        mailer: Arc::clone(&app.mailer),
        clock: Arc::clone(&app.clock),
        entropy: Arc::clone(&app.entropy),
        passwords: Passwords::new(&*app.entropy).expect("passwords can be hashed"),
        links: app.links.clone(),
        vault: app.vault.clone(),
        hooks: Hooks::default(),
        channel: Arc::clone(&app.channel),
        providers: Arc::clone(&app.providers),
    })
}
