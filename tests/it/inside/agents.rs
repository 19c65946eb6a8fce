//! What agents do where an association cannot: a mission called off or handed over, an association that leaves.

use tests::Visitor;

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
