//! Accounts nobody comes in with any more: their people are warned twice, and then they are erased.

use chrono::{DateTime, Duration, Months, Utc};

use super::erase::{self, Why};
use crate::App;
use crate::db::{self, accounts as sql, schedule};
use crate::kinds::AccountId;
use crate::notices::{self, Kind};
use crate::refusals::EditError;
use crate::tenancy::Ctx;

/// How long before its erasure an account's person is warned first.
const FIRST_WARNING: Duration = Duration::days(30);
/// And last; an account is never erased sooner after a warning than this.
pub(crate) const LAST_WARNING: Duration = Duration::days(7);

/// How long after the first warning the last is given, at the soonest.
pub(crate) fn between_warnings() -> Duration {
    FIRST_WARNING - LAST_WARNING - Duration::days(1)
}

/// How soon after a warning, the first or the last, the account is erased.
pub(crate) fn time_left(warnings: i16) -> Duration {
    if warnings > 1 { LAST_WARNING } else { between_warnings() + LAST_WARNING }
}

/// Since when nobody came in with an account whose person is warned now, after so many warnings.
pub(crate) fn idle_since(now: DateTime<Utc>, months: u32, warnings: i16) -> DateTime<Utc> {
    now - Months::new(months) + if warnings == 0 { FIRST_WARNING } else { LAST_WARNING }
}

/// Warns the person of an idle account, after so many warnings. Safe to run twice, and at once by two: neither gives the
/// other's next warning.
///
/// # Errors
/// If the database fails.
pub(crate) async fn warn(app: &App, ctx: &Ctx, id: AccountId, warnings: i16) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let idle_since = idle_since(ctx.now, ctx.tenant.config.rules.idle_months, warnings);
    if !schedule::mark_warned(&mut tx, id, warnings, idle_since, ctx.now).await? {
        return Ok(());
    }
    let Some(person) = sql::find(&mut tx, id).await? else { return Ok(()) };
    let since = person.last_seen_at.unwrap_or(person.created_at).timestamp();
    let about = format!("{id}:{since}:{warnings}");
    notices::tell(&mut tx, ctx, Kind::AccountIdle, None, &notices::all(vec![id], id.uuid(), &about)).await?;
    tx.commit().await
}

/// Erases an account that is idle as long as the city says, if nobody came in with it since the last warning.
///
/// # Errors
/// If the database fails.
pub(crate) async fn erase(app: &App, ctx: &Ctx, id: AccountId) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let months = Months::new(ctx.tenant.config.rules.idle_months);
    let is_idle = |person: &sql::AccountRow| {
        person.idle_notices >= 2 && person.last_seen_at.unwrap_or(person.created_at) + months <= ctx.now
    };
    let still = sql::lock(&mut tx, id).await?.filter(is_idle);
    drop(tx);
    if still.is_none() {
        return Ok(());
    }
    match erase::erased(app, ctx, id, Why::Idle).await {
        Err(EditError::Internal(error)) => Err(error),
        Err(refused) => {
            // Somebody works on an association of theirs: the next round tries again.
            tracing::error!(%refused, account = %id, "an idle account could not be erased");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}
