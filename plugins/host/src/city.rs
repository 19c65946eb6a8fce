//! The rules of one city: a component, its parameters, and how it has fared.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use async_trait::async_trait;
use platform_core::ports::{Misfit, Rules};
use platform_core::refusals::Reason;
use platform_core::rules::facts::{AssociationFile, Came, Hit, Moment, SignUp, Submission};
use platform_core::rules::{About, Effect, Failure, Health, Parameters, Plan, Review, SignUpVerdict, Times, Unusable};
use tokio::sync::Semaphore;

use crate::bindings::{manifest, types};
use crate::breaker::Breaker;
use crate::component::{Guest, Ready};
use crate::convert;

/// Calls of one city at once: one that is slow keeps no other city from being asked.
const AT_ONCE: usize = 8;

/// The rules of one city.
pub(crate) struct CityRules {
    inner: Arc<Inner>,
    /// Whether they are left alone when they fail again and again, and what they do is counted.
    guarded: bool,
}

impl std::fmt::Debug for CityRules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Inner { city, component, .. } = &*self.inner;
        f.debug_struct("CityRules").field("city", city).field("component", component).finish_non_exhaustive()
    }
}

struct Inner {
    city: String,
    component: Arc<Ready>,
    settings: Vec<types::Setting>,
    about: About,
    at_once: Arc<Semaphore>,
    breaker: Breaker,
    calls: AtomicU64,
    failures: AtomicU64,
    last_failure: Mutex<Option<Failure>>,
}

impl CityRules {
    /// Of a component with these parameters: looks whether they fit, and asks what does not change in between.
    pub(crate) fn new(city: &str, component: Arc<Ready>, given: &Parameters) -> Result<Self, Misfit> {
        let settings = convert::settings(&complete(&component, given)?);
        let checked = component
            .ask(|guest| guest.manifest.call_check_params(&mut guest.store, &settings))
            .and_then(convert::reasons)
            .map_err(Unusable::from)?;
        if !checked.is_empty() {
            return Err(Misfit::Parameters(checked));
        }
        let about = about(&component, &settings).map_err(Unusable::from)?;
        Ok(Self {
            guarded: true,
            inner: Arc::new(Inner {
                city: city.to_owned(),
                component,
                settings,
                about,
                at_once: Arc::new(Semaphore::new(AT_ONCE)),
                breaker: Breaker::default(),
                calls: AtomicU64::default(),
                failures: AtomicU64::default(),
                last_failure: Mutex::default(),
            }),
        })
    }

    /// Asks on a thread where waiting harms nobody: guest code never runs where requests are served. Whoever asked may
    /// go away meanwhile; the guest keeps its place until it is done, and what came of it is noted all the same.
    async fn ask<T: Send + 'static>(
        &self,
        name: &'static str,
        question: impl FnOnce(&Inner, &mut Guest) -> wasmtime::Result<Result<T, Failure>> + Send + 'static,
    ) -> Result<T, Failure> {
        let (inner, guarded) = (Arc::clone(&self.inner), self.guarded);
        let own = Arc::clone(&inner.at_once).acquire_owned().await;
        let place = Arc::clone(&inner.component.places).acquire_owned().await;
        if guarded && !inner.breaker.allows(Instant::now()) {
            return Err(Failure::LeftAlone);
        }
        let asking = tokio::task::spawn_blocking(move || {
            let _until_done = (own, place);
            // What the guest logs says whose it is.
            let _in_city = tracing::error_span!("rules", city = inner.city, call = name).entered();
            let begun = Instant::now();
            let answer = inner.component.ask(|guest| question(&inner, guest)).and_then(std::convert::identity);
            if guarded {
                inner.note(name, begun, answer.as_ref().err());
            }
            answer
        });
        asking.await.unwrap_or_else(|error| Err(Failure::Stopped(error.to_string())))
    }
}

impl Inner {
    /// Keeps what came of a call: for the breaker, for measurements, for the city's agents.
    fn note(&self, name: &'static str, begun: Instant, failure: Option<&Failure>) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let outcome = if failure.is_some() { "failed" } else { "answered" };
        metrics::counter!("rules_calls_total", "city" => self.city.clone(), "call" => name, "outcome" => outcome)
            .increment(1);
        metrics::histogram!("rules_call_seconds", "city" => self.city.clone(), "call" => name)
            .record(begun.elapsed().as_secs_f64());
        let Some(failure) = failure else { return self.breaker.succeeded() };
        let mut last = self.last_failure.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_ref() != Some(failure) {
            tracing::warn!(city = self.city, call = name, %failure, "the city's rules failed; the platform decides");
        }
        *last = Some(failure.clone());
        drop(last);
        if self.breaker.failed(Instant::now()) {
            tracing::error!(city = self.city, %failure, "the city's rules fail again and again: they are left alone");
        }
        // Last: who sees it counted sees what came of it, too.
        self.failures.fetch_add(1, Ordering::Release);
    }

    fn context(&self, at: &Moment) -> types::Context {
        convert::context(at, &self.settings)
    }
}

/// The parameters given, looked at, and the defaults of those that are not.
fn complete(component: &Ready, given: &Parameters) -> Result<Parameters, Misfit> {
    let mut wrong = Vec::new();
    let mut complete = Parameters::new();
    for name in given.keys() {
        if !component.parameters.iter().any(|parameter| parameter.name == *name) {
            wrong.push(Reason::new("unknown_parameter").at(format!("/{name}")));
        }
    }
    for parameter in &component.parameters {
        let value = given.get(&parameter.name).or(parameter.default.as_ref());
        match value {
            Some(value) if parameter.kind.takes(value) => drop(complete.insert(parameter.name.clone(), value.clone())),
            Some(_) => {
                let code = format!("parameter_{}", parameter.kind);
                wrong.push(Reason { code: code.into(), ..Reason::new("") }.at(format!("/{}", parameter.name)));
            }
            None => {}
        }
    }
    if wrong.is_empty() { Ok(complete) } else { Err(Misfit::Parameters(wrong)) }
}

fn about(component: &Ready, settings: &[types::Setting]) -> Result<About, Failure> {
    let needs = component.ask(|guest| guest.manifest.call_needs(&mut guest.store, settings))?;
    let times = component.ask(|guest| match &guest.missions {
        Some(missions) => missions.call_timetable(&mut guest.store, settings).map(Some),
        None => Ok(None),
    })?;
    let questions = component.ask(|guest| guest.manifest.call_questions(&mut guest.store, settings))?;
    let described = &component.description;
    let wants = |question| questions.contains(&question);
    Ok(About {
        name: described.name.clone(),
        version: described.version.clone(),
        legal_basis: described.legal_basis.clone(),
        component: component.hash,
        parameters: component.parameters.clone(),
        credentials: described.credentials.clone(),
        accreditations: described.accreditations.clone(),
        needs: convert::needs(needs),
        times: times.map_or_else(|| Ok(Times::default()), convert::times)?,
        ranks: wants(manifest::Question::Rank),
        hears_attendance: wants(manifest::Question::OnAttendance),
        catalogue: Arc::clone(&component.catalogue),
    })
}

/// How a sign-up goes on where no rules decide it.
pub(crate) fn unruled_plan(sign_up: &SignUp) -> Plan {
    Plan {
        acceptance: sign_up.mission.acceptance,
        pending_holds_place: true,
        waiting_list_limit: 1000,
        waiting_priority: 0,
    }
}

#[async_trait]
impl Rules for CityRules {
    fn about(&self) -> &About {
        &self.inner.about
    }

    fn health(&self) -> Health {
        let failures = self.inner.failures.load(Ordering::Acquire);
        let last = self.inner.last_failure.lock().unwrap_or_else(PoisonError::into_inner);
        Health {
            calls: self.inner.calls.load(Ordering::Relaxed),
            failures,
            left_alone: !self.inner.breaker.is_closed(),
            last_failure: last.as_ref().map(ToString::to_string),
        }
    }

    fn unguarded(&self) -> Option<Arc<dyn Rules>> {
        Some(Arc::new(Self { inner: Arc::clone(&self.inner), guarded: false }))
    }

    async fn review_association(&self, at: Moment, file: AssociationFile) -> Result<Review, Failure> {
        self.ask("review-association", move |inner, Guest { store, missions, .. }| {
            let Some(missions) = missions else { return Ok(Ok(Review::Publish)) };
            let answer = missions.call_review_association(store, &inner.context(&at), &convert::file(&file))?;
            Ok(convert::review(answer))
        })
        .await
    }

    async fn review_mission(&self, at: Moment, submission: Submission) -> Result<Review, Failure> {
        self.ask("review-mission", move |inner, Guest { store, missions, .. }| {
            let Some(missions) = missions else { return Ok(Ok(Review::Publish)) };
            let answer = missions.call_review_mission(store, &inner.context(&at), &convert::submission(&submission))?;
            Ok(convert::review(answer))
        })
        .await
    }

    async fn sign_up(&self, at: Moment, sign_up: SignUp) -> Result<SignUpVerdict, Failure> {
        self.ask("sign-up", move |inner, Guest { store, missions, .. }| {
            let Some(missions) = missions else {
                return Ok(Ok(SignUpVerdict { reasons: Vec::new(), plan: unruled_plan(&sign_up) }));
            };
            let (context, sign_up) = (inner.context(&at), convert::sign_up(&sign_up));
            let reasons = missions.call_can_sign_up(&mut *store, &context, &sign_up)?;
            let plan = missions.call_sign_up_plan(&mut *store, &context, &sign_up)?;
            let verdict = convert::reasons(reasons).and_then(|reasons| {
                let plan = convert::plan(plan)?;
                Ok(SignUpVerdict { reasons, plan })
            });
            Ok(verdict)
        })
        .await
    }

    async fn rank(&self, at: Moment, hits: Vec<Hit>) -> Result<Vec<i32>, Failure> {
        self.ask("rank", move |inner, Guest { store, missions, .. }| {
            let Some(missions) = missions else { return Ok(Ok(vec![0; hits.len()])) };
            let found: Vec<_> = hits.iter().map(convert::hit).collect();
            let lifts = missions.call_rank(store, &inner.context(&at), &found)?;
            Ok(convert::lifts(lifts, hits.len()))
        })
        .await
    }

    async fn on_attendance(&self, at: Moment, came: Came) -> Result<Vec<Effect>, Failure> {
        self.ask("on-attendance", move |inner, Guest { store, missions, .. }| {
            let Some(missions) = missions else { return Ok(Ok(Vec::new())) };
            let (context, sign_up) = (inner.context(&at), convert::sign_up(&came.sign_up));
            let attendance = convert::attendance(came.attendance);
            Ok(convert::effects(missions.call_on_attendance(store, &context, &sign_up, attendance)?))
        })
        .await
    }
}
