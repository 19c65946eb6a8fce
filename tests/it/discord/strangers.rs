//! What is forged, old, or somebody else's: refused in words, and nothing changes.

use bots::press::Press;
use serde_json::json;
use tests::discord::{Answered, User};
use uuid::Uuid;

use super::joining::joins;
use super::street::{Street, plain, reads};

/// All that must stay as it is, as text.
async fn rows(street: &Street, forger: &User) -> Vec<String> {
    let mut all = Vec::new();
    for table in ["sign_ups", "missions", "slots", "accounts", "chat_identities", "associations", "guilds"] {
        // When somebody was seen last is no change.
        let sql = format!("SELECT (to_jsonb(own) - 'last_seen_at')::text FROM {table} AS own ORDER BY 1");
        let found = street.client().await.query(&sql, &[]).await.expect("rows");
        all.extend(found.iter().map(|row| format!("{table} {}", row.get::<_, String>(0))));
    }
    // Whoever wants to take part becomes a guest, whatever comes of it.
    let own = |row: &String| row.contains("\"Eve\"") || row.contains(&forger.id.to_string());
    all.retain(|row| !own(row));
    all
}

/// Presses a button that nobody showed them.
async fn forges(street: &Street, user: &User, id: &str) -> Answered {
    let message = user.sees().id;
    street.bot.deliver(&user.press_interaction(message, id)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_and_forgers_change_nothing() {
    let street = Street::new().await;
    let (mission, slot) = street.mission(json!({ "slots": [{ "capacity": 3 }] })).await;
    let anna = street.member("Anna", "fr");
    joins(&anna).await;
    let sign_up: Uuid = street.client().await.query_one("SELECT id FROM sign_ups", &[]).await.expect("one").get(0);
    let there = street.app.volunteer("montreal", "chief").await;
    let association = there.validated_association(&street.app).await;
    let mut away = tests::a_mission(3);
    away["slots"] = json!([{ "capacity": 3 }]);
    let (away, away_slot) = there.published_mission(&street.app, association, away).await;
    let eve = street.member("Eve", "fr");
    eve.command("accueil", json!({})).await;
    let before = rows(&street, &eve).await;
    let own = |press: Press| press.to_string();
    let nobodys = Uuid::from_u128(5);
    let forged = [
        // Another person's.
        own(Press::Left(sign_up.into())),
        own(Press::SignUp(sign_up.into())),
        own(Press::Come(sign_up.into())),
        own(Press::Take(sign_up.into())),
        // An association's, and the city's.
        own(Press::Accept(sign_up.into())),
        own(Press::Decline(sign_up.into())),
        own(Press::Manage(mission.into())),
        own(Press::Close(mission.into())),
        own(Press::Came(mission.into(), sign_up.into(), 0)),
        own(Press::Publish(mission.into())),
        own(Press::Validate(street.association.into())),
        // Another city's.
        own(Press::Card(away.into())),
        own(Press::Join(away.into(), away_slot.into())),
        own(Press::Confirm(away.into(), away_slot.into())),
        own(Press::Validate(association.into())),
        // Nobody's, and those that do not go together.
        own(Press::Take(nobodys.into())),
        own(Press::Link(nobodys)),
        own(Press::Confirm(mission.into(), away_slot.into())),
        own(Press::Join(away.into(), slot.into())),
    ];
    for id in forged {
        let answered = forges(&street, &eve, &id).await;
        assert!(answered.taken, "{id}: {answered:#?}");
        assert!(eve.sees().ephemeral && !plain(&eve.sees()).is_empty(), "{id}");
        assert_eq!(rows(&street, &eve).await, before, "{id}");
    }
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_button_of_this_version_says_so() {
    let street = Street::new().await;
    let eve = street.member("Eve", "fr");
    eve.command("accueil", json!({})).await;
    let before = rows(&street, &eve).await;
    let long = "1.own.".to_owned() + &"A".repeat(94);
    for id in ["0.home", "2.home", "1.own.'; DROP TABLE sign_ups", "1.hit.900.300", "menu:0", "home", " ", "\0", &long]
    {
        let answered = forges(&street, &eve, id).await;
        assert!(answered.taken, "{id}: {answered:#?}");
        reads(&eve, "Ce bouton était trop ancien");
    }
    // One of a list that is not the last.
    assert!(forges(&street, &eve, &Press::Hit(900, 3).to_string()).await.taken);
    // A form that nobody asked for has a title, too.
    for title in ["", " ", "*", &"x".repeat(90)] {
        assert!(forges(&street, &eve, &format!("write:{title}")).await.taken, "{title:?}");
        eve.dismisses();
    }
    // A menu whose entry was forged, and one of which nothing is chosen.
    let message = eve.sees().id;
    for values in [&["0.old"][..], &[]] {
        assert!(street.bot.deliver(&eve.choice_interaction(message, "menu:0", 3, values)).await.taken);
        reads(&eve, "Ce bouton était trop ancien");
    }
    assert_eq!(rows(&street, &eve).await, before);
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_words_are_shown_as_they_are_and_call_nobody() {
    let street = Street::new().await;
    let title = "@everyone <@&1> **gras** [ici] `x`";
    street.mission(json!({ "title": title, "slots": [{ "capacity": 3 }] })).await;
    let board = street.board.waits_for(|shown| shown.len() == 1).await;
    assert!(board[0].text.contains("\\@everyone"), "{board:#?}");
    assert_eq!(board[0].calls, [street.role.id.to_string()], "the role, and nobody else");
    let anna = street.member("Anna", "fr");
    anna.command("chercher", json!({ "mots": "gras" })).await;
    assert!(anna.sees().text.contains("\\@everyone"), "{:#?}", anna.sees());
    assert!(anna.transcript().iter().all(|shown| shown.calls.is_empty()));
    anna.command("chercher", json!({ "mots": "@everyone <@&1> zanzibar" })).await;
    assert!(anna.transcript().iter().all(|shown| shown.calls.is_empty()));
    street.nothing_was_refused();
}
