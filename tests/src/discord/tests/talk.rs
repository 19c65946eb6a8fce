//! What people run, press, choose and fill in, what may answer it, and what they see.

use reqwest::Method;
use serde_json::{Value, json};

use super::super::{App, Discord, Shown};
use super::{Hook, button, call, met, row, says};

const ORIGINAL: &str = "/messages/@original";

/// Calls the webhook of the latest interaction.
async fn later(discord: &Discord, app: &App, hook: &Hook, method: Method, rest: &str, body: Value) -> (u16, Value) {
    let asked = hook.asked();
    let path = format!("/webhooks/{}/{}{rest}", app.id(), asked.last().unwrap()["token"].as_str().unwrap());
    call(discord, app, method, &path, &body).await
}

fn texts(shown: &[Shown]) -> Vec<&str> {
    shown.iter().map(|shown| shown.text.as_str()).collect()
}

fn a_modal() -> Value {
    let input = |id: &str, label: &str| json!({ "type": 4, "custom_id": id, "label": label, "style": 1 });
    let mut title = input("t", "Titre");
    (title["min_length"], title["max_length"]) = (json!(3), json!(10));
    let mut words = input("w", "Mots");
    (words["required"], words["value"], words["style"]) = (json!(false), json!("rien"), json!(2));
    let rows = json!([{ "type": 1, "components": [title] }, { "type": 1, "components": [words] }]);
    json!({ "type": 9, "data": { "custom_id": "m", "title": "Publier", "components": rows } })
}

#[tokio::test]
async fn a_command_is_looked_up_and_answered() {
    let (discord, _, hook, user) = met().await;
    let guild = discord.guild("Les Amis");
    let (role, channel) = (guild.role_with("Bureau", 32), guild.channel("accueil"));
    guild.takes_in(&user, &[role]);
    hook.answers(says(json!({ "content": "Voilà", "flags": 64 })));
    let values = json!({ "theme": "sport", "when": "Samedi", "role": role.id.to_string(), "days": 2 });
    let answered = user.at(&channel).command("/engagements", values).await;
    assert_eq!((answered.status, answered.taken, &answered.wrong), (200, true, &None));
    let seen = user.sees();
    assert_eq!((seen.text.as_str(), seen.ephemeral, seen.channel), ("Voilà", true, channel.id));
    assert_eq!(channel.messages(), [], "only the person sees it");
    let asked = &hook.asked()[0];
    assert_eq!((&asked["data"]["name"], &asked["type"], &asked["context"]), (&json!("missions"), &json!(2), &json!(0)));
    assert_eq!(
        asked["data"]["options"],
        json!([
            { "type": 3, "name": "theme", "value": "sport" }, { "type": 4, "name": "days", "value": 2 },
            { "type": 3, "name": "when", "value": "we" }, { "type": 8, "name": "role", "value": role.id.to_string() },
        ])
    );
    assert_eq!(asked["data"]["resolved"]["roles"][role.id.to_string()]["name"], "Bureau");
    assert_eq!((&asked["guild_id"], &asked["locale"]), (&json!(guild.id.to_string()), &json!("fr")));
    let permissions: u64 = asked["member"]["permissions"].as_str().unwrap().parse().unwrap();
    assert_eq!((permissions & 32, &asked["member"]["roles"]), (32, &json!([role.id.to_string()])));
    hook.answers(says(json!({ "content": "Pour tous" })));
    user.at(&channel).command("missions", json!({ "theme": "sport" })).await;
    assert_eq!(texts(&channel.messages()), ["Pour tous"]);
    hook.answers(says(json!({ "content": "Entre nous" })));
    user.command("missions", json!({ "theme": "sport" })).await;
    let asked = hook.asked();
    assert_eq!((&asked[2]["context"], &asked[2]["user"]["id"]), (&json!(1), &json!(user.id.to_string())));
    assert_eq!(texts(&user.transcript()), ["Voilà", "Pour tous", "Entre nous"]);
    assert_eq!(hook.hosts()[0], "jemengage.example");
}

#[tokio::test]
async fn a_client_sends_no_command_it_does_not_show() {
    let (_discord, _app, _hook, user) = met().await;
    let cases = [
        ("nothing", json!({})),
        ("missions", json!({})),
        ("missions", json!({ "theme": "a", "colour": "red" })),
        ("missions", json!({ "theme": "a".repeat(21) })),
        ("missions", json!({ "theme": 3 })),
        ("missions", json!({ "theme": "a", "days": 31 })),
        ("missions", json!({ "theme": "a", "when": "Dimanche" })),
        ("missions", json!({ "theme": "a", "role": "1" })),
        ("missions list", json!({ "theme": "a" })),
    ];
    for (command, values) in cases {
        let user = user.clone();
        let tried = std::thread::spawn(move || user.command_interaction(command, &values)).join();
        assert!(tried.is_err());
    }
}

#[tokio::test]
async fn each_deed_has_its_answers() {
    let (_discord, app, hook, user) = met().await;
    hook.answers(says(json!({ "content": "a", "components": row(json!([button("Oui", "o")])) })));
    user.command("missions", json!({ "theme": "a" })).await;
    let message = user.sees();
    let command = || user.command_interaction("missions", &json!({ "theme": "a" }));
    let typing = || user.autocomplete_interaction("missions", &json!({}), "theme", "sp");
    let press = || user.press_interaction(message.id, "o");
    let modal = || user.modal_interaction("m", &[("t", "Titre")]);
    let wrong = [
        (command(), json!({ "type": 1 })),
        (command(), json!({ "type": 6 })),
        (command(), json!({ "type": 7, "data": { "content": "a" } })),
        (command(), json!({ "type": 8, "data": { "choices": [] } })),
        (command(), json!({ "type": 10 })),
        (command(), json!({ "type": 4 })),
        (command(), json!({ "type": 4, "data": {} })),
        (command(), json!({ "type": 4, "data": { "content": "é".repeat(2001) } })),
        (command(), json!({ "type": 4, "data": { "content": "a" }, "more": 1 })),
        (command(), json!({ "type": 5, "data": { "content": "a" } })),
        (command(), json!([])),
        (typing(), says(json!({ "content": "a" }))),
        (typing(), json!({ "type": 8, "data": { "choices": vec![json!({ "name": "a", "value": "a" }); 26] } })),
        (typing(), json!({ "type": 8, "data": { "choices": [{ "name": "a".repeat(101), "value": "a" }] } })),
        (typing(), json!({ "type": 8, "data": { "choices": [{ "name": "a", "value": 1 }] } })),
        (press(), json!({ "type": 8, "data": { "choices": [] } })),
        (press(), json!({ "type": 6, "data": { "flags": 64 } })),
        (press(), json!({ "type": 7, "data": { "content": "b", "flags": 64 } })),
        (modal(), json!({ "type": 7, "data": { "content": "a" } })),
        (modal(), a_modal()),
    ];
    for (at, (interaction, answer)) in wrong.iter().enumerate() {
        hook.answers(answer.clone());
        let answered = app.deliver(interaction).await;
        assert!(!answered.taken && answered.wrong.is_some(), "{answer}");
        assert_eq!((app.failed().len(), user.failures().len()), (at + 1, at + 1));
    }
    let right = [
        (command(), json!({ "type": 5 })),
        (command(), json!({ "type": 5, "data": { "flags": 64 } })),
        (typing(), json!({ "type": 8, "data": { "choices": [] } })),
        (press(), json!({ "type": 6 })),
        (press(), json!({ "type": 7, "data": { "content": "b" } })),
        (press(), a_modal()),
        (user.modal_interaction("m", &[]), says(json!({ "content": "c" }))),
    ];
    for (interaction, answer) in right {
        hook.answers(answer.clone());
        let answered = app.deliver(&interaction).await;
        assert!(answered.taken, "{answer}: {:?}", answered.wrong);
    }
}

#[tokio::test]
async fn a_modal_keeps_to_its_limits() {
    let (_discord, _app, hook, user) = met().await;
    let with = |pointer: &str, value: Value| {
        let mut modal = a_modal();
        *modal.pointer_mut(pointer).unwrap() = value;
        modal
    };
    let input = "/data/components/0/components/0";
    let rows = json!(vec![a_modal()["data"]["components"][0].clone(); 6]);
    let cases = [
        (with("/data/title", json!("é".repeat(46))), "BAD_LENGTH"),
        (with("/data/title", json!("")), "REQUIRED"),
        (with("/data/custom_id", json!("é".repeat(101))), "BAD_LENGTH"),
        (with("/data/components", json!([])), "BAD_LENGTH"),
        (with("/data/components", rows), "BAD_LENGTH"),
        (with(&format!("{input}/label"), json!("é".repeat(46))), "BAD_LENGTH"),
        (with(&format!("{input}/custom_id"), json!("w")), "COMPONENT_CUSTOM_ID_DUPLICATED"),
        (with(&format!("{input}/style"), json!(3)), "CHOICES"),
        (with(&format!("{input}/min_length"), json!(4001)), "NUMBER_TYPE_MAX"),
        (with(&format!("{input}/max_length"), json!(2)), "NUMBER_TYPE_MAX"),
        (with(&format!("{input}/type"), json!(2)), "COMPONENT_TYPE_INVALID"),
        (with("/data/components/1/components/0/value", json!("é".repeat(4001))), "MAX_LENGTH"),
    ];
    for (modal, expected) in cases {
        hook.answers(modal);
        let wrong = user.command("missions", json!({ "theme": "a" })).await.wrong.unwrap();
        assert!(wrong.contains(expected) && user.modal().is_none(), "{wrong}");
    }
}

#[tokio::test]
async fn a_modal_is_filled_in_and_changes_the_message_it_came_from() {
    let (_discord, _app, hook, user) = met().await;
    hook.answers(says(json!({ "content": "Brouillon", "components": row(json!([button("Changer", "c")])) })));
    user.command("missions", json!({ "theme": "a" })).await;
    hook.answers(a_modal());
    user.presses("Changer").await;
    let modal = user.modal().unwrap();
    assert_eq!((modal.title.as_str(), modal.inputs[0].required, modal.inputs[1].paragraph), ("Publier", true, true));
    for values in [json!({}), json!({ "Titre": "ab" }), json!({ "Titre": "a\nbc" }), json!({ "Titre": "abc", "x": "" })]
    {
        let user = user.clone();
        let tried = tokio::spawn(async move { user.submits(values).await }).await;
        assert!(tried.is_err(), "the client sends no such thing");
    }
    hook.answers(json!({ "type": 7, "data": { "content": "Publié", "components": [] } }));
    assert!(user.submits(json!({ "Titre": "Ménage" })).await.taken);
    let asked = hook.asked().pop().unwrap();
    let value = |at: usize| &asked["data"]["components"][at]["components"][0]["value"];
    assert_eq!((&asked["type"], value(0), value(1)), (&json!(5), &json!("Ménage"), &json!("rien")));
    let seen = user.sees();
    assert_eq!((seen.text.as_str(), seen.edited, seen.buttons.len()), ("Publié", true, 0));
    assert_eq!((user.modal(), user.transcript().len(), user.failures().len()), (None, 1, 0));
    hook.answers(a_modal());
    user.command("missions", json!({ "theme": "a" })).await;
    user.dismisses();
    assert_eq!(user.modal(), None);
}

#[tokio::test]
async fn what_is_deferred_is_written_later() {
    let (discord, app, hook, user) = met().await;
    hook.answers(json!({ "type": 5, "data": { "flags": 64 } }));
    user.command("missions", json!({ "theme": "a" })).await;
    assert!(user.sees().loading && user.sees().ephemeral);
    let (status, body) = later(&discord, &app, &hook, Method::GET, ORIGINAL, json!({})).await;
    assert_eq!((status, &body["flags"]), (200, &json!(192)));
    let empty = later(&discord, &app, &hook, Method::PATCH, ORIGINAL, json!({ "content": "" })).await;
    assert_eq!((empty.1["code"].as_u64(), user.sees().loading), (Some(50006), true));
    let buttons = json!({ "content": "Voilà", "components": row(json!([button("Oui", "o")])) });
    assert_eq!(later(&discord, &app, &hook, Method::PATCH, ORIGINAL, buttons).await.0, 200);
    let seen = user.waits_to_see("Voilà").await;
    assert_eq!((seen.loading, seen.ephemeral, seen.edited, seen.buttons.len()), (false, true, false, 1));
    let (_, more) = later(&discord, &app, &hook, Method::POST, "", json!({ "content": "Et", "flags": 64 })).await;
    assert_eq!(texts(&user.transcript()), ["Voilà", "Et"]);
    let path = format!("/messages/{}", more["id"].as_str().unwrap());
    assert_eq!(later(&discord, &app, &hook, Method::PATCH, &path, json!({ "content": "Encore" })).await.0, 200);
    assert_eq!((user.sees().text.as_str(), user.sees().edited), ("Encore", true));
    assert_eq!(later(&discord, &app, &hook, Method::DELETE, &path, json!({})).await, (204, Value::Null));
    assert_eq!(later(&discord, &app, &hook, Method::PATCH, &path, json!({ "content": "a" })).await.1["code"], 10008);
    // A press whose answer comes later changes the message it is under; what is said first after a wait stands there.
    hook.answers(json!({ "type": 6 }));
    user.presses("Oui").await;
    assert_eq!(later(&discord, &app, &hook, Method::PATCH, ORIGINAL, json!({ "content": "Merci" })).await.0, 200);
    assert_eq!((user.sees().text.as_str(), user.sees().buttons.len()), ("Merci", 1));
    hook.answers(json!({ "type": 5 }));
    user.command("missions", json!({ "theme": "a" })).await;
    let late = later(&discord, &app, &hook, Method::POST, "", json!({ "content": "Bientôt", "flags": 64 })).await;
    assert_eq!(late.0, 400, "who sees it is settled");
    assert_eq!(later(&discord, &app, &hook, Method::POST, "", json!({ "content": "Bientôt" })).await.0, 200);
    assert_eq!(texts(&user.transcript()), ["Merci", "Bientôt"]);
}

#[tokio::test]
async fn a_token_opens_only_what_was_answered_and_a_quarter_of_an_hour() {
    let (discord, app, hook, user) = met().await;
    let words = json!({ "content": "a" });
    let path = |token: &str, rest: &str| format!("/webhooks/{}/{token}{rest}", app.id());
    let unknown = (404, json!({ "message": "Unknown Webhook", "code": 10015 }));
    let interaction = user.command_interaction("missions", &json!({ "theme": "a" }));
    let (original, follow_up) = (path(interaction.token(), ORIGINAL), path(interaction.token(), ""));
    assert_eq!(call(&discord, &app, Method::POST, &path("nobody", ""), &words).await, unknown);
    assert_eq!(call(&discord, &app, Method::PATCH, &original, &words).await, unknown, "nobody answered yet");
    hook.returns(500, "application/json", "{}".to_owned());
    assert_eq!(app.deliver(&interaction).await.wrong.unwrap(), "the answer is 500: {}");
    assert_eq!(call(&discord, &app, Method::PATCH, &original, &words).await, unknown, "nor rightly");
    hook.answers(says(words.clone()));
    assert!(app.deliver(&interaction).await.taken, "of two nodes the one that works is heard");
    assert_eq!(call(&discord, &app, Method::POST, &follow_up, &words).await.0, 200);
    let stranger = format!("/webhooks/{}/{}", user.id, interaction.token());
    assert_eq!(call(&discord, &app, Method::POST, &stranger, &words).await, unknown);
    discord.expire_tokens();
    let expired = (401, json!({ "message": "Invalid Webhook Token", "code": 50027 }));
    assert_eq!(call(&discord, &app, Method::PATCH, &original, &words).await, expired);
    hook.answers(json!({ "type": 8, "data": { "choices": [{ "name": "a", "value": "b" }] } }));
    assert_eq!(user.autocomplete("missions", "theme", "sp").await[0].value, "b");
    let asked = hook.asked().pop().unwrap();
    let typed = json!([{ "type": 3, "name": "theme", "value": "sp", "focused": true }]);
    assert_eq!((&asked["type"], &asked["data"]["options"]), (&json!(4), &typed));
    let after = path(asked["token"].as_str().unwrap(), "");
    assert_eq!(call(&discord, &app, Method::POST, &after, &words).await, unknown);
    assert_eq!(app.refused().len(), 5, "a stranger's call is nobody's");
}

#[tokio::test]
async fn buttons_and_selects_are_found_by_what_they_say() {
    let (discord, app, hook, user) = met().await;
    let guild = discord.guild("Les Amis");
    let channel = guild.channel("accueil");
    let other = app.user("Paul", "en-GB");
    guild.takes_in(&user, &[]);
    guild.takes_in(&other, &[]);
    let options = json!([{ "label": "Sport", "value": "s" }, { "label": "Nature", "value": "n" }]);
    let select =
        json!({ "type": 3, "custom_id": "theme", "placeholder": "Thème", "options": options, "max_values": 2 });
    let buttons = json!([button("Oui", "o"), { "type": 2, "style": 5, "label": "Site", "url": "https://a.example" },
        { "type": 2, "style": 2, "label": "Gris", "custom_id": "g", "disabled": true }]);
    let rows = json!([{ "type": 1, "components": [select] }, { "type": 1, "components": buttons }]);
    hook.answers(says(json!({ "content": "Choisissez", "components": rows })));
    user.at(&channel).command("missions", json!({ "theme": "a" })).await;
    hook.answers(json!({ "type": 7, "data": { "content": "Choisi" } }));
    assert!(other.at(&channel).chooses("Thème", &["Nature", "Sport"]).await.taken, "everybody can, in a channel");
    let asked = hook.asked().pop().unwrap();
    assert_eq!((&asked["data"]["values"], &asked["data"]["component_type"]), (&json!(["n", "s"]), &json!(3)));
    assert_eq!(asked["message"]["content"], "Choisissez");
    assert_eq!(
        (user.sees().text.as_str(), channel.messages()[0].edited, other.transcript().len()),
        ("Choisi", true, 0)
    );
    for wanted in ["Site", "Gris", "Non"] {
        let user = user.clone();
        assert!(tokio::spawn(async move { user.presses(wanted).await }).await.is_err());
    }
    for labels in [&[][..], &["Mer"], &["Sport", "Nature", "Sport"]] {
        let user = user.clone();
        assert!(tokio::spawn(async move { user.chooses("Thème", labels).await }).await.is_err());
    }
    let (message, stranger) = (channel.messages().remove(0), app.user("Léa", "fr"));
    assert!(tokio::spawn(async move { stranger.presses_on(&message, "Oui").await }).await.is_err(), "who is not there");
    hook.answers(says(json!({ "content": "Bien", "flags": 64 })));
    assert!(other.at(&channel).presses("Oui").await.taken);
    assert_eq!((other.sees().text.as_str(), other.sees().ephemeral, user.transcript().len()), ("Bien", true, 1));
}
