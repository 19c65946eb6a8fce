//! The edge: what happens to every request on its way in and to every answer on its way out.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    HOST, LOCATION, REFERER, REFERRER_POLICY, SET_COOKIE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use platform_core::accounts::Actor;
use platform_core::ports::new_id;
use platform_core::refusals::Reason;
use platform_core::tenancy::{Ctx, Tenant};
use platform_core::texts::{Locale, Texts};
use tokio::time::Instant;

use super::Web;
use super::error::Failure;
use super::extractors::MAX_BODY;
use super::pages::language::InPath;
use super::pages::problem;
use super::pages::response::{local, to_enter};
use super::pages::shell::{Shell, in_language};

/// What the edge found out about a request.
#[derive(Debug, Clone)]
pub(super) struct Arrived {
    /// The city the host names.
    pub(super) tenant: Arc<Tenant>,
    /// The language asked for, if the city speaks it.
    pub(super) asked: Option<Locale>,
}

/// The platform's texts alone, for hosts of no city.
static NO_CITY: LazyLock<Texts> = LazyLock::new(|| Texts::new(&std::collections::BTreeMap::new()));

/// How long a request may take.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// How long one may that brings a large body: a photograph over the line of a telephone in a cellar.
const TIME_TO_UPLOAD: Duration = Duration::from_secs(180);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Ends what takes too long.
pub(super) async fn in_time(request: Request, next: Next) -> Response {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let limit = if length.is_some_and(|length| length > MAX_BODY) { TIME_TO_UPLOAD } else { TIME_LIMIT };
    let response = tokio::time::timeout(limit, next.run(request)).await;
    response.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

/// Finds the city, runs the request, renders failures, sets headers, and writes one line.
pub(super) async fn edge(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let reference = request_id(&web, request.headers());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let tenant = host(&request).and_then(|host| web.app.registry.by_host(host));
    let language = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let spoken = tenant.as_ref().map_or(Locale::ALL, |tenant| &tenant.config.locales);
    let in_path = request.extensions().get::<InPath>().map(|InPath(locale)| *locale).filter(|l| spoken.contains(l));
    let asked = in_path.or_else(|| Locale::negotiate(language, spoken));
    let page = is_page(&request).then(|| Page::of(&request, in_path.is_some()));

    let response = match &tenant {
        Some(tenant) if page.as_ref().is_some_and(|page| page.looks) && !is_home(tenant, &request) => {
            let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
            to_home(&web, tenant, in_path, path)
        }
        Some(tenant) => {
            request.extensions_mut().insert(Arrived { tenant: Arc::clone(tenant), asked });
            next.run(request).await
        }
        None if is_about_the_node(request.uri().path()) => next.run(request).await,
        None => Failure::http(StatusCode::NOT_FOUND, Reason::new("unknown_host")).into_response(),
    };

    let texts = tenant.as_ref().map_or(&*NO_CITY, |tenant| &tenant.texts);
    let locale = asked.unwrap_or_else(|| tenant.as_ref().map_or(Locale::Fr, |tenant| tenant.config.default_locale()));
    let mut response = match (&tenant, page) {
        (Some(tenant), Some(page)) => page.rendered(&web, tenant, locale, response, &reference),
        _ => rendered(response, texts, locale, &reference),
    };
    set_headers(response.headers_mut(), &web, &reference);
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    let city = tenant.as_ref().map_or("-", |tenant| tenant.config.code.as_str());
    record(&method, route, city, response.status(), started, &reference);
    response
}

/// Health and the API's description are the node's own: balancers ask for them by address.
fn is_about_the_node(path: &str) -> bool {
    // A hook leads to a bot, which knows its city itself.
    matches!(path, "/healthz" | "/readyz") || path.starts_with("/hooks/")
}

/// Whether somebody looks, rather than a program: browsers say that they show pages.
fn is_page(request: &Request) -> bool {
    let asked = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
    asked.contains("text/html") && !request.uri().path().starts_with("/api/")
}

/// Where only a form is taken: whoever would look, as a language, a bookmark or signing in leads there after a form that
/// came back, goes on to the page above, which has the form.
pub(super) async fn only_a_form(request: Request) -> Response {
    let above = request.uri().path().rsplit_once('/').map_or("", |(above, _)| above);
    if request.method() != Method::GET || !is_page(&request) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let language = request.extensions().get::<InPath>().map_or_else(String::new, |InPath(locale)| format!("/{locale}"));
    let path = format!("{language}{}", if above.is_empty() { "/" } else { above });
    match HeaderValue::from_str(local(&path)) {
        Ok(address) => (StatusCode::SEE_OTHER, [(LOCATION, address)]).into_response(),
        Err(_) => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

/// What is kept of a request for a page, in case it fails.
struct Page {
    path: String,
    in_path: bool,
    looks: bool,
    came_from: Option<String>,
}

impl Page {
    fn of(request: &Request, in_path: bool) -> Self {
        let came_from = request.headers().get(REFERER).and_then(|value| value.to_str().ok());
        Self {
            path: request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            in_path,
            looks: request.method().is_safe(),
            came_from: came_from.map(str::to_owned),
        }
    }

    /// The answer, or the page that says why there is none; who must sign in first is led to where one does.
    fn rendered(
        self,
        web: &Web,
        tenant: &Arc<Tenant>,
        locale: Locale,
        mut response: Response,
        reference: &str,
    ) -> Response {
        let status = response.status();
        if !(status.is_client_error() || status.is_server_error()) {
            return response;
        }
        let failure = match response.extensions_mut().remove::<Failure>() {
            Some(failure) => failure,
            None if response.headers().contains_key(CONTENT_TYPE) && status == StatusCode::UNPROCESSABLE_ENTITY => {
                return response;
            }
            None => Failure::of_status(status),
        };
        failure.log(reference);
        let origin = web.app.links.to(tenant, "");
        let ctx = Ctx { locale, actor: Actor::Visitor, ..Ctx::system(Arc::clone(tenant), web.app.clock.now(), "web") };
        let shell = Shell::bare(ctx, self.path, self.in_path, origin);
        if failure.asks_to_sign_in() {
            let back = if self.looks { Some(shell.path.clone()) } else { self.came_from };
            return to_enter(&shell, back.as_deref());
        }
        let (status, title, texts) = failure.said(&tenant.texts, locale);
        let mut page =
            problem::page(&shell, status, title, texts, reference).unwrap_or_else(|_| status.into_response());
        failure.say_when(&mut page);
        keep_cookies(&response, &mut page);
        page
    }
}

/// The host named by the request, without port.
fn host(request: &Request) -> Option<&str> {
    let named = request.uri().authority().map(axum::http::uri::Authority::as_str);
    let named = named.or_else(|| request.headers().get(HOST)?.to_str().ok())?;
    Some(named.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map_or(named, |(h, _)| h))
}

/// Whether the request is to the first host of the city, where sessions are, and where providers and bots send people back to.
fn is_home(tenant: &Tenant, request: &Request) -> bool {
    let named = host(request).unwrap_or_default();
    tenant.config.hosts.first().is_none_or(|home| home.eq_ignore_ascii_case(named))
}

/// Leads to the same page there.
fn to_home(web: &Web, tenant: &Tenant, language: Option<Locale>, path: &str) -> Response {
    let path = language.map_or_else(|| path.to_owned(), |locale| in_language(locale, path));
    (StatusCode::PERMANENT_REDIRECT, [(LOCATION, web.app.links.to(tenant, &path))]).into_response()
}

/// The client's request id if it is a plain word, else a new one.
fn request_id(web: &Web, headers: &HeaderMap) -> String {
    let plain = |text: &&str| {
        (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    };
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(plain);
    given.map_or_else(|| new_id(&*web.app.entropy, web.app.clock.now()).simple().to_string(), str::to_owned)
}

/// Turns what failed into a problem: our own failures, and the bare statuses of axum and tower.
fn rendered(mut response: Response, texts: &Texts, locale: Locale, reference: &str) -> Response {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let is_json = |value: &HeaderValue| value.as_bytes().ends_with(b"json");
    let failure = match response.extensions_mut().remove::<Failure>() {
        Some(failure) => failure,
        None if response.headers().get(CONTENT_TYPE).is_some_and(is_json) => return response,
        None => Failure::of_status(status),
    };
    failure.log(reference);
    let mut problem = failure.render(texts, locale, reference);
    problem.headers_mut().insert(CONTENT_LANGUAGE, HeaderValue::from_static(locale.tag()));
    keep_cookies(&response, &mut problem);
    if let Some(allow) = response.headers_mut().remove(axum::http::header::ALLOW) {
        problem.headers_mut().insert(axum::http::header::ALLOW, allow);
    }
    problem
}

/// What failed may have a cookie to take away all the same.
fn keep_cookies(failed: &Response, told: &mut Response) {
    for cookie in failed.headers().get_all(SET_COOKIE) {
        told.headers_mut().append(SET_COOKIE, cookie.clone());
    }
}

fn set_headers(headers: &mut HeaderMap, web: &Web, reference: &str) {
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(nothing);
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if web.app.links.is_secure() {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if let Ok(value) = HeaderValue::from_str(reference) {
        headers.insert(REQUEST_ID, value);
    }
}

/// One line and one measurement a request; paths as patterns, so that no id and no address is kept.
fn record(method: &axum::http::Method, route: &str, city: &str, status: StatusCode, started: Instant, reference: &str) {
    let elapsed = started.elapsed();
    let labels = [("method", method.to_string()), ("route", route.to_owned()), ("status", status.as_u16().to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", "route" => route.to_owned()).record(elapsed.as_secs_f64());
    let ms = elapsed.as_secs_f64() * 1000.0;
    tracing::info!(target: "jemengage::http", %method, route, status = status.as_u16(), ms, city, reference, "request");
}
