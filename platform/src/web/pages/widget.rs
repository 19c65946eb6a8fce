//! Missions within other sites: a widget that the sites of the city's list may hold, and how they find it (oEmbed).

use askama::Template;
use axum::Json;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderValue, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use platform_core::refusals::Denied;
use platform_core::search;
use serde_json::json;

use super::card::Card;
use super::form::Fields;
use super::language;
use super::response::show;
use super::search::Asked;
use super::shell::Shell;
use crate::web::Web;
use crate::web::error::Failure;

/// Missions in a widget.
const SHOWN: u16 = 6;
/// How large it is before it says how high it would be, pixels.
const WIDTH: u16 = 640;
const HEIGHT: u16 = 480;

/// The widget and how it is found.
pub(super) fn router() -> Router<Web> {
    Router::new().route("/widget", get(widget)).route("/oembed", get(oembed))
}

#[derive(Template)]
#[template(path = "pages/widget.html")]
struct Widget<'a> {
    shell: &'a Shell,
    missions: Vec<Card>,
    /// The site that holds it, if it is of the list: only there it tells its height.
    holder: Option<&'a str>,
}

/// `GET /widget`: what a search finds, to be held by another site.
async fn widget(State(web): State<Web>, shell: Shell, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let query = query.unwrap_or_default();
    let asked = Asked::read(Some(&query))?;
    let question = asked.query(&shell, SHOWN).map_err(|reason| Failure::invalid(vec![reason]))?;
    let found = search::search(&web.app, &shell.ctx, &question).await?;
    let given = Fields::read(query.as_bytes())?;
    let allowed = &shell.ctx.tenant.config.embedders;
    let page = Widget {
        shell: &shell,
        missions: found.hits.iter().map(|(mission, distance)| Card::new(&shell, mission, *distance)).collect(),
        holder: allowed.iter().find(|origin| *origin == given.text("origin")).map(String::as_str),
    };
    let mut response = show(&shell, &page)?;
    let holders = if allowed.is_empty() { "'none'".to_owned() } else { allowed.join(" ") };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors {holders}"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// `GET /oembed?url=…` (oembed.com, 1.0): a search of ours as a widget.
async fn oembed(State(web): State<Web>, shell: Shell, query: super::mission::Query) -> Result<Response, Failure> {
    let home = web.app.links.to(&shell.ctx.tenant, "");
    let address = query.0.text("url").strip_prefix(&home).ok_or(Denied::NotFound)?;
    let (path, asked) = address.split_once('?').unwrap_or((address, ""));
    let path: Uri = if path.is_empty() { "/" } else { path }.parse().map_err(|_| Denied::NotFound)?;
    let page = language::split(&path).map_or(path, |(_, page)| page);
    if !matches!(page.path(), "/" | "/missions") {
        return Err(Denied::NotFound.into());
    }
    let source = shell.absolute(&format!("/widget?{}", Asked::read(Some(asked))?.all()));
    let title = shell.with("site-title", "city", shell.city());
    let html = Frame { source: &source, title: &title, width: WIDTH, height: HEIGHT }.render();
    let answer = json!({
        "version": "1.0", "type": "rich", "provider_name": title, "provider_url": home, "title": title,
        "width": WIDTH, "height": HEIGHT, "html": html.unwrap_or_default(),
    });
    Ok(Json(answer).into_response())
}

#[derive(Template)]
#[template(
    source = r#"<iframe src="{{ source }}" title="{{ title }}" width="{{ width }}" height="{{ height }}" loading="lazy"></iframe>"#,
    ext = "html"
)]
struct Frame<'a> {
    source: &'a str,
    title: &'a str,
    width: u16,
    height: u16,
}
