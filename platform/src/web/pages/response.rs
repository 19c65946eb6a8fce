//! Pages as answers: their headers, and the way on after a form.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use platform_core::accounts::sign_in::stays_here;
use platform_core::refusals::Reason;

use super::language::taken_off;
use super::shell::{Shell, encoded};
use crate::web::error::Failure;

/// What a page may load: only what is ours, and nothing inline. The API's answers may load nothing.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Shows a page.
///
/// # Errors
/// If it cannot be written, which is ours to mend.
pub(in crate::web) fn show(shell: &Shell, page: &impl Template) -> Result<Response, Failure> {
    show_as(StatusCode::OK, shell, page)
}

/// Shows a page with another status: a form to mend.
///
/// # Errors
/// If it cannot be written, which is ours to mend.
pub(in crate::web) fn show_as(status: StatusCode, shell: &Shell, page: &impl Template) -> Result<Response, Failure> {
    let html = page
        .render()
        .map_err(|error| Failure::http(StatusCode::INTERNAL_SERVER_ERROR, Reason::new("internal")).because(&error))?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_LANGUAGE, HeaderValue::from_static(shell.lang())),
        (CONTENT_SECURITY_POLICY, policy(shell)),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache, private")),
        (VARY, HeaderValue::from_static("cookie, accept-language")),
    ];
    Ok((status, headers, html).into_response())
}

/// With the pictures of the city's map, where it has one.
fn policy(shell: &Shell) -> HeaderValue {
    let tiles = shell.ctx.tenant.config.map.as_ref().and_then(|map| map.origin());
    let policy = tiles.map(|origin| POLICY.replace("data:;", &format!("data: {origin};")));
    policy.and_then(|policy| HeaderValue::from_str(&policy).ok()).unwrap_or(HeaderValue::from_static(POLICY))
}

/// Goes on to a page of ours, after a form: loading it again sends nothing twice.
pub(in crate::web) fn go_on(shell: &Shell, path: &str) -> Response {
    let address = HeaderValue::from_str(&shell.href(local(path))).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, address)]).into_response()
}

/// Leads to where one signs in, and back.
pub(in crate::web) fn to_enter(shell: &Shell, back: Option<&str>) -> Response {
    let back = back.map(|address| {
        address.split_once("://").map_or(address, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]))
    });
    // The address one comes back to takes the language of the page one comes from.
    let back = back.map(|path| taken_off(local(path))).filter(|path| path != "/");
    let query = back.map_or_else(String::new, |path| format!("?then={}", encoded(&path)));
    go_on(shell, &format!("/enter{query}"))
}

/// A path of this site, or the home page: never another site's, however it is written.
pub(in crate::web) fn local(path: &str) -> &str {
    if stays_here(path) { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn nothing_leads_away() {
        for (given, expected) in [
            ("/missions?q=a", "/missions?q=a"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("javascript:alert(1)", "/"),
            ("/\t/evil.example", "/"),
            ("", "/"),
        ] {
            assert_eq!(local(given), expected, "{given}");
        }
    }
}
