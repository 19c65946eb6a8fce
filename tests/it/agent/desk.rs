//! The desk: somebody is found or made, and helped by name.

use serde_json::json;
use tests::{Person, TestApp, Visitor, a_mission};

use super::work;

#[tokio::test]
async fn somebody_without_an_address_is_signed_up_by_name() {
    let app = TestApp::new().await;
    let owner = app.volunteer("paris", "owner").await;
    let association = owner.validated_association(&app).await;
    let mut written = a_mission(1);
    written["prerequisites"] = json!(["J'aime les enfants."]);
    written["waiting_list"] = json!(true);
    let (mission, slot) = owner.published_mission(&app, association, written).await;
    work(&app).await;
    let person = app.agent("paris").await;
    let agent = Visitor::known(&app, &person);
    let desk = agent.see("/agent/desk").await;
    let refused = agent.refused(&desk, "/agent/desk", &[("given_name", "Noa"), ("email", "x")]).await;
    assert!(!refused.error("family_name").is_empty());
    assert!(refused.error("email").contains("prenom@exemple.fr"));
    let told = [("given_name", "Noa"), ("family_name", "Martin"), ("birth_date", "1990-05-17"), ("email", "")];
    let page = agent.done(&refused, "/agent/desk", &told).await;
    page.must_say("Pour Noa Martin");
    page.must_say("Pas d'adresse e-mail");
    page.must_say("Vous agissez pour une autre personne.");
    assert_eq!(page.links("/missions/"), Vec::<String>::new(), "nothing was looked for");

    let guest = guest(&app).await;
    let found = agent.see(&format!("/agent/desk/{guest}?q=devoirs")).await;
    let joining = format!("/agent/desk/{guest}/missions/{mission}");
    assert_eq!(found.links("/missions/"), std::slice::from_ref(&joining));
    let page = agent.see(&joining).await;
    page.must_say("Pour Noa Martin");
    let slot = slot.to_string();
    let refused = agent.refused(&page, &joining, &[("slot", &slot)]).await;
    refused.must_say("La mission demande certaines conditions.");
    let page = agent.done(&refused, &joining, &[("slot", &slot), ("prerequisite", "1")]).await;
    page.must_say("Aider aux devoirs le samedi matin");
    page.must_say("Inscription confirmée");
    let noted = "SELECT count(*) FROM ledger WHERE action = 'sign_up.made' AND on_behalf_of = $1 AND actor_id = $2";
    let noted: i64 = app.client("paris").await.query_one(noted, &[&guest, &person.id]).await.expect("a row").get(0);
    assert_eq!(noted, 1);
    agent.see(&joining).await.must_say("Inscription confirmée");
    agent.done(&page, "/withdraw", &[]).await.must_say("Inscription annulée");
}

async fn guest(app: &TestApp) -> uuid::Uuid {
    let row = "SELECT id FROM accounts WHERE given_name = 'Noa'";
    app.client("paris").await.query_one(row, &[]).await.expect("a row").get(0)
}

#[tokio::test]
async fn who_has_an_account_is_found_by_its_address() {
    let app = TestApp::new().await;
    let known = app.volunteer("paris", "known").await;
    let agent = app.agent("paris").await;
    let agent = Visitor::known(&app, &agent);
    let desk = agent.see("/en/agent/desk").await;
    let told = [("given_name", "Known"), ("family_name", "Test"), ("email", "KNOWN@paris.example")];
    let answer = agent.press(&desk, "/agent/desk", None, &told).await;
    assert_eq!(answer.location(), format!("/en/agent/desk/{}", known.id));
    agent.see(answer.location()).await.must_say("known@paris.example");
    // Nobody is shown who is not there, or is of another city.
    let elsewhere: Person = app.volunteer("montreal", "elsewhere").await;
    for id in [elsewhere.id, uuid::Uuid::nil()] {
        assert_eq!(agent.look(&format!("/agent/desk/{id}")).await.status, 404);
    }
}

/// Under rules that look at it: where somebody belongs is told at the desk, and confirmed there.
#[tokio::test]
async fn where_somebody_belongs_is_told_and_confirmed() {
    let app = TestApp::with_own_rules().await;
    let person = app.volunteer("montreal", "neighbour").await;
    let agent = app.agent("montreal").await;
    let agent = Visitor::known(&app, &agent);
    let page = agent.see(&format!("/agent/desk/{}", person.id)).await;
    let area =
        app.city("montreal").config.areas.iter().find(|area| area.parent.is_some()).expect("an area").code.clone();
    let refused = agent.refused(&page, "/facts", &[("tie", "resident"), ("area", "nowhere")]).await;
    assert!(refused.error("area").contains("quartier"), "{}", refused.error("area"));
    let page = agent.done(&refused, "/facts", &[("tie", "resident"), ("area", &area)]).await;
    page.must_say("Rien n'est vérifié.");
    let late = [("credential", "residence"), ("assurance", "in_person"), ("until", "2020-01-01")];
    let refused = agent.refused(&page, "/credentials", &late).await;
    assert!(refused.error("until").contains("déjà passée"));
    let held = [("credential", "residence"), ("assurance", "in_person"), ("until", "2027-12-31")];
    let page = agent.done(&refused, "/credentials", &held).await;
    page.must_say("Lien avec la ville Vérifié en personne · jusqu'au : vendredi 31 décembre 2027");
    agent.done(&page, "/credentials/take", &[]).await.must_say("Rien n'est vérifié.");
}
