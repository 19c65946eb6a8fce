//! The words of the conversation as people read them, as snapshots: a change of words is read before it is made.

use bots::engine::{Input, start_to_enter};
use bots::press::Press;
use platform_core::chat::logins;
use platform_core::texts::Locale;
use serde_json::{Value, json};
use tests::TestApp;

use super::agents::{agent, waiting};
use super::talker::Talker;
use super::{Scene, on};

/// A mission that has something of everything, in two languages.
fn a_mission_to_read() -> Value {
    let text = "Vous lisez des **albums** à de petits groupes d'enfants, le samedi matin, dans la salle du premier étage. \
                Personne ne vous demande d'être comédien : une voix posée et un peu de patience suffisent.\n\n\
                * choisir deux ou trois livres avec la bibliothécaire\n* lire à voix haute\n* ranger les coussins";
    let english = "You read **picture books** to small groups of children, on Saturday mornings, in the room on the \
                   first floor. Nobody asks you to be an actor: a calm voice and some patience are enough, and coffee is on us.\n\n\
                   * choose two or three books with the librarian\n* read aloud\n* put the cushions away";
    json!({
        "title": "Lire des contes à la bibliothèque",
        "description": text,
        "translations": { "en": { "title": "Read tales at the library", "description": english } },
        "prerequisites": ["Être à l'heure"],
        "contact": { "name": "Amina", "phone": "01 23 45 67 89" },
        "slots": (7..15).map(|day| on(&format!("2026-03-{day:02}"), 5)).collect::<Vec<_>>(),
    })
}

/// From the beginning to the end of the visit, screen by screen.
async fn visit(locale: Locale) -> String {
    let scene = Scene::of(TestApp::new().await, locale).await;
    scene.post(json!({ "title": "Une autre mission", "slots": [on("2026-03-08", 5)] })).await;
    scene.post(a_mission_to_read()).await;
    let mut talker = scene.volunteer("ana").await;
    talker.says("/start").await;
    talker.presses("chat-do-help").await;
    talker.presses("chat-do-privacy").await;
    talker.says("/language").await;
    talker.says("/search").await;
    talker.says("/near").await;
    talker.says("Atlantis").await;
    talker.presses("chat-do-home").await;
    talker.presses("chat-do-weekend").await;
    talker.presses("chat-do-more").await;
    talker.presses("chat-do-back").await;
    talker.presses("chat-do-next").await;
    talker.presses("chat-do-before").await;
    talker.presses("chat-do-slots").await;
    talker.presses("chat-do-later-slots").await;
    talker.taps_on("14").await;
    talker.presses("chat-do-agree").await;
    talker.sees("chat-done-accepted-title");
    talker.presses("chat-do-mine").await;
    talker.taps_on(&talker.said("chat-do-open", &[("number", 1.into())])).await;
    talker.presses("chat-do-leave").await;
    talker.presses("chat-do-leave-yes").await;
    talker.says("/themes").await;
    talker.taps_on(&talker.text("domain-sport")).await;
    talker.sees("chat-nothing-title");
    talker.presses("chat-do-keep").await;
    talker.presses("chat-do-alerts").await;
    talker.taps_on(&talker.said("chat-do-drop", &[("number", 1.into())])).await;
    talker.says("/jardiner").await;
    talker.transcript
}

/// What a newcomer is asked, and what cannot be.
async fn questions(locale: Locale) -> String {
    let scene = Scene::of(TestApp::new().await, locale).await;
    let (mission, _) = scene.post(json!({
        "title": "Tenir un stand", "motivation_wanted": true, "open_to_minors": false, "slots": [on("2026-03-07", 1)],
    })).await;
    let mut first = scene.volunteer("first").await;
    let mut talker = scene.visitor();
    first.follows_the_link_to(mission).await;
    first.presses("chat-do-join").await;
    first.presses("chat-do-confirm").await;
    first.says("J'aime parler.").await;
    talker.follows_the_link_to(mission).await;
    talker.presses("chat-do-join").await;
    talker.presses("chat-do-confirm").await;
    talker.says("Zoé").await;
    talker.says("J'aime parler.").await;
    talker.says("17/05/1990").await;
    first.presses("chat-do-leave").await;
    first.presses("chat-do-leave-yes").await;
    talker.presses("chat-do-mine").await;
    talker.taps_on(&talker.said("chat-do-open", &[("number", 1.into())])).await;
    talker.presses("chat-do-take").await;
    talker.presses("chat-do-see").await;

    let mut young = scene.visitor();
    young.follows_the_link_to(mission).await;
    young.presses("chat-do-join").await;
    young.presses("chat-do-confirm").await;
    young.says("Sacha").await;
    young.says("J'aime parler.").await;
    young.says("01/06/2010").await;
    format!("{}\n=====\n{}", talker.transcript, young.transcript)
}

/// What a manager does with those who come, and what these see of it.
async fn on_site(locale: Locale) -> String {
    let scene = Scene::of(TestApp::new().await, locale).await;
    let (mission, _) = scene.post(json!({ "title": "Tenir un stand", "slots": [on("2026-03-07", 5)] })).await;
    let mut volunteer = scene.volunteer("ana").await;
    volunteer.says("/hours").await;
    volunteer.follows_the_link_to(mission).await;
    volunteer.presses("chat-do-join").await;
    volunteer.presses("chat-do-confirm").await;
    let mut manager = Talker::person(&scene.app, "paris", &scene.manager, locale).await;
    manager.says("/missions").await;
    manager.taps_on("Tenir un stand").await;
    manager.presses("chat-do-people").await;
    manager.presses("chat-do-write").await;
    manager.says("Venez par la porte du fond.").await;
    manager.presses("chat-do-send").await;
    volunteer.presses("chat-do-mine").await;
    volunteer.taps_on(&volunteer.said("chat-do-open", &[("number", 1.into())])).await;
    volunteer.presses("chat-do-thread").await;
    volunteer.presses("chat-do-reply").await;
    volunteer.says("Merci, à samedi.").await;
    scene.app.clock.advance(chrono::Duration::days(4));
    manager.presses("chat-do-back").await;
    manager.presses("chat-do-sheet").await;
    manager.taps_on(&manager.said("chat-do-present", &[("number", 1.into())])).await;
    volunteer.says("/hours").await;
    volunteer.says("/themes").await;
    volunteer.taps_on(&volunteer.text("domain-sport")).await;
    volunteer.presses("chat-do-keep-daily").await;
    volunteer.presses("chat-do-alerts").await;
    volunteer.presses("chat-do-pause").await;
    volunteer.presses("chat-do-resume").await;
    format!("{}\n=====\n{}", manager.transcript, volunteer.transcript)
}

/// What an agent of the city decides.
async fn queue(locale: Locale) -> String {
    let scene = Scene::of(TestApp::new().await, locale).await;
    waiting(&scene, "Les Jardins", "Planter des arbres").await;
    let mut talker = agent(&scene).await;
    talker.says("/start").await;
    talker.presses("chat-do-moderate").await;
    talker.presses("chat-do-let-through").await;
    talker.presses("chat-do-send-back").await;
    talker.says("Dites où vous plantez.").await;
    talker.transcript
}

/// Browsers ask to come in, and are answered.
async fn entering(locale: Locale) -> String {
    let scene = Scene::of(TestApp::new().await, locale).await;
    let mut talker = scene.volunteer("ana").await;
    let (ctx, app) = (scene.app.operator("paris"), &scene.app.app);
    for sort in ["right", "wrong", "nobody"] {
        let browser = logins::begin(app, &ctx).await.expect("a request");
        let shown = logins::see(app, &ctx, &browser).await.expect("it is read").expect("it is there");
        talker.says(&format!("/start {}", start_to_enter(shown.code.0))).await;
        let press = match sort {
            "right" => Press::Number(shown.code.0, shown.number),
            // Not one of two digits: never the right one.
            "wrong" => Press::Number(shown.code.0, 0),
            _ => Press::NotMe(shown.code.0),
        };
        talker.sends(Input::Press(press)).await;
    }
    let mut visitor = scene.visitor();
    visitor.says(&format!("/start {}", start_to_enter(uuid::Uuid::nil()))).await;
    format!("{}\n=====\n{}", talker.transcript, visitor.transcript)
}

#[tokio::test]
async fn of_the_number_in_the_terminal() {
    for locale in Locale::ALL {
        let entering = entering(*locale).await;
        insta::with_settings!({ filters => vec![
            (r"login_[A-Za-z0-9_-]{22}", "login_[code]"),
            (r"([1-3])\) \d\d", "$1) [number]"),
        ] }, {
            insta::assert_snapshot!(format!("entering-{locale}"), entering);
        });
    }
}

#[tokio::test]
async fn in_the_terminal() {
    for locale in Locale::ALL {
        let (visit, questions) = (visit(*locale).await, questions(*locale).await);
        let (on_site, queue) = (on_site(*locale).await, queue(*locale).await);
        insta::with_settings!({ filters => vec![
            // Ids are others each time, and travel in links in a shorter spelling.
            (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "[id]"),
            (r"mission_[A-Za-z0-9_-]{22}", "mission_[id]"),
        ] }, {
            insta::assert_snapshot!(format!("visit-{locale}"), visit);
            insta::assert_snapshot!(format!("questions-{locale}"), questions);
            insta::assert_snapshot!(format!("on-site-{locale}"), on_site);
            insta::assert_snapshot!(format!("queue-{locale}"), queue);
        });
    }
}
