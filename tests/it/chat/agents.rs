//! For the city's agents: what waits is let through or sent back in the chat, and nobody else does so.

use bots::engine::Input;
use bots::press::Press;
use chrono::NaiveDate;
use platform_core::accounts::CityRole;
use serde_json::json;
use tests::{Person, a_mission, an_association};
use uuid::Uuid;

use super::fullest::long;
use super::strangers::{SECRET, everything};
use super::talker::Talker;
use super::{Scene, in_both};

const STANDS: &str = "SELECT format('%s: %s', name, state) FROM associations WHERE name <> 'Savoirs du canal' UNION ALL \
                      SELECT format('%s: %s', title, state) FROM missions ORDER BY 1";

/// An agent of the city.
pub(super) async fn agent(scene: &Scene) -> Talker<'_> {
    let born = NaiveDate::from_ymd_opt(1980, 1, 1);
    let person = Person::made(&scene.app, "paris", "moderator", Some(CityRole::Moderator), born).await;
    Talker::person(&scene.app, "paris", &person, scene.locale).await
}

/// An association that waits, and its mission.
pub(super) async fn waiting(scene: &Scene, name: &str, title: &str) -> (Person, Uuid, Uuid) {
    let owner = scene.app.volunteer("paris", &name.to_lowercase().replace(' ', "-")).await;
    let mut file = an_association();
    file["name"] = json!(name);
    let association = owner.post(&scene.app, "/api/v1/associations", file).await.expect(201).id();
    let mut mission = a_mission(3);
    mission["title"] = json!(title);
    let body = json!({ "association": association, "mission": mission });
    let mission = owner.post(&scene.app, "/api/v1/missions", body).await.expect(201).id();
    for path in [format!("associations/{association}"), format!("missions/{mission}")] {
        owner.post(&scene.app, &format!("/api/v1/{path}/submit"), json!({})).await.expect(200);
    }
    (owner, association, mission)
}

#[tokio::test]
async fn what_waits_is_let_through_one_after_the_other() {
    in_both(async |scene: Scene| {
        waiting(&scene, "Les Jardins", "Planter des arbres").await;
        let mut talker = agent(&scene).await;
        talker.says("/start").await;
        talker.presses("chat-do-moderate").await;
        assert_eq!(talker.title(), "Les Jardins");
        talker.reads("1/2");
        assert_eq!(talker.field("chat-association-kind"), talker.text("chat-kind-association"));
        talker.presses("chat-do-next").await;
        assert_eq!(talker.title(), "Planter des arbres");
        talker.presses("chat-do-before").await;
        let validate = talker.press_of("chat-do-let-through");
        // Pressed twice, it is let through once.
        for _ in 0..2 {
            talker.sends(Input::Press(validate)).await;
            talker.sees("chat-let-through");
            talker.reads("Planter des arbres");
        }
        talker.presses("chat-do-publish").await;
        talker.sees("chat-published");
        talker.reads(&talker.text("chat-queue-none"));
        assert_eq!(scene.rows(STANDS).await, ["Les Jardins: validated", "Planter des arbres: published"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_sent_back_says_why() {
    in_both(async |scene: Scene| {
        let (_, _, mission) = waiting(&scene, "Les Jardins", "Planter des arbres").await;
        let mut talker = agent(&scene).await;
        for (command, title) in [("/file", "Planter des arbres"), ("/queue", "Les Jardins")] {
            talker.says(command).await;
            if talker.title() != title {
                talker.presses("chat-do-next").await;
            }
            talker.presses("chat-do-send-back").await;
            talker.sees("chat-send-back-title");
            talker.presses("chat-do-queue").await;
            if talker.title() != title {
                talker.presses("chat-do-next").await;
            }
            talker.presses("chat-do-send-back").await;
            // Longer than a reason may be: it says so, and what waits is still there.
            talker.says(&long('r', 1200)).await;
            talker.sees("chat-refused");
            talker.presses("chat-do-queue").await;
            if talker.title() != title {
                talker.presses("chat-do-next").await;
            }
            talker.presses("chat-do-send-back").await;
            talker.says("Dites où vous plantez.").await;
            talker.sees("chat-sent-back");
        }
        assert_eq!(scene.rows(STANDS).await, ["Les Jardins: returned", "Planter des arbres: returned"]);
        let said = "SELECT reasons->0->>'text' FROM missions UNION ALL SELECT reasons->0->>'text' FROM associations \
                    WHERE state = 'returned'";
        assert_eq!(scene.rows(said).await, ["Dites où vous plantez."; 2]);
        // What somebody has sent back cannot be published from an old card.
        talker.sends(Input::Press(Press::Publish(mission.into()))).await;
        talker.sees("chat-refused");
    })
    .await;
}

#[tokio::test]
async fn nobody_else_sees_or_decides_what_waits() {
    in_both(async |scene: Scene| {
        let (owner, association, mission) = waiting(&scene, SECRET, SECRET).await;
        let before = everything(&scene.app).await;
        // An agent of another city is none here.
        let elsewhere = Person::made(&scene.app, "montreal", "agent-there", Some(CityRole::Admin), None).await;
        for mut talker in [
            scene.visitor(),
            scene.volunteer("ana").await,
            Talker::person(&scene.app, "paris", &owner, scene.locale).await,
            Talker::person(&scene.app, "montreal", &elsewhere, scene.locale).await,
        ] {
            let city = talker.speaker.tenant.config.code.clone();
            talker.says("/start").await;
            assert_eq!(talker.may("chat-do-moderate"), city == "montreal");
            for press in [
                Press::Queue(0),
                Press::Validate(association.into()),
                Press::Publish(mission.into()),
                Press::ReturnAssociation(association.into()),
                Press::ReturnMission(mission.into()),
            ] {
                talker.sends(Input::Press(press)).await;
                if talker.screen().ask.is_some() {
                    talker.says("Parce que.").await;
                }
                let is_empty_there = press == Press::Queue(0) && city == "montreal";
                talker.sees(if is_empty_there { "chat-queue-title" } else { "chat-refused" });
            }
            assert!(!talker.transcript.contains(SECRET), "{}", talker.transcript);
        }
        let before: Vec<_> = before.into_iter().filter(|row| !row.contains("volunteer")).collect();
        let after = everything(&scene.app).await;
        assert!(before.iter().all(|row| after.contains(row)), "nothing that was there has changed");
    })
    .await;
}

/// A file whose every field is as long as it may be.
#[tokio::test]
async fn an_association_that_says_all_it_may() {
    in_both(async |scene: Scene| {
        let owner = scene.app.volunteer("paris", "owner").await;
        let file = json!({
            "name": long('n', 150), "kind": "public_body", "description": long('d', 5000), "rna": "W751234567",
            "domains": ["education", "sport", "health", "culture", "nature", "solidarity", "citizenship", "prevention"],
            "street": long('s', 200), "postcode": "75010 PARIS3", "area": "75110",
            "website": format!("https://exemple.example/{}", "w".repeat(200)),
            "contact_email": format!("{}@{}.example", "e".repeat(60), "f".repeat(60)),
            "contact_phone": "+33 1 23 45 67 89",
        });
        let id = owner.post(&scene.app, "/api/v1/associations", file).await.expect(201).id();
        owner.post(&scene.app, &format!("/api/v1/associations/{id}/submit"), json!({})).await.expect(200);
        let remark = long('m', 900);
        let reasons = json!([{ "code": "remark", "text": remark }, { "code": "remark", "text": remark },
                             { "code": "remark", "text": remark }, { "code": "remark", "text": remark }]);
        scene.rows(&format!("UPDATE associations SET reasons = '{reasons}' WHERE id = '{id}' RETURNING ''")).await;
        let mut talker = agent(&scene).await;
        talker.says("/moderation").await;
        assert_eq!(talker.title(), long('n', 150));
    })
    .await;
}
