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

fn split(uri: &Uri) -> Option<(Locale, Uri)> {
    let path = uri.path().strip_prefix('/')?;
    let (first, rest) =
        path.split_once('/').map_or((path, "/".to_owned()), |(first, rest)| (first, format!("/{rest}")));
    let locale: Locale = first.parse().ok()?;
    // What begins with two slashes is not a page of ours, nor is what the API answers in a language of its own.
    if rest.starts_with("//") || rest.starts_with("/api/") || rest.starts_with("/hooks/") {
        return None;
    }
    let rest = uri.query().map_or(rest.clone(), |query| format!("{rest}?{query}"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(rest.parse::<PathAndQuery>().ok()?);
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
