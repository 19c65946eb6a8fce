//! Missions that one association offers to another: taken, declined, or taken back.

use serde_json::json;
use tests::Visitor;
use uuid::Uuid;

use super::Scene;

#[tokio::test]
async fn what_the_city_stopped_is_not_handed_over() {
    let scene = Scene::new().await;
    let own = scene.owner.validated_association(&scene.app).await;
    let (other, theirs) = scene.other().await;
    let (mission, _) = scene.published(|_| {}).await;
    let (offered, _) = scene.published(|mission| mission["title"] = json!("Aider au jardin le samedi")).await;
    let path = |mission: Uuid| format!("/api/v1/missions/{mission}/hand-over");
    scene.owner.post(&scene.app, &path(offered), json!({ "association": theirs })).await.expect(200);
    let agent = scene.app.agent("paris").await;
    let suspend = format!("/api/v1/associations/{}/suspend", scene.association);
    agent.post(&scene.app, &suspend, json!({ "reason": "Une plainte." })).await.expect(200);

    scene.owner.post(&scene.app, &path(mission), json!({ "association": own })).await.expect(409);
    let take = format!("/api/v1/missions/{offered}/take-over");
    other.post(&scene.app, &take, json!({})).await.expect(409);
    agent.post(&scene.app, &path(mission), json!({ "association": own })).await.expect(200);
}

#[tokio::test]
async fn an_offer_is_declined_or_taken_back() {
    let scene = Scene::new().await;
    let (other, theirs) = scene.other().await;
    let (mission, _) = scene.published(|_| {}).await;
    let offer = format!("/api/v1/missions/{mission}/hand-over");
    let (browser, taker) = (scene.browser(), Visitor::known(&scene.app, &other));
    let page = format!("/manage/missions/{mission}");

    // Pressed twice it is one offer; made again after it was declined it is another, and told.
    for _ in 0..2 {
        scene.owner.post(&scene.app, &offer, json!({ "association": theirs })).await.expect(200);
    }
    let shown = browser.get(&page).await.expect(200);
    assert!(shown.says("n'a pas encore répondu"), "{}", shown.text("main"));
    let declined = taker.submit(&taker.get("/manage").await, "/end-offer", &[]).await.expect(200);
    assert!(declined.path == "/manage" && !declined.says("vous propose de reprendre"), "{}", declined.text("main"));
    assert!(!browser.get(&page).await.says("n'a pas encore répondu"));

    scene.app.clock.advance(chrono::Duration::minutes(1));
    scene.owner.post(&scene.app, &offer, json!({ "association": theirs })).await.expect(200);
    let told = "SELECT count(*) FROM notices WHERE kind = 'mission_offered'";
    let told: i64 = scene.app.client("paris").await.query_one(told, &[]).await.expect("a row").get(0);
    assert_eq!((told, scene.noted("mission.offered").await), (2, 2));
    let seen = taker.get("/manage").await.expect(200);
    let back = browser.submit(&browser.get(&page).await, "/end-offer", &[]).await.expect(200);
    assert!(back.path == page && !back.says("n'a pas encore répondu"), "{}", back.text("main"));
    assert!(!taker.get("/manage").await.says("vous propose de reprendre"));
    taker.submit(&seen, "/take", &[]).await.expect(403);
    let stranger = scene.app.volunteer("paris", "stranger").await;
    stranger.post(&scene.app, &format!("/api/v1/missions/{mission}/end-offer"), json!({})).await.expect(403);
    assert_eq!(scene.noted("mission.offer_ended").await, 2);
}

#[tokio::test]
async fn what_is_over_is_offered_to_nobody_and_a_refusal_is_said() {
    let scene = Scene::new().await;
    let (other, theirs) = scene.other().await;
    let taker = Visitor::known(&scene.app, &other);
    let to = json!({ "association": theirs });
    for end in ["close", "cancel", ""] {
        let (mission, _) = scene.published(|mission| mission["title"] = json!(format!("Aider au jardin {end}"))).await;
        let at = |act: &str| format!("/api/v1/missions/{mission}/{act}");
        scene.owner.post(&scene.app, &at("hand-over"), to.clone()).await.expect(200);
        if !end.is_empty() {
            let body = if end == "cancel" { json!({ "reason": "Il pleut." }) } else { json!({}) };
            scene.owner.post(&scene.app, &at(end), body).await.expect(200);
            assert!(!taker.get("/manage").await.says("vous propose de reprendre"), "{end}");
        }
    }
    let suspend = format!("/api/v1/associations/{theirs}/suspend");
    let agent = scene.app.agent("paris").await;
    agent.post(&scene.app, &suspend, json!({ "reason": "Une plainte." })).await.expect(200);
    let refused = taker.submit(&taker.get("/manage").await, "/take", &[]).await.expect(422);
    assert!(!refused.text("#complaints").is_empty(), "{}", refused.text("main"));
}

#[tokio::test]
async fn the_other_association_is_looked_for_by_name() {
    let scene = Scene::new().await;
    let (_, theirs) = scene.other().await;
    let name = "UPDATE associations SET name = $2 WHERE id = $1";
    scene.app.client("paris").await.execute(name, &[&theirs, &"Écoles 100 % partagées"]).await.expect("a name");
    let (mission, _) = scene.published(|_| {}).await;
    let browser = scene.browser();
    let path = format!("/manage/missions/{mission}/hand-over");
    for (words, found) in [("ECOLE", 1), ("100%20%25", 1), ("%25%25", 0), ("100_", 0), ("", 1)] {
        let page = browser.get(&format!("{path}?q={words}")).await.expect(200);
        assert_eq!(page.texts("input[name=association]").len(), found, "{words}: {}", page.text("main"));
    }
}
