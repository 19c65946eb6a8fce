//! Which rules a city uses, and has used: a folder that is applied, a component that is uploaded, parameters that are
//! changed and a version that is taken back are each a version of their own.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::about::carried;
use super::replay::{self, Replayed};
use super::{Choice, ComponentHash, Parameters, Unusable};
use crate::App;
use crate::accounts::{Admin, Agent};
use crate::db::rules::{self as sql, VersionRow};
use crate::db::{self, Db, TenantTx, ledger};
use crate::kinds::words;
use crate::ports::{Compiled, Misfit, Rules, RulesEngine};
use crate::refusals::{Denied, EditError, ReadError, Reason};
use crate::tenancy::{CityConfig, Ctx, TenantId};

/// The name under which a city decides nothing by rules.
pub const NONE: &str = "none";

words! {
    /// Where a version came from.
    Origin {
        /// The city's folder was applied.
        Folder = "folder",
        /// The program brings another component under the same name.
        Program = "program",
        /// A component was uploaded.
        Upload = "upload",
        /// Parameters were changed.
        Parameters = "parameters",
        /// An earlier version was taken back.
        Rollback = "rollback",
    }
}

/// A version of a city's rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// What was chosen.
    pub choice: Choice,
    /// Where it came from.
    pub origin: Origin,
    /// When.
    pub made_at: DateTime<Utc>,
}

/// What a city's folder chooses; none if the platform brings no component of that name.
#[must_use]
pub fn of_config(engine: &dyn RulesEngine, config: &CityConfig) -> Option<Choice> {
    let name = config.rules.component.clone();
    let component = ComponentHash::of(engine.built_in(&name)?);
    Some(Choice { version: 0, name: Some(name), component, parameters: config.rules.set() })
}

/// The choice of no rules.
pub(crate) fn nothing() -> Choice {
    Choice { version: 0, name: None, component: ComponentHash::of(&[]), parameters: Parameters::new() }
}

/// The rules of a choice of a component the platform brings.
pub(crate) async fn load_built_in(
    engine: &dyn RulesEngine,
    config: &CityConfig,
    choice: &Choice,
) -> Result<Arc<dyn Rules>, Misfit> {
    let wasm = choice.name.as_deref().and_then(|name| engine.built_in(name)).unwrap_or_default();
    if !engine.has(choice.component) {
        engine.take_in(wasm.to_vec()).await?;
    }
    engine.rules(&config.code, choice.component, &choice.parameters).await
}

/// The rules of a choice; its component is read from the database unless it is at hand.
///
/// Compiling takes its time, so no transaction is open meanwhile.
pub(crate) async fn load(
    db: &Db,
    engine: &dyn RulesEngine,
    config: &CityConfig,
    choice: &Choice,
) -> Result<Result<Arc<dyn Rules>, Misfit>, db::Error> {
    if !engine.has(choice.component) && !recalled(db, engine, choice.component).await? {
        let brought = choice.name.as_deref().and_then(|name| engine.built_in(name));
        let wasm = match brought.filter(|wasm| ComponentHash::of(wasm) == choice.component) {
            Some(wasm) => Some(wasm.to_vec()),
            None => sql::component(&mut db.control().await?, choice.component).await?,
        };
        let Some(wasm) = wasm else {
            return Ok(Err(Unusable::Storage("the database does not have it".into()).into()));
        };
        match engine.take_in(wasm).await {
            Ok(compiled) => keep_compiled(db, engine, compiled).await?,
            Err(problem) => return Ok(Err(problem.into())),
        }
    }
    Ok(engine.rules(&config.code, choice.component, &choice.parameters).await)
}

/// Whether the engine had the component compiled, as the database knows it.
async fn recalled(db: &Db, engine: &dyn RulesEngine, component: ComponentHash) -> Result<bool, db::Error> {
    let digest = sql::compiled(&mut db.control().await?, component, engine.compatibility()).await?;
    match digest {
        Some(digest) => Ok(engine.recall(component, digest).await),
        None => Ok(false),
    }
}

/// Keeps the digest of what a node has compiled, so that it may read it again.
async fn keep_compiled(db: &Db, engine: &dyn RulesEngine, compiled: Compiled) -> Result<(), db::Error> {
    let Some(digest) = compiled.digest else { return Ok(()) };
    let mut tx = db.control().await?;
    sql::keep_compiled(&mut tx, compiled.component, engine.compatibility(), digest).await?;
    tx.commit().await
}

/// Brings a city's choice up to date with its folder and with the program. A folder that says what it said before
/// changes nothing, so that what an admin set since stays.
///
/// # Errors
/// If the database fails.
pub async fn settle(db: &Db, engine: &dyn RulesEngine, tenant: TenantId, now: DateTime<Utc>) -> Result<(), db::Error> {
    let mut tx = db.tenant_above(tenant, now).await?;
    let (config, current) = sql::lock_choice(&mut tx, tenant).await?;
    let Ok(config) = serde_json::from_value::<CityConfig>(config) else { return Ok(()) };
    let current: Option<Choice> = current.and_then(|json| serde_json::from_value(json).ok());
    let (Some(wanted), said) = (of_config(engine, &config), sql::last_of(&mut tx, Origin::Folder).await?) else {
        return Ok(());
    };
    let is_new = said.is_none_or(|said| said.name != wanted.name || said.parameters != json!(wanted.parameters));
    if is_new {
        add(&mut tx, engine, tenant, wanted, Origin::Folder, now).await?;
    } else if let Some(current) = current {
        let brought = current.name.as_deref().and_then(|name| engine.built_in(name)).map(ComponentHash::of);
        if let Some(component) = brought.filter(|_| is_behind(engine, &current)) {
            add(&mut tx, engine, tenant, Choice { component, ..current }, Origin::Program, now).await?;
        }
    }
    tx.commit().await
}

/// The same for every city that needs it: what a node does before it serves.
///
/// # Errors
/// If the database fails.
pub async fn settle_all(app: &App) -> Result<(), db::Error> {
    let (now, all) = (app.clock.now(), app.registry.all());
    let behind: Vec<_> = all.iter().filter(|tenant| is_behind(&*app.engine, &tenant.choice)).collect();
    for tenant in &behind {
        settle(&app.db, &*app.engine, tenant.id, now).await?;
    }
    if behind.is_empty() { Ok(()) } else { app.registry.reload(&app.db).await }
}

/// Whether a choice was never written down, or the program brings another component under its name by now.
fn is_behind(engine: &dyn RulesEngine, choice: &Choice) -> bool {
    let brought = choice.name.as_deref().and_then(|name| engine.built_in(name)).map(ComponentHash::of);
    choice.version == 0 || brought.is_some_and(|component| component != choice.component)
}

/// Writes a version and makes it the one in use; every node hears of it when the transaction is committed.
async fn add(
    tx: &mut TenantTx,
    engine: &dyn RulesEngine,
    tenant: TenantId,
    choice: Choice,
    origin: Origin,
    now: DateTime<Utc>,
) -> Result<Choice, db::Error> {
    let brought = choice.name.as_deref().and_then(|name| engine.built_in(name));
    if let Some(wasm) = brought.filter(|wasm| ComponentHash::of(wasm) == choice.component) {
        sql::keep_component(tx, choice.component, wasm, now).await?;
    }
    let version = sql::last_version(tx).await? + 1;
    let choice = Choice { version, ..choice };
    sql::insert_version(tx, &choice, origin, now).await?;
    sql::choose(tx, tenant, &choice).await?;
    Ok(choice)
}

/// Uploads a component and has the city use it, with those of its parameters that the component knows.
///
/// # Errors
/// If no admin acts, or the component or the parameters cannot be used.
pub async fn upload(app: &App, ctx: &Ctx, wasm: Vec<u8>) -> Result<Version, EditError> {
    Admin::check(ctx)?;
    let bytes = wasm.clone();
    let compiled = app.engine.take_in(wasm).await.map_err(unusable)?;
    keep_compiled(&app.db, &*app.engine, compiled).await?;
    let component = compiled.component;
    let before = current(app, ctx).await?;
    let parameters = carried(&before.parameters, &app.engine.parameters(component));
    let choice = Choice { version: before.version, name: None, component, parameters };
    change(app, ctx, Some(before.version), choice, Origin::Upload, Some(&bytes)).await
}

/// Sets the parameters of the rules in use; what is left out takes its default.
///
/// # Errors
/// If no admin acts, a parameter does not fit, or the rules changed since `version` was read.
pub async fn set_parameters(app: &App, ctx: &Ctx, version: i32, parameters: Parameters) -> Result<Version, EditError> {
    Admin::check(ctx)?;
    let before = current(app, ctx).await?;
    if before.version != version {
        return Err(EditError::Stale);
    }
    change(app, ctx, Some(version), Choice { parameters, ..before }, Origin::Parameters, None).await
}

/// What the newest missions would be told if the parameters were these; nothing changes.
///
/// # Errors
/// If no admin asks, or a parameter does not fit.
pub async fn try_parameters(app: &App, ctx: &Ctx, parameters: Parameters) -> Result<Replayed, EditError> {
    Admin::check(ctx)?;
    let choice = Choice { parameters, ..ctx.tenant.choice.clone() };
    let rules = load(&app.db, &*app.engine, &ctx.tenant.config, &choice).await?.map_err(misfit)?;
    Ok(replay::newest_missions(app, ctx, &*rules).await?)
}

/// Takes an earlier version back into use.
///
/// # Errors
/// If no admin acts, there is no such version, or it cannot be used any more.
pub async fn roll_back(app: &App, ctx: &Ctx, version: i32) -> Result<Version, EditError> {
    Admin::check(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    let row = sql::version(&mut tx, version).await?.ok_or(Denied::NotFound)?;
    drop(tx);
    let mut choice = version_of(row).ok_or(Denied::NotFound)?.choice;
    // What an earlier release brought is taken back as it was, and no start of this one puts its own in its place.
    let brought = choice.name.as_deref().and_then(|name| app.engine.built_in(name)).map(ComponentHash::of);
    choice.name = choice.name.filter(|_| brought == Some(choice.component));
    change(app, ctx, None, choice, Origin::Rollback, None).await
}

/// The versions of a city's rules, the last first.
///
/// # Errors
/// If no agent acts.
pub async fn list(app: &App, ctx: &Ctx) -> Result<Vec<Version>, ReadError> {
    Agent::check(ctx)?;
    let rows = sql::versions(&mut app.db.tenant(ctx).await?).await?;
    Ok(rows.into_iter().filter_map(version_of).collect())
}

pub(super) fn version_of(row: VersionRow) -> Option<Version> {
    let choice = Choice {
        version: row.version,
        name: row.name,
        component: ComponentHash::from_bytes(&row.component)?,
        parameters: serde_json::from_value(row.parameters).ok()?,
    };
    Some(Version { choice, origin: row.origin, made_at: row.made_at })
}

async fn current(app: &App, ctx: &Ctx) -> Result<Choice, db::Error> {
    choice_in_use(&mut app.db.tenant(ctx).await?, app, ctx).await
}

/// What a city uses, locked so that nobody changes it meanwhile.
async fn choice_in_use(tx: &mut TenantTx, app: &App, ctx: &Ctx) -> Result<Choice, db::Error> {
    let (_, current) = sql::lock_choice(tx, ctx.tenant.id).await?;
    let config = &ctx.tenant.config;
    let current = current.and_then(|json| serde_json::from_value(json).ok());
    Ok(current.or_else(|| of_config(&*app.engine, config)).unwrap_or_else(nothing))
}

/// Tries a choice, writes it, and has this node use it at once; not if the version it `follows` is in use no more.
async fn change(
    app: &App,
    ctx: &Ctx,
    follows: Option<i32>,
    choice: Choice,
    origin: Origin,
    wasm: Option<&[u8]>,
) -> Result<Version, EditError> {
    load(&app.db, &*app.engine, &ctx.tenant.config, &choice).await?.map_err(misfit)?;
    let mut tx = app.db.tenant(ctx).await?;
    let in_use = choice_in_use(&mut tx, app, ctx).await?;
    if follows.is_some_and(|version| version != in_use.version) {
        return Err(EditError::Stale);
    }
    if let Some(wasm) = wasm {
        sql::keep_component(&mut tx, choice.component, wasm, ctx.now).await?;
    }
    let choice = add(&mut tx, &*app.engine, ctx.tenant.id, choice, origin, ctx.now).await?;
    let details = json!({ "version": choice.version, "origin": origin.word(), "component": choice.component });
    ledger::write(&mut tx, ctx, "rules.changed", ctx.tenant.id.uuid(), details).await?;
    tx.commit().await?;
    app.registry.reload_one(&app.db, ctx.tenant.id.uuid()).await?;
    Ok(Version { choice, origin, made_at: ctx.now })
}

fn misfit(misfit: Misfit) -> EditError {
    match misfit {
        Misfit::Parameters(reasons) => EditError::Invalid(reasons),
        Misfit::Component(problem) => unusable(problem),
    }
}

/// Whoever uploads rules writes them: they are told what is wrong as it is.
fn unusable(problem: Unusable) -> EditError {
    EditError::Refused(vec![Reason::new("component_unusable").with("problem", Value::from(problem.to_string()))])
}
