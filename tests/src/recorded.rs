//! What is said to Meilisearch and what it answers, written down from a real one, so that it can be checked without one.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Duration, Utc};
use platform_core::DbError;
use platform_core::kinds::MissionId;
use platform_core::ports::{Hits, Question, SearchCopy as _, SearchIndex, Shelf};
use platform_core::search::document::Document;
use platform_core::search::follow::{Change, Mark};
use platform_core::search::{Criteria, Facet, Near, Query};
use platform_core::tenancy::{Ctx, Point};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Meilisearch;

/// Where it is written down, and of which version.
fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("it/recorded/meilisearch-1.50.json")
}

/// A conversation: what is asked, and what was answered.
#[derive(Clone)]
struct Conversation {
    /// `{method, path, body, status, answer}` each.
    exchanges: Arc<Mutex<Vec<Value>>>,
    /// The server that answers; none: what was written down does.
    server: Option<Arc<(String, String)>>,
    next: Arc<Mutex<usize>>,
    surprises: Arc<Mutex<Vec<String>>>,
}

/// Nobody stands behind: what is asked is answered by Meilisearch, or not at all.
struct Nobody;

#[async_trait]
impl SearchIndex for Nobody {
    async fn search(&self, _: &Ctx, _: &Question<'_>) -> Result<Hits, DbError> {
        Err(DbError::Pool("nobody stands behind".into()))
    }
}

/// Has the whole conversation with what was written down.
///
/// # Errors
/// What is asked or understood otherwise than then.
///
/// # Panics
/// If nothing was written down.
pub async fn replay(ctx: &Ctx) -> Result<(), String> {
    let written = std::fs::read_to_string(file()).expect("a conversation");
    let exchanges: Vec<Value> = serde_json::from_str(&written).expect("JSON");
    let count = exchanges.len();
    let conversation = Conversation::new(exchanges, None);
    let told = converse(&conversation, ctx).await;
    let surprises = conversation.surprises.lock().expect("nobody panicked").join("\n");
    let asked = *conversation.next.lock().expect("nobody panicked");
    match told {
        _ if !surprises.is_empty() => Err(surprises),
        Err(error) => Err(error),
        Ok(()) if asked != count => Err(format!("{asked} questions were asked, not {count}")),
        Ok(()) => Ok(()),
    }
}

/// Has it with a real one, and writes it down if nobody did yet.
///
/// # Errors
/// What is understood otherwise than it should be.
///
/// # Panics
/// If it cannot be written down.
pub async fn record(server: &Meilisearch, ctx: &Ctx) -> Result<(), String> {
    let conversation = Conversation::new(Vec::new(), Some((server.url(), server.key().to_owned())));
    converse(&conversation, ctx).await?;
    if !file().exists() {
        let exchanges = conversation.exchanges.lock().expect("nobody panicked");
        let written = serde_json::to_string_pretty(&*exchanges).expect("JSON");
        std::fs::create_dir_all(file().parent().expect("a folder")).expect("a folder");
        std::fs::write(file(), written + "\n").expect("a file");
    }
    Ok(())
}

impl Conversation {
    fn new(exchanges: Vec<Value>, server: Option<(String, String)>) -> Self {
        Self {
            exchanges: Arc::new(Mutex::new(exchanges)),
            server: server.map(Arc::new),
            next: Arc::default(),
            surprises: Arc::default(),
        }
    }

    async fn answer(&self, method: String, path: String, body: Value) -> (u16, Value) {
        if let Some(server) = &self.server {
            let (url, key) = &**server;
            let method_of = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
            let mut asked = reqwest::Client::new().request(method_of, format!("{url}{path}")).bearer_auth(key);
            if !body.is_null() {
                asked = asked.json(&body);
            }
            let answer = asked.send().await.expect("an answer");
            let (status, answer) = (answer.status().as_u16(), answer.json::<Value>().await.unwrap_or(Value::Null));
            let exchange = json!({ "method": method, "path": path, "body": body, "status": status, "answer": answer });
            self.exchanges.lock().expect("nobody panicked").push(exchange);
            return (status, answer);
        }
        let mut next = self.next.lock().expect("nobody panicked");
        let written = self.exchanges.lock().expect("nobody panicked").get(*next).cloned().unwrap_or(Value::Null);
        *next += 1;
        if written["method"] != method || written["path"] != path || written["body"] != body {
            let surprise = format!("{method} {path} {body} is asked, and not {written}");
            self.surprises.lock().expect("nobody panicked").push(surprise);
        }
        let status = written["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(500);
        (status, written["answer"].clone())
    }
}

async fn pass_on(State(conversation): State<Conversation>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or_else(String::new, ToString::to_string);
    let body = to_bytes(body, usize::MAX).await.expect("a body");
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let (status, answer) = conversation.answer(parts.method.to_string(), path, body).await;
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [(header::CONTENT_TYPE, "application/json")], Body::from(answer.to_string())).into_response()
}

/// Everything that is ever said to it: an index made, written, swapped, read and searched.
async fn converse(conversation: &Conversation, ctx: &Ctx) -> Result<(), String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new().fallback(pass_on).with_state(conversation.clone());
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let meilisearch = search::Meilisearch::new(&url, None, Arc::new(Nobody)).map_err(|error| error.to_string())?;
    // What is written down holds instants: they are the same whenever it is done.
    let ctx = Ctx { now: DateTime::UNIX_EPOCH + Duration::days(20_000), ..ctx.clone() };
    let told = ask_everything(&meilisearch, &ctx).await;
    serving.abort();
    told
}

async fn ask_everything(meilisearch: &search::Meilisearch, ctx: &Ctx) -> Result<(), String> {
    let tenant = &*ctx.tenant;
    let mark = |position| Mark { epoch: Uuid::from_u128(1), position };
    let change = |number: u128, document: Option<Document>| Change {
        mission: MissionId::from(Uuid::from_u128(number)),
        position: i64::try_from(number).expect("small"),
        document,
    };
    let failed = |error: platform_core::ports::CopyError| error.to_string();
    same(meilisearch.reached(tenant).await.map_err(failed)?, None)?;
    meilisearch.begin(tenant).await.map_err(failed)?;
    let written: Vec<_> = (1..=3).map(|number| change(number, Some(document(number, ctx.now)))).collect();
    meilisearch.write(tenant, Shelf::Beside, &written, mark(3)).await.map_err(failed)?;
    meilisearch.swap(tenant).await.map_err(failed)?;
    same(meilisearch.reached(tenant).await.map_err(failed)?, Some(mark(3)))?;
    meilisearch.write(tenant, Shelf::InUse, &[change(3, None)], mark(4)).await.map_err(failed)?;
    let digests = meilisearch.digests(tenant).await.map_err(failed)?;
    let wanted = (1..=2).map(|number| (MissionId::from(Uuid::from_u128(number)), document(number, ctx.now).digest()));
    same(digests, wanted.collect())?;

    let ids =
        |numbers: &[u128]| numbers.iter().map(|number| MissionId::from(Uuid::from_u128(*number))).collect::<Vec<_>>();
    let newest = Query { limit: 1, ..Query::default() };
    let first = ask(meilisearch, ctx, &newest, &[]).await?;
    same(found(&first), ids(&[1]))?;
    let cursor =
        first.next.map(|place| platform_core::search::Cursor { words: 0, mended: false, skip: 0, place: Some(place) });
    same(found(&ask(meilisearch, ctx, &Query { cursor, ..newest }, &[]).await?), ids(&[2]))?;
    let mut criteria = Criteria::default();
    criteria.select(Facet::Domain, "education");
    let chosen = Query { criteria, ..Query::default() };
    same(found(&ask(meilisearch, ctx, &chosen, &["devoir", "שלום"]).await?), ids(&[1]))?;
    let near = Near { point: Point { lat: 48.9, lon: 2.3 }, radius_m: 1_000.0 };
    let around = Query { criteria: Criteria { near: Some(near), ..Criteria::default() }, ..Query::default() };
    same(found(&ask(meilisearch, ctx, &around, &["devoir"]).await?), ids(&[2]))
}

async fn ask(meilisearch: &search::Meilisearch, ctx: &Ctx, query: &Query, terms: &[&str]) -> Result<Hits, String> {
    let terms: Vec<_> = terms.iter().map(|term| (*term).to_owned()).collect();
    let question = Question { query, terms: &terms, without: &[] };
    meilisearch.search(ctx, &question).await.map_err(|error| error.to_string())
}

fn found(hits: &Hits) -> Vec<MissionId> {
    hits.hits.iter().map(|hit| hit.mission).collect()
}

fn same<T: PartialEq + std::fmt::Debug>(told: T, wanted: T) -> Result<(), String> {
    if told == wanted { Ok(()) } else { Err(format!("{told:?} is understood, not {wanted:?}")) }
}

/// One of three, each an hour older and a bit farther north.
fn document(number: u128, now: DateTime<Utc>) -> Document {
    let hours = i64::try_from(number).expect("small");
    let starts = vec![now + Duration::days(hours)];
    let domain = if number == 1 { "education" } else { "nature" };
    Document {
        mission: Uuid::from_u128(number).into(),
        open: true,
        association: Uuid::from_u128(9).into(),
        published_at: now - Duration::hours(hours),
        terms: [vec!["devoir".into(), "שלום".into()], vec!["canal".into()], Vec::new(), vec!["18e".into()]],
        names: vec!["devoirs".into()],
        labels: vec![Facet::Domain.label(domain), Facet::Area.label("75118")],
        places: vec![Point { lat: 48.85 + 0.025 * f64::from(u32::try_from(number).expect("small")), lon: 2.3 }],
        starts: starts.clone(),
        free_starts: starts,
        undated: false,
        undated_free: false,
        need: 2,
        stale_at: None,
    }
}
