//! Somebody takes part, by a command and three presses.

use serde_json::json;
use tests::discord::User;

use super::street::{Street, plain, reads, writes};

/// From nothing to the confirmation: a command, and three presses.
pub(super) async fn confirms(user: &User) {
    assert!(user.command("accueil", json!({})).await.taken);
    reads(user, "Je m'engage, Paris");
    assert!(user.presses("Voir ce week-end").await.taken);
    reads(user, "Savoirs du canal");
    assert!(user.presses("Je participe").await.taken);
    reads(user, "Vous participez ?");
    assert!(user.presses("Confirmer").await.taken);
}

/// To a place. The city's rules look at age, so whom nobody knows is asked once.
pub(super) async fn joins(user: &User) {
    confirms(user).await;
    reads(user, "Quelle est votre date de naissance ?");
    assert!(writes(user, "01/02/1990").await.taken);
    user.waits_to_see("C'est noté : vous participez.").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_presses_from_a_command_to_a_place() {
    let street = Street::new().await;
    street.mission(json!({})).await;
    let anna = street.member("Anna", "fr");
    joins(&anna).await;
    // The first is full by now, and found no more.
    street.mission(json!({ "title": "Lire à voix haute" })).await;
    let before = anna.transcript().len();
    confirms(&anna).await;
    reads(&anna, "C'est noté : vous participez.");
    assert_eq!(street.live_sign_ups().await, 2);
    let seen = anna.transcript();
    // What one looks around in stays one message; the receipt is its own.
    assert_eq!(seen.len(), before + 2, "{seen:#?}");
    assert!(seen.iter().all(|shown| shown.ephemeral), "in a guild only who asks sees it: {seen:#?}");
    assert!(street.hall.messages().is_empty());
    let named = "SELECT count(*) FROM accounts WHERE given_name = 'Anna' AND email IS NULL";
    assert_eq!(street.count(named).await, 1);
    anna.presses("Voir mes inscriptions").await;
    anna.presses("Ouvrir la n° 1").await;
    reads(&anna, "État : vous participez");
    anna.presses("Annuler ma venue").await;
    reads(&anna, "Vous voulez annuler ?");
    assert_eq!(street.live_sign_ups().await, 2, "it asks first");
    anna.presses("Oui, j'annule").await;
    reads(&anna, "C'est annulé.");
    assert_eq!(street.live_sign_ups().await, 1);
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_date_comes_with_its_file_and_english_is_spoken() {
    let street = Street::new().await;
    let slots = json!([{ "starts_at": "2099-03-14T09:00:00Z", "ends_at": "2099-03-14T11:00:00Z", "capacity": 3 }]);
    street.mission(json!({ "slots": slots })).await;
    let john = street.member("John", "en-US");
    // Where everybody reads it, what was announced stays; the card comes to who asks.
    let board = street.board.waits_for(|shown| shown.len() == 1).await;
    assert!(john.presses_on(&board[0], &board[0].buttons[0].label).await.taken);
    reads(&john, "With: Savoirs du canal");
    assert!(john.sees().ephemeral);
    assert_eq!(street.board.messages(), board);
    john.presses("I'll take part").await;
    john.presses("Confirm").await;
    reads(&john, "When were you born?");
    assert!(writes(&john, "1/2/1990").await.taken);
    let seen = john.waits_for(|seen| seen.iter().any(|shown| !shown.files.is_empty())).await;
    let shown = seen.iter().rfind(|shown| !shown.files.is_empty()).expect("a file");
    let (name, bytes) = &shown.files[0];
    let text = String::from_utf8(bytes.clone()).expect("a calendar");
    assert!(std::path::Path::new(name).extension().is_some_and(|own| own == "ics") && shown.ephemeral);
    assert!(text.contains("DTSTART:20990314T090000Z") && text.contains("SUMMARY:Aider aux devoirs"), "{text}");
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_private_a_city_is_chosen_and_messages_change_in_place() {
    let street = Street::unbound().await;
    street.mission(json!({})).await;
    let anna = street.bot.user("Anna", "fr");
    anna.command("accueil", json!({})).await;
    reads(&anna, "Dans quelle ville voulez-vous aider ?");
    anna.presses("Montréal").await;
    reads(&anna, "Je m'engage, Montréal");
    anna.presses("Voir ce week-end").await;
    // Another city's mission is not there.
    reads(&anna, "Nous n'avons rien trouvé.");
    anna.command("ville", json!({})).await;
    reads(&anna, "Dans quelle ville");
    anna.presses("Paris").await;
    reads(&anna, "Je m'engage, Paris");
    let before = anna.transcript().len();
    anna.presses("Voir ce week-end").await;
    reads(&anna, "Savoirs du canal");
    let seen = anna.transcript();
    assert_eq!(seen.len(), before, "looking around stays one message: {seen:#?}");
    assert!(seen.iter().all(|shown| !shown.ephemeral), "in private nobody else sees it");
    assert!(plain(&seen[seen.len() - 1]).contains("Savoirs du canal"));
    street.nothing_was_refused();
}
