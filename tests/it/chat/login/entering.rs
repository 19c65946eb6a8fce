//! Who is let in, once, and where that is offered.

use axum::http::Method;
use bots::engine::Input;
use bots::press::Press;
use platform_core::texts::Locale;
use tests::TestApp;

use super::{Browser, ENTERED, STATES, Scene, THEN, in_both};

#[tokio::test]
async fn the_right_number_lets_the_browser_in_once() {
    in_both(async |scene: Scene| {
        let scene = scene.with_bot().await;
        let mut browser = Browser::new(&scene.app);
        assert!(browser.get("/enter").await.expect(200).text.contains("action=\"/enter/chat\""));
        assert!(browser.cookies.is_empty(), "no cookie before one asks to come in");
        let page = browser.asks().await;
        let waits = browser.finishes().await;
        browser.reads(&waits, "enter-chat-early", Locale::Fr);
        assert!(waits.text.contains(&format!(">{}<", page.number)), "the same number again");
        assert_eq!(browser.send(Method::POST, "/enter/chat/finish", Some("then=%2F"), true).await.status, 204);

        let mut ana = scene.volunteer("ana").await;
        ana.opens(&page).await;
        ana.picks(true, &page).await;
        ana.sees("chat-entered-title");
        // The same press again, as a platform may bring it.
        ana.sends(Input::Press(Press::Number(page.code, page.number))).await;
        ana.sees("chat-entered-title");
        assert!(!browser.is_in().await);

        let mut thief = browser.clone();
        let entered = browser.post("/enter/chat/finish").await.expect(303);
        assert_eq!(entered.header("location"), THEN);
        assert!(browser.is_in().await && !browser.cookies.contains_key("asked-by-chat"));
        assert!(browser.get("/enter/chat?then=/missions").await.expect(303).header("location") == "/missions");
        assert_eq!(scene.rows(ENTERED).await, ["web ana"]);
        let over = thief.finishes().await;
        thief.reads(&over, "enter-chat-over", Locale::Fr);
        assert!(!thief.is_in().await, "it counts once");
        // Used, it can still be pressed, and means nothing any more.
        ana.sends(Input::Press(Press::Number(page.code, page.number))).await;
        ana.sees("chat-entered-title");
        assert_eq!(scene.rows(STATES).await, ["used"]);
    })
    .await;
}

#[tokio::test]
async fn a_script_is_led_on() {
    let scene = Scene::of(TestApp::new().await, Locale::Fr).await.with_bot().await;
    let mut browser = Browser::new(&scene.app);
    let page = browser.asks().await;
    let mut ana = scene.volunteer("ana").await;
    ana.opens(&page).await;
    ana.picks(true, &page).await;
    let form = Some("_token=&then=%2Fsign-ups");
    let led = browser.send(Method::POST, "/enter/chat/finish", form, true).await.expect(200);
    assert_eq!((led.header("hx-redirect"), led.header("location")), (THEN, ""));
    assert!(browser.is_in().await);
}

#[tokio::test]
async fn of_two_tabs_that_ask_at_once_one_comes_in() {
    let scene = Scene::of(TestApp::new().await, Locale::Fr).await.with_bot().await;
    let mut browser = Browser::new(&scene.app);
    let page = browser.asks().await;
    let mut ana = scene.volunteer("ana").await;
    ana.opens(&page).await;
    ana.picks(true, &page).await;
    let mut tabs: Vec<_> = (0..4).map(|_| browser.clone()).collect();
    futures_util::future::join_all(tabs.iter_mut().map(|tab| tab.post("/enter/chat/finish"))).await;
    let came_in = tabs.iter().filter(|tab| tab.cookies.contains_key("session")).count();
    assert_eq!((came_in, scene.rows(ENTERED).await.len()), (1, 1));
}

#[tokio::test]
async fn a_guest_whom_only_the_chat_knows_comes_in_too() {
    let scene = Scene::of(TestApp::new().await, Locale::Fr).await.with_bot().await;
    let (mission, _) = scene.post(serde_json::json!({})).await;
    let mut zoe = scene.visitor();
    zoe.follows_the_link_to(mission).await;
    zoe.presses("chat-do-join").await;
    zoe.presses("chat-do-confirm").await;
    zoe.says("Zoé").await;
    zoe.says("17/05/1990").await;
    let mut browser = Browser::new(&scene.app);
    let page = browser.asks().await;
    zoe.opens(&page).await;
    zoe.picks(true, &page).await;
    browser.post("/enter/chat/finish").await.expect(303);
    let own = browser.get(THEN).await.expect(200);
    assert!(own.text.contains("Aider aux devoirs le samedi matin") && own.text.contains("Zoé"), "{}", own.text);
    browser.get("/me/profile").await.expect(200);
}

#[tokio::test]
async fn it_is_offered_where_a_bot_speaks_and_not_too_often() {
    let app = TestApp::alone(|vars| {
        vars.insert("JEMENGAGE_SIGN_IN_LIMIT".into(), "1".into());
    });
    let scene = Scene::of(app.await, Locale::Fr).await;
    let mut browser = Browser::new(&scene.app);
    assert!(!browser.get("/enter").await.expect(200).text.contains("/enter/chat"));
    browser.post("/enter/chat").await.expect(404);
    let scene = scene.with_bot().await;
    let mut browser = Browser::new(&scene.app);
    let mut asked = 0;
    while browser.post("/enter/chat").await.status == 303 {
        asked += 1;
    }
    assert_eq!(asked, 5, "with the first, as often as one may try to come in from one address");
    // Whether it was answered may be asked as often as one likes.
    for _ in 0..20 {
        assert_eq!(browser.send(Method::POST, "/enter/chat/finish", Some("then=%2F"), true).await.status, 204);
    }
}
