//! What a message may say, and what may hang on it.

use reqwest::Method;
use serde_json::{Value, json};

use super::{button, call, met, request, row, wrongs};

/// A message with this in it.
fn with(field: &str, value: Value) -> Value {
    let mut message = json!({ "content": "a" });
    message[field] = value;
    message
}

/// A message with one component, of which this is changed.
fn changed(mut component: Value, field: &str, value: Value) -> Value {
    component[field] = value;
    with("components", row(json!([component])))
}

fn select() -> Value {
    json!({ "type": 3, "custom_id": "s", "options": [{ "label": "a", "value": "1" }, { "label": "b", "value": "2" }] })
}

fn components() -> Vec<(Value, String)> {
    let b = || button("Oui", "o");
    let link = || json!({ "type": 2, "style": 5, "label": "Site", "url": "https://a.example" });
    let at = |rest: &str| format!("components.0.components.0.{rest}");
    let taken = String::new;
    let options =
        |count: usize| (0..count).map(|at| json!({ "label": "a", "value": format!("{at}") })).collect::<Value>();
    vec![
        (changed(b(), "label", json!("")), at("label.BASE_TYPE_REQUIRED")),
        (changed(b(), "label", json!(" ")), at("label.BASE_TYPE_REQUIRED")),
        (changed(b(), "label", Value::Null), at("label.BASE_TYPE_REQUIRED")),
        (changed(b(), "label", json!("é".repeat(81))), at("label.BASE_TYPE_BAD_LENGTH")),
        (changed(b(), "label", json!("é".repeat(80))), taken()),
        (changed(b(), "custom_id", json!("é".repeat(101))), at("custom_id.BASE_TYPE_BAD_LENGTH")),
        (changed(b(), "custom_id", Value::Null), at("custom_id.BASE_TYPE_REQUIRED")),
        (changed(b(), "style", json!(6)), at("style.BASE_TYPE_CHOICES")),
        (changed(b(), "style", json!(5)), at("custom_id.BUTTON_COMPONENT_LINK_CUSTOM_ID")),
        (changed(b(), "url", json!("https://a.example")), at("url.BUTTON_COMPONENT_CUSTOM_ID_URL_EXCLUSIVE")),
        (changed(b(), "disabled", json!("yes")), at("disabled.BOOLEAN_TYPE_CONVERT")),
        (changed(b(), "colour", json!("red")), at("colour.UNUSED_FIELD")),
        (changed(b(), "type", json!(4)), at("type.COMPONENT_TYPE_INVALID")),
        (changed(link(), "url", json!("ftp://a.example")), at("url.URL_TYPE_INVALID_SCHEME")),
        (changed(link(), "url", json!("a.example")), at("url.URL_TYPE_INVALID_URL")),
        (changed(link(), "url", Value::Null), at("url.BASE_TYPE_REQUIRED")),
        (changed(link(), "disabled", json!(false)), taken()),
        (changed(select(), "placeholder", json!("é".repeat(151))), at("placeholder.BASE_TYPE_MAX_LENGTH")),
        (changed(select(), "options", options(26)), at("options.BASE_TYPE_BAD_LENGTH")),
        (changed(select(), "options", options(25)), taken()),
        (changed(select(), "options", json!([])), at("options.BASE_TYPE_BAD_LENGTH")),
        (changed(select(), "min_values", json!(2)), at("min_values.NUMBER_TYPE_MAX")),
        (changed(select(), "max_values", json!(3)), at("options.BASE_TYPE_BAD_LENGTH")),
        (
            changed(select(), "options", json!(vec![json!({ "label": "a", "value": "1" }); 2])),
            at("options.1.value.SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"),
        ),
        (
            changed(select(), "options", json!([{ "label": "a".repeat(101), "value": "1" }])),
            at("options.0.label.BASE_TYPE_BAD_LENGTH"),
        ),
        (
            changed(select(), "options", json!([{ "label": "a", "value": "1", "description": "d".repeat(101) }])),
            at("options.0.description.BASE_TYPE_MAX_LENGTH"),
        ),
        (
            with("components", row(json!([b(), b()]))),
            "components.0.components.1.custom_id.COMPONENT_CUSTOM_ID_DUPLICATED".to_owned(),
        ),
        (
            with("components", row(json!([b(), select()]))),
            "components.0.components.COMPONENT_LAYOUT_WIDTH_EXCEEDED".to_owned(),
        ),
        (with("components", row(json!(vec![b(); 6]))), "components.0.components.BASE_TYPE_BAD_LENGTH".to_owned()),
        (with("components", row(json!([]))), "components.0.components.BASE_TYPE_BAD_LENGTH".to_owned()),
        (
            with("components", json!(vec![row(json!([b()]))[0].clone(); 6])),
            "components.BASE_TYPE_MAX_LENGTH".to_owned(),
        ),
        (with("components", json!([b()])), "components.0.type.COMPONENT_TYPE_INVALID".to_owned()),
    ]
}

fn contents() -> Vec<(Value, &'static str)> {
    let embed = |embed: Value| with("embeds", json!([embed]));
    let field = json!({ "name": "n", "value": "v".repeat(1024) });
    vec![
        (json!({ "content": "é".repeat(2001) }), "content.BASE_TYPE_MAX_LENGTH"),
        (json!({ "content": "é".repeat(2000) }), ""),
        (json!({ "content": 1 }), "content.STRING_TYPE_CONVERT"),
        (with("flags", json!(64)), "flags.UNUSED_FIELD"),
        (with("username", json!("a")), "username.UNUSED_FIELD"),
        (with("sticker_ids", json!([])), ""),
        (with("embeds", json!(vec![json!({ "title": "a" }); 11])), "embeds.BASE_TYPE_MAX_LENGTH"),
        (embed(json!({ "title": "é".repeat(257) })), "embeds.0.title.BASE_TYPE_BAD_LENGTH"),
        (embed(json!({ "description": "é".repeat(4097) })), "embeds.0.description.BASE_TYPE_BAD_LENGTH"),
        (embed(json!({ "color": 1 })), "embeds.0.description.BASE_TYPE_REQUIRED"),
        (embed(json!({ "title": "a", "color": 16_777_216 })), "embeds.0.color.NUMBER_TYPE_MAX"),
        (embed(json!({ "title": "a", "timestamp": "samedi" })), "embeds.0.timestamp.DATE_TIME_TYPE_PARSE"),
        (embed(json!({ "title": "a", "fields": [{ "name": "n" }] })), "embeds.0.fields.0.value.BASE_TYPE_REQUIRED"),
        (embed(json!({ "title": "a", "fields": vec![field; 6] })), "embeds.MAX_EMBED_SIZE_EXCEEDED"),
        (embed(json!({ "title": "a", "image": { "url": "a" } })), "embeds.0.image.url.URL_TYPE_INVALID_URL"),
        (with("allowed_mentions", json!({ "parse": ["all"] })), "allowed_mentions.parse.0.BASE_TYPE_CHOICES"),
        (with("allowed_mentions", json!({ "roles": ["x"] })), "allowed_mentions.roles.0.NUMBER_TYPE_COERCE"),
        (
            with("allowed_mentions", json!({ "parse": ["roles"], "roles": ["1"] })),
            "allowed_mentions.MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
        ),
        (with("allowed_mentions", json!({ "parse": [], "roles": ["1"], "users": [] })), ""),
        (with("attachments", json!([{ "id": 0 }])), "attachments.0.id.ATTACHMENT_NOT_FOUND"),
    ]
}

#[tokio::test]
async fn a_message_keeps_to_its_limits() {
    let (discord, app, _, _) = met().await;
    let channel = discord.guild("Les Amis").channel("alertes");
    let path = format!("/channels/{}/messages", channel.id);
    let contents = contents().into_iter().map(|(message, expected)| (message, expected.to_owned()));
    let cases: Vec<_> = components().into_iter().chain(contents).collect();
    for (message, expected) in &cases {
        let (status, body) = call(&discord, &app, Method::POST, &path, message).await;
        match expected.as_str() {
            "" => assert_eq!(status, 200, "{message}: {body}"),
            expected => assert!(status == 400 && wrongs(&body).contains(&expected.to_owned()), "{expected}: {body}"),
        }
    }
    let empty = (400, json!({ "message": "Cannot send an empty message", "code": 50006 }));
    let buttons_alone = json!({ "components": row(json!([button("Oui", "o")])) });
    for message in [json!({}), json!({ "content": " \n " }), json!({ "embeds": [] }), buttons_alone] {
        assert_eq!(call(&discord, &app, Method::POST, &path, &message).await, empty);
    }
    let taken = cases.iter().filter(|(_, expected)| expected.is_empty()).count();
    assert_eq!((channel.messages().len(), app.refused().len()), (taken, cases.len() - taken + 4));
}

#[tokio::test]
async fn files_come_in_a_form() {
    let (discord, app, _, _) = met().await;
    let channel = discord.guild("Les Amis").channel("alertes");
    let send = async |kind: &str, body: String| {
        let path = format!("/channels/{}/messages", channel.id);
        let request = request(&discord, &app, Method::POST, &path).header("content-type", kind).body(body);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    let form = |payload: &str, part: &str, name: &str| {
        let json = format!(
            "Content-Disposition: form-data; name=\"payload_json\"\r\nContent-Type: application/json\r\n\r\n{payload}"
        );
        let file = format!(
            "Content-Disposition: form-data; name=\"{part}\"; filename=\"{name}\"\r\n\
             Content-Type: text/calendar\r\n\r\nBEGIN\r\nEND\r\n"
        );
        format!("--x\r\n{json}\r\n--x\r\n{file}\r\n--x--\r\n")
    };
    let kind = "multipart/form-data; boundary=x";
    let listed = r#"{"content":"Voici","attachments":[{"id":0,"filename":"mission.ics"}]}"#;
    let (status, body) = send(kind, form(listed, "files[0]", "mission.ics")).await;
    let attachment = &body["attachments"][0];
    assert_eq!((status, &attachment["filename"], &attachment["size"]), (200, &json!("mission.ics"), &json!(12)));
    assert_eq!(channel.messages()[0].files, [("mission.ics".to_owned(), b"BEGIN\r\nEND\r\n".to_vec())]);
    assert_eq!(app.calls().last().unwrap().body["files"], json!([{ "filename": "mission.ics", "size": 12 }]));
    assert_eq!(send(kind, form("{}", "files[0]", "a.ics")).await.0, 200, "a file is something");
    let (_, body) = send(kind, form(listed, "files[0]", "other.ics")).await;
    assert_eq!(wrongs(&body), ["attachments.0.filename.ATTACHMENT_NAME_DIFFERS"]);
    let (_, body) = send(kind, form(r#"{"attachments":[]}"#, "files[0]", "a.ics")).await;
    assert_eq!(wrongs(&body), ["attachments.ATTACHMENT_NOT_LISTED"]);
    for body in
        [form("{", "files[0]", "a.ics"), form("{}", "file", "a.ics"), form("{}", "files[0]", "été.ics"), "x".into()]
    {
        assert_eq!(send(kind, body).await.1["code"], 50109);
    }
    assert_eq!(wrongs(&send("text/plain", "a".into()).await.1), ["CONTENT_TYPE_INVALID"]);
    assert_eq!(send("application/json", "{".into()).await.1["code"], 50109);
    assert_eq!(send(kind, form("{}", "files[0]", "a.ics").replace("END", &"a".repeat(11 << 20))).await.0, 413);
}
