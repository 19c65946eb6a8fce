//! What is Discord's, by its signature; and what comes more than once.

use std::time::Duration;

use serde_json::json;
use tests::discord::{Answered, Signing};

use super::joining::{confirms, joins};
use super::street::{Street, plain, reads, writes};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_discord_signed_lately_is_answered() {
    let street = Street::new().await;
    assert_eq!(street.bot.ping(Signing::Good).await, (200, json!({ "type": 1 })));
    let anna = street.member("Anna", "fr");
    let (old, ahead) = (Signing::Aged(Duration::from_secs(600)), Signing::Ahead(Duration::from_secs(600)));
    let bad =
        [Signing::OtherKey, Signing::OtherBody, Signing::OtherTime, Signing::Garbled, Signing::Absent, old, ahead];
    for signing in bad {
        assert_eq!(street.bot.ping(signing).await.0, 401, "{signing:?}");
        let command = anna.command_interaction("accueil", &json!({}));
        assert_eq!(street.bot.deliver_with(&command, signing).await.status, 401, "{signing:?}");
        let event = street.bot.event("APPLICATION_DEAUTHORIZED", json!({ "user": { "id": anna.id.to_string() } }));
        assert_eq!(street.bot.deliver_event(&event, signing).await, 401, "{signing:?}");
    }
    // Another application's signature is as good as none, and its interactions are nobody's here.
    let other = street.discord.application("Autre");
    other.point_to(&Street::hook(street.server.address), None);
    assert_eq!(other.ping(Signing::Good).await.0, 401);
    let forged = anna.command_interaction("accueil", &json!({})).with("/application_id", json!(other.id().to_string()));
    assert_eq!(street.bot.deliver_with(&forged, Signing::Aged(Duration::ZERO)).await.status, 401);
    assert_eq!(street.count("SELECT count(*) FROM chats").await, 0, "nobody has said anything");
    assert_eq!(street.bot.deliver_event(&street.bot.event(None, json!({})), Signing::Good).await, 204);
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interaction_that_comes_often_has_one_effect() {
    let street = Street::new().await;
    street.mission(json!({ "slots": [{ "capacity": 9 }] })).await;
    let second = street.serve().await;
    let (here, there) = (Street::hook(street.server.address), Street::hook(second.address));
    let anna = street.member("Anna", "fr");
    confirms(&anna).await;
    reads(&anna, "Quelle est votre date de naissance ?");
    let asked = anna.sees();
    assert!(anna.presses_on(&asked, "Écrire").await.taken);
    let form = anna.modal().expect("a form");
    let submit = anna.modal_interaction(&form.custom_id, &[(&form.inputs[0].custom_id, "01/02/1990")]);
    // At once at two nodes, and late at each.
    let deliver = async |url: &str| street.bot.deliver_to(&submit, url).await;
    let (first, other) = tokio::join!(deliver(&here), deliver(&there));
    assert_eq!((first.status, other.status), (200, 200));
    for url in [&here, &there] {
        assert_eq!(deliver(url).await.status, 200);
    }
    assert_eq!(street.bot.deliver_with(&submit, Signing::Again).await.status, 200);
    street.all_is_sent().await;
    let receipts = anna.transcript().iter().filter(|shown| plain(shown).contains("C'est noté")).count();
    let again = anna.transcript().iter().filter(|shown| plain(shown).contains("C'est déjà fait")).count();
    assert_eq!(receipts + again, 1, "{:#?}", anna.transcript());
    assert_eq!(street.live_sign_ups().await, 1);
    assert_eq!(street.count("SELECT count(*) FROM accounts WHERE email IS NULL").await, 1);
    // The press once more, by another interaction: no second sign-up, and the same receipt.
    confirms(&anna).await;
    reads(&anna, "C'est noté : vous participez.");
    assert_eq!(street.live_sign_ups().await, 1);
    assert_eq!(street.bot.refused(), [""; 0]);
    assert_eq!(street.bot.failed(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_keeps_what_it_answered() {
    let mut street = Street::new().await;
    street.mission(json!({ "slots": [{ "capacity": 30 }] })).await;
    let people: Vec<_> = (0..4).map(|number| street.member(&format!("Anna {number}"), "fr")).collect();
    for user in &people {
        confirms(user).await;
        reads(user, "Quelle est votre date de naissance ?");
    }
    // Between two interactions.
    street.kill().await;
    for user in &people {
        assert!(writes(user, "01/02/1990").await.taken);
        reads(user, "C'est noté : vous participez.");
    }
    // In the middle of some: each is answered and done, or neither, but that the answer may be lost on the way.
    let late = street.member("Ben", "fr");
    joins(&late).await;
    let asks: Vec<_> = people.iter().map(|user| user.command_interaction("mesinscriptions", &json!({}))).collect();
    let under_way = asks.into_iter().map(|own| {
        let bot = street.bot.clone();
        tokio::spawn(async move { bot.deliver(&own).await })
    });
    let under_way: Vec<_> = under_way.collect();
    street.kill().await;
    for answered in under_way {
        let Answered { status, .. } = answered.await.expect("an answer, or none");
        assert!([0, 200].contains(&status), "{status}");
    }
    assert_eq!(street.live_sign_ups().await, 5);
    for user in &people {
        user.command("mesinscriptions", json!({})).await;
        reads(user, "Mes inscriptions");
    }
    assert_eq!(street.bot.refused(), [""; 0]);
}
