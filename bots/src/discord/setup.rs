//! `/configurer`: whoever runs a server binds it to the association whose code they were given, and says where new missions
//! are announced.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform_core::App;
use platform_core::chat::bots::Bot;
use platform_core::chat::guilds::{self, Guild, Settings};
use platform_core::chat::people::Code;
use platform_core::refusals::{EditError, Explain as _, Kind};
use platform_core::tenancy::{Ctx, Tenant};
use platform_core::texts::{Args, Locale};
use serde_json::Value;
use serenity::all::{CommandInteraction, Permissions};
use uuid::Uuid;

use super::commands::word;
use super::interaction::Who;
use super::show;
use crate::receive::common;

/// The door, as the ledger names it.
const SOURCE: &str = "discord";
/// What stands between the city and the code.
const MARK: &str = "_guild_";

/// The text that is given for the option `code`: the city, and the association's code.
#[must_use]
pub fn code_text(city: &str, code: Code) -> String {
    format!("{city}{MARK}{}", URL_SAFE_NO_PAD.encode(code.0.as_bytes()))
}

fn read_code(text: &str) -> Option<(&str, Code)> {
    let (city, code) = text.trim().rsplit_once(MARK)?;
    let bytes: [u8; 16] = URL_SAFE_NO_PAD.decode(code).ok()?.try_into().ok()?;
    Some((city, Code(Uuid::from_bytes(bytes))))
}

/// Binds the server, or changes how it is bound, and says so to who asked.
pub(super) async fn set_up(app: &App, bot: &Bot, own: &CommandInteraction) -> Value {
    let locale = Who { user: &own.user, member: own.member.as_deref(), locale: &own.locale }.language();
    let locale = locale.unwrap_or(Locale::En);
    let (key, args) = match try_to(app, bot, own).await {
        Ok((guild, city)) => done(&guild, &city, locale),
        Err(key) => (key, Args::new()),
    };
    show::words(&common().get(locale, key, &args), true)
}

fn done(guild: &Guild, city: &Tenant, locale: Locale) -> (&'static str, Args) {
    let key = match (&guild.channel, guild.announces_all) {
        (None, _) => "discord-setup-silent",
        (Some(_), false) => "discord-setup-own",
        (Some(_), true) => "discord-setup-all",
    };
    (key, Args::from([("city".to_owned(), city.config.name(locale).into())]))
}

async fn try_to(app: &App, bot: &Bot, own: &CommandInteraction) -> Result<(Guild, Arc<Tenant>), &'static str> {
    let runs_it = own.member.as_ref().and_then(|member| member.permissions);
    let runs_it = runs_it.is_some_and(|own| own.intersects(Permissions::MANAGE_GUILD | Permissions::ADMINISTRATOR));
    let number = own.guild_id.filter(|_| runs_it).ok_or("discord-setup-not-allowed")?.to_string();
    let before = guilds::find(app, bot.id, &number).await.map_err(|error| said(&error.into()))?;
    let given = |name: &str| own.data.options.iter().find(|own| own.name == name).and_then(|own| word(&own.value));
    let settings = Settings {
        channel: given("channel").or_else(|| before.as_ref()?.channel.clone()),
        role: given("role").or_else(|| before.as_ref()?.role.clone()),
        announces_all: match given("missions") {
            Some(which) => which == "all",
            None => before.as_ref().is_some_and(|before| before.announces_all),
        },
    };
    match (given("code"), before) {
        (Some(text), _) => {
            let (city, code) = read_code(&text).ok_or("discord-setup-no-code")?;
            // An application of one city speaks for no other.
            let is_served = |tenant: &Arc<Tenant>| bot.city.is_none_or(|own| own == tenant.id.uuid());
            let tenant = app.registry.by_code(city).filter(is_served).ok_or("discord-setup-no-code")?;
            let ctx = Ctx::system(Arc::clone(&tenant), app.clock.now(), SOURCE);
            let bound = guilds::bind(app, &ctx, bot.id, &number, code, settings).await;
            Ok((bound.map_err(|error| said(&error))?, tenant))
        }
        (None, Some(before)) => {
            let tenant = app.registry.by_uuid(before.city).ok_or("discord-setup-no-code")?;
            let ctx = Ctx::system(Arc::clone(&tenant), app.clock.now(), SOURCE);
            let changed = guilds::change(app, &ctx, &before, settings).await;
            Ok((changed.map_err(|error| said(&error))?, tenant))
        }
        (None, None) => Err("discord-setup-no-code"),
    }
}

/// What is said of what cannot be.
fn said(error: &EditError) -> &'static str {
    match error.kind() {
        Kind::NotFound => "discord-setup-no-code",
        _ => {
            tracing::error!(%error, "a server is not bound");
            "refusal-unavailable"
        }
    }
}
