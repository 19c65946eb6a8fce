//! The commands Discord takes, and those it refuses.

use reqwest::Method;
use serde_json::{Value, json};

use super::super::{App, Discord};
use super::{a_command, call, met, wrongs};

async fn put(discord: &Discord, app: &App, commands: &Value) -> (u16, Value) {
    call(discord, app, Method::PUT, &format!("/applications/{}/commands", app.id()), commands).await
}

/// A command with this field in it.
fn with(field: &str, value: Value) -> Value {
    let mut command = json!({ "name": "aide", "description": "Help" });
    command[field] = value;
    json!([command])
}

/// A command with this option.
fn option(kind: i64, field: &str, value: Value) -> Value {
    let mut option = json!({ "type": kind, "name": "ville", "description": "City" });
    option[field] = value;
    with("options", json!([option]))
}

/// What is wrong with a command itself, or nothing.
fn commands() -> Vec<(Value, &'static str)> {
    let words =
        |name: &str, required: bool| json!({ "type": 3, "name": name, "description": "d", "required": required });
    let value = "v".repeat(100);
    let choices: Vec<Value> = (0..4).map(|at| json!({ "name": format!("{at}"), "value": value })).collect();
    let many = (0..25).map(|at| json!({ "type": 3, "name": format!("o{at}"), "description": "d", "choices": choices }));
    let many: Vec<Value> = many.collect();
    vec![
        (with("name", json!("Aide")), "0.name.APPLICATION_COMMAND_INVALID_NAME"),
        (with("name", json!("l'été_2-b")), ""),
        (with("name", json!("a b")), "0.name.APPLICATION_COMMAND_INVALID_NAME"),
        (with("name", json!("a".repeat(33))), "0.name.BASE_TYPE_BAD_LENGTH"),
        (with("name", Value::Null), "0.name.BASE_TYPE_REQUIRED"),
        (with("description", json!("")), "0.description.BASE_TYPE_REQUIRED"),
        (with("description", json!("d".repeat(101))), "0.description.BASE_TYPE_BAD_LENGTH"),
        (
            with("name_localizations", json!({ "fr": "Aide" })),
            "0.name_localizations.fr.APPLICATION_COMMAND_INVALID_NAME",
        ),
        (with("name_localizations", json!({ "fr-FR": "aide" })), "0.name_localizations.fr-FR.ENUM_TYPE_COERCE"),
        (with("description_localizations", json!({ "en": "a" })), "0.description_localizations.en.ENUM_TYPE_COERCE"),
        (with("default_member_permissions", json!(32)), "0.default_member_permissions.STRING_TYPE_CONVERT"),
        (with("default_member_permissions", json!("32")), ""),
        (with("contexts", json!([3])), "0.contexts.0.BASE_TYPE_CHOICES"),
        (with("contexts", json!([0, 1, 0])), "0.contexts.2.SET_TYPE_ALREADY_CONTAINS_VALUE"),
        (with("integration_types", json!([0, 1])), ""),
        (with("colour", json!(1)), "0.colour.UNUSED_FIELD"),
        (with("options", json!(vec![words("a", false); 26])), "0.options.BASE_TYPE_MAX_LENGTH"),
        (
            with("options", json!([words("a", false), words("b", true)])),
            "0.options.1.APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        ),
        (
            with("options", json!([words("a", true), words("a", false)])),
            "0.options.1.name.APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
        ),
        (with("options", json!(many)), "0.APPLICATION_COMMAND_TOO_LARGE"),
    ]
}

/// What is wrong with its options.
fn options() -> Vec<(Value, &'static str)> {
    let choice = |name: &str, value: Value| json!([{ "name": name, "value": value }]);
    let long = json!({ "name": "a", "value": "v".repeat(100) });
    vec![
        (option(12, "required", json!(true)), "0.options.0.type.NUMBER_TYPE_MAX"),
        (option(3, "choices", choice("n", json!(1))), "0.options.0.choices.0.value.STRING_TYPE_CONVERT"),
        (option(4, "choices", choice("n", json!("1"))), "0.options.0.choices.0.value.NUMBER_TYPE_COERCE"),
        (option(3, "choices", choice(&"n".repeat(101), json!("1"))), "0.options.0.choices.0.name.BASE_TYPE_BAD_LENGTH"),
        (
            option(8, "choices", choice("n", json!("1"))),
            "0.options.0.choices.APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID",
        ),
        (option(3, "choices", json!(vec![long; 26])), "0.options.0.choices.BASE_TYPE_MAX_LENGTH"),
        (option(4, "max_length", json!(3)), "0.options.0.max_length.UNUSED_FIELD"),
        (option(3, "max_value", json!(3)), "0.options.0.max_value.UNUSED_FIELD"),
        (option(1, "required", json!(true)), "0.options.0.required.UNUSED_FIELD"),
        (json!({}), "LIST_TYPE_CONVERT"),
    ]
}

#[tokio::test]
async fn a_command_keeps_to_its_limits() {
    let (discord, app, _, _) = met().await;
    let choice = json!([{ "name": "n", "value": "1" }]);
    for (commands, expected) in &[commands(), options()].concat() {
        let (status, body) = put(&discord, &app, commands).await;
        match *expected {
            "" => assert_eq!(status, 200, "{body}"),
            expected => assert!(status == 400 && wrongs(&body).contains(&expected.to_owned()), "{expected}: {body}"),
        }
    }
    let mut both = option(3, "choices", choice);
    both[0]["options"][0]["autocomplete"] = json!(true);
    let (_, body) = put(&discord, &app, &both).await;
    assert_eq!(wrongs(&body), ["0.options.0.choices.APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE"]);
    let twice = json!([with("type", json!(1))[0], with("type", json!(1))[0]]);
    assert_eq!(wrongs(&put(&discord, &app, &twice).await.1), ["1.name.APPLICATION_COMMANDS_DUPLICATE_NAME"]);
}

#[tokio::test]
async fn commands_are_overwritten_and_keep_their_identifiers() {
    let (discord, app, _, _) = met().await;
    let first = app.commands();
    let mut next = a_command();
    next[0]["description"] = json!("Find missions");
    next.as_array_mut().unwrap().push(json!({ "name": "aide", "description": "Help", "type": 1 }));
    let (status, body) = put(&discord, &app, &next).await;
    assert_eq!((status, body.as_array().unwrap().len(), app.overwrites()), (200, 2, 2));
    assert_eq!((&body[0]["id"], &body[0]["description"]), (&first[0]["id"], &json!("Find missions")));
    assert_ne!(body[0]["version"], first[0]["version"]);
    assert_eq!(body, json!(app.commands()));
    let other = discord.application("Other");
    let path = format!("/applications/{}/commands", app.id());
    assert_eq!(call(&discord, &other, Method::PUT, &path, &next).await.1["code"], 20012);
    assert_eq!(put(&discord, &app, &json!([])).await, (200, json!([])));
}
