//! SQL of the ledger: rows are added, never changed.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::schema::ledger;
use super::{Result, TenantTx};
use crate::tenancy::Ctx;

/// Writes what was done, by whom, to what.
pub(crate) async fn write(tx: &mut TenantTx, ctx: &Ctx, action: &str, subject: Uuid, details: Value) -> Result<()> {
    diesel::insert_into(ledger::table)
        .values((
            ledger::at.eq(ctx.now),
            ledger::actor_id.eq(ctx.actor.account()),
            ledger::source.eq(ctx.source),
            ledger::action.eq(action),
            ledger::subject_id.eq(subject),
            ledger::details.eq(details),
        ))
        .execute(tx.connection())
        .await?;
    Ok(())
}
