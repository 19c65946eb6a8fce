//! `replay` and `dry-run`: what rules would say today to what was asked before, and where that is something else.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, to_value};

use super::decisions::{Answer, Asked, Decision, Question, Recorded};
use super::facts::{AssociationFile, Came, Moment, SignUp, Submission};
use super::{Failure, versions};
use crate::App;
use crate::db::search::store;
use crate::db::{self, missions as missions_sql, rules as sql};
use crate::kinds::MissionId;
use crate::missions::{State, review};
use crate::ports::Rules;
use crate::tenancy::Ctx;

/// Most decisions read at once.
const BATCH: i64 = 500;

/// Most missions that are looked at while somebody waits.
pub const TRIED: i64 = 300;

/// A decision to which rules now say something else.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The decision's number.
    pub id: i64,
    /// When it was.
    pub at: DateTime<Utc>,
    /// What was asked.
    pub question: Question,
    /// The mission that there is, where it was looked at rather than a decision of the past.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mission: Option<Named>,
    /// What was answered.
    pub then: Value,
    /// What would be answered.
    pub now: Value,
}

/// A mission and what it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Which.
    pub id: MissionId,
    /// Its title.
    pub title: String,
}

/// What came of looking again.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Replayed {
    /// How many decisions were looked at.
    pub decisions: u64,
    /// How many had no answer then: the platform's own stood.
    pub failed: u64,
    /// How many could not be asked again: their rules are not there any more.
    pub gone: u64,
    /// Those that come out otherwise.
    pub differences: Vec<Difference>,
}

/// Asks again what was asked since an instant: each of the version that answered, or all of `rules`.
///
/// # Errors
/// If the database fails.
pub async fn replay(
    app: &App,
    ctx: &Ctx,
    since: DateTime<Utc>,
    rules: Option<Arc<dyn Rules>>,
) -> Result<Replayed, db::Error> {
    let mut replayed = Replayed::default();
    let mut known = HashMap::new();
    let mut after = 0;
    loop {
        let batch = sql::decisions(&mut app.db.tenant(ctx).await?, since, after, BATCH).await?;
        let Some(last) = batch.last() else { return Ok(replayed) };
        after = last.id;
        for recorded in batch {
            replayed.decisions += 1;
            if recorded.decision.has_failed() {
                replayed.failed += 1;
                continue;
            }
            let asked = match &rules {
                Some(rules) => Some(Arc::clone(rules)),
                None => of_version(app, ctx, &mut known, recorded.decision.version).await?,
            };
            match asked {
                Some(rules) => replayed.differences.extend(look(&*rules, recorded).await),
                None => replayed.gone += 1,
            }
        }
    }
}

/// Asks other rules to review the missions there are that are published or submitted, beside the rules in force.
///
/// # Errors
/// If the database fails.
pub async fn missions(app: &App, ctx: &Ctx, others: &dyn Rules) -> Result<Replayed, db::Error> {
    let mut replayed = Replayed::default();
    let mut last = None;
    loop {
        let ids = store::missions_after(&mut app.db.tenant(ctx).await?, last, BATCH).await?;
        let Some(&id) = ids.last() else { return Ok(replayed) };
        last = Some(id);
        review_again(app, ctx, others, &ids, &mut replayed).await?;
    }
}

/// The same of the newest: what somebody waits for who tries other parameters.
///
/// # Errors
/// If the database fails.
pub async fn newest_missions(app: &App, ctx: &Ctx, others: &dyn Rules) -> Result<Replayed, db::Error> {
    let mut replayed = Replayed::default();
    let ids = missions_sql::newest_reviewed(&mut app.db.tenant(ctx).await?, TRIED).await?;
    review_again(app, ctx, others, &ids, &mut replayed).await?;
    Ok(replayed)
}

/// Looks at these. Neither rules are left alone when they fail, nor are those in force when they fail here.
async fn review_again(
    app: &App,
    ctx: &Ctx,
    others: &dyn Rules,
    ids: &[MissionId],
    replayed: &mut Replayed,
) -> Result<(), db::Error> {
    let in_force = ctx.tenant.rules.unguarded().unwrap_or_else(|| Arc::clone(&ctx.tenant.rules));
    let mut tx = app.db.tenant(ctx).await?;
    let mut asked = Vec::new();
    let mut missions = missions_sql::find_all(&mut tx, ids).await?;
    // The first made first, so that what is tried twice reads the same twice.
    missions.sort_by_key(|mission| mission.id.uuid());
    for mission in missions {
        if matches!(mission.state, State::Published | State::Submitted) {
            let submission = review::submission(&mut tx, ctx, &mission, &mission.draft).await?;
            asked.push((Named { id: mission.id, title: mission.draft.title }, submission));
        }
    }
    drop(tx); // rules are asked outside any transaction
    for (named, submission) in asked {
        replayed.decisions += 1;
        let facts = to_value(Asked { at: Moment::of(ctx), facts: submission }).unwrap_or_default();
        let asked = Decision { version: 0, question: Question::Mission, facts, verdict: Value::Null };
        let verdict = again(&*in_force, &asked).await;
        let recorded = Recorded { id: 0, at: ctx.now, decision: Decision { verdict, ..asked } };
        let difference = look(others, recorded).await;
        replayed.differences.extend(difference.map(|found| Difference { mission: Some(named), ..found }));
    }
    Ok(())
}

async fn of_version(
    app: &App,
    ctx: &Ctx,
    known: &mut HashMap<i32, Option<Arc<dyn Rules>>>,
    version: i32,
) -> Result<Option<Arc<dyn Rules>>, db::Error> {
    if let Some(rules) = known.get(&version) {
        return Ok(rules.clone());
    }
    let row = sql::version(&mut app.db.tenant(ctx).await?, version).await?;
    let rules = match row.and_then(versions::version_of) {
        Some(found) => versions::load(&app.db, &*app.engine, &ctx.tenant.config, &found.choice).await?.ok(),
        None => None,
    };
    known.insert(version, rules.clone());
    Ok(rules)
}

async fn look(rules: &dyn Rules, recorded: Recorded) -> Option<Difference> {
    let Recorded { id, at, decision } = recorded;
    let now = match rules.unguarded() {
        Some(rules) => again(&*rules, &decision).await,
        None => again(rules, &decision).await,
    };
    let Decision { question, verdict: then, .. } = decision;
    (now != then).then_some(Difference { id, at, question, mission: None, then, now })
}

/// What rules say to what was asked.
pub async fn again(rules: &dyn Rules, decision: &Decision) -> Value {
    let facts = decision.facts.clone();
    match decision.question {
        Question::Association => {
            ask(facts, |Asked { at, facts }: Asked<AssociationFile>| rules.review_association(at, facts)).await
        }
        Question::Mission => ask(facts, |Asked { at, facts }: Asked<Submission>| rules.review_mission(at, facts)).await,
        Question::SignUp => ask(facts, |Asked { at, facts }: Asked<SignUp>| rules.sign_up(at, facts)).await,
        Question::Attendance => ask(facts, |Asked { at, facts }: Asked<Came>| rules.on_attendance(at, facts)).await,
    }
}

async fn ask<F, V, Asking>(facts: Value, asking: impl FnOnce(Asked<F>) -> Asking) -> Value
where
    F: DeserializeOwned,
    V: Serialize,
    Asking: Future<Output = Result<V, Failure>>,
{
    let answer = match from_value(facts) {
        Ok(asked) => match asking(asked).await {
            Ok(verdict) => Answer::Verdict(verdict),
            Err(failure) => Answer::Failed(failure.to_string()),
        },
        Err(error) => Answer::Failed(format!("what was asked cannot be read any more: {error}")),
    };
    to_value(answer).unwrap_or_default()
}
