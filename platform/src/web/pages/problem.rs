//! Pages that say that something cannot be: what happened, and what to do.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::response::show_as;
use super::shell::Shell;
use crate::web::error::Failure;

#[derive(Template)]
#[template(path = "pages/problem.html")]
struct Problem<'a> {
    shell: &'a Shell,
    title: String,
    texts: Vec<String>,
    reference: &'a str,
}

/// The page of a failure.
pub(in crate::web) fn page(
    shell: &Shell,
    status: StatusCode,
    title: String,
    texts: Vec<String>,
    reference: &str,
) -> Result<Response, Failure> {
    show_as(status, shell, &Problem { shell, title, texts, reference })
}
