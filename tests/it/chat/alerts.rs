//! Alerts: at once or once a day, paused and gone on with.

use serde_json::json;

use super::{Scene, in_both};

const KEPT: &str = "SELECT format('%s %s', criteria->>'text', daily) FROM alerts";
const MODES: &str = "SELECT format('%s %s', topic, mode) FROM mail_preferences";

#[tokio::test]
async fn one_is_told_at_once_or_once_a_day() {
    in_both(async |scene: Scene| {
        let mut talker = scene.volunteer("ana").await;
        talker.says("zanzibar").await;
        talker.presses("chat-do-keep-daily").await;
        talker.reads(&talker.text("chat-alert-kept-daily"));
        talker.presses("chat-do-alerts").await;
        talker.reads(&talker.said("chat-alert-daily", &[("what", "zanzibar".into())]));
        assert_eq!(scene.rows(KEPT).await, ["zanzibar t"]);
        // Asked for otherwise, it is the same alert, told otherwise.
        talker.says("zanzibar").await;
        talker.presses("chat-do-keep").await;
        assert_eq!(scene.rows(KEPT).await, ["zanzibar f"]);
    })
    .await;
}

#[tokio::test]
async fn alerts_pause_and_go_on() {
    in_both(async |scene: Scene| {
        let mut talker = scene.volunteer("ana").await;
        talker.says("zanzibar").await;
        talker.presses("chat-do-keep").await;
        talker.presses("chat-do-alerts").await;
        talker.presses("chat-do-pause").await;
        talker.reads(&talker.text("chat-alerts-paused"));
        assert!(!talker.may("chat-do-pause"));
        scene.post(json!({ "title": "Un voyage à Zanzibar" })).await;
        let told = || scene.app.mails.to("ana@paris.example").iter().any(|mail| mail.text.contains("Zanzibar"));
        assert!(!told());
        talker.presses("chat-do-resume").await;
        assert!(talker.may("chat-do-pause"));
        scene.post(json!({ "title": "Un retour à Zanzibar" })).await;
        assert!(told());
        // Who hushes the bot sees that alerts are paused.
        talker.says("/stop").await;
        talker.says("/alerts").await;
        talker.reads(&talker.text("chat-alerts-paused"));
        assert!(scene.rows(MODES).await.contains(&"alerts never".to_owned()));
    })
    .await;
}
