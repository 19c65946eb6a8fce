//! Steps that several scenarios take.

use serde_json::{Value, json};
use tests::a_mission;
use uuid::Uuid;

use super::channel::{Channel, Stage};

/// What the missions of the scenarios are called.
pub(super) const TITLE: &str = "Servir un repas chaud";

/// Posts a mission far ahead, by whichever clock, for one person; with these changes.
pub(super) async fn posted<S: Stage>(stage: &S, changes: Value) -> Uuid {
    let mut mission = a_mission(1);
    mission["title"] = json!(TITLE);
    mission["slots"] =
        json!([{ "starts_at": "2099-03-14T09:00:00Z", "ends_at": "2099-03-14T11:00:00Z", "capacity": 1 }]);
    for (field, value) in changes.as_object().expect("fields") {
        mission[field] = value.clone();
    }
    let (manager, association) = stage.manager();
    let (id, _) = manager.published_mission(stage.app(), association, mission).await;
    stage.settles().await;
    id
}

/// Comes to a mission by the link of its poster, and says yes. The city's rules look at age, so whom nobody knows is asked.
pub(super) async fn says_yes(person: &mut impl Channel, mission: Uuid) {
    person.follows(Some(&bots::engine::start_of(mission.into()))).await;
    person.reads(TITLE).await;
    confirms(person).await;
}

/// From a mission's card to what came of it.
pub(super) async fn confirms(person: &mut impl Channel) {
    person.presses("chat-do-join").await;
    person.sees("chat-confirm-title").await;
    person.presses("chat-do-confirm").await;
    person.sees("chat-ask-birth-date-title").await;
    person.says("01/02/1990").await;
}

/// Takes a place.
pub(super) async fn joins(person: &mut impl Channel, mission: Uuid) {
    says_yes(person, mission).await;
    person.sees("chat-done-accepted-title").await;
}

/// Is the first to wait for a place.
pub(super) async fn waits_in_line(person: &mut impl Channel, mission: Uuid) {
    says_yes(person, mission).await;
    let first = person.said("chat-done-waiting-title", &[("rank", 1.into())]);
    person.reads(&first).await;
}

/// Asked whether one really leaves, says yes.
pub(super) async fn leaves(person: &mut impl Channel) {
    person.sees("chat-leave-title").await;
    person.presses("chat-do-leave-yes").await;
    person.sees("chat-left-title").await;
}

/// Opens the newest of one's sign-ups, and sees where it stands.
pub(super) async fn stands(person: &mut impl Channel, key: &str) {
    person.commands("mesinscriptions").await;
    person.sees("chat-mine-title").await;
    let newest = person.said("chat-do-open", &[("number", 1.into())]);
    person.taps(&newest).await;
    person.sees(key).await;
}

/// What stands of every sign-up, in order of arrival.
pub(super) async fn sign_ups<S: Stage>(stage: &S) -> Vec<String> {
    rows(stage, "SELECT state FROM sign_ups ORDER BY rank").await
}

/// The rows of a query, each a text.
pub(super) async fn rows<S: Stage>(stage: &S, sql: &str) -> Vec<String> {
    let client = stage.app().client("paris").await;
    client.query(sql, &[]).await.expect("rows").iter().map(|row| row.get(0)).collect()
}
