//! `list_members` and `list_invitations`: who acts for an association, and who is asked to.

use chrono::{DateTime, Utc};

use super::{Invitation, Member, Owner};
use crate::App;
use crate::accounts::{Agent, Scope, Volunteer};
use crate::associations::read as associations;
use crate::db::{associations as associations_sql, invitations, members as sql};
use crate::kinds::{AccountId, AssociationId, InvitationId};
use crate::refusals::{Denied, ReadError};
use crate::tenancy::Ctx;

/// A page of the members, in the order they came: for each of them, and for the city's agents.
///
/// # Errors
/// If who asks is neither.
pub async fn members(
    app: &App,
    ctx: &Ctx,
    association: AssociationId,
    after: Option<(DateTime<Utc>, AccountId)>,
    limit: u16,
) -> Result<Vec<Member>, ReadError> {
    Volunteer::check(ctx, Scope::Manage)?;
    let mut tx = app.db.tenant(ctx).await?;
    if Agent::check(ctx).is_err() {
        associations::for_manager(&mut tx, ctx, association).await?;
    } else if associations_sql::find(&mut tx, association).await?.is_none() {
        return Err(Denied::NotFound.into());
    }
    Ok(sql::page(&mut tx, association, after, i64::from(limit)).await?)
}

/// A page of the open invitations, in the order they were sent: for the owners.
///
/// # Errors
/// If who asks is no owner.
pub async fn invitations(
    app: &App,
    ctx: &Ctx,
    association: AssociationId,
    after: Option<(DateTime<Utc>, InvitationId)>,
    limit: u16,
) -> Result<Vec<Invitation>, ReadError> {
    let mut tx = app.db.tenant(ctx).await?;
    Owner::check(&mut tx, ctx, association).await?;
    Ok(invitations::page(&mut tx, association, after, i64::from(limit), ctx.now).await?)
}
