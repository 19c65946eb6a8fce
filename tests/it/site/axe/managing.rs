//! Where associations work.

use serde_json::{Value, json};
use tests::Person;
use tests::browser::Browser;
use uuid::Uuid;

use super::{Eyes, Site};

/// What an association has at work: a mission with people, a draft, and one that came back.
struct Work {
    site: Site,
    mission: Uuid,
    sign_up: Uuid,
    draft: Uuid,
    returned: Uuid,
}

impl Work {
    async fn begun() -> Self {
        let site = Site::open().await;
        let (mission, slot) =
            site.mission("Aider aux devoirs près du canal", json!({ "acceptance": "by_manager" })).await;
        let volunteer = site.app.volunteer("paris", "camille").await;
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        let body = json!({ "slot": slot, "motivation": "J'aime les enfants." });
        let sign_up = volunteer.post(&site.app, &path, body).await.expect(201).id();
        let path = format!("/api/v1/sign-ups/{sign_up}/messages");
        volunteer.post(&site.app, &path, json!({ "text": "Où est la porte ?" })).await.expect(201);
        let draft = written(&site, site.coming("Aider aux devoirs le samedi", json!({}))).await;
        let mut mission_to_mend = site.coming("Aider aux devoirs le samedi", json!({}));
        mission_to_mend["description"] = json!("Écrivez-moi : moi@exemple.fr");
        let returned = written(&site, mission_to_mend).await;
        let path = format!("/api/v1/missions/{returned}/submit");
        let state = site.manager.post(&site.app, &path, json!({})).await.expect(200).body["state"].clone();
        assert_eq!(state, "returned");
        Self { site, mission, sign_up, draft, returned }
    }
}

async fn written(site: &Site, mission: Value) -> Uuid {
    let body = json!({ "association": site.association, "mission": mission });
    site.manager.post(&site.app, "/api/v1/missions", body).await.expect(201).id()
}

#[tokio::test]
async fn axe_finds_nothing_where_associations_work() {
    let Work { site, mission, sign_up, draft, returned } = Work::begun().await;
    let association = site.association;
    let paths = [
        "/manage".to_owned(),
        format!("/manage/{association}"),
        format!("/manage/{association}/members"),
        format!("/manage/{association}/missions/new"),
        format!("/manage/missions/{mission}"),
        format!("/manage/missions/{draft}"),
        format!("/manage/missions/{returned}"),
        format!("/manage/missions/{returned}/edit/what"),
        format!("/manage/missions/{mission}/edit/when"),
        format!("/manage/missions/{mission}/edit/where"),
        format!("/manage/missions/{mission}/edit/who"),
        format!("/manage/missions/{mission}/hand-over"),
        format!("/manage/missions/{mission}/sign-ups"),
        format!("/manage/missions/{mission}/sheet"),
        format!("/manage/sign-ups/{sign_up}"),
    ];
    let browser = Browser::start().await;
    for language in ["fr", "en"] {
        let mut eyes = Eyes::open(&site, &browser, language, Some(&site.manager)).await;
        for path in &paths {
            eyes.at(path).await;
        }
        eyes.end();
    }
}

#[tokio::test]
async fn axe_finds_nothing_where_an_association_has_something_to_mend() {
    let Work { site, mission, sign_up, draft, .. } = Work::begun().await;
    let association = site.association;
    let browser = Browser::start().await;
    for language in ["fr", "en"] {
        let mut eyes = Eyes::open(&site, &browser, language, Some(&site.manager)).await;
        for (path, form, fields) in [
            ("/manage/new".to_owned(), "/manage/new", &[("name", "S"), ("rna", "W 75")][..]),
            (format!("/manage/{association}/members"), "/invite", &[("email", "nobody")]),
            (
                format!("/manage/missions/{draft}/edit/what"),
                "/edit/what",
                &[("title-fr", " "), ("description-fr", " ")],
            ),
            (format!("/manage/missions/{draft}/edit/when"), "/edit/when", &[("slot-0-date", "")]),
            (
                format!("/manage/missions/{draft}/edit/where"),
                "/edit/where",
                &[("place-0-lat", "x"), ("place-0-lon", "")],
            ),
            (format!("/manage/missions/{mission}/sign-ups"), "/sign-ups", &[]),
            (format!("/manage/missions/{mission}"), "/cancel", &[("reason", " ")]),
            (format!("/manage/sign-ups/{sign_up}"), "/messages", &[("text", " ")]),
        ] {
            eyes.page.goto(&site.at(&format!("/{language}{path}"))).await;
            eyes.mend(form, fields).await;
        }
        eyes.end();
    }
}

/// Both sides of a mission that one association offers another.
#[tokio::test]
async fn axe_finds_nothing_where_a_mission_is_offered() {
    let site = Site::open().await;
    let (mission, _) = site.mission("Aider aux devoirs près du canal", json!({})).await;
    let other = site.app.volunteer("paris", "sacha").await;
    let theirs = other.validated_association(&site.app).await;
    let path = format!("/api/v1/missions/{mission}/hand-over");
    site.manager.post(&site.app, &path, json!({ "association": theirs })).await.expect(200);
    let browser = Browser::start().await;
    for language in ["fr", "en"] {
        for (who, path) in [
            (&site.manager, format!("/manage/missions/{mission}")),
            (&site.manager, format!("/manage/missions/{mission}/hand-over?q=Savoirs")),
            (&other, "/manage".to_owned()),
        ] {
            let mut eyes = Eyes::open(&site, &browser, language, Some(who)).await;
            eyes.at(&path).await;
            eyes.end();
        }
    }
}

/// On the day itself the list of who is expected becomes a form.
#[tokio::test]
async fn axe_finds_nothing_on_the_sheet_once_it_has_begun() {
    let site = Site::open().await;
    let (mission, slot) = site.mission("Aider aux devoirs près du canal", json!({})).await;
    let volunteer: Person = site.app.volunteer("paris", "camille").await;
    let path = format!("/api/v1/missions/{mission}/sign-ups");
    let sign_up = volunteer.post(&site.app, &path, json!({ "slot": slot })).await.expect(201).id();
    let begun =
        "UPDATE slots SET starts_at = now() - interval '1 hour', ends_at = now() + interval '1 hour' WHERE id = $1";
    site.app.client("paris").await.execute(begun, &[&slot]).await.expect("it has begun");
    let browser = Browser::start().await;
    for language in ["fr", "en"] {
        let mut eyes = Eyes::open(&site, &browser, language, Some(&site.manager)).await;
        eyes.at("/manage").await;
        eyes.at(&format!("/manage/missions/{mission}/sheet")).await;
        eyes.mend("/sheet", &[(&format!("hours-{sign_up}"), "beaucoup"), (&format!("outcome-{sign_up}"), "attended")])
            .await;
        eyes.end();
    }
}
