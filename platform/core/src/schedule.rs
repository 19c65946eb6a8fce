//! The scheduler: for each city it asks what is due and not yet done, and does it, however late it is.
//!
//! Nothing here remembers when it last ran. What is due is found by an index, and each thing is done in a transaction
//! that marks it as done, so that a missed round is caught up by the next, and of two nodes one finds it done.

use std::sync::Arc;

use chrono::{DateTime, Months};
use futures_util::StreamExt as _;
use futures_util::stream;

use crate::App;
use crate::accounts::idle;
use crate::db::{self, TenantTx, accounts, schedule as sql, sign_ups as sign_ups_sql};
use crate::kinds::{MissionId, SlotId};
use crate::notices::{self, Kind, Told};
use crate::rules::Times;
use crate::sign_ups::{self, State};
use crate::tenancy::{Ctx, Tenant};
use crate::{ledger, local_time, missions, search, statistics};

/// Most things of one kind done for a city in one round; the next round goes on.
const BATCH: i64 = 200;
/// Cities looked at at once.
const AT_ONCE: usize = 4;

/// Does what is due in every city; answers how many things that were. A city in which something fails does not keep the
/// others waiting: it is tried again in the next round.
///
/// # Errors
/// If no city could be looked at.
pub async fn tick(app: &App) -> Result<usize, db::Error> {
    let rounds = stream::iter(app.registry.all()).map(|tenant| in_city(app, tenant)).buffer_unordered(AT_ONCE);
    let rounds: Vec<_> = rounds.collect().await;
    let (mut done, mut failure) = (None, None);
    for round in rounds {
        match round {
            Ok(count) => done = Some(done.unwrap_or(0) + count),
            Err(error) => {
                tracing::error!(%error, "what is due in a city could not be done");
                failure = Some(error);
            }
        }
    }
    match (done, failure) {
        (None, Some(error)) => Err(error),
        (done, _) => Ok(done.unwrap_or(0)),
    }
}

/// Keeps what follows from the tables in step with them, in every city: the chain of the ledger, the statistics. Run it
/// as often as either may be behind.
pub async fn keep_up(app: &App) {
    let each = stream::iter(app.registry.all()).map(|tenant| async move {
        let ctx = Ctx::system(tenant, app.clock.now(), "system");
        if let Err(error) = ledger::seal::seal(app, &ctx).await {
            tracing::error!(%error, "the ledger of a city could not be chained");
        }
        if let Err(error) = statistics::refresh(app, &ctx).await {
            tracing::error!(%error, "the statistics of a city could not be refreshed");
        }
    });
    each.buffer_unordered(AT_ONCE).collect::<()>().await;
}

async fn in_city(app: &App, tenant: Arc<Tenant>) -> Result<usize, db::Error> {
    let ctx = Ctx::system(tenant, app.clock.now(), "system");
    let times = ctx.tenant.rules.about().times;
    let due = sql::due(&app.db, &ctx, due_now(&ctx, &times)).await?;
    let count = due.len();
    for thing in due {
        match thing {
            sql::Due::Offer(id) => sign_ups::answer::lapse(app, &ctx, id).await?,
            sql::Due::Reminder(slot) => remind(app, &ctx, slot).await?,
            sql::Due::Thanks(slot) => thank(app, &ctx, slot).await?,
            sql::Due::Close(mission) => missions::close::by_clock(app, &ctx, mission).await?,
            sql::Due::Stale(mission) => search::index::index(app, &ctx, mission).await?,
            sql::Due::Unanswered(mission) => ask_managers(app, &ctx, mission, &times).await?,
            sql::Due::StillUnanswered(mission) => ask_agents(app, &ctx, mission, &times).await?,
            sql::Due::Idle(account, warnings) => idle::warn(app, &ctx, account, warnings).await?,
            sql::Due::Erase(account) => idle::erase(app, &ctx, account).await?,
        }
    }
    Ok(count)
}

/// The instants on which it hangs what is due now.
fn due_now(ctx: &Ctx, times: &Times) -> sql::DueNow {
    let idle_months = ctx.tenant.config.rules.idle_months;
    sql::DueNow {
        now: ctx.now,
        // No time before is none: nobody is reminded.
        remind_until: if times.reminder.is_zero() { DateTime::UNIX_EPOCH } else { ctx.now + times.reminder },
        ended_before: ctx.now - times.thanks,
        over_before: ctx.now - times.close,
        asked_before: ctx.now - times.answer,
        escalated_before: ctx.now - times.escalate,
        idle_before: ctx.now - Months::new(idle_months),
        warned_before: ctx.now - idle::LAST_WARNING,
        warn_from: idle::idle_since(ctx.now, idle_months, 0),
        warn_again_from: idle::idle_since(ctx.now, idle_months, 1),
        warned_first_before: ctx.now - idle::between_warnings(),
        batch: BATCH,
    }
}

/// Reminds the people of a slot that it is near.
async fn remind(app: &App, ctx: &Ctx, slot: SlotId) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(starts_at) = sql::mark_reminded(&mut tx, slot, ctx.now).await? else { return Ok(()) };
    let told = told(&mut tx, slot, &[State::Accepted], &starts_at.timestamp().to_string()).await?;
    notices::tell(&mut tx, ctx, Kind::SignUpReminder, Some(starts_at), &told).await?;
    tx.commit().await
}

/// Thanks the people of a slot that is over, and asks its managers who came.
async fn thank(app: &App, ctx: &Ctx, slot: SlotId) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(association) = sql::mark_thanked(&mut tx, slot, ctx.now).await? else { return Ok(()) };
    let told = told(&mut tx, slot, &[State::Accepted, State::Attended], "thanks").await?;
    notices::tell(&mut tx, ctx, Kind::SignUpThanks, None, &told).await?;
    if sign_ups_sql::expected(&mut tx, slot).await? > 0 {
        let members = accounts::member_ids(&mut tx, association).await?;
        let told = notices::all(members, slot.uuid(), &slot.to_string());
        notices::tell(&mut tx, ctx, Kind::ManagerAttendance, None, &told).await?;
    }
    tx.commit().await
}

async fn told(tx: &mut TenantTx, slot: SlotId, states: &[State], about: &str) -> Result<Vec<Told>, db::Error> {
    let people = sign_ups_sql::of_slots(tx, &[slot], states).await?;
    let told = |(id, to): (crate::kinds::SignUpId, _)| Told { to, subject: id.uuid(), about: format!("{id}:{about}") };
    Ok(people.into_iter().map(told).collect())
}

/// Requests have waited as long as the city bears: the managers are told, and who asked is shown other missions.
async fn ask_managers(app: &App, ctx: &Ctx, mission: MissionId, times: &Times) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let waiting = sql::mark_asked(&mut tx, mission, 0, ctx.now - times.answer).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let told = |(id, to): (crate::kinds::SignUpId, _)| Told { to, subject: id.uuid(), about: id.to_string() };
    let volunteers: Vec<_> = waiting.into_iter().map(told).collect();
    notices::tell(&mut tx, ctx, Kind::SignUpUnanswered, None, &volunteers).await?;
    let managers = sql::managers(&mut tx, mission).await?;
    let told = notices::all(managers, mission.uuid(), &today(ctx, mission));
    notices::tell(&mut tx, ctx, Kind::ManagerUnanswered, None, &told).await?;
    tx.commit().await
}

/// Still no answer: the city's agents are told.
async fn ask_agents(app: &App, ctx: &Ctx, mission: MissionId, times: &Times) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    if sql::mark_asked(&mut tx, mission, 1, ctx.now - times.escalate).await?.is_empty() {
        return Ok(());
    }
    let agents = accounts::agent_ids(&mut tx).await?;
    let told = notices::all(agents, mission.uuid(), &today(ctx, mission));
    notices::tell(&mut tx, ctx, Kind::AgentUnanswered, None, &told).await?;
    tx.commit().await
}

/// What is told of a mission at most once a day of the city.
fn today(ctx: &Ctx, mission: MissionId) -> String {
    let day = local_time::midnight(ctx.now, ctx.tenant.config.time_zone, 0);
    format!("{mission}:{}", day.timestamp())
}
