//! How somebody wants to hear of each topic, over HTTP; and the one press that ends the mails of one (RFC 8058).

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts as _, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::NaiveTime;
use platform_core::notices::preferences::{self, Preferences};
use platform_core::notices::{Mode, Topic};
use platform_core::refusals::Reason;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::{IntoParams, ToSchema};

use super::Web;
use super::error::{Failure, Problem};
use super::extractors::{Body, Context, Params, escaped, whole_body};
use super::schemas;

/// Where unsubscribe links lead.
pub(super) const UNSUBSCRIBE: &str = "/api/v1/unsubscribe/";

/// How somebody wants to hear of each topic.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PreferencesBody {
    /// A mode for each topic; what is left out stays.
    #[schema(schema_with = schemas::topics)]
    topics: BTreeMap<String, Mode>,
    /// When no mail is wanted that can wait; none: as the city has it.
    quiet: Option<QuietBody>,
}

/// From when until when, local time; it may go past midnight.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QuietBody {
    /// From when.
    #[serde(serialize_with = "write_time", deserialize_with = "read_time")]
    #[schema(value_type = String, example = "21:00", pattern = "^[0-2][0-9]:[0-5][0-9]$")]
    from: NaiveTime,
    /// Until when.
    #[serde(serialize_with = "write_time", deserialize_with = "read_time")]
    #[schema(value_type = String, example = "08:00", pattern = "^[0-2][0-9]:[0-5][0-9]$")]
    until: NaiveTime,
}

const TIME: &str = "%H:%M";

fn write_time<S: Serializer>(time: &NaiveTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&time.format(TIME))
}

fn read_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    NaiveTime::parse_from_str(&text, TIME).map_err(serde::de::Error::custom)
}

fn view(preferences: Preferences) -> PreferencesBody {
    let quiet = preferences.quiet.map(|(from, until)| QuietBody { from, until });
    let topics = preferences.topics.into_iter().map(|(topic, mode)| (topic.to_string(), mode));
    PreferencesBody { topics: topics.collect(), quiet }
}

fn wanted(body: PreferencesBody) -> Result<Preferences, Failure> {
    let topic = |(name, mode): (String, Mode)| match name.parse() {
        Ok(topic) => Ok((topic, mode)),
        Err(_) => Err(Failure::invalid(vec![Reason::new("unknown_field").at(format!("/topics/{}", escaped(&name)))])),
    };
    let topics = body.topics.into_iter().map(topic).collect::<Result<_, Failure>>()?;
    Ok(Preferences { topics, quiet: body.quiet.map(|quiet| (quiet.from, quiet.until)) })
}

/// See how one hears of each topic
#[utoipa::path(get, path = "/api/v1/me/preferences", operation_id = "get_preferences", tag = "accounts",
    responses((status = 200, body = PreferencesBody), (status = "4XX", body = Problem)))]
pub(super) async fn get_preferences(
    State(web): State<Web>,
    Context(ctx): Context,
) -> Result<Json<PreferencesBody>, Failure> {
    Ok(Json(view(preferences::get(&web.app, &ctx).await?)))
}

/// Say how one wants to hear of each topic
#[utoipa::path(put, path = "/api/v1/me/preferences", operation_id = "update_preferences", tag = "accounts",
    request_body = PreferencesBody,
    responses((status = 200, body = PreferencesBody), (status = "4XX", body = Problem)))]
pub(super) async fn update_preferences(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<PreferencesBody>,
) -> Result<Json<PreferencesBody>, Failure> {
    Ok(Json(view(preferences::update(&web.app, &ctx, wanted(body)?).await?)))
}

/// Which mails.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct UnsubscribeParams {
    /// Of which topic.
    #[param(schema_with = schemas::topic)]
    topic: Topic,
}

/// How the person of a link hears of a topic.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SubscriptionView {
    /// The topic.
    #[schema(schema_with = schemas::topic)]
    topic: Topic,
    /// How they hear of it now; never: only what one must know.
    #[schema(schema_with = schemas::mode)]
    mode: Mode,
}

/// See what an unsubscribe link would end, without ending it
#[utoipa::path(get, path = "/api/v1/unsubscribe/{token}", operation_id = "preview_unsubscribe", tag = "accounts",
    params(("token" = String, Path), UnsubscribeParams),
    responses((status = 200, body = SubscriptionView), (status = "4XX", body = Problem)))]
pub(super) async fn preview_unsubscribe(
    State(web): State<Web>,
    Context(ctx): Context,
    Path(token): Path<String>,
    headers: HeaderMap,
    Params(UnsubscribeParams { topic }): Params<UnsubscribeParams>,
) -> Result<Response, Failure> {
    let asked = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
    if asked.contains("text/html") {
        // Somebody opened the link: they want to read, and to press a button.
        return Ok(Redirect::to(&format!("/unsubscribe/{token}?topic={topic}")).into_response());
    }
    let mode = preferences::preview(&web.app, &ctx, &token, topic).await?;
    Ok(Json(SubscriptionView { topic, mode }).into_response())
}

/// End the mails of a topic by the link in one of them: the one press of RFC 8058
#[utoipa::path(post, path = "/api/v1/unsubscribe/{token}", operation_id = "unsubscribe", tag = "accounts",
    params(("token" = String, Path), UnsubscribeParams),
    request_body(content = OneClickForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = SubscriptionView), (status = "4XX", body = Problem)))]
pub(super) async fn unsubscribe(
    State(web): State<Web>,
    Context(ctx): Context,
    Path(token): Path<String>,
    OneClick(topic): OneClick,
) -> Result<Json<SubscriptionView>, Failure> {
    preferences::unsubscribe(&web.app, &ctx, &token, topic).await?;
    Ok(Json(SubscriptionView { topic, mode: Mode::Never }))
}

/// The form of the one press.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct OneClickForm {
    /// Always `One-Click`.
    #[serde(rename = "List-Unsubscribe")]
    #[schema(example = "One-Click", pattern = "^One-Click$")]
    list_unsubscribe: String,
}

/// The one press: the form `List-Unsubscribe=One-Click`, of either kind of form.
pub(super) struct OneClick(Topic);

impl<S: Send + Sync> FromRequest<S> for OneClick {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let bytes = whole_body(Request::from_parts(parts.clone(), body), state).await?;
        let Params(UnsubscribeParams { topic }) = Params::from_request_parts(&mut parts, state).await?;
        if !is_one_click(&parts.headers, &bytes) {
            return Err(Failure::http(StatusCode::BAD_REQUEST, Reason::new("one_click")));
        }
        Ok(Self(topic))
    }
}

fn is_one_click(headers: &HeaderMap, body: &[u8]) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let kind = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    match kind.as_str() {
        "application/x-www-form-urlencoded" => {
            let form: Result<OneClickForm, _> = serde_urlencoded::from_bytes(body);
            form.is_ok_and(|form| form.list_unsubscribe == "One-Click")
        }
        // One field, one value: its two words say all that a parser could find.
        "multipart/form-data" => {
            let text = String::from_utf8_lossy(body);
            text.contains("List-Unsubscribe") && text.lines().any(|line| line == "One-Click")
        }
        _ => false,
    }
}
