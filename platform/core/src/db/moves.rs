//! SQL that moves all missions of an association at once.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::statement::statement;
use super::{Result, TenantTx, ledger, reasons_json};
use crate::kinds::{AssociationId, MissionId};
use crate::missions::{Act, State};
use crate::refusals::Reason;
use crate::tenancy::Ctx;

statement! {
    /// Moves an association's missions from some states to one in which they are over, and writes a line in the ledger and a message for each.
    MoveAll {
        association: AssociationId => SqlUuid,
        states: Vec<String> => Array<Text>,
        state: State => Text,
        reasons: Value => Jsonb,
        codes: Vec<String> => Array<Text>,
        now: DateTime<Utc> => Timestamptz,
        actor: Option<Uuid> => Nullable<SqlUuid>,
        on_behalf_of: Option<Uuid> => Nullable<SqlUuid>,
        source: String => Text,
    } -> (SqlUuid,),
    ", before AS (
        SELECT missions.id, missions.state
        FROM missions, input
        WHERE missions.association_id = input.association AND missions.state = ANY (input.states)
        ORDER BY missions.id
        FOR UPDATE OF missions
    ), moved AS (
        UPDATE missions SET state = input.state, reasons = input.reasons, offered_to = NULL, version = missions.version + 1
          FROM before, input WHERE missions.id = before.id
    ), written AS (
        INSERT INTO ledger (at, actor_id, on_behalf_of, source, action, subject_id, details)
        SELECT input.now, input.actor, input.on_behalf_of, input.source, 'mission.moved', before.id,
               jsonb_build_object('from', before.state, 'to', input.state, 'reasons', input.codes)
        FROM before, input
    ), queued AS (
        INSERT INTO jobs (tenant_id, kind, subject, run_at, created_at)
        SELECT current_setting('app.tenant_id')::uuid, 'tell_mission', before.id::text, input.now, input.now
        FROM before, input
        ON CONFLICT DO NOTHING
    )
    SELECT before.id FROM before"
}

/// Calls off every mission of the association that can be; answers which.
pub(crate) async fn cancel_all(
    tx: &mut TenantTx,
    ctx: &Ctx,
    association: AssociationId,
    reason: &Reason,
) -> Result<Vec<MissionId>> {
    let can_be = State::ALL.iter().filter(|state| state.after(Act::Cancel).is_ok());
    let (actor, on_behalf_of) = ledger::actors(ctx);
    let statement = MoveAll {
        association,
        states: can_be.map(ToString::to_string).collect(),
        state: State::Cancelled,
        reasons: reasons_json(std::slice::from_ref(reason)),
        codes: vec![reason.code.to_string()],
        now: ctx.now,
        actor: actor.map(|id| id.uuid()),
        on_behalf_of: on_behalf_of.map(|id| id.uuid()),
        source: ctx.source.to_owned(),
    };
    tx.wakes.jobs = true;
    let ids = statement.load::<(MissionId,)>(tx.connection()).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}
