//! Writing missions, and moving them from state to state.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use crate::db::schema::missions::{self, dsl};
use crate::db::schema::{mission_addresses, slots};
use crate::db::{Result, TenantTx, reasons_json, words_of};
use crate::kinds::{AssociationId, Domain, MissionId};
use crate::missions::{Acceptance, Draft, PlacedAddress, State};
use crate::refusals::Reason;

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

/// Counts a change beside the text; says whether the version was still the one read.
pub(crate) async fn touch(tx: &mut TenantTx, id: MissionId, version: i32) -> Result<bool> {
    let read = missions::table.filter(dsl::id.eq(id).and(dsl::version.eq(version)));
    Ok(diesel::update(read).set(dsl::version.eq(dsl::version + 1)).execute(tx.connection()).await? > 0)
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
