//! Old buttons and odd commands: what is old says so and does nothing else than it says.

use bots::engine::Input;
use bots::press::Press;
use serde_json::json;

use super::talker::Talker;
use super::{Scene, in_both};

/// Two missions about reading and two about cooking.
async fn filled(scene: &Scene) {
    for title in ["Lire des contes", "Lire le journal", "Cuisiner une soupe", "Cuisiner des crêpes"] {
        scene.post(json!({ "title": title, "description": "Avec nous.", "activities": [] })).await;
    }
}

/// Looks for this; answers the button that leads to the second card.
async fn looks_for(talker: &mut Talker<'_>, words: &str) -> Press {
    talker.says(words).await;
    assert!(talker.title().to_lowercase().contains(words), "{}", talker.transcript);
    talker.press_of("chat-do-next")
}

#[tokio::test]
async fn a_button_of_an_earlier_list_says_so_and_shows_where_one_is() {
    in_both(async |scene: Scene| {
        filled(&scene).await;
        let mut talker = scene.visitor();
        let old = looks_for(&mut talker, "lire").await;
        looks_for(&mut talker, "cuisiner").await;
        let first = talker.title().to_owned();
        talker.presses("chat-do-next").await;
        talker.sends(Input::Press(old)).await;
        talker.is_told("chat-stale");
        assert_eq!(talker.title(), first);
        // A search that finds nothing is a list, too: an empty one.
        talker.says("zanzibar").await;
        talker.sends(Input::Press(old)).await;
        talker.is_told("chat-stale");
        assert_eq!(talker.title(), talker.said("chat-home-title", &[("city", "Paris".into())]));
    })
    .await;
}

/// A mission that has gone since it was found says so, and the next is one press away.
#[tokio::test]
async fn who_looks_at_what_has_gone_goes_on_with_the_next() {
    in_both(async |scene: Scene| {
        for title in ["Lire des contes", "Lire le journal", "Lire un poème"] {
            scene.post(json!({ "title": title, "description": "Avec nous.", "activities": [] })).await;
        }
        let mut talker = scene.visitor();
        let next = looks_for(&mut talker, "lire").await;
        talker.sends(Input::Press(next)).await;
        let gone = talker.title().to_owned();
        let last = talker.press_of("chat-do-next");
        talker.presses("chat-do-before").await;
        let hide = format!("UPDATE missions SET state = 'suspended' WHERE title = '{gone}' RETURNING title");
        assert_eq!(scene.rows(&hide).await, std::slice::from_ref(&gone));
        talker.presses("chat-do-next").await;
        talker.sees("chat-refused");
        assert_eq!(talker.press_of("chat-do-next"), last);
        talker.presses("chat-do-next").await;
        assert_ne!(talker.title(), gone);
        assert!(!talker.may("chat-do-next"), "it is the last");
    })
    .await;
}

#[tokio::test]
async fn a_button_of_another_version_says_so() {
    in_both(async |scene: Scene| {
        let mut talker = scene.visitor();
        for input in [Input::Stale, Input::Press(Press::Hit(7, 0)), Input::Press(Press::Hit(0, 255))] {
            talker.sends(input).await;
            talker.is_told("chat-stale");
            assert_eq!(talker.title(), talker.said("chat-home-title", &[("city", "Paris".into())]));
        }
        talker.sends(Input::Press(Press::Keep(3))).await;
        talker.is_told("chat-stale");
    })
    .await;
}

/// `/start` forgets the list, not that there was one: its buttons are old, whatever is looked for next.
#[tokio::test]
async fn a_list_from_before_the_start_is_an_old_one() {
    in_both(async |scene: Scene| {
        filled(&scene).await;
        let mut talker = scene.visitor();
        let old = looks_for(&mut talker, "lire").await;
        talker.says("/start").await;
        talker.sends(Input::Press(old)).await;
        talker.is_told("chat-stale");
        looks_for(&mut talker, "cuisiner").await;
        talker.sends(Input::Press(old)).await;
        talker.is_told("chat-stale");
    })
    .await;
}

#[tokio::test]
async fn an_alert_is_of_the_list_whose_button_it_was() {
    in_both(async |scene: Scene| {
        let mut talker = scene.volunteer("ana").await;
        talker.says("zanzibar").await;
        let old = talker.press_of("chat-do-keep");
        for forgets in ["licorne", "/start"] {
            talker.says(forgets).await;
            talker.says("dragon").await;
            talker.sends(Input::Press(old)).await;
            talker.is_told("chat-stale");
            assert_eq!(scene.rows("SELECT criteria->>'text' FROM alerts").await, [""; 0], "after {forgets}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_command_nobody_knows_is_answered_with_those_there_are() {
    in_both(async |scene: Scene| {
        let mut talker = scene.visitor();
        for line in
            ["/", "/jardiner", "/START2", "/../../etc/passwd", "/💡", "/ start", &format!("/{}", "x".repeat(5000))]
        {
            talker.says(line).await;
            talker.is_told("chat-unknown-command");
            talker.sees("chat-help-title");
        }
    })
    .await;
}

/// Every command that help names is one, in each language.
#[tokio::test]
async fn every_command_of_the_help_is_one() {
    in_both(async |scene: Scene| {
        let mut talker = scene.volunteer("ana").await;
        let help = talker.text("chat-help");
        let commands: Vec<_> = help.lines().filter(|line| line.starts_with('/')).collect();
        assert!(commands.len() >= 8, "{help}");
        for line in commands {
            let command = line.split([' ', ':']).next().expect("a word");
            talker.says(command).await;
            assert!(talker.title() != talker.text("chat-help-title"), "{command} is not known");
            talker.says(&command.to_uppercase()).await;
            assert!(talker.title() != talker.text("chat-help-title"), "{command} in capitals is not known");
        }
        for command in ["/aide", "/help"] {
            talker.says(command).await;
            talker.sees("chat-help-title");
            assert!(!talker.out.iter().any(|out| matches!(out, bots::screen::Out::Toast(_))));
        }
    })
    .await;
}
