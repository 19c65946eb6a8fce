//! `send_message`: one side writes to the other, who is told once until they have read.

use chrono::{Duration, TimeDelta};
use validator::Validate;

use super::{Message, Side};
use crate::App;
use crate::accounts::Scope;
use crate::db::{TenantTx, messages as sql};
use crate::fields;
use crate::kinds::{MessageId, SignUpId};
use crate::notices::{self, Kind, Told};
use crate::ports::new_id;
use crate::refusals::{EditError, Reason, Remedy};
use crate::tenancy::Ctx;

/// Most messages one person writes in a thread within an hour.
pub const HOURLY: u16 = 20;
const HOUR: Duration = Duration::hours(1);

/// What somebody writes.
#[derive(Debug, Clone, PartialEq, Eq, Validate)]
pub struct Input {
    /// The words.
    #[validate(length(min = 1, max = 4000), custom(function = "fields::text"))]
    pub text: String,
}

/// Writes to the other side.
///
/// # Errors
/// [`Denied::NotFound`](crate::refusals::Denied::NotFound) to all but the two sides; if the text is not sound, or it
/// is too much for an hour.
pub async fn send(app: &App, ctx: &Ctx, thread: SignUpId, input: Input) -> Result<Message, EditError> {
    let (tx, side) = begin(app, ctx, thread, &input).await?;
    write(app, ctx, tx, &side, &input).await
}

/// The same where it may be asked for twice, as by an update of a chat that comes again: the same words of the same person
/// within an hour are the same message, and are written once.
///
/// # Errors
/// As [`send`].
pub async fn send_once(app: &App, ctx: &Ctx, thread: SignUpId, input: Input) -> Result<(), EditError> {
    let (mut tx, side) = begin(app, ctx, thread, &input).await?;
    if !sql::is_written(&mut tx, thread, side.account, &input.text, ctx.now - HOUR).await? {
        write(app, ctx, tx, &side, &input).await?;
    }
    Ok(())
}

/// Written and read one after the other: a message comes after all that was written and read before it, so that none is
/// taken for read that was on its way, and the order of a thread has no ties.
async fn begin(app: &App, ctx: &Ctx, thread: SignUpId, input: &Input) -> Result<(TenantTx, Side), EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let side = Side::check(&mut tx, ctx, thread, Scope::SignUps).await?;
    fields::check(input).map_err(EditError::Invalid)?;
    sql::lock(&mut tx, thread).await?;
    Ok((tx, side))
}

async fn write(app: &App, ctx: &Ctx, mut tx: TenantTx, side: &Side, input: &Input) -> Result<Message, EditError> {
    not_too_many(&mut tx, ctx, side).await?;
    let last = sql::last_instant(&mut tx, side.thread).await?;
    let at = last.map_or(ctx.now, |last| ctx.now.max(last + TimeDelta::microseconds(1)));
    let id = MessageId::from(new_id(&*app.entropy, ctx.now));
    let message = sql::insert(&mut tx, id, side, &input.text, at).await?;
    tell(&mut tx, ctx, side).await?;
    tx.commit().await?;
    Ok(message)
}

async fn not_too_many(tx: &mut TenantTx, ctx: &Ctx, side: &Side) -> Result<(), EditError> {
    let own = sql::latest_of(tx, side.thread, side.account, ctx.now - HOUR, HOURLY).await?;
    match own.last() {
        Some(oldest) if own.len() >= usize::from(HOURLY) => Err(EditError::Refused(vec![
            Reason::new("hourly_messages").with("max", HOURLY).remedy(Remedy::WaitUntil { until: *oldest + HOUR }),
        ])),
        _ => Ok(()),
    }
}

/// Tells the other side, each person once until they have read: the notice is named after what they have read.
async fn tell(tx: &mut TenantTx, ctx: &Ctx, side: &Side) -> Result<(), EditError> {
    let people = side.others(tx).await?;
    let read = sql::read_positions(tx, side.thread, &people).await?;
    let told: Vec<_> = people
        .into_iter()
        .map(|to| {
            let position = read.get(&to).map_or(0, chrono::DateTime::timestamp_micros);
            Told { to, subject: side.thread.uuid(), about: format!("{}:{position}", side.thread) }
        })
        .collect();
    Ok(notices::tell(tx, ctx, Kind::Message, None, &told).await?)
}
