//! The scheduler: for each city it asks what is due and not yet done, and does it, however late it is.
//!
//! Nothing here remembers when it last ran. What is due is found by an index, and each thing is done in a transaction
//! that marks it as done, so that a missed run is caught up by the next, and of two nodes one finds it done.

use std::sync::Arc;

use crate::App;
use crate::db::{self, schedule as sql};
use crate::sign_ups;
use crate::tenancy::{Ctx, Tenant};

/// Most things of one kind done for a city in one round; the next round goes on.
const BATCH: i64 = 200;

/// Does what is due in every city; answers how many things that were.
///
/// # Errors
/// If the database fails.
pub async fn tick(app: &App) -> Result<usize, db::Error> {
    let mut done = 0;
    for tenant in app.registry.all() {
        done += in_city(app, tenant).await?;
    }
    Ok(done)
}

async fn in_city(app: &App, tenant: Arc<Tenant>) -> Result<usize, db::Error> {
    let ctx = Ctx::system(tenant, app.clock.now(), "system");
    let due = sql::due(&app.db, &ctx, BATCH).await?;
    let count = due.len();
    for thing in due {
        match thing {
            sql::Due::Offer(id) => sign_ups::answer::lapse(app, &ctx, id).await?,
        }
    }
    Ok(count)
}
