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
