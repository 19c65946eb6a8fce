//! What is done with those who come to a mission: they are listed, written with, and noted on the day.

use std::collections::HashSet;

use platform_core::App;
use platform_core::kinds::{MissionId, SignUpId};
use platform_core::messages::{self, send};
use platform_core::refusals::{Explain as _, Kind};
use platform_core::sign_ups::attendance::{self, Entry, Outcome};
use platform_core::sign_ups::{self, State as SignUpState};
use platform_core::tenancy::Ctx;

use super::No;
use crate::call::Answer;
use crate::engine::LATEST_MESSAGES;
use crate::state::Writing;

/// Sign-ups read at once.
const PAGE: u16 = 200;

/// Who is expected of each slot.
pub(super) async fn sheets(app: &App, ctx: &Ctx, mission: MissionId) -> Result<Answer, No> {
    Ok(Answer::Sheets(attendance::sheets(app, ctx, mission).await?))
}

/// Writes down whether somebody came, and lists them again.
pub(super) async fn note(app: &App, ctx: &Ctx, mission: MissionId, id: SignUpId, came: bool) -> Result<Answer, No> {
    let outcome = if came { Outcome::Attended(None) } else { Outcome::Absent };
    attendance::record(app, ctx, mission, &[Entry { sign_up: id, outcome }]).await?;
    sheets(app, ctx, mission).await
}

/// The threads of those who have a place, one a person.
async fn threads(app: &App, ctx: &Ctx, mission: MissionId) -> Result<Vec<SignUpId>, No> {
    let (mut people, mut threads, mut after) = (HashSet::new(), Vec::new(), None);
    loop {
        let accepted = Some(SignUpState::Accepted);
        let page = sign_ups::read::of_mission(app, ctx, mission, accepted, after, PAGE).await?;
        after = page.last().map(|last| (last.sign_up.created_at, last.sign_up.id));
        let is_last = page.len() < usize::from(PAGE);
        threads.extend(page.into_iter().filter(|own| people.insert(own.sign_up.account)).map(|own| own.sign_up.id));
        if is_last {
            return Ok(threads);
        }
    }
}

/// How many people a message would reach.
pub(super) async fn addressees(app: &App, ctx: &Ctx, mission: MissionId) -> Result<Answer, No> {
    Ok(Answer::Count(threads(app, ctx, mission).await?.len()))
}

/// Writes to all of them. Done again after a crash, it writes to those who were not written to yet.
pub(super) async fn write(app: &App, ctx: &Ctx, writing: &Writing) -> Result<Answer, No> {
    let (mut sent, mut refused) = (0, None);
    for thread in threads(app, ctx, writing.mission).await? {
        match send::send_once(app, ctx, thread, send::Input { text: writing.text.clone() }).await {
            Ok(()) => sent += 1,
            // Somebody was written to too often this hour, or has gone: the others are written to all the same.
            Err(error) if matches!(error.kind(), Kind::Refused | Kind::NotFound) => refused = Some(error),
            Err(error) => return Err(error.into()),
        }
    }
    match refused {
        Some(error) if sent == 0 => Err(error.into()),
        _ => Ok(Answer::Count(sent)),
    }
}

/// The latest messages about a sign-up, which are read by that.
pub(super) async fn thread(app: &App, ctx: &Ctx, thread: SignUpId) -> Result<Answer, No> {
    let (mut latest, mut after): (Vec<messages::Message>, _) = (Vec::new(), None);
    loop {
        let page = messages::list::list(app, ctx, thread, after, PAGE).await?;
        after = page.last().map(|last| (last.created_at, last.id));
        let is_last = page.len() < usize::from(PAGE);
        latest.extend(page);
        latest.drain(..latest.len().saturating_sub(LATEST_MESSAGES));
        if is_last {
            break;
        }
    }
    messages::read::read(app, ctx, thread).await?;
    Ok(Answer::Messages(latest))
}

/// Writes to the other side of a sign-up. Done again after a crash, it writes nothing more.
pub(super) async fn reply(app: &App, ctx: &Ctx, thread: SignUpId, text: &str) -> Result<Answer, No> {
    send::send_once(app, ctx, thread, send::Input { text: text.to_owned() }).await?;
    Ok(Answer::Done)
}
