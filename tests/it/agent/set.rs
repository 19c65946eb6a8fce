//! What admins set: roles, rules; and what the city's staff reads of its settings, bots and ledger.

use axum::http::Method;
use serde_json::json;
use tests::{Person, TestApp, Visitor, a_mission};

use super::{admin, work};

#[tokio::test]
async fn roles_are_given_and_taken_and_one_admin_stays() {
    let app = TestApp::new().await;
    let chief = admin(&app, "paris").await;
    let visitor = Visitor::known(&app, &chief);
    let page = visitor.see("/agent/roles").await;
    page.must_say("admin Test admin@paris.example Administrateur");
    let refused = visitor.refused(&page, "/agent/roles", &[("email", "nobody")]).await;
    assert!(refused.error("email").contains("prenom@exemple.fr"));
    let page = visitor.done(&refused, "/agent/roles", &[("email", "New@Paris.example"), ("role", "moderator")]).await;
    page.must_say("new@paris.example Agent");
    work(&app).await;
    assert_eq!(app.mails.to("new@paris.example").len(), 1, "a link to come in");

    // The last admin neither goes nor becomes less.
    let last = [("account", chief.id.to_string())];
    let last: Vec<_> = last.iter().map(|(name, value)| (*name, value.as_str())).collect();
    visitor.refused(&page, "/roles/take", &last).await.must_say("La ville n'aurait plus d'administrateur.");
    let less = [("email", chief.email.as_str()), ("role", "moderator")];
    let refused = visitor.refused(&page, "/agent/roles", &less).await;
    assert!(refused.error("email").starts_with("La ville n'aurait plus"));

    let other = Person::made(&app, "paris", "other", Some(platform_core::accounts::CityRole::Admin), None).await;
    let page = Visitor::known(&app, &other).see("/en/agent/roles").await;
    let page = Visitor::known(&app, &other).done(&page, "/roles/take", &last).await;
    page.must_not_say("admin@paris.example");
    assert_eq!(visitor.look("/agent/roles").await.status, 403, "at once");
    let noted = "SELECT count(*) FROM ledger WHERE action IN ('role.granted', 'role.taken')";
    let noted: i64 = app.client("paris").await.query_one(noted, &[]).await.expect("a row").get(0);
    assert_eq!(noted, 2);
}

#[tokio::test]
async fn roles_over_the_api_are_the_admins_alone() {
    let app = TestApp::new().await;
    let (chief, agent) = (admin(&app, "paris").await, app.agent("paris").await);
    let body = json!({ "email": "new@paris.example", "role": "admin" });
    let give = async |who: &Person| who.call(&app, Method::PUT, "/api/v1/roles", Some(body.clone())).await;
    give(&agent).await.expect(403);
    agent.get(&app, "/api/v1/roles").await.expect(403);
    let account = give(&chief).await.expect(200).body["account"].clone();
    let listed = chief.get(&app, "/api/v1/roles").await.expect(200);
    let listed: Vec<_> = listed.body["items"].as_array().expect("items").iter().map(|row| &row["role"]).collect();
    assert_eq!(listed, ["admin", "admin", "moderator"]);
    let path = format!("/api/v1/roles/{}", account.as_str().expect("an id"));
    for _ in 0..2 {
        chief.call(&app, Method::DELETE, &path, None).await.expect(204);
    }
    let own = format!("/api/v1/roles/{}", chief.id);
    assert_eq!(chief.call(&app, Method::DELETE, &own, None).await.expect(409).code(), "last_admin");
}

#[tokio::test]
async fn rules_are_tried_set_and_taken_back() {
    let app = TestApp::new().await;
    let owner = app.volunteer("paris", "owner").await;
    let association = owner.validated_association(&app).await;
    let (mission, _) = owner.published_mission(&app, association, a_mission(3)).await;
    let (chief, agent) = (admin(&app, "paris").await, app.agent("paris").await);
    let read = Visitor::known(&app, &agent).see("/agent/rules").await;
    assert!(!read.has_form("/agent/rules") && !read.has_form("/restore"), "an agent reads them");
    read.must_say("Version 1");
    let visitor = Visitor::known(&app, &chief);
    let first = visitor.see("/agent/rules").await;

    // What ten words a title would change, without changing it.
    let strict = [("parameter-title_min_words", "10")];
    let tried = visitor.press(&first, "/agent/rules", Some("/agent/rules/try"), &strict).await;
    assert_eq!(tried.status, 200);
    tried.must_be_sound();
    tried.must_say("La réponse changerait pour 1 mission. Rien n'est enregistré.");
    tried.must_say("Publiée sans attente Renvoyée. Le titre est trop court. Écrivez au moins 10 mots.");
    assert_eq!(tried.links(&mission.to_string()), [format!("/agent/missions/{mission}")]);
    assert_eq!(app.city("paris").choice.version, 1);

    let refused = visitor.refused(&first, "/agent/rules", &[("parameter-title_min_words", "beaucoup")]).await;
    assert!(refused.error("parameter-title_min_words").contains("nombre entier"));
    let page = visitor.done(&tried, "/agent/rules", &[]).await;
    page.must_say("Version 2 En service");
    page.must_say("Paramètres changés");
    assert_eq!(app.city("paris").choice.parameters["title_min_words"], 10);
    // Of two who change them, none is overwritten.
    visitor.refused(&first, "/agent/rules", &[]).await.must_say("Quelqu'un a fait un changement avant vous.");
    let page = visitor.done(&page, "/restore", &[("version", "1")]).await;
    page.must_say("Version 3 En service");
    page.must_say("Retour à une version d'avant");
    let nowhere = visitor.press(&page, "/restore", None, &[("version", "99")]).await;
    assert_eq!(nowhere.status, 404);
}

/// A form that is sent as it stands sets what was set, and nothing that goes without saying.
#[tokio::test]
async fn parameters_sent_untouched_stay_as_they_are() {
    let app = TestApp::with_own_rules().await;
    for city in ["paris", "montreal"] {
        let chief = admin(&app, city).await;
        let before = app.city(city).choice.parameters.clone();
        let visitor = Visitor::known(&app, &chief);
        let page = visitor.see("/agent/rules").await;
        visitor.done(&page, "/agent/rules", &[]).await;
        let tenant = app.city(city);
        let defaults = tenant.rules.about().parameters.iter();
        let held = |name: &str, set: &platform_core::rules::Parameters| {
            let own = tenant.rules.about().parameters.iter().find(|own| own.name == name);
            set.get(name).cloned().or_else(|| own.and_then(|own| own.default.clone()))
        };
        for parameter in defaults {
            let name = parameter.name.as_str();
            assert_eq!(held(name, &tenant.choice.parameters), held(name, &before), "{city}: {name}");
        }
    }
}

#[tokio::test]
async fn the_ledger_reads_in_plain_words() {
    let app = TestApp::new().await;
    let owner = app.volunteer("paris", "owner").await;
    let association = owner.validated_association(&app).await;
    for _ in 0..30 {
        owner.published_mission(&app, association, a_mission(1)).await;
    }
    let chief = admin(&app, "paris").await;
    let visitor = Visitor::known(&app, &chief);
    let page = visitor.see("/agent/ledger").await;
    page.must_say("Mission : Brouillon → Publiée");
    let next = page.links("before=").pop().expect("another page");
    visitor.see(&next).await.must_say("Association : À relire → Validée");
    let about = visitor.see(&format!("/en/agent/ledger?subject={association}")).await;
    about.must_say("Association: To read → Let through");
    about.must_not_say("Mission made");
    let refused = visitor.look("/agent/ledger?subject=x").await;
    assert_eq!(refused.status, 422);
    assert!(!refused.error("subject").is_empty());
}

/// Every kind of line that the program writes has words for it.
#[test]
fn every_event_has_its_words() {
    let core = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../platform/core");
    let texts = std::fs::read_to_string(core.join("texts/fr/agent.ftl")).expect("texts");
    let mut folders = vec![core.join("src")];
    let mut found = std::collections::BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let source = std::fs::read_to_string(path).expect("a source");
                found.extend(source.split(['"', '\'']).filter(|text| is_event(text)).map(str::to_owned));
            }
        }
    }
    assert!(found.len() > 40, "{found:?}");
    for event in found {
        let key = format!("agent-event-{} = ", event.replace('.', "-"));
        assert!(texts.contains(&key), "{event}");
    }
}

fn is_event(text: &str) -> bool {
    let subjects =
        "account association attestation consent credential ledger member mission role rules sign_up thread token";
    text.split_once('.').is_some_and(|(subject, act)| {
        let plain = !act.is_empty() && act.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        plain && subjects.split(' ').any(|known| known == subject)
    })
}

#[tokio::test]
async fn settings_and_bots_are_read_in_both_languages() {
    let app = TestApp::new().await;
    let agent = app.agent("paris").await;
    let visitor = Visitor::known(&app, &agent);
    let settings = visitor.see("/agent/settings").await;
    settings.must_say("tenants/paris/tenant.toml");
    settings.must_say("paris.localhost");
    settings.must_say("de 21:00 à 08:00");
    visitor.see("/en/agent/settings").await.must_say("Europe/Paris");
    visitor.see("/agent/bots").await.must_say("Aucun robot ne sert la ville.");
    let bots = "INSERT INTO bots (id, platform, tenant_id, name, hook, token, hook_secret, created_at, polls) VALUES
        (gen_random_uuid(), 'telegram', NULL, 'shared_bot', 'a', '', '', now(), false),
        (gen_random_uuid(), 'telegram', $1, 'paris_bot', 'b', '', '', now(), false),
        (gen_random_uuid(), 'telegram', $2, 'montreal_bot', 'c', '', '', now(), false)";
    let (paris, montreal) = (app.city("paris").id.uuid(), app.city("montreal").id.uuid());
    let owner = app.database.connect_as_owner().await;
    owner.execute(bots, &[&paris, &montreal]).await.expect("bots");
    let waits = "INSERT INTO chat_messages (bot_id, chat, is_answer, content, tenant_id, attempts, run_at)
        SELECT id, '1', false, '{}', $1, 0, $2 FROM bots WHERE name = 'shared_bot'";
    let late = platform_core::ports::Clock::now(&*app.clock) - chrono::Duration::hours(1);
    owner.execute(waits, &[&paris, &late]).await.expect("a message");
    let page = visitor.see("/en/agent/bots").await;
    assert_eq!(page.row("paris_bot"), "paris_bot Telegram The city's 0 Is well");
    assert!(page.row("shared_bot").starts_with("shared_bot Telegram Shared by all cities 1 Late since:"));
    page.must_not_say("montreal_bot");
}
