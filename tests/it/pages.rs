//! The web site without a browser: what pages say, what machines read, and what hostile input becomes.

mod account;
mod formats;
mod forms;
mod hostile;
mod words;

use axum::body::Body;
use axum::http::{Method, Request, header};
use scraper::{Html, Selector};
use tests::{Answer, Person, TestApp};

/// Asks for a page as a browser does, as nobody.
pub(crate) async fn get(app: &TestApp, path: &str) -> Answer {
    app.send(asking(Method::GET, path).body(Body::empty()).expect("a request")).await
}

/// The same as somebody.
pub(crate) async fn get_as(app: &TestApp, person: &Person, path: &str) -> Answer {
    let request = asking(Method::GET, path).header(header::COOKIE, person.cookie());
    app.send(request.body(Body::empty()).expect("a request")).await
}

/// Sends a form as a browser does.
pub(crate) async fn post(app: &TestApp, person: Option<&Person>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let mut request = asking(Method::POST, path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin");
    if let Some(person) = person {
        request = request.header(header::COOKIE, person.cookie());
    }
    let body = serde_urlencoded::to_string(fields).expect("fields");
    app.send(request.body(Body::from(body)).expect("a request")).await
}

fn asking(method: Method, path: &str) -> axum::http::request::Builder {
    let request = Request::builder().method(method).uri(path).header(header::HOST, "paris.localhost:8080");
    request.header(header::ACCEPT, "text/html").header(header::ACCEPT_LANGUAGE, "fr")
}

/// What a person reads in the main part of a page: a line for each piece of text.
pub(crate) fn main_text(html: &str) -> String {
    let main = Selector::parse("main").expect("a selector");
    let document = Html::parse_document(html);
    let pieces = document.select(&main).flat_map(|main| main.text().map(str::trim).collect::<Vec<_>>());
    pieces.filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The proof that the forms of a page carry.
pub(crate) async fn token(app: &TestApp, person: &Person) -> String {
    let page = get_as(app, person, "/about").await.expect(200).text;
    let field = Selector::parse("input[name=_token]").expect("a selector");
    let document = Html::parse_document(&page);
    document.select(&field).next().and_then(|input| input.value().attr("value")).expect("a token").to_owned()
}
