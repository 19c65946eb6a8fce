//! What the played Telegram takes and what it refuses, so that the suites can believe it.

mod delivery;
mod faults;

use serde_json::{Value, json};

use super::{Action, Bot, Telegram, User};

/// Calls a method with JSON; answers status and body.
async fn call(telegram: &Telegram, bot: &Bot, method: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/bot{}/{method}", telegram.url(), bot.token());
    let answer = reqwest::Client::new().post(url).json(&body).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// Calls a method that must be refused; answers the words.
async fn refusal(telegram: &Telegram, bot: &Bot, method: &str, body: Value) -> String {
    let (status, body) = call(telegram, bot, method, body.clone()).await;
    assert_eq!((body["ok"].as_bool(), body["error_code"].as_u64()), (Some(false), Some(status.into())), "{body}");
    format!("{status} {}", body["description"].as_str().unwrap())
}

/// A bot, and somebody who has written to it.
async fn met() -> (Telegram, Bot, User) {
    let telegram = Telegram::start().await;
    let bot = telegram.bot("Je m'engage");
    let user = bot.user("Inès", "fr");
    user.sends("/start").await;
    (telegram, bot, user)
}

fn inline(rows: &Value) -> Value {
    json!({ "inline_keyboard": rows })
}

#[tokio::test]
async fn a_call_needs_a_token_and_a_method_that_exist() {
    let (telegram, bot, _) = met().await;
    let stranger = reqwest::get(format!("{}/bot1:AAsecret/getMe", telegram.url())).await.unwrap();
    assert_eq!(stranger.status(), 401);
    let expected = json!({ "ok": false, "error_code": 401, "description": "Unauthorized" });
    assert_eq!(stranger.json::<Value>().await.unwrap(), expected);
    assert_eq!(telegram.unauthorized(), ["getme"]);
    assert_eq!(refusal(&telegram, &bot, "sendNothing", json!({})).await, "404 Not Found: method not found");
    let (id, secret) = bot.token().split_once(':').unwrap();
    assert_eq!((id.parse(), secret.len(), &secret[..2]), (Ok(bot.id()), 35, "AA"));
    let me = reqwest::get(format!("{}/bot{}/GETME", telegram.url(), bot.token())).await.unwrap();
    assert_eq!(me.json::<Value>().await.unwrap()["result"]["username"], "Jemengage_bot");
    assert_eq!(bot.calls().iter().map(|call| call.status).collect::<Vec<_>>(), [Some(404), Some(200)]);
    assert_eq!(bot.refused().len(), 1);
}

#[tokio::test]
async fn parameters_come_as_json_as_a_form_or_in_the_query() {
    let (telegram, bot, user) = met().await;
    let url = format!("{}/bot{}/sendMessage", telegram.url(), bot.token());
    let query = format!("{url}?chat_id={}&text=un+%C3%A9t%C3%A9", user.id);
    let client = reqwest::Client::new();
    let markup = r#"{"keyboard":[["oui"]]}"#;
    let form = format!("chat_id={}&text=deux&reply_markup={}", user.id, markup.replace('"', "%22"));
    let form = client.post(&url).header("content-type", "application/x-www-form-urlencoded").body(form);
    for request in [client.get(query), form] {
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
    let body = json!({ "chat_id": user.id, "text": "trois", "reply_markup": { "keyboard": [["oui"]] } });
    call(&telegram, &bot, "sendmessage", body).await;
    assert_eq!(user.chat().iter().map(|shown| shown.text.as_str()).collect::<Vec<_>>(), ["un été", "deux", "trois"]);
    let [_, form, json] = &bot.calls()[..] else { panic!("three calls") };
    assert_eq!(
        (&form.body["reply_markup"], &form.body["chat_id"]),
        (&json.body["reply_markup"], &json.body["chat_id"])
    );
    assert_eq!(user.keys()[0][0].text, "oui");
}

#[tokio::test]
async fn a_text_is_neither_empty_nor_too_long_nor_badly_marked() {
    let (telegram, bot, user) = met().await;
    let cases = [
        ("", "", "message text is empty"),
        (" \n ", "", "text must be non-empty"),
        (&"é".repeat(4097), "", "message is too long"),
        (&"😀".repeat(2049), "", "message is too long"),
        (&"a".repeat(32_769), "", "text is too long"),
        ("a", "troff", "unsupported parse_mode"),
        ("<b>a", "HTML", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("a <3", "HTML", "can't parse entities: Unclosed start tag at byte offset 2"),
        ("<br> a", "HTML", "can't parse entities: Unsupported start tag \"br\" at byte offset 0"),
        ("a</b>", "HTML", "can't parse entities: Unexpected end tag at byte offset 1"),
        (
            "<b><i>a</b></i>",
            "HTML",
            "can't parse entities: Unmatched end tag at byte offset 7, expected \"</i>\", found \"</b>\"",
        ),
    ];
    for (text, mode, words) in cases {
        let body = json!({ "chat_id": user.id, "text": text, "parse_mode": mode });
        assert_eq!(refusal(&telegram, &bot, "sendMessage", body).await, format!("400 Bad Request: {words}"));
    }
    assert_eq!((user.chat().len(), bot.refused().len()), (0, cases.len()));
    for text in ["é".repeat(4096), "😀".repeat(2048), format!("<b>{}</b>", "&lt;".repeat(4096))] {
        let body = json!({ "chat_id": user.id, "text": text, "parse_mode": "html" });
        assert_eq!(call(&telegram, &bot, "sendMessage", body).await.0, 200);
    }
}

#[tokio::test]
async fn a_message_comes_back_as_telegram_writes_it() {
    let (telegram, bot, user) = met().await;
    let body = json!({
        "chat_id": user.id, "parse_mode": "HTML",
        "text": " 😀 <b>Samedi</b> &amp; <a href=\"https://a.example/?a=1&amp;b=2\">dimanche</a> &nbsp;\n",
        "reply_markup": inline(&json!([[{ "text": "Oui", "callback_data": "1:oui" }], []])),
    });
    let (status, body) = call(&telegram, &bot, "sendMessage", body).await;
    let message = &body["result"];
    assert_eq!((status, &message["text"]), (200, &json!("😀 Samedi & dimanche &nbsp;")));
    let entities = json!([
        { "type": "bold", "offset": 3, "length": 6 },
        { "type": "text_link", "offset": 12, "length": 8, "url": "https://a.example/?a=1&b=2" },
    ]);
    assert_eq!(message["entities"], entities);
    assert_eq!(message["chat"], json!({ "id": user.id, "type": "private", "first_name": "Inès" }));
    assert_eq!((&message["from"]["id"], &message["from"]["is_bot"]), (&json!(bot.id()), &json!(true)));
    assert_eq!(message["message_id"], 2, "the person's own message was the first");
    assert_eq!(message["reply_markup"], inline(&json!([[{ "text": "Oui", "callback_data": "1:oui" }]])));
    let shown = user.waits_for(|shown| !shown.is_empty()).await;
    assert_eq!(shown[0].button("Oui").unwrap().action, Action::Data("1:oui".into()));
}

#[tokio::test]
async fn buttons_keep_to_what_telegram_shows() {
    let (telegram, bot, user) = met().await;
    let button = |field: &str, value: &str| inline(&json!([[{ "text": "Oui", field: value }]]));
    let many = |rows: usize, columns: usize| {
        inline(&json!(vec![vec![json!({ "text": "a", "callback_data": "a" }); columns]; rows]))
    };
    let cases = [
        (button("callback_data", &"a".repeat(65)), "BUTTON_DATA_INVALID"),
        (button("callback_data", &"é".repeat(33)), "BUTTON_DATA_INVALID"),
        (
            button("callback_data", ""),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            button("url", "http://localhost:80/"),
            "inline keyboard button URL 'http://localhost:80/' is invalid: Wrong HTTP URL",
        ),
        (
            button("url", "ftp://a.example"),
            "inline keyboard button URL 'ftp://a.example' is invalid: Unsupported URL protocol",
        ),
        (inline(&json!([[{ "callback_data": "a" }]])), "can't parse inline keyboard button: Can't find field \"text\""),
        (inline(&json!([[{ "text": "", "callback_data": "a" }]])), "inline keyboard button text must be non-empty"),
        (json!({ "keyboard": [[{ "text": "" }]] }), "keyboard button text must be non-empty"),
        (many(1, 9), "reply markup is too long"),
        (many(21, 5), "reply markup is too long"),
        (json!("{"), "can't parse reply keyboard markup JSON object"),
        (json!([]), "object expected as reply markup"),
    ];
    for (markup, words) in cases {
        let body = json!({ "chat_id": user.id, "text": "?", "reply_markup": markup });
        assert_eq!(refusal(&telegram, &bot, "sendMessage", body).await, format!("400 Bad Request: {words}"));
    }
    let url = |url: &str| button("url", url);
    let fine =
        [button("callback_data", &"a".repeat(64)), url("https://a.example"), url("http://127.0.0.1:1/a"), many(20, 5)];
    for markup in fine.into_iter().chain([url("tg://resolve?domain=a"), json!({ "remove_keyboard": true }), json!({})])
    {
        let body = json!({ "chat_id": user.id, "text": "?", "reply_markup": markup });
        assert_eq!(call(&telegram, &bot, "sendMessage", body).await.0, 200);
    }
    let group = bot.group("Canal");
    let body = json!({ "chat_id": group, "text": "?", "reply_markup": { "keyboard": [[{ "text": "Ici", "request_location": true }]] } });
    let words = "400 Bad Request: location can be requested in private chats only";
    assert_eq!(refusal(&telegram, &bot, "sendMessage", body.clone()).await, words);
    let private = json!({ "chat_id": user.id, "text": "?", "reply_markup": body["reply_markup"] });
    assert_eq!(call(&telegram, &bot, "sendMessage", private).await.0, 200);
    assert!(user.keys()[0][0].request_location);
}

#[tokio::test]
async fn an_edit_changes_a_text_of_the_bots_own() {
    let (telegram, bot, user) = met().await;
    let say = async |body: Value| call(&telegram, &bot, "sendMessage", body).await.1["result"]["message_id"].clone();
    let buttons = inline(&json!([[{ "text": "Oui", "callback_data": "oui" }]]));
    let plain = say(json!({ "chat_id": user.id, "text": "un", "reply_markup": buttons })).await;
    let keyed = say(json!({ "chat_id": user.id, "text": "où ?", "reply_markup": { "keyboard": [["ici"]] } })).await;
    let gone = say(json!({ "chat_id": user.id, "text": "bien", "reply_markup": { "remove_keyboard": true } })).await;
    let place = json!({ "chat_id": user.id, "latitude": 48.87, "longitude": 2.36 });
    let place = call(&telegram, &bot, "sendLocation", place).await.1["result"]["message_id"].clone();
    let edit = |message: &Value, text: &str, markup: &Value| json!({ "chat_id": user.id, "message_id": message, "text": text, "reply_markup": markup });
    let unmodified = "message is not modified: specified new message content and reply markup are exactly the same as a \
                      current content and reply markup of the message";
    let cases = [
        (edit(&plain, "un", &buttons), unmodified),
        (edit(&plain, " un\n", &buttons), unmodified),
        (edit(&plain, "", &buttons), "message text is empty"),
        (edit(&plain, &"a".repeat(4097), &buttons), "MESSAGE_TOO_LONG"),
        (edit(&plain, "deux", &json!({ "keyboard": [["ici"]] })), "inline keyboard expected"),
        (edit(&json!(99), "deux", &buttons), "message to edit not found"),
        (edit(&json!(1), "deux", &buttons), "message can't be edited"),
        (edit(&keyed, "deux", &buttons), "message can't be edited"),
        (edit(&gone, "deux", &buttons), "message can't be edited"),
        (edit(&place, "deux", &buttons), "there is no text in the message to edit"),
        (json!({ "text": "deux" }), "message identifier is not specified"),
    ];
    for (body, words) in cases {
        assert_eq!(refusal(&telegram, &bot, "editMessageText", body).await, format!("400 Bad Request: {words}"));
    }
    let without = json!({ "chat_id": user.id, "message_id": plain, "text": "un" });
    let (status, body) = call(&telegram, &bot, "editMessageText", without).await;
    assert_eq!((status, body["result"].get("reply_markup")), (200, None), "an edit without buttons takes them away");
    assert!(body["result"]["edit_date"].is_number());
    assert_eq!(user.chat().iter().map(|shown| shown.edited).collect::<Vec<_>>(), [true, false, false, false]);
}

#[tokio::test]
async fn a_press_is_answered_once() {
    let (telegram, bot, user) = met().await;
    let buttons =
        inline(&json!([[{ "text": "Oui", "callback_data": "1:oui" }, { "text": "Page", "url": "https://a.example" }]]));
    call(&telegram, &bot, "sendMessage", json!({ "chat_id": user.id, "text": "?", "reply_markup": buttons })).await;
    user.presses("Oui").await;
    user.presses_on(77, "forged").await;
    assert_eq!((user.unanswered(), user.toasts().len()), (2, 0));
    let (_, updates) = call(&telegram, &bot, "getUpdates", json!({})).await;
    let [_, press, stale] = updates["result"].as_array().unwrap().as_slice() else { panic!("three: {updates}") };
    assert_eq!(
        (&press["callback_query"]["data"], &press["callback_query"]["message"]["text"]),
        (&json!("1:oui"), &json!("?"))
    );
    assert_eq!(stale["callback_query"]["message"]["date"], 0);
    let answer = |text: &str| json!({ "callback_query_id": press["callback_query"]["id"], "text": text });
    let too_long = refusal(&telegram, &bot, "answerCallbackQuery", answer(&"a".repeat(201))).await;
    assert_eq!(too_long, "400 Bad Request: MESSAGE_TOO_LONG");
    assert_eq!(call(&telegram, &bot, "answerCallbackQuery", answer("C'est noté")).await.1["result"], true);
    assert_eq!(user.waits_for_toasts(1).await[0].text, "C'est noté");
    for body in [answer("C'est noté"), json!({ "callback_query_id": "12" }), json!({})] {
        let words = "400 Bad Request: query is too old and response timeout expired or query ID is invalid";
        assert_eq!(refusal(&telegram, &bot, "answerCallbackQuery", body).await, words);
    }
    assert_eq!(user.unanswered(), 1);
}

#[tokio::test]
async fn nobody_is_written_to_against_their_will() {
    let (telegram, bot, user) = met().await;
    let silent = bot.user("Paul", None);
    let say = |id: i64| json!({ "chat_id": id, "text": "Bonjour" });
    for body in [say(silent.id), say(12), json!({ "chat_id": "@paris", "text": "Bonjour" })] {
        assert_eq!(refusal(&telegram, &bot, "sendMessage", body).await, "400 Bad Request: chat not found");
    }
    assert_eq!(
        refusal(&telegram, &bot, "sendMessage", json!({ "text": "a" })).await,
        "400 Bad Request: chat_id is empty"
    );
    user.blocks().await;
    let blocked = "403 Forbidden: bot was blocked by the user";
    assert_eq!(refusal(&telegram, &bot, "sendMessage", say(user.id)).await, blocked);
    user.unblocks().await;
    assert_eq!(call(&telegram, &bot, "sendMessage", say(user.id)).await.0, 200);
    user.deactivates();
    assert_eq!(refusal(&telegram, &bot, "sendMessage", say(user.id)).await, "403 Forbidden: user is deactivated");
    let (_, updates) = call(&telegram, &bot, "getUpdates", json!({ "offset": -2 })).await;
    let changes: Vec<_> = updates["result"]
        .as_array()
        .unwrap()
        .iter()
        .map(|update| {
            let change = &update["my_chat_member"];
            (
                change["old_chat_member"]["status"].as_str().unwrap(),
                change["new_chat_member"]["status"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(changes, [("member", "kicked"), ("kicked", "member")]);
}

#[tokio::test]
async fn files_and_places_are_shown() {
    let (telegram, bot, user) = met().await;
    let url = format!("{}/bot{}/SendDocument", telegram.url(), bot.token());
    let send = async |disposition: &str| {
        let chat = format!("--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n{}\r\n", user.id);
        let named = "--x\r\nContent-Disposition: form-data; name=\"document\"\r\n\r\nattach://f1\r\n";
        let file = format!(
            "--x\r\nContent-Disposition: form-data; {disposition}\r\nContent-Type: text/calendar\r\n\r\nBEGIN:\r\n\r\nEND\r\n--x--\r\n"
        );
        let request = reqwest::Client::new().post(&url).header("Content-Type", "multipart/form-data; boundary=x");
        let answer = request.body([chat.as_str(), named, &file].concat()).send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    let (status, body) = send("name=\"f1\"; filename=\"mission.ics\"").await;
    assert_eq!((status, &body["result"]["document"]["file_name"]), (200, &json!("mission.ics")));
    assert_eq!(user.chat()[0].document, Some(("mission.ics".into(), b"BEGIN:\r\n\r\nEND".to_vec())));
    assert_eq!(bot.calls()[0].body["f1"], json!({ "file_name": "mission.ics", "size": 13 }));
    let (status, body) = send("name=\"f1\"; filename*=utf-8''pr%C3%A9nom.ics").await;
    assert_eq!((status, &body["description"]), (400, &json!("Bad Request: there is no document in the request")));

    let place =
        json!({ "chat_id": user.id, "latitude": "48.87", "longitude": 2.36, "title": "École", "address": "12 rue" });
    let (_, venue) = call(&telegram, &bot, "sendVenue", place.clone()).await;
    assert_eq!(venue["result"]["venue"]["location"], json!({ "latitude": 48.87, "longitude": 2.36 }));
    assert_eq!(call(&telegram, &bot, "sendLocation", place).await.1["result"]["location"]["longitude"], 2.36);
    assert_eq!(user.chat()[1].place.as_ref().unwrap().venue, Some(("École".into(), "12 rue".into())));
    let nowhere = json!({ "chat_id": user.id, "latitude": 91, "longitude": 0 });
    assert_eq!(refusal(&telegram, &bot, "sendLocation", nowhere).await, "400 Bad Request: invalid location specified");
}

#[tokio::test]
async fn commands_are_kept_by_scope_and_language() {
    let (telegram, bot, _) = met().await;
    let set = |name: &str, description: &str, language: &str| json!({ "commands": [{ "command": name, "description": description }], "language_code": language });
    let cases = [
        (set("Aide", "Aide", ""), "BOT_COMMAND_INVALID"),
        (set("délier", "Délier", ""), "BOT_COMMAND_INVALID"),
        (set("", "Aide", ""), "command must be non-empty"),
        (set(&"a".repeat(33), "Aide", ""), "command length must not exceed 32"),
        (set("aide", " ", ""), "command description must be non-empty"),
        (set("aide", &"é".repeat(257), ""), "command description length must not exceed 256"),
        (set("aide", "Aide", "fr-FR"), "invalid language code specified"),
        (json!({ "commands": vec![json!({ "command": "a", "description": "a" }); 101] }), "BOT_COMMANDS_TOO_MUCH"),
        (
            json!({ "commands": [], "scope": { "type": "all" } }),
            "can't parse BotCommandScope: Unsupported type specified",
        ),
    ];
    for (body, words) in cases {
        assert_eq!(refusal(&telegram, &bot, "setMyCommands", body).await, format!("400 Bad Request: {words}"));
    }
    for (name, language) in [("help", ""), ("old", "fr"), ("aide", "fr")] {
        assert_eq!(call(&telegram, &bot, "setMyCommands", set(name, "?", language)).await.0, 200);
    }
    let kept: Vec<_> =
        bot.commands().into_iter().map(|kept| (kept.language_code, kept.commands[0].0.clone())).collect();
    assert_eq!(kept, [(String::new(), "help".to_owned()), ("fr".to_owned(), "aide".to_owned())]);
    let (_, french) = call(&telegram, &bot, "getMyCommands", json!({ "language_code": "fr" })).await;
    assert_eq!(french["result"], json!([{ "command": "aide", "description": "?" }]));
}
