//! `me` and `update_me`: somebody's own account.

use chrono::NaiveDate;
use serde_json::json;
use validator::Validate;

use super::{AssociationRole, CityRole, Scope, Volunteer};
use crate::App;
use crate::db::{accounts as sql, credentials as credentials_sql, ledger};
use crate::fields;
use crate::jobs::{self, Job};
use crate::kinds::{AccountId, AssociationId};
use crate::refusals::{Denied, EditError, ReadError, Reason};
use crate::rules::Fact;
use crate::rules::credentials::{Held, RESIDENCE};
use crate::rules::facts::TieKind;
use crate::tenancy::Ctx;
use crate::texts::Locale;

/// An account as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// Its id.
    pub id: AccountId,
    /// Its address; none for a guest.
    pub email: Option<String>,
    /// Whether the address was confirmed.
    pub confirmed: bool,
    /// First name.
    pub given_name: String,
    /// Last name.
    pub family_name: String,
    /// Birth date, where the city keeps it.
    pub birth_date: Option<NaiveDate>,
    /// Where it belongs, as it says, where the city keeps it.
    pub tie: Option<OwnTie>,
    /// What it holds.
    pub credentials: Vec<Held>,
    /// Language of its mails.
    pub locale: String,
    /// What it holds in the city.
    pub city_role: Option<CityRole>,
    /// Its associations: id, name, role.
    pub associations: Vec<(AssociationId, String, AssociationRole)>,
}

/// What somebody changes of their own account; what is left out stays, and what is emptied is kept no more.
#[derive(Debug, Clone, Default, Validate)]
pub struct Change {
    /// First name.
    #[validate(length(min = 1, max = 80), custom(function = "fields::line"))]
    pub given_name: Option<String>,
    /// Last name.
    #[validate(length(min = 1, max = 80), custom(function = "fields::line"))]
    pub family_name: Option<String>,
    /// Birth date; kept only where the city's rules look at age.
    pub birth_date: Option<Option<NaiveDate>>,
    /// Where somebody belongs; kept only where the city's rules look at it.
    #[validate(nested)]
    pub tie: Option<Option<OwnTie>>,
    /// Language of its mails.
    pub locale: Option<Locale>,
}

/// Where somebody says they belong.
#[derive(Debug, Clone, PartialEq, Eq, Validate)]
pub struct OwnTie {
    /// How.
    pub kind: TieKind,
    /// To which area of the city; none: to none.
    #[validate(length(max = 100), custom(function = "fields::line"))]
    pub area: Option<String>,
}

/// Changes somebody's own account.
///
/// # Errors
/// If nobody is signed in, or a field is not sound.
pub async fn update(app: &App, ctx: &Ctx, mut change: Change) -> Result<Me, EditError> {
    let volunteer = Volunteer::check(ctx, Scope::SignUps)?;
    fields::check(&change).map_err(EditError::Invalid)?;
    if change.birth_date.flatten().is_some_and(|date| !fields::is_birth_date(date, ctx.now)) {
        return Err(EditError::Invalid(vec![Reason::new("birth_date").at("/birth_date")]));
    }
    change.birth_date = change.birth_date.filter(|_| ctx.tenant.rules.about().needs(Fact::Age));
    if change
        .tie
        .iter()
        .flatten()
        .filter_map(|tie| tie.area.as_deref())
        .any(|code| ctx.tenant.config.area(code).is_none())
    {
        return Err(EditError::Invalid(vec![Reason::new("unknown_area").at("/tie/area")]));
    }
    change.tie = change.tie.filter(|_| ctx.tenant.rules.about().needs(Fact::Tie));
    let mut tx = app.db.tenant(ctx).await?;
    let before = sql::find(&mut tx, volunteer.id).await?.ok_or(Denied::NotFound)?;
    let held = before.tie.map(|kind| OwnTie { kind, area: before.tie_area });
    if change.tie.as_ref().is_some_and(|tie| *tie != held) {
        // What was confirmed was another tie.
        credentials_sql::take(&mut tx, volunteer.id, RESIDENCE).await?;
        jobs::enqueue(&mut tx, ctx, Job::OrderWaiting(volunteer.id), ctx.now).await?;
    }
    sql::update(&mut tx, volunteer.id, &change).await?;
    ledger::write(&mut tx, ctx, "account.updated", volunteer.id.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok(me(app, ctx).await?)
}

/// Shows somebody their own account.
///
/// # Errors
/// If nobody is signed in.
pub async fn me(app: &App, ctx: &Ctx) -> Result<Me, ReadError> {
    let volunteer = Volunteer::check(ctx, Scope::Read)?;
    let mut tx = app.db.tenant(ctx).await?;
    let row = sql::find(&mut tx, volunteer.id).await?.ok_or(Denied::NotFound)?;
    let associations = sql::memberships(&mut tx, volunteer.id).await?;
    let credentials = credentials_sql::of(&mut tx, volunteer.id).await?;
    Ok(Me {
        id: row.id,
        confirmed: row.email_confirmed_at.is_some(),
        email: row.email,
        given_name: row.given_name,
        family_name: row.family_name,
        birth_date: row.birth_date,
        tie: row.tie.map(|kind| OwnTie { kind, area: row.tie_area }),
        credentials,
        locale: row.locale,
        city_role: row.city_role,
        associations,
    })
}
