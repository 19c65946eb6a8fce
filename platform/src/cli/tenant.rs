//! `jemengage tenant`: cities come from `tenants/<city>/`, and go.

use std::path::PathBuf;

use platform_core::Db;
use platform_core::accounts::{CityRole, roles};
use platform_core::tenancy::{self, Ctx, Registry, RegistryError};

use super::{Refusal, app, now_and_id};
use crate::config::Config;
use crate::wiring::{self, WiringError};

/// What can be done with a city.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Make a city's folder, ready to be filled in
    New {
        /// Its short name: a-z, 0-9, -
        city: String,
    },
    /// Check a city's folder; a mistake names file, line and remedy
    Check {
        /// Its short name
        city: String,
    },
    /// Load a city from its folder, or bring it up to date; every node sees it within a second
    Apply {
        /// Its short name
        city: String,
    },
    /// List the cities
    List,
    /// Take a city out of service; its data stays in the database
    Remove {
        /// Its short name
        city: String,
    },
    /// Give somebody a role in a city, and send them a link to come in
    Grant {
        /// The city's short name
        city: String,
        /// Their e-mail
        email: String,
        /// The role: moderator or admin
        #[arg(long, default_value = "admin")]
        role: CityRole,
    },
}

pub(super) async fn execute(command: Command, config: &Config) -> Result<(), Refusal> {
    let folder = |city: &str| config.tenants_dir.join(city);
    match command {
        Command::New { city } => new(&city, folder(&city)),
        Command::Check { city } => {
            let found = tenancy::check(&*wiring::engine(config)?, &folder(&city)).await?;
            println!("{}: sound, {} areas, {}", city, found.config.areas.len(), found.config.hosts.join(", "));
            Ok(())
        }
        Command::Apply { city } => {
            let (now, id) = now_and_id();
            let found = tenancy::apply(&db(config)?, &*wiring::engine(config)?, &folder(&city), id, now).await?;
            println!("{city}: applied; it answers on {}", found.config.hosts.join(", "));
            Ok(())
        }
        Command::List => list(config).await,
        Command::Remove { city } => remove(config, &city).await,
        Command::Grant { city, email, role } => grant(config, &city, &email, role).await,
    }
}

fn db(config: &Config) -> Result<Db, Refusal> {
    let url = config.database_url.clone().ok_or(WiringError::NoDatabase)?;
    Ok(Db::new(url, 2)?)
}

async fn list(config: &Config) -> Result<(), Refusal> {
    let registry = Registry::new(wiring::engine(config)?);
    registry.reload(&db(config)?).await?;
    for tenant in registry.all() {
        let locale = tenant.config.default_locale();
        println!("{:<20} {:<24} {}", tenant.config.code, tenant.config.name(locale), tenant.config.hosts.join(", "));
    }
    Ok(())
}

async fn remove(config: &Config, city: &str) -> Result<(), Refusal> {
    let app = app(config).await?;
    let tenant = app.registry.by_code(city);
    tenancy::remove(&app.db, city, app.clock.now()).await?;
    if let (Some(copy), Some(tenant)) = (&app.copy, tenant) {
        // A node that follows the city would make its copy anew, until it has heard.
        tokio::time::sleep(HEARD).await;
        if let Err(error) = copy.drop_all(&tenant).await {
            eprintln!("{city}: its index stays in Meilisearch, which holds what is public: {error}");
        }
    }
    println!("{city}: out of service; its data stays in the database");
    Ok(())
}

/// By then a node that listens has heard that a city is gone.
const HEARD: std::time::Duration = std::time::Duration::from_secs(2);

async fn grant(config: &Config, city: &str, email: &str, role: CityRole) -> Result<(), Refusal> {
    let app = app(config).await?;
    let tenant = app.registry.by_code(city).ok_or_else(|| RegistryError::Unknown(city.to_owned()))?;
    let ctx = Ctx::system(tenant, app.clock.now(), "operator");
    roles::grant(&app, &ctx, email, role).await?;
    println!("{email} is {role} of {city}; a link to come in will be sent");
    Ok(())
}

/// Writes a folder whose only gaps are marked, and which `check` accepts as it is.
fn new(city: &str, folder: PathBuf) -> Result<(), Refusal> {
    if folder.exists() {
        return Err(format!("{} is there already", folder.display()).into());
    }
    if !tenancy::is_city_code(city) {
        return Err(format!("`{city}` is not a short name: use a-z, 0-9 and -").into());
    }
    std::fs::create_dir_all(folder.join("texts"))?;
    std::fs::write(folder.join("tenant.toml"), TEMPLATE.replace("{city}", city))?;
    std::fs::write(folder.join("texts/fr.ftl"), TEXTS_FR.replace("{city}", city))?;
    std::fs::write(folder.join("texts/en.ftl"), TEXTS_EN.replace("{city}", city))?;
    println!(
        "{}: made. Fill it in, then: jemengage tenant check {city} && jemengage tenant apply {city}",
        folder.display()
    );
    Ok(())
}

const TEMPLATE: &str = include_str!("template/tenant.toml");
const TEXTS_FR: &str = include_str!("template/fr.ftl");
const TEXTS_EN: &str = include_str!("template/en.ftl");
