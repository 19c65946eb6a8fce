//! Rules that could not be loaded: every question fails, so that the platform's own verdicts stand.

use std::sync::Arc;

use async_trait::async_trait;

use super::facts::{AssociationFile, Came, Hit, Moment, SignUp, Submission};
use super::{About, ComponentHash, Effect, Failure, Health, Review, SignUpVerdict, Times};
use crate::ports::Rules;
use crate::texts::Catalogue;

/// Rules that are not there, and why.
#[derive(Debug)]
pub(crate) struct NotLoaded {
    about: About,
    problem: String,
}

impl NotLoaded {
    /// Of this component, for this reason.
    pub(crate) fn new(component: ComponentHash, problem: String) -> Self {
        let about = About {
            name: String::new(),
            version: String::new(),
            legal_basis: String::new(),
            component,
            parameters: Vec::new(),
            credentials: Vec::new(),
            accreditations: Vec::new(),
            needs: Vec::new(),
            times: Times::default(),
            ranks: false,
            hears_attendance: false,
            catalogue: Arc::new(Catalogue::default()),
        };
        Self { about, problem }
    }

    fn fail<T>(&self) -> Result<T, Failure> {
        Err(Failure::NotLoaded(self.problem.clone()))
    }
}

#[async_trait]
impl Rules for NotLoaded {
    fn about(&self) -> &About {
        &self.about
    }

    fn health(&self) -> Health {
        Health { last_failure: Some(self.problem.clone()), ..Health::default() }
    }

    async fn review_association(&self, _: Moment, _: AssociationFile) -> Result<Review, Failure> {
        self.fail()
    }

    async fn review_mission(&self, _: Moment, _: Submission) -> Result<Review, Failure> {
        self.fail()
    }

    async fn sign_up(&self, _: Moment, _: SignUp) -> Result<SignUpVerdict, Failure> {
        self.fail()
    }

    async fn rank(&self, _: Moment, _: Vec<Hit>) -> Result<Vec<i32>, Failure> {
        self.fail()
    }

    async fn on_attendance(&self, _: Moment, _: Came) -> Result<Vec<Effect>, Failure> {
        self.fail()
    }
}
