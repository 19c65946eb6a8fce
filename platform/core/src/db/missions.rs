//! SQL of missions, their addresses and slots.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection as _};
use futures_util::future::{try_join, try_join3, try_join5};
use serde_json::{Value, json};

use super::schema::associations::dsl as a;
use super::schema::missions::{self, dsl};
use super::schema::{associations, mission_addresses, slots};
use super::slots::SlotRow;
use super::{Db, Open, Result, TenantTx, begin_as, reasons_from, reasons_json, words_from, words_of};
use crate::associations::State as AssociationState;
use crate::kinds::{AssociationId, Domain, MissionId};
use crate::missions::{Acceptance, Address, Contact, Draft, Mission, NewSlot, PlacedAddress, Slot, State};
use crate::refusals::Reason;
use crate::tenancy::{Ctx, Point};
use crate::texts::Locale;

#[derive(Queryable, Selectable)]
#[diesel(table_name = missions)]
struct Row {
    id: MissionId,
    association_id: AssociationId,
    title: String,
    description: String,
    language: String,
    domain: Domain,
    activities: Vec<String>,
    beneficiaries: Vec<String>,
    open_to_minors: bool,
    accessible: bool,
    remote: bool,
    prerequisites: Vec<String>,
    motivation_wanted: bool,
    acceptance: Acceptance,
    waiting_list: bool,
    contact_name: Option<String>,
    contact_email: Option<String>,
    contact_phone: Option<String>,
    state: State,
    reasons: Value,
    version: i32,
    created_at: DateTime<Utc>,
    published_at: Option<DateTime<Utc>>,
    offered_to: Option<AssociationId>,
    translations: Value,
}

/// The columns a draft fills, as a changeset or a row.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = missions, treat_none_as_null = true)]
struct DraftColumns<'a> {
    title: &'a str,
    description: &'a str,
    language: &'a str,
    translations: Value,
    domain: Domain,
    activities: Vec<String>,
    beneficiaries: Vec<String>,
    open_to_minors: bool,
    accessible: bool,
    remote: bool,
    prerequisites: &'a [String],
    motivation_wanted: bool,
    acceptance: Acceptance,
    waiting_list: bool,
    contact_name: Option<&'a str>,
    contact_email: Option<&'a str>,
    contact_phone: Option<&'a str>,
}

fn columns(draft: &Draft) -> DraftColumns<'_> {
    DraftColumns {
        title: &draft.title,
        description: &draft.description,
        language: draft.language.tag(),
        translations: json!(draft.translations),
        domain: draft.domain,
        activities: words_of(&draft.activities),
        beneficiaries: words_of(&draft.beneficiaries),
        open_to_minors: draft.open_to_minors,
        accessible: draft.accessible,
        remote: draft.remote,
        prerequisites: &draft.prerequisites,
        motivation_wanted: draft.motivation_wanted,
        acceptance: draft.acceptance,
        waiting_list: draft.waiting_list,
        contact_name: draft.contact.name.as_deref(),
        contact_email: draft.contact.email.as_deref(),
        contact_phone: draft.contact.phone.as_deref(),
    }
}

fn mission(
    row: Row,
    association_name: String,
    association_state: AssociationState,
    addresses: Vec<PlacedAddress>,
    slots: Vec<Slot>,
) -> Mission {
    let draft = Draft {
        title: row.title,
        description: row.description,
        language: row.language.parse().unwrap_or(Locale::Fr),
        translations: serde_json::from_value(row.translations).unwrap_or_default(),
        domain: row.domain,
        activities: words_from(&row.activities),
        beneficiaries: words_from(&row.beneficiaries),
        open_to_minors: row.open_to_minors,
        accessible: row.accessible,
        remote: row.remote,
        prerequisites: row.prerequisites,
        motivation_wanted: row.motivation_wanted,
        acceptance: row.acceptance,
        waiting_list: row.waiting_list,
        contact: Contact { name: row.contact_name, email: row.contact_email, phone: row.contact_phone },
        addresses: addresses
            .iter()
            .map(|placed| Address {
                label: placed.label.clone(),
                street: placed.street.clone(),
                postcode: placed.postcode.clone(),
                point: placed.point,
            })
            .collect(),
        slots: slots
            .iter()
            .map(|slot| NewSlot {
                id: Some(slot.id),
                starts_at: slot.starts_at,
                ends_at: slot.ends_at,
                capacity: slot.capacity,
                repeat: None,
            })
            .collect(),
    };
    Mission {
        id: row.id,
        association: row.association_id,
        association_name,
        association_state,
        draft,
        addresses,
        slots,
        state: row.state,
        reasons: reasons_from(row.reasons),
        version: row.version,
        created_at: row.created_at,
        published_at: row.published_at,
        offered_to: row.offered_to,
    }
}

pub(crate) async fn insert(
    tx: &mut TenantTx,
    id: MissionId,
    association: AssociationId,
    draft: &Draft,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::insert_into(missions::table)
        .values((
            dsl::id.eq(id),
            dsl::association_id.eq(association),
            columns(draft),
            dsl::state.eq(State::Draft),
            dsl::created_at.eq(now),
        ))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Rewrites the text; says whether the version was still the one read.
pub(crate) async fn update(tx: &mut TenantTx, id: MissionId, version: i32, draft: &Draft) -> Result<bool> {
    let changed = diesel::update(missions::table)
        .filter(dsl::id.eq(id).and(dsl::version.eq(version)))
        .set((columns(draft), dsl::version.eq(dsl::version + 1)))
        .execute(tx.connection())
        .await?;
    Ok(changed > 0)
}

/// Puts new addresses in the place of the old.
pub(crate) async fn replace_addresses(tx: &mut TenantTx, id: MissionId, placed: &[PlacedAddress]) -> Result<()> {
    diesel::delete(mission_addresses::table.filter(mission_addresses::mission_id.eq(id)))
        .execute(tx.connection())
        .await?;
    let addresses: Vec<_> = (0i16..)
        .zip(placed)
        .map(|(position, address)| {
            (
                mission_addresses::mission_id.eq(id),
                mission_addresses::position.eq(position),
                mission_addresses::label.eq(&address.label),
                mission_addresses::street.eq(&address.street),
                mission_addresses::postcode.eq(&address.postcode),
                mission_addresses::areas.eq(&address.areas),
                mission_addresses::lat.eq(address.point.lat),
                mission_addresses::lon.eq(address.point.lon),
            )
        })
        .collect();
    diesel::insert_into(mission_addresses::table).values(addresses).execute(tx.connection()).await?;
    Ok(())
}

/// Keeps when its last slot ends; nothing while a slot has no date.
pub(crate) async fn set_over_at(tx: &mut TenantTx, id: MissionId) -> Result<()> {
    let ends: Vec<Option<DateTime<Utc>>> = slots::table
        .filter(slots::mission_id.eq(id).and(slots::dropped_at.is_null()))
        .select(slots::ends_at)
        .load(tx.connection())
        .await?;
    let over_at = if ends.contains(&None) { None } else { ends.into_iter().flatten().max() };
    diesel::update(missions::table.filter(dsl::id.eq(id)))
        .set(dsl::over_at.eq(over_at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Moves it to a state and answers the new version; none if the version is another by now.
pub(crate) async fn move_to(
    tx: &mut TenantTx,
    id: MissionId,
    version: i32,
    state: State,
    reasons: &[Reason],
    now: DateTime<Utc>,
) -> Result<Option<i32>> {
    Ok(diesel::update(missions::table)
        .filter(dsl::id.eq(id).and(dsl::version.eq(version)))
        .set((
            dsl::state.eq(state),
            dsl::reasons.eq(reasons_json(reasons)),
            dsl::version.eq(dsl::version + 1),
            (state == State::Submitted).then_some(dsl::submitted_at.eq(now)),
            (state == State::Published).then_some(dsl::published_at.eq(now)),
            // What is over is offered to nobody.
            matches!(state, State::Closed | State::Cancelled).then_some(dsl::offered_to.eq(None::<AssociationId>)),
        ))
        .returning(dsl::version)
        .get_result(tx.connection())
        .await
        .optional()?)
}

pub(crate) async fn find(tx: &mut TenantTx, id: MissionId) -> Result<Option<Mission>> {
    Ok(find_all(tx, &[id]).await?.pop())
}

/// The missions of these ids, in no order.
pub(crate) async fn find_all(tx: &mut TenantTx, ids: &[MissionId]) -> Result<Vec<Mission>> {
    Ok(all_of(tx.connection(), ids).await?)
}

/// The same in a transaction of its own and one round trip, as [`single!`](super::single) does it.
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
    // To plan the wide row anew takes four times as long as to read it; the others are planned by how many are asked for.
    let begin = format!("{begin}; SET LOCAL plan_cache_mode = force_generic_plan");
    let pg = &connection.pg;
    let (mut first, mut between, mut last) = (pg, pg, pg);
    let (_, rows, _, (addresses, slots), _) = try_join5(
        first.batch_execute(&begin),
        rows_of(pg, ids),
        between.batch_execute("SET LOCAL plan_cache_mode = auto"),
        try_join(addresses_of(pg, ids), slots_of(pg, ids)),
        last.batch_execute("COMMIT"),
    )
    .await?;
    Ok(whole(rows, addresses, slots))
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
        .filter(dsl::association_id.eq(association))
        .order((dsl::created_at.desc(), dsl::id))
        .limit(limit)
        .select((Row::as_select(), a::name, a::state))
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(dsl::state.eq(state));
    }
    let rows = query.load(tx.connection()).await?;
    with_places(tx, rows).await
}

/// The queue of an agent: submitted ones, oldest first.
pub(crate) async fn submitted(tx: &mut TenantTx, limit: i64) -> Result<Vec<Mission>> {
    let rows = missions::table
        .inner_join(associations::table.on(a::id.eq(dsl::association_id)))
        .filter(dsl::state.eq(State::Submitted))
        .order((dsl::submitted_at, dsl::id))
        .limit(limit)
        .select((Row::as_select(), a::name, a::state))
        .load(tx.connection())
        .await?;
    with_places(tx, rows).await
}

type OwnedRow = (Row, String, AssociationState);
type AddressRow = (MissionId, String, String, String, Vec<String>, f64, f64);

async fn rows_of(mut pg: &AsyncPgConnection, ids: &[MissionId]) -> QueryResult<Vec<OwnedRow>> {
    missions::table
        .inner_join(associations::table.on(a::id.eq(dsl::association_id)))
        .filter(dsl::id.eq_any(ids))
        .select((Row::as_select(), a::name, a::state))
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
    let ids: Vec<_> = rows.iter().map(|(row, _, _)| row.id).collect();
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
    let with_places = |(row, name, state): OwnedRow| {
        let (addresses, slots) = places(row.id);
        mission(row, name, state, addresses, slots)
    };
    rows.into_iter().map(with_places).collect()
}
