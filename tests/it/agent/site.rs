//! Somebody at a browser without JavaScript: follows addresses, fills in the forms that pages show, and reads.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use scraper::{ElementRef, Html, Selector};
use tests::{Answer, Person, TestApp};

/// What a browser sends a form as.
const FORM: &str = "application/x-www-form-urlencoded";

/// Somebody at a browser.
pub(super) struct Visitor<'a> {
    app: &'a TestApp,
    city: &'static str,
    cookie: Option<String>,
}

/// A page as it was answered.
pub(super) struct Page {
    pub(super) status: StatusCode,
    pub(super) location: String,
    html: String,
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

impl<'a> Visitor<'a> {
    pub(super) fn of(app: &'a TestApp, city: &'static str, person: &Person) -> Self {
        Self { app, city, cookie: Some(person.cookie()) }
    }

    pub(super) const fn unknown(app: &'a TestApp, city: &'static str) -> Self {
        Self { app, city, cookie: None }
    }

    async fn send(&self, method: Method, path: &str, body: Option<String>) -> Page {
        let host = format!("{}.localhost:8080", self.city);
        let request = Request::builder().method(method).uri(path).header("host", host);
        let mut request = request.header("accept", "text/html").header("accept-language", "fr");
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        if body.is_some() {
            request = request.header("content-type", FORM);
        }
        let answer = self.app.send(request.body(body.map_or_else(Body::empty, Body::from)).expect("a request")).await;
        Page::of(answer)
    }

    pub(super) async fn get(&self, path: &str) -> Page {
        self.send(Method::GET, path, None).await
    }

    /// A page that must be there, and be sound.
    pub(super) async fn see(&self, path: &str) -> Page {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
        page.must_be_sound(path);
        page
    }

    /// Sends the form of a page whose action ends so, with its own values where others are not given.
    pub(super) async fn submit(&self, page: &Page, action: &str, given: &[(&str, &str)]) -> Page {
        let (action, fields) = page.form(action);
        self.post(&action, fields, given).await
    }

    /// Sends the same fields to another address: what a button with an action of its own does.
    pub(super) async fn submit_to(&self, page: &Page, form: &str, to: &str, given: &[(&str, &str)]) -> Page {
        let (_, fields) = page.form(form);
        self.post(to, fields, given).await
    }

    async fn post(&self, action: &str, fields: Vec<(String, String)>, given: &[(&str, &str)]) -> Page {
        let kept = fields.into_iter().filter(|(name, _)| !given.iter().any(|(other, _)| other == name));
        let kept: Vec<_> = kept.collect();
        let pairs = kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(given.iter().copied());
        let body = pairs.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect::<Vec<_>>();
        self.send(Method::POST, action, Some(body.join("&"))).await
    }

    /// Sends a form that must be taken, and sees the page it leads to.
    pub(super) async fn done(&self, page: &Page, action: &str, given: &[(&str, &str)]) -> Page {
        let answer = self.submit(page, action, given).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{action}: {}", answer.text());
        self.see(&answer.location).await
    }

    /// Sends a form that must come back to be mended, and be sound.
    pub(super) async fn refused(&self, page: &Page, action: &str, given: &[(&str, &str)]) -> Page {
        let answer = self.submit(page, action, given).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{action}: {}", answer.text());
        answer.must_be_sound(action);
        answer
    }
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

impl Page {
    fn of(answer: Answer) -> Self {
        Self { status: answer.status, location: answer.header("location").to_owned(), html: answer.text }
    }

    fn document(&self) -> Html {
        Html::parse_document(&self.html)
    }

    /// What stands in an element, or in all of them.
    fn words(element: ElementRef<'_>) -> String {
        let text: String = element.text().collect::<Vec<_>>().join(" ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What people read of the page's own part.
    pub(super) fn text(&self) -> String {
        let document = self.document();
        let main = document.select(&selector("main")).next().map(Self::words);
        main.unwrap_or_default()
    }

    #[track_caller]
    pub(super) fn says(&self, expected: &str) {
        assert!(self.text().contains(expected), "«{expected}» is not in: {}", self.text());
    }

    #[track_caller]
    pub(super) fn does_not_say(&self, unexpected: &str) {
        assert!(!self.text().contains(unexpected), "«{unexpected}» is in: {}", self.text());
    }

    /// What is said to be wrong with a field, by the element it is described by.
    #[track_caller]
    pub(super) fn wrong_with(&self, id: &str) -> String {
        let document = self.document();
        let error = document.select(&selector(&format!("#{id}-error"))).next();
        let error = error.unwrap_or_else(|| panic!("nothing is wrong with {id}: {}", self.text()));
        let field = document.select(&selector(&format!("#{id}"))).next().expect("the field");
        let described = field.value().attr("aria-describedby").unwrap_or("");
        assert!(described.split(' ').any(|id| id == error.value().id().unwrap_or("")), "{id} is tied to its error");
        Self::words(error)
    }

    /// The row of the table whose head says so.
    #[track_caller]
    pub(super) fn row(&self, head: &str) -> String {
        let document = self.document();
        let rows: Vec<_> = document.select(&selector("tr")).map(Self::words).collect();
        rows.iter().find(|row| row.starts_with(head)).unwrap_or_else(|| panic!("no row {head}: {rows:?}")).clone()
    }

    /// The addresses of the page's links that end so or hold it.
    pub(super) fn links(&self, part: &str) -> Vec<String> {
        let document = self.document();
        let links = selector("main a");
        let links = document.select(&links).filter_map(|link| link.value().attr("href").map(str::to_owned));
        links.filter(|address| address.contains(part)).collect()
    }

    pub(super) fn has_form(&self, action: &str) -> bool {
        self.document().select(&selector("form")).any(|form| ends(form, action))
    }

    /// The address of a form and what it holds, as a browser would send it without another touch.
    #[track_caller]
    fn form(&self, action: &str) -> (String, Vec<(String, String)>) {
        let document = self.document();
        let form = document.select(&selector("form")).find(|form| ends(*form, action));
        let form = form.unwrap_or_else(|| panic!("no form to {action}: {}", self.text()));
        let mut fields = Vec::new();
        for field in form.select(&selector("input, select, textarea")) {
            let attr = |name: &str| field.value().attr(name).unwrap_or_default().to_owned();
            let value = match field.value().name() {
                "textarea" => field.text().collect::<String>().trim_start_matches('\n').to_owned(),
                "select" => {
                    let chosen = field.select(&selector("option[selected]")).next();
                    let chosen = chosen.or_else(|| field.select(&selector("option")).next());
                    chosen.and_then(|option| option.value().attr("value")).unwrap_or_default().to_owned()
                }
                _ if matches!(attr("type").as_str(), "checkbox" | "radio")
                    && field.value().attr("checked").is_none() =>
                {
                    continue;
                }
                _ => attr("value"),
            };
            fields.push((attr("name"), value));
        }
        (form.value().attr("action").expect("an action").to_owned(), fields)
    }

    /// One heading of the first level, none skipped; a label to every field; ids once; no key in place of its text.
    #[track_caller]
    pub(super) fn must_be_sound(&self, path: &str) {
        let document = self.document();
        let levels: Vec<u8> = document
            .select(&selector("h1, h2, h3, h4"))
            .filter_map(|heading| heading.value().name().as_bytes().get(1).map(|digit| digit - b'0'))
            .collect();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{path}: one first heading, {levels:?}");
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{path}: no level is skipped, {levels:?}");
        let ids: Vec<_> = document.select(&selector("[id]")).filter_map(|element| element.value().id()).collect();
        let once: BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), once.len(), "{path}: ids stand once, {ids:?}");
        for field in document.select(&selector("main input:not([type=hidden]), main select, main textarea")) {
            let id = field.value().id().map(|id| format!("label[for='{id}']"));
            let labelled = id.is_some_and(|label| document.select(&selector(&label)).next().is_some());
            let inside = field.ancestors().filter_map(ElementRef::wrap).any(|outer| outer.value().name() == "label");
            assert!(labelled || inside, "{path}: {} has a label", field.html());
        }
        let text = Self::words(document.root_element());
        let is_key = |word: &&str| word.starts_with("agent-") || word.contains("{$") || word.starts_with("rule-");
        let key = text.split_whitespace().find(is_key);
        assert_eq!(key, None, "{path}: every text is written");
    }
}

fn ends(form: ElementRef<'_>, action: &str) -> bool {
    form.value().attr("action").is_some_and(|address| address.ends_with(action))
}
