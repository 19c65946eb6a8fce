//! A browser without JavaScript: it opens pages, fills in their forms, and follows where they lead.

mod page;
mod sound;

use axum::body::Body;
use axum::http::{Method, Request, header};

use crate::app::{Answer, TestApp};
use crate::people::Person;
pub use page::Page;

/// Somebody who looks at a city's site.
pub struct Visitor<'a> {
    app: &'a TestApp,
    city: String,
    cookie: Option<String>,
    language: &'static str,
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

    /// Opens a page that must be there, and be sound.
    ///
    /// # Panics
    /// If it is not.
    pub async fn see(&self, path: &str) -> Page {
        let page = self.look(path).await.expect(200);
        page.must_be_sound();
        page
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

    /// The same, to another address if one is given, as a button with an action of its own does; and stays with the answer.
    ///
    /// # Panics
    /// If the page has no such form.
    #[track_caller]
    pub fn press<'b>(
        &'b self,
        page: &Page,
        action: &str,
        to: Option<&str>,
        given: &[(&str, &str)],
    ) -> impl Future<Output = Page> + use<'a, 'b> {
        let (own, fields) = page.filled(action, given);
        let action = to.map_or(own, str::to_owned);
        async move { self.write(&action, &fields).await }
    }

    /// Sends a form that must be taken, and sees the page it leads to.
    ///
    /// # Panics
    /// If it is not taken.
    pub async fn done(&self, page: &Page, action: &str, given: &[(&str, &str)]) -> Page {
        let answer = self.press(page, action, None, given).await.expect(303);
        self.see(answer.location()).await
    }

    /// Sends a form that must come back to be mended, and be sound.
    ///
    /// # Panics
    /// If it does not, or is not.
    pub async fn refused(&self, page: &Page, action: &str, given: &[(&str, &str)]) -> Page {
        let answer = self.press(page, action, None, given).await.expect(422);
        answer.must_be_sound();
        answer
    }

    /// Sends fields to an address, and goes on to where it leads.
    ///
    /// # Panics
    /// If it leads on without an end.
    pub async fn post(&self, path: &str, fields: &[(String, String)]) -> Page {
        self.follow(self.send(Method::POST, path, Some(encoded(fields))).await, path).await
    }

    /// Sends fields to an address, and stays with the answer.
    pub async fn write(&self, path: &str, fields: &[(impl AsRef<str>, impl AsRef<str>)]) -> Page {
        Page::of(self.send(Method::POST, path, Some(encoded(fields))).await, path)
    }

    /// The proof that the forms carry which are shown to them.
    ///
    /// # Panics
    /// If they are shown none.
    pub async fn token(&self) -> String {
        let page = self.look("/about").await.expect(200);
        page.attribute("input[name=_token]", "value").expect("a token")
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
            request = request.header(header::CONTENT_TYPE, kind).header("sec-fetch-site", "same-origin");
        }
        let body = body.map(|(_, body)| body).unwrap_or_default();
        self.app.send(request.body(Body::from(body)).expect("a request")).await
    }
}

fn encoded(fields: &[(impl AsRef<str>, impl AsRef<str>)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
