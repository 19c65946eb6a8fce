//! The registry of cities: the only maker of `TenantId`s, kept in memory and in step with the database.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::{CityConfig, ConfigError, Folder, Tenant, TenantId};
use crate::db::search::store;
use crate::db::tenants::{self, TenantRow};
use crate::db::{self, Db};
use crate::ports::{Misfit, Rules, RulesEngine};
use crate::rules::{Choice, NotLoaded, versions};
use crate::search::words::Vocabulary;
use crate::texts::{Locale, Texts};

/// All cities as this node sees them.
#[derive(Debug)]
pub struct Registry {
    engine: Arc<dyn RulesEngine>,
    cities: ArcSwap<Cities>,
    /// One looks at a time: who looked later is right.
    looking: Mutex<()>,
}

#[derive(Debug, Default, Clone)]
struct Cities {
    by_id: HashMap<Uuid, Arc<Tenant>>,
    by_host: HashMap<String, Arc<Tenant>>,
}

/// Why a city could not be applied or removed.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// Its folder is not sound.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// There is no such city.
    #[error("no city `{0}` is applied; `jemengage tenant list` shows those that are")]
    Unknown(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Registry {
    /// Of no cities yet; `engine` makes their rules.
    #[must_use]
    pub fn new(engine: Arc<dyn RulesEngine>) -> Self {
        Self { engine, cities: ArcSwap::default(), looking: Mutex::default() }
    }

    /// The city that answers on a host (without port, any case).
    #[must_use]
    pub fn by_host(&self, host: &str) -> Option<Arc<Tenant>> {
        let cities = self.cities.load();
        match cities.by_host.get(host) {
            Some(tenant) => Some(Arc::clone(tenant)),
            None => cities.by_host.get(&host.to_ascii_lowercase()).cloned(),
        }
    }

    /// The city of this id.
    #[must_use]
    pub fn by_id(&self, id: TenantId) -> Option<Arc<Tenant>> {
        self.cities.load().by_id.get(&id.uuid()).cloned()
    }

    /// The city whose id this is, where a row or a button names it: it proves nothing.
    #[must_use]
    pub fn by_uuid(&self, id: Uuid) -> Option<Arc<Tenant>> {
        self.cities.load().by_id.get(&id).cloned()
    }

    /// The city of this short name.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<Arc<Tenant>> {
        self.cities.load().by_id.values().find(|tenant| tenant.config.code == code).cloned()
    }

    /// All cities, by short name.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Tenant>> {
        let mut all: Vec<_> = self.cities.load().by_id.values().cloned().collect();
        all.sort_by(|a, b| a.config.code.cmp(&b.config.code));
        all
    }

    /// Looks at every city, and reads anew those that changed.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn reload(&self, db: &Db) -> Result<(), db::Error> {
        let _alone = self.looking.lock().await;
        let mut tx = db.control().await?;
        let known = self.cities.load_full();
        let mut cities = Cities::default();
        let mut changed = Vec::new();
        for (id, version) in tenants::versions(&mut tx).await? {
            match known.by_id.get(&id).filter(|tenant| tenant.version == version && tenant.problem.is_none()) {
                Some(tenant) => cities.serve(Arc::clone(tenant)),
                None => changed.push(id),
            }
        }
        let rows = tenants::find_all(&mut tx, &changed).await?;
        drop(tx); // what is loaded may have to be compiled
        for row in rows {
            let before = known.by_id.get(&row.id).cloned();
            cities.serve_all(self.city(db, row, before).await?);
        }
        self.cities.store(Arc::new(cities));
        Ok(())
    }

    /// Reads one city anew: it was applied or removed, or has other rules, here or on another node.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn reload_one(&self, db: &Db, id: Uuid) -> Result<(), db::Error> {
        let _alone = self.looking.lock().await;
        let mut tx = db.control().await?;
        let rows = tenants::find_all(&mut tx, &[id]).await?;
        drop(tx);
        let mut cities = Cities::clone(&self.cities.load());
        let before = cities.by_id.remove(&id);
        cities.by_host.retain(|_, tenant| tenant.id.uuid() != id);
        for row in rows {
            cities.serve_all(self.city(db, row, before.clone()).await?);
        }
        self.cities.store(Arc::new(cities));
        Ok(())
    }

    /// The city of a row, with its rules. One of a later version of the program may not be readable: that city is not
    /// served, the others are.
    async fn city(
        &self,
        db: &Db,
        row: TenantRow,
        before: Option<Arc<Tenant>>,
    ) -> Result<Option<Arc<Tenant>>, db::Error> {
        let config: CityConfig = match serde_json::from_value(row.config) {
            Ok(config) => config,
            Err(error) => {
                tracing::error!(city = row.code, %error, "the city's configuration cannot be read; it is not served");
                return Ok(None);
            }
        };
        let own = serde_json::from_value(row.texts).unwrap_or_default();
        let choice = row.rules.and_then(|rules| serde_json::from_value(rules).ok());
        let choice = choice.or_else(|| versions::of_config(&*self.engine, &config)).unwrap_or_else(versions::nothing);
        let (rules, choice, problem) = self.rules(db, &config, choice, before.as_deref()).await?;
        let texts = Texts::with_rules(&own, Arc::clone(&rules.about().catalogue));
        let vocabulary = Vocabulary::of(&config.search);
        let id = TenantId::from_row(row.id);
        let version = row.version;
        Ok(Some(Arc::new(Tenant { id, config, texts, vocabulary, rules, choice, problem, version })))
    }

    /// The rules chosen. Where they cannot be loaded, those the city had go on; where
    /// there were none, a person decides.
    async fn rules(
        &self,
        db: &Db,
        config: &CityConfig,
        choice: Choice,
        before: Option<&Tenant>,
    ) -> Result<(Arc<dyn Rules>, Choice, Option<String>), db::Error> {
        let same = |tenant: &&Tenant| tenant.choice == choice && tenant.problem.is_none();
        if let Some(tenant) = before.filter(same) {
            return Ok((Arc::clone(&tenant.rules), choice, None));
        }
        let problem = match versions::load(db, &*self.engine, config, &choice).await? {
            Ok(rules) => return Ok((rules, choice, None)),
            Err(problem) => problem.to_string(),
        };
        tracing::error!(city = config.code, version = choice.version, problem, "the city's rules cannot be loaded");
        Ok(match before {
            Some(tenant) => (Arc::clone(&tenant.rules), tenant.choice.clone(), Some(problem)),
            None => (Arc::new(NotLoaded::new(choice.component, problem.clone())), choice, Some(problem)),
        })
    }
}

impl Cities {
    fn serve_all(&mut self, found: Option<Arc<Tenant>>) {
        found.into_iter().for_each(|tenant| self.serve(tenant));
    }

    fn serve(&mut self, tenant: Arc<Tenant>) {
        for host in &tenant.config.hosts {
            self.by_host.insert(host.clone(), Arc::clone(&tenant));
        }
        self.by_id.insert(tenant.id.uuid(), tenant);
    }
}

/// Reads a city's folder, and looks whether its rules are there and take the parameters it sets.
///
/// # Errors
/// The first mistake found, with file, line and remedy.
pub async fn check(engine: &dyn RulesEngine, folder_path: &Path) -> Result<Folder, ConfigError> {
    let folder = Folder::read(folder_path)?;
    let config = &folder.config;
    let misfit = match versions::of_config(engine, config) {
        Some(choice) => versions::load_built_in(engine, config, &choice).await.err(),
        None => {
            return Err(folder.wrong_parameter(folder_path, "component", "the platform brings no rules of this name"));
        }
    };
    match misfit {
        None => Ok(folder),
        Some(Misfit::Parameters(reasons)) => {
            let reason = reasons.first();
            let name = reason.and_then(|reason| reason.field.as_deref()).unwrap_or_default().trim_start_matches('/');
            let texts = Texts::new(&BTreeMap::new());
            let problem = reason.map(|reason| reason.render(&texts, Locale::En)).unwrap_or_default();
            Err(folder.wrong_parameter(folder_path, name, &problem))
        }
        Some(Misfit::Component(problem)) => Err(folder.wrong_parameter(folder_path, "component", &problem.to_string())),
    }
}

/// Makes a city, or brings it up to date with its folder. Every node sees it at once.
///
/// # Errors
/// If the folder is not sound, or a host belongs to another city.
pub async fn apply(
    db: &Db,
    engine: &dyn RulesEngine,
    folder_path: &Path,
    new_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Folder, RegistryError> {
    let folder = check(engine, folder_path).await?;
    let mut tx = db.control().await?;
    let id = tenants::upsert(&mut tx, new_id, &folder, now).await?;
    for host in &folder.config.hosts {
        if let Some(other) = tenants::take_host(&mut tx, host, id).await? {
            return Err(folder.host_of_another(folder_path, host, &other).into());
        }
    }
    tenants::release_other_hosts(&mut tx, id, &folder.config.hosts).await?;
    tx.commit().await?;
    versions::settle(db, engine, TenantId::from_row(id), now).await?;
    // Areas, labels and words of the city are part of what its missions are found by.
    store::ask_for_all(db, TenantId::from_row(id), now + HEARD, now).await?;
    Ok(folder)
}

/// Within this every node has heard of a city that was applied.
const HEARD: chrono::Duration = chrono::Duration::seconds(5);

/// Takes a city out of service: its hosts answer 404 and are free again; its rows stay until the operator purges them.
///
/// # Errors
/// If there is no such city.
pub async fn remove(db: &Db, code: &str, now: DateTime<Utc>) -> Result<(), RegistryError> {
    let mut tx = db.control().await?;
    let id = tenants::mark_removed(&mut tx, code, now).await?.ok_or_else(|| RegistryError::Unknown(code.into()))?;
    tenants::release_other_hosts(&mut tx, id, &[]).await?;
    tx.commit().await?;
    Ok(())
}
