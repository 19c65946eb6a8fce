//! Making a bot known to Telegram: where it is called, under which secret, and what its commands are.

use platform_core::chat::bots::Bot as Row;
use platform_core::texts::{Args, Locale};
use secrecy::ExposeSecret as _;
use teloxide::Bot;
use teloxide::payloads::{SetMyCommandsSetters as _, SetWebhookSetters as _};
use teloxide::prelude::Requester as _;
use teloxide::types::{AllowedUpdate, BotCommand};
use url::Url;

use crate::commands::{COMMANDS, Command};
use crate::receive::common;

/// The updates a bot is to get.
pub(super) const UPDATES: [AllowedUpdate; 3] =
    [AllowedUpdate::Message, AllowedUpdate::CallbackQuery, AllowedUpdate::MyChatMember];

/// Why a bot cannot be made known.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The address of the API or of the hook cannot be used.
    #[error("this is no address: {0}")]
    Address(#[from] url::ParseError),
    /// Telegram refused, or does not answer.
    #[error("Telegram: {0}")]
    Telegram(#[from] teloxide::RequestError),
}

/// A client of Telegram under a token, at another address if one is given.
pub(super) fn client(token: &str, api: Option<&Url>) -> Bot {
    let bot = Bot::new(token);
    match api {
        Some(url) => bot.set_api_url(url.clone()),
        None => bot,
    }
}

/// What Telegram calls the bot of a token.
///
/// # Errors
/// If Telegram does not know it, or does not answer.
pub async fn name(token: &secrecy::SecretString, api: Option<&Url>) -> Result<String, RegisterError> {
    let me = client(token.expose_secret(), api).get_me().await?;
    Ok(me.username().to_owned())
}

/// Tells Telegram where a bot is called, and what its menu holds.
///
/// # Errors
/// If Telegram refuses, or does not answer.
pub async fn register(row: &Row, hook: &str, api: Option<&Url>) -> Result<(), RegisterError> {
    let bot = client(row.token.expose_secret(), api);
    if row.polls {
        bot.delete_webhook().await?;
    } else {
        bot.set_webhook(hook.parse()?)
            .secret_token(row.hook_secret.expose_secret().to_owned())
            .allowed_updates(UPDATES)
            .await?;
    }
    let texts = common();
    for &locale in Locale::ALL {
        let about = |command: &Command| {
            let about = texts.get(locale, &format!("chat-command-{}", command.key), &Args::new());
            BotCommand::new(command.word(locale), about)
        };
        bot.set_my_commands(COMMANDS.iter().map(about)).language_code(locale.tag()).await?;
        // Whose telephone speaks neither is shown the first.
        if Some(&locale) == Locale::ALL.first() {
            bot.set_my_commands(COMMANDS.iter().map(about)).await?;
        }
    }
    Ok(())
}
