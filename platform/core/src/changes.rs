//! Hearing of changes made on other nodes: cities applied, missions changed.

use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::db::listen::{Change, Listener};
use crate::db::{self, Db};
use crate::kinds::MissionId;
use crate::tenancy::Registry;

/// How soon a lost connection is tried again, and how often everything is looked at anew in case a message was missed.
const AGAIN: Duration = Duration::from_secs(1);
const LOOK_ANYWAY: Duration = Duration::from_secs(30);

/// Keeps the registry in step with the database and tells of changed missions, for as long as the node runs.
/// `None` for a mission means: any may have changed.
pub async fn follow(
    db: Db,
    url: secrecy::SecretString,
    registry: Arc<Registry>,
    on_mission: impl Fn(Option<(Uuid, MissionId)>) + Send + Sync,
) {
    loop {
        if let Err(error) = listen(&db, &url, &registry, &on_mission).await {
            tracing::warn!(%error, "changes of other nodes cannot be heard; trying again");
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn listen(
    db: &Db,
    url: &secrecy::SecretString,
    registry: &Registry,
    on_mission: &(impl Fn(Option<(Uuid, MissionId)>) + Send + Sync),
) -> Result<(), db::Error> {
    let mut listener = Listener::connect(url).await?;
    loop {
        // Whatever was said before we listened is read from the tables.
        registry.reload(db).await?;
        on_mission(None);
        while let Ok(change) = tokio::time::timeout(LOOK_ANYWAY, listener.next()).await {
            match change? {
                Change::Tenant(id) => registry.reload_one(db, id).await?,
                Change::Mission(tenant, mission) => {
                    // With it came the work of writing what it is found by.
                    db.wake_workers();
                    on_mission(Some((tenant, mission)));
                }
            }
        }
    }
}
