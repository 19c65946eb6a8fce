//! Alerts: at once or once a day, paused and gone on with.

use bots::press::Press;
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

/// Who has a chat and no mailbox is told there, once a day as they asked, and of messages, too.
#[tokio::test]
async fn without_a_mailbox_the_daily_alert_comes_in_the_chat() {
    in_both(async |scene: Scene| {
        let mut talker = scene.volunteer("ana").await;
        talker.says("zanzibar").await;
        talker.presses("chat-do-keep-daily").await;
        for sql in [
            "INSERT INTO bots (id, platform, name, hook, token, hook_secret, created_at)
             VALUES (gen_random_uuid(), 'telegram', 'a_bot', 'a hook', 'x', 'x', now())",
            "INSERT INTO chats (bot_id, chat, tenant_id, locale, state, version, changed_at)
             SELECT id, '4242', current_setting('app.tenant_id')::uuid, 'fr', '{}', 1, now() FROM bots",
            "INSERT INTO chat_identities (account_id, platform, person, linked_at)
             SELECT id, 'telegram', '4242', now() FROM accounts WHERE email LIKE 'ana@%'",
            "UPDATE accounts SET unreachable_since = now() WHERE email LIKE 'ana@%'",
        ] {
            scene.app.client("paris").await.batch_execute(sql).await.expect("a chat");
        }
        let told = "SELECT content->>'html' FROM chat_messages WHERE content->>'html' LIKE '%Zanzibar%'";
        let (mission, _) = scene.post(json!({ "title": "Un voyage à Zanzibar" })).await;
        assert_eq!(scene.rows(told).await, [""; 0], "not before the hour of the mail");
        scene.app.clock.advance(chrono::Duration::days(1));
        scene.app.work().await;
        assert_eq!(scene.rows(told).await.len(), 1);

        talker.follows_the_link_to(mission).await;
        talker.presses("chat-do-join").await;
        talker.presses("chat-do-confirm").await;
        let id = scene.rows("SELECT id::text FROM sign_ups").await.remove(0);
        let said = json!({ "text": "Venez à dix heures." });
        scene.manager.post(&scene.app, &format!("/api/v1/sign-ups/{id}/messages"), said).await.expect(201);
        scene.app.work().await;
        let buttons = "SELECT content->>'buttons' FROM chat_messages ORDER BY id DESC LIMIT 1";
        let thread = Press::Thread(id.parse::<uuid::Uuid>().expect("an id").into());
        assert!(scene.rows(buttons).await[0].contains(&thread.to_string()));
    })
    .await;
}
