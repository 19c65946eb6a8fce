//! Somebody acts for an association: posts, changes, calls off, and answers who asks.

use platform_core::texts::Locale;
use serde_json::json;
use uuid::Uuid;

use super::channel::{Channel, Stage};
use super::steps::{TITLE, joins, posted, rows, says_yes, sign_ups, stands};

pub(super) async fn post_edit_and_cancel<S: Stage>(stage: &S, locale: Locale) {
    let mut chief = chief(stage, locale).await;
    writes(&mut chief).await;
    assert_eq!(missions(stage).await, ["draft 3"]);
    chief.presses("chat-do-submit").await;
    chief.sees("chat-submitted-published").await;
    let mission: Uuid = rows(stage, "SELECT id::text FROM missions").await[0].parse().expect("an id");
    stage.settles().await;
    let mut anna = stage.stranger("Anna", locale).await;
    joins(&mut anna, mission).await;

    opens(&mut chief).await;
    chief.presses("chat-do-change").await;
    chief.sees("chat-change-title").await;
    chief.presses("chat-do-change-places").await;
    chief.sees("chat-post-places-title").await;
    chief.says("4").await;
    let places = chief.said("chat-taken-of", &[("taken", 1.into()), ("capacity", 4.into())]);
    chief.reads(&places).await;
    assert_eq!(missions(stage).await, ["published 4"]);

    chief.presses("chat-do-call-off").await;
    chief.sees("chat-call-off-title").await;
    chief.says("La salle est fermée.").await;
    chief.sees("chat-mission-cancelled").await;
    assert_eq!((missions(stage).await, sign_ups(stage).await), (vec!["cancelled 4".into()], vec!["cancelled".into()]));
    stands(&mut anna, "chat-state-cancelled").await;
}

pub(super) async fn accept_a_request<S: Stage>(stage: &S, locale: Locale) {
    let mission = posted(stage, json!({ "acceptance": "by_manager" })).await;
    let (mut chief, mut anna) = (chief(stage, locale).await, stage.stranger("Anna", locale).await);
    says_yes(&mut anna, mission).await;
    anna.sees("chat-done-requested-title").await;
    opens(&mut chief).await;
    chief.presses("chat-do-requests").await;
    chief.reads("Anna").await;
    let first = chief.said("chat-do-accept", &[("number", 1.into())]);
    chief.taps(&first).await;
    chief.sees("chat-accepted").await;
    assert_eq!(sign_ups(stage).await, ["accepted"]);
    stands(&mut anna, "chat-state-accepted").await;
}

/// Where each mission stands, and how many places it has.
async fn missions<S: Stage>(stage: &S) -> Vec<String> {
    let sql = "SELECT format('%s %s', state, capacity) FROM missions JOIN slots ON slots.mission_id = missions.id";
    rows(stage, sql).await
}

/// Opens one's mission.
async fn opens(chief: &mut impl Channel) {
    chief.commands("mesmissions").await;
    chief.sees("chat-missions-title").await;
    chief.taps(TITLE).await;
    chief.sees("chat-mission-published").await;
}

/// Who acts for the association.
async fn chief<S: Stage>(stage: &S, locale: Locale) -> S::Person<'_> {
    let (manager, _) = stage.manager();
    stage.known(manager, locale).await
}

/// Answers all that is asked of a new mission.
async fn writes(chief: &mut impl Channel) {
    chief.commands("publier").await;
    for (asked, words) in [
        ("chat-post-field-title-title", TITLE),
        ("chat-post-description-title", "Nous cuisinons et servons ensemble un repas chaud."),
    ] {
        chief.sees(asked).await;
        chief.says(words).await;
    }
    chief.sees("chat-post-domain-title").await;
    chief.presses("domain-education").await;
    for (asked, words) in [
        ("chat-post-when-title", "14/03/2099 10h-12h"),
        ("chat-post-places-title", "3"),
        ("chat-post-place-title", "Salle du canal, 12 rue des Écluses, 75010"),
    ] {
        chief.sees(asked).await;
        chief.says(words).await;
    }
    chief.sees("chat-post-acceptance-title").await;
    chief.presses("chat-do-at-once").await;
    chief.sees("chat-mission-draft").await;
}
