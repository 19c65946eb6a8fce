//! Two people at the same page: neither undoes what the other wrote, nor does a clock that goes on meanwhile.

use chrono::Duration;
use platform_core::accounts::CityRole;
use serde_json::{Value, json};
use tests::{Person, TestApp, Visitor};

use super::Scene;

#[tokio::test]
async fn two_at_the_door_write_down_only_what_each_said() {
    let scene = Scene::new().await;
    let (mission, slot) = scene.published(|_| {}).await;
    let (_, first) = scene.sign_up("camille", mission, slot).await;
    let (_, second) = scene.sign_up("sacha", mission, slot).await;
    scene.app.clock.advance(Duration::days(11));
    let browser = scene.browser();
    let path = format!("/manage/missions/{mission}/sheet");
    let (came, gone) = (format!("outcome-{first}"), format!("outcome-{second}"));
    let page = browser.get(&path).await.expect(200);
    let page = browser.submit(&page, "/sheet", &[(came.as_str(), "attended")]).await.expect(200);
    let noted = scene.noted("sign_up.moved").await;

    // Both telephones show this list; one corrects a line, then the other writes another.
    browser.submit(&page, "/sheet", &[(came.as_str(), "excused")]).await.expect(200);
    let last = browser.submit(&page, "/sheet", &[(gone.as_str(), "absent")]).await.expect(200);
    let stands = |name: &str| last.attribute(&format!("[name='{name}'][checked]"), "value").unwrap_or_default();
    assert_eq!((stands(&came), stands(&gone)), ("excused".into(), "absent".into()));
    browser.submit(&last, "/sheet", &[]).await.expect(200);
    assert_eq!(scene.noted("sign_up.moved").await, noted + 2, "what stands is not written again");
}

#[tokio::test]
async fn hours_of_nobody_are_asked_about() {
    let scene = Scene::new().await;
    let (mission, slot) = scene.published(|_| {}).await;
    let (_, sign_up) = scene.sign_up("camille", mission, slot).await;
    scene.app.clock.advance(Duration::days(11));
    let browser = scene.browser();
    let page = browser.get(&format!("/manage/missions/{mission}/sheet")).await.expect(200);
    let hours = format!("hours-{sign_up}");
    let refused = browser.submit(&page, "/sheet", &[(hours.as_str(), "2")]).await.expect(422);
    assert!(refused.error(&format!("outcome-{sign_up}")).starts_with("Ce champ est vide"), "{}", refused.text("main"));
    assert_eq!(refused.value(&hours), "2");
}

#[tokio::test]
async fn a_file_to_mend_is_not_saved_over_what_another_saved_meanwhile() {
    let scene = Scene::new().await;
    let browser = scene.browser();
    let action = format!("/manage/{}", scene.association);
    let page = browser.get(&action).await.expect(200);
    browser.submit(&page, &action, &[("street", "12 rue des Écluses")]).await.expect(200);
    let unsound = browser.submit(&page, &action, &[("name", "S")]).await.expect(422);
    let stale = browser.submit(&unsound, &action, &[("name", "Savoirs")]).await.expect(422);
    assert!(stale.says("Quelqu'un a fait un changement avant vous"), "{}", stale.text("main"));
    assert_eq!(stale.attribute(".notice a", "href"), Some(action.clone()), "the file as it stands");
    let saved = browser.submit(&stale, &action, &[]).await.expect(200);
    assert_eq!(saved.value("name"), "Savoirs", "told of it, one may save over it");
}

#[tokio::test]
async fn parameters_that_are_tried_are_not_set_over_what_another_set_meanwhile() {
    let app = TestApp::new().await;
    let chief = Person::made(&app, "paris", "chief", Some(CityRole::Admin), None).await;
    let browser = Visitor::known(&app, &chief);
    let page = browser.get("/agent/rules").await.expect(200);
    browser.submit(&page, "/agent/rules", &[("parameter-title_min_words", "7")]).await.expect(200);
    let fields = [("_token", page.value("_token")), ("version", page.value("version"))];
    let fields = fields.map(|(name, value)| (name.to_owned(), value));
    let tried = browser.post("/agent/rules/try", &fields).await.expect(200);
    assert_eq!(tried.value("version"), page.value("version"));
    let stale = browser.submit(&tried, "/agent/rules", &[]).await.expect(422);
    assert!(stale.says("Quelqu'un a fait un changement avant vous"), "{}", stale.text("main"));
    assert_eq!(app.city("paris").choice.parameters["title_min_words"], 7);
    browser.submit(&stale, "/agent/rules", &[]).await.expect(200);
}

#[tokio::test]
async fn a_mistyped_date_in_the_past_is_corrected() {
    let scene = Scene::new().await;
    let year_before = |mission: &mut Value| {
        mission["slots"][0]["starts_at"] = json!("2025-03-14T09:00:00Z");
        mission["slots"][0]["ends_at"] = json!("2025-03-14T11:00:00Z");
    };
    let mission = scene.draft(year_before).await;
    let browser = scene.browser();
    let when = browser.get(&format!("/manage/missions/{mission}/edit/when")).await.expect(200);
    assert_eq!(when.value("slot-0-date"), "2025-03-14");
    browser.submit(&when, "/edit/when", &[("slot-0-date", "2026-03-14")]).await.expect(200);
    let stands = scene.owner.get(&scene.app, &format!("/api/v1/missions/{mission}")).await.expect(200).body;
    let slots: Vec<_> = stands["slots"].as_array().expect("slots").iter().map(|slot| &slot["starts_at"]).collect();
    assert_eq!(slots, ["2026-03-14T09:00:00Z"]);
}

#[tokio::test]
async fn a_date_may_end_while_its_form_is_open() {
    let scene = Scene::new().await;
    let (mission, slot) = scene.published(|_| {}).await;
    scene.sign_up("camille", mission, slot).await;
    let browser = scene.browser();
    let when = browser.get(&format!("/manage/missions/{mission}/edit/when")).await.expect(200);
    scene.app.clock.advance(Duration::days(11));
    let next = [("slot-1-row", "1"), ("slot-1-places", "3")];
    browser.submit(&when, "/edit/when", &next).await.expect(200);
    let stands = scene.owner.get(&scene.app, &format!("/api/v1/missions/{mission}")).await.expect(200).body;
    assert_eq!(stands["slots"].as_array().map(Vec::len), Some(2), "{stands}");
}

#[tokio::test]
async fn of_two_who_accredit_the_second_is_told_of_the_first() {
    let scene = Scene::new().await;
    let agent = scene.app.agent("paris").await;
    let browser = Visitor::known(&scene.app, &agent);
    let page = browser.get(&format!("/agent/associations/{}", scene.association)).await.expect(200);
    let known = page.attribute("[name=accreditation]", "value").expect("an accreditation");
    browser.submit(&page, "/accredit", &[("accreditation", known.as_str())]).await.expect(200);
    let stale = browser.submit(&page, "/accredit", &[]).await.expect(422);
    assert!(stale.says("Quelqu'un a fait un changement avant vous"), "{}", stale.text("main"));
    assert!(stale.attribute("[name=accreditation][checked]", "value").is_some(), "what stands now");
    let gone = browser.submit(&stale, "/accredit", &[("accreditation", "")]).await.expect(422);
    assert!(gone.attribute("[name=accreditation][checked]", "value").is_none(), "as it was sent");
}

#[tokio::test]
async fn another_original_language_loses_no_text() {
    let scene = Scene::new().await;
    let english = json!({ "title": "Help with homework", "description": "You help two children." });
    let mission = scene.draft(|mission| mission["translations"] = json!({ "en": english })).await;
    let browser = scene.browser();
    let what = browser.get(&format!("/manage/missions/{mission}/edit/what")).await.expect(200);
    browser.submit(&what, "/edit/what", &[("language", "en")]).await.expect(200);
    let stands = scene.owner.get(&scene.app, &format!("/api/v1/missions/{mission}")).await.expect(200).body;
    assert_eq!((&stands["language"], &stands["title"]), (&json!("en"), &english["title"]));
    assert_eq!(stands["translations"]["fr"]["title"], "Aider aux devoirs le samedi matin");
    let what = browser.get(&format!("/manage/missions/{mission}/edit/what")).await.expect(200);
    let blank = browser.submit(&what, "/edit/what", &[("title-en", "")]).await.expect(422);
    assert!(!blank.error("title-en").is_empty(), "{}", blank.text("main"));
}
