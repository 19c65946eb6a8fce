//! What an interaction says, as far as a conversation understands it.

use chrono::{DateTime, TimeDelta, Utc};
use platform_core::texts::Locale;
use serde::Deserialize;
use serenity::all::{
    ActionRowComponent, CommandInteraction, ComponentInteraction, ComponentInteractionDataKind, Interaction, Member,
    MessageFlags, ModalInteraction, User,
};

use super::commands;
use super::show::{FORM, WRITE, Ways, press_of};
use crate::receive::{Incoming, Said};

/// How long an interaction can be answered (Discord: its token is good for 15 minutes), with some to spare.
const LIFE: TimeDelta = TimeDelta::minutes(14);

/// Something Discord calls us with.
#[derive(Debug)]
pub(super) enum Call {
    /// Whether we are there.
    Ping,
    /// Whether we hear of events.
    EventPing,
    /// Somebody takes the bot to themselves (true), or lets it go.
    Reachable(String, bool),
    /// Somebody says something.
    Said(Box<Turn>),
    /// Somebody opens the form of a question, under this title.
    Write {
        /// The question.
        question: String,
        /// The title.
        title: String,
    },
    /// Somebody writes an option, and is suggested what fits.
    Suggest(Box<CommandInteraction>),
    /// Somebody binds the server.
    Setup(Box<CommandInteraction>),
}

/// What somebody says, and how it can be answered.
#[derive(Debug)]
pub(super) struct Turn {
    /// What is said; its city is looked up by the server.
    pub(super) incoming: Incoming,
    /// The server it is said in; none: in private.
    pub(super) guild: Option<String>,
    /// How it can be answered.
    pub(super) ways: Ways,
}

/// An event, which comes where interactions come (Discord, "Webhook events").
#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "type")]
    kind: u8,
    event: Option<Event>,
    /// An interaction has one.
    token: Option<String>,
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    data: EventData,
}

#[derive(Default, Deserialize)]
struct EventData {
    user: Option<EventUser>,
}

#[derive(Deserialize)]
struct EventUser {
    id: String,
}

/// Reads what Discord calls with; none for what is nothing to us.
pub(super) fn read(body: &[u8], now: DateTime<Utc>) -> Option<Call> {
    let envelope: Envelope = serde_json::from_slice(body).ok()?;
    if envelope.token.is_none() && envelope.kind == 0 {
        return Some(Call::EventPing);
    }
    if let Some(event) = envelope.event {
        let user = event.data.user?.id;
        return match event.kind.as_str() {
            "APPLICATION_AUTHORIZED" => Some(Call::Reachable(user, true)),
            "APPLICATION_DEAUTHORIZED" => Some(Call::Reachable(user, false)),
            _ => None,
        };
    }
    let interaction: Interaction = serde_json::from_slice(body)
        .map_err(|error| tracing::warn!(%error, "an interaction of Discord cannot be read"))
        .ok()?;
    Some(match interaction {
        Interaction::Ping(_) => Call::Ping,
        Interaction::Autocomplete(own) => Call::Suggest(Box::new(own)),
        Interaction::Command(own) if own.data.name == commands::SETUP.en => Call::Setup(Box::new(own)),
        Interaction::Command(own) => Call::Said(Box::new(of_command(&own, now))),
        Interaction::Component(own) => of_component(&own, now),
        Interaction::Modal(own) => Call::Said(Box::new(of_form(&own, now))),
        _ => return None,
    })
}

fn of_command(own: &CommandInteraction, now: DateTime<Utc>) -> Turn {
    let said = commands::said(&own.data.name, &own.data.options);
    let who = Who { user: &own.user, member: own.member.as_deref(), locale: &own.locale };
    let guild = own.guild_id.map(|guild| guild.to_string());
    turn(own.id.get(), &who, said, guild, ways(&own.token, now, own.guild_id.is_some(), false))
}

fn of_component(own: &ComponentInteraction, now: DateTime<Utc>) -> Call {
    let id = own.data.custom_id.as_str();
    if let Some(form) = id.strip_prefix(WRITE) {
        let (question, title) = form.split_once(':').unwrap_or(("", form));
        return Call::Write { question: question.to_owned(), title: title.to_owned() };
    }
    let press = match &own.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.first().and_then(|value| press_of(value)),
        _ => press_of(id),
    };
    let said = press.map_or(Said::Stale, Said::Press);
    let who = Who { user: &own.user, member: own.member.as_ref(), locale: &own.locale };
    let in_guild = own.guild_id.is_some();
    // What others see, too, stays as it is.
    let may_replace = !in_guild || own.message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL));
    let guild = own.guild_id.map(|guild| guild.to_string());
    let ways = ways(&own.token, now, in_guild, may_replace);
    Call::Said(Box::new(turn(own.id.get(), &who, said, guild, ways)))
}

fn of_form(own: &ModalInteraction, now: DateTime<Utc>) -> Turn {
    let fields = own.data.components.iter().flat_map(|row| &row.components);
    let words = fields.filter_map(|field| match field {
        ActionRowComponent::InputText(text) => text.value.clone(),
        _ => None,
    });
    // No database keeps a NUL.
    let words = words.collect::<Vec<_>>().join("\n").replace('\0', " ");
    let question = own.data.custom_id.strip_prefix(FORM).unwrap_or_default();
    let said = Said::Written(words, question.to_owned());
    let who = Who { user: &own.user, member: own.member.as_ref(), locale: &own.locale };
    let guild = own.guild_id.map(|guild| guild.to_string());
    turn(own.id.get(), &who, said, guild, ways(&own.token, now, own.guild_id.is_some(), false))
}

/// Who asks.
pub(super) struct Who<'a> {
    pub(super) user: &'a User,
    pub(super) member: Option<&'a Member>,
    pub(super) locale: &'a str,
}

impl Who<'_> {
    /// The language of their Discord, if the platform speaks it.
    pub(super) fn language(&self) -> Option<Locale> {
        self.locale.split('-').next()?.parse().ok()
    }

    /// The name they are called by: in the server, by everybody, or the one of their account.
    fn name(&self) -> String {
        let nick = self.member.and_then(|member| member.nick.clone());
        nick.or_else(|| self.user.global_name.clone()).unwrap_or_else(|| self.user.name.clone())
    }
}

fn turn(id: u64, who: &Who<'_>, said: Said, guild: Option<String>, ways: Ways) -> Turn {
    let incoming = Incoming {
        // Discord's numbers begin with a time, and fill 63 bits in the year 2084.
        number: i64::try_from(id).unwrap_or(i64::MAX),
        chat: who.user.id.to_string(),
        name: who.name(),
        language: who.language(),
        city: None,
        said,
    };
    Turn { incoming, guild, ways }
}

/// How an interaction can be answered.
pub(super) fn ways(token: &str, now: DateTime<Utc>, is_private: bool, may_replace: bool) -> Ways {
    Ways { token: token.to_owned(), until: (now + LIFE).timestamp(), is_private, may_replace }
}
