//! The API: what each call does.

use std::time::Duration;

use serde_json::{Value, json};

use super::answers;
use super::body::Body;
use super::commands;
use super::content::{Draft, EPHEMERAL, Where};
use super::form::Form;
use super::hooks;
use super::interactions::{Kind, Standing};
use super::message::Message;
use super::places::application;
use super::refusal::Refusal;
use super::route::{Called, Route};
use super::world::World;

/// How long one may answer an interaction.
const LIFE: Duration = Duration::from_secs(15 * 60);

/// A status, and what comes with it; nothing comes with 204.
pub(super) type Answer = Result<(u16, Value), Refusal>;

/// Does what a call says.
pub(super) fn perform(world: &mut World, app: u64, called: &Called, body: &Body) -> Answer {
    match called.route {
        Route::Me => Ok((200, application(&world.accounts[&app]))),
        Route::Settle => Ok((200, hooks::settle(world, app, &body.json))),
        Route::Commands if called.id != app => {
            let words = "You are not authorized to perform this action on this application";
            Err(Refusal::new(403, 20012, words))
        }
        Route::Commands => Ok((200, commands::overwrite(world.account(app), &body.json)?)),
        Route::FollowUp => follow_up(world, called, body),
        Route::Reread => {
            let id = answer_of(world, called)?;
            Ok((200, world.message(id).ok_or_else(Refusal::unknown_message)?.json()))
        }
        Route::Edit => edit(world, called, body),
        Route::Remove => {
            let id = answer_of(world, called)?;
            world.messages.retain(|message| message.id != id);
            Ok((204, Value::Null))
        }
        Route::OpenDm => open_dm(world, app, &body.json),
        Route::Send => send(world, app, called.id, body),
    }
}

/// Whether an interaction's token opens anything now.
fn open_token(world: &World, called: &Called) -> Result<(), Refusal> {
    let ticket = world.tickets.get(&called.token).filter(|ticket| ticket.app == called.id);
    let ticket = ticket.ok_or_else(Refusal::unknown_webhook)?;
    if ticket.expired || ticket.issued.elapsed() > LIFE {
        return Err(Refusal::new(401, 50027, "Invalid Webhook Token"));
    }
    match (ticket.standing, ticket.kind) {
        (Standing::Answered, kind) if kind != Kind::Autocomplete => Ok(()),
        // What overtakes its own answer is refused, as in the street; whose fault it was only the caller knows.
        _ => Err(Refusal { excused: ticket.under_way > 0, ..Refusal::unknown_webhook() }),
    }
}

/// The message a call means.
fn answer_of(world: &World, called: &Called) -> Result<u64, Refusal> {
    open_token(world, called)?;
    let id = match called.message.as_str() {
        "@original" => world.tickets[&called.token].original,
        id => {
            id.parse().ok().filter(|id| world.message(*id).is_some_and(|it| it.token.as_deref() == Some(&called.token)))
        }
    };
    id.filter(|id| world.message(*id).is_some()).ok_or_else(Refusal::unknown_message)
}

fn follow_up(world: &mut World, called: &Called, body: &Body) -> Answer {
    open_token(world, called)?;
    let draft = Draft::read(body, &[], Where::Answer, &[])?;
    let original = world.tickets[&called.token].original;
    let thinking = original.and_then(|id| world.message_mut(id)).filter(|message| message.loading);
    // While the application is said to think, what it says first stands in that place.
    let id = match thinking {
        Some(message) => {
            check_seen_by(message, draft.flags)?;
            message.write(draft)?;
            message.id
        }
        None => answers::write(world, &called.token, draft)?,
    };
    Ok((200, world.message(id).ok_or_else(Refusal::unknown_message)?.json()))
}

/// Who sees a message was settled when it was announced; Discord drops what is said about it later.
fn check_seen_by(message: &Message, flags: Option<i64>) -> Result<(), Refusal> {
    let wanted = flags.is_some_and(|flags| flags & EPHEMERAL != 0);
    if wanted && !message.is_ephemeral() {
        let form = Form::default();
        form.body(&json!(true), &["flags"]).unused();
        form.judge()?;
    }
    Ok(())
}

fn edit(world: &mut World, called: &Called, body: &Body) -> Answer {
    let id = answer_of(world, called)?;
    let kept = world.message(id).map(Message::kept).unwrap_or_default();
    let draft = Draft::read(body, &[], Where::Edit, &kept)?;
    let message = world.message_mut(id).ok_or_else(Refusal::unknown_message)?;
    message.edit(draft)?;
    Ok((200, message.json()))
}

fn open_dm(world: &mut World, app: u64, body: &Value) -> Answer {
    let form = Form::default();
    let field = form.body(body, &[]);
    if field.is_there() {
        field.object(&["recipient_id"]);
    }
    let person = field.get("recipient_id").needed().snowflake();
    form.judge()?;
    let person = person.filter(|person| world.people.contains_key(person));
    let person = person.ok_or_else(|| Refusal::new(400, 50033, "Invalid Recipient(s)"))?;
    let id = world.dm(app, person);
    let mut channel = world.channels[&id].json(0);
    channel["recipients"] = json!([world.people[&person].card]);
    Ok((200, channel))
}

fn send(world: &mut World, app: u64, channel: u64, body: &Body) -> Answer {
    let place = world.channels.get(&channel).ok_or_else(Refusal::unknown_channel)?;
    place.open(app, &world.guilds, &world.people)?;
    let draft = Draft::read(body, &[], Where::Channel, &[])?;
    let mut message = Message::new(app, world.accounts[&app].card(), channel);
    message.write(draft)?;
    let json = message.json();
    world.messages.push(message);
    Ok((200, json))
}
