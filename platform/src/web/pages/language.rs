//! The language in the address: `/fr/missions` is the page `/missions`, in French.

use axum::extract::Request;
use axum::http::Uri;
use axum::http::uri::PathAndQuery;
use platform_core::texts::Locale;

/// The language that the address names.
#[derive(Debug, Clone, Copy)]
pub(in crate::web) struct InPath(pub(in crate::web) Locale);

/// Takes the language off the address, before the page is looked up.
pub(in crate::web) fn take(mut request: Request) -> Request {
    if let Some((locale, uri)) = split(request.uri()) {
        *request.uri_mut() = uri;
        request.extensions_mut().insert(InPath(locale));
    }
    request
}

/// A path of ours without the language it begins with.
pub(super) fn taken_off(path: &str) -> String {
    let split = path.parse().ok().and_then(|uri| split(&uri));
    split.map_or_else(|| path.to_owned(), |(_, uri)| uri.to_string())
}

/// The language an address names, and the rest of it.
pub(super) fn split(uri: &Uri) -> Option<(Locale, Uri)> {
    let path = uri.path().strip_prefix('/')?;
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    // Most addresses name none, and cost nothing here.
    let locale = Locale::ALL.iter().copied().find(|locale| locale.tag() == first)?;
    // What begins with two slashes is not a page of ours, nor is what the API answers in a language of its own.
    if ["/", "api/", "hooks/"].iter().any(|other| rest.starts_with(other)) {
        return None;
    }
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(format!("/{rest}{query}").parse::<PathAndQuery>().ok()?);
    Some((locale, Uri::from_parts(parts).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_language_is_taken_off() {
        for (given, expected) in [
            ("/fr", Some((Locale::Fr, "/"))),
            ("/en/", Some((Locale::En, "/"))),
            ("/en/missions?q=a%20b", Some((Locale::En, "/missions?q=a%20b"))),
            ("/fr?x=1", Some((Locale::Fr, "/?x=1"))),
            ("/french", None),
            ("/", None),
            ("/fr//evil.example", None),
            ("/fr/api/v1/me", None),
        ] {
            let found = split(&given.parse().expect("an address"));
            assert_eq!(
                found.map(|(locale, uri)| (locale, uri.to_string())),
                expected.map(|(l, p)| (l, p.to_owned())),
                "{given}"
            );
        }
    }
}
