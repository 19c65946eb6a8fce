//! `mission_history`, `association_history` and `list_ledger`: what the ledger tells, and to whom.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::App;
use crate::accounts::{Admin, Agent, Scope, Volunteer};
use crate::db::ledger::{self as sql, Told};
use crate::db::{TenantTx, associations, missions as missions_sql};
use crate::kinds::{AssociationId, MissionId, words};
use crate::refusals::{Denied, ReadError};
use crate::sign_ups::read::short_name;
use crate::tenancy::Ctx;

words! {
    /// As what somebody acted.
    Who {
        /// For the association.
        Manager = "manager",
        /// For the city.
        Agent = "agent",
        /// The platform itself, or its operator.
        Platform = "platform",
    }
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place in the ledger: where the next page begins.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What: `mission.moved` …
    pub action: String,
    /// From which state, if it changed.
    pub from: Option<String>,
    /// To which.
    pub to: Option<String>,
    /// Codes of the reasons given.
    pub reasons: Vec<String>,
    /// As what they acted.
    pub who: Who,
    /// «Prénom N.»; for agents only.
    pub name: Option<String>,
}

/// What was done to a mission, the newest first: for its managers and the city's agents. What its sign-ups went through is
/// theirs and not in it.
///
/// # Errors
/// [`Denied::NotFound`] if it does not exist for the asker.
pub async fn of_mission(
    app: &App,
    ctx: &Ctx,
    id: MissionId,
    before: Option<i64>,
    limit: u16,
) -> Result<Vec<Event>, ReadError> {
    let is_agent = is_agent(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    let mission = if is_agent {
        missions_sql::find(&mut tx, id).await?.ok_or(Denied::NotFound)?
    } else {
        crate::missions::read::for_manager(&mut tx, ctx, id).await?
    };
    events(&mut tx, id.uuid(), mission.association, is_agent, before, limit).await
}

/// What was done to an association, the newest first: for its members and the city's agents.
///
/// # Errors
/// [`Denied::NotFound`] if it does not exist for the asker.
pub async fn of_association(
    app: &App,
    ctx: &Ctx,
    id: AssociationId,
    before: Option<i64>,
    limit: u16,
) -> Result<Vec<Event>, ReadError> {
    let is_agent = is_agent(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    if !is_agent {
        crate::associations::read::for_manager(&mut tx, ctx, id).await?;
    } else if associations::find(&mut tx, id).await?.is_none() {
        return Err(Denied::NotFound.into());
    }
    events(&mut tx, id.uuid(), id, is_agent, before, limit).await
}

/// A row of the ledger as it stands, for the city's admins.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its id.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// The account that acted; none: the platform or its operator.
    pub actor: Option<Uuid>,
    /// Its «Prénom N.», while it is there.
    pub name: Option<String>,
    /// The person it was done for, at the desk.
    pub on_behalf_of: Option<Uuid>,
    /// Through which door.
    pub source: String,
    /// What.
    pub action: String,
    /// To what.
    pub subject: Uuid,
    /// States and reason codes.
    pub details: Value,
}

/// The city's ledger, the newest first; about one subject, if asked. Reading it changes nothing and writes no row.
///
/// # Errors
/// If no admin asks.
pub async fn list(
    app: &App,
    ctx: &Ctx,
    subject: Option<Uuid>,
    before: Option<i64>,
    limit: u16,
) -> Result<Vec<Row>, ReadError> {
    Admin::check(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    let rows = sql::told(&mut tx, subject, before, i64::from(limit)).await?;
    Ok(rows
        .into_iter()
        .map(|row| Row {
            name: name(&row),
            id: row.id,
            at: row.at,
            actor: row.actor,
            on_behalf_of: row.on_behalf_of,
            source: row.source,
            action: row.action,
            subject: row.subject,
            details: row.details,
        })
        .collect())
}

/// Whether an agent asks; otherwise somebody who may act for an association must.
fn is_agent(ctx: &Ctx) -> Result<bool, Denied> {
    if Agent::check(ctx).is_ok() {
        return Ok(true);
    }
    Volunteer::check(ctx, Scope::Manage).map(|_| false)
}

async fn events(
    tx: &mut TenantTx,
    subject: Uuid,
    association: AssociationId,
    with_names: bool,
    before: Option<i64>,
    limit: u16,
) -> Result<Vec<Event>, ReadError> {
    let rows = sql::told(tx, Some(subject), before, i64::from(limit)).await?;
    let actors: Vec<Uuid> = rows.iter().filter_map(|row| row.person).collect();
    let members = sql::members(tx, association, &actors).await?;
    Ok(rows.into_iter().map(|row| event(row, &members, with_names)).collect())
}

fn event(row: Told, members: &HashSet<Uuid>, with_names: bool) -> Event {
    let state = |key: &str| row.details[key].as_str().map(str::to_owned);
    let reasons = row.details["reasons"].as_array().into_iter().flatten();
    let reasons = reasons.filter_map(|code| code.as_str().map(str::to_owned)).collect();
    let (from, to) = (state("from"), state("to"));
    let member = row.person.is_some_and(|person| members.contains(&person));
    let who = who(&row, from.as_deref(), to.as_deref(), member);
    let name = if with_names { name(&row) } else { None };
    Event { id: row.id, at: row.at, action: row.action, from, to, reasons, who, name }
}

/// As what the actor acted. The ledger keeps who, not in which role: the transition says it where only the city may make
/// it, otherwise what the person holds today does.
fn who(row: &Told, from: Option<&str>, to: Option<&str>, member: bool) -> Who {
    let by_city = matches!(from, Some("submitted" | "suspended"))
        && matches!(to, Some("published" | "validated" | "returned"))
        || to == Some("suspended");
    match row.actor {
        None => Who::Platform,
        Some(_) if by_city || row.on_behalf_of.is_some() => Who::Agent,
        Some(_) if row.city_role.is_some() && !member => Who::Agent,
        Some(_) => Who::Manager,
    }
}

/// An erased account has no name left.
fn name(row: &Told) -> Option<String> {
    let (given, family) = row.name.as_ref()?;
    (!given.is_empty()).then(|| short_name(given, family))
}
