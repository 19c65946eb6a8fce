//! Telegram, end to end: the real server, a strict Bot API, and people who press.

mod entering;
mod polling;
pub(crate) mod street;

use std::time::Duration;

use nix::sys::signal::Signal;
use serde_json::{Value, json};
use street::{Street, eventually};
use tests::{Fault, Shown, User};
use uuid::Uuid;

/// The last message holds these words.
fn says(words: &str) -> impl FnMut(&[Shown]) -> bool + '_ {
    move |chat| chat.last().is_some_and(|shown| shown.text.contains(words))
}

/// Some message holds these words.
fn said(words: &str) -> impl FnMut(&[Shown]) -> bool + '_ {
    move |chat| chat.iter().any(|shown| shown.text.contains(words))
}

/// From nothing to the confirmation, in three presses.
async fn confirms(user: &User) {
    user.sends("/start").await;
    user.waits_for(says("Je m'engage, Paris")).await;
    user.presses("Voir ce week-end").await;
    user.waits_for(says("Savoirs du canal")).await;
    user.presses("Je participe").await;
    user.waits_for(says("Vous participez ?")).await;
    user.presses("Confirmer").await;
}

/// To a place. The city's rules look at age, so whom nobody knows is asked once.
async fn joins(user: &User) {
    confirms(user).await;
    user.waits_for(says("Quelle est votre date de naissance ?")).await;
    user.sends("01/02/1990").await;
    user.waits_for(said("C'est noté : vous participez.")).await;
}

/// Gives a place up.
async fn leaves(user: &User) {
    user.presses("Annuler ma venue").await;
    user.waits_for(says("Vous voulez annuler ?")).await;
    user.presses("Oui, j'annule").await;
    user.waits_for(says("C'est annulé.")).await;
}

/// Is the first to wait, by the button that another has confirmed with: a full mission is not found by itself.
async fn waits_in_line(street: &Street, user: &User) {
    let confirm = street.bot.calls().iter().rev().find_map(|call| confirmation(&call.body)).expect("a button");
    user.presses_on(user.chat()[0].message_id, &confirm).await;
    user.waits_for(says("Quelle est votre date de naissance ?")).await;
    user.sends("01/02/1990").await;
    user.waits_for(says("vous êtes n° 1")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_presses_from_start_to_a_place() {
    let street = Street::new().await;
    street.mission(json!({})).await;
    let anna = street.bot.user("Anna", "fr");
    joins(&anna).await;
    // The first is full by now, and found no more.
    street.mission(json!({ "title": "Lire à voix haute" })).await;
    let before = anna.chat().len();
    confirms(&anna).await;
    let twice = |chat: &[Shown]| chat.iter().filter(|shown| shown.text.contains("C'est noté")).count() == 2;
    let chat = anna.waits_for(twice).await;
    assert_eq!(street.live_sign_ups().await, 2);
    assert_eq!(anna.unanswered(), 0, "every press is answered");
    // What one looks around in stays one message; the receipt is its own.
    assert_eq!(chat.len(), before + 2, "{chat:?}");
    let named = "SELECT count(*) FROM accounts WHERE given_name = 'Anna' AND email IS NULL";
    assert_eq!(street.count(named).await, 1);
    anna.presses("Voir mes inscriptions").await;
    anna.waits_for(said("Mes inscriptions")).await;
    anna.presses("Ouvrir la n° 1").await;
    anna.waits_for(says("État : vous participez")).await;
    anna.presses("Annuler ma venue").await;
    anna.waits_for(says("Vous voulez annuler ?")).await;
    assert_eq!(street.live_sign_ups().await, 2, "it asks first");
    anna.presses("Oui, j'annule").await;
    anna.waits_for(says("C'est annulé.")).await;
    assert_eq!(street.live_sign_ups().await, 1);
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_date_comes_with_its_file_and_english_is_spoken() {
    let street = Street::new().await;
    let slots = json!([{ "starts_at": "2099-03-14T09:00:00Z", "ends_at": "2099-03-14T11:00:00Z", "capacity": 3 }]);
    let (mission, _) = street.mission(json!({ "slots": slots })).await;
    let john = street.bot.user("John", "en");
    // From a poster: the card comes first.
    let start = bots::engine::start_of(mission.into());
    john.sends(&format!("/start {start}")).await;
    john.waits_for(says("With: Savoirs du canal")).await;
    john.presses("I'll take part").await;
    john.waits_for(says("Will you take part?")).await;
    john.presses("Confirm").await;
    john.waits_for(says("When were you born?")).await;
    john.sends("1/2/1990").await;
    let chat = john.waits_for(|chat| chat.iter().any(|shown| shown.document.is_some())).await;
    let (name, bytes) = chat.iter().find_map(|shown| shown.document.clone()).expect("a file");
    let text = String::from_utf8(bytes).expect("a calendar");
    assert!(std::path::Path::new(&name).extension().is_some_and(|own| own == "ics"));
    assert!(text.contains("DTSTART:20990314T090000Z") && text.contains("SUMMARY:Aider aux devoirs"), "{text}");
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_update_that_comes_often_has_one_effect() {
    let street = Street::new().await;
    street.mission(json!({})).await;
    let second = street.serve().await;
    let anna = street.bot.user("Anna", "fr");
    joins(&anna).await;
    let chat = anna.chat();
    // The confirmation once more, by another press: no second sign-up, and the same receipt.
    let confirm = street.bot.calls().iter().rev().find_map(|call| confirmation(&call.body)).expect("a button");
    let again = anna.press_update(chat[0].message_id, &confirm);
    // At once, at two nodes, and late.
    let (one, two) = (street.bot.clone(), street.bot.clone());
    let (here, there) = (street.server.address, second.address);
    for (bot, address) in [(&one, here), (&two, there), (&one, there)] {
        bot.route(address);
        let (first, other) = tokio::join!(bot.deliver(&again), bot.deliver(&again));
        assert_eq!((first, other), (200, 200));
    }
    let receipts = |chat: &[Shown]| chat.iter().filter(|shown| shown.text.contains("C'est noté")).count();
    anna.waits_for(|chat| receipts(chat) == 2).await;
    eventually(&street.app.client("paris").await, "SELECT count(*) FROM chat_messages", |count| count == 0).await;
    assert_eq!(receipts(&anna.chat()), 2, "and no more");
    assert_eq!(street.live_sign_ups().await, 1);
    assert_eq!(street.count("SELECT count(*) FROM accounts WHERE email IS NULL").await, 1);
    street.nothing_was_refused();
}

/// The data of a button that confirms.
fn confirmation(body: &Value) -> Option<String> {
    let rows = body["reply_markup"]["inline_keyboard"].as_array()?;
    let datas = rows.iter().flat_map(|row| row.as_array().cloned().unwrap_or_default());
    let mut datas = datas.filter_map(|button| button["callback_data"].as_str().map(str::to_owned));
    datas.find(|data| data.starts_with("1.yes."))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_in_mid_update_does_it_once() {
    let mut street = Street::new().await;
    street.mission(json!({ "slots": [{ "capacity": 30 }] })).await;
    let people: Vec<_> = (0..8).map(|number| street.bot.user(&format!("Anna {number}"), "fr")).collect();
    for user in &people {
        user.sends("/start").await;
        user.waits_for(says("Je m'engage, Paris")).await;
        user.presses("Voir ce week-end").await;
        user.waits_for(says("Savoirs du canal")).await;
        user.presses("Je participe").await;
        user.waits_for(says("Vous participez ?")).await;
        user.presses("Confirmer").await;
        user.waits_for(says("Quelle est votre date de naissance ?")).await;
    }
    let updates: Vec<_> = people.iter().map(|user| user.text_update("01/02/1990")).collect();
    let deliveries: Vec<_> = updates
        .iter()
        .map(|update| {
            let (bot, update) = (street.bot.clone(), update.clone());
            tokio::spawn(async move { bot.deliver(&update).await })
        })
        .collect();
    // In the middle of it: some are done, and others are not.
    let client = street.app.client("paris").await;
    eventually(&client, "SELECT count(*) FROM sign_ups", |count| count > 0).await;
    street.server.signal(Signal::SIGKILL);
    for delivery in deliveries {
        delivery.await.expect("an answer, or none");
    }
    street.server = street.serve().await;
    street.bot.route(street.server.address);
    // What was not answered for comes again; here all of it does.
    for update in updates {
        assert_eq!(street.bot.brings(update).await.last(), Some(&200));
    }
    for user in &people {
        user.waits_for(said("C'est noté : vous participez.")).await;
    }
    assert_eq!(street.live_sign_ups().await, 8);
    assert_eq!(street.count("SELECT count(*) FROM accounts WHERE email IS NULL").await, 8);
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_and_forgers_change_nothing() {
    let street = Street::new().await;
    street.mission(json!({})).await;
    let anna = street.bot.user("Anna", "fr");
    joins(&anna).await;
    let sign_up: Uuid = {
        let client = street.app.client("paris").await;
        client.query_one("SELECT id FROM sign_ups", &[]).await.expect("one").get(0)
    };
    let eve = street.bot.user("Eve", "fr");
    let hello = eve.text_update("/start");
    assert_eq!(street.bot.deliver_with_secret(&hello, "not the secret").await, 404);
    assert_eq!(street.bot.deliver_with_secret(&hello, None).await, 404);
    assert_eq!(street.count("SELECT count(*) FROM chats").await, 1, "Anna's");
    eve.sends("/start").await;
    let message = eve.waits_for(says("Je m'engage, Paris")).await[0].message_id;
    // Another person's button, one of no version, one that was forged, one of an old list.
    for data in [
        bots::press::Press::Left(sign_up.into()).to_string(),
        bots::press::Press::SignUp(sign_up.into()).to_string(),
        bots::press::Press::Accept(sign_up.into()).to_string(),
        bots::press::Press::Take(Uuid::from_u128(5).into()).to_string(),
        "0.old".to_owned(),
        "1.own.'; DROP TABLE sign_ups".to_owned(),
        bots::press::Press::Hit(900, 3).to_string(),
    ] {
        let statuses = eve.presses_on(message, &data).await;
        assert_eq!(statuses.last(), Some(&200), "{data}");
    }
    eve.waits_for(said("Ce n'est pas possible.")).await;
    eve.waits_for_toasts(7).await;
    assert_eq!(eve.unanswered(), 0);
    assert_eq!(street.live_sign_ups().await, 1);
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_bot_serves_all_cities() {
    let street = Street::with_bot(None).await;
    street.mission(json!({})).await;
    let anna = street.bot.user("Anna", "fr");
    anna.sends("/start").await;
    anna.waits_for(says("Dans quelle ville voulez-vous aider ?")).await;
    anna.presses("Montréal").await;
    anna.waits_for(says("Je m'engage, Montréal")).await;
    anna.presses("Voir ce week-end").await;
    // Another city's mission is not there.
    anna.waits_for(says("Nous n'avons rien trouvé.")).await;
    anna.sends("/start").await;
    anna.waits_for(says("Je m'engage, Montréal")).await;
    anna.presses("Changer de ville").await;
    anna.waits_for(says("Dans quelle ville")).await;
    anna.presses("Paris").await;
    anna.waits_for(says("Je m'engage, Paris")).await;
    anna.presses("Voir ce week-end").await;
    anna.waits_for(says("Savoirs du canal")).await;
    // A poster of a city leads there at once.
    let ben = street.bot.user("Ben", "fr");
    ben.sends("/start paris").await;
    ben.waits_for(says("Je m'engage, Paris")).await;
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_of_the_web_is_linked_and_posts_a_mission_in_nine_messages() {
    let street = Street::new().await;
    let start = street.code_of(&street.manager).await;
    let chief = street.bot.user("Chief", "fr");
    chief.sends(&format!("/start {start}")).await;
    chief.waits_for(says("Compte : m…@")).await;
    assert_eq!(street.count("SELECT count(*) FROM chat_identities").await, 0, "it asks first");
    chief.presses("Oui, c'est moi").await;
    chief.waits_for(says("sont liés")).await;
    assert_eq!(street.count("SELECT count(*) FROM chat_codes").await, 0, "it counts once");
    let mut messages = 0;
    for (text, then) in [
        ("/publier", "Étape 1 sur 7"),
        ("Préparer des repas", "Étape 2 sur 7"),
        ("Nous cuisinons et servons ensemble un repas chaud.", "Étape 3 sur 7"),
    ] {
        chief.sends(text).await;
        chief.waits_for(says(then)).await;
        messages += 1;
    }
    chief.presses("Solidarité et insertion").await;
    chief.waits_for(says("Étape 4 sur 7")).await;
    for (text, then) in [
        ("14/03/2099 10h-12h", "Étape 5 sur 7"),
        ("3", "Étape 6 sur 7"),
        ("Salle du canal, 12 rue des Écluses, 75010", "Étape 7 sur 7"),
    ] {
        chief.sends(text).await;
        chief.waits_for(says(then)).await;
        messages += 1;
    }
    chief.presses("Répondre à chacun").await;
    chief.waits_for(says("État : brouillon")).await;
    chief.presses("Publier").await;
    chief
        .waits_for(|chat| {
            chat.last().is_some_and(|shown| shown.text.contains("publiée") || shown.text.contains("relit"))
        })
        .await;
    messages += 3;
    assert_eq!(messages, 9);
    let made =
        "SELECT count(*) FROM missions WHERE title = 'Préparer des repas' AND state IN ('published', 'submitted')";
    assert_eq!(street.count(made).await, 1);
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_blocks_the_bot_is_written_to_no_more_until_they_come_back() {
    let street = Street::new().await;
    street.mission(json!({ "waiting_list": true })).await;
    let (anna, ben) = (street.bot.user("Anna", "fr"), street.bot.user("Ben", "fr"));
    joins(&anna).await;
    let unreachable = "SELECT count(*) FROM chats WHERE unreachable_at IS NOT NULL";
    anna.blocks().await;
    assert_eq!(street.count(unreachable).await, 1);
    anna.unblocks().await;
    assert_eq!(street.count(unreachable).await, 0);
    ben.sends("/start").await;
    ben.waits_for(says("Je m'engage, Paris")).await;
    waits_in_line(&street, &ben).await;
    // Gone without a word: what is sent tells.
    ben.deactivates();
    leaves(&anna).await;
    let client = street.app.client("paris").await;
    eventually(&client, unreachable, |count| count == 1).await;
    eventually(&client, "SELECT count(*) FROM chat_messages", |count| count == 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_conversation_one_message_follows_the_other() {
    let street = Street::new().await;
    let anna = street.bot.user("Anna", "fr");
    anna.sends("/start").await;
    anna.waits_for(says("Je m'engage, Paris")).await;
    let client = street.app.client("paris").await;
    let waits = "SELECT count(*) FROM chat_messages";
    eventually(&client, waits, |count| count == 0).await;
    // A note waits as an answer comes, and what is sent first takes its time.
    street.telegram.fail_next("sendMessage", Fault::Hang(Duration::from_millis(600)));
    let both = "INSERT INTO chat_messages (bot_id, chat, is_answer, content, run_at)
                SELECT bot_id, chat, said.is_answer, json_build_object(
                           'do', 'show', 'html', said.html, 'buttons', '[]'::json, 'keyboard', NULL, 'replaces', NULL), now()
                FROM chats, (VALUES (false, 'Une note'), (true, 'Une réponse')) AS said (is_answer, html)";
    assert_eq!(client.execute(both, &[]).await.expect("both wait"), 2);
    eventually(&client, waits, |count| count == 0).await;
    let texts: Vec<_> = anna.chat().into_iter().skip(1).map(|shown| shown.text).collect();
    assert_eq!(texts, ["Une réponse", "Une note"], "each once, the answer first");
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_crowd_each_is_answered_for_themselves() {
    let street = Street::new().await;
    street.mission(json!({})).await;
    let people: Vec<_> = (0..40).map(|number| street.bot.user(&format!("Anna {number}"), "fr")).collect();
    let mut updates: Vec<_> = people.iter().map(|user| user.text_update("/start")).collect();
    // One says more at once, one comes twice, and what one says no database can keep.
    let eve = street.bot.user("Eve", "fr");
    updates.extend(["/start", "/aide", "/start"].map(|text| people[0].text_update(text)));
    updates.push(updates[1].clone());
    updates.push(eve.text_update("un mot\0et un autre"));
    let deliveries = updates.iter().map(|update| street.bot.deliver(update));
    let statuses = futures_util::future::join_all(deliveries).await;
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    for user in &people {
        user.waits_for(said("Je m'engage, Paris")).await;
    }
    let client = street.app.client("paris").await;
    eventually(&client, "SELECT count(*) FROM chat_messages", |count| count == 0).await;
    assert_eq!(people[0].chat().len(), 4, "each of its messages is answered");
    for user in &people[1..] {
        assert_eq!(user.chat().len(), 1, "{:?}", user.chat());
    }
    // Eve's conversation goes on.
    eve.sends("/start").await;
    eve.waits_for(says("Je m'engage, Paris")).await;
    street.nothing_was_refused();
}
