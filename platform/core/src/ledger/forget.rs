//! Retention: rows older than a city keeps them are forgotten, their links stay.

use chrono::Months;

use super::seal;
use crate::App;
use crate::db::{self, ledger as sql};
use crate::tenancy::Ctx;

/// Forgets the rows older than so many months, at least twelve; the ledger says up to where. Run it once a day: it also
/// chains whatever no run has (see [`seal`](super::seal)), since only what is chained is forgotten.
///
/// # Errors
/// If the database fails.
pub async fn forget(app: &App, ctx: &Ctx, months: u32) -> Result<(), db::Error> {
    seal::seal_all(app, ctx).await?;
    let Some(before) = ctx.now.checked_sub_months(Months::new(months.max(12))) else { return Ok(()) };
    loop {
        let mut tx = app.db.tenant(ctx).await?;
        let forgotten = sql::forget(&mut tx, before, ctx.now).await?;
        tx.commit().await?;
        if forgotten == 0 {
            return Ok(());
        }
    }
}
