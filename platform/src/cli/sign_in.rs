//! `jemengage sign-in`: what a city shows to the providers of its `[[sign_in]]`.

use std::io::BufRead as _;

use platform_core::accounts::sign_in;
use platform_core::tenancy::{Ctx, RegistryError};
use secrecy::{ExposeSecret as _, SecretString};

use super::{Refusal, app};
use crate::config::Config;

/// What can be done with providers.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Keep the secret a provider gave to a city, read from stdin, and say where it must send people back to
    Secret {
        /// The provider's name in the city's `[[sign_in]]`
        provider: String,
        /// The city's short name
        #[arg(long)]
        city: String,
    },
}

pub(super) async fn execute(command: Command, config: &Config) -> Result<(), Refusal> {
    let Command::Secret { provider, city } = command;
    let app = app(config).await?;
    if app.vault.is_none() {
        let missing =
            "JEMENGAGE_SECRET is not set: secrets are kept encrypted with it (make one by `openssl rand -hex 32`)";
        return Err(missing.into());
    }
    let tenant = app.registry.by_code(&city).ok_or_else(|| RegistryError::Unknown(city.clone()))?;
    if tenant.config.provider(&provider).is_none() {
        return Err(format!("{city} has no [[sign_in]] named {provider}; write it in tenant.toml and apply it").into());
    }
    let secret = tokio::task::spawn_blocking(secret).await??;
    if secret.expose_secret().is_empty() {
        return Err("no secret was given".into());
    }
    let ctx = Ctx::system(tenant, app.clock.now(), "operator");
    let back = sign_in::keep_secret(&app, &ctx, &provider, &secret).await?;
    println!("{provider}: kept for {city}. Have the provider send people back to {back}");
    Ok(())
}

fn secret() -> std::io::Result<SecretString> {
    eprintln!("The secret, as the provider gives it:");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_owned().into())
}
