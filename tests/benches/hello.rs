//! The bare axum server that reading a mission is compared with.

use axum::Router;
use axum::routing::get;

use super::Outcome;

pub(crate) async fn serve(address: &str) -> Outcome<()> {
    let listener = tokio::net::TcpListener::bind(address).await?;
    Ok(axum::serve(listener, Router::new().route("/", get(async || "hello"))).await?)
}
