//! Coming in on the web by a conversation: the number a browser shows, picked in the bot, and all that must not let in.

mod doubt;
mod entering;

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, Request, header};
use bots::press::Press;
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
async fn the_words_of_the_pages() {
    let scene = Scene::of(TestApp::new().await, Locale::Fr).await.with_bot().await;
    for locale in Locale::ALL {
        let mut browser = Browser::new(&scene.app);
        let offered = browser.get(&format!("/{locale}/enter?then=%2Fmissions")).await.expect(200);
        let over = browser.get(&format!("/{locale}/enter/chat")).await.expect(200);
        browser.post(&format!("/{locale}/enter/chat")).await.expect(303);
        let waits = browser.get(&format!("/{locale}/enter/chat?early=yes")).await.expect(200);
        let words = [offered, waits, over].map(main_text).join("\n=====\n");
        insta::with_settings!({ filters => vec![(r"(?m)^\d\d$", "[number]")] }, {
            insta::assert_snapshot!(format!("pages-{locale}"), words);
        });
    }
}
