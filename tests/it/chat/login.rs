//! Coming in on the web by a conversation: the number a browser shows, picked in the bot, and all that must not let in.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, Request, header};
use bots::engine::Input;
use bots::press::Press;
use chrono::Duration;
use platform_core::accounts::Secret;
use platform_core::chat::logins;
use platform_core::ports::Clock as _;
use platform_core::texts::Locale;
use tests::{Answer, TestApp};
use uuid::Uuid;

use super::talker::Talker;
use super::{Scene, in_both};
use crate::pages::main_text;

/// A browser in which nobody is signed in, without scripts.
#[derive(Clone)]
struct Browser<'a> {
    app: &'a TestApp,
    city: &'static str,
    cookies: BTreeMap<String, String>,
}

/// What its page shows.
struct Page {
    number: u8,
    /// What the link starts the conversation with.
    start: String,
    code: Uuid,
}

/// Where it goes on to.
const THEN: &str = "/sign-ups";

impl<'a> Browser<'a> {
    fn new(app: &'a TestApp) -> Self {
        Self { app, city: "paris", cookies: BTreeMap::new() }
    }

    async fn send(&mut self, method: Method, path: &str, form: Option<&str>, script: bool) -> Answer {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder().method(method).uri(path);
        request = request.header(header::HOST, format!("{}.localhost:8080", self.city));
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if script {
            request = request.header("hx-request", "true");
        }
        if form.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let body = form.map_or_else(Body::empty, |form| Body::from(form.to_owned()));
        let answer = self.app.send(request.body(body).expect("a request")).await;
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            assert!(cookie.contains("Path=/"), "{cookie}");
            let (name, value) = cookie.split(';').next().and_then(|own| own.split_once('=')).expect("a name");
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None, false).await
    }

    async fn post(&mut self, path: &str) -> Answer {
        self.send(Method::POST, path, Some("_token=&then=%2Fsign-ups"), false).await
    }

    /// Asks to come in, and shows the number.
    async fn asks(&mut self) -> Page {
        let asked = self.post("/enter/chat").await.expect(303);
        let shown = self.get(asked.header("location")).await.expect(200);
        let between = |from: &str, to: &str| {
            let (_, rest) = shown.text.split_once(from).unwrap_or_else(|| panic!("{from} is not in {}", shown.text));
            rest.split(to).next().expect("a part").to_owned()
        };
        let start = between("https://t.me/a_bot?start=", "\"");
        let press = start.replace("login_", "1.notme.").parse();
        let Ok(Press::NotMe(code)) = press else { panic!("{start} is no link to come in") };
        Page { number: between("<p class=\"number\">", "<").parse().expect("a number"), start, code }
    }

    /// Says that it was answered; answers the page it is shown then.
    async fn finishes(&mut self) -> Answer {
        let finished = self.post("/enter/chat/finish").await.expect(303);
        self.get(finished.header("location")).await.expect(200)
    }

    /// Whether it has a session of ours.
    async fn is_in(&mut self) -> bool {
        self.cookies.contains_key("session") && self.get(THEN).await.status == 200
    }

    /// The page says this, of the city's words.
    #[track_caller]
    fn reads(&self, page: &Answer, key: &str, locale: Locale) {
        let words = self.app.city(self.city).texts.get(locale, key, &Default::default());
        assert!(page.text.contains(&words.replace('\'', "&#39;")), "«{words}» is not in {}", page.text);
    }
}

/// What stands of every request.
const STATES: &str = "SELECT state FROM chat_logins ORDER BY expires_at";
const ENTERED: &str = "SELECT format('%s %s', source, given_name) FROM ledger JOIN accounts ON accounts.id = subject_id
                       WHERE action = 'account.entered_by_chat'";

impl Scene {
    /// With a bot of the city's own.
    async fn with_bot(self) -> Self {
        let made = "INSERT INTO bots (id, platform, tenant_id, name, hook, token, hook_secret, created_at)
                    VALUES (gen_random_uuid(), 'telegram', current_setting('app.tenant_id')::uuid, 'a_bot', 'a hook',
                            'x', 'x', now())";
        self.app.client("paris").await.batch_execute(made).await.expect("a bot");
        self
    }
}

impl Talker<'_> {
    /// Opens the link of a page.
    async fn opens(&mut self, page: &Page) {
        self.says(&format!("/start {}", page.start)).await;
    }

    /// Picks a number of those to choose from.
    async fn picks(&mut self, right: bool, page: &Page) {
        self.sees("chat-number-title");
        let labels = self.labels();
        assert_eq!(labels.len(), 4, "three numbers, and a way out: {labels:?}");
        let own = page.number.to_string();
        let found = labels[..3].iter().find(|(label, _)| (*label == own) == right).expect("such a number");
        self.taps_on(&found.0).await;
    }
}

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

/// Whoever works for the city comes in by mail or a provider, also who does since they answered.
#[tokio::test]
async fn whoever_works_for_the_city_does_not_come_in_by_a_tap() {
    in_both(async |scene: Scene| {
        let scene = scene.with_bot().await;
        let mut browser = Browser::new(&scene.app);
        let page = browser.asks().await;
        let mut agent = super::agents::agent(&scene).await;
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

#[tokio::test]
async fn the_words_of_the_pages() {
    let scene = Scene::of(TestApp::new().await, Locale::Fr).await.with_bot().await;
    for locale in Locale::ALL {
        let mut browser = Browser::new(&scene.app);
        let offered = browser.get(&format!("/{locale}/enter?then=%2Fmissions")).await.expect(200);
        let over = browser.get(&format!("/{locale}/enter/chat")).await.expect(200);
        browser.post(&format!("/{locale}/enter/chat")).await.expect(303);
        let waits = browser.get(&format!("/{locale}/enter/chat?early=yes")).await.expect(200);
        let words = [offered, waits, over].map(|page| main_text(&page.text)).join("\n=====\n");
        insta::with_settings!({ filters => vec![(r"(?m)^\d\d$", "[number]")] }, {
            insta::assert_snapshot!(format!("pages-{locale}"), words);
        });
    }
}
