//! Making an application known to Discord: who it is, and what its commands are.

use platform_core::chat::bots::Bot;
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};
use url::Url;

use super::commands;
use super::rest::{Refusal, Rest};

/// That events are sent (Discord, "Application Event Webhook Status").
const EVENTS_ON: u8 = 2;

/// An application, as Discord knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its number.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The key its signatures are checked with, hexadecimal.
    pub key: String,
}

/// Why an application cannot be made known.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// Discord refuses, or does not answer.
    #[error("Discord: {0}")]
    Discord(#[from] Refusal),
    /// What it says of the application is not what one knows of applications.
    #[error("Discord says nothing of this application that could be used")]
    Unreadable,
}

/// The application of a token.
///
/// # Errors
/// If Discord does not know it, or does not answer.
pub async fn look_up(token: &SecretString, api: Option<&Url>) -> Result<Application, RegisterError> {
    let own = Rest::new(token, api).call(Method::GET, "applications/@me", None).await?;
    let text = |field: &str| own.get(field).and_then(Value::as_str).map(str::to_owned);
    let application = text("id").zip(text("name")).zip(text("verify_key"));
    let ((id, name), key) = application.ok_or(RegisterError::Unreadable)?;
    Ok(Application { id, name, key })
}

/// Tells Discord the commands, and where the application is called; says whether it takes that address, which it tries at
/// once.
///
/// # Errors
/// If Discord refuses the commands, or does not answer.
pub async fn register(bot: &Bot, hook: &str, api: Option<&Url>) -> Result<bool, RegisterError> {
    let rest = Rest::new(&bot.token, api);
    let commands = serde_json::to_value(commands::all()).unwrap_or_default();
    rest.call(Method::PUT, &format!("applications/{}/commands", bot.hook), Some(&commands)).await?;
    let address = json!({
        "interactions_endpoint_url": hook, "event_webhooks_url": hook, "event_webhooks_status": EVENTS_ON,
        "event_webhooks_types": ["APPLICATION_AUTHORIZED", "APPLICATION_DEAUTHORIZED"],
    });
    match rest.call(Method::PATCH, "applications/@me", Some(&address)).await {
        Ok(_) => Ok(true),
        Err(Refusal::No { .. }) => Ok(false),
        Err(refusal) => Err(refusal.into()),
    }
}
