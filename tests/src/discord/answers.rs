//! What an application answers to an interaction: whether Discord takes it, and what comes of it.

use serde_json::{Value, json};

use super::body::Body;
use super::commands::check_choice;
use super::components;
use super::content::{Draft, EPHEMERAL, Where};
use super::form::{Field, Form};
use super::interactions::{Asked, Kind, Modal, Standing, Ticket};
use super::message::Message;
use super::refusal::Refusal;
use super::world::World;

const CHOICES: usize = 25;

/// What is offered for what somebody typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What it says, in their language if it is known.
    pub name: String,
    /// What the application is told.
    pub value: Value,
}

/// What comes of an answer.
#[derive(Debug)]
pub(super) enum Effect {
    /// A message.
    Show(Draft),
    /// The word that the application thinks.
    Think {
        /// Whether only the person sees it, and what follows.
        ephemeral: bool,
    },
    /// Nothing yet, to be seen in the message it came from.
    Later,
    /// Another look of the message it came from.
    Change(Draft),
    /// What is offered.
    Offer(Vec<Choice>),
    /// A modal.
    Ask(Modal),
}

/// Reads an answer; what is wrong with it where Discord would not take it.
pub(super) fn read(world: &World, ticket: &Ticket, answer: &Value) -> Result<Effect, Refusal> {
    let form = Form::default();
    let field = form.body(answer, &[]);
    field.object(&["type", "data"]);
    let kind = field.get("type").needed().one_of(allowed(ticket));
    let data = field.get("data");
    match kind {
        Some(5) => check_thinking(&data),
        Some(6) if data.value().as_object().is_some_and(|data| !data.is_empty()) => data.unused(),
        Some(8) => check_choices(&data.clone().needed(), ticket.typing),
        Some(9) => components::check_modal(&data.clone().needed()),
        Some(4 | 7) => drop(data.clone().needed()),
        _ => {}
    }
    let data = data.value();
    form.judge()?;
    let draft = |whereto, kept: &[u64]| {
        let body = Body { json: data.clone(), files: Vec::new() };
        Draft::read(&body, &["data"], whereto, kept)
    };
    Ok(match kind {
        Some(4) => Effect::Show(draft(Where::Answer, &[])?),
        Some(5) => Effect::Think { ephemeral: data["flags"].as_i64().is_some_and(|flags| flags & EPHEMERAL != 0) },
        Some(7) => {
            let message = ticket.message.and_then(|message| world.message(message));
            Effect::Change(draft(Where::Edit, &message.map(Message::kept).unwrap_or_default())?)
        }
        Some(8) => Effect::Offer(choices(data, &world.people[&ticket.person].locale)),
        Some(9) => Effect::Ask(modal(data)),
        _ => Effect::Later,
    })
}

/// What may answer what somebody did.
fn allowed(ticket: &Ticket) -> &'static [i64] {
    match (ticket.kind, ticket.message) {
        (Kind::Autocomplete, _) => &[8],
        (Kind::Command, _) => &[4, 5, 9],
        (Kind::Component, _) => &[4, 5, 6, 7, 9],
        // A modal that a message opened can change that message; none opens another.
        (Kind::Modal, Some(_)) => &[4, 5, 6, 7],
        (Kind::Modal, None) => &[4, 5],
    }
}

fn check_thinking(data: &Field<'_>) {
    if !data.is_there() {
        return;
    }
    data.object(&["flags", "attachments"]);
    data.get("attachments").list(0..=0);
    let flags = data.get("flags");
    if flags.is_there() {
        flags.one_of(&[0, EPHEMERAL]);
    }
}

fn check_choices(data: &Field<'_>, kind: i64) {
    data.object(&["choices"]);
    for choice in data.get("choices").needed().list(0..=CHOICES) {
        check_choice(&choice, kind);
    }
}

fn choices(data: &Value, locale: &str) -> Vec<Choice> {
    let all = data["choices"].as_array().into_iter().flatten();
    all.map(|choice| {
        let name = choice["name_localizations"][locale].as_str().or_else(|| choice["name"].as_str());
        Choice { name: name.unwrap_or_default().to_owned(), value: choice["value"].clone() }
    })
    .collect()
}

fn modal(data: &Value) -> Modal {
    let text = |field: &str| data[field].as_str().unwrap_or_default().to_owned();
    Modal { custom_id: text("custom_id"), title: text("title"), inputs: components::inputs(&data["components"]) }
}

/// Does what an answer says; answers what is offered, if that is what it says.
pub(super) fn perform(world: &mut World, token: &str, effect: Effect) -> Result<Vec<Choice>, Refusal> {
    let (source, kind, person) = {
        let ticket = &world.tickets[token];
        (ticket.message, ticket.kind, ticket.person)
    };
    let mut offered = Vec::new();
    let mut asked = None;
    let original = match effect {
        Effect::Show(draft) => Some(write(world, token, draft)?),
        Effect::Think { ephemeral } => {
            let mut message = blank(world, token);
            message.loading = true;
            message.flags = if ephemeral { EPHEMERAL } else { 0 };
            let id = message.id;
            world.messages.push(message);
            Some(id)
        }
        Effect::Later => source,
        Effect::Change(draft) => {
            let message = source.and_then(|source| world.message_mut(source)).ok_or_else(Refusal::unknown_message)?;
            message.edit(draft)?;
            source
        }
        Effect::Offer(choices) => {
            offered = choices;
            None
        }
        Effect::Ask(modal) => {
            let ticket = &world.tickets[token];
            let (channel, message, metadata) = (ticket.channel, ticket.message, ticket.metadata.clone());
            asked = Some(Asked { modal, channel, message, metadata });
            None
        }
    };
    // What was submitted closes; what was opened takes its place.
    if asked.is_some() || kind == Kind::Modal {
        world.person(person).modal = asked;
    }
    let ticket = world.ticket(token);
    (ticket.standing, ticket.original) = (Standing::Answered, original);
    Ok(offered)
}

/// An empty message in answer to an interaction.
fn blank(world: &World, token: &str) -> Message {
    let ticket = &world.tickets[token];
    let mut message = Message::new(ticket.app, world.accounts[&ticket.app].card(), ticket.channel);
    message.token = Some(token.to_owned());
    message.asked_by = Some(ticket.person);
    message.metadata = ticket.metadata.clone();
    if let Some(original) = ticket.original {
        message.metadata["original_response_message_id"] = json!(original.to_string());
    }
    message
}

/// Writes a message in answer to an interaction, or after the answer.
pub(super) fn write(world: &mut World, token: &str, draft: Draft) -> Result<u64, Refusal> {
    let mut message = blank(world, token);
    message.write(draft)?;
    let id = message.id;
    world.messages.push(message);
    Ok(id)
}
