//! What is another person's, or another city's, does not exist: the same words as for nothing, and nothing changes.

use bots::engine::Input;
use bots::press::Press;
use platform_core::texts::Locale;
use serde_json::{Value, json};
use tests::{Person, TestApp, a_mission};
use uuid::Uuid;

use super::talker::Talker;
use super::{Place, Scene, in_both, on};

/// All that a press could change, of a city.
const EVERYTHING: [&str; 7] = [
    "SELECT row(t.*)::text FROM sign_ups t ORDER BY id",
    "SELECT row(t.*)::text FROM slots t ORDER BY id",
    "SELECT row(t.*)::text FROM missions t ORDER BY id",
    "SELECT row(t.*)::text FROM associations t ORDER BY id",
    "SELECT row(t.*)::text FROM alerts t ORDER BY id",
    "SELECT row(t.*)::text FROM accounts t ORDER BY id",
    "SELECT row(t.*)::text FROM ledger t ORDER BY id",
];

pub(super) async fn everything(app: &TestApp) -> Vec<String> {
    let mut rows = Vec::new();
    for city in ["paris", "montreal"] {
        let client = app.client(city).await;
        for sql in EVERYTHING {
            rows.extend(client.query(sql, &[]).await.expect("rows").iter().map(|row| row.get::<_, String>(0)));
        }
    }
    rows
}

/// The same press, refused in the same words for each of the ids; nothing changes, and nothing of it is said.
async fn refused(app: &TestApp, talker: &mut Talker<'_>, presses: &[Press], secret: &str) {
    let before = everything(app).await;
    let mut seen = Vec::new();
    for press in presses {
        talker.sends(Input::Press(*press)).await;
        // To leave is asked first, of whatever it is; then it is refused.
        if talker.title() == talker.text("chat-leave-title") {
            talker.presses("chat-do-leave-yes").await;
        }
        talker.sees("chat-refused");
        assert!(talker.date().is_none());
        seen.push(talker.screen().clone());
    }
    assert!(seen.iter().all(|screen| *screen == seen[0]), "{presses:?}: {seen:?}");
    assert!(!talker.transcript.contains(secret), "{}", talker.transcript);
    assert_eq!(everything(app).await, before, "{presses:?}");
}

/// What can be done with a sign-up, with this one.
fn acts(id: Uuid) -> [Press; 6] {
    let id = id.into();
    [Press::SignUp(id), Press::Leave(id), Press::Left(id), Press::Come(id), Press::Take(id), Press::Thread(id)]
}

async fn sign_up(app: &TestApp, person: &Person, (mission, slot): Place) -> Uuid {
    let path = format!("/api/v1/missions/{mission}/sign-ups");
    person.post(app, &path, json!({ "slot": slot })).await.expect(201).id()
}

pub(super) const SECRET: &str = "Une mission dont on ne dit rien";

#[tokio::test]
async fn anothers_sign_up_is_nobodys() {
    in_both(async |scene: Scene| {
        let place = scene.post(json!({ "title": SECRET, "slots": [on("2026-03-07", 1)] })).await;
        let mut theirs = Vec::new();
        for name in ["withdrawn", "offered", "waiting"] {
            let person = scene.app.volunteer("paris", name).await;
            theirs.push((sign_up(&scene.app, &person, place).await, person));
        }
        let (first, person) = &theirs[0];
        person.post(&scene.app, &format!("/api/v1/sign-ups/{first}/withdraw"), json!({})).await.expect(200);
        let accepted = scene.post(json!({ "title": SECRET })).await;
        let coming = sign_up(&scene.app, &theirs[0].1, accepted).await;
        scene.app.work().await;

        let mut stranger = scene.volunteer("stranger").await;
        for id in theirs.iter().map(|(id, _)| *id).chain([coming]) {
            for (press, nothing) in acts(id).into_iter().zip(acts(Uuid::nil())) {
                refused(&scene.app, &mut stranger, &[nothing, press], SECRET).await;
                stranger.reads(&stranger.text("refusal-not-found"));
            }
        }
        let mut visitor = scene.visitor();
        for (press, nothing) in acts(coming).into_iter().zip(acts(Uuid::nil())) {
            refused(&scene.app, &mut visitor, &[nothing, press], SECRET).await;
        }
    })
    .await;
}

/// A mission of another city, somebody signed up to it, and their alert.
struct Elsewhere {
    place: Place,
    sign_up: Uuid,
    alert: Uuid,
}

impl Elsewhere {
    async fn of(app: &TestApp) -> Self {
        let manager = app.volunteer("montreal", "manager").await;
        let association = manager.validated_association(app).await;
        let mut mission: Value = a_mission(5);
        mission["title"] = json!(SECRET);
        let place = manager.published_mission(app, association, mission).await;
        let person = app.volunteer("montreal", "person").await;
        let alert = person.post(app, "/api/v1/me/alerts", json!({ "q": SECRET })).await.expect(201).id();
        Self { place, sign_up: sign_up(app, &person, place).await, alert }
    }
}

#[tokio::test]
async fn another_citys_things_do_not_exist() {
    in_both(async |scene: Scene| {
        let app = &scene.app;
        let elsewhere = Elsewhere::of(app).await;
        let here = scene.post(json!({ "title": "Lire des contes" })).await;
        app.work().await;
        let nil = Uuid::nil();
        let mut talker = scene.volunteer("ana").await;
        let (mission, slot) = elsewhere.place;
        for presses in [
            [Press::Card(nil.into()), Press::Card(mission.into())],
            [Press::More(nil.into()), Press::More(mission.into())],
            [Press::Slots(nil.into(), 0), Press::Slots(mission.into(), 0)],
            [Press::Join(nil.into(), nil.into()), Press::Join(mission.into(), slot.into())],
            [Press::Confirm(nil.into(), nil.into()), Press::Confirm(mission.into(), slot.into())],
            // A slot that is not of the mission is none.
            [Press::Confirm(here.0.into(), nil.into()), Press::Confirm(here.0.into(), slot.into())],
            [Press::Confirm(mission.into(), here.1.into()), Press::Confirm(nil.into(), here.1.into())],
            [Press::Drop(nil.into()), Press::Drop(elsewhere.alert.into())],
        ] {
            refused(app, &mut talker, &presses, SECRET).await;
            talker.reads(&talker.text("refusal-not-found"));
        }
        for (press, nothing) in acts(elsewhere.sign_up).into_iter().zip(acts(nil)) {
            refused(app, &mut talker, &[nothing, press], SECRET).await;
        }
        // A link to it, and words that only it bears.
        talker.follows_the_link_to(mission).await;
        talker.sees("chat-refused");
        talker.says("dont on ne dit rien").await;
        assert_ne!(talker.title(), SECRET);
    })
    .await;
}

#[tokio::test]
async fn a_slot_of_another_mission_cannot_be_chosen() {
    in_both(async |scene: Scene| {
        let (one, other) = (scene.post(json!({})).await, scene.post(json!({ "title": "Lire des contes" })).await);
        let mut talker = scene.volunteer("ana").await;
        talker.sends(Input::Press(Press::Join(one.0.into(), other.1.into()))).await;
        talker.sees("chat-slot-gone");
        talker.presses("chat-do-back").await;
        assert_eq!(talker.title(), "Aider aux devoirs le samedi matin");
    })
    .await;
}

#[tokio::test]
async fn anothers_alert_is_nobodys() {
    in_both(async |scene: Scene| {
        let person = scene.app.volunteer("paris", "person").await;
        let alert = person.post(&scene.app, "/api/v1/me/alerts", json!({ "q": SECRET })).await.expect(201).id();
        for mut talker in [scene.volunteer("ana").await, scene.visitor()] {
            refused(&scene.app, &mut talker, &[Press::Drop(Uuid::nil().into()), Press::Drop(alert.into())], SECRET)
                .await;
            talker.says("/alerts").await;
            talker.reads(&talker.text("chat-alerts-none"));
        }
    })
    .await;
}

/// What is not public yet, or no more, is nothing.
#[tokio::test]
async fn what_is_not_public_is_not_shown() {
    for locale in Locale::ALL {
        let scene = Scene::of(TestApp::new().await, *locale).await;
        let (mission, slot) = scene.post(json!({ "title": SECRET })).await;
        let client = scene.app.client("paris").await;
        for state in ["draft", "submitted", "returned", "suspended", "cancelled"] {
            client.batch_execute(&format!("UPDATE missions SET state = '{state}'")).await.expect("a change");
            let mut talker = scene.volunteer(state).await;
            for press in [
                Press::Card(mission.into()),
                Press::More(mission.into()),
                Press::Slots(mission.into(), 0),
                Press::Join(mission.into(), slot.into()),
                Press::Confirm(mission.into(), slot.into()),
            ] {
                refused(&scene.app, &mut talker, &[press], SECRET).await;
                talker.reads(&talker.text("refusal-not-found"));
            }
        }
    }
}
