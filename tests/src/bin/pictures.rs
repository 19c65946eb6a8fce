//! Takes the pictures of the README: starts the demo in a folder of its own and looks at it as a visitor does.

#![expect(clippy::expect_used, reason = "a tool that cannot go on stops, and says why")]

use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tests::Server;
use tests::browser::{Browser, View};

#[tokio::main]
async fn main() {
    let folder = tempfile::Builder::new().prefix("jme-pictures-").tempdir().expect("a folder");
    let address = TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a free port");
    let mut demo = Server::command("").await;
    demo.arg("demo")
        .env_remove("DATABASE_URL")
        .env("JEMENGAGE_DATA_DIR", folder.path())
        .env("JEMENGAGE_LISTEN", address.to_string())
        .stdout(Stdio::null());
    let mut demo = demo.spawn().expect("the demo starts");
    while !reqwest::get(format!("http://{address}/readyz")).await.is_ok_and(|answer| answer.status().is_success()) {
        assert!(demo.try_wait().expect("a child").is_none(), "the demo ended");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let site = format!("http://paris.localhost:{}/fr", address.port());
    let browser = Browser::start().await;
    let page = browser.open(View::desktop().in_language("fr")).await;
    page.goto(&site).await;
    keep(&page.shot_of_window("home").await);
    page.goto(&format!("{site}/missions?domain=nature&sort=soonest")).await;
    page.click("Voir la carte").await;
    page.has("#map[data-drawn=done] .leaflet-interactive").await;
    keep(&page.shot_of_window("search").await);
    demo.kill().await.expect("the demo ends");
}

/// Puts a picture where the README shows it.
fn keep(picture: &Path) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pictures");
    std::fs::create_dir_all(&folder).expect("a folder");
    let name = picture.file_name().expect("a name");
    std::fs::copy(picture, folder.join(name)).expect("a copy");
    println!("tests/pictures/{}", name.display());
}
