//! The registry of cities: the only maker of `TenantId`s, kept in memory and in step with the database.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{CityConfig, ConfigError, Folder, Tenant, TenantId};
use crate::db::search::store;
use crate::db::tenants::{self, TenantRow};
use crate::db::{self, Db};
use crate::search::words::Vocabulary;
use crate::texts::Texts;

/// All cities as this node sees them.
#[derive(Debug, Default)]
pub struct Registry {
    cities: ArcSwap<Cities>,
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
        let mut tx = db.control().await?;
        let known = self.cities.load();
        let mut cities = Cities::default();
        let mut changed = Vec::new();
        for (id, version) in tenants::versions(&mut tx).await? {
            match known.by_id.get(&id).filter(|tenant| tenant.version == version) {
                Some(tenant) => cities.serve(Arc::clone(tenant)),
                None => changed.push(id),
            }
        }
        for row in tenants::find_all(&mut tx, &changed).await? {
            cities.take(row);
        }
        self.cities.store(Arc::new(cities));
        Ok(())
    }

    /// Reads one city anew: it was applied or removed, here or on another node.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn reload_one(&self, db: &Db, id: Uuid) -> Result<(), db::Error> {
        let mut tx = db.control().await?;
        let rows = tenants::find_all(&mut tx, &[id]).await?;
        let mut cities = Cities::clone(&self.cities.load());
        cities.by_id.remove(&id);
        cities.by_host.retain(|_, tenant| tenant.id.uuid() != id);
        for row in rows {
            cities.take(row);
        }
        self.cities.store(Arc::new(cities));
        Ok(())
    }
}

impl Cities {
    fn take(&mut self, row: TenantRow) {
        // A row of a later version of the program may not be readable: that city is not served, the others are.
        let config: CityConfig = match serde_json::from_value(row.config) {
            Ok(config) => config,
            Err(error) => {
                tracing::error!(city = row.code, %error, "the city's configuration cannot be read; it is not served");
                return;
            }
        };
        let own = serde_json::from_value(row.texts).unwrap_or_default();
        let id = TenantId::from_row(row.id);
        let vocabulary = Vocabulary::of(&config.search);
        self.serve(Arc::new(Tenant { id, texts: Texts::new(&own), vocabulary, version: row.version, config }));
    }

    fn serve(&mut self, tenant: Arc<Tenant>) {
        for host in &tenant.config.hosts {
            self.by_host.insert(host.clone(), Arc::clone(&tenant));
        }
        self.by_id.insert(tenant.id.uuid(), tenant);
    }
}

/// Makes a city, or brings it up to date with its folder. Every node sees it at once.
///
/// # Errors
/// If the folder is not sound, or a host belongs to another city.
pub async fn apply(
    db: &Db,
    folder_path: &std::path::Path,
    new_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Folder, RegistryError> {
    let folder = Folder::read(folder_path)?;
    let mut tx = db.control().await?;
    let id = tenants::upsert(&mut tx, new_id, &folder, now).await?;
    for host in &folder.config.hosts {
        if let Some(other) = tenants::take_host(&mut tx, host, id).await? {
            return Err(folder.host_of_another(folder_path, host, &other).into());
        }
    }
    tenants::release_other_hosts(&mut tx, id, &folder.config.hosts).await?;
    tx.commit().await?;
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
