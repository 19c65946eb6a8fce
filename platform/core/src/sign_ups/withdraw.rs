//! `withdraw`: a volunteer takes a sign-up back; the place goes to the next in line.

use super::{Act, SignUp};
use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::db::sign_ups as sql;
use crate::kinds::SignUpId;
use crate::refusals::{Denied, EditError, Reason};
use crate::tenancy::Ctx;

/// Takes a sign-up back.
///
/// # Errors
/// [`Denied::NotFound`] if it is not theirs; a conflict if it is over already.
pub async fn withdraw(app: &App, ctx: &Ctx, id: SignUpId, reason: Option<String>) -> Result<SignUp, EditError> {
    let volunteer = Volunteer::check(ctx, Scope::SignUps)?;
    check_reason(reason.as_deref())?;
    let mut tx = app.db.tenant(ctx).await?;
    let sign_up = sql::lock(&mut tx, id).await?.filter(|own| own.account == volunteer.id).ok_or(Denied::NotFound)?;
    let state = sign_up.state.after(Act::Withdraw)?;
    let after =
        sql::leave(&mut tx, ctx, sign_up, state, reason.as_deref(), ctx.tenant.rules.about().times.offer).await?;
    tx.commit().await?;
    Ok(after)
}

/// Checks the words given for taking back or saying no.
pub(super) fn check_reason(reason: Option<&str>) -> Result<(), EditError> {
    match reason {
        Some(text) if text.chars().count() > 1000 => {
            Err(EditError::Invalid(vec![Reason::new("too_long").at("/reason").with("max", 1000)]))
        }
        Some(text) if crate::fields::text(text).is_err() => {
            Err(EditError::Invalid(vec![Reason::new("control_characters").at("/reason")]))
        }
        _ => Ok(()),
    }
}
