//! Where the city works.

use platform_core::accounts::CityRole;
use serde_json::json;
use tests::Person;
use tests::browser::Browser;
use uuid::Uuid;

use super::{Eyes, Site};

const BOTS: &str = "INSERT INTO bots (id, platform, tenant_id, name, hook, token, hook_secret, created_at)
    VALUES (gen_random_uuid(), 'telegram', current_setting('app.tenant_id')::uuid, 'a_bot', 'a hook', 'x', 'x', now())";

/// What the city has at work: an association and a mission that wait, one with which the rules find fault, a thread that was
/// reported, people at the desk.
struct Work {
    site: Site,
    admin: Person,
    volunteer: Person,
    mission: Uuid,
    thread: Uuid,
    waiting: [Uuid; 2],
    doubtful: Uuid,
}

/// An association that asks to be let through.
async fn submitted(site: &Site, by: &Person, description: &str) -> Uuid {
    let mut file = tests::an_association();
    file["description"] = description.into();
    let id = by.post(&site.app, "/api/v1/associations", file).await.expect(201).id();
    by.post(&site.app, &format!("/api/v1/associations/{id}/submit"), json!({})).await.expect(200);
    id
}

impl Work {
    async fn begun() -> Self {
        let site = Site::open().await;
        let app = &site.app;
        let (mission, slot) = site.mission("Aider aux devoirs près du canal", json!({})).await;
        let volunteer = app.volunteer("paris", "camille").await;
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        let thread = volunteer.post(app, &path, json!({ "slot": slot })).await.expect(201).id();
        let path = format!("/api/v1/sign-ups/{thread}");
        let text = json!({ "text": "Où habitez-vous ?" });
        site.manager.post(app, &format!("{path}/messages"), text).await.expect(201);
        let report = json!({ "reason": "On me demande mon adresse." });
        volunteer.post(app, &format!("{path}/report"), report).await.expect(201);
        let newcomer = app.volunteer("paris", "newcomer").await;
        let association = submitted(&site, &newcomer, "Nous aidons les enfants du quartier.").await;
        let doubtful = submitted(&site, &newcomer, "Voir www.exemple.fr").await;
        let body =
            json!({ "association": association, "mission": site.coming("Aider aux devoirs le samedi", json!({})) });
        let waiting = newcomer.post(app, "/api/v1/missions", body).await.expect(201).id();
        newcomer.post(app, &format!("/api/v1/missions/{waiting}/submit"), json!({})).await.expect(200);
        app.client("paris").await.batch_execute(BOTS).await.expect("a bot");
        let admin = Person::made(app, "paris", "admin", Some(CityRole::Admin), None).await;
        Self { admin, volunteer, mission, thread, waiting: [association, waiting], doubtful, site }
    }
}

#[tokio::test]
async fn axe_finds_nothing_where_the_city_works() {
    let Work { site, admin, volunteer, mission, thread, waiting: [association, waiting], doubtful } =
        Work::begun().await;
    let person = volunteer.id;
    let paths = [
        "/agent".to_owned(),
        format!("/agent/associations/{}", site.association),
        format!("/agent/associations/{association}"),
        format!("/agent/associations/{doubtful}"),
        format!("/agent/missions/{mission}"),
        format!("/agent/missions/{waiting}"),
        format!("/agent/threads/{thread}"),
        "/agent/desk".to_owned(),
        format!("/agent/desk/{person}?q=devoirs"),
        format!("/agent/desk/{person}/missions/{mission}"),
        "/agent/settings".to_owned(),
        "/agent/bots".to_owned(),
        "/agent/roles".to_owned(),
        "/agent/rules".to_owned(),
        "/agent/ledger".to_owned(),
    ];
    let browser = Browser::start().await;
    for language in ["fr", "en"] {
        let mut eyes = Eyes::open(&site, &browser, language, Some(&admin)).await;
        for path in &paths {
            eyes.at(path).await;
        }
        eyes.end();
    }
}

#[tokio::test]
async fn axe_finds_nothing_where_the_city_has_something_to_mend_or_to_try() {
    let Work { site, admin, waiting: [association, waiting], .. } = Work::begun().await;
    let browser = Browser::start().await;
    for language in ["fr", "en"] {
        let mut eyes = Eyes::open(&site, &browser, language, Some(&admin)).await;
        for (path, form, fields) in [
            (format!("/agent/associations/{association}"), "/return", &[("field-0", "/name"), ("text-0", " ")][..]),
            (format!("/agent/associations/{}", site.association), "/suspend", &[("reason", " ")]),
            (format!("/agent/missions/{waiting}"), "/return", &[("field-0", "/slots"), ("text-0", " ")]),
            ("/agent/desk".to_owned(), "/agent/desk", &[("given_name", " "), ("email", "x")]),
            ("/agent/roles".to_owned(), "/agent/roles", &[("email", "nobody")]),
        ] {
            eyes.page.goto(&site.at(&format!("/{language}{path}"))).await;
            eyes.mend(form, fields).await;
        }
        eyes.at("/agent/ledger?subject=x").await;
        eyes.page.goto(&site.at(&format!("/{language}/agent/rules"))).await;
        eyes.page.ask("document.querySelector('[formaction]').click()").await;
        eyes.page.has("#tried").await;
        eyes.look("/agent/rules, tried").await;
        eyes.end();
    }
}
