//! An update of any channel, from its arrival to what is kept of it: read, thought through, kept, and only then answered for.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform_core::App;
use platform_core::accounts::Actor;
use platform_core::chat::bots::Bot;
use platform_core::chat::conversation::{self, Conversation, Known, Update};
use platform_core::chat::outbox::Message;
use platform_core::chat::{ChatPerson, Platform, people};
use platform_core::idempotency::IdempotencyKey;
use platform_core::tenancy::{Ctx, Point, Tenant};
use platform_core::texts::{Args, Locale, Texts};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::engine::Input;
use crate::lobby;
use crate::press::Press;
use crate::screen::{How, Out, Screen};
use crate::state::{Field, State};
use crate::talk::{Fault, Speaker, turn};

/// How often an update is thought through again because another of the same conversation came between.
const TRIES: usize = 5;

/// An update of a conversation with one person.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Incoming {
    /// Its number, of which its bot has no other.
    pub(crate) number: i64,
    /// The conversation, which bears the number of the person.
    pub(crate) chat: String,
    /// Their name.
    pub(crate) name: String,
    /// The language of their device, if the platform speaks it.
    pub(crate) language: Option<Locale>,
    /// The city it is about, where the channel knows; none: whoever writes chooses one.
    pub(crate) city: Option<Uuid>,
    /// What was said.
    pub(crate) said: Said,
}

/// What was said.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Said {
    /// The conversation begins, with what followed.
    Start(Option<String>),
    /// A command, with what followed.
    Command(String, Option<String>),
    /// Words.
    Text(String),
    /// Words of a form, and the question it was opened for.
    Written(String, String),
    /// Where somebody is.
    Place(Point),
    /// Several fields of a mission at once.
    Form(Vec<(Field, String)>),
    /// A button.
    Press(Press),
    /// A button of another version, or one that was forged.
    Stale,
}

/// What goes out in answer, and what a channel needs to know to show it.
pub(crate) struct Reply<'a> {
    /// What goes out.
    pub(crate) out: &'a [Out],
    /// The words it is shown with.
    pub(crate) texts: &'a Texts,
    /// The language it is in.
    pub(crate) locale: Locale,
    /// What tells the question that is open now from others.
    pub(crate) question: &'a str,
}

impl Reply<'_> {
    /// A text of the channel's own.
    pub(crate) fn text(&self, key: &str) -> String {
        self.texts.get(self.locale, key, &Args::new())
    }
}

/// Deals with an update: what follows is kept when this returns, and it may be answered for; come again, it has no effect,
/// and there is nothing to answer. `show` makes of what goes out what the sender is to send, and what is answered at once.
///
/// # Errors
/// If something of ours fails, and may not when it comes again.
pub(crate) async fn receive<A>(
    app: &App,
    bot: &Bot,
    incoming: &Incoming,
    show: impl Fn(&Reply<'_>) -> (Vec<Value>, A),
) -> Result<Option<A>, Fault> {
    let update = Update { bot: bot.id, chat: &incoming.chat, number: incoming.number };
    for _ in 0..TRIES {
        let (known, met) = look_up(app, bot, incoming, &update).await?;
        let Known::Fresh(before) = known else { return Ok(None) };
        let thought = match think(app, bot, incoming, before.clone(), met).await {
            Err(fault) if !fault.passes() => {
                tracing::error!(bot = bot.name, %fault, "an update is left out");
                sorry(incoming, before)
            }
            thought => thought?,
        };
        let (locale, question) = (thought.after.locale, thought.question.as_str());
        let reply = Reply { out: &thought.out, texts: thought.texts(), locale, question };
        let (contents, answer) = show(&reply);
        let message = |content| Message { chat: incoming.chat.clone(), content };
        let messages: Vec<_> = contents.into_iter().map(message).collect();
        if conversation::keep(app, &update, &thought.after, &messages).await? {
            if thought.erased {
                conversation::forget(app, bot.id, &incoming.chat).await?;
            }
            return Ok(Some(answer));
        }
    }
    Err(Fault::busy())
}

/// Who writes, and the language of their account.
type Met = (Actor, Option<Locale>);

/// The conversation; and who writes, where the city is known beforehand.
async fn look_up(
    app: &App,
    bot: &Bot,
    incoming: &Incoming,
    update: &Update<'_>,
) -> Result<(Known, Option<Met>), Fault> {
    match incoming.city.and_then(|city| app.registry.by_uuid(city)) {
        Some(tenant) => {
            let ctx = Ctx::system(tenant, app.clock.now(), source(bot.platform));
            let (known, met) = conversation::meet(app, &ctx, update, bot.platform).await?;
            Ok((known, Some(met)))
        }
        None => Ok((conversation::look_up(app, update).await?, None)),
    }
}

/// What follows from an update.
struct Thought {
    after: Conversation,
    out: Vec<Out>,
    /// Whose words it is said with; none: no city's own.
    tenant: Option<Arc<Tenant>>,
    /// The platform's own words.
    common: Texts,
    /// Whether the conversation is to be forgotten.
    erased: bool,
    /// What tells the question that is open from others.
    question: String,
}

impl Thought {
    fn texts(&self) -> &Texts {
        self.tenant.as_ref().map_or(&self.common, |tenant| &tenant.texts)
    }

    /// One that no city has a part in.
    fn common(after: Conversation, out: Vec<Out>) -> Self {
        Self { after, out, tenant: None, common: common(), erased: false, question: String::new() }
    }
}

/// The platform's own words.
pub(crate) fn common() -> Texts {
    Texts::new(&BTreeMap::new())
}

/// A conversation of which nothing is known.
fn begun(locale: Locale) -> Conversation {
    Conversation { city: None, locale, state: json!({}), version: 0 }
}

/// What would fail again is said to have failed, and nothing else changes: sent again it would hold up all that follow.
fn sorry(incoming: &Incoming, before: Option<Conversation>) -> Thought {
    let locale = before.as_ref().map(|before| before.locale).or(incoming.language).unwrap_or(Locale::Fr);
    let words = common().get(locale, "refusal-internal", &Args::new());
    Thought::common(before.unwrap_or_else(|| begun(locale)), vec![Out::Show(Screen::default().text(words), How::New)])
}

async fn think(
    app: &App,
    bot: &Bot,
    incoming: &Incoming,
    before: Option<Conversation>,
    met: Option<Met>,
) -> Result<Thought, Fault> {
    let version = before.as_ref().map_or(0, |before| before.version);
    let mut said = incoming.said.clone();
    let Some(tenant) = city(app, incoming, before.as_ref(), &mut said) else {
        // Until another is chosen, it is about the city it was about; but the next words answer no question of that one.
        let before = before.unwrap_or_else(|| begun(incoming.language.unwrap_or(Locale::Fr)));
        let state = State { awaits: None, ..State::read(before.state) };
        let after = Conversation { state: serde_json::to_value(&state).unwrap_or_default(), ..before };
        let out = vec![Out::Show(lobby::screen(&app.registry.all(), after.locale), How::Edit)];
        return Ok(Thought::common(after, out));
    };
    // What is remembered of another city means nothing here.
    let before = before.filter(|before| before.city == Some(tenant.id.uuid()));
    let mut state = before.as_ref().map(|before| State::read(before.state.clone())).unwrap_or_default();
    let mut speaker = speaker(app, bot, &tenant, incoming, before.as_ref(), met).await?;
    let input = said.answering(&state).input(&tenant.texts, speaker.locale);
    let out = turn(app, &mut speaker, &mut state, input).await?;
    // Cut off before it is forgotten, it holds nothing of who is gone.
    let remembered = if speaker.erased { State::default() } else { state };
    let after = Conversation {
        city: Some(tenant.id.uuid()),
        locale: speaker.locale,
        state: serde_json::to_value(&remembered).unwrap_or_default(),
        version,
    };
    let question = remembered.question();
    Ok(Thought { after, out, tenant: Some(tenant), common: common(), erased: speaker.erased, question })
}

/// The city of a conversation: the one the channel knows, the one a link or a button names, or the one it was about before.
fn city(app: &App, incoming: &Incoming, before: Option<&Conversation>, said: &mut Said) -> Option<Arc<Tenant>> {
    if let Some(own) = incoming.city {
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
    bot: &Bot,
    tenant: &Arc<Tenant>,
    incoming: &Incoming,
    before: Option<&Conversation>,
    met: Option<Met>,
) -> Result<Speaker, Fault> {
    let person = ChatPerson { platform: bot.platform, person: incoming.chat.clone() };
    let source = source(bot.platform);
    let ctx = Ctx::system(Arc::clone(tenant), app.clock.now(), source);
    let (actor, own) = match met {
        Some(met) => met,
        None => people::known(app, &ctx, &person).await?,
    };
    let spoken = |locale: &Locale| tenant.config.locales.contains(locale);
    let here = before.map(|before| before.locale);
    let locale = here.or(own).or(incoming.language).filter(spoken).unwrap_or(ctx.locale);
    Ok(Speaker {
        tenant: Arc::clone(tenant),
        actor,
        chat: Some(person),
        erased: false,
        elsewhere: incoming.city.is_none() && app.registry.all().len() > 1,
        name: Some(incoming.name.trim().to_owned()).filter(|name| !name.is_empty()),
        locale,
        source,
        update: Some(IdempotencyKey::new(&format!("{source}:{}:{}", bot.id, incoming.number), &[])),
    })
}

/// The door, as the ledger names it.
const fn source(platform: Platform) -> &'static str {
    match platform {
        Platform::Telegram => "telegram",
        Platform::Discord => "discord",
    }
}

impl Said {
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
            Self::Command(command, _) => matches!(command.as_str(), "ville" | "city"),
            _ => false,
        }
    }

    /// What a form says to the question it was opened for; to another it says nothing.
    fn answering(self, state: &State) -> Self {
        match self {
            Self::Written(text, question) if question == state.question() => Self::Text(text),
            Self::Written(..) => Self::Stale,
            other => other,
        }
    }

    fn input(self, texts: &Texts, locale: Locale) -> Input {
        match self {
            Self::Start(payload) => Input::Start(payload),
            Self::Command(command, rest) => Input::Command(command, rest),
            // The keyboard that asks for a place sends what its button says.
            Self::Text(text) if text == texts.get(locale, "chat-do-home", &Args::new()) => Input::Press(Press::Home),
            Self::Text(text) | Self::Written(text, _) => Input::Text(text),
            Self::Place(point) => Input::Place(point),
            Self::Form(fields) => Input::Form(fields),
            Self::Press(press) => Input::Press(press),
            Self::Stale => Input::Stale,
        }
    }
}
