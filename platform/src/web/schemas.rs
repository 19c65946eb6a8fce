//! Shapes shared by requests and answers, and how closed sets of words show in the API's description.

use axum::http::header::IF_NONE_MATCH;
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike as _, Utc};
use platform_core::kinds::{Activity, Beneficiary, Domain};
use platform_core::refusals::{Reason, Remedy};
use platform_core::tenancy::Ctx;
use platform_core::texts::Locale;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Array, ArrayBuilder, Object, ObjectBuilder, SchemaType, Type};
use uuid::Uuid;

use super::error::Failure;

fn one_of<W: std::fmt::Display>(words: &[W]) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words.iter().map(ToString::to_string))).build()
}

fn any_of<W: std::fmt::Display>(words: &[W]) -> Array {
    ArrayBuilder::new().items(one_of(words)).build()
}

/// A word of a set, or null.
pub(super) fn maybe_city_role() -> Object {
    let words = platform_core::accounts::CityRole::ALL.iter().map(|role| Value::from(role.to_string()));
    let types = SchemaType::from_iter([Type::String, Type::Null]);
    ObjectBuilder::new().schema_type(types).enum_values(Some(words.chain([Value::Null]))).build()
}

/// Names the schema of one word of a set, or of a list of them.
macro_rules! word_schemas {
    (one { $($one:ident: $ones:expr;)+ } many { $($many:ident: $manies:expr;)+ }) => {
        $(pub(super) fn $one() -> Object { one_of($ones) })+
        $(pub(super) fn $many() -> Array { any_of($manies) })+
    };
}

word_schemas! {
    one {
        domain: Domain::ALL;
        locale: Locale::ALL;
        city_role: platform_core::accounts::CityRole::ALL;
        association_role: platform_core::accounts::AssociationRole::ALL;
        association_kind: platform_core::associations::AssociationKind::ALL;
        association_state: platform_core::associations::State::ALL;
        mission_state: platform_core::missions::State::ALL;
        acceptance: platform_core::missions::Acceptance::ALL;
        sign_up_state: platform_core::sign_ups::State::ALL;
        who: platform_core::ledger::history::Who::ALL;
        sort: platform_core::search::Sort::ALL;
        topic: platform_core::notices::Topic::ALL;
        mode: platform_core::notices::Mode::ALL;
        voice: platform_core::messages::Voice::ALL;
        when: platform_core::search::query::When::ALL;
        tie_kind: platform_core::rules::facts::TieKind::ALL;
        assurance: platform_core::rules::facts::Assurance::ALL;
        fact: platform_core::rules::Fact::ALL;
        parameter_kind: platform_core::rules::Kind::ALL;
        rules_origin: platform_core::rules::versions::Origin::ALL;
    }
    many {
        domains: Domain::ALL;
        activities: Activity::ALL;
        beneficiaries: Beneficiary::ALL;
        scopes: platform_core::accounts::Scope::ALL;
        measures: platform_core::statistics::Measure::ALL;
    }
}

/// For each facet a list of its values.
pub(super) fn facets() -> Object {
    let values = || ArrayBuilder::new().items(ObjectBuilder::new().schema_type(Type::String)).build();
    let object = ObjectBuilder::new().schema_type(Type::Object);
    platform_core::search::Facet::ALL
        .iter()
        .fold(object, |object, facet| object.property(facet.word(), values()))
        .build()
}

/// A mode for each topic.
pub(super) fn topics() -> Object {
    let topics = platform_core::notices::Topic::ALL.iter();
    let object = ObjectBuilder::new().schema_type(Type::Object);
    topics.fold(object, |object, topic| object.property(topic.word(), mode())).build()
}

/// A point on the ground (WGS 84, degrees).
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Point {
    /// Latitude.
    pub(super) lat: f64,
    /// Longitude.
    pub(super) lon: f64,
}

impl From<Point> for platform_core::tenancy::Point {
    fn from(point: Point) -> Self {
        Self { lat: point.lat, lon: point.lon }
    }
}

impl From<platform_core::tenancy::Point> for Point {
    fn from(point: platform_core::tenancy::Point) -> Self {
        Self { lat: point.lat, lon: point.lon }
    }
}

/// Why something was sent back or is looked at.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReasonView {
    /// For programs.
    code: String,
    /// JSON pointer to the field it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// For people.
    text: String,
    /// What can be done about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    remedy: Option<Remedy>,
}

pub(super) fn reasons(reasons: &[Reason], ctx: &Ctx) -> Vec<ReasonView> {
    let view = |reason: &Reason| ReasonView {
        code: reason.code.to_string(),
        field: reason.field.clone(),
        text: reason.render(&ctx.tenant.texts, ctx.locale),
        remedy: reason.remedy.clone(),
    };
    reasons.iter().map(view).collect()
}

/// Reasons an agent gives for sending something back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReturnBody {
    /// At least one.
    reasons: Vec<RemarkBody>,
}

/// One reason an agent gives.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RemarkBody {
    /// JSON pointer to the field it is about.
    field: Option<String>,
    /// What to mend.
    text: String,
}

impl From<ReturnBody> for Vec<platform_core::associations::Remark> {
    fn from(body: ReturnBody) -> Self {
        let remark = |r: RemarkBody| platform_core::associations::Remark { field: r.field, text: r.text };
        body.reasons.into_iter().map(remark).collect()
    }
}

/// Why something is stopped or called off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SaidBody {
    /// In the person's words; those concerned read it.
    pub(super) reason: String,
}

/// How many rows a page has when nothing is said, and at most.
const PAGE: u16 = 20;
const MAX_PAGE: u16 = 100;

/// The size of a page asked for.
pub(super) fn page_size(asked: Option<u16>) -> Result<u16, Failure> {
    match asked {
        None => Ok(PAGE),
        Some(size) if (1..=MAX_PAGE).contains(&size) => Ok(size),
        Some(_) => Err(Failure::invalid(vec![Reason::new("range").at("/limit").with("min", 1).with("max", MAX_PAGE)])),
    }
}

/// Makes an opaque cursor of the last row's place in the order.
pub(super) fn cursor<T: Serialize>(place: &T) -> Option<String> {
    serde_json::to_vec(place).ok().map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
}

/// Reads what [`cursor`] made.
pub(super) fn read_cursor<T: serde::de::DeserializeOwned>(text: Option<&str>) -> Result<Option<T>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let place = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    place.map(Some).ok_or_else(bad_cursor)
}

pub(super) fn bad_cursor() -> Failure {
    Failure::invalid(vec![Reason::new("bad_cursor").at("/cursor")])
}

/// The place of a row in an order by time.
pub(super) type TimePlace = (DateTime<Utc>, Uuid);

/// Reads a cursor of a list in order of time. Only one made by hand holds a year that no row has.
pub(super) fn time_place(cursor: Option<&str>) -> Result<Option<TimePlace>, Failure> {
    match read_cursor::<TimePlace>(cursor)? {
        Some((at, _)) if !(1970..2200).contains(&at.year()) => Err(bad_cursor()),
        place => Ok(place),
    }
}

/// Cuts the row too many that says whether there is a next page.
pub(super) fn page<T>(mut rows: Vec<T>, limit: u16, place: impl Fn(&T) -> TimePlace) -> (Vec<T>, Option<String>) {
    let more = rows.len() > usize::from(limit);
    rows.truncate(limit.into());
    let next = rows.last().filter(|_| more).and_then(|last| cursor(&place(last)));
    (rows, next)
}

/// A list in a query: words with commas between them.
pub(super) fn comma_list<'de, D: Deserializer<'de>, W: std::str::FromStr>(deserializer: D) -> Result<Vec<W>, D::Error>
where
    W::Err: std::fmt::Display,
{
    let text = String::deserialize(deserializer)?;
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(|word| word.parse().map_err(serde::de::Error::custom)).collect()
}

/// A field that may be left out, and may be null.
pub(super) fn told<'de, D: Deserializer<'de>, T: Deserialize<'de>>(field: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(field).map(Some)
}

/// Whether who asks has what this ETag stands for: one of a list, weak or not, or anything (RFC 9110).
pub(super) fn is_known(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let known = headers.get_all(IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    let mut tags = known.flat_map(|list| list.split(',')).map(str::trim);
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag).as_bytes() == etag.as_bytes())
}

/// An ETag: the version that `If-Match` is compared with, and a digest of the whole answer for `If-None-Match`.
pub(super) fn etag(version: i32, body: &[u8]) -> HeaderValue {
    let digest = Sha256::digest(body);
    let short: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::from_str(&format!("\"{version}.{short}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}
