//! Reading missions, with their places and slots.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection as _};
use futures_util::future::{try_join, try_join3};

use super::{Row, mission};
use crate::associations::State as AssociationState;
use crate::db::pictures::PictureRow;
use crate::db::schema::associations::dsl as a;
use crate::db::schema::missions::{self, dsl};
use crate::db::schema::pictures::dsl as p;
use crate::db::schema::{associations, memberships, mission_addresses, pictures, slots};
use crate::db::slots::SlotRow;
use crate::db::{Db, Open, Result, TenantTx, begin_as};
use crate::kinds::{AccountId, AssociationId, MissionId};
use crate::missions::read::After;
use crate::missions::{Mission, PlacedAddress, Slot, State};
use crate::tenancy::{Ctx, Point};

pub(crate) async fn find(tx: &mut TenantTx, id: MissionId) -> Result<Option<Mission>> {
    Ok(find_all(tx, &[id]).await?.pop())
}

/// The missions of these ids, in no order.
pub(crate) async fn find_all(tx: &mut TenantTx, ids: &[MissionId]) -> Result<Vec<Mission>> {
    Ok(all_of(tx.connection(), ids).await?)
}

/// Has what follows in the transaction planned once a connection, by its keys: where what is asked for is a list, Postgres
/// would plan it anew each time, by its length, which takes longer than to do it; and of a table that is small at that moment
/// it would read all, also when it has grown.
const PLANNED_ONCE: &str = "SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off";

/// The missions of these ids, in no order: in a transaction of its own and one round trip, as
/// [`single!`](crate::db::single) does it.
pub(crate) async fn read_all(db: &Db, ctx: &Ctx, ids: &[MissionId]) -> Result<Vec<Mission>> {
    const NAME: &str = "missions::read_all";
    let connection = db.connection().await?;
    let begin = begin_as(ctx.tenant.id);
    if !connection.warm.contains(NAME) {
        let mut open = Open::new(connection);
        open.connection().batch_execute(&begin).await?;
        let missions = all_of(open.connection(), ids).await?;
        open.warmed(NAME);
        open.close("COMMIT").await?;
        return Ok(missions);
    }
    let begin = format!("{begin}; {PLANNED_ONCE}");
    let pg = &connection.pg;
    let (mut first, mut last) = (pg, pg);
    let (_, missions, _) =
        try_join3(first.batch_execute(&begin), all_of(pg, ids), last.batch_execute("COMMIT")).await?;
    Ok(missions)
}

/// All that is read of them, asked for at once.
async fn all_of(pg: &AsyncPgConnection, ids: &[MissionId]) -> QueryResult<Vec<Mission>> {
    let (rows, addresses, slots) = try_join3(rows_of(pg, ids), addresses_of(pg, ids), slots_of(pg, ids)).await?;
    Ok(whole(rows, addresses, slots))
}

/// Those that are open to everybody, the newest first, with when they were published.
pub(crate) async fn published(tx: &mut TenantTx, limit: i64) -> Result<Vec<(MissionId, DateTime<Utc>)>> {
    let rows: Vec<(MissionId, Option<DateTime<Utc>>)> = missions::table
        .inner_join(associations::table.on(a::id.eq(dsl::association_id)))
        .filter(dsl::state.eq(State::Published).and(a::state.eq(AssociationState::Validated)))
        .order((dsl::published_at.desc(), dsl::id))
        .limit(limit)
        .select((dsl::id, dsl::published_at))
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().filter_map(|(id, at)| Some((id, at?))).collect())
}

/// An association's missions, the newest first.
pub(crate) async fn of_association(
    tx: &mut TenantTx,
    association: AssociationId,
    state: Option<State>,
    limit: i64,
) -> Result<Vec<Mission>> {
    let mut query = missions::table
        .inner_join(associations::table.on(a::id.eq(dsl::association_id)))
        .left_join(pictures::table.on(p::mission_id.eq(dsl::id.nullable())))
        .filter(dsl::association_id.eq(association))
        .order((dsl::created_at.desc(), dsl::id))
        .limit(limit)
        .select((Row::as_select(), a::name, a::state, Option::<PictureRow>::as_select()))
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(dsl::state.eq(state));
    }
    let rows = query.load(tx.connection()).await?;
    with_places(tx, rows).await
}

/// The missions of all associations somebody acts for, the newest first.
pub(crate) async fn of_member(tx: &mut TenantTx, account: AccountId, after: After, limit: i64) -> Result<Vec<Mission>> {
    let own = memberships::table.filter(memberships::account_id.eq(account)).select(memberships::association_id);
    let mut query = missions::table
        .inner_join(associations::table.on(a::id.eq(dsl::association_id)))
        .left_join(pictures::table.on(p::mission_id.eq(dsl::id.nullable())))
        .filter(dsl::association_id.eq_any(own))
        .order((dsl::created_at.desc(), dsl::id))
        .limit(limit)
        .select((Row::as_select(), a::name, a::state, Option::<PictureRow>::as_select()))
        .into_boxed();
    if let Some((at, id)) = after {
        query = query.filter(dsl::created_at.lt(at).or(dsl::created_at.eq(at).and(dsl::id.gt(id))));
    }
    let rows = query.load(tx.connection()).await?;
    with_places(tx, rows).await
}

/// The newest that were handed in, and are looked at or published.
pub(crate) async fn newest_reviewed(tx: &mut TenantTx, limit: i64) -> Result<Vec<MissionId>> {
    Ok(missions::table
        .filter(dsl::state.eq_any([State::Submitted, State::Published]))
        .order((dsl::created_at.desc(), dsl::id))
        .limit(limit)
        .select(dsl::id)
        .load(tx.connection())
        .await?)
}

/// The queue of an agent: submitted ones, oldest first.
pub(crate) async fn submitted(tx: &mut TenantTx, limit: i64) -> Result<Vec<Mission>> {
    let rows = missions::table
        .inner_join(associations::table.on(a::id.eq(dsl::association_id)))
        .left_join(pictures::table.on(p::mission_id.eq(dsl::id.nullable())))
        .filter(dsl::state.eq(State::Submitted))
        .order((dsl::submitted_at, dsl::id))
        .limit(limit)
        .select((Row::as_select(), a::name, a::state, Option::<PictureRow>::as_select()))
        .load(tx.connection())
        .await?;
    with_places(tx, rows).await
}

type OwnedRow = (Row, String, AssociationState, Option<PictureRow>);
type AddressRow = (MissionId, String, String, String, Vec<String>, f64, f64);

async fn rows_of(mut pg: &AsyncPgConnection, ids: &[MissionId]) -> QueryResult<Vec<OwnedRow>> {
    missions::table
        .inner_join(associations::table.on(a::id.eq(dsl::association_id)))
        .left_join(pictures::table.on(p::mission_id.eq(dsl::id.nullable())))
        .filter(dsl::id.eq_any(ids))
        .select((Row::as_select(), a::name, a::state, Option::<PictureRow>::as_select()))
        .load(&mut pg)
        .await
}

async fn addresses_of(mut pg: &AsyncPgConnection, ids: &[MissionId]) -> QueryResult<Vec<AddressRow>> {
    mission_addresses::table
        .filter(mission_addresses::mission_id.eq_any(ids))
        .order((mission_addresses::mission_id, mission_addresses::position))
        .select((
            mission_addresses::mission_id,
            mission_addresses::label,
            mission_addresses::street,
            mission_addresses::postcode,
            mission_addresses::areas,
            mission_addresses::lat,
            mission_addresses::lon,
        ))
        .load(&mut pg)
        .await
}

async fn slots_of(mut pg: &AsyncPgConnection, ids: &[MissionId]) -> QueryResult<Vec<SlotRow>> {
    slots::table
        .filter(slots::mission_id.eq_any(ids).and(slots::dropped_at.is_null()))
        .order((slots::mission_id, slots::starts_at, slots::id))
        .select(SlotRow::as_select())
        .load(&mut pg)
        .await
}

async fn with_places(tx: &mut TenantTx, rows: Vec<OwnedRow>) -> Result<Vec<Mission>> {
    let ids: Vec<_> = rows.iter().map(|(row, ..)| row.id).collect();
    let pg = &*tx.connection();
    let (addresses, slots) = try_join(addresses_of(pg, &ids), slots_of(pg, &ids)).await?;
    Ok(whole(rows, addresses, slots))
}

/// Missions with their places and slots.
fn whole(rows: Vec<OwnedRow>, addresses: Vec<AddressRow>, slots: Vec<SlotRow>) -> Vec<Mission> {
    let mut addresses_of: HashMap<MissionId, Vec<PlacedAddress>> = HashMap::new();
    for (mission, label, street, postcode, areas, lat, lon) in addresses {
        let placed = PlacedAddress { label, street, postcode, areas, point: Point { lat, lon } };
        addresses_of.entry(mission).or_default().push(placed);
    }
    let mut slots_of: HashMap<MissionId, Vec<Slot>> = HashMap::new();
    for row in slots {
        slots_of.entry(row.mission_id).or_default().push(row.into());
    }
    let mut places = |id| (addresses_of.remove(&id).unwrap_or_default(), slots_of.remove(&id).unwrap_or_default());
    let with_places = |(row, name, state, picture): OwnedRow| {
        let (addresses, slots) = places(row.id);
        mission(row, name, state, picture, addresses, slots)
    };
    rows.into_iter().map(with_places).collect()
}
