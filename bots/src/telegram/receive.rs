//! An update, from its arrival to what is kept of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform_core::App;
use platform_core::chat::bots::Bot;
use platform_core::chat::conversation::{self, Conversation, Known, Update};
use platform_core::chat::outbox::Message;
use platform_core::chat::{ChatPerson, Platform, people};
use platform_core::tenancy::{Ctx, Tenant};
use platform_core::texts::{Args, Locale, Texts};

use super::show;
use super::update::{Incoming, What};
use crate::engine::Input;
use crate::lobby;
use crate::press::Press;
use crate::screen::{How, Out, Screen};
use crate::state::State;
use crate::talk::{Fault, Speaker, turn};

/// The door, as the ledger names it.
const SOURCE: &str = "telegram";
/// How often an update is thought through again because another of the same conversation came between.
const TRIES: usize = 5;

/// Deals with an update. When it returns, what follows is kept, and the update may be answered for; sent again, it has no
/// effect.
///
/// # Errors
/// If something of ours fails: Telegram is to send it again.
pub async fn receive(app: &App, bot: &Bot, body: &[u8]) -> Result<(), Fault> {
    let Some(incoming) = Incoming::read(body) else { return Ok(()) };
    let chat = incoming.chat.to_string();
    let update = Update { bot: bot.id, chat: &chat, number: incoming.number };
    if let What::Reachable(reachable) = incoming.what {
        return Ok(conversation::mark(app, bot.id, &chat, reachable).await?);
    }
    for _ in 0..TRIES {
        let Known::Fresh(before) = conversation::look_up(app, &update).await? else { return Ok(()) };
        let thought = match think(app, bot, &incoming, before.clone()).await {
            Err(fault) if !fault.passes() => {
                tracing::error!(bot = bot.name, %fault, "an update is left out");
                sorry(&incoming, before)
            }
            thought => thought?,
        };
        if conversation::keep(app, &update, &thought.after, &thought.messages).await? {
            if thought.erased {
                conversation::forget(app, bot.id, &chat).await?;
            }
            return Ok(());
        }
    }
    Err(Fault::busy())
}

/// What follows from an update.
struct Thought {
    after: Conversation,
    messages: Vec<Message>,
    /// Whether the conversation is to be forgotten.
    erased: bool,
}

/// What would fail again is said to have failed, and nothing else changes: sent again it would hold up all that follow.
fn sorry(incoming: &Incoming, before: Option<Conversation>) -> Thought {
    let locale = before.as_ref().map(|before| before.locale).or(incoming.language).unwrap_or(Locale::Fr);
    let words = Texts::new(&BTreeMap::new()).get(locale, "refusal-internal", &Args::new());
    let out = [Out::Show(Screen::default().text(words), How::New)];
    let contents = show::sendings(&out, incoming.press(), "");
    let begun = Conversation { city: None, locale, state: serde_json::json!({}), version: 0 };
    Thought { after: before.unwrap_or(begun), messages: incoming.messages(contents), erased: false }
}

async fn think(app: &App, bot: &Bot, incoming: &Incoming, before: Option<Conversation>) -> Result<Thought, Fault> {
    let version = before.as_ref().map_or(0, |before| before.version);
    let state = before.as_ref().map(|before| State::read(before.state.clone())).unwrap_or_default();
    let mut said = Said::of(incoming);
    let tenant = city(app, bot, before.as_ref(), &mut said);
    let press = incoming.press();
    let Some(tenant) = tenant else {
        let locale = incoming.language.unwrap_or(Locale::Fr);
        let out = [Out::Show(lobby::screen(&app.registry.all(), locale), How::Edit)];
        let contents = show::sendings(&out, press, "");
        // Until another is chosen, it is about the city it was about.
        let city = before.and_then(|before| before.city);
        let after = Conversation { city, locale, state: serde_json::json!({}), version };
        return Ok(Thought { after, messages: incoming.messages(contents), erased: false });
    };
    let mut state = state;
    let mut speaker = speaker(app, &tenant, incoming, before.as_ref()).await?;
    speaker.elsewhere = bot.city.is_none() && app.registry.all().len() > 1;
    let input = said.input(&tenant.texts, speaker.locale);
    let out = turn(app, &mut speaker, &mut state, input).await?;
    let send_place = tenant.texts.get(speaker.locale, "chat-do-send-place", &Args::new());
    let contents = show::sendings(&out, press, &send_place);
    let after = Conversation {
        city: Some(tenant.id.uuid()),
        locale: speaker.locale,
        state: serde_json::to_value(&state).unwrap_or_default(),
        version,
    };
    Ok(Thought { after, messages: incoming.messages(contents), erased: speaker.erased })
}

impl Incoming {
    /// What is answered: the press, and the message it is on.
    fn press(&self) -> Option<(&str, Option<i32>)> {
        match &self.what {
            What::Press { query, on, .. } => Some((query, *on)),
            _ => None,
        }
    }

    /// What is sent back.
    fn messages(&self, contents: Vec<serde_json::Value>) -> Vec<Message> {
        contents.into_iter().map(|content| Message { chat: self.chat.to_string(), content }).collect()
    }
}

/// The city of a conversation: the bot's own, the one a link or a button names, or the one it was about before.
fn city(app: &App, bot: &Bot, before: Option<&Conversation>, said: &mut Said) -> Option<Arc<Tenant>> {
    if let Some(own) = bot.city {
        return app.registry.by_uuid(own);
    }
    if let Some(named) = said.city(app) {
        return Some(named);
    }
    if said.asks_for_cities() {
        return None;
    }
    app.registry.by_uuid(before?.city?)
}

async fn speaker(
    app: &App,
    tenant: &Arc<Tenant>,
    incoming: &Incoming,
    before: Option<&Conversation>,
) -> Result<Speaker, Fault> {
    let person = ChatPerson { platform: Platform::Telegram, person: incoming.chat.to_string() };
    let ctx = Ctx::system(Arc::clone(tenant), app.clock.now(), SOURCE);
    let (actor, own) = people::known(app, &ctx, &person).await?;
    let spoken = |locale: &Locale| tenant.config.locales.contains(locale);
    let here = before.filter(|before| before.city == Some(tenant.id.uuid())).map(|before| before.locale);
    let locale = here.or(own).or(incoming.language).filter(spoken).unwrap_or(ctx.locale);
    let name = Some(incoming.name.trim().to_owned()).filter(|name| !name.is_empty());
    Ok(Speaker {
        tenant: Arc::clone(tenant),
        actor,
        chat: Some(person),
        erased: false,
        elsewhere: false,
        name,
        locale,
        source: SOURCE,
    })
}

/// What was said, with the city taken out of it.
#[derive(Debug)]
enum Said {
    Start(Option<String>),
    Command(String),
    Text(String),
    Place(platform_core::tenancy::Point),
    Press(Press),
    Stale,
}

impl Said {
    fn of(incoming: &Incoming) -> Self {
        match &incoming.what {
            What::Start(payload) => Self::Start(payload.clone()),
            What::Command(command) => Self::Command(command.clone()),
            What::Text(text) => Self::Text(text.clone()),
            What::Place(point) => Self::Place(*point),
            What::Press { data, .. } => data.parse().map_or(Self::Stale, Self::Press),
            // Dealt with before.
            What::Reachable(_) => Self::Stale,
        }
    }

    /// The city it names, by which it becomes a beginning there: `/start paris_mission_…`, or the button of a city.
    fn city(&mut self, app: &App) -> Option<Arc<Tenant>> {
        match self {
            Self::Start(Some(payload)) => {
                let (code, rest) = payload.split_once('_').unwrap_or((payload, ""));
                let city = app.registry.by_code(code)?;
                *self = Self::Start(Some(rest.to_owned()).filter(|rest| !rest.is_empty()));
                Some(city)
            }
            Self::Press(Press::City(id)) => {
                let city = app.registry.by_uuid(*id)?;
                *self = Self::Start(None);
                Some(city)
            }
            _ => None,
        }
    }

    fn asks_for_cities(&self) -> bool {
        match self {
            Self::Press(Press::Cities | Press::City(_)) => true,
            Self::Command(command) => matches!(command.as_str(), "ville" | "city"),
            _ => false,
        }
    }

    fn input(self, texts: &Texts, locale: Locale) -> Input {
        match self {
            Self::Start(payload) => Input::Start(payload),
            Self::Command(command) => Input::Command(command),
            // The keyboard that asks for a place sends what its button says.
            Self::Text(text) if text == texts.get(locale, "chat-do-home", &Args::new()) => Input::Press(Press::Home),
            Self::Text(text) => Input::Text(text),
            Self::Place(point) => Input::Place(point),
            Self::Press(press) => Input::Press(press),
            Self::Stale => Input::Stale,
        }
    }
}
