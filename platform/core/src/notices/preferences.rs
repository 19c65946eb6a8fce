//! `get_preferences`, `update_preferences`, `preview_unsubscribe` and `unsubscribe`: how somebody wants to hear of each topic.

use std::collections::BTreeMap;

use chrono::NaiveTime;
use serde_json::json;

use super::{Mode, Topic};
use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::db::{TenantTx, ledger, notices as sql};
use crate::kinds::AccountId;
use crate::refusals::{Denied, EditError, ReadError, Reason};
use crate::tenancy::Ctx;

/// What somebody prefers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// The mode of every topic.
    pub topics: BTreeMap<Topic, Mode>,
    /// From when until when no mail is wanted, local time; none: as the city has it.
    pub quiet: Option<(NaiveTime, NaiveTime)>,
}

/// Shows somebody what they prefer.
///
/// # Errors
/// If nobody is signed in.
pub async fn get(app: &App, ctx: &Ctx) -> Result<Preferences, ReadError> {
    let volunteer = Volunteer::check(ctx, Scope::Read)?;
    let mut tx = app.db.tenant(ctx).await?;
    Ok(read(&mut tx, volunteer.id).await?)
}

async fn read(tx: &mut TenantTx, account: AccountId) -> Result<Preferences, crate::DbError> {
    let (chosen, quiet) = sql::preferences(tx, account).await?;
    let mut topics: BTreeMap<_, _> = Topic::ALL.iter().map(|topic| (*topic, Mode::AtOnce)).collect();
    topics.extend(chosen);
    Ok(Preferences { topics, quiet })
}

/// Changes what somebody prefers: the topics given, and the quiet hours.
///
/// # Errors
/// If nobody is signed in, or quiet hours never end.
pub async fn update(app: &App, ctx: &Ctx, wanted: Preferences) -> Result<Preferences, EditError> {
    let volunteer = Volunteer::check(ctx, Scope::SignUps)?;
    if wanted.quiet.is_some_and(|(from, until)| from == until) {
        return Err(EditError::Invalid(vec![Reason::new("quiet_hours").at("/quiet/until")]));
    }
    let mut tx = app.db.tenant(ctx).await?;
    for (topic, mode) in wanted.topics {
        sql::set_mode(&mut tx, volunteer.id, topic, mode).await?;
    }
    sql::set_quiet(&mut tx, volunteer.id, wanted.quiet).await?;
    let after = read(&mut tx, volunteer.id).await?;
    ledger::write(&mut tx, ctx, "account.preferences", volunteer.id.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok(after)
}

/// Ends the mails of a topic by the link in one of them (RFC 8058): nobody needs to be signed in.
///
/// # Errors
/// [`Denied::NotFound`] if the link is nobody's.
pub async fn unsubscribe(app: &App, ctx: &Ctx, token: &str, topic: Topic) -> Result<(), EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let account = reader(&mut tx, token).await?;
    if sql::set_mode(&mut tx, account, topic, Mode::Never).await? {
        ledger::write(&mut tx, ctx, "account.unsubscribed", account.uuid(), json!({ "topic": topic.word() })).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// How the person of a link hears of the topic it would end.
///
/// # Errors
/// [`Denied::NotFound`] if the link is nobody's.
pub async fn preview(app: &App, ctx: &Ctx, token: &str, topic: Topic) -> Result<Mode, ReadError> {
    let mut tx = app.db.tenant(ctx).await?;
    let account = reader(&mut tx, token).await?;
    Ok(read(&mut tx, account).await?.topics.get(&topic).copied().unwrap_or(Mode::AtOnce))
}

/// Whose link it is.
async fn reader(tx: &mut TenantTx, token: &str) -> Result<AccountId, ReadError> {
    // What no token can hold, NUL above all, is not asked of the database.
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Denied::NotFound.into());
    }
    Ok(sql::by_mail_token(tx, token).await?.ok_or(Denied::NotFound)?)
}
