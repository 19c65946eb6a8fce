//! What must not let in: another's number, another's browser, another's conversation, and what comes late.

use bots::engine::Input;
use bots::press::Press;
use chrono::Duration;
use platform_core::accounts::Secret;
use platform_core::chat::logins;
use platform_core::ports::Clock as _;
use platform_core::texts::Locale;
use tests::TestApp;
use uuid::Uuid;

use super::{Browser, ENTERED, STATES, Scene, Talker, in_both};

#[tokio::test]
async fn another_number_or_a_word_ends_the_request() {
    in_both(async |scene: Scene| {
        let scene = scene.with_bot().await;
        let mut ana = scene.volunteer("ana").await;
        for (denies, key) in [(false, "chat-number-wrong-title"), (true, "chat-not-me-title")] {
            let mut browser = Browser::new(&scene.app);
            let page = browser.asks().await;
            ana.opens(&page).await;
            if denies {
                ana.presses("chat-do-not-me").await;
            } else {
                ana.picks(false, &page).await;
            }
            ana.sees(key);
            // The right one comes too late.
            ana.sends(Input::Press(Press::Number(page.code, page.number))).await;
            ana.sees("chat-refused");
            let refused = browser.finishes().await;
            browser.reads(&refused, "enter-chat-refused", Locale::Fr);
            assert!(!browser.is_in().await);
            ana.opens(&page).await;
            ana.sees("chat-refused");
        }
        // Who answered may take it back until the browser came in.
        let mut browser = Browser::new(&scene.app);
        let page = browser.asks().await;
        ana.opens(&page).await;
        ana.picks(true, &page).await;
        ana.sends(Input::Press(Press::NotMe(page.code))).await;
        ana.sees("chat-not-me-title");
        let refused = browser.finishes().await;
        browser.reads(&refused, "enter-chat-refused", Locale::Fr);
        assert_eq!(scene.rows(ENTERED).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn after_five_minutes_it_is_over_on_both_sides() {
    let scene = Scene::of(TestApp::new().await, Locale::Fr).await.with_bot().await;
    let mut ana = scene.volunteer("ana").await;
    let (mut slow, mut late) = (Browser::new(&scene.app), Browser::new(&scene.app));
    let (unseen, page) = (slow.asks().await, late.asks().await);
    ana.opens(&page).await;
    ana.picks(true, &page).await;
    scene.app.clock.advance(Duration::minutes(logins::MINUTES));
    ana.opens(&unseen).await;
    ana.sees("chat-refused");
    ana.reads(&ana.text("refusal-chat-login-over"));
    for browser in [&mut slow, &mut late] {
        let over = browser.finishes().await;
        browser.reads(&over, "enter-chat-over", Locale::Fr);
        assert!(!browser.is_in().await);
    }
    let tidy = "INSERT INTO jobs (tenant_id, kind, subject, run_at, created_at)
                VALUES (current_setting('app.tenant_id')::uuid, 'tidy', $1, $2, $2)";
    let values = (Uuid::nil().to_string(), scene.app.clock.now());
    scene.app.client("paris").await.execute(tidy, &[&values.0, &values.1]).await.expect("a job");
    scene.app.work().await;
    assert_eq!(scene.rows(STATES).await, [""; 0], "and forgotten");
}

#[tokio::test]
async fn what_another_browser_keeps_proves_nothing() {
    let scene = Scene::of(TestApp::new().await, Locale::Fr).await.with_bot().await;
    let (mut own, mut other, mut bare) = (Browser::new(&scene.app), Browser::new(&scene.app), Browser::new(&scene.app));
    let page = own.asks().await;
    other.asks().await;
    // What the link says is no cookie, nor is what was made up.
    let mut forged = bare.clone();
    forged.cookies.insert("asked-by-chat".into(), page.start.replace("login_", ""));
    let mut elsewhere = Browser { city: "montreal", ..own.clone() };
    let mut ana = scene.volunteer("ana").await;
    ana.opens(&page).await;
    ana.picks(true, &page).await;
    let waits = other.finishes().await;
    other.reads(&waits, "enter-chat-early", Locale::Fr);
    for browser in [&mut bare, &mut forged, &mut elsewhere] {
        let over = browser.finishes().await;
        browser.reads(&over, "enter-chat-over", Locale::Fr);
    }
    for browser in [&mut other, &mut bare, &mut forged, &mut elsewhere] {
        assert!(!browser.cookies.contains_key("session"));
    }
    own.post("/enter/chat/finish").await.expect(303);
    assert!(own.is_in().await, "whatever others tried");
}

#[tokio::test]
async fn only_who_opened_the_link_and_is_known_here_answers() {
    in_both(async |scene: Scene| {
        let scene = scene.with_bot().await;
        let mut browser = Browser::new(&scene.app);
        let page = browser.asks().await;
        let right = Press::Number(page.code, page.number);
        // Nobody knows them; and to another city there is no such request.
        let mut visitor = scene.visitor();
        let stranger = scene.app.volunteer("montreal", "stranger").await;
        let mut stranger = Talker::person(&scene.app, "montreal", &stranger, scene.locale).await;
        for (talker, key) in [(&mut visitor, "refusal-chat-unknown"), (&mut stranger, "refusal-chat-login-over")] {
            talker.opens(&page).await;
            talker.sees("chat-refused");
            talker.reads(&talker.text(key));
            talker.sends(Input::Press(right)).await;
            talker.reads(&talker.text(key));
        }
        // A press without the link, and one of somebody whose link it is not.
        let (mut ana, mut eve) = (scene.volunteer("ana").await, scene.volunteer("eve").await);
        eve.sends(Input::Press(right)).await;
        eve.sees("chat-refused");
        ana.opens(&page).await;
        for press in [right, Press::NotMe(page.code), Press::Number(page.code, 0)] {
            eve.sends(Input::Press(press)).await;
            eve.sees("chat-refused");
            eve.reads(&eve.text("refusal-chat-login-over"));
        }
        eve.opens(&page).await;
        eve.sees("chat-refused");
        assert_eq!(scene.rows(STATES).await, ["asked"]);
        ana.picks(true, &page).await;
        browser.post("/enter/chat/finish").await.expect(303);
        assert!(browser.is_in().await);
        assert_eq!(scene.rows(ENTERED).await, ["web ana"]);
        // What is no code at all begins as if nothing followed.
        ana.says("/start login_nonsense").await;
        assert!(ana.may("chat-do-weekend"));
    })
    .await;
}

/// What is kept is a digest of what the browser shows, and of what its link says.
#[tokio::test]
async fn the_database_keeps_neither_secret() {
    let scene = Scene::of(TestApp::new().await, Locale::Fr).await.with_bot().await;
    let mut browser = Browser::new(&scene.app);
    let page = browser.asks().await;
    let kept = scene.rows("SELECT row(own.*)::text FROM chat_logins AS own").await.concat();
    let secret = &browser.cookies["asked-by-chat"];
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert!(kept.contains(&hex(&Secret::presented(secret).digest())), "{kept}");
    assert!(!kept.contains(&hex(secret.as_bytes())) && !kept.contains(&hex(page.code.as_bytes())), "{kept}");
}

/// Whoever works for the city comes in by mail or a provider, also who does since they answered.
#[tokio::test]
async fn whoever_works_for_the_city_does_not_come_in_by_a_tap() {
    in_both(async |scene: Scene| {
        let scene = scene.with_bot().await;
        let mut browser = Browser::new(&scene.app);
        let page = browser.asks().await;
        let mut agent = crate::chat::agents::agent(&scene).await;
        agent.opens(&page).await;
        agent.sees("chat-refused");
        agent.reads(&agent.text("refusal-chat-login-staff"));
        agent.sends(Input::Press(Press::Number(page.code, page.number))).await;
        agent.reads(&agent.text("refusal-chat-login-staff"));
        assert_eq!(scene.rows(STATES).await, ["asked"]);
        let mut ana = scene.volunteer("ana").await;
        ana.opens(&page).await;
        ana.picks(true, &page).await;
        let promoted = "UPDATE accounts SET city_role = 'admin' WHERE email = 'ana@paris.example'";
        scene.app.client("paris").await.batch_execute(promoted).await.expect("a role");
        let refused = browser.finishes().await;
        browser.reads(&refused, "enter-chat-refused", Locale::Fr);
        assert!(!browser.is_in().await);
        assert_eq!(scene.rows(STATES).await, ["refused"]);
    })
    .await;
}
