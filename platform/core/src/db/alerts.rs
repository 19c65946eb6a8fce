//! SQL of alerts and of the keys they lie under.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::schema::{alert_keys, alerts};
use super::statement::statement;
use super::{Error, Result, TenantTx};
use crate::alerts::{Alert, Asked};
use crate::kinds::{AccountId, AlertId, MissionId};

type Row = (AlertId, Value, Vec<String>, Vec<String>, bool, DateTime<Utc>);

/// What is kept of an alert; one that another version wrote and this one cannot read is none.
fn read((id, criteria, terms, without, daily, created_at): Row) -> Option<Alert> {
    let criteria = serde_json::from_value(criteria).ok()?;
    Some(Alert { id, criteria, asked: Asked { terms, without }, daily, created_at })
}

pub(crate) async fn insert(tx: &mut TenantTx, account: AccountId, alert: &Alert, keys: &[String]) -> Result<()> {
    let criteria = serde_json::to_value(&alert.criteria)
        .map_err(|error| Error::Query(diesel::result::Error::SerializationError(error.into())))?;
    diesel::insert_into(alerts::table)
        .values((
            alerts::id.eq(alert.id),
            alerts::account_id.eq(account),
            alerts::criteria.eq(criteria),
            alerts::terms.eq(&alert.asked.terms),
            alerts::without.eq(&alert.asked.without),
            alerts::daily.eq(alert.daily),
            alerts::created_at.eq(alert.created_at),
        ))
        .execute(tx.connection())
        .await?;
    let rows: Vec<_> = keys.iter().map(|key| (alert_keys::key.eq(key), alert_keys::alert_id.eq(alert.id))).collect();
    diesel::insert_into(alert_keys::table).values(rows).execute(tx.connection()).await?;
    Ok(())
}

/// Somebody's alerts, the newest first.
pub(crate) async fn of_account(tx: &mut TenantTx, account: AccountId) -> Result<Vec<Alert>> {
    let rows: Vec<Row> = alerts::table
        .filter(alerts::account_id.eq(account))
        .order((alerts::created_at.desc(), alerts::id))
        .select((alerts::id, alerts::criteria, alerts::terms, alerts::without, alerts::daily, alerts::created_at))
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Says whether it was theirs.
pub(crate) async fn delete(tx: &mut TenantTx, account: AccountId, alert: AlertId) -> Result<bool> {
    let deleted = diesel::delete(alerts::table)
        .filter(alerts::id.eq(alert).and(alerts::account_id.eq(account)))
        .execute(tx.connection())
        .await?;
    Ok(deleted > 0)
}

statement! {
    /// The alerts that lie under any of these keys; what they ask for as text, which is read at once into what it says.
    Under { keys: Vec<String> => Array<Text> }
        -> (SqlUuid, SqlUuid, Text, Array<Text>, Array<Text>, Bool, Timestamptz),
    "SELECT alerts.account_id, alerts.id, alerts.criteria::text, alerts.terms, alerts.without, alerts.daily, alerts.created_at
     FROM alerts WHERE alerts.id = ANY (ARRAY(
         SELECT alert_keys.alert_id FROM alert_keys WHERE alert_keys.key = ANY ((SELECT keys FROM input)::text[])))"
}

/// The alerts under any of these keys, and whose they are.
pub(crate) async fn under(tx: &mut TenantTx, keys: &[String]) -> Result<Vec<(AccountId, Alert)>> {
    type Found = (AccountId, AlertId, String, Vec<String>, Vec<String>, bool, DateTime<Utc>);
    let rows: Vec<Found> = Under { keys: keys.to_vec() }.load(tx.connection()).await?;
    let found = rows.into_iter().filter_map(|(account, id, criteria, terms, without, daily, created_at)| {
        let criteria = serde_json::from_str(&criteria).ok()?;
        let asked = Asked { terms, without };
        Some((account, Alert { id, criteria, asked, daily, created_at }))
    });
    Ok(found.collect())
}

statement! {
    /// Of these people those who signed up to a mission, whatever became of it, or act for its association.
    Involved { mission: Uuid => SqlUuid, people: Vec<Uuid> => Array<SqlUuid> } -> (SqlUuid,),
    "SELECT sign_ups.account_id FROM input, sign_ups
     WHERE sign_ups.mission_id = input.mission AND sign_ups.account_id = ANY (input.people)
     UNION
     SELECT memberships.account_id FROM input, memberships, missions
     WHERE missions.id = input.mission AND memberships.association_id = missions.association_id
       AND memberships.account_id = ANY (input.people)"
}

pub(crate) async fn involved(
    tx: &mut TenantTx,
    mission: MissionId,
    people: &[AccountId],
) -> Result<HashSet<AccountId>> {
    let people = people.iter().map(|account| account.uuid()).collect();
    let rows: Vec<(AccountId,)> = Involved { mission: mission.uuid(), people }.load(tx.connection()).await?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}
