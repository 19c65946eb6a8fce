//! What is sent can be read with serenity's types, and what serenity's builders write is taken.

use reqwest::Method;
use serde_json::{Value, json};
use serenity::builder::{
    AutocompleteChoice, CreateActionRow, CreateAllowedMentions, CreateAttachment, CreateAutocompleteResponse,
    CreateButton, CreateCommand, CreateCommandOption, CreateEmbed, CreateInputText, CreateInteractionResponse,
    CreateInteractionResponseFollowup, CreateInteractionResponseMessage, CreateMessage, CreateModal, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption, EditInteractionResponse,
};
use serenity::model::Permissions;
use serenity::model::application::{
    ActionRowComponent, ButtonStyle, CommandOptionType, ComponentInteractionDataKind, InputTextStyle, Interaction,
    InteractionContext,
};
use serenity::model::channel::Message;
use serenity::model::id::RoleId;

use super::{call, met, request};

fn read(value: &Value) -> Interaction {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value:#}"))
}

fn a_message() -> CreateInteractionResponseMessage {
    let buttons = vec![
        CreateButton::new("oui").label("Oui").style(ButtonStyle::Success),
        CreateButton::new("non").label("Non").disabled(true),
        CreateButton::new_link("https://a.example/1").label("Site"),
    ];
    let lines = vec![
        CreateSelectMenuOption::new("Sport", "s").description("Dehors"),
        CreateSelectMenuOption::new("Nature", "n").default_selection(true),
    ];
    let select = CreateSelectMenu::new("theme", CreateSelectMenuKind::String { options: lines }).placeholder("Thème");
    let rows = vec![CreateActionRow::Buttons(buttons), CreateActionRow::SelectMenu(select)];
    let embed =
        CreateEmbed::new().title("Mission").description("Samedi").field("Lieu", "Paris", true).color(0x00_AA_FF);
    let mentions = CreateAllowedMentions::new().roles([RoleId::new(7)]);
    let message = CreateInteractionResponseMessage::new().content("Voilà").embed(embed).components(rows);
    message.allowed_mentions(mentions).ephemeral(true)
}

#[tokio::test]
async fn interactions_are_read_as_serenity_reads_them() {
    let (discord, app, hook, user) = met().await;
    let guild = discord.guild("Les Amis");
    let (role, channel) = (guild.role("Bureau"), guild.channel("accueil"));
    guild.takes_in(&user, &[role]);
    let values = json!({ "theme": "sport", "days": 3, "when": "we", "role": role.id.to_string() });
    for (place, in_guild) in [(user.at(&channel), true), (user.in_private(), false)] {
        let values = if in_guild { values.clone() } else { json!({ "theme": "sport" }) };
        let sent = place.command_interaction("missions", &values);
        let Interaction::Command(command) = read(sent.json()) else { panic!("a command") };
        assert_eq!((command.user.id.get(), command.guild_id.is_some()), (user.id, in_guild));
        assert_eq!((command.data.name.as_str(), command.locale.as_str()), ("missions", "fr"));
        assert_eq!(command.data.resolved.roles.len(), usize::from(in_guild));
        assert_eq!(command.context, Some(if in_guild { InteractionContext::Guild } else { InteractionContext::BotDm }));
        let roles = command.member.map(|member| member.roles).unwrap_or_default();
        assert_eq!(roles, if in_guild { vec![RoleId::new(role.id)] } else { Vec::new() });
        let typed = place.autocomplete_interaction("missions", &json!({ "days": 3 }), "theme", "sp");
        let Interaction::Autocomplete(typed) = read(typed.json()) else { panic!("a completion") };
        assert_eq!(typed.data.autocomplete().map(|option| option.value), Some("sp"));
        hook.answers(json!(&CreateInteractionResponse::Message(a_message())));
        place.command("missions", json!({ "theme": "sport" })).await;
        let message = user.sees();
        let Interaction::Component(press) = read(place.press_interaction(message.id, "oui").json()) else {
            panic!("a press")
        };
        assert!(matches!(press.data.kind, ComponentInteractionDataKind::Button));
        assert_eq!((press.message.content.as_str(), press.message.components.len()), ("Voilà", 2));
        let chosen = place.choice_interaction(message.id, "theme", 3, &["n"]);
        let Interaction::Component(choice) = read(chosen.json()) else { panic!("a choice") };
        assert!(matches!(choice.data.kind, ComponentInteractionDataKind::StringSelect { values } if values == ["n"]));
        let Interaction::Modal(modal) = read(place.modal_interaction("m", &[("t", "Ménage")]).json()) else {
            panic!("a modal")
        };
        let ActionRowComponent::InputText(input) = &modal.data.components[0].components[0] else { panic!("a field") };
        assert_eq!((input.custom_id.as_str(), input.value.as_deref()), ("t", Some("Ménage")));
    }
    app.ping(super::super::Signing::Good).await;
    let asked = hook.asked();
    assert!(matches!(read(asked.last().unwrap()), Interaction::Ping(_)));
}

#[tokio::test]
async fn answers_as_serenity_builds_them_are_taken() {
    let (_discord, app, hook, user) = met().await;
    let run = async |answer: CreateInteractionResponse| {
        hook.answers(json!(&answer));
        let answered = user.command("missions", json!({ "theme": "a" })).await;
        assert!(answered.taken, "{:?}", answered.wrong);
    };
    run(CreateInteractionResponse::Message(a_message())).await;
    let seen = user.sees();
    assert_eq!((seen.buttons.len(), seen.selects.len(), seen.embeds.len(), seen.ephemeral), (3, 1, 1, true));
    for answer in [
        CreateInteractionResponse::Acknowledge,
        CreateInteractionResponse::UpdateMessage(
            CreateInteractionResponseMessage::new().content("Vu").components(vec![]),
        ),
    ] {
        hook.answers(json!(&answer));
        let answered = user.presses_on(&seen, "Oui").await;
        assert!(answered.taken, "{:?}", answered.wrong);
    }
    assert_eq!((user.sees().text.as_str(), user.sees().buttons.len()), ("Vu", 0));
    run(CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new().ephemeral(true))).await;
    let title = CreateInputText::new(InputTextStyle::Short, "Titre", "t").min_length(3).max_length(80).required(true);
    let words = CreateInputText::new(InputTextStyle::Paragraph, "Mots", "w").required(false).value("rien");
    let rows = vec![CreateActionRow::InputText(title), CreateActionRow::InputText(words.placeholder("…"))];
    run(CreateInteractionResponse::Modal(CreateModal::new("m", "Publier").components(rows))).await;
    assert_eq!(user.modal().unwrap().inputs.len(), 2);
    let offered = vec![AutocompleteChoice::new("Sport", "s").add_localized_name("fr", "Le sport")];
    let offered = CreateAutocompleteResponse::new().set_choices(offered);
    hook.answers(json!(&CreateInteractionResponse::Autocomplete(offered)));
    let choices = user.autocomplete("missions", "theme", "sp").await;
    assert_eq!((choices[0].name.as_str(), &choices[0].value, app.failed().len()), ("Le sport", &json!("s"), 0));
}

#[tokio::test]
async fn calls_as_serenity_builds_them_are_taken() {
    let (discord, app, hook, user) = met().await;
    let option = CreateCommandOption::new(CommandOptionType::String, "theme", "What about").required(true);
    let number = CreateCommandOption::new(CommandOptionType::Integer, "days", "How long").min_int_value(1);
    let choice = CreateCommandOption::new(CommandOptionType::String, "when", "When");
    let command = CreateCommand::new("missions").description("Look").name_localized("fr", "engagements");
    let command = command
        .description_localized("fr", "Chercher")
        .contexts(vec![InteractionContext::Guild, InteractionContext::BotDm]);
    let command = command.default_member_permissions(Permissions::MANAGE_GUILD);
    let option = option.set_autocomplete(true).max_length(20).name_localized("fr", "thème");
    let choice = choice.add_string_choice_localized("Weekend", "we", [("fr", "Week-end")]);
    let under = CreateCommandOption::new(CommandOptionType::SubCommand, "liste", "List")
        .add_sub_option(CreateCommandOption::new(CommandOptionType::Role, "role", "Who"));
    let inner = CreateCommand::new("admin").description("Manage").add_option(under);
    let commands = json!(&vec![command.add_option(option).add_option(number).add_option(choice), inner]);
    let path = format!("/applications/{}/commands", app.id());
    let (status, body) = call(&discord, &app, Method::PUT, &path, &commands).await;
    assert_eq!(status, 200, "{body:#}");
    let kept: Vec<serenity::model::application::Command> = serde_json::from_value(body).unwrap();
    assert_eq!(kept[0].name_localizations.as_ref().unwrap()["fr"], "engagements");
    hook.answers(json!(&CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new())));
    user.command("missions", json!({ "thème": "a" })).await;
    let webhook = format!("/webhooks/{}/{}", app.id(), hook.asked()[0]["token"].as_str().unwrap());
    let edit = EditInteractionResponse::new().content("Voilà").components(vec![]);
    let (status, body) =
        call(&discord, &app, Method::PATCH, &format!("{webhook}/messages/@original"), &json!(&edit)).await;
    let message: Message = serde_json::from_value(body).unwrap();
    assert_eq!((status, message.content.as_str()), (200, "Voilà"));
    let file = CreateAttachment::bytes(b"BEGIN".to_vec(), "m.ics");
    let more = CreateInteractionResponseFollowup::new().content("Et").ephemeral(true).add_file(file);
    let payload = json!(&more);
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\r\n{payload}\r\n--x\r\nContent-Disposition: \
         form-data; name=\"files[0]\"; filename=\"m.ics\"\r\n\r\nBEGIN\r\n--x--\r\n"
    );
    let sent =
        request(&discord, &app, Method::POST, &webhook).header("content-type", "multipart/form-data; boundary=x");
    let message: Message = sent.body(body).send().await.unwrap().json().await.unwrap();
    assert_eq!((message.attachments[0].filename.as_str(), user.sees().files.len()), ("m.ics", 1));
    let channel = discord.guild("Les Amis").channel("alertes");
    let alert = CreateMessage::new()
        .content("<@&7> Samedi")
        .allowed_mentions(CreateAllowedMentions::new().roles([RoleId::new(7)]));
    let path = format!("/channels/{}/messages", channel.id);
    let (status, body) = call(&discord, &app, Method::POST, &path, &json!(&alert)).await;
    assert_eq!((status, &channel.messages()[0].calls), (200, &vec!["7".to_owned()]), "{body}");
}
