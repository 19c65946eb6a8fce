//! The words where the city works.

use chrono::Duration;
use platform_core::accounts::CityRole;
use serde_json::json;
use tests::{Person, TestApp, Visitor, a_mission, an_association};
use uuid::Uuid;

use super::holds;

/// What the city has at work.
struct Work {
    app: TestApp,
    admin: Person,
    volunteer: Person,
    validated: Uuid,
    mission: Uuid,
    thread: Uuid,
    waiting: [Uuid; 2],
    doubtful: Uuid,
}

async fn submitted(app: &TestApp, by: &Person, name: &str, description: &str) -> Uuid {
    let mut file = an_association();
    file["name"] = name.into();
    file["description"] = description.into();
    let id = by.post(app, "/api/v1/associations", file).await.expect(201).id();
    by.post(app, &format!("/api/v1/associations/{id}/submit"), json!({})).await.expect(200);
    id
}

impl Work {
    async fn begun() -> Self {
        let app = TestApp::new().await;
        let admin = Person::made(&app, "paris", "admin", Some(CityRole::Admin), None).await;
        let owner = app.volunteer("paris", "alix").await;
        let validated = owner.validated_association(&app).await;
        let (mission, slot) = owner.published_mission(&app, validated, a_mission(3)).await;
        app.work().await;
        let volunteer = app.volunteer("paris", "camille").await;
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        let thread = volunteer.post(&app, &path, json!({ "slot": slot })).await.expect(201).id();
        let path = format!("/api/v1/sign-ups/{thread}");
        let text = json!({ "text": "Où habitez-vous ?" });
        owner.post(&app, &format!("{path}/messages"), text).await.expect(201);
        let report = json!({ "reason": "On me demande mon adresse." });
        volunteer.post(&app, &format!("{path}/report"), report).await.expect(201);
        let newcomer = app.volunteer("paris", "sacha").await;
        let association = submitted(&app, &newcomer, "Les voisins du canal", "Nous aidons nos voisins.").await;
        app.clock.advance(Duration::seconds(1));
        let doubtful = submitted(&app, &newcomer, "Les amis du canal", "Voir www.exemple.fr").await;
        let body = json!({ "association": association, "mission": a_mission(3) });
        let waiting = newcomer.post(&app, "/api/v1/missions", body).await.expect(201).id();
        newcomer.post(&app, &format!("/api/v1/missions/{waiting}/submit"), json!({})).await.expect(200);
        app.clock.advance(Duration::hours(5));
        Self { app, admin, volunteer, validated, mission, thread, waiting: [association, waiting], doubtful }
    }
}

#[tokio::test]
async fn every_page_of_the_city_in_both_languages() {
    let work = Work::begun().await;
    let Work { validated, mission, thread, waiting: [association, waiting], doubtful, .. } = &work;
    let person = work.volunteer.id;
    let browser = Visitor::known(&work.app, &work.admin);
    for language in ["fr", "en"] {
        let at = async |name: &str, path: &str| {
            let page = browser.see(&format!("/{language}/agent{path}")).await;
            holds(&format!("agent-{name}"), language, &page);
        };
        at("queue", "").await;
        at("association-waiting", &format!("/associations/{association}")).await;
        at("association-doubtful", &format!("/associations/{doubtful}")).await;
        at("association-validated", &format!("/associations/{validated}")).await;
        at("mission-waiting", &format!("/missions/{waiting}")).await;
        at("mission-published", &format!("/missions/{mission}")).await;
        at("thread", &format!("/threads/{thread}")).await;
        at("desk", "/desk").await;
        at("person", &format!("/desk/{person}?q=devoirs")).await;
        at("acting", &format!("/desk/{person}/missions/{mission}")).await;
        at("settings", "/settings").await;
        at("bots", "/bots").await;
        at("roles", "/roles").await;
        at("rules", "/rules").await;
        at("ledger", "/ledger").await;
        at("ledger-about", &format!("/ledger?subject={mission}")).await;
        let rules = browser.see(&format!("/{language}/agent/rules")).await;
        let strict = [("parameter-title_min_words", "10")];
        let to = format!("/{language}/agent/rules/try");
        let tried = browser.press(&rules, "/agent/rules", Some(&to), &strict).await.expect(200);
        holds("agent-rules-tried", language, &tried);
    }
    let agent = work.app.agent("paris").await;
    for language in ["fr", "en"] {
        let page = Visitor::known(&work.app, &agent).see(&format!("/{language}/agent/rules")).await;
        holds("agent-rules-read", language, &page);
    }
}

#[tokio::test]
async fn what_the_city_has_to_mend_in_both_languages() {
    let work = Work::begun().await;
    let Work { validated, waiting: [association, waiting], .. } = &work;
    let browser = Visitor::known(&work.app, &work.admin);
    for language in ["fr", "en"] {
        let mend = async |name: &str, path: &str, form: &str, fields: &[(&str, &str)]| {
            let page = browser.see(&format!("/{language}/agent{path}")).await;
            let refused = browser.refused(&page, form, fields).await;
            holds(&format!("agent-{name}-to-mend"), language, &refused);
        };
        mend("association-waiting", &format!("/associations/{association}"), "/return", &[]).await;
        mend("association-validated", &format!("/associations/{validated}"), "/suspend", &[("reason", " ")]).await;
        mend("mission-waiting", &format!("/missions/{waiting}"), "/publish", &[]).await;
        mend("desk", "/desk", "/agent/desk", &[("given_name", " "), ("email", "x"), ("birth_date", "x")]).await;
        mend("roles", "/roles", "/agent/roles", &[("email", "nobody")]).await;
        let rules = [("parameter-title_min_words", "beaucoup")];
        mend("rules", "/rules", "/agent/rules", &rules).await;
        let page = browser.look(&format!("/{language}/agent/ledger?subject=x")).await.expect(422);
        holds("agent-ledger-to-mend", language, &page);
    }
}

/// A city in which nothing was done yet, and one that has bots, one of them late, and somewhere people belong.
#[tokio::test]
async fn quiet_and_busy_cities_in_both_languages() {
    let app = TestApp::with_own_rules().await;
    let quiet = app.agent("paris").await;
    let busy = Person::made(&app, "montreal", "admin", Some(CityRole::Admin), None).await;
    let neighbour = app.volunteer("montreal", "camille").await;
    let bots = "INSERT INTO bots (id, platform, tenant_id, name, hook, token, hook_secret, created_at, polls) VALUES
        (gen_random_uuid(), 'telegram', NULL, 'shared_bot', 'a', '', '', now(), false),
        (gen_random_uuid(), 'discord', $1, 'city_bot', 'b', '', '', now(), false)";
    let owner = app.database.connect_as_owner().await;
    let city = app.city("montreal").id.uuid();
    owner.execute(bots, &[&city]).await.expect("bots");
    let waits = "INSERT INTO chat_messages (bot_id, chat, is_answer, content, tenant_id, attempts, run_at)
        SELECT id, '1', false, '{}', $1, 0, $2 FROM bots WHERE name = 'shared_bot'";
    let late = platform_core::ports::Clock::now(&*app.clock) - Duration::hours(1);
    owner.execute(waits, &[&city, &late]).await.expect("a message");
    for language in ["fr", "en"] {
        let see = |path: &str| format!("/{language}/agent{path}");
        holds("agent-queue-quiet", language, &Visitor::known(&app, &quiet).see(&see("")).await);
        let browser = Visitor::known(&app, &busy);
        holds("agent-bots-busy", language, &browser.see(&see("/bots")).await);
        holds("agent-person-told", language, &browser.see(&see(&format!("/desk/{}", neighbour.id))).await);
        holds("agent-rules-montreal", language, &browser.see(&see("/rules")).await);
    }
}
