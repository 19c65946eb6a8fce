//! What the played Discord takes and what it refuses, so that the suites can believe it.

mod delivery;
mod hook;
mod messages;
mod registered;
mod rest;
mod round_trips;
mod shown;
mod talk;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{App, Discord, User};
use hook::Hook;

const AGENT: &str = "DiscordBot (https://jemengage.example, 1)";

/// A call that says who makes it.
fn request(discord: &Discord, app: &App, method: Method, path: &str) -> RequestBuilder {
    let request = reqwest::Client::new().request(method, format!("{}/api/v10{path}", discord.url()));
    request.header("user-agent", AGENT).header("authorization", format!("Bot {}", app.token()))
}

/// Calls with JSON; answers status and body, which is null where there is none.
async fn call(discord: &Discord, app: &App, method: Method, path: &str, body: &Value) -> (u16, Value) {
    let answer = request(discord, app, method, path).json(body).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

/// What is wrong with a form: where, and the code.
fn wrongs(body: &Value) -> Vec<String> {
    fn walk(errors: &Value, place: &str, found: &mut Vec<String>) {
        for (key, value) in errors.as_object().into_iter().flatten() {
            match value.as_array() {
                Some(words) => {
                    found.extend(words.iter().map(|word| format!("{place}{}", word["code"].as_str().unwrap())))
                }
                None => walk(value, &format!("{place}{key}."), found),
            }
        }
    }
    assert_eq!((&body["code"], &body["message"]), (&json!(50035), &json!("Invalid Form Body")), "{body}");
    let mut found = Vec::new();
    walk(&body["errors"], "", &mut found);
    found
}

/// A command with an option of each kind that matters.
fn a_command() -> Value {
    json!([{
        "name": "missions", "description": "Look for missions", "name_localizations": { "fr": "engagements" },
        "options": [
            { "type": 3, "name": "theme", "description": "What about", "required": true, "autocomplete": true,
              "max_length": 20 },
            { "type": 4, "name": "days", "description": "How long", "min_value": 1, "max_value": 30 },
            { "type": 3, "name": "when", "description": "When",
              "choices": [{ "name": "Weekend", "name_localizations": { "fr": "Samedi" }, "value": "we" }] },
            { "type": 8, "name": "role", "description": "Who" },
        ],
    }])
}

/// An application with a command, an address that answers, and somebody who uses it.
async fn met() -> (Discord, App, Hook, User) {
    let discord = Discord::start().await;
    let app = discord.application("Je m'engage");
    let hook = Hook::start(&app).await;
    let path = format!("/applications/{}/commands", app.id());
    assert_eq!(call(&discord, &app, Method::PUT, &path, &a_command()).await.0, 200);
    let user = app.user("Inès", "fr");
    (discord, app, hook, user)
}

/// An answer that is a message.
fn says(data: Value) -> Value {
    json!({ "type": 4, "data": data })
}

fn row(components: Value) -> Value {
    json!([{ "type": 1, "components": components }])
}

fn button(label: &str, custom_id: &str) -> Value {
    json!({ "type": 2, "style": 1, "label": label, "custom_id": custom_id })
}
