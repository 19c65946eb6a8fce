//! The city's pages as its agents and admins walk them, without JavaScript: what waits, what they decide, whom they help
//! at the desk, and what they set.

mod desk;
mod set;

use chrono::Duration;
use platform_core::accounts::CityRole;
use serde_json::{Value, json};
use tests::{Person, TestApp, Visitor, a_mission, an_association};
use uuid::Uuid;

/// Works until nothing is due: a job may ask for another.
async fn work(app: &TestApp) {
    while app.work().await > 0 {}
}

async fn admin(app: &TestApp, city: &str) -> Person {
    Person::made(app, city, "admin", Some(CityRole::Admin), None).await
}

/// An association that was submitted, and who owns it.
async fn submitted(app: &TestApp, file: Value) -> (Person, Uuid) {
    let owner = app.volunteer("paris", "owner").await;
    let id = owner.post(app, "/api/v1/associations", file).await.expect(201).id();
    owner.post(app, &format!("/api/v1/associations/{id}/submit"), json!({})).await.expect(200);
    (owner, id)
}

#[tokio::test]
async fn the_queue_says_what_waits_and_since_when() {
    let app = TestApp::new().await;
    let agent = app.agent("paris").await;
    let agent = Visitor::known(&app, &agent);
    agent.see("/agent").await.must_say("Aucune association n'attend.");
    let (owner, association) = submitted(&app, an_association()).await;
    let body = json!({ "association": association, "mission": a_mission(3) });
    let mission = owner.post(&app, "/api/v1/missions", body).await.expect(201).id();
    owner.post(&app, &format!("/api/v1/missions/{mission}/submit"), json!({})).await.expect(200);
    app.clock.advance(Duration::hours(5));
    agent.see("/agent").await.must_say("attend depuis 5 heures");
    app.clock.advance(Duration::days(3));
    let page = agent.see("/agent").await;
    page.must_say("Associations : 1");
    page.must_say("Savoirs du canal Association · attend depuis 3 jours");
    page.must_say("Missions : 1");
    page.must_say("Les règles de la ville demandent qu'un agent relise.");
    assert_eq!(page.links(&association.to_string()), [format!("/agent/associations/{association}")]);
    let page = agent.see("/en/agent").await;
    page.must_say("has waited for 3 days");
    assert_eq!(page.links(&mission.to_string()), [format!("/en/agent/missions/{mission}")]);
}

/// Who is no agent learns nothing: not that a page is there, nor what it is about.
#[tokio::test]
async fn the_citys_pages_are_the_citys() {
    let app = TestApp::new().await;
    let (owner, association) = submitted(&app, an_association()).await;
    let owner = Visitor::known(&app, &owner);
    let elsewhere = app.agent("montreal").await;
    let elsewhere = Visitor::known(&app, &elsewhere);
    let review = format!("/agent/associations/{association}");
    for path in ["/agent", &review, "/agent/desk", "/agent/settings", "/agent/bots", "/agent/rules", "/agent/ledger"] {
        assert_eq!(owner.look(path).await.status, 403, "{path}");
        let nobody = Visitor::new(&app, "paris").look(path).await;
        assert_eq!(nobody.status, 303, "{path}");
        assert!(nobody.location().starts_with("/enter?then="), "{path}: {}", nobody.location());
    }
    assert_eq!(elsewhere.look(&review).await.status, 404);
    let agent = app.agent("paris").await;
    let agent = Visitor::known(&app, &agent);
    for path in ["/agent/roles", "/agent/ledger"] {
        assert_eq!(agent.look(path).await.status, 403, "{path} is for admins");
    }
    for path in ["/agent/associations/x", "/agent/missions/x", "/agent/threads/x", "/agent/desk/x"] {
        assert_eq!(agent.look(path).await.status, 404, "{path}");
    }
    let page = agent.see(&review).await;
    let stale = agent.press(&page, "/validate", None, &[("_token", "another")]).await;
    assert_eq!(stale.status, 403);
    agent.see(&review).await.must_say("À relire");
}

#[tokio::test]
async fn an_association_goes_back_with_remarks_and_comes_through() {
    let app = TestApp::new().await;
    let (owner, id) = submitted(&app, an_association()).await;
    let agent = app.agent("paris").await;
    let agent = Visitor::known(&app, &agent);
    let path = format!("/agent/associations/{id}");
    let page = agent.see(&path).await;
    let refused = agent.refused(&page, "/return", &[]).await;
    assert_eq!(refused.error("text-0"), "Ce champ est vide. Remplissez-le.");
    // What is left out in between closes up; what was written stays.
    let long = "x".repeat(1001);
    let remarks =
        [("field-0", "/name"), ("text-0", "Écrivez-le en entier."), ("field-2", "/description"), ("text-2", &long)];
    let refused = agent.refused(&page, "/return", &remarks).await;
    assert!(refused.error("text-1").contains("1000"));
    let remarks =
        [("field-0", "/description"), ("text-0", "Dites quels jours."), ("field-1", ""), ("text-1", "Merci !")];
    let page = agent.done(&refused, "/return", &remarks).await;
    page.must_say("Renvoyée avec des remarques");
    assert!(page.row("Description").ends_with("Dites quels jours."), "{}", page.row("Description"));
    page.must_say("À regarder Merci !");
    page.must_say("Association : À relire → Renvoyée avec des remarques");
    page.must_say("agent T. (ville)");
    assert!(!page.has_form("/validate"));

    owner.post(&app, &format!("/api/v1/associations/{id}/submit"), json!({})).await.expect(200);
    let page = agent.see(&format!("/en{path}")).await;
    page.must_say("To read");
    let page = agent.done(&page, "/validate", &[]).await;
    page.must_say("Let through");
    page.must_say("See the public page");
    let refused = agent.refused(&page, "/suspend", &[("reason", " ")]).await;
    assert_eq!(refused.error("reason"), "This field is empty. Fill it in.");
    agent
        .done(&refused, "/suspend", &[("reason", "Nous vérifions une plainte.")])
        .await
        .must_say("Nous vérifions une plainte.");
    agent.see("/agent").await.must_say("En pause Savoirs du canal");
    assert_eq!(Visitor::new(&app, "paris").look(&format!("/associations/{id}")).await.status, 404);
    let page = agent.see(&path).await;
    agent.done(&page, "/resume", &[]).await.must_say("Validée");
    agent.see(&format!("/associations/{id}")).await.must_say("Voir comme agent");
}

/// The reasons of the rules stand beside the fields they name.
#[tokio::test]
async fn what_the_rules_say_stands_beside_its_field() {
    let app = TestApp::new().await;
    let mut file = an_association();
    file["description"] = json!("Voir www.exemple.fr");
    let (_, id) = submitted(&app, file).await;
    let agent = app.agent("paris").await;
    let page = Visitor::known(&app, &agent).see(&format!("/agent/associations/{id}")).await;
    assert!(page.row("Description").contains("contient une adresse e-mail"), "{}", page.row("Description"));
}

#[tokio::test]
async fn accreditations_are_those_the_rules_know() {
    let app = TestApp::new().await;
    let (_, id) = submitted(&app, an_association()).await;
    let agent = app.agent("paris").await;
    let agent = Visitor::known(&app, &agent);
    let path = format!("/agent/associations/{id}");
    let page = agent.see(&path).await;
    let refused = agent.refused(&page, "/accredit", &[("accreditation", "unheard-of")]).await;
    refused.must_say("ne connaissent pas cet agrément");
    let page = agent.done(&page, "/accredit", &[("accreditation", "trusted")]).await;
    page.must_say("Agréments changés");
    // As it is now: sent again without another touch, nothing changes.
    agent.done(&page, "/accredit", &[]).await;
    let held = "SELECT accreditations FROM associations WHERE id = $1";
    let held: Vec<String> = app.client("paris").await.query_one(held, &[&id]).await.expect("a row").get(0);
    assert_eq!(held, ["trusted"]);
}

#[tokio::test]
async fn a_mission_is_published_hidden_and_shown_again() {
    let app = TestApp::new().await;
    let (owner, association) = submitted(&app, an_association()).await;
    let mut written = a_mission(3);
    written["translations"] = json!({ "en": { "title": "Homework on Saturdays", "description": "You help." } });
    let body = json!({ "association": association, "mission": written });
    let id = owner.post(&app, "/api/v1/missions", body).await.expect(201).id();
    owner.post(&app, &format!("/api/v1/missions/{id}/submit"), json!({})).await.expect(200);
    let agent = app.agent("paris").await;
    let agent = Visitor::known(&app, &agent);
    let path = format!("/agent/missions/{id}");
    let page = agent.see(&path).await;
    page.must_say("Homework on Saturdays");
    page.must_say("0 / 3 places prises");
    agent.refused(&page, "/publish", &[]).await.must_say("La ville n'a pas encore validé l'association.");
    let page = agent.done(&page, "/return", &[("field-0", "/slots"), ("text-0", "Ajoutez une date.")]).await;
    assert!(page.row("Dates").ends_with("Ajoutez une date."), "{}", page.row("Dates"));
    owner.post(&app, &format!("/api/v1/missions/{id}/submit"), json!({})).await.expect(200);
    let file = agent.see(&format!("/agent/associations/{association}")).await;
    file.must_say("Aider aux devoirs le samedi matin À relire");
    agent.done(&file, "/validate", &[]).await;
    work(&app).await;
    let page = agent.see(&path).await;
    let page = if page.has_form("/publish") { agent.done(&page, "/publish", &[]).await } else { page };
    page.must_say("Mission · Publiée");
    let page = agent.done(&page, "/suspend", &[("reason", "Le lieu est fermé.")]).await;
    page.must_say("Le lieu est fermé.");
    assert_eq!(Visitor::new(&app, "paris").look(&format!("/missions/{id}")).await.status, 404);
    agent.done(&page, "/resume", &[]).await.must_say("Mission : En pause → Publiée");
    Visitor::new(&app, "paris").see(&format!("/missions/{id}")).await.must_not_say("Voir comme agent");
}

#[tokio::test]
async fn a_reported_thread_is_read_until_the_report_is_closed() {
    let app = TestApp::new().await;
    let (owner, volunteer) = (app.volunteer("paris", "owner").await, app.volunteer("paris", "volunteer").await);
    let association = owner.validated_association(&app).await;
    let (mission, slot) = owner.published_mission(&app, association, a_mission(3)).await;
    let sign_up = format!("/api/v1/missions/{mission}/sign-ups");
    let sign_up = volunteer.post(&app, &sign_up, json!({ "slot": slot })).await.expect(201).id();
    let thread = format!("/api/v1/sign-ups/{sign_up}");
    owner.post(&app, &format!("{thread}/messages"), json!({ "text": "Où habitez-vous ?" })).await.expect(201);
    let agent = app.agent("paris").await;
    let agent = Visitor::known(&app, &agent);
    let path = format!("/agent/threads/{sign_up}");
    assert_eq!(agent.look(&path).await.status, 404, "nobody asked for it");
    let report = json!({ "reason": "Il me demande mon adresse." });
    volunteer.post(&app, &format!("{thread}/report"), report).await.expect(201);
    let queue = agent.see("/agent").await;
    queue.must_say("volunteer T. et Savoirs du canal");
    queue.must_say("Il me demande mon adresse.");
    let page = agent.see(&path).await;
    page.must_say("Signalée par le bénévole");
    page.must_say("owner T., Savoirs du canal");
    page.must_say("Où habitez-vous ?");
    agent.done(&page, "/close", &[]).await.must_say("Aucune conversation n'est signalée.");
    assert_eq!(agent.look(&path).await.status, 404);
}
