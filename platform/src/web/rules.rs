//! A city's rules over HTTP: what they say of themselves, for everybody; versions and parameters, for its staff.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use platform_core::accounts::{Admin, Agent};
use platform_core::refusals::Reason;
use platform_core::rules::about::{Fact, Kind};
use platform_core::rules::facts::Assurance;
use platform_core::rules::versions::{self, Origin, Version as Chosen};
use platform_core::rules::{Health, MAX_COMPONENT, Parameters};
use platform_core::tenancy::Ctx;
use platform_core::texts::Args;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::Web;
use super::error::{Failure, Problem};
use super::extractors::{Body, Context, NoBody, Version};
use super::schemas;

/// What a city's rules say of themselves.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RulesView {
    /// Their name.
    name: String,
    /// Their version, as whoever wrote them counts.
    version: String,
    /// The text they follow.
    legal_basis: String,
    /// The facts about a person they ask for, and what for.
    needs: Vec<NeedView>,
    /// What they can be set to, and are.
    parameters: Vec<ParameterView>,
    /// The credentials they know: what agents can give to people.
    credentials: Vec<NamedView>,
    /// The accreditations they know: what agents can give to associations.
    accreditations: Vec<NamedView>,
    /// For the city's agents only.
    #[serde(skip_serializing_if = "Option::is_none")]
    inside: Option<InsideRulesView>,
}

/// A fact about a person, and what for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NeedView {
    /// Which.
    #[schema(schema_with = schemas::fact)]
    fact: Fact,
    /// The least assurance with which it is of use.
    #[schema(schema_with = schemas::assurance)]
    assurance: Assurance,
    /// What for, for people.
    purpose: String,
}

/// Something a city can set.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ParameterView {
    /// Its name.
    name: String,
    /// What it is called, for people.
    label: String,
    /// What it means, for people.
    help: String,
    /// What it takes.
    #[schema(schema_with = schemas::parameter_kind)]
    kind: Kind,
    /// What the city set; absent: the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    /// What holds where nothing is set; absent: nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<Value>,
}

/// A name, and what people call it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NamedView {
    /// For programs.
    name: String,
    /// For people.
    label: String,
}

/// How the rules fare, for the city's agents.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InsideRulesView {
    /// The number of the version in use: its `ETag`.
    rules_version: i32,
    /// The component, by the SHA-256 digest of its bytes.
    component: String,
    /// How often they were asked on this node since it started.
    calls: u64,
    /// How often they failed; then a person decides.
    failures: u64,
    /// Whether they failed so often that they are left alone for a while.
    left_alone: bool,
    /// The last failure.
    last_failure: Option<String>,
    /// Why the version chosen last is not the one in use, if it is not.
    problem: Option<String>,
}

/// See the city's rules
#[utoipa::path(get, path = "/api/v1/rules", operation_id = "get_rules", tag = "rules",
    responses((status = 200, body = RulesView), (status = "4XX", body = Problem)))]
pub(super) async fn get_rules(Context(ctx): Context) -> Result<Json<RulesView>, Failure> {
    let set = &ctx.tenant.choice.parameters;
    let about = ctx.tenant.rules.about();
    let text = |key: String| ctx.tenant.texts.get(ctx.locale, &key, &Args::new());
    let named = |of: &str, names: &[String]| {
        let view = |name: &String| NamedView { name: name.clone(), label: text(format!("{of}-{name}")) };
        names.iter().map(view).collect()
    };
    let parameter = |parameter: &platform_core::rules::Parameter| ParameterView {
        label: text(format!("rule-{}", parameter.name)),
        help: text(format!("rule-{}-help", parameter.name)),
        kind: parameter.kind,
        value: set.get(&parameter.name).cloned(),
        default: parameter.default.clone(),
        name: parameter.name.clone(),
    };
    let need = |need: &platform_core::rules::Need| NeedView {
        fact: need.fact,
        assurance: need.assurance,
        purpose: text(need.purpose.clone()),
    };
    Ok(Json(RulesView {
        name: about.name.clone(),
        version: about.version.clone(),
        legal_basis: about.legal_basis.clone(),
        needs: about.needs.iter().map(need).collect(),
        parameters: about.parameters.iter().map(parameter).collect(),
        credentials: named("credential", &about.credentials),
        accreditations: named("accreditation", &about.accreditations),
        inside: Agent::check(&ctx).is_ok().then(|| inside(&ctx)),
    }))
}

fn inside(ctx: &Ctx) -> InsideRulesView {
    let Health { calls, failures, left_alone, last_failure } = ctx.tenant.rules.health();
    InsideRulesView {
        rules_version: ctx.tenant.choice.version,
        component: ctx.tenant.rules.about().component.to_string(),
        calls,
        failures,
        left_alone,
        last_failure,
        problem: ctx.tenant.problem.clone(),
    }
}

/// A version of the city's rules.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RuleVersionView {
    /// Its number.
    rules_version: i32,
    /// The name of a component the platform brings; absent: one that was uploaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The component, by the SHA-256 digest of its bytes.
    component: String,
    /// What the city set.
    #[schema(value_type = Object)]
    parameters: Parameters,
    /// Where it came from.
    #[schema(schema_with = schemas::rules_origin)]
    origin: Origin,
    /// When.
    made_at: DateTime<Utc>,
    /// Whether it is the one in use.
    in_use: bool,
}

fn version_view(found: Chosen, in_use: i32) -> RuleVersionView {
    let choice = found.choice;
    RuleVersionView {
        rules_version: choice.version,
        name: choice.name,
        component: choice.component.to_string(),
        parameters: choice.parameters,
        origin: found.origin,
        made_at: found.made_at,
        in_use: choice.version == in_use,
    }
}

/// The versions of a city's rules.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RuleVersionsView {
    /// The last hundred, the last first.
    items: Vec<RuleVersionView>,
}

/// See the versions of the city's rules
#[utoipa::path(get, path = "/api/v1/rules/versions", operation_id = "list_rule_versions", tag = "rules",
    responses((status = 200, body = RuleVersionsView), (status = "4XX", body = Problem)))]
pub(super) async fn list_rule_versions(
    State(web): State<Web>,
    Context(ctx): Context,
) -> Result<Json<RuleVersionsView>, Failure> {
    let found = versions::list(&web.app, &ctx).await?;
    let in_use = ctx.tenant.choice.version;
    Ok(Json(RuleVersionsView { items: found.into_iter().map(|found| version_view(found, in_use)).collect() }))
}

/// Upload a component and use it
///
/// It is looked at, compiled and tried first; what the city had set stays set, where the component knows it.
#[utoipa::path(post, path = "/api/v1/rules", operation_id = "upload_rules", tag = "rules",
    request_body(content = Vec<u8>, content_type = "application/wasm"),
    responses((status = 200, body = RuleVersionView), (status = "4XX", body = Problem)))]
pub(super) async fn upload_rules(
    State(web): State<Web>,
    OfAdmin(ctx): OfAdmin,
    wasm: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Json<RuleVersionView>, Failure> {
    let too_large = |_| {
        Failure::http(StatusCode::PAYLOAD_TOO_LARGE, Reason::new("body_too_large").with("max", MAX_COMPONENT / 1024))
    };
    let found = versions::upload(&web.app, &ctx, wasm.map_err(too_large)?.into()).await?;
    let in_use = found.choice.version;
    Ok(Json(version_view(found, in_use)))
}

/// The context of a city's admin, looked at before anything of a large body is read.
pub(super) struct OfAdmin(Ctx);

impl FromRequestParts<Web> for OfAdmin {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let Context(ctx) = Context::from_request_parts(parts, web).await?;
        Admin::check(&ctx)?;
        web.limits.count(&ctx, None)?;
        Ok(Self(ctx))
    }
}

/// The body of an upload may be larger than others.
pub(super) const fn upload_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(MAX_COMPONENT)
}

/// What the city sets of its rules.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ParametersBody {
    /// All of it: what is left out takes its default.
    #[schema(value_type = Object)]
    parameters: BTreeMap<String, Value>,
}

/// Set the parameters of the city's rules
#[utoipa::path(put, path = "/api/v1/rules/parameters", operation_id = "update_rule_parameters", tag = "rules",
    request_body = ParametersBody,
    params(("If-Match" = String, Header, description = "The number of the version that was read")),
    responses((status = 200, body = RuleVersionView), (status = "4XX", body = Problem)))]
pub(super) async fn update_rule_parameters(
    State(web): State<Web>,
    Context(ctx): Context,
    Version(version): Version,
    Body(body): Body<ParametersBody>,
) -> Result<Json<RuleVersionView>, Failure> {
    let found = versions::set_parameters(&web.app, &ctx, version, body.parameters).await?;
    let in_use = found.choice.version;
    Ok(Json(version_view(found, in_use)))
}

/// Take an earlier version of the rules back into use
#[utoipa::path(post, path = "/api/v1/rules/versions/{version}/restore", operation_id = "restore_rules", tag = "rules",
    params(("version" = i32, Path, description = "Its number")),
    responses((status = 200, body = RuleVersionView), (status = "4XX", body = Problem)))]
pub(super) async fn restore_rules(
    State(web): State<Web>,
    Context(ctx): Context,
    Path(version): Path<String>,
    _: NoBody,
) -> Result<Json<RuleVersionView>, Failure> {
    let version = version.parse().map_err(|_| Failure::not_found())?;
    let found = versions::roll_back(&web.app, &ctx, version).await?;
    let in_use = found.choice.version;
    Ok(Json(version_view(found, in_use)))
}
