//! What is done for somebody themselves: what they did so far, their alerts, and the places they are offered.

use platform_core::accounts::Actor;
use platform_core::hours::{self, Hours, Span};
use platform_core::kinds::SignUpId;
use platform_core::notices::{Mode, Topic, preferences};
use platform_core::search::query::Criteria;
use platform_core::tenancy::Ctx;
use platform_core::{App, alerts, notices};

use super::No;
use crate::call::Answer;
use crate::screen::Date;

/// In how many missions somebody helped, how long in all, and the latest of it.
pub(super) async fn hours(app: &App, ctx: &Ctx) -> Result<Answer, No> {
    if ctx.actor == Actor::Visitor {
        return Ok(Answer::Hours(Hours::default()));
    }
    Ok(Answer::Hours(hours::list(app, ctx, Span::default()).await?))
}

/// Keeps a search, once, told of as it was asked for last.
pub(super) async fn keep(app: &App, ctx: &Ctx, criteria: &Criteria, daily: bool) -> Result<Answer, No> {
    let all = alerts::list(app, ctx).await?;
    let own = all.iter().find(|own| own.criteria == *criteria);
    if own.is_some_and(|own| own.daily == daily) {
        return Ok(Answer::Done);
    }
    if let Some(own) = own {
        alerts::delete(app, ctx, own.id).await?;
    }
    alerts::create(app, ctx, criteria.clone(), daily).await?;
    Ok(Answer::Done)
}

/// The searches somebody keeps, and whether they are told of none for now.
pub(super) async fn alerts(app: &App, ctx: &Ctx) -> Result<Answer, No> {
    if ctx.actor == Actor::Visitor {
        return Ok(Answer::Alerts(Vec::new(), false));
    }
    let paused = preferences::get(app, ctx).await?.topics.get(&Topic::Alerts) == Some(&Mode::Never);
    Ok(Answer::Alerts(alerts::list(app, ctx).await?, paused))
}

/// Tells somebody of none of their alerts from now on, or again.
pub(super) async fn pause(app: &App, ctx: &Ctx, paused: bool) -> Result<Answer, No> {
    let mut wanted = preferences::get(app, ctx).await?;
    let is_paused = wanted.topics.get(&Topic::Alerts) == Some(&Mode::Never);
    // Who was told once a day, and goes on where nothing was paused, is still told once a day.
    if is_paused != paused {
        let mode = if paused { Mode::Never } else { Mode::AtOnce };
        wanted.topics = [(Topic::Alerts, mode)].into();
        preferences::update(app, ctx, wanted).await?;
    }
    alerts(app, ctx).await
}

/// One of somebody's sign-ups, with the date to keep.
pub(super) async fn with_date(app: &App, ctx: &Ctx, own: Answer) -> Result<Answer, No> {
    match own {
        Answer::Own(mine, _) => {
            let date = date(app, ctx, mine.sign_up.id).await?;
            Ok(Answer::Own(mine, date))
        }
        other => Ok(other),
    }
}

/// The date to keep of a place somebody has.
pub(super) async fn date(app: &App, ctx: &Ctx, id: SignUpId) -> Result<Option<Date>, No> {
    let file = notices::date_to_keep(app, ctx, id).await?;
    Ok(file.map(|file| Date { name: format!("{id}.ics"), text: file.text }))
}
