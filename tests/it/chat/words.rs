//! The words of the conversation as people read them, as snapshots: a change of words is read before it is made.

use platform_core::texts::Locale;
use serde_json::{Value, json};
use tests::TestApp;

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

#[tokio::test]
async fn in_the_terminal() {
    for locale in Locale::ALL {
        let (visit, questions) = (visit(*locale).await, questions(*locale).await);
        insta::with_settings!({ filters => vec![
            // Ids are others each time, and travel in links in a shorter spelling.
            (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "[id]"),
            (r"mission_[A-Za-z0-9_-]{22}", "mission_[id]"),
        ] }, {
            insta::assert_snapshot!(format!("visit-{locale}"), visit);
            insta::assert_snapshot!(format!("questions-{locale}"), questions);
        });
    }
}
