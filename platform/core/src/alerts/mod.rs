//! Alerts: searches somebody keeps, and is told when a mission comes that they would find.
//!
//! **Why no search is run:** a city may have hundreds of thousands of alerts and a mission comes every few minutes. So each
//! alert lies under keys that only missions it may fit have ([`keys`]); a new mission asks for its own keys, and what lies
//! there is looked at one by one.

pub mod keys;
mod matching;

use chrono::{DateTime, Utc};

use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::db::alerts as sql;
use crate::kinds::AlertId;
use crate::ports::new_id;
use crate::refusals::{Denied, EditError, ReadError, Reason};
use crate::search::Criteria;
use crate::search::understanding::Understood;
use crate::tenancy::Ctx;
pub use matching::matching;
pub(crate) use matching::tell;

/// Most alerts of one person.
pub const MOST: usize = 20;

/// A search somebody keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// What is looked for.
    pub criteria: Criteria,
    /// What its words were understood as.
    pub asked: Asked,
    /// Whether its person is told once a day, not as it happens.
    pub daily: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// The words of an alert as a mission must bear them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The terms it must bear.
    pub terms: Vec<String>,
    /// The terms it must not.
    pub without: Vec<String>,
}

/// Keeps a search.
///
/// # Errors
/// If it makes no sense, or there are too many.
pub async fn create(app: &App, ctx: &Ctx, criteria: Criteria, daily: bool) -> Result<Alert, EditError> {
    let owner = Volunteer::check(ctx, Scope::SignUps)?;
    let reasons = criteria.reasons(&ctx.tenant.config);
    if !reasons.is_empty() {
        return Err(EditError::Invalid(reasons));
    }
    let understood = match &criteria.text {
        Some(text) => Understood::for_later(app, ctx, text).await?,
        None => Understood::default(),
    };
    let asked = Asked { terms: understood.terms().to_vec(), without: understood.without().to_vec() };
    let alert = Alert { id: new_id(&*app.entropy, ctx.now).into(), criteria, asked, daily, created_at: ctx.now };
    let anchors = keys::of_alert(&alert, understood.rarest());
    let mut tx = app.db.tenant(ctx).await?;
    if sql::of_account(&mut tx, owner.id).await?.len() >= MOST {
        return Err(EditError::Refused(vec![Reason::new("too_many_alerts").with("max", MOST)]));
    }
    sql::insert(&mut tx, owner.id, &alert, &anchors).await?;
    tx.commit().await?;
    Ok(alert)
}

/// The searches somebody keeps, the newest first.
///
/// # Errors
/// If nobody is signed in.
pub async fn list(app: &App, ctx: &Ctx) -> Result<Vec<Alert>, ReadError> {
    let owner = Volunteer::check(ctx, Scope::Read)?;
    let mut tx = app.db.tenant(ctx).await?;
    Ok(sql::of_account(&mut tx, owner.id).await?)
}

/// Lets go of a search.
///
/// # Errors
/// [`Denied::NotFound`] if it is not one of theirs.
pub async fn delete(app: &App, ctx: &Ctx, alert: AlertId) -> Result<(), EditError> {
    let owner = Volunteer::check(ctx, Scope::SignUps)?;
    let mut tx = app.db.tenant(ctx).await?;
    if !sql::delete(&mut tx, owner.id, alert).await? {
        return Err(Denied::NotFound.into());
    }
    tx.commit().await?;
    Ok(())
}
