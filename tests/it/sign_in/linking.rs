//! One account, several ways in; and that nobody opens one into another's.

use axum::body::Body;
use axum::http::Request;
use chrono::Duration;
use platform_core::accounts::{Actor, Identity, Secret, enter, identities};
use platform_core::chat::{ChatPerson, Platform, people};
use platform_core::refusals::Explain as _;
use platform_core::tenancy::Ctx;
use serde_json::{Value, json};
use tests::Answer;

use super::{Browser, Scene, somebody};
use crate::faults::somebody_waits;

/// The secret of the last link that was sent to an address.
pub(super) fn secret(scene: &Scene, email: &str) -> String {
    let mails = scene.app.mails.to(email);
    let mut links = mails.iter().flat_map(|mail| mail.text.split_whitespace()).filter(|word| word.contains("/enter/"));
    let link = links.next_back().expect("a link");
    link.rsplit('/').next().expect("a secret").to_owned()
}

/// Opens a link from a mail.
pub(super) async fn opens(browser: &mut Browser, scene: &Scene, link: &str) -> Answer {
    let request = Request::post("/api/v1/sessions/by-link").header("content-type", "application/json");
    browser.send(scene, request, Body::from(json!({ "token": link }).to_string())).await
}

/// The account signed in in a browser, as a use case sees it.
async fn acting(scene: &Scene, browser: &Browser) -> Ctx {
    let ctx = scene.app.operator("paris");
    let session = Secret::presented(&browser.cookies["session"]);
    let actor = enter::by_session(&scene.app.app, &ctx, &session).await.expect("the database answers");
    Ctx { actor, ..ctx }
}

#[tokio::test]
async fn an_address_opens_nobodys_account() {
    let scene = Scene::new().await;
    let victim = scene.app.volunteer("paris", "victim").await;
    // Even one that is verified is not enough: the account's owner comes in by mail, and links.
    scene.issuer.knows(Some(somebody("thief", &victim.email, true)));
    for face in ["openid", "franceconnect", "proconnect"] {
        let mut thief = Browser::new("paris");
        let refused = thief.signs_in(&scene, face).await.expect(409);
        assert_eq!((refused.code(), thief.cookies.contains_key("session")), ("sign_in_email_taken", false), "{face}");
    }
    assert_eq!(scene.rows("SELECT provider FROM identities").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_link_the_victim_opens_lets_the_thief_in_nowhere() {
    let scene = Scene::new().await;
    let victim = scene.app.volunteer("paris", "victim").await;
    for (email, is_known) in [(victim.email.as_str(), true), ("nobody-yet@exemple.example", false)] {
        scene.issuer.knows(Some(somebody("thief", email, false)));
        let mut thief = Browser::new("paris");
        thief.signs_in(&scene, "proconnect").await.expect(303);
        let guest = thief.me(&scene).await;
        assert_eq!((&guest["email"], guest["id"] != json!(victim.id)), (&Value::Null, true));
        scene.app.work().await;
        let mut mailbox = Browser::new("paris");
        let entered = opens(&mut mailbox, &scene, &secret(&scene, email)).await.expect(200);
        assert_eq!(entered.body["account"] == json!(victim.id), is_known);
        assert_eq!(thief.get(&scene, "/api/v1/me").await.status, 401, "who asked is shut out");
        let mut again = Browser::new("paris");
        again.signs_in(&scene, "proconnect").await.expect(303);
        assert_ne!(again.me(&scene).await["id"], entered.body["account"], "and does not come back by the provider");
        identities::unlink(&scene.app.app, &acting(&scene, &again).await, "proconnect")
            .await
            .expect_err("the last way");
        scene.rows("DELETE FROM identities RETURNING provider").await;
    }
}

#[tokio::test]
async fn who_has_an_account_by_mail_joins_both_by_the_mail() {
    let scene = Scene::new().await;
    let person = scene.app.volunteer("paris", "zoe").await;
    scene.issuer.knows(Some(somebody("citizen", &person.email, false)));
    let mut browser = Browser::new("paris");
    browser.signs_in(&scene, "franceconnect").await.expect(303);
    scene.app.work().await;
    let entered = opens(&mut browser, &scene, &secret(&scene, &person.email)).await.expect(200);
    assert_eq!(entered.body["account"], json!(person.id));
    let mut later = Browser::new("paris");
    later.signs_in(&scene, "franceconnect").await.expect(303);
    assert_eq!(later.me(&scene).await["id"], json!(person.id));
}

#[tokio::test]
async fn who_is_signed_in_links_and_unlinks() {
    let scene = Scene::new().await;
    let person = scene.app.volunteer("paris", "zoe").await;
    scene.issuer.knows(Some(somebody("zoe", "elsewhere@exemple.example", true)));
    let mut browser = Browser::of(&person);
    let session = browser.cookies["session"].clone();
    for _ in 0..2 {
        browser.signs_in(&scene, "openid").await.expect(303);
    }
    assert_eq!(browser.cookies["session"], session, "the session stays");
    let ctx = acting(&scene, &browser).await;
    let linked = identities::list(&scene.app.app, &ctx).await.expect("a list");
    assert_eq!(linked.iter().map(|linked| linked.provider.as_str()).collect::<Vec<_>>(), ["openid"]);
    let mut later = Browser::new("paris");
    later.signs_in(&scene, "openid").await.expect(303);
    assert_eq!(later.me(&scene).await["id"], json!(person.id));
    // What opens one account opens no other.
    let mut other = Browser::of(&scene.app.volunteer("paris", "other").await);
    assert_eq!(other.signs_in(&scene, "openid").await.expect(409).code(), "sign_in_of_another");
    assert_eq!(scene.rows("SELECT account_id::text FROM identities").await, [person.id.to_string()]);

    identities::unlink(&scene.app.app, &ctx, "openid").await.expect("unlinked");
    let gone = identities::unlink(&scene.app.app, &ctx, "openid").await.expect_err("nothing is left");
    assert_eq!(gone.reasons()[0].code, "not_found");
    let mut stranger = Browser::new("paris");
    stranger.signs_in(&scene, "openid").await.expect(303);
    assert_ne!(stranger.me(&scene).await["id"], json!(person.id));
    let acts =
        "SELECT format('%s %s', action, details) FROM ledger WHERE action LIKE 'account.identity%' ORDER BY id LIMIT 2";
    assert_eq!(
        scene.rows(acts).await,
        [r#"account.identity_linked {"provider": "openid"}"#, r#"account.identity_unlinked {"provider": "openid"}"#]
    );
}

#[tokio::test]
async fn who_was_shut_out_meanwhile_links_nothing() {
    let scene = Scene::new().await;
    let person = scene.app.volunteer("paris", "zoe").await;
    scene.issuer.knows(Some(somebody("thief", "elsewhere@exemple.example", true)));
    let mut thief = Browser::of(&person);
    let back = thief.sets_off(&scene, "openid", "/").await;
    // The account becomes another's while its provider is asked.
    let owner = scene.app.client("paris").await;
    let shuts_out = format!("BEGIN; SELECT FROM accounts WHERE id = '{}' FOR UPDATE; DELETE FROM sessions", person.id);
    owner.batch_execute(&shuts_out).await.expect("shut out");
    let done = async {
        somebody_waits(&scene.app.client("paris").await).await;
        owner.batch_execute("COMMIT").await.expect("done");
    };
    let (answer, ()) = tokio::join!(thief.get(&scene, &back), done);
    assert_eq!(answer.expect(409).code(), "sign_in_stale");
    assert_eq!(scene.rows("SELECT provider FROM identities").await, Vec::<String>::new());
}

#[tokio::test]
async fn the_last_way_in_is_not_closed_and_no_program_opens_one() {
    let scene = Scene::new().await;
    scene.issuer.knows(Some(somebody("zoe", "zoe@exemple.example", false)));
    let mut browser = Browser::new("paris");
    browser.signs_in(&scene, "franceconnect").await.expect(303);
    let ctx = acting(&scene, &browser).await;
    let refused = identities::unlink(&scene.app.app, &ctx, "franceconnect").await.expect_err("the last");
    assert_eq!(refused.reasons()[0].code, "last_way_in");
    browser.signs_in(&scene, "openid").await.expect(303);
    identities::unlink(&scene.app.app, &ctx, "franceconnect").await.expect("there is another");

    let id = ctx.actor.account().expect("somebody");
    // A chat that knows them is one, too; and it is the last one in its turn.
    let chat = ChatPerson { platform: Platform::Telegram, person: "4242".to_owned() };
    let linked = format!(
        "INSERT INTO chat_identities (account_id, platform, person, linked_at) \
        VALUES ('{id}', 'telegram', '4242', now()) RETURNING person"
    );
    scene.rows(&linked).await;
    identities::unlink(&scene.app.app, &ctx, "openid").await.expect("the chat is left");
    let refused = people::unlink(&scene.app.app, &ctx, &chat).await.expect_err("the last");
    assert_eq!(refused.reasons()[0].code, "last_way_in");
    browser.signs_in(&scene, "openid").await.expect(303);
    people::unlink(&scene.app.app, &ctx, &chat).await.expect("the provider is left");

    let program = Actor::Account(Identity { id, role: None, confirmed: true, scopes: Some(vec![]) });
    let agent = ctx.actor.account();
    for ctx in [Ctx { actor: program, ..ctx.clone() }, Ctx { desk: agent, ..ctx.clone() }] {
        identities::list(&scene.app.app, &ctx).await.expect_err("by a session only");
        identities::unlink(&scene.app.app, &ctx, "openid").await.expect_err("by a session only");
    }
}

#[tokio::test]
async fn no_page_elsewhere_links_a_strangers_identity() {
    let scene = Scene::new().await;
    let person = scene.app.volunteer("paris", "zoe").await;
    scene.issuer.knows(Some(somebody("stranger", "stranger@exemple.example", true)));
    for from in [Some("cross-site"), Some("same-site"), Some("none"), None] {
        let mut browser = Browser { from, ..Browser::of(&person) };
        assert_eq!(browser.get(&scene, "/sign-in/openid").await.expect(403).code(), "cross_site", "{from:?}");
    }
    // What does not say so names the page.
    let mut old = Browser { from: None, ..Browser::of(&person) };
    let from = async |old: &mut Browser, page: &str| {
        old.send(&scene, Request::get("/sign-in/openid").header("referer", page), Body::empty()).await.status.as_u16()
    };
    assert_eq!(from(&mut old, "http://paris.localhost:8080/profile").await, 303);
    assert_eq!(from(&mut old, "http://paris.localhost:8080.evil.example/").await, 403);
    // A visitor may come from anywhere: from a poster, from the city's site.
    let mut visitor = Browser { from: Some("cross-site"), ..Browser::new("paris") };
    visitor.get(&scene, "/sign-in/openid").await.expect(303);
    // Begun as one, it does not end as another.
    let mut browser = Browser::of(&person);
    let back = browser.sets_off(&scene, "openid", "/").await;
    let other = Browser::of(&scene.app.volunteer("paris", "other").await);
    browser.cookies.insert("session".to_owned(), other.cookies["session"].clone());
    assert_eq!(browser.get(&scene, &back).await.expect(409).code(), "sign_in_stale");
    assert_eq!(scene.rows("SELECT provider FROM identities").await, Vec::<String>::new());
}

#[tokio::test]
async fn who_erases_their_account_is_a_newcomer_to_the_provider() {
    let scene = Scene::new().await;
    scene.issuer.knows(Some(somebody("zoe", "zoe@exemple.example", true)));
    let mut browser = Browser::new("paris");
    browser.signs_in(&scene, "openid").await.expect(303);
    let before = browser.me(&scene).await["id"].clone();
    let request = Request::delete("/api/v1/me").header("content-type", "application/json");
    browser.send(&scene, request, Body::from("{}")).await.expect(204);
    scene.app.clock.advance(Duration::minutes(3));
    scene.app.work().await;
    let mut again = Browser::new("paris");
    again.signs_in(&scene, "openid").await.expect(303);
    assert_ne!(again.me(&scene).await["id"], before);
}
