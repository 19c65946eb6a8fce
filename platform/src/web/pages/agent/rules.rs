//! The city's rules: which component and version, how they fare, what they are set to, what other parameters would change,
//! and the way back to an earlier version.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::refusals::{self, Denied, EditError, Explain as _, Reason};
use platform_core::rules::decisions::Answer;
use platform_core::rules::replay::{Difference, Replayed};
use platform_core::rules::versions::{self, Version};
use platform_core::rules::{Health, Kind, MAX_COMPONENT, Parameter, Parameters, Review};
use serde_json::Value;
use uuid::Uuid;

use super::super::field::Field;
use super::super::form::{Complaints, Fields, Form};
use super::super::response::{go_on, show_as};
use super::super::shell::Shell;
use super::super::upload::{FILE, Sent, Upload};
use super::{ForAdmins, ForAgents, review};
use crate::web::Web;
use crate::web::error::Failure;

/// What a component is, as a browser asks for it.
const COMPONENTS: &str = ".wasm,application/wasm";

/// Differences shown.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "pages/agent/rules.html")]
struct RulesPage<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    name: String,
    legal_basis: String,
    component: String,
    in_use: i32,
    version: i32,
    fares: String,
    health: Health,
    problem: Option<String>,
    tried: Option<Tried>,
    settings: Vec<Setting>,
    versions: Vec<Line>,
    upload: Field,
}

/// Something that can be set.
enum Setting {
    /// By admins.
    Open(Field),
    /// As it is, for others: what it is called, and its value.
    Shown(String, String),
}

/// What other parameters would change.
struct Tried {
    says: String,
    others: Vec<Other>,
}

/// A mission about which the rules would say something else.
struct Other {
    id: Uuid,
    title: String,
    then: String,
    now: String,
}

/// A version of the rules.
struct Line {
    version: i32,
    when: String,
    origin: String,
    component: String,
    set: Vec<(String, String)>,
    in_use: bool,
}

/// `GET /agent/rules`
pub(super) async fn rules(State(web): State<Web>, ForAgents(shell): ForAgents) -> Result<Response, Failure> {
    render(&web, &shell, Complaints::default(), None, None, None).await
}

/// Shows the rules: with what was typed, over the version that it was typed over.
async fn render(
    web: &Web,
    shell: &Shell,
    complaints: Complaints,
    tried: Option<Tried>,
    given: Option<&Fields>,
    version: Option<i32>,
) -> Result<Response, Failure> {
    let status = complaints.status();
    let tenant = &shell.ctx.tenant;
    let about = tenant.rules.about();
    let found = versions::list(&web.app, &shell.ctx).await?;
    let health = tenant.rules.health();
    let counts = [("calls", health.calls.into()), ("failures", health.failures.into())];
    let setting = |parameter: &Parameter| setting(shell, parameter, given, &complaints);
    let page = RulesPage {
        shell,
        name: [about.name.as_str(), about.version.as_str()].join(" "),
        legal_basis: about.legal_basis.clone(),
        component: about.component.to_string(),
        in_use: tenant.choice.version,
        version: version.unwrap_or(tenant.choice.version),
        fares: shell.filled("agent-rules-health", counts),
        health,
        problem: tenant.problem.clone(),
        settings: about.parameters.iter().map(setting).collect(),
        versions: found.into_iter().map(|found| line(shell, found)).collect(),
        upload: Field::file(FILE, shell.t("agent-rules-file"), COMPONENTS)
            .hint(shell.with("agent-rules-file-hint", "max", MAX_COMPONENT >> 20))
            .complaint(&complaints, "/file")
            .required(),
        complaints,
        tried,
    };
    show_as(status, shell, &page)
}

/// The name under which a parameter stands in the form.
fn field_name(parameter: &Parameter) -> String {
    format!("parameter-{}", parameter.name)
}

fn setting(shell: &Shell, parameter: &Parameter, given: Option<&Fields>, complaints: &Complaints) -> Setting {
    let name = field_name(parameter);
    let label = shell.word("rule", &parameter.name);
    let held = shell.ctx.tenant.choice.parameters.get(&parameter.name).or(parameter.default.as_ref());
    if !shell.is_admin() {
        return Setting::Shown(label, held.map_or_else(|| "–".to_owned(), |value| in_words(shell, value)));
    }
    let text = given.map_or_else(|| held.map_or_else(String::new, typed), |given| given.text(&name).to_owned());
    let field = match parameter.kind {
        Kind::Flag => {
            let ticked = given.map_or_else(|| held == Some(&Value::Bool(true)), |given| given.has(&name));
            Field::tick(&name, label, ticked)
        }
        Kind::Number => Field::typed("number", &name, label, text),
        Kind::Text => Field::line(&name, label, text),
        Kind::Texts => Field::text(&name, label, 3, text),
    };
    let help = shell.t(&format!("rule-{}-help", parameter.name));
    let hint = match parameter.kind {
        Kind::Texts => [help, shell.t("agent-rules-one-a-line")].join(" "),
        Kind::Flag | Kind::Number | Kind::Text => help,
    };
    Setting::Open(field.hint(hint).complaint(complaints, &format!("/{}", parameter.name)))
}

/// A value as it is typed into its field.
fn typed(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
        other => other.to_string(),
    }
}

/// A value as people read it.
fn in_words(shell: &Shell, value: &Value) -> String {
    match value {
        Value::Bool(is) => shell.t(if *is { "agent-yes" } else { "agent-no" }),
        Value::Array(_) => typed(value).replace('\n', ", "),
        other => typed(other),
    }
}

/// What a form sets: what is empty, or is what holds anyway, is left out.
fn read(shell: &Shell, given: &Fields) -> Parameters {
    let about = shell.ctx.tenant.rules.about();
    let value = |parameter: &Parameter| {
        let name = field_name(parameter);
        let text = given.text(&name).trim();
        let value = match parameter.kind {
            Kind::Flag => Value::Bool(given.has(&name)),
            Kind::Texts => text.split('\n').map(str::trim).filter(|word| !word.is_empty()).collect(),
            Kind::Number | Kind::Text if text.is_empty() => return None,
            // What is no number goes on as it was typed: the rules say what they want.
            Kind::Number => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
            Kind::Text => Value::from(text),
        };
        (parameter.default.as_ref() != Some(&value)).then(|| (parameter.name.clone(), value))
    };
    about.parameters.iter().filter_map(value).collect::<BTreeMap<_, _>>()
}

fn line(shell: &Shell, found: Version) -> Line {
    let set = found.choice.parameters.iter();
    let short = |component: String| component.get(..12).map_or_else(|| component.clone(), str::to_owned);
    Line {
        version: found.choice.version,
        when: shell.when(found.made_at),
        origin: shell.word("agent-rules-origin", found.origin),
        component: found.choice.name.unwrap_or_else(|| short(found.choice.component.to_string())),
        set: set.map(|(name, value)| (shell.word("rule", name), in_words(shell, value))).collect(),
        in_use: found.choice.version == shell.ctx.tenant.choice.version,
    }
}

/// Goes on to the rules, or shows them with why not.
async fn after(
    web: &Web,
    shell: &Shell,
    outcome: Result<Version, EditError>,
    given: Option<&Fields>,
) -> Result<Response, Failure> {
    match outcome {
        Ok(_) => Ok(go_on(shell, "/agent/rules")),
        Err(error) => {
            // Told that they changed, one may look at them, and save what one typed over them.
            let kept = given.filter(|_| error.kind() != refusals::Kind::Stale);
            let version = kept.and_then(|given| version(given).ok());
            let complaints = Complaints::of(shell, error)?;
            render(web, shell, complaints, None, given, version).await
        }
    }
}

fn version(given: &Fields) -> Result<i32, Denied> {
    given.parsed("version").ok().flatten().ok_or(Denied::NotFound)
}

/// `POST /agent/rules`: sets the parameters.
pub(super) async fn set(
    State(web): State<Web>,
    ForAdmins(shell): ForAdmins,
    Form(given): Form,
) -> Result<Response, Failure> {
    let parameters = read(&shell, &given);
    let outcome = versions::set_parameters(&web.app, &shell.ctx, version(&given)?, parameters).await;
    after(&web, &shell, outcome, Some(&given)).await
}

/// `POST /agent/rules/try`: shows what the parameters would change, and changes nothing.
pub(super) async fn attempt(
    State(web): State<Web>,
    ForAdmins(shell): ForAdmins,
    Form(given): Form,
) -> Result<Response, Failure> {
    let version = Some(version(&given)?);
    match versions::try_parameters(&web.app, &shell.ctx, read(&shell, &given)).await {
        Ok(found) => {
            let tried = Some(tried(&shell, found));
            render(&web, &shell, Complaints::default(), tried, Some(&given), version).await
        }
        Err(error) => render(&web, &shell, Complaints::of(&shell, error)?, None, Some(&given), version).await,
    }
}

fn tried(shell: &Shell, found: Replayed) -> Tried {
    let other = |difference: Difference| {
        let mission = difference.mission?;
        Some(Other {
            id: mission.id.uuid(),
            title: mission.title,
            then: verdict(shell, difference.then),
            now: verdict(shell, difference.now),
        })
    };
    let counts = [("missions", found.decisions.into()), ("count", found.differences.len().into())];
    Tried {
        says: shell.filled("agent-rules-tried-count", counts),
        others: found.differences.into_iter().take(SHOWN).filter_map(other).collect(),
    }
}

/// What the rules say of a mission, in words.
fn verdict(shell: &Shell, answer: Value) -> String {
    let with = |key: &str, reasons: &[Reason]| {
        let reasons: Vec<_> = reasons.iter().map(|reason| review::said(shell, reason)).collect();
        shell.with(key, "reasons", reasons.join(" "))
    };
    match serde_json::from_value(answer) {
        Ok(Answer::Verdict(Review::Publish)) => shell.t("agent-verdict-publish"),
        Ok(Answer::Verdict(Review::Hold(reasons))) => with("agent-verdict-hold", &reasons),
        Ok(Answer::Verdict(Review::Refuse(reasons))) => with("agent-verdict-refuse", &reasons),
        Ok(Answer::Failed(_)) | Err(_) => shell.t("agent-verdict-none"),
    }
}

/// `POST /agent/rules/restore`: takes an earlier version back into use.
pub(super) async fn restore(
    State(web): State<Web>,
    ForAdmins(shell): ForAdmins,
    Form(given): Form,
) -> Result<Response, Failure> {
    let outcome = versions::roll_back(&web.app, &shell.ctx, version(&given)?).await;
    after(&web, &shell, outcome, None).await
}

/// `POST /agent/rules/upload`: puts an uploaded component into use, if it passes the check.
pub(super) async fn upload(
    State(web): State<Web>,
    ForAdmins(shell): ForAdmins,
    Upload { file, .. }: Upload<MAX_COMPONENT>,
) -> Result<Response, Failure> {
    web.limits.count(&shell.ctx, None)?;
    let wrong = |reason: Reason| Err(EditError::Invalid(vec![reason.at("/file")]));
    let outcome = match file {
        Sent::File(wasm) => versions::upload(&web.app, &shell.ctx, wasm).await,
        Sent::Nothing => wrong(Reason::new("component_missing")),
        Sent::TooHeavy => wrong(Reason::new("component_too_heavy").with("max", MAX_COMPONENT >> 20)),
    };
    after(&web, &shell, outcome, None).await
}
