//! `jemengage plugin`: rules of cities, from a first folder to what they would have decided.

mod scaffold;
mod table;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use platform_core::App;
use platform_core::ports::{Misfit, Rules, RulesEngine};
use platform_core::rules::about::carried;
use platform_core::rules::replay::{self, Replayed};
use platform_core::rules::{Parameters, samples};
use platform_core::tenancy::{Ctx, RegistryError};
use platform_core::texts::{Locale, Texts};
use scaffold::Language;

use super::{Refusal, app};
use crate::config::Config;
use crate::wiring;

/// What can be done with rules.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Make the folder of a city's rules, which builds and passes its test as it is
    New {
        /// Its name: a-z, 0-9, -
        name: String,
        /// What they are written in
        #[arg(long, value_enum, default_value_t = Language::Rust)]
        lang: Language,
    },
    /// Check a component: what it asks for and exports, its manifest, and its answers to samples
    Check {
        /// The component, a .wasm file
        file: PathBuf,
    },
    /// Show what a component would decide otherwise than the rules in force, on what was asked before and the missions there are
    DryRun {
        /// The component, a .wasm file
        file: PathBuf,
        /// The city's short name
        #[arg(long)]
        city: String,
        /// How many days back
        #[arg(long, default_value_t = 366)]
        days: u32,
    },
    /// Ask again what was asked, each of the version that answered, and say where the answer is another
    Replay {
        /// The city's short name
        #[arg(long)]
        city: String,
        /// How many days back
        #[arg(long, default_value_t = 7)]
        days: u32,
    },
}

pub(super) async fn execute(command: Command, config: &Config) -> Result<(), Refusal> {
    match command {
        Command::New { name, lang } => scaffold::make(&name, lang),
        Command::Check { file } => check(&file, config).await,
        Command::DryRun { file, city, days } => dry_run(&file, &city, days, config).await,
        Command::Replay { city, days } => replay(&city, days, config).await,
    }
}

/// A component and parameters, made rules of.
async fn rules_of(
    engine: &dyn RulesEngine,
    file: &Path,
    city: &str,
    parameters: &Parameters,
) -> Result<Arc<dyn Rules>, Refusal> {
    let wasm = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let refused = |problem: &dyn std::fmt::Display| format!("{}: {problem}", file.display());
    let component = engine.take_in(wasm).await.map_err(|problem| refused(&problem))?.component;
    let kept = carried(parameters, &engine.parameters(component));
    Ok(engine.rules(city, component, &kept).await.map_err(|misfit| told(file, misfit))?)
}

fn told(file: &Path, misfit: Misfit) -> String {
    let texts = Texts::new(&std::collections::BTreeMap::new());
    match misfit {
        Misfit::Component(problem) => format!("{}: {problem}", file.display()),
        Misfit::Parameters(reasons) => {
            let told = |reason: &platform_core::refusals::Reason| {
                format!("{} {}", reason.field.as_deref().unwrap_or("/"), reason.render(&texts, Locale::En))
            };
            let reasons: Vec<_> = reasons.iter().map(told).collect();
            format!("{}: its parameters do not fit: {}", file.display(), reasons.join("; "))
        }
    }
}

async fn check(file: &Path, config: &Config) -> Result<(), Refusal> {
    let engine = wiring::engine(config)?;
    let rules = rules_of(&*engine, file, "check", &Parameters::new()).await?;
    let about = rules.about();
    println!("{}: {} {}, by {}", file.display(), about.name, about.version, about.legal_basis);
    println!("  component    {}", about.component);
    println!("  parameters   {}", names(about.parameters.iter().map(|parameter| parameter.name.as_str())));
    println!("  facts needed {}", names(about.needs.iter().map(|need| need.fact.word())));
    println!("  credentials  {}", names(about.credentials.iter().map(String::as_str)));
    for sample in samples::all() {
        let answer = replay::again(&*rules, &sample.decision).await;
        println!("  {:<24} {}", sample.name, table::short(&answer));
        if answer.get("failed").is_some() {
            return Err(format!("{}: it failed at the sample «{}»", file.display(), sample.name).into());
        }
    }
    println!("It can be used.");
    Ok(())
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// A city, as the operator sees it.
fn ctx(app: &App, city: &str) -> Result<Ctx, Refusal> {
    let tenant = app.registry.by_code(city).ok_or_else(|| RegistryError::Unknown(city.to_owned()))?;
    Ok(Ctx::system(tenant, app.clock.now(), "operator"))
}

fn since(ctx: &Ctx, days: u32) -> DateTime<Utc> {
    ctx.now - Duration::days(days.into())
}

async fn dry_run(file: &Path, city: &str, days: u32, config: &Config) -> Result<(), Refusal> {
    let app = app(config).await?;
    let ctx = ctx(&app, city)?;
    let rules = rules_of(&*app.engine, file, city, &ctx.tenant.choice.parameters).await?;
    let mut found = replay::replay(&app, &ctx, since(&ctx, days), Some(Arc::clone(&rules))).await?;
    let missions = replay::missions(&app, &ctx, &*rules).await?;
    found.decisions += missions.decisions;
    found.differences.extend(missions.differences);
    table::print(&found);
    println!("{}: {} asked, {} would be decided otherwise", city, found.decisions, found.differences.len());
    Ok(())
}

async fn replay(city: &str, days: u32, config: &Config) -> Result<(), Refusal> {
    let app = app(config).await?;
    let ctx = ctx(&app, city)?;
    let found = replay::replay(&app, &ctx, since(&ctx, days), None).await?;
    let Replayed { decisions, failed, gone, differences } = &found;
    if *failed > 0 {
        println!("{city}: {failed} had no answer then, and are left out");
    }
    table::print(&found);
    if differences.is_empty() && *gone == 0 {
        println!("{city}: {decisions} asked again, each answer as it was");
        return Ok(());
    }
    Err(format!("{city}: of {decisions}, {} come out otherwise and the rules of {gone} are gone", differences.len())
        .into())
}
