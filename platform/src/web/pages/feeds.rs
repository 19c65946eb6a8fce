//! The same for machines and friends: what was found as Atom, iCalendar and GeoJSON, the site map, what robots may read.

use askama::Template;
use axum::Json;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use platform_core::missions::{self, Mission, dates};
use platform_core::search::{self, Query, Sort};
use serde_json::{Value, json};

use super::card::Card;
use super::markdown;
use super::search::Asked;
use super::shell::Shell;
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::missions::search::features;
use crate::web::schemas;

/// For how long others may keep a feed, and what it depends on: whoever is signed in reads it in their own language.
const FOR_ALL: &str = "public, max-age=300";
const BY_READER: &str = "cookie, accept-language";

/// Missions in a feed.
const PAGE: u16 = 100;

/// What machines read.
pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/missions.atom", get(atom))
        .route("/missions.ics", get(calendar))
        .route("/missions.geojson", get(map))
        .route("/areas.geojson", get(areas))
        .route("/robots.txt", get(robots))
}

/// The missions an address asks for, the newest first unless it says otherwise.
async fn found(web: &Web, shell: &Shell, query: Option<&str>) -> Result<(Asked, Vec<Mission>), Failure> {
    let asked = Asked::read(query)?;
    let question = asked.query(shell, PAGE).map_err(|reason| Failure::invalid(vec![reason]))?;
    let sort = if question.sort == Sort::Relevance { Sort::Newest } else { question.sort };
    let found = search::search(&web.app, &shell.ctx, &Query { sort, count: [].into(), ..question }).await?;
    Ok((asked, found.hits.into_iter().map(|(mission, _)| mission).collect()))
}

#[derive(Template)]
#[template(path = "pages/feed.xml")]
struct Feed<'a> {
    shell: &'a Shell,
    title: String,
    here: String,
    page: String,
    updated: String,
    entries: Vec<Entry>,
}

/// A mission in the feed (RFC 4287): its id never changes.
struct Entry {
    id: uuid::Uuid,
    page: String,
    published: String,
    card: Card,
    content: String,
}

/// `GET /missions.atom`
async fn atom(
    State(web): State<Web>,
    shell: Shell,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (asked, missions) = found(&web, &shell, query.as_deref()).await?;
    let at = |path: &str| {
        let query = asked.all();
        shell.absolute(&if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") })
    };
    let entry = |mission: &Mission| Entry {
        id: mission.id.uuid(),
        page: shell.absolute(&format!("/missions/{}", mission.id)),
        published: shell.machine_time(mission.published_at.unwrap_or(mission.created_at)),
        card: Card::new(&shell, mission, None),
        content: markdown::html(mission.draft.text_in(shell.ctx.locale).1),
    };
    let newest = missions.iter().filter_map(|mission| mission.published_at).max();
    let feed = Feed {
        shell: &shell,
        title: format!("{} – {}", shell.t("feed-title"), shell.with("site-title", "city", shell.city())),
        here: at("/missions.atom"),
        page: at("/missions"),
        updated: shell.machine_time(newest.unwrap_or(chrono::DateTime::UNIX_EPOCH)),
        entries: missions.iter().map(entry).collect(),
    };
    let text = feed.render().map_err(|error| Failure::of_status(StatusCode::INTERNAL_SERVER_ERROR).because(&error))?;
    Ok(kept(&headers, "application/atom+xml; charset=utf-8", text))
}

/// A text that programs fetch again and again: they are told when it is the same.
fn kept(headers: &HeaderMap, kind: &'static str, text: String) -> Response {
    let etag = schemas::etag(0, text.as_bytes());
    let known = schemas::is_known(headers, &etag);
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CACHE_CONTROL, HeaderValue::from_static(FOR_ALL)),
        (VARY, HeaderValue::from_static(BY_READER)),
        (ETAG, etag),
    ];
    if known { (StatusCode::NOT_MODIFIED, headers).into_response() } else { (headers, text).into_response() }
}

/// `GET /missions.ics`
async fn calendar(State(web): State<Web>, shell: Shell, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let (_, missions) = found(&web, &shell, query.as_deref()).await?;
    let name = format!("{} – {}", shell.t("feed-title"), shell.with("site-title", "city", shell.city()));
    let page = |mission: &Mission| shell.absolute(&format!("/missions/{}", mission.id));
    let text = dates::calendar(&shell.ctx, &name, &missions, page);
    let headers = [(CONTENT_TYPE, "text/calendar; charset=utf-8"), (CACHE_CONTROL, FOR_ALL), (VARY, BY_READER)];
    Ok((headers, text).into_response())
}

const GEOJSON: [(axum::http::HeaderName, &str); 1] = [(CONTENT_TYPE, "application/geo+json")];

/// `GET /missions.geojson`: what was found, for the map.
async fn map(State(web): State<Web>, shell: Shell, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let (_, missions) = found(&web, &shell, query.as_deref()).await?;
    Ok((GEOJSON, Json(features(missions, None))).into_response())
}

/// `GET /areas.geojson`: the ground of the map: the names of the city's largest parts, and its pictures if it has some.
async fn areas(shell: Shell) -> Result<Response, Failure> {
    let city = &shell.ctx.tenant.config;
    let root = city.areas.iter().find(|area| area.parent.is_none()).map(|area| area.code.as_str());
    let feature = |area: &platform_core::tenancy::Area| {
        json!({ "type": "Feature", "properties": { "name": area.name(shell.ctx.locale) },
            "geometry": { "type": "Point", "coordinates": [area.centre.lon, area.centre.lat] } })
    };
    let features: Vec<Value> = city.areas.iter().filter(|area| area.parent.as_deref() == root).map(feature).collect();
    let mut ground = json!({ "type": "FeatureCollection", "features": features });
    if let Some(map) = &city.map {
        ground["tiles"] = map.tiles.as_str().into();
        ground["attribution"] = map.attribution.as_str().into();
    }
    Ok((GEOJSON, Json(ground)).into_response())
}

#[derive(Template)]
#[template(path = "pages/sitemap.xml")]
struct SiteMap {
    pages: Vec<(String, Option<String>)>,
}

/// Pages that are always there.
const FIXED: [&str; 7] = ["/", "/missions", "/associations", "/statistics", "/about", "/legal", "/privacy"];

/// Most addresses of a site map (sitemaps.org).
const MOST: usize = 50_000;

/// `GET /sitemap.xml`: every public page in every language of the city.
pub(super) async fn sitemap(State(web): State<Web>, shell: Shell) -> Result<Response, Failure> {
    let public = missions::read::public(&web.app, &shell.ctx).await?;
    let fixed = FIXED.iter().map(|path| ((*path).to_owned(), None));
    let missions = public.iter().map(|(id, at)| (format!("/missions/{id}"), Some(shell.machine_time(*at))));
    let areas = shell.ctx.tenant.config.areas.iter().map(|area| (format!("/areas/{}", area.code), None));
    let locales = &shell.ctx.tenant.config.locales;
    let pages: Vec<_> = fixed.chain(areas).chain(missions).take(MOST / locales.len().max(1)).collect();
    let in_all = |(path, at): &(String, Option<String>)| {
        locales.iter().map(|locale| (shell.absolute_in(*locale, path), at.clone())).collect::<Vec<_>>()
    };
    let map = SiteMap { pages: pages.iter().flat_map(in_all).collect() };
    let text = map.render().map_err(|error| Failure::of_status(StatusCode::INTERNAL_SERVER_ERROR).because(&error))?;
    Ok(([(CONTENT_TYPE, "application/xml"), (CACHE_CONTROL, "public, max-age=3600")], text).into_response())
}

/// `GET /robots.txt`
async fn robots(State(web): State<Web>, shell: Shell) -> String {
    let map = web.app.links.to(&shell.ctx.tenant, "/sitemap.xml");
    format!(
        "User-agent: *\nDisallow: /api/\nDisallow: /me/\nDisallow: /manage\nDisallow: /agent\nDisallow: /enter\nSitemap: {map}\n"
    )
}
