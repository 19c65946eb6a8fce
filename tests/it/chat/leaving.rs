//! One's sign-ups: the list and its pages, coming, leaving, and the language one is spoken to in.

use bots::engine::Input;
use bots::press::Press;
use platform_core::kinds::SignUpId;
use platform_core::texts::Locale;
use serde_json::json;

use super::talker::Talker;
use super::{SIGN_UPS, Scene, in_both, on};

const TAKEN: &str = "SELECT taken::text FROM slots";

async fn joins(talker: &mut Talker<'_>, mission: uuid::Uuid) {
    talker.follows_the_link_to(mission).await;
    talker.presses("chat-do-join").await;
    talker.presses("chat-do-confirm").await;
    talker.sees("chat-done-accepted-title");
}

/// What one has is shown in the language one speaks, and so is the date to keep, where the mission has it.
#[tokio::test]
async fn a_sign_up_speaks_ones_language() {
    in_both(async |scene: Scene| {
        let english = json!({ "en": { "title": "Read tales", "description": "Aloud." } });
        let (mission, _) = scene.post(json!({ "title": "Lire des contes", "translations": english })).await;
        let title = if scene.locale == Locale::En { "Read tales" } else { "Lire des contes" };
        let mut talker = scene.volunteer("ana").await;
        joins(&mut talker, mission).await;
        assert_eq!(talker.field("chat-mission"), title);
        assert!(talker.date().expect("a date").text.contains(&format!("SUMMARY:{title}")));
        talker.presses("chat-do-mine").await;
        talker.reads(title);
        talker.taps_on(&talker.said("chat-do-open", &[("number", 1.into())])).await;
        assert_eq!(talker.title(), title);
        talker.presses("chat-do-leave").await;
        talker.presses("chat-do-leave-yes").await;
        talker.reads(&talker.said("chat-left", &[("title", title.into())]));
    })
    .await;
}

#[tokio::test]
async fn leaving_asks_first_and_frees_the_place() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({ "title": "Lire des contes" })).await;
        let mut talker = scene.volunteer("ana").await;
        joins(&mut talker, mission).await;
        talker.presses("chat-do-leave").await;
        talker.sees("chat-leave-title");
        talker.presses("chat-do-stay").await;
        assert_eq!(talker.field("chat-stands"), talker.text("chat-state-accepted"));
        assert_eq!(
            (scene.rows(SIGN_UPS).await, scene.rows(TAKEN).await),
            (vec!["accepted 1".into()], vec!["1".into()])
        );

        talker.presses("chat-do-leave").await;
        let yes = talker.press_of("chat-do-leave-yes");
        // Pressed twice, it is done once.
        for _ in 0..2 {
            talker.sends(Input::Press(yes)).await;
            talker.sees("chat-left-title");
            talker.reads(&talker.said("chat-left", &[("title", "Lire des contes".into())]));
        }
        assert_eq!(
            (scene.rows(SIGN_UPS).await, scene.rows(TAKEN).await),
            (vec!["withdrawn 1".into()], vec!["0".into()])
        );
        let mut other = scene.volunteer("other").await;
        joins(&mut other, mission).await;
        // Who left may come back.
        joins(&mut talker, mission).await;
    })
    .await;
}

/// Who never had a place, or was there, is not told that they gave it up.
#[tokio::test]
async fn what_is_over_cannot_be_left() {
    in_both(async |scene: Scene| {
        let (declined, _) = scene.post(json!({ "acceptance": "by_manager" })).await;
        let (attended, _) = scene.post(json!({ "title": "Lire des contes" })).await;
        let mut talker = scene.volunteer("ana").await;
        let mut leaves = Vec::new();
        for mission in [declined, attended] {
            talker.follows_the_link_to(mission).await;
            talker.presses("chat-do-join").await;
            talker.presses("chat-do-confirm").await;
            let leave = talker.labels().into_iter().find(|(_, press)| matches!(press, Press::Leave(_)));
            let Some((_, Press::Leave(id))) = leave else { panic!("no sign-up") };
            leaves.push(id);
        }
        let path = format!("/api/v1/sign-ups/{}/decline", leaves[0]);
        scene.manager.post(&scene.app, &path, json!({})).await.expect(200);
        scene.app.clock.advance(chrono::Duration::days(4));
        was_there(&scene, attended, leaves[1]).await;
        for id in leaves {
            talker.sends(Input::Press(Press::Left(id))).await;
            assert_ne!(talker.title(), talker.text("chat-left-title"), "{}", talker.transcript);
        }
        assert_eq!(scene.rows(SIGN_UPS).await, ["declined 1", "attended 1"]);
    })
    .await;
}

/// The manager writes down that somebody came.
async fn was_there(scene: &Scene, mission: uuid::Uuid, sign_up: SignUpId) {
    let body = json!({ "entries": [{ "sign_up": sign_up, "outcome": "attended" }] });
    scene.manager.post(&scene.app, &format!("/api/v1/missions/{mission}/attendance"), body).await.expect(200);
}

/// A button of before the day, pressed after it.
#[tokio::test]
async fn who_was_there_is_not_signed_up_again() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({})).await;
        let mut talker = scene.volunteer("ana").await;
        talker.follows_the_link_to(mission).await;
        talker.presses("chat-do-join").await;
        let confirm = talker.press_of("chat-do-confirm");
        talker.sends(Input::Press(confirm)).await;
        let Press::Leave(id) = talker.press_of("chat-do-leave") else { panic!("no sign-up") };
        scene.app.clock.advance(chrono::Duration::days(4));
        was_there(&scene, mission, id).await;
        talker.sends(Input::Press(confirm)).await;
        assert_ne!(talker.title(), talker.text("chat-done-accepted-title"), "{}", talker.transcript);
        assert_eq!(scene.rows(SIGN_UPS).await, ["attended 1"]);
    })
    .await;
}

#[tokio::test]
async fn who_was_reminded_says_that_they_come() {
    in_both(async |scene: Scene| {
        let (mission, _) = scene.post(json!({ "title": "Lire des contes" })).await;
        let mut talker = scene.volunteer("ana").await;
        joins(&mut talker, mission).await;
        let Press::Leave(id) = talker.press_of("chat-do-leave") else { panic!("no sign-up") };
        for _ in 0..2 {
            talker.sends(Input::Press(Press::Come(id))).await;
            talker.sees("chat-comes-title");
        }
        let confirmed = scene.rows("SELECT count(confirmed_at)::text FROM sign_ups").await;
        assert_eq!(confirmed, ["1"]);
        talker.sends(Input::Press(Press::Left(id))).await;
        talker.sends(Input::Press(Press::Come(id))).await;
        talker.sees("chat-refused");
        assert_eq!(scene.rows(SIGN_UPS).await, ["withdrawn 1"]);
    })
    .await;
}

#[tokio::test]
async fn the_list_shows_all_of_ones_sign_ups_page_by_page() {
    in_both(async |scene: Scene| {
        let days: Vec<_> = (7..14).map(|day| on(&format!("2026-03-{day:02}"), 5)).collect();
        let (mission, _) = scene.post(json!({ "slots": days })).await;
        let mut talker = scene.volunteer("ana").await;
        talker.says("/mine").await;
        talker.reads(&talker.text("chat-mine-none"));
        talker.follows_the_link_to(mission).await;
        talker.presses("chat-do-slots").await;
        let mut places: Vec<_> = talker.labels().into_iter().map(|(_, press)| press).collect();
        talker.presses("chat-do-later-slots").await;
        places.extend(talker.labels().into_iter().map(|(_, press)| press));
        places.retain(|press| matches!(press, Press::Join(..)));
        for (number, press) in places.iter().enumerate() {
            // No more than five a day.
            if number == 4 {
                scene.app.clock.advance(chrono::Duration::days(1));
            }
            talker.sends(Input::Press(*press)).await;
            talker.presses("chat-do-confirm").await;
            talker.sees("chat-done-accepted-title");
        }
        let own = |talker: &Talker<'_>| -> Vec<String> {
            let presses = talker.labels().into_iter().map(|(_, press)| press);
            presses.filter(|press| matches!(press, Press::SignUp(_))).map(|press| press.to_string()).collect()
        };
        talker.says("/mine").await;
        let first = own(&talker);
        assert!(!talker.may("chat-do-later"), "it begins here");
        talker.presses("chat-do-earlier").await;
        let second = own(&talker);
        assert!(!talker.may("chat-do-earlier"), "it ends here");
        assert_eq!((first.len(), second.len()), (5, 2));
        assert!(first.iter().all(|id| !second.contains(id)));
        talker.taps_on(&talker.said("chat-do-open", &[("number", 7.into())])).await;
        talker.presses("chat-do-mine").await;
        assert_eq!(own(&talker), first);
    })
    .await;
}

#[tokio::test]
async fn the_language_chosen_is_kept_for_the_account() {
    in_both(async |scene: Scene| {
        let kept = "SELECT locale FROM accounts WHERE given_name = 'ana'";
        let mut talker = scene.volunteer("ana").await;
        let other = Locale::ALL.iter().copied().find(|locale| *locale != scene.locale).expect("another language");
        let choose = |locale: Locale| talker_label(&scene, locale);
        talker.says("/language").await;
        talker.taps_on(&choose(other)).await;
        assert_eq!(talker.speaker.locale, other);
        assert_eq!(talker.title(), talker.said("chat-home-title", &[("city", "Paris".into())]));
        assert_eq!(scene.rows(kept).await, [other.tag()]);
        // It is spoken from then on.
        talker.says("/help").await;
        talker.sees("chat-help-title");
        talker.presses("chat-do-language").await;
        talker.taps_on(&choose(scene.locale)).await;
        assert_eq!(scene.rows(kept).await, [scene.locale.tag()]);
        // Whoever has no account is spoken to so, and nothing is kept.
        let accounts = scene.rows("SELECT id::text FROM accounts").await.len();
        let mut visitor = scene.visitor();
        visitor.says("/langue").await;
        visitor.taps_on(&choose(other)).await;
        assert_eq!(visitor.speaker.locale, other);
        visitor.says("/start").await;
        assert_eq!(visitor.title(), visitor.said("chat-home-title", &[("city", "Paris".into())]));
        assert_eq!(scene.rows("SELECT id::text FROM accounts").await.len(), accounts);
    })
    .await;
}

/// What the button of a language says: its own name.
fn talker_label(scene: &Scene, locale: Locale) -> String {
    scene.app.city("paris").texts.get(locale, "chat-do-speak", &Default::default())
}
