//! `attest`, `own` and `check`: what somebody did, as it stood on a day, under a code that anybody can check.
//!
//! **Why it is frozen:** what was handed over on paper and what the code says must be the same, also when a name, a title or
//! an hour was changed since; who wants the change on paper makes another.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::json;

use super::{Code, Line, Span};
use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::db::{self, accounts, hours as sql, ledger};
use crate::refusals::{Denied, EditError, ReadError, Reason};
use crate::sign_ups::read::short_name;
use crate::tenancy::Ctx;
use crate::texts::Locale;

/// Most attestations of one person in a day: each holds a copy of all it tells of.
pub const MOST_A_DAY: usize = 20;

/// What somebody did, as it stood when it was attested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// What it is checked by.
    pub code: Code,
    /// First name.
    pub given_name: String,
    /// Last name; nothing if none was ever given.
    pub family_name: String,
    /// The city's name.
    pub city: String,
    /// The language in which the city and the missions are named.
    pub locale: Locale,
    /// The first day it is about.
    pub from: NaiveDate,
    /// The last day it is about.
    pub until: NaiveDate,
    /// Each time, the earliest first; at least one.
    pub lines: Vec<Line>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

impl Attestation {
    /// How long in all, minutes.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        super::minutes(&self.lines)
    }

    /// In how many missions.
    #[must_use]
    pub fn missions(&self) -> usize {
        super::missions(&self.lines)
    }

    /// First and last name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name).trim().to_owned()
    }
}

/// What anybody who has the code may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// «Prénom N.»
    pub short_name: String,
    /// The first day it is about.
    pub from: NaiveDate,
    /// The last day it is about.
    pub until: NaiveDate,
    /// How long in all, minutes.
    pub minutes: i64,
    /// In how many missions.
    pub missions: usize,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// Attests what one did oneself in these days; without a last day, until today, without a first one, from the beginning.
///
/// # Errors
/// If there is nothing to attest, or it was done too often.
pub async fn attest(app: &App, ctx: &Ctx, span: Span) -> Result<Attestation, EditError> {
    let volunteer = Volunteer::check(ctx, Scope::SignUps)?;
    let refused = |reason: Reason| Err(EditError::Refused(vec![reason]));
    let today = ctx.now.with_timezone(&ctx.tenant.config.time_zone).date_naive();
    let until = span.until.map_or(today, |day| day.min(today));
    let mut tx = app.db.tenant(ctx).await?;
    // Of two that are asked for at once, the second counts the first.
    let person = accounts::lock(&mut tx, volunteer.id).await?.ok_or(Denied::NotFound)?;
    if sql::made_since(&mut tx, volunteer.id, ctx.now - Duration::days(1)).await? >= MOST_A_DAY {
        return refused(Reason::new("too_many_attestations").with("max", MOST_A_DAY));
    }
    let given = super::given(&mut tx, ctx, volunteer.id, Span { from: span.from, until: Some(until) }).await?;
    let lines: Vec<_> = given.lines.into_iter().rev().collect();
    let Some(first) = lines.first() else { return refused(Reason::new("nothing_to_attest")) };
    let attestation = Attestation {
        code: Code::new(&*app.entropy),
        given_name: person.given_name,
        family_name: person.family_name,
        city: ctx.tenant.config.name(ctx.locale).to_owned(),
        locale: ctx.locale,
        from: span.from.unwrap_or(first.day),
        until,
        lines,
        made_at: ctx.now,
    };
    sql::insert(&mut tx, volunteer.id, &attestation).await?;
    let details = json!({ "minutes": attestation.minutes() });
    ledger::write(&mut tx, ctx, "attestation.made", volunteer.id.uuid(), details).await?;
    tx.commit().await?;
    Ok(attestation)
}

/// One of one's own, in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What it is checked by.
    pub code: Code,
    /// The first day it is about.
    pub from: NaiveDate,
    /// The last day it is about.
    pub until: NaiveDate,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// The latest of one's own, the newest first.
///
/// # Errors
/// If nobody is signed in.
pub async fn attestations(app: &App, ctx: &Ctx) -> Result<Vec<Listed>, ReadError> {
    const LATEST: i64 = 50;
    let volunteer = Volunteer::check(ctx, Scope::Read)?;
    let mut tx = app.db.tenant(ctx).await?;
    Ok(sql::latest(&mut tx, volunteer.id, LATEST).await?)
}

/// One of one's own.
///
/// # Errors
/// [`Denied::NotFound`] if it is not theirs.
pub async fn own(app: &App, ctx: &Ctx, code: &str) -> Result<Attestation, ReadError> {
    let volunteer = Volunteer::check(ctx, Scope::Read)?;
    let code = Code::read(code).ok_or(Denied::NotFound)?;
    let mut tx = app.db.tenant(ctx).await?;
    Ok(sql::find(&mut tx, &code, Some(volunteer.id)).await?.ok_or(Denied::NotFound)?)
}

/// What a code stands for, for anybody who has it; none if it stands for nothing, or no longer.
///
/// # Errors
/// If the database fails.
pub async fn check(app: &App, ctx: &Ctx, code: &str) -> Result<Option<Checked>, db::Error> {
    let Some(code) = Code::read(code) else { return Ok(None) };
    let mut tx = app.db.tenant(ctx).await?;
    let found = sql::find(&mut tx, &code, None).await?;
    Ok(found.map(|attestation| Checked {
        short_name: short_name(&attestation.given_name, &attestation.family_name),
        from: attestation.from,
        until: attestation.until,
        minutes: attestation.minutes(),
        missions: attestation.missions(),
        made_at: attestation.made_at,
    }))
}
