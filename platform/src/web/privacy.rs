//! Privacy over HTTP: all that is held about somebody, and its end.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::header::{ACCEPT, SET_COOKIE, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, Html, IntoResponse, Response};
use chrono::{DateTime, Utc};
use platform_core::accounts::{erase, export};
use platform_core::refusals::Reason;
use platform_core::tenancy::Ctx;
use platform_core::texts::Args;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::Web;
use super::cookies::SESSION;
use super::error::{Failure, Problem};
use super::extractors::{Body, Context, Params};

/// Proves once more who asks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EraseBody {
    /// The password. Who has none leaves it out, and comes in by a new link just before.
    password: Option<String>,
}

/// Erase one's own account, for good
#[utoipa::path(delete, path = "/api/v1/me", operation_id = "erase_me", tag = "accounts",
    request_body = EraseBody,
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(super) async fn erase_me(
    State(web): State<Web>,
    Context(ctx): Context,
    headers: HeaderMap,
    Body(body): Body<EraseBody>,
) -> Result<impl IntoResponse, Failure> {
    let account = ctx.actor.account().map(|id| id.to_string());
    web.limits.count(&ctx, account.as_deref())?;
    erase::erase_me(&web.app, &ctx, SESSION.read(&web, &headers).as_ref(), body.password.map(Into::into)).await?;
    // Places went on to others, in any mission.
    web.answers.changed(None);
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(SET_COOKIE, SESSION.gone(&web))])))
}

/// How the answer is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// By programs.
    Json,
    /// By people.
    Html,
}

fn format() -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["json", "html"])).build()
}

/// How somebody wants their data.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ExportParams {
    /// For programs or for people; if nothing is said, as the header `Accept` asks.
    #[param(schema_with = format)]
    format: Option<Format>,
}

/// Get all that is held about oneself
#[utoipa::path(get, path = "/api/v1/me/export", operation_id = "export_me", tag = "accounts",
    params(ExportParams),
    responses((status = 200, content((Value = "application/json"), (String = "text/html")),
               description = "Sections by name, each a list of records"),
              (status = "4XX", body = Problem)))]
pub(super) async fn export_me(
    State(web): State<Web>,
    Context(ctx): Context,
    headers: HeaderMap,
    Params(params): Params<ExportParams>,
) -> Result<Response, Failure> {
    let asked = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
    let by_header = if asked.contains("text/html") { Format::Html } else { Format::Json };
    let sections = export::export_me(&web.app, &ctx).await?;
    let vary = [(VARY, "accept")];
    Ok(match params.format.unwrap_or(by_header) {
        Format::Json => {
            let document: Map<_, _> = sections.into_iter().map(|(name, rows)| (name.to_owned(), rows)).collect();
            (vary, Json(document)).into_response()
        }
        Format::Html => (vary, Html(page(&ctx, &sections)?)).into_response(),
    })
}

/// All that is held about somebody, to be read.
#[derive(Template)]
#[template(path = "export.html")]
struct Page {
    language: &'static str,
    title: String,
    intro: String,
    nothing: String,
    sections: Vec<Section>,
}

struct Section {
    title: String,
    /// Label and value of what each says.
    records: Vec<Vec<(String, String)>>,
}

fn page(ctx: &Ctx, sections: &[(&'static str, Value)]) -> Result<String, Failure> {
    let text = |key: &str| ctx.tenant.texts.get(ctx.locale, key, &Args::new());
    let record = |fields: &Map<String, Value>| {
        let told = fields.iter().filter(|(_, value)| !value.is_null());
        told.map(|(name, value)| (text(&format!("export-field-{name}")), shown(ctx, value))).collect()
    };
    let section = |(name, rows): &(&'static str, Value)| Section {
        title: text(&format!("export-{name}")),
        records: rows.as_array().into_iter().flatten().filter_map(Value::as_object).map(record).collect(),
    };
    let about = Args::from([
        ("city".to_owned(), ctx.tenant.config.name(ctx.locale).into()),
        ("when".to_owned(), local(ctx, ctx.now).into()),
    ]);
    let page = Page {
        language: ctx.locale.tag(),
        title: text("export-title"),
        intro: ctx.tenant.texts.get(ctx.locale, "export-intro", &about),
        nothing: text("export-nothing"),
        sections: sections.iter().map(section).collect(),
    };
    page.render().map_err(|_| Failure::http(StatusCode::INTERNAL_SERVER_ERROR, Reason::new("internal")))
}

/// A value as people read it: instants in the city's time, lists with commas.
fn shown(ctx: &Ctx, value: &Value) -> String {
    match value {
        Value::String(text) => text.parse().map_or_else(|_| text.clone(), |at| local(ctx, at)),
        Value::Bool(yes) => {
            ctx.tenant.texts.get(ctx.locale, if *yes { "export-yes" } else { "export-no" }, &Args::new())
        }
        Value::Array(items) => items.iter().map(|item| shown(ctx, item)).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn local(ctx: &Ctx, at: DateTime<Utc>) -> String {
    at.with_timezone(&ctx.tenant.config.time_zone).format("%Y-%m-%d %H:%M").to_string()
}
