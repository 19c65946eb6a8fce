//! SQL of slots: what an edit keeps, adds and drops, and the codes people enter on the spot.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::schema::{sign_ups, slots};
use super::statement::statement;
use super::{Result, TenantTx};
use crate::kinds::{MissionId, SlotId};
use crate::missions::{NewSlot, Slot};

#[derive(Queryable, Selectable)]
#[diesel(table_name = slots)]
pub(super) struct SlotRow {
    id: SlotId,
    pub(super) mission_id: MissionId,
    starts_at: Option<DateTime<Utc>>,
    ends_at: Option<DateTime<Utc>>,
    capacity: i32,
    taken: i32,
    waiting: i32,
    sequence: i32,
}

impl From<SlotRow> for Slot {
    fn from(row: SlotRow) -> Self {
        Self {
            id: row.id,
            mission: row.mission_id,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            capacity: row.capacity,
            taken: row.taken,
            waiting: row.waiting,
            sequence: row.sequence,
        }
    }
}

/// The slot, also one that is no longer offered.
pub(crate) async fn slot(tx: &mut TenantTx, id: SlotId) -> Result<Option<Slot>> {
    let row: Option<SlotRow> =
        slots::table.filter(slots::id.eq(id)).select(SlotRow::as_select()).first(tx.connection()).await.optional()?;
    Ok(row.map(Into::into))
}

/// The slots of missions that are offered, locked in the order of their ids.
pub(crate) async fn lock_all(tx: &mut TenantTx, missions: &[MissionId]) -> Result<Vec<Slot>> {
    let rows: Vec<SlotRow> = slots::table
        .filter(slots::mission_id.eq_any(missions).and(slots::dropped_at.is_null()))
        .order(slots::id)
        .select(SlotRow::as_select())
        .for_update()
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The slots of a mission, also those that are no longer offered, locked in the order of their ids.
pub(crate) async fn lock_every(tx: &mut TenantTx, mission: MissionId) -> Result<Vec<Slot>> {
    let rows: Vec<SlotRow> = slots::table
        .filter(slots::mission_id.eq(mission))
        .order(slots::id)
        .select(SlotRow::as_select())
        .for_update()
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

statement! {
    /// Gives slots that have no code yet the one beside them.
    KeepCodes {
        slots: Vec<SlotId> => Array<SqlUuid>,
        codes: Vec<String> => Array<Text>,
    } -> (SqlUuid,),
    "UPDATE slots SET check_in_code = fresh.code
       FROM input, unnest(input.slots, input.codes) AS fresh (slot_id, code)
      WHERE slots.id = fresh.slot_id AND slots.check_in_code IS NULL
     RETURNING slots.id"
}

/// The codes people enter on the spot, by slot: what is kept, or else the one given here from now on.
pub(crate) async fn codes(tx: &mut TenantTx, fresh: Vec<(SlotId, String)>) -> Result<HashMap<SlotId, String>> {
    let (ids, codes): (Vec<_>, Vec<_>) = fresh.into_iter().unzip();
    KeepCodes { slots: ids.clone(), codes }.execute(tx.connection()).await?;
    let kept: Vec<(SlotId, Option<String>)> = slots::table
        .filter(slots::id.eq_any(ids))
        .select((slots::id, slots::check_in_code))
        .load(tx.connection())
        .await?;
    Ok(kept.into_iter().filter_map(|(id, code)| Some((id, code?))).collect())
}

/// Lets nobody sign up any more to the slots of missions that are over, and answers those offered, locked. It stands in
/// the slot too, since a sign-up that waited for the slot's lock sees the slot anew, but its mission as it was before.
pub(crate) async fn close_all(tx: &mut TenantTx, missions: &[MissionId], now: DateTime<Utc>) -> Result<Vec<Slot>> {
    let slots = lock_all(tx, missions).await?;
    diesel::update(slots::table.filter(slots::mission_id.eq_any(missions)))
        .set(slots::closed_at.eq(now))
        .execute(tx.connection())
        .await?;
    Ok(slots)
}

/// Adds slots, each with its id and the code people enter on the spot.
pub(crate) async fn insert(tx: &mut TenantTx, mission: MissionId, new: &[(SlotId, String, NewSlot)]) -> Result<()> {
    let rows: Vec<_> = new
        .iter()
        .map(|(id, code, slot)| {
            (
                slots::id.eq(id),
                slots::mission_id.eq(mission),
                slots::starts_at.eq(slot.starts_at),
                slots::ends_at.eq(slot.ends_at),
                slots::capacity.eq(slot.capacity),
                slots::check_in_code.eq(code),
            )
        })
        .collect();
    diesel::insert_into(slots::table).values(rows).execute(tx.connection()).await?;
    Ok(())
}

/// Gives a slot another time: its people are reminded of the new one.
pub(crate) async fn set_time(tx: &mut TenantTx, id: SlotId, to: &NewSlot) -> Result<()> {
    diesel::update(slots::table.filter(slots::id.eq(id)))
        .set((
            slots::starts_at.eq(to.starts_at),
            slots::ends_at.eq(to.ends_at),
            slots::reminded_at.eq(None::<DateTime<Utc>>),
            slots::thanked_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Counts a change of the slots' time or place.
pub(crate) async fn count_change(tx: &mut TenantTx, ids: &[SlotId]) -> Result<()> {
    diesel::update(slots::table.filter(slots::id.eq_any(ids)))
        .set(slots::sequence.eq(slots::sequence + 1))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Takes slots away. Those that somebody ever signed up to are kept, and no longer offered.
pub(crate) async fn drop(tx: &mut TenantTx, ids: &[SlotId], now: DateTime<Utc>) -> Result<()> {
    let used = diesel::dsl::exists(sign_ups::table.filter(sign_ups::slot_id.eq(slots::id)));
    diesel::update(slots::table.filter(slots::id.eq_any(ids).and(used)))
        .set((slots::dropped_at.eq(now), slots::closed_at.eq(now)))
        .execute(tx.connection())
        .await?;
    diesel::delete(slots::table.filter(slots::id.eq_any(ids).and(slots::dropped_at.is_null())))
        .execute(tx.connection())
        .await?;
    Ok(())
}
