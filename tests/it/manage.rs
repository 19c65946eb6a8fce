//! The manager's pages, walked as a browser without JavaScript walks them.

use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use tests::{Page, TestApp, Visitor, a_mission, an_association};
use uuid::Uuid;

use crate::inside::Scene;

impl Scene {
    /// A published mission whose sign-ups a manager answers, and its slot.
    async fn mission(&self, change: impl FnOnce(&mut Value)) -> (Uuid, Uuid) {
        let mut mission = a_mission(3);
        mission["acceptance"] = json!("by_manager");
        change(&mut mission);
        self.owner.published_mission(&self.app, self.association, mission).await
    }

    async fn stands(&self, mission: Uuid) -> Value {
        self.owner.get(&self.app, &format!("/api/v1/missions/{mission}")).await.expect(200).body
    }
}

/// The mission at whose page one stands.
#[track_caller]
fn mission_at(page: &Page) -> Uuid {
    let id = page.path.split('/').find_map(|part| part.parse().ok());
    id.unwrap_or_else(|| panic!("{} is no mission's", page.path))
}

#[tokio::test]
async fn an_association_is_written_sent_mended_and_left() {
    let app = TestApp::new().await;
    let owner = app.volunteer("paris", "owner").await;
    let stranger = Visitor::new(&app, "paris").get("/manage/new").await.expect(200);
    assert_eq!(stranger.path, "/enter?then=%2Fmanage%2Fnew");

    let browser = Visitor::known(&app, &owner);
    let empty = browser.get("/manage").await.expect(200);
    assert!(empty.says("Rien à faire"), "{}", empty.text("main"));
    let page = browser.get("/manage/new").await.expect(200);
    page.must_be_sound();
    let refused =
        browser.submit(&page, "/manage/new", &[("name", "S"), ("description", "Nous aidons.")]).await.expect(422);
    assert_eq!(refused.error("kind"), "Ce champ est vide. Remplissez-le.");
    assert_eq!(refused.value("description"), "Nous aidons.");
    let refused =
        browser.submit(&refused, "/manage/new", &[("kind", "association"), ("rna", "W 75")]).await.expect(422);
    assert!(refused.error("name").contains("entre 2 et 150"), "{}", refused.error("name"));
    assert!(refused.error("rna").starts_with("Ce numéro RNA ne convient pas"));
    let fields = [("name", "Savoirs du canal"), ("rna", "w 751234567"), ("domains", "education")];
    let file = browser.submit(&refused, "/manage/new", &fields).await.expect(200);
    file.must_be_sound();
    assert_eq!(file.text("h1"), "Savoirs du canal");
    assert_eq!(file.value("rna"), "W751234567");

    let id: Uuid = mission_at(&file);
    let agent = app.agent("paris").await;
    let sent = browser.submit(&file, "/submit", &[]).await.expect(200);
    if sent.says("Dossier envoyé à la ville") {
        let remarks = json!({ "reasons": [{ "field": "/name", "text": "Précisez le nom." }] });
        agent.post(&app, &format!("/api/v1/associations/{id}/return"), remarks).await.expect(200);
        let dashboard = browser.get("/manage").await.expect(200);
        assert!(dashboard.says("Corrigez le dossier de Savoirs du canal"));
        let returned = browser.get(&format!("/manage/{id}")).await.expect(200);
        assert_eq!(returned.error("name"), "Précisez le nom.");
        // Somebody else saves meanwhile: it is told, and nothing typed is lost.
        let mended = [("name", "Savoirs du canal Saint-Martin")];
        let action = format!("/manage/{id}");
        browser.submit(&returned, &action, &[]).await.expect(200);
        let stale = browser.submit(&returned, &action, &mended).await.expect(422);
        assert!(stale.says("Quelqu'un a fait un changement avant vous"));
        assert_eq!(stale.value("name"), mended[0].1);
        let saved = browser.submit(&stale, &action, &[]).await.expect(200);
        browser.submit(&saved, "/submit", &[]).await.expect(200);
    }
    let english = browser.reading("en").get(&format!("/en/manage/{id}")).await.expect(200);
    english.must_be_sound();
    let left = browser.submit(&english, &format!("{id}/leave"), &[]).await.expect(200);
    assert!(left.path.starts_with("/en/manage/") && left.says("The association has left the site"), "{}", left.path);
}

/// Ten o'clock on the wall for three Saturdays, across the day clocks go forward; and a night. Answers the step after.
async fn dates(scene: &Scene, told: &Page, mission: Uuid) -> Page {
    let browser = scene.browser();
    let saturdays = [
        ("slot-0-date", "2026-03-21"),
        ("slot-0-from", "10:00"),
        ("slot-0-until", "12:00"),
        ("slot-0-places", "4"),
        ("slot-0-weeks", "3"),
        ("add", "1"),
    ];
    let more = browser.submit(told, "/edit/when", &saturdays).await.expect(200);
    assert_eq!((more.value("slot-0-date"), more.value("slot-1-from")), ("2026-03-21".into(), "10:00".into()));
    let night =
        [("slot-1-date", "2026-03-27"), ("slot-1-from", "22:00"), ("slot-1-until", "02:00"), ("slot-1-places", "x")];
    let refused = browser.submit(&more, "/edit/when", &night).await.expect(422);
    assert!(refused.error("slot-1-places").contains("entre 1 et"), "{}", refused.error("slot-1-places"));
    let absurd = [("slot-1-places", "2"), ("slot-1-date", "+262142-12-31"), ("slot-1-days", "18446744073709551615")];
    let refused = browser.submit(&refused, "/edit/when", &absurd).await.expect(422);
    assert!(refused.error("slot-1-date").contains("entre 2000 et 2199"), "{}", refused.error("slot-1-date"));
    let sound = [("slot-1-date", "2026-03-27"), ("slot-1-days", "0")];
    let places = browser.submit(&refused, "/edit/when", &sound).await.expect(200);
    let starts = |body: &Value| -> Vec<String> {
        let slots = body["slots"].as_array().expect("slots");
        slots.iter().map(|slot| slot["starts_at"].as_str().unwrap_or("none")[..16].to_owned()).collect()
    };
    let expected = ["2026-03-21T09:00", "2026-03-27T21:00", "2026-03-28T09:00", "2026-04-04T08:00"];
    assert_eq!(starts(&scene.stands(mission).await), expected);
    places
}

#[tokio::test]
async fn a_mission_is_written_step_by_step() {
    let scene = Scene::new().await;
    let browser = scene.browser();
    let dashboard = browser.get("/manage").await.expect(200);
    dashboard.must_be_sound();
    let new = browser.get(&format!("/manage/{}/missions/new", scene.association)).await.expect(200);
    new.must_be_sound();
    let what = [("title-fr", "Aider aux devoirs"), ("description-fr", "Vous aidez deux enfants.")];
    let refused = browser.submit(&new, "/missions/new", &what).await.expect(422);
    assert_eq!(refused.error("domain"), "Ce champ est vide. Remplissez-le.");
    let when = browser.submit(&refused, "/missions/new", &[("domain", "education")]).await.expect(200);
    when.must_be_sound();
    let mission = mission_at(&when);
    assert!(when.path.ends_with("/edit/when"), "{}", when.path);

    // Handed in before its time: what is missing is told, with the step where it is mended.
    let page = browser.get(&format!("/manage/missions/{mission}")).await.expect(200);
    page.must_be_sound();
    let refused = browser.submit(&page, "/submit", &[]).await.expect(422);
    assert!(refused.says("Il manque une date") && refused.says("Corriger : Quand"), "{}", refused.text("main"));
    let told = browser.get(&format!("/manage/missions/{mission}/edit/when?missing=1")).await.expect(200);
    assert!(told.error("slot-0-date").starts_with("Il manque une date"));

    let places = dates(&scene, &told, mission).await;
    places.must_be_sound();
    let nowhere = [("place-0-label", "École du canal"), ("place-0-postcode", "13001")];
    let refused = browser.submit(&places, "/edit/where", &nowhere).await.expect(422);
    assert!(refused.error("place-0-area").starts_with("Nous ne savons pas où est ce lieu"));
    let who = browser.submit(&refused, "/edit/where", &[("place-0-postcode", "75010")]).await.expect(200);
    who.must_be_sound();
    assert_eq!(scene.stands(mission).await["addresses"][0]["postcode"], "75010");
    let contact = [("contact_phone", "hello"), ("acceptance", "automatic"), ("prerequisite", "Être patient")];
    let refused = browser.submit(&who, "/edit/who", &contact).await.expect(422);
    assert!(refused.error("contact_phone").starts_with("Ce numéro de téléphone"), "{}", refused.error("contact_phone"));
    let page = browser.submit(&refused, "/edit/who", &[("contact_phone", "01 23 45 67 89")]).await.expect(200);
    assert_eq!(page.path, format!("/manage/missions/{mission}"));
    let body = scene.stands(mission).await;
    assert_eq!((&body["acceptance"], &body["prerequisites"][0]), (&json!("automatic"), &json!("Être patient")));
    assert_eq!(body["description"], "Vous aidez deux enfants.", "a step leaves the others as they are");
    let done = browser.submit(&page, "/submit", &[]).await.expect(200);
    assert!(done.says("Publiée") || done.says("La ville la relit"), "{}", done.text("main"));
}

#[tokio::test]
async fn an_edit_keeps_who_signed_up_and_tells_who_was_slower() {
    let scene = Scene::new().await;
    let (mission, slot) = scene.mission(|_| {}).await;
    scene.asks("camille", mission, slot, "").await;
    let browser = scene.browser();
    let when = format!("/manage/missions/{mission}/edit/when");
    let mine = browser.get(&when).await.expect(200);
    assert!(mine.says("1 personne est inscrite"), "{}", mine.text("main"));
    assert_eq!((mine.value("slot-0-date"), mine.value("slot-0-from")), ("2026-03-14".into(), "10:00".into()));
    browser.submit(&mine, "/edit/when", &[("slot-0-from", "09:30")]).await.expect(200);
    let body = scene.stands(mission).await;
    assert_eq!(
        (&body["slots"][0]["id"], &body["slots"][0]["starts_at"]),
        (&json!(slot), &json!("2026-03-14T08:30:00Z"))
    );

    let late = browser.submit(&mine, "/edit/when", &[("slot-0-places", "9")]).await.expect(422);
    assert!(late.says("Quelqu'un a fait un changement avant vous") && late.says("Voir l'autre version"));
    assert_eq!(late.value("slot-0-places"), "9", "nothing typed is lost");
    browser.submit(&late, "/edit/when", &[]).await.expect(200);
    assert_eq!(scene.stands(mission).await["slots"][0]["capacity"], 9);

    // What everybody sees keeps a date.
    let page = browser.get(&when).await.expect(200);
    let none = browser.submit(&page, "/edit/when", &[("slot-0-drop", "yes")]).await.expect(422);
    assert!(none.says("Il manque une date"), "a published mission keeps a date: {}", none.text("main"));

    // What the city's rules refuse stands beside its field, and what was typed with it.
    let what = browser.get(&format!("/manage/missions/{mission}/edit/what")).await.expect(200);
    let text = "Écrivez-moi : moi@exemple.fr";
    let refused = browser.submit(&what, "/edit/what", &[("description-fr", text)]).await.expect(422);
    assert!(refused.error("description-fr").contains("adresse e-mail"), "{}", refused.error("description-fr"));
    assert_eq!(refused.value("description-fr"), text);
    let english = browser.reading("en").submit(&what, "/edit/what", &[("description-fr", text)]).await;
    assert!(
        english.says("Remove it") || english.error("description-fr").contains("e-mail"),
        "{}",
        english.text("main")
    );
}

#[tokio::test]
async fn what_is_returned_shows_its_reasons_beside_the_fields() {
    let scene = Scene::new().await;
    let mut mission = a_mission(2);
    mission["description"] = json!("Écrivez-moi : moi@exemple.fr");
    let body = json!({ "association": scene.association, "mission": mission });
    let id = scene.owner.post(&scene.app, "/api/v1/missions", body).await.expect(201).id();
    let browser = scene.browser();
    let page = browser.get(&format!("/manage/missions/{id}")).await.expect(200);
    let returned = browser.submit(&page, "/submit", &[]).await.expect(200);
    assert!(returned.says("À corriger") && returned.says("Corriger : Quoi"), "{}", returned.text("main"));
    assert!(browser.get("/manage").await.says("Corrigez la mission « Aider aux devoirs le samedi matin »"));
    let what = browser.get(&format!("/manage/missions/{id}/edit/what")).await.expect(200);
    assert!(what.error("description-fr").contains("adresse e-mail"));
    let who = browser.get(&format!("/manage/missions/{id}/edit/who")).await.expect(200);
    assert!(!who.says("adresse e-mail, un numéro"), "a reason stands in its own step");
    browser.submit(&what, "/edit/what", &[("description-fr", "Vous aidez."), ("go", "stop")]).await.expect(200);
}

#[tokio::test]
async fn a_copy_of_an_earlier_mission_is_submitted_in_two_clicks() {
    let scene = Scene::new().await;
    let (mission, _) = scene.mission(|_| {}).await;
    scene.app.clock.advance(Duration::days(14));
    let browser = scene.browser();
    let dashboard = browser.get("/manage").await.expect(200);
    let copy = browser.submit(&dashboard, &format!("{mission}/duplicate"), &[]).await.expect(200);
    let id = mission_at(&copy);
    assert!(id != mission && copy.says("Brouillon") && copy.says("samedi 21 mars 2026"), "{}", copy.text("main"));
    let done = browser.submit(&copy, "/submit", &[]).await.expect(200);
    assert!(done.says("Publiée") || done.says("La ville la relit"), "{}", done.text("main"));

    // It ends, or is called off, for a reason that is asked for.
    let refused = browser.submit(&done, "/cancel", &[("reason", " ")]).await.expect(422);
    assert_eq!(refused.error("reason"), "Ce champ est vide. Remplissez-le.");
    let cancelled = browser.submit(&refused, "/cancel", &[("reason", "La salle est fermée.")]).await.expect(200);
    assert!(cancelled.says("Annulée") && cancelled.says("La salle est fermée."), "{}", cancelled.text("main"));
    let first = browser.get(&format!("/manage/missions/{mission}")).await.expect(200);
    assert!(browser.submit(&first, "/close", &[]).await.expect(200).says("Terminée"));
}

#[tokio::test]
async fn the_desk_answers_several_at_once() {
    let scene = Scene::new().await;
    let (mission, slot) = scene.mission(|mission| mission["slots"][0]["capacity"] = json!(2)).await;
    let (camille, first) = scene.asks("camille", mission, slot, "=HYPERLINK(\"http://x.example\")").await;
    let (_, second) = scene.asks("sacha", mission, slot, "Avec plaisir ; vraiment").await;
    let browser = scene.browser();
    let dashboard = browser.get("/manage").await.expect(200);
    assert!(dashboard.says("Répondez à 2 personnes"), "{}", dashboard.text("main"));

    let desk = browser.get(&format!("/manage/missions/{mission}/sign-ups?state=requested")).await.expect(200);
    desk.must_be_sound();
    assert!(desk.says("camille T.") && desk.says("Avec plaisir"), "{}", desk.text("main"));
    let nobody = browser.submit(&desk, "/sign-ups", &[("do", "accept")]).await.expect(422);
    assert!(nobody.says("Vous n'avez coché personne"));
    let (first, second) = (first.to_string(), second.to_string());
    let both = [("sign_up", first.as_str()), ("sign_up", second.as_str())];
    let wordless = [both[0], both[1], ("do", "write"), ("text", " ")];
    assert!(!browser.submit(&desk, "/sign-ups", &wordless).await.expect(422).error("text").is_empty());
    let words = [both[0], both[1], ("do", "write"), ("text", "Rendez-vous à dix heures.")];
    browser.submit(&desk, "/sign-ups", &words).await.expect(200);
    let accepted = browser.submit(&desk, "/sign-ups", &[both[0], ("do", "accept")]).await.expect(200);
    assert!(accepted.path.ends_with("?state=requested") && !accepted.says("camille T."), "{}", accepted.text("main"));
    // One of two was answered meanwhile: it is said of whom, and the other is answered.
    let declined =
        browser.submit(&desk, "/sign-ups", &[both[0], both[1], ("do", "decline"), ("reason", "Complet.")]).await;
    assert!(declined.expect(422).says("camille T. : Cette inscription est déjà acceptée"));
    let all = browser.get(&format!("/manage/missions/{mission}/sign-ups")).await.expect(200);
    assert!(all.says("Acceptée") && all.says("Refusée"));

    // A message back is unread until its page was opened.
    let path = format!("/api/v1/sign-ups/{first}/messages");
    camille.post(&scene.app, &path, json!({ "text": "J'y serai." })).await.expect(201);
    assert!(browser.get("/manage").await.says("Lisez 1 message"));
    let thread = browser.get(&format!("/manage/sign-ups/{first}")).await.expect(200);
    thread.must_be_sound();
    assert!(
        thread.says("J'y serai.") && thread.says("Rendez-vous à dix heures.") && thread.says("camille@paris.example")
    );
    let written = browser.submit(&thread, "/messages", &[("text", "Merci !")]).await.expect(200);
    assert!(written.says("Merci !") && !browser.get("/manage").await.says("Lisez 1 message"));
    Visitor::known(&scene.app, &camille).get(&format!("/manage/sign-ups/{first}")).await.expect(404);

    let csv = browser.look(&format!("/manage/missions/{mission}/sign-ups.csv")).await.answer.expect(200);
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<_> = csv.text.split("\r\n").collect();
    assert!(lines[0].starts_with("\u{feff}Nom;E-mail;Date;État;"), "{}", lines[0]);
    assert!(lines[1].starts_with("camille T.;camille@paris.example;"), "{}", lines[1]);
    assert!(lines[1].contains("\"'=HYPERLINK(\"\"http://x.example\"\")\""), "{}", lines[1]);
    assert!(lines[2].starts_with("sacha T.;;") && lines[2].contains("\"Avec plaisir ; vraiment\""), "{}", lines[2]);
}

#[tokio::test]
async fn who_came_is_written_down_on_the_spot() {
    let scene = Scene::new().await;
    let (mission, slot) = scene.mission(|mission| mission["acceptance"] = json!("automatic")).await;
    let (_, first) = scene.asks("camille", mission, slot, "").await;
    let (_, second) = scene.asks("sacha", mission, slot, "").await;
    let browser = scene.browser();
    let path = format!("/manage/missions/{mission}/sheet");
    let before = browser.get(&path).await.expect(200);
    before.must_be_sound();
    assert!(before.says("camille T.") && before.text(".code").len() == 8, "{}", before.text("main"));
    assert!(before.says(&format!("/check-in/{}", before.text(".code"))));
    scene.app.clock.advance(Duration::days(11));
    assert!(browser.get("/manage").await.says("Dites si 2 personnes sont venues"));

    let sheet = browser.get(&path).await.expect(200);
    sheet.must_be_sound();
    let (came, hours, absent) = (format!("outcome-{first}"), format!("hours-{first}"), format!("outcome-{second}"));
    let wrong = [(came.as_str(), "attended"), (hours.as_str(), "beaucoup"), (absent.as_str(), "absent")];
    let refused = browser.submit(&sheet, "/sheet", &wrong).await.expect(422);
    assert!(refused.error(&hours).starts_with("Cette durée ne convient pas"), "{}", refused.text("main"));
    assert_eq!(refused.value(&hours), "beaucoup");
    let long = browser.submit(&refused, "/sheet", &[(hours.as_str(), "10000")]).await.expect(422);
    assert!(long.error(&hours).contains("entre 1 et"), "{}", long.text("main"));
    let saved = browser.submit(&long, "/sheet", &[(hours.as_str(), "1,5")]).await.expect(200);
    assert_eq!((saved.value(&came), saved.value(&hours)), ("attended".into(), "1:30".into()));
    assert!(!browser.get("/manage").await.says("sont venues"));
    let list = scene.owner.get(&scene.app, &format!("/api/v1/missions/{mission}/sign-ups")).await.expect(200);
    let minutes =
        |place: usize| (list.body["items"][place]["state"].clone(), list.body["items"][place]["minutes"].clone());
    assert_eq!((minutes(0), minutes(1)), ((json!("attended"), json!(90)), (json!("absent"), Value::Null)));
}

#[tokio::test]
async fn members_are_asked_changed_and_taken_out() {
    let scene = Scene::new().await;
    let browser = scene.browser();
    let path = format!("/manage/{}/members", scene.association);
    let page = browser.get(&path).await.expect(200);
    page.must_be_sound();
    assert!(page.says("owner T.") && page.says("Responsable"));
    let refused = browser.submit(&page, "/invite", &[("email", "nobody")]).await.expect(422);
    assert!(refused.error("email").starts_with("Cette adresse e-mail ne convient pas"));
    assert_eq!(refused.value("email"), "nobody");
    let asked = browser.submit(&refused, "/invite", &[("email", "collegue@paris.example")]).await.expect(200);
    assert!(asked.says("collegue@paris.example · Gestionnaire") || asked.says("collegue@paris.example Gestionnaire"));
    let revoked = browser.submit(&asked, "/revoke", &[]).await.expect(200);
    assert!(!revoked.says("collegue@paris.example"));

    let last = browser.submit(&revoked, "/change", &[]).await.expect(422);
    assert!(last.says("n'aurait plus de responsable"), "{}", last.text("main"));
    let colleague = scene.app.volunteer("paris", "colleague").await;
    let client = scene.app.client("paris").await;
    client
        .execute(
            "INSERT INTO memberships (association_id, account_id, role, created_at) VALUES ($1, $2, 'manager', now())",
            &[&scene.association, &colleague.id],
        )
        .await
        .expect("a member");
    let theirs = Visitor::known(&scene.app, &colleague);
    let seen = theirs.get(&path).await.expect(200);
    assert!(seen.says("owner T.") && !seen.says("Inviter une personne"), "a manager sees, an owner changes");
    let gone = theirs.submit(&seen, "/remove", &[]).await.expect(200);
    assert_eq!(gone.path, "/manage");
    theirs.get(&path).await.expect(404);
}

#[tokio::test]
async fn a_mission_is_handed_over_and_taken() {
    let scene = Scene::new().await;
    let (mission, _) = scene.mission(|_| {}).await;
    let other = scene.app.volunteer("paris", "other").await;
    let mut file = an_association();
    file["name"] = json!("Jardins partagés");
    let theirs = other.post(&scene.app, "/api/v1/associations", file).await.expect(201).id();
    let submitted =
        other.post(&scene.app, &format!("/api/v1/associations/{theirs}/submit"), json!({})).await.expect(200);
    if submitted.body["state"] == "submitted" {
        let agent = scene.app.agent("paris").await;
        agent.post(&scene.app, &format!("/api/v1/associations/{theirs}/validate"), json!({})).await.expect(200);
    }
    let browser = scene.browser();
    let page = browser.get(&format!("/manage/missions/{mission}/hand-over")).await.expect(200);
    page.must_be_sound();
    assert!(!browser.submit(&page, "/hand-over", &[]).await.expect(422).error("association").is_empty());
    let to = theirs.to_string();
    browser.submit(&page, "/hand-over", &[("association", &to)]).await.expect(200);
    let taker = Visitor::known(&scene.app, &other);
    let dashboard = taker.get("/manage").await.expect(200);
    assert!(dashboard.says("Savoirs du canal vous propose de reprendre la mission"), "{}", dashboard.text("main"));
    let taken = taker.submit(&dashboard, "/take", &[]).await.expect(200);
    assert!(taken.says("Jardins partagés"));
    browser.get(&format!("/manage/missions/{mission}")).await.expect(404);
}

#[tokio::test]
async fn strangers_find_nothing_and_forms_from_elsewhere_do_nothing() {
    let scene = Scene::new().await;
    let (mission, slot) = scene.mission(|_| {}).await;
    let (_, sign_up) = scene.asks("camille", mission, slot, "").await;
    let stranger = scene.app.volunteer("paris", "stranger").await;
    let agent = scene.app.agent("paris").await;
    let paths = [
        format!("/manage/{}", scene.association),
        format!("/manage/{}/members", scene.association),
        format!("/manage/{}/missions/new", scene.association),
        format!("/manage/missions/{mission}"),
        format!("/manage/missions/{mission}/edit/when"),
        format!("/manage/missions/{mission}/hand-over"),
        format!("/manage/missions/{mission}/sign-ups"),
        format!("/manage/missions/{mission}/sign-ups.csv"),
        format!("/manage/missions/{mission}/sheet"),
        format!("/manage/sign-ups/{sign_up}"),
    ];
    for path in &paths {
        for who in [&stranger, &agent] {
            let page = Visitor::known(&scene.app, who).get(path).await.expect(404);
            assert!(page.says("Nous ne trouvons rien ici"), "{path}");
        }
        let visitor = Visitor::new(&scene.app, "paris").get(path).await;
        assert!(visitor.path.starts_with("/enter?then="), "{path} leads to {}", visitor.path);
        // A session of one city is nothing in another.
        let elsewhere = Visitor::known(&scene.app, &scene.owner.visiting("montreal")).get(path).await;
        assert!(elsewhere.path.starts_with("/enter?then="), "{path} leads to {}", elsewhere.path);
    }
    scene.browser().get(&format!("/manage/missions/{mission}/edit/why")).await.expect(404);

    let posts = ["submit", "close", "cancel", "duplicate", "edit/what", "sign-ups", "sheet", "hand-over"];
    for path in posts.map(|act| format!("/manage/missions/{mission}/{act}")) {
        for token in [vec![], vec![("_token".to_owned(), "of another".to_owned())]] {
            scene.browser().post(&path, &token).await.expect(403);
        }
    }
    assert_eq!(scene.stands(mission).await["state"], "published");
    let close = format!("/manage/missions/{mission}/close");
    scene.owner.call(&scene.app, Method::POST, &close, Some(json!({}))).await.expect(415);
}
