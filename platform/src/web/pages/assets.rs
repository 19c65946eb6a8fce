//! The files that pages load: built into the program, under an address that changes with them.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::web::error::Failure;

/// A file: its name, its media type, what is in it.
type Asset = (&'static str, &'static str, &'static [u8]);

macro_rules! assets {
    ($($name:literal: $kind:literal),* $(,)?) => {
        &[$(($name, $kind, include_bytes!(concat!("../../../assets/", $name)))),*]
    };
}

const ASSETS: &[Asset] = assets! {
    "site.css": "text/css; charset=utf-8",
    "site.js": "text/javascript; charset=utf-8",
    "map.js": "text/javascript; charset=utf-8",
    "widget.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "vendor/htmx.min.js": "text/javascript; charset=utf-8",
    "vendor/leaflet.js": "text/javascript; charset=utf-8",
    "vendor/leaflet.css": "text/css; charset=utf-8",
};

/// A year: what is under such an address never changes.
pub(in crate::web) const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// Of all files together: a page never loads files of two versions.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let digest =
        ASSETS.iter().fold(Sha256::new(), |digest, (name, _, bytes)| digest.chain_update(name).chain_update(bytes));
    URL_SAFE_NO_PAD.encode(&digest.finalize()[..9])
});

/// Where a file is.
pub(super) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *VERSION)
}

/// Answers a file. One of another version is answered as well, and not to be kept: a page may be older than the program.
pub(super) async fn asset(Path((version, name)): Path<(String, String)>) -> Result<Response, Failure> {
    let (_, kind, bytes) =
        ASSETS.iter().find(|(known, ..)| *known == name).ok_or_else(|| Failure::of_status(StatusCode::NOT_FOUND))?;
    let kept = if version == *VERSION { FOR_GOOD } else { "no-cache" };
    Ok(([(CONTENT_TYPE, *kind), (CACHE_CONTROL, kept)], *bytes).into_response())
}
