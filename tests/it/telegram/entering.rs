//! Coming in on the web by a conversation: a browser, the real server, and the bot that all cities share.

use reqwest::header::{COOKIE, HOST, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use super::says;
use super::street::Street;

/// A browser that asks to come in.
struct Browser {
    http: Client,
    address: String,
    cookie: String,
}

impl Browser {
    async fn new(street: &Street) -> Self {
        let http = Client::builder().redirect(Policy::none()).build().expect("a client");
        let address = format!("http://{}", street.server.address);
        let mut browser = Self { http, address, cookie: String::new() };
        let asked = browser.post("/enter/chat").await;
        assert_eq!(
            (asked.status().as_u16(), &asked.headers()[LOCATION]),
            (303, &"/enter/chat?then=%2Fsign-ups".parse().expect("a header"))
        );
        browser.cookie = asked.headers()[SET_COOKIE].to_str().expect("text").to_owned();
        assert!(
            browser.cookie.starts_with("__Host-")
                && browser.cookie.contains("Secure")
                && browser.cookie.contains("HttpOnly"),
            "{}",
            browser.cookie
        );
        browser
    }

    async fn post(&self, path: &str) -> Response {
        let request = self.http.post(format!("{}{path}", self.address)).header(HOST, "paris.localhost");
        let form = request.header(COOKIE, self.cookie.split(';').next().unwrap_or("")).form(&[("then", "/sign-ups")]);
        form.send().await.expect("an answer")
    }

    /// What the page shows: the number, and the link.
    async fn sees(&self) -> (String, String) {
        let request = self.http.get(format!("{}/enter/chat", self.address)).header(HOST, "paris.localhost");
        let request = request.header(COOKIE, self.cookie.split(';').next().unwrap_or(""));
        let page = request.send().await.expect("an answer").text().await.expect("a page");
        let between = |from: &str, to: &str| {
            let (_, rest) = page.split_once(from).unwrap_or_else(|| panic!("{from} is not in {page}"));
            rest.split(to).next().expect("a part").to_owned()
        };
        (between("<p class=\"number\">", "<"), between("href=\"https://t.me/", "\""))
    }

    async fn finishes(&self) -> (String, bool) {
        let finished = self.post("/enter/chat/finish").await;
        let cookies = finished.headers().get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
        let is_in =
            cookies.into_iter().any(|cookie| cookie.starts_with("__Host-session=") && cookie.contains("HttpOnly"));
        (finished.headers()[LOCATION].to_str().expect("text").to_owned(), is_in)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_picked_in_the_conversation_opens_the_browsers_door() {
    let street = Street::with_bot(None).await;
    let browser = Browser::new(&street).await;
    let (number, link) = browser.sees().await;
    let start = link.strip_prefix(&format!("{}?start=", street.bot.username())).expect("a link to the bot");
    assert!(start.starts_with("paris_login_") && start.len() <= 64, "{start}");
    assert_eq!(browser.finishes().await, ("/enter/chat?then=%2Fsign-ups&early=yes".into(), false));

    // Whom nobody knows is told what to do.
    let eve = street.bot.user("Eve", "fr");
    eve.sends(&format!("/start {start}")).await;
    eve.waits_for(says("ne connaît pas encore votre compte")).await;

    let chief = street.bot.user("Chief", "fr");
    chief.sends(&format!("/start paris_{}", street.code_of(&street.manager).await)).await;
    chief.waits_for(says("Compte : m…@")).await;
    chief.presses("Oui, c'est moi").await;
    chief.waits_for(says("sont liés")).await;
    chief.sends(&format!("/start {start}")).await;
    chief.waits_for(says("Touchez le numéro")).await;
    chief.presses(&number).await;
    chief.waits_for(says("votre compte y est ouvert")).await;
    assert_eq!(browser.finishes().await, ("/sign-ups".into(), true));
    assert_eq!(street.count("SELECT count(*) FROM ledger WHERE action = 'account.entered_by_chat'").await, 1);

    let other = Browser::new(&street).await;
    let (_, link) = other.sees().await;
    let (_, start) = link.split_once('=').expect("a start");
    chief.sends(&format!("/start {start}")).await;
    chief.waits_for(says("Touchez le numéro")).await;
    chief.presses("Ce n'est pas moi").await;
    chief.waits_for(says("C'est annulé.")).await;
    assert_eq!(other.finishes().await, ("/enter/chat?then=%2Fsign-ups".into(), false));
    assert_eq!(chief.unanswered(), 0, "every press is answered");
    street.nothing_was_refused();
}
