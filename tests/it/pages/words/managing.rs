//! The words where associations work.

use chrono::Duration;
use serde_json::{Value, json};
use tests::{Person, TestApp, Visitor, a_mission, an_association};
use uuid::Uuid;

use super::holds;

/// An association at work, with a mission in every state and people of every kind.
struct Work {
    app: TestApp,
    owner: Person,
    association: Uuid,
    /// Published; answered by hand; with people.
    mission: Uuid,
    /// Somebody who asks to come to it.
    asking: Uuid,
    others: Vec<(&'static str, Uuid)>,
}

impl Work {
    async fn begun() -> Self {
        let app = TestApp::new().await;
        let owner = app.volunteer("paris", "alix").await;
        let association = owner.validated_association(&app).await;
        let mut written = a_mission(5);
        written["acceptance"] = json!("by_manager");
        written["prerequisites"] = json!(["Je parle français"]);
        let (mission, slot) = owner.published_mission(&app, association, written).await;
        let mut asking = Uuid::nil();
        for (name, words) in [("camille", "J'aime les enfants."), ("sacha", "")] {
            app.clock.advance(Duration::seconds(1));
            let person = app.volunteer("paris", name).await;
            let body = json!({ "slot": slot, "motivation": words, "prerequisites_met": true });
            let path = format!("/api/v1/missions/{mission}/sign-ups");
            asking = person.post(&app, &path, body).await.expect(201).id();
            let path = format!("/api/v1/sign-ups/{asking}/messages");
            person.post(&app, &path, json!({ "text": "À quelle heure faut-il venir ?" })).await.expect(201);
        }
        let mut work = Self { app, owner, association, mission, asking, others: Vec::new() };
        work.missions().await;
        let invited = json!({ "email": "collegue@paris.example", "role": "manager" });
        let path = format!("/api/v1/associations/{association}/invitations");
        work.owner.post(&work.app, &path, invited).await.expect(201);
        work
    }

    /// One mission more in each of the other states.
    async fn missions(&mut self) {
        for (state, place) in [("draft", "parc"), ("returned", "square"), ("closed", "jardin"), ("cancelled", "canal")]
        {
            self.app.clock.advance(Duration::seconds(1));
            let mut written = a_mission(2);
            written["title"] = format!("Planter des arbres près du {place}").into();
            if state == "returned" {
                written["description"] = json!("Écrivez-moi : moi@exemple.fr");
            }
            let body = json!({ "association": self.association, "mission": written });
            let id = self.owner.post(&self.app, "/api/v1/missions", body).await.expect(201).id();
            if state != "draft" {
                self.acts(&format!("/api/v1/missions/{id}/submit"), json!({})).await;
            }
            match state {
                "closed" => self.acts(&format!("/api/v1/missions/{id}/close"), json!({})).await,
                "cancelled" => {
                    self.acts(&format!("/api/v1/missions/{id}/cancel"), json!({ "reason": "Il pleut." })).await;
                }
                _ => {}
            }
            self.others.push((state, id));
        }
    }

    async fn acts(&self, path: &str, body: Value) {
        self.owner.post(&self.app, path, body).await.expect(200);
    }
}

#[tokio::test]
async fn every_page_of_an_association_in_both_languages() {
    let work = Work::begun().await;
    let Work { association, mission, asking, .. } = &work;
    let browser = Visitor::known(&work.app, &work.owner);
    for language in ["fr", "en"] {
        let at = async |name: &str, path: &str| {
            let page = browser.see(&format!("/{language}{path}")).await;
            holds(&format!("manage-{name}"), language, &page);
        };
        at("dashboard", "/manage").await;
        at("new", "/manage/new").await;
        at("association", &format!("/manage/{association}")).await;
        at("members", &format!("/manage/{association}/members")).await;
        at("mission-new", &format!("/manage/{association}/missions/new")).await;
        at("mission-published", &format!("/manage/missions/{mission}")).await;
        for (state, id) in &work.others {
            at(&format!("mission-{state}"), &format!("/manage/missions/{id}")).await;
        }
        for step in ["what", "when", "where", "who"] {
            at(&format!("edit-{step}"), &format!("/manage/missions/{mission}/edit/{step}")).await;
        }
        at("hand-over", &format!("/manage/missions/{mission}/hand-over")).await;
        at("desk", &format!("/manage/missions/{mission}/sign-ups")).await;
        at("desk-nobody", &format!("/manage/missions/{mission}/sign-ups?state=declined")).await;
        at("sheet-before", &format!("/manage/missions/{mission}/sheet")).await;
    }
    // Once it was opened nothing is unread.
    for language in ["fr", "en"] {
        let page = browser.see(&format!("/{language}/manage/sign-ups/{asking}")).await;
        holds("manage-sign-up", language, &page);
    }
}

/// Both sides of a mission that one association offers another.
#[tokio::test]
async fn what_is_offered_in_both_languages() {
    let app = TestApp::new().await;
    let owner = app.volunteer("paris", "alix").await;
    let association = owner.validated_association(&app).await;
    let (mission, _) = owner.published_mission(&app, association, a_mission(5)).await;
    let other = app.volunteer("paris", "sacha").await;
    let theirs = other.validated_association(&app).await;
    let path = format!("/api/v1/missions/{mission}/hand-over");
    owner.post(&app, &path, json!({ "association": theirs })).await.expect(200);
    for language in ["fr", "en"] {
        for (name, who, path) in [
            ("mission-offered", &owner, format!("/manage/missions/{mission}")),
            ("hand-over-found", &owner, format!("/manage/missions/{mission}/hand-over?q=Savoirs")),
            ("dashboard-offered", &other, "/manage".to_owned()),
        ] {
            let page = Visitor::known(&app, who).see(&format!("/{language}{path}")).await;
            holds(&format!("manage-{name}"), language, &page);
        }
    }
}

#[tokio::test]
async fn what_an_association_has_to_mend_in_both_languages() {
    let work = Work::begun().await;
    let Work { association, mission, .. } = &work;
    let draft = work.others[0].1;
    let browser = Visitor::known(&work.app, &work.owner);
    for language in ["fr", "en"] {
        let mend = async |name: &str, path: &str, form: &str, fields: &[(&str, &str)]| {
            let page = browser.see(&format!("/{language}{path}")).await;
            let refused = browser.refused(&page, form, fields).await;
            holds(&format!("manage-{name}-to-mend"), language, &refused);
        };
        mend("new", "/manage/new", "/manage/new", &[("name", "S"), ("rna", "W 75"), ("website", "x")]).await;
        mend("members", &format!("/manage/{association}/members"), "/invite", &[("email", "nobody")]).await;
        let edit = format!("/manage/missions/{draft}/edit");
        mend("edit-what", &format!("{edit}/what"), "/edit/what", &[("title-fr", ""), ("description-fr", "")]).await;
        let when = [("slot-0-date", "2020-01-01"), ("slot-0-until", "01:00"), ("slot-0-places", "x")];
        mend("edit-when", &format!("{edit}/when"), "/edit/when", &when).await;
        mend("edit-where", &format!("{edit}/where"), "/edit/where", &[("place-0-lat", "x")]).await;
        let desk = format!("/manage/missions/{mission}/sign-ups");
        mend("desk", &desk, "/sign-ups", &[("do", "accept")]).await;
        mend("mission", &format!("/manage/missions/{mission}"), "/cancel", &[("reason", "")]).await;
    }
}

/// An association from its first line to its leaving, as it reads how it stands.
#[tokio::test]
async fn what_a_newcomer_reads_in_both_languages() {
    let app = TestApp::new().await;
    let agent = app.agent("paris").await;
    for language in ["fr", "en"] {
        let owner = app.volunteer("paris", &format!("alix-{language}")).await;
        let browser = Visitor::known(&app, &owner);
        let reads = async |state: &str, path: &str| {
            let page = browser.see(&format!("/{language}/manage{path}")).await;
            holds(&format!("manage-association-{state}"), language, &page);
        };
        reads("none", "").await;
        let id = owner.post(&app, "/api/v1/associations", an_association()).await.expect(201).id();
        let path = format!("/{id}");
        reads("draft", &path).await;
        let own = format!("/api/v1/associations/{id}");
        owner.post(&app, &format!("{own}/submit"), json!({})).await.expect(200);
        reads("submitted", &path).await;
        let remarks = json!({ "reasons": [{ "field": "/name", "text": "Écrivez le nom en entier." }] });
        agent.post(&app, &format!("{own}/return"), remarks).await.expect(200);
        reads("returned", &path).await;
        owner.post(&app, &format!("{own}/submit"), json!({})).await.expect(200);
        agent.post(&app, &format!("{own}/validate"), json!({})).await.expect(200);
        let reason = json!({ "reason": "Nous vérifions une plainte." });
        agent.post(&app, &format!("{own}/suspend"), reason).await.expect(200);
        reads("suspended", &path).await;
        agent.post(&app, &format!("{own}/resume"), json!({})).await.expect(200);
        owner.post(&app, &format!("{own}/leave"), json!({})).await.expect(200);
        reads("left", &path).await;
    }
}

/// On the day itself, and once it is known who came.
#[tokio::test]
async fn the_sheet_of_a_day_in_both_languages() {
    let app = TestApp::new().await;
    let owner = app.volunteer("paris", "alix").await;
    let association = owner.validated_association(&app).await;
    let (mission, slot) = owner.published_mission(&app, association, a_mission(3)).await;
    for name in ["camille", "sacha"] {
        app.clock.advance(Duration::seconds(1));
        let person = app.volunteer("paris", name).await;
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        person.post(&app, &path, json!({ "slot": slot })).await.expect(201);
    }
    let browser = Visitor::known(&app, &owner);
    for language in ["fr", "en"] {
        let page = browser.see(&format!("/{language}/manage/missions/{mission}/sheet")).await;
        holds("manage-sheet-expected", language, &page);
    }
    app.clock.advance(Duration::days(14));
    for language in ["fr", "en"] {
        holds("manage-dashboard-after", language, &browser.see(&format!("/{language}/manage")).await);
        let page = browser.see(&format!("/{language}/manage/missions/{mission}/sheet")).await;
        holds("manage-sheet", language, &page);
    }
}
