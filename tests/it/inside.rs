//! The pages of those who act inside, for an association or the city: what they do to each other's work, and what they find
//! where there is much of it.

mod agents;
mod at_once;
mod many;
mod offers;
mod ways;

use chrono::Duration;
use serde_json::{Value, json};
use tests::{Person, TestApp, Visitor, a_mission};
use uuid::Uuid;

/// A city with a validated association, and who answers for it.
pub(super) struct Scene {
    pub(super) app: TestApp,
    pub(super) owner: Person,
    pub(super) association: Uuid,
}

impl Scene {
    pub(super) async fn new() -> Self {
        let app = TestApp::new().await;
        let owner = app.volunteer("paris", "owner").await;
        let association = owner.validated_association(&app).await;
        Self { app, owner, association }
    }

    pub(super) fn browser(&self) -> Visitor<'_> {
        Visitor::known(&self.app, &self.owner)
    }

    async fn published(&self, change: impl FnOnce(&mut Value)) -> (Uuid, Uuid) {
        let mut mission = a_mission(5);
        change(&mut mission);
        self.owner.published_mission(&self.app, self.association, mission).await
    }

    /// A mission as it was written, before anybody looked at it.
    async fn draft(&self, change: impl FnOnce(&mut Value)) -> Uuid {
        let mut mission = a_mission(5);
        change(&mut mission);
        let body = json!({ "association": self.association, "mission": mission });
        self.owner.post(&self.app, "/api/v1/missions", body).await.expect(201).id()
    }

    /// Somebody who signed up; and their sign-up.
    async fn sign_up(&self, name: &str, mission: Uuid, slot: Uuid) -> (Person, Uuid) {
        self.joins(name, mission, json!({ "slot": slot })).await
    }

    /// Somebody who signed up, with a word of why, after those before; and their sign-up.
    pub(super) async fn asks(&self, name: &str, mission: Uuid, slot: Uuid, why: &str) -> (Person, Uuid) {
        self.app.clock.advance(Duration::seconds(1));
        self.joins(name, mission, json!({ "slot": slot, "motivation": why })).await
    }

    async fn joins(&self, name: &str, mission: Uuid, said: Value) -> (Person, Uuid) {
        let person = self.app.volunteer("paris", name).await;
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        let id = person.post(&self.app, &path, said).await.expect(201).id();
        (person, id)
    }

    /// Somebody who answers for another association; and that one.
    async fn other(&self) -> (Person, Uuid) {
        let person = self.app.volunteer("paris", "other").await;
        let association = person.validated_association(&self.app).await;
        (person, association)
    }

    /// How many lines the ledger has of an action.
    async fn noted(&self, action: &str) -> i64 {
        let count = "SELECT count(*) FROM ledger WHERE action = $1";
        self.app.client("paris").await.query_one(count, &[&action]).await.expect("a row").get(0)
    }
}
