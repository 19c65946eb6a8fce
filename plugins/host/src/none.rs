//! No rules: the city decides nothing by them, and everything may be.

use std::sync::Arc;

use async_trait::async_trait;
use platform_core::ports::{Misfit, Rules};
use platform_core::refusals::Reason;
use platform_core::rules::facts::{AssociationFile, Came, Hit, Moment, SignUp, Submission};
use platform_core::rules::{
    About, ComponentHash, Effect, Failure, Health, Parameters, Review, SignUpVerdict, Times, versions,
};

use crate::city::unruled_plan;

/// The rules of a city that has none.
#[derive(Debug)]
pub(crate) struct NoRules {
    about: About,
}

impl NoRules {
    /// There is nothing to set.
    pub(crate) fn new(given: &Parameters) -> Result<Self, Misfit> {
        let unknown: Vec<_> =
            given.keys().map(|name| Reason::new("unknown_parameter").at(format!("/{name}"))).collect();
        if !unknown.is_empty() {
            return Err(Misfit::Parameters(unknown));
        }
        let about = About {
            name: versions::NONE.to_owned(),
            version: String::new(),
            legal_basis: String::new(),
            component: ComponentHash::of(&[]),
            parameters: Vec::new(),
            credentials: Vec::new(),
            accreditations: Vec::new(),
            needs: Vec::new(),
            times: Times::default(),
            ranks: false,
            hears_attendance: false,
            catalogue: Arc::default(),
        };
        Ok(Self { about })
    }
}

#[async_trait]
impl Rules for NoRules {
    fn about(&self) -> &About {
        &self.about
    }

    fn health(&self) -> Health {
        Health::default()
    }

    async fn review_association(&self, _: Moment, _: AssociationFile) -> Result<Review, Failure> {
        Ok(Review::Publish)
    }

    async fn review_mission(&self, _: Moment, _: Submission) -> Result<Review, Failure> {
        Ok(Review::Publish)
    }

    async fn sign_up(&self, _: Moment, sign_up: SignUp) -> Result<SignUpVerdict, Failure> {
        Ok(SignUpVerdict { reasons: Vec::new(), plan: unruled_plan(&sign_up) })
    }

    async fn rank(&self, _: Moment, hits: Vec<Hit>) -> Result<Vec<i32>, Failure> {
        Ok(vec![0; hits.len()])
    }

    async fn on_attendance(&self, _: Moment, _: Came) -> Result<Vec<Effect>, Failure> {
        Ok(Vec::new())
    }
}
