//! The bare axum server that what we answer is compared with: a greeting, or so many bytes.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use bytes::Bytes;

use super::Outcome;

/// Where answers of any size are cut from.
static BYTES: [u8; 1 << 20] = [b'x'; 1 << 20];

pub(crate) async fn serve(address: &str) -> Outcome<()> {
    let listener = tokio::net::TcpListener::bind(address).await?;
    let sized = async |Path(size): Path<usize>| Bytes::from_static(&BYTES[..size.min(BYTES.len())]);
    let router = Router::new().route("/", get(async || "hello")).route("/{size}", get(sized));
    Ok(axum::serve(listener, router).await?)
}
