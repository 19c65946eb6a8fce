//! What a client shows to whom: commands by place and rights, what is named under them, and what Discord itself knows.

use reqwest::Method;
use serde_json::{Value, json};

use super::super::{App, Discord, User};
use super::{Hook, call, met, row, says, wrongs};

async fn put(discord: &Discord, app: &App, commands: &Value) -> (u16, Value) {
    call(discord, app, Method::PUT, &format!("/applications/{}/commands", app.id()), commands).await
}

/// Somebody runs a command, which is answered; whether their client lets them.
async fn runs(hook: &Hook, user: &User, command: &'static str) -> bool {
    hook.answers(says(json!({ "content": "Voilà" })));
    let user = user.clone();
    let ran = tokio::spawn(async move { user.command(command, json!({})).await.taken }).await;
    ran.is_ok_and(|taken| taken)
}

#[tokio::test]
async fn commands_are_shown_by_place_and_rights() {
    let (discord, app, hook, user) = met().await;
    let commands = json!([
        { "name": "partout", "description": "Everywhere" },
        { "name": "guilde", "description": "In guilds", "contexts": [0] },
        { "name": "seul", "description": "In private", "contexts": [1] },
        { "name": "gerer", "description": "Manage", "default_member_permissions": "32" },
        { "name": "fermer", "description": "Close", "default_member_permissions": "0", "dm_permission": false },
    ]);
    assert_eq!(put(&discord, &app, &commands).await.0, 200);
    let guild = discord.guild("Les Amis");
    let (role, channel) = (guild.role("Bureau"), guild.channel("accueil"));
    guild.takes_in(&user, &[role]);
    let here = user.at(&channel);
    let shown = async |user: &User| {
        let mut shown = Vec::new();
        for command in ["partout", "guilde", "seul", "gerer", "fermer"] {
            if runs(&hook, user, command).await {
                shown.push(command);
            }
        }
        shown
    };
    assert_eq!(shown(&here).await, ["partout", "guilde"]);
    assert_eq!(shown(&user).await, ["partout", "seul", "gerer"]);
    guild.allows(role, 32);
    assert_eq!(shown(&here).await, ["partout", "guilde", "gerer"]);
    guild.allows(role, 8);
    assert_eq!(shown(&here.in_private().at(&channel)).await, ["partout", "guilde", "gerer", "fermer"]);
    app.leaves(&guild);
    assert_eq!(shown(&here).await, [""; 0]);
    guild.shows_out(&user);
    assert!(std::thread::spawn(move || user.at(&channel)).join().is_err(), "who is not in it cannot look at it");
}

#[tokio::test]
async fn what_is_named_under_a_command_follows_it() {
    let (discord, app, hook, user) = met().await;
    let under = |kind: i64, name: &str, inner: Value| {
        let description = "d";
        json!({ "type": kind, "name": name, "description": description, "options": inner })
    };
    let leaf = || json!({ "type": 5, "name": "tout", "description": "All" });
    let with = |options: Value| json!([{ "name": "admin", "description": "Manage", "options": options }]);
    let good =
        with(json!([under(1, "liste", json!([leaf()])), under(2, "roles", json!([under(1, "ajouter", json!([]))]))]));
    assert_eq!(put(&discord, &app, &good).await.0, 200);
    hook.answers(says(json!({ "content": "a" })));
    assert!(user.command("admin liste", json!({ "tout": true })).await.taken);
    hook.answers(says(json!({ "content": "b" })));
    assert!(user.command("admin roles ajouter", json!({})).await.taken);
    let asked = hook.asked();
    let expected = json!([{ "type": 1, "name": "liste", "options": [{ "type": 5, "name": "tout", "value": true }] }]);
    assert_eq!(asked[0]["data"]["options"], expected);
    assert_eq!(asked[1]["data"]["options"][0]["options"][0]["name"], "ajouter");
    assert!(!runs(&hook, &user, "admin").await && !runs(&hook, &user, "admin roles").await);
    let bad = [
        with(json!([under(1, "liste", json!([])), leaf()])),
        with(json!([under(2, "roles", json!([leaf()]))])),
        with(json!([under(1, "liste", json!([under(1, "a", json!([]))]))])),
        with(json!([under(2, "roles", json!([under(2, "a", json!([]))]))])),
    ];
    for commands in bad {
        let found = wrongs(&put(&discord, &app, &commands).await.1);
        assert!(found.iter().any(|wrong| wrong.ends_with("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID")), "{found:?}");
    }
}

#[tokio::test]
async fn people_roles_and_channels_are_chosen_by_their_identifiers() {
    let (discord, _app, hook, user) = met().await;
    let guild = discord.guild("Les Amis");
    let (role, channel) = (guild.role("Bureau"), guild.channel("accueil"));
    guild.takes_in(&user, &[]);
    let select = |kind: i64, id: &str| json!({ "type": 1, "components": [{ "type": kind, "custom_id": id }] });
    let rows = json!([select(5, "who"), select(6, "role"), select(8, "where")]);
    hook.answers(says(json!({ "content": "Choisissez", "components": rows })));
    user.at(&channel).command("missions", json!({ "theme": "a" })).await;
    for (select, id, list) in [("who", user.id, "users"), ("role", role.id, "roles"), ("where", channel.id, "channels")]
    {
        hook.answers(json!({ "type": 6 }));
        assert!(user.at(&channel).chooses(select, &[&id.to_string()]).await.taken);
        let data = hook.asked().pop().unwrap()["data"].clone();
        assert_eq!((&data["values"], data["resolved"][list].as_object().unwrap().len()), (&json!([id.to_string()]), 1));
    }
    let lines = row(json!([{ "type": 5, "custom_id": "a", "options": [{ "label": "a", "value": "a" }] }]));
    hook.answers(says(json!({ "content": "a", "components": lines })));
    assert!(user.command("missions", json!({ "theme": "a" })).await.wrong.unwrap().contains("UNUSED_FIELD"));
}
