//! What the clock asks for: done once, however late, by however many.

use chrono::Duration;
use platform_core::schedule;
use serde_json::json;
use tests::{Person, TestApp, a_mission};
use uuid::Uuid;

struct Scene {
    app: TestApp,
    manager: Person,
    volunteer: Person,
    mission: Uuid,
    sign_up: Uuid,
}

impl Scene {
    /// Somebody signed up to a mission on 14 March from ten to noon; it is 4 March.
    async fn new(acceptance: &str) -> Self {
        let app = TestApp::new().await;
        let manager = app.volunteer("paris", "manager").await;
        let volunteer = app.volunteer("paris", "volunteer").await;
        let association = manager.validated_association(&app).await;
        let mut written = a_mission(2);
        written["acceptance"] = json!(acceptance);
        let (mission, slot) = manager.published_mission(&app, association, written).await;
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        let sign_up = volunteer.post(&app, &path, json!({ "slot": slot })).await.expect(201).id();
        app.work().await;
        Self { app, manager, volunteer, mission, sign_up }
    }

    async fn later(&self, by: Duration) {
        self.app.clock.advance(by);
        self.app.work().await;
    }

    /// How many mails a person got whose subject says this.
    fn told(&self, person: &Person, subject: &str) -> usize {
        self.app.mails.to(&person.email).iter().filter(|mail| mail.subject.contains(subject)).count()
    }

    fn subjects(&self) -> Vec<(String, String)> {
        self.app.mails.all().into_iter().map(|mail| (mail.to, mail.subject)).collect()
    }
}

#[tokio::test]
async fn people_are_reminded_the_day_before_and_can_say_that_they_come() {
    let scene = Scene::new("automatic").await;
    let before = scene.app.mails.to(&scene.volunteer.email).len();
    scene.later(Duration::days(8)).await;
    assert_eq!(scene.app.mails.to(&scene.volunteer.email).len(), before, "{:?}", scene.subjects());
    scene.later(Duration::days(1)).await;
    scene.later(Duration::hours(1)).await;
    let mails = scene.app.mails.to(&scene.volunteer.email);
    assert_eq!(mails.len(), before + 1, "{:?}", scene.subjects());
    assert!(mails[before].calendar.is_some());
    let path = format!("/api/v1/sign-ups/{}/confirm", scene.sign_up);
    let said = scene.volunteer.post(&scene.app, &path, json!({})).await.expect(200);
    assert!(said.body["confirmed_at"].is_string());
}

#[tokio::test]
async fn after_an_outage_everything_is_caught_up_with_and_nothing_is_told_too_late() {
    let scene = Scene::new("automatic").await;
    let before = scene.app.mails.to(&scene.volunteer.email).len();
    // Nobody worked for two weeks: the day is over, so nobody is reminded of it; they are thanked.
    scene.later(Duration::days(14)).await;
    scene.later(Duration::hours(24)).await;
    let mails = scene.app.mails.to(&scene.volunteer.email);
    assert_eq!(mails.len(), before + 1, "{:?}", scene.subjects());
    assert!(mails[before].calendar.is_none());
    assert_eq!(scene.told(&scene.manager, "Qui est venu"), 1, "{:?}", scene.subjects());
    // A month after the day the mission is closed.
    scene.later(Duration::days(30)).await;
    let seen = scene.manager.get(&scene.app, &format!("/api/v1/missions/{}", scene.mission)).await;
    assert_eq!(seen.body["state"], "closed");
}

#[tokio::test]
async fn unanswered_requests_are_brought_up_first_to_managers_then_to_agents() {
    let scene = Scene::new("by_manager").await;
    let agent = scene.app.agent("paris").await;
    let of = |person: &Person| scene.app.mails.to(&person.email).len();
    let (manager, volunteer) = (of(&scene.manager), of(&scene.volunteer));
    scene.later(Duration::days(6)).await;
    assert_eq!((of(&scene.manager), of(&scene.volunteer)), (manager, volunteer));
    scene.later(Duration::days(1)).await;
    scene.later(Duration::hours(1)).await;
    assert_eq!((of(&scene.manager), of(&scene.volunteer)), (manager + 1, volunteer + 1), "{:?}", scene.subjects());
    assert_eq!(of(&agent), 0);
    scene.later(Duration::days(2)).await;
    let path = format!("/api/v1/sign-ups/{}/accept", scene.sign_up);
    scene.manager.post(&scene.app, &path, json!({})).await.expect(200);
    scene.later(Duration::days(10)).await;
    assert_eq!(of(&agent), 0, "it was answered");
}

#[tokio::test]
async fn agents_hear_of_requests_that_stay_unanswered() {
    let scene = Scene::new("by_manager").await;
    let agent = scene.app.agent("paris").await;
    // Far enough ahead that nothing else ends it.
    let client = scene.app.client("paris").await;
    client
        .execute(
            "UPDATE slots SET starts_at = starts_at + interval '90 days', ends_at = ends_at + interval '90 days'",
            &[],
        )
        .await
        .expect("a later day");
    for _ in 0..4 {
        scene.later(Duration::days(5)).await;
    }
    assert_eq!(scene.app.mails.to(&agent.email).len(), 1, "{:?}", scene.subjects());
}

#[tokio::test]
async fn two_nodes_do_what_is_due_once() {
    let scene = Scene::new("automatic").await;
    let before = scene.app.mails.all().len();
    scene.app.clock.advance(Duration::days(9) + Duration::hours(2));
    let rounds = (0..6).map(|_| schedule::tick(&scene.app.app));
    for round in futures_util::future::join_all(rounds).await {
        round.expect("a round");
    }
    let works = (0..4).map(|_| scene.app.work());
    futures_util::future::join_all(works).await;
    assert_eq!(scene.app.mails.all().len(), before + 1, "{:?}", scene.subjects());
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_and_back_tells_nothing_twice() {
    let scene = Scene::new("automatic").await;
    scene.later(Duration::days(9) + Duration::hours(2)).await;
    let told = scene.app.mails.all().len();
    scene.later(-Duration::days(2)).await;
    scene.later(Duration::days(2)).await;
    assert_eq!(scene.app.mails.all().len(), told, "{:?}", scene.subjects());
}
