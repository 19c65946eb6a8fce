//! What agents do where an association cannot: a mission called off or handed over, an association that leaves.

use axum::http::Method;
use platform_core::accounts::CityRole;
use serde_json::json;
use tests::{Person, TestApp, Visitor};

use super::Scene;

#[tokio::test]
async fn agents_call_a_mission_off_hand_it_over_and_let_an_association_leave() {
    let scene = Scene::new().await;
    let (_, theirs) = scene.other().await;
    let (given, slot) = scene.published(|_| {}).await;
    let (ended, _) = scene.published(|mission| mission["title"] = "Aider au jardin".into()).await;
    scene.sign_up("camille", given, slot).await;
    let agent = scene.app.agent("paris").await;
    let browser = Visitor::known(&scene.app, &agent);

    let page = browser.get(&format!("/agent/missions/{ended}")).await.expect(200);
    let refused = browser.submit(&page, "/cancel", &[("why", " ")]).await.expect(422);
    assert_eq!(refused.error("why"), "Ce champ est vide. Remplissez-le.");
    let cancelled = browser.submit(&refused, "/cancel", &[("why", "Le jardin est fermé.")]).await.expect(200);
    assert!(cancelled.text(".state").contains("Annulée"), "{}", cancelled.text("main"));

    let association = format!("/agent/associations/{}", scene.association);
    let page = browser.get(&association).await.expect(200);
    let leave = format!("{}/leave", scene.association);
    assert!(browser.submit(&page, &leave, &[]).await.expect(422).says("personne"), "somebody counts on it");
    let choose = browser.get(&format!("/agent/missions/{given}/hand-over")).await.expect(200);
    let to = theirs.to_string();
    let there = browser.submit(&choose, "/hand-over", &[("association", to.as_str())]).await.expect(200);
    assert_eq!(there.path, format!("/agent/missions/{given}"));
    let left = browser.submit(&browser.get(&association).await, &leave, &[]).await.expect(200);
    assert!(left.attribute(&format!("form[action$='{leave}']"), "action").is_none(), "{}", left.text("main"));
}

#[tokio::test]
async fn a_report_is_closed_by_two_presses_as_by_one() {
    let scene = Scene::new().await;
    let (mission, slot) = scene.published(|_| {}).await;
    let (person, thread) = scene.sign_up("camille", mission, slot).await;
    let report = json!({ "reason": "Ces messages sont blessants." });
    person.post(&scene.app, &format!("/api/v1/sign-ups/{thread}/report"), report).await.expect(201);
    let agent = scene.app.agent("paris").await;
    let browser = Visitor::known(&scene.app, &agent);
    let page = browser.get(&format!("/agent/threads/{thread}")).await.expect(200);
    for _ in 0..2 {
        assert_eq!(browser.submit(&page, "/close", &[]).await.expect(200).path, "/agent");
    }
    browser.get(&format!("/agent/threads/{thread}")).await.expect(404);
}

#[tokio::test]
async fn what_is_mistyped_is_told_beside_its_field() {
    let app = TestApp::new().await;
    let chief = Person::made(&app, "paris", "chief", Some(CityRole::Admin), None).await;
    let person = app.volunteer("paris", "camille").await;
    let browser = Visitor::known(&app, &chief);
    let ledger = browser.get("/agent/ledger?subject=abc").await.expect(422);
    assert_eq!(ledger.value("subject"), "abc");
    assert!(!ledger.error("subject").is_empty());

    let tie = json!({ "tie": { "kind": "resident", "area": null } });
    person.call(&app, Method::PATCH, "/api/v1/me", Some(tie)).await.expect(200);
    let page = browser.get(&format!("/agent/desk/{}", person.id)).await.expect(200);
    for day in ["+262142-12-31", "0001-01-01"] {
        let refused = browser.submit(&page, "/credentials", &[("until", day)]).await.expect(422);
        assert!(!refused.error("until").is_empty(), "{}", refused.text("main"));
    }
}

#[tokio::test]
async fn an_admin_who_gives_up_their_role_is_led_to_where_they_may_be() {
    let app = TestApp::new().await;
    let chief = Person::made(&app, "paris", "chief", Some(CityRole::Admin), None).await;
    Person::made(&app, "paris", "other", Some(CityRole::Admin), None).await;
    let browser = Visitor::known(&app, &chief);
    let page = browser.get("/agent/roles").await.expect(200);
    let own = chief.id.to_string();
    assert_eq!(browser.submit(&page, "/roles/take", &[("account", own.as_str())]).await.expect(200).path, "/");
}

#[tokio::test]
async fn trying_parameters_is_no_question_to_the_rules_in_force() {
    let scene = Scene::new().await;
    scene.published(|_| {}).await;
    let chief = Person::made(&scene.app, "paris", "chief", Some(CityRole::Admin), None).await;
    let browser = Visitor::known(&scene.app, &chief);
    let page = browser.get("/agent/rules").await.expect(200);
    let before = scene.app.city("paris").rules.health();
    let fields = [("_token", page.value("_token")), ("version", page.value("version"))];
    let fields = fields.map(|(name, value)| (name.to_owned(), value));
    let tried = browser.post("/agent/rules/try", &fields).await.expect(200);
    assert!(tried.text("#tried").contains("Missions relues : 1"), "{}", tried.text("main"));
    assert_eq!(scene.app.city("paris").rules.health().calls, before.calls);
}

#[tokio::test]
async fn what_is_wrong_is_not_folded_away() {
    let scene = Scene::new().await;
    let (mission, _) = scene.published(|_| {}).await;
    let agent = scene.app.agent("paris").await;
    let browser = Visitor::known(&scene.app, &agent);
    let page = browser.get(&format!("/agent/missions/{mission}")).await.expect(200);
    let refused = browser.submit(&page, "/suspend", &[("reason", " ")]).await.expect(422);
    assert!(!refused.error("reason").is_empty());
    assert!(refused.attribute("details[open] form[action$='/suspend']", "action").is_some());
    assert!(refused.attribute("details[open] form[action$='/cancel']", "action").is_none());
}
