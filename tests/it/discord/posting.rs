//! Who acts for an association posts a mission; and places are suggested.

use serde_json::json;
use tests::discord::User;

use super::street::{Street, reads, writes};

/// Links the account of who acts for the association.
async fn known(street: &Street) -> User {
    let chief = street.member("Chief", "fr");
    let code = street.code_of(&street.manager).await;
    assert!(chief.command("lier", json!({ "code": code })).await.taken);
    reads(&chief, "Compte : m…@");
    assert_eq!(street.count("SELECT count(*) FROM chat_identities").await, 0, "it asks first");
    chief.presses("Oui, c'est moi").await;
    reads(&chief, "sont liés");
    assert_eq!(street.count("SELECT count(*) FROM chat_codes").await, 0, "it counts once");
    chief
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mission_is_posted_by_a_command_and_a_form() {
    let street = Street::new().await;
    let chief = known(&street).await;
    let before = chief.transcript().len();
    let options = json!({
        "titre": "Préparer des repas", "theme": "solidarity", "quand": "14/03/2099 10h-12h", "places": 3,
        "lieu": "Salle du canal, 12 rue des Écluses, 75010", "reponse": "1",
    });
    assert!(chief.command("publier", options).await.taken);
    // What is too long for an option is asked for in a form.
    reads(&chief, "Étape 2 sur 7");
    assert!(writes(&chief, "Nous cuisinons et servons ensemble\nun **repas** chaud.").await.taken);
    reads(&chief, "État : brouillon");
    reads(&chief, "Préparer des repas");
    assert!(chief.presses("Publier").await.taken);
    let seen = plain_of(&chief);
    assert!(seen.contains("publiée") || seen.contains("relit"), "{seen}");
    let messages = chief.transcript().len() - before;
    assert!(messages <= 9, "{messages} messages");
    let made = "SELECT count(*) FROM missions JOIN slots ON slots.mission_id = missions.id
                WHERE title = 'Préparer des repas' AND state IN ('published', 'submitted') AND capacity = 3";
    assert_eq!(street.count(made).await, 1);
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_understood_is_asked_for_again() {
    let street = Street::new().await;
    let chief = known(&street).await;
    assert!(
        chief
            .command("publier", json!({ "titre": "Trier", "quand": "un de ces jours", "lieu": "nulle part" }))
            .await
            .taken
    );
    reads(&chief, "Étape 2 sur 7");
    writes(&chief, "Nous trions.").await;
    reads(&chief, "Étape 3 sur 7");
    // Let go of, nothing is left of it.
    chief.command("accueil", json!({})).await;
    chief.command("publier", json!({})).await;
    reads(&chief, "Étape 3 sur 7");
    assert_eq!(street.count("SELECT count(*) FROM missions").await, 0);
    street.nothing_was_refused();
}

/// What is written in the form of one question answers no other that was opened since.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_answers_the_question_it_was_opened_for() {
    let street = Street::new().await;
    let chief = known(&street).await;
    chief.command("chercher", json!({})).await;
    let earlier = chief.sees();
    chief.command("publier", json!({})).await;
    reads(&chief, "Étape 1 sur 7");
    assert!(chief.presses_on(&earlier, "Écrire").await.taken);
    let field = chief.modal().expect("a form").inputs.remove(0).custom_id;
    assert!(chief.submits(json!({ field: "livres" })).await.taken);
    reads(&chief, "Ce bouton était trop ancien");
    chief.command("publier", json!({})).await;
    reads(&chief, "Étape 1 sur 7");
    assert!(writes(&chief, "Trier des livres").await.taken);
    reads(&chief, "Étape 2 sur 7");
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn places_are_suggested_and_options_lead_on() {
    let street = Street::new().await;
    street.mission(json!({ "slots": [{ "capacity": 3 }] })).await;
    let anna = street.member("Anna", "fr");
    let offered = anna.autocomplete("autour", "lieu", "75010").await;
    assert!(!offered.is_empty() && offered.len() <= 25, "{offered:?}");
    assert!(anna.autocomplete("autour", "lieu", "zanzibar").await.is_empty());
    assert!(!anna.autocomplete("publier", "lieu", "bel").await.is_empty(), "a quarter");
    let place = offered[0].value.as_str().expect("a name").to_owned();
    assert!(anna.command("autour", json!({ "lieu": place })).await.taken);
    reads(&anna, "Savoirs du canal");
    anna.command("themes", json!({ "theme": "education" })).await;
    reads(&anna, "Savoirs du canal");
    // In private, where no city is known, nothing can be suggested; and once one is chosen, its places are.
    let ben = street.bot.user("Ben", "fr");
    assert!(ben.autocomplete("autour", "lieu", "75010").await.is_empty());
    ben.command("accueil", json!({})).await;
    ben.presses("Paris").await;
    assert!(!ben.autocomplete("autour", "lieu", "75010").await.is_empty());
    street.nothing_was_refused();
}

fn plain_of(user: &User) -> String {
    super::street::plain(&user.sees())
}
