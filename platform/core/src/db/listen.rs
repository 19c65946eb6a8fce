//! `LISTEN`: what other nodes announce when they commit.

use diesel_async::{AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _};
use futures_util::StreamExt as _;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{Error, Result};
use crate::kinds::MissionId;

/// Something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// A city was applied or removed.
    Tenant(Uuid),
    /// A mission of a city changed.
    Mission(Uuid, MissionId),
}

/// A connection that only listens.
pub(crate) struct Listener {
    connection: AsyncPgConnection,
}

impl Listener {
    pub(crate) async fn connect(url: &SecretString) -> Result<Self> {
        let mut connection =
            AsyncPgConnection::establish(url.expose_secret()).await.map_err(|error| Error::Pool(error.to_string()))?;
        connection.batch_execute("LISTEN tenants; LISTEN missions").await?;
        Ok(Self { connection })
    }

    /// The next change; an error once the connection is lost.
    pub(crate) async fn next(&mut self) -> Result<Change> {
        let mut stream = std::pin::pin!(self.connection.notifications_stream());
        loop {
            let notification = stream.next().await.ok_or_else(|| Error::Pool("the connection was lost".into()))??;
            if let Some(change) = read(&notification.channel, &notification.payload) {
                return Ok(change);
            }
        }
    }
}

fn read(channel: &str, payload: &str) -> Option<Change> {
    match channel {
        "tenants" => Some(Change::Tenant(payload.parse().ok()?)),
        "missions" => {
            let (tenant, mission) = payload.split_once(' ')?;
            Some(Change::Mission(tenant.parse().ok()?, mission.parse::<Uuid>().ok()?.into()))
        }
        _ => None,
    }
}
