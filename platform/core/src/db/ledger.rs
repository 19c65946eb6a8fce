//! SQL of the ledger: rows are added, never changed.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::schema::ledger;
use super::{Result, TenantTx};
use crate::kinds::AccountId;
use crate::tenancy::Ctx;

/// Writes what was done, by whom, to what.
pub(crate) async fn write(tx: &mut TenantTx, ctx: &Ctx, action: &str, subject: Uuid, details: Value) -> Result<()> {
    let (actor, on_behalf_of) = actors(ctx);
    diesel::insert_into(ledger::table)
        .values((
            ledger::at.eq(ctx.now),
            ledger::actor_id.eq(actor),
            ledger::on_behalf_of.eq(on_behalf_of),
            ledger::source.eq(ctx.source),
            ledger::action.eq(action),
            ledger::subject_id.eq(subject),
            ledger::details.eq(details),
        ))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Who acted, and for whom: at the desk an agent acts, for a person.
pub(crate) const fn actors(ctx: &Ctx) -> (Option<AccountId>, Option<AccountId>) {
    match ctx.desk {
        Some(agent) => (Some(agent), ctx.actor.account()),
        None => (ctx.actor.account(), None),
    }
}
