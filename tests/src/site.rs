//! A browser without JavaScript: it opens pages, fills in their forms, and follows where they lead.

use axum::body::Body;
use axum::http::{Method, Request, header};
use scraper::{ElementRef, Html, Selector};

use crate::app::{Answer, TestApp};
use crate::people::Person;

/// Somebody who looks at a city's site.
pub struct Visitor<'a> {
    app: &'a TestApp,
    city: String,
    cookie: Option<String>,
    language: &'static str,
}

/// A page as it came.
pub struct Page {
    /// The status.
    pub status: u16,
    /// The address it came from, after what led there.
    pub path: String,
    /// The answer itself.
    pub answer: Answer,
    html: Html,
}

impl<'a> Visitor<'a> {
    /// Somebody nobody knows.
    #[must_use]
    pub fn new(app: &'a TestApp, city: &str) -> Self {
        Self { app, city: city.to_owned(), cookie: None, language: "fr" }
    }

    /// Somebody who is signed in.
    #[must_use]
    pub fn known(app: &'a TestApp, person: &Person) -> Self {
        Self { cookie: Some(person.cookie()), ..Self::new(app, person.city()) }
    }

    /// The same, who reads another language.
    #[must_use]
    pub fn reading(&self, language: &'static str) -> Self {
        Self { app: self.app, city: self.city.clone(), cookie: self.cookie.clone(), language }
    }

    /// Opens a page, and goes on to where it leads.
    ///
    /// # Panics
    /// If it leads on without an end.
    pub async fn get(&self, path: &str) -> Page {
        self.follow(self.send(Method::GET, path, None).await, path).await
    }

    /// Opens a page, and stays.
    pub async fn look(&self, path: &str) -> Page {
        Page::of(self.send(Method::GET, path, None).await, path)
    }

    /// Sends a form whose address ends so: what it is filled with, and in its place what is given; then goes on to where it
    /// leads.
    ///
    /// # Panics
    /// If the page has no such form.
    #[track_caller]
    pub fn submit<'b>(
        &'b self,
        page: &Page,
        action: &str,
        given: &[(&str, &str)],
    ) -> impl Future<Output = Page> + use<'a, 'b> {
        let (action, fields) = page.filled(action, given);
        async move { self.post(&action, &fields).await }
    }

    /// Sends fields to an address, and goes on to where it leads.
    ///
    /// # Panics
    /// If it leads on without an end.
    pub async fn post(&self, path: &str, fields: &[(String, String)]) -> Page {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.follow(self.send(Method::POST, path, Some(body)).await, path).await
    }

    /// Sends a form that carries a file, which may be none, and goes on to where it leads.
    ///
    /// # Panics
    /// If the page has no such form, or it cannot carry a file.
    #[track_caller]
    pub fn upload<'b>(
        &'b self,
        page: &Page,
        action: &str,
        given: &[(&str, &str)],
        file: &'b [u8],
    ) -> impl Future<Output = Page> + use<'a, 'b> {
        let (action, fields) = page.filled(action, given);
        let sent_as = page.attribute(&format!("form[action=\"{action}\"]"), "enctype");
        assert_eq!(sent_as.as_deref(), Some("multipart/form-data"), "{action} carries no file");
        async move { self.post_file(&action, &fields, file).await }
    }

    /// Sends fields and a file to an address, and goes on to where it leads.
    ///
    /// # Panics
    /// If it leads on without an end.
    pub async fn post_file(&self, path: &str, fields: &[(String, String)], file: &[u8]) -> Page {
        const BETWEEN: &str = "----between-the-parts";
        let mut body = Vec::new();
        for (name, value) in fields.iter().filter(|(name, _)| name != "file") {
            let head = format!("--{BETWEEN}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend([head.as_bytes(), value.as_bytes(), b"\r\n"].concat());
        }
        let name = if file.is_empty() { "" } else { "image.jpg" };
        let head = format!("--{BETWEEN}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n");
        let kind = "Content-Type: application/octet-stream\r\n\r\n";
        let end = format!("\r\n--{BETWEEN}--\r\n");
        body.extend([head.as_bytes(), kind.as_bytes(), file, end.as_bytes()].concat());
        let kind = format!("multipart/form-data; boundary={BETWEEN}");
        self.follow(self.send_as(Method::POST, path, Some((&kind, body))).await, path).await
    }

    async fn follow(&self, mut answer: Answer, path: &str) -> Page {
        let mut path = path.to_owned();
        for _ in 0..5 {
            if !answer.status.is_redirection() {
                return Page::of(answer, &path);
            }
            path = answer.header("location").to_owned();
            answer = self.send(Method::GET, &path, None).await;
        }
        panic!("{path} leads on without an end");
    }

    async fn send(&self, method: Method, path: &str, body: Option<String>) -> Answer {
        let body = body.map(|body| ("application/x-www-form-urlencoded", body.into_bytes()));
        self.send_as(method, path, body).await
    }

    async fn send_as(&self, method: Method, path: &str, body: Option<(&str, Vec<u8>)>) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, format!("{}.localhost:8080", self.city))
            .header(header::ACCEPT, "text/html")
            .header(header::ACCEPT_LANGUAGE, self.language);
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some((kind, _)) = body {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let body = body.map(|(_, body)| body).unwrap_or_default();
        self.app.send(request.body(Body::from(body)).expect("a request")).await
    }
}

fn select(selector: &str) -> Selector {
    Selector::parse(selector).expect("a selector")
}

/// The text of an element, its blanks made one.
fn words(element: ElementRef<'_>) -> String {
    element.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

impl Page {
    fn of(answer: Answer, path: &str) -> Self {
        let html = Html::parse_document(&answer.text);
        Self { status: answer.status.as_u16(), path: path.to_owned(), answer, html }
    }

    /// The page, which must have this status.
    ///
    /// # Panics
    /// If it has another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.path, self.text("main"));
        self
    }

    /// The text of the first element a selector names; nothing if there is none.
    #[must_use]
    pub fn text(&self, selector: &str) -> String {
        self.html.select(&select(selector)).next().map(words).unwrap_or_default()
    }

    /// The texts of all of them.
    #[must_use]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.html.select(&select(selector)).map(words).collect()
    }

    /// An attribute of the first element a selector names.
    #[must_use]
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.html.select(&select(selector)).next()?.attr(name).map(str::to_owned)
    }

    /// Whether people read this on the page.
    #[must_use]
    pub fn says(&self, text: &str) -> bool {
        self.text("main").contains(text)
    }

    /// What is wrong with a field, which must be tied to it.
    ///
    /// # Panics
    /// If the field does not name the text that stands beside it.
    #[track_caller]
    #[must_use]
    pub fn error(&self, id: &str) -> String {
        let text = self.text(&format!("#{id}-error"));
        if !text.is_empty() {
            let described = self.attribute(&format!("#{id}"), "aria-describedby").unwrap_or_default();
            assert!(described.split(' ').any(|own| own == format!("{id}-error")), "{id} is not tied to its error");
        }
        text
    }

    /// What a field is filled with.
    #[must_use]
    pub fn value(&self, name: &str) -> String {
        let find = |selector: String| self.html.select(&select(&selector)).next();
        let field = find(format!("[name=\"{name}\"]"));
        field.and_then(|field| values(field).into_iter().next()).unwrap_or_default()
    }

    /// Where the first form goes whose address ends so, and what a browser sends of it.
    #[track_caller]
    fn filled(&self, action: &str, given: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
        let form = self.html.select(&select(&format!("form[action$=\"{action}\"]"))).next();
        let form = form.unwrap_or_else(|| panic!("{} has no form {action}: {}", self.path, self.text("main")));
        let all = select("input, textarea, select");
        let fields = form.select(&all).flat_map(|field| {
            let name = field.attr("name").unwrap_or_default().to_owned();
            values(field).into_iter().map(move |value| (name.clone(), value))
        });
        let fields = fields.filter(|(name, _)| !given.iter().any(|(own, _)| own == name));
        let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        (form.attr("action").unwrap_or_default().to_owned(), fields.chain(given).collect())
    }
}

/// What a browser sends of a field as it stands.
fn values(field: ElementRef<'_>) -> Vec<String> {
    let value = |default: &str| field.attr("value").unwrap_or(default).to_owned();
    match (field.value().name(), field.attr("type").unwrap_or("text")) {
        ("textarea", _) => vec![field.text().collect::<String>().trim_start_matches('\n').to_owned()],
        ("select", _) => {
            let chosen = field.select(&select("option[selected]")).next();
            let option = chosen.or_else(|| field.select(&select("option")).next());
            option.and_then(|option| option.attr("value")).map(str::to_owned).into_iter().collect()
        }
        (_, "checkbox" | "radio") if field.attr("checked").is_none() => Vec::new(),
        (_, "checkbox" | "radio") => vec![value("on")],
        _ => vec![value("")],
    }
}
