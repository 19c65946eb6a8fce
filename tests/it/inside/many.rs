//! Where there is much of something: pages go on, and what is newest or comes next stands first.

use chrono::Duration;
use serde_json::json;
use tests::Visitor;
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

/// So many copies of a mission, in this state, made and handed in one a second.
async fn copies(scene: &Scene, of: Uuid, count: i32, state: &str) {
    let copies = "INSERT INTO missions (id, association_id, title, description, language, domain, activities,
                                        beneficiaries, open_to_minors, accessible, remote, prerequisites,
                                        motivation_wanted, acceptance, waiting_list, state, created_at, submitted_at)
                  SELECT gen_random_uuid(), association_id, 'Copie ' || n, description, language, domain, activities,
                         beneficiaries, open_to_minors, accessible, remote, prerequisites, motivation_wanted,
                         acceptance, waiting_list, $3, created_at + n * interval '1 second',
                         created_at + n * interval '1 second'
                  FROM missions, generate_series(1, $2) AS n WHERE id = $1";
    scene.app.client("paris").await.execute(copies, &[&of, &count, &state]).await.expect("missions");
}

#[tokio::test]
async fn agents_are_told_when_more_waits_than_they_are_shown() {
    let scene = Scene::new().await;
    let mission = scene.draft(|_| {}).await;
    let agent = scene.app.agent("paris").await;
    let browser = Visitor::known(&scene.app, &agent);
    copies(&scene, mission, 99, "submitted").await;
    assert!(!browser.get("/agent").await.expect(200).says("depuis le plus longtemps"));
    copies(&scene, mission, 2, "submitted").await;
    let page = browser.get("/agent").await.expect(200);
    assert!(page.says("Missions : 100") && page.says("Seuls les 100 qui attendent"), "{}", page.text("main"));
    assert!(page.says("Copie 1 ") && !page.says("Copie 99"), "the longest first");
}

#[tokio::test]
async fn what_waits_is_told_of_old_missions_too_and_the_list_of_them_goes_on() {
    let scene = Scene::new().await;
    let (old, slot) = scene.published(|mission| mission["acceptance"] = json!("by_manager")).await;
    scene.sign_up("camille", old, slot).await;
    copies(&scene, old, 100, "draft").await;
    let browser = scene.browser();
    let first = browser.get("/manage").await.expect(200);
    assert!(first.says("Répondez à 1 personne") && first.says("Copie 1 "), "{}", first.text("main"));
    let there = format!("a[href='/manage/missions/{old}']");
    assert_eq!(first.texts(&there), [""; 0]);
    let second = browser.get(&first.attribute("[rel=next]", "href").expect("a next page")).await.expect(200);
    assert_eq!(second.texts(&there).len(), 1, "{}", second.text("main"));
    assert!(second.attribute("[rel=next]", "href").is_none() && second.says("Répondez à 1 personne"));
}

#[tokio::test]
async fn of_many_dates_those_to_come_are_shown_and_all_can_be() {
    let scene = Scene::new().await;
    let weekly = json!([{
        "starts_at": "2026-03-14T09:00:00Z", "ends_at": "2026-03-14T11:00:00Z", "capacity": 5,
        "repeat": "FREQ=WEEKLY;COUNT=60",
    }]);
    let (mission, slot) = scene.published(|mission| mission["slots"] = weekly).await;
    let (person, _) = scene.sign_up("camille", mission, slot).await;
    scene.app.clock.advance(Duration::weeks(50));
    let browser = scene.browser();
    let page = browser.get(&format!("/manage/missions/{mission}")).await.expect(200);
    assert!(page.says("27 février 2027") && !page.says("14 mars 2026"), "{}", page.text("main"));
    let all = browser.get(&page.attribute("a[href$='?all=1']", "href").expect("all of them")).await.expect(200);
    assert!(all.says("14 mars 2026"), "{}", all.text("main"));
    let agent = scene.app.agent("paris").await;
    let agents = Visitor::known(&scene.app, &agent);
    let page = agents.get(&format!("/agent/missions/{mission}")).await.expect(200);
    assert!(page.says("27 février 2027") && !page.says("14 mars 2026"), "{}", page.text("main"));
    assert!(agents.get(&format!("/agent/missions/{mission}?all=1")).await.says("14 mars 2026"));
    agents.get(&format!("/agent/desk/{}/missions/{mission}?all=1", person.id)).await.expect(200);
}

#[tokio::test]
async fn a_long_thread_shows_its_last_messages_and_leads_to_the_earlier() {
    let scene = Scene::new().await;
    let (mission, slot) = scene.published(|_| {}).await;
    let (person, thread) = scene.sign_up("camille", mission, slot).await;
    let said = "INSERT INTO messages (id, sign_up_id, author_id, side, text, created_at)
                SELECT gen_random_uuid(), $1, $2, 'volunteer', 'Message ' || n || '.', now() + n * interval '1 second'
                FROM generate_series(1, 150) AS n";
    scene.app.client("paris").await.execute(said, &[&thread, &person.id]).await.expect("messages");
    let report = json!({ "reason": "Trop de messages." });
    person.post(&scene.app, &format!("/api/v1/sign-ups/{thread}/report"), report).await.expect(201);
    let agent = scene.app.agent("paris").await;
    for (who, path) in [
        (&scene.owner, format!("/manage/sign-ups/{thread}")),
        (&person, format!("/sign-ups/{thread}")),
        (&agent, format!("/agent/threads/{thread}")),
    ] {
        let browser = Visitor::known(&scene.app, who);
        let page = browser.get(&path).await.expect(200);
        assert!(page.says("Message 150.") && !page.says("Message 50."), "{}", page.text("main"));
        let link = page.attribute("main a[href*='before=']", "href").expect("the earlier ones");
        let earlier = browser.get(&link).await.expect(200);
        assert!(earlier.says("Message 50.") && earlier.says("Message 1.") && !earlier.says("Message 51."), "{path}");
        assert!(earlier.attribute("main a[href*='before=']", "href").is_none());
    }
}
