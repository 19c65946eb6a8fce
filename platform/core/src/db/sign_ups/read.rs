//! Reading sign-ups: a person's, a mission's, and how many of a kind there are.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use super::Row;
use crate::db::schema::accounts::dsl as people;
use crate::db::schema::missions::dsl as m;
use crate::db::schema::sign_ups::dsl;
use crate::db::schema::slots::dsl as s;
use crate::db::schema::{accounts, missions, sign_ups, slots};
use crate::db::{Db, Result, TenantTx};
use crate::kinds::{AccountId, AssociationId, MissionId, SignUpId, SlotId};
use crate::missions::{Contact, Translation};
use crate::sign_ups::read::{After, Listed, Mine, short_name};
use crate::sign_ups::sign_up::Input;
use crate::sign_ups::{SignUp, State};
use crate::tenancy::Ctx;
use crate::texts::Locale;

pub(crate) async fn find(tx: &mut TenantTx, id: SignUpId) -> Result<Option<SignUp>> {
    let row: Option<Row> =
        sign_ups::table.filter(dsl::id.eq(id)).select(Row::as_select()).first(tx.connection()).await.optional()?;
    Ok(row.map(Into::into))
}

/// Whether nothing has become of a sign-up since it was made.
pub(crate) async fn is_as_made(tx: &mut TenantTx, id: SignUpId) -> Result<bool> {
    let found = sign_ups::table.filter(dsl::id.eq(id).and(dsl::changed_at.eq(dsl::created_at)));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(tx.connection()).await?)
}

/// The live sign-up of a person to a slot.
pub(crate) async fn live(db: &Db, ctx: &Ctx, input: &Input, account: AccountId) -> Result<Option<(SignUpId, State)>> {
    let mut tx = db.tenant(ctx).await?;
    let rows: Vec<(SignUpId, State)> = sign_ups::table
        .filter(dsl::slot_id.eq(input.slot).and(dsl::account_id.eq(account)))
        .select((dsl::id, dsl::state))
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().find(|(_, state)| state.is_live()))
}

type MineRow = (
    Row,
    (String, Value),
    (Option<String>, Option<String>, Option<String>),
    (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
);

/// A person's sign-ups with what they may know of the missions. **Why a macro:** diesel's type of it fills a page.
macro_rules! mine {
    ($account:expr) => {
        sign_ups::table
            .inner_join(missions::table.on(m::id.eq(dsl::mission_id)))
            .inner_join(slots::table.on(s::id.eq(dsl::slot_id)))
            .filter(dsl::account_id.eq($account))
            .select((
                Row::as_select(),
                (m::title, m::translations),
                (m::contact_name, m::contact_email, m::contact_phone),
                (s::starts_at, s::ends_at),
            ))
    };
}

/// A person's sign-ups, newest first.
pub(crate) async fn of_account(
    tx: &mut TenantTx,
    account: AccountId,
    locale: Locale,
    after: After,
    limit: i64,
) -> Result<Vec<Mine>> {
    let mut query = mine!(account).order((dsl::created_at.desc(), dsl::id)).limit(limit).into_boxed();
    if let Some((at, id)) = after {
        query = query.filter(dsl::created_at.lt(at).or(dsl::created_at.eq(at).and(dsl::id.gt(id))));
    }
    let rows: Vec<MineRow> = query.load(tx.connection()).await?;
    Ok(rows.into_iter().map(|row| mine_of(row, locale)).collect())
}

/// A person's sign-ups to a mission.
pub(crate) async fn to_mission(tx: &mut TenantTx, account: AccountId, mission: MissionId) -> Result<Vec<SignUp>> {
    let rows: Vec<Row> = sign_ups::table
        .filter(dsl::account_id.eq(account).and(dsl::mission_id.eq(mission)))
        .select(Row::as_select())
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().map(SignUp::from).collect())
}

/// One of a person's sign-ups.
pub(crate) async fn own(tx: &mut TenantTx, account: AccountId, locale: Locale, id: SignUpId) -> Result<Option<Mine>> {
    let row: Option<MineRow> = mine!(account).filter(dsl::id.eq(id)).first(tx.connection()).await.optional()?;
    Ok(row.map(|row| mine_of(row, locale)))
}

fn mine_of((row, (title, translations), (name, email, phone), (starts_at, ends_at)): MineRow, locale: Locale) -> Mine {
    let title = titled((title, translations), locale);
    Mine { sign_up: row.into(), title, starts_at, ends_at, contact: Some(Contact { name, email, phone }), unread: 0 }
}

/// A mission's title in a language, if it has one in it; otherwise as it was written.
pub(crate) fn titled((title, translations): (String, Value), locale: Locale) -> String {
    let mut translations: BTreeMap<Locale, Translation> = serde_json::from_value(translations).unwrap_or_default();
    translations.remove(&locale).map_or(title, |text| text.title)
}

/// A mission's sign-ups, in order of arrival.
pub(crate) async fn of_mission(
    tx: &mut TenantTx,
    mission: MissionId,
    state: Option<State>,
    after: After,
    limit: i64,
) -> Result<Vec<Listed>> {
    let mut query = sign_ups::table
        .inner_join(accounts::table.on(people::id.eq(dsl::account_id)))
        .filter(dsl::mission_id.eq(mission))
        .order((dsl::created_at, dsl::id))
        .limit(limit)
        .select((Row::as_select(), people::given_name, people::family_name, people::email))
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(dsl::state.eq(state));
    }
    if let Some((at, id)) = after {
        query = query.filter(dsl::created_at.gt(at).or(dsl::created_at.eq(at).and(dsl::id.gt(id))));
    }
    let rows: Vec<(Row, String, String, Option<String>)> = query.load(tx.connection()).await?;
    Ok(rows.into_iter().map(listed).collect())
}

/// One with its person.
pub(crate) async fn person(tx: &mut TenantTx, id: SignUpId) -> Result<Option<Listed>> {
    let row: Option<(Row, String, String, Option<String>)> = sign_ups::table
        .inner_join(accounts::table.on(people::id.eq(dsl::account_id)))
        .filter(dsl::id.eq(id))
        .select((Row::as_select(), people::given_name, people::family_name, people::email))
        .first(tx.connection())
        .await
        .optional()?;
    Ok(row.map(listed))
}

/// How many requests of a mission wait for an answer, and since when.
pub(crate) async fn requests(tx: &mut TenantTx, mission: MissionId) -> Result<(i64, Option<DateTime<Utc>>)> {
    use diesel::dsl::{count_star, min};
    Ok(sign_ups::table
        .filter(dsl::mission_id.eq(mission).and(dsl::state.eq(State::Requested)))
        .select((count_star(), min(dsl::created_at)))
        .first(tx.connection())
        .await?)
}

/// How many people of a slot were accepted, and nobody wrote down whether they came.
pub(crate) async fn expected(tx: &mut TenantTx, slot: SlotId) -> Result<i64> {
    Ok(sign_ups::table
        .filter(dsl::slot_id.eq(slot).and(dsl::state.eq(State::Accepted)))
        .count()
        .get_result(tx.connection())
        .await?)
}

/// The sign-ups of these slots that stand in one of these states, with whose they are.
pub(crate) async fn of_slots(
    tx: &mut TenantTx,
    slots: &[SlotId],
    states: &[State],
) -> Result<Vec<(SignUpId, AccountId)>> {
    Ok(sign_ups::table
        .filter(dsl::slot_id.eq_any(slots).and(dsl::state.eq_any(states)))
        .select((dsl::id, dsl::account_id))
        .order(dsl::id)
        .load(tx.connection())
        .await?)
}

/// How many people have a place in a mission of the association that is still ahead, or has no end.
pub(crate) async fn counting_on(tx: &mut TenantTx, association: AssociationId, now: DateTime<Utc>) -> Result<i64> {
    Ok(sign_ups::table
        .inner_join(missions::table.on(m::id.eq(dsl::mission_id)))
        .inner_join(slots::table.on(s::id.eq(dsl::slot_id)))
        .filter(m::association_id.eq(association).and(dsl::state.eq_any([State::Accepted, State::Offered])))
        .filter(s::ends_at.is_null().or(s::ends_at.gt(now)))
        .filter(s::closed_at.is_null())
        .count()
        .get_result(tx.connection())
        .await?)
}

pub(super) fn listed((row, given, family, email): (Row, String, String, Option<String>)) -> Listed {
    Listed { sign_up: row.into(), short_name: short_name(&given, &family), email, unread: 0 }
}
