//! How light a first visit is: what is loaded, from where, and what is kept.

use serde_json::json;
use tests::browser::{Browser, View};

use super::Site;

/// The most a first load may weigh, compressed, bytes.
const MOST: u64 = 100_000;

#[tokio::test]
async fn a_first_visit_is_light_and_asks_nobody_else() {
    let site = Site::open().await;
    let (mission, _) = site.mission("Aider aux devoirs près du canal", json!({})).await;
    for count in 0..18 {
        site.mission(&format!("Trier des livres, lot {count}"), json!({ "domain": "culture" })).await;
    }
    let browser = Browser::start().await;
    for path in ["/", "/missions", &format!("/missions/{mission}")] {
        let page = browser.open(View::desktop().in_language("fr")).await;
        page.goto(&site.at(path)).await;
        let requests = page.requests().await;
        let weight: u64 = requests.iter().map(|request| request.bytes).sum();
        assert!(weight <= MOST, "{path} weighs {weight} bytes: {requests:?}");
        for request in &requests {
            assert_eq!(request.host(), "paris.localhost", "{path}");
        }
        assert!(page.cookies().await.is_empty(), "{path} leaves a cookie");
        assert_eq!(page.console_errors().await, [""; 0], "{path}");
    }
}
