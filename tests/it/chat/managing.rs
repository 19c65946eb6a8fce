//! For an association: a mission is posted and its requests are answered in the chat, and nobody does so for another.

use bots::engine::Input;
use bots::press::Press;
use bots::state::Field;
use platform_core::kinds::Domain;
use platform_core::texts::Locale;
use serde_json::json;
use tests::Person;
use uuid::Uuid;

use super::strangers::{SECRET, everything};
use super::talker::Talker;
use super::{Place, SIGN_UPS, Scene, in_both};

const MISSIONS: &str = "SELECT format('%s: %s', title, state) FROM missions ORDER BY created_at";

async fn manager(scene: &Scene) -> Talker<'_> {
    Talker::person(&scene.app, "paris", &scene.manager, scene.locale).await
}

/// Answers what is asked of a new mission, from its title on.
async fn writes(talker: &mut Talker<'_>, title: &str) {
    talker.sees("chat-post-field-title-title");
    talker.says(title).await;
    talker.sees("chat-post-description-title");
    talker.says("Vous tenez un stand avec nous.").await;
    talker.sees("chat-post-domain-title");
    talker.taps_on(&talker.text("domain-education")).await;
    talker.sees("chat-post-when-title");
    talker.says(if talker.speaker.locale == Locale::Fr { "samedi 14h-17h" } else { "Saturday 2pm-5pm" }).await;
    talker.sees("chat-post-places-title");
    talker.says("20").await;
    talker.sees("chat-post-place-title");
    let paris = talker.speaker.tenant.config.code == "paris";
    talker.says(if paris { "École du canal, 75010" } else { "École du canal, H2J 2J2" }).await;
    talker.sees("chat-post-acceptance-title");
    talker.presses("chat-do-by-me").await;
}

#[tokio::test]
async fn a_mission_is_posted_and_a_request_answered() {
    in_both(async |scene: Scene| {
        let mut talker = manager(&scene).await;
        talker.says("/post").await;
        writes(&mut talker, "Tenir un stand").await;
        assert_eq!(talker.title(), "Tenir un stand");
        assert_eq!(scene.rows(MISSIONS).await, ["Tenir un stand: draft"]);
        talker.presses("chat-do-submit").await;
        talker.sees("chat-submitted-published");
        assert_eq!(scene.rows(MISSIONS).await, ["Tenir un stand: published"]);

        let id = scene.rows("SELECT id::text FROM missions").await.remove(0);
        let slot = scene.rows("SELECT id::text FROM slots").await.remove(0);
        let person = scene.app.volunteer("paris", "ana").await;
        person.post(&scene.app, &format!("/api/v1/missions/{id}/sign-ups"), json!({ "slot": slot })).await.expect(201);
        talker.says("/missions").await;
        talker.taps_on("Tenir un stand").await;
        talker.presses("chat-do-requests").await;
        talker.sees("chat-requests-title");
        talker.taps_on(&talker.said("chat-do-accept", &[("number", 1.into())])).await;
        assert_eq!(scene.rows(SIGN_UPS).await, ["accepted 1"]);
    })
    .await;
}

/// What somebody began to change is let go of when they turn to something else.
#[tokio::test]
async fn what_is_written_for_one_mission_changes_no_other() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({ "title": "Lire des contes" })).await;
        for begun in [Press::ChangeField(mission.into(), 0), Press::CallOff(mission.into())] {
            let mut talker = manager(&scene).await;
            talker.sends(Input::Press(begun)).await;
            talker.says("/post").await;
            talker.sees("chat-post-field-title-title");
            talker.says("Tenir un stand").await;
            assert_eq!(scene.rows(MISSIONS).await, ["Lire des contes: published"], "{begun:?}");
            talker.sees("chat-post-description-title");
        }
    })
    .await;
}

/// Who turns back from a change is where they were, and what they were writing is there.
#[tokio::test]
async fn a_change_that_is_left_takes_nothing_with_it() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({ "title": "Lire des contes" })).await;
        let mut talker = manager(&scene).await;
        talker.says("/post").await;
        talker.says("Tenir un stand").await;
        talker.sends(Input::Press(Press::ChangeField(mission.into(), 0))).await;
        assert!(!talker.may("chat-do-give-up"));
        talker.presses("chat-do-back").await;
        assert_eq!(talker.title(), "Lire des contes");
        // The button of a question about a place is one of a keyboard, and comes as words.
        talker.sends(Input::Press(Press::ChangeField(mission.into(), Field::Place.number()))).await;
        talker.says(&talker.text("chat-do-back")).await;
        assert_eq!(talker.title(), "Lire des contes");
        talker.says("/post").await;
        talker.sees("chat-post-description-title");
        assert_eq!(scene.rows(MISSIONS).await, ["Lire des contes: published"]);
    })
    .await;
}

/// What can be done with a mission, a request and an association, with these.
fn acts((mission, _): Place, sign_up: Uuid, association: Uuid) -> Vec<Press> {
    let (mission, sign_up) = (mission.into(), sign_up.into());
    let mut acts = vec![
        Press::Manage(mission),
        Press::Submit(mission),
        Press::Edit(mission),
        Press::Copy(mission),
        Press::Close(mission),
        Press::CallOff(mission),
        Press::Requests(mission),
        Press::People(mission, 0),
        Press::Sheet(mission, 0),
        Press::Came(mission, sign_up, 0),
        Press::Missed(mission, sign_up, 0),
        Press::Write(mission),
        Press::Send(mission),
        Press::Accept(sign_up),
        Press::Decline(sign_up),
        Press::PostFor(association.into()),
    ];
    acts.extend((0..7).map(|field| Press::ChangeField(mission, field)));
    acts
}

/// Goes through with an act as far as it goes, whatever is asked.
async fn goes_through(talker: &mut Talker<'_>, act: Press) {
    talker.sends(Input::Press(act)).await;
    if let Press::PostFor(_) = act {
        return writes(talker, "Tenir un stand").await;
    }
    for press in [Press::PostDomain(Domain::Sport), Press::PostAcceptance(1)] {
        let asks = talker.labels().iter().any(|(_, own)| *own == press);
        if asks {
            talker.sends(Input::Press(press)).await;
        }
    }
    let answers = ["Un autre titre", "samedi 14h-17h", "20", "75010"];
    for answer in answers {
        if talker.screen().ask.is_some() {
            talker.says(answer).await;
        }
    }
}

async fn requested(scene: &Scene, person: &Person, (mission, slot): Place) -> Uuid {
    let path = format!("/api/v1/missions/{mission}/sign-ups");
    let body = json!({ "slot": slot, "motivation": SECRET });
    person.post(&scene.app, &path, body).await.expect(201).id()
}

#[tokio::test]
async fn nobody_acts_for_anothers_association() {
    in_both(async |scene: Scene| {
        let place = scene.post(json!({ "title": "Lire des contes", "acceptance": "by_manager" })).await;
        let person = scene.app.volunteer("paris", "asks").await;
        let sign_up = requested(&scene, &person, place).await;
        // What the city told the association is between them.
        let reasons = json!([{ "code": "remark", "text": SECRET }]);
        scene.rows(&format!("UPDATE missions SET reasons = '{reasons}' RETURNING ''")).await;
        let other = scene.app.volunteer("paris", "other").await;
        other.validated_association(&scene.app).await;
        let mut talkers = vec![scene.visitor(), scene.volunteer("ana").await];
        talkers.push(Talker::person(&scene.app, "paris", &other, scene.locale).await);
        talkers.push(Talker::person(&scene.app, "paris", &person, scene.locale).await);
        // Nor from another city.
        let elsewhere = scene.app.volunteer("montreal", "elsewhere").await;
        elsewhere.validated_association(&scene.app).await;
        talkers.push(Talker::person(&scene.app, "montreal", &elsewhere, scene.locale).await);
        let before = everything(&scene.app).await;
        for mut talker in talkers {
            for act in acts(place, sign_up, scene.association) {
                goes_through(&mut talker, act).await;
                assert_eq!(everything(&scene.app).await, before, "{act:?}\n{}", talker.transcript);
            }
            assert!(!talker.transcript.contains(SECRET), "{}", talker.transcript);
        }
    })
    .await;
}
