//! `confirm_sign_up`: after the reminder, somebody says that they come. Who cannot come withdraws.

use super::{SignUp, State};
use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::db::sign_ups as sql;
use crate::kinds::SignUpId;
use crate::refusals::{Denied, EditError, Illegal};
use crate::tenancy::Ctx;

/// Says that one comes; said twice, it changes nothing.
///
/// # Errors
/// [`Denied::NotFound`] if it is not theirs; a conflict if they have no place.
pub async fn confirm(app: &App, ctx: &Ctx, id: SignUpId) -> Result<SignUp, EditError> {
    let volunteer = Volunteer::check(ctx, Scope::SignUps)?;
    let mut tx = app.db.tenant(ctx).await?;
    let sign_up = sql::lock(&mut tx, id).await?.filter(|own| own.account == volunteer.id).ok_or(Denied::NotFound)?;
    if sign_up.state != State::Accepted {
        return Err(Illegal { from: sign_up.state.word(), act: "confirm" }.into());
    }
    if sign_up.confirmed_at.is_some() {
        return Ok(sign_up);
    }
    let after = sql::confirm(&mut tx, ctx, &sign_up).await?;
    tx.commit().await?;
    Ok(after)
}
