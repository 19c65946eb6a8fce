//! Guilds: bound by a code, told of new missions, and let go of.

use std::time::Duration;

use serde_json::json;
use tests::discord::{Fault, Route, User};

use super::joining::joins;
use super::street::{Street, reads};

/// Gives up a place.
async fn leaves(user: &User) {
    user.presses("Annuler ma venue").await;
    user.presses("Oui, j'annule").await;
    reads(user, "C'est annulé.");
}

const BOUND: &str = "SELECT count(*) FROM guilds";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guild_is_bound_by_who_runs_it_and_a_code_that_counts_once() {
    let street = Street::unbound().await;
    let (code, chief) = (street.guild_code().await, street.chief.at(&street.hall));
    let options = json!({ "code": code, "salon": street.board.id });
    // Who does not run it is not shown the command; one that is forged is refused.
    let asked = chief.command_interaction("configurer", &options);
    let forged = asked.with("/member/permissions", json!((1_u64 << 11).to_string()));
    assert!(street.bot.deliver(&forged).await.taken);
    reads(&chief, "Seules les personnes qui gèrent ce serveur");
    assert_eq!(street.count(BOUND).await, 0);
    // Without a code, with one of nobody, with words, with another city's name before it.
    let (_, own) = code.split_once('_').expect("a city");
    let wrong = ["", "paris_guild_AAAAAAAAAAAAAAAAAAAAAA", "bonjour", "paris_guild_", &format!("montreal_{own}")];
    for wrong in wrong {
        let mut options = options.clone();
        options["code"] = json!(wrong);
        if wrong.is_empty() {
            options = json!({ "salon": street.board.id });
        }
        assert!(chief.command("configurer", options).await.taken);
        reads(&chief, "Ce code ne marche pas");
    }
    assert_eq!(street.count(BOUND).await, 0);
    assert!(chief.command("configurer", options.clone()).await.taken);
    reads(&chief, "Ce serveur est relié à Paris");
    assert_eq!((street.count(BOUND).await, street.count("SELECT count(*) FROM guild_codes").await), (1, 0));
    // The code is void now, wherever it is shown.
    chief.command("configurer", options).await;
    reads(&chief, "Ce code ne marche pas");
    // What is left out stays as it was.
    chief.command("configurer", json!({ "missions": "all" })).await;
    reads(&chief, "Toutes les nouvelles missions de la ville");
    let kept = format!("{BOUND} WHERE channel = '{}' AND announces_all", street.board.id);
    assert_eq!(street.count(&kept).await, 1);
    // Whoever speaks in it speaks of Paris from now on.
    let anna = street.member("Anna", "fr");
    anna.command("accueil", json!({})).await;
    reads(&anna, "Je m'engage, Paris");
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_mission_is_announced_once() {
    let street = Street::new().await;
    let anna = street.member("Anna", "fr");
    street.mission(json!({})).await;
    street.all_is_matched().await;
    let board = street.board.waits_for(|shown| shown.len() == 1).await;
    assert!(board[0].text.contains("Aider aux devoirs") && board[0].text.contains("Savoirs du canal"), "{board:#?}");
    assert_eq!(board[0].calls, [street.role.id.to_string()]);
    assert!(!board[0].ephemeral);
    // Its place is taken and comes free again: found once more, and announced no more.
    joins(&anna).await;
    leaves(&anna).await;
    street.app.work().await;
    street.all_is_matched().await;
    street.all_is_sent().await;
    assert_eq!(street.board.messages().len(), 1);
    // Other associations' are announced where all are wanted.
    let other = street.app.volunteer("paris", "other").await;
    let association = other.validated_association(&street.app).await;
    let mut mission = tests::a_mission(2);
    mission["slots"] = json!([{ "capacity": 2 }]);
    other.published_mission(&street.app, association, mission.clone()).await;
    street.app.work().await;
    street.all_is_matched().await;
    street.all_is_sent().await;
    assert_eq!(street.board.messages().len(), 1);
    street.chief.at(&street.hall).command("configurer", json!({ "missions": "all" })).await;
    street.was_bound_long_ago().await;
    mission["title"] = json!("Lire à voix haute");
    other.published_mission(&street.app, association, mission).await;
    street.app.work().await;
    let board = street.board.waits_for(|shown| shown.len() == 2).await;
    assert!(board[1].text.contains("Lire à voix haute"), "{board:#?}");
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_that_is_gone_is_written_to_no_more() {
    for gone in
        [tests::discord::Channel::vanishes, tests::discord::Channel::hides, tests::discord::Channel::falls_silent]
    {
        let street = Street::new().await;
        gone(&street.board);
        street.mission(json!({})).await;
        street.bot.waits_for_calls(Route::Send, 1).await;
        street.comes_to("SELECT count(*) FROM guilds WHERE channel IS NULL", |count| count == 1).await;
        street.mission(json!({ "title": "Lire à voix haute" })).await;
        street.all_is_matched().await;
        street.all_is_sent().await;
        assert_eq!(street.bot.waits_for_calls(Route::Send, 1).await.len(), 1, "it is not called again");
        // Who runs it chooses another, without a code.
        let chief = street.chief.at(&street.hall);
        chief.command("configurer", json!({ "salon": street.hall.id })).await;
        street.was_bound_long_ago().await;
        street.mission(json!({ "title": "Chanter ensemble" })).await;
        street.hall.waits_for(|shown| shown.iter().any(|shown| shown.text.contains("Chanter ensemble"))).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_no_private_messages_is_told_by_mail() {
    let street = Street::new().await;
    let (mission, slot) = street.mission(json!({ "waiting_list": true })).await;
    let anna = street.member("Anna", "fr");
    joins(&anna).await;
    // Ben has an account of the web, with an address, and waits.
    let ben = street.app.volunteer("paris", "ben").await;
    let user = street.member("Ben", "fr");
    let code = street.code_of(&ben).await;
    user.command("lier", json!({ "code": code })).await;
    user.presses("Oui, c'est moi").await;
    let press = bots::press::Press::Confirm(mission.into(), slot.into()).to_string();
    street.bot.deliver(&user.press_interaction(user.sees().id, &press)).await;
    reads(&user, "vous êtes n° 1");
    user.closes_private_messages();
    leaves(&anna).await;
    street.comes_to("SELECT count(*) FROM chats WHERE unreachable_at IS NOT NULL", |count| count == 1).await;
    street.all_is_sent().await;
    assert!(user.transcript().iter().all(|shown| shown.ephemeral), "nothing came in private");
    let mut mails = street.mails.wait_for(1).await;
    while !mails.iter().any(|mail| mail.contains(&ben.email)) {
        mails = street.mails.wait_for(mails.len() + 1).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_the_application_and_lets_it_go_is_noted() {
    let street = Street::new().await;
    let anna = street.member("Anna", "fr");
    anna.command("accueil", json!({})).await;
    let unreachable = "SELECT count(*) FROM chats WHERE unreachable_at IS NOT NULL";
    assert_eq!(anna.deauthorizes().await, 204);
    assert_eq!(street.count(unreachable).await, 1);
    assert_eq!(anna.authorizes(None).await, 204);
    assert_eq!(street.count(unreachable).await, 0);
    assert_eq!(anna.authorizes(&street.guild).await, 204);
    // Of somebody who never spoke, and of a kind that is nothing to us.
    assert_eq!(street.bot.user("Ben", "fr").deauthorizes().await, 204);
    street.nothing_was_refused();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn discord_that_has_us_wait_is_waited_for() {
    let street = Street::new().await;
    let wait = Duration::from_millis(1500);
    street.discord.fail_next(Route::Send, Fault::TooMany { retry_after: wait, global: false });
    let before = std::time::Instant::now();
    street.mission(json!({})).await;
    street.board.waits_for(|shown| shown.len() == 1).await;
    assert!(before.elapsed() >= wait, "it came too early");
    street.all_is_sent().await;
    let calls = street.bot.waits_for_calls(Route::Send, 2).await;
    assert_eq!(calls.iter().map(|call| call.status).collect::<Vec<_>>(), [Some(429), Some(200)]);
    // A route that takes one a second is not called more often.
    street.discord.limit(Route::Send, 1);
    for title in ["Lire ensemble", "Chanter ensemble", "Planter ensemble"] {
        street.mission(json!({ "title": title })).await;
    }
    street.board.waits_for(|shown| shown.len() == 4).await;
    let too_many = street.discord.invalid_requests();
    assert_eq!(too_many.len(), 1, "the one that was asked for: {too_many:?}");
    // A failure of theirs is tried again, and nothing comes twice.
    street.discord.limit(Route::Send, None);
    street.discord.fail_next(Route::Send, Fault::Status(502));
    street.mission(json!({ "title": "Coudre ensemble" })).await;
    street.board.waits_for(|shown| shown.len() == 5).await;
    street.all_is_sent().await;
    assert_eq!(street.board.messages().len(), 5);
    assert_eq!(street.bot.refused(), [""; 0]);
}
