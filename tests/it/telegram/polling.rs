//! Where Telegram cannot call, updates are fetched, by one node for all.

use serde_json::json;

use super::joins;
use super::street::Street;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_telegram_cannot_call_one_node_fetches() {
    let street = Street::out_of_reach().await;
    let _second = street.serve().await;
    assert!(street.bot.webhook().is_none(), "Telegram is not to call");
    street.mission(json!({ "slots": [{ "capacity": 2 }] })).await;
    let (anna, ben) = (street.bot.user("Anna", "fr"), street.bot.user("Ben", "fr"));
    joins(&anna).await;
    joins(&ben).await;
    assert_eq!(street.live_sign_ups().await, 2);
    // Telegram refuses the second who fetches at the same time.
    street.nothing_was_refused();
}
