//! The web site without a browser: what pages say, what machines read, and what hostile input becomes.

mod account;
mod formats;
mod forms;
mod hostile;
mod words;

use tests::{Answer, Page, Person, TestApp, Visitor};

/// Asks for a page as nobody.
pub(crate) async fn get(app: &TestApp, path: &str) -> Answer {
    Visitor::new(app, "paris").look(path).await.answer
}

/// The same as somebody.
pub(crate) async fn get_as(app: &TestApp, person: &Person, path: &str) -> Answer {
    visitor(app, Some(person)).look(path).await.answer
}

/// Sends a form.
pub(crate) async fn post(app: &TestApp, person: Option<&Person>, path: &str, fields: &[(&str, &str)]) -> Answer {
    visitor(app, person).write(path, fields).await.answer
}

/// The proof that the forms carry which are shown to somebody.
pub(crate) async fn token(app: &TestApp, person: &Person) -> String {
    visitor(app, Some(person)).token().await
}

/// Somebody or nobody at the site of Paris, whatever city they are of.
fn visitor<'a>(app: &'a TestApp, person: Option<&Person>) -> Visitor<'a> {
    person.map_or_else(|| Visitor::new(app, "paris"), |person| Visitor::known(app, &person.visiting("paris")))
}

/// What a person reads in the main part of a page.
pub(crate) fn main_text(answer: Answer) -> String {
    Page::from(answer).lines()
}
