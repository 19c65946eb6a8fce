//! Coming in by a chat: the page shows a number to pick in the city's bot, and goes on once it was picked.

use askama::Template;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bots::engine;
use platform_core::DbError;
use platform_core::chat::logins::{self, Finish, State as Stands};
use platform_core::refusals::Denied;

use super::entry::{come_in, to};
use super::form::Form;
use super::mission::Query;
use super::response::{go_on, local, show};
use super::shell::{Shell, encoded};
use crate::web::Web;
use crate::web::chat::{speaks_telegram, telegram_links};
use crate::web::cookies::{self, CHAT};
use crate::web::error::Failure;

/// What a script says of itself (htmx), and how it is led on.
const BY_SCRIPT: HeaderName = HeaderName::from_static("hx-request");
const LEADS_TO: HeaderName = HeaderName::from_static("hx-redirect");

#[derive(Template)]
#[template(path = "pages/enter-chat.html")]
struct ChatPage<'a> {
    shell: &'a Shell,
    then: &'a str,
    /// Whether somebody said they answered, and did not.
    too_early: bool,
    stands: Asked,
}

/// Where a request stands, for the page.
enum Asked {
    /// It waits for its number to be picked.
    Waits { number: u8, links: Vec<String> },
    /// It was refused, or its time is over: the text that says so.
    Ended(&'static str),
}

impl ChatPage<'_> {
    /// Where one comes in otherwise.
    fn otherwise(&self) -> String {
        to(self.shell, "/enter", self.then)
    }
}

/// Whether one can come in by a chat here.
pub(super) async fn is_offered(web: &Web, shell: &Shell) -> Result<bool, DbError> {
    speaks_telegram(web, &shell.ctx).await
}

/// `POST /enter/chat`: asks, and shows the number on a page that can be loaded again.
pub(super) async fn ask(State(web): State<Web>, shell: Shell, Form(fields): Form) -> Result<Response, Failure> {
    let then = local(fields.text("then"));
    if shell.is_in() {
        return Ok(go_on(&shell, then));
    }
    web.limits.count(&shell.ctx, None)?;
    if !is_offered(&web, &shell).await? {
        return Err(Denied::NotFound.into());
    }
    let asked = logins::begin(&web.app, &shell.ctx).await?;
    let mut response = go_on(&shell, &page_of(then, false));
    cookies::add(&mut response, &CHAT.set(&web, asked.expose()));
    Ok(response)
}

/// Where the page is that goes on from there.
fn page_of(then: &str, too_early: bool) -> String {
    let early = if too_early { "&early=yes" } else { "" };
    format!("/enter/chat?then={}{early}", encoded(then))
}

/// `GET /enter/chat`
pub(super) async fn see(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, Failure> {
    let then = local(query.0.text("then"));
    if shell.is_in() {
        return Ok(go_on(&shell, then));
    }
    let shown = match CHAT.read(&web, &headers) {
        Some(asked) => logins::see(&web.app, &shell.ctx, &asked).await?,
        None => None,
    };
    let stands = match shown.map(|shown| (shown.state, shown)) {
        Some((Stands::Asked | Stands::Approved, shown)) => Asked::Waits {
            number: shown.number,
            links: telegram_links(&web, &shell.ctx, &engine::start_to_enter(shown.code.0)).await?,
        },
        Some((Stands::Refused, _)) => Asked::Ended("enter-chat-refused"),
        Some((Stands::Used, _)) | None => Asked::Ended("enter-chat-over"),
    };
    show(&shell, &ChatPage { shell: &shell, then, too_early: query.0.has("early"), stands })
}

/// `POST /enter/chat/finish`: comes in, if the number was picked; a script asks again and again, and learns no more than
/// whether to go on. No tries are counted: nobody guesses what a cookie of 256 random bits holds.
pub(super) async fn finish(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let then = local(fields.text("then"));
    let by_script = headers.contains_key(BY_SCRIPT);
    let finish = match CHAT.read(&web, &headers) {
        _ if shell.is_in() => return Ok(led(go_on(&shell, then), by_script)),
        Some(asked) => logins::finish(&web.app, &shell.ctx, &asked).await?,
        None => Finish::Over,
    };
    let response = match finish {
        Finish::Entered(entered) => {
            let mut response = come_in(&web, &shell, &entered, then);
            cookies::add(&mut response, &CHAT.gone(&web));
            response
        }
        Finish::Waiting if by_script => return Ok(StatusCode::NO_CONTENT.into_response()),
        Finish::Waiting => go_on(&shell, &page_of(then, true)),
        Finish::Refused | Finish::Over => go_on(&shell, &page_of(then, false)),
    };
    Ok(led(response, by_script))
}

/// An answer that leads on, as a script can follow it with the whole page.
fn led(mut response: Response, by_script: bool) -> Response {
    if by_script && let Some(address) = response.headers_mut().remove(LOCATION) {
        *response.status_mut() = StatusCode::OK;
        response.headers_mut().insert(LEADS_TO, address);
    }
    response
}
