//! Chaining: every row that can be seen and is not chained yet gets its link.
//!
//! **Why not where the row is written:** a link needs the one before it, so all writers of a city would stand in one line,
//! and a sign-up is one statement that must not. **Why positions are not ids:** an id is taken before its transaction ends,
//! so a row may become visible after rows with higher ids were chained; it is chained by the next run, at a later position.
//!
//! **Why no row is missed, and no run reads the whole ledger:** a run looks at ids above a cursor, by index. The cursor moves
//! to the highest id the run saw at its start only if every transaction that was open then has ended (by Postgres's own
//! numbers, no clock is asked), and a second look after that has chained what they left. Whoever took an id below
//! the cursor has therefore ended before that look. What remains is a process stopped between two instructions of one
//! `INSERT`, after it took the id and before its transaction had a number: for it [`seal_all`] looks at everything,
//! once a day.

use super::{Hash, Head};
use crate::App;
use crate::db;
use crate::db::ledger::{self as sql, Entry};
use crate::tenancy::Ctx;

/// Links written in one transaction.
const BATCH: i64 = 5000;
/// Ids looked at by one statement when all are.
const STRETCH: i64 = 200_000;

/// Chains what is not chained yet. Costs next to nothing when that is nothing; run it as often as a head may be old.
///
/// # Errors
/// If the database fails.
pub async fn seal(app: &App, ctx: &Ctx) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let start = sql::start(&mut tx).await?;
    drop(tx);
    if start.seen <= start.settled || !chain(app, ctx, start.settled, i64::MAX).await? {
        return Ok(());
    }
    let mut tx = app.db.tenant(ctx).await?;
    let ended = sql::have_ended(&mut tx, start.transaction).await?;
    drop(tx);
    if ended && chain(app, ctx, start.settled, i64::MAX).await? {
        let mut tx = app.db.tenant(ctx).await?;
        sql::settle(&mut tx, start.seen).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The same, looking at every row there is: a stretch at a time, since a statement must end before its time is over.
///
/// # Errors
/// If the database fails.
pub(crate) async fn seal_all(app: &App, ctx: &Ctx) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let seen = sql::start(&mut tx).await?.seen;
    drop(tx);
    let mut after = 0;
    while after < seen {
        chain(app, ctx, after, after + STRETCH).await?;
        after += STRETCH;
    }
    Ok(())
}

/// Chains the rows after an id, up to another. False: another node is at it, and this one gave way.
async fn chain(app: &App, ctx: &Ctx, mut after: i64, until: i64) -> Result<bool, db::Error> {
    loop {
        let mut tx = app.db.tenant(ctx).await?;
        let head = sql::head(&mut tx).await?;
        let rows = sql::unchained(&mut tx, after, until, BATCH).await?;
        let Some(last) = rows.last() else { return Ok(true) };
        after = last.id;
        match sql::append(&mut tx, &links(head, &rows)).await {
            // The keys let one of two nodes through; nothing of the other's batch stays.
            Err(error) if error.is_unique_violation() => return Ok(false),
            done => done?,
        }
        tx.commit().await?;
    }
}

fn links(head: Head, rows: &[Entry]) -> Vec<(i64, i64, Hash)> {
    let link = |last: &mut Head, row: &Entry| {
        *last = Head { position: last.position + 1, hash: row.link(&last.hash) };
        Some((last.position, row.id, last.hash))
    };
    rows.iter().scan(head, link).collect()
}
