//! Where there is much of something: pages go on, and what is newest or comes next stands first.

use serde_json::json;
use uuid::Uuid;

use super::Scene;

#[tokio::test]
async fn the_second_page_of_the_desk_is_answered_on_the_second_page() {
    let scene = Scene::new().await;
    let (mission, slot) = scene
        .published(|mission| {
            mission["acceptance"] = json!("by_manager");
            mission["slots"][0]["capacity"] = json!(500);
        })
        .await;
    let client = scene.app.client("paris").await;
    let people = "INSERT INTO accounts (id, email, given_name, family_name, locale, created_at)
                  SELECT gen_random_uuid(), 'p' || n || '@paris.example', 'P' || n, 'Test', 'fr', now()
                  FROM generate_series(1, 101) AS n RETURNING id";
    let people: Vec<Uuid> = client.query(people, &[]).await.expect("people").iter().map(|row| row.get(0)).collect();
    let asked =
        "INSERT INTO sign_ups (id, mission_id, slot_id, account_id, state, holds_place, rank, created_at, changed_at)
                 SELECT gen_random_uuid(), $1, $2, id, 'requested', true, n, now() + n * interval '1 second', now()
                 FROM unnest($3::uuid[]) WITH ORDINALITY AS asked (id, n)";
    client.execute(asked, &[&mission, &slot, &people]).await.expect("sign-ups");
    let browser = scene.browser();
    let first = browser.get(&format!("/manage/missions/{mission}/sign-ups?state=requested")).await.expect(200);
    assert_eq!(first.texts("[name=sign_up]").len(), 100);
    let second = browser.get(&first.attribute("[rel=next]", "href").expect("a next page")).await.expect(200);
    let ticked = second.attribute("[name=sign_up]", "value").expect("somebody");
    assert_eq!(second.texts("[name=sign_up]").len(), 1);

    let wordless = [("sign_up", ticked.as_str()), ("do", "write"), ("text", " ")];
    let refused = browser.submit(&second, "/sign-ups", &wordless).await.expect(422);
    assert!(refused.attribute(&format!("[value='{ticked}'][checked]"), "name").is_some(), "who was ticked stays so");
    let written = browser.submit(&refused, "/sign-ups", &[("do", "write"), ("text", "À samedi !")]).await.expect(200);
    assert_eq!(written.path, second.path);
}
