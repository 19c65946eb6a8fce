//! Coming in and going out: by a link in a mail or by password, with what one had chosen kept; opening an account.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use platform_core::accounts::enter::{self, Choice, EnterError, Entered, LINK_MINUTES};
use platform_core::accounts::link_email::{self, Asked};
use platform_core::accounts::{Secret, register, sign_in};
use platform_core::refusals::Explain as _;
use platform_core::rules::Fact;

use super::entry_chat;
use super::field::Field;
use super::form::{Complaints, Fields, Form};
use super::mission::Query;
use super::response::{go_on, local, show, show_as};
use super::shell::{Shell, encoded};
use crate::web::Web;
use crate::web::cookies::{self, SESSION};
use crate::web::error::Failure;

#[derive(Template)]
#[template(path = "pages/enter.html")]
struct EnterPage<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    then: &'a str,
    chose: bool,
    providers: Vec<Way>,
    by_mail: Vec<Field>,
    by_password: Vec<Field>,
    password_open: bool,
    by_chat: bool,
}

/// A provider by whose word one comes in: where, and what its button says.
pub(super) struct Way {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) label: String,
}

/// The providers of the city, leading back to a page in the language of this one.
pub(super) fn ways(web: &Web, shell: &Shell, then: &str) -> Vec<Way> {
    let then = shell.href(then);
    let way = |offered: sign_in::Offered<'_>| Way {
        name: offered.name.to_owned(),
        address: format!("/sign-in/{}?then={}", offered.name, encoded(&then)),
        label: offered.label.to_owned(),
    };
    sign_in::offered(&web.app, &shell.ctx).into_iter().map(way).collect()
}

#[derive(Template)]
#[template(path = "pages/register.html")]
struct RegisterPage<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    then: &'a str,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "pages/check-mail.html")]
struct CheckMail<'a> {
    shell: &'a Shell,
    email: &'a str,
    minutes: i64,
}

#[derive(Template)]
#[template(path = "pages/open-link.html")]
struct OpenLink<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    /// The account that becomes one's own, if the link is to confirm an address.
    joins: Option<Asked>,
    then: &'a str,
    password: Field,
    action: String,
}

/// What somebody had chosen before they came in, of the address to go on to: a slot of a mission.
fn choice(then: &str) -> Option<Choice> {
    let (path, query) = then.split_once('?').unwrap_or((then, ""));
    let mission: uuid::Uuid = path.strip_prefix("/missions/")?.parse().ok()?;
    let slot = Fields::read(query.as_bytes()).ok()?.parsed::<uuid::Uuid>("slot").ok().flatten();
    Some(Choice { mission: mission.into(), slot: slot.map(Into::into) })
}

/// `GET /enter`
pub(super) async fn enter(State(web): State<Web>, shell: Shell, query: Query) -> Result<Response, Failure> {
    let then = local(query.0.text("then"));
    if shell.is_in() {
        return Ok(go_on(&shell, then));
    }
    let by_chat = entry_chat::is_offered(&web, &shell).await?;
    show(&shell, &EnterPage { by_chat, ..enter_page(&web, &shell, &query.0, then, Complaints::default()) })
}

/// The page, but for the chat.
fn enter_page<'a>(web: &Web, shell: &'a Shell, given: &Fields, then: &'a str, complaints: Complaints) -> EnterPage<'a> {
    let email = |complaints: &Complaints| {
        Field::email("email", shell.t("field-email"), given.text("email")).complaint(complaints, "/email").required()
    };
    let by_password = given.has("password");
    let password = Field::typed("password", "password", shell.t("field-password"), "").autocomplete("current-password");
    let again = Field::email("email", shell.t("field-email"), given.text("email")).identified("password-email");
    EnterPage {
        shell,
        then,
        chose: choice(then).is_some(),
        providers: ways(web, shell, then),
        by_mail: vec![email(&complaints)],
        by_password: vec![again.required(), password.required()],
        password_open: by_password,
        by_chat: false,
        complaints,
    }
}

/// `POST /enter`: a link is asked for. Whether the address has an account is told to its mailbox only.
pub(super) async fn ask(State(web): State<Web>, shell: Shell, Form(fields): Form) -> Result<Response, Failure> {
    let (email, then) = (fields.text("email").trim(), local(fields.text("then")));
    web.limits.count(&shell.ctx, Some(email))?;
    enter::request_link(&web.app, &shell.ctx, email, choice(then)).await?;
    show(&shell, &CheckMail { shell: &shell, email, minutes: LINK_MINUTES })
}

/// `POST /enter/password`
pub(super) async fn by_password(State(web): State<Web>, shell: Shell, Form(fields): Form) -> Result<Response, Failure> {
    let (email, then) = (fields.text("email").trim(), local(fields.text("then")));
    web.limits.count(&shell.ctx, Some(email))?;
    match enter::log_in(&web.app, &shell.ctx, email, fields.text("password").into()).await {
        Ok(entered) => Ok(come_in(&web, &shell, &entered, then)),
        // What does not fit is shown beside the form, also when nobody is known by it.
        Err(error @ EnterError::WrongCredentials) => {
            let complaints = Complaints::about(&shell, &error.reasons());
            let by_chat = entry_chat::is_offered(&web, &shell).await?;
            let page = EnterPage { by_chat, ..enter_page(&web, &shell, &fields, then, complaints) };
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &shell, &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// Goes on, signed in.
pub(super) fn come_in(web: &Web, shell: &Shell, entered: &Entered, then: &str) -> Response {
    let mut response = go_on(shell, then);
    cookies::add(&mut response, &SESSION.set(web, entered.session.expose()));
    response
}

/// `GET /enter/{link}`: opening the link is no more than looking, since mail programs do it too; the button uses it.
/// What would be joined by it is said first.
pub(super) async fn open(
    State(web): State<Web>,
    shell: Shell,
    Path(link): Path<String>,
    query: Query,
) -> Result<Response, Failure> {
    let joins = link_email::asked(&web.app, &shell.ctx, &Secret::presented(&link)).await?;
    show(&shell, &open_page(&shell, &query.0, joins, Complaints::default()))
}

fn open_page<'a>(shell: &'a Shell, given: &'a Fields, joins: Option<Asked>, complaints: Complaints) -> OpenLink<'a> {
    let password = Field::typed("password", "password", shell.t("field-new-password"), "")
        .hint(shell.t("field-new-password-hint"))
        .autocomplete("new-password")
        .complaint(&complaints, "/password");
    let action = shell.path.split('?').next().unwrap_or("/").to_owned();
    OpenLink { shell, complaints, joins, then: local(given.text("then")), password, action: shell.href(&action) }
}

/// `POST /enter/{link}`: comes in.
pub(super) async fn use_link(
    State(web): State<Web>,
    shell: Shell,
    Path(link): Path<String>,
    Form(fields): Form,
) -> Result<Response, Failure> {
    web.limits.count(&shell.ctx, None)?;
    let (link, password) = (Secret::presented(&link), fields.filled("password").map(Into::into));
    match enter::use_link(&web.app, &shell.ctx, &link, password).await {
        Ok(entered) => {
            if entered.merged {
                web.answers.changed(None);
            }
            Ok(come_in(&web, &shell, &entered, local(fields.text("then"))))
        }
        Err(error @ (EnterError::LinkExpired | EnterError::Invalid(_))) => {
            let complaints = Complaints::about(&shell, &error.reasons());
            let joins = link_email::asked(&web.app, &shell.ctx, &link).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &shell, &open_page(&shell, &fields, joins, complaints))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /register`
pub(super) async fn form(shell: Shell, query: Query) -> Result<Response, Failure> {
    let then = local(query.0.text("then"));
    show(&shell, &register_page(&shell, &query.0, then, Complaints::default()))
}

fn register_page<'a>(shell: &'a Shell, given: &Fields, then: &'a str, complaints: Complaints) -> RegisterPage<'a> {
    let needs_age = shell.ctx.tenant.rules.about().needs(Fact::Age);
    let birth_date = Field::typed("date", "birth_date", shell.t("field-birth-date"), given.text("birth_date"))
        .hint(shell.t("field-birth-date-hint"))
        .autocomplete("bday")
        .complaint(&complaints, "/birth_date");
    let fields = [
        Field::line("given_name", shell.t("field-given-name"), given.text("given_name"))
            .autocomplete("given-name")
            .complaint(&complaints, "/given_name")
            .required(),
        Field::line("family_name", shell.t("field-family-name"), given.text("family_name"))
            .hint(shell.t("field-family-name-hint"))
            .autocomplete("family-name")
            .complaint(&complaints, "/family_name")
            .required(),
        Field::email("email", shell.t("field-email"), given.text("email")).complaint(&complaints, "/email").required(),
    ];
    let fields = fields.into_iter().chain(needs_age.then_some(birth_date)).collect();
    RegisterPage { shell, complaints, then, fields }
}

/// `POST /register`
pub(super) async fn register(State(web): State<Web>, shell: Shell, Form(fields): Form) -> Result<Response, Failure> {
    let (email, then) = (fields.text("email").trim(), local(fields.text("then")));
    web.limits.count(&shell.ctx, Some(email))?;
    let birth_date = match fields.parsed("birth_date") {
        Ok(date) => date,
        Err(reason) => {
            let complaints = Complaints::about(&shell, &[reason]);
            let page = register_page(&shell, &fields, then, complaints);
            return show_as(StatusCode::UNPROCESSABLE_ENTITY, &shell, &page);
        }
    };
    let told = register::Told {
        given_name: fields.text("given_name").trim().to_owned(),
        family_name: fields.filled("family_name"),
        birth_date,
        locale: Some(shell.ctx.locale),
    };
    match register::register(&web.app, &shell.ctx, email, &told, choice(then)).await {
        Ok(()) => show(&shell, &CheckMail { shell: &shell, email, minutes: LINK_MINUTES }),
        Err(error) => {
            let complaints = Complaints::of(&shell, error)?;
            let page = register_page(&shell, &fields, then, complaints);
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &shell, &page)
        }
    }
}

/// `POST /leave`: the session ends on the server.
pub(super) async fn leave(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    _: Form,
) -> Result<Response, Failure> {
    if let Some(session) = SESSION.read(&web, &headers) {
        enter::log_out(&web.app, &shell.ctx, &session).await?;
    }
    let mut response = go_on(&shell, "/");
    cookies::add(&mut response, &SESSION.gone(&web));
    Ok(response)
}

impl OpenLink<'_> {
    fn title(&self) -> String {
        self.shell.t(if self.joins.is_some() { "join-link-title" } else { "enter-title" })
    }

    fn does(&self) -> String {
        self.shell.t(if self.joins.is_some() { "join-link-do" } else { "open-link-do" })
    }
}

impl EnterPage<'_> {
    fn register(&self) -> String {
        to(self.shell, "/register", self.then)
    }
}

/// Another page on the way in, which goes on to the same.
pub(super) fn to(shell: &Shell, path: &str, then: &str) -> String {
    let query = if then == "/" { String::new() } else { format!("?then={}", encoded(then)) };
    shell.href(&format!("{path}{query}"))
}
