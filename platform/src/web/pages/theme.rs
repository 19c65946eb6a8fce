//! The city's own look: its colours over ours, as a style sheet, and its logo.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

use super::assets::FOR_GOOD;
use crate::web::error::Failure;
use crate::web::extractors::Context;

/// `GET /theme.css`
pub(super) async fn theme(Context(ctx): Context) -> Result<impl IntoResponse, Failure> {
    let theme = &ctx.tenant.config.theme;
    let light = format!("--accent:{};--on-accent:{}", theme.light.accent, theme.light.on_accent);
    let dark = format!("--accent:{};--on-accent:{}", theme.dark.accent, theme.dark.on_accent);
    let css = format!(":root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}");
    Ok(([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "public, max-age=300")], css))
}

/// `GET /theme/{name}`: the logo, under a name that changes with it.
pub(super) async fn logo(Context(ctx): Context, Path(name): Path<String>) -> Result<impl IntoResponse, Failure> {
    let logo = ctx.tenant.config.logo.as_ref().filter(|logo| logo.name == name).ok_or_else(Failure::not_found)?;
    Ok(([(CONTENT_TYPE, logo.media_type()), (CACHE_CONTROL, FOR_GOOD)], logo.bytes()))
}
