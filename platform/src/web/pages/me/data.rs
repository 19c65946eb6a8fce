//! How somebody is told things, all that is held about them, and its end.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::NaiveTime;
use platform_core::accounts::{erase, export};
use platform_core::notices::preferences::{self, Preferences};
use platform_core::notices::{Mode, Topic};
use platform_core::refusals::{EditError, Reason};
use serde_json::{Map, Value};

use crate::web::Web;
use crate::web::cookies::{self, SESSION};
use crate::web::error::Failure;
use crate::web::pages::field::{Choice, Field};
use crate::web::pages::form::{Complaints, Fields, Form};
use crate::web::pages::response::{go_on, show, show_as};
use crate::web::pages::shell::Shell;

#[derive(Template)]
#[template(path = "pages/me/preferences.html")]
struct PreferencesPage<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    fields: Vec<Field>,
    quiet: [Field; 2],
}

/// `GET /preferences`: where mails lead.
pub(super) async fn to_preferences(shell: Shell) -> Redirect {
    Redirect::to(&shell.href("/me/preferences"))
}

/// `GET /me/preferences`
pub(super) async fn preferences(State(web): State<Web>, shell: Shell) -> Result<Response, Failure> {
    let found = preferences::get(&web.app, &shell.ctx).await?;
    let time = |time: NaiveTime| time.format("%H:%M").to_string();
    let (from, until) = found.quiet.map(|(from, until)| (time(from), time(until))).unwrap_or_default();
    show(&shell, &preferences_page(&shell, &found.topics, [&from, &until], Complaints::default()))
}

fn preferences_page<'a>(
    shell: &'a Shell,
    topics: &BTreeMap<Topic, Mode>,
    [from, until]: [&str; 2],
    complaints: Complaints,
) -> PreferencesPage<'a> {
    let choices = |chosen: Mode| {
        let choice = |mode: &Mode| Choice::new(mode, shell.word("preference", mode), *mode == chosen);
        Mode::ALL.iter().map(choice).collect()
    };
    let field =
        |(topic, mode): (&Topic, &Mode)| Field::radios(topic.word(), shell.word("topic", topic), choices(*mode));
    let quiet = [
        Field::typed("time", "quiet_from", shell.t("preference-quiet-from"), from)
            .complaint(&complaints, "/quiet/from"),
        Field::typed("time", "quiet_until", shell.t("preference-quiet-until"), until)
            .complaint(&complaints, "/quiet/until"),
    ];
    PreferencesPage { shell, complaints, fields: topics.iter().map(field).collect(), quiet }
}

/// `POST /me/preferences`
pub(super) async fn update_preferences(
    State(web): State<Web>,
    shell: Shell,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let mode = |topic: &Topic| Some((*topic, fields.text(topic.word()).parse::<Mode>().ok()?));
    let topics: BTreeMap<_, _> = Topic::ALL.iter().filter_map(mode).collect();
    let outcome = match quiet(&fields) {
        Ok(quiet) => preferences::update(&web.app, &shell.ctx, Preferences { topics: topics.clone(), quiet }).await,
        Err(reason) => Err(EditError::Invalid(vec![reason])),
    };
    match outcome {
        Ok(_) => Ok(go_on(&shell, "/me/preferences")),
        Err(error) => {
            let complaints = Complaints::of(&shell, error)?;
            let typed = [fields.text("quiet_from"), fields.text("quiet_until")];
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &shell, &preferences_page(&shell, &topics, typed, complaints))
        }
    }
}

/// The quiet hours that were filled in: both ends of them, or none.
fn quiet(fields: &Fields) -> Result<Option<(NaiveTime, NaiveTime)>, Reason> {
    let time = |name: &str, pointer: &str| {
        let typed = fields.filled(name).map(|text| NaiveTime::parse_from_str(&text, "%H:%M"));
        typed.transpose().map_err(|_| Reason::new("invalid_value").at(pointer))
    };
    match (time("quiet_from", "/quiet/from")?, time("quiet_until", "/quiet/until")?) {
        (Some(from), Some(until)) => Ok(Some((from, until))),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Reason::new("missing_field").at("/quiet/from")),
        (Some(_), None) => Err(Reason::new("missing_field").at("/quiet/until")),
    }
}

#[derive(Template)]
#[template(path = "pages/me/data.html")]
struct DataPage<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    password: Field,
}

fn data_page(shell: &Shell, complaints: Complaints) -> DataPage<'_> {
    let password = Field::typed("password", "password", shell.t("field-password"), "")
        .hint(shell.t("erase-password-hint"))
        .autocomplete("current-password")
        .complaint(&complaints, "/password");
    DataPage { shell, complaints, password }
}

/// `GET /me/data`
pub(super) async fn data(shell: Shell) -> Result<Response, Failure> {
    if !shell.is_in() {
        return Err(platform_core::refusals::Denied::SignIn.into());
    }
    show(&shell, &data_page(&shell, Complaints::default()))
}

/// `GET /me/data/export`: everything, in a file programs can read.
pub(super) async fn export(State(web): State<Web>, shell: Shell) -> Result<Response, Failure> {
    let sections = export::export_me(&web.app, &shell.ctx).await?;
    let document: Map<String, Value> = sections.into_iter().map(|(name, rows)| (name.to_owned(), rows)).collect();
    let as_file = HeaderValue::from_static("attachment; filename=\"jemengage.json\"");
    Ok(([(CONTENT_DISPOSITION, as_file)], axum::Json(document)).into_response())
}

/// `POST /me/erase`: for good.
pub(super) async fn erase(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    Form(fields): Form,
) -> Result<Response, Failure> {
    if !fields.has("sure") {
        let complaints = Complaints::about(&shell, &[Reason::new("erase_unsure").at("/sure")]);
        return show_as(StatusCode::UNPROCESSABLE_ENTITY, &shell, &data_page(&shell, complaints));
    }
    let account = shell.ctx.actor.account().map(|id| id.to_string());
    web.limits.count(&shell.ctx, account.as_deref())?;
    let password = fields.filled("password").map(Into::into);
    match erase::erase_me(&web.app, &shell.ctx, SESSION.read(&web, &headers).as_ref(), password).await {
        Ok(()) => {
            // Places went on to others, in any mission.
            web.answers.changed(None);
            let mut response = go_on(&shell, "/");
            cookies::add(&mut response, &SESSION.gone(&web));
            Ok(response)
        }
        Err(error) => {
            let complaints = Complaints::of(&shell, error)?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &shell, &data_page(&shell, complaints))
        }
    }
}
