//! Asking a city's rules: the facts are recorded with the answer, and where there is none the platform's own verdict stands.

use serde::Serialize;
use serde_json::{Value, to_value};

use super::decisions::{Answer, Asked, Decision, Question};
use super::facts::{AssociationFile, Came, Moment, SignUp, Submission};
use super::{Effect, Failure, Review, SignUpVerdict};
use crate::missions::Acceptance;
use crate::tenancy::Ctx;

/// A verdict, and the record of how it came about.
pub(crate) struct Decided<V> {
    pub(crate) verdict: V,
    pub(crate) decision: Decision,
}

/// What becomes of an association.
pub(crate) async fn review_association(ctx: &Ctx, file: AssociationFile) -> Decided<Review> {
    let at = Moment::of(ctx);
    let facts = facts(&at, &file);
    let answer = ctx.tenant.rules.review_association(at, file).await;
    decided(ctx, Question::Association, facts, answer, Review::unruled)
}

/// What becomes of a mission.
pub(crate) async fn review_mission(ctx: &Ctx, submission: Submission) -> Decided<Review> {
    let at = Moment::of(ctx);
    let facts = facts(&at, &submission);
    let answer = ctx.tenant.rules.review_mission(at, submission).await;
    decided(ctx, Question::Mission, facts, answer, Review::unruled)
}

/// Whether somebody may sign up, and how it goes on. Rules may ask for a manager where the mission does not, never the
/// other way round: an association's word on whom it accepts stands.
pub(crate) async fn sign_up(ctx: &Ctx, sign_up: SignUp) -> Decided<SignUpVerdict> {
    let at = Moment::of(ctx);
    let (facts, wanted) = (facts(&at, &sign_up), sign_up.mission.acceptance);
    let answer = ctx.tenant.rules.sign_up(at, sign_up).await;
    let mut decided = decided(ctx, Question::SignUp, facts, answer, SignUpVerdict::unruled);
    if wanted == Acceptance::ByManager {
        decided.verdict.plan.acceptance = Acceptance::ByManager;
    }
    decided
}

/// What follows from somebody's having come, or not.
pub(crate) async fn on_attendance(ctx: &Ctx, came: Came) -> Decided<Vec<Effect>> {
    let at = Moment::of(ctx);
    let facts = facts(&at, &came);
    let answer = ctx.tenant.rules.on_attendance(at, came).await;
    decided(ctx, Question::Attendance, facts, answer, Vec::new)
}

fn facts<F: Serialize>(at: &Moment, facts: &F) -> Value {
    to_value(Asked { at: at.clone(), facts }).unwrap_or_default()
}

fn decided<V: Serialize + Clone>(
    ctx: &Ctx,
    question: Question,
    facts: Value,
    answer: Result<V, Failure>,
    unruled: impl FnOnce() -> V,
) -> Decided<V> {
    let answer = match answer {
        Ok(verdict) => Answer::Verdict(verdict),
        Err(failure) => Answer::Failed(failure.to_string()),
    };
    let decision = Decision {
        version: ctx.tenant.choice.version,
        question,
        facts,
        verdict: to_value(&answer).unwrap_or_default(),
    };
    let verdict = match answer {
        Answer::Verdict(verdict) => verdict,
        Answer::Failed(_) => unruled(),
    };
    Decided { verdict, decision }
}
