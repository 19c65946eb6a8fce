//! Cookies: what a browser keeps for us. No script reads them, and they come along where somebody follows a link to us, as
//! from a mail or from a provider.

use std::borrow::Cow;

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use cookie::time::Duration;
use cookie::{Cookie, CookieBuilder, SameSite};
use platform_core::accounts::{Secret, enter, sign_in};
use platform_core::chat::logins;

use super::Web;

/// A cookie: what it is called, and for how long it is kept.
pub(super) struct Kept {
    name: &'static str,
    lasts: Duration,
}

/// Who is signed in.
pub(super) const SESSION: Kept = Kept { name: "session", lasts: Duration::days(enter::SESSION_DAYS) };
/// Which browser set off to a provider.
pub(super) const SIGN_IN: Kept = Kept { name: "sign_in", lasts: Duration::minutes(sign_in::MINUTES) };
/// Which browser asked to come in by a chat.
pub(super) const CHAT: Kept = Kept { name: "asked-by-chat", lasts: Duration::minutes(logins::MINUTES) };

impl Kept {
    /// Over TLS a browser takes what is called so from this very host alone: a neighbour under the same domain sets none.
    fn name(&self, web: &Web) -> Cow<'static, str> {
        if web.app.links.is_secure() { format!("__Host-{}", self.name).into() } else { self.name.into() }
    }

    fn build<'a>(&self, web: &Web, value: &'a str) -> CookieBuilder<'a> {
        let cookie = Cookie::build((self.name(web), value)).path("/");
        cookie.http_only(true).secure(web.app.links.is_secure()).same_site(SameSite::Lax)
    }

    /// The header that has a browser keep this.
    pub(super) fn set(&self, web: &Web, value: &str) -> String {
        self.build(web, value).max_age(self.lasts).build().to_string()
    }

    /// The header that has it keep nothing.
    pub(super) fn gone(&self, web: &Web) -> String {
        let mut gone = self.build(web, "").build();
        gone.make_removal();
        gone.to_string()
    }

    /// What a browser kept.
    pub(super) fn read(&self, web: &Web, headers: &HeaderMap) -> Option<Secret> {
        let name = self.name(web);
        let cookies = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let mut cookies = cookies.flat_map(Cookie::split_parse).filter_map(Result::ok);
        cookies.find(|cookie| cookie.name() == name).map(|cookie| Secret::presented(cookie.value()))
    }
}

/// Has an answer set a cookie.
pub(super) fn add(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}
