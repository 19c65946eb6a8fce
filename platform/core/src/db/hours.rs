//! SQL of hours and of what was attested of them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use super::schema::sign_ups::dsl;
use super::schema::slots::dsl as s;
use super::schema::{associations, attestations, missions, sign_ups, slots};
use super::sign_ups::titled;
use super::{Error, Result, TenantTx};
use crate::hours::{Attestation, Code, Listed};
use crate::kinds::{AccountId, MissionId};
use crate::sign_ups::State;
use crate::texts::Locale;

/// Help once given.
pub(crate) struct Attended {
    pub(crate) mission: MissionId,
    pub(crate) title: String,
    pub(crate) association: String,
    pub(crate) starts_at: Option<DateTime<Utc>>,
    /// When it began, without a date when it was signed up for.
    pub(crate) at: DateTime<Utc>,
    pub(crate) minutes: i32,
}

/// The help somebody gave from an instant on, and before another.
pub(crate) async fn attended(
    tx: &mut TenantTx,
    account: AccountId,
    locale: Locale,
    (from, before): (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
) -> Result<Vec<Attended>> {
    type Row = (MissionId, (String, Value), String, Option<DateTime<Utc>>, Option<i32>, DateTime<Utc>);
    let mut query = sign_ups::table
        .inner_join(missions::table.on(missions::id.eq(dsl::mission_id)))
        .inner_join(associations::table.on(associations::id.eq(missions::association_id)))
        .inner_join(slots::table.on(s::id.eq(dsl::slot_id)))
        .filter(dsl::account_id.eq(account).and(dsl::state.eq(State::Attended)))
        .order(dsl::id)
        .select((
            dsl::mission_id,
            (missions::title, missions::translations),
            associations::name,
            s::starts_at,
            dsl::minutes,
            dsl::created_at,
        ))
        .into_boxed();
    if let Some(from) = from {
        let signed_up = s::starts_at.is_null().and(dsl::created_at.ge(from));
        query = query.filter(s::starts_at.ge(from).assume_not_null().or(signed_up));
    }
    if let Some(before) = before {
        let signed_up = s::starts_at.is_null().and(dsl::created_at.lt(before));
        query = query.filter(s::starts_at.lt(before).assume_not_null().or(signed_up));
    }
    let rows: Vec<Row> = query.load(tx.connection()).await?;
    let attended = |(mission, title, association, starts_at, minutes, created_at): Row| Attended {
        mission,
        title: titled(title, locale),
        association,
        starts_at,
        at: starts_at.unwrap_or(created_at),
        minutes: minutes.unwrap_or_default(),
    };
    Ok(rows.into_iter().map(attended).collect())
}

pub(crate) async fn insert(tx: &mut TenantTx, account: AccountId, attestation: &Attestation) -> Result<()> {
    let lines = serde_json::to_value(&attestation.lines)
        .map_err(|error| Error::Query(diesel::result::Error::SerializationError(error.into())))?;
    diesel::insert_into(attestations::table)
        .values((
            attestations::code.eq(attestation.code.bare()),
            attestations::account_id.eq(account),
            attestations::given_name.eq(&attestation.given_name),
            attestations::family_name.eq(&attestation.family_name),
            attestations::city.eq(&attestation.city),
            attestations::locale.eq(attestation.locale.tag()),
            attestations::first_day.eq(attestation.from),
            attestations::last_day.eq(attestation.until),
            attestations::lines.eq(lines),
            attestations::made_at.eq(attestation.made_at),
        ))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// How many somebody made since.
pub(crate) async fn made_since(tx: &mut TenantTx, account: AccountId, since: DateTime<Utc>) -> Result<usize> {
    let count: i64 = attestations::table
        .filter(attestations::account_id.eq(account).and(attestations::made_at.gt(since)))
        .count()
        .get_result(tx.connection())
        .await?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// The latest that somebody made, the newest first.
pub(crate) async fn latest(tx: &mut TenantTx, account: AccountId, limit: i64) -> Result<Vec<Listed>> {
    let rows: Vec<(String, NaiveDate, NaiveDate, DateTime<Utc>)> = attestations::table
        .filter(attestations::account_id.eq(account))
        .order((attestations::made_at.desc(), attestations::code))
        .limit(limit)
        .select((attestations::code, attestations::first_day, attestations::last_day, attestations::made_at))
        .load(tx.connection())
        .await?;
    let listed = |(code, from, until, made_at): (String, _, _, _)| {
        Some(Listed { code: Code::read(&code)?, from, until, made_at })
    };
    Ok(rows.into_iter().filter_map(listed).collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = attestations)]
struct Row {
    given_name: String,
    family_name: String,
    city: String,
    locale: String,
    first_day: NaiveDate,
    last_day: NaiveDate,
    lines: Value,
    made_at: DateTime<Utc>,
}

/// The attestation with this code; with an account, if it is theirs. One that another version wrote and this one cannot
/// read is none.
pub(crate) async fn find(tx: &mut TenantTx, code: &Code, of: Option<AccountId>) -> Result<Option<Attestation>> {
    let mut query =
        attestations::table.filter(attestations::code.eq(code.bare())).select(Row::as_select()).into_boxed();
    if let Some(account) = of {
        query = query.filter(attestations::account_id.eq(account));
    }
    let row: Option<Row> = query.first(tx.connection()).await.optional()?;
    Ok(row.and_then(|row| {
        Some(Attestation {
            code: code.clone(),
            given_name: row.given_name,
            family_name: row.family_name,
            city: row.city,
            locale: row.locale.parse().ok()?,
            from: row.first_day,
            until: row.last_day,
            lines: serde_json::from_value(row.lines).ok()?,
            made_at: row.made_at,
        })
    }))
}
