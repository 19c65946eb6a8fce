//! An answer that takes longer than Discord waits comes later, whole and in order.

use serde_json::json;
use tests::discord::Route;

use super::joining::confirms;
use super::street::{Street, plain, reads, writes};

const DATED: &str = r#"[{ "starts_at": "2099-03-14T09:00:00Z", "ends_at": "2099-03-14T11:00:00Z", "capacity": 3 }]"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_late_is_put_off() {
    let street = Street::new().await;
    let anna = street.member("Anna", "fr");
    anna.command("accueil", json!({})).await;
    // What is to be kept of the conversation waits for somebody else.
    let client = street.client().await;
    client.batch_execute("BEGIN; SELECT FROM chats FOR UPDATE").await.expect("a lock");
    let answered = anna.command("aide", json!({})).await;
    assert_eq!((answered.taken, &answered.body["type"]), (true, &json!(5)), "{answered:?}");
    assert!(anna.sees().loading && anna.sees().ephemeral);
    client.batch_execute("ROLLBACK").await.expect("it is let go");
    let shown = anna.waits_for(|seen| seen.last().is_some_and(|last| !last.loading)).await;
    let last = shown.last().expect("an answer");
    assert!(last.ephemeral && !last.buttons.is_empty(), "{last:#?}");
    assert_eq!(street.bot.waits_for_calls(Route::Edit, 1).await.len(), 1);
    assert!(anna.failures().is_empty());
    street.all_is_sent().await;
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_follows_a_late_answer_comes_after_it() {
    let street = Street::new().await;
    let slots: serde_json::Value = serde_json::from_str(DATED).expect("slots");
    street.mission(json!({ "slots": slots })).await;
    let anna = street.member("Anna", "fr");
    anna.command("chercher", json!({ "mots": "devoirs" })).await;
    anna.presses("Je participe").await;
    anna.presses("Confirmer").await;
    reads(&anna, "Quelle est votre date de naissance ?");
    // The sign-up itself waits for somebody else.
    let client = street.client().await;
    client.batch_execute("BEGIN; SELECT FROM slots FOR UPDATE").await.expect("a lock");
    let answered = writes(&anna, "01/02/1990").await;
    assert_eq!((answered.taken, &answered.body["type"]), (true, &json!(5)), "{answered:?}");
    client.batch_execute("ROLLBACK").await.expect("it is let go");
    let seen = anna.waits_for(|seen| seen.iter().any(|shown| !shown.files.is_empty())).await;
    street.all_is_sent().await;
    let (receipt, file) = (&seen[seen.len() - 2], &seen[seen.len() - 1]);
    assert!(plain(receipt).contains("C'est noté") && receipt.files.is_empty() && !receipt.edited, "{seen:#?}");
    assert!(file.text.is_empty() && file.files.len() == 1 && file.ephemeral, "{seen:#?}");
    assert_eq!(street.live_sign_ups().await, 1);
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn setting_a_guild_up_can_be_late_too() {
    let street = Street::new().await;
    let client = street.client().await;
    client.batch_execute("BEGIN; SELECT FROM guilds FOR UPDATE").await.expect("a lock");
    let chief = street.chief.at(&street.hall);
    let answered = chief.command("configurer", json!({ "missions": "all" })).await;
    assert_eq!((answered.taken, &answered.body["type"]), (true, &json!(5)), "{answered:?}");
    client.batch_execute("ROLLBACK").await.expect("it is let go");
    chief.waits_to_see("Toutes les nouvelles missions de la ville").await;
    street.all_is_sent().await;
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_answers_too_late_for_discord_is_done_all_the_same() {
    let street = Street::new().await;
    street.mission(json!({ "slots": [{ "capacity": 3 }] })).await;
    let anna = street.member("Anna", "fr");
    confirms(&anna).await;
    let client = street.client().await;
    client.batch_execute("BEGIN; SELECT FROM slots FOR UPDATE").await.expect("a lock");
    assert_eq!(writes(&anna, "01/02/1990").await.body["type"], 5);
    // A quarter of an hour goes by: nobody can be answered any more, and nothing is left waiting.
    street.discord.expire_tokens();
    client.batch_execute("ROLLBACK").await.expect("it is let go");
    street.comes_to("SELECT count(*) FROM sign_ups", |count| count == 1).await;
    street.bot.waits_for_calls(Route::Edit, 1).await;
    street.all_is_sent().await;
    assert_eq!(street.count("SELECT count(*) FROM chats WHERE unreachable_at IS NOT NULL").await, 0);
}
